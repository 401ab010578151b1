//! The contribute page, and the form that it sends.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use kernel::Currency;
use serde::{Deserialize, Serialize};
use web::Fields;

use super::Speaking;
use super::form::{Typed, Wrong, carried, digest};
use super::remind::furthest;
use super::saying::{Hidden, Link, Note, NoteForm, broken, day_number};
use crate::fund::Kept;
use crate::fund::checkout::{Begun, Press, Way, Wish};
use crate::fund::guard::{Challenge, Pass};
use crate::fund::look::WORK;
use crate::fund::model::attempt::presets;
use crate::fund::model::gate::{ELSEWHERE, Passage};
use crate::fund::model::{Interval, Method, Provider};
use crate::post::model::Token;
use crate::reading::Visitor;

#[derive(Debug, Serialize)]
struct Page {
    action: String,
    press: String,
    remind: String,
    countries: Vec<Choice>,
    /// The way out for whoever is warned.
    away: Link,
    intervals: Vec<Often>,
    currencies: Vec<Coin>,
    currency: &'static str,
    sign: &'static str,
    least: String,
    own: String,
    methods: Vec<Choice>,
    can_cover: bool,
    cover: bool,
    takes_address: bool,
    address: String,
    reminder: String,
    takes_reminders: bool,
    later: bool,
    months: Vec<Choice>,
    wrong: Vec<Wrong>,
    faults: Vec<&'static str>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Choice {
    pub value: String,
    pub title: String,
    pub note: String,
    pub chosen: bool,
    pub closed: bool,
}

#[derive(Debug, Serialize)]
struct Often {
    value: &'static str,
    title: String,
    question: String,
    chosen: bool,
    presets: Vec<Preset>,
}

#[derive(Debug, Serialize)]
struct Preset {
    minor: i64,
    label: String,
    chosen: bool,
}

#[derive(Debug, Serialize)]
struct Coin {
    code: &'static str,
    path: String,
    current: bool,
}

#[derive(Debug, Serialize)]
struct Going {
    page: String,
    amount: String,
    title: String,
    text: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Work {
    seed: String,
    bits: u32,
    at: String,
    hidden: Vec<Hidden>,
    script: &'static str,
}

/// What an ask suggests: `?give=monthly-500`, in minor units. What is no preset counts as left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Suggested {
    give: String,
}

impl Suggested {
    fn of(&self, currency: Currency, says: &Speaking) -> Option<(Interval, i64)> {
        let (interval, minor) = self.give.split_once('-')?;
        let interval: Interval = interval.parse().ok().filter(|interval| says.fund.terms().intervals().contains(interval))?;
        let minor = minor.parse().ok()?;
        presets(currency, interval).iter().any(|preset| preset.minor == minor).then_some((interval, minor))
    }
}

