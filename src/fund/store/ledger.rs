//! Entries and their lines. There is no statement here that changes one.

use anyhow::Result;
use jiff::Timestamp;
use kernel::Currency;
use store::{Tx, params};

use crate::fund::model::Provider;
use crate::fund::model::ledger::{Entry, EntryKind};

store::statements! {
    PUT_ENTRY = "INSERT INTO entry (key, kind, provider, day, attempt, payout) VALUES (:key, :kind, :provider, :day, :attempt, :payout)
        ON CONFLICT (key) DO NOTHING";
    PUT_POSTING = "INSERT INTO posting (entry, line, account, minor, currency) VALUES (:entry, :line, :account, :minor, :currency)";
    /// In an order that has nothing to do with when entries came.
    LINES_AFTER = "SELECT e.key AS key, e.kind AS kind, e.provider AS provider, e.day AS day, e.payout AS payout, p.line AS line, p.account AS account,
        p.minor AS minor, p.currency AS currency FROM entry e LEFT JOIN posting p ON p.entry = e.key
        WHERE e.day > :day OR (e.day = :day AND e.key > :key) ORDER BY e.day, e.key, p.line LIMIT :most";
    TOTALS = "SELECT account, currency, CAST(sum(minor) AS INTEGER) AS minor FROM posting GROUP BY account, currency ORDER BY account, currency";
    UNBALANCED = "SELECT entry, currency FROM posting GROUP BY entry, currency HAVING sum(minor) <> 0 ORDER BY entry LIMIT 100";
    FIND_ENTRY = "SELECT key FROM entry WHERE key = :key";
    COUNT_ENTRIES = "SELECT count(*) AS n FROM entry";
    COUNT_WARNINGS = "SELECT count(*) AS n FROM entry WHERE kind = 'warning' AND day >= :from AND day < :until";
    /// What was given, by day, currency and how.
    INCOME = r#"SELECT e.day AS day, e.kind AS kind, p.currency AS currency, a."interval" AS "interval", a.method AS method, count(*) AS n,
        CAST(sum(-p.minor) AS INTEGER) AS minor
        FROM entry e JOIN posting p ON p.entry = e.key LEFT JOIN attempt a ON a.id = e.attempt
        WHERE p.account IN ('contributions', 'refunds', 'losses', 'fees') AND e.day >= :from AND e.day < :until
        GROUP BY e.day, e.kind, p.currency, a."interval", a.method ORDER BY e.day, e.kind, p.currency, a."interval", a.method"#;
    PAYOUTS = "SELECT e.key AS key, e.day AS day, e.provider AS provider, e.payout AS payout, p.currency AS currency, p.minor AS minor
        FROM entry e JOIN posting p ON p.entry = e.key AND p.account = 'bank' WHERE e.kind = 'payout' ORDER BY e.day DESC, e.key LIMIT :most";
    /// What the lines of a payout come to, by their entries.
    PAYOUT_SUM = r#"SELECT count(DISTINCT l."transaction") AS n, CAST(COALESCE(sum(p.minor), 0) AS INTEGER) AS minor
        FROM payout_line l JOIN entry e ON e.provider = l.provider AND e.key IN (l.provider || ':booked:' || l."transaction", l.provider || ':fee:' || l."transaction", l.provider || ':other:' || l."transaction")
        JOIN posting p ON p.entry = e.key AND p.account = 'balance:' || l.provider WHERE l.provider = :provider AND l.payout = :payout"#;
    PAYOUT_LINES = r#"SELECT e.key AS key, e.kind AS kind, e.day AS day, CAST(sum(p.minor) AS INTEGER) AS minor
        FROM payout_line l JOIN entry e ON e.provider = l.provider AND e.key IN (l.provider || ':booked:' || l."transaction", l.provider || ':fee:' || l."transaction", l.provider || ':other:' || l."transaction")
        JOIN posting p ON p.entry = e.key AND p.account = 'balance:' || l.provider WHERE l.provider = :provider AND l.payout = :payout
        GROUP BY e.key, e.kind, e.day ORDER BY e.day, e.key"#;
}

/// One line as it is exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub key: String,
    pub kind: EntryKind,
    pub provider: Provider,
    pub day: Timestamp,
    pub payout: Option<String>,
    /// `None` for an entry that only says something.
    pub posting: Option<(i64, String, i64, Currency)>,
}

/// Keeps an entry; whether it is new.
pub fn put(tx: &mut Tx<'_>, entry: &Entry) -> Result<bool> {
    let new = tx.execute(
        &PUT_ENTRY,
        &params! {
            key: &entry.key,
            kind: entry.kind.as_str(),
            provider: entry.provider.as_str(),
            day: entry.day,
            attempt: entry.attempt.map(|attempt| attempt.0),
            payout: &entry.payout,
        },
    )? > 0;
    if new {
        for (line, posting) in (0_i64..).zip(entry.postings()) {
            let account = posting.account.to_string();
            let (minor, currency) = (posting.money.minor, posting.money.currency.code());
            tx.execute(&PUT_POSTING, &params! { entry: &entry.key, line, account: &account, minor, currency })?;
        }
    }
    Ok(new)
}

