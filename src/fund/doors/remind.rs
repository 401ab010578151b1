//! A wish to be reminded: an address and a month, sealed; confirmed by the first letter, kept by nobody longer than its month.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use kernel::EmailAddress;
use web::Fields;

use super::Speaking;
use super::contribute::{Choice, reminded};
use super::saying::{Hidden, NoteForm, broken};
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

/// There is no page of its own: the form stands on the contribute page.
pub async fn elsewhere(State(says): State<Speaking>) -> Response {
    let mut note = says.note("fund-unknown");
    note.links = vec![says.give(), says.home()];
    says.tell(StatusCode::NOT_FOUND, "contribute/remind/", &note)
}

/// The same answer for every address.
pub async fn ask(State(says): State<Speaking>, visitor: Visitor, body: Bytes) -> Response {
    let (now, fields) = (says.fund.clock().now(), Fields::parse(&body));
    let path = "contribute/remind/";
    let tell = |status, key: &str| {
        let mut note = says.note(key);
        note.links = vec![says.give(), says.home()];
        says.tell(status, path, &note)
    };
    if !says.fund.letters_budget().allows_network(visitor.0, now) {
        return tell(StatusCode::TOO_MANY_REQUESTS, "fund-often");
    }
    let month = months(&says).into_iter().find(|month| month.value == fields.get("month")).and_then(|month| first_day(&month.value));
    let (Some(month), Ok(address)) = (month, EmailAddress::parse(fields.get("address"))) else {
        return tell(StatusCode::UNPROCESSABLE_ENTITY, "fund-remind-wrong");
    };
    match says.fund.remind(&address, month, &says.locale, now).await {
        Ok(true) => tell(StatusCode::OK, "fund-remind-sent"),
        Ok(false) => tell(StatusCode::SERVICE_UNAVAILABLE, "fund-remind-not"),
        Err(trouble) => broken(&trouble),
    }
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
