//! The same with the other processor: its hook says a name and nothing else, so all of it is asked.

use indelible::fund::model::Provider;
use indelible::fund::model::ledger::Account;
use indelible::fund::model::standing::State;
use indelible::post::model::Token;
use jiff::SignedDuration;
use teller::{Config, Fault, Kind};

use super::lasting::kinds;
use super::{Till, With, between};

const ONCE: &str = "country=elsewhere&interval=once&currency=EUR&amount-once=2500&method=ideal";
const MONTHLY: &str = "country=elsewhere&interval=monthly&currency=EUR&amount-monthly=500&method=card";
const SAID: Account = Account::Clearing(Provider::Mollie);

async fn open() -> Till {
    Till::open_with(With::Mollie, Config::default()).await
}

/// Sends a fresh form, and chooses an end on the processor's page.
async fn give(till: &Till, form: &str, end: &str) -> super::Answer {
    let begun = till.begin(form).await;
    assert!(begun.on.contains("/checkout/tr_"), "{}: {}", begun.status, begun.text);
    till.post(&begun.on, &format!("status={end}")).await
}

async fn standing(till: &Till, thanks: &str) -> indelible::fund::model::standing::Standing {
    let token = thanks.rsplit('/').next().and_then(Token::parse).expect("a token");
    let attempt = till.fund().attempt(&token).await.expect("asked").expect("an attempt");
    till.fund().standing(attempt.id).await.expect("asked").expect("a standing")
}

