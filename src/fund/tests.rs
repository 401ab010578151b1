//! Stories at the doors, with a processor that stands still.

use axum::body::Body;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use jiff::SignedDuration;
use seal::sealing::VaultKey;
use serde_json::json;
use sha2::Sha256;
use tower::ServiceExt;

use super::model::fact::{Fact, SubscriptionState, What};
use super::model::standing::State;
use super::model::tests::start;
use super::model::{Interval, Provider};
use super::provider::Change;
use super::provider::memory::Memory as Pretend;
use super::*;
use crate::post::mailer::{Carrier, MailBox, Mailer};

const SECRET: &str = "whsec_pretend";

/// A till of its own with a pretend processor.
struct Till {
    fund: Fund,
    pretend: Pretend,
    letters: MailBox,
    _folder: tempfile::TempDir,
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

fn terms(more: &[(&str, &str)]) -> Terms {
    let text = |key: &str| {
        let default = match key {
            "fund.methods" => "card,transfer",
            "fund.currencies" => "EUR,JPY,KWD",
            "fund.closed_countries" => "RU,BY",
            "fund.statement" => "LAMP FOUNDATION",
            "fund.name" => "Lamp Foundation",
            "fund.stripe_key" => "sk_test_1",
            "fund.stripe_url" => "http://127.0.0.1:1",
            "fund.hook_secrets" => SECRET,
            "fund.bank" => "Lamp Foundation; NL00 LAMP 0000 0000 00",
            _ => "",
        };
        more.iter().find(|(name, _)| *name == key).map_or(default, |(_, value)| value).to_owned()
    };
    Terms::resolve(&text, "https://lamp.example", "The Harbour Lamp").expect("terms")
}

impl Till {
    async fn open() -> Self {
        Self::open_with(&[]).await
    }

