//! What the clock does with what is armed, and what a start of the server finds.

use std::time::Duration;

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

use super::model::{Ending, GRACE, Hold, digest};
use super::{Arming, FOLDER, run, standing, steering};
use crate::app::App;
use crate::post::courier::issues as letters;
use crate::post::model::IssueId;
use crate::post::returns;
use crate::post::store::arming as store;
use crate::sending::{self, store as book};

/// How often it is looked whether a letter that waits is still the one that was armed.
const LOOK: SignedDuration = SignedDuration::from_mins(1);
/// Armings that a start looks through.
const MOST: i64 = 100;
/// How long a server that ends waits for letters on the wire.
const FAREWELL: Duration = Duration::from_secs(30);

/// After a start: no key is here, so nothing that was armed is any more. Letters that were on the wire are in doubt.
///
/// # Errors
/// When the database cannot be asked.
pub async fn settle_in(app: &App) -> Result<()> {
    let now = app.clock.now();
    let lost = app.post.db().write(move |tx| {
        let mut lost = 0;
        for arming in store::latest(tx, MOST)? {
            if !store::end(tx, arming.issue(), Ending::Lost, now)? {
                continue;
            }
            lost += 1;
            returns::refused_of(tx, arming.issue(), now)?;
            match book::find_issue(tx, sending::IssueId(arming.issue().0))? {
                Some(entry) if entry.started_at.is_some() => drop(book::doubt(tx, &entry, now)?),
                Some(entry) => book::drop_sending(tx, entry.id)?,
                None => {}
            }
        }
        Ok(lost)
    });
    if lost.await? > 0 {
        tracing::error!(
            "an issue was armed when the server ended: its key is gone, and nothing more of it is sent until a keyholder arms it again or sends it"
        );
    }
    let folder = app.dir.join(FOLDER);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    standing::refresh(app).await
}

/// Begins what is due, holds what may not go by itself, destroys what is over. For the timetable, every few seconds.
///
/// # Errors
/// When the database cannot be asked.
pub async fn look(app: &App) -> Result<()> {
    let armory = app.post.armory();
    if armory.count() == 0 && armory.uploads().is_empty() {
        return Ok(());
    }
    let _turn = armory.0.turn.lock().await;
    let now = app.clock.now();
    armory.uploads().retain(|_, upload| {
        let over = upload.is_over(now);
        if over {
            upload.destroy();
        }
        !over
    });
    for running in armory.running().values().filter(|running| running.ends_at <= now) {
        running.stop(Ending::Over);
    }
    let waiting: Vec<IssueId> = armory.keys().keys().copied().collect();
    for issue in waiting {
        look_at(app, issue, now).await?;
    }
    Ok(())
}

async fn look_at(app: &App, issue: IssueId, now: Timestamp) -> Result<()> {
    let armory = app.post.armory();
    let Some(arming) = app.post.db().read(move |tx| store::find(tx, issue)).await?.filter(|arming| arming.ended_at.is_none()) else {
        return run::end(app, issue, Ending::Disarmed).await;
    };
    if arming.ends_at <= now {
        return run::end(app, issue, Ending::Over).await;
    }
    if arming.held.is_some() {
        return Ok(());
    }
    let is_due = arming.at <= now;
    if arming.released_at.is_none() {
        let stale = armory.keys().get(&issue).is_some_and(|waiting| now.duration_since(waiting.looked_at) >= LOOK);
        if (is_due || stale) && has_changed(app, &arming).await? {
            return hold(app, issue, Hold::Changed).await;
        }
        if let Some(waiting) = armory.keys().get_mut(&issue) {
            waiting.looked_at = now;
        }
        if now.duration_since(arming.at) > GRACE {
            return hold(app, issue, Hold::Missed).await;
        }
    }
    if !is_due {
        return Ok(());
    }
    let waiting = armory.keys().remove(&issue);
    match waiting {
        Some(waiting) => run::begin(app, &arming, waiting.key).await,
        None => Ok(()),
    }
}

/// Whether readers would get another letter than the keyholder has looked at. The rest of a sending says what its beginning said.
async fn has_changed(app: &App, arming: &Arming) -> Result<bool> {
    let id = sending::IssueId(arming.issue().0);
    let goes_on = app.post.db().read(move |tx| book::find_issue(tx, id)).await?.is_some_and(|entry| entry.started_at.is_some());
    if goes_on {
        return Ok(false);
    }
    let Some(issue) = app.post.issue(arming.issue()).await? else { return Ok(true) };
    Ok(match letters::of(app, &issue).await? {
        Some(letter) => digest(&letter)? != digest(&arming.letter)?,
        None => true,
    })
}

async fn hold(app: &App, issue: IssueId, why: Hold) -> Result<()> {
    if app.post.db().write(move |tx| store::hold(tx, issue, why)).await? {
        tracing::error!(issue = issue.0, "an armed issue waits for a person ({}): see its page at the desk", why.as_str());
    }
    standing::refresh(app).await
}

/// Before the process ends: letters on the wire end, and what is left is told as lost. Nothing stays armed.
pub async fn close(app: &App) {
    let (running, waiting) =
        (app.post.armory().running().keys().copied().collect::<Vec<_>>(), app.post.armory().keys().keys().copied().collect::<Vec<_>>());
    for issue in running {
        if let Err(trouble) = steering::stop(app, issue, Ending::Lost, FAREWELL).await {
            tracing::error!(issue = issue.0, "a sending could not be ended in order: {trouble:#}");
        }
    }
    for issue in waiting {
        if let Err(trouble) = run::end(app, issue, Ending::Lost).await {
            tracing::error!(issue = issue.0, "an arming could not be ended in order: {trouble:#}");
        }
    }
}
