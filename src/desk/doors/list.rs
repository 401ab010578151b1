//! Pieces, by state and by words.

use axum::extract::{Query, State};
use jiff::Timestamp;
use kernel::Locale;
use serde::{Deserialize, Serialize};

use super::Answer;
use super::visit::{Visit, When};
use crate::app::App;
use crate::desk::Filter;
use crate::desk::look::Page;
use crate::desk::model::{Piece, State as Standing};
use crate::paper::model::PieceId;

/// Pieces on a page.
const PAGE: usize = 50;

/// The form as it comes; what cannot be understood counts as left empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    q: String,
    edition: String,
    mine: String,
    before: String,
}

#[derive(Debug, Serialize)]
pub struct ListPage {
    pub tabs: Vec<Tab>,
    pub q: String,
    pub state: String,
    pub edition: String,
    pub mine: bool,
    pub editions: Vec<String>,
    pub rows: Vec<Row>,
    /// The address of older pieces.
    pub older: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Tab {
    /// Empty for all.
    pub state: &'static str,
    pub count: String,
    pub chosen: bool,
    pub href: String,
}

#[derive(Debug, Serialize)]
pub struct Row {
    pub id: String,
    /// Empty while it has none.
    pub headline: String,
    pub lang: String,
    pub dir: &'static str,
    pub kind: &'static str,
    pub state: &'static str,
    pub changed: When,
    pub by: String,
    pub words: String,
    /// Readers have an older revision.
    pub ahead: bool,
    pub scheduled: Option<When>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "list.html";
}

pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let state = Standing::parse(&asked.state);
    let edition = asked.edition.parse::<Locale>().ok().filter(|locale| app.paper.locales().contains(locale));
    let who = (!asked.mine.is_empty()).then(|| visit.signed().map(|signed| signed.name.to_string())).transpose()?;
    let q: String = asked.q.chars().take(200).collect();
    let filter = Filter { state, locale: edition.clone(), who, words: q.clone(), before: before(&asked.before) };
    let mut pieces = app.desk.list(filter, PAGE as i64 + 1).await?;
    let more = pieces.len() > PAGE;
    pieces.truncate(PAGE);
    let rest = [("q", q.as_str()), ("edition", edition.as_ref().map_or("", Locale::as_str)), ("mine", asked.mine.as_str())];
    let older = pieces.last().filter(|_| more).map(|last| {
        let before = format!("{}.{}", last.changed_at.as_millisecond(), last.id);
        href(state.map_or("", Standing::as_str), &rest, &before)
    });
    let counts = app.desk.count_states().await?;
    let page = ListPage {
        tabs: tabs(&visit, &counts, state, &rest),
        state: state.map_or("", Standing::as_str).to_owned(),
        edition: edition.map_or(String::new(), String::from),
        mine: !asked.mine.is_empty(),
        editions: app.paper.locales().iter().map(ToString::to_string).collect(),
        rows: pieces.iter().map(|piece| row(&visit, piece)).collect(),
        older,
        q,
    };
    visit.show(&page)
}

fn tabs(visit: &Visit, counts: &[(Standing, i64)], chosen: Option<Standing>, rest: &[(&str, &str)]) -> Vec<Tab> {
    let all = counts.iter().map(|(_, count)| count).sum::<i64>();
    let count_of = |state| counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count);
    let tab = |state: Option<Standing>, count| {
        let word = state.map_or("", Standing::as_str);
        Tab { state: word, count: visit.number(count), chosen: state == chosen, href: href(word, rest, "") }
    };
    std::iter::once(tab(None, all)).chain(Standing::ALL.map(|state| tab(Some(state), count_of(state)))).collect()
}

fn row(visit: &Visit, piece: &Piece) -> Row {
    Row {
        id: piece.id.to_string(),
        headline: piece.headline.clone(),
        lang: piece.locale.to_string(),
        dir: piece.locale.direction().as_str(),
        kind: piece.kind.as_str(),
        state: piece.state().as_str(),
        changed: visit.when(piece.changed_at),
        by: piece.changed_by.clone(),
        words: visit.number(piece.words),
        ahead: piece.is_ahead(),
        scheduled: piece.moments.scheduled_at.map(|at| visit.when(at)),
    }
}

fn href(state: &str, rest: &[(&str, &str)], before: &str) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    let all = [("state", state)].into_iter().chain(rest.iter().copied()).chain([("before", before)]);
    all.filter(|(_, value)| !value.is_empty()).for_each(|(name, value)| {
        pairs.append_pair(name, value);
    });
    let query = pairs.finish();
    if query.is_empty() { "/".to_owned() } else { format!("/?{query}") }
}

/// The last piece of the page before, as [`show`] wrote it into the address.
fn before(text: &str) -> Option<(Timestamp, PieceId)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_millisecond(at.parse().ok()?).ok()?, id.parse().ok()?))
}
