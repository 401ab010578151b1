//! Sign-ups over the house's own door: how many a second, what readers feel of them, and whether the answer or its time tells who is known.
//!
//! `cargo bench --bench signup [-- SIGN-UPS TRIES]`; small: `cargo bench --bench signup -- 500 100`. The clients share the machine's cores with the house, which in life they
//! do not: those who sign up give way, and readers are also measured beside as many who only read.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use indelible::app::{App, SETTINGS};
use indelible::post::model::{Newsletter, NewsletterId, Said};
use indelible::press::listener::{self, Door, Manners};
use indelible::settings::{Values, sample};
use indelible::{jobs, reading};
use jiff::SignedDuration;
use kernel::{Clock, Locale};
use seal::sealing::VaultKey;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// Sign-ups under way at a time.
const AT_ONCE: usize = 64;
/// Sign-ups a second beside which readers are measured: what is wanted of the house.
const WANTED: f64 = 2_000.0;
/// Readers' connections, and what each asks a second.
const READERS: usize = 8;
const PACE: f64 = 125.0;
/// How long readers are measured, alone and beside sign-ups.
const WHILE: Duration = Duration::from_secs(10);
/// Times whose z is beyond this differ: by chance that happens once in sixteen thousand.
const SAME: f64 = 4.0;
/// A page that is printed in any house with a newsletter.
const PAGE: &str = "/newsletters/lamp/";

fn main() -> Result<()> {
    let numbers: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let (count, tries) = (numbers.first().copied().unwrap_or(20_000), numbers.get(1).copied().unwrap_or(2_000));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let elsewhere = tokio::runtime::Builder::new_multi_thread().enable_all().on_thread_start(|| _ = rustix::process::nice(19)).build()?;
    runtime.block_on(measure(count, tries, elsewhere.handle()))
}

async fn measure(count: usize, tries: usize, elsewhere: &Handle) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let app = open(dir.path()).await?;
    let door = Door {
        stand: app.press.stand().clone(),
        router: reading::routes(app.clone()),
        tls: None,
        manners: Manners { connections: 1_000, patience: Duration::from_secs(60) },
        clock: app.clock.clone(),
        proxies: vec![Ipv4Addr::LOCALHOST.into()].into(),
    };
    let open = listener::open(door, TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?)?;
    let address = open.address;
    // Each sign-up is of another reader, from another network.
    let next = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    crowd(elsewhere, address, &next, count, None, |n| sign_up(n, n)).await?;
    let spent = begun.elapsed();
    println!("{count} sign-ups in {spent:.1?}: {:.0} a second (wanted: {WANTED:.0})", count as f64 / spent.as_secs_f64());

    let alone = readers(address, WHILE, Arc::default())?.await??;
    let more = (WANTED * WHILE.as_secs_f64()) as usize;
    for (what, ask) in [("pages", (|_| page()) as fn(usize) -> String), ("sign-ups", |n| sign_up(n, n))] {
        let stop = Arc::new(AtomicBool::new(false));
        let reading = readers(address, WHILE * 10, stop.clone())?;
        let (begun, end) = (Instant::now(), next.load(Ordering::Relaxed) + more);
        crowd(elsewhere, address, &next, end, Some(WANTED / AT_ONCE as f64), ask).await?;
        let rate = more as f64 / begun.elapsed().as_secs_f64();
        stop.store(true, Ordering::Relaxed);
        let beside = reading.await??;
        println!(
            "readers, {:.0} pages a second: half within {:.2?} and 99 % within {:.2?} alone; {:.2?} and {:.2?} beside {rate:.0} {what} a second",
            READERS as f64 * PACE,
            at(&alone, 0.5),
            at(&alone, 0.99),
            at(&beside, 0.5),
            at(&beside, 0.99),
        );
    }
    compare_known(&app, address, &next, tries.min(count)).await?;
    open.close();
    Ok(())
}

