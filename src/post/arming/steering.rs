//! What people do with an issue that is armed: at the desk, or a keyholder from afar.

use std::time::Duration;

use anyhow::{Context, Result};

use super::model::{Ending, Refusal, State};
use super::{Arming, Standing, run, standing};
use crate::app::App;
use crate::post::courier::messages::HandedOver;
use crate::post::courier::{Courier, CourierId};
use crate::post::model::IssueId;
use crate::post::store::{arming as store, issues};
use crate::sending::{self, Control, Ledger, store as book};

/// How long letters on the wire may take to end while somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(40);

type Steered = Result<Result<Standing, Refusal>>;

/// A keyholder takes it back. What has left has left; the rest can be armed again, or sent from the courier.
///
/// # Errors
/// When the database cannot be asked.
pub async fn disarm(app: &App, issue: IssueId) -> Steered {
    let armory = app.post.armory().clone();
    let _turn = armory.0.turn.lock().await;
    let Some(arming) = find(app, issue).await?.filter(|arming| arming.state().is_live()) else { return Ok(Err(Refusal::NotArmed)) };
    if !end_live(app, &arming, Ending::Disarmed).await? {
        return Ok(Err(Refusal::Busy));
    }
    tell(app, issue).await
}

/// Somebody at the desk says that it goes out although it is held: at its time, or now if that has passed.
///
/// # Errors
/// When the database cannot be asked.
pub async fn release(app: &App, issue: IssueId, by: &str) -> Steered {
    let (by, now) = (by.to_owned(), app.clock.now());
    if !app.post.db().write(move |tx| store::release(tx, issue, &by, now)).await? {
        return Ok(Err(Refusal::NotArmed));
    }
    standing::refresh(app).await?;
    super::watch::look(app).await?;
    tell(app, issue).await
}

/// No letter begins after this, until it is resumed. A key's life goes on meanwhile.
///
/// # Errors
/// When the database cannot be asked.
pub async fn pause(app: &App, issue: IssueId) -> Steered {
    steer(app, issue, async |control| control.pause().await).await
}

/// # Errors
/// When the database cannot be asked.
pub async fn resume(app: &App, issue: IssueId) -> Steered {
    steer(app, issue, async |control| control.resume().await).await
}

async fn steer(app: &App, issue: IssueId, act: impl AsyncFnOnce(Control) -> Result<()>) -> Steered {
    let Some(control) = app.post.armory().control(issue) else { return Ok(Err(Refusal::NotArmed)) };
    act(control).await?;
    tell(app, issue).await
}

/// For good. Before the first letter it is disarmed and can be armed again; after it, who still waits gets none, and the issue counts as sent.
///
/// # Errors
/// When the database cannot be asked.
pub async fn cancel(app: &App, issue: IssueId) -> Steered {
    if let Some(control) = app.post.armory().control(issue) {
        control.cancel().await?;
        ended(app, issue, PATIENCE).await;
        return tell(app, issue).await;
    }
    let armory = app.post.armory().clone();
    let _turn = armory.0.turn.lock().await;
    let Some(arming) = find(app, issue).await? else { return Ok(Err(Refusal::NotArmed)) };
    let entry = app.post.db().read(move |tx| book::find_issue(tx, sending::IssueId(issue.0))).await?;
    let begun = entry.filter(|entry| entry.started_at.is_some() && entry.finished_at.is_none());
    match (arming.state(), begun) {
        (state, None) if state.is_live() => run::end(app, issue, Ending::Disarmed).await?,
        (State::HandedOver | State::Sent | State::Cancelled | State::Disarmed, None) | (State::HandedOver, _) => {
            return Ok(Err(Refusal::NotArmed));
        }
        // It was lost before its first letter: somebody has seen it.
        (_, None) => app.post.db().write(move |tx| store::alter(tx, issue, Ending::Disarmed)).await?,
        (_, Some(entry)) => {
            run::end(app, issue, Ending::Cancelled).await?;
            let ledger = Ledger::open(app.post.db(), entry.id).await?.context("there is no ledger of it")??;
            ledger.cancel(app.clock.now()).await?;
            ledger.finish(app.clock.now()).await??;
            run::close_books(app, issue).await?;
        }
    }
    standing::refresh(app).await?;
    tell(app, issue).await
}

