//! The house: both books, the outbox, the faults and the log, behind one lock.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use crate::chance::Chance;
use crate::clock::{DAY, HOUR, Time};
use crate::config::{Config, Post};
use crate::faults::{Faults, Kind};
use crate::outbox::{self, Letter, Outbox};
use crate::stripe::Object;
use crate::{mollie, stripe};

pub struct House {
    pub time: Time,
    pub stripe: stripe::Books,
    pub mollie: mollie::Books,
    pub outbox: Outbox,
    pub faults: Faults,
    pub log: Vec<Seen>,
    pub stripe_key: String,
    pub mollie_key: String,
    kept: HashMap<(Api, String), Kept>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Api {
    Stripe,
    Mollie,
}

/// A request as it arrived, for tests to read. It stays in memory and is never printed.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    pub at: i64,
    pub api: Api,
    pub method: String,
    /// With the query.
    pub path: String,
    pub body: String,
    pub idempotency_key: Option<String>,
    pub version: Option<String>,
    /// What was answered, or what would have been.
    pub status: u16,
    /// The answer was that of an earlier request with the key.
    pub replayed: bool,
    pub fault: Option<Kind>,
}

/// A request to one of the APIs.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub method: String,
    /// Below `/v1/` or `/v2/`.
    pub path: String,
    pub query: String,
    pub body: Vec<u8>,
    /// The secret key of `Authorization`, Bearer or Basic.
    pub key: Option<String>,
    pub idempotency_key: Option<String>,
    pub version: Option<String>,
}

/// An answer, and how it goes wrong on its way.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
    pub headers: Vec<(&'static str, String)>,
    pub hang_ms: u64,
    pub cut: bool,
}

/// An answer that is kept under an idempotency key.
#[derive(Clone, Debug)]
struct Kept {
    at: i64,
    fingerprint: String,
    status: u16,
    body: Vec<u8>,
}

impl House {
    pub fn new(config: &Config, url: &str, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let mut branch = || Chance::new(chance.draw());
        let mode = if config.livemode { "live" } else { "test" };
        let mut house = Self {
            time: Time::of(config.clock.clone(), config.behind_days),
            stripe: stripe::Books::new(url, config.livemode, branch(), config.retry_days.clone(), config.after_retries),
            mollie: mollie::Books::new(url, config.livemode, branch()),
            outbox: Outbox::new(config.post == Post::ByItself, branch()),
            faults: Faults::default(),
            log: Vec::new(),
            stripe_key: format!("sk_{mode}_teller"),
            mollie_key: format!("{mode}_teller"),
            kept: HashMap::new(),
        };
        house.tick();
        house
    }

    /// Brings both books to the present, and gives what they have to tell to the outbox.
    pub fn tick(&mut self) {
        let now = self.time.now();
        self.stripe.catch_up(now);
        self.mollie.catch_up(now);
        self.post();
    }

