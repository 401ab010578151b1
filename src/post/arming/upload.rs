//! A capsule on its way in, and the arming itself. Until the last word nothing is armed, and whatever is cut off begins again or goes on.

use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use seal::{Hash, VaultKey};
use sha2::{Digest, Sha256};

use super::model::{LARGEST, LIFE, PURPOSE, Refusal, State, digest, fits, tried_until};
use super::{Arming, Besides, Standing, Waiting, capsule, coming, destroy, standing};
use crate::app::App;
use crate::post::courier::messages::{Announced, Armed, IssueLetter, Opened, Taken};
use crate::post::courier::{Courier, CourierId, issues as letters};
use crate::post::model::{IssueId, NewsletterId};
use crate::post::store::{arming as store, issues};
use crate::sending::capsule::Key;
use crate::sending::ledger::Terms;
use crate::sending::{self, Capsule, Doubts, Ledger, Person, store as book};

/// What did not become an arming by then is forgotten.
const PATIENCE: SignedDuration = SignedDuration::from_hours(2);
/// Lines of the ledger that are compared at a time.
const PAGE: u32 = 10_000;

/// A capsule on its way.
pub struct Upload {
    courier: CourierId,
    announced: Announced,
    /// What the capsule's key is to be sealed to: made for this upload, in memory only.
    key: VaultKey,
    file: File,
    path: PathBuf,
    /// Bytes that have come, without a gap.
    have: AtomicU64,
    began_at: Timestamp,
}

/// An issue that may be armed.
struct Fit {
    letter: IssueLetter,
    date: Timestamp,
    newsletter: NewsletterId,
    /// Letters of it have left already: the capsule has to have the same rows at the same places.
    goes_on: bool,
}

/// A courier says what is about to come. One that was cut off goes on where it was.
///
/// # Errors
/// When the database cannot be asked, or the disk takes no file.
pub async fn announce(app: &App, courier: &Courier, announced: Announced) -> Result<Result<Opened, Refusal>> {
    let (issue, now) = (announced.issue, app.clock.now());
    if let Err(refusal) = may_arm(app, courier.id, &announced, now).await? {
        return Ok(Err(refusal));
    }
    if announced.bytes == 0 || announced.bytes > LARGEST {
        return Ok(Err(Refusal::Size(announced.bytes)));
    }
    let known = app.post.armory().uploads().get(&issue).cloned();
    if let Some(upload) = known.filter(|upload| upload.courier == courier.id && upload.announced == announced) {
        return Ok(Ok(upload.opened()));
    }
    let (path, id) = (coming(&app.dir, issue), courier.id);
    let begin = move || -> Result<Upload> {
        let file = fresh(&path)?;
        let (key, have) = (VaultKey::generate(), AtomicU64::new(0));
        Ok(Upload { courier: id, announced, key, file, path, have, began_at: now })
    };
    let upload = Arc::new(tokio::task::spawn_blocking(begin).await??);
    let opened = upload.opened();
    app.post.armory().uploads().insert(issue, upload);
    Ok(Ok(opened))
}

/// A part of a capsule, behind those that are here.
///
/// # Errors
/// When the disk does not take it.
pub async fn take(app: &App, courier: &Courier, issue: IssueId, from: u64, part: Bytes) -> Result<Result<Taken, Refusal>> {
    let known = app.post.armory().uploads().get(&issue).cloned();
    let Some(upload) = known.filter(|upload| upload.courier == courier.id) else { return Ok(Err(Refusal::NoUpload)) };
    let (have, end) = (upload.have.load(Ordering::Acquire), from + part.len() as u64);
    if from != have {
        return Ok(Err(Refusal::Gap { have }));
    }
    if end > upload.announced.bytes {
        return Ok(Err(Refusal::Capsule));
    }
    let writing = upload.clone();
    tokio::task::spawn_blocking(move || writing.file.write_all_at(&part, from)).await?.context("a part of a capsule cannot be written")?;
    // The same part, come twice at once, is the same bytes at the same place.
    let _ = upload.have.compare_exchange(have, end, Ordering::AcqRel, Ordering::Acquire);
    Ok(Ok(Taken { have: upload.have.load(Ordering::Acquire) }))
}

