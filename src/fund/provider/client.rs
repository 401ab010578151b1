//! A request to a processor, and its answer.
//!
//! Calls are made on threads that may wait, with a time-out; a processor that is slow is as good as one that is down.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

use super::Trouble;

/// Seconds for a whole call: somebody is waiting before the page.
const PATIENCE: Duration = Duration::from_secs(12);
/// How often, and how soon after one another, a call is repeated whose twin is under way.
const BUSY_TRIES: usize = 20;
const BUSY_PAUSE: Duration = Duration::from_millis(250);
/// Bytes of an answer.
const MOST: u64 = 8 << 20;

#[derive(Clone)]
pub struct Client {
    agent: Agent,
    /// No slash at the end.
    base: String,
    /// Headers that go with every call; the key is one of them.
    headers: Vec<(&'static str, String)>,
}

/// What is sent along.
#[derive(Clone, Debug)]
pub enum Body {
    None,
    Form(Vec<(String, String)>),
    Json(Value),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
    Patch,
    Delete,
}

impl Client {
    pub fn new(base: &str, headers: Vec<(&'static str, String)>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(PATIENCE))
            .user_agent("indelible-fund")
            .max_idle_connections(16)
            .build();
        Self { agent: Agent::new_with_config(config), base: base.trim_end_matches('/').to_owned(), headers }
    }

    /// # Errors
    /// When the processor cannot be reached, refuses, or answers no JSON.
    pub async fn get(&self, path: &str) -> Result<Value, Trouble> {
        self.call(Verb::Get, path, Body::None, None).await
    }

    /// # Errors
    /// As [`Self::get`].
    pub async fn call(&self, verb: Verb, path: &str, body: Body, key: Option<String>) -> Result<Value, Trouble> {
        for _ in 0..BUSY_TRIES {
            let (client, path, body, key) = (self.clone(), path.to_owned(), body.clone(), key.clone());
            let sent = tokio::task::spawn_blocking(move || client.send(verb, &path, body, key.as_deref()));
            match sent.await.map_err(|_| Trouble::Down("the call was dropped".into()))? {
                // The other press of the same button is being answered: a moment later its answer is ours too.
                Err(Trouble::Busy) => tokio::time::sleep(BUSY_PAUSE).await,
                answered => return answered,
            }
        }
        Err(Trouble::Down("an earlier call with the same key is still under way".into()))
    }

    fn send(&self, verb: Verb, path: &str, body: Body, key: Option<&str>) -> Result<Value, Trouble> {
        let mut request = ureq::http::Request::builder().uri(format!("{}{path}", self.base)).method(match verb {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Patch => "PATCH",
            Verb::Delete => "DELETE",
        });
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let (media_type, bytes) = match body {
            Body::None => (None, Vec::new()),
            Body::Form(fields) => {
                let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                (Some("application/x-www-form-urlencoded"), encoded.into_bytes())
            }
            Body::Json(value) => (Some("application/json"), value.to_string().into_bytes()),
        };
        if let Some(media_type) = media_type {
            request = request.header("content-type", media_type);
        }
        let strange = |_| Trouble::Strange("the request could not be written".into());
        let answered = if bytes.is_empty() {
            self.agent.run(request.body(()).map_err(strange)?)
        } else {
            self.agent.run(request.body(bytes).map_err(strange)?)
        };
        let mut answer = answered.map_err(|trouble| Trouble::Down(because(&trouble)))?;
        let status = answer.status().as_u16();
        let text = answer.body_mut().with_config().limit(MOST).read_to_vec().map_err(|trouble| Trouble::Down(because(&trouble)))?;
        match status {
            200..=299 if text.is_empty() => Ok(Value::Null),
            200..=299 => serde_json::from_slice(&text).map_err(|_| Trouble::Strange(format!("{status} without JSON"))),
            409 if key.is_some() => Err(Trouble::Busy),
            // Another try may end otherwise.
            409 | 429 | 500.. => Err(Trouble::Down(format!("it answered {status}"))),
            _ => Err(Trouble::Refused(reason(status, &text))),
        }
    }
}

impl std::fmt::Debug for Client {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({})", self.base)
    }
}

/// The code of a refusal and the name of the parameter; its text may quote what was sent.
fn reason(status: u16, text: &[u8]) -> String {
    let said: Value = serde_json::from_slice(text).unwrap_or_default();
    let word = |path: &str| said.pointer(path).and_then(Value::as_str).map(|word| word.chars().take(60).collect::<String>());
    let words = ["/error/type", "/error/code", "/error/param", "/field", "/title"].into_iter().filter_map(word).collect::<Vec<_>>();
    format!("{status} {}", words.join(" ")).trim_end().to_owned()
}

/// What failed, without addresses of ours in it.
fn because(trouble: &ureq::Error) -> String {
    match trouble {
        ureq::Error::Timeout(_) => "it took too long".into(),
        ureq::Error::HostNotFound => "its name is not known".into(),
        ureq::Error::BodyExceedsLimit(_) => "its answer is too large".into(),
        other => other.to_string().chars().take(120).collect(),
    }
}
