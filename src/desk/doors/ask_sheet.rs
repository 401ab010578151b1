//! An ask, being written.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::DateTime;
use kernel::{Currency, Locale, Money, Slug};
use serde::{Deserialize, Serialize};
use web::{Complaints, Fields};

use super::Answer;
use super::asks::{done, joined, read_tags, tags};
use super::editing::Choice;
use super::form::{Typed, Wrong, wrong};
use super::visit::{Path, Visit, absent};
use crate::app::App;
use crate::desk::look::Page;
use crate::paper::asks::model::{AMOUNTS, Amounts, Ask, AskId, Filing, Place, Rhythm, Words};
use crate::paper::model::TermKind;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    place: String,
}

#[derive(Debug, Serialize)]
pub struct AskPage {
    /// `None` for one that is about to be made.
    pub id: Option<String>,
    pub name: String,
    pub place: String,
    pub places: [&'static str; 5],
    pub editions: Vec<Edition>,
    pub currencies: Vec<&'static str>,
    pub currency: String,
    pub rhythms: [&'static str; 3],
    pub rhythm: String,
    pub amounts: Vec<String>,
    pub from: String,
    pub until: String,
    pub zone: String,
    pub sections: Vec<SectionChoice>,
    pub only_tags: String,
    pub never_tags: String,
    pub tags: Vec<String>,
    pub ticker: bool,
    /// A goal is set, so there is a sum to show.
    pub has_goal: bool,
    pub aside: bool,
    pub wrong: Wrong,
}

/// The words of one language.
#[derive(Debug, Serialize)]
pub struct Edition {
    pub lang: String,
    pub dir: &'static str,
    pub language: String,
    pub title: String,
    pub text: String,
    pub button: String,
}

#[derive(Debug, Serialize)]
pub struct SectionChoice {
    pub slug: String,
    pub title: String,
    pub only: bool,
    pub never: bool,
}

impl Page for AskPage {
    const TEMPLATE: &'static str = "ask.html";
}

pub async fn blank(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let place = Place::parse(&asked.place).unwrap_or(Place::End);
    show_form(&app, &visit, &Ask::new(place), true, None)
}

pub async fn make(State(app): State<App>, visit: Visit, Typed(fields): Typed) -> Answer {
    save(&app, &visit, Ask::new(Place::End), true, &fields).await
}

pub async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<AskId>) -> Answer {
    let ask = app.paper.ask(id).await?.ok_or_else(absent)?;
    show_form(&app, &visit, &ask, false, None)
}

pub async fn change(State(app): State<App>, visit: Visit, Path(id): Path<AskId>, Typed(fields): Typed) -> Answer {
    let ask = app.paper.ask(id).await?.ok_or_else(absent)?;
    save(&app, &visit, ask, false, &fields).await
}

async fn save(app: &App, visit: &Visit, old: Ask, new: bool, fields: &Fields) -> Answer {
    let mut complaints = Complaints::default();
    let Some(ask) = read(app, visit, &old, fields, &mut complaints).filter(|_| complaints.is_empty()) else {
        return show_form(app, visit, &old, new, Some((fields, &complaints)));
    };
    let (act, about) = (if new { "ask-made" } else { "ask-changed" }, format!("{} {}", ask.id, ask.name));
    app.paper.put_ask(ask, app.clock.now()).await?;
    done(app, visit, act, about, "saved").await
}

/// What the form says, over what was there.
fn read(app: &App, visit: &Visit, old: &Ask, fields: &Fields, complaints: &mut Complaints) -> Option<Ask> {
    let name = complaints.demand(fields, "name", 120);
    let place = Place::parse(fields.get("place"));
    if place.is_none() {
        complaints.about("place", "wrong-empty");
    }
    let words = read_words(app, fields, complaints);
    let (from, until) = (moment(app, fields, "from", complaints), moment(app, fields, "until", complaints));
    if from.zip(until).is_some_and(|(from, until)| until <= from) {
        complaints.about("until", "wrong-ask-until");
    }
    let sections = |field: &str| fields.all(field).filter_map(|slug| slug.parse::<Slug>().ok()).collect::<Vec<_>>();
    let only = Filing { sections: sections("only_section"), tags: read_tags(app, fields, "only_tags", complaints) };
    let never = Filing { sections: sections("never_section"), tags: read_tags(app, fields, "never_tags", complaints) };
    Some(Ask {
        id: old.id,
        position: old.position,
        name: name?,
        place: place?,
        words,
        amounts: read_amounts(visit, fields, complaints),
        from,
        until,
        only,
        never,
        ticker: fields.ticked("ticker"),
        aside_since: fields.ticked("aside").then(|| old.aside_since.unwrap_or_else(|| app.clock.now())),
    })
}

/// A language of which nothing is filled in has no words; one that is begun needs a text and a button.
fn read_words(app: &App, fields: &Fields, complaints: &mut Complaints) -> BTreeMap<Locale, Words> {
    let mut all = BTreeMap::new();
    for locale in app.paper.locales() {
        let of = |part: &str| fields.get(&format!("{part}-{locale}")).to_owned();
        let words = Words { title: of("title"), text: of("text"), button: of("button") };
        if words == Words::default() {
            continue;
        }
        let language = app.words.say(locale.language(), "language-name").into_owned();
        if words.text.is_empty() || words.button.is_empty() {
            complaints.about_with("words", "wrong-ask-half", vec![("language", language.into())]);
        } else if words.title.chars().count() > 120 || words.text.chars().count() > 1_200 || words.button.chars().count() > 40 {
            complaints.about_with("words", "wrong-ask-long", vec![("language", language.into())]);
        }
        all.insert(locale.clone(), words);
    }
    if all.is_empty() {
        complaints.about("words", "wrong-ask-words");
    }
    all
}

fn read_amounts(visit: &Visit, fields: &Fields, complaints: &mut Complaints) -> Option<Amounts> {
    let typed: Vec<&str> = fields.all("amount").take(AMOUNTS).collect();
    let currency = fields.get("currency").parse::<Currency>().ok();
    let (Some(currency), false) = (currency, typed.is_empty()) else { return None };
    let mut minor = Vec::new();
    for text in typed {
        let fits = |money: &Money| (currency.least().minor..=currency.most().minor).contains(&money.minor);
        match Money::read(text, currency, visit.lang.language()).ok().filter(fits) {
            Some(money) => minor.push(money.minor),
            None => {
                complaints.about_with("amount", "wrong-ask-amount", vec![("least", currency.least().say(visit.lang.language()).into())])
            }
        }
    }
    Some(Amounts { currency, rhythm: Rhythm::parse(fields.get("rhythm")).unwrap_or_default(), minor })
}

/// What a `datetime-local` says, by the newspaper's own clock.
fn moment(app: &App, fields: &Fields, field: &'static str, complaints: &mut Complaints) -> Option<Timestamp> {
    let local = complaints.parse_optional::<DateTime>(fields, field, "wrong-ask-moment")?;
    local.to_zoned(app.paper.zone().clone()).ok().map(|zoned| zoned.timestamp())
}

fn show_form(app: &App, visit: &Visit, ask: &Ask, new: bool, typed: Option<(&Fields, &Complaints)>) -> Answer {
    let text = |name: &str, known: String| typed.map_or(known, |(fields, _)| fields.raw(name).to_owned());
    let tick = |name: &str, known: bool| typed.map_or(known, |(fields, _)| fields.ticked(name));
    let local =
        |at: Option<Timestamp>| at.map_or(String::new(), |at| at.to_zoned(app.paper.zone().clone()).strftime("%Y-%m-%dT%H:%M").to_string());
    let terms = app.fund.terms();
    let mut currencies: Vec<Currency> = terms.currencies.clone();
    currencies.extend(ask.amounts.as_ref().map(|amounts| amounts.currency).filter(|one| !terms.currencies.contains(one)));
    let page = AskPage {
        id: (!new).then(|| ask.id.to_string()),
        name: text("name", ask.name.clone()),
        place: text("place", ask.place.as_str().to_owned()),
        places: Place::ALL.map(Place::as_str),
        editions: app.paper.locales().iter().map(|locale| edition(app, ask, locale, typed)).collect(),
        currency: text("currency", ask.amounts.as_ref().map_or(String::new(), |amounts| amounts.currency.code().to_owned())),
        currencies: currencies.into_iter().map(Currency::code).collect(),
        rhythms: Rhythm::ALL.map(Rhythm::as_str),
        rhythm: text("rhythm", ask.amounts.as_ref().map_or(Rhythm::default(), |amounts| amounts.rhythm).as_str().to_owned()),
        amounts: amounts(ask, typed),
        from: text("from", local(ask.from)),
        until: text("until", local(ask.until)),
        zone: app.paper.zone().iana_name().unwrap_or("UTC").to_owned(),
        sections: sections(app, visit, ask, typed),
        only_tags: text("only_tags", joined(&ask.only.tags)),
        never_tags: text("never_tags", joined(&ask.never.tags)),
        tags: tags(app),
        ticker: tick("ticker", ask.ticker),
        has_goal: terms.goal.is_some() && !terms.is_elsewhere,
        aside: tick("aside", ask.aside_since.is_some()),
        wrong: typed.map_or_else(Wrong::new, |(_, complaints)| wrong(visit, complaints)),
    };
    visit.show_with(typed.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY), &page)
}

