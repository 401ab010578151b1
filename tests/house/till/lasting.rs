//! Gifts that go on: renewals, failing cards, changes, the end.

use indelible::fund::errand::{About, Errand};
use indelible::fund::guard::Pass;
use indelible::fund::model::Interval;
use indelible::fund::model::ledger::Account;
use indelible::fund::model::standing::{Standing, State};
use indelible::post::model::Token;
use jiff::SignedDuration;
use kernel::Currency;
use store::Place;

use super::telling::beside;
use super::{ANNUAL, GOOD, KEPT, MONTHLY, STUBBORN, Till, VERY_CAREFUL, between};

/// A gift that goes on, and the page of its giver.
struct Lasting {
    till: Till,
    mine: String,
    token: Token,
}

impl Lasting {
    async fn begin(form: &str, card: &str) -> Self {
        let till = Till::open().await;
        let paid = till.give(form, card).await;
        till.settle().await;
        let thanks = till.get(&paid.on).await;
        let token = between(&thanks.text, "/contribute/mine/", "\"");
        assert!(!token.is_empty(), "{}", thanks.text);
        let parsed = Token::parse(&token).expect("a token");
        Self { till, mine: format!("/contribute/mine/{token}"), token: parsed }
    }

    async fn standing(&self) -> Standing {
        let attempt = self.till.fund().attempt(&self.token).await.expect("asked").expect("an attempt");
        self.till.fund().standing(attempt.id).await.expect("asked").expect("a standing")
    }

    /// A moment after whatever was before: of two things in one second nobody knows which was later.
    async fn act(&self, form: &str) -> String {
        self.till.house.app.clock.advance(SignedDuration::from_mins(1));
        let answer = self.till.post(&self.mine, form).await;
        assert_eq!(answer.status, 200, "{form}: {}", answer.text);
        self.till.settle().await;
        answer.text
    }

    /// The bank gives somebody another card.
    async fn swap(&self, card: &str) {
        let customer = self.standing().await.customer.expect("a customer");
        self.till.teller.swap_card(&customer, card).expect("another card");
    }

    async fn is_well(&self) {
        let (well, _, said) = self.till.check().await;
        assert!(well, "{said}");
    }
}

/// What letters are due about.
pub(super) async fn kinds(till: &Till) -> Vec<String> {
    let due = till.fund().due(till.house.app.clock.now()).await.expect("letters");
    let of = |errand: Errand| match errand.about {
        About::Gift { kind, .. } => Some(kind.to_string()),
        About::Reminder => None,
    };
    let mut kinds: Vec<String> = due.errands.into_iter().filter_map(of).collect();
    kinds.sort();
    kinds
}