/// The last word: the key. The capsule is looked at from end to end, and then the issue is armed.
///
/// # Errors
/// When the database or the disk fails; nothing is armed then.
pub async fn arm(app: &App, courier: &Courier, said: Armed) -> Result<Result<Standing, Refusal>> {
    let armory = app.post.armory().clone();
    let _turn = armory.0.turn.lock().await;
    let known = armory.uploads().get(&said.issue).cloned();
    let Some(upload) = known.filter(|upload| upload.courier == courier.id) else { return Ok(Err(Refusal::NoUpload)) };
    let (have, bytes) = (upload.have.load(Ordering::Acquire), upload.announced.bytes);
    if have < bytes {
        return Ok(Err(Refusal::Cut { have, bytes }));
    }
    let now = app.clock.now();
    // Things may have changed while it was on its way.
    let fit = match may_arm(app, courier.id, &upload.announced, now).await? {
        Ok(fit) => fit,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(key) = open_key(&upload, &said.key) else { return Ok(Err(Refusal::Capsule)) };
    armory.uploads().remove(&said.issue);
    let armed = settle(app, courier, &upload, key, fit, now).await;
    if !matches!(armed, Ok(Ok(_))) {
        destroy(&upload.path);
        destroy(&capsule(&app.dir, said.issue));
    }
    standing::refresh(app).await?;
    armed
}

async fn settle(app: &App, courier: &Courier, upload: &Upload, key: Key, fit: Fit, now: Timestamp) -> Result<Result<Standing, Refusal>> {
    let issue = upload.announced.issue;
    let path = capsule(&app.dir, issue);
    let (coming, there, announced) = (upload.path.clone(), path.clone(), upload.announced.clone());
    let looked = tokio::task::spawn_blocking(move || look(&coming, &there, &key, &announced).map(|(opened, gone)| (opened, gone, key)));
    let (opened, gone, key) = match looked.await? {
        Ok(seen) => seen,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let ledger = match ledger(app, &upload.announced, opened, fit.goes_on, now).await? {
        Ok(ledger) => ledger,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let announced = &upload.announced;
    let arming = Arming {
        letter: fit.letter,
        courier: courier.name.clone(),
        date: fit.date,
        plan: announced.pace,
        at: announced.at,
        armed_at: now,
        ends_at: now.saturating_add(LIFE)?,
        held: None,
        released_at: None,
        released_by: None,
        begun_at: None,
        ended_at: None,
        ending: None,
        sent_at: None,
    };
    let (kept, id) = (arming.clone(), ledger.id());
    let put = app.post.db().write(move |tx| {
        gone.into_iter().try_for_each(|person| book::gone(tx, person))?;
        store::gone_already(tx, id, fit.newsletter)?;
        book::paused(tx, id, None)?;
        store::put(tx, &kept)
    });
    put.await?;
    app.post.armory().keys().insert(issue, Waiting { key, looked_at: now });
    tracing::info!(issue = issue.0, people = ledger.entry().candidates, "an issue is armed");
    Ok(Ok(standing::of(app, &arming).await?))
}

/// Whether an issue may be armed as it is announced.
async fn may_arm(app: &App, courier: CourierId, announced: &Announced, now: Timestamp) -> Result<Result<Fit, Refusal>> {
    let id = announced.issue;
    if let Err(refusal) = fits(announced.at, now) {
        return Ok(Err(refusal));
    }
    if super::run::relays_of(app)?.is_none() {
        return Ok(Err(Refusal::NoRelay));
    }
    let found = app.post.db().read(move |tx| {
        let ledger = book::find_issue(tx, sending::IssueId(id.0))?;
        Ok((issues::find(tx, id)?, store::sender(tx, id)?, store::find(tx, id)?, ledger))
    });
    let (issue, sender, earlier, entry) = found.await?;
    let Some(issue) = issue.filter(|issue| issue.printed_at.is_some()) else { return Ok(Err(Refusal::NotReady)) };
    if issue.sent_at.is_some() {
        return Ok(Err(Refusal::Sent));
    }
    // The courier itself knows whether a letter has left from it, and does not ask then.
    if let Some((_, name)) = sender.filter(|(id, _)| *id != courier) {
        return Ok(Err(Refusal::HandedOver(name)));
    }
    let goes_on = entry.is_some_and(|entry| entry.started_at.is_some());
    if let Some(earlier) = &earlier {
        match earlier.state() {
            State::Sending | State::Paused => return Ok(Err(Refusal::Sending)),
            state if state.is_live() => return Ok(Err(Refusal::Armed(earlier.courier.clone()))),
            _ => {}
        }
    }
    let (letter, date) = match earlier.filter(|_| goes_on) {
        // The rest of a sending says what its beginning said.
        Some(earlier) => (earlier.letter, earlier.date),
        None => match letters::of(app, &issue).await? {
            Some(letter) => (letter, announced.at),
            None => return Ok(Err(Refusal::NotReady)),
        },
    };
    if digest(&letter)? != announced.letter {
        return Ok(Err(Refusal::Changed));
    }
    Ok(Ok(Fit { letter, date, newsletter: issue.newsletter, goes_on }))
}

/// The ledger of what is to be sent: a new one, or the one that was begun, if the capsule has its rows at their places.
async fn ledger(app: &App, announced: &Announced, capsule: Capsule, goes_on: bool, now: Timestamp) -> Result<Result<Ledger, Refusal>> {
    let (db, id, doubts) = (app.post.db(), sending::IssueId(announced.issue.0), announced.doubts);
    if !goes_on {
        db.write(move |tx| book::find_issue(tx, id)?.map_or(Ok(()), |earlier| book::drop_sending(tx, earlier.id))).await?;
        let ends_at = tried_until(now.saturating_add(LIFE)?, capsule.count(), announced.pace.warm_up);
        let terms = Terms { ends_at, doubts: doubts.unwrap_or(Doubts::Resend) };
        return Ok(Ledger::prepare(db, id, &capsule, terms, now).await?.map_err(|_| Refusal::Capsule));
    }
    let report = db.read(move |tx| book::find_issue(tx, id)).await?.context("the sending is gone from the ledger")?;
    let Some(Ok(mut ledger)) = Ledger::open(db, report.id).await? else { return Ok(Err(Refusal::Sent)) };
    if capsule.count() != ledger.entry().candidates {
        return Ok(Err(Refusal::Other));
    }
    let mut place = 0;
    while place < capsule.count() {
        for line in Ledger::lines(db, id, place, PAGE).await? {
            if capsule.recipient(place)?.person != line.person {
                return Ok(Err(Refusal::Other));
            }
            place += 1;
        }
    }
    if let Some(doubts) = doubts {
        ledger.choose(doubts, now).await?;
    }
    // What was on the wire is in doubt before it is noted who has left: these are not written to again.
    ledger.recover(now).await?;
    Ok(Ok(ledger))
}

/// Looks at every record, and puts the file in its place. Also those who have no address in it: they had left when it was made. Blocks.
fn look(coming: &Path, there: &Path, key: &Key, announced: &Announced) -> Result<(Capsule, Vec<Person>), Refusal> {
    let whole = || -> Result<Option<(Capsule, Vec<Person>)>> {
        if hash_of(coming)? != announced.hash {
            return Ok(None);
        }
        let capsule = Capsule::open(coming, key)?;
        let besides: Besides = serde_json::from_slice(&capsule.besides()?)?;
        if besides.issue != announced.issue || capsule.count() != announced.people {
            return Ok(None);
        }
        let mut gone = Vec::new();
        for place in 0..capsule.count() {
            let recipient = capsule.recipient(place)?;
            if recipient.address.is_empty() {
                gone.push(recipient.person);
            }
        }
        File::open(coming)?.sync_all()?;
        fs::rename(coming, there)?;
        Ok(Some((Capsule::open(there, key)?, gone)))
    };
    match whole() {
        Ok(Some(seen)) => Ok(seen),
        Ok(None) => Err(Refusal::Capsule),
        Err(trouble) => {
            tracing::warn!("a capsule that came is not armed: {trouble:#}");
            Err(Refusal::Capsule)
        }
    }
}

fn open_key(upload: &Upload, sealed: &str) -> Option<Key> {
    let plain = upload.key.open(PURPOSE, &upload.about(), &STANDARD.decode(sealed).ok()?).ok()?;
    <[u8; 32]>::try_from(&plain[..]).ok().map(Key::from)
}

/// What a sealed key is about: one issue, and one file.
pub fn about(issue: IssueId, hash: Hash) -> [u8; 40] {
    let mut about = [0; 40];
    about[..8].copy_from_slice(&issue.0.to_be_bytes());
    about[8..].copy_from_slice(&hash.0);
    about
}

impl Upload {
    fn about(&self) -> [u8; 40] {
        about(self.announced.issue, self.announced.hash)
    }

    fn opened(&self) -> Opened {
        Opened { have: self.have.load(Ordering::Acquire), seal_to: self.key.public().to_string() }
    }

    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        now.duration_since(self.began_at) > PATIENCE
    }

    pub(super) fn destroy(&self) {
        destroy(&self.path);
    }
}

/// A new file for its owner only, in a folder for its owner only.
fn fresh(path: &Path) -> Result<File> {
    let folder = path.parent().context("a capsule lies in a folder")?;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    destroy(path);
    let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path);
    file.with_context(|| format!("cannot write {}", path.display()))
}

fn hash_of(path: &Path) -> Result<Hash> {
    let (mut file, mut digest, mut buffer) = (File::open(path)?, Sha256::new(), vec![0; 1 << 18]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Hash(digest.finalize().into())),
            read => digest.update(&buffer[..read]),
        }
    }
}
