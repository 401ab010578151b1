//! How an issue looks, what must be put right before it goes out, and how its page comes back. How its letters go out is [`super::issue_sending`].

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use kernel::EmailAddress;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use web::headers::Policy;
use web::{Arg, Kind, Refused};

use super::Answer;
use super::editing::Told;
use super::form::Typed;
use super::issues::{Brief, brief, headline_of};
use super::letters::open_issue;
use super::visit::{Path, Visit, on};
use crate::app::App;
use crate::desk::handing::PATIENCE;
use crate::desk::look::Page;
use crate::desk::model::who;
use crate::paper;
use crate::post::arming::standing;
use crate::post::check::{Finding, check};
use crate::post::letters::Missive;
use crate::post::letters::issue::{self, IssueLetter};
use crate::post::model::{Issue, IssueId, Newsletter, Refusal};

#[derive(Debug, Serialize)]
pub struct PreviewPage {
    pub issue: Brief,
    /// `letter`, `text` or `page`.
    pub shows: &'static str,
    /// `light` or `dark`.
    pub scheme: &'static str,
    /// The text of the letter.
    pub text: String,
    pub weight: String,
    /// A test letter gets somewhere.
    pub sends: bool,
    /// What was typed, and why it was not sent.
    pub to: String,
    pub trouble: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct ReadinessPage {
    pub issue: Brief,
    pub findings: Vec<Told>,
    /// Something stands in the way.
    pub stopped: bool,
    pub number: String,
    pub stories: String,
    pub subject: String,
    pub preheader: String,
    pub trouble: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct WithdrawalPage {
    pub issue: Brief,
}

impl Page for PreviewPage {
    const TEMPLATE: &'static str = "issue-preview.html";
}

impl Page for ReadinessPage {
    const TEMPLATE: &'static str = "issue-readiness.html";
}

impl Page for WithdrawalPage {
    const TEMPLATE: &'static str = "issue-withdrawal.html";
}

/// How a preview is asked for; what cannot be understood counts as left empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    #[serde(rename = "as")]
    shows: String,
    scheme: String,
}

impl Asked {
    fn shows(&self) -> &'static str {
        ["text", "page"].into_iter().find(|known| *known == self.shows).unwrap_or("letter")
    }

    fn scheme(&self) -> &'static str {
        if self.scheme == "dark" { "dark" } else { "light" }
    }
}

/// An issue with its letter, and as its page has it.
struct Whole {
    issue: Issue,
    newsletter: Newsletter,
    shown: paper::newsletter::Issue,
    letter: IssueLetter,
}

pub async fn preview(State(app): State<App>, visit: Visit, Path(id): Path<IssueId>, Query(asked): Query<Asked>) -> Answer {
    let whole = whole(&app, id).await?;
    show_preview(&app, &visit, &whole, &asked, None, StatusCode::OK).await
}

/// The printed page inside its frame.
pub async fn page(State(app): State<App>, Path(id): Path<IssueId>) -> Answer {
    let (issue, newsletter) = open_issue(&app, id).await?;
    let shown = issue.shown_as(&newsletter, app.post.number_of(&issue).await?, issue.readied_at.unwrap_or_else(|| app.clock.now()));
    let site = app.press.site().clone();
    Ok(framed(app.paper.preview_issue(site, newsletter.shown(), shown, app.clock.now()).await?))
}

/// The letter inside its frame.
pub async fn letter(State(app): State<App>, Path(id): Path<IssueId>, Query(asked): Query<Asked>) -> Answer {
    let whole = whole(&app, id).await?;
    let html = in_scheme(&whole.letter.written.html, asked.scheme());
    Ok(framed(at_the_desk(&html, &app.settings.url)))
}