/// Lines by day and key, after an entry. A page ends at `most` lines; the last entry of a full page may be cut, so it is left to the next one.
pub fn lines_after(tx: &mut Tx<'_>, day: Timestamp, key: &str, most: i64) -> Result<Vec<Line>> {
    let mut lines = tx.query(&LINES_AFTER, &params! { day, key, most }, |row| {
        let line: Option<i64> = row.get("line")?;
        let posting = match line {
            Some(line) => Some((line, row.get("account")?, row.get("minor")?, row.parse("currency")?)),
            None => None,
        };
        Ok(Line {
            key: row.get("key")?,
            kind: row.parse("kind")?,
            provider: row.parse("provider")?,
            day: row.get("day")?,
            payout: row.get("payout")?,
            posting,
        })
    })?;
    if i64::try_from(lines.len()).is_ok_and(|count| count == most)
        && let Some(last) = lines.last().map(|line| line.key.clone())
    {
        lines.retain(|line| line.key != last);
    }
    Ok(lines)
}

pub fn totals(tx: &mut Tx<'_>) -> Result<Vec<(String, Currency, i64)>> {
    tx.query(&TOTALS, &params! {}, |row| Ok((row.get("account")?, row.parse("currency")?, row.get("minor")?)))
}

/// Entries whose lines do not sum to zero: there can be none.
pub fn unbalanced(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.query(&UNBALANCED, &params! {}, |row| row.get("entry"))
}

pub fn is_there(tx: &mut Tx<'_>, key: &str) -> Result<bool> {
    Ok(tx.optional(&FIND_ENTRY, &params! { key }, |row| row.get::<String>("key"))?.is_some())
}

/// Warnings of fraud within some days.
pub fn count_warnings(tx: &mut Tx<'_>, from: Timestamp, until: Timestamp) -> Result<i64> {
    tx.one(&COUNT_WARNINGS, &params! { from, until }, |row| row.get("n"))
}

pub fn count(tx: &mut Tx<'_>) -> Result<i64> {
    tx.one(&COUNT_ENTRIES, &params! {}, |row| row.get("n"))
}

/// What came and went on a day: of one kind, in one currency, given one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Income {
    pub day: Timestamp,
    pub kind: EntryKind,
    pub currency: Currency,
    /// Empty where it is not known.
    pub interval: String,
    pub method: String,
    pub count: i64,
    /// Positive for what came.
    pub minor: i64,
}

pub fn income(tx: &mut Tx<'_>, from: Timestamp, until: Timestamp) -> Result<Vec<Income>> {
    tx.query(&INCOME, &params! { from, until }, |row| {
        Ok(Income {
            day: row.get("day")?,
            kind: row.parse("kind")?,
            currency: row.parse("currency")?,
            interval: row.get::<Option<String>>("interval")?.unwrap_or_default(),
            method: row.get::<Option<String>>("method")?.unwrap_or_default(),
            count: row.get("n")?,
            minor: row.get("minor")?,
        })
    })
}

/// What went to the bank, and what its lines come to; negative where it came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidOut {
    pub day: Timestamp,
    pub provider: Provider,
    pub payout: String,
    pub currency: Currency,
    pub minor: i64,
    pub lines: i64,
    pub sum: i64,
}

pub fn payouts(tx: &mut Tx<'_>, most: i64) -> Result<Vec<PaidOut>> {
    let mut all = tx.query(&PAYOUTS, &params! { most }, |row| {
        let (key, payout): (String, Option<String>) = (row.get("key")?, row.get("payout")?);
        Ok(PaidOut {
            day: row.get("day")?,
            provider: row.parse("provider")?,
            payout: payout.unwrap_or(key),
            currency: row.parse("currency")?,
            minor: row.get("minor")?,
            lines: 0,
            sum: 0,
        })
    })?;
    // What came back from the bank is no payout of its lines.
    for one in all.iter_mut().filter(|one| one.minor > 0) {
        let params = params! { provider: one.provider.as_str(), payout: &one.payout };
        (one.lines, one.sum) = tx.one(&PAYOUT_SUM, &params, |row| Ok((row.get("n")?, row.get("minor")?)))?;
    }
    Ok(all)
}

/// What a line of a payout came to, after its fee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidLine {
    pub key: String,
    pub kind: EntryKind,
    pub day: Timestamp,
    pub minor: i64,
}

pub fn lines_of(tx: &mut Tx<'_>, paid: &PaidOut) -> Result<Vec<PaidLine>> {
    tx.query(&PAYOUT_LINES, &params! { provider: paid.provider.as_str(), payout: &paid.payout }, |row| {
        Ok(PaidLine { key: row.get("key")?, kind: row.parse("kind")?, day: row.get("day")?, minor: row.get("minor")? })
    })
}
