//! The live desk: posts of a piece of the kind *live*, made for one thumb.

use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use web::{Complaints, Fields, Refused};

use super::Answer;
use super::draft::losses;
use super::editing::{Brief, Choice, Conflict, Told, brief, open, told};
use super::form::{Typed, Wrong, wrong};
use super::live_sheet::{Line, Sheet, VersionLine, authors, line, read, version_line};
use super::visit::{Path, Visit, When, absent, on};
use crate::app::App;
use crate::desk::handing::Outcome;
use crate::desk::live::posting::{Change, Changed, Mark, Posting};
use crate::desk::live::{LivePost, PostId, PostText, Version};
use crate::desk::look::Page;
use crate::desk::model::{ActKey, Number, State as Stand};
use crate::desk::{File, Refusal, comparison};
use crate::paper::model::{Kind, PieceId};
use crate::vault::Power;

/// The live desk of a piece.
#[derive(Debug, Serialize)]
pub struct LivePage {
    pub piece: Brief,
    pub act: String,
    pub sheet: Sheet,
    pub form: Form,
    pub posts: Vec<Line>,
    pub drafts: Vec<Line>,
    /// Readers have the piece, so that posts can go out.
    pub out: bool,
    pub ended: Option<When>,
    pub ended_by: String,
}

/// One post.
#[derive(Debug, Serialize)]
pub struct PostPage {
    pub piece: Brief,
    pub post: Line,
    pub draft: bool,
    /// The version that the form was made from.
    pub base: Number,
    pub sheet: Sheet,
    pub form: Form,
    /// Somebody has saved since.
    pub conflict: Option<Conflict>,
    /// The form can be sent.
    pub open: bool,
    /// Coverage goes on and readers have the piece, so that a draft can go out.
    pub out: bool,
    pub versions: Vec<VersionLine>,
}

/// What stands around the fields of both.
#[derive(Debug, Default, Serialize)]
pub struct Form {
    pub authors: Vec<Choice>,
    /// What is wrong, by field.
    pub wrong: Wrong,
    /// What of the body would be left out.
    pub losses: Vec<String>,
    /// Why what was asked was not done.
    pub trouble: Option<String>,
    pub findings: Vec<Told>,
    #[serde(skip)]
    status: StatusCode,
}

impl Page for LivePage {
    const TEMPLATE: &'static str = "live.html";
}

impl Page for PostPage {
    const TEMPLATE: &'static str = "live-post.html";
}

impl Form {
    fn complaining(visit: &Visit, fields: &Fields, complaints: &Complaints) -> Self {
        let (wrong, losses) = (wrong(visit, complaints), losses(visit, fields));
        Self { wrong, losses, status: StatusCode::UNPROCESSABLE_ENTITY, ..Self::default() }
    }

    fn refused(visit: &Visit, refusal: &Refusal) -> Self {
        let said = refusal.refusal();
        let findings = if let Refusal::Unready(findings) = refusal { told(visit, findings) } else { Vec::new() };
        let trouble = Some(visit.say_with(said.key, &said.args));
        Self { trouble, findings, status: said.kind.status(), ..Self::default() }
    }
}

pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>) -> Answer {
    desk(&app, &visit, &coverage_of(&app, id).await?, None, Form::default()).await
}

/// A new post goes out.
pub async fn post(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>, Typed(fields): Typed) -> Answer {
    let file = coverage_of(&app, id).await?;
    let posting = match posting(&app, &file, &fields) {
        Ok(posting) => posting,
        Err(complaints) => return desk(&app, &visit, &file, Some(&fields), Form::complaining(&visit, &fields, &complaints)).await,
    };
    match app.desk.post(visit.signed()?, posting, app.paper.catalogue(), app.clock.now()).await? {
        Ok(post) => back(&app, id, post, "posted").await,
        Err(refusal) => desk(&app, &visit, &file, Some(&fields), Form::refused(&visit, &refusal)).await,
    }
}

/// A new post is kept as a draft.
pub async fn keep(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>, Typed(fields): Typed) -> Answer {
    let file = coverage_of(&app, id).await?;
    let posting = match posting(&app, &file, &fields) {
        Ok(posting) => posting,
        Err(complaints) => return desk(&app, &visit, &file, Some(&fields), Form::complaining(&visit, &fields, &complaints)).await,
    };
    app.desk.keep_post(visit.signed()?, posting, app.clock.now()).await??;
    Ok(on(&format!("/pieces/{id}/live"), "post-kept"))
}

