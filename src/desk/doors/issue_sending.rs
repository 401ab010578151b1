//! How an issue's letters go out: armed, on their way, held, lost; and afterwards in numbers.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use web::{Arg, Trouble};

use super::Answer;
use super::form::Typed;
use super::issues::{Brief, brief};
use super::letters::open_issue;
use super::visit::{Path, Visit, When, on};
use crate::app::App;
use crate::desk::look::Page;
use crate::desk::model::who;
use crate::post::arming::{self, Standing, State as Stands, steering};
use crate::post::model::{Issue, IssueId, Newsletter};
use crate::post::statistics::{self, Statistics};

/// Seconds after which a page that shows a sending is fetched again.
const AGAIN: u32 = 4;

/// A readied issue: what became of it.
#[derive(Debug, Serialize)]
pub struct OutPage {
    pub issue: Brief,
    pub sending: Option<Sending>,
    /// The keyholder's machine that sends it.
    pub machine: Option<String>,
    /// Its time has passed, nobody has armed it, and it is not sent.
    pub late: bool,
    pub numbers: Vec<Figure>,
    pub again: Option<u32>,
}

/// An armed issue.
#[derive(Debug, Serialize)]
pub struct Sending {
    /// As [`Stands`] has it.
    pub state: &'static str,
    /// What that means, in a sentence.
    pub text: String,
    /// What to do next; empty where nothing is to be done.
    pub next: String,
    pub alarms: bool,
    pub live: bool,
    pub begun: bool,
    pub held: bool,
    pub at: When,
    pub ends: When,
    pub settled: u64,
    pub all: u64,
    /// How fast, and how long still.
    pub pace: Option<String>,
    pub stalled: bool,
    pub tally: Vec<Figure>,
    /// It can still be ended by hand.
    pub ends_by_hand: bool,
}

/// A number with its name.
#[derive(Debug, Serialize)]
pub struct Figure {
    pub name: String,
    pub number: String,
    /// What it means, where the name does not say it.
    pub text: String,
}

#[derive(Debug, Serialize)]
pub struct CancellationPage {
    pub issue: Brief,
    pub sending: Option<Sending>,
}

impl Page for OutPage {
    const TEMPLATE: &'static str = "issue-out.html";
}

impl Page for CancellationPage {
    const TEMPLATE: &'static str = "issue-cancellation.html";
}

pub async fn show(app: &App, visit: &Visit, issue: &Issue, newsletter: &Newsletter) -> Answer {
    let standing = arming::standing::one(app, issue.id).await?;
    let machine = app.post.sender_of(issue.id).await?;
    let moves = standing.as_ref().is_some_and(|standing| standing.state == Stands::Sending);
    let late = app.post.is_late(issue.id, app.clock.now()).await?;
    let numbers = statistics::of(app, newsletter, issue).await?;
    let page = OutPage {
        issue: brief(app, visit, issue, newsletter).await?,
        sending: standing.map(|standing| in_words(visit, &standing)),
        machine: machine.filter(|_| issue.sent_at.is_none()),
        late,
        numbers: figures(visit, &numbers),
        again: moves.then_some(AGAIN),
    };
    visit.show(&page)
}

pub async fn pause(State(app): State<App>, _: Visit, Path(id): Path<IssueId>, Typed(_): Typed) -> Answer {
    steered(id, steering::pause(&app, id).await, "sending-paused")
}

pub async fn resume(State(app): State<App>, _: Visit, Path(id): Path<IssueId>, Typed(_): Typed) -> Answer {
    steered(id, steering::resume(&app, id).await, "sending-resumed")
}

pub async fn release(State(app): State<App>, visit: Visit, Path(id): Path<IssueId>, Typed(_): Typed) -> Answer {
    steered(id, steering::release(&app, id, &who(visit.signed()?)).await, "issue-released")
}

pub async fn cancellation(State(app): State<App>, visit: Visit, Path(id): Path<IssueId>) -> Answer {
    let (issue, newsletter) = open_issue(&app, id).await?;
    let standing = arming::standing::one(&app, id).await?;
    let sending = standing.map(|standing| in_words(&visit, &standing)).filter(|sending| sending.ends_by_hand);
    visit.show(&CancellationPage { issue: brief(&app, &visit, &issue, &newsletter).await?, sending })
}

