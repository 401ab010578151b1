//! Sealed wishes to be reminded, and letters about failing cards that are due.

use anyhow::Result;
use jiff::Timestamp;
use kernel::{Currency, Locale, Money};
use store::{Tx, params};

use crate::fund::model::attempt::day;
use crate::fund::model::dunning::{Dunning, Notice};
use crate::fund::model::{AttemptId, Interval, ReminderId};

store::statements! {
    PUT_REMINDER = "INSERT INTO reminder (id, sealed, token, month, day) VALUES (:id, :sealed, :token, :month, :day)";
    CONFIRM_REMINDER = "UPDATE reminder SET confirmed_day = :day WHERE token = :token AND confirmed_day IS NULL";
    REMINDER_BY_TOKEN = "SELECT id, month, confirmed_day FROM reminder WHERE token = :token";
    DUE_REMINDERS = "SELECT id, sealed FROM reminder WHERE month <= :now AND confirmed_day IS NOT NULL ORDER BY id LIMIT :most";
    ERASE_REMINDER = "DELETE FROM reminder WHERE id = :id";
    /// Those that were never confirmed, and those whose month is long over.
    CLEAR_REMINDERS = "DELETE FROM reminder WHERE (confirmed_day IS NULL AND day < :unconfirmed) OR month < :stale";
    COUNT_REMINDERS = "SELECT count(*) AS n FROM reminder WHERE confirmed_day IS NOT NULL";
    PUT_NOTICE = "INSERT INTO notice (key, attempt, kind, day) VALUES (:key, :attempt, :kind, :day) ON CONFLICT (key) DO NOTHING";
    DUE_NOTICES = r#"SELECT n.key AS key, n.kind AS kind, a.id AS attempt, a.locale AS locale, a.sealed AS sealed, s.minor AS minor, a.currency AS currency,
        a."interval" AS "interval" FROM notice n JOIN attempt a ON a.id = n.attempt JOIN standing s ON s.attempt = n.attempt
        WHERE n.sent_day IS NULL ORDER BY n.key LIMIT :most"#;
    ATTEMPT_OF_NOTICE = "SELECT attempt FROM notice WHERE key = :key AND kind = :kind AND sent_day IS NULL";
    ANSWERED_REMINDER = "DELETE FROM reminder WHERE id = (SELECT reminder FROM attempt WHERE id = :attempt)";
    FORGET_ANSWERED = "UPDATE attempt SET reminder = NULL WHERE id = :attempt AND reminder IS NOT NULL";
    PUT_ANSWERED = "UPDATE attempt SET reminder = (SELECT id FROM reminder WHERE token = :token) WHERE id = :attempt";
    UNSENT_NOTICES = "SELECT key FROM notice WHERE attempt = :attempt AND sent_day IS NULL";
    DROP_NOTICE = "DELETE FROM notice WHERE key = :key AND sent_day IS NULL";
    NOTICE_SENT = "UPDATE notice SET sent_day = :day WHERE key = :key AND sent_day IS NULL";
}

/// A wish, as the locked server knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    pub id: ReminderId,
    /// The first day of its month.
    pub month: Timestamp,
    pub confirmed: bool,
}

pub fn put(tx: &mut Tx<'_>, id: ReminderId, sealed: &[u8], token: [u8; 32], month: Timestamp, now: Timestamp) -> Result<()> {
    tx.execute(&PUT_REMINDER, &params! { id: id.0, sealed, token: &token[..], month, day: day(now) })?;
    Ok(())
}

/// Whether that changed anything.
pub fn confirm(tx: &mut Tx<'_>, token: &[u8; 32], now: Timestamp) -> Result<bool> {
    Ok(tx.execute(&CONFIRM_REMINDER, &params! { token: &token[..], day: day(now) })? > 0)
}

pub fn by_token(tx: &mut Tx<'_>, token: &[u8; 32]) -> Result<Option<Reminder>> {
    tx.optional(&REMINDER_BY_TOKEN, &params! { token: &token[..] }, |row| {
        let confirmed: Option<Timestamp> = row.get("confirmed_day")?;
        Ok(Reminder { id: ReminderId(row.get("id")?), month: row.get("month")?, confirmed: confirmed.is_some() })
    })
}

