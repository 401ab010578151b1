//! What processors tell: kept with its job in one act, and answered at once.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use web::Fields;

use crate::fund::Fund;
use crate::fund::model::Provider;
use crate::fund::provider::reading::is_true;
use crate::fund::provider::stripe::facts::of_event;
use crate::fund::signature;

/// Stripe: the signature is looked at before anything is read.
pub async fn stripe(State(fund): State<Fund>, headers: HeaderMap, body: Bytes) -> Response {
    let now = fund.clock().now();
    let Some(processor) = fund.processor(Provider::Stripe) else { return StatusCode::NOT_FOUND.into_response() };
    let signed = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Err(unbelieved) = signature::check(signed, &body, &fund.terms().hook_secrets, now) {
        tracing::warn!("a hook was not believed: {unbelieved}");
        return StatusCode::BAD_REQUEST.into_response();
    }
    let Ok(event) = serde_json::from_slice::<Value>(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    // Pretended money must never come into the books of real money, nor the other way round.
    if is_true(&event, "/livemode") != processor.is_live() {
        tracing::warn!("a hook of the other mode was refused: look which endpoint tells whom");
        return StatusCode::BAD_REQUEST.into_response();
    }
    let Some(fact) = of_event(&event) else { return StatusCode::BAD_REQUEST.into_response() };
    kept(fund.take(vec![fact], now).await.map(|_| ()))
}

/// Mollie: an id and nothing else, so nothing is believed; what happened is asked later.
pub async fn mollie(State(fund): State<Fund>, body: Bytes) -> Response {
    let now = fund.clock().now();
    if fund.processor(Provider::Mollie).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let fields = Fields::parse(&body);
    let id = fields.get("id");
    let fits = id.starts_with("tr_") && id.len() <= 48 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    // The same answer for what is no id: a stranger learns nothing.
    if !fits {
        return StatusCode::OK.into_response();
    }
    kept(fund.ask_later(id.to_owned(), now).await)
}

fn kept(kept: anyhow::Result<()>) -> Response {
    match kept {
        Ok(()) => StatusCode::OK.into_response(),
        // The processor tells it again.
        Err(trouble) => {
            tracing::error!("a hook could not be kept: {trouble:#}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
