//! The keyholder's page: everything that the courier does, in a browser on the same machine.
//!
//! Promises: it listens on 127.0.0.1 only, under a path of 128 random bits that is printed once; it opens with the seven words and locks itself after a quarter of an
//! hour; it has no script, and asks nothing of any other host.
//!
//! - `session`: what is open, and until when.
//! - `acts`: what the buttons do.
//! - `orders`: who lost their link is answered when the page is opened.
//! - `errands`: letters of the fund: written when the page is opened, if it is known where their links lead.
//! - `trial`: a test letter.
//! - `trouble`: what went wrong, in the language of the page.
//! - `view`: the one page.

mod acts;
mod errands;
mod orders;
mod session;
mod trial;
mod trouble;
mod view;

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use web::headers::{Policy, put};

use super::folder::Courier;
use super::import::LARGEST;
use session::Session;
use trouble::Told;
use view::View;

/// The page, open. Clones share one.
#[derive(Clone)]
pub struct Page(Arc<Inner>);

struct Inner {
    courier: Courier,
    session: Session,
    view: View,
    /// 32 hex digits.
    secret: String,
    host: String,
}

/// Serves the page until Ctrl+C.
///
/// # Errors
/// When there is no free port.
pub async fn serve(courier: Courier) -> Result<()> {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("cannot listen on 127.0.0.1")?;
    let page = Page::new(courier, &listener.local_addr()?.to_string())?;
    println!("The keyholder's page, for this machine only:\n\n  {}\n\nCtrl+C closes it.", page.address());
    let closing = page.clone();
    let closed = async move {
        let _ = tokio::signal::ctrl_c().await;
        closing.0.session.stop().await;
    };
    Ok(axum::serve(listener, page.routes()).with_graceful_shutdown(closed).await?)
}

impl Page {
    /// # Errors
    /// When a template cannot be read.
    pub fn new(courier: Courier, host: &str) -> Result<Self> {
        let (session, view, secret) = (Session::default(), View::load()?, crate::post::courier::wire::nonce());
        Ok(Self(Arc::new(Inner { courier, session, view, secret, host: host.to_owned() })))
    }

    pub fn address(&self) -> String {
        format!("http://{}/{}/", self.0.host, self.0.secret)
    }

    pub fn routes(&self) -> Router {
        let secret = &self.0.secret;
        let at = |path: &str| format!("/{secret}/{path}");
        Router::new()
            .route(&at(""), get(show))
            .route(&at("desk.css"), get(style))
            .route(&at("unlock"), post(unlock))
            .route(&at("lock"), post(acts::lock))
            .route(&at("sync"), post(acts::sync))
            .route(&at("send"), post(acts::send))
            .route(&at("arm"), post(acts::arm))
            .route(&at("disarm"), post(acts::disarm))
            .route(&at("pause"), post(acts::pause))
            .route(&at("resume"), post(acts::resume))
            .route(&at("cancel"), post(acts::cancel))
            .route(&at("orders"), post(orders::answer))
            .route(&at("errands"), post(errands::write))
            .route(&at("test"), post(trial::send))
            .route(&at("check"), post(trial::check))
            .route(&at("export"), post(acts::export))
            .route(&at("import"), post(acts::import).layer(DefaultBodyLimit::max(LARGEST as usize + (64 << 10))))
            .route(&at("refused.csv"), get(refused))
            .fallback(async || StatusCode::NOT_FOUND)
            .layer(from_fn_with_state(self.clone(), guard))
            .with_state(self.clone())
    }

    /// Back to the page, which then says how it went.
    fn back(&self, said: Result<()>) -> Response {
        self.0.session.say(said.err().map(|trouble| Told::of(&trouble)));
        Redirect::to(&format!("/{}/", self.0.secret)).into_response()
    }
}

/// Another name for this machine would let a stranger's page read this one; so only the address that was printed is answered.
async fn guard(State(page): State<Page>, request: Request, next: Next) -> Response {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()) == Some(page.0.host.as_str());
    let mut answer = if named { next.run(request).await } else { StatusCode::MISDIRECTED_REQUEST.into_response() };
    put(answer.headers_mut(), Policy::Page, false);
    answer
}

async fn show(State(page): State<Page>, headers: HeaderMap) -> Response {
    match view::render(&page, languages(&headers)).await {
        Ok(html) => ([(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], html).into_response(),
        Err(trouble) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{trouble:#}")).into_response(),
    }
}

/// Every row of the last import that was refused, and why; the page shows the first of them.
async fn refused(State(page): State<Page>, headers: HeaderMap) -> Response {
    let Some(report) = page.ring().ok().and_then(|_| page.0.session.imported()) else { return StatusCode::NOT_FOUND.into_response() };
    csv(&page, "refused.csv", view::refused(&page, languages(&headers), &report))
}

fn languages(headers: &HeaderMap) -> &str {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// A file for the browser, which writes it where its user says.
fn csv(page: &Page, name: &str, text: Result<Vec<u8>>) -> Response {
    match text {
        Ok(text) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            ];
            (headers, text).into_response()
        }
        Err(trouble) => page.back(Err(trouble)),
    }
}

async fn style() -> Response {
    let css = include_str!("../../../assets/desk/desk.css");
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], css).into_response()
}

#[derive(Deserialize)]
struct Typed {
    words: zeroize::Zeroizing<String>,
}

async fn unlock(State(page): State<Page>, Form(typed): Form<Typed>) -> Response {
    let said = acts::open(&page, typed.words).await;
    page.back(said)
}
