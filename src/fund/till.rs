//! A till of its own: contributions alone, on a host and under a name that are not the newspaper's. No paper, no press, no desk, no reader is here. Keyholders' machines come
//! here too, for the letters that only they can write; nothing is sealed before one was paired.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{Next, from_fn};
use jiff::SignedDuration;
use kernel::{Clock, Domain};
use store::Claimed;

use super::letters::Letterbox;
use super::{Fund, Supplies, doors, jobs};
use crate::app::place;
use crate::keys;
use crate::mail;
use crate::post::courier::{Couriers, Site};
use crate::post::mailer::{Carrier, Mailer};
use crate::post::{self, Post};
use crate::reading::Visitor;
use crate::settings::Settings;
use crate::words::Words;

/// How long a job is ours, how often it is tried, and how long the runner naps.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
const ATTEMPTS: i64 = 12;
const NAP: Duration = Duration::from_secs(20);
/// How often processors are asked what no hook has told.
const TURN: Duration = Duration::from_secs(15 * 60);

/// A till that is open. Clones share one.
#[derive(Clone)]
pub struct Till {
    pub fund: Fund,
    pub couriers: Couriers,
}

/// Opens a data directory that has a till in it and nothing else.
///
/// # Errors
/// When the settings do not fit a till, or a database or the key cannot be opened.
pub fn open(dir: &Path, settings: &Settings, clock: Clock) -> Result<Till> {
    if settings.fund.is_elsewhere {
        bail!("fund.till_url says that the till is elsewhere; leave it empty in the settings of the till itself");
    }
    if settings.fund.methods.is_empty() {
        bail!("fund.methods is empty, so there is nothing that this till could take");
    }
    if settings.tls.is_some() {
        bail!(
            "a till speaks plain HTTP behind a proxy that has the certificate: take tls.certificate and tls.key out, and name the proxy in serve.proxies"
        );
    }
    let carrier = match settings.from.as_ref().filter(|_| !settings.relays.is_empty()) {
        Some(from) => Carrier::Smtp(mail::Outlets::new(settings.relays.clone()), mail::signer(dir, &Domain::parse(from.domain())?)?),
        None => Carrier::None,
    };
    let (words, mailer) = (Words::load(), Mailer::new(carrier));
    let post = Post::open(place(dir, settings, "post"), mailer.clone(), &words)?;
    let told = Site { newspaper: settings.fund.name.clone(), url: settings.fund.url.clone(), is_till: true };
    let couriers = Couriers::new(keys::of_till(dir)?, post.clone(), told, clock.clone());
    let returns = settings.from.as_ref().map_or_else(String::new, |from| from.as_str().to_owned());
    let fund = Fund::open(Supplies {
        place: place(dir, settings, "fund"),
        clock,
        words,
        terms: settings.fund.clone(),
        paper: settings.name.clone(),
        locales: settings.locales.clone(),
        letterbox: Letterbox { mailer, from: settings.from.clone(), returns },
        post,
    })?;
    Ok(Till { fund, couriers })
}

/// Serves until the task is dropped.
///
/// # Errors
/// When the listener cannot be used.
pub async fn keep_open(Till { fund, couriers }: Till, listener: std::net::TcpListener, settings: &Settings) -> Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let working = (0..jobs::RUNNERS).map(|_| tokio::spawn(keep_working(fund.clone()))).collect::<Vec<_>>();
    let turning = tokio::spawn(keep_turning(fund.clone()));
    let letters = fund.letterbox().clone();
    let posting = tokio::spawn(async move { letters.mailer.run_alone(&letters.returns).await });
    let proxies = settings.proxies.clone();
    let seen = from_fn(move |ConnectInfo(peer): ConnectInfo<SocketAddr>, mut request: Request, next: Next| {
        let visitor = Visitor(peer.ip()).behind(&proxies, request.headers());
        request.extensions_mut().insert(visitor);
        async move { next.run(request).await }
    });
    let router: Router =
        doors::routes(&fund).merge(doors::keyholder::routes(&fund, &couriers)).merge(post::courier::doors::pairing(&couriers)).layer(seen);
    let served = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await;
    for task in working.into_iter().chain([turning, posting]) {
        task.abort();
    }
    served.context("the till has closed")
}

async fn keep_working(fund: Fund) {
    loop {
        match fund.db().claim(fund.clock().now(), LEASE, jobs::NAMES).await {
            Ok(Some(job)) => work(&fund, job).await,
            Ok(None) => {
                tokio::select! {
                    () = fund.db().job_enqueued() => {}
                    () = tokio::time::sleep(NAP) => {}
                }
            }
            Err(trouble) => {
                tracing::error!("the jobs of the till cannot be claimed: {trouble:#}");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn work(fund: &Fund, job: Claimed) {
    let Err(trouble) = jobs::run(fund, &job).await else { return };
    let (now, reason) = (fund.clock().now(), format!("{trouble:#}"));
    tracing::warn!("{job:?} failed: {reason}");
    let put = if job.attempts >= ATTEMPTS {
        fund.db().give_up(&job, now, &reason).await
    } else {
        let pause = SignedDuration::from_secs(1 << (job.attempts - 1).clamp(0, 10));
        fund.db().retry(&job, now.saturating_add(pause).unwrap_or(now), &reason).await
    };
    if let Err(trouble) = put {
        tracing::warn!("{job:?} could not be put back, and comes again when its lease is over: {trouble:#}");
    }
}

async fn keep_turning(fund: Fund) {
    loop {
        if let Err(trouble) = fund.turn(fund.clock().now()).await {
            tracing::warn!("processors could not be asked: {trouble:#}");
        }
        tokio::time::sleep(TURN).await;
    }
}
