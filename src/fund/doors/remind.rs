//! A wish to be reminded, on a page of its own: an address and a month, sealed; confirmed by the first letter, kept by nobody longer than its month.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use kernel::EmailAddress;
use serde::Serialize;
use web::Fields;

use super::Speaking;
use super::contribute::{Choice, reminded};
use super::form::Wrong;
use super::saying::{Hidden, Note, NoteForm, broken, day_number};
use crate::fund::reminder::Decision;
use crate::post::model::Token;
use crate::reading::Visitor;

const THERE: &str = "contribute/reminder/-";
/// Months that can be chosen, the next one first.
const MONTHS: i64 = 12;

/// Months in which somebody may be reminded.
pub(super) fn months(says: &Speaking) -> Vec<Choice> {
    let today = says.fund.clock().now().to_zoned(TimeZone::UTC).date();
    let first = Date::new(today.year(), today.month(), 1).unwrap_or(today);
    (1..=MONTHS)
        .filter_map(|ahead| first.checked_add(ahead.months()).ok())
        .map(|month| Choice {
            value: format!("{:04}-{:02}", month.year(), month.month()),
            title: says.fund.words().month(&says.locale, month.year(), month.month()),
            ..Choice::default()
        })
        .collect()
}

#[derive(Debug, Serialize)]
struct Page {
    action: String,
    give: String,
    months: Vec<Choice>,
    address: String,
    wrong: Vec<Wrong>,
}

const PATH: &str = "contribute/remind/";

/// The page that asks lead to.
pub async fn show(State(says): State<Speaking>) -> Response {
    if says.fund.takes_reminders() {
        return form(&says, &Fields::default(), Vec::new());
    }
    told(&says, StatusCode::SERVICE_UNAVAILABLE, says.note("fund-remind-not"))
}

fn form(says: &Speaking, typed: &Fields, wrong: Vec<Wrong>) -> Response {
    let months = months(says).into_iter().map(|month| Choice { chosen: month.value == typed.get("month"), ..month });
    let page = Page {
        action: format!("{}{PATH}", says.prefix()),
        give: says.give().href,
        months: months.collect(),
        address: typed.get("address").to_owned(),
        wrong,
    };
    let status = if page.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    says.page(status, "remind.html", &says.frame("remind", PATH, &says.say("fund-remind-title")), &page)
}

fn told(says: &Speaking, status: StatusCode, mut note: Note) -> Response {
    note.links = match note.quiet {
        Some(_) => vec![says.home_quiet(note.quiet)],
        None => vec![says.give(), says.home()],
    };
    says.tell(status, PATH, &note)
}

/// The same answer for every address.
pub async fn ask(State(says): State<Speaking>, visitor: Visitor, body: Bytes) -> Response {
    let (now, fields) = (says.fund.clock().now(), Fields::parse(&body));
    if !says.fund.letters_budget().allows_network(visitor.0, now) {
        return told(&says, StatusCode::TOO_MANY_REQUESTS, says.note("fund-often"));
    }
    let month = months(&says).into_iter().find(|month| month.value == fields.get("month")).and_then(|month| first_day(&month.value));
    let wrong = |field, key: &str| vec![Wrong { field, text: says.say(key) }];
    let Some(month) = month else { return form(&says, &fields, wrong("month", "fund-remind-wrong-month")) };
    let Ok(address) = EmailAddress::parse(fields.get("address")) else {
        return form(&says, &fields, wrong("address", "fund-remind-wrong-address"));
    };
    let sent = Note { quiet: Some(day_number(month)), ..says.note("fund-remind-sent") };
    // Whoever fills in a field that nobody sees is a program.
    if !fields.get("website").is_empty() {
        return told(&says, StatusCode::OK, sent);
    }
    match says.fund.remind(&address, month, &says.locale, now).await {
        Ok(true) => told(&says, StatusCode::OK, sent),
        Ok(false) => told(&says, StatusCode::SERVICE_UNAVAILABLE, says.note("fund-remind-not")),
        Err(trouble) => broken(&trouble),
    }
}

/// The first day of the last of these months, by [`day_number`].
pub(super) fn furthest(says: &Speaking) -> Option<i64> {
    first_day(&months(says).pop()?.value).map(day_number)
}

fn first_day(month: &str) -> Option<Timestamp> {
    let day: Date = format!("{month}-01").parse().ok()?;
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// What the link in a letter opens. Looking changes nothing.
pub async fn look(State(says): State<Speaking>, Path(token): Path<String>) -> Response {
    let found = match Token::parse(&token) {
        Some(token) => says.fund.reminder(&token).await,
        None => Ok(None),
    };
    let reminder = match found {
        Ok(Some(reminder)) => reminder,
        Ok(None) => return gone(&says),
        Err(trouble) => return broken(&trouble),
    };
    let date = reminder.month.to_zoned(TimeZone::UTC).date();
    let month = says.fund.words().month(&says.locale, date.year(), date.month());
    let key = if reminder.confirmed { "fund-reminder-kept" } else { "fund-reminder" };
    let mut note = says.note(key);
    note.text = vec![says.say_with(&format!("{key}-text"), &[("month", month.into())])];
    let act = |value: &str, quiet| NoteForm {
        button: says.say(&format!("fund-reminder-{value}")),
        quiet,
        hidden: vec![Hidden { name: "act".into(), value: value.into() }],
        ..NoteForm::default()
    };
    let first = if reminder.confirmed { "give" } else { "confirm" };
    note.forms = vec![act(first, false), act("cancel", true)];
    note.links = vec![says.home()];
    says.tell(StatusCode::OK, THERE, &note)
}

pub async fn decide(State(says): State<Speaking>, Path(token): Path<String>, body: Bytes) -> Response {
    let decision = match Fields::parse(&body).get("act") {
        "confirm" => Decision::Confirm,
        "cancel" => Decision::Cancel,
        "give" => {
            return match Token::parse(&token) {
                Some(token) => reminded(&says, &token),
                None => gone(&says),
            };
        }
        _ => return look(State(says), Path(token)).await,
    };
    let Some(parsed) = Token::parse(&token) else { return gone(&says) };
    match (says.fund.decide(&parsed, decision, says.fund.clock().now()).await, decision) {
        (Ok(_), Decision::Cancel) => gone(&says),
        (Ok(true), Decision::Confirm) => look(State(says), Path(token)).await,
        (Ok(false), Decision::Confirm) => gone(&says),
        (Err(trouble), _) => broken(&trouble),
    }
}

/// The same for what was cancelled, was never there, or is over.
fn gone(says: &Speaking) -> Response {
    let mut note = says.note("fund-reminder-gone");
    note.links = vec![says.give(), says.home()];
    says.tell(StatusCode::OK, THERE, &note)
}
