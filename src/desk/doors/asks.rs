//! Asks, place by place in their order; what holds for all of them; and the switch that ends them all.

use axum::extract::State;
use http::StatusCode;
use kernel::Slug;
use serde::Serialize;
use tokio::time::timeout;
use web::{Complaints, Fields, Kind};

use super::Answer;
use super::form::{Typed, Wrong, wrong};
use super::visit::{Path, Visit, When, absent, on};
use crate::app::App;
use crate::desk::handing::PATIENCE;
use crate::desk::look::Page;
use crate::paper::asks::Way;
use crate::paper::asks::model::{Ask, AskId, Asks, Place};
use crate::paper::model::TermKind;

/// The most views, and the most days, that can be chosen.
const MOST_VIEWS: u32 = 50;
const MOST_DAYS: u32 = 365;

#[derive(Debug, Serialize)]
pub struct AsksPage {
    /// Something can be given.
    pub open: bool,
    pub off_since: Option<When>,
    /// Pages are still being printed for a change.
    pub printing: bool,
    pub places: Vec<PlaceView>,
    pub views: String,
    pub days: String,
    pub quiet: String,
    pub tags: Vec<String>,
    pub wrong: Wrong,
}

#[derive(Debug, Serialize)]
pub struct PlaceView {
    pub place: &'static str,
    pub asks: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub struct Row {
    pub id: String,
    pub name: String,
    pub said: String,
    pub lang: String,
    pub dir: &'static str,
    pub languages: Vec<String>,
    /// `on`, `ahead`, `over` or `aside`.
    pub state: &'static str,
    pub from: Option<When>,
    pub until: Option<When>,
    /// Sections and tags that it is only for, or never for.
    pub only: Vec<String>,
    pub never: Vec<String>,
    pub first: bool,
    pub last: bool,
}

#[derive(Debug, Serialize)]
pub struct SwitchPage {
    pub off_since: Option<When>,
}

#[derive(Debug, Serialize)]
pub struct RemovalPage {
    pub ask: Row,
}

impl Page for AsksPage {
    const TEMPLATE: &'static str = "asks.html";
}

impl Page for SwitchPage {
    const TEMPLATE: &'static str = "ask-switch.html";
}

impl Page for RemovalPage {
    const TEMPLATE: &'static str = "ask-removal.html";
}

pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    list(&app, &visit, None).await
}

async fn list(app: &App, visit: &Visit, typed: Option<(&Fields, &Complaints)>) -> Answer {
    let asks = app.paper.asks().await?;
    let text = |name: &str, known: String| typed.map_or(known, |(fields, _)| fields.raw(name).to_owned());
    let page = AsksPage {
        open: app.settings.fund.giving().is_some(),
        off_since: asks.manners.off_since.map(|at| visit.when(at)),
        printing: app.paper.ask_rounds().await? > 0,
        places: Place::ALL.map(|place| place_view(app, visit, &asks, place)).into(),
        views: text("views", asks.manners.views.to_string()),
        days: text("days", asks.manners.days.to_string()),
        quiet: text("quiet", joined(&asks.manners.quiet)),
        tags: tags(app),
        wrong: typed.map_or_else(Wrong::new, |(_, complaints)| wrong(visit, complaints)),
    };
    visit.show_with(typed.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY), &page)
}

fn place_view(app: &App, visit: &Visit, asks: &Asks, place: Place) -> PlaceView {
    let mut rows: Vec<Row> = asks.asks.iter().filter(|ask| ask.place == place).map(|ask| row(app, visit, ask)).collect();
    if let Some(first) = rows.first_mut() {
        first.first = true;
    }
    if let Some(last) = rows.last_mut() {
        last.last = true;
    }
    PlaceView { place: place.as_str(), asks: rows }
}

/// An ask, as lists show it: in the language of the visit, where it has words in it.
pub fn row(app: &App, visit: &Visit, ask: &Ask) -> Row {
    let words = ask.words.get_key_value(&visit.lang).or_else(|| ask.words.iter().next());
    let (lang, said) = words.map_or((&visit.lang, String::new()), |(locale, words)| (locale, shortened(&words.text)));
    let now = app.clock.now();
    let state = match (ask.from, ask.until) {
        _ if ask.aside_since.is_some() => "aside",
        (_, Some(until)) if now >= until => "over",
        (Some(from), _) if now < from => "ahead",
        _ => "on",
    };
    let filed = |filing: &crate::paper::asks::model::Filing| filing.sections.iter().chain(&filing.tags).map(Slug::to_string).collect();
    Row {
        id: ask.id.to_string(),
        name: ask.name.clone(),
        said,
        lang: lang.to_string(),
        dir: lang.direction().as_str(),
        languages: ask.words.keys().map(|locale| app.words.say(locale.language(), "language-name").into_owned()).collect(),
        state,
        from: ask.from.map(|at| visit.when(at)),
        until: ask.until.map(|at| visit.when(at)),
        only: filed(&ask.only),
        never: filed(&ask.never),
        first: false,
        last: false,
    }
}

