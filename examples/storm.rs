//! Thieves try out stolen cards, and readers read. For `.ci/run`, and for the figures.
//!
//!     cargo run --release --example storm -- --attempts 5000 --times 2
//!
//! A house is open on a real port with the pretend processor behind it. Thieves from as many networks as they like, so many a second, ask for the page, do the sums that they are asked for, and
//! try cards that are declined. Meanwhile a reader asks for one article again and again. It must come to a pause within 50 failed cards; the article must not become slower than so many times
//! what it was, if that is asked for; and when the thieves have gone, somebody with a good card can give without anybody having done anything.
//!
//! It ends with 1 when one of that is not so.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use indelible::app::{App, SETTINGS};
use indelible::paper::model::{Content, Flags, Kind, MastheadWords, PieceId};
use indelible::paper::publication::Publication;
use indelible::press::listener::{self, Door, Manners};
use indelible::settings::{Values, sample};
use indelible::{jobs, reading};
use jiff::SignedDuration;
use kernel::{Clock, Locale};
use sha2::{Digest, Sha256};
use teller::{Config, Teller};

const SECRET: &str = "whsec_storm";
const STOLEN: &str = "4000000000000002";
const GOOD: &str = "4242424242424242";
/// The same article a second.
const READS: u32 = 250;
const ARTICLE: &str = "/2026/11/22/voting/";

#[derive(clap::Parser, Clone)]
struct Args {
    #[arg(long, default_value_t = 5_000)]
    attempts: u64,
    /// How many a second, at most.
    #[arg(long, default_value_t = 100)]
    rate: u32,
    /// Who try at the same time.
    #[arg(long, default_value_t = 8)]
    thieves: u64,
    /// How much slower the 99th of a hundred reads may become; only told when left out.
    #[arg(long)]
    times: Option<u128>,
}

/// What the thieves have seen.
#[derive(Default)]
struct Seen {
    begun: AtomicU64,
    tried: AtomicU64,
    worked: AtomicU64,
    crowded: AtomicU64,
    paused: AtomicU64,
    often: AtomicU64,
    strange: AtomicU64,
}

fn main() -> Result<()> {
    let args = <Args as clap::Parser>::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(storm(args))
}

async fn storm(args: Args) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let clock = Clock::standing_at("2026-11-22T08:00:00Z".parse()?);
    let bank = Teller::start(Config { clock: clock.clone(), ..Config::default() }).await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let app = open(folder.path(), address, &bank, &clock).await?;
    bank.hook(&format!("http://{address}/hooks/stripe"), SECRET);
    let _door = listener::open(
        Door {
            stand: app.press.stand().clone(),
            router: reading::routes(app.clone()),
            tls: None,
            manners: Manners { connections: 1_000, patience: Duration::from_secs(10) },
            clock: clock.clone(),
            proxies: app.settings.proxies.clone().into(),
        },
        listener,
    )?;
    let working = jobs::spawn(app.clone());
    let ticking = tokio::spawn(tick(clock.clone()));
    let before = read(address, Duration::from_secs(10), Arc::default()).await?;
    let (seen, over) = (Arc::new(Seen::default()), Arc::new(AtomicBool::new(false)));
    let began = Instant::now();
    let reading = tokio::spawn(read(address, Duration::from_secs(3_600), over.clone()));
    let mut thieves = Vec::new();
    for thief in 0..args.thieves {
        let (seen, attempts, step, rate) = (seen.clone(), args.attempts, args.thieves, args.rate);
        thieves.push(std::thread::spawn(move || {
            live_elsewhere();
            (thief..attempts).step_by(step as usize).try_for_each(|n| {
                wait_until(began + Duration::from_secs(n) / rate);
                steal(address, n, &seen)
            })
        }));
    }
    let all = tokio::task::spawn_blocking(move || thieves.into_iter().map(std::thread::JoinHandle::join).collect::<Vec<_>>());
    for done in all.await? {
        done.map_err(|_| anyhow::anyhow!("a thief panicked"))??;
    }
    let lasted = began.elapsed();
    over.store(true, SeqCst);
    let during = reading.await??;
    let failed = bank.look(|house| house.stripe.charges.iter().filter(|charge| !charge.paid()).count());
    let count = |of: &AtomicU64| of.load(SeqCst);
    println!(
        "{} attempts of {} thieves in {:.1} s: {} pages of the bank, {} sums done, {} cards tried, {} failed; {} met a crowd, {} a pause, {} were too many of one network",
        args.attempts,
        args.thieves,
        lasted.as_secs_f32(),
        count(&seen.begun),
        count(&seen.worked),
        count(&seen.tried),
        failed,
        count(&seen.crowded),
        count(&seen.paused),
        count(&seen.often)
    );
    println!(
        "an article's p99: {} us before ({} reads), {} us meanwhile ({} reads)",
        before.0.as_micros(),
        before.1,
        during.0.as_micros(),
        during.1
    );
    ensure!(count(&seen.strange) == 0, "{} answers were not understood", count(&seen.strange));
    ensure!(count(&seen.paused) > 0, "there was no pause");
    ensure!(failed <= 50, "{failed} cards failed before the pause");
    ensure!(
        args.times.is_none_or(|times| during.0.as_micros() <= before.0.as_micros().max(500) * times),
        "readers waited {} times as long",
        during.0.as_micros() / before.0.as_micros().max(1)
    );
    // The thieves have gone. Time passes, and nobody does anything.
    let mut minutes = 0;
    let until = loop {
        clock.advance(SignedDuration::from_mins(1));
        minutes += 1;
        if tokio::task::spawn_blocking(move || give(address)).await?? {
            break minutes;
        }
        ensure!(minutes < 120, "nobody can give two hours later");
    };
    println!("a reader could give {until} min later; nobody had done anything");
    working.abort();
    ticking.abort();
    Ok(())
}