    /// An act at the present moment, and what follows from it.
    pub fn act<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        self.tick();
        let done = act(self);
        self.post();
        done
    }

    fn post(&mut self) {
        for fresh in std::mem::take(&mut self.stripe.fresh) {
            let Some(event) = self.stripe.events.get(&fresh.event) else { continue };
            let body = serde_json::to_vec_pretty(&event.json(&self.stripe)).unwrap_or_default();
            let created = event.created();
            let fault = self.faults.for_hook(&fresh.kind);
            let letter = Letter {
                url: &fresh.url,
                kind: &fresh.kind,
                about: &fresh.event,
                body,
                secrets: fresh.secrets,
                retries: outbox::STRIPE,
                media_type: "application/json; charset=utf-8",
            };
            self.outbox.post(letter, created, fault);
        }
        for (payment, url) in std::mem::take(&mut self.mollie.fresh) {
            let fault = self.faults.for_hook("mollie payment");
            let letter = Letter {
                url: &url,
                kind: "mollie payment",
                about: &payment,
                body: format!("id={payment}").into_bytes(),
                secrets: Vec::new(),
                retries: outbox::MOLLIE,
                media_type: "application/x-www-form-urlencoded",
            };
            self.outbox.post(letter, self.mollie.now, fault);
        }
    }

    /// An endpoint has taken an event, or will not hear of it again.
    pub fn taken(&mut self, about: &str) {
        if let Some(event) = self.stripe.events.get_mut(about) {
            event.pending = event.pending.saturating_sub(1);
        }
    }

    /// Answers a request to Stripe's API.
    pub fn ask_stripe(&mut self, asked: &Asked) -> Reply {
        self.tick();
        let request = self.stripe.chance.id("req_", 14);
        let refused = |status| stripe::Refusal::api(status).json();
        let mut reply = self.ask(Api::Stripe, asked, refused, |house, keep| house.stripe_answers(asked, &request, keep));
        self.post();
        reply.headers.push(("request-id", request));
        reply.headers.push(("stripe-version", asked.version.clone().unwrap_or_else(|| stripe::VERSION.to_owned())));
        if let Some(key) = &asked.idempotency_key {
            reply.headers.push(("idempotency-key", key.clone()));
        }
        reply
    }

    fn stripe_answers(&mut self, asked: &Asked, request: &str, keep: &mut bool) -> (u16, Value) {
        let outcome = self.stripe_door(asked).and_then(|params| {
            self.stripe.request = Some((request.to_owned(), asked.idempotency_key.clone()));
            let outcome = stripe::routes::answer(&mut self.stripe, &asked.method, &asked.path, &params);
            self.stripe.request = None;
            outcome
        });
        *keep = !outcome.as_ref().is_err_and(|refusal| refusal.at_the_door);
        match outcome {
            Ok(json) => (200, json),
            Err(refusal) => (refusal.status, refusal.json()),
        }
    }

    fn stripe_door(&self, asked: &Asked) -> Result<stripe::Params, stripe::Refusal> {
        match asked.key.as_deref() {
            None | Some("") => {
                let message =
                    "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.";
                return Err(stripe::Refusal::key(message));
            }
            Some(key) if key != self.stripe_key => {
                let shown: String = key.chars().take(8).collect();
                return Err(stripe::Refusal::key(format!("Invalid API Key provided: {shown}****")));
            }
            Some(_) => {}
        }
        if let Some(version) = asked.version.as_deref().filter(|version| *version < stripe::OLDEST) {
            let message = format!("Invalid Stripe API version: {version}. This teller speaks the shapes from {} on.", stripe::OLDEST);
            return Err(stripe::Refusal::invalid(message));
        }
        let reads = asked.method == "GET" || asked.method == "DELETE";
        let form = if reads && asked.body.is_empty() { asked.query.as_bytes() } else { asked.body.as_slice() };
        Ok(stripe::Params::read(form))
    }

    /// Answers a request to Mollie's API.
    pub fn ask_mollie(&mut self, asked: &Asked) -> Reply {
        self.tick();
        let refused = |status| mollie::Refusal::api(status).json();
        let reply = self.ask(Api::Mollie, asked, refused, |house, keep| house.mollie_answers(asked, keep));
        self.post();
        reply
    }

    fn mollie_answers(&mut self, asked: &Asked, keep: &mut bool) -> (u16, Value) {
        let outcome = if !asked.key.as_deref().is_some_and(|key| key == self.mollie_key || key == MOLLIE_TOKEN) {
            Err(mollie::Refusal::key())
        } else {
            let body = if asked.body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&asked.body) };
            let query = url::form_urlencoded::parse(asked.query.as_bytes()).into_owned().collect();
            match body {
                Ok(body) => mollie::routes::answer(&mut self.mollie, &asked.method, &asked.path, &query, &body),
                Err(_) => Err(mollie::Refusal::body()),
            }
        };
        *keep = outcome.is_ok();
        outcome.unwrap_or_else(|refusal| (refusal.status, refusal.json()))
    }

    /// What both APIs have in common: faults, idempotency, the log.
    fn ask(
        &mut self,
        api: Api,
        asked: &Asked,
        refused: impl Fn(u16) -> Value,
        answer: impl FnOnce(&mut Self, &mut bool) -> (u16, Value),
    ) -> Reply {
        let version = if api == Api::Stripe { "v1" } else { "v2" };
        let fault = self.faults.for_request(&format!("{} /{version}/{}", asked.method, asked.path));
        let mut reply = match fault {
            Some(Kind::Before { status }) => Reply::of(status, &refused(status)),
            Some(Kind::Hang { effect: false, .. } | Kind::Cut { effect: false }) => Reply::of(503, &refused(503)),
            _ => self.ask_once(api, asked, answer),
        };
        match fault {
            Some(Kind::After { status }) => {
                let replayed = reply.headers.iter().any(|(name, _)| *name == REPLAYED);
                reply = Reply::of(status, &refused(status));
                // Stripe keeps a 500 of its own and says it again. Any other status is a gateway's, behind which the true answer is kept.
                let kept = asked.idempotency_key.as_ref().and_then(|key| self.kept.get_mut(&(api, key.clone())));
                if let Some(kept) = kept.filter(|_| status == 500 && api == Api::Stripe && !replayed) {
                    (kept.status, kept.body) = (status, reply.body.clone());
                }
            }
            Some(Kind::Hang { ms, .. }) => reply.hang_ms = ms,
            Some(Kind::Cut { .. }) => reply.cut = true,
            _ => {}
        }
        self.log.push(Seen {
            at: self.time.now(),
            api,
            method: asked.method.clone(),
            path: format!("/{version}/{}{}{}", asked.path, if asked.query.is_empty() { "" } else { "?" }, asked.query),
            body: String::from_utf8_lossy(&asked.body).into_owned(),
            idempotency_key: asked.idempotency_key.clone(),
            version: asked.version.clone(),
            status: reply.status,
            replayed: reply.headers.iter().any(|(name, _)| *name == REPLAYED),
            fault,
        });
        reply
    }

    /// The answer that is kept under the key of the request, or a new one.
    fn ask_once(&mut self, api: Api, asked: &Asked, answer: impl FnOnce(&mut Self, &mut bool) -> (u16, Value)) -> Reply {
        let now = self.time.now();
        let place = asked.idempotency_key.as_ref().filter(|_| asked.method == "POST").map(|key| (api, key.clone()));
        let lifetime = if api == Api::Stripe { DAY } else { HOUR };
        let fingerprint = format!("{} {} {}", asked.key.as_deref().unwrap_or_default(), asked.path, String::from_utf8_lossy(&asked.body));
        if let Some(kept) = place.as_ref().and_then(|place| self.kept.get(place)).filter(|kept| now < kept.at + lifetime) {
            if api == Api::Stripe && kept.fingerprint != fingerprint {
                return Reply::of(400, &other_params(asked).json());
            }
            let headers = vec![(REPLAYED, "true".to_owned())];
            return Reply { status: kept.status, body: kept.body.clone(), headers, hang_ms: 0, cut: false };
        }
        let mut keep = false;
        let (status, json) = answer(self, &mut keep);
        let reply = Reply::of(status, &json);
        if let Some(place) = place.filter(|_| keep) {
            self.kept.insert(place, Kept { at: now, fingerprint, status, body: reply.body.clone() });
        }
        reply
    }
}

/// The token of an organization, which Mollie wants for balances and settlements.
const MOLLIE_TOKEN: &str = "access_teller";
const REPLAYED: &str = "idempotent-replayed";

fn other_params(asked: &Asked) -> stripe::Refusal {
    let key = asked.idempotency_key.as_deref().unwrap_or_default();
    let message = format!(
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request."
    );
    stripe::Refusal::idempotency(400, None, message)
}

impl Reply {
    fn of(status: u16, json: &Value) -> Self {
        let body = if json.is_null() { Vec::new() } else { serde_json::to_vec_pretty(json).unwrap_or_default() };
        Self { status, body, headers: Vec::new(), hang_ms: 0, cut: false }
    }
}
