//! Newsletters: what each is, when it comes, how many read it.

use axum::extract::{Query, State};
use http::StatusCode;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use kernel::{EmailAddress, Locale, Slug};
use serde::{Deserialize, Serialize};
use web::{Complaints, Fields, Kind, Trouble};

use super::Answer;
use super::editing::Choice;
use super::form::{Typed, Wrong, wrong};
use super::visit::{Path, Visit, When, on};
use crate::app::App;
use crate::desk::look::Page;
use crate::desk::model::who;
use crate::paper::newsletter::newsletter_path;
use crate::post::model::{Composed, Issue, IssueId, Newsletter, NewsletterId, Refusal, Said, Timetable};

/// Issues that a newsletter's page shows.
const ISSUES: i64 = 100;

#[derive(Debug, Serialize)]
pub struct LettersPage {
    pub letters: Vec<Row>,
    /// Nobody can sign up yet, because there is no key to seal to.
    pub sealed: bool,
}

/// A newsletter, as lists and its own page show it.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub id: String,
    pub title: String,
    pub promise: String,
    pub lang: String,
    pub dir: &'static str,
    pub language: String,
    pub closed: bool,
    /// “Fridays at 10:00, Europe/Riga”.
    pub timetable: Option<String>,
    pub next: Option<When>,
    pub counts: Counts,
    pub drafts: Vec<IssueRow>,
    /// The newest first.
    pub issues: Vec<IssueRow>,
    /// Its page for readers.
    pub address: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Counts {
    pub confirmed: String,
    pub waiting: String,
    pub left: String,
    pub suppressed: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct IssueRow {
    pub id: String,
    pub number: Option<String>,
    pub subject: String,
    /// `draft`, `ready`, `printed` or `sent`.
    pub state: &'static str,
    pub due: Option<When>,
    pub changed: When,
    pub by: String,
    /// It began by itself, and nobody has changed it since.
    pub timed: bool,
    pub at: Option<When>,
    pub stories: String,
}

#[derive(Debug, Serialize)]
pub struct LetterPage {
    pub letter: Row,
    pub sealed: bool,
    /// Whether what comes back is read at all.
    pub reads: bool,
    /// The most first.
    pub returns: Vec<CameBack>,
}

/// How many letters came back for one reason.
#[derive(Debug, Serialize)]
pub struct CameBack {
    /// `hard-bounce`, `full` …
    pub class: String,
    pub count: String,
}

#[derive(Debug, Serialize)]
pub struct LetterForm {
    /// `None` for a newsletter that is about to be made.
    pub letter: Option<Row>,
    pub editions: Vec<Choice>,
    pub weekdays: Vec<Choice>,
    pub sheet: Sheet,
    pub wrong: Wrong,
}

/// The form as it is shown: everything as text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sheet {
    pub edition: String,
    pub slug: String,
    pub title: String,
    pub promise: String,
    pub sender: String,
    pub reply_to: String,
    pub weekday: String,
    pub time: String,
    pub zone: String,
    pub position: String,
    pub closed: bool,
}

impl Page for LettersPage {
    const TEMPLATE: &'static str = "letters.html";
}

impl Page for LetterPage {
    const TEMPLATE: &'static str = "letter.html";
}

impl Page for LetterForm {
    const TEMPLATE: &'static str = "letter-form.html";
}

/// What is asked of an empty form; what cannot be understood counts as left empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    edition: String,
}

pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let mut letters = Vec::new();
    for newsletter in app.post.newsletters().await? {
        letters.push(row(&app, &visit, &newsletter).await?);
    }
    visit.show(&LettersPage { letters, sealed: app.post.key().is_some() })
}

pub async fn one(State(app): State<App>, visit: Visit, Path(id): Path<NewsletterId>) -> Answer {
    let newsletter = open(&app, id).await?;
    let letter = row(&app, &visit, &newsletter).await?;
    let returns = app.post.returns(id, app.clock.now()).await?;
    let returns = returns.into_iter().map(|(class, count)| CameBack { class, count: visit.number(count) }).collect();
    visit.show(&LetterPage { letter, sealed: app.post.key().is_some(), reads: app.settings.bounce.read_at().is_some(), returns })
}