/// A day later everybody may have a letter again: known and unknown take turns, each asking once.
async fn compare_known(app: &App, address: SocketAddr, next: &AtomicUsize, tries: usize) -> Result<()> {
    app.clock.advance(SignedDuration::from_hours(25));
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut wire = Wire::open(address).await?;
    let (mut known, mut unknown, mut answers) = (Vec::with_capacity(tries), Vec::with_capacity(tries), BTreeSet::new());
    for n in 0..tries {
        let stranger = next.fetch_add(1, Ordering::Relaxed);
        for is_known in if n % 2 == 0 { [true, false] } else { [false, true] } {
            let (reader, times) = if is_known { (n, &mut known) } else { (stranger, &mut unknown) };
            let begun = Instant::now();
            let (status, body) = wire.ask(&sign_up(reader, n)).await?;
            times.push(begun.elapsed());
            answers.insert((status, body));
        }
    }
    ensure!(answers.len() == 1, "there were {} different answers", answers.len());
    let (z, chance) = compare(&mut known, &mut unknown);
    ensure!(z.abs() < SAME, "their times differ: z = {z:.2}, and an unknown address is answered later in {:.1} % of pairs", chance * 100.0);
    println!(
        "{tries} known addresses: {:.0?} in the middle; {tries} unknown: {:.0?}; every answer the same byte for byte; Mann-Whitney z = {z:.2}; an unknown one is answered \
         later in {:.1} % of pairs",
        at(&known, 0.5),
        at(&unknown, 0.5),
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

/// Requests from elsewhere until the counter stands at `end`; each connection makes `pace` a second as chance has it, or as many as it can.
async fn crowd(
    elsewhere: &Handle,
    address: SocketAddr,
    next: &Arc<AtomicUsize>,
    end: usize,
    pace: Option<f64>,
    ask: fn(usize) -> String,
) -> Result<()> {
    let mut workers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let next = next.clone();
        let one = async move {
            let mut wire = Wire::open(address).await?;
            let mut due = tokio::time::Instant::now();
            loop {
                if let Some(pace) = pace {
                    due += Duration::from_secs_f64(exponential() / pace);
                    tokio::time::sleep_until(due).await;
                }
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= end {
                    return anyhow::Ok(());
                }
                let (status, _) = wire.ask(&ask(n)).await?;
                ensure!(status == 200, "the house answered with {status}");
            }
        };
        workers.spawn_on(one, elsewhere);
    }
    while let Some(done) = workers.join_next().await {
        done??;
    }
    next.store(end, Ordering::Relaxed);
    Ok(())
}

/// A gap between two who do not know of each other, 1 in the mean.
fn exponential() -> f64 {
    -(1.0 - kernel::id::random() as f64 / i64::MAX as f64).max(f64::EPSILON).ln()
}

/// Readers on a thread of their own, so that they do not wait for those who sign up, but for the house alone.
fn readers(address: SocketAddr, time: Duration, stop: Arc<AtomicBool>) -> Result<oneshot::Receiver<Result<Vec<Duration>>>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (tell, told) = oneshot::channel();
    std::thread::spawn(move || tell.send(runtime.block_on(read_for(address, time, stop))));
    Ok(told)
}

/// How long readers waited for a page, sorted.
async fn read_for(address: SocketAddr, time: Duration, stop: Arc<AtomicBool>) -> Result<Vec<Duration>> {
    let mut workers = JoinSet::new();
    for _ in 0..READERS {
        let stop = stop.clone();
        workers.spawn(async move {
            let (mut wire, end, mut waits) = (Wire::open(address).await?, Instant::now() + time, Vec::new());
            let mut ticks = tokio::time::interval(Duration::from_secs_f64(1.0 / PACE));
            while Instant::now() < end && !stop.load(Ordering::Relaxed) {
                ticks.tick().await;
                let begun = Instant::now();
                let (status, _) = wire.ask(&page()).await?;
                waits.push(begun.elapsed());
                ensure!(status == 200, "the page was answered with {status}");
            }
            anyhow::Ok(waits)
        });
    }
    let mut all = Vec::new();
    while let Some(waits) = workers.join_next().await {
        all.extend(waits??);
    }
    all.sort_unstable();
    Ok(all)
}

fn page() -> String {
    format!("GET {PAGE} HTTP/1.1\r\nHost: lamp.example\r\nAccept-Encoding: gzip\r\n\r\n")
}

fn sign_up(reader: usize, network: usize) -> String {
    let body = format!("address=reader{reader:08}%40example.org&consent=2026-11");
    let network = Ipv4Addr::from(u32::try_from(network % (1 << 23)).unwrap_or_default() << 8 | 0x0100_0001);
    format!(
        "POST {PAGE}sign-up/ HTTP/1.1\r\nHost: lamp.example\r\nX-Forwarded-For: {network}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// One connection that is kept.
struct Wire(BufReader<TcpStream>);

impl Wire {
    async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// The status and the body.
    async fn ask(&mut self, request: &str) -> Result<(u16, Vec<u8>)> {
        self.0.write_all(request.as_bytes()).await?;
        let (mut status, mut length) = (None, None);
        loop {
            let mut line = String::new();
            ensure!(self.0.read_line(&mut line).await? > 0, "the house has closed the connection");
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            match line.split_once(": ") {
                Some(("content-length", value)) => length = value.parse::<usize>().ok(),
                None if status.is_none() => status = line.split(' ').nth(1).and_then(|code| code.parse().ok()),
                _ => {}
            }
        }
        let mut body = vec![0; length.context("the answer does not say how long it is")?];
        self.0.read_exact(&mut body).await?;
        Ok((status.context("the answer has no status")?, body))
    }
}

fn at(sorted: &[Duration], part: f64) -> Duration {
    sorted.get(((sorted.len() as f64) * part) as usize).or(sorted.last()).copied().unwrap_or_default()
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
