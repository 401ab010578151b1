//! Publishing, scheduling, withdrawing.

use axum::extract::State;
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Serialize;
use web::{Complaints, Fields, Form, Refused};

use super::Answer;
use super::editing::{Brief, Told, brief, findings, in_words, open};
use super::form::{Sent, Typed};
use super::visit::{Path, Visit, on};
use crate::app::App;
use crate::desk::Refusal;
use crate::desk::handing::Outcome;
use crate::desk::look::Page;
use crate::desk::model::{ActKey, Number, Sort};
use crate::desk::publication::Order;
use crate::paper::model::PieceId;

#[derive(Debug, Serialize)]
pub struct PublicationPage {
    pub piece: Brief,
    pub revision: Number,
    pub act: String,
    pub findings: Vec<Told>,
    /// Something stands in the way.
    pub stopped: bool,
    /// Readers have it already: it goes out again.
    pub again: bool,
    pub sort: String,
    pub correction: String,
    /// Why what was asked was not done.
    pub trouble: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct SchedulePage {
    pub piece: Brief,
    pub revision: Number,
    pub findings: Vec<Told>,
    pub stopped: bool,
    /// `2026-11-22T18:00`, in the newspaper's own zone.
    pub at: String,
    pub zone: String,
    pub trouble: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct WithdrawalPage {
    pub piece: Brief,
    pub act: String,
    pub reason: String,
    pub trouble: Option<String>,
}

impl Page for PublicationPage {
    const TEMPLATE: &'static str = "publication.html";
}

impl Page for SchedulePage {
    const TEMPLATE: &'static str = "schedule.html";
}

impl Page for WithdrawalPage {
    const TEMPLATE: &'static str = "withdrawal.html";
}

/// The form of a publication, before it knows its piece.
#[derive(Debug)]
pub struct Asked {
    revision: Number,
    sort: Sort,
    correction: String,
    key: ActKey,
}

impl Form for Asked {
    fn read(fields: &Fields, complaints: &mut Complaints) -> Option<Self> {
        let sort = if fields.get("sort").is_empty() { Some(Sort::First) } else { Sort::parse(fields.get("sort")) };
        Some(Self {
            revision: fields.get("revision").parse().ok()?,
            sort: sort?,
            correction: complaints.at_most(fields, "correction", 2000)?,
            key: fields.get("act").parse().ok()?,
        })
    }
}

pub async fn publication(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>) -> Answer {
    show_publication(&app, &visit, id, &Fields::default(), None).await
}

pub async fn publish(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>, Sent(filled): Sent<Asked>) -> Answer {
    let Ok(Asked { revision, sort, correction, key }) = filled.outcome else {
        let unfit = web::Refusal::new(web::Kind::Unfit, "refused-form");
        return show_publication(&app, &visit, id, &filled.typed, Some(&unfit)).await;
    };
    let order = Order { piece: id, revision, sort, correction, key };
    match app.desk.publish(visit.signed()?, order, app.paper.catalogue(), app.clock.now()).await? {
        Ok(publication) => match app.desk.outcome(publication).await? {
            Outcome::Out => Ok(on(&format!("/pieces/{id}"), "published")),
            Outcome::Waiting => Ok(on(&format!("/pieces/{id}"), "printing")),
            Outcome::Refused(said) => show_refused(&app, &visit, id, &filled.typed, in_words(&visit, &said)).await,
        },
        Err(refusal @ Refusal::NoPiece) => Err(refusal.into()),
        Err(refusal) => show_publication(&app, &visit, id, &filled.typed, Some(&refusal.refusal())).await,
    }
}

async fn show_refused(app: &App, visit: &Visit, id: PieceId, typed: &Fields, trouble: String) -> Answer {
    let page = PublicationPage { trouble: Some(trouble), ..publication_page(app, visit, id, typed).await? };
    visit.show_with(StatusCode::CONFLICT, &page)
}

async fn show_publication(app: &App, visit: &Visit, id: PieceId, typed: &Fields, refusal: Option<&web::Refusal>) -> Answer {
    let trouble = refusal.map(|refusal| visit.say_with(refusal.key, &refusal.args));
    let page = PublicationPage { trouble, ..publication_page(app, visit, id, typed).await? };
    visit.show_with(refusal.map_or(StatusCode::OK, |refusal| refusal.kind.status()), &page)
}

async fn publication_page(app: &App, visit: &Visit, id: PieceId, typed: &Fields) -> Result<PublicationPage, web::Trouble> {
    let file = open(app, id).await?;
    let findings = findings(app, visit, &file.newest.content).await?;
    Ok(PublicationPage {
        piece: brief(app, visit, &file).await?,
        revision: file.newest.number,
        act: ActKey::random().as_str().to_owned(),
        stopped: findings.iter().any(|finding| finding.stops),
        findings,
        again: file.piece.live.is_some(),
        sort: typed.get("sort").to_owned(),
        correction: typed.raw("correction").to_owned(),
        trouble: None,
    })
}

pub async fn schedule(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>) -> Answer {
    show_schedule(&app, &visit, id, &Fields::default(), None).await
}

pub async fn put_schedule(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>, Typed(fields): Typed) -> Answer {
    let (Ok(revision), Some(at)) = (fields.get("revision").parse(), moment(&app, fields.get("at"))) else {
        let unfit = web::Refusal::new(web::Kind::Unfit, "refused-moment");
        return show_schedule(&app, &visit, id, &fields, Some(&unfit)).await;
    };
    let done = app.desk.schedule(visit.signed()?, id, revision, at, app.paper.catalogue(), app.clock.now()).await?;
    match done {
        Ok(()) => Ok(on(&format!("/pieces/{id}"), "scheduled")),
        Err(refusal @ Refusal::NoPiece) => Err(refusal.into()),
        Err(refusal) => show_schedule(&app, &visit, id, &fields, Some(&refusal.refusal())).await,
    }
}

pub async fn end_schedule(State(app): State<App>, Path(id): Path<PieceId>, _: Typed) -> Answer {
    app.desk.unschedule(id).await??;
    Ok(on(&format!("/pieces/{id}"), "unscheduled"))
}

async fn show_schedule(app: &App, visit: &Visit, id: PieceId, typed: &Fields, refusal: Option<&web::Refusal>) -> Answer {
    let file = open(app, id).await?;
    let findings = findings(app, visit, &file.newest.content).await?;
    let zone = app.paper.zone();
    let shown = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
    let page = SchedulePage {
        piece: brief(app, visit, &file).await?,
        revision: file.newest.number,
        stopped: findings.iter().any(|finding| finding.stops),
        findings,
        at: if typed.get("at").is_empty() {
            file.schedule.as_ref().map_or(String::new(), |schedule| shown(schedule.at))
        } else {
            typed.get("at").to_owned()
        },
        zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        trouble: refusal.map(|refusal| visit.say_with(refusal.key, &refusal.args)),
    };
    visit.show_with(refusal.map_or(StatusCode::OK, |refusal| refusal.kind.status()), &page)
}

/// What a `datetime-local` says, by the newspaper's own clock.
fn moment(app: &App, text: &str) -> Option<Timestamp> {
    let local: DateTime = text.parse().ok()?;
    local.to_zoned(app.paper.zone().clone()).ok().map(|zoned| zoned.timestamp())
}

pub async fn withdrawal(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>) -> Answer {
    show_withdrawal(&app, &visit, id, &Fields::default(), None).await
}

pub async fn withdraw(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>, Typed(fields): Typed) -> Answer {
    let Ok(key) = fields.get("act").parse() else {
        let unfit = web::Refusal::new(web::Kind::Unfit, "refused-form");
        return show_withdrawal(&app, &visit, id, &fields, Some(&unfit)).await;
    };
    let reason: String = fields.get("reason").chars().take(2000).collect();
    match app.desk.withdraw(visit.signed()?, id, reason, key, app.clock.now()).await? {
        Ok(withdrawal) => match app.desk.gone(withdrawal).await? {
            Outcome::Out => Ok(on(&format!("/pieces/{id}"), "withdrawn")),
            _ => Ok(on(&format!("/pieces/{id}"), "withdrawing")),
        },
        Err(refusal @ Refusal::NoPiece) => Err(refusal.into()),
        Err(refusal) => show_withdrawal(&app, &visit, id, &fields, Some(&refusal.refusal())).await,
    }
}

async fn show_withdrawal(app: &App, visit: &Visit, id: PieceId, typed: &Fields, refusal: Option<&web::Refusal>) -> Answer {
    let file = open(app, id).await?;
    let page = WithdrawalPage {
        piece: brief(app, visit, &file).await?,
        act: ActKey::random().as_str().to_owned(),
        reason: typed.raw("reason").to_owned(),
        trouble: refusal.map(|refusal| visit.say_with(refusal.key, &refusal.args)),
    };
    visit.show_with(refusal.map_or(StatusCode::OK, |refusal| refusal.kind.status()), &page)
}
