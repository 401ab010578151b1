//! The ledger's tables, and the only SQL that knows them. Whoever has a ledger puts [`ALL`] and [`MIGRATION`] into its own schema.

use anyhow::Result;
use jiff::Timestamp;
use letter::bounce::{Class, Enhanced};
use serde::{Deserialize, Serialize};
use store::{Migration, Row, Schema, Tx, params};

use super::class;
use super::model::{Answer, Balance, Doubts, IssueId, Person, Place, REPEATS_AFTER_CRASH, SendingId, State, Verdict};

pub const MIGRATION: Migration = Migration { name: "0001-sending", sql: include_str!("../../migrations/sending/0001-sending.sql") };

/// A database with nothing but the ledger, as tests and measurements have it.
pub static ALONE: Schema = Schema { name: "sending", migrations: &[MIGRATION], statements: ALL };

store::statements! {
    PUT_SENDING = "INSERT INTO sending (id, issue, made_at, ends_at, resends) VALUES (:id, :issue, :made_at, :ends_at, :resends)";
    FIND_SENDING = "SELECT id, issue, ends_at, resends, counted_at, candidates, started_at, paused_at, cancelled_at, finished_at FROM sending WHERE id = :id";
    FIND_ISSUE = "SELECT id, issue, ends_at, resends, counted_at, candidates, started_at, paused_at, cancelled_at, finished_at FROM sending WHERE issue = :issue";
    UNFINISHED = "SELECT id, issue, ends_at, resends, counted_at, candidates, started_at, paused_at, cancelled_at, finished_at FROM sending
        WHERE finished_at IS NULL ORDER BY made_at, id";
    SENDING_ISSUES = "SELECT issue FROM sending ORDER BY made_at, id";
    DROP_SENDING = "DELETE FROM sending WHERE id = :id";
    DROP_DELIVERIES = "DELETE FROM delivery WHERE sending = :sending";
    COUNTED = "UPDATE sending SET counted_at = :now, candidates = (SELECT count(*) FROM delivery WHERE sending = :id) WHERE id = :id AND counted_at IS NULL";
    STARTED = "UPDATE sending SET started_at = :now WHERE id = :id AND started_at IS NULL";
    PAUSED = "UPDATE sending SET paused_at = :at WHERE id = :id AND finished_at IS NULL";
    CANCELLED = "UPDATE sending SET cancelled_at = :now WHERE id = :id AND finished_at IS NULL AND cancelled_at IS NULL";
    FINISHED = "UPDATE sending SET finished_at = :now WHERE id = :id AND finished_at IS NULL";

    PUT_DELIVERY = "INSERT INTO delivery (sending, place, person, state, attempts, doubts) VALUES (:sending, :place, :person, 0, 0, 0)";
    /// A line that comes from another machine's ledger.
    PUT_KNOWN = "INSERT INTO delivery (sending, place, person, state, due_at, attempts, doubts, class, code, status)
        VALUES (:sending, :place, :person, :state, :due_at, :attempts, :doubts, :class, :code, :status)";
    LINES = "SELECT person, state, due_at, attempts, doubts, class, code, status FROM delivery WHERE sending = :sending AND place >= :from ORDER BY place LIMIT :most";
    DROP_RESULTS = "DELETE FROM delivery_result WHERE sending = :sending";
    PEOPLE = "SELECT place, person FROM delivery WHERE sending = :sending AND place >= :from ORDER BY place LIMIT :most";
    /// One pass that keeps nothing: grouping would sort a million lines in memory.
    BALANCE = "SELECT count(CASE WHEN state = 0 THEN 1 END) AS waiting, count(CASE WHEN state = 1 THEN 1 END) AS leased,
        count(CASE WHEN state = 2 THEN 1 END) AS accepted, count(CASE WHEN state = 3 THEN 1 END) AS deferred,
        count(CASE WHEN state = 4 THEN 1 END) AS refused, count(CASE WHEN state = 6 THEN 1 END) AS gone,
        count(CASE WHEN state = 5 AND due_at IS NOT NULL THEN 1 END) AS doubtful,
        count(CASE WHEN state = 5 AND due_at IS NULL THEN 1 END) AS unknown,
        count(CASE WHEN state = 7 THEN 1 END) AS cancelled FROM delivery WHERE sending = :sending";
    /// What was leased when the program ended is in doubt.
    DOUBT = "UPDATE delivery SET state = 5, doubts = doubts + 1, due_at = CASE WHEN :resends = 1 AND doubts < :most THEN CAST(:now AS INTEGER) ELSE NULL END
        WHERE sending = :sending AND state = 1";
    IN_DOUBT = "SELECT place, person, due_at FROM delivery WHERE sending = :sending AND state = 5 ORDER BY place";
    /// While nobody sends: what was leased when the program ended is not yet written down as in doubt.
    DOUBTFUL_AT_REST = "SELECT place, person FROM delivery WHERE sending = :sending AND (state = 1 OR state = 5) ORDER BY place";
    CHOOSE = "UPDATE sending SET resends = :resends WHERE id = :id";
    /// All that were ever in doubt, whatever became of them.
    DOUBTED = "SELECT place, person FROM delivery WHERE sending = :sending AND doubts > 0 ORDER BY place";
    LEAVE_DOUBTFUL = "UPDATE delivery SET due_at = NULL WHERE sending = :sending AND state = 5 AND due_at IS NOT NULL";
    RESEND_UNKNOWN = "UPDATE delivery SET due_at = :now WHERE sending = :sending AND state = 5 AND due_at IS NULL";

    WAITING = "SELECT place, person, attempts, doubts FROM delivery WHERE sending = :sending AND place >= :from AND state = 0 ORDER BY place LIMIT :most";
    DUE = "SELECT place, person, attempts, doubts FROM delivery WHERE sending = :sending AND due_at <= :now AND state = :state ORDER BY due_at, place LIMIT :most";
    NEXT_DUE = "SELECT min(due_at) AS due_at FROM delivery WHERE sending = :sending AND due_at > :now AND state = 3";
    PUT_OFF = "UPDATE delivery SET due_at = :due_at WHERE sending = :sending AND place = :place AND due_at IS NOT NULL";
    LEASE = "UPDATE delivery SET state = 1, due_at = NULL WHERE sending = :sending AND place = :place AND (state = 0 OR due_at IS NOT NULL)";
    SETTLE = "UPDATE delivery SET state = :state, due_at = :due_at, attempts = attempts + :attempts, doubts = doubts + :doubts,
        class = :class, code = :code, status = :status WHERE sending = :sending AND place = :place AND state = 1";

    /// What may have arrived before is unknown for good, and not said to be undone.
    GONE = "UPDATE delivery SET state = CASE WHEN doubts > 0 THEN 5 ELSE 6 END, due_at = NULL WHERE person = :person AND (state = 0 OR due_at IS NOT NULL)";
    CANCEL_REST = "UPDATE delivery SET state = CASE WHEN doubts > 0 THEN 5 ELSE 7 END, due_at = NULL
        WHERE sending = :sending AND (state = 0 OR due_at IS NOT NULL)";
    EXPIRE_REST = "UPDATE delivery SET state = CASE WHEN doubts > 0 THEN 5 ELSE 4 END, class = :class, due_at = NULL
        WHERE sending = :sending AND (state = 0 OR due_at IS NOT NULL)";
    EXPIRED_RESULTS = "INSERT INTO delivery_result (number, sending, person, class)
        SELECT (SELECT coalesce(max(number), 0) FROM delivery_result) + row_number() OVER (ORDER BY place), sending, person, CAST(:class AS INTEGER)
        FROM delivery WHERE sending = :sending AND (state = 0 OR due_at IS NOT NULL) AND doubts = 0";

    PUT_RESULT = "INSERT INTO delivery_result (number, sending, person, class)
        SELECT coalesce(max(number), 0) + 1, CAST(:sending AS INTEGER), CAST(:person AS INTEGER), CAST(:class AS INTEGER) FROM delivery_result";
    RESULTS_OF = "SELECT r.number AS number, r.sending AS sending, r.person AS person, r.class AS class FROM delivery_result r JOIN sending s ON s.id = r.sending
        WHERE s.issue = :issue ORDER BY r.number";
    RESULTS = "SELECT number, sending, person, class FROM delivery_result WHERE number > :since ORDER BY number LIMIT :most";

    PUT_DAY = "INSERT INTO sending_day (day, letters) VALUES (:day, 1) ON CONFLICT (day) DO UPDATE SET letters = sending_day.letters + 1";
    FIND_DAY = "SELECT letters FROM sending_day WHERE day = :day";
}

