//! Idempotency keys.

use serde_json::json;
use teller::{Fault, Kind};

use crate::desk::{Till, once, open};

const KEY: (&str, &str) = ("idempotency-key", "attempt-1");

fn sessions(till: &Till) -> usize {
    till.get("/v1/checkout/sessions")["data"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_and_parameters_give_the_same_answer() {
    let till = open().await;
    let first = till.call("POST", "/v1/checkout/sessions", &once(500, "usd"), &[KEY]).unwrap();
    let again = till.call("POST", "/v1/checkout/sessions", &once(500, "usd"), &[KEY]).unwrap();
    assert_eq!((first.status, first.text == again.text), (200, true));
    assert!(!first.headers.contains_key("idempotent-replayed"));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(again.headers["idempotency-key"], "attempt-1");
    assert_eq!(sessions(&till), 1);
    assert_eq!(till.teller.requests().iter().map(|seen| seen.replayed).collect::<Vec<_>>(), [false, true, false]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_for_something_else_is_an_error() {
    let till = open().await;
    till.call("POST", "/v1/checkout/sessions", &once(500, "usd"), &[KEY]).unwrap();
    for (path, form) in [("/v1/checkout/sessions", once(600, "usd")), ("/v1/customers", String::new())] {
        let other = till.call("POST", path, &form, &[KEY]).unwrap();
        assert_eq!((other.status, &other.json()["error"]["type"]), (400, &json!("idempotency_error")));
    }
    assert_eq!(sessions(&till), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_forgotten_after_a_day() {
    let till = open().await;
    let first = till.call("POST", "/v1/checkout/sessions", &once(500, "usd"), &[KEY]).unwrap();
    till.teller.advance(1);
    let later = till.call("POST", "/v1/checkout/sessions", &once(500, "usd"), &[KEY]).unwrap();
    assert_ne!(first.json()["id"], later.json()["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_validation_is_not_kept() {
    let till = open().await;
    assert_eq!(till.call("POST", "/v1/checkout/sessions", "mode=payment", &[KEY]).unwrap().status, 400);
    assert_eq!(till.call("POST", "/v1/checkout/sessions", &once(500, "usd"), &[KEY]).unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decline_is_kept() {
    let till = open().await;
    let form = "amount=1200&currency=eur&confirm=true&payment_method=pm_card_chargeDeclined";
    let first = till.call("POST", "/v1/payment_intents", form, &[KEY]).unwrap();
    let again = till.call("POST", "/v1/payment_intents", form, &[KEY]).unwrap();
    assert_eq!((first.status, first.text == again.text), (402, true));
    assert_eq!(till.get("/v1/charges")["data"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_500_after_the_effect_is_said_again_and_a_502_gives_way_to_the_truth() {
    for (status, then) in [(500, 500), (502, 200), (503, 200)] {
        let till = open().await;
        till.teller.fault(Fault::new(Kind::After { status }).on("POST /v1/checkout"));
        assert_eq!(till.call("POST", "/v1/checkout/sessions", &once(500, "usd"), &[KEY]).unwrap().status, status);
        let again = till.call("POST", "/v1/checkout/sessions", &once(500, "usd"), &[KEY]).unwrap();
        assert_eq!((again.status, &again.headers["idempotent-replayed"]), (then, &"true".parse().unwrap()));
        assert_eq!(sessions(&till), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mollie_remembers_for_an_hour() {
    let till = open().await;
    let body = json!({ "amount": { "currency": "EUR", "value": "10.00" }, "description": "A gift", "redirectUrl": "http://till.example/" });
    let (_, first) = till.mollie("POST", "payments", &body, Some("k"));
    till.teller.advance_seconds(3599);
    assert_eq!(till.mollie("POST", "payments", &body, Some("k")).1["id"], first["id"]);
    till.teller.advance_seconds(1);
    assert_ne!(till.mollie("POST", "payments", &body, Some("k")).1["id"], first["id"]);
}