pub async fn cancel(State(app): State<App>, _: Visit, Path(id): Path<IssueId>, Typed(_): Typed) -> Answer {
    let begun = arming::standing::one(&app, id).await?.is_some_and(|standing| standing.begun);
    steered(id, steering::cancel(&app, id).await, if begun { "sending-cancelled" } else { "issue-disarmed" })
}

fn steered(id: IssueId, what: anyhow::Result<Result<Standing, arming::Refusal>>, said: &'static str) -> Result<Response, Trouble> {
    what??;
    Ok(on(&format!("/issues/{id}"), said))
}

fn in_words(visit: &Visit, standing: &Standing) -> Sending {
    let Standing { state, balance, begun, .. } = standing;
    let (at, ends) = (visit.when(standing.at), visit.when(standing.ends_at));
    let number = |count: u64| visit.number(i64::try_from(count).unwrap_or(i64::MAX));
    let key = if *state == Stands::Lost && *begun { "arming-lost-begun".to_owned() } else { format!("arming-{}", state.as_str()) };
    let args = [
        ("at", Arg::from(at.text.clone())),
        ("ends", ends.text.clone().into()),
        ("courier", standing.courier.clone().into()),
        ("number", visit.number(standing.number).into()),
        ("readers", number(balance.candidates).into()),
        ("done", number(balance.settled()).into()),
        ("all", number(balance.candidates).into()),
        ("accepted", number(balance.accepted).into()),
    ];
    let held = matches!(state, Stands::Missed | Stands::Changed);
    let next = match (standing.alarms, held) {
        (false, _) => String::new(),
        (true, true) => visit.say("arming-next-held"),
        (true, false) => visit.say("arming-next"),
    };
    let figure = |key: &str, count: u64| Figure { name: visit.say(key), number: number(count), text: String::new() };
    let going = matches!(state, Stands::Sending);
    let pace = standing.to_go_seconds.filter(|_| going).map(|left| {
        let args = [("minutes", Arg::from(number(left.div_ceil(60).max(1)))), ("rate", number(standing.per_second.round() as u64).into())];
        visit.say_with("courier-to-go", &args)
    });
    Sending {
        state: state.as_str(),
        text: visit.say_with(&key, &args),
        next,
        alarms: standing.alarms,
        live: state.is_live(),
        begun: *begun,
        held,
        settled: balance.settled(),
        all: balance.candidates,
        pace,
        stalled: standing.stalled && going,
        tally: vec![
            figure("courier-accepted", balance.accepted),
            figure("courier-deferred", balance.deferred),
            figure("courier-refused", balance.refused),
            figure("courier-unknown", balance.unknown + balance.doubtful),
            figure("courier-left", balance.gone),
            figure("arming-waiting", balance.left()),
        ],
        ends_by_hand: state.is_live() || standing.alarms || (*state == Stands::Disarmed && *begun),
        at,
        ends,
    }
}

fn figures(visit: &Visit, numbers: &Statistics) -> Vec<Figure> {
    let Some((_, books)) = &numbers.sent else { return Vec::new() };
    let figure = |key: &str, number: i64, text: &str| Figure {
        name: visit.say(key),
        number: visit.number(number),
        text: if text.is_empty() { String::new() } else { visit.say(text) },
    };
    let mut all = vec![
        figure("statistics-sent", books.candidates - books.gone - books.cancelled, "statistics-sent-text"),
        figure("courier-accepted", books.accepted, "statistics-accepted-text"),
        figure("courier-refused", books.refused, "statistics-refused-text"),
        figure("courier-unknown", books.unknown, "statistics-unknown-text"),
    ];
    all.push(figure("statistics-bounced", numbers.bounced, "statistics-bounced-text"));
    all.push(figure("statistics-complained", numbers.complained, "statistics-complained-text"));
    all.push(figure("statistics-left", numbers.left, "statistics-left-text"));
    if let Some(views) = numbers.views {
        all.push(figure("statistics-views", views, "statistics-views-text"));
    }
    all
}