/// A sending as it stands in the ledger.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: SendingId,
    pub issue: IssueId,
    pub ends_at: Timestamp,
    pub doubts: Doubts,
    pub counted_at: Option<Timestamp>,
    pub candidates: u64,
    /// Since when letters may have left.
    pub started_at: Option<Timestamp>,
    pub paused_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
}

/// A letter that may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    pub place: Place,
    pub person: Person,
    pub attempts: u32,
    pub doubts: u32,
}

/// A line as one machine tells it to another, without its place: they come in the order of their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub person: Person,
    /// The number of a [`State`].
    pub state: i64,
    /// It is deferred, or in doubt and to be sent again.
    pub due: bool,
    pub attempts: i64,
    pub doubts: i64,
    pub class: Option<i64>,
    pub code: Option<i64>,
    pub status: Option<i64>,
}

/// What became of a row, for whoever keeps the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Counts up; ask for what comes after it.
    pub number: i64,
    pub sending: SendingId,
    pub person: Person,
    pub class: Class,
}

pub fn put(tx: &mut Tx<'_>, entry: &Entry, now: Timestamp) -> Result<()> {
    let Entry { id, issue, ends_at, doubts, .. } = entry;
    let resends = *doubts == Doubts::Resend;
    tx.execute(&PUT_SENDING, &params! { id: id.0, issue: issue.0, made_at: now, ends_at: *ends_at, resends })?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: SendingId) -> Result<Option<Entry>> {
    tx.optional(&FIND_SENDING, &params! { id: id.0 }, read_entry)
}

