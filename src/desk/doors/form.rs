//! Forms with their token.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;
use web::{Complaints, Fields, Filled, Form, Kind, Refusal, Token, Trouble};

use super::visit::Visit;
use crate::vault::Signed;

/// The most bytes of a form without files: a long article several times over.
pub const MOST: usize = 4 << 20;

/// A form whose token was right.
#[derive(Debug)]
pub struct Typed(pub Fields);

/// The same, read into its domain type.
#[derive(Debug)]
pub struct Sent<T>(pub Filled<T>);

/// JSON from a script of ours, with the token in `x-token` where somebody is signed in.
#[derive(Debug)]
pub struct Told<T>(pub T);

/// A form that came without a session or with the token of an older one: shown again, so that nothing that was typed is lost.
#[derive(Clone, Debug, Serialize)]
pub struct Kept {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

/// What is wrong with a form, field by field, in words.
pub type Wrong = std::collections::BTreeMap<&'static str, String>;

pub fn wrong(visit: &Visit, complaints: &Complaints) -> Wrong {
    complaints.iter().map(|complaint| (complaint.field, visit.say_with(complaint.key, &complaint.args))).collect()
}

pub fn is_form(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media_type.split(';').next().is_some_and(|kind| kind.trim() == "application/x-www-form-urlencoded")
}

/// Whether a token that came along is that of the session.
pub fn fits(signed: Option<&Signed>, sent: &str) -> bool {
    signed.is_none_or(|signed| Token::is(&signed.token, sent))
}

impl Kept {
    /// Reads the form that a stranger has sent.
    pub async fn of(request: Request) -> Option<Self> {
        let uri = request.uri().clone();
        let body = to_bytes(request.into_body(), MOST).await.ok()?;
        Some(Self::from(&uri, &Fields::parse(&body)))
    }

    fn from(uri: &Uri, fields: &Fields) -> Self {
        let fields = fields.iter().filter(|(name, _)| *name != "token").map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { action: uri.path().to_owned(), fields }
    }
}

impl<S: Send + Sync> FromRequest<S> for Typed {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let signed = request.extensions().get::<Signed>().cloned();
        let uri = request.uri().clone();
        let fields = Fields::from_request(request, state).await?;
        if fits(signed.as_ref(), fields.get("token")) {
            return Ok(Self(fields));
        }
        let mut answer = Trouble::from(Refusal::new(Kind::Forbidden, "refused-token")).into_response();
        answer.extensions_mut().insert(Kept::from(&uri, &fields));
        Err(answer)
    }
}

impl<S: Send + Sync, T: Form> FromRequest<S> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        Ok(Self(Filled::of(Typed::from_request(request, state).await?.0)))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Told<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let sent = request.headers().get("x-token").and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !fits(request.extensions().get::<Signed>(), sent) {
            return Err(Trouble::from(Refusal::new(Kind::Forbidden, "refused-token")).into_response());
        }
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(told)) => Ok(Self(told)),
            Err(_) => Err(Trouble::from(Refusal::new(Kind::Unfit, "refused-form")).into_response()),
        }
    }
}