pub async fn test(State(app): State<App>, visit: Visit, Path(id): Path<IssueId>, Typed(fields): Typed) -> Answer {
    let whole = whole(&app, id).await?;
    let typed = fields.get("to").to_owned();
    let refuse = async |key: &'static str, status| {
        show_preview(&app, &visit, &whole, &Asked::default(), Some((typed.clone(), visit.say(key))), status).await
    };
    let Ok(to) = EmailAddress::parse(&typed) else { return refuse("wrong-address", StatusCode::UNPROCESSABLE_ENTITY).await };
    if whole.letter.written.subject.is_empty() {
        return refuse("letter-test-subject", StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    if !app.post.mailer().is_open() {
        return refuse("letter-test-closed", StatusCode::CONFLICT).await;
    }
    if !app.post.budgets().allows_test(visit.signed()?.id.0, app.clock.now()) {
        return refuse("letter-test-often", StatusCode::TOO_MANY_REQUESTS).await;
    }
    let Whole { newsletter, shown, letter, .. } = &whole;
    let (newsletter, issue, written) = (newsletter.clone(), Arc::new(shown.clone()), Arc::new(letter.written.clone()));
    if !app.post.mailer().send_now(Missive::Test { newsletter, to, issue, written }) {
        return refuse("letter-test-often", StatusCode::TOO_MANY_REQUESTS).await;
    }
    Ok(on(&format!("/issues/{id}/preview"), "test-sent"))
}

pub async fn readiness(State(app): State<App>, visit: Visit, Path(id): Path<IssueId>) -> Answer {
    show_readiness(&app, &visit, &whole(&app, id).await?, None).await
}

pub async fn ready(State(app): State<App>, visit: Visit, Path(id): Path<IssueId>, Typed(fields): Typed) -> Answer {
    let whole = whole(&app, id).await?;
    let revision = fields.get("revision").parse().unwrap_or_default();
    if findings(&app, &whole).iter().any(Finding::stops) {
        let refusal = web::Refusal::new(Kind::Unfit, "refused-unready");
        return show_readiness(&app, &visit, &whole, Some(&refusal)).await;
    }
    match app.post.ready_issue(id, revision, &who(visit.signed()?), app.clock.now()).await? {
        Ok(_) => {
            // The job prints it too, should this wait be cut short.
            printed(&app, id).await?;
            standing::refresh(&app).await?;
            Ok(on(&format!("/issues/{id}"), "issue-ready"))
        }
        Err(Refusal::Absent) => Err(Refusal::Absent.into()),
        Err(refusal) => show_readiness(&app, &visit, &whole, Some(&refusal.refusal())).await,
    }
}

pub async fn withdrawal(State(app): State<App>, visit: Visit, Path(id): Path<IssueId>) -> Answer {
    let (issue, newsletter) = open_issue(&app, id).await?;
    visit.show(&WithdrawalPage { issue: brief(&app, &visit, &issue, &newsletter).await? })
}

pub async fn withdraw(State(app): State<App>, visit: Visit, Path(id): Path<IssueId>, Typed(_): Typed) -> Answer {
    visit.signed()?;
    let (issue, newsletter) = open_issue(&app, id).await?;
    let number = issue.number.filter(|_| issue.readied_at.is_some()).ok_or(Refusal::Absent)?;
    app.paper.withdraw_issue(newsletter.locale, newsletter.slug, number, app.clock.now()).await?;
    let said = match timeout(PATIENCE, app.press.print()).await {
        Ok(printed) => {
            printed?;
            "withdrawn"
        }
        Err(_) => "withdrawing",
    };
    Ok(on(&format!("/issues/{id}"), said))
}

/// Waits until readers have it, as long as a page may wait.
async fn printed(app: &App, id: IssueId) -> anyhow::Result<()> {
    let is_printed = async {
        while app.post.issue(id).await?.is_some_and(|issue| issue.printed_at.is_none()) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        anyhow::Ok(())
    };
    timeout(PATIENCE, is_printed).await.unwrap_or(Ok(()))
}

async fn whole(app: &App, id: IssueId) -> Result<Whole, web::Trouble> {
    let (issue, newsletter) = open_issue(app, id).await?;
    let at = issue.readied_at.unwrap_or_else(|| app.clock.now());
    let shown = issue.shown_as(&newsletter, app.post.number_of(&issue).await?, at);
    let letter = issue::write(app, &newsletter, &shown).await?;
    Ok(Whole { issue, newsletter, shown, letter })
}

fn findings(app: &App, whole: &Whole) -> Vec<Finding> {
    let Whole { newsletter, shown, letter, .. } = whole;
    let own = paper::newsletter::issue_path(&app.paper.house().prefix(&newsletter.locale), &newsletter.slug, shown.number);
    let stand = app.press.stand();
    let mut found = check(shown, letter, &app.settings.url, &own, |path| stand.entry(path).is_some_and(|entry| entry.status < 400));
    if app.settings.from.is_none() {
        found.push(Finding::NoSender);
    }
    found
}

/// In words; a story that is gone is named by its headline at the desk.
async fn told(app: &App, visit: &Visit, findings: &[Finding]) -> anyhow::Result<Vec<Told>> {
    let mut all = Vec::with_capacity(findings.len());
    for finding in findings {
        let about = match finding {
            Finding::Gone(piece) => headline_of(app, *piece).await?,
            other => other.about(),
        };
        let most = if let Finding::Heavy(_, most) = finding { *most as i64 } else { 0 };
        let args = [("about", Arg::from(about)), ("most", Arg::Number(most))];
        all.push(Told { stops: finding.stops(), text: visit.say_with(finding.key(), &args) });
    }
    Ok(all)
}

async fn show_readiness(app: &App, visit: &Visit, whole: &Whole, refusal: Option<&web::Refusal>) -> Answer {
    let found = findings(app, whole);
    let page = ReadinessPage {
        issue: brief(app, visit, &whole.issue, &whole.newsletter).await?,
        stopped: found.iter().any(Finding::stops),
        findings: told(app, visit, &found).await?,
        number: visit.number(whole.shown.number),
        stories: visit.number(whole.letter.stories.len() as i64),
        subject: whole.shown.subject.clone(),
        preheader: whole.shown.preheader.clone(),
        trouble: refusal.map(|refusal| visit.say_with(refusal.key, &refusal.args)),
    };
    visit.show_with(refusal.map_or(StatusCode::OK, |refusal| refusal.kind.status()), &page)
}

async fn show_preview(
    app: &App,
    visit: &Visit,
    whole: &Whole,
    asked: &Asked,
    refused: Option<(String, String)>,
    status: StatusCode,
) -> Answer {
    let (to, trouble) = refused.map_or((String::new(), None), |(to, trouble)| (to, Some(trouble)));
    let page = PreviewPage {
        issue: brief(app, visit, &whole.issue, &whole.newsletter).await?,
        shows: asked.shows(),
        scheme: asked.scheme(),
        text: whole.letter.written.text.clone(),
        weight: visit.number(whole.letter.written.html.len().div_ceil(1 << 10) as i64),
        sends: app.post.mailer().is_open(),
        to,
        trouble,
    };
    visit.show_with(status, &page)
}

pub fn framed(html: String) -> Response {
    let mut answer: Response = Html(html).into_response();
    answer.extensions_mut().insert(Policy::Framed);
    answer
}

/// The letter as a mail program shows it by day or by night, whatever this browser's user prefers.
pub fn in_scheme(html: &str, scheme: &str) -> String {
    let (query, own) = if scheme == "dark" { ("all", "dark") } else { ("not all", "light") };
    html.replace("(prefers-color-scheme:dark)", query).replace("color-scheme:light dark", &format!("color-scheme:{own}"))
}

/// Pictures come from the desk, which alone the page may ask; links open beside it.
pub fn at_the_desk(html: &str, site: &str) -> String {
    html.replace(&format!("src=\"{site}/media/"), "src=\"/media/").replacen("<head>", "<head><base target=\"_blank\">", 1)
}
