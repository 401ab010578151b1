//! Hooks: signed, in order or not, tried again.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use teller::{Config, Fault, Kind, Post, Teller};

use crate::desk::{Ear, NOW, Till, config, open};

fn expected(secret: &str, second: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{second}.").as_bytes());
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_arrives_signed_over_its_raw_bytes() {
    let till = open().await;
    let (ear, url) = Ear::open().await;
    let endpoint = till.teller.hook(&url, "whsec_one");
    till.pay(&till.session(500), "4242424242424242");
    assert_eq!(till.teller.deliver().await, till.events().len());
    till.teller.second_secret(&endpoint, "whsec_two");
    till.pay(&till.session(500), "4242424242424242");
    till.teller.deliver().await;
    let hooks = ear.hooks();
    for (n, (headers, body)) in hooks.iter().enumerate() {
        let header = headers["stripe-signature"].to_str().unwrap();
        let first = format!("t={NOW},v1={}", expected("whsec_one", NOW, body));
        let event: Value = serde_json::from_slice(body).unwrap();
        assert!(header.starts_with(&first), "{header}");
        assert_eq!(header.contains(&expected("whsec_two", NOW, body)), n >= hooks.len() / 2);
        assert_eq!((event["object"].as_str(), event["livemode"].as_bool()), (Some("event"), Some(false)));
    }
    assert_eq!(till.teller.deliver().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn hooks_are_doubled_delayed_reordered_and_dropped() {
    let till = open().await;
    let (ear, url) = Ear::open().await;
    till.teller.hook(&url, "whsec_one");
    till.teller.fault(Fault::new(Kind::Duplicate { copies: 2 }).on("charge.succeeded"));
    till.teller.fault(Fault::new(Kind::Drop).on("payment_intent.created"));
    till.teller.fault(Fault::new(Kind::Delay { seconds: 90 }).on("checkout.session.completed"));
    till.pay(&till.session(500), "4242424242424242");
    till.teller.deliver().await;
    let kinds = |ear: &Ear| -> Vec<String> {
        ear.hooks().iter().map(|(_, body)| serde_json::from_slice::<Value>(body).unwrap()["type"].as_str().unwrap().to_owned()).collect()
    };
    let heard = kinds(&ear);
    assert_eq!(heard.iter().filter(|kind| *kind == "charge.succeeded").count(), 3);
    assert!(!heard.contains(&"payment_intent.created".to_owned()) && !heard.contains(&"checkout.session.completed".to_owned()));
    till.teller.advance_seconds(90);
    till.teller.deliver().await;
    assert_eq!(kinds(&ear).last().unwrap(), "checkout.session.completed");
    // All the hooks of one payment, each told to wait for those that follow.
    let before = ear.ids().len();
    till.teller.fault(Fault::new(Kind::Reorder).on("charge.succeeded"));
    till.pay(&till.session(500), "4242424242424242");
    till.teller.deliver().await;
    let heard = kinds(&ear)[before..].to_vec();
    let at = |wanted: &str| heard.iter().position(|kind| kind == wanted).unwrap();
    assert!(at("payment_intent.succeeded") < at("charge.succeeded"), "{heard:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_that_is_refused_comes_again_with_a_new_signature() {
    let till = open().await;
    let (ear, url) = Ear::open().await;
    till.teller.hook(&url, "whsec_one");
    till.post("/v1/customers", "name=Ada");
    ear.refuse(true);
    assert_eq!(till.teller.deliver().await, 1);
    assert_eq!(till.teller.deliver().await, 0, "not before its time");
    let event = till.get("/v1/events")["data"][0].clone();
    assert_eq!(event["pending_webhooks"], 1);
    till.teller.advance_seconds(300);
    ear.refuse(false);
    assert_eq!(till.teller.deliver().await, 1);
    assert_eq!(ear.ids(), [event["id"].as_str().unwrap(), event["id"].as_str().unwrap()]);
    assert_eq!(till.get("/v1/events")["data"][0]["pending_webhooks"], 0);
    ear.refuse(true);
    till.post("/v1/customers", "name=Bea");
    for _ in 0..20 {
        till.teller.deliver().await;
        till.teller.advance(1);
    }
    assert!(till.teller.waiting().is_empty(), "after three days it is given up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_may_send_hooks_in_any_order_it_likes() {
    let till = open().await;
    let (ear, url) = Ear::open().await;
    till.teller.hook(&url, "whsec_one");
    till.pay(&till.session(500), "4242424242424242");
    let waiting = till.teller.waiting();
    for posting in waiting.iter().rev() {
        assert_eq!(till.teller.deliver_one(posting.n).await, Some(true));
    }
    let expected: Vec<_> = waiting.iter().rev().map(|posting| posting.about.clone()).collect();
    assert_eq!(ear.ids(), expected);
    assert_eq!(till.teller.deliver_one(1).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn endpoints_made_by_a_call_hear_what_they_asked_for() {
    let till = open().await;
    let (ear, url) = Ear::open().await;
    let form = format!("url={url}&enabled_events[]=customer.created");
    let endpoint = till.post("/v1/webhook_endpoints", &form);
    assert!(endpoint["secret"].as_str().unwrap().starts_with("whsec_"));
    let path = format!("/v1/webhook_endpoints/{}", endpoint["id"].as_str().unwrap());
    assert_eq!(till.get(&path)["secret"], Value::Null);
    till.pay(&till.session(500), "4242424242424242");
    till.post("/v1/customers", "name=Ada");
    assert_eq!(till.teller.deliver().await, 1);
    till.post(&path, "disabled=true");
    till.post("/v1/customers", "name=Bea");
    assert_eq!((till.teller.deliver().await, ear.ids().len()), (0, 1));
    assert_eq!(till.call("DELETE", &path, "", &[]).unwrap().json()["deleted"], true);
    assert_eq!(till.refused("GET", &path, "").0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_itself_they_leave_at_once() {
    let till = Till::at(Teller::start(Config { post: Post::ByItself, ..config() }).await.unwrap());
    let (ear, url) = Ear::open().await;
    till.teller.hook(&url, "whsec_one");
    till.post("/v1/customers", "name=Ada");
    for _ in 0..100 {
        if !ear.ids().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(ear.ids().len(), 1);
}