/// Confirmed ones whose month has come, sealed.
pub fn due(tx: &mut Tx<'_>, now: Timestamp, most: i64) -> Result<Vec<(ReminderId, Vec<u8>)>> {
    tx.query(&DUE_REMINDERS, &params! { now, most }, |row| Ok((ReminderId(row.get("id")?), row.get("sealed")?)))
}

/// Whether it was there.
pub fn erase(tx: &mut Tx<'_>, id: ReminderId) -> Result<bool> {
    Ok(tx.execute(&ERASE_REMINDER, &params! { id: id.0 })? > 0)
}

pub fn clear(tx: &mut Tx<'_>, unconfirmed: Timestamp, stale: Timestamp) -> Result<usize> {
    tx.execute(&CLEAR_REMINDERS, &params! { unconfirmed, stale })
}

pub fn count(tx: &mut Tx<'_>) -> Result<i64> {
    tx.one(&COUNT_REMINDERS, &params! {}, |row| row.get("n"))
}

/// Notes the letters that are due by all that is known; one that is due no more, and was not sent, is taken back.
pub fn put_notices(tx: &mut Tx<'_>, attempt: AttemptId, due: &[Notice], now: Timestamp) -> Result<()> {
    let unsent = tx.query(&UNSENT_NOTICES, &params! { attempt: attempt.0 }, |row| row.get::<String>("key"))?;
    for key in unsent.iter().filter(|key| !due.iter().any(|notice| notice.key == **key)) {
        tx.execute(&DROP_NOTICE, &params! { key })?;
    }
    for notice in due {
        tx.execute(&PUT_NOTICE, &params! { key: &notice.key, attempt: attempt.0, kind: notice.kind.as_str(), day: day(now) })?;
    }
    Ok(())
}

/// A letter that waits for the keyholder, who alone can read where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueNotice {
    pub notice: Notice,
    pub attempt: AttemptId,
    pub locale: Locale,
    /// `None` where no address was given: then no letter can be written.
    pub sealed: Option<Vec<u8>>,
    /// What is given now, each time.
    pub amount: Money,
    pub interval: Interval,
}

pub fn notices(tx: &mut Tx<'_>, most: i64) -> Result<Vec<DueNotice>> {
    tx.query(&DUE_NOTICES, &params! { most }, |row| {
        Ok(DueNotice {
            notice: Notice { key: row.get("key")?, kind: row.parse("kind")? },
            attempt: AttemptId(row.get("attempt")?),
            locale: row.parse("locale")?,
            sealed: row.get("sealed")?,
            amount: row.parse::<Currency>("currency")?.of(row.get("minor")?),
            interval: row.parse("interval")?,
        })
    })
}

/// The contribution whose last letter this is, if it was not written before.
pub fn lapsed(tx: &mut Tx<'_>, key: &str) -> Result<Option<AttemptId>> {
    tx.optional(&ATTEMPT_OF_NOTICE, &params! { key, kind: Dunning::Lapsed.as_str() }, |row| Ok(AttemptId(row.get("attempt")?)))
}

/// Notes that a contribution was begun from a reminder's page.
pub fn answers(tx: &mut Tx<'_>, attempt: AttemptId, token: &[u8; 32]) -> Result<()> {
    tx.execute(&PUT_ANSWERED, &params! { attempt: attempt.0, token: &token[..] }).map(drop)
}

/// The money has come: nobody has to be reminded.
pub fn answered(tx: &mut Tx<'_>, attempt: AttemptId) -> Result<()> {
    tx.execute(&ANSWERED_REMINDER, &params! { attempt: attempt.0 })?;
    tx.execute(&FORGET_ANSWERED, &params! { attempt: attempt.0 }).map(drop)
}

/// Whether it was due until now.
pub fn notice_sent(tx: &mut Tx<'_>, key: &str, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(&NOTICE_SENT, &params! { key, day: day(now) })? > 0)
}
