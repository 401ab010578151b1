//! Pages in one language.

use axum::response::{IntoResponse, Response};
use fluent_bundle::FluentValue;
use http::StatusCode;
use jiff::Timestamp;
use kernel::Money;
use serde::Serialize;

use super::Speaking;
use crate::fund::look::{Edition, Frame};
use crate::fund::model::Interval;

/// A few words, and what can be done next.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Note {
    pub title: String,
    pub text: Vec<String>,
    /// To be copied as they stand.
    pub lines: Vec<String>,
    pub forms: Vec<NoteForm>,
    pub links: Vec<Link>,
    /// Seconds after which the page looks again.
    pub refresh: Option<u32>,
    /// Until which day, by [`day_number`], this reader's browser is to show no asks.
    pub quiet: Option<i64>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct NoteForm {
    /// From the root; empty sends it to where the note is.
    pub action: String,
    pub button: String,
    pub quiet: bool,
    pub hidden: Vec<Hidden>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Hidden {
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Link {
    pub href: String,
    pub title: String,
}

impl Speaking {
    pub fn language(&self) -> &str {
        self.locale.language()
    }

    pub fn say(&self, key: &str) -> String {
        self.fund.words().say(self.language(), key).into_owned()
    }

    pub fn say_with(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        self.fund.words().say_with(self.language(), key, args).into_owned()
    }

    pub fn money(&self, money: Money) -> String {
        money.say(self.language())
    }

    /// `each month`; empty for once.
    pub fn each(&self, interval: Interval) -> String {
        match interval {
            Interval::Once => String::new(),
            Interval::Monthly => self.say("fund-each-month"),
            Interval::Annual => self.say("fund-each-year"),
        }
    }

    pub fn day(&self, at: Timestamp) -> String {
        self.fund.words().date(&self.locale, at.to_zoned(jiff::tz::TimeZone::UTC).date()).to_string()
    }

    pub fn prefix(&self) -> String {
        self.fund.prefix(&self.locale)
    }

    /// What stands around a page at that path behind the language's own.
    pub fn frame(&self, kind: &'static str, path: &str, title: &str) -> Frame {
        let prefix = self.prefix();
        let mut frame = Frame::new(kind, &format!("{prefix}{path}"), &self.locale, self.fund.terms(), self.fund.paper(), &prefix);
        title.clone_into(&mut frame.title);
        // A link with a token in it is the reader's own; the others have the same page in each language.
        if !path.contains('-') {
            frame.editions = self
                .fund
                .locales()
                .iter()
                .map(|locale| Edition {
                    lang: locale.to_string(),
                    title: self.fund.words().say(locale.language(), "language-name").into_owned(),
                    path: format!("{}{path}", self.fund.prefix(locale)),
                    current: *locale == self.locale,
                })
                .collect();
        }
        frame
    }

    /// `<key>-title` over `<key>-text`.
    pub fn note(&self, key: &str) -> Note {
        Note { title: self.say(&format!("{key}-title")), text: vec![self.say(&format!("{key}-text"))], ..Note::default() }
    }

    pub fn home(&self) -> Link {
        Link { href: format!("{}/{}", self.fund.terms().paper_url, self.prefix()), title: self.say("fund-home") }
    }

    /// The same, where asks stay away until a day: where the newspaper is on another host, its own page keeps the day.
    pub fn home_quiet(&self, until: Option<i64>) -> Link {
        let home = self.home();
        match until {
            Some(until) => Link { href: format!("{}#quiet-{until}", home.href), ..home },
            None => home,
        }
    }

    /// To the contribute page.
    pub fn give(&self) -> Link {
        Link { href: format!("{}/{}contribute/", self.fund.terms().url, self.prefix()), title: self.say("fund-give") }
    }

    pub fn tell(&self, status: StatusCode, path: &str, note: &Note) -> Response {
        self.page(status, "note.html", &self.frame("note", path, &note.title), note)
    }

    pub fn page(&self, status: StatusCode, template: &str, frame: &Frame, page: &impl Serialize) -> Response {
        match self.fund.look().render(template, frame, page) {
            Ok(html) => self.answer(status, html),
            Err(trouble) => broken(&trouble),
        }
    }

    pub fn answer(&self, status: StatusCode, html: impl Into<axum::body::Body>) -> Response {
        let mut answer = (status, html.into()).into_response();
        answer.headers_mut().extend(self.fund.look().headers().clone());
        answer
    }

    /// The same bytes for every card that fails, every page that is left, and every link that opens nothing: nobody learns here why.
    pub fn declined(&self, path: &str) -> Response {
        let mut note = self.note("fund-declined");
        note.links = vec![self.give(), self.home()];
        self.tell(StatusCode::OK, path, &note)
    }
}

/// The day, counted from 1 January 1970, as a browser keeps it.
pub fn day_number(at: Timestamp) -> i64 {
    at.as_second().div_euclid(86_400)
}

pub fn broken(trouble: &anyhow::Error) -> Response {
    tracing::error!("the fund could not answer: {trouble:#}");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