fn shortened(text: &str) -> String {
    crate::paper::pages::shorten(text, 140)
}

/// The tags of all editions, for a list to choose from.
pub fn tags(app: &App) -> Vec<String> {
    let catalogue = app.paper.catalogue();
    let all = app.paper.locales().iter().flat_map(|locale| catalogue.terms(locale, TermKind::Tag)).map(|term| term.slug.to_string());
    all.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

pub fn joined(slugs: &[Slug]) -> String {
    slugs.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ")
}

/// Slugs with commas between them; each must be a tag of some edition.
pub fn read_tags(app: &App, fields: &Fields, field: &'static str, complaints: &mut Complaints) -> Vec<Slug> {
    let catalogue = app.paper.catalogue();
    let mut found = Vec::new();
    for word in fields.get(field).split([',', '،']).map(str::trim).filter(|word| !word.is_empty()) {
        let slug = word.parse::<Slug>().ok().filter(|slug| catalogue.editions_of(TermKind::Tag, slug).next().is_some());
        match slug {
            Some(slug) if !found.contains(&slug) => found.push(slug),
            Some(_) => {}
            None => complaints.about_with(field, "wrong-ask-tag", vec![("name", word.to_owned().into())]),
        }
    }
    found
}

/// What holds for all asks.
pub async fn manners(State(app): State<App>, visit: Visit, Typed(fields): Typed) -> Answer {
    let mut complaints = Complaints::default();
    let mut number = |field: &'static str, most: u32| {
        let read = complaints.parse::<u32>(&fields, field, "wrong-ask-number").filter(|number| (1..=most).contains(number));
        if read.is_none() && complaints.is_empty() {
            complaints.about(field, "wrong-ask-number");
        }
        read
    };
    let (views, days) = (number("views", MOST_VIEWS), number("days", MOST_DAYS));
    let quiet = read_tags(&app, &fields, "quiet", &mut complaints);
    let Some((views, days)) = views.zip(days).filter(|_| complaints.is_empty()) else {
        return list(&app, &visit, Some((&fields, &complaints))).await;
    };
    app.paper.put_ask_manners(views, days, quiet, app.clock.now()).await?;
    done(&app, &visit, "asks-manners", String::new(), "saved").await
}

pub async fn switch(State(app): State<App>, visit: Visit) -> Answer {
    let off_since = app.paper.asks().await?.manners.off_since.map(|at| visit.when(at));
    visit.show(&SwitchPage { off_since })
}

/// Off or on, as the confirmed form says.
pub async fn turn(State(app): State<App>, visit: Visit, Typed(fields): Typed) -> Answer {
    let (on, act, said) = match fields.get("to") {
        "off" => (false, "asks-off", "asks-off"),
        "on" => (true, "asks-on", "asks-on"),
        _ => return Err(web::Refusal::new(Kind::Unfit, "refused-form").into()),
    };
    app.paper.switch_asks(on, app.clock.now()).await?;
    done(&app, &visit, act, String::new(), said).await
}

pub async fn shift(State(app): State<App>, visit: Visit, Path(id): Path<AskId>, Typed(fields): Typed) -> Answer {
    let way = if fields.get("way") == "up" { Way::Up } else { Way::Down };
    if !app.paper.move_ask(id, way, app.clock.now()).await? {
        return Ok(on("/asks", "unchanged"));
    }
    done(&app, &visit, "ask-moved", id.to_string(), "saved").await
}

pub async fn removal(State(app): State<App>, visit: Visit, Path(id): Path<AskId>) -> Answer {
    let ask = app.paper.ask(id).await?.ok_or_else(absent)?;
    visit.show(&RemovalPage { ask: row(&app, &visit, &ask) })
}

pub async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<AskId>, Typed(_): Typed) -> Answer {
    if !app.paper.remove_ask(id, app.clock.now()).await? {
        return Err(absent());
    }
    done(&app, &visit, "ask-removed", id.to_string(), "ask-gone").await
}

/// Notes who did it, prints what is touched at once, and leads back to the list.
pub async fn done(app: &App, visit: &Visit, act: &'static str, about: String, said: &'static str) -> Answer {
    app.vault.note(visit.signed()?.name.to_string(), act, about).await?;
    match timeout(PATIENCE, app.press.print()).await {
        Ok(printed) => printed.map(|_| on("/asks", said)).map_err(Into::into),
        Err(_) => Ok(on("/asks", "printing-asks")),
    }
}
