//! Checkout sessions and their pay page.

use serde_json::json;

use crate::desk::{NOW, every, once, open};

#[tokio::test(flavor = "multi_thread")]
async fn a_good_card_pays_and_the_payer_comes_back_with_the_session() {
    let till = open().await;
    let session = till.session(500);
    assert_eq!(
        (&session["status"], &session["payment_status"], &session["payment_intent"]),
        (&json!("open"), &json!("unpaid"), &json!(null))
    );
    assert_eq!(session["expires_at"], NOW + 86_400);
    let id = session["id"].as_str().unwrap();
    let paid = till.submit(&format!("/pay/{id}"), "card=4242424242424242&email=ada@example.org");
    assert_eq!((paid.status, paid.location()), (303, format!("http://till.example/thanks?s={id}")));
    let session =
        till.get(&format!("/v1/checkout/sessions/{id}?expand[]=payment_intent.latest_charge.balance_transaction&expand[]=line_items"));
    assert_eq!((&session["status"], &session["payment_status"]), (&json!("complete"), &json!("paid")));
    assert_eq!(session["customer_details"]["email"], "ada@example.org");
    assert_eq!(session["customer"], json!(null), "nobody asked for a customer");
    let intent = &session["payment_intent"];
    assert_eq!(
        (&intent["status"], &intent["amount_received"], &intent["metadata"]["attempt"]),
        (&json!("succeeded"), &json!(500), &json!("a1"))
    );
    let transaction = &intent["latest_charge"]["balance_transaction"];
    assert_eq!((&transaction["amount"], &transaction["fee"], &transaction["net"]), (&json!(500), &json!(45), &json!(455)));
    assert_eq!(session["line_items"]["data"][0]["description"], "A gift");
    let told = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"];
    assert!(till.events().ends_with(&told.map(str::to_owned)), "{:?}", till.events());
}

