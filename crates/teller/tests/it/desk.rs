//! A till and a browser, as small as they can be.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use kernel::Clock;
use serde_json::Value;
use teller::{Config, Post, Teller};

/// Where the tests' clock stands: 2026-01-31T12:00Z, a day that not every month has.
pub const NOW: i64 = 1_769_860_800;

pub fn config() -> Config {
    let clock = Clock::standing_at(Timestamp::from_second(NOW).unwrap());
    Config { clock, seed: Some(7), post: Post::ByHand, ..Config::default() }
}

pub async fn open() -> Till {
    Till::at(Teller::start(config()).await.unwrap())
}

pub struct Till {
    pub teller: Teller,
    agent: ureq::Agent,
}

/// Status, headers, body.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub fn location(&self) -> String {
        self.headers.get("location").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }
}

impl Till {
    pub fn at(teller: Teller) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(5)));
        Self { teller, agent: config.build().into() }
    }

    /// A call to Stripe's API with everything that can be said. Errors: no answer came.
    pub fn call(&self, method: &str, path: &str, form: &str, headers: &[(&str, &str)]) -> Result<Answer, ureq::Error> {
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.teller.url()));
        if !headers.iter().any(|(name, _)| *name == "authorization") {
            request = request.header("authorization", format!("Bearer {}", self.teller.stripe_key()));
        }
        if !form.is_empty() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(self.agent.run(request.body(form.to_owned()).unwrap()))
    }

    pub fn post(&self, path: &str, form: &str) -> Value {
        let answer = self.call("POST", path, form, &[]).unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    pub fn get(&self, path: &str) -> Value {
        let answer = self.call("GET", path, "", &[]).unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    /// The error of a call that is refused.
    pub fn refused(&self, method: &str, path: &str, form: &str) -> (u16, Value) {
        let answer = self.call(method, path, form, &[]).unwrap();
        assert!(answer.status >= 400, "{path}: {}", answer.text);
        (answer.status, answer.json()["error"].clone())
    }

    /// A form sent by a browser, with no key.
    pub fn submit(&self, path: &str, form: &str) -> Answer {
        let request = http::Request::builder().method("POST").uri(format!("{}{path}", self.teller.url()));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned()).unwrap();
        answer(self.agent.run(request)).unwrap()
    }

    pub fn page(&self, path: &str) -> Answer {
        answer(self.agent.get(format!("{}{path}", self.teller.url())).call()).unwrap()
    }

    /// A call to Mollie's API.
    pub fn mollie(&self, method: &str, path: &str, body: &Value, key: Option<&str>) -> (u16, Value) {
        let mut request = http::Request::builder().method(method).uri(format!("{}/v2/{path}", self.teller.url()));
        request =
            request.header("authorization", format!("Bearer {}", self.teller.mollie_key())).header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = answer(self.agent.run(request.body(body).unwrap())).unwrap();
        (answer.status, answer.json())
    }

    /// A session for one payment of `amount` US cents.
    pub fn session(&self, amount: i64) -> Value {
        self.post("/v1/checkout/sessions", &once(amount, "usd"))
    }

    /// A session for a monthly payment.
    pub fn monthly(&self, amount: i64) -> Value {
        self.post("/v1/checkout/sessions", &every(amount, "usd", "month"))
    }

    /// Pays a session and gives it as it is then, with all that it names.
    pub fn pay(&self, session: &Value, card: &str) -> Value {
        let id = session["id"].as_str().unwrap();
        let paid = self.submit(&format!("/pay/{id}"), &format!("card={card}"));
        assert_eq!(paid.status, 303, "{}", paid.text);
        if paid.location().ends_with("/challenge") {
            let answered = self.submit(&format!("/pay/{id}/challenge"), "answer=approve");
            assert_eq!(answered.status, 303);
        }
        self.get(&format!("/v1/checkout/sessions/{id}?expand[]=payment_intent.latest_charge&expand[]=subscription"))
    }

    /// Types of the events, oldest first.
    pub fn events(&self) -> Vec<String> {
        let list = self.get("/v1/events?limit=100");
        let types = list["data"].as_array().unwrap().iter().rev();
        types.map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }
}

fn answer(response: Result<http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, ureq::Error> {
    let (parts, mut body) = response?.into_parts();
    Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, text: body.read_to_string()? })
}

pub fn once(amount: i64, currency: &str) -> String {
    format!(
        "mode=payment&submit_type=donate&success_url=http://till.example/thanks?s={{CHECKOUT_SESSION_ID}}&cancel_url=http://till.example/give\
         &line_items[0][quantity]=1&line_items[0][price_data][currency]={currency}&line_items[0][price_data][unit_amount]={amount}\
         &line_items[0][price_data][product_data][name]=A+gift&metadata[attempt]=a1&payment_intent_data[metadata][attempt]=a1"
    )
}

pub fn every(amount: i64, currency: &str, interval: &str) -> String {
    format!(
        "mode=subscription&success_url=http://till.example/thanks&line_items[0][quantity]=1&line_items[0][price_data][currency]={currency}\
         &line_items[0][price_data][unit_amount]={amount}&line_items[0][price_data][recurring][interval]={interval}\
         &line_items[0][price_data][product_data][name]=A+gift&subscription_data[metadata][attempt]=a1"
    )
}

/// An endpoint that hears hooks and answers as it is told.
#[derive(Clone, Default)]
pub struct Ear(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    hooks: Vec<(HeaderMap, Vec<u8>)>,
    refuses: bool,
}

impl Ear {
    /// Listens on a free port; gives its address too.
    pub async fn open() -> (Self, String) {
        let ear = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks", listener.local_addr().unwrap());
        let router = axum::Router::new().route("/hooks", axum::routing::post(hear)).with_state(ear.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (ear, url)
    }

    pub fn refuse(&self, refuses: bool) {
        self.0.lock().unwrap().refuses = refuses;
    }

    pub fn hooks(&self) -> Vec<(HeaderMap, Vec<u8>)> {
        self.0.lock().unwrap().hooks.clone()
    }

    /// Ids of the events that were heard, in their order.
    pub fn ids(&self) -> Vec<String> {
        let id = |(_, body): (HeaderMap, Vec<u8>)| match serde_json::from_slice::<Value>(&body) {
            Ok(event) => event["id"].as_str().unwrap().to_owned(),
            Err(_) => String::from_utf8(body).unwrap(),
        };
        self.hooks().into_iter().map(id).collect()
    }
}

async fn hear(State(ear): State<Ear>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut heard = ear.0.lock().unwrap();
    heard.hooks.push((headers, body.to_vec()));
    if heard.refuses { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK }
}
