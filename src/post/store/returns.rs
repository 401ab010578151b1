//! What came back of issues: row, class and week, and nothing else.

use anyhow::Result;
use jiff::Timestamp;
use store::{Tx, params};

use crate::post::model::{IssueId, NewsletterId, ReaderId, Week};

store::statements! {
    PUT_RETURN = "INSERT INTO returned (reader, issue, class, week, at_once) VALUES (:reader, :issue, :class, :week, :at_once)
        ON CONFLICT (reader, class, issue) DO NOTHING";
    COUNT_RETURNS = "SELECT count(*) AS n FROM returned WHERE reader = :reader AND class = :class";
    RETURNS_OF = "SELECT r.class AS class, count(*) AS n FROM returned r JOIN issue i ON i.id = r.issue
        WHERE i.newsletter = :newsletter AND r.week >= :since GROUP BY r.class ORDER BY n DESC, r.class";
    /// What was refused at once is in the issue's books.
    RETURNS_OF_ISSUE = "SELECT class, count(*) AS n FROM returned WHERE issue = :issue AND at_once = 0 GROUP BY class";
    DROP_RETURNS = "DELETE FROM returned WHERE reader = :reader";
    FORGET_RETURNS = "DELETE FROM returned WHERE week < :before";
    READIED_SINCE = "SELECT id FROM issue WHERE readied_at >= :since ORDER BY readied_at DESC, id LIMIT :most";
}

/// What is said of a row's letter.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    pub reader: ReaderId,
    pub issue: IssueId,
    pub class: &'a str,
    pub week: Week,
    /// While it was handed over, and not later.
    pub at_once: bool,
}

/// Whether it had not come before for this row and issue.
pub fn put(tx: &mut Tx<'_>, said: &Said<'_>) -> Result<bool> {
    let Said { reader, issue, class, week, at_once } = *said;
    Ok(tx.execute(&PUT_RETURN, &params! { reader: reader.0, issue: issue.0, class, week: week.0, at_once })? > 0)
}

/// Of how many issues a class came back from a row.
pub fn count(tx: &mut Tx<'_>, reader: ReaderId, class: &str) -> Result<i64> {
    tx.one(&COUNT_RETURNS, &params! { reader: reader.0, class }, |row| row.get("n"))
}

/// What came back from a newsletter's readers, by class, the most first.
pub fn of(tx: &mut Tx<'_>, newsletter: NewsletterId, since: Week) -> Result<Vec<(String, i64)>> {
    tx.query(&RETURNS_OF, &params! { newsletter: newsletter.0, since: since.0 }, |row| Ok((row.get("class")?, row.get("n")?)))
}

/// What came back later of an issue, by class.
pub fn of_issue(tx: &mut Tx<'_>, issue: IssueId) -> Result<Vec<(String, i64)>> {
    tx.query(&RETURNS_OF_ISSUE, &params! { issue: issue.0 }, |row| Ok((row.get("class")?, row.get("n")?)))
}

pub fn drop_of(tx: &mut Tx<'_>, reader: ReaderId) -> Result<()> {
    tx.execute(&DROP_RETURNS, &params! { reader: reader.0 }).map(drop)
}

pub fn forget(tx: &mut Tx<'_>, before: Week) -> Result<usize> {
    tx.execute(&FORGET_RETURNS, &params! { before: before.0 })
}

/// Issues whose letters may still come back, the newest first.
pub fn readied_since(tx: &mut Tx<'_>, since: Timestamp, most: i64) -> Result<Vec<i64>> {
    tx.query(&READIED_SINCE, &params! { since, most }, |row| row.get("id"))
}
