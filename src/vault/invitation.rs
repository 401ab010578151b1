//! Invitations: codes that live 30 minutes and are good once.

use std::fmt;
use std::str::FromStr;

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::model::{INVITED, Name, Refusal, Role};
use super::{Vault, audit, store};

/// Letters and digits that are not taken for one another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
/// 100 bits.
const LENGTH: usize = 20;

/// What the invited person types: 20 letters and digits in fours.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    fn random() -> Self {
        let bits = [kernel::id::random(), kernel::id::random()];
        let letter = |at: usize| char::from(LETTERS[(bits[at / 10] >> (at % 10 * 5)) as usize & 31]);
        Self((0..LENGTH).map(letter).collect())
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

impl FromStr for Code {
    type Err = Refusal;

    /// Spaces, hyphens and capitals do not matter.
    fn from_str(s: &str) -> Result<Self, Refusal> {
        let code: String = s.chars().filter(|c| !c.is_whitespace() && *c != '-').take(LENGTH + 1).flat_map(char::to_lowercase).collect();
        if code.len() == LENGTH && code.bytes().all(|b| LETTERS.contains(&b)) { Ok(Self(code)) } else { Err(Refusal::Code) }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<&str> = (0..LENGTH / 4).map(|at| &self.0[at * 4..at * 4 + 4]).collect();
        f.write_str(&groups.join("-"))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Vault {
    /// Makes an invitation, in the place of any earlier one of that name. For somebody who is here already it is a way to add a passkey; the role must be
    /// theirs then.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn invite(&self, name: Name, role: Role) -> Result<Result<Code, Refusal>> {
        let (code, now) = (Code::random(), self.0.clock.now());
        let hash = code.hash();
        let refusal = self
            .0
            .db
            .write(move |tx| {
                if let Some(known) = store::staff_by_name(tx, &name)?
                    && !known.revoked
                    && known.role != role
                {
                    return Ok(Some(Refusal::OtherRole { name, role: known.role }));
                }
                store::put_invitation(tx, &hash, &name, role, now.saturating_add(INVITED)?)?;
                audit::note(tx, now, "", "invited", &format!("{name}, {role}"))?;
                Ok(None)
            })
            .await?;
        Ok(refusal.map_or(Ok(code), Err))
    }
}
