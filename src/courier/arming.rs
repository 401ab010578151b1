//! Arming: this machine opens the list and makes the capsule, and the server sends it at its time while this machine sleeps.
//!
//! Promises: the server gets the file and, last of all, its key, sealed to a key that lives in the server's memory for this one arming; what was cut off goes on or
//! begins again, and nothing is half armed. What the server's ledger says comes back by row. An issue is sent by one machine at a time.

use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use seal::sealing::Sealer;
use seal::{Hash, VaultKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::dispatch::recipient;
use super::folder::Courier;
use super::letter::look;
use super::opening::{List, Reader};
use super::server::Server;
use super::settings::Settings;
use super::store as book;
use crate::post::arming::model::{PART, PURPOSE, digest, fits, tried_until};
use crate::post::arming::{Besides, Pace, Standing, State, upload};
use crate::post::courier::messages::{Announced, Armed, HandedOver, IssueLetter, Opened, Taken, Which};
use crate::post::model::IssueId;
use crate::sending::capsule::Key;
use crate::sending::ledger::{self, Terms};
use crate::sending::pace::WarmUp;
use crate::sending::store::Line;
use crate::sending::{self, Capsule, Doubts, Recipient};

/// Lines that a ledger may have: a server that is in other hands could go on for ever.
const MOST_LINES: usize = 4_000_000;

/// How far an arming is, for whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Rows that are opened, of how many.
    Opening(u64, u64),
    /// The capsule is written.
    Writing,
    /// Bytes that the server has, of how many.
    Sending(u64, u64),
}

impl Courier {
    /// What is armed, was, or is being sent by the server, the newest first. Takes no words. Blocks.
    ///
    /// # Errors
    /// [`super::server::Trouble`].
    pub fn armed(&self) -> Result<Vec<Standing>> {
        self.server()?.get("armed")
    }

    /// Arms an issue: opens the list, makes the capsule, gives it to the server. `doubts` as in [`Courier::prepare`]. Blocks.
    ///
    /// # Errors
    /// [`super::letter::Suspect`], [`super::opening::Shutout`], what the server refuses, and when this machine has begun to send it.
    pub fn arm(
        &self,
        ring: &Arc<Vec<VaultKey>>,
        letter: &IssueLetter,
        at: Timestamp,
        settings: &Settings,
        doubts: Option<Doubts>,
        tell: &(dyn Fn(Step) + Sync),
    ) -> Result<Standing> {
        let issue = letter.issue;
        fits(at, self.clock().now())?;
        self.is_not_ours(issue)?;
        let server = self.server()?;
        let HandedOver { people, letter: begun, .. } = server.get(&format!("begun?issue={issue}&from=0"))?;
        // The rest of a sending says what its beginning said, and goes to the same readers.
        let (letter, lines) = match begun.filter(|_| people > 0) {
            Some(begun) => (begun, lines(&server, issue)?),
            None => (letter.clone(), Vec::new()),
        };
        ensure!(letter.issue == issue, "the server gave the letter of another issue");
        look(&letter, &self.pinned()?.site)?;
        let list = self.open_list(ring, letter.newsletter, |done, all| tell(Step::Opening(done as u64, all as u64)))?;
        tell(Step::Writing);
        let path = self.dir().join(format!("{issue}.armed"));
        let wish = Wish { letter: &letter, at, pace: settings.pace(), doubts };
        let armed = make(&path, list, &lines, &settings.besides(issue)?)
            .and_then(|(capsule, key)| give(&server, &path, &capsule, &key, &wish, tell));
        // Here it is needed no more, whatever became of it.
        let _ = std::fs::remove_file(&path);
        armed
    }

    /// Takes an arming back. Blocks.
    ///
    /// # Errors
    /// [`super::server::Trouble`].
    pub fn disarm(&self, issue: IssueId) -> Result<Standing> {
        self.server()?.post("disarming", &Which { issue })
    }