pub async fn end(State(app): State<App>, visit: Visit, Path(id): Path<PieceId>, _: Typed) -> Answer {
    app.desk.end_coverage(visit.signed()?, id, app.clock.now()).await??;
    Ok(on(&format!("/pieces/{id}/live"), "live-ended"))
}

pub async fn reopen(State(app): State<App>, Path(id): Path<PieceId>, _: Typed) -> Answer {
    app.desk.reopen_coverage(id, app.clock.now()).await??;
    Ok(on(&format!("/pieces/{id}/live"), "live-reopened"))
}

pub async fn one(State(app): State<App>, visit: Visit, Path(id): Path<PostId>) -> Answer {
    let (post, versions) = find(&app, id).await?;
    let filling = Filling { sheet: Sheet::of(&post), base: post.newest, conflict: None, form: Form::default() };
    editor(&app, &visit, &post, &versions, filling).await
}

/// Saves a post; readers get it where they have it already.
pub async fn save(State(app): State<App>, visit: Visit, Path(id): Path<PostId>, Typed(fields): Typed) -> Answer {
    change(&app, &visit, id, &fields, false).await
}

/// Saves a draft and has it go out.
pub async fn release(State(app): State<App>, visit: Visit, Path(id): Path<PostId>, Typed(fields): Typed) -> Answer {
    change(&app, &visit, id, &fields, true).await
}

pub async fn mark(State(app): State<App>, Path(id): Path<PostId>, Typed(fields): Typed) -> Answer {
    let mark = if fields.get("mark") == "key" { Mark::Key } else { Mark::Pinned };
    let piece = app.desk.mark_post(id, mark, fields.ticked("set"), app.clock.now()).await??;
    back(&app, piece, id, "post-marked").await
}

pub async fn withdraw(State(app): State<App>, visit: Visit, Path(id): Path<PostId>, _: Typed) -> Answer {
    let piece = app.desk.withdraw_post(visit.signed()?, id, false, app.clock.now()).await??;
    back(&app, piece, id, "post-withdrawn").await
}

pub async fn bring_back(State(app): State<App>, visit: Visit, Path(id): Path<PostId>, _: Typed) -> Answer {
    let piece = app.desk.withdraw_post(visit.signed()?, id, true, app.clock.now()).await??;
    back(&app, piece, id, "posted").await
}

async fn change(app: &App, visit: &Visit, id: PostId, fields: &Fields, release: bool) -> Answer {
    let (post, versions) = find(app, id).await?;
    let file = open(app, post.piece).await?;
    let base = fields.get("base").parse().map_err(|()| absent())?;
    let again = |form| Filling { sheet: Sheet { pinned: false, key: false, ..Sheet::typed(fields) }, base, conflict: None, form };
    let text = match read(fields, &app.paper.catalogue(), &file.piece.locale) {
        Ok(text) => text,
        Err(complaints) => return editor(app, visit, &post, &versions, again(Form::complaining(visit, fields, &complaints))).await,
    };
    let change = Change { post: id, base, text: text.clone(), told: fields.ticked("told") };
    let (catalogue, now) = (app.paper.catalogue(), app.clock.now());
    let done = if release {
        app.desk.release_post(visit.signed()?, change, catalogue, now).await?
    } else {
        app.desk.save_post(visit.signed()?, change, catalogue, now).await?
    };
    match done {
        Ok(Changed::Out) => back(app, post.piece, id, "posted").await,
        Ok(Changed::Saved) => Ok(on(&format!("/pieces/{}/live", post.piece), "post-kept")),
        Ok(Changed::Unchanged) => Ok(on(&format!("/pieces/{}/live", post.piece), "unchanged")),
        Err(Refusal::Stale { kept: Some(kept), .. }) => {
            let (post, versions) = find(app, id).await?;
            let conflict = Conflict {
                kept: visit.number(kept.0),
                by: post.changed_by.clone(),
                at: visit.when(post.changed_at),
                newest: visit.number(post.newest.0),
                fields: comparison::compare_texts(texts(&post.text, &text)),
            };
            let form = Form { status: StatusCode::CONFLICT, ..Form::default() };
            let filling = Filling { sheet: Sheet::typed(fields), base: post.newest, conflict: Some(conflict), form };
            editor(app, visit, &post, &versions, filling).await
        }
        Err(refusal @ (Refusal::NoPost | Refusal::NotYours)) => Err(refusal.into()),
        Err(refusal) => editor(app, visit, &post, &versions, again(Form::refused(visit, &refusal))).await,
    }
}

