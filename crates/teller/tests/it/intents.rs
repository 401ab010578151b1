//! Payment intents by calls alone, refunds, keys and versions.

use serde_json::json;

use crate::desk::open;

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_is_confirmed_declined_and_tried_again() {
    let till = open().await;
    let intent = till.post("/v1/payment_intents", "amount=1200&currency=eur&metadata[attempt]=b2");
    assert_eq!(intent["status"], "requires_payment_method");
    let path = format!("/v1/payment_intents/{}", intent["id"].as_str().unwrap());
    let (status, error) = till.refused("POST", &format!("{path}/confirm"), "payment_method=pm_card_chargeDeclinedInsufficientFunds");
    assert_eq!(
        (status, &error["type"], &error["code"], &error["decline_code"]),
        (402, &json!("card_error"), &json!("card_declined"), &json!("insufficient_funds"))
    );
    assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
    assert_eq!(till.post(&format!("{path}/confirm"), "payment_method=pm_card_visa")["status"], "succeeded");
    let (_, error) = till.refused("POST", &format!("{path}/cancel"), "");
    assert_eq!(error["code"], "payment_intent_unexpected_state");
    let found = till.get("/v1/payment_intents/search?query=metadata%5B%27attempt%27%5D%3A%27b2%27");
    assert_eq!((found["data"].as_array().unwrap().len(), &found["data"][0]["id"]), (1, &intent["id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_payer_a_very_careful_card_is_declined_for_its_answer() {
    let till = open().await;
    let (status, error) = till.refused(
        "POST",
        "/v1/payment_intents",
        "amount=1200&currency=eur&confirm=true&off_session=true&payment_method=pm_card_authenticationRequired",
    );
    assert_eq!((status, &error["code"]), (402, &json!("authentication_required")));
    let asked = till.post("/v1/payment_intents", "amount=1200&currency=eur&confirm=true&payment_method=pm_card_authenticationRequired");
    assert_eq!(asked["status"], "requires_action");
    let url = asked["next_action"]["redirect_to_url"]["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix(till.teller.url()).unwrap();
    till.submit(path, "answer=approve");
    assert_eq!(till.get(&format!("/v1/payment_intents/{}", asked["id"].as_str().unwrap()))["status"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn refunds_in_parts_end_at_the_whole() {
    let till = open().await;
    let paid = till.pay(&till.session(1000), "4242424242424242");
    let (intent, charge) =
        (paid["payment_intent"]["id"].as_str().unwrap(), paid["payment_intent"]["latest_charge"]["id"].as_str().unwrap());
    till.post("/v1/refunds", &format!("payment_intent={intent}&amount=400&reason=requested_by_customer"));
    let (_, error) = till.refused("POST", "/v1/refunds", &format!("charge={charge}&amount=601"));
    assert_eq!(error["message"], "Refund amount ($6.01) is greater than unrefunded amount on charge ($6.00)");
    till.post("/v1/refunds", &format!("charge={charge}"));
    let (_, error) = till.refused("POST", "/v1/refunds", &format!("charge={charge}"));
    assert_eq!(error["code"], "charge_already_refunded");
    let charge = till.get(&format!("/v1/charges/{charge}?expand[]=refunds"));
    assert_eq!((&charge["amount_refunded"], &charge["refunded"]), (&json!(1000), &json!(true)));
    assert_eq!(charge["refunds"]["data"].as_array().unwrap().len(), 2);
    let told = till.events();
    assert_eq!(told.iter().filter(|kind| *kind == "charge.refunded").count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_wanted_and_only_ours_is_taken() {
    let till = open().await;
    let basic = "Basic c2tfdGVzdF90ZWxsZXI6"; // sk_test_teller:
    assert_eq!(till.call("GET", "/v1/balance", "", &[("authorization", basic)]).unwrap().status, 200);
    for wrong in ["Bearer sk_test_other", "Bearer", "Basic !!", ""] {
        let answer = till.call("GET", "/v1/balance", "", &[("authorization", wrong)]).unwrap();
        assert_eq!((answer.status, &answer.json()["error"]["type"]), (401, &json!("invalid_request_error")), "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_version_is_echoed_and_old_shapes_are_not_promised() {
    let till = open().await;
    let answer = till.call("GET", "/v1/balance", "", &[("stripe-version", "2025-09-30.clover")]).unwrap();
    assert_eq!(answer.headers["stripe-version"], "2025-09-30.clover");
    assert!(answer.headers["request-id"].to_str().unwrap().starts_with("req_"));
    assert_eq!(till.call("GET", "/v1/balance", "", &[("stripe-version", "2022-11-15")]).unwrap().status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_is_not_spoken_says_so() {
    let till = open().await;
    let (status, error) = till.refused("POST", "/v1/terminal/readers", "");
    assert_eq!(status, 404);
    assert!(error["message"].as_str().unwrap().contains("README"));
}