pub async fn show(State(says): State<Speaking>, Query(suggested): Query<Suggested>) -> Response {
    match says.fund.terms().currencies.first().copied() {
        Some(currency) => printed(&says, currency, suggested.of(currency, &says)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

pub async fn show_in(State(says): State<Speaking>, Path(code): Path<String>, Query(suggested): Query<Suggested>) -> Response {
    let wanted = code.parse::<Currency>().ok().filter(|currency| says.fund.terms().currencies.contains(currency));
    match wanted.filter(|currency| currency.code().to_lowercase() == code) {
        Some(currency) => printed(&says, currency, suggested.of(currency, &says)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Where the number of the form goes in the page that is kept.
const PRESS: &str = "the number of this form";

/// The page as everybody has it, written once a day: what changes with the time is the list of months to be reminded in. Only the number of the form is anew each time.
fn printed(says: &Speaking, currency: Currency, suggested: Option<(Interval, i64)>) -> Response {
    let now = says.fund.clock().now();
    if let Some((interval, minor)) = suggested {
        let typed = Typed { currency, interval, preset: minor.to_string(), ..Typed::read(&Fields::default(), says) };
        return says.page(StatusCode::OK, "contribute.html", &frame(says, currency), &page(says, &typed, Vec::new()));
    }
    let key = Kept {
        locale: says.locale.to_string(),
        currency: currency.code(),
        day: day_number(now),
        takes_reminders: says.fund.takes_reminders(),
    };
    let html = match says.fund.kept(&key) {
        Some(html) => html,
        None => {
            let typed = Typed { currency, ..Typed::read(&Fields::default(), says) };
            let page = Page { press: PRESS.into(), ..page(says, &typed, Vec::new()) };
            match says.fund.look().render("contribute.html", &frame(says, currency), &page) {
                Ok(html) => {
                    let html: Arc<str> = html.into();
                    says.fund.keep(key, html.clone());
                    html
                }
                Err(trouble) => return broken(&trouble),
            }
        }
    };
    says.answer(StatusCode::OK, html.replacen(PRESS, &Press::random().text(), 1))
}

/// The page as it is for somebody who comes from a reminder: what is given here ends that.
pub(super) fn reminded(says: &Speaking, token: &Token) -> Response {
    let typed = Typed { reminder: token.text(), ..Typed::read(&Fields::default(), says) };
    let frame = frame(says, typed.currency);
    says.page(StatusCode::OK, "contribute.html", &frame, &page(says, &typed, Vec::new()))
}

fn frame(says: &Speaking, currency: Currency) -> crate::fund::look::Frame {
    let name = if says.fund.terms().discreet { says.fund.terms().name.clone() } else { says.fund.paper().to_owned() };
    says.frame("contribute", &path(says, currency), &says.say_with("fund-title", &[("name", name.into())]))
}

/// The first currency has the page itself, the others theirs under it.
fn path(says: &Speaking, currency: Currency) -> String {
    let first = says.fund.terms().currencies.first() == Some(&currency);
    if first { "contribute/".into() } else { format!("contribute/{}/", currency.code().to_lowercase()) }
}

fn page(says: &Speaking, typed: &Typed, wrong: Vec<Wrong>) -> Page {
    let terms = says.fund.terms();
    let currency = typed.currency;
    let takes_letters = says.fund.writes_letters();
    Page {
        action: format!("{}{}", says.prefix(), path(says, currency)),
        press: typed.press.unwrap_or_else(Press::random).text(),
        remind: format!("{}contribute/remind/", says.prefix()),
        countries: countries(says, &typed.country),
        away: says.home_quiet(furthest(says)),
        intervals: terms.intervals().into_iter().map(|interval| often(says, interval, typed)).collect(),
        currencies: terms
            .currencies
            .iter()
            .map(|one| Coin { code: one.code(), path: format!("{}{}", says.prefix(), path(says, *one)), current: *one == currency })
            .collect(),
        currency: currency.code(),
        sign: currency.entry().sign,
        least: says.money(currency.least()),
        own: typed.own.clone(),
        methods: methods(says, typed),
        can_cover: terms.methods.iter().any(|method| method.is_online()),
        cover: typed.cover,
        takes_address: takes_letters,
        address: typed.address.clone(),
        reminder: typed.reminder.clone(),
        takes_reminders: says.fund.takes_reminders() && typed.reminder.is_empty(),
        later: false,
        months: super::remind::months(says),
        faults: wrong.iter().map(|wrong| wrong.field).collect(),
        wrong,
    }
}

fn countries(says: &Speaking, chosen: &str) -> Vec<Choice> {
    let gate = &says.fund.terms().gate;
    if gate.countries().is_empty() {
        return Vec::new();
    }
    let closed = gate.countries().iter().map(|country| {
        let key = format!("country-{}", country.as_str().to_lowercase());
        let title = says.say(&key);
        // A country that we have no word for is named by its code.
        let title = if title == key { country.to_string() } else { title };
        Choice { value: country.to_string(), title, chosen: chosen == country.as_str(), closed: true, ..Choice::default() }
    });
    let open = Choice { value: ELSEWHERE.into(), title: says.say("country-elsewhere"), chosen: chosen == ELSEWHERE, ..Choice::default() };
    std::iter::once(open).chain(closed).collect()
}

fn often(says: &Speaking, interval: Interval, typed: &Typed) -> Often {
    let suggested = presets(typed.currency, interval);
    let chosen = typed.preset.parse::<i64>().ok().filter(|_| typed.interval == interval && typed.own.is_empty());
    let chosen = chosen.unwrap_or(suggested[1].minor);
    Often {
        value: interval.as_str(),
        title: says.say(&format!("fund-interval-{interval}")),
        question: says.say(&format!("fund-amount-{interval}")),
        chosen: typed.interval == interval,
        presets: suggested
            .into_iter()
            .map(|preset| Preset { minor: preset.minor, label: says.money(preset), chosen: preset.minor == chosen && typed.own.is_empty() })
            .collect(),
    }
}

fn methods(says: &Speaking, typed: &Typed) -> Vec<Choice> {
    let terms = says.fund.terms();
    let takes = |method: &&Method| Interval::ALL.iter().any(|interval| method.takes(*interval, typed.currency));
    let all = terms.methods.iter().filter(takes).enumerate();
    all.map(|(n, method)| Choice {
        value: method.to_string(),
        title: says.say(&terms.word_of(*method)),
        // What cannot be drawn again and again says so.
        note: if method.takes(Interval::Monthly, typed.currency) { String::new() } else { says.say("fund-method-once") },
        chosen: typed.method.map_or(n == 0, |chosen| chosen == *method),
        closed: false,
    })
    .collect()
}

/// Takes the form. Nothing is stored, and nobody is called, before the gate has been passed.
pub async fn take(State(says): State<Speaking>, visitor: Visitor, headers: HeaderMap, body: Bytes) -> Response {
    let (now, fields) = (says.fund.clock().now(), Fields::parse(&body));
    let typed = Typed::read(&fields, &says);
    let path = path(&says, typed.currency);
    match says.fund.terms().gate.look(&typed.country, says.fund.country_of(visitor.0)) {
        Passage::Open => {}
        Passage::Closed(_) => return gated(&says, &path),
        Passage::Unasked => return again(&says, &typed, "country", "fund-wrong-country"),
    }
    let (gift, address) = match typed.gift(&says) {
        Ok(wish) => wish,
        Err(wrong) => return corrected(&says, StatusCode::UNPROCESSABLE_ENTITY, &typed, wrong),
    };
    // Whoever fills in a field that nobody sees is a program; it is told what everybody is told whose payment did not come about.
    if typed.is_program {
        return says.declined(&path);
    }
    if gift.method.is_online() {
        match says.fund.guard().look(visitor.0, now) {
            Pass::Free => {}
            Pass::Work if has_worked(&says, &fields) => {}
            Pass::Work => return work(&says, &fields, &path),
            Pass::Paused(_) => return told(&says, StatusCode::SERVICE_UNAVAILABLE, &path, "fund-paused"),
            Pass::Often => return told(&says, StatusCode::TOO_MANY_REQUESTS, &path, "fund-often"),
        }
        if !says.fund.guard().takes_a_place(now) {
            let crowd = vec![Wrong { field: "press", text: says.say("fund-crowd") }];
            return corrected(&says, StatusCode::SERVICE_UNAVAILABLE, &typed, crowd);
        }
    }
    // Whoever has another's browser send a form of their own making would know its number, and with it the link of the gift.
    let is_foreign = headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin");
    let press = typed.press.filter(|_| !is_foreign).unwrap_or_else(Press::random).of(&digest(&fields));
    let wish = Wish { gift, locale: says.locale.clone(), address, reminder: Token::parse(&typed.reminder), press };
    match says.fund.begin(wish, now).await {
        Ok(Some(begun)) => lead(&says, &begun, &path),
        Ok(None) => again(&says, &typed, "method", "fund-wrong-method"),
        Err(trouble) => broken(&trouble),
    }
}

fn again(says: &Speaking, typed: &Typed, field: &'static str, key: &str) -> Response {
    corrected(says, StatusCode::UNPROCESSABLE_ENTITY, typed, vec![Wrong { field, text: says.say(key) }])
}

/// The form with everything that was typed, and what is wrong.
fn corrected(says: &Speaking, status: StatusCode, typed: &Typed, wrong: Vec<Wrong>) -> Response {
    says.page(status, "contribute.html", &frame(says, typed.currency), &page(says, typed, wrong))
}

/// Nothing more is asked in a browser that says so. The day that it keeps is one that somebody who wants to be reminded keeps too: of a browser that is looked through it tells
/// neither that nor a gift.
pub(super) fn gated(says: &Speaking, path: &str) -> Response {
    let keys = ["fund-danger-law", "fund-danger-bank", "fund-danger-instead"];
    let quiet = furthest(says);
    let note = Note {
        title: says.say("fund-danger"),
        text: keys.iter().map(|key| says.say(key)).collect(),
        links: vec![says.home_quiet(quiet)],
        quiet,
        ..Note::default()
    };
    says.tell(StatusCode::OK, path, &note)
}

fn told(says: &Speaking, status: StatusCode, path: &str, key: &str) -> Response {
    let mut note = says.note(key);
    note.links = vec![says.home()];
    says.tell(status, path, &note)
}

/// On to the processor; or what to do by hand.
pub(super) fn lead(says: &Speaking, begun: &Begun, path: &str) -> Response {
    let gift = begun.attempt.gift;
    match &begun.way {
        Way::Page(page) => {
            let amount = format!("{} {}", says.money(gift.total), says.each(gift.interval));
            let going = Going {
                page: page.clone(),
                amount: amount.trim_end().to_owned(),
                title: says.say("fund-going"),
                text: vec![says.say("fund-going-text")],
            };
            says.page(StatusCode::OK, "going.html", &says.frame("going", path, &going.title), &going)
        }
        Way::Given => {
            let there = format!("{}/{}contribute/thanks/{}", says.fund.terms().url, says.prefix(), begun.token.text());
            Redirect::to(&there).into_response()
        }
        Way::ByHand => by_hand(says, begun, path),
        Way::Down => {
            let mut note = says.note("fund-down");
            let action = format!("{}contribute/again/{}", says.prefix(), begun.token.text());
            note.forms = vec![NoteForm { action, button: says.say("fund-down-again"), ..NoteForm::default() }];
            note.links = vec![says.home()];
            says.tell(StatusCode::SERVICE_UNAVAILABLE, path, &note)
        }
    }
}

fn by_hand(says: &Speaking, begun: &Begun, path: &str) -> Response {
    let terms = says.fund.terms();
    let key = if begun.attempt.provider == Provider::Crypto { "fund-crypto" } else { "fund-transfer" };
    let amount = says.money(begun.attempt.gift.amount);
    let mut note = says.note(key);
    note.text = vec![says.say_with(&format!("{key}-text"), &[("amount", amount.into())])];
    note.lines = if begun.attempt.provider == Provider::Crypto { terms.crypto.clone() } else { terms.bank.clone() };
    if begun.attempt.provider == Provider::Transfer {
        note.lines.push(begun.attempt.reference());
    }
    note.links = vec![says.home()];
    says.tell(StatusCode::OK, path, &note)
}

fn has_worked(says: &Speaking, fields: &Fields) -> bool {
    let at = fields.get("work-at").parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let now = says.fund.clock().now();
    at.is_some_and(|at| says.fund.guard().answered(digest(fields), at, fields.get("work").parse().ok(), now))
}

fn work(says: &Speaking, fields: &Fields, path: &str) -> Response {
    let now = jiff::Timestamp::from_second(says.fund.clock().now().as_second()).unwrap_or_default();
    let challenge = says.fund.guard().challenge(digest(fields), now);
    let work =
        Work { seed: challenge.seed_text(), bits: Challenge::BITS, at: now.as_second().to_string(), hidden: carried(fields), script: WORK };
    says.page(StatusCode::OK, "work.html", &says.frame("work", path, &says.say("fund-work")), &work)
}
