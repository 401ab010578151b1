//! Disputes, warnings, the balance and payouts.

use serde_json::{Value, json};

use crate::desk::{Till, open};

fn charge(session: &Value) -> &str {
    session["payment_intent"]["latest_charge"]["id"].as_str().unwrap()
}

fn balance(till: &Till) -> (i64, i64) {
    let balance = till.get("/v1/balance");
    let of = |name: &str| balance[name][0]["amount"].as_i64().unwrap_or(0);
    (of("available"), of("pending"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_dispute_costs_the_money_and_a_fee_and_a_won_one_the_fee() {
    for (won, rest) in [(false, -1500 - 59), (true, -1500 - 59 + 1000)] {
        let till = open().await;
        let session = till.pay(&till.session(1000), "4242424242424242");
        let dispute = till.teller.dispute(charge(&session)).unwrap();
        assert_eq!((&dispute["status"], &dispute["amount"]), (&json!("needs_response"), &json!(1000)));
        assert!(till.get(&format!("/v1/charges/{}", charge(&session)))["disputed"].as_bool().unwrap());
        let (_, error) = till.refused("POST", "/v1/refunds", &format!("charge={}", charge(&session)));
        assert_eq!(error["code"], "charge_disputed");
        let id = dispute["id"].as_str().unwrap();
        till.post(&format!("/v1/disputes/{id}"), "evidence[uncategorized_text]=a+gift");
        assert_eq!(till.get(&format!("/v1/disputes/{id}"))["status"], "under_review");
        let closed = till.teller.close_dispute(id, won).unwrap();
        assert_eq!(closed["status"], if won { "won" } else { "lost" });
        assert!(till.teller.close_dispute(id, won).is_err());
        let (available, pending) = balance(&till);
        assert_eq!(available + pending, rest);
        assert_eq!(till.events().contains(&"charge.dispute.funds_reinstated".to_owned()), won);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quarrelsome_card_disputes_by_itself_and_a_suspected_one_warns() {
    let till = open().await;
    till.pay(&till.session(1000), "4000000000000259");
    till.pay(&till.session(1000), "4000000000005423");
    let told = till.events();
    for kind in ["charge.dispute.created", "charge.dispute.funds_withdrawn", "radar.early_fraud_warning.created"] {
        assert_eq!(told.iter().filter(|theirs| *theirs == kind).count(), 1, "{kind}");
    }
    assert_eq!(till.get("/v1/radar/early_fraud_warnings")["data"][0]["actionable"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_is_the_sum_of_what_is_in_it() {
    let till = open().await;
    let session = till.pay(&till.session(1000), "4242424242424242");
    till.pay(&till.session(2000), "4242424242424242");
    assert!(till.teller.payout("usd").is_err(), "nothing is available yet");
    assert_eq!(balance(&till), (0, 1000 - 59 + 2000 - 88));
    till.teller.advance(7);
    till.post("/v1/refunds", &format!("charge={}&amount=100", charge(&session)));
    let payout = till.teller.payout("usd").unwrap();
    assert_eq!(payout["amount"], 1000 - 59 + 2000 - 88 - 100);
    let inside = till.get(&format!("/v1/balance_transactions?payout={}&limit=100", payout["id"].as_str().unwrap()));
    let nets: Vec<i64> = inside["data"].as_array().unwrap().iter().map(|transaction| transaction["net"].as_i64().unwrap()).collect();
    assert_eq!((nets.len(), nets.iter().sum::<i64>()), (4, 0), "two payments, a refund and the payout itself");
    assert_eq!(balance(&till), (0, 0));
    till.teller.advance(2);
    assert_eq!(till.get(&format!("/v1/payouts/{}", payout["id"].as_str().unwrap()))["status"], "paid");
    assert_eq!(till.events().last().unwrap(), "payout.paid");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_currency_has_its_own_balance() {
    let till = open().await;
    for (amount, currency) in [(1000, "usd"), (500, "jpy"), (2000, "kwd")] {
        till.pay(&till.post("/v1/checkout/sessions", &crate::desk::once(amount, currency)), "4242424242424242");
    }
    let balance = till.get("/v1/balance");
    let pending: Vec<_> = balance["pending"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["currency"].as_str().unwrap(), row["amount"].as_i64().unwrap()))
        .collect();
    assert_eq!(pending, [("jpy", 500 - 45), ("kwd", 2000 - 88), ("usd", 1000 - 59)]);
}
