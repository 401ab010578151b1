//! Events, and the endpoints that hear of them.

use serde_json::{Value, json};

use super::{Books, Metadata, Object, Outcome, Params, Refusal, VERSION, answer};

#[derive(Clone, Debug)]
pub struct Event {
    pub id: String,
    pub created: i64,
    pub kind: String,
    object: Value,
    previous: Option<Value>,
    request: Option<(String, Option<String>)>,
    pub pending: usize,
    live: bool,
}

/// An event that is to be posted to an endpoint.
#[derive(Clone, Debug)]
pub struct Fresh {
    pub event: String,
    pub kind: String,
    pub url: String,
    pub secrets: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Endpoint {
    id: String,
    created: i64,
    pub url: String,
    pub secrets: Vec<String>,
    enabled_events: Vec<String>,
    description: Option<String>,
    metadata: Metadata,
    disabled: bool,
    live: bool,
}

impl Object for Event {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, _: &Books) -> Value {
        let request = self.request.as_ref();
        let mut event = json!({
            "id": self.id,
            "object": "event",
            "api_version": VERSION,
            "created": self.created,
            "data": {},
            "livemode": self.live,
            "pending_webhooks": self.pending,
            "request": { "id": request.map(|(id, _)| id), "idempotency_key": request.and_then(|(_, key)| key.as_ref()) },
            "type": self.kind,
        });
        // Put in afterwards: what the macro is given it copies field by field, and this is most of what there is.
        event["data"]["object"] = self.object.clone();
        if let Some(previous) = &self.previous {
            event["data"]["previous_attributes"] = previous.clone();
        }
        event
    }
}

impl Object for Endpoint {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, _: &Books) -> Value {
        json!({
            "id": self.id,
            "object": "webhook_endpoint",
            "api_version": null,
            "application": null,
            "created": self.created,
            "description": self.description,
            "enabled_events": self.enabled_events,
            "livemode": self.live,
            "metadata": self.metadata,
            "status": if self.disabled { "disabled" } else { "enabled" },
            "url": self.url,
        })
    }
}

impl Books {
    /// Notes an event with the object as it is now.
    pub fn tell(&mut self, kind: &str, object: Value) {
        self.tell_change(kind, object, None);
    }

    /// The same, with what the changed fields were.
    pub fn tell_change(&mut self, kind: &str, object: Value, previous: Option<Value>) {
        let id = self.id("evt_");
        let hear =
            |endpoint: &&Endpoint| !endpoint.disabled && endpoint.enabled_events.iter().any(|wanted| wanted == "*" || wanted == kind);
        let listeners: Vec<(String, Vec<String>)> =
            self.endpoints.iter().filter(hear).map(|endpoint| (endpoint.url.clone(), endpoint.secrets.clone())).collect();
        let event = Event {
            id: id.clone(),
            created: self.now,
            kind: kind.to_owned(),
            object,
            previous,
            request: self.request.clone(),
            pending: listeners.len(),
            live: self.live,
        };
        self.events.put(&id, event);
        for (url, secrets) in listeners {
            self.fresh.push(Fresh { event: id.clone(), kind: kind.to_owned(), url, secrets });
        }
    }

    pub fn add_endpoint(&mut self, url: &str, secret: &str, enabled_events: Vec<String>) -> String {
        let id = self.id("we_");
        let endpoint = Endpoint {
            id: id.clone(),
            created: self.now,
            url: url.to_owned(),
            secrets: vec![secret.to_owned()],
            enabled_events,
            description: None,
            metadata: Metadata::new(),
            disabled: false,
            live: self.live,
        };
        self.endpoints.put(&id, endpoint);
        id
    }
}

pub fn retrieve(books: &Books, id: &str) -> Outcome {
    Ok(books.events.get(id).ok_or_else(|| Refusal::no_such("event", id, "id"))?.json(books))
}

pub fn list(books: &Books, params: &Params) -> Outcome {
    let (one, many) = (params.get("type"), params.list("types"));
    let fits = |event: &Event| {
        let one_fits =
            one.is_none_or(|kind| kind == event.kind || kind.strip_suffix('*').is_some_and(|start| event.kind.starts_with(start)));
        one_fits && (many.is_empty() || many.contains(&event.kind.as_str()))
    };
    answer::list(books, &books.events, params, "/v1/events", fits)
}

pub fn create_endpoint(books: &mut Books, params: &Params) -> Outcome {
    let url = super::sessions::web_address(params, "url")?.ok_or_else(|| Refusal::missing("url"))?;
    let events: Vec<String> = params.list("enabled_events").into_iter().map(str::to_owned).collect();
    if events.is_empty() {
        return Err(Refusal::missing("enabled_events"));
    }
    let metadata = params.metadata("metadata", &Metadata::new())?;
    let secret = books.chance.id("whsec_", 32);
    let id = books.add_endpoint(&url, &secret, events);
    if let Some(endpoint) = books.endpoints.get_mut(&id) {
        endpoint.description = params.get("description").map(str::to_owned);
        endpoint.metadata = metadata;
    }
    let mut json = retrieve_endpoint(books, &id)?;
    json["secret"] = json!(secret);
    Ok(json)
}

pub fn retrieve_endpoint(books: &Books, id: &str) -> Outcome {
    Ok(books.endpoints.get(id).filter(|e| e.url != GONE).ok_or_else(|| Refusal::no_such("webhook endpoint", id, "id"))?.json(books))
}

/// A deleted endpoint keeps its place and hears nothing.
const GONE: &str = "";

pub fn update_endpoint(books: &mut Books, id: &str, params: &Params) -> Outcome {
    retrieve_endpoint(books, id)?;
    let (url, disabled) = (super::sessions::web_address(params, "url")?, params.boolean("disabled")?);
    let events: Vec<String> = params.list("enabled_events").into_iter().map(str::to_owned).collect();
    if let Some(endpoint) = books.endpoints.get_mut(id) {
        endpoint.metadata = params.metadata("metadata", &endpoint.metadata)?;
        endpoint.url = url.unwrap_or_else(|| endpoint.url.clone());
        endpoint.disabled = disabled.unwrap_or(endpoint.disabled);
        if !events.is_empty() {
            endpoint.enabled_events = events;
        }
        if let Some(description) = params.raw("description") {
            endpoint.description = Some(description.to_owned()).filter(|d| !d.is_empty());
        }
    }
    retrieve_endpoint(books, id)
}

pub fn delete_endpoint(books: &mut Books, id: &str) -> Outcome {
    retrieve_endpoint(books, id)?;
    if let Some(endpoint) = books.endpoints.get_mut(id) {
        endpoint.disabled = true;
        endpoint.url = GONE.to_owned();
    }
    Ok(json!({ "id": id, "object": "webhook_endpoint", "deleted": true }))
}

pub fn list_endpoints(books: &Books, params: &Params) -> Outcome {
    answer::list(books, &books.endpoints, params, "/v1/webhook_endpoints", |endpoint| endpoint.url != GONE)
}
