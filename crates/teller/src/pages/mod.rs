//! Where people pay. Plain HTML, no script, no cookie; every page says that no money moves.
//!
//! - [`pay`]: Stripe's Checkout, with its challenge.
//! - [`invoice`]: an invoice that waits, and intents that wait for an answer.
//! - [`portal`]: the card is changed, a subscription ended.
//! - [`mollie`]: Mollie's checkout.
//! - [`counter`](mod@counter): the bank's own page, for the curious.

mod counter;
mod invoice;
mod mollie;
mod pay;
mod portal;

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{HeaderValue, Method, StatusCode, Uri, header};
use minijinja::{Environment, Value, context};

use crate::Door;
use crate::cards::{self, CARDS, Card};
use crate::house::House;

pub use counter::counter;

type Form = HashMap<String, String>;

/// What a browser gets.
enum Page {
    Shown(StatusCode, &'static str, Value),
    See(String),
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    let files = [
        ("base.html", include_str!("../../templates/base.html")),
        ("pay.html", include_str!("../../templates/pay.html")),
        ("challenge.html", include_str!("../../templates/challenge.html")),
        ("note.html", include_str!("../../templates/note.html")),
        ("checkout.html", include_str!("../../templates/checkout.html")),
        ("portal.html", include_str!("../../templates/portal.html")),
        ("counter.html", include_str!("../../templates/counter.html")),
    ];
    for (name, source) in files {
        if let Err(error) = environment.add_template(name, source) {
            panic!("{name} is part of the program: {error}");
        }
    }
    environment
});

pub async fn answer(State(door): State<Door>, method: Method, uri: Uri, body: Bytes) -> Response {
    let parts: Vec<&str> = uri.path().split('/').filter(|part| !part.is_empty()).collect();
    let form: Form = url::form_urlencoded::parse(&body).into_owned().collect();
    let posts = method == Method::POST;
    let page = door.house(|house| house.act(|house| find(house, posts, &parts, &form)));
    shown(page.unwrap_or_else(|| note(StatusCode::NOT_FOUND, "Nothing here", "This page is not, or no longer, at this bank.", None)))
}

fn find(house: &mut House, posts: bool, parts: &[&str], form: &Form) -> Option<Page> {
    match (posts, parts) {
        (false, ["pay", id]) => pay::show(house, id, None),
        (true, ["pay", id]) => pay::pay(house, id, form),
        (false, ["pay", id, "challenge"]) => pay::challenge(house, id),
        (true, ["pay", id, "challenge"]) => pay::answer(house, id, form),
        (true, ["pay", id, "leave"]) => pay::leave(house, id),
        (false, ["invoice", id]) => invoice::show(house, id, None),
        (true, ["invoice", id]) => invoice::pay(house, id, form),
        (false, ["invoice", id, "challenge"]) => invoice::challenge(house, id),
        (true, ["invoice", id, "challenge"]) => invoice::answer(house, id, form),
        (false, ["answer", id]) => invoice::bare_challenge(house, id),
        (true, ["answer", id]) => invoice::bare_answer(house, id, form),
        (false, ["portal", id]) => portal::show(house, id, None),
        (true, ["portal", id]) => portal::change(house, id, form),
        (false, ["checkout", id]) => mollie::show(house, id),
        (true, ["checkout", id]) => mollie::choose(house, id, form),
        _ => None,
    }
}

fn shown(page: Page) -> Response {
    let (status, name, context) = match page {
        Page::See(url) => return Redirect::to(&url).into_response(),
        Page::Shown(status, name, context) => (status, name, context),
    };
    let html = TEMPLATES.get_template(name).and_then(|template| template.render(context));
    let html = html.unwrap_or_else(|error| format!("<!doctype html><p>This page cannot be shown: {error}"));
    let mut response = (status, Html(html)).into_response();
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// A page with a few words, and a way on.
fn note(status: StatusCode, title: &str, words: &str, on: Option<(&str, &str)>) -> Page {
    let (href, label) = on.unzip();
    Page::Shown(status, "note.html", context! { title, words, href, label })
}

/// The question of the holder's bank.
fn question(action: &str, amount: &str, to: &str) -> Page {
    Page::Shown(StatusCode::OK, "challenge.html", context! { action, amount, to })
}

/// The cards that a page offers.
fn offered() -> Vec<Value> {
    let shown = |card: &Card| context! { number => card.number, last4 => &card.number[12..], name => card.name, says => card.says };
    CARDS.iter().filter(|card| card.offered).map(shown).collect()
}

/// The card that a form names: the typed number, or else the chosen one.
fn chosen(form: &Form) -> Result<&'static Card, &'static str> {
    let typed = form.get("number").filter(|number| !number.trim().is_empty());
    let number = typed.or_else(|| form.get("card")).ok_or("Choose a card, or type the number of one.")?;
    match cards::find(number) {
        Some(card) => Ok(card),
        None if cards::could_be_a_card(number) => Err("This pretend bank knows only pretend cards. Never type the number of a real one."),
        None => Err("This is not the number of a card."),
    }
}

fn filled<'a>(form: &'a Form, field: &str) -> Option<&'a str> {
    form.get(field).map(|value| value.trim()).filter(|value| !value.is_empty())
}
