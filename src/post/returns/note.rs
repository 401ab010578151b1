//! What is written down, and when a row gets no more letters.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use letter::bounce::Class;
use letter::bounce::status::Measure;
use letter::verp::Returned;
use store::Tx;

use super::meaning::COMPLAINT;
use crate::post::Post;
use crate::post::model::{IssueId, NewsletterId, ReaderId, Token, Week};
use crate::post::store::returns::{self, Said};
use crate::post::store::{issues, readers};
use crate::sending::store as sending;

/// How long after an issue its letters may come back: a server tries for five days, and a reader may complain about an old letter.
const ISSUES: SignedDuration = SignedDuration::from_hours(120 * 24);
/// Issues that are tried for one return path; each costs a microsecond.
const MOST: i64 = 1_000;
/// Weeks that the newsletter's page tells of.
const SHOWN: i64 = 8;

/// What has become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// It came before, or its row is not there any more.
    Known,
    Noted,
    /// The row gets no more letters.
    Stopped,
}

/// The one sum: of how many issues a row's letters were refused or came back, by class.
fn note(tx: &mut Tx<'_>, said: &Said<'_>, measure: Measure) -> Result<Came> {
    let Said { reader, class, .. } = *said;
    if readers::find(tx, reader)?.is_none() || !returns::put(tx, said)? {
        return Ok(Came::Known);
    }
    let stops = match measure {
        Measure::Suppress => true,
        Measure::SuppressAfter(times) => returns::count(tx, reader, class)? >= i64::from(times),
        Measure::TellStaff | Measure::Nothing => false,
    };
    Ok(if stops && readers::suppress(tx, reader, class)? { Came::Stopped } else { Came::Noted })
}

/// Notes that a letter was refused while it was handed over, by a keyholder's machine or by this one. Of an issue that was never readied nothing can have been.
///
/// # Errors
/// When the database cannot be written.
pub fn refused(tx: &mut Tx<'_>, reader: ReaderId, issue: IssueId, class: Class, week: Week) -> Result<Came> {
    let measure = class.measure();
    if measure == Measure::Nothing || issues::find(tx, issue)?.is_none_or(|issue| issue.readied_at.is_none()) {
        return Ok(Came::Known);
    }
    note(tx, &Said { reader, issue, class: class.name(), week, at_once: true }, measure)
}

/// The same for all that the ledger here has of an issue. Said again it changes nothing.
///
/// # Errors
/// When the database cannot be written.
pub fn refused_of(tx: &mut Tx<'_>, issue: IssueId, now: Timestamp) -> Result<()> {
    for outcome in sending::results_of(tx, crate::sending::IssueId(issue.0))? {
        refused(tx, ReaderId(outcome.person.0), issue, outcome.class, Week::of(now))?;
    }
    Ok(())
}

impl Post {
    /// Issues whose letters may still come back.
    pub(super) async fn returning(&self, now: Timestamp) -> Result<Vec<i64>> {
        let since = now.saturating_sub(ISSUES)?;
        self.db().read(move |tx| returns::readied_since(tx, since, MOST)).await
    }

    /// Notes that something came back from a row. In one act with what follows: after a crash both are there, or neither.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn came_back(&self, from: Returned, class: &'static str, measure: Measure, now: Timestamp) -> Result<Came> {
        let (reader, issue, week) = (ReaderId(from.row), IssueId(from.issue), Week::of(now));
        self.db().write(move |tx| note(tx, &Said { reader, issue, class, week, at_once: false }, measure)).await
    }

    /// A complaint that names its row by the reader's own link. It is counted with the issue that went out last: most are about that one, and the link does not
    /// say. Whether one of the tokens opened a row.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn complained(&self, tokens: Vec<Token>, now: Timestamp) -> Result<bool> {
        self.db()
            .write(move |tx| {
                for token in tokens {
                    let Some(found) = readers::by_token(tx, &token.hash())? else { continue };
                    match issues::last_out(tx, found.newsletter)? {
                        Some(issue) => {
                            let said = Said { reader: found.id, issue, class: COMPLAINT, week: Week::of(now), at_once: false };
                            note(tx, &said, Measure::Suppress).map(drop)?;
                        }
                        None => drop(readers::suppress(tx, found.id, COMPLAINT)?),
                    }
                    return Ok(true);
                }
                Ok(false)
            })
            .await
    }

    /// Leaves by the return path of a letter, whose HMAC has been checked.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn leave_row(&self, from: Returned, now: Timestamp) -> Result<()> {
        self.db().write(move |tx| readers::leave(tx, ReaderId(from.row), Week::of(now)).map(drop)).await
    }

    /// What came back from a newsletter's readers in the last eight weeks, by class, the most first.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn returns(&self, newsletter: NewsletterId, now: Timestamp) -> Result<Vec<(String, i64)>> {
        self.db().read(move |tx| returns::of(tx, newsletter, Week::of(now).before(SHOWN))).await
    }
}
