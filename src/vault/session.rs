//! Sessions: who a request comes from.

use anyhow::Result;
use store::Tx;
use web::Secret;

use super::model::{NOTED, Name, Refusal, Role, Session, SessionId, Signed, StaffId, lives};
use super::{Vault, audit, store as rows};

/// What the one who comes in by the demo's own door is called.
const DEMO: &str = "Demo editor";
const DEMO_TREASURER: &str = "Demo treasurer";

impl Vault {
    /// Who has this secret; `None` when nobody has, or no longer.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn signed(&self, secret: &Secret) -> Result<Option<Signed>> {
        let (hash, now) = (secret.hash(), self.0.clock.now());
        let Some(found) = self.0.db.read(move |tx| rows::find_session(tx, &hash)).await? else { return Ok(None) };
        let Session { id, began_at, seen_at } = found.session;
        if !lives(began_at, seen_at, now) {
            self.0.db.write(move |tx| rows::end_session(tx, id, found.staff)).await?;
            return Ok(None);
        }
        if now.duration_since(seen_at) >= NOTED {
            self.0.db.write(move |tx| rows::see_session(tx, id, now)).await?;
        }
        let rows::Found { staff, name, role, language, passkeys, demo, .. } = found;
        Ok(Some(Signed { id: staff, name, role, passkeys, session: id, demo, language, token: secret.token() }))
    }

    /// Lets somebody in by the demo's own door, as an editor or as the treasurer. The caller must know that this is the demo.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn sign_in_to_demo(&self, as_treasurer: bool) -> Result<Secret> {
        let (name, role) = if as_treasurer { (DEMO_TREASURER, Role::Treasurer) } else { (DEMO, Role::Editor) };
        self.open_session(name.parse()?, role, true).await
    }

    /// A session without a passkey, for tests of what lies behind the door.
    ///
    /// # Errors
    /// When the database cannot be asked.
    #[doc(hidden)]
    pub async fn sign_in_for_test(&self, name: Name, role: Role, passkeys: usize) -> Result<Secret> {
        let secret = self.open_session(name.clone(), role, false).await?;
        let now = self.0.clock.now();
        self.0
            .db
            .write(move |tx| {
                let Some(known) = rows::staff_by_name(tx, &name)? else { return Ok(()) };
                (0..passkeys).try_for_each(|_| rows::put_stand_in(tx, known.id, now))
            })
            .await?;
        Ok(secret)
    }

    async fn open_session(&self, name: Name, role: Role, demo: bool) -> Result<Secret> {
        let (secret, now) = (Secret::random(), self.0.clock.now());
        let hash = secret.hash();
        self.0
            .db
            .write(move |tx| {
                let id = match rows::staff_by_name(tx, &name)? {
                    Some(known) => known.id,
                    None => {
                        let id = StaffId::random();
                        rows::put_staff(tx, id, &name, role, now)?;
                        id
                    }
                };
                begin(tx, &hash, id, &name, demo, now)
            })
            .await?;
        Ok(secret)
    }

    /// One's own sessions, the latest first.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn sessions(&self, staff: StaffId) -> Result<Vec<Session>> {
        let now = self.0.clock.now();
        let all = self.0.db.read(move |tx| rows::sessions_of(tx, staff)).await?;
        Ok(all.into_iter().filter(|session| lives(session.began_at, session.seen_at, now)).collect())
    }

    /// Ends one of one's own sessions: this one is signing out.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn end_session(&self, who: &Signed, id: SessionId) -> Result<Result<(), Refusal>> {
        let (staff, name, now) = (who.id, who.name.clone(), self.0.clock.now());
        let ended = self
            .0
            .db
            .write(move |tx| {
                let ended = rows::end_session(tx, id, staff)?;
                if ended {
                    audit::note(tx, now, name.as_str(), "session-ended", "")?;
                }
                Ok(ended)
            })
            .await?;
        Ok(if ended { Ok(()) } else { Err(Refusal::NotYours) })
    }
}

pub(super) fn begin(tx: &mut Tx<'_>, hash: &[u8; 32], staff: StaffId, name: &Name, demo: bool, now: jiff::Timestamp) -> Result<SessionId> {
    audit::note(tx, now, name.as_str(), "signed-in", if demo { "demo" } else { "" })?;
    rows::put_session(tx, hash, staff, demo, now)
}