/// A keyholder's machine sends the issue from here on: what is armed here ends, and nobody else may begin.
///
/// # Errors
/// When the database cannot be asked.
pub async fn hand_over(app: &App, courier: &Courier, issue: IssueId) -> Result<Result<HandedOver, Refusal>> {
    let armory = app.post.armory().clone();
    let _turn = armory.0.turn.lock().await;
    let found = app.post.db().read(move |tx| Ok((issues::find(tx, issue)?, store::sender(tx, issue)?, store::find(tx, issue)?)));
    let (known, sender, arming) = found.await?;
    match known.filter(|issue| issue.readied_at.is_some()) {
        None => return Ok(Err(Refusal::NotReady)),
        Some(issue) if issue.sent_at.is_some() => return Ok(Err(Refusal::Sent)),
        Some(_) => {}
    }
    if let Some((_, name)) = sender.filter(|(id, _)| *id != courier.id) {
        return Ok(Err(Refusal::HandedOver(name)));
    }
    if let Some(arming) = &arming
        && arming.state().is_live()
        && !end_live(app, arming, Ending::HandedOver).await?
    {
        return Ok(Err(Refusal::Busy));
    }
    let (id, now) = (courier.id, app.clock.now());
    let entry = app.post.db().write(move |tx| hand(tx, issue, id, now));
    let entry = entry.await?;
    standing::refresh(app).await?;
    let people = entry.map_or(0, |entry| entry.candidates);
    let begun = arming.filter(|_| people > 0);
    Ok(Ok(HandedOver { people, date: begun.as_ref().map(|arming| arming.date), letter: begun.map(|arming| arming.letter) }))
}

/// What was begun here and not finished, so that another arming goes on with it. Changes nothing.
///
/// # Errors
/// When the database cannot be asked.
pub async fn begun(app: &App, issue: IssueId) -> Result<HandedOver> {
    let found = app.post.db().read(move |tx| Ok((store::find(tx, issue)?, book::find_issue(tx, sending::IssueId(issue.0))?)));
    let (arming, entry) = found.await?;
    let people = entry.filter(|entry| entry.started_at.is_some() && entry.finished_at.is_none()).map_or(0, |entry| entry.candidates);
    let arming = arming.filter(|_| people > 0);
    Ok(HandedOver { people, date: arming.as_ref().map(|arming| arming.date), letter: arming.map(|arming| arming.letter) })
}

/// Notes who sends it, and gives the ledger of what was begun here.
fn hand(tx: &mut ::store::Tx<'_>, issue: IssueId, courier: CourierId, now: jiff::Timestamp) -> Result<Option<book::Entry>> {
    store::alter(tx, issue, Ending::HandedOver)?;
    store::put_sender(tx, issue, courier, now)?;
    match book::find_issue(tx, sending::IssueId(issue.0))? {
        Some(entry) if entry.started_at.is_none() => book::drop_sending(tx, entry.id).map(|()| None),
        entry => Ok(entry),
    }
}

/// Ends what is armed or being sent here; whether it has ended.
async fn end_live(app: &App, arming: &Arming, ending: Ending) -> Result<bool> {
    let issue = arming.issue();
    if app.post.armory().control(issue).is_some() {
        return stop(app, issue, ending, PATIENCE).await;
    }
    run::end(app, issue, ending).await?;
    Ok(true)
}

/// Stops a sending and waits for its last letters; whether they have ended in time.
pub(super) async fn stop(app: &App, issue: IssueId, why: Ending, patience: Duration) -> Result<bool> {
    let running = app.post.armory().running().get(&issue).cloned();
    if let Some(running) = running {
        running.stop(why);
    }
    Ok(ended(app, issue, patience).await)
}

async fn ended(app: &App, issue: IssueId, patience: Duration) -> bool {
    let running = app.post.armory().running().get(&issue).cloned();
    let Some(mut running) = running else { return true };
    matches!(tokio::time::timeout(patience, running.ended.wait_for(|ended| *ended)).await, Ok(Ok(_)))
}

async fn find(app: &App, issue: IssueId) -> Result<Option<Arming>> {
    app.post.db().read(move |tx| store::find(tx, issue)).await
}

async fn tell(app: &App, issue: IssueId) -> Steered {
    match find(app, issue).await? {
        Some(arming) => Ok(Ok(standing::of(app, &arming).await?)),
        None => Ok(Err(Refusal::NotArmed)),
    }
}