#[tokio::test(flavor = "multi_thread")]
async fn once_and_monthly_are_paid_thanked_for_and_drawn_again() {
    let till = open().await;
    let once = give(&till, ONCE, "paid").await;
    let thanks = till.get(&once.on).await;
    assert!(thanks.text.contains("€25") && thanks.text.contains("LAMP FOUNDATION"), "{}", thanks.text);
    let monthly = give(&till, MONTHLY, "paid").await;
    let thanks = till.get(&monthly.on).await;
    assert!(thanks.text.contains("each month") && thanks.text.contains("/contribute/mine/"), "{}", thanks.text);
    till.settle().await;
    till.pass(65).await;
    let standing = standing(&till, &monthly.on).await;
    assert_eq!((standing.state, standing.payments), (State::Active, 3));
    assert_eq!(till.holds(Account::Contributions, "EUR").await, -(2_500 + 3 * 500));
    let subscriptions = till.teller.look(|house| house.mollie.subscriptions.iter().count());
    assert_eq!(subscriptions, 1, "the hook and the page that waited began one");
    // The processor's settlement takes all of it to the bank, less what it cost.
    till.teller.settle();
    let (well, _, said) = till.check().await;
    assert!(well, "{said}");
    let fees = till.holds(Account::Fees, "EUR").await;
    assert!(fees > 0);
    assert_eq!((till.holds(SAID, "EUR").await, till.holds(Account::Bank, "EUR").await), (0, 4_000 - fees));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_was_left_or_expired_has_given_nothing() {
    let till = open().await;
    for end in ["failed", "canceled", "expired"] {
        let left = give(&till, ONCE, end).await;
        let back = till.get(&left.on).await;
        assert!(back.text.contains("The payment did not come about"), "{end}: {}", back.text);
    }
    till.settle().await;
    assert_eq!(till.holds(Account::Contributions, "EUR").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn hooks_that_never_came_are_healed_by_asking() {
    let till = open().await;
    till.teller.fault(Fault::new(Kind::Drop).on("mollie").times(1_000));
    let once = give(&till, ONCE, "paid").await;
    let monthly = give(&till, MONTHLY, "paid").await;
    till.check().await;
    assert_eq!(till.holds(Account::Contributions, "EUR").await, -3_000);
    // A renewal, a refund and what a bank took back, none of which was told.
    till.pass(32).await;
    let payment =
        |nth: usize| till.teller.look(|house| house.mollie.payments.iter().nth(nth).map(|payment| payment.id.clone())).expect("a payment");
    let key = [("authorization", format!("Bearer {}", till.teller.mollie_key())), ("content-type", "application/json".to_owned())];
    let refund = till
        .post_as(
            &format!("{}/v2/payments/{}/refunds", till.teller.url(), payment(0)),
            r#"{"amount":{"currency":"EUR","value":"10.00"}}"#,
            &key[..1],
        )
        .await;
    assert_eq!(refund.status, 201, "{}", refund.text);
    till.teller.charge_back(&payment(1)).expect("taken back");
    till.house.app.clock.advance(SignedDuration::from_hours(1));
    till.teller.tick();
    till.check().await;
    assert_eq!(till.holds(Account::Contributions, "EUR").await, -3_500);
    assert_eq!(till.holds(Account::Refunds, "EUR").await, 1_000);
    assert_eq!((till.holds(Account::Disputed, "EUR").await, till.holds(Account::Losses, "EUR").await), (0, 500), "nobody was asked");
    assert_eq!(standing(&till, &once.on).await.state, State::Given);
    assert_eq!(standing(&till, &monthly.on).await.payments, 2);
    let facts = till.fund().books().check().await.expect("books").facts;
    till.check().await;
    assert_eq!(till.fund().books().check().await.expect("books").facts, facts, "what is known is not learned again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_is_found_again_and_is_one_payment() {
    for form in [ONCE, MONTHLY] {
        let till = open().await;
        till.teller.fault(Fault::new(Kind::Cut { effect: true }).on("POST /v2/payments"));
        let down = till.begin(form).await;
        assert_eq!(down.status, 503, "{}", down.text);
        let again = between(&down.text, "contribute/again/", "\"");
        let page = till.post(&format!("/contribute/again/{again}"), "").await;
        assert!(page.on.contains("/checkout/tr_"), "{}", page.text);
        let paid = till.post(&page.on, "status=paid").await;
        // Back on our page the button is pressed once more, when it is paid.
        let thanks = till.get(&paid.on).await;
        assert!(thanks.text.contains("Thank you"), "{}", thanks.text);
        till.settle().await;
        assert_eq!(till.teller.look(|house| house.mollie.payments.iter().count()), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_giver_changes_the_amount_and_ends_it() {
    let till = open().await;
    let monthly = give(&till, MONTHLY, "paid").await;
    let thanks = till.get(&monthly.on).await;
    till.settle().await;
    let mine = format!("/contribute/mine/{}", between(&thanks.text, "/contribute/mine/", "\""));
    assert_eq!(till.post(&mine, "act=amount&own=9").await.status, 200);
    till.pass(32).await;
    assert_eq!(till.holds(Account::Contributions, "EUR").await, -(500 + 900));
    assert_eq!(till.post(&mine, "act=end-it").await.status, 200);
    till.pass(40).await;
    assert_eq!(till.holds(Account::Contributions, "EUR").await, -(500 + 900), "nothing more is drawn");
    assert_eq!(standing(&till, &monthly.on).await.state, State::Ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gift_rests_for_months_and_goes_on_with_another_amount_on_the_day_it_always_had() {
    let till = open().await;
    let monthly = give(&till, MONTHLY, "paid").await;
    let thanks = till.get(&monthly.on).await;
    till.settle().await;
    let mine = format!("/contribute/mine/{}", between(&thanks.text, "/contribute/mine/", "\""));
    till.pass(3).await;
    let due = standing(&till, &monthly.on).await.until.expect("a day");
    for pressed in ["first", "again"] {
        let page = till.post(&mine, "act=pause").await;
        assert!(page.status == 200 && page.text.contains("It rests") && !page.text.contains("Next payment"), "{pressed}: {}", page.text);
    }
    till.pass(70).await;
    till.check().await;
    let rests = standing(&till, &monthly.on).await;
    assert_eq!((rests.state, rests.payments), (State::Paused, 1), "nothing is drawn");
    let facts = till.fund().books().check().await.expect("books").facts;
    till.check().await;
    assert_eq!(till.fund().books().check().await.expect("books").facts, facts, "what is known is not learned again");
    assert_eq!(till.post(&mine, "act=amount&own=9").await.status, 200);
    for pressed in ["first", "again"] {
        let page = till.post(&mine, "act=resume").await;
        assert!(page.status == 200 && page.text.contains("Next payment"), "{pressed}: {}", page.text);
    }
    let on = standing(&till, &monthly.on).await;
    let day = |at: jiff::Timestamp| at.to_zoned(jiff::tz::TimeZone::UTC).date().day();
    assert_eq!((on.state, day(on.until.expect("a day"))), (State::Active, day(due)));
    let running = |till: &Till| till.teller.look(|house| house.mollie.subscriptions.iter().filter(|one| one.due().is_some()).count());
    assert_eq!(running(&till), 1);
    till.pass(31).await;
    till.check().await;
    assert_eq!(till.holds(Account::Contributions, "EUR").await, -(500 + 900));
    assert_eq!(standing(&till, &monthly.on).await.state, State::Active, "what rested once says no more of it");
    // To rest again, and to end it then.
    assert_eq!(till.post(&mine, "act=pause").await.status, 200);
    assert_eq!(till.post(&mine, "act=end-it").await.status, 200);
    till.check().await;
    assert_eq!((standing(&till, &monthly.on).await.state, running(&till)), (State::Ended, 0));
    let (well, _, said) = till.check().await;
    assert!(well, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_holds_is_compared_with_what_was_told_and_a_key_that_may_not_see_it_is_said_to_hear_nothing() {
    let till = open().await;
    for end in ["paid", "paid"] {
        give(&till, ONCE, end).await;
        till.settle().await;
        let (well, _, said) = till.check().await;
        assert!(well && said.contains("well   mollie holds") && said.contains("the processors hold what we reckon"), "{said}");
        till.teller.settle();
        let (well, _, said) = till.check().await;
        assert!(well && said.contains("mollie holds 0.00 EUR"), "{said}");
    }
    till.teller.fault(Fault::new(Kind::Before { status: 403 }).on("GET /v2/balances"));
    let (well, _, said) = till.check().await;
    assert!(well && said.contains("untold mollie") && !said.contains("the processors hold what we reckon"), "{said}");
    // Money that no reader gave: a colleague tries out the account.
    let key = [("authorization", format!("Bearer {}", till.teller.mollie_key()))];
    let body = r#"{"amount":{"currency":"EUR","value":"7.00"},"description":"x","redirectUrl":"http://127.0.0.1:9/","method":"ideal"}"#;
    let made = till.post_as(&format!("{}/v2/payments", till.teller.url()), body, &key).await;
    let page = between(&made.text, &format!("{}/checkout/", till.teller.url()), "\"");
    assert!(page.starts_with("tr_"), "{}", made.text);
    till.post(&format!("{}/checkout/{page}", till.teller.url()), "status=paid").await;
    let (well, _, said) = till.check().await;
    assert!(!well && said.contains("WRONG  mollie holds"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_tried_again_is_not_promised_to_be_and_who_ends_it_gets_no_letter() {
    let till = open().await;
    let monthly = give(&till, &format!("{MONTHLY}&address=ann%40reader.example"), "paid").await;
    let thanks = till.get(&monthly.on).await;
    till.settle().await;
    till.teller.spoil(&standing(&till, &monthly.on).await.customer.expect("a customer"));
    till.pass(32).await;
    assert_eq!(standing(&till, &monthly.on).await.state, State::PastDue);
    assert_eq!(kinds(&till).await, ["dunning-missed"]);
    let mine = format!("/contribute/mine/{}", between(&thanks.text, "/contribute/mine/", "\""));
    assert_eq!(till.post(&mine, "act=end-it").await.status, 200);
    till.settle().await;
    assert_eq!(standing(&till, &monthly.on).await.state, State::Ended);
    assert!(kinds(&till).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_called_no_wallet_where_none_is_offered() {
    let till = open().await;
    for (path, card) in [("/contribute/", "Card"), ("/ru/contribute/", "Карта"), ("/fa/contribute/", "کارت")] {
        let page = till.get(path).await;
        assert!(page.text.contains(card) && !page.text.contains("Apple Pay") && !page.text.contains("fund-method"), "{}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_ends_it_while_a_direct_debit_is_on_its_way_is_not_drawn_from() {
    let till = open().await;
    let monthly = give(&till, &MONTHLY.replace("card", "ideal"), "paid").await;
    let thanks = till.get(&monthly.on).await;
    till.settle().await;
    till.pass(30).await;
    let pending = till.teller.look(|house| house.mollie.payments.iter().filter(|one| one.status.word() == "pending").count());
    assert_eq!(pending, 1);
    let mine = format!("/contribute/mine/{}", between(&thanks.text, "/contribute/mine/", "\""));
    assert_eq!(till.post(&mine, "act=end-it").await.status, 200);
    till.pass(5).await;
    assert_eq!(till.holds(Account::Contributions, "EUR").await, -500);
    assert_eq!(standing(&till, &monthly.on).await.state, State::Ended);
    let (well, _, said) = till.check().await;
    assert!(well, "{said}");
}
