//! Issues of newsletters.

use anyhow::Result;
use jiff::Timestamp;
use store::{Row, Tx, params};

use crate::post::model::{Composed, Issue, IssueId, NewsletterId};

store::statements! {
    PUT_ISSUE = "INSERT INTO issue (id, newsletter, revision, doc, made_at, changed_at, changed_by, due_at)
        VALUES (:id, :newsletter, 1, :doc, :now, :now, :by, :due_at)";
    SAVE_ISSUE = "UPDATE issue SET revision = revision + 1, doc = :doc, changed_at = :now, changed_by = :by, due_at = :due_at
        WHERE id = :id AND revision = :revision AND readied_at IS NULL";
    FIND_ISSUE = "SELECT id, newsletter, number, revision, doc, made_at, changed_at, changed_by, due_at, readied_at, printed_at, sent_at
        FROM issue WHERE id = :id";
    ISSUES_OF = "SELECT id, newsletter, number, revision, doc, made_at, changed_at, changed_by, due_at, readied_at, printed_at, sent_at
        FROM issue WHERE newsletter = :newsletter ORDER BY made_at DESC, id LIMIT :most";
    LAST_NUMBER = "SELECT max(number) AS n FROM issue WHERE newsletter = :newsletter";
    READY_ISSUE = "UPDATE issue SET number = :number, readied_at = :now, readied_by = :by
        WHERE id = :id AND revision = :revision AND readied_at IS NULL";
    TAKE_BACK_ISSUE = "UPDATE issue SET readied_at = NULL, readied_by = NULL WHERE id = :id AND printed_at IS NULL AND sent_at IS NULL";
    PRINTED_ISSUE = "UPDATE issue SET printed_at = :now WHERE id = :id AND printed_at IS NULL";
    SENT_ISSUE = "UPDATE issue SET sent_at = :now WHERE id = :id AND sent_at IS NULL";
    /// The last that was sent, or else the last that was readied: it may be on its way.
    LAST_OUT = "SELECT id FROM issue WHERE newsletter = :newsletter AND readied_at IS NOT NULL ORDER BY coalesce(sent_at, 0) DESC, readied_at DESC, id LIMIT 1";
    DROP_ISSUE = "DELETE FROM issue WHERE id = :id AND readied_at IS NULL AND number IS NULL";
    UNSENT_ISSUES = "SELECT id, newsletter, number, revision, doc, made_at, changed_at, changed_by, due_at, readied_at, printed_at, sent_at
        FROM issue WHERE readied_at IS NOT NULL AND sent_at IS NULL ORDER BY readied_at DESC, id LIMIT :most";
    /// Their time has come since then, and nobody sends them. An arming answers for itself, unless it was taken back before that time.
    LATE_ISSUES = "SELECT i.id AS id, i.newsletter AS newsletter, i.number AS number, i.revision AS revision, i.doc AS doc, i.made_at AS made_at,
        i.changed_at AS changed_at, i.changed_by AS changed_by, i.due_at AS due_at, i.readied_at AS readied_at, i.printed_at AS printed_at, i.sent_at AS sent_at
        FROM issue i JOIN newsletter n ON n.id = i.newsletter
        WHERE i.due_at > :since AND i.due_at <= :now AND i.sent_at IS NULL AND n.closed_at IS NULL
        AND NOT EXISTS (SELECT s.issue FROM issue_courier s JOIN courier c ON c.id = s.courier WHERE s.issue = i.id AND c.revoked_at IS NULL)
        AND NOT EXISTS (SELECT a.issue FROM arming a WHERE a.issue = i.id
            AND (a.ending IS NULL OR a.ending NOT IN ('disarmed', 'handed-over') OR a.ending = 'disarmed' AND a.ended_at >= i.due_at))
        ORDER BY i.due_at DESC, i.id LIMIT :most";
    DRAFT_FOR = "SELECT id FROM issue WHERE newsletter = :newsletter AND due_at = :due_at LIMIT 1";
}

pub fn begin(tx: &mut Tx<'_>, issue: &Issue) -> Result<()> {
    let Issue { id, newsletter, composed, made_at, changed_by, due_at, .. } = issue;
    let doc = serde_json::to_string(composed)?;
    tx.execute(&PUT_ISSUE, &params! { id: id.0, newsletter: newsletter.0, doc: &doc, now: *made_at, by: changed_by, due_at: *due_at })?;
    Ok(())
}

