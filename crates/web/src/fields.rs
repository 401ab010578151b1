//! What a person typed into a form.
//!
//! A form type reads itself from [`Fields`] into domain types and notes in [`Complaints`] what does not fit; then the form is shown again with everything as
//! it was typed, and nothing is lost.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};

use crate::refusal::{Arg, Kind, Refusal, Trouble};

/// The most fields that are read.
const MOST: usize = 500;

/// Names and values in the order of the form; a name may come more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

/// What does not fit, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaints(Vec<Complaint>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub field: &'static str,
    /// A Fluent key.
    pub key: &'static str,
    pub args: Vec<(&'static str, Arg)>,
}

/// A form as its domain type.
pub trait Form: Sized {
    /// Reads as much as fits, and complains of the rest. The result is used only when there is no complaint.
    fn read(fields: &Fields, complaints: &mut Complaints) -> Option<Self>;
}

/// The extractor: what was typed, and what it says. The token is left for [`Fields::get`].
#[derive(Debug)]
pub struct Filled<T> {
    pub outcome: Result<T, Complaints>,
    pub typed: Fields,
}

impl Fields {
    /// Reads `application/x-www-form-urlencoded`. Line ends become line feeds, and control characters that no keyboard has are left out.
    pub fn parse(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).take(MOST).map(|(name, value)| (name.into_owned(), plain(&value))).collect())
    }

    pub fn push(&mut self, name: impl Into<String>, value: &str) {
        self.0.push((name.into(), plain(value)));
    }

    /// The value without the white space around it; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The value as it was typed.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// Every value of a name that is not blank: of check boxes, or of a select in which several can be chosen.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }
}

/// `\r\n` and `\r` as line feeds, no other control characters than the tab.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
        .collect()
}

impl Complaints {
    pub fn about(&mut self, field: &'static str, key: &'static str) {
        self.about_with(field, key, Vec::new());
    }

    pub fn about_with(&mut self, field: &'static str, key: &'static str, args: Vec<(&'static str, Arg)>) {
        self.0.push(Complaint { field, key, args });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Complaint> {
        self.0.iter()
    }

    /// A field that must not be blank and has at most `most` characters.
    pub fn demand(&mut self, fields: &Fields, field: &'static str, most: usize) -> Option<String> {
        let value = self.at_most(fields, field, most)?;
        if value.is_empty() {
            self.about(field, "wrong-empty");
            return None;
        }
        Some(value)
    }

    /// A field that may be blank and has at most `most` characters.
    pub fn at_most(&mut self, fields: &Fields, field: &'static str, most: usize) -> Option<String> {
        let value = fields.get(field);
        if value.chars().count() > most {
            self.about_with(field, "wrong-long", vec![("most", Arg::Number(most as i64))]);
            return None;
        }
        Some(value.to_owned())
    }

    /// A field that is parsed by its type's own door; `key` says what would fit.
    pub fn parse<T: FromStr>(&mut self, fields: &Fields, field: &'static str, key: &'static str) -> Option<T> {
        let parsed = fields.get(field).parse().ok();
        if parsed.is_none() {
            self.about(field, key);
        }
        parsed
    }

    /// The same where a blank field is `None`.
    pub fn parse_optional<T: FromStr>(&mut self, fields: &Fields, field: &'static str, key: &'static str) -> Option<T> {
        if fields.get(field).is_empty() { None } else { self.parse(fields, field, key) }
    }
}

impl<T: Form> Filled<T> {
    pub fn of(typed: Fields) -> Self {
        let mut complaints = Complaints::default();
        let outcome = match T::read(&typed, &mut complaints) {
            Some(read) if complaints.is_empty() => Ok(read),
            _ => Err(complaints),
        };
        Self { outcome, typed }
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            let status = rejection.into_response().status();
            let kind = if status == Kind::TooLarge.status() { Kind::TooLarge } else { Kind::Unfit };
            Trouble::Refused(Refusal::new(kind, if kind == Kind::TooLarge { "refused-large" } else { "refused-form" })).into_response()
        })?;
        Ok(Self::parse(&body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Lamp {
        name: String,
        height: Option<u8>,
    }

    impl Form for Lamp {
        fn read(fields: &Fields, complaints: &mut Complaints) -> Option<Self> {
            let height = complaints.parse_optional(fields, "height", "wrong-height");
            Some(Self { name: complaints.demand(fields, "name", 5)?, height })
        }
    }

    #[test]
    fn what_fits_becomes_the_domain_type_and_what_does_not_is_named_and_kept() {
        let filled = Filled::<Lamp>::of(Fields::parse(b"name=+quay+&height=7&height=8"));
        assert!(filled.outcome.is_ok_and(|lamp| lamp.name == "quay" && lamp.height == Some(7)));
        let filled = Filled::<Lamp>::of(Fields::parse(b"name=lighthouse&height=tall"));
        let complaints = filled.outcome.err().expect("complaints");
        assert_eq!(complaints.iter().map(|c| (c.field, c.key)).collect::<Vec<_>>(), [("height", "wrong-height"), ("name", "wrong-long")]);
        assert_eq!(filled.typed.get("height"), "tall");
    }

    #[test]
    fn line_ends_are_line_feeds_and_nothing_hidden_comes_in() {
        let fields = Fields::parse(b"text=a%0D%0Ab%0Dc%00%07d&box=1&box=&box=2");
        assert_eq!(fields.raw("text"), "a\nb\ncd");
        assert_eq!(fields.all("box").collect::<Vec<_>>(), ["1", "2"]);
        assert!(!fields.ticked("other"));
    }
}
