//! The audit trail: a chain of lines, each of whose hashes covers the one before.
//!
//! It holds what staff did to the house, never anything of a reader. Somebody who can write the whole database can write a new chain; the head that
//! [`Vault::verify_audit`] tells is for keeping elsewhere, so that this is seen too.

use anyhow::Result;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use store::{Tx, params};

use super::Vault;
use super::store::{ALL_LINES, LAST_LINE, PUT_LINE};

/// What a look at the whole trail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Whole {
        lines: i64,
        /// Hash of the last line, in hexadecimal; empty when there is none.
        head: String,
    },
    /// This line, or the one before it, is not what it was.
    Broken { line: i64 },
}

/// One line without its hash.
pub(super) struct Line<'l> {
    pub(super) number: i64,
    pub(super) at: Timestamp,
    pub(super) who: &'l str,
    pub(super) act: &'l str,
    pub(super) about: &'l str,
}

impl Line<'_> {
    fn hash(&self, before: &[u8]) -> [u8; 32] {
        let mut digest = Sha256::new_with_prefix(before);
        digest.update(self.number.to_be_bytes());
        digest.update(self.at.as_millisecond().to_be_bytes());
        for text in [self.who, self.act, self.about] {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        }
        digest.finalize().into()
    }
}

/// Adds a line, in the same act as what it is about.
pub(super) fn note(tx: &mut Tx<'_>, at: Timestamp, who: &str, act: &str, about: &str) -> Result<()> {
    let last = tx.optional(&LAST_LINE, &[], |row| Ok((row.get::<i64>("number")?, row.get::<Vec<u8>>("hash")?)))?;
    let (number, before) = last.map_or((1, Vec::new()), |(number, hash)| (number + 1, hash));
    let hash = Line { number, at, who, act, about }.hash(&before);
    tx.execute(&PUT_LINE, &params! { number, at, who, act, about, hash: &hash })?;
    Ok(())
}

impl Vault {
    /// Reads the trail from its first line and says whether it is whole.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn verify_audit(&self) -> Result<Verdict> {
        self.0.db.read(verify).await
    }

    /// The whole trail, from its first line: who did what.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn trail(&self) -> Result<Vec<(String, String)>> {
        self.0.db.read(|tx| tx.query(&ALL_LINES, &[], |row| Ok((row.get("who")?, row.get("act")?)))).await
    }

    /// Notes what one of the staff did in another room.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn note(&self, who: String, act: &'static str, about: String) -> Result<()> {
        let at = self.0.clock.now();
        self.0.db.write(move |tx| note(tx, at, &who, act, &about)).await
    }
}

fn verify(tx: &mut Tx<'_>) -> Result<Verdict> {
    let (mut lines, mut before, mut broken) = (0, Vec::new(), None);
    tx.for_each(&ALL_LINES, &[], |row| {
        let line =
            Line { number: row.get("number")?, at: row.get("at")?, who: row.get("who")?, act: row.get("act")?, about: row.get("about")? };
        let hash: Vec<u8> = row.get("hash")?;
        lines += 1;
        if broken.is_none() && (line.number != lines || line.hash(&before) != hash[..]) {
            broken = Some(line.number);
        }
        before = hash;
        Ok(())
    })?;
    Ok(match broken {
        Some(line) => Verdict::Broken { line },
        None => Verdict::Whole { lines, head: before.iter().map(|byte| format!("{byte:02x}")).collect() },
    })
}
