//! Mollie's error shape.

use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    pub title: &'static str,
    pub detail: String,
    pub field: Option<String>,
}

/// A status (200, 201, 204) and what is answered.
pub type Outcome = Result<(u16, Value), Refusal>;

impl Refusal {
    fn new(status: u16, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, title, detail: detail.into(), field: None }
    }

    pub fn field(field: &str, detail: &str) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(422, "Unprocessable Entity", detail) }
    }

    pub fn cannot(detail: impl Into<String>) -> Self {
        Self::new(422, "Unprocessable Entity", detail)
    }

    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(409, "Conflict", detail)
    }

    pub fn no_such(what: &str, id: &str) -> Self {
        Self::new(404, "Not Found", format!("No {what} exists with token {id}."))
    }

    pub fn gone(what: &str) -> Self {
        Self::new(410, "Gone", format!("{what} is no longer available"))
    }

    pub fn no_route(path: &str) -> Self {
        Self::new(404, "Not Found", format!("There is nothing at /v2/{path}. This teller speaks only what its README lists."))
    }

    pub fn key() -> Self {
        Self::new(401, "Unauthorized Request", "Missing authentication, or failed to authenticate")
    }

    pub fn body() -> Self {
        Self::new(400, "Bad Request", "The request body contains invalid JSON")
    }

    pub fn api(status: u16) -> Self {
        Self::new(status, if status == 503 { "Service Unavailable" } else { "Internal Server Error" }, "Something went wrong on our side")
    }

    pub fn json(&self) -> Value {
        let documentation = json!({ "href": "https://docs.mollie.com/reference/handling-errors", "type": "text/html" });
        let mut error = json!({ "status": self.status, "title": self.title, "detail": self.detail });
        if let Some(field) = &self.field {
            error["field"] = json!(field);
        }
        error["_links"] = json!({ "documentation": documentation });
        error
    }
}