/// Thieves have machines of their own: what they reckon there costs the house nothing. So they give way to everybody, and leave the house a core to itself.
fn live_elsewhere() {
    let _ = rustix::process::nice(19);
    #[cfg(target_os = "linux")]
    {
        let mut one = rustix::thread::CpuSet::new();
        one.set(0);
        let _ = rustix::thread::sched_setaffinity(None, &one);
    }
}

/// The clock that is moved by hand is moved as time goes by.
async fn tick(clock: Clock) {
    let mut pace = tokio::time::interval(Duration::from_millis(10));
    loop {
        pace.tick().await;
        clock.advance(SignedDuration::from_millis(10));
    }
}

async fn open(dir: &Path, address: SocketAddr, bank: &Teller, clock: &Clock) -> Result<App> {
    let chosen = [
        ("site.url", format!("http://{address}")),
        ("site.name", "The Harbour Lamp".to_owned()),
        ("site.locales", "en".to_owned()),
        ("site.zone", "Europe/Riga".to_owned()),
        // The thieves say where they come from, as a botnet would.
        ("serve.proxies", "127.0.0.1".to_owned()),
        ("fund.methods", "card".to_owned()),
        ("fund.currencies", "EUR".to_owned()),
        ("fund.statement", "LAMP FOUNDATION".to_owned()),
        ("fund.stripe_key", bank.stripe_key()),
        ("fund.stripe_url", bank.url().to_owned()),
        ("fund.hook_secrets", SECRET.to_owned()),
    ];
    std::fs::write(dir.join(SETTINGS), sample(&chosen))?;
    let settings = Values::read(&dir.join(SETTINGS), |_| None)?.resolve(dir)?;
    let app = App::open(dir, settings, clock.clone(), true).await?;
    app.paper.put_masthead(Locale::english(), MastheadWords { name: "The Harbour Lamp".into(), ..MastheadWords::default() }).await?;
    let content = Content {
        locale: Locale::english(),
        slug: "voting".parse()?,
        kind: Kind::Report,
        label: String::new(),
        headline: "Voting".into(),
        long_headline: String::new(),
        standfirst: "What the ministry said, and what it did not say.".into(),
        lead: None,
        body: markup::markdown::read(&"The ministers were voting until dawn. Nobody had read the law.\n\n".repeat(60)).0,
        bylines: Vec::new(),
        reporting_by: Vec::new(),
        section: None,
        also: Vec::new(),
        tags: Vec::new(),
        dossiers: Vec::new(),
        related: Vec::new(),
        translation_of: None,
        flags: Flags::default(),
    };
    let at = clock.now();
    let piece = Publication {
        id: PieceId::random(),
        content,
        first_published_at: at,
        updated_at: at,
        corrections: Vec::new(),
        old_paths: Vec::new(),
    };
    app.paper.publish(piece).await?.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
    app.press.print().await?;
    Ok(app)
}

/// Reads the article at a fixed rate on one connection; the p99, and how often.
async fn read(address: SocketAddr, patience: Duration, over: Arc<AtomicBool>) -> Result<(Duration, usize)> {
    tokio::task::spawn_blocking(move || {
        let mut line = TcpStream::connect(address)?;
        line.set_nodelay(true)?;
        let (began, mut took) = (Instant::now(), Vec::new());
        let mut buffer = vec![0; 64 << 10];
        for n in 0.. {
            if began.elapsed() >= patience || over.load(SeqCst) {
                break;
            }
            // From when it was due: a reader who waits for the answer before is slow too.
            let due = began + Duration::from_secs(1) / READS * n;
            wait_until(due);
            line.write_all(format!("GET {ARTICLE} HTTP/1.1\r\nHost: lamp.example\r\nAccept-Encoding: gzip\r\n\r\n").as_bytes())?;
            whole(&mut line, &mut buffer)?;
            took.push(due.elapsed());
        }
        took.sort();
        let p99 = *took.get(took.len() * 99 / 100).context("nothing was read")?;
        Ok((p99, took.len()))
    })
    .await?
}