pub fn find_issue(tx: &mut Tx<'_>, issue: IssueId) -> Result<Option<Entry>> {
    tx.optional(&FIND_ISSUE, &params! { issue: issue.0 }, read_entry)
}

pub fn unfinished(tx: &mut Tx<'_>) -> Result<Vec<Entry>> {
    tx.query(&UNFINISHED, &[], read_entry)
}

/// Issues that have a ledger here.
pub fn issues(tx: &mut Tx<'_>) -> Result<Vec<IssueId>> {
    tx.query(&SENDING_ISSUES, &[], |row| Ok(IssueId(row.get("issue")?)))
}

/// Forgets a sending of which no letter has left, or that is taken over anew.
pub fn drop_sending(tx: &mut Tx<'_>, id: SendingId) -> Result<()> {
    tx.execute(&DROP_RESULTS, &params! { sending: id.0 })?;
    tx.execute(&DROP_DELIVERIES, &params! { sending: id.0 })?;
    tx.execute(&DROP_SENDING, &params! { id: id.0 })?;
    Ok(())
}

pub fn put_delivery(tx: &mut Tx<'_>, sending: SendingId, place: Place, person: Person) -> Result<()> {
    tx.execute(&PUT_DELIVERY, &params! { sending: sending.0, place: place as i64, person: person.0 })?;
    Ok(())
}