pub async fn blank(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let wanted = asked.edition.parse::<Locale>().unwrap_or_else(|_| visit.lang.clone());
    let locale = app.paper.locales().iter().find(|locale| **locale == wanted).or(app.paper.locales().first());
    let usual = Timetable { zone: app.paper.zone().iana_name().unwrap_or("UTC").to_owned(), ..Timetable::default() };
    let said = Said { timetable: Some(usual), ..Said::default() };
    let sheet = Sheet { edition: locale.map_or(String::new(), ToString::to_string), position: String::new(), ..Sheet::of(&said, 0, false) };
    fill_in(&app, &visit, None, sheet, None).await
}

pub async fn make(State(app): State<App>, visit: Visit, Typed(fields): Typed) -> Answer {
    let locale = fields.get("edition").parse::<Locale>().ok().filter(|locale| app.paper.locales().contains(locale));
    let locale = locale.ok_or_else(|| web::Refusal::new(Kind::Unfit, "refused-form"))?;
    let mut complaints = Complaints::default();
    let slug = match fields.get("slug") {
        "" => Slug::of_title(fields.get("title")),
        typed => typed.parse().ok(),
    };
    if slug.is_none() && !fields.get("title").is_empty() {
        complaints.about("slug", "wrong-slug");
    }
    let said = read(&fields, Said::default(), &mut complaints);
    let Some(((said, position), slug)) = said.zip(slug).filter(|_| complaints.is_empty()) else {
        return fill_in(&app, &visit, None, Sheet::typed(&fields), Some(&complaints)).await;
    };
    let position = match position {
        Some(position) => position,
        None => app.post.newsletters().await?.iter().map(|other| other.position + 1).max().unwrap_or(0),
    };
    let newsletter = Newsletter { id: NewsletterId::random(), locale, slug, said, position, closed_at: None };
    put(&app, &visit, newsletter, &fields, true).await
}

pub async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<NewsletterId>) -> Answer {
    let newsletter = open(&app, id).await?;
    let sheet = Sheet::of(&newsletter.said, newsletter.position, !newsletter.is_open());
    fill_in(&app, &visit, Some(&newsletter), sheet, None).await
}

pub async fn change(State(app): State<App>, visit: Visit, Path(id): Path<NewsletterId>, Typed(fields): Typed) -> Answer {
    let old = open(&app, id).await?;
    let mut complaints = Complaints::default();
    let said = read(&fields, old.said.clone(), &mut complaints);
    let Some((said, position)) = said.filter(|_| complaints.is_empty()) else {
        return fill_in(&app, &visit, Some(&old), Sheet::typed(&fields), Some(&complaints)).await;
    };
    let closed_at = fields.ticked("closed").then(|| old.closed_at.unwrap_or_else(|| app.clock.now()));
    let position = position.unwrap_or(old.position);
    put(&app, &visit, Newsletter { said, position, closed_at, ..old }, &fields, false).await
}

/// Begins an issue that nobody has a timetable for.
pub async fn begin(State(app): State<App>, visit: Visit, Path(id): Path<NewsletterId>, Typed(_): Typed) -> Answer {
    let newsletter = open(&app, id).await?;
    let begun = app.post.begin_issue(newsletter.id, Composed::default(), None, &who(visit.signed()?), app.clock.now()).await?;
    let issue = begun.ok_or(Refusal::Absent)?;
    Ok(on(&format!("/issues/{issue}"), "issue-begun"))
}

/// # Errors
/// When there is no such newsletter.
pub async fn open(app: &App, id: NewsletterId) -> Result<Newsletter, Trouble> {
    Ok(app.post.newsletter(id).await?.ok_or(Refusal::Absent)?)
}