fn wait_until(then: Instant) {
    std::thread::sleep(then.saturating_duration_since(Instant::now()));
}

/// Reads one answer to its end.
fn whole(line: &mut TcpStream, buffer: &mut [u8]) -> Result<()> {
    let mut got = 0;
    loop {
        let more = line.read(&mut buffer[got..])?;
        ensure!(more > 0, "the house hung up on a reader");
        got += more;
        let Some(end) = buffer[..got].windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&buffer[..end]).to_lowercase();
        ensure!(head.starts_with("http/1.1 200"), "{head}");
        let length: usize =
            head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()).context("a length")?.trim().parse()?;
        if got >= end + 4 + length {
            return Ok(());
        }
    }
}

struct Answer {
    status: u16,
    on: String,
    text: String,
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
    config.timeout_global(Some(Duration::from_secs(30))).build().into()
}

fn post(agent: &ureq::Agent, url: &str, form: &str, from: &str) -> Result<Answer> {
    let request = agent.post(url).header("content-type", "application/x-www-form-urlencoded").header("x-forwarded-for", from);
    let mut answer = request.send(form)?;
    let location = answer.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let text = answer.body_mut().read_to_string()?;
    let on = location.unwrap_or_else(|| between(&text, "content=\"0;url=", "\""));
    Ok(Answer { status: answer.status().as_u16(), on, text })
}

fn between(text: &str, before: &str, after: &str) -> String {
    text.split(before).nth(1).and_then(|rest| rest.split(after).next()).unwrap_or_default().to_owned()
}

/// From the page to the bank's; the sum is done where it is asked for.
fn begin(agent: &ureq::Agent, address: SocketAddr, from: &str, worked: &AtomicU64) -> Result<Answer> {
    let url = format!("http://{address}/contribute/");
    let page = agent.get(&url).header("x-forwarded-for", from).call()?.body_mut().read_to_string()?;
    let press = between(&page, "name=\"press\" value=\"", "\"");
    let form = format!("press={press}&country=elsewhere&interval=once&currency=EUR&amount-once=2500&method=card");
    let answer = post(agent, &url, &form, from)?;
    let seed = between(&answer.text, "data-seed=\"", "\"");
    if seed.is_empty() {
        return Ok(answer);
    }
    let (bits, at) =
        (between(&answer.text, "data-bits=\"", "\"").parse::<u32>()?, between(&answer.text, "name=\"work-at\" value=\"", "\""));
    let nonce = (0_u64..).find(|nonce| leading(&seed, *nonce) >= bits).context("a sum")?;
    worked.fetch_add(1, SeqCst);
    post(agent, &url, &format!("{form}&work-at={at}&work={nonce}"), from)
}

fn leading(seed: &str, nonce: u64) -> u32 {
    let digest = Sha256::new().chain_update(seed).chain_update(nonce.to_string()).finalize();
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]).leading_zeros()
}

fn steal(address: SocketAddr, n: u64, seen: &Seen) -> Result<()> {
    let agent = agent();
    let from = format!("10.{}.{}.7", n / 250 % 250, n % 250);
    let answer = begin(&agent, address, &from, &seen.worked)?;
    match answer.status {
        200 if answer.on.contains("/pay/") => {
            seen.begun.fetch_add(1, SeqCst);
            for _ in 0..3 {
                seen.tried.fetch_add(1, SeqCst);
                if post(&agent, &answer.on, &format!("card={STOLEN}"), &from)?.status != 402 {
                    break;
                }
            }
        }
        503 if answer.text.contains("name=\"press\"") => drop(seen.crowded.fetch_add(1, SeqCst)),
        503 => drop(seen.paused.fetch_add(1, SeqCst)),
        429 => drop(seen.often.fetch_add(1, SeqCst)),
        // A sum is asked for again where the pause began meanwhile, and the page of those whose payment did not come about is a 200 too.
        200 => {}
        _ => drop(seen.strange.fetch_add(1, SeqCst)),
    }
    Ok(())
}

/// An honest reader; whether they were thanked.
fn give(address: SocketAddr) -> Result<bool> {
    let agent = agent();
    let answer = begin(&agent, address, "192.0.2.9", &AtomicU64::new(0))?;
    if !answer.on.contains("/pay/") {
        return Ok(false);
    }
    let paid = post(&agent, &answer.on, &format!("card={GOOD}"), "192.0.2.9")?;
    let thanks = agent.get(&paid.on).call()?.body_mut().read_to_string()?;
    ensure!(thanks.contains("LAMP FOUNDATION") && thanks.contains("Thank you"), "a good card was not thanked for: {thanks}");
    Ok(true)
}
