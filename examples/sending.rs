//! A sending from a folder into an SMTP server on loopback, for the chaos suite and for measurements.
//!
//!     sending FOLDER PORT [--recipients 2000] [--connections 16] [--per-domain 16] [--size 2000] [--sign none|ed25519|both] [--per-connection 1000]
//!
//! The first start prepares it; every other goes on from the ledger in the folder, with a capsule made anew, as a courier does. When the issue is sent, a line of
//! JSON says how the books balance and who was ever in doubt. The keys are no secrets and the readers are invented: never point it at a real server.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use indelible::sending::backoff::Backoff;
use indelible::sending::ledger::Terms;
use indelible::sending::relays::Relay;
use indelible::sending::{
    Capsule, Carrier, Composer, Doubts, Ending, Engine, IssueId, Ledger, Person, Plan, Recipient, Relays, store as book,
};
use jiff::SignedDuration;
use kernel::{Clock, Domain, EmailAddress};
use letter::dkim::{Ed25519Key, RsaKey, Selector, Signer};
use letter::list::ListId;
use letter::smtp::Security;
use letter::{Draft, HeaderText, Letter, Link, ListHeaders, Mailbox, Secret, Slot, Stencil};
use store::{Db, Place};

const ISSUE: IssueId = IssueId(7);
/// Far enough apart for readers to have domains in common, and not all the same one.
const DOMAINS: i64 = 200;

struct Asked {
    folder: String,
    port: u16,
    recipients: usize,
    connections: usize,
    per_domain: usize,
    per_connection: u32,
    size: usize,
    sign: String,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let asked = asked()?;
    let folder = Path::new(&asked.folder);
    std::fs::create_dir_all(folder)?;
    let db = Db::open(Place::Sqlite(folder.join("sending.db")), &book::ALONE)?;
    let (clock, began) = (Clock::default(), Instant::now());
    let path = folder.join("capsule");
    let standing = Ledger::report(&db, ISSUE).await?;
    let (ledger, capsule) = match standing {
        Some(report) if report.entry.finished_at.is_some() => return tell(&db).await,
        Some(report) if report.entry.counted_at.is_some() => {
            let ledger = Ledger::open(&db, report.entry.id).await?.context("the sending is gone")??;
            let from = ledger.clone();
            let (capsule, _) = tokio::task::spawn_blocking(move || from.resupply(&path, |person| Some(reader(person.0)))).await??;
            (ledger, capsule)
        }
        _ => {
            let everybody = (0..asked.recipients).map(|i| Ok(reader(i as i64)));
            let (capsule, _) = Capsule::write(&path, everybody)?;
            let terms = Terms { ends_at: clock.now() + SignedDuration::from_hours(72), doubts: Doubts::Resend };
            (Ledger::prepare(&db, ISSUE, &capsule, terms, clock.now()).await??, capsule)
        }
    };
    let prepared = began.elapsed();
    let quick = Backoff { first_ms: 100, longest_ms: 1_000 };
    let plan = Plan {
        connections: asked.connections,
        per_domain: asked.per_domain,
        per_connection: asked.per_connection,
        backoff: quick,
        ..Plan::default()
    };
    let relay = letter::smtp::Relay {
        host: "127.0.0.1".to_owned(),
        port: asked.port,
        security: Security::Plain,
        login: None,
        hello: "mail.example".to_owned(),
        authorities: None,
    };
    let relay = Relay { carrier: Carrier::smtp(relay, Duration::from_secs(30))?, weight: 1, most: asked.connections };
    let engine = Engine::new(ledger, capsule, composer(&asked)?, Relays::new(vec![relay], quick)?, plan, clock).await?;
    println!("{{\"ready\":true}}");
    let began = Instant::now();
    match engine.run().await? {
        Ending::Finished(_) => {}
        Ending::Stopped(balance) => bail!("it stopped: {balance}"),
    }
    let seconds = began.elapsed().as_secs_f64();
    eprintln!("{{\"prepared_s\":{:.3},\"sent_s\":{seconds:.3},\"peak_mib\":{}}}", prepared.as_secs_f64(), peak_mib()?);
    tell(&db).await
}

