//! The pages for people.

use serde_json::json;

use crate::desk::{Till, open};

async fn some_pages(till: &Till) -> Vec<String> {
    let session = till.session(500);
    let id = session["id"].as_str().unwrap().to_owned();
    let mut pages = vec!["/".to_owned(), format!("/pay/{id}"), "/nowhere".to_owned()];
    till.submit(&format!("/pay/{id}"), "card=4000002500003155");
    pages.push(format!("/pay/{id}/challenge"));
    let monthly = till.pay(&till.monthly(900), "4000002760003184");
    till.teller.advance(29);
    let invoices = till.get("/v1/invoices?status=open");
    pages.push(format!("/invoice/{}", invoices["data"][0]["id"].as_str().unwrap()));
    let portal = till.post("/v1/billing_portal/sessions", &format!("customer={}", monthly["customer"].as_str().unwrap()));
    pages.push(format!("/portal/{}", portal["id"].as_str().unwrap()));
    let body =
        json!({ "amount": { "currency": "EUR", "value": "10.00" }, "description": "<b>A gift</b>", "redirectUrl": "http://till.example/" });
    pages.push(format!("/checkout/{}", till.mollie("POST", "payments", &body, None).1["id"].as_str().unwrap()));
    pages
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_says_that_no_money_moves_and_runs_no_script() {
    let till = open().await;
    for path in some_pages(&till).await {
        let page = till.page(&path);
        assert!(page.text.contains("Pretend bank: no money moves."), "{path}");
        assert!(!page.text.contains("<script") && !page.text.contains("<b>A gift"), "{path}");
        assert!(page.text.contains("<html lang=\"en\">") && page.text.contains("viewport"), "{path}");
        assert!(page.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"), "{path}");
        assert!(!page.headers.contains_key("set-cookie"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pay_page_says_what_is_paid_how_often_and_with_what() {
    let till = open().await;
    let once = till.page(&format!("/pay/{}", till.session(500)["id"].as_str().unwrap()));
    for words in ["$5.00", "A gift", "Donate", "•••• 4242", "Leave without paying"] {
        assert!(once.text.contains(words), "{words}");
    }
    let monthly = till.page(&format!("/pay/{}", till.monthly(900)["id"].as_str().unwrap()));
    assert!(monthly.text.contains("every month") && monthly.text.contains("Subscribe for"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counter_lets_time_pass_disputes_and_pays_out() {
    let till = open().await;
    let session = till.pay(&till.session(1000), "4242424242424242");
    let charge = session["payment_intent"]["latest_charge"]["id"].as_str().unwrap();
    assert!(till.page("/").text.contains("$10.00"));
    assert_eq!(till.submit("/", "days=7").status, 303);
    assert!(till.page("/").text.contains("7 February 2026"));
    assert_eq!(till.submit("/", "payout=usd").status, 303);
    assert_eq!(till.submit("/", "payout=usd").status, 422);
    assert_eq!(till.submit("/", &format!("dispute={charge}")).status, 303);
    assert!(till.page("/").text.contains("disputed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_ended_at_the_portal() {
    let till = open().await;
    let session = till.pay(&till.monthly(900), "4242424242424242");
    let subscription = session["subscription"]["id"].as_str().unwrap();
    let portal = till.post("/v1/billing_portal/sessions", &format!("customer={}", session["customer"].as_str().unwrap()));
    let path = format!("/portal/{}", portal["id"].as_str().unwrap());
    assert_eq!(till.submit(&path, &format!("cancel={subscription}")).status, 303);
    assert!(till.page(&path).text.contains("ends on 2026-02-28"));
    assert_eq!(till.get(&format!("/v1/subscriptions/{subscription}"))["cancel_at_period_end"], true);
}
