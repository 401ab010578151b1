//! Expected trouble.
//!
//! A room's own `Refusal` enum says through [`Refused`] what sort of refusal it is and how it is worded; it knows no status codes. A handler answers with
//! `Result<_, Trouble>`: what was refused becomes a page with the right status, and only what is broken becomes a 500 and a line in the log.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// What sort of refusal it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// There is no such thing, for this person or at all.
    Absent,
    /// It was there, and has gone.
    Gone,
    /// Nobody is signed in.
    Stranger,
    /// Somebody is signed in who may not.
    Forbidden,
    /// What was sent does not fit: put it right and send it again.
    Unfit,
    /// Somebody else was faster.
    Conflict,
    TooLarge,
    /// A file of a kind that is not taken.
    Unsupported,
    TooOften,
    /// The request was sent to a host that we are not.
    Misdirected,
}

/// A refusal as a person will be told: a message of the house's words, and what is put into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub kind: Kind,
    /// A Fluent key.
    pub key: &'static str,
    pub args: Vec<(&'static str, Arg)>,
}

/// A value inside a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    Text(Cow<'static, str>),
    Number(i64),
}

/// A room's refusal, as `web` asks it.
pub trait Refused {
    fn refusal(&self) -> Refusal;
}

/// Why a handler has no page.
#[derive(Debug)]
pub enum Trouble {
    Refused(Refusal),
    Broken(anyhow::Error),
}

/// Left in the extensions of an answer without a body, for the layer that knows the words to make a page of it. `None`: something is broken.
#[derive(Clone, Debug)]
pub struct Unsaid(pub Option<Refusal>);

impl Kind {
    pub fn status(self) -> StatusCode {
        match self {
            Self::Absent => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::Stranger => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Unfit => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
        }
    }
}

impl Refusal {
    pub fn new(kind: Kind, key: &'static str) -> Self {
        Self { kind, key, args: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

impl Refused for Refusal {
    fn refusal(&self) -> Refusal {
        self.clone()
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<&'static str> for Arg {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<anyhow::Error> for Trouble {
    fn from(broken: anyhow::Error) -> Self {
        Self::Broken(broken)
    }
}

impl<R: Refused> From<R> for Trouble {
    fn from(refused: R) -> Self {
        Self::Refused(refused.refusal())
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let (status, refusal) = match self {
            Self::Refused(refusal) => (refusal.kind.status(), Some(refusal)),
            Self::Broken(broken) => {
                tracing::error!("a request failed: {broken:#}");
                (StatusCode::INTERNAL_SERVER_ERROR, None)
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Unsaid(refusal));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_its_status_and_keeps_its_words_for_the_page() {
        let response = Trouble::from(Refusal::new(Kind::Conflict, "stale").with("by", "Mira".to_owned())).into_response();
        assert_eq!(response.status(), 409);
        let unsaid = response.extensions().get::<Unsaid>().and_then(|unsaid| unsaid.0.clone());
        assert_eq!(unsaid.map(|refusal| (refusal.key, refusal.args)), Some(("stale", vec![("by", Arg::Text("Mira".into()))])));
    }
}
