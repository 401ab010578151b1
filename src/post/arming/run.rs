//! A sending of the server's: from its key to its books.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use kernel::{Domain, EmailAddress};
use letter::dkim::Signer;
use letter::{Draft, Secret};
use tokio::sync::watch;

use super::model::{Besides, Ending, Pace};
use super::{Arming, Running, capsule, destroy, standing};
use crate::app::App;
use crate::mail;
use crate::post::letters::addressed;
use crate::post::model::IssueId;
use crate::post::returns;
use crate::post::store::{arming as store, couriers, issues};
use crate::sending::backoff::Backoff;
use crate::sending::capsule::Key;
use crate::sending::memory::Memory;
use crate::sending::pace::WarmUp;
use crate::sending::{self, Capsule, Carrier, Composer, Engine, Ledger, Plan, Relays, relays, store as book};

/// How long a relay may take for one reply.
const PATIENCE: Duration = Duration::from_secs(60);
/// Connections, whatever a keyholder asks for.
const CONNECTIONS: usize = 200;

/// Begins to send. What stands in the way ends the arming, and alarms; the key is gone either way.
///
/// # Errors
/// When the database cannot be asked.
pub async fn begin(app: &App, arming: &Arming, key: Key) -> Result<()> {
    let (issue, now) = (arming.issue(), app.clock.now());
    let engine = match engine(app, arming, &key).await {
        Ok(engine) => engine,
        Err(trouble) => {
            tracing::error!(issue = issue.0, "an armed issue cannot be sent: {trouble:#}");
            return end(app, issue, Ending::Broken).await;
        }
    };
    drop(key);
    // On the disk before the first letter.
    if !app.post.db().write(move |tx| store::begun(tx, issue, now)).await? {
        return Ok(());
    }
    let (bell, ended) = watch::channel(false);
    let stops: Arc<Mutex<Option<Ending>>> = Arc::default();
    let running = Running { control: engine.control(), ends_at: arming.ends_at, stops: stops.clone(), ended };
    app.post.armory().running().insert(issue, running);
    let app = app.clone();
    tokio::spawn(async move {
        let outcome = engine.run().await;
        let stops = *stops.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(trouble) = conclude(&app, issue, outcome, stops).await {
            tracing::error!(issue = issue.0, "how a sending ended could not be written down: {trouble:#}");
        }
        app.post.armory().running().remove(&issue);
        let _ = bell.send(true);
    });
    Ok(())
}

async fn conclude(app: &App, issue: IssueId, outcome: Result<sending::Ending>, stops: Option<Ending>) -> Result<()> {
    match outcome {
        Ok(sending::Ending::Finished(_)) => {
            destroy(&capsule(&app.dir, issue));
            close_books(app, issue).await?;
        }
        Ok(sending::Ending::Stopped(balance)) => {
            tracing::warn!(issue = issue.0, left = balance.left(), "a sending was stopped before its end");
            end(app, issue, stops.unwrap_or(Ending::Lost)).await?;
        }
        Err(trouble) => {
            tracing::error!(issue = issue.0, "a sending stopped: {trouble:#}");
            end(app, issue, Ending::Broken).await?;
        }
    }
    standing::refresh(app).await
}

/// Ends an arming: its key is gone, and now its file too.
pub(super) async fn end(app: &App, issue: IssueId, ending: Ending) -> Result<()> {
    app.post.armory().keys().remove(&issue);
    destroy(&capsule(&app.dir, issue));
    let now = app.clock.now();
    let end = app.post.db().write(move |tx| {
        store::end(tx, issue, ending, now)?;
        returns::refused_of(tx, issue, now)?;
        // A sending of which no letter has left is none: the next arming counts the list anew.
        match book::find_issue(tx, sending::IssueId(issue.0))? {
            Some(entry) if entry.started_at.is_none() => book::drop_sending(tx, entry.id),
            _ => Ok(()),
        }
    });
    end.await?;
    standing::refresh(app).await
}

