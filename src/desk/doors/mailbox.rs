//! Letters that the demo has caught instead of sending them. Nowhere else is there such a page.

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use mail_parser::{Address, Message, MessageParser, MimeHeaders};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Answer;
use super::issue_out::{at_the_desk, framed, in_scheme};
use super::visit::{Path, Visit, When, absent};
use crate::app::App;
use crate::desk::look::Page;

#[derive(Debug, Serialize)]
pub struct MailBoxPage {
    /// The newest first.
    pub letters: Vec<Caught>,
}

#[derive(Debug, Serialize)]
pub struct CaughtPage {
    pub letter: Caught,
    /// `letter`, `text` or `raw`.
    pub shows: &'static str,
    /// The text, or all of it as it went over the wire.
    pub text: String,
}

/// A letter as a list of letters shows it.
#[derive(Debug, Serialize)]
pub struct Caught {
    pub name: String,
    pub from: String,
    pub to: String,
    pub subject: String,
    /// The language that it says it is in.
    pub lang: String,
    pub at: Option<When>,
}

impl Page for MailBoxPage {
    const TEMPLATE: &'static str = "mailbox.html";
}

impl Page for CaughtPage {
    const TEMPLATE: &'static str = "mailbox-letter.html";
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    #[serde(rename = "as")]
    shows: String,
    scheme: String,
}

pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let letters = letters(&app)?;
    let caught = |raw: &Vec<u8>| Some(caught(&visit, raw, &MessageParser::default().parse(raw)?));
    visit.show(&MailBoxPage { letters: letters.iter().rev().filter_map(caught).collect() })
}

pub async fn one(State(app): State<App>, visit: Visit, Path(name): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let raw = find(&app, &name)?;
    let message = MessageParser::default().parse(&raw).ok_or_else(absent)?;
    let shows = ["text", "raw"].into_iter().find(|known| *known == asked.shows).unwrap_or("letter");
    let text = match shows {
        "raw" => String::from_utf8_lossy(&raw).into_owned(),
        _ => message.body_text(0).unwrap_or_default().into_owned(),
    };
    visit.show(&CaughtPage { letter: caught(&visit, &raw, &message), shows, text })
}

/// The letter inside its frame.
pub async fn page(State(app): State<App>, Path(name): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let raw = find(&app, &name)?;
    let message = MessageParser::default().parse(&raw).ok_or_else(absent)?;
    let html = message.body_html(0).unwrap_or_default();
    let html = if asked.scheme.is_empty() { html.into_owned() } else { in_scheme(&html, &asked.scheme) };
    Ok(framed(at_the_desk(&html, &app.settings.url)))
}

/// The letter as it would have gone over the wire.
pub async fn raw(State(app): State<App>, Path(name): Path<String>) -> Answer {
    let mut answer = find(&app, &name)?.into_response();
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    Ok(answer)
}

/// # Errors
/// When this is no demo.
fn letters(app: &App) -> Result<Vec<Vec<u8>>, web::Trouble> {
    let caught = app.post.mailer().mail_box().filter(|_| app.demo).ok_or_else(absent)?;
    Ok(caught.letters())
}

fn find(app: &App, name: &str) -> Result<Vec<u8>, web::Trouble> {
    letters(app)?.into_iter().find(|raw| name_of(raw) == name).ok_or_else(absent)
}

/// Its address here. Older letters go when there are many, so a number would soon be another's.
fn name_of(raw: &[u8]) -> String {
    Sha256::digest(raw).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn caught(visit: &Visit, raw: &[u8], message: &Message<'_>) -> Caught {
    let address = |address: Option<&Address<'_>>| {
        let first = address.and_then(Address::first);
        let part = |part: Option<&str>| part.unwrap_or_default().to_owned();
        first.map_or((String::new(), String::new()), |first| (part(first.name()), part(first.address())))
    };
    let ((name, from), (_, to)) = (address(message.from()), address(message.to()));
    let at = message.date().and_then(|date| jiff::Timestamp::from_second(date.to_timestamp()).ok());
    Caught {
        name: name_of(raw),
        from: if name.is_empty() { from } else { name },
        to,
        subject: message.subject().unwrap_or_default().to_owned(),
        lang: message.content_language().as_text().unwrap_or_default().to_owned(),
        at: at.map(|at| visit.when(at)),
    }
}
