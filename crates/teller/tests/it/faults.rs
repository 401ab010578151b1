//! Faults of requests.

use std::time::{Duration, Instant};

use teller::{Fault, Kind};

use crate::desk::{Till, once, open};

fn sessions(till: &Till) -> usize {
    till.get("/v1/checkout/sessions")["data"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_effect_nothing_has_happened() {
    let till = open().await;
    till.teller.fault(Fault::new(Kind::Before { status: 503 }).on("POST /v1/checkout/sessions").times(2));
    for status in [503, 503, 200] {
        let answer = till.call("POST", "/v1/checkout/sessions", &once(500, "usd"), &[("idempotency-key", "k")]).unwrap();
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["error"]["type"].as_str(), (status != 200).then_some("api_error"));
    }
    assert_eq!(sessions(&till), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_reset_with_or_without_effect() {
    let till = open().await;
    for (effect, made) in [(false, 0), (true, 1)] {
        till.teller.fault(Fault::new(Kind::Cut { effect }).on("POST /v1/checkout/sessions"));
        assert!(till.call("POST", "/v1/checkout/sessions", &once(500, "usd"), &[]).is_err());
        assert_eq!(sessions(&till), made);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_is_a_reset_and_no_polite_end() {
    use std::io::{Read, Write};
    let till = open().await;
    till.teller.fault(Fault::new(Kind::Cut { effect: false }));
    let address = till.teller.url().strip_prefix("http://").unwrap().to_owned();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /v1/balance HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let error = stream.read(&mut [0; 16]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_may_come_too_late() {
    let till = open().await;
    till.teller.fault(Fault::new(Kind::Hang { ms: 300, effect: true }).on("POST"));
    let began = Instant::now();
    assert_eq!(till.call("POST", "/v1/checkout/sessions", &once(500, "usd"), &[]).unwrap().status, 200);
    assert!(began.elapsed() >= Duration::from_millis(300));
    assert_eq!(sessions(&till), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_are_switched_over_http_too() {
    let till = open().await;
    let fault = r#"{"kind": {"before": {"status": 500}}, "on": "GET /v1/balance"}"#;
    assert_eq!(till.call("POST", "/teller/faults", fault, &[]).unwrap().status, 200);
    assert_eq!(till.call("GET", "/v1/balance", "", &[]).unwrap().status, 500);
    till.call("POST", "/teller/faults", r#"{"random": {"seed": 1, "per_mille": 1000}}"#, &[]).unwrap();
    let failed = (0..20).filter(|_| till.call("GET", "/v1/balance", "", &[]).map_or(true, |answer| answer.status >= 500)).count();
    assert!(failed >= 19, "an answer after the effect may be true by chance, others not: {failed}");
    till.call("DELETE", "/teller/faults", "", &[]).unwrap();
    assert_eq!(till.call("GET", "/v1/balance", "", &[]).unwrap().status, 200);
    assert_eq!(till.call("POST", "/teller/faults", r#"{"kind": "sulk"}"#, &[]).unwrap().status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_is_noted_as_it_arrived() {
    let till = open().await;
    till.call("POST", "/v1/customers", "email=ada@example.org", &[("idempotency-key", "k")]).unwrap();
    till.get("/v1/customers?limit=3");
    let seen = till.teller.requests();
    assert_eq!(
        (seen[0].method.as_str(), seen[0].path.as_str(), seen[0].body.as_str(), seen[0].status),
        ("POST", "/v1/customers", "email=ada@example.org", 200)
    );
    assert_eq!((seen[0].idempotency_key.as_deref(), seen[1].path.as_str()), (Some("k"), "/v1/customers?limit=3"));
    till.teller.forget_requests();
    assert!(till.teller.requests().is_empty());
}
