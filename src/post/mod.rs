//! The post: newsletters, who reads them, and how their issues go out.
//!
//! Promises: an address is sealed before it is stored, and there is no index of addresses; nobody gets more than one letter before they have confirmed; leaving
//! works at once, with the vault locked; the same answer is given for an address that is known and one that is not.
//!
//! - [`model`]: newsletters, sign-ups, issues; the rules.
//! - [`signup`]: a sign-up, sealed.
//! - [`confirmation`]: a confirmation, idempotent.
//! - [`leaving`]: leaving, and the reader's own page.
//! - [`courier`]: what is said to keyholders' machines.
//! - [`issue`](mod@issue): an issue, composed and readied.
//! - [`weekly`]: drafts that begin by themselves.
//! - [`arming`]: issues that the server sends by itself, from a capsule that a keyholder has armed.
//! - [`statistics`]: how an issue did, in plain numbers.
//! - [`check`](mod@check): what must be put right before an issue goes out.
//! - [`letters`]: what letters say.
//! - [`mailer`]: letters that are sent now, from memory.
//! - [`returns`]: what comes back: bounces, complaints, and letters that leave.
//! - [`budget`]: how much of what strangers may ask.
//! - [`doors`]: what is answered to readers.
//! - [`jobs`]: what is done later.
//! - `store`: the tables of `post.db`.

pub mod arming;
pub mod budget;
pub mod check;
pub mod confirmation;
pub mod courier;
pub mod doors;
pub mod issue;
pub mod jobs;
pub mod leaving;
pub mod letters;
pub mod mailer;
pub mod model;
pub mod returns;
pub mod signup;
pub mod statistics;
pub mod weekly;

mod store;
#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError, RwLock};

use ::store::{Db, Place};
use anyhow::Result;
use jiff::Timestamp;
use kernel::{Locale, Slug};
use seal::chain::Chain;
use seal::sealing::{Sealer, VaultPublic};

use crate::words::Words;
use arming::Armory;
use budget::Budgets;
use letters::Letters;
use mailer::Mailer;
use model::{Counts, Newsletter, NewsletterId, OrderId, ReaderId, Refusal};
pub use store::SCHEMA;
pub use store::readers::{CHAIN, Entry};
use store::{newsletters, readers};

/// The room. Clones share one.
#[derive(Clone)]
pub struct Post(Arc<Inner>);

struct Inner {
    db: Db,
    /// Whom rows are sealed to; `None` until a courier has given its key.
    sealer: RwLock<Option<Sealer>>,
    mailer: Mailer,
    letters: Letters,
    budgets: Budgets,
    armory: Armory,
}

impl Post {
    /// Opens `post.db`.
    ///
    /// # Errors
    /// When it is open elsewhere or cannot be, and when a template of a letter cannot be read.
    pub fn open(place: Place, mailer: Mailer, words: &Words) -> Result<Self> {
        let db = Db::open(place, &store::SCHEMA)?;
        let sealer = RwLock::new(db.read_now(newsletters::key)?.map(Sealer::new));
        Ok(Self(Arc::new(Inner {
            db,
            sealer,
            mailer,
            letters: Letters::load(words)?,
            budgets: Budgets::default(),
            armory: Armory::default(),
        })))
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    pub fn mailer(&self) -> &Mailer {
        &self.0.mailer
    }

    pub fn letters(&self) -> &Letters {
        &self.0.letters
    }

    pub fn armory(&self) -> &Armory {
        &self.0.armory
    }

    pub fn budgets(&self) -> &Budgets {
        &self.0.budgets
    }

    /// A consistent copy of `post.db`.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn backup_to(&self, file: &std::path::Path) -> Result<()> {
        self.0.db.backup_to(file, |_, _| {})
    }

    fn sealer(&self) -> Option<Sealer> {
        self.0.sealer.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whom rows are sealed to.
    pub fn key(&self) -> Option<VaultPublic> {
        self.sealer().map(|sealer| sealer.public().clone())
    }

    /// Seals to this key from here on.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn put_key(&self, key: VaultPublic, now: Timestamp) -> Result<()> {
        if self.key().is_some_and(|old| old.as_bytes() == key.as_bytes()) {
            return Ok(());
        }
        let kept = key.clone();
        self.0.db.write(move |tx| newsletters::put_key(tx, &kept, now)).await?;
        *self.0.sealer.write().unwrap_or_else(PoisonError::into_inner) = Some(Sealer::new(key));
        Ok(())
    }

