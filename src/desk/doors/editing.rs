//! Writing and saving.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use kernel::Locale;
use serde::{Deserialize, Serialize};
use web::headers::Policy;
use web::{Complaints, Fields};

use super::Answer;
use super::draft::{self, Mentioned, Sheet};
use super::form::{Typed, Wrong, wrong};
use super::pictures::{Thumb, thumb};
use super::visit::{Path, Visit, When, absent, on};
use crate::app::App;
use crate::desk::check::{Finding, check};
use crate::desk::comparison::{self, Field};
use crate::desk::look::Page;
use crate::desk::model::{ActKey, Number, Said};
use crate::desk::writing::Saved;
use crate::desk::{File, Refusal, preview};
use crate::paper::model::{Content, Kind, PieceId, TermKind};
use crate::vault::Power;

/// Pictures to pick the leading one from.
const OFFERED: i64 = 11;

/// The editing form, with everything that stands around it.
#[derive(Debug, Serialize)]
pub struct EditPage {
    /// `None` for a piece that is about to begin.
    pub piece: Option<Brief>,
    /// The revision that the form was made from.
    pub base: Number,
    pub act: String,
    pub sheet: Sheet,
    /// What is wrong, by field.
    pub wrong: Wrong,
    /// What of the body would be left out.
    pub losses: Vec<String>,
    pub words: String,
    pub findings: Vec<Told>,
    pub editions: Vec<Choice>,
    pub kinds: Vec<&'static str>,
    pub sections: Vec<Choice>,
    pub tags: Vec<String>,
    pub authors: Vec<String>,
    pub dossiers: Vec<String>,
    pub pictures: Vec<Thumb>,
    /// Somebody has saved since.
    pub conflict: Option<Conflict>,
    /// The form can be sent.
    pub open: bool,
    pub publishes: bool,
}

/// A piece at the head of a page about it.
#[derive(Debug, Serialize)]
pub struct Brief {
    pub id: String,
    pub headline: String,
    pub lang: String,
    pub dir: &'static str,
    pub state: &'static str,
    pub newest: String,
    pub live: Option<String>,
    /// Readers have an older revision.
    pub ahead: bool,
    pub changed: When,
    pub by: String,
    pub published: Option<When>,
    pub scheduled: Option<When>,
    /// A newer revision than the scheduled one has been saved.
    pub schedule_is_behind: bool,
    /// Where readers have it.
    pub address: Option<String>,
    /// Why the paper did not take it.
    pub refused: Option<String>,
    pub printing: bool,
    /// It is live coverage, and has a live desk.
    pub coverage: bool,
}

#[derive(Debug, Serialize)]
pub struct Choice {
    pub value: String,
    pub title: String,
}

/// A finding in words.
#[derive(Debug, Serialize)]
pub struct Told {
    pub stops: bool,
    pub text: String,
}

/// A save that came too late.
#[derive(Debug, Serialize)]
pub struct Conflict {
    /// The side revision that it was kept as.
    pub kept: String,
    pub by: String,
    pub at: When,
    pub newest: String,
    /// From theirs to what was typed.
    pub fields: Vec<Field>,
}

#[derive(Debug, Serialize)]
pub struct PreviewPage {
    pub piece: Brief,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    edition: String,
    revision: String,
}

impl Page for EditPage {
    const TEMPLATE: &'static str = "edit.html";
}

impl Page for PreviewPage {
    const TEMPLATE: &'static str = "preview.html";
}

/// The form and what is wrong with it.
struct Filling {
    sheet: Sheet,
    base: Number,
    wrong: Wrong,
    losses: Vec<String>,
    conflict: Option<Conflict>,
}

impl Filling {
    fn of(sheet: Sheet, base: Number) -> Self {
        Self { sheet, base, wrong: Wrong::new(), losses: Vec::new(), conflict: None }
    }
}

pub async fn blank(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let locales = app.paper.locales();
    let wanted = asked.edition.parse::<Locale>().ok().unwrap_or_else(|| visit.lang.clone());
    let locale = locales.iter().find(|locale| **locale == wanted).or(locales.first()).cloned().unwrap_or_else(Locale::english);
    edit(&app, &visit, None, Filling::of(Sheet::new(&locale), Number(0)), StatusCode::OK).await
}

pub async fn begin(State(app): State<App>, visit: Visit, Typed(fields): Typed) -> Answer {
    let content = match typed(&app, &fields).await? {
        Ok(content) => content,
        Err(complaints) => return reshow(&app, &visit, None, &fields, &complaints).await,
    };
    let key: ActKey = fields.get("act").parse().unwrap_or_else(|()| ActKey::random());
    let id = app.desk.begin(visit.signed()?, content, key, app.clock.now()).await?;
    Ok(on(&format!("/pieces/{id}"), "begun"))
}

pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>) -> Answer {
    let file = open(&app, id).await?;
    let sheet = sheet(&app, &file.newest.content).await?;
    let base = file.newest.number;
    edit(&app, &visit, Some(&file), Filling::of(sheet, base), StatusCode::OK).await
}

pub async fn save(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>, Typed(fields): Typed) -> Answer {
    let content = match typed(&app, &fields).await? {
        Ok(content) => content,
        Err(complaints) => return reshow(&app, &visit, Some(open(&app, id).await?), &fields, &complaints).await,
    };
    let base = fields.get("base").parse().map_err(|()| absent())?;
    match app.desk.save(visit.signed()?, id, base, content.clone(), app.clock.now()).await? {
        Ok(Saved::As(_)) => Ok(on(&format!("/pieces/{id}"), "saved")),
        Ok(Saved::Unchanged) => Ok(on(&format!("/pieces/{id}"), "unchanged")),
        Err(Refusal::Stale { kept: Some(kept), .. }) => conflict(&app, &visit, id, &fields, &content, kept).await,
        Err(refusal) => Err(refusal.into()),
    }
}

/// Both versions side by side, and the form with what was typed, now made from the newest.
async fn conflict(app: &App, visit: &Visit, id: PieceId, fields: &Fields, typed: &Content, kept: Number) -> Answer {
    let file = open(app, id).await?;
    let theirs = &file.newest;
    let conflict = Conflict {
        kept: visit.number(kept.0),
        by: theirs.who.clone(),
        at: visit.when(theirs.at),
        newest: visit.number(theirs.number.0),
        fields: comparison::compare(&theirs.content, typed),
    };
    let filling = Filling { conflict: Some(conflict), ..Filling::of(Sheet::typed(fields), theirs.number) };
    edit(app, visit, Some(&file), filling, StatusCode::CONFLICT).await
}

pub async fn mark(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>, Typed(fields): Typed) -> Answer {
    let ready = fields.ticked("ready");
    app.desk.mark(visit.signed()?, id, ready, app.clock.now()).await??;
    Ok(on(&format!("/pieces/{id}"), if ready { "ready" } else { "unready" }))
}

/// What was typed, as readers would see it; nothing is saved.
pub async fn preview_typed(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>, Typed(fields): Typed) -> Answer {
    match typed(&app, &fields).await? {
        Ok(content) => framed(preview::preview(&app, id, content).await?),
        Err(complaints) => reshow(&app, &visit, Some(open(&app, id).await?), &fields, &complaints).await,
    }
}

pub async fn preview(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>) -> Answer {
    let file = open(&app, id).await?;
    visit.show(&PreviewPage { piece: brief(&app, &visit, &file).await? })
}

/// The page inside the frame.
pub async fn preview_page(State(app): State<App>, Path(id): Path<PieceId>, Query(asked): Query<Asked>) -> Answer {
    let file = open(&app, id).await?;
    let number = asked.revision.parse().unwrap_or(file.newest.number);
    let revision = app.desk.revision(id, number).await?.ok_or(Refusal::NoRevision)?;
    framed(preview::preview(&app, id, revision.content).await?)
}

fn framed(html: String) -> Answer {
    let mut answer: Response = Html(html).into_response();
    answer.extensions_mut().insert(Policy::Framed);
    Ok(answer)
}

/// # Errors
/// When there is no such piece.
pub async fn open(app: &App, id: PieceId) -> Result<File, web::Trouble> {
    Ok(app.desk.file(id).await?.ok_or(Refusal::NoPiece)?)
}

async fn typed(app: &App, fields: &Fields) -> anyhow::Result<Result<Content, Complaints>> {
    let mut mentioned = Mentioned::new();
    let own = fields.get("locale").parse::<Locale>().ok();
    for mention in draft::mentions(fields) {
        let found = app.desk.with_slug(mention.1.clone()).await?;
        let wanted = mention.0.as_ref().or(own.as_ref());
        let best = found.iter().find(|piece| Some(&piece.locale) == wanted).or(found.first().filter(|_| mention.0.is_none()));
        if let Some(piece) = best {
            mentioned.insert(mention, piece.id);
        }
    }
    Ok(draft::read(fields, &app.paper.catalogue(), app.paper.locales(), &mentioned))
}

async fn sheet(app: &App, content: &Content) -> anyhow::Result<Sheet> {
    let mut named = HashMap::new();
    for id in content.related.iter().chain(&content.translation_of) {
        if let Some(piece) = app.desk.piece(*id).await? {
            named.insert(*id, format!("{}/{}", piece.locale, piece.slug));
        }
    }
    Ok(Sheet::of(content, &app.paper.catalogue(), &named))
}

