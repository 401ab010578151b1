//! Sending an issue from this machine: the list is opened here, and the server has no part in it.
//!
//! Promises: an issue is sent once to each reader, whatever happens to this machine meanwhile (see [`crate::sending`]); after a crash the same command goes on.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use kernel::{Clock, Domain, EmailAddress};
use letter::bounce::status::Measure;
use letter::{Draft, Secret};
use seal::VaultKey;
use serde::Serialize;
use store::Tx;
use zeroize::Zeroizing;

use super::folder::Courier;
use super::letter::look;
use super::opening::{List, Reader};
use super::settings::Settings;
use super::store::{self as book, Begun};
use crate::post::arming::model::tried_until;
use crate::post::courier::messages::{Books, IssueLetter, Issues, MOST, Noted, Results};
use crate::post::letters::addressed;
use crate::post::model::{IssueId, ReaderId};
use crate::sending::composer::Composer;
use crate::sending::ledger::Terms;
use crate::sending::model::Balance;
use crate::sending::{self, Capsule, Control, Doubts, Ending, Engine, Ledger, Person, Plan, Recipient, Relays};

/// An issue that is ready to go. Nothing has left, and it may be left at that.
pub struct Ready {
    ledger: Ledger,
    capsule: Capsule,
    composer: Composer,
    relays: Relays,
    plan: Plan,
    clock: Clock,
    issue: IssueId,
    /// Who gets it.
    pub letters: u64,
    /// Whether it goes on from an earlier start.
    pub goes_on: bool,
    pub is_signed: bool,
}

/// An issue whose letters leave.
pub struct Started {
    engine: Engine,
}

/// Letters of an issue of which it is not known whether they arrived: by row, never by address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InDoubt {
    pub issue: IssueId,
    pub number: i64,
    pub subject: String,
    pub rows: Vec<ReaderId>,
    /// They are left at that.
    pub finished: bool,
}

/// Where an issue stands with this courier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    New,
    /// Its sending was begun and is not finished.
    Begun,
    Sent(Balance),
}

impl Courier {
    /// Issues that are readied and not sent, as the server gives them. Blocks.
    ///
    /// # Errors
    /// [`super::server::Trouble`].
    pub fn issues(&self) -> Result<Issues> {
        self.server()?.get("issues")
    }

    /// # Errors
    /// The database's.
    pub async fn standing(&self, issue: IssueId) -> Result<Standing> {
        let report = Ledger::report(self.db(), sending::IssueId(issue.0)).await?;
        Ok(match report {
            Some(report) if report.entry.finished_at.is_some() => Standing::Sent(report.balance),
            Some(report) if report.entry.started_at.is_some() => Standing::Begun,
            _ => Standing::New,
        })
    }

    /// Rows of an issue that was begun of which it is not known whether they have their letter. While it is being sent some of them are only on the wire.
    ///
    /// # Errors
    /// The database's.
    pub async fn in_doubt(&self, issue: IssueId) -> Result<Vec<ReaderId>> {
        let doubtful = Ledger::doubtful_at_rest(self.db(), sending::IssueId(issue.0)).await?;
        Ok(doubtful.into_iter().map(|person| ReaderId(person.0)).collect())
    }

    /// What is to become of letters of an issue that are in doubt, as it was chosen last.
    ///
    /// # Errors
    /// The database's.
    pub async fn chosen(&self, issue: IssueId) -> Result<Doubts> {
        let found = self.db().read(move |tx| sending::store::find_issue(tx, sending::IssueId(issue.0))).await?;
        Ok(found.map_or(Doubts::Resend, |entry| entry.doubts))
    }

    /// What is in doubt of every issue that was begun here, the oldest first, where there are any.
    ///
    /// # Errors
    /// The database's.
    pub async fn all_in_doubt(&self) -> Result<Vec<InDoubt>> {
        let mut all = Vec::new();
        for issue in self.db().read(sending::store::issues).await? {
            let issue = IssueId(issue.0);
            let rows = self.in_doubt(issue).await?;
            let begun = self.db().read(move |tx| book::letter(tx, issue)).await?;
            let (number, subject) = begun.map(|begun| (begun.letter.number, begun.letter.subject)).unwrap_or_default();
            if !rows.is_empty() {
                let finished = matches!(self.standing(issue).await?, Standing::Sent(_));
                all.push(InDoubt { issue, number, subject, rows, finished });
            }
        }
        Ok(all)
    }