/// Lines from a place on.
pub fn lines(tx: &mut Tx<'_>, sending: SendingId, from: Place, most: u32) -> Result<Vec<Line>> {
    tx.query(&LINES, &params! { sending: sending.0, from: from as i64, most }, |row| {
        Ok(Line {
            person: Person(row.get("person")?),
            state: row.get("state")?,
            due: row.get::<Option<Timestamp>>("due_at")?.is_some(),
            attempts: row.get("attempts")?,
            doubts: row.get("doubts")?,
            class: row.get("class")?,
            code: row.get("code")?,
            status: row.get("status")?,
        })
    })
}

/// Puts a line down as another machine has told it, and what it says of the row. What it has on the wire is in doubt here.
pub fn put_line(tx: &mut Tx<'_>, sending: SendingId, place: Place, line: &Line, now: Timestamp) -> Result<()> {
    let Line { person, state, due, attempts, doubts, class, code, status } = *line;
    let leased = state == State::Leased as i64;
    let (state, doubts) = if leased { (State::Unknown as i64, doubts + 1) } else { (state, doubts) };
    let due_at = (due || leased).then_some(now);
    tx.execute(
        &PUT_KNOWN,
        &params! { sending: sending.0, place: place as i64, person: person.0, state, due_at, attempts, doubts, class, code, status },
    )?;
    if state == State::Refused as i64
        && let Some(class) = class
    {
        tx.execute(&PUT_RESULT, &params! { sending: sending.0, person: person.0, class })?;
    }
    Ok(())
}

pub fn counted(tx: &mut Tx<'_>, id: SendingId, now: Timestamp) -> Result<()> {
    tx.execute(&COUNTED, &params! { id: id.0, now })?;
    Ok(())
}

pub fn started(tx: &mut Tx<'_>, id: SendingId, now: Timestamp) -> Result<()> {
    tx.execute(&STARTED, &params! { id: id.0, now })?;
    Ok(())
}

pub fn paused(tx: &mut Tx<'_>, id: SendingId, at: Option<Timestamp>) -> Result<()> {
    tx.execute(&PAUSED, &params! { id: id.0, at })?;
    Ok(())
}

/// Whether it was not cancelled or finished before.
pub fn cancelled(tx: &mut Tx<'_>, id: SendingId, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(&CANCELLED, &params! { id: id.0, now })? > 0)
}

pub fn finished(tx: &mut Tx<'_>, id: SendingId, now: Timestamp) -> Result<()> {
    tx.execute(&FINISHED, &params! { id: id.0, now })?;
    Ok(())
}

/// Places and rows from `from` on.
pub fn people(tx: &mut Tx<'_>, sending: SendingId, from: Place, most: u32) -> Result<Vec<(Place, Person)>> {
    tx.query(&PEOPLE, &params! { sending: sending.0, from: from as i64, most }, |row| Ok((place(row)?, Person(row.get("person")?))))
}

/// Counts all of a sending's lines.
pub fn balance(tx: &mut Tx<'_>, entry: &Entry) -> Result<Balance> {
    tx.one(&BALANCE, &params! { sending: entry.id.0 }, |row| {
        let of = |column| Ok::<_, anyhow::Error>(row.get::<i64>(column)? as u64);
        Ok(Balance {
            candidates: entry.candidates,
            waiting: of("waiting")?,
            leased: of("leased")?,
            accepted: of("accepted")?,
            deferred: of("deferred")?,
            refused: of("refused")?,
            doubtful: of("doubtful")?,
            unknown: of("unknown")?,
            gone: of("gone")?,
            cancelled: of("cancelled")?,
        })
    })
}

/// Puts what is leased in doubt, and says how many there were.
pub fn doubt(tx: &mut Tx<'_>, entry: &Entry, now: Timestamp) -> Result<u64> {
    let resends = entry.doubts == Doubts::Resend;
    let leased = tx.execute(&DOUBT, &params! { sending: entry.id.0, resends, most: REPEATS_AFTER_CRASH, now })?;
    Ok(leased as u64)
}

