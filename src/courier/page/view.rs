//! The keyholder's one page, from what is open.

use anyhow::Result;
use kernel::Locale;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

use super::Page;
use super::session::Counted;
use crate::courier::letter::look;
use crate::post::courier::messages::IssueLetter;
use crate::templates;
use crate::words::Words;

const TEMPLATE: &str = include_str!("../../../templates/courier/page.html");
/// Seconds after which a page that shows a sending is fetched again.
const AGAIN: u32 = 2;

/// The template and the words, ready.
pub struct View {
    environment: Environment<'static>,
    languages: Vec<String>,
}

impl View {
    /// # Errors
    /// When the template does not parse.
    pub fn load() -> Result<Self> {
        let words = Words::load();
        let mut environment = templates::environment(&words);
        environment.add_template("page.html", TEMPLATE)?;
        Ok(Self { environment, languages: words.languages().map(str::to_owned).collect() })
    }
}

#[derive(Serialize)]
struct Frame {
    lang: String,
    dir: &'static str,
}

#[derive(Serialize)]
struct Shown {
    frame: Frame,
    newspaper: String,
    site: String,
    server: String,
    said: String,
    open: bool,
    minutes: i64,
    lists: Vec<Counted>,
    issues: Vec<Waiting>,
    orders: i64,
    sending: Option<Sending>,
    again: Option<u32>,
}

/// An issue that waits to be sent.
#[derive(Serialize)]
struct Waiting {
    id: String,
    number: i64,
    subject: String,
    from: String,
    lang: String,
    dir: &'static str,
    text: String,
    page: String,
    readers: usize,
    /// Why it is not fit to be sent; empty when it is.
    suspect: String,
}

#[derive(Serialize)]
struct Sending {
    title: String,
    candidates: u64,
    accepted: u64,
    deferred: u64,
    refused: u64,
    unknown: u64,
    gone: u64,
    settled: u64,
    per_second: i64,
    minutes: Option<u64>,
    paused: bool,
    stalled: bool,
    ended: Option<String>,
}

pub async fn render(page: &Page, languages: &str) -> Result<String> {
    let View { environment, languages: known } = &page.0.view;
    let lang = languages.split([',', ';', '-', ' ']).find(|tag| known.iter().any(|one| one == tag)).unwrap_or("en").to_owned();
    let locale: Locale = lang.parse().unwrap_or_else(|_| Locale::english());
    let (now, courier) = (page.0.courier.clock().now(), &page.0.courier);
    let pinned = courier.pinned().ok();
    let site = pinned.as_ref().map(|pinned| pinned.site.clone()).unwrap_or_default();
    let open = page.0.session.open(now);
    let sending = page.0.session.sending().map(|running| {
        let progress = running.control.progress();
        let balance = progress.balance;
        Sending {
            title: running.title,
            candidates: balance.candidates,
            accepted: balance.accepted,
            deferred: balance.deferred,
            refused: balance.refused,
            unknown: balance.unknown,
            gone: balance.gone,
            settled: balance.settled(),
            per_second: progress.per_second.round() as i64,
            minutes: progress.to_go.map(|left| left.as_secs().div_ceil(60)),
            paused: progress.mode == crate::sending::control::Mode::Paused,
            stalled: progress.stall.is_some(),
            ended: running.ended,
        }
    });
    let again = sending.as_ref().filter(|sending| sending.ended.is_none()).map(|_| AGAIN);
    let shown = Shown {
        frame: Frame { dir: locale.direction().as_str(), lang },
        newspaper: pinned.as_ref().map(|pinned| pinned.newspaper.clone()).unwrap_or_default(),
        server: pinned.map(|pinned| pinned.url).unwrap_or_default(),
        said: page.0.session.said(),
        open: open.is_some(),
        minutes: open.as_ref().map_or(0, |open| open.until.duration_since(now).as_mins() + 1),
        issues: open.iter().flat_map(|open| open.issues.issues.iter().map(|issue| waiting(issue, &open.lists, &site))).collect(),
        orders: open.as_ref().map_or(0, |open| open.orders),
        lists: open.map(|open| open.lists).unwrap_or_default(),
        site,
        sending,
        again,
    };
    let frame = Value::from(Serde(&shown.frame));
    Ok(environment.get_template("page.html")?.render(context! { frame, ..Value::from(Serde(&shown)) })?)
}

fn waiting(issue: &IssueLetter, lists: &[Counted], site: &str) -> Waiting {
    let readers = lists.iter().find(|list| list.id == issue.newsletter.to_string()).map_or(0, |list| list.readers);
    let locale: Locale = issue.language.parse().unwrap_or_else(|_| Locale::english());
    Waiting {
        id: issue.issue.to_string(),
        number: issue.number,
        subject: issue.subject.clone(),
        from: issue.from.clone(),
        lang: locale.to_string(),
        dir: locale.direction().as_str(),
        text: issue.text.clone(),
        page: issue.page.clone(),
        readers,
        suspect: look(issue, site).err().map(|suspect| suspect.to_string()).unwrap_or_default(),
    }
}