    /// Takes over what the server's sendings say that have ended since. For every synchronisation. Blocks.
    pub(super) fn fetch_armed(&self) -> Result<()> {
        for standing in self.armed()? {
            let ended = matches!(standing.state, State::Sent | State::Cancelled);
            if ended && self.finished(standing.issue)?.is_none() && self.is_not_ours(standing.issue).is_ok() {
                self.adopt(standing.issue, true, None)?;
                let (issue, now) = (standing.issue, self.clock().now());
                self.db().write_now(move |tx| book::told(tx, issue, now))?;
            }
        }
        Ok(())
    }

    /// From here on this machine sends the issue, and goes on where the server was. Blocks.
    ///
    /// # Errors
    /// What the server refuses, and the database's.
    pub(super) fn take_over(&self, issue: IssueId, secret: [u8; 32], warm_up: Option<WarmUp>) -> Result<()> {
        let HandedOver { people, letter, date } = self.server()?.post("handover", &Which { issue })?;
        if people == 0 || self.is_not_ours(issue).is_err() {
            return Ok(());
        }
        let (letter, date) = letter.zip(date).context("the server does not say which letter it has begun to send")?;
        ensure!(letter.issue == issue, "the server gave the letter of another issue");
        self.db().write_now(move |tx| book::replace_letter(tx, &letter, &secret, date))?;
        self.adopt(issue, false, warm_up)
    }

    /// The server's ledger of an issue becomes this machine's.
    fn adopt(&self, issue: IssueId, finished: bool, warm_up: Option<WarmUp>) -> Result<()> {
        let (lines, now) = (lines(&self.server()?, issue)?, self.clock().now());
        let terms = Terms { ends_at: tried_until(now, lines.len() as u64, warm_up), doubts: Doubts::Resend };
        let id = sending::IssueId(issue.0);
        Ok(self.db().write_now(move |tx| ledger::adopt(tx, id, terms, &lines, finished, now))??)
    }

    /// # Errors
    /// When letters of this issue have left from this machine.
    fn is_not_ours(&self, issue: IssueId) -> Result<()> {
        let entry = self.db().read_now(move |tx| sending::store::find_issue(tx, sending::IssueId(issue.0)))?;
        match entry {
            Some(entry) if entry.finished_at.is_some() => bail!("this issue was sent"),
            Some(entry) if entry.started_at.is_some() => {
                bail!("this machine has begun to send this issue, so it goes on from here: “indelible courier send”")
            }
            _ => Ok(()),
        }
    }
}

/// `now`, `10:00` (the next one by the clock on the wall), a moment, or a time with its zone.
///
/// # Errors
/// When it is none of these.
pub fn moment(typed: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp> {
    if typed == "now" {
        return Ok(now);
    }
    if let Ok(zoned) = typed.parse::<jiff::Zoned>() {
        return Ok(zoned.timestamp());
    }
    if let Ok(at) = typed.parse::<Timestamp>() {
        return Ok(at);
    }
    // A date alone, or the time out of something longer, is not what anybody means.
    if let Some(local) = Some(typed).filter(|typed| typed.contains('T')).and_then(|typed| typed.parse::<jiff::civil::DateTime>().ok()) {
        return Ok(local.to_zoned(zone.clone())?.timestamp());
    }
    if let Some(time) = Some(typed).filter(|typed| !typed.contains('-')).and_then(|typed| typed.parse::<jiff::civil::Time>().ok()) {
        let today = now.to_zoned(zone.clone()).date();
        for day in [today, today.tomorrow()?] {
            let at = day.to_datetime(time).to_zoned(zone.clone())?.timestamp();
            if at > now {
                return Ok(at);
            }
        }
    }
    bail!("“{typed}” is no time; it takes now, 10:00, 2026-11-27T10:00, 2026-11-27T10:00:00Z or 2026-11-27T10:00[Europe/Riga]")
}

/// What is wanted.
struct Wish<'a> {
    letter: &'a IssueLetter,
    at: Timestamp,
    pace: Pace,
    doubts: Option<Doubts>,
}

/// The server's ledger of an issue, in the order of its places.
fn lines(server: &Server, issue: IssueId) -> Result<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::new();
    loop {
        let page: Vec<Line> = server.get(&format!("deliveries?issue={issue}&from={}", lines.len()))?;
        if page.is_empty() {
            return Ok(lines);
        }
        ensure!(lines.len() + page.len() <= MOST_LINES, "the server's ledger has no end");
        lines.extend(page);
    }
}