async fn put(app: &App, visit: &Visit, newsletter: Newsletter, fields: &Fields, new: bool) -> Answer {
    let (id, title) = (newsletter.id, newsletter.said.title.clone());
    match app.post.put_newsletter(newsletter, app.clock.now()).await? {
        Ok(()) => Ok(on(&format!("/letters/{id}"), "saved")),
        Err(Refusal::SlugTaken(slug)) if new => {
            let mut complaints = Complaints::default();
            complaints.about_with("slug", "wrong-slug-taken", vec![("slug", slug.to_string().into()), ("title", title.into())]);
            fill_in(app, visit, None, Sheet::typed(fields), Some(&complaints)).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What the form says, over what was said before.
fn read(fields: &Fields, old: Said, complaints: &mut Complaints) -> Option<(Said, Option<i64>)> {
    let (title, promise) = (complaints.demand(fields, "title", 120), complaints.demand(fields, "promise", 300));
    let sender = complaints.at_most(fields, "sender", 120);
    let reply_to = fields.get("reply_to").to_owned();
    if !reply_to.is_empty() && EmailAddress::parse(&reply_to).map_or(true, |address| address.needs_smtputf8()) {
        complaints.about("reply_to", "wrong-address");
    }
    let position = complaints.parse_optional(fields, "position", "wrong-position");
    let timetable = match fields.get("weekday") {
        "" => Some(None),
        weekday => {
            let weekday = weekday.parse().ok().filter(|day| (1..=7).contains(day));
            let time = complaints.parse::<Time>(fields, "time", "wrong-time");
            let zone = fields.get("zone").to_owned();
            if TimeZone::get(&zone).is_err() {
                complaints.about("zone", "wrong-zone");
            }
            weekday.zip(time).map(|(weekday, time)| Some(Timetable { weekday, time, zone }))
        }
    };
    Some((Said { title: title?, promise: promise?, sender: sender?, reply_to, timetable: timetable?, ..old }, position))
}

async fn fill_in(app: &App, visit: &Visit, letter: Option<&Newsletter>, sheet: Sheet, complaints: Option<&Complaints>) -> Answer {
    let choice = |value: String, title: String| Choice { value, title };
    let page = LetterForm {
        letter: match letter {
            Some(letter) => Some(row(app, visit, letter).await?),
            None => None,
        },
        editions: app.paper.locales().iter().map(|locale| choice(locale.to_string(), language(app, locale))).collect(),
        weekdays: (1..=7).map(|day| choice(day.to_string(), visit.say(WEEKDAYS[day - 1]))).collect(),
        sheet,
        wrong: complaints.map_or_else(Wrong::new, |complaints| wrong(visit, complaints)),
    };
    visit.show_with(complaints.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY), &page)
}

/// The days of the week, Monday first, by their Fluent keys.
const WEEKDAYS: [&str; 7] =
    ["letters-day-1", "letters-day-2", "letters-day-3", "letters-day-4", "letters-day-5", "letters-day-6", "letters-day-7"];

/// A newsletter with all that is known of it.
pub async fn row(app: &App, visit: &Visit, newsletter: &Newsletter) -> anyhow::Result<Row> {
    let counts = app.post.count(newsletter.id).await?;
    let all = app.post.issues(newsletter.id, ISSUES).await?;
    let (out, drafts): (Vec<_>, Vec<_>) = all.iter().partition(|issue| issue.readied_at.is_some());
    let timetable = newsletter.said.timetable.as_ref().filter(|_| newsletter.is_open());
    let path = newsletter_path(&app.paper.house().prefix(&newsletter.locale), &newsletter.slug);
    Ok(Row {
        id: newsletter.id.to_string(),
        title: newsletter.said.title.clone(),
        promise: newsletter.said.promise.clone(),
        lang: newsletter.locale.to_string(),
        dir: newsletter.locale.direction().as_str(),
        language: language(app, &newsletter.locale),
        closed: !newsletter.is_open(),
        timetable: timetable.map(|timetable| in_words(app, visit, timetable)),
        next: timetable.and_then(|timetable| timetable.next(app.clock.now()).ok()).map(|at| visit.when(at)),
        counts: Counts {
            confirmed: visit.number(counts.confirmed),
            waiting: visit.number(counts.waiting),
            left: visit.number(counts.left),
            suppressed: visit.number(counts.suppressed),
        },
        drafts: drafts.into_iter().map(|issue| issue_row(visit, issue)).collect(),
        issues: out.into_iter().map(|issue| issue_row(visit, issue)).collect(),
        address: format!("{}/{path}", app.settings.url),
    })
}

fn in_words(app: &App, visit: &Visit, timetable: &Timetable) -> String {
    let day = usize::try_from(timetable.weekday).ok().and_then(|day| WEEKDAYS.get(day.checked_sub(1)?)).copied().unwrap_or(WEEKDAYS[0]);
    let time = app.words.time(&visit.lang, timetable.time);
    visit.say_with("letters-when", &[("day", visit.say(day).into()), ("time", time.into()), ("zone", timetable.zone.clone().into())])
}

pub fn issue_row(visit: &Visit, issue: &Issue) -> IssueRow {
    let timed = issue.changed_by == crate::post::weekly::BY;
    let stories = issue.composed.blocks.iter().filter(|block| matches!(block, crate::paper::newsletter::Block::Story { .. })).count();
    IssueRow {
        id: issue.id.to_string(),
        number: issue.number.map(|number| visit.number(number)),
        subject: issue.composed.subject.clone(),
        state: state_of(issue),
        due: issue.due_at.map(|at| visit.when(at)),
        changed: visit.when(issue.changed_at),
        by: if timed { visit.say("letters-timetable") } else { issue.changed_by.clone() },
        timed,
        at: issue.sent_at.or(issue.readied_at).map(|at| visit.when(at)),
        stories: visit.number(stories as i64),
    }
}

pub fn state_of(issue: &Issue) -> &'static str {
    match issue {
        Issue { sent_at: Some(_), .. } => "sent",
        Issue { printed_at: Some(_), .. } => "printed",
        Issue { readied_at: Some(_), .. } => "ready",
        _ => "draft",
    }
}

/// The name of an edition's language in itself.
fn language(app: &App, locale: &Locale) -> String {
    app.words.say(locale.language(), "language-name").into_owned()
}

/// # Errors
/// When there is no such issue.
pub async fn open_issue(app: &App, id: IssueId) -> Result<(Issue, Newsletter), Trouble> {
    let issue = app.post.issue(id).await?.ok_or(Refusal::Absent)?;
    let newsletter = open(app, issue.newsletter).await?;
    Ok((issue, newsletter))
}

impl Sheet {
    fn of(said: &Said, position: i64, closed: bool) -> Self {
        let timetable = said.timetable.as_ref();
        Self {
            edition: String::new(),
            slug: String::new(),
            title: said.title.clone(),
            promise: said.promise.clone(),
            sender: said.sender.clone(),
            reply_to: said.reply_to.clone(),
            weekday: timetable.map_or(String::new(), |timetable| timetable.weekday.to_string()),
            time: timetable.map_or(String::new(), |timetable| timetable.time.strftime("%H:%M").to_string()),
            zone: timetable.map_or(String::new(), |timetable| timetable.zone.clone()),
            position: position.to_string(),
            closed,
        }
    }

    /// What somebody has typed, right or not.
    fn typed(fields: &Fields) -> Self {
        let text = |name| fields.raw(name).to_owned();
        Self {
            edition: text("edition"),
            slug: text("slug"),
            title: text("title"),
            promise: text("promise"),
            sender: text("sender"),
            reply_to: text("reply_to"),
            weekday: text("weekday"),
            time: text("time"),
            zone: text("zone"),
            position: text("position"),
            closed: fields.ticked("closed"),
        }
    }
}
