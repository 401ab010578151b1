//! Issues that are armed, and who sends what.

use anyhow::Result;
use jiff::Timestamp;
use store::{Row, Tx, params};

use crate::post::arming::model::{Arming, Ending, Hold};
use crate::post::courier::CourierId;
use crate::post::courier::messages::IssueLetter;
use crate::post::model::{IssueId, NewsletterId};
use crate::sending::SendingId;

store::statements! {
    PUT_ARMING = "INSERT INTO arming (issue, courier, doc, date, plan, at, armed_at, ends_at) VALUES (:issue, :courier, :doc, :date, :plan, :at, :armed_at, :ends_at)
        ON CONFLICT (issue) DO UPDATE SET courier = excluded.courier, doc = excluded.doc, date = excluded.date, plan = excluded.plan, at = excluded.at,
        armed_at = excluded.armed_at, ends_at = excluded.ends_at, held = NULL, released_at = NULL, released_by = NULL, begun_at = NULL, ended_at = NULL, ending = NULL";
    FIND_ARMING = "SELECT a.issue AS issue, a.courier AS courier, a.doc AS doc, a.date AS date, a.plan AS plan, a.at AS at, a.armed_at AS armed_at, a.ends_at AS ends_at,
        a.held AS held, a.released_at AS released_at, a.released_by AS released_by, a.begun_at AS begun_at, a.ended_at AS ended_at, a.ending AS ending, i.sent_at AS sent_at
        FROM arming a JOIN issue i ON i.id = a.issue WHERE a.issue = :issue";
    /// The latest first.
    LATEST_ARMINGS = "SELECT a.issue AS issue, a.courier AS courier, a.doc AS doc, a.date AS date, a.plan AS plan, a.at AS at, a.armed_at AS armed_at, a.ends_at AS ends_at,
        a.held AS held, a.released_at AS released_at, a.released_by AS released_by, a.begun_at AS begun_at, a.ended_at AS ended_at, a.ending AS ending, i.sent_at AS sent_at
        FROM arming a JOIN issue i ON i.id = a.issue ORDER BY a.armed_at DESC, a.issue LIMIT :most";
    HOLD_ARMING = "UPDATE arming SET held = :held WHERE issue = :issue AND ended_at IS NULL AND released_at IS NULL AND held IS NULL";
    RELEASE_ARMING = "UPDATE arming SET held = NULL, released_at = :now, released_by = :by WHERE issue = :issue AND ended_at IS NULL AND held IS NOT NULL";
    BEGUN_ARMING = "UPDATE arming SET begun_at = :now WHERE issue = :issue AND ended_at IS NULL";
    END_ARMING = "UPDATE arming SET ended_at = :now, ending = :ending, held = NULL WHERE issue = :issue AND ended_at IS NULL";
    /// For an end that a person has looked at, or that something followed.
    ALTER_ENDING = "UPDATE arming SET ending = :ending WHERE issue = :issue AND ended_at IS NOT NULL";
    /// Rows that the list had lost by the time when they were counted. The ledger stands in this database, so one statement sees both.
    GONE_ALREADY = "UPDATE delivery SET state = CASE WHEN doubts > 0 THEN 5 ELSE 6 END, due_at = NULL
        WHERE sending = :sending AND (state = 0 OR due_at IS NOT NULL) AND person NOT IN (SELECT id FROM reader
        WHERE newsletter = :newsletter AND confirmed_week IS NOT NULL AND left_week IS NULL AND suppressed IS NULL)";
    PUT_SENDER = "INSERT INTO issue_courier (issue, courier, at) VALUES (:issue, :courier, :now)
        ON CONFLICT (issue) DO UPDATE SET courier = excluded.courier, at = excluded.at";
    DROP_SENDER = "DELETE FROM issue_courier WHERE issue = :issue";
    SENDER = "SELECT c.id AS id, c.name AS name, c.revoked_at AS revoked_at FROM issue_courier s JOIN courier c ON c.id = s.courier WHERE s.issue = :issue";
}