/// The form again, with what was typed and what is wrong with it.
async fn reshow(app: &App, visit: &Visit, file: Option<File>, fields: &Fields, complaints: &Complaints) -> Answer {
    let base = fields.get("base").parse().unwrap_or(Number(0));
    let losses = draft::losses(visit, fields);
    let filling = Filling { wrong: wrong(visit, complaints), losses, ..Filling::of(Sheet::typed(fields), base) };
    edit(app, visit, file.as_ref(), filling, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn edit(app: &App, visit: &Visit, file: Option<&File>, filling: Filling, status: StatusCode) -> Answer {
    let signed = visit.signed()?;
    let catalogue = app.paper.catalogue();
    let locale = filling.sheet.locale.parse::<Locale>().unwrap_or_else(|_| Locale::english());
    let titles = |kind| catalogue.terms(&locale, kind).iter().map(|term| term.title.clone()).collect::<Vec<_>>();
    let sections = catalogue.sections(&locale).iter().map(|term| Choice { value: term.slug.to_string(), title: term.title.clone() });
    let editions = app
        .paper
        .locales()
        .iter()
        .map(|locale| Choice { value: locale.to_string(), title: app.words.say(locale.language(), "language-name").into_owned() });
    let findings = match file {
        Some(file) => findings(app, visit, &file.newest.content).await?,
        None => Vec::new(),
    };
    let page = EditPage {
        piece: match file {
            Some(file) => Some(brief(app, visit, file).await?),
            None => None,
        },
        base: filling.base,
        act: ActKey::random().as_str().to_owned(),
        wrong: filling.wrong,
        losses: filling.losses,
        words: visit.number(file.map_or(0, |file| file.piece.words)),
        findings,
        editions: editions.collect(),
        kinds: Kind::ALL.map(Kind::as_str).to_vec(),
        sections: sections.collect(),
        tags: titles(TermKind::Tag),
        authors: titles(TermKind::Author),
        dossiers: titles(TermKind::Dossier),
        pictures: offered(app, &filling.sheet.lead).await?,
        sheet: filling.sheet,
        conflict: filling.conflict,
        open: file.map_or(signed.may(Power::Write), |file| file.piece.open_to(signed)),
        publishes: signed.may(Power::Publish),
    };
    visit.show_with(status, &page)
}

/// The picture that leads now, and the latest others.
async fn offered(app: &App, lead: &str) -> anyhow::Result<Vec<Thumb>> {
    let mut filed: Vec<_> = app.desk.picture(lead.to_owned()).await?.into_iter().collect();
    let latest = app.desk.pictures(String::new(), None, OFFERED).await?;
    filed.extend(latest.into_iter().filter(|other| other.picture.key != lead));
    Ok(filed.iter().map(thumb).collect())
}

/// What must or should be put right, in words.
pub async fn findings(app: &App, visit: &Visit, content: &Content) -> anyhow::Result<Vec<Told>> {
    let known = app.desk.known(content.clone()).await?;
    Ok(told(visit, &check(content, &known, &app.paper.catalogue())))
}

pub fn told(visit: &Visit, findings: &[Finding]) -> Vec<Told> {
    let told =
        |finding: &Finding| Told { stops: finding.stops, text: visit.say_with(finding.key, &[("about", finding.about.clone().into())]) };
    findings.iter().map(told).collect()
}

pub async fn brief(app: &App, visit: &Visit, file: &File) -> anyhow::Result<Brief> {
    let piece = &file.piece;
    let published = if piece.live.is_some() { app.paper.piece(piece.id).await? } else { None };
    let last = file.publications.last();
    Ok(Brief {
        id: piece.id.to_string(),
        headline: piece.headline.clone(),
        lang: piece.locale.to_string(),
        dir: piece.locale.direction().as_str(),
        state: piece.state().as_str(),
        newest: visit.number(piece.newest.0),
        live: piece.live.map(|number| visit.number(number.0)),
        ahead: piece.is_ahead(),
        changed: visit.when(piece.changed_at),
        by: piece.changed_by.clone(),
        published: piece.moments.published_at.map(|at| visit.when(at)),
        scheduled: file.schedule.as_ref().map(|schedule| visit.when(schedule.at)),
        schedule_is_behind: file.schedule.as_ref().is_some_and(|schedule| schedule.revision < piece.newest),
        address: published.map(|published| format!("{}/{}", app.settings.url, published.path)),
        refused: file.refused().and_then(|publication| publication.refused.as_ref()).map(|said| in_words(visit, said)),
        printing: last.is_some_and(|last| last.printed_at.is_none() && last.refused.is_none()),
        coverage: piece.kind == Kind::Live,
    })
}

/// What waited in a row, in the language of whoever reads it.
pub fn in_words(visit: &Visit, said: &Said) -> String {
    let args: Vec<(&str, web::Arg)> = said.args.iter().map(|(name, value)| (name.as_str(), value.clone().into())).collect();
    visit.say_with(&said.key, &args)
}
