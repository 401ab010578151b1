//! The ledger as it is checked and handed out: no identities in it, and the same bytes whatever the order in which its entries came.

use std::io::Write;
use std::sync::Arc;

use ::store::{Db, Place};
use anyhow::Result;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Fund;
use super::model::ledger;
use super::store::{facts, ledger as lines};

/// Lines that are read in one act.
const PAGE: i64 = 2_000;

/// What a look at the ledger found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    pub entries: i64,
    pub facts: u64,
    /// SHA-256 of the export, in hex.
    pub hash: String,
    /// Entries whose lines do not sum to zero.
    pub unbalanced: Vec<String>,
    /// Entries that follow from the facts, and are not there.
    pub missing: Vec<String>,
    /// Entries that are there, and follow from no fact.
    pub unfounded: i64,
    pub totals: Vec<Total>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    pub account: String,
    pub currency: &'static str,
    pub minor: i64,
    pub amount: String,
}

impl Checked {
    pub fn is_sound(&self) -> bool {
        self.unbalanced.is_empty() && self.missing.is_empty() && self.unfounded == 0
    }
}

/// The ledger alone, as it is read: by the room, or beside it.
#[derive(Clone)]
pub struct Books(Db);

impl Fund {
    pub fn books(&self) -> Books {
        Books(self.db().clone())
    }
}

impl Books {
    /// Opens the ledger beside a house that may be writing to it.
    ///
    /// # Errors
    /// When there is none.
    pub fn open_read_only(place: Place) -> Result<Self> {
        Ok(Self(Db::open_read_only(place, &super::store::SCHEMA)?))
    }

    /// Writes the ledger as CSV, by day; how many lines those are. Of a processor's names only the payouts' are in it.
    ///
    /// # Errors
    /// When the database cannot be asked, or `out` not be written.
    pub async fn export(&self, out: impl Write) -> Result<u64> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["day", "entry", "kind", "provider", "payout", "account", "amount", "currency"])?;
        let (mut after, mut count) = ((kernel::clock::moment(i64::MIN), String::new()), 0);
        loop {
            let (day, key) = after.clone();
            let page = self.0.read(move |tx| lines::lines_after(tx, day, &key, PAGE)).await?;
            let Some(last) = page.last() else { break };
            after = (last.day, last.key.clone());
            for line in page {
                let day = day_of(line.day);
                let entry = name_of(&line.key);
                let payout = formula_safe(&line.payout.unwrap_or_default());
                let (account, amount, currency) = match line.posting {
                    Some((_, account, minor, currency)) => (account, currency.of(minor).decimal(), currency.code()),
                    None => Default::default(),
                };
                csv.write_record([&day, &entry, line.kind.as_str(), line.provider.as_str(), &payout, &account, &amount, currency])?;
                count += 1;
            }
        }
        csv.flush()?;
        Ok(count)
    }

    /// Writes what went to the bank as CSV, the newest first: each payout after its lines, with their sum and the difference. A processor that told no lines of one is said to have told
    /// none. How many payouts those are.
    ///
    /// # Errors
    /// As [`Self::export`].
    pub async fn export_payouts(&self, out: impl Write) -> Result<u64> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["payout", "provider", "day", "line", "entry", "amount", "currency"])?;
        let all = self.0.read(|tx| lines::payouts(tx, i64::MAX)).await?;
        let count = all.len() as u64;
        for paid in all {
            let (payout, paid) = (formula_safe(&paid.payout), Arc::new(paid));
            let mut write = |day: Timestamp, line: &str, key: Option<&str>, minor: Option<i64>| {
                let amount = minor.map_or_else(String::new, |minor| paid.currency.of(minor).decimal());
                let entry = key.map_or_else(String::new, name_of);
                csv.write_record([&payout, paid.provider.as_str(), &day_of(day), line, &entry, &amount, paid.currency.code()])
            };
            if paid.lines > 0 {
                let asked = paid.clone();
                for line in self.0.read(move |tx| lines::lines_of(tx, &asked)).await? {
                    write(line.day, line.kind.as_str(), Some(&line.key), Some(line.minor))?;
                }
                write(paid.day, "sum", None, Some(paid.sum))?;
                write(paid.day, "paid out", None, Some(paid.minor))?;
                write(paid.day, "difference", None, Some(paid.minor - paid.sum))?;
            } else if paid.minor > 0 {
                write(paid.day, "paid out", None, Some(paid.minor))?;
                write(paid.day, "lines are not told", None, None)?;
            } else {
                write(paid.day, "came back", None, Some(paid.minor))?;
            }
        }
        csv.flush()?;
        Ok(count)
    }

    /// Looks whether the ledger is what follows from the facts, and whether its lines sum to zero.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn check(&self) -> Result<Checked> {
        let mut exported = Hashing(Sha256::new());
        self.export(&mut exported).await?;
        let hash = exported.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut checked = self
            .0
            .read(|tx| {
                let totals = lines::totals(tx)?.into_iter().map(|(account, currency, minor)| Total {
                    account,
                    currency: currency.code(),
                    minor,
                    amount: currency.of(minor).decimal(),
                });
                let totals = totals.collect();
                Ok(Checked { entries: lines::count(tx)?, unbalanced: lines::unbalanced(tx)?, totals, ..Checked::default() })
            })
            .await?;
        checked.hash = hash;
        self.replay(&mut checked).await?;
        Ok(checked)
    }

    /// Which entries follow from the facts, and whether they are there.
    async fn replay(&self, checked: &mut Checked) -> Result<()> {
        let (mut after, mut keys) = ((String::new(), String::new()), std::collections::BTreeSet::new());
        loop {
            let from = after.clone();
            let page = self.0.read(move |tx| facts::after(tx, &from, PAGE)).await?;
            let Some((last, _)) = page.last() else { break };
            after = last.clone();
            checked.facts += page.len() as u64;
            keys.extend(ledger::entries(page.iter().map(|(_, fact)| fact)).into_keys());
        }
        let expected = i64::try_from(keys.len())?;
        let missing = self
            .0
            .read(move |tx| {
                keys.into_iter()
                    .filter_map(|key| lines::is_there(tx, &key).map(|there| (!there).then_some(key)).transpose())
                    .collect::<Result<Vec<_>>>()
            })
            .await?;
        checked.unfounded = checked.entries - (expected - i64::try_from(missing.len())?);
        checked.missing = missing;
        Ok(())
    }
}

/// `2026-11-22`.
pub(super) fn day_of(day: Timestamp) -> String {
    day.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// What stands for an entry outside: no processor's name of a payment is in it.
fn name_of(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// What a spreadsheet would take for a formula is set apart.
pub(super) fn formula_safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
