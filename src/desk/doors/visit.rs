//! Who asks, and in which language they are answered.

use std::convert::Infallible;

use anyhow::Result;
use axum::extract::{FromRequestParts, Query};
use axum::response::{Html, IntoResponse, Redirect, Response};
use fluent_bundle::FluentValue;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use kernel::Locale;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use web::{Arg, Trouble};

use super::Answer;
use crate::app::App;
use crate::desk::look::{Alarm, Frame, Page, Person};
use crate::vault::{Power, Refusal, Signed};
use crate::words::digits;

/// One request, as far as every page asks about it.
#[derive(Clone)]
pub struct Visit {
    pub app: App,
    /// `None` only where strangers may come.
    pub signed: Option<Signed>,
    pub lang: Locale,
    said: String,
}

/// A moment, ready to show.
#[derive(Clone, Debug, Serialize)]
pub struct When {
    /// RFC 3339.
    pub iso: String,
    /// `22 November 2026, 14:05`; the time alone when it is today.
    pub text: String,
}

/// What the request before has left in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Left {
    said: String,
}

/// What may be left there. A stranger's link can make a page say one of these, and nothing else.
const SAID: &[&str] = &[
    "recorded",
    "saved",
    "unchanged",
    "begun",
    "published",
    "printing",
    "scheduled",
    "unscheduled",
    "withdrawn",
    "withdrawing",
    "ready",
    "unready",
    "restored",
    "taken-in",
    "described",
    "passkey-added",
    "session-ended",
    "issue-begun",
    "issue-gone",
    "issue-ready",
    "test-sent",
    "posted",
    "post-kept",
    "post-marked",
    "post-withdrawn",
    "live-ended",
    "live-reopened",
    "sending-paused",
    "sending-resumed",
    "sending-cancelled",
    "issue-disarmed",
    "issue-released",
    "asks-off",
    "asks-on",
    "ask-gone",
    "printing-asks",
];

impl Visit {
    pub fn of(app: &App, headers: &HeaderMap, signed: Option<Signed>) -> Self {
        let chosen = signed.as_ref().and_then(|signed| signed.language.clone()).and_then(|language| language.parse().ok());
        let lang = chosen.unwrap_or_else(|| accepted(app, headers));
        Self { app: app.clone(), signed, lang, said: String::new() }
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// [`Refusal::Stranger`], where the table of routes lets strangers come.
    pub fn signed(&self) -> Result<&Signed, Refusal> {
        self.signed.as_ref().ok_or(Refusal::Stranger)
    }

    pub fn may(&self, power: Power) -> bool {
        self.signed.as_ref().is_some_and(|signed| signed.may(power))
    }

    /// The page, with 200.
    pub fn show<P: Page>(&self, page: &P) -> Answer {
        self.show_with(StatusCode::OK, page)
    }

    /// The page, with another status.
    pub fn show_with<P: Page>(&self, status: StatusCode, page: &P) -> Answer {
        let html = self.app.desk.look(&self.app.words)?.render(&self.frame(), page)?;
        Ok((status, Html(html)).into_response())
    }

    fn frame(&self) -> Frame {
        let catalogue = self.app.paper.catalogue();
        let named = catalogue.masthead(&self.lang).or_else(|| catalogue.masthead(self.app.paper.locales().first()?));
        let paper = named.map(|words| words.name.clone()).filter(|name| !name.is_empty());
        Frame {
            lang: self.lang.to_string(),
            dir: self.lang.direction().as_str(),
            paper: paper.unwrap_or_else(|| self.app.settings.name.clone()),
            site: self.app.settings.url.clone(),
            person: self.signed.as_ref().map(|signed| Person {
                name: signed.name.to_string(),
                role: signed.role.as_str(),
                whole: signed.has_enough(),
                reads: signed.may(Power::Read),
                writes: signed.may(Power::Write),
                publishes: signed.may(Power::Publish),
                letters: signed.may(Power::Letters),
                asks: signed.may(Power::Asks),
                ledger: signed.may(Power::Ledger),
                people: signed.may(Power::People),
            }),
            token: self.signed.as_ref().map_or(String::new(), |signed| signed.token.as_str().to_owned()),
            said: if self.said.is_empty() { String::new() } else { format!("said-{}", self.said) },
            demo: self.app.demo,
            alarms: if self.may(Power::Letters) { self.alarms() } else { Vec::new() },
        }
    }

    /// Issues that do not reach their readers unless somebody does something.
    fn alarms(&self) -> Vec<Alarm> {
        let alarms = self.app.post.armory().alarms();
        let alarm = |alarm: &crate::post::arming::Alarm| Alarm {
            href: format!("/issues/{}", alarm.issue),
            subject: alarm.subject.clone(),
            why: alarm.why.as_str(),
            number: alarm.number.map_or(String::new(), |number| self.number(number)),
            at: self.when(alarm.at).text,
        };
        alarms.iter().map(alarm).collect()
    }

    /// A message in the language of the visit.
    pub fn say(&self, key: &str) -> String {
        self.app.words.say(self.lang.language(), key).into_owned()
    }

    /// A message with values in it.
    pub fn say_with(&self, key: &str, args: &[(&str, Arg)]) -> String {
        let args: Vec<(&str, FluentValue<'_>)> = args
            .iter()
            .map(|(name, arg)| match arg {
                Arg::Text(text) => (*name, text.to_string().into()),
                Arg::Number(number) => (*name, (*number).into()),
            })
            .collect();
        self.app.words.say_with(self.lang.language(), key, &args).into_owned()
    }

    pub fn when(&self, at: Timestamp) -> When {
        let zone = self.app.paper.zone();
        let local = at.to_zoned(zone.clone());
        let words = &self.app.words;
        let time = words.time(&self.lang, local.time());
        let today = self.app.clock.now().to_zoned(zone.clone()).date() == local.date();
        let text = if today { time } else { words.moment(&self.lang, &words.date(&self.lang, local.date()), &time) };
        When { iso: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(), text }
    }

    /// A number with the digits of the language.
    pub fn number(&self, number: i64) -> String {
        digits(self.lang.language(), number)
    }
}

/// Leads on after something was done; `said` is one of [`SAID`], told by the next page.
pub fn on(path: &str, said: &'static str) -> Response {
    debug_assert!(SAID.contains(&said), "{said}");
    let sign = if path.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{path}{sign}said={said}")).into_response()
}

/// The language that a browser asks for, among those that there are words in.
fn accepted(app: &App, headers: &HeaderMap) -> Locale {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = wanted.split(',').filter_map(|part| part.split([';', '-']).next()).map(str::trim).take(20);
    let known: Vec<&str> = app.words.languages().collect();
    first.into_iter().find(|language| known.contains(language)).and_then(|language| language.parse().ok()).unwrap_or_else(Locale::english)
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let left = Query::<Left>::try_from_uri(&parts.uri).map(|Query(left)| left.said).unwrap_or_default();
        let said = if SAID.contains(&left.as_str()) { left } else { String::new() };
        Ok(Self { said, ..Self::of(app, &parts.headers, parts.extensions.get::<Signed>().cloned()) })
    }
}

/// A path segment that cannot be what it should is simply not there.
pub fn absent() -> Trouble {
    web::Refusal::new(web::Kind::Absent, "refused-no-page").into()
}

/// What the address names. Where nothing can have such a name there is no page.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        axum::extract::Path::from_request_parts(parts, state).await.map(|axum::extract::Path(named)| Self(named)).map_err(|_| absent())
    }
}
