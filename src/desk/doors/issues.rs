//! An issue, being composed. Every press of a button saves the whole form, so nothing that was typed is lost.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use http::StatusCode;
use jiff::SignedDuration;
use kernel::Locale;
use serde::{Deserialize, Serialize};

use super::Answer;
use super::editing::Conflict;
use super::form::{Typed, Wrong};
use super::issue_sheet::{MOST_BLOCKS, Part, Press, Sheet, Unfit};
use super::letters::{IssueRow, issue_row, open_issue};
use super::visit::{Path, Visit, When, on};
use super::{draft, issue_sending};
use crate::app::App;
use crate::desk::comparison;
use crate::desk::look::Page;
use crate::desk::model::who;
use crate::paper::model::PieceId;
use crate::paper::newsletter::{Story, issue_path};
use crate::paper::search::Question;
use crate::post::arming::standing;
use crate::post::model::{Issue, IssueId, Newsletter, Refusal};

/// Stories that a search finds.
const FOUND: usize = 12;

#[derive(Debug, Serialize)]
pub struct IssuePage {
    pub issue: Brief,
    /// The revision that the form was made from.
    pub base: i64,
    pub sheet: Sheet,
    /// What each part is about, in their order.
    pub parts: Vec<Shown>,
    pub wrong: Wrong,
    pub losses: Vec<String>,
    pub conflict: Option<Conflict>,
    pub q: String,
    pub found: Vec<Candidate>,
    pub week: Vec<Candidate>,
    /// The form can be sent.
    pub open: bool,
}

/// An issue at the head of a page about it.
#[derive(Clone, Debug, Serialize)]
pub struct Brief {
    #[serde(flatten)]
    pub row: IssueRow,
    pub letter_id: String,
    /// Of the newsletter.
    pub letter: String,
    pub lang: String,
    pub dir: &'static str,
    pub revision: i64,
    /// Where readers have it, or will.
    pub address: String,
    pub withdrawn: Option<When>,
    pub sent: Option<When>,
}

/// What the form shows of a part beside its fields.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shown {
    pub headline: String,
    pub standfirst: String,
    pub section: Option<String>,
    pub at: Option<When>,
    /// Readers do not have this story.
    pub gone: bool,
    /// The desk's page of the piece.
    pub href: String,
}

/// A story that could be taken in.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    pub id: String,
    pub headline: String,
    pub section: Option<String>,
    pub at: When,
    /// It is in the issue.
    pub taken: bool,
}

impl Page for IssuePage {
    const TEMPLATE: &'static str = "issue.html";
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// The form, and what is to be said about it.
#[derive(Default)]
struct Filling {
    sheet: Sheet,
    base: i64,
    wrong: Wrong,
    losses: Vec<String>,
    conflict: Option<Conflict>,
    q: String,
}

pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<IssueId>, Query(asked): Query<Asked>) -> Answer {
    let (issue, newsletter) = open_issue(&app, id).await?;
    if issue.readied_at.is_some() {
        return issue_sending::show(&app, &visit, &issue, &newsletter).await;
    }
    let q = asked.q.chars().take(200).collect();
    let filling = Filling { sheet: Sheet::of(&issue.composed), base: issue.revision, q, ..Filling::default() };
    edit(&app, &visit, &issue, &newsletter, filling, StatusCode::OK).await
}