async fn tell(db: &Db) -> Result<()> {
    let report = Ledger::report(db, ISSUE).await?.context("there is no sending")?;
    ensure!(report.entry.finished_at.is_some(), "the sending is not finished");
    let balance = &report.balance;
    let doubted: Vec<_> = report.doubted.iter().map(|person| address(person.0)).collect();
    let books = serde_json::json!({
        "candidates": balance.candidates, "accepted": balance.accepted, "refused": balance.refused, "unknown": balance.unknown, "gone": balance.gone,
        "cancelled": balance.cancelled, "even": balance.is_even(), "doubted": doubted,
    });
    println!("{books}");
    Ok(())
}

fn reader(i: i64) -> Recipient {
    Recipient::new(Person(i), &address(i), &format!("{i:022}"))
}

fn address(i: i64) -> String {
    format!("reader-{i}@host-{}.example", i % DOMAINS)
}

fn composer(asked: &Asked) -> Result<Composer> {
    let links = format!("\nhttps://lamp.example/leave/{}\nhttps://lamp.example/m/{}\n", Slot::Leave.marker(), Slot::Manage.marker());
    let line = "The lamp over the editor's desk is lit on Friday, and the letter goes out.\n\n";
    // A quarter is text, and the rest the page.
    let text = format!("{}{links}", line.repeat(asked.size / 4 / line.len() + 1));
    let tag = "<p style=\"margin:0\">The lamp over the editor's desk is lit.</p>\n";
    let html = format!("<!doctype html><html lang=en>{}{links}</html>", tag.repeat(asked.size * 7 / 10 / tag.len() + 1));
    let domain = || Domain::parse("news.lamp.example");
    let letter = Letter {
        from: Mailbox::new(Some(HeaderText::parse("The Lamp")?), EmailAddress::parse("friday@news.lamp.example")?)?,
        reply_to: None,
        subject: HeaderText::parse("Friday: the lamp is lit")?,
        date: "2026-03-06T09:00:00Z".parse()?,
        language: None,
        text: &text,
        html: Some(&html),
        list: Some(ListHeaders {
            id: ListId::new(None, "friday.news.lamp.example")?,
            leave: Link::https(&format!("https://lamp.example/leave/{}", Slot::Leave.marker()))?,
            leave_by_mail: None,
            help: None,
            archive: None,
            owner: None,
        }),
        archived_at: None,
        feedback_id: None,
        auto_submitted: None,
    };
    let stencil = Stencil::compile(&letter)?;
    let ed25519 = || -> Result<_> { Ok((Selector::parse("e2026")?, Ed25519Key::from_seed(&[7; 32]).into())) };
    let keys = match asked.sign.as_str() {
        "none" => Vec::new(),
        "ed25519" => vec![ed25519()?],
        "both" => vec![(Selector::parse("r2026")?, RsaKey::generate()?.into()), ed25519()?],
        other => bail!("--sign takes none, ed25519 or both, not {other}"),
    };
    let signer = if keys.is_empty() { None } else { Some(Arc::new(Signer::new(domain()?, keys, None)?)) };
    Ok(Composer {
        issue: ISSUE,
        draft: Draft::new(stencil, signer),
        secret: Secret::new([1; 32]),
        domain: domain()?,
        returns: Domain::parse("bounce.lamp.example")?,
    })
}

fn asked() -> Result<Asked> {
    let mut words = std::env::args().skip(1);
    let folder = words.next().context("which folder?")?;
    let port = words.next().context("which port?")?.parse()?;
    let mut asked = Asked {
        folder,
        port,
        recipients: 2_000,
        connections: 16,
        per_domain: 16,
        per_connection: 1_000,
        size: 2_000,
        sign: "none".to_owned(),
    };
    while let Some(name) = words.next() {
        let value = words.next().with_context(|| format!("{name} wants a value"))?;
        match name.as_str() {
            "--recipients" => asked.recipients = value.parse()?,
            "--connections" => asked.connections = value.parse()?,
            "--per-domain" => asked.per_domain = value.parse()?,
            "--per-connection" => asked.per_connection = value.parse()?,
            "--size" => asked.size = value.parse()?,
            "--sign" => asked.sign = value,
            _ => bail!("there is no option {name}"),
        }
    }
    Ok(asked)
}

/// The most memory that this process has had, in MiB.
fn peak_mib() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? / 1_024)
}
