//! Sign-ups through the house's own router: how many a second, and whether the answer's time tells who is known.
//!
//! `cargo bench --bench signup [-- SIGN-UPS TRIES]`; small: `cargo bench --bench signup -- 500 100`.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use indelible::app::{App, SETTINGS};
use indelible::jobs;
use indelible::post::model::{Newsletter, NewsletterId, Said};
use indelible::reading::{self, Visitor};
use indelible::settings::{Values, sample};
use jiff::SignedDuration;
use kernel::{Clock, Locale};
use seal::sealing::VaultKey;
use tower::ServiceExt;

/// Sign-ups under way at a time.
const AT_ONCE: usize = 64;

fn main() -> Result<()> {
    let numbers: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let (count, tries) = (numbers.first().copied().unwrap_or(20_000), numbers.get(1).copied().unwrap_or(2_000));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(count, tries))
}

async fn measure(count: usize, tries: usize) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let app = open(dir.path()).await?;
    let router = reading::routes(app.clone());
    let begun = Instant::now();
    let next = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let (router, next) = (router.clone(), next.clone());
        workers.spawn(async move {
            loop {
                let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if n >= count {
                    return anyhow::Ok(());
                }
                sign_up(&router, n, n).await?;
            }
        });
    }
    while let Some(done) = workers.join_next().await {
        done??;
    }
    let spent = begun.elapsed();
    println!("{count} sign-ups in {spent:.1?}: {:.0} a second (wanted: 2,000)", count as f64 / spent.as_secs_f64());
    let known = tries.min(count);
    // A day later everybody may have a letter again: known and unknown take turns, each asking once.
    app.clock.advance(SignedDuration::from_hours(25));
    let (mut first, mut second) = (Vec::with_capacity(known), Vec::with_capacity(known));
    for n in 0..known {
        let unknown = count + n;
        if n % 2 == 0 {
            first.push(sign_up(&router, n, n).await?);
            second.push(sign_up(&router, unknown, n).await?);
        } else {
            second.push(sign_up(&router, unknown, n).await?);
            first.push(sign_up(&router, n, n).await?);
        }
    }
    let (z, chance) = compare(&mut first, &mut second);
    println!(
        "{known} known addresses: {:.0?} in the middle; {known} unknown: {:.0?}; Mann-Whitney z = {z:.2}; an unknown one is answered later in {:.1} % of pairs",
        middle(&first),
        middle(&second),
        chance * 100.0
    );
    Ok(())
}

async fn open(dir: &std::path::Path) -> Result<App> {
    let chosen = [("site.locales", "en".to_owned()), ("mail.from", "letters@lamp.example".to_owned())];
    std::fs::write(dir.join(SETTINGS), sample(&chosen))?;
    let clock = Clock::standing_at("2026-11-22T08:00:00Z".parse()?);
    let app = App::open(dir, Values::read(&dir.join(SETTINGS), |_| None)?.resolve(dir)?, clock, true).await?;
    let said = Said { title: "The Friday Lamp".into(), promise: "Every Friday.".into(), ..Said::default() };
    let newsletter = Newsletter {
        id: NewsletterId::random(),
        locale: Locale::english(),
        slug: "lamp".parse().context("a slug")?,
        said,
        position: 1,
        closed_at: None,
    };
    app.post.put_newsletter(newsletter, app.clock.now()).await?.context("a newsletter")?;
    jobs::settle(&app).await?;
    app.post.put_key(VaultKey::generate().public().clone(), app.clock.now()).await?;
    let (mailer, house) = (app.post.mailer().clone(), app.clone());
    tokio::spawn(async move { mailer.run(house).await });
    Ok(app)
}

/// One sign-up, from a network of its own; how long the answer took.
async fn sign_up(router: &Router, reader: usize, network: usize) -> Result<Duration> {
    let mut request =
        Request::post("/newsletters/lamp/sign-up/").body(Body::from(format!("address=reader{reader}%40example.org&consent=2026-11")))?;
    let network = u32::try_from(network % (1 << 24))? << 8;
    request.extensions_mut().insert(Visitor(IpAddr::V4(Ipv4Addr::from(network))));
    let begun = Instant::now();
    let answer = router.clone().oneshot(request).await?;
    anyhow::ensure!(answer.status() == StatusCode::OK, "the answer was {}", answer.status());
    answer.into_body().collect().await?;
    Ok(begun.elapsed())
}

fn middle(sorted: &[Duration]) -> Duration {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// Sorts both; the z of Mann and Whitney's test, and how often a value of the second is larger than one of the first.
fn compare(first: &mut [Duration], second: &mut [Duration]) -> (f64, f64) {
    first.sort_unstable();
    second.sort_unstable();
    let larger: usize = second.iter().map(|value| first.partition_point(|other| other < value)).sum();
    let (n, m) = (first.len() as f64, second.len() as f64);
    let spread = (n * m * (n + m + 1.0) / 12.0).sqrt();
    ((larger as f64 - n * m / 2.0) / spread, larger as f64 / (n * m))
}
