//! The doors: both APIs, the pages, and the counter's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{RequestExt, Router};
use base64::Engine;
use http::{HeaderName, HeaderValue, StatusCode, header};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::house::{Asked, Reply};
use crate::line::Line;
use crate::{Door, admin, pages};

/// Said by a response that is never to be sent.
#[derive(Clone, Copy)]
struct Cut;

pub fn router(door: Door) -> Router {
    Router::new()
        .route("/v1/{*path}", any(stripe))
        .route("/v2/{*path}", any(mollie))
        .route("/teller/{*path}", any(admin::answer))
        .route("/", any(pages::counter))
        .fallback(pages::answer)
        .with_state(door)
}

/// Serves connections until it is dropped.
pub async fn serve(listener: TcpListener, router: Router) {
    // Dropped with this, they close.
    let mut open = JoinSet::new();
    loop {
        while open.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => drop(open.spawn(connection(stream, router.clone()))),
            // Out of descriptors, most likely; some will be free in a moment.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn connection(stream: TcpStream, router: Router) {
    drop(stream.set_nodelay(true));
    let cut = Arc::new(AtomicBool::new(false));
    let line = TokioIo::new(Line::new(stream, cut.clone()));
    let service = service_fn(move |request: http::Request<Incoming>| {
        let (router, cut) = (router.clone(), cut.clone());
        async move {
            let response = router.oneshot(request.map(Body::new)).await.unwrap_or_else(|never| match never {});
            match response.extensions().get::<Cut>() {
                None => Ok(response),
                Some(Cut) => {
                    cut.store(true, Ordering::SeqCst);
                    Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
                }
            }
        }
    });
    // An error is a client that has gone, or one that we have cut off.
    drop(hyper::server::conn::http1::Builder::new().serve_connection(line, service).await);
}

async fn stripe(State(door): State<Door>, asked: Asked) -> Response {
    let reply = door.house(|house| house.ask_stripe(&asked));
    send(reply, "application/json").await
}

async fn mollie(State(door): State<Door>, asked: Asked) -> Response {
    let reply = door.house(|house| house.ask_mollie(&asked));
    send(reply, "application/hal+json").await
}

impl FromRequest<Door> for Asked {
    type Rejection = Response;

    async fn from_request(mut request: Request, door: &Door) -> Result<Self, Response> {
        let Path(path) = request.extract_parts::<Path<String>>().await.map_err(IntoResponse::into_response)?;
        let headers = request.headers().clone();
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (key, idempotency_key, version) =
            (text("authorization").and_then(|value| key(&value)), text("idempotency-key"), text("stripe-version"));
        let (method, query) = (request.method().to_string(), request.uri().query().unwrap_or_default().to_owned());
        let body = Bytes::from_request(request, door).await.map_err(IntoResponse::into_response)?.to_vec();
        Ok(Self { method, path, query, body, key, idempotency_key, version })
    }
}

/// The key of `Bearer sk_…`, or the user name of Basic.
fn key(authorization: &str) -> Option<String> {
    let (scheme, value) = authorization.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(value.to_owned());
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(value).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    Some(text.split(':').next().unwrap_or_default().to_owned())
}

async fn send(reply: Reply, media_type: &'static str) -> Response {
    if reply.hang_ms > 0 {
        tokio::time::sleep(Duration::from_millis(reply.hang_ms)).await;
    }
    let mut response = reply.body.into_response();
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    if reply.cut {
        response.extensions_mut().insert(Cut);
    }
    response
}