/// Writes the capsule: of the list, or of those whom `lines` name, at their places; who of these has left since has no address in it.
fn make(path: &Path, list: List, lines: &[Line], besides: &Besides) -> Result<(Capsule, Key)> {
    let mut sealed = Zeroizing::new(Vec::with_capacity(32 << 10));
    serde_json::to_writer(&mut *sealed, besides)?;
    if lines.is_empty() {
        return Capsule::write_with(path, list.readers.iter().map(|reader| Ok(recipient(reader))), &sealed);
    }
    let by_row: HashMap<i64, Reader> = list.readers.into_iter().map(|reader| (reader.row.0, reader)).collect();
    let find = |line: &Line| Ok(by_row.get(&line.person.0).map_or_else(|| Recipient::gone(line.person), recipient));
    Capsule::write_with(path, lines.iter().map(find), &sealed)
}

/// Gives the capsule to the server, part by part, and its key last.
fn give(server: &Server, path: &Path, capsule: &Capsule, key: &Key, wish: &Wish<'_>, tell: &(dyn Fn(Step) + Sync)) -> Result<Standing> {
    let file = File::open(path)?;
    let (bytes, issue) = (file.metadata()?.len(), wish.letter.issue);
    let (letter, hash) = (digest(wish.letter)?, hash_of(&file, bytes)?);
    let announced = Announced { issue, at: wish.at, letter, hash, bytes, people: capsule.count(), pace: wish.pace, doubts: wish.doubts };
    let Opened { mut have, seal_to } = server.post("arming", &announced)?;
    let seal_to = Sealer::new(seal_to.parse().context("the server gave no key to seal to")?);
    while have < bytes {
        tell(Step::Sending(have, bytes));
        let taken: Taken = server.send(&format!("part?issue={issue}&from={have}"), &part_of(&file, have, bytes)?)?;
        ensure!(taken.have > have && taken.have <= bytes, "the server does not take the capsule");
        have = taken.have;
    }
    tell(Step::Sending(bytes, bytes));
    let sealed = seal_to.seal(PURPOSE, &upload::about(issue, hash), key.expose())?;
    server.post("armed", &Armed { issue, key: STANDARD.encode(sealed.as_bytes()) })
}

fn part_of(file: &File, from: u64, bytes: u64) -> Result<Vec<u8>> {
    let mut part = vec![0; (bytes - from).min(PART as u64) as usize];
    file.read_exact_at(&mut part, from).context("the capsule cannot be read")?;
    Ok(part)
}

fn hash_of(file: &File, bytes: u64) -> Result<Hash> {
    let (mut digest, mut at) = (Sha256::new(), 0);
    while at < bytes {
        let part = part_of(file, at, bytes)?;
        at += part.len() as u64;
        digest.update(&part);
    }
    Ok(Hash(digest.finalize().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_typed_as_people_say_it() {
        let zone = TimeZone::get("Europe/Amsterdam").expect("a zone");
        let now: Timestamp = "2026-11-26T22:30:00Z".parse().expect("a moment");
        for (typed, at) in [
            ("now", "2026-11-26T22:30:00Z"),
            ("10:00", "2026-11-27T09:00:00Z"),
            ("23:45", "2026-11-26T22:45:00Z"),
            ("23:30", "2026-11-27T22:30:00Z"),
            ("2026-11-27T10:00:00Z", "2026-11-27T10:00:00Z"),
            ("2026-11-27T10:00+02:00", "2026-11-27T08:00:00Z"),
            ("2026-11-27T10:00[Europe/Riga]", "2026-11-27T08:00:00Z"),
            ("2026-11-27T10:00", "2026-11-27T09:00:00Z"),
        ] {
            assert_eq!(moment(typed, now, &zone).expect(typed).to_string(), at, "{typed}");
        }
        for typed in ["", "friday", "25:00", "2026-11-27"] {
            assert!(moment(typed, now, &zone).is_err(), "{typed}");
        }
    }
}
