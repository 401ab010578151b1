//! Who the staff are.

use anyhow::Result;

use super::model::{Member, Name, Refusal, StaffId};
use super::{Vault, audit, store};

impl Vault {
    /// Everybody, also those who were revoked, by name.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn list(&self) -> Result<Vec<Member>> {
        self.0.db.read(store::all_staff).await
    }

    /// Takes from somebody, at once, every way to come in: passkeys, sessions, invitations.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn revoke(&self, name: Name) -> Result<Result<(), Refusal>> {
        let now = self.0.clock.now();
        self.0
            .db
            .write(move |tx| {
                let Some(known) = store::staff_by_name(tx, &name)? else { return Ok(Err(Refusal::Unknown(name))) };
                if store::revoke(tx, known.id, &name, now)? {
                    audit::note(tx, now, "", "revoked", name.as_str())?;
                }
                Ok(Ok(()))
            })
            .await
    }

    /// Notes the language in which somebody wants the desk.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn speak(&self, staff: StaffId, language: String) -> Result<()> {
        self.0.db.write(move |tx| store::speak(tx, staff, &language)).await
    }
}