fn texts(old: &PostText, new: &PostText) -> Vec<(&'static str, String, String)> {
    let author = |text: &PostText| text.author.as_ref().map_or(String::new(), ToString::to_string);
    let body = |text: &PostText| markup::markdown::write(&text.body);
    vec![
        ("field-headline", old.headline.clone(), new.headline.clone()),
        ("live-author", author(old), author(new)),
        ("field-body", body(old), body(new)),
    ]
}

/// Leads back to the live desk when readers have what was done, or after as long as a page may wait.
async fn back(app: &App, piece: PieceId, post: PostId, said: &'static str) -> Answer {
    let waits = app.desk.live_post(post).await?.is_some_and(|(post, _)| !post.is_draft());
    let out = !waits || app.desk.post_outcome(post).await? == Outcome::Out;
    Ok(on(&format!("/pieces/{piece}/live"), if out { said } else { "printing" }))
}

async fn find(app: &App, id: PostId) -> Result<(LivePost, Vec<Version>), web::Trouble> {
    Ok(app.desk.live_post(id).await?.ok_or(Refusal::NoPost)?)
}

/// The piece, which must be of the kind live.
async fn coverage_of(app: &App, id: PieceId) -> Result<File, web::Trouble> {
    let file = open(app, id).await?;
    if file.piece.kind == Kind::Live { Ok(file) } else { Err(Refusal::NotLive.into()) }
}

fn posting(app: &App, file: &File, fields: &Fields) -> Result<Posting, Complaints> {
    Ok(Posting {
        piece: file.piece.id,
        text: read(fields, &app.paper.catalogue(), &file.piece.locale)?,
        pinned: fields.ticked("pinned"),
        key: fields.ticked("key"),
        act: fields.get("act").parse().unwrap_or_else(|()| ActKey::random()),
    })
}

async fn desk(app: &App, visit: &Visit, file: &File, typed: Option<&Fields>, form: Form) -> Answer {
    let (catalogue, locale) = (app.paper.catalogue(), &file.piece.locale);
    let coverage = app.desk.coverage(file.piece.id).await?;
    let lines = |posts: &[LivePost]| posts.iter().map(|post| line(visit, &catalogue, locale, post)).collect();
    let status = form.status;
    let page = LivePage {
        piece: brief(app, visit, file).await?,
        // What was typed keeps the key of its first press.
        act: typed.map(|fields| fields.get("act")).and_then(|key| key.parse().ok()).unwrap_or_else(ActKey::random).as_str().to_owned(),
        sheet: typed.map_or_else(|| Sheet::new(visit, &catalogue, &file.newest.content, &coverage), Sheet::typed),
        form: Form { authors: authors(&catalogue, locale), ..form },
        posts: lines(&coverage.out),
        drafts: lines(&coverage.drafts),
        out: file.piece.state() == Stand::Published,
        ended: coverage.ended.as_ref().map(|ended| visit.when(ended.at)),
        ended_by: coverage.ended.map(|ended| ended.who).unwrap_or_default(),
    };
    visit.show_with(status, &page)
}

/// The form of one post and what is wrong with it.
struct Filling {
    sheet: Sheet,
    base: Number,
    conflict: Option<Conflict>,
    form: Form,
}

async fn editor(app: &App, visit: &Visit, post: &LivePost, versions: &[Version], filling: Filling) -> Answer {
    let file = open(app, post.piece).await?;
    let (catalogue, locale) = (app.paper.catalogue(), &file.piece.locale);
    let Filling { sheet, base, conflict, form } = filling;
    let ended = app.desk.coverage(post.piece).await?.ended.is_some();
    let status = form.status;
    let page = PostPage {
        piece: brief(app, visit, &file).await?,
        post: line(visit, &catalogue, locale, post),
        draft: post.is_draft(),
        base,
        sheet,
        form: Form { authors: authors(&catalogue, locale), ..form },
        conflict,
        open: post.open_to(visit.signed()?),
        out: !ended && file.piece.state() == Stand::Published && visit.may(Power::Publish),
        versions: versions.iter().map(|version| version_line(visit, version)).collect(),
    };
    visit.show_with(status, &page)
}