#[tokio::test(flavor = "multi_thread")]
async fn a_monthly_gift_is_drawn_each_month_and_an_annual_one_each_year() {
    let monthly = Lasting::begin(MONTHLY, GOOD).await;
    monthly.till.pass(95).await;
    let standing = monthly.standing().await;
    assert_eq!((standing.state, standing.payments), (State::Active, 4));
    assert_eq!(monthly.till.holds(Account::Contributions, "EUR").await, -2_000);
    monthly.is_well().await;
    let annual = Lasting::begin(ANNUAL, GOOD).await;
    annual.till.pass(367).await;
    assert_eq!((annual.standing().await.state, annual.standing().await.payments), (State::Active, 2));
    annual.is_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_giver_changes_the_amount_pauses_goes_on_and_ends_at_the_end_of_what_was_paid_for() {
    let gift = Lasting::begin(MONTHLY, GOOD).await;
    let page = gift.till.get(&gift.mine).await;
    assert!(page.text.contains("€5") && page.text.contains("22 December 2026"), "{}", page.text);
    gift.act("act=amount&own=7,50").await;
    let euros = "EUR".parse::<Currency>().expect("a currency");
    assert_eq!(gift.standing().await.amount, euros.of(750));
    assert_eq!(gift.till.charges().len(), 1, "a new amount draws nothing now");
    gift.till.pass(32).await;
    assert_eq!(gift.till.charges().iter().map(|(_, amount)| *amount).collect::<Vec<_>>(), [500, 750]);
    gift.act("act=pause").await;
    assert_eq!(gift.standing().await.state, State::Paused);
    gift.till.pass(62).await;
    assert_eq!(gift.till.charges().len(), 2, "nothing is drawn while it rests");
    gift.act("act=resume").await;
    assert_eq!(gift.standing().await.state, State::Active);
    gift.till.pass(31).await;
    assert_eq!(gift.till.charges().len(), 3);
    let asked = gift.act("act=end").await;
    assert!(asked.contains("Yes, end it"));
    assert_eq!(gift.standing().await.state, State::Active, "the first press only asks");
    gift.act("act=end-it").await;
    assert_eq!(gift.standing().await.state, State::Ending);
    gift.act("act=stay").await;
    assert_eq!(gift.standing().await.state, State::Active);
    gift.act("act=end-it").await;
    gift.till.pass(40).await;
    let standing = gift.standing().await;
    assert_eq!((standing.state, standing.payments), (State::Ended, 3), "no more is drawn");
    gift.is_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_fails_stays_a_supporter_through_the_retries_and_heals_when_it_pays_again() {
    let gift = Lasting::begin(MONTHLY, GOOD).await;
    gift.swap(KEPT).await;
    gift.till.pass(32).await;
    let standing = gift.standing().await;
    assert_eq!((standing.state, standing.tries), (State::PastDue, 1));
    assert!(standing.state.supports());
    let page = gift.till.get(&gift.mine).await;
    assert!(page.text.contains("value=\"card\""), "a way to another card: {}", page.text);
    let portal = gift.act("act=card").await;
    assert!(portal.contains(gift.till.teller.url()), "{portal}");
    gift.swap(GOOD).await;
    gift.till.pass(4).await;
    let standing = gift.standing().await;
    assert_eq!((standing.state, standing.tries, standing.payments), (State::Active, 0, 2));
    gift.is_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_never_pays_again_is_written_about_at_the_first_and_third_try_and_lapses_once() {
    let gift = Lasting::begin(&format!("{MONTHLY}&address=ann%40reader.example"), GOOD).await;
    gift.swap(STUBBORN).await;
    gift.till.pass(60).await;
    let standing = gift.standing().await;
    assert_eq!((standing.state, standing.payments), (State::Ended, 1));
    assert_eq!(kinds(&gift.till).await, ["dunning-first", "dunning-third", "lapsed"]);
    gift.is_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_treasurer_sees_who_came_this_month_and_who_left() {
    let gift = Lasting::begin(MONTHLY, GOOD).await;
    let came = gift.till.house.app.clock.now();
    gift.act("act=end-it").await;
    gift.till.pass(31).await;
    assert_eq!(gift.standing().await.state, State::Ended);
    let report = async |at| {
        let report = gift.till.fund().report(at).await.expect("a report");
        [report.gained, report.lost, report.supporters].map(|of| of.get(&Interval::Monthly).copied().unwrap_or_default())
    };
    let left = gift.till.house.app.clock.now();
    assert_eq!(report(came).await[..2], [1, 0], "in November");
    assert_eq!(report(left).await, [0, 1, 0], "in December");
    assert_eq!(report(left + SignedDuration::from_hours(31 * 24)).await, [0, 0, 0], "in January");
}

/// Its cause: the retries of an open invoice went on until the end of the period.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_ends_it_while_their_card_fails_is_drawn_from_no_more_and_gets_no_letter() {
    let gift = Lasting::begin(&format!("{MONTHLY}&address=ann%40reader.example"), GOOD).await;
    gift.swap(KEPT).await;
    gift.till.pass(32).await;
    assert_eq!(gift.standing().await.state, State::PastDue);
    assert_eq!(kinds(&gift.till).await, ["dunning-first"]);
    gift.swap(GOOD).await;
    gift.act("act=end-it").await;
    assert_eq!(gift.standing().await.state, State::Ended, "at once");
    gift.till.pass(40).await;
    assert_eq!((gift.till.charges().len(), gift.standing().await.payments), (1, 1), "a good card is not tried either");
    assert!(kinds(&gift.till).await.is_empty());
    gift.is_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_ends_it_while_the_next_payment_is_drawn_up_is_drawn_from_no_more() {
    let gift = Lasting::begin(MONTHLY, GOOD).await;
    // The period has ended this minute; the processor leaves its invoice open for changes for an hour.
    gift.till.pass(30).await;
    let drafts = gift.till.teller.look(|house| house.stripe.invoices.iter().filter(|one| one.status.word() == "draft").count());
    assert_eq!((drafts, gift.till.charges().len()), (1, 1));
    gift.act("act=end-it").await;
    gift.till.pass(40).await;
    let standing = gift.standing().await;
    assert_eq!((standing.state, standing.payments, gift.till.charges().len()), (State::Ended, 1, 1));
    gift.is_well().await;
}

/// Its cause: on the first of a month as many cards fail as in a storm, and nobody tries them out.
#[tokio::test(flavor = "multi_thread")]
async fn renewals_that_fail_pause_nothing_and_cards_that_fail_on_the_pay_page_do() {
    let till = Till::open().await;
    for _ in 0..2 {
        for _ in 0..21 {
            // Nobody comes in a crowd.
            till.house.app.clock.advance(SignedDuration::from_secs(15));
            assert_eq!(till.give(MONTHLY, GOOD).await.status, 303);
        }
        // One network may begin so often in an hour.
        till.house.app.clock.advance(SignedDuration::from_hours(1));
        till.teller.tick();
        till.settle().await;
    }
    let customers: Vec<String> = till.teller.look(|house| house.stripe.subscriptions.iter().map(|one| one.customer.clone()).collect());
    customers.iter().for_each(|customer| till.teller.swap_card(customer, KEPT).expect("another card"));
    // Minutes ago the last of them have failed.
    till.house.app.clock.advance(SignedDuration::from_hours(30 * 24) + SignedDuration::from_mins(5));
    till.teller.tick();
    till.settle().await;
    let declined = || till.teller.look(|house| house.stripe.charges.iter().filter(|charge| !charge.paid()).count());
    let now = till.house.app.clock.now();
    assert!(declined() >= 42, "{} cards failed", declined());
    assert_eq!(till.fund().guard().look([192, 0, 2, 1].into(), now), Pass::Free);
    let folder = tempfile::tempdir().expect("a folder");
    let again = |name: &str| {
        till.fund().backup_to(&folder.path().join(name)).expect("a copy");
        beside(&till, Place::Sqlite(folder.path().join(name))).guard().look([192, 0, 2, 1].into(), now)
    };
    assert_eq!(again("calm.db"), Pass::Free, "started anew it is as calm");
    let page = till.begin(MONTHLY).await.on;
    for _ in 0..42 {
        assert_eq!(till.pay(&page, STUBBORN).await.status, 402);
    }
    till.settle().await;
    assert!(matches!(till.fund().guard().look([192, 0, 2, 1].into(), now), Pass::Paused(_)));
    assert!(matches!(again("wary.db"), Pass::Paused(_)), "started anew it is as wary");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_asks_at_every_renewal_is_answered_on_the_page_of_the_processor() {
    let gift = Lasting::begin(MONTHLY, VERY_CAREFUL).await;
    gift.till.pass(32).await;
    assert_eq!(gift.standing().await.state, State::PastDue);
    assert_eq!(kinds(&gift.till).await, ["dunning-action"], "one letter, with the bank's question");
    let page = gift.act("act=card").await;
    let invoice = between(&page, &format!("href=\"{}", gift.till.teller.url()), "\"");
    assert!(invoice.starts_with("/invoice/in_"), "{invoice}");
    let asked = gift.till.post(&gift.till.whole_of_teller(&invoice), "card=kept").await;
    let answered = gift.till.post(&gift.till.whole_of_teller(&asked.on), "answer=approve").await;
    assert!(answered.status < 400, "{}", answered.text);
    gift.till.settle().await;
    let standing = gift.standing().await;
    assert_eq!((standing.state, standing.payments), (State::Active, 2));
    gift.is_well().await;
}