    async fn open_with(more: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (pretend, letters) = (Pretend::default(), MailBox::default());
        let (mailer, words) = (Mailer::new(Carrier::Memory(letters.clone())), Words::load());
        let post = Post::open(Place::Sqlite(folder.path().join("post.db")), mailer.clone(), &words).expect("a post");
        post.put_key(VaultKey::generate().public().clone(), start()).await.expect("a key");
        let supplies = Supplies {
            place: Place::Sqlite(folder.path().join("fund.db")),
            clock: Clock::standing_at(start()),
            words,
            terms: terms(more),
            paper: "The Harbour Lamp".into(),
            locales: ["en", "ru", "fa"].map(|tag| tag.parse().expect("a locale")).to_vec(),
            letterbox: Letterbox {
                mailer,
                from: Some(EmailAddress::parse("gifts@lamp.example").expect("an address")),
                returns: "gifts@lamp.example".into(),
            },
            post,
        };
        let fund = Fund::open_with(supplies, vec![Processor::Memory(pretend.clone())]).expect("a fund");
        Self { fund, pretend, letters, _folder: folder }
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let answer = doors::routes(&self.fund).oneshot(request).await.expect("an answer");
        let (head, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer { status: head.status.as_u16(), headers: head.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        self.ask(Request::post(path).body(Body::from(form.to_owned())).expect("a request")).await
    }

    async fn hook(&self, body: &str, secret: &str) -> Answer {
        let time = self.fund.clock().now().as_second();
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
        mac.update(format!("{time}.{body}").as_bytes());
        let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let request = Request::post("/hooks/stripe").header("stripe-signature", format!("t={time},v1={hex}"));
        self.ask(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    /// Runs what is due.
    async fn settle(&self) {
        while let Some(job) =
            self.fund.db().claim(self.fund.clock().now(), SignedDuration::from_mins(5), jobs::NAMES).await.expect("a queue")
        {
            jobs::run(&self.fund, &job).await.expect("a job");
        }
    }

    /// Letters that were caught, when everything that waited has left.
    async fn mail(&self) -> Vec<String> {
        self.fund.letterbox().mailer.run_ready("gifts@lamp.example").await;
        self.letters.empty().into_iter().map(|letter| String::from_utf8_lossy(&letter).into_owned()).collect()
    }

    async fn attempts(&self) -> Vec<model::attempt::Attempt> {
        self.fund
            .db()
            .read(|tx| store::attempts::open(tx, Provider::Stripe, start() - SignedDuration::from_hours(48), 100))
            .await
            .expect("attempts")
    }

    /// Begins a gift, pays it, and gives the token of its link.
    async fn give(&self, form: &str) -> (model::attempt::Attempt, Token) {
        let answer = self.post("/contribute/", form).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let attempt = self.attempts().await.pop().expect("an attempt");
        // Of the token there is only a hash; whoever comes back from the processor's page brings it.
        let back = self.pretend.thanks().pop().expect("a way back");
        let token = back.rsplit('/').next().and_then(Token::parse).expect("a token");
        (attempt, token)
    }
}

fn paid(attempt: &model::attempt::Attempt, payment: &str, subscription: Option<&str>) -> Fact {
    let what =
        What::Paid { payment: payment.into(), amount: attempt.gift.total, subscription: subscription.map(str::to_owned), made_at: start() };
    Fact { provider: Provider::Stripe, id: format!("evt_{payment}"), at: start(), attempt: Some(attempt.id), what }
}

fn subscribed(attempt: &model::attempt::Attempt, id: &str, minutes: i64, state: SubscriptionState, ending: bool) -> Fact {
    let what = What::Subscription {
        subscription: "sub_1".into(),
        customer: Some("cus_1".into()),
        state,
        amount: attempt.gift.total,
        interval: Interval::Monthly,
        until: Some(start() + SignedDuration::from_hours(30 * 24)),
        ending,
        paused: false,
    };
    Fact { provider: Provider::Stripe, id: id.into(), at: start() + SignedDuration::from_mins(minutes), attempt: Some(attempt.id), what }
}

const ONCE: &str = "country=elsewhere&interval=once&currency=EUR&amount-once=2500&method=card";
const MONTHLY: &str = "country=elsewhere&interval=monthly&currency=EUR&amount-monthly=500&method=card";

#[tokio::test]
async fn the_page_is_the_same_for_everybody_in_every_language_without_cookie_or_script() {
    let till = Till::open().await;
    for (path, dir) in [
        ("/contribute/", "ltr"),
        ("/ru/contribute/", "ltr"),
        ("/fa/contribute/", "rtl"),
        ("/contribute/jpy/", "ltr"),
        ("/fa/contribute/kwd/", "rtl"),
    ] {
        let (one, other) = (till.get(path).await, till.get(path).await);
        let number =
            |answer: &Answer| answer.text.split("name=\"press\" value=\"").nth(1).map(|rest| rest.chars().take(22).collect::<String>());
        let (first, second) = (number(&one).expect("a number"), number(&other).expect("a number"));
        assert!(first != second && !first.contains('"'), "{first} {second}");
        assert_eq!((one.status, &one.text.replace(&first, "")), (200, &other.text.replace(&second, "")));
        assert!(one.text.contains(&format!("dir=\"{dir}\"")) && !one.text.contains("<script"), "{path}");
        assert!(one.headers.get("set-cookie").is_none());
        assert!(!one.text.contains("fund-") && !one.text.contains("country-ru"), "a word is lacking: {}", one.text);
    }
    for nowhere in ["/contribute/usd/", "/contribute/EUR/", "/contribute/xxx/"] {
        assert_eq!(till.get(nowhere).await.status, 404, "{nowhere}");
    }
}

#[tokio::test]
async fn whoever_says_that_they_are_where_it_is_a_crime_is_warned_and_no_processor_hears_of_it() {
    let till = Till::open().await;
    for (path, country, warned) in [
        ("/contribute/", "RU", "sending us money is a crime"),
        ("/ru/contribute/", "RU", "преступление"),
        ("/fa/contribute/", "BY", "جرم است"),
    ] {
        let answer = till.post(path, &ONCE.replace("elsewhere", country)).await;
        assert!(answer.status == 200 && answer.text.contains(warned), "{}", answer.text);
        // Nothing more is asked in that browser, nor in one that is led back to a newspaper on another host.
        let day = answer.text.split("data-quiet=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a day");
        let days = day.parse::<i64>().expect("a number") - start().as_second() / 86_400;
        assert!((330..=366).contains(&days) && answer.text.contains(&format!("#quiet-{day}\"")), "{days}: {}", answer.text);
        assert!(till.get(path).await.text.contains(&format!("#quiet-{day}\"")), "the warning on the form leads back in the same way");
    }
    let unsaid = till.post("/contribute/", &ONCE.replace("elsewhere", "")).await;
    assert!(unsaid.status == 422 && unsaid.text.contains("Say where your card or account is from"));
    assert_eq!((till.pretend.calls(), till.attempts().await.len()), (0, 0));
}

#[tokio::test]
async fn whoever_comes_from_where_it_is_a_crime_is_warned_whatever_they_say_and_no_processor_hears_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let countries = folder.path().join("countries.mmdb");
    std::fs::write(
        &countries,
        whereabouts::tests::file_of("Test-Country", 1_790_000_000, &[("192.0.2.0", 24, "RU"), ("198.51.100.0", 24, "LV")]),
    )
    .expect("written");
    let till = Till::open_with(&[("fund.country_file", countries.to_str().expect("a path"))]).await;
    let from = async |path: &str, form: &str, from: &str| {
        let mut request = Request::post(path).body(Body::from(form.to_owned())).expect("a request");
        request.extensions_mut().insert(crate::reading::Visitor(from.parse().expect("an address")));
        till.ask(request).await
    };
    for (address, form) in
        [("192.0.2.44", ONCE.to_owned()), ("::ffff:192.0.2.44", MONTHLY.to_owned()), ("198.51.100.7", ONCE.replace("elsewhere", "RU"))]
    {
        let answer = from("/contribute/", &form, address).await;
        assert!(answer.status == 200 && answer.text.contains("sending us money is a crime"), "{address}: {}", answer.text);
    }
    assert_eq!((till.pretend.calls(), till.attempts().await.len()), (0, 0));
    // Who was let in from elsewhere is not led on from there.
    till.pretend.be_down(true);
    let answer = from("/contribute/", ONCE, "198.51.100.7").await;
    let again = answer.text.split("contribute/again/").nth(1).and_then(|rest| rest.split('"').next()).expect("a token").to_owned();
    till.pretend.be_down(false);
    let before = till.pretend.calls();
    let warned = from(&format!("/contribute/again/{again}"), "", "192.0.2.44").await;
    assert!(warned.text.contains("sending us money is a crime") && till.pretend.calls() == before, "{}", warned.text);
    assert!(
        from(&format!("/contribute/again/{again}"), "", "203.0.113.9").await.text.contains("https://pay.example/"),
        "of whom nothing is known"
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_what_was_typed_stays() {
    let till = Till::open().await;
    let answer = till.post("/contribute/", "country=elsewhere&interval=once&currency=EUR&own=1.99&method=card&address=nobody").await;
    assert_eq!(answer.status, 422);
    assert!(
        answer.text.contains("€2 is the least")
            && answer.text.contains("Something is missing in this address")
            && answer.text.contains("value=\"1.99\"")
    );
    let unclear = till.post("/contribute/", "country=elsewhere&interval=once&currency=EUR&own=1.500&method=card").await;
    assert!(unclear.text.contains("can be read in two ways"));
    let monthly_transfer = till.post("/contribute/", "country=elsewhere&interval=monthly&currency=EUR&own=5&method=transfer").await;
    assert!(monthly_transfer.text.contains("That way does not work so often"));
    assert_eq!(till.pretend.calls(), 0);
}

#[tokio::test]
async fn an_attempt_is_kept_while_the_processor_is_down_and_tried_again_it_is_still_one() {
    let till = Till::open().await;
    till.pretend.be_down(true);
    let answer = till.post("/contribute/", ONCE).await;
    assert!(answer.status == 503 && answer.text.contains("does not answer") && answer.text.contains("contribute/again/"));
    let kept = till.attempts().await;
    assert_eq!((kept.len(), kept[0].session.as_deref()), (1, None));
    let again = answer.text.split("contribute/again/").nth(1).and_then(|rest| rest.split('"').next()).expect("a token").to_owned();
    till.pretend.be_down(false);
    // The page is made, and the answer gets lost: twice.
    till.pretend.be_deaf(true);
    for _ in 0..2 {
        assert_eq!(till.post(&format!("/contribute/again/{again}"), "").await.status, 503);
    }
    till.pretend.be_deaf(false);
    let answer = till.post(&format!("/contribute/again/{again}"), "").await;
    assert!(answer.status == 200 && answer.text.contains("https://pay.example/cs_1"), "{}", answer.text);
    assert_eq!(till.pretend.opened().len(), 1, "one attempt, one page");
}

#[tokio::test]
async fn a_process_that_died_between_call_and_answer_finds_its_page_by_asking() {
    let till = Till::open().await;
    till.pretend.be_deaf(true);
    assert_eq!(till.post("/contribute/", ONCE).await.status, 503);
    let attempt = till.attempts().await.pop().expect("an attempt");
    till.pretend.put(paid(&attempt, "ch_1", None));
    let brought = till.fund.reconcile(till.fund.clock().now()).await.expect("a look");
    assert_eq!((brought[0].attempts, brought[0].facts), (1, 1));
    till.settle().await;
    let standing = till.fund.standing(attempt.id).await.expect("asked").expect("a standing");
    assert_eq!((standing.state, standing.payments), (State::Given, 1));
    assert_eq!(till.fund.reconcile(till.fund.clock().now()).await.expect("a look")[0].facts, 0, "it is learned once");
}

#[tokio::test]
async fn a_hook_is_kept_once_and_one_that_is_forged_or_of_the_other_mode_is_refused() {
    let till = Till::open().await;
    let (attempt, token) = till.give(&format!("{ONCE}&address=ann%40reader.example")).await;
    let event = |live: bool| {
        json!({ "id": "evt_1", "type": "charge.succeeded", "created": start().as_second(), "livemode": live, "data": { "object": {
            "id": "ch_1", "amount": 2500, "currency": "eur", "created": start().as_second(), "status": "succeeded",
            "metadata": { "attempt": attempt.id.to_string() }, "billing_details": { "email": "ann@reader.example", "name": "Ann Reader" } } } })
        .to_string()
    };
    assert_eq!(till.hook(&event(false), "whsec_other").await.status, 400);
    assert_eq!(till.hook(&event(true), SECRET).await.status, 400);
    for _ in 0..3 {
        assert_eq!(till.hook(&event(false), SECRET).await.status, 200);
    }
    let unknown = json!({ "id": "evt_2", "type": "moon.rose", "created": 1, "livemode": false, "data": { "object": {} } }).to_string();
    assert_eq!(till.hook(&unknown, SECRET).await.status, 200);
    assert_eq!(till.hook("{", SECRET).await.status, 400);
    till.settle().await;
    let books = till.fund.books().check().await.expect("books");
    assert!(books.is_sound() && books.entries == 1 && books.facts == 2, "{books:?}");
    let thanks = till.get(&format!("/contribute/thanks/{}", token.text())).await;
    for words in ["€25", "LAMP FOUNDATION", "Thank you"] {
        assert!(thanks.text.contains(words), "{words}: {}", thanks.text);
    }
    let mail = till.mail().await;
    assert_eq!(mail.len(), 1, "one letter of thanks");
    assert!(mail[0].contains("To: ann@reader.example") || mail[0].contains("To: <ann@reader.example>"), "{}", mail[0]);
    // Of the person nothing is in the books.
    let mut export = Vec::new();
    till.fund.books().export(&mut export).await.expect("an export");
    let export = String::from_utf8(export).expect("text");
    assert!(export.contains("contributions,-25.00,EUR") && !export.contains("ch_1") && !export.contains("ann"), "{export}");
}

#[tokio::test]
async fn a_cell_that_a_spreadsheet_would_take_for_a_formula_is_set_apart() {
    let till = Till::open().await;
    let euros = "EUR".parse::<kernel::Currency>().expect("a currency");
    for name in ["=1+1", "+1", "-1", "@now", "\tx", "plain"] {
        let what = What::Settlement { settlement: name.into(), amount: euros.of(900), costs: euros.of(100), made_at: start() };
        let fact = Fact { provider: Provider::Mollie, id: name.into(), at: start(), attempt: None, what };
        till.fund.take(vec![fact], start()).await.expect("taken");
    }
    till.settle().await;
    let (mut ledger, mut payouts) = (Vec::new(), Vec::new());
    till.fund.books().export(&mut ledger).await.expect("an export");
    assert_eq!(till.fund.books().export_payouts(&mut payouts).await.expect("an export"), 6);
    for (sheet, column) in [(ledger, 4), (payouts, 0)] {
        let names: std::collections::BTreeSet<String> = csv::Reader::from_reader(&sheet[..])
            .records()
            .map(|record| record.expect("a record").get(column).expect("a cell").to_owned())
            .collect();
        assert_eq!(names, ["'+1", "'-1", "'=1+1", "'@now", "'\tx", "plain"].map(str::to_owned).into());
    }
}

#[tokio::test]
async fn every_card_that_fails_and_every_link_that_opens_nothing_gets_the_same_page() {
    let till = Till::open().await;
    let (attempt, token) = till.give(ONCE).await;
    let session = |state| What::Session { session: "cs_1".into(), state };
    let fact = Fact {
        provider: Provider::Stripe,
        id: "evt_x".into(),
        at: start(),
        attempt: Some(attempt.id),
        what: session(model::fact::SessionState::Expired),
    };
    till.fund.take(vec![fact], start()).await.expect("taken");
    till.settle().await;
    let left = till.get("/contribute/back/").await;
    let failed = till.get(&format!("/contribute/thanks/{}", token.text())).await;
    let unknown = till.get(&format!("/contribute/thanks/{}", Token::random().text())).await;
    assert!(left.text.contains("The payment did not come about"));
    let body = |answer: &Answer| answer.text.replace("../../../", "../../");
    assert_eq!((failed.status, &failed.text), (unknown.status, &unknown.text));
    assert_eq!(body(&left), body(&failed));
}

#[tokio::test]
async fn a_monthly_gift_ends_with_two_presses_at_the_end_of_what_was_paid_for() {
    let till = Till::open().await;
    let (attempt, token) = till.give(MONTHLY).await;
    let told = vec![paid(&attempt, "in_1", Some("sub_1")), subscribed(&attempt, "evt_s", 0, SubscriptionState::Active, false)];
    till.fund.take(told, start()).await.expect("taken");
    till.settle().await;
    let mine = format!("/contribute/mine/{}", token.text());
    let page = till.get(&mine).await;
    assert!(
        page.status == 200 && page.text.contains("€5") && page.text.contains("each month") && page.text.contains("22 December 2026"),
        "{}",
        page.text
    );
    let first = till.post(&mine, "act=end").await;
    assert!(first.text.contains("Yes, end it") && till.pretend.changes().is_empty(), "looking changes nothing");
    assert_eq!(till.post(&mine, "act=end-it").await.status, 200);
    assert_eq!(till.pretend.changes(), [Change::End]);
    assert_eq!(till.post(&mine, "act=resume").await.status, 200);
    assert_eq!(till.pretend.changes().len(), 1, "what does not fit is not sent");
    let less = till.post(&mine, "act=amount&own=1").await;
    assert!(less.status == 422 && less.text.contains("Between €2 and €10,000"), "{}", less.text);
    till.post(&mine, "act=amount&own=7,50").await;
    assert_eq!(till.pretend.changes()[1], Change::Amount("EUR".parse::<kernel::Currency>().expect("a currency").of(750)));
    assert_eq!(till.get(&format!("/contribute/mine/{}", Token::random().text())).await.status, 404);
}

#[tokio::test]
async fn a_reminder_is_confirmed_by_the_first_letter_and_erased_when_the_second_is_written() {
    let till = Till::open().await;
    let wish = "month=2027-02&address=ann%40reader.example";
    let (one, other) = (till.post("/contribute/remind/", wish).await, till.post("/contribute/remind/", wish).await);
    assert_eq!((one.status, &one.text), (200, &other.text));
    let mail = till.mail().await;
    assert_eq!(mail.len(), 1, "an address gets one letter a day, whoever asks");
    let plain = mail[0].replace("=\r\n", "").replace("=3D", "=");
    let token = plain.split("/contribute/reminder/").nth(1).map(|rest| rest.chars().take(22).collect::<String>()).expect("a link");
    let link = format!("/contribute/reminder/{token}");
    let later = "2027-02-03T00:00:00Z".parse().expect("a moment");
    assert!(till.get(&link).await.text.contains("Yes, remind me"));
    let due = async || till.fund.due(later).await.expect("due").errands;
    assert!(due().await.is_empty(), "a look confirms nothing");
    assert!(till.post(&link, "act=confirm").await.text.contains("February 2027"));
    let keys: Vec<_> = due().await.into_iter().map(|errand| errand.key).collect();
    assert_eq!(keys.len(), 1);
    for erased in [1, 0] {
        let settled = till.fund.written(errand::Written { keys: keys.clone() }, later).await.expect("erased");
        assert_eq!((settled.erased, due().await.len()), (erased, 0), "said twice it changes nothing");
    }
    let gone = till.get(&link).await;
    assert_eq!(gone.text, till.post(&link, "act=cancel").await.text, "erased, cancelled and unknown look alike");
    assert_eq!(till.post("/contribute/remind/", "month=2036-02&address=ann%40reader.example").await.status, 422);
}

#[tokio::test]
async fn a_gift_from_a_reminders_page_ends_the_reminder_when_the_money_has_come_and_not_before() {
    let till = Till::open().await;
    till.post("/contribute/remind/", "month=2027-02&address=ann%40reader.example").await;
    let plain = till.mail().await.pop().expect("a letter").replace("=\r\n", "").replace("=3D", "=");
    let token = plain.split("/contribute/reminder/").nth(1).map(|rest| rest.chars().take(22).collect::<String>()).expect("a link");
    let link = format!("/contribute/reminder/{token}");
    assert!(till.post(&link, "act=confirm").await.text.contains("Give now"));
    let page = till.post(&link, "act=give").await;
    assert!(page.text.contains(&format!("name=\"reminder\" value=\"{token}\"")) && !page.text.contains("name=\"month\""), "{}", page.text);
    assert!(!till.get("/contribute/").await.text.contains("name=\"reminder\""), "the page of everybody else stays as it is");
    let (attempt, _) = till.give(&format!("{ONCE}&reminder={token}")).await;
    assert!(till.get(&link).await.text.contains("February 2027"), "nothing has come yet");
    till.fund.take(vec![paid(&attempt, "ch_1", None)], start()).await.expect("taken");
    till.settle().await;
    assert!(till.get(&link).await.text.contains("Nothing is kept here"));
    // One whose reminder is gone, and one with nonsense, are gifts like any other.
    for reminder in [token.as_str(), "nonsense"] {
        assert_eq!(till.post("/contribute/", &format!("{ONCE}&reminder={reminder}")).await.status, 200);
    }
}

#[tokio::test]
async fn when_cards_fail_a_sum_is_asked_for_and_then_nothing_is_taken_for_a_while() {
    let till = Till::open().await;
    let decline = |n: usize| Fact {
        provider: Provider::Stripe,
        id: format!("evt_d{n}"),
        at: start(),
        attempt: None,
        what: What::Declined { payment: format!("ch_d{n}"), customer: None },
    };
    till.fund.take((0..9).map(decline).collect(), start()).await.expect("taken");
    till.settle().await;
    let work = till.post("/contribute/", ONCE).await;
    assert!(work.status == 200 && work.text.contains("data-seed") && till.pretend.calls() == 0, "{}", work.text);
    let at = work.text.split("name=\"work-at\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a time").to_owned();
    assert!(till.post("/contribute/", &format!("{ONCE}&work-at={at}&work=1")).await.text.contains("data-seed"), "a wrong sum");
    till.fund.clock().advance(SignedDuration::from_secs(46));
    let waited = till.post("/contribute/", &format!("{ONCE}&work-at={at}&work=")).await;
    assert!(waited.text.contains("https://pay.example/cs_1"), "who has no script waits");
    till.fund.take((9..60).map(decline).collect(), start()).await.expect("taken");
    till.settle().await;
    let paused = till.post("/contribute/", ONCE).await;
    assert!(paused.status == 503 && paused.text.contains("A short pause"));
    assert_eq!(till.pretend.calls(), 1);
    assert_eq!(till.get("/contribute/").await.status, 200, "the page itself is there for everybody");
    till.fund.clock().advance(SignedDuration::from_mins(30));
    assert_eq!(till.post("/contribute/", ONCE).await.status, 200, "it opens by itself");
}

#[tokio::test]
async fn a_page_on_which_many_cards_are_tried_is_shut() {
    let till = Till::open().await;
    let (attempt, _) = till.give(ONCE).await;
    let told = (0..6).map(|n| Fact {
        provider: Provider::Stripe,
        id: format!("evt_d{n}"),
        at: start(),
        attempt: Some(attempt.id),
        what: What::Declined { payment: format!("ch_d{n}"), customer: None },
    });
    till.fund.take(told.collect(), start()).await.expect("taken");
    till.settle().await;
    assert_eq!(till.pretend.shut_pages(), ["cs_1"]);
}

#[tokio::test]
async fn a_transfer_gets_a_reference_and_no_processor_is_called() {
    let till = Till::open().await;
    let answer = till.post("/contribute/", "country=elsewhere&interval=once&currency=EUR&own=40&method=transfer").await;
    assert!(answer.status == 200 && answer.text.contains("NL00 LAMP 0000 0000 00") && answer.text.contains("GIFT-"), "{}", answer.text);
    assert_eq!(till.pretend.calls(), 0);
}

#[tokio::test]
async fn discreet_pages_do_not_say_the_newspapers_name() {
    let till = Till::open_with(&[("fund.discreet", "yes"), ("fund.till_url", "")]).await;
    let page = till.get("/contribute/").await;
    assert!(page.text.contains("Lamp Foundation") && !page.text.contains("Harbour Lamp"), "{}", page.text);
}

/// The lint sees arithmetic only, and only where it is switched on.
#[test]
fn no_money_passes_through_a_floating_point_number() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for head in [
        "src/fund/mod.rs",
        "src/paper/asks/mod.rs",
        "src/desk/doors/money.rs",
        "crates/kernel/src/money/mod.rs",
        "crates/teller/src/lib.rs",
    ] {
        let is_room = head.ends_with("mod.rs") || head.ends_with("lib.rs");
        let head = root.join(head);
        let lint = std::fs::read_to_string(&head).expect("a head").contains("#![deny(clippy::float_arithmetic)]");
        assert!(lint, "{} does not switch the lint on", head.display());
        let place = if is_room { head.parent().expect("a folder") } else { &head };
        for file in files(place) {
            // This test names them.
            if file.ends_with("src/fund/tests.rs") {
                continue;
            }
            for line in std::fs::read_to_string(&file).expect("text").lines() {
                assert!(!["f32", "f64"].iter().any(|float| line.contains(float)), "{}: {line}", file.display());
            }
        }
    }
}

fn files(place: &std::path::Path) -> Vec<std::path::PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let entries = std::fs::read_dir(place).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|entry| files(&entry)).collect()
}

#[test]
fn nothing_anywhere_promises_that_nobody_can_find_out() {
    let mut read = 0;
    for folder in ["templates", "locales", "docs", "src/fund"] {
        look(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut read);
    }
    assert!(read > 100, "{read} files were read");
}

fn look(folder: &std::path::Path, read: &mut usize) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            look(&path, read);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            *read += 1;
            for line in text.lines() {
                let said = line.to_lowercase();
                let promise = ["anonym", "анонимн", "ناشناس", "untraceable"].iter().any(|word| said.contains(word));
                // “Never anonymous” is the promise that we do make, and this test names the words.
                let denied = ["never", "no ", "not ", "nobody", "\"anonym\""].iter().any(|word| said.contains(word));
                assert!(!promise || denied, "{}: {line}", path.display());
            }
        }
    }
}
