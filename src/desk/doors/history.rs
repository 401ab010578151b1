//! Revisions: all of them, two compared, an old one brought back.

use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};

use super::Answer;
use super::editing::{Brief, brief, in_words, open};
use super::form::Typed;
use super::visit::{Path, Visit, When, absent, on};
use crate::app::App;
use crate::desk::look::Page;
use crate::desk::model::Number;
use crate::desk::writing::Saved;
use crate::desk::{Entry, Refusal, comparison};
use crate::paper::model::PieceId;

#[derive(Debug, Serialize)]
pub struct RevisionsPage {
    pub piece: Brief,
    /// The latest first.
    pub revisions: Vec<Line>,
    /// How it went out and came back, the latest first.
    pub outings: Vec<Outing>,
    pub open: bool,
    /// The two that are chosen for comparison at first.
    pub old: i64,
    pub new: i64,
}

#[derive(Debug, Serialize)]
pub struct Line {
    pub number: i64,
    pub shown: String,
    pub at: When,
    pub by: String,
    pub side: bool,
    pub restores: Option<String>,
    pub newest: bool,
    pub live: bool,
}

/// A publication or a withdrawal.
#[derive(Debug, Serialize)]
pub struct Outing {
    /// A Fluent key.
    pub key: String,
    pub revision: Option<String>,
    pub at: When,
    pub by: String,
    /// The text of a correction, or the reason of a withdrawal.
    pub text: String,
    pub refused: Option<String>,
    #[serde(skip)]
    order: jiff::Timestamp,
}

#[derive(Debug, Serialize)]
pub struct ComparisonPage {
    pub piece: Brief,
    pub old: Line,
    pub new: Line,
    pub fields: Vec<comparison::Field>,
    /// The older one can be brought back.
    pub open: bool,
    pub same: bool,
}

#[derive(Debug, Deserialize)]
pub struct Two {
    old: i64,
    new: i64,
}

impl Page for RevisionsPage {
    const TEMPLATE: &'static str = "revisions.html";
}

impl Page for ComparisonPage {
    const TEMPLATE: &'static str = "comparison.html";
}

pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>) -> Answer {
    let file = open(&app, id).await?;
    let revisions = app.desk.revisions(id).await?;
    let new = file.piece.newest.0;
    let old =
        file.piece.live.map(|live| live.0).filter(|live| *live < new).or(revisions.iter().map(|entry| entry.number.0).find(|n| *n < new));
    let mut outings: Vec<Outing> = file
        .publications
        .iter()
        .map(|publication| Outing {
            key: format!("outing-{}", publication.sort.as_str()),
            revision: Some(visit.number(publication.revision.0)),
            at: visit.when(publication.at),
            by: publication.who.clone(),
            text: publication.correction.clone(),
            refused: publication.refused.as_ref().map(|said| in_words(&visit, said)),
            order: publication.at,
        })
        .collect();
    outings.extend(file.withdrawals.iter().map(|withdrawal| Outing {
        key: "outing-withdrawal".to_owned(),
        revision: None,
        at: visit.when(withdrawal.at),
        by: withdrawal.who.clone(),
        text: withdrawal.reason.clone(),
        refused: None,
        order: withdrawal.at,
    }));
    outings.sort_by_key(|outing| std::cmp::Reverse(outing.order));
    let page = RevisionsPage {
        revisions: revisions.iter().map(|entry| line(&visit, entry, file.piece.newest, file.piece.live)).collect(),
        open: file.piece.open_to(visit.signed()?),
        piece: brief(&app, &visit, &file).await?,
        outings,
        old: old.unwrap_or(new),
        new,
    };
    visit.show(&page)
}

pub async fn compare(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>, Query(two): Query<Two>) -> Answer {
    let file = open(&app, id).await?;
    let (old, new) = (two.old.min(two.new), two.old.max(two.new));
    let find = async |number| -> Result<_, web::Trouble> { Ok(app.desk.revision(id, Number(number)).await?.ok_or(Refusal::NoRevision)?) };
    let (old, new) = (find(old).await?, find(new).await?);
    let entries = app.desk.revisions(id).await?;
    let line_of = |number: Number| {
        entries.iter().find(|entry| entry.number == number).map(|entry| line(&visit, entry, file.piece.newest, file.piece.live))
    };
    let page = ComparisonPage {
        fields: comparison::compare(&old.content, &new.content),
        same: old.content == new.content,
        open: file.piece.open_to(visit.signed()?) && old.number != file.piece.newest,
        old: line_of(old.number).ok_or_else(absent)?,
        new: line_of(new.number).ok_or_else(absent)?,
        piece: brief(&app, &visit, &file).await?,
    };
    visit.show(&page)
}

pub async fn restore(State(app): State<App>, visit: Visit, Path((id, number)): Path<(PieceId, i64)>, _: Typed) -> Answer {
    let saved = app.desk.restore(visit.signed()?, id, Number(number), app.clock.now()).await??;
    Ok(on(&format!("/pieces/{id}"), if saved == Saved::Unchanged { "unchanged" } else { "restored" }))
}

fn line(visit: &Visit, entry: &Entry, newest: Number, live: Option<Number>) -> Line {
    Line {
        number: entry.number.0,
        shown: visit.number(entry.number.0),
        at: visit.when(entry.at),
        by: entry.who.clone(),
        side: entry.side,
        restores: entry.restores.map(|number| visit.number(number.0)),
        newest: entry.number == newest,
        live: Some(entry.number) == live,
    }
}
