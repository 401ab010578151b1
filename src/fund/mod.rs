//! The fund: money from readers, without a list of readers.
//!
//! Promises: an attempt is stored before a processor hears of it, and becomes one contribution at most; what a processor has said is kept once, and the ledger follows from the
//! set of what was said, whatever its order; entries sum to zero; of a person nothing is kept but a sealed address, and that only if they gave one. Nobody is led to a processor
//! who has said that they are in a country where that is a crime.
//!
//! - [`model`]: gifts, facts, the fold, the ledger; the rules.
//! - [`terms`]: the settings, of their types.
//! - [`checkout`]: a contribution is begun.
//! - [`provider`]: processors, behind one face.
//! - [`signature`]: whether a hook is to be believed.
//! - [`settle`](mod@settle): what follows from what a processor has said.
//! - [`reconcile`]: what no hook has told.
//! - [`purge`](mod@purge): givers who should not have been let in are forgotten.
//! - [`guard`]: what stands before the processor.
//! - [`reminder`]: a wish to be reminded.
//! - [`letters`]: letters that are sent now.
//! - [`errand`]: letters that a keyholder writes.
//! - [`books`]: the ledger, checked and handed out.
//! - [`desk`]: what the treasurer asks for, in words.
//! - [`report`](mod@report): sums for the treasurer.
//! - [`look`]: templates and styles of its pages.
//! - [`doors`]: what is answered to givers and processors.
//! - [`jobs`]: what is done later.
//! - [`till`]: the room alone, on a host of its own.
//! - [`whereabouts`]: the country of an address.
//! - `store`: the tables of `fund.db`.

#![deny(clippy::float_arithmetic)]

pub mod books;
pub mod checkout;
pub mod desk;
pub mod doors;
pub mod errand;
pub mod guard;
pub mod jobs;
pub mod letters;
pub mod look;
pub mod model;
pub mod provider;
pub mod purge;
pub mod reconcile;
pub mod reminder;
pub mod report;
pub mod settle;
pub mod signature;
pub mod terms;
pub mod till;
pub mod whereabouts;

mod store;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use ::store::{Db, Place};
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use kernel::{Clock, EmailAddress, Locale};
use seal::sealing::Sealer;

use crate::post::Post;
use crate::post::budget::Budgets;
use crate::post::letters::Letters;
use crate::post::model::Token;
use crate::words::Words;
use guard::Guard;
use letters::Letterbox;
use look::Look;
use model::gate::Country;
use model::{AttemptId, Provider};
use provider::{Processor, mollie::Mollie, stripe::Stripe};
use terms::Terms;
use whereabouts::Atlas;

pub use books::Books;
pub use store::SCHEMA;

/// How long an address is remembered for the letter of thanks.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(26);
/// Addresses that are remembered.
const MOST: usize = 20_000;

/// The room. Clones share one.
#[derive(Clone)]
pub struct Fund(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    words: Words,
    terms: Terms,
    /// The newspaper's name.
    paper: String,
    locales: Vec<Locale>,
    processors: Vec<Processor>,
    guard: Guard,
    budgets: Budgets,
    look: Look,
    mail: Letters,
    letterbox: Letterbox,
    post: Post,
    atlas: Option<Atlas>,
    memory: Mutex<Memory>,
}

/// What is held in memory only.
#[derive(Default)]
struct Memory {
    /// Addresses of those who are on the processor's page.
    givers: HashMap<AttemptId, (Timestamp, EmailAddress, Token)>,
    /// Attempts that a letter of thanks was written for.
    thanked: HashMap<AttemptId, Timestamp>,
    /// When a processor was asked about an attempt for somebody who waits.
    asked: HashMap<AttemptId, Timestamp>,
    /// Pages that are the same for everybody.
    pages: HashMap<Kept, Arc<str>>,
}

/// What a contribute page that is kept depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Kept {
    locale: String,
    currency: &'static str,
    /// Since 1 January 1970.
    day: i64,
    /// A keyholder may be paired in the middle of a day.
    takes_reminders: bool,
}

/// What the room is opened with.
pub struct Supplies {
    pub place: Place,
    pub clock: Clock,
    pub words: Words,
    pub terms: Terms,
    pub paper: String,
    pub locales: Vec<Locale>,
    pub letterbox: Letterbox,
    /// Knows the public half of the vault key, from the couriers that are paired: the house's post, or a till's own.
    pub post: Post,
}

impl Fund {
    /// Opens `fund.db`.
    ///
    /// # Errors
    /// When it is open elsewhere or cannot be, or a template cannot be read.
    pub fn open(supplies: Supplies) -> Result<Self> {
        let terms = &supplies.terms;
        let mut processors = Vec::new();
        // A paper whose till is elsewhere speaks to no processor, even if a key was left in its settings.
        if !terms.is_elsewhere {
            processors.extend(terms.stripe.as_ref().map(|keys| Processor::Stripe(Stripe::new(&keys.url, &keys.key))));
            processors.extend(
                terms.mollie.as_ref().map(|keys| Processor::Mollie(Mollie::new(&keys.url, &keys.key, &terms.hook(Provider::Mollie)))),
            );
        }
        Self::open_with(supplies, processors)
    }

