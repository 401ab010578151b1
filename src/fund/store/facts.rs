//! What processors have said, each thing once.

use std::collections::HashSet;

use anyhow::Result;
use jiff::Timestamp;
use store::{Row, Tx, params};

use super::attempts;
use crate::fund::guard::Ended;
use crate::fund::model::fact::{Fact, What};
use crate::fund::model::{AttemptId, Provider};

store::statements! {
    PUT_FACT = "INSERT INTO fact (provider, id, at, attempt, subject, thread, doc) VALUES (:provider, :id, :at, :attempt, :subject, :thread, :doc)
        ON CONFLICT (provider, id) DO NOTHING";
    FIND_FACT = "SELECT doc FROM fact WHERE provider = :provider AND id = :id";
    FACTS_ABOUT = "SELECT doc FROM fact WHERE provider = :provider AND subject = :subject ORDER BY at, id";
    /// What is said of a contribution, and of what hangs on that.
    FACTS_OF = "SELECT doc FROM fact WHERE attempt = :attempt
        OR (provider = :provider AND thread IN (SELECT subject FROM fact WHERE attempt = :attempt)) ORDER BY at, id";
    ATTEMPT_ABOUT = "SELECT attempt FROM fact WHERE provider = :provider AND subject = :subject AND attempt IS NOT NULL LIMIT 1";
    FACTS_AFTER = "SELECT provider, id, doc FROM fact WHERE provider > :provider OR (provider = :provider AND id > :id) ORDER BY provider, id LIMIT :most";
    FACTS_SINCE = "SELECT f.attempt AS attempt, f.doc AS doc, s.payments AS payments FROM fact f LEFT JOIN standing s ON s.attempt = f.attempt
        WHERE f.at >= :since ORDER BY f.at, f.id";
    PUT_CURSOR = "INSERT INTO cursor (name, at) VALUES (:name, :at)
        ON CONFLICT (name) DO UPDATE SET at = CASE WHEN excluded.at > cursor.at THEN excluded.at ELSE cursor.at END";
    CURSOR = "SELECT at FROM cursor WHERE name = :name";
    PUT_PAYOUT_LINE = r#"INSERT INTO payout_line (provider, payout, "transaction") VALUES (:provider, :payout, :transaction)
        ON CONFLICT (provider, payout, "transaction") DO NOTHING"#;
}

/// Keeps a fact; whether it is new.
pub fn put(tx: &mut Tx<'_>, fact: &Fact) -> Result<bool> {
    let doc = serde_json::to_string(fact)?;
    let put = tx.execute(
        &PUT_FACT,
        &params! {
            provider: fact.provider.as_str(),
            id: &fact.id,
            at: fact.at,
            attempt: fact.attempt.map(|attempt| attempt.0),
            subject: fact.what.subject(),
            thread: fact.what.thread(),
            doc: &doc,
        },
    )?;
    Ok(put > 0)
}

pub fn find(tx: &mut Tx<'_>, provider: Provider, id: &str) -> Result<Option<Fact>> {
    tx.optional(&FIND_FACT, &params! { provider: provider.as_str(), id }, read)
}

/// All that was said of one object.
pub fn about(tx: &mut Tx<'_>, provider: Provider, subject: &str) -> Result<Vec<Fact>> {
    tx.query(&FACTS_ABOUT, &params! { provider: provider.as_str(), subject }, read)
}

/// All that was said of a contribution.
pub fn of(tx: &mut Tx<'_>, provider: Provider, attempt: AttemptId) -> Result<Vec<Fact>> {
    tx.query(&FACTS_OF, &params! { provider: provider.as_str(), attempt: attempt.0 }, read)
}

/// The contribution that a fact belongs to, by itself or by what it hangs on.
pub fn attempt_of(tx: &mut Tx<'_>, fact: &Fact) -> Result<Option<AttemptId>> {
    if fact.attempt.is_some() {
        return Ok(fact.attempt);
    }
    for subject in [Some(fact.what.subject()), fact.what.thread()].into_iter().flatten() {
        let found = tx.optional(&ATTEMPT_ABOUT, &params! { provider: fact.provider.as_str(), subject }, |row| row.get("attempt"))?;
        if found.is_some() {
            return Ok(found.map(AttemptId));
        }
    }
    Ok(None)
}

/// All facts in the order of their ids, so many after one.
pub fn after(tx: &mut Tx<'_>, after: &(String, String), most: i64) -> Result<Vec<((String, String), Fact)>> {
    tx.query(&FACTS_AFTER, &params! { provider: &after.0, id: &after.1, most }, |row| {
        Ok(((row.get("provider")?, row.get("id")?), read(row)?))
    })
}

/// How cards ended since then that somebody gave on a pay page, in order.
pub fn ended(tx: &mut Tx<'_>, since: Timestamp) -> Result<Vec<Ended>> {
    let (mut told, mut paid) = (Vec::new(), HashSet::new());
    tx.for_each(&FACTS_SINCE, &params! { since }, |row| {
        let (fact, payments) = (read(row)?, row.get::<Option<i64>>("payments")?);
        let counts = match fact.what {
            // One payment may be told by several facts; of a contribution that was paid more often this is a later one.
            What::Paid { .. } => payments == Some(1) && paid.insert(fact.attempt),
            What::Declined { .. } => true,
            _ => false,
        };
        if counts {
            told.push(fact);
        }
        Ok(())
    })?;
    let mut all = Vec::new();
    for fact in told {
        let came = matches!(fact.what, What::Paid { .. });
        if came || is_tried(tx, &fact)? {
            all.push(Ended { at: fact.at, attempt: fact.attempt, came });
        }
    }
    Ok(all)
}

/// Whether a card has failed on a pay page. One that is drawn from again and again fails by itself, and says nothing of who stands before the page now.
pub fn is_tried(tx: &mut Tx<'_>, fact: &Fact) -> Result<bool> {
    match &fact.what {
        What::Declined { customer: Some(customer), .. } => Ok(!attempts::has_given(tx, customer)?),
        What::Declined { customer: None, .. } => Ok(true),
        _ => Ok(false),
    }
}

/// Moves a cursor on; it never goes back.
pub fn put_cursor(tx: &mut Tx<'_>, name: &str, at: Timestamp) -> Result<()> {
    tx.execute(&PUT_CURSOR, &params! { name, at })?;
    Ok(())
}

pub fn cursor(tx: &mut Tx<'_>, name: &str) -> Result<Option<Timestamp>> {
    tx.optional(&CURSOR, &params! { name }, |row| row.get("at"))
}

/// Notes that a line of the processor's account went to the bank with that payout.
pub fn put_payout_line(tx: &mut Tx<'_>, provider: Provider, payout: &str, transaction: &str) -> Result<()> {
    tx.execute(&PUT_PAYOUT_LINE, &params! { provider: provider.as_str(), payout, transaction })?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Fact> {
    row.json("doc")
}