    /// Takes the issue over from the server if it was armed there, opens the list, writes down who gets it, and gets ready. Nothing is sent yet. `doubts` says what
    /// becomes of those in doubt; `None` leaves it as it was: a new sending sends them again.
    ///
    /// # Errors
    /// [`super::letter::Suspect`], [`super::opening::Shutout`], what the settings lack, what the server refuses, and when it was sent before.
    pub async fn prepare(
        &self,
        ring: Arc<Vec<VaultKey>>,
        letter: &IssueLetter,
        secret: &str,
        settings: &Settings,
        doubts: Option<Doubts>,
    ) -> Result<Ready> {
        look(letter, &self.pinned()?.site)?;
        let secret: [u8; 32] =
            STANDARD.decode(secret).ok().and_then(|secret| secret.try_into().ok()).context("the server gave no secret for letters")?;
        let (issue, now) = (letter.issue, self.clock().now());
        let (taking, warm_up) = (self.clone(), settings.warm_up());
        tokio::task::spawn_blocking(move || taking.take_over(issue, secret, warm_up)).await??;
        let goes_on = self.standing(issue).await? == Standing::Begun;
        // As it was when it was begun first: a letter that is sent twice is one letter.
        let (doc, found) = (letter.clone(), letter.issue);
        let begun = self.db().write(move |tx| {
            if goes_on {
                book::put_letter(tx, &doc, &secret, now)?;
            } else {
                book::replace_letter(tx, &doc, &secret, now)?;
            }
            book::letter(tx, found)
        });
        let begun = begun.await?.context("the letter was not kept")?;
        look(&begun.letter, &self.pinned()?.site)?;
        let composer = composer(&begun, settings)?;
        let relays = settings.carriers(&composer.domain)?;
        let list = {
            let (courier, newsletter) = (self.clone(), begun.letter.newsletter);
            tokio::task::spawn_blocking(move || courier.open_list(&ring, newsletter, |_, _| {})).await??
        };
        let (ledger, capsule) = if goes_on {
            self.resupply(issue, list, doubts).await?
        } else {
            let ends_at = tried_until(now, list.readers.len() as u64, warm_up);
            self.supply(issue, list, Terms { ends_at, doubts: doubts.unwrap_or(Doubts::Resend) }).await?
        };
        let is_signed = settings.signs_for(composer.domain.as_str());
        let letters = ledger.balance().await?.left();
        let (plan, clock) = (settings.plan(), self.clock().clone());
        Ok(Ready { ledger, capsule, composer, relays, plan, clock, issue, letters, goes_on, is_signed })
    }

    async fn supply(&self, issue: IssueId, list: List, terms: Terms) -> Result<(Ledger, Capsule)> {
        let (path, id) = (self.capsule(issue), sending::IssueId(issue.0));
        // Whoever has the file has nothing: its key is in this memory only, and dies with it.
        let (capsule, _) =
            tokio::task::spawn_blocking(move || Capsule::write(&path, list.readers.iter().map(|reader| Ok(recipient(reader))))).await??;
        Ok((Ledger::prepare(self.db(), id, &capsule, terms, self.clock().now()).await??, capsule))
    }

    /// The same for a sending that was begun.
    async fn resupply(&self, issue: IssueId, list: List, doubts: Option<Doubts>) -> Result<(Ledger, Capsule)> {
        let (path, id) = (self.capsule(issue), sending::IssueId(issue.0));
        let report = Ledger::report(self.db(), id).await?.context("the sending is gone from the ledger")?;
        let mut ledger = Ledger::open(self.db(), report.entry.id).await?.context("the sending is gone from the ledger")??;
        if let Some(doubts) = doubts {
            ledger.choose(doubts, self.clock().now()).await?;
        }
        // What was on the wire is in doubt before it is looked who has left: these are not written to again.
        ledger.recover(self.clock().now()).await?;
        tokio::task::spawn_blocking(move || {
            let by_row: HashMap<i64, Reader> = list.readers.into_iter().map(|reader| (reader.row.0, reader)).collect();
            let (capsule, _) = ledger.resupply(&path, |person| by_row.get(&person.0).map(recipient))?;
            Ok((ledger, capsule))
        })
        .await?
    }

    fn capsule(&self, issue: IssueId) -> PathBuf {
        self.dir().join(format!("{issue}.capsule"))
    }

    /// Tells the server what became of letters: by row, never by address. Said again it changes nothing. Blocks.
    ///
    /// # Errors
    /// [`super::server::Trouble`], and the database's.
    pub fn report(&self, erase: Vec<ReaderId>) -> Result<Noted> {
        let (mut results, mut told) = (Results::default(), Vec::new());
        for issue in self.db().read_now(book::untold)? {
            let (refused, books) = self.db().read_now(move |tx| outcome(tx, issue))?;
            results.refused.extend(refused);
            // What is told together with the books is all that there is to tell.
            if let Some(books) = books {
                results.sent.push((issue, books));
                told.push(issue);
            }
        }
        let asked = erase.clone();
        self.db().write_now(move |tx| asked.into_iter().try_for_each(|id| book::asked(tx, id)))?;
        results.erase = erase;
        let noted = self.say(results)?;
        let now = self.clock().now();
        self.db().write_now(move |tx| told.into_iter().try_for_each(|issue| book::told(tx, issue, now)))?;
        Ok(noted)
    }