    /// The same with processors of one's own.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with(supplies: Supplies, processors: Vec<Processor>) -> Result<Self> {
        let Supplies { place, clock, words, terms, paper, locales, letterbox, post } = supplies;
        let (db, guard) = (Db::open(place, &store::SCHEMA)?, Guard::default());
        // What a process that was killed had begun to settle is settled now, and not when its lease ends.
        db.free_leases_now()?;
        let since = Guard::memory(clock.now());
        guard.recall(db.read_now(move |tx| store::facts::ended(tx, since))?);
        Ok(Self(Arc::new(Inner {
            db,
            look: Look::load(&words, terms.url.starts_with("https://"))?,
            mail: Letters::load(&words)?,
            guard,
            budgets: Budgets::default(),
            post,
            // Where nothing is taken, nobody has to be stopped.
            atlas: terms.country_file.as_deref().filter(|_| terms.is_open()).map(Atlas::open).transpose()?,
            memory: Mutex::default(),
            clock,
            words,
            terms,
            paper,
            locales,
            processors,
            letterbox,
        })))
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub fn words(&self) -> &Words {
        &self.0.words
    }

    pub fn terms(&self) -> &Terms {
        &self.0.terms
    }

    /// The newspaper's name.
    pub fn paper(&self) -> &str {
        &self.0.paper
    }

    pub fn locales(&self) -> &[Locale] {
        &self.0.locales
    }

    /// Where pages of a language begin: the first one's at the root.
    pub fn prefix(&self, locale: &Locale) -> String {
        if self.0.locales.first() == Some(locale) { String::new() } else { format!("{locale}/") }
    }

    pub fn processors(&self) -> &[Processor] {
        &self.0.processors
    }

    pub fn guard(&self) -> &Guard {
        &self.0.guard
    }

    pub fn look(&self) -> &Look {
        &self.0.look
    }

    /// How many letters strangers may ask for.
    pub fn letters_budget(&self) -> &Budgets {
        &self.0.budgets
    }

    fn mail(&self) -> &Letters {
        &self.0.mail
    }

    fn letterbox(&self) -> &Letterbox {
        &self.0.letterbox
    }

    /// Whom addresses are sealed to; `None` until a courier has given its key.
    pub(crate) fn sealer(&self) -> Option<Sealer> {
        self.0.post.key().map(Sealer::new)
    }

    /// Whether somebody can be reminded: where the wish can be sealed to somebody who comes and writes the letter.
    pub fn takes_reminders(&self) -> bool {
        self.writes_letters() && self.sealer().is_some()
    }

    /// A consistent copy of `fund.db`.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn backup_to(&self, file: &std::path::Path) -> Result<()> {
        self.0.db.backup_to(file, |_, _| {})
    }

    /// The country of an address, where a file of countries is set up. It is asked and forgotten.
    pub fn country_of(&self, from: IpAddr) -> Option<Country> {
        self.0.atlas.as_ref().and_then(|atlas| atlas.country_of(from))
    }

    fn memory<T>(&self, act: impl FnOnce(&mut Memory) -> T) -> T {
        act(&mut self.0.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Remembers where a letter of thanks goes, until the money has come.
    fn remember(&self, id: AttemptId, address: EmailAddress, token: Token, now: Timestamp) {
        self.memory(|memory| {
            memory.givers.retain(|_, (at, ..)| now.duration_since(*at) < REMEMBERED);
            if memory.givers.len() < MOST {
                memory.givers.insert(id, (now, address, token));
            }
        });
    }

    fn recall(&self, id: AttemptId, now: Timestamp) -> Option<(EmailAddress, Token)> {
        self.memory(|memory| {
            memory.thanked.retain(|_, at| now.duration_since(*at) < REMEMBERED);
            let (_, address, token) = memory.givers.remove(&id)?;
            memory.thanked.insert(id, now);
            Some((address, token))
        })
    }

    /// Whether a letter of thanks was written, for the page that says so.
    pub fn has_written(&self, id: AttemptId) -> bool {
        self.memory(|memory| memory.thanked.contains_key(&id))
    }

    /// Whether a processor may be asked about an attempt once more for somebody who waits.
    fn may_ask(&self, id: AttemptId, now: Timestamp, pause: SignedDuration) -> bool {
        self.memory(|memory| {
            memory.asked.retain(|_, at| now.duration_since(*at) < pause);
            if memory.asked.contains_key(&id) || memory.asked.len() >= MOST {
                return false;
            }
            memory.asked.insert(id, now);
            true
        })
    }

    fn kept(&self, key: &Kept) -> Option<Arc<str>> {
        self.memory(|memory| memory.pages.get(key).cloned())
    }

    fn keep(&self, key: Kept, html: Arc<str>) {
        self.memory(|memory| {
            memory.pages.retain(|kept, _| kept.day == key.day);
            memory.pages.insert(key, html);
        });
    }
}
