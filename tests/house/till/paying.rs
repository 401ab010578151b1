//! The pay page, and the way back from it.

use indelible::fund::model::attempt::Gift;
use indelible::fund::model::ledger::Account;
use indelible::fund::model::{Interval, Method, Provider};
use kernel::Currency;
use teller::{Fault, Kind};

use super::{ANNUAL, CAREFUL, GOOD, MONTHLY, ONCE, STUBBORN, Till, between};

#[tokio::test(flavor = "multi_thread")]
async fn once_monthly_and_annually_lead_to_thanks_with_the_exact_words_of_the_statement() {
    let till = Till::open().await;
    for (form, amount, each) in [(ONCE, "€25", ""), (MONTHLY, "€5", "each month"), (ANNUAL, "€60", "each year")] {
        let paid = till.give(form, GOOD).await;
        assert!(paid.status == 303 && paid.on.starts_with(&format!("{}/contribute/thanks/", till.url)), "{} {}", paid.status, paid.on);
        // No hook has come yet: the page asks for itself.
        let thanks = till.get(&paid.on).await;
        for words in [amount, each, "LAMP FOUNDATION", "Thank you"] {
            assert!(thanks.text.contains(words), "{words}: {}", thanks.text);
        }
        assert_eq!(thanks.text.contains("/contribute/mine/"), form != ONCE, "{}", thanks.text);
    }
    let asked: Vec<_> =
        till.teller.requests().into_iter().filter(|seen| seen.path == "/v1/checkout/sessions").map(|seen| seen.body).collect();
    let donates: Vec<bool> = asked.iter().map(|form| form.split('&').any(|pair| pair == "submit_type=donate")).collect();
    assert_eq!(donates, [true, false, false], "the button of a single gift says what it is: {asked:?}");
    till.settle().await;
    let (well, _, said) = till.check().await;
    assert!(well, "{said}");
    assert_eq!(till.holds(Account::Contributions, "EUR").await, -(2_500 + 500 + 6_000));
    assert_eq!(till.holds(Account::Balance(Provider::Stripe), "EUR").await, till.held("eur"));
}