/// Those in doubt, and whether they are to be sent again.
pub fn in_doubt(tx: &mut Tx<'_>, sending: SendingId) -> Result<Vec<(Person, bool)>> {
    tx.query(&IN_DOUBT, &params! { sending: sending.0 }, |row| {
        Ok((Person(row.get("person")?), row.get::<Option<Timestamp>>("due_at")?.is_some()))
    })
}

/// Those who may have the letter more than once.
pub fn doubted(tx: &mut Tx<'_>, sending: SendingId) -> Result<Vec<Person>> {
    tx.query(&DOUBTED, &params! { sending: sending.0 }, |row| Ok(Person(row.get("person")?)))
}

/// Rows in doubt of a sending that nobody sends now, with those that the program had on the wire when it ended.
pub fn doubtful_at_rest(tx: &mut Tx<'_>, sending: SendingId) -> Result<Vec<Person>> {
    tx.query(&DOUBTFUL_AT_REST, &params! { sending: sending.0 }, |row| Ok(Person(row.get("person")?)))
}

/// What is to become of letters in doubt from now on.
pub fn choose(tx: &mut Tx<'_>, sending: SendingId, doubts: Doubts) -> Result<()> {
    let resends = doubts == Doubts::Resend;
    tx.execute(&CHOOSE, &params! { id: sending.0, resends }).map(drop)
}

pub fn leave_doubtful(tx: &mut Tx<'_>, sending: SendingId) -> Result<u64> {
    Ok(tx.execute(&LEAVE_DOUBTFUL, &params! { sending: sending.0 })? as u64)
}

pub fn resend_unknown(tx: &mut Tx<'_>, sending: SendingId, now: Timestamp) -> Result<u64> {
    Ok(tx.execute(&RESEND_UNKNOWN, &params! { sending: sending.0, now })? as u64)
}

pub fn waiting(tx: &mut Tx<'_>, sending: SendingId, from: Place, most: u32) -> Result<Vec<Open>> {
    tx.query(&WAITING, &params! { sending: sending.0, from: from as i64, most }, read_open)
}

/// Deferred or doubtful letters whose time has come, the longest due first.
pub fn due(tx: &mut Tx<'_>, sending: SendingId, state: State, now: Timestamp, most: u32) -> Result<Vec<Open>> {
    tx.query(&DUE, &params! { sending: sending.0, state: state as i64, now, most }, read_open)
}

/// When the next deferred letter is due after `now`.
pub fn next_due(tx: &mut Tx<'_>, sending: SendingId, now: Timestamp) -> Result<Option<Timestamp>> {
    tx.one(&NEXT_DUE, &params! { sending: sending.0, now }, |row| row.get("due_at"))
}

pub fn put_off(tx: &mut Tx<'_>, sending: SendingId, place: Place, due_at: Timestamp) -> Result<()> {
    tx.execute(&PUT_OFF, &params! { sending: sending.0, place: place as i64, due_at })?;
    Ok(())
}

/// Whether the letter may go out now. Not when its reader left, it was cancelled, or it was leased before.
pub fn lease(tx: &mut Tx<'_>, sending: SendingId, place: Place) -> Result<bool> {
    Ok(tx.execute(&LEASE, &params! { sending: sending.0, place: place as i64 })? == 1)
}

/// Writes down what became of a leased letter; whether it was leased.
pub fn settle(tx: &mut Tx<'_>, sending: SendingId, place: Place, person: Person, verdict: &Verdict) -> Result<bool> {
    let (state, due_at, answer, class) = match *verdict {
        Verdict::Accepted => (State::Accepted, None, None, None),
        Verdict::Deferred { answer, due_at } => (State::Deferred, Some(due_at), Some(answer), None),
        Verdict::Refused { answer, class } => (State::Refused, None, Some(answer), Some(class)),
        Verdict::Unknown { due_at } => (State::Unknown, due_at, None, None),
        Verdict::Unsent => (State::Waiting, None, None, None),
    };
    let attempts = matches!(verdict, Verdict::Deferred { .. } | Verdict::Refused { .. });
    let doubts = matches!(verdict, Verdict::Unknown { .. });
    let (code, status) = answer.map_or((None, None), |Answer { code, status }| (Some(code), status.map(number)));
    let params = params! { sending: sending.0, place: place as i64, state: state as i64, due_at, attempts, doubts, class: class.map(class::number), code, status };
    if tx.execute(&SETTLE, &params)? != 1 {
        return Ok(false);
    }
    if let Some(class) = class {
        tx.execute(&PUT_RESULT, &params! { sending: sending.0, person: person.0, class: class::number(class) })?;
    }
    Ok(true)
}