/// The books of a sending that is finished become the issue's.
pub(super) async fn close_books(app: &App, issue: IssueId) -> Result<()> {
    let now = app.clock.now();
    let close = app.post.db().write(move |tx| {
        let entry = book::find_issue(tx, sending::IssueId(issue.0))?.context("the sending is gone from the ledger")?;
        let balance = book::balance(tx, &entry)?;
        issues::sent(tx, issue, now)?;
        couriers::put_books(tx, issue, &(&balance).into(), now)?;
        returns::refused_of(tx, issue, now)?;
        let ending = if entry.cancelled_at.is_some() { Ending::Cancelled } else { Ending::Sent };
        if !store::end(tx, issue, ending, now)? {
            store::alter(tx, issue, ending)?;
        }
        Ok(())
    });
    close.await
}

async fn engine(app: &App, arming: &Arming, key: &Key) -> Result<Engine> {
    let issue = sending::IssueId(arming.issue().0);
    let entry = app.post.db().read(move |tx| book::find_issue(tx, issue)).await?.context("there is no ledger of it")?;
    let ledger = Ledger::open(app.post.db(), entry.id).await?.context("there is no ledger of it")??;
    let capsule = Capsule::open(&capsule(&app.dir, arming.issue()), key)?;
    let signer = signer(app, &capsule)?;
    let relays = relays_of(app)?.context("there is no relay: set mail.relays")?;
    let from = EmailAddress::parse(&arming.letter.from).context("the sender's address")?;
    let composer = Composer {
        issue,
        draft: Draft::new(addressed::stencil(&arming.letter, arming.date)?, signer),
        secret: Secret::new(app.post.letter_secret().await?),
        domain: Domain::parse(from.domain())?,
        returns: Domain::parse(&arming.letter.returns)?,
    };
    Engine::new(ledger, capsule, composer, relays, plan(arming.plan), app.clock.clone()).await
}

/// The keys that came for this one run; the house's own where none did.
fn signer(app: &App, capsule: &Capsule) -> Result<Option<Arc<Signer>>> {
    let besides: Besides = serde_json::from_slice(&capsule.besides()?).context("what goes with the recipients cannot be read")?;
    if besides.keys.is_empty() {
        return Ok(app.post.mailer().signer().cloned());
    }
    let keys = besides.keys.iter().map(|key| Ok((letter::dkim::Selector::parse(&key.selector)?, mail::signing_key(&key.key)?)));
    Ok(Some(Arc::new(Signer::new(Domain::parse(&besides.domain)?, keys.collect::<Result<_>>()?, None)?)))
}

/// The relays of the house; the demo's mail box in the demo. `None` where there is neither.
///
/// # Errors
/// When a relay's file of authorities cannot be read.
pub(super) fn relays_of(app: &App) -> Result<Option<Relays>> {
    let mut list = Vec::new();
    if let Some(caught) = app.post.mailer().mail_box() {
        let caught = caught.clone();
        let carrier = Carrier::Memory(Memory::into(move |letter| caught.put(letter.to_vec())));
        list.push(relays::Relay { carrier, weight: 1, most: 1 });
    } else {
        for mail::Outlet { relay, weight, connections } in app.settings.relays.iter().cloned() {
            list.push(relays::Relay { carrier: Carrier::smtp(relay, PATIENCE)?, weight, most: connections });
        }
    }
    if list.is_empty() { Ok(None) } else { Relays::new(list, Backoff::RELAY).map(Some) }
}

fn plan(pace: Pace) -> Plan {
    Plan {
        connections: pace.connections.clamp(1, CONNECTIONS),
        per_domain: pace.per_domain.clamp(1, CONNECTIONS),
        per_second: pace.per_second.filter(|rate| *rate > 0.0),
        per_domain_per_second: pace.per_domain_per_second.filter(|rate| *rate > 0.0),
        warm_up: pace.warm_up.map(WarmUp::bounded),
        ..Plan::default()
    }
}