pub async fn save(State(app): State<App>, visit: Visit, Path(id): Path<IssueId>, Typed(fields): Typed) -> Answer {
    let (issue, newsletter) = open_issue(&app, id).await?;
    if issue.readied_at.is_some() {
        return Err(Refusal::Readied.into());
    }
    let (sheet, press) = (Sheet::typed(&fields), Press::of(&fields));
    let base = fields.get("base").parse().unwrap_or_default();
    let q: String = fields.get("q").chars().take(200).collect();
    let mut composed = match sheet.read(fields.ticked("leave_out")) {
        Ok(composed) => composed,
        Err(unfit) => {
            let (wrong, losses) = told(&visit, &unfit);
            let filling = Filling { sheet, base, wrong, losses, q, ..Filling::default() };
            return edit(&app, &visit, &issue, &newsletter, filling, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let place = press.apply(&mut composed.blocks);
    let unchanged = composed == issue.composed && base == issue.revision;
    if !unchanged {
        let changed = Issue { composed, revision: base, changed_at: app.clock.now(), changed_by: who(visit.signed()?), ..issue.clone() };
        match app.post.save_issue(changed).await? {
            Ok(()) => {}
            Err(Refusal::Stale) => return conflict(&app, &visit, id, sheet, q).await,
            Err(refusal) => return Err(refusal.into()),
        }
    }
    let here = format!("/issues/{id}");
    Ok(match (press, place) {
        (Press::Save, _) => on(&here, if unchanged { "unchanged" } else { "saved" }),
        (Press::Find, _) => Redirect::to(&format!("{here}?{}#find", question(&q))).into_response(),
        (Press::AddStory(_), _) if !q.is_empty() => Redirect::to(&format!("{here}?{}#find", question(&q))).into_response(),
        (Press::AddStory(_), _) => Redirect::to(&format!("{here}#week")).into_response(),
        (_, Some(place)) => Redirect::to(&format!("{here}#part-{}", place + 1)).into_response(),
        (_, None) => Redirect::to(&here).into_response(),
    })
}

/// Throws a draft away.
pub async fn end(State(app): State<App>, _: Visit, Path(id): Path<IssueId>, Typed(_): Typed) -> Answer {
    let (_, newsletter) = open_issue(&app, id).await?;
    if !app.post.drop_issue(id).await? {
        return Err(Refusal::Readied.into());
    }
    standing::refresh(&app).await?;
    Ok(on(&format!("/letters/{}", newsletter.id), "issue-gone"))
}

/// Both versions side by side, and the form with what was typed, now made from the newest.
async fn conflict(app: &App, visit: &Visit, id: IssueId, typed: Sheet, q: String) -> Answer {
    let (theirs, newsletter) = open_issue(app, id).await?;
    let theirs_sheet = Sheet::of(&theirs.composed);
    let named = parts(app, visit, theirs_sheet.blocks.iter().chain(&typed.blocks)).await?;
    let (before, after) = named.split_at(theirs_sheet.blocks.len());
    let texts = vec![
        ("letter-subject", theirs_sheet.subject.clone(), typed.subject.clone()),
        ("letter-preheader", theirs_sheet.preheader.clone(), typed.preheader.clone()),
        ("letter-intro", theirs_sheet.intro.clone(), typed.intro.clone()),
        ("letter-parts", as_text(&theirs_sheet, before), as_text(&typed, after)),
    ];
    let conflict = Conflict {
        kept: String::new(),
        by: theirs.changed_by.clone(),
        at: visit.when(theirs.changed_at),
        newest: visit.number(theirs.revision),
        fields: comparison::compare_texts(texts),
    };
    let filling = Filling { sheet: typed, base: theirs.revision, conflict: Some(conflict), q, ..Filling::default() };
    edit(app, visit, &theirs, &newsletter, filling, StatusCode::CONFLICT).await
}

fn as_text(sheet: &Sheet, shown: &[Shown]) -> String {
    let text = |(part, shown): (&Part, &Shown)| match part.kind {
        "story" => format!("{} — {}\n{}", shown.headline, part.headline, part.words),
        "heading" => format!("## {}", part.words),
        _ => part.words.clone(),
    };
    sheet.blocks.iter().zip(shown).map(text).collect::<Vec<_>>().join("\n\n")
}

async fn edit(app: &App, visit: &Visit, issue: &Issue, newsletter: &Newsletter, filling: Filling, status: StatusCode) -> Answer {
    let Filling { sheet, base, wrong, losses, conflict, q } = filling;
    let week = week(app, issue, newsletter).await?;
    let candidate = |story: &Story| Candidate {
        id: story.id.to_string(),
        headline: story.headline.clone(),
        section: story.section.clone(),
        at: visit.when(story.published_at),
        taken: sheet.blocks.iter().any(|part| part.piece == story.id.to_string()),
    };
    let page = IssuePage {
        issue: brief(app, visit, issue, newsletter).await?,
        base,
        parts: parts(app, visit, sheet.blocks.iter()).await?,
        found: find(app, &newsletter.locale, &q).await?.iter().map(candidate).collect(),
        week: week.iter().map(candidate).collect(),
        open: issue.readied_at.is_none(),
        sheet,
        wrong,
        losses,
        conflict,
        q,
    };
    visit.show_with(status, &page)
}

/// The stories of the week that an issue is about.
async fn week(app: &App, issue: &Issue, newsletter: &Newsletter) -> anyhow::Result<Vec<Story>> {
    let until = match issue.due_at {
        Some(due_at) => due_at,
        // What came out this very moment counts.
        None => app.clock.now().checked_add(SignedDuration::from_secs(1))?,
    };
    let since = match &newsletter.said.timetable {
        Some(timetable) if issue.due_at.is_some() => timetable.before(until)?,
        _ => until.checked_sub(SignedDuration::from_hours(7 * 24))?,
    };
    app.paper.week(newsletter.locale.clone(), since, until).await
}

async fn find(app: &App, locale: &Locale, q: &str) -> anyhow::Result<Vec<Story>> {
    if q.is_empty() {
        return Ok(Vec::new());
    }
    let (paper, locale) = (app.paper.clone(), locale.clone());
    let question = Question { words: q.to_owned(), most: FOUND, ..Question::default() };
    let found = tokio::task::spawn_blocking(move || paper.search().ask(&locale, &question)).await??;
    app.paper.stories(&found.pieces).await
}

/// What stands beside the fields of each part.
async fn parts(app: &App, visit: &Visit, of: impl Iterator<Item = &Part>) -> anyhow::Result<Vec<Shown>> {
    let of: Vec<Option<PieceId>> = of.take(2 * MOST_BLOCKS + 1).map(|part| part.piece.parse().ok()).collect();
    let ids: Vec<PieceId> = of.iter().flatten().copied().collect();
    let stories: HashMap<PieceId, Story> = app.paper.stories(&ids).await?.into_iter().map(|story| (story.id, story)).collect();
    let mut shown = Vec::with_capacity(of.len());
    for id in of {
        shown.push(match id.map(|id| (id, stories.get(&id))) {
            Some((id, Some(story))) => Shown {
                headline: story.headline.clone(),
                standfirst: story.standfirst.clone(),
                section: story.section.clone(),
                at: Some(visit.when(story.published_at)),
                gone: false,
                href: format!("/pieces/{id}"),
            },
            Some((id, None)) => {
                Shown { headline: headline_of(app, id).await?, gone: true, href: format!("/pieces/{id}"), ..Shown::default() }
            }
            None => Shown::default(),
        });
    }
    Ok(shown)
}

/// The headline of a piece that readers may not have.
pub async fn headline_of(app: &App, id: PieceId) -> anyhow::Result<String> {
    Ok(app.desk.piece(id).await?.map_or_else(|| id.to_string(), |piece| piece.headline))
}

pub async fn brief(app: &App, visit: &Visit, issue: &Issue, newsletter: &Newsletter) -> anyhow::Result<Brief> {
    let number = app.post.number_of(issue).await?;
    let path = issue_path(&app.paper.house().prefix(&newsletter.locale), &newsletter.slug, number);
    let withdrawn = match issue.number {
        Some(number) => app.paper.issue_withdrawn_at(newsletter.locale.clone(), newsletter.slug.clone(), number).await?,
        None => None,
    };
    Ok(Brief {
        row: issue_row(visit, issue),
        letter_id: newsletter.id.to_string(),
        letter: newsletter.said.title.clone(),
        lang: newsletter.locale.to_string(),
        dir: newsletter.locale.direction().as_str(),
        revision: issue.revision,
        address: format!("{}/{path}", app.settings.url),
        withdrawn: withdrawn.map(|at| visit.when(at)),
        sent: issue.sent_at.map(|at| visit.when(at)),
    })
}

fn told(visit: &Visit, unfit: &[Unfit]) -> (Wrong, Vec<String>) {
    let (mut wrong, mut lost) = (Wrong::new(), Vec::new());
    for what in unfit {
        match what {
            Unfit::Long { field, place: None, most } => {
                wrong.insert(field, visit.say_with("wrong-long", &[("most", web::Arg::Number(*most as i64))]));
            }
            Unfit::Long { field, place: Some(place), most } => {
                let args = [("place", web::Arg::Number(*place as i64)), ("most", web::Arg::Number(*most as i64))];
                wrong.insert(field, visit.say_with("wrong-long-part", &args));
            }
            Unfit::Lossy { field, losses } => {
                wrong.insert(field, visit.say("wrong-losses"));
                lost.extend(losses.iter().map(|loss| draft::loss_said(visit, loss)));
            }
            Unfit::TooMany => {
                wrong.insert("blocks", visit.say_with("wrong-many-parts", &[("most", web::Arg::Number(MOST_BLOCKS as i64))]));
            }
        }
    }
    (wrong, lost)
}

fn question(q: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish()
}
