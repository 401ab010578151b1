//! Mollie's API.

use serde_json::{Value, json};

use crate::desk::{Ear, Till, open};

fn payment(value: &str) -> Value {
    json!({
        "amount": { "currency": "EUR", "value": value },
        "description": "A gift",
        "redirectUrl": "http://till.example/thanks",
        "cancelUrl": "http://till.example/give",
        "metadata": { "attempt": "a1" },
    })
}

fn make(till: &Till, path: &str, body: &Value) -> Value {
    let (status, json) = till.mollie("POST", path, body, None);
    assert_eq!(status, 201, "{json}");
    json
}

fn checkout(till: &Till, payment: &Value, form: &str) -> String {
    let href = payment["_links"]["checkout"]["href"].as_str().unwrap();
    let answer = till.submit(href.strip_prefix(till.teller.url()).unwrap(), form);
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.location()
}

fn look(till: &Till, payment: &Value) -> Value {
    till.mollie("GET", &format!("payments/{}", payment["id"].as_str().unwrap()), &Value::Null, None).1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_made_paid_and_told_by_its_id_alone() {
    let till = open().await;
    let (ear, url) = Ear::open().await;
    let mut body = payment("10.00");
    body["webhookUrl"] = json!(url);
    let made = make(&till, "payments", &body);
    assert_eq!((&made["status"], &made["amount"]["value"], &made["metadata"]["attempt"]), (&json!("open"), &json!("10.00"), &json!("a1")));
    assert_eq!(checkout(&till, &made, "method=ideal&status=paid"), "http://till.example/thanks");
    let paid = look(&till, &made);
    assert_eq!((&paid["status"], &paid["method"], &paid["amountRemaining"]["value"]), (&json!("paid"), &json!("ideal"), &json!("10.00")));
    assert_eq!(paid["_links"]["checkout"], Value::Null);
    assert_eq!(till.teller.deliver().await, 1);
    let (headers, hook) = ear.hooks().remove(0);
    assert_eq!(String::from_utf8(hook).unwrap(), format!("id={}", made["id"].as_str().unwrap()));
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
    assert!(!headers.contains_key("stripe-signature"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_can_fail_be_canceled_or_run_out() {
    let till = open().await;
    for (status, back) in [("failed", "thanks"), ("canceled", "give"), ("expired", "thanks")] {
        let made = make(&till, "payments", &payment("10.00"));
        assert_eq!(checkout(&till, &made, &format!("method=ideal&status={status}")), format!("http://till.example/{back}"));
        assert_eq!(look(&till, &made)["status"], status);
    }
    let left = make(&till, "payments", &payment("10.00"));
    checkout(&till, &left, "method=ideal&status=open");
    assert_eq!(look(&till, &left)["status"], "open");
    till.teller.advance_seconds(15 * 60);
    assert_eq!(look(&till, &left)["status"], "expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_mollie_refuses_is_refused_with_its_field() {
    let till = open().await;
    let with = |field: &str, value: Value| {
        let mut body = payment("10.00");
        body[field] = value;
        body
    };
    let cases = [
        (with("amount", json!({ "currency": "EUR", "value": "10" })), "amount.value"),
        (with("amount", json!({ "currency": "EUR", "value": 10 })), "amount"),
        (with("amount", json!({ "currency": "JPY", "value": "500.00" })), "amount.value"),
        (with("amount", json!({ "currency": "eur", "value": "10.00" })), "amount.currency"),
        (with("amount", Value::Null), "amount"),
        (with("description", Value::Null), "description"),
        (with("redirectUrl", Value::Null), "redirectUrl"),
        (with("webhookUrl", json!("till")), "webhookUrl"),
        (with("method", json!("shells")), "method"),
        (with("method", json!("directdebit")), "method"),
        (with("sequenceType", json!("first")), "customerId"),
        (with("sequenceType", json!("second")), "sequenceType"),
    ];
    for (body, field) in cases {
        let (status, error) = till.mollie("POST", "payments", &body, None);
        assert_eq!((status, error["field"].as_str()), (422, Some(field)), "{body}");
        assert_eq!(error["_links"]["documentation"]["type"], "text/html");
    }
    assert_eq!(till.mollie("GET", "payments/tr_none", &Value::Null, None).0, 404);
    assert_eq!(till.mollie("GET", "payments", &Value::Null, None).1["count"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_payment_leaves_a_mandate_that_later_ones_use() {
    let till = open().await;
    let customer = make(&till, "customers", &json!({ "name": "Ada" }));
    let path = format!("customers/{}", customer["id"].as_str().unwrap());
    let recurring = json!({ "amount": { "currency": "EUR", "value": "5.00" }, "description": "Again", "sequenceType": "recurring" });
    assert_eq!(till.mollie("POST", &format!("{path}/payments"), &recurring, None).0, 422, "there is no mandate yet");
    for (method, mandate, status) in [("ideal", "directdebit", "pending"), ("creditcard", "creditcard", "paid")] {
        let mut body = payment("0.50");
        body["sequenceType"] = json!("first");
        let first = make(&till, &format!("{path}/payments"), &body);
        checkout(&till, &first, &format!("method={method}&status=paid"));
        assert_eq!(till.mollie("GET", &format!("{path}/mandates"), &Value::Null, None).1["_embedded"]["mandates"][0]["method"], mandate);
        let again = make(&till, &format!("{path}/payments"), &recurring);
        assert_eq!((&again["status"], &again["method"]), (&json!(status), &json!(mandate)));
        till.teller.advance(2);
        assert_eq!(look(&till, &again)["status"], "paid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_makes_its_payments_and_is_complete() {
    let till = open().await;
    let (ear, url) = Ear::open().await;
    let customer = make(&till, "customers", &json!({ "name": "Ada" }));
    let path = format!("customers/{}", customer["id"].as_str().unwrap());
    make(
        &till,
        &format!("{path}/mandates"),
        &json!({ "method": "directdebit", "consumerName": "Ada", "consumerAccount": "NL55INGB0000000000" }),
    );
    let body = json!({
        "amount": { "currency": "EUR", "value": "5.00" }, "interval": "1 month", "times": 3, "startDate": "2026-01-31",
        "description": "A gift each month", "webhookUrl": url,
    });
    let made = make(&till, &format!("{path}/subscriptions"), &body);
    assert_eq!(
        (&made["timesRemaining"], &made["nextPaymentDate"], &made["interval"]),
        (&json!(3), &json!("2026-01-31"), &json!("1 month"))
    );
    assert_eq!(till.mollie("POST", &format!("{path}/subscriptions"), &body, None).0, 422, "a twin");
    till.teller.advance(100);
    let path = format!("{path}/subscriptions/{}", made["id"].as_str().unwrap());
    let done = till.mollie("GET", &path, &Value::Null, None).1;
    assert_eq!((&done["status"], &done["timesRemaining"], &done["nextPaymentDate"]), (&json!("completed"), &json!(0), &Value::Null));
    let payments = till.mollie("GET", &format!("{path}/payments"), &Value::Null, None).1;
    let made: Vec<_> = payments["_embedded"]["payments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["createdAt"].as_str().unwrap()[..10].to_owned(), p["status"].clone()))
        .collect();
    assert_eq!(
        made,
        [("2026-03-31".to_owned(), json!("paid")), ("2026-02-28".to_owned(), json!("paid")), ("2026-01-31".to_owned(), json!("paid"))]
    );
    till.teller.deliver().await;
    assert_eq!(ear.ids().len(), 6, "pending and paid, three times");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_changed_and_canceled() {
    let till = open().await;
    let customer = make(&till, "customers", &json!({}));
    let path = format!("customers/{}", customer["id"].as_str().unwrap());
    make(&till, &format!("{path}/mandates"), &json!({ "method": "directdebit", "consumerName": "Ada" }));
    let body = json!({ "amount": { "currency": "EUR", "value": "5.00" }, "interval": "12 months", "description": "A gift" });
    let made = make(&till, &format!("{path}/subscriptions"), &body);
    let one = format!("{path}/subscriptions/{}", made["id"].as_str().unwrap());
    let (_, changed) = till.mollie("PATCH", &one, &json!({ "amount": { "currency": "EUR", "value": "7.50" } }), None);
    assert_eq!(changed["amount"]["value"], "7.50");
    assert_eq!(till.mollie("DELETE", &one, &Value::Null, None).1["status"], "canceled");
    assert_eq!(till.mollie("DELETE", &one, &Value::Null, None).0, 410);
    assert_eq!(till.mollie("DELETE", &path, &Value::Null, None).0, 204);
    assert_eq!(till.mollie("GET", &path, &Value::Null, None).0, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn refunds_chargebacks_and_settlements_keep_the_balance() {
    let till = open().await;
    let mut paid = Vec::new();
    for _ in 0..2 {
        let made = make(&till, "payments", &payment("10.00"));
        checkout(&till, &made, "method=creditcard&status=paid");
        paid.push(made);
    }
    let refunds = format!("payments/{}/refunds", paid[0]["id"].as_str().unwrap());
    let part = json!({ "amount": { "currency": "EUR", "value": "4.00" } });
    make(&till, &refunds, &part);
    assert_eq!(look(&till, &paid[0])["amountRemaining"]["value"], "6.00");
    assert_eq!(till.mollie("POST", &refunds, &json!({ "amount": { "currency": "EUR", "value": "6.01" } }), None).0, 422);
    let chargeback = till.teller.charge_back(paid[1]["id"].as_str().unwrap()).unwrap();
    assert_eq!(chargeback["amount"]["value"], "10.00");
    let balance = |till: &Till| till.mollie("GET", "balances/primary", &Value::Null, None).1["availableAmount"]["value"].clone();
    // Twice 10.00 less 0.43; 4.00 refunded; 10.00 and 25.00 charged back.
    assert_eq!(balance(&till), "-19.86");
    assert!(till.teller.settle().is_empty());
    for _ in 0..3 {
        let made = make(&till, "payments", &payment("10.00"));
        checkout(&till, &made, "method=creditcard&status=paid");
        paid.push(made);
    }
    let settled = till.teller.settle();
    assert_eq!(settled[0]["amount"]["value"], "8.85");
    assert_eq!(balance(&till), "0.00");
    assert_eq!(look(&till, &paid[3])["settlementId"], settled[0]["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_lead_on_by_links() {
    let till = open().await;
    for _ in 0..7 {
        make(&till, "payments", &payment("1.00"));
    }
    let (mut seen, mut path) = (Vec::new(), "payments?limit=3".to_owned());
    loop {
        let page = till.mollie("GET", &path, &Value::Null, None).1;
        seen.extend(page["_embedded"]["payments"].as_array().unwrap().iter().map(|payment| payment["id"].clone()));
        let Some(next) = page["_links"]["next"]["href"].as_str() else { break };
        path = next.split("/v2/").nth(1).unwrap().to_owned();
    }
    assert_eq!(seen.len(), 7);
    assert_eq!(till.mollie("GET", "payments?limit=0", &Value::Null, None).0, 400);
}