    pub async fn newsletter(&self, id: NewsletterId) -> Result<Option<Newsletter>> {
        self.0.db.read(move |tx| newsletters::find(tx, id)).await
    }

    pub async fn newsletter_at(&self, locale: Locale, slug: Slug) -> Result<Option<Newsletter>> {
        self.0.db.read(move |tx| newsletters::at(tx, &locale, &slug)).await
    }

    /// By language, then in their order.
    pub async fn newsletters(&self) -> Result<Vec<Newsletter>> {
        self.0.db.read(newsletters::all).await
    }

    /// Puts a newsletter into its place, and orders that readers see it so.
    ///
    /// # Errors
    /// When the database cannot be asked. Refused when another stands at that slug.
    pub async fn put_newsletter(&self, newsletter: Newsletter, now: Timestamp) -> Result<Result<(), Refusal>> {
        self.0
            .db
            .write(move |tx| {
                if newsletters::at(tx, &newsletter.locale, &newsletter.slug)?.is_some_and(|there| there.id != newsletter.id) {
                    return Ok(Err(Refusal::SlugTaken(newsletter.slug)));
                }
                newsletters::put(tx, &newsletter, now)?;
                tx.enqueue(&jobs::ShowNewsletter { newsletter: newsletter.id }, now)?;
                Ok(Ok(()))
            })
            .await
    }

    pub async fn count(&self, newsletter: NewsletterId) -> Result<Counts> {
        self.0.db.read(move |tx| readers::count(tx, newsletter)).await
    }

    /// Where the chain of what happened to rows stands.
    pub async fn chain(&self) -> Result<Chain> {
        self.0.db.read(readers::chain).await
    }

    /// What happened to rows after a counter, for a courier.
    pub async fn entries_after(&self, after: i64, most: i64) -> Result<Vec<Entry>> {
        self.0.db.read(move |tx| readers::entries_after(tx, after, most)).await
    }

    /// Stops letters to a row that bounced for good, or complained; whether that is new.
    pub async fn suppress(&self, id: ReaderId, class: &'static str) -> Result<bool> {
        self.0.db.write(move |tx| readers::suppress(tx, id, class)).await
    }

    /// Erases rows that a courier has merged or settled.
    pub async fn erase(&self, ids: Vec<ReaderId>) -> Result<usize> {
        self.0
            .db
            .write(move |tx| {
                let mut erased = 0;
                for id in ids {
                    erased += usize::from(readers::erase(tx, id)?);
                }
                Ok(erased)
            })
            .await
    }

    /// Sealed work orders, for a courier.
    pub async fn orders(&self) -> Result<Vec<(OrderId, Vec<u8>)>> {
        self.0.db.read(|tx| readers::orders(tx, 10_000)).await
    }

    /// How many work orders wait for a keyholder.
    pub async fn count_orders(&self) -> Result<i64> {
        self.0.db.read(readers::count_orders).await
    }

    /// Takes work orders away that were answered.
    pub async fn settle_orders(&self, ids: Vec<OrderId>) -> Result<()> {
        self.0.db.write(move |tx| ids.into_iter().try_for_each(|id| readers::drop_order(tx, id))).await
    }

    /// Forgets sign-ups that nobody has confirmed since before last week, and what came back so long ago that it says nothing any more. For the timetable.
    pub async fn clear_old(&self, now: Timestamp) -> Result<()> {
        let week = model::Week::of(now);
        self.0
            .db
            .write(move |tx| {
                readers::clear_unconfirmed(tx, week.before(1))?;
                store::returns::forget(tx, week.before(returns::WEEKS)).map(drop)
            })
            .await?;
        self.sweep().await;
        Ok(())
    }

    /// What was deleted leaves the files too. Where a long read stands in the way, it does so a day later.
    async fn sweep(&self) {
        if let Err(trouble) = self.0.db.sweep().await {
            tracing::warn!("what was erased still stands in the log of post.db: {trouble:#}");
        }
    }
}