/// Saves what `issue` says; whether it was still at its revision, and not readied.
pub fn save(tx: &mut Tx<'_>, issue: &Issue) -> Result<bool> {
    let Issue { id, revision, composed, changed_at, changed_by, due_at, .. } = issue;
    let doc = serde_json::to_string(composed)?;
    let changed =
        tx.execute(&SAVE_ISSUE, &params! { id: id.0, revision: *revision, doc: &doc, due_at: *due_at, by: changed_by, now: *changed_at })?;
    Ok(changed > 0)
}

pub fn find(tx: &mut Tx<'_>, id: IssueId) -> Result<Option<Issue>> {
    tx.optional(&FIND_ISSUE, &params! { id: id.0 }, read)
}

/// The newest first.
pub fn of(tx: &mut Tx<'_>, newsletter: NewsletterId, most: i64) -> Result<Vec<Issue>> {
    tx.query(&ISSUES_OF, &params! { newsletter: newsletter.0, most }, read)
}

/// Readied and not sent, the last readied first.
pub fn unsent(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Issue>> {
    tx.query(&UNSENT_ISSUES, &params! { most }, read)
}

/// Whose time has come since then, and that nobody sends; the latest first.
pub fn late(tx: &mut Tx<'_>, since: Timestamp, now: Timestamp, most: i64) -> Result<Vec<Issue>> {
    tx.query(&LATE_ISSUES, &params! { since, now, most }, read)
}

/// Whether there is one for that time already.
pub fn is_begun(tx: &mut Tx<'_>, newsletter: NewsletterId, due_at: Timestamp) -> Result<bool> {
    Ok(tx.optional(&DRAFT_FOR, &params! { newsletter: newsletter.0, due_at }, |row| row.get::<i64>("id"))?.is_some())
}

/// Gives it its number; whether it was still at its revision, and not readied. A number once given stays.
pub fn ready(tx: &mut Tx<'_>, issue: &Issue, by: &str, now: Timestamp) -> Result<bool> {
    let number = match issue.number {
        Some(given) => given,
        None => next_number(tx, issue.newsletter)?,
    };
    Ok(tx.execute(&READY_ISSUE, &params! { id: issue.id.0, revision: issue.revision, number, now, by })? > 0)
}

/// The number of the next issue.
pub fn next_number(tx: &mut Tx<'_>, newsletter: NewsletterId) -> Result<i64> {
    let last: Option<i64> = tx.optional(&LAST_NUMBER, &params! { newsletter: newsletter.0 }, |row| row.get("n"))?.flatten();
    Ok(last.unwrap_or(0) + 1)
}

/// The issue that went out last, or else the one that was readied last.
pub fn last_out(tx: &mut Tx<'_>, newsletter: NewsletterId) -> Result<Option<IssueId>> {
    tx.optional(&LAST_OUT, &params! { newsletter: newsletter.0 }, |row| Ok(IssueId(row.get("id")?)))
}

/// Whether it could be taken back.
pub fn take_back(tx: &mut Tx<'_>, id: IssueId) -> Result<bool> {
    Ok(tx.execute(&TAKE_BACK_ISSUE, &params! { id: id.0 })? > 0)
}

pub fn printed(tx: &mut Tx<'_>, id: IssueId, now: Timestamp) -> Result<()> {
    tx.execute(&PRINTED_ISSUE, &params! { id: id.0, now })?;
    Ok(())
}

pub fn sent(tx: &mut Tx<'_>, id: IssueId, now: Timestamp) -> Result<()> {
    tx.execute(&SENT_ISSUE, &params! { id: id.0, now })?;
    Ok(())
}

/// Whether it was a draft that no number had been given to.
pub fn drop(tx: &mut Tx<'_>, id: IssueId) -> Result<bool> {
    Ok(tx.execute(&DROP_ISSUE, &params! { id: id.0 })? > 0)
}

fn read(row: &Row<'_>) -> Result<Issue> {
    Ok(Issue {
        id: IssueId(row.get("id")?),
        newsletter: NewsletterId(row.get("newsletter")?),
        number: row.get("number")?,
        revision: row.get("revision")?,
        composed: row.json::<Composed>("doc")?,
        made_at: row.get("made_at")?,
        changed_at: row.get("changed_at")?,
        changed_by: row.get("changed_by")?,
        due_at: row.get("due_at")?,
        readied_at: row.get("readied_at")?,
        printed_at: row.get("printed_at")?,
        sent_at: row.get("sent_at")?,
    })
}
