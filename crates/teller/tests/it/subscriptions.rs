//! Subscriptions under a clock.

use serde_json::{Value, json};
use teller::{AfterRetries, Config, Teller};

use crate::desk::{NOW, Till, config, open};

fn subscription(till: &Till, session: &Value) -> Value {
    let id = session["subscription"]["id"].as_str().unwrap_or_else(|| session["subscription"].as_str().unwrap());
    till.get(&format!("/v1/subscriptions/{id}?expand[]=latest_invoice.payments"))
}

fn day(second: &Value) -> String {
    jiff::Timestamp::from_second(second.as_i64().unwrap()).unwrap().strftime("%Y-%m-%d").to_string()
}

async fn with(config: Config) -> Till {
    Till::at(Teller::start(config).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn months_are_counted_from_the_day_on_which_it_began() {
    let till = open().await;
    let session = till.pay(&till.monthly(500), "4242424242424242");
    let mut ends = Vec::new();
    for _ in 0..4 {
        ends.push(day(&subscription(&till, &session)["items"]["data"][0]["current_period_end"]));
        till.teller.advance(31);
    }
    assert_eq!(ends, ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]);
    let invoices = till.get("/v1/invoices?status=paid");
    let reasons: Vec<_> = invoices["data"].as_array().unwrap().iter().map(|invoice| invoice["billing_reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["subscription_cycle", "subscription_cycle", "subscription_cycle", "subscription_cycle", "subscription_create"]);
    let latest = &subscription(&till, &session)["latest_invoice"];
    assert_eq!(latest["parent"]["subscription_details"]["metadata"]["attempt"], "a1");
    assert!(latest["payments"]["data"][0]["payment"]["payment_intent"].as_str().unwrap().starts_with("pi_"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_is_a_draft_for_an_hour() {
    let till = open().await;
    let session = till.pay(&till.monthly(500), "4242424242424242");
    let end = subscription(&till, &session)["items"]["data"][0]["current_period_end"].as_i64().unwrap();
    till.teller.advance_seconds(end - NOW + 60);
    let draft = &subscription(&till, &session)["latest_invoice"];
    assert_eq!(
        (&draft["status"], &draft["automatically_finalizes_at"], &draft["created"]),
        (&json!("draft"), &json!(end + 3600), &json!(end))
    );
    till.teller.advance_seconds(3600);
    let paid = &subscription(&till, &session)["latest_invoice"];
    assert_eq!((&paid["status"], &paid["status_transitions"]["paid_at"]), (&json!("paid"), &json!(end + 3600)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_went_bad_is_tried_four_times_and_then_it_ends() {
    let till = open().await;
    let session = till.pay(&till.monthly(500), "4242424242424242");
    till.teller.swap_card(session["customer"].as_str().unwrap(), "4000000000000341").unwrap();
    till.teller.advance(29);
    let late = subscription(&till, &session);
    assert_eq!(
        (&late["status"], &late["latest_invoice"]["status"], &late["latest_invoice"]["attempt_count"]),
        (&json!("past_due"), &json!("open"), &json!(1))
    );
    assert_eq!(
        late["latest_invoice"]["next_payment_attempt"].as_i64().unwrap(),
        late["latest_invoice"]["created"].as_i64().unwrap() + 3600 + 3 * 86_400
    );
    till.teller.advance(9);
    assert_eq!(subscription(&till, &session)["latest_invoice"]["attempt_count"], 3);
    till.teller.advance(10);
    let ended = subscription(&till, &session);
    assert_eq!((&ended["status"], &ended["cancellation_details"]["reason"]), (&json!("canceled"), &json!("payment_failed")));
    assert_eq!((&ended["latest_invoice"]["attempt_count"], &ended["latest_invoice"]["next_payment_attempt"]), (&json!(4), &json!(null)));
    let told = till.events();
    assert_eq!(told.iter().filter(|kind| *kind == "invoice.payment_failed").count(), 4);
    assert_eq!(told.last().unwrap(), "customer.subscription.deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_may_leave_it_unpaid_or_past_due() {
    for (after_retries, word) in [(AfterRetries::Unpaid, "unpaid"), (AfterRetries::PastDue, "past_due")] {
        let till = with(Config { after_retries, retry_days: vec![1], ..config() }).await;
        let session = till.pay(&till.monthly(500), "4242424242424242");
        till.teller.swap_card(session["customer"].as_str().unwrap(), "4000000000000341").unwrap();
        till.teller.advance(31);
        assert_eq!(subscription(&till, &session)["status"], word);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_card_makes_a_late_payer_good() {
    let till = open().await;
    let session = till.pay(&till.monthly(500), "4242424242424242");
    let customer = session["customer"].as_str().unwrap();
    till.teller.swap_card(customer, "4000000000009995").unwrap();
    till.teller.advance(29);
    assert_eq!(subscription(&till, &session)["status"], "past_due");
    let portal = till.post("/v1/billing_portal/sessions", &format!("customer={customer}&return_url=http://till.example/me"));
    let path = portal["url"].as_str().unwrap().strip_prefix(till.teller.url()).unwrap().to_owned();
    assert!(till.page(&path).text.contains("•••• 9995"));
    till.submit(&path, "card=4242424242424242");
    till.teller.advance(3);
    let good = subscription(&till, &session);
    assert_eq!(
        (&good["status"], &good["latest_invoice"]["status"], &good["latest_invoice"]["attempt_count"]),
        (&json!("active"), &json!("paid"), &json!(2))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_always_asks_is_answered_on_the_invoices_page() {
    let till = open().await;
    let session = till.pay(&till.monthly(500), "4000002760003184");
    till.teller.advance(29);
    let waits = subscription(&till, &session);
    assert_eq!(waits["status"], "past_due");
    assert!(till.events().contains(&"invoice.payment_action_required".to_owned()));
    let url = waits["latest_invoice"]["hosted_invoice_url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix(till.teller.url()).unwrap();
    let asked = till.submit(path, "");
    assert_eq!((asked.status, asked.location()), (303, format!("{path}/challenge")));
    assert!(till.submit(&format!("{path}/challenge"), "answer=approve").text.contains("is paid"));
    assert_eq!(subscription(&till, &session)["status"], "active");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_was_answered_once_renews_without_its_holder() {
    let till = open().await;
    let session = till.pay(&till.monthly(500), "4000002500003155");
    till.teller.advance(29);
    assert_eq!(subscription(&till, &session)["latest_invoice"]["status"], "paid");
    assert_eq!(subscription(&till, &session)["status"], "active");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_at_the_end_of_the_period_can_be_taken_back_until_then() {
    let till = open().await;
    let session = till.pay(&till.monthly(500), "4242424242424242");
    let path = format!("/v1/subscriptions/{}", session["subscription"]["id"].as_str().unwrap());
    let ending = till.post(&path, "cancel_at_period_end=true");
    assert_eq!(
        (&ending["status"], &ending["cancel_at"], &ending["canceled_at"]),
        (&json!("active"), &ending["items"]["data"][0]["current_period_end"], &json!(NOW))
    );
    assert_eq!(till.post(&path, "cancel_at_period_end=false")["canceled_at"], json!(null));
    till.post(&path, "cancel_at_period_end=true");
    till.teller.advance(29);
    let ended = till.get(&path);
    assert_eq!((&ended["status"], &ended["ended_at"]), (&json!("canceled"), &ending["cancel_at"]));
    assert_eq!(till.get("/v1/invoices")["data"].as_array().unwrap().len(), 1);
    assert_eq!(till.refused("DELETE", &path, "").0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_takes_no_money_and_ends_by_itself() {
    let till = open().await;
    let session = till.pay(&till.monthly(500), "4242424242424242");
    let path = format!("/v1/subscriptions/{}", session["subscription"]["id"].as_str().unwrap());
    till.post(&path, &format!("pause_collection[behavior]=void&pause_collection[resumes_at]={}", NOW + 40 * 86_400));
    till.teller.advance(30);
    assert_eq!(subscription(&till, &session)["latest_invoice"]["status"], "void");
    till.teller.advance(31);
    let resumed = subscription(&till, &session);
    assert_eq!((&resumed["pause_collection"], &resumed["latest_invoice"]["status"]), (&json!(null), &json!("paid")));
    till.post(&path, "pause_collection[behavior]=mark_uncollectible");
    assert_eq!(till.post(&path, "pause_collection=")["pause_collection"], json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_amount_counts_from_the_next_period() {
    let till = open().await;
    let session = till.pay(&till.monthly(500), "4242424242424242");
    let before = subscription(&till, &session);
    let item = &before["items"]["data"][0];
    let path = format!("/v1/subscriptions/{}", before["id"].as_str().unwrap());
    let price = format!(
        "items[0][id]={}&items[0][price_data][currency]=usd&items[0][price_data][unit_amount]=900&items[0][price_data][product]={}&items[0][price_data][recurring][interval]=month",
        item["id"].as_str().unwrap(),
        item["price"]["product"].as_str().unwrap()
    );
    assert_eq!(till.refused("POST", &path, &price).1["param"], "proration_behavior");
    till.post(&path, &format!("{price}&proration_behavior=none"));
    assert_eq!(till.refused("POST", &path, &format!("{}&proration_behavior=none", price.replace("=usd", "=eur"))).0, 400);
    till.teller.advance(29);
    assert_eq!(subscription(&till, &session)["latest_invoice"]["amount_paid"], 900);
    let changed = till.get("/v1/events?type=customer.subscription.updated&limit=100");
    assert!(
        changed["data"]
            .as_array()
            .unwrap()
            .iter()
            .any(|event| event["data"]["previous_attributes"]["items"]["data"][0]["price"]["unit_amount"] == 500)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_can_be_made_by_a_call() {
    let till = open().await;
    let customer = till.post("/v1/customers", "payment_method=pm_card_visa&email=ada@example.org");
    let price = till.post("/v1/prices", "currency=eur&unit_amount=700&recurring[interval]=year&product_data[name]=A+gift");
    let form = format!("customer={}&items[0][price]={}", customer["id"].as_str().unwrap(), price["id"].as_str().unwrap());
    let made = till.post("/v1/subscriptions", &form);
    assert_eq!(made["status"], "active");
    assert_eq!(day(&made["items"]["data"][0]["current_period_end"]), "2027-01-31");
    let gone = till.call("DELETE", &format!("/v1/subscriptions/{}", made["id"].as_str().unwrap()), "", &[]).unwrap().json();
    assert_eq!((&gone["status"], &gone["ended_at"]), (&json!("canceled"), &json!(NOW)));
}