#[tokio::test(flavor = "multi_thread")]
async fn money_of_no_two_and_three_decimals_arrives_as_it_was_given() {
    let till = Till::open().await;
    for (form, words, minor, currency) in [
        ("country=elsewhere&interval=once&currency=JPY&own=1500&method=card", "1,500", 1_500, "JPY"),
        ("country=elsewhere&interval=once&currency=KWD&own=3.250&method=card", "3.250", 3_250, "KWD"),
        ("country=elsewhere&interval=once&currency=USD&own=2.00&method=card", "$2", 200, "USD"),
    ] {
        let thanks = till.get(&till.give(form, GOOD).await.on).await;
        assert!(thanks.text.contains(words), "{words}: {}", thanks.text);
        till.settle().await;
        assert_eq!(till.holds(Account::Contributions, currency).await, -minor);
    }
    let (well, _, said) = till.check().await;
    assert!(well, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_covers_the_fee_pays_it_on_top_and_is_told_the_whole_sum() {
    let till = Till::open().await;
    let euro: Currency = "EUR".parse().expect("euro");
    let gift = Gift::new(euro.of(2_500), Interval::Once, Method::Card, true).expect("a gift");
    assert!(gift.total.minor > gift.amount.minor);
    assert!(till.get("/contribute/").await.text.contains("name=\"cover\" value=\"yes\">"), "it is offered, and not ticked");
    let begun = till.begin(&format!("{ONCE}&cover=yes")).await;
    assert!(begun.text.contains(&gift.total.say("en")), "before the card is asked for: {}", begun.text);
    let paid = till.pay(&begun.on, GOOD).await;
    assert!(till.get(&paid.on).await.text.contains(&gift.total.say("en")));
    till.settle().await;
    assert_eq!(till.charges().pop().map(|(_, amount)| amount), Some(gift.total.minor));
    assert_eq!(till.holds(Account::Contributions, "EUR").await, -gift.total.minor);
    let wrong = till.begin("country=elsewhere&interval=once&currency=EUR&own=1&method=card&cover=yes").await;
    assert!(wrong.status == 422 && wrong.text.contains("name=\"cover\" value=\"yes\" checked"), "{}", wrong.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_begins_too_often_is_told_so_for_an_hour_and_no_processor_hears_of_it() {
    let till = Till::open().await;
    let (mut begun, mut often) = (0, till.begin(ONCE).await);
    while often.status == 200 && begun < 100 {
        // Not in a crowd: one a minute.
        till.house.wait(1);
        (begun, often) = (begun + 1, till.begin(ONCE).await);
    }
    assert!(begun > 10 && often.status == 429 && often.text.contains("Too often"), "{begun}: {} {}", often.status, often.text);
    let heard = till.teller.requests().len();
    assert_eq!((till.begin(MONTHLY).await.status, till.teller.requests().len()), (429, heard));
    assert_eq!(till.get("/contribute/").await.status, 200, "the page is there for everybody");
    till.house.wait(60);
    assert_eq!(till.begin(ONCE).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_card_may_be_followed_by_a_good_one_on_the_same_page() {
    let till = Till::open().await;
    let begun = till.begin(ONCE).await;
    assert_eq!(till.pay(&begun.on, STUBBORN).await.status, 402);
    till.settle().await;
    let paid = till.pay(&begun.on, GOOD).await;
    assert!(till.get(&paid.on).await.text.contains("LAMP FOUNDATION"));
    till.settle().await;
    assert_eq!(till.charges().len(), 1);
    assert!(till.check().await.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_asks_is_answered_and_one_that_is_refused_takes_nothing() {
    let till = Till::open().await;
    let begun = till.begin(ONCE).await;
    let asked = till.post(&begun.on, &format!("card={CAREFUL}")).await;
    let challenge = till.whole_of_teller(&asked.on);
    assert!(till.get(&challenge).await.text.contains("Is it you?"));
    assert_eq!(till.post(&challenge, "answer=fail").await.status, 402);
    assert!(till.charges().is_empty());
    let paid = till.pay(&begun.on, CAREFUL).await;
    assert!(till.get(&paid.on).await.text.contains("Thank you"));
    till.settle().await;
    assert!(till.check().await.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_the_pay_page_or_lets_it_expire_has_given_nothing_and_all_of_it_looks_alike() {
    let till = Till::open().await;
    let begun = till.begin(ONCE).await;
    let left = till.post(&format!("{}/leave", begun.on), "").await;
    assert_eq!((left.status, left.on.as_str()), (303, format!("{}/contribute/back/", till.url).as_str()));
    let back = till.get(&left.on).await;
    assert!(back.text.contains("The payment did not come about"));
    // The processor lets the page expire after a day.
    let session = between(&format!("{}|", begun.on), "/pay/", "|");
    let page = till.teller.look(|house| house.stripe.sessions.get(&session).map(|session| session.success_url())).expect("a session");
    till.pass(2).await;
    let expired = till.get(&page).await;
    assert_eq!((expired.status, &expired.text.replace("../../../", "../../")), (back.status, &back.text.replace("../../../", "../../")));
    assert!(till.charges().is_empty());
    assert!(till.check().await.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_a_retry_and_a_way_back_end_in_exactly_one_contribution() {
    let till = Till::open().await;
    let form = format!("{ONCE}&press={}", till.press().await);
    // Both presses are under way at once.
    let (one, other) = tokio::join!(till.post("/contribute/", &form), till.post("/contribute/", &form));
    assert_eq!((one.status, other.status), (200, 200), "{}{}", one.text, other.text);
    assert!(one.on.contains("/pay/cs_") && one.on == other.on, "{} {}", one.on, other.on);
    // Back from the processor's page, and once more.
    assert_eq!(till.post("/contribute/", &form).await.on, one.on);
    let paid = till.pay(&one.on, GOOD).await;
    till.settle().await;
    // A press after it was paid thanks for what came, and takes nothing.
    let again = till.post("/contribute/", &form).await;
    assert_eq!((again.status, again.on.as_str()), (303, paid.on.as_str()));
    assert_eq!(till.charges().len(), 1);
    // Something else in the same form is another gift; so is the same in a fresh one.
    let more = till.post("/contribute/", &form.replace("2500", "5000")).await;
    assert!(more.on.contains("/pay/cs_") && more.on != one.on, "{}", more.on);
    assert_ne!(till.begin(ONCE).await.on, one.on);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_another_site_has_sent_for_somebody_gets_no_link_that_the_site_could_know() {
    let till = Till::open().await;
    let form = format!("{ONCE}&press={}", till.press().await);
    let theirs = till.post_as("/contribute/", &form, &[("sec-fetch-site", "cross-site".to_owned())]).await;
    let own = till.post_as("/contribute/", &form, &[("sec-fetch-site", "same-origin".to_owned())]).await;
    assert!(theirs.on.contains("/pay/cs_") && own.on.contains("/pay/cs_") && theirs.on != own.on, "{} {}", theirs.on, own.on);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_whose_page_has_expired_begins_a_new_one() {
    let till = Till::open().await;
    let form = format!("{ONCE}&press={}", till.press().await);
    let first = till.post("/contribute/", &form).await;
    till.pass(2).await;
    let second = till.post("/contribute/", &form).await;
    assert!(second.on.contains("/pay/cs_") && second.on != first.on, "{} {}", first.on, second.on);
    let paid = till.pay(&second.on, GOOD).await;
    assert!(till.get(&paid.on).await.text.contains("Thank you"));
    assert_eq!(till.charges().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_processor_that_is_down_gets_a_calm_page_and_the_attempt_is_kept_and_goes_on() {
    for fault in [
        Kind::Before { status: 503 },
        Kind::After { status: 502 },
        Kind::Cut { effect: true },
        Kind::Cut { effect: false },
        Kind::Before { status: 500 },
    ] {
        let till = Till::open().await;
        till.teller.fault(Fault::new(fault).on("POST /v1/checkout/sessions"));
        let down = till.begin(MONTHLY).await;
        assert!(down.status == 503 && down.text.contains("does not answer"), "{fault:?}: {} {}", down.status, down.text);
        let again = between(&down.text, "contribute/again/", "\"");
        let page = till.post(&format!("/contribute/again/{again}"), "").await;
        assert!(page.status == 200 && page.on.contains("/pay/cs_"), "{fault:?}: {}", page.text);
        let paid = till.pay(&page.on, GOOD).await;
        assert!(till.get(&paid.on).await.text.contains("Thank you"), "{fault:?}");
        till.settle().await;
        let sessions = till.teller.look(|house| house.stripe.sessions.iter().count());
        assert_eq!((sessions, till.charges().len()), (1, 1), "{fault:?}");
        assert!(till.check().await.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_gave_an_address_gets_one_letter_of_thanks_and_the_processor_never_hears_of_it() {
    let till = Till::open().await;
    let paid = till.give(&format!("{MONTHLY}&address=ann%40reader.example"), GOOD).await;
    till.settle().await;
    let thanks = till.get(&paid.on).await;
    till.settle().await;
    let letters = till.letters().await;
    assert_eq!(letters.len(), 1, "one letter");
    for words in ["ann@reader.example", "LAMP FOUNDATION", "/contribute/mine/"] {
        assert!(letters[0].contains(words), "{words}: {}", letters[0]);
    }
    let link = between(&thanks.text, "/contribute/mine/", "\"");
    assert!(letters[0].contains(&link), "the letter has the same link");
    for seen in till.teller.requests() {
        assert!(!seen.body.contains("ann") && !seen.body.contains("receipt_email") && !seen.body.contains("Harbour"), "{}", seen.body);
    }
}
