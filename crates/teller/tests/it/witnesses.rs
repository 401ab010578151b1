//! Witnesses from PyPI: the types of `stripe`, its client, Mollie's client, and `localstripe`. One that is missing is skipped, and says so; with `INDELIBLE_TEST_WITNESSES` set it must
//! be there.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::json;
use teller::{Config, Teller};

use crate::desk::{Till, once, open};

fn is_there(modules: &str) -> bool {
    let quiet = |command: &mut Command| command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    let there = quiet(Command::new("python3").args(["-c", &format!("import {modules}")]));
    let must = std::env::var_os("INDELIBLE_TEST_WITNESSES").is_some();
    assert!(there || !must, "INDELIBLE_TEST_WITNESSES is set, and python3 has no {modules}; pip install stripe localstripe mollie-api-py");
    if !there {
        println!("skipped: python3 has no {modules}; pip install stripe localstripe mollie-api-py");
    }
    there
}

fn testify(script: &str, arguments: &[&str], input: &str) {
    let path = format!("{}/tests/witness/{script}", env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new("python3");
    command.args(["-B", &path]).args(arguments).env("no_proxy", "127.0.0.1").env("NO_PROXY", "127.0.0.1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {words}");
    println!("{script}: {words}");
}

#[test]
fn every_parameter_that_is_accepted_is_one_of_stripes() {
    if is_there("stripe") {
        testify("parameters.py", &[], &serde_json::to_string(teller::stripe::accepted::ACCEPTED).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_fields_that_stripes_types_promise() {
    if !is_there("stripe") {
        return;
    }
    let till = open().await;
    history(&till);
    testify("shapes.py", &[till.teller.url(), &till.teller.stripe_key()], "");
}

/// One of everything.
fn history(till: &Till) {
    till.teller.hook("http://127.0.0.1:9/", "whsec_one");
    let paid = till.pay(&till.post("/v1/checkout/sessions", &(once(1000, "usd") + "&customer_creation=always")), "4000002500003155");
    let charge = paid["payment_intent"]["latest_charge"]["id"].as_str().unwrap();
    till.post("/v1/refunds", &format!("charge={charge}&amount=300"));
    let declined = till.session(500);
    till.submit(&format!("/pay/{}", declined["id"].as_str().unwrap()), "card=4000000000009995");
    till.submit(&format!("/pay/{}", declined["id"].as_str().unwrap()), "card=4000002760003184");
    till.pay(&till.session(700), "4000000000005423");
    till.pay(&till.session(90_000), "4242424242424242");
    let disputed = till.pay(&till.session(800), "4000000000000259");
    let monthly = till.pay(&till.monthly(500), "4242424242424242");
    let path = format!("/v1/subscriptions/{}", monthly["subscription"]["id"].as_str().unwrap());
    till.post(&path, &format!("pause_collection[behavior]=void&pause_collection[resumes_at]={}", till.teller.now() + 86_400));
    till.teller.swap_card(monthly["customer"].as_str().unwrap(), "4000000000000341").unwrap();
    till.teller.advance(29);
    till.post(&path, "cancel_at_period_end=true&cancellation_details[feedback]=too_expensive");
    let dispute = till.get(&format!("/v1/disputes?charge={}", disputed["payment_intent"]["latest_charge"]["id"].as_str().unwrap()));
    till.teller.close_dispute(dispute["data"][0]["id"].as_str().unwrap(), true).unwrap();
    till.teller.payout("usd").unwrap();
    let asked = till.pay(&till.monthly(600), "4000002760003184");
    till.teller.advance(32);
    assert_eq!(till.get(&format!("/v1/subscriptions/{}", asked["subscription"]["id"].as_str().unwrap()))["status"], json!("past_due"));
}

#[tokio::test(flavor = "multi_thread")]
async fn stripes_own_client_drives_the_teller_and_takes_its_signatures() {
    if is_there("stripe") {
        let teller = Teller::start(Config { seed: Some(7), ..Config::default() }).await.unwrap();
        testify("client.py", &[teller.url(), &teller.stripe_key()], "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mollies_own_client_drives_the_teller_and_reads_its_answers() {
    if is_there("mollie") {
        let till = open().await;
        testify("mollie_client.py", &[till.teller.url(), &till.teller.mollie_key()], "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn localstripe_says_the_same() {
    if is_there("localstripe") {
        let till = open().await;
        testify("neighbour.py", &[till.teller.url(), &till.teller.stripe_key()], "");
    }
}