fn edition(app: &App, ask: &Ask, locale: &Locale, typed: Option<(&Fields, &Complaints)>) -> Edition {
    let words = ask.words.get(locale).cloned().unwrap_or_default();
    let text = |part: &str, known: String| typed.map_or(known, |(fields, _)| fields.raw(&format!("{part}-{locale}")).to_owned());
    Edition {
        lang: locale.to_string(),
        dir: locale.direction().as_str(),
        language: app.words.say(locale.language(), "language-name").into_owned(),
        title: text("title", words.title),
        text: text("text", words.text),
        button: text("button", words.button),
    }
}

/// As many as there are fields; empty where there is no amount.
fn amounts(ask: &Ask, typed: Option<(&Fields, &Complaints)>) -> Vec<String> {
    let mut shown: Vec<String> = match (typed, &ask.amounts) {
        (Some((fields, _)), _) => fields.all("amount").map(str::to_owned).collect(),
        (None, Some(amounts)) => amounts.minor.iter().map(|minor| amounts.currency.of(*minor).decimal()).collect(),
        (None, None) => Vec::new(),
    };
    shown.resize(AMOUNTS, String::new());
    shown
}

/// The sections of all editions, each with its title in the language of the visit where there is one.
fn sections(app: &App, visit: &Visit, ask: &Ask, typed: Option<(&Fields, &Complaints)>) -> Vec<SectionChoice> {
    let catalogue = app.paper.catalogue();
    let mut all: Vec<Choice> = Vec::new();
    for locale in std::iter::once(&visit.lang).chain(app.paper.locales()) {
        for term in catalogue.terms(locale, TermKind::Section) {
            if all.iter().all(|known| known.value != term.slug.as_str()) {
                all.push(Choice { value: term.slug.to_string(), title: term.title.clone() });
            }
        }
    }
    let chosen = |field: &'static str, known: &[Slug], slug: &str| match typed {
        Some((fields, _)) => fields.all(field).any(|one| one == slug),
        None => known.iter().any(|one| one.as_str() == slug),
    };
    all.into_iter()
        .map(|section| SectionChoice {
            only: chosen("only_section", &ask.only.sections, &section.value),
            never: chosen("never_section", &ask.never.sections, &section.value),
            slug: section.value,
            title: section.title,
        })
        .collect()
}
