//! Givers from a country where giving is a crime, who came in all the same: the processor is asked whose cards are from there.

use indelible::fund::desk;
use indelible::fund::model::standing::State;
use indelible::post::model::Token;
use serde_json::{Value, json};
use teller::Config;

use super::lasting::kinds;
use super::{Answer, FOREIGN, GOOD, MONTHLY, ONCE, Till, With};

async fn purge(till: &Till, country: &str, dry_run: bool) -> (Value, String) {
    let told = desk::purge(till.fund(), country, dry_run).await.expect("purged");
    till.settle().await;
    (told.json["purged"].clone(), told.said)
}

async fn state(till: &Till, paid: &Answer) -> State {
    let token = paid.on.rsplit('/').next().and_then(Token::parse).expect("a token");
    let attempt = till.fund().attempt(&token).await.expect("asked").expect("an attempt");
    till.fund().standing(attempt.id).await.expect("asked").expect("a standing").state
}

/// What was asked of the processor that changes something there.
fn changes(till: &Till) -> usize {
    till.teller.requests().iter().filter(|seen| seen.method != "GET").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gave_by_a_card_of_that_country_is_ended_erased_and_forgotten_and_nobody_else() {
    let till = Till::open().await;
    let address = "&address=ann%40reader.example";
    let theirs = till.give(&format!("{MONTHLY}{address}"), FOREIGN).await;
    till.give(ONCE, FOREIGN).await;
    let other = till.give(&format!("{MONTHLY}{address}"), GOOD).await;
    till.settle().await;
    let before = changes(&till);
    let found = json!({ "payments": 2, "ended": 1, "customers": 1, "erased": 1 });
    let (counted, said) = purge(&till, "RU", true).await;
    assert!(counted == found && said.contains("would be ended"), "{said}");
    assert_eq!((changes(&till), state(&till, &theirs).await), (before, State::Active), "a look changes nothing");
    let (done, said) = purge(&till, "RU", false).await;
    assert!(done == found && said.contains("were ended"), "{said}");
    assert_eq!((state(&till, &theirs).await, state(&till, &other).await), (State::Ended, State::Active));
    till.pass(32).await;
    assert_eq!(till.charges().len(), 4, "only the other one is drawn again");
    assert!(kinds(&till).await.is_empty(), "nobody is written to");
    let (again, _) = purge(&till, "RU", true).await;
    assert_eq!((&again["ended"], &again["erased"]), (&json!(0), &json!(0)));
    let (well, _, said) = till.check().await;
    assert!(well, "{said}");
    let (nobody, _) = purge(&till, "BY", false).await;
    assert_eq!(nobody, json!({ "payments": 0, "ended": 0, "customers": 0, "erased": 0 }));
    let trouble = desk::purge(till.fund(), "Russia", true).await.expect_err("no country");
    assert!(trouble.to_string().contains("of two letters such as RU"), "{trouble}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_processor_is_asked_too() {
    let till = Till::open_with(With::Mollie, Config::default()).await;
    let begun = till.begin(&format!("{MONTHLY}&address=ann%40reader.example")).await;
    let paid = till.post(&begun.on, "status=paid").await;
    till.settle().await;
    let (nobody, _) = purge(&till, "RU", false).await;
    assert_eq!((&nobody["payments"], state(&till, &paid).await), (&json!(0), State::Active));
    // All of this pretend bank's cards are Dutch.
    let (done, _) = purge(&till, "NL", false).await;
    assert_eq!(done, json!({ "payments": 1, "ended": 1, "customers": 1, "erased": 1 }));
    till.pass(40).await;
    assert_eq!(state(&till, &paid).await, State::Ended);
    assert_eq!(till.teller.look(|house| house.mollie.payments.iter().count()), 1, "nothing more is drawn");
}
