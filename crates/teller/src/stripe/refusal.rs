//! Stripe's error shape.

use serde_json::{Map, Value, json};

#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    pub kind: &'static str,
    pub code: Option<&'static str>,
    pub message: String,
    pub param: Option<String>,
    /// `decline_code`, `charge`, `payment_intent` …
    pub more: Vec<(&'static str, Value)>,
    /// Whether it came before anything was done: then it is not kept under an idempotency key.
    pub at_the_door: bool,
}

pub type Outcome = Result<Value, Refusal>;

impl Refusal {
    fn new(status: u16, kind: &'static str, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { status, kind, code, message: message.into(), param: None, more: Vec::new(), at_the_door: true }
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", None, message)
    }

    pub fn coded(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", Some(code), message)
    }

    pub fn missing(param: &str) -> Self {
        Self::coded("parameter_missing", format!("Missing required param: {param}.")).param(param)
    }

    pub fn no_such(what: &str, id: &str, param: &str) -> Self {
        Self { status: 404, ..Self::coded("resource_missing", format!("No such {what}: '{id}'")).param(param) }
    }

    pub fn no_route(method: &str, path: &str) -> Self {
        Self {
            status: 404,
            ..Self::invalid(format!("Unrecognized request URL ({method}: {path}). This teller speaks only what its README lists."))
        }
    }

    pub fn key(message: impl Into<String>) -> Self {
        Self::new(401, "invalid_request_error", None, message)
    }

    /// The bank said no, after the attempt.
    pub fn card(code: &'static str, message: impl Into<String>) -> Self {
        Self { at_the_door: false, ..Self::new(402, "card_error", Some(code), message) }
    }

    pub fn idempotency(status: u16, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self::new(status, "idempotency_error", code, message)
    }

    pub fn api(status: u16) -> Self {
        Self::new(status, "api_error", None, "An unknown error occurred")
    }

    pub fn param(mut self, param: &str) -> Self {
        self.param = Some(param.to_owned());
        self
    }

    pub fn with(mut self, key: &'static str, value: Value) -> Self {
        self.more.push((key, value));
        self
    }

    pub fn json(&self) -> Value {
        let mut error = Map::new();
        if let Some(code) = self.code {
            error.insert("code".into(), json!(code));
            error.insert("doc_url".into(), json!(format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-"))));
        }
        error.insert("message".into(), json!(self.message));
        if let Some(param) = &self.param {
            error.insert("param".into(), json!(param));
        }
        error.extend(self.more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        error.insert("type".into(), json!(self.kind));
        json!({ "error": error })
    }
}