/// No letter of any sending goes to this row any more, but for one that is on the wire now. Call it in the act by which the reader leaves.
pub fn gone(tx: &mut Tx<'_>, person: Person) -> Result<()> {
    tx.execute(&GONE, &params! { person: person.0 })?;
    Ok(())
}

pub fn cancel_rest(tx: &mut Tx<'_>, sending: SendingId) -> Result<()> {
    tx.execute(&CANCEL_REST, &params! { sending: sending.0 })?;
    Ok(())
}

pub fn expire_rest(tx: &mut Tx<'_>, sending: SendingId) -> Result<()> {
    let class = class::number(Class::Expired);
    tx.execute(&EXPIRED_RESULTS, &params! { sending: sending.0, class })?;
    tx.execute(&EXPIRE_REST, &params! { sending: sending.0, class })?;
    Ok(())
}

/// What became known after `since`, at most `most` of it.
pub fn results(tx: &mut Tx<'_>, since: i64, most: u32) -> Result<Vec<Outcome>> {
    tx.query(&RESULTS, &params! { since, most }, read_outcome)
}

/// All that became known of an issue's rows.
pub fn results_of(tx: &mut Tx<'_>, issue: IssueId) -> Result<Vec<Outcome>> {
    tx.query(&RESULTS_OF, &params! { issue: issue.0 }, read_outcome)
}

/// Counts a letter for its day (days since 1970-01-01, UTC).
pub fn put_day(tx: &mut Tx<'_>, day: i64) -> Result<()> {
    tx.execute(&PUT_DAY, &params! { day })?;
    Ok(())
}

pub fn letters_on(tx: &mut Tx<'_>, day: i64) -> Result<u64> {
    Ok(tx.optional(&FIND_DAY, &params! { day }, |row| row.get::<i64>("letters"))?.unwrap_or(0) as u64)
}

/// An enhanced status as one number.
fn number(Enhanced { class, subject, detail }: Enhanced) -> i64 {
    i64::from(class) * 1_000_000 + i64::from(subject) * 1_000 + i64::from(detail)
}

fn read_entry(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        id: SendingId(row.get("id")?),
        issue: IssueId(row.get("issue")?),
        ends_at: row.get("ends_at")?,
        doubts: if row.get("resends")? { Doubts::Resend } else { Doubts::Leave },
        counted_at: row.get("counted_at")?,
        candidates: row.get::<Option<i64>>("candidates")?.unwrap_or(0) as u64,
        started_at: row.get("started_at")?,
        paused_at: row.get("paused_at")?,
        cancelled_at: row.get("cancelled_at")?,
        finished_at: row.get("finished_at")?,
    })
}

fn read_outcome(row: &Row<'_>) -> Result<Outcome> {
    Ok(Outcome {
        number: row.get("number")?,
        sending: SendingId(row.get("sending")?),
        person: Person(row.get("person")?),
        class: row.decode("class", class::of)?,
    })
}

fn read_open(row: &Row<'_>) -> Result<Open> {
    Ok(Open { place: place(row)?, person: Person(row.get("person")?), attempts: small(row, "attempts")?, doubts: small(row, "doubts")? })
}

fn place(row: &Row<'_>) -> Result<Place> {
    row.decode("place", |place: i64| u64::try_from(place).ok())
}

fn small(row: &Row<'_>, column: &str) -> Result<u32> {
    row.decode(column, |number: i64| u32::try_from(number).ok())
}
