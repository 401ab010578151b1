//! Stories of sendings: real databases, a real capsule, and relays in memory.

mod capsule;
mod engine;
mod ledger;
mod steering;
mod trouble;

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use kernel::{Clock, Domain, EmailAddress};
use letter::{Draft, HeaderText, Letter, Mailbox, Secret, Stencil};
use store::{Db, Place};
use tempfile::TempDir;

use super::backoff::Backoff;
use super::carrier::Sent;
use super::ledger::Terms;
use super::memory::Memory;
use super::model::IssueId;
use super::relays::Relay;
use super::{Capsule, Carrier, Composer, Doubts, Engine, Ledger, Person, Plan, Recipient, Relays, capsule as file, store as book};

const ISSUE: IssueId = IssueId(77);
const QUICK: Backoff = Backoff { first_ms: 30, longest_ms: 200 };

fn now() -> Timestamp {
    Clock::default().now()
}

fn address(i: usize) -> String {
    format!("reader-{i}@host-{}.example", i % 7)
}

fn recipients(count: usize) -> impl ExactSizeIterator<Item = Result<Recipient>> {
    (0..count).map(|i| Ok(Recipient::new(person(i), &address(i), "abcdefghijklmnopqrstuv")))
}

fn person(i: usize) -> Person {
    Person(10_000 + i as i64)
}

fn terms() -> Terms {
    Terms { ends_at: now() + SignedDuration::from_hours(1), doubts: Doubts::Resend }
}

fn plan() -> Plan {
    Plan { connections: 8, backoff: QUICK, ..Plan::default() }
}

fn composer() -> Result<Composer> {
    let letter = Letter {
        from: Mailbox::new(None, EmailAddress::parse("friday@news.example.org")?)?,
        reply_to: None,
        subject: HeaderText::parse("Friday")?,
        date: "2026-03-06T09:00:00Z".parse()?,
        language: None,
        text: "The lamp is lit.",
        html: None,
        list: None,
        archived_at: None,
        feedback_id: None,
        auto_submitted: None,
    };
    Ok(Composer {
        issue: ISSUE,
        draft: Draft::Unsigned(Stencil::compile(&letter)?),
        secret: Secret::new([7; 32]),
        domain: Domain::parse("news.example.org")?,
        returns: Domain::parse("bounce.example.org")?,
    })
}

fn relays(memories: &[&Memory]) -> Result<Relays> {
    let relay = |memory: &&Memory| Relay { carrier: Carrier::Memory((*memory).clone()), weight: 1, most: 100 };
    Relays::new(memories.iter().map(relay).collect(), QUICK)
}

/// A relay that answers at once.
fn memory(answers: impl Fn(&str, usize) -> Sent + Send + Sync + 'static) -> Memory {
    Memory::new(Duration::from_micros(200), answers)
}

/// A sending in a folder of its own.
struct House {
    folder: TempDir,
    db: Db,
}

impl House {
    fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let db = Db::open(Place::Sqlite(folder.path().join("sending.db")), &book::ALONE)?;
        Ok(Self { folder, db })
    }

    fn capsule(&self) -> std::path::PathBuf {
        self.folder.path().join("capsule")
    }

    async fn prepare(&self, count: usize) -> Result<(Ledger, Capsule)> {
        let (capsule, _) = Capsule::write(&self.capsule(), recipients(count))?;
        Ok((Ledger::prepare(&self.db, ISSUE, &capsule, terms(), now()).await??, capsule))
    }

    async fn engine(&self, count: usize, memories: &[&Memory], plan: Plan) -> Result<Engine> {
        let (ledger, capsule) = self.prepare(count).await?;
        Engine::new(ledger, capsule, composer()?, relays(memories)?, plan, Clock::default()).await
    }

    /// As after a start of the program: the ledger from the database, the capsule made anew.
    async fn again(&self, memories: &[&Memory], plan: Plan) -> Result<Engine> {
        let entry = Ledger::unfinished(&self.db).await?.remove(0);
        let ledger = Ledger::open(&self.db, entry.id).await?.expect("a sending")?;
        let path = self.capsule();
        let from = ledger.clone();
        let (capsule, _) = tokio::task::spawn_blocking(move || resupply(&from, &path)).await??;
        Engine::new(ledger, capsule, composer()?, relays(memories)?, plan, Clock::default()).await
    }
}

fn resupply(ledger: &Ledger, path: &Path) -> Result<(Capsule, file::Key)> {
    ledger.resupply(path, |person| {
        let i = (person.0 - 10_000) as usize;
        Some(Recipient::new(person, &address(i), "abcdefghijklmnopqrstuv"))
    })
}

/// Waits until it is so; ten seconds at most.
async fn until(what: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it did not come about within ten seconds");
}