    /// Has the server erase rows, tells it everything else, and forgets those rows here too. Blocks.
    ///
    /// # Errors
    /// As [`Self::report`] and [`Self::sync`].
    pub fn erase(&self, rows: Vec<ReaderId>) -> Result<Noted> {
        let noted = self.report(rows)?;
        if noted.erased > 0 {
            self.sync()?;
        }
        Ok(noted)
    }

    /// Says results in messages of the size that the server takes.
    pub(super) fn say(&self, mut results: Results) -> Result<Noted> {
        let (server, mut noted) = (self.server()?, Noted::default());
        while !results.is_empty() {
            let mut next = Results { sent: std::mem::take(&mut results.sent), ..Results::default() };
            next.erase = results.erase.split_off(results.erase.len().saturating_sub(MOST / 4));
            next.refused = results.refused.split_off(results.refused.len().saturating_sub(MOST / 4));
            next.settle = results.settle.split_off(results.settle.len().saturating_sub(MOST / 4));
            let part: Noted = server.post("results", &next)?;
            noted.erased += part.erased;
            noted.suppressed += part.suppressed;
            noted.settled += part.settled;
            noted.sent += part.sent;
        }
        Ok(noted)
    }

    pub(super) fn finished(&self, issue: IssueId) -> Result<Option<Balance>> {
        self.db().read_now(move |tx| {
            let Some(entry) = sending::store::find_issue(tx, sending::IssueId(issue.0))? else { return Ok(None) };
            Ok(entry.finished_at.is_some().then_some(sending::store::balance(tx, &entry)?))
        })
    }
}

/// A letter that was refused: whose, of which issue, and the class of what was said.
type Refused = (ReaderId, IssueId, String);

/// What became of an issue here: its letters that were refused, and its books once they are closed.
fn outcome(tx: &mut Tx<'_>, issue: IssueId) -> Result<(Vec<Refused>, Option<Books>)> {
    let id = sending::IssueId(issue.0);
    let all = sending::store::results_of(tx, id)?.into_iter().filter(|one| one.class.measure() != Measure::Nothing);
    let refused = all.map(|one| (ReaderId(one.person.0), issue, one.class.name().to_owned())).collect();
    let Some(entry) = sending::store::find_issue(tx, id)?.filter(|entry| entry.finished_at.is_some()) else { return Ok((refused, None)) };
    Ok((refused, Some(Books::from(&sending::store::balance(tx, &entry)?))))
}

impl Ready {
    pub fn issue(&self) -> IssueId {
        self.issue
    }

    /// What becomes of letters in doubt.
    pub fn doubts(&self) -> Doubts {
        self.ledger.entry().doubts
    }

    /// From here on it is this machine that sends it.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub async fn start(self) -> Result<Started> {
        let Self { ledger, capsule, composer, relays, plan, clock, .. } = self;
        Ok(Started { engine: Engine::new(ledger, capsule, composer, relays, plan, clock).await? })
    }

    /// Starts, and sends to the end.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub async fn send(self) -> Result<Ending> {
        self.start().await?.send().await
    }
}

impl Started {
    /// Pauses, cancels, watches.
    pub fn control(&self) -> Control {
        self.engine.control()
    }

    /// Sends to the end.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub async fn send(self) -> Result<Ending> {
        self.engine.run().await
    }
}

pub(super) fn composer(begun: &Begun, settings: &Settings) -> Result<Composer> {
    let Begun { letter, secret, begun_at } = begun;
    let stencil = addressed::stencil(letter, *begun_at)?;
    let from = EmailAddress::parse(&letter.from).context("the sender's address")?;
    Ok(Composer {
        issue: sending::IssueId(letter.issue.0),
        draft: Draft::new(stencil, settings.signer()),
        secret: Secret::new(*secret),
        domain: Domain::parse(from.domain())?,
        returns: Domain::parse(&letter.returns)?,
    })
}

pub(super) fn recipient(reader: &Reader) -> Recipient {
    let token = Zeroizing::new(URL_SAFE_NO_PAD.encode(&reader.token[..]));
    Recipient::new(Person(reader.row.0), reader.address.as_str(), &token)
}