#[tokio::test(flavor = "multi_thread")]
async fn declines_keep_the_session_open_for_another_card() {
    let till = open().await;
    let session = till.session(500);
    let path = format!("/pay/{}", session["id"].as_str().unwrap());
    for (card, message) in [
        ("4000000000000002", "Your card was declined."),
        ("4000000000009995", "Your card has insufficient funds."),
        ("4000000000000069", "Your card has expired."),
        ("4242424242424241", "This is not the number of a card."),
        ("4111111111111111", "This pretend bank knows only pretend cards."),
    ] {
        let page = till.submit(&path, &format!("card={card}"));
        assert_eq!(page.status, 402);
        assert!(page.text.contains(message), "{card}: {}", page.text);
    }
    let paid = till.pay(&session, "4242424242424242");
    assert_eq!(paid["payment_status"], "paid");
    let charges = till.get(&format!("/v1/charges?payment_intent={}", paid["payment_intent"]["id"].as_str().unwrap()));
    let states: Vec<_> = charges["data"].as_array().unwrap().iter().map(|charge| charge["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["succeeded", "failed", "failed", "failed"]);
    assert_eq!(charges["data"][2]["failure_code"], "card_declined");
    assert_eq!(charges["data"][2]["outcome"]["reason"], "insufficient_funds");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_careful_card_asks_its_holder() {
    let till = open().await;
    let session = till.session(500);
    let path = format!("/pay/{}", session["id"].as_str().unwrap());
    let asked = till.submit(&path, "card=4000002500003155");
    assert_eq!((asked.status, asked.location()), (303, format!("{path}/challenge")));
    assert!(till.page(&format!("{path}/challenge")).text.contains("Is it you?"));
    let refused = till.submit(&format!("{path}/challenge"), "answer=fail");
    assert_eq!(refused.status, 402);
    assert!(refused.text.contains("unable to authenticate"));
    // An answer that nobody waits for changes nothing.
    assert_eq!(till.submit(&format!("{path}/challenge"), "answer=approve").status, 200);
    assert_eq!(till.get(&format!("/v1/checkout/sessions/{}", session["id"].as_str().unwrap()))["payment_status"], "unpaid");
    let paid = till.pay(&session, "4000002500003155");
    assert_eq!(paid["payment_status"], "paid");
    assert_eq!(paid["payment_intent"]["latest_charge"]["payment_method_details"]["card"]["three_d_secure"]["result"], "authenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_pays_nothing_and_the_session_runs_out() {
    let till = open().await;
    let session = till.session(500);
    let id = session["id"].as_str().unwrap();
    let left = till.submit(&format!("/pay/{id}/leave"), "");
    assert_eq!((left.status, left.location().as_str()), (303, "http://till.example/give"));
    till.teller.advance(1);
    let session = till.get(&format!("/v1/checkout/sessions/{id}"));
    assert_eq!((&session["status"], &session["url"]), (&json!("expired"), &json!(null)));
    assert_eq!(till.events().last().unwrap(), "checkout.session.expired");
    assert_eq!(till.submit(&format!("/pay/{id}"), "card=4242424242424242").status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_session_cannot_be_paid_twice() {
    let till = open().await;
    let session = till.session(500);
    till.pay(&session, "4242424242424242");
    let again = till.submit(&format!("/pay/{}", session["id"].as_str().unwrap()), "card=4242424242424242");
    assert_eq!(again.status, 200);
    assert!(again.text.contains("Already paid"));
    assert_eq!(till.get("/v1/charges")["data"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stripe_refuses_is_refused_with_its_code_and_parameter() {
    let till = open().await;
    let usd = once(500, "usd");
    let cases = [
        (usd.replace("mode=payment", "mode=gift"), None, "mode"),
        (usd.replace("mode=payment&", ""), Some("parameter_missing"), "mode"),
        (usd.replace("success_url=http://till.example", "success_url=till"), Some("url_invalid"), "success_url"),
        (format!("{usd}&colour=red"), Some("parameter_unknown"), "colour"),
        (usd.replace("unit_amount]=500", "unit_amount]=five"), Some("parameter_invalid_integer"), "line_items[0][price_data][unit_amount]"),
        (usd.replace("quantity]=1", "quantity]=0"), Some("parameter_invalid_integer"), "line_items[0][quantity]"),
        (format!("{usd}&expires_at={}", NOW + 60), None, "expires_at"),
        (format!("{usd}&expires_at={}", NOW + 90_000), None, "expires_at"),
        (
            format!("{usd}&payment_intent_data[statement_descriptor_suffix]=far+too+long+a+suffix"),
            None,
            "payment_intent_data[statement_descriptor_suffix]",
        ),
        (format!("{usd}&payment_intent_data[statement_descriptor_suffix]=123"), None, "payment_intent_data[statement_descriptor_suffix]"),
        (format!("{}&submit_type=donate", every(500, "usd", "month")), None, "submit_type"),
        (format!("{}&customer_creation=always", every(500, "usd", "month")), None, "customer_creation"),
        (
            every(500, "usd", "month").replace("mode=subscription", "mode=payment").replace("subscription_data", "payment_intent_data"),
            None,
            "mode",
        ),
        (usd.replace("[currency]=usd", "[currency]=xyz"), None, "line_items[0][price_data][currency]"),
    ];
    for (form, code, param) in cases {
        let (status, error) = till.refused("POST", "/v1/checkout/sessions", &form);
        assert_eq!(status, 400, "{form}");
        assert_eq!(
            (error["type"].as_str(), error["code"].as_str(), error["param"].as_str()),
            (Some("invalid_request_error"), code, Some(param)),
            "{form}"
        );
    }
    let (_, error) = till.refused("POST", "/v1/checkout/sessions", &once(49, "usd"));
    assert_eq!(error["code"], "amount_too_small");
    let (status, error) = till.refused("GET", "/v1/checkout/sessions/cs_test_none", "");
    assert_eq!((status, &error["code"], &error["param"]), (404, &json!("resource_missing"), &json!("session")));
    assert_eq!(till.get("/v1/checkout/sessions")["data"], json!([]), "what is refused has made nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn yen_have_no_cents_and_dinars_end_in_a_nought() {
    let till = open().await;
    let paid = till.pay(&till.post("/v1/checkout/sessions", &once(500, "jpy")), "4242424242424242");
    assert_eq!((&paid["amount_total"], &paid["currency"]), (&json!(500), &json!("jpy")));
    assert!(
        till.page(&format!("/pay/{}", till.post("/v1/checkout/sessions", &once(500, "jpy"))["id"].as_str().unwrap())).text.contains("¥500")
    );
    assert_eq!(till.refused("POST", "/v1/checkout/sessions", &once(2005, "kwd")).0, 400);
    assert_eq!(till.post("/v1/checkout/sessions", &once(2000, "kwd"))["amount_total"], 2000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_made_when_asked_for() {
    let till = open().await;
    let session = till.post("/v1/checkout/sessions", &(once(500, "usd") + "&customer_creation=always"));
    let paid = till.pay(&session, "4242424242424242");
    let customer = till.get(&format!("/v1/customers/{}", paid["customer"].as_str().unwrap()));
    assert_eq!(customer["email"], "someone@example.org");
    assert_eq!(paid["payment_intent"]["customer"], customer["id"]);
    assert_eq!(paid["payment_intent"]["latest_charge"]["customer"], customer["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bank_statement_says_what_was_asked_for() {
    let till = open().await;
    let session = till.post("/v1/checkout/sessions", &(once(500, "usd") + "&payment_intent_data[statement_descriptor_suffix]=THE+LAMP"));
    let paid = till.pay(&session, "4242424242424242");
    assert_eq!(paid["payment_intent"]["latest_charge"]["calculated_statement_descriptor"], "PRETEND* THE LAMP");
}