/// Arms an issue, whatever became of an earlier arming of it.
pub fn put(tx: &mut Tx<'_>, arming: &Arming) -> Result<()> {
    let Arming { letter, courier, date, plan, at, armed_at, ends_at, .. } = arming;
    tx.execute(&DROP_SENDER, &params! { issue: letter.issue.0 })?;
    let (doc, plan) = (serde_json::to_string(letter)?, serde_json::to_string(plan)?);
    tx.execute(
        &PUT_ARMING,
        &params! { issue: letter.issue.0, courier, doc: &doc, date: *date, plan: &plan, at: *at, armed_at: *armed_at, ends_at: *ends_at },
    )?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, issue: IssueId) -> Result<Option<Arming>> {
    tx.optional(&FIND_ARMING, &params! { issue: issue.0 }, read)
}

/// The latest first.
pub fn latest(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Arming>> {
    tx.query(&LATEST_ARMINGS, &params! { most }, read)
}

/// Whether that was to be noted.
pub fn hold(tx: &mut Tx<'_>, issue: IssueId, hold: Hold) -> Result<bool> {
    Ok(tx.execute(&HOLD_ARMING, &params! { issue: issue.0, held: hold.as_str() })? > 0)
}

/// Whether it was held.
pub fn release(tx: &mut Tx<'_>, issue: IssueId, by: &str, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(&RELEASE_ARMING, &params! { issue: issue.0, by, now })? > 0)
}

pub fn begun(tx: &mut Tx<'_>, issue: IssueId, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(&BEGUN_ARMING, &params! { issue: issue.0, now })? > 0)
}

/// Whether it had not ended.
pub fn end(tx: &mut Tx<'_>, issue: IssueId, ending: Ending, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(&END_ARMING, &params! { issue: issue.0, ending: ending.as_str(), now })? > 0)
}

pub fn alter(tx: &mut Tx<'_>, issue: IssueId, ending: Ending) -> Result<()> {
    tx.execute(&ALTER_ENDING, &params! { issue: issue.0, ending: ending.as_str() }).map(drop)
}

/// Takes out of a sending who is on the list no more. How many those were.
pub fn gone_already(tx: &mut Tx<'_>, sending: SendingId, newsletter: NewsletterId) -> Result<usize> {
    tx.execute(&GONE_ALREADY, &params! { sending: sending.0, newsletter: newsletter.0 })
}

/// From here on this courier's machine sends the issue.
pub fn put_sender(tx: &mut Tx<'_>, issue: IssueId, courier: CourierId, now: Timestamp) -> Result<()> {
    tx.execute(&PUT_SENDER, &params! { issue: issue.0, courier: courier.0, now }).map(drop)
}

/// Whose machine sends an issue, unless it was revoked since.
pub fn sender(tx: &mut Tx<'_>, issue: IssueId) -> Result<Option<(CourierId, String)>> {
    let sender = tx.optional(&SENDER, &params! { issue: issue.0 }, |row| {
        let revoked: Option<Timestamp> = row.get("revoked_at")?;
        Ok(revoked.is_none().then_some((CourierId(row.get("id")?), row.get("name")?)))
    });
    Ok(sender?.flatten())
}

fn read(row: &Row<'_>) -> Result<Arming> {
    Ok(Arming {
        letter: row.json::<IssueLetter>("doc")?,
        courier: row.get("courier")?,
        date: row.get("date")?,
        plan: row.json("plan")?,
        at: row.get("at")?,
        armed_at: row.get("armed_at")?,
        ends_at: row.get("ends_at")?,
        held: row.get::<Option<String>>("held")?.and_then(|held| Hold::of(&held)),
        released_at: row.get("released_at")?,
        released_by: row.get("released_by")?,
        begun_at: row.get("begun_at")?,
        ended_at: row.get("ended_at")?,
        ending: row.get::<Option<String>>("ending")?.and_then(|ending| Ending::of(&ending)),
        sent_at: row.get("sent_at")?,
    })
}
