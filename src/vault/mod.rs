//! The vault: who the staff are, how they come in, and what they may do.
//!
//! Promises: nobody comes in without a passkey that has verified its bearer (but for the demo's own door); a role above contributor needs two of them; an
//! invitation lives 30 minutes and is good once; only hashes of codes and sessions are kept; every change leaves a line that cannot be taken out unnoticed.
//!
//! - `model`: roles, powers, names, how long a session lives; pure.
//! - `invitation`: codes.
//! - `passkey`: registering one, signing in with one.
//! - `session`: who a request comes from.
//! - `staff`: listing and revoking.
//! - `audit`: the chain of lines.
//! - `store`: the tables of `vault.db`.

mod audit;
mod invitation;
mod model;
mod passkey;
mod session;
mod staff;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use ::store::{Db, Place};
use anyhow::{Context, Result};
use kernel::Clock;
use url::Url;

pub use audit::Verdict;
pub use invitation::Code;
pub use model::{Member, Name, PasskeyId, Power, Refusal, Role, Session, SessionId, Signed, StaffId};
pub use passkey::{Ceremony, Challenge};
pub use store::SCHEMA;

/// The room. Clones share one.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    keys: passkey::Keys,
}

impl Vault {
    /// Opens `vault.db`. Passkeys belong to the host name of `desk`, the address that staff know.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub fn open(place: Place, desk: &str, clock: Clock) -> Result<Self> {
        let desk = Url::parse(desk).context("desk.url is no address")?;
        let db = Db::open(place, &store::SCHEMA)?;
        Ok(Self(Arc::new(Inner { db, clock, keys: passkey::Keys::of(&desk) })))
    }

    /// A vault on a database that is open already.
    #[cfg(test)]
    fn on(db: Db, clock: Clock) -> Self {
        let desk = Url::parse("http://localhost:8081").expect("an address");
        Self(Arc::new(Inner { db, clock, keys: passkey::Keys::of(&desk) }))
    }

    /// A consistent copy of `vault.db`.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn backup_to(&self, file: &std::path::Path) -> Result<()> {
        self.0.db.backup_to(file, |_, _| {})
    }

    /// Clears away sessions and invitations whose time is over. For the timetable.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn clear(&self) -> Result<()> {
        let now = self.0.clock.now();
        self.0.db.write(move |tx| store::clear(tx, now)).await
    }
}
