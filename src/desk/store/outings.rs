//! How pieces go out and come back: readiness, schedules, publications, withdrawals, and the keys of acts.

use anyhow::Result;
use jiff::Timestamp;
use store::{Row, Tx, params};

use super::pieces;
use crate::desk::model::{ActKey, Moments, Number, Publication, PublicationId, Said, Schedule, ScheduleId, Sort, Withdrawal, WithdrawalId};
use crate::paper::model::PieceId;

store::statements! {
    PUT_READINESS = "INSERT INTO readiness (piece, at, who) VALUES (:piece, :at, :who) ON CONFLICT (piece) DO NOTHING";
    DROP_READINESS = "DELETE FROM readiness WHERE piece = :piece";
    FIND_READINESS = "SELECT at FROM readiness WHERE piece = :piece";
    PUT_SCHEDULE = "INSERT INTO schedule (piece, id, revision, at, who) VALUES (:piece, :id, :revision, :at, :who)
        ON CONFLICT (piece) DO UPDATE SET id = excluded.id, revision = excluded.revision, at = excluded.at, who = excluded.who";
    DROP_SCHEDULE = "DELETE FROM schedule WHERE piece = :piece";
    FIND_SCHEDULE = "SELECT id, revision, at, who FROM schedule WHERE piece = :piece";
    PUT_PUBLICATION = "INSERT INTO publication (id, piece, revision, at, who, sort, correction, printed_at)
        VALUES (:id, :piece, :revision, :at, :who, :sort, :correction, :printed_at)";
    FIND_PUBLICATION = "SELECT id, revision, at, who, sort, correction, printed_at, refused FROM publication WHERE id = :id";
    PUBLICATIONS = "SELECT id, revision, at, who, sort, correction, printed_at, refused FROM publication WHERE piece = :piece ORDER BY at, id";
    PRINTED = "UPDATE publication SET printed_at = :now WHERE piece = :piece AND at <= :at AND printed_at IS NULL AND refused IS NULL";
    REFUSED = "UPDATE publication SET refused = :refused WHERE id = :id";
    FORGET_PUBLICATIONS = "DELETE FROM publication WHERE piece = :piece";
    PUT_WITHDRAWAL = "INSERT INTO withdrawal (id, piece, at, who, reason) VALUES (:id, :piece, :at, :who, :reason)";
    WITHDRAWALS = "SELECT id, at, who, reason FROM withdrawal WHERE piece = :piece ORDER BY at, id";
    WITHDRAWAL_PRINTED = "UPDATE withdrawal SET printed_at = :now WHERE piece = :piece AND at <= :at AND printed_at IS NULL";
    WITHDRAWAL_OUT = "SELECT printed_at FROM withdrawal WHERE id = :id";
    FORGET_WITHDRAWALS = "DELETE FROM withdrawal WHERE piece = :piece";
    PUT_ACT = "INSERT INTO act (key, at, outcome) VALUES (:key, :at, :outcome) ON CONFLICT (key) DO NOTHING";
    FIND_ACT = "SELECT outcome FROM act WHERE key = :key";
    FORGET_ACTS = "DELETE FROM act WHERE at < :before";
}

/// Claims the key of an act for its outcome. When it was claimed before, that outcome is given: the act was done already.
pub fn claim(tx: &mut Tx<'_>, key: &ActKey, at: Timestamp, outcome: i64) -> Result<Option<i64>> {
    if tx.execute(&PUT_ACT, &params! { key: key.as_str(), at, outcome })? > 0 {
        return Ok(None);
    }
    claimed(tx, key)
}

/// The outcome of an act that was done already.
pub fn claimed(tx: &mut Tx<'_>, key: &ActKey) -> Result<Option<i64>> {
    tx.optional(&FIND_ACT, &params! { key: key.as_str() }, |row| row.get("outcome"))
}

pub fn forget_acts(tx: &mut Tx<'_>, before: Timestamp) -> Result<()> {
    tx.execute(&FORGET_ACTS, &params! { before })?;
    Ok(())
}

pub fn put_readiness(tx: &mut Tx<'_>, piece: PieceId, at: Timestamp, who: &str) -> Result<()> {
    tx.execute(&PUT_READINESS, &params! { piece: piece.0, at, who })?;
    Ok(())
}

pub fn drop_readiness(tx: &mut Tx<'_>, piece: PieceId) -> Result<()> {
    tx.execute(&DROP_READINESS, &params! { piece: piece.0 })?;
    Ok(())
}

pub fn put_schedule(tx: &mut Tx<'_>, piece: PieceId, schedule: &Schedule) -> Result<()> {
    let Schedule { id, revision, at, who } = schedule;
    tx.execute(&PUT_SCHEDULE, &params! { piece: piece.0, id: id.0, revision: revision.0, at: *at, who })?;
    Ok(())
}

/// Whether there was one.
pub fn drop_schedule(tx: &mut Tx<'_>, piece: PieceId) -> Result<bool> {
    Ok(tx.execute(&DROP_SCHEDULE, &params! { piece: piece.0 })? > 0)
}

pub fn schedule(tx: &mut Tx<'_>, piece: PieceId) -> Result<Option<Schedule>> {
    tx.optional(&FIND_SCHEDULE, &params! { piece: piece.0 }, |row| {
        Ok(Schedule { id: ScheduleId(row.get("id")?), revision: Number(row.get("revision")?), at: row.get("at")?, who: row.get("who")? })
    })
}

pub fn put_publication(tx: &mut Tx<'_>, piece: PieceId, publication: &Publication) -> Result<()> {
    let Publication { id, revision, at, who, sort, correction, printed_at, .. } = publication;
    tx.execute(
        &PUT_PUBLICATION,
        &params! { id: id.0, piece: piece.0, revision: revision.0, at: *at, who, sort: sort.as_str(), correction, printed_at: *printed_at },
    )?;
    Ok(())
}

pub fn publication(tx: &mut Tx<'_>, id: PublicationId) -> Result<Option<Publication>> {
    tx.optional(&FIND_PUBLICATION, &params! { id: id.0 }, read_publication)
}

/// The oldest first.
pub fn publications(tx: &mut Tx<'_>, piece: PieceId) -> Result<Vec<Publication>> {
    tx.query(&PUBLICATIONS, &params! { piece: piece.0 }, read_publication)
}

pub fn refuse(tx: &mut Tx<'_>, id: PublicationId, said: &Said) -> Result<()> {
    let refused = serde_json::to_string(said)?;
    tx.execute(&REFUSED, &params! { id: id.0, refused: &refused })?;
    Ok(())
}

pub fn put_withdrawal(tx: &mut Tx<'_>, piece: PieceId, withdrawal: &Withdrawal) -> Result<()> {
    let Withdrawal { id, at, who, reason } = withdrawal;
    tx.execute(&PUT_WITHDRAWAL, &params! { id: id.0, piece: piece.0, at: *at, who, reason })?;
    Ok(())
}

/// The oldest first.
pub fn withdrawals(tx: &mut Tx<'_>, piece: PieceId) -> Result<Vec<Withdrawal>> {
    tx.query(&WITHDRAWALS, &params! { piece: piece.0 }, |row| {
        Ok(Withdrawal { id: WithdrawalId(row.get("id")?), at: row.get("at")?, who: row.get("who")?, reason: row.get("reason")? })
    })
}

/// Whether readers no longer have what was withdrawn.
pub fn is_gone(tx: &mut Tx<'_>, id: WithdrawalId) -> Result<bool> {
    Ok(tx.optional(&WITHDRAWAL_OUT, &params! { id: id.0 }, |row| row.get::<Option<Timestamp>>("printed_at"))?.flatten().is_some())
}

/// Notes that what happened to a piece up to `at` is in the edition that readers have.
pub fn printed(tx: &mut Tx<'_>, piece: PieceId, at: Timestamp, now: Timestamp) -> Result<()> {
    tx.execute(&PRINTED, &params! { piece: piece.0, at, now })?;
    tx.execute(&WITHDRAWAL_PRINTED, &params! { piece: piece.0, at, now })?;
    Ok(())
}

/// For an archive that is admitted anew.
pub fn forget(tx: &mut Tx<'_>, piece: PieceId) -> Result<()> {
    tx.execute(&FORGET_PUBLICATIONS, &params! { piece: piece.0 })?;
    tx.execute(&FORGET_WITHDRAWALS, &params! { piece: piece.0 })?;
    drop_schedule(tx, piece).map(|_| ())
}

/// Works out a piece's moments anew from its rows; every act ends with this.
pub fn settle(tx: &mut Tx<'_>, piece: PieceId) -> Result<()> {
    let standing: Vec<Publication> = publications(tx, piece)?.into_iter().filter(|publication| publication.refused.is_none()).collect();
    let withdrawn_at = withdrawals(tx, piece)?.last().map(|withdrawal| withdrawal.at);
    let last = standing.last().filter(|last| withdrawn_at.is_none_or(|at| last.at > at));
    let moments = Moments {
        ready_at: tx.optional(&FIND_READINESS, &params! { piece: piece.0 }, |row| row.get("at"))?,
        scheduled_at: schedule(tx, piece)?.map(|schedule| schedule.at),
        first_published_at: standing.first().map(|first| first.at),
        published_at: last.map(|last| last.at),
        withdrawn_at: withdrawn_at.filter(|_| last.is_none()),
    };
    pieces::settle(tx, piece, &moments, last.map(|last| last.revision))
}

fn read_publication(row: &Row<'_>) -> Result<Publication> {
    let refused: Option<String> = row.get("refused")?;
    Ok(Publication {
        id: PublicationId(row.get("id")?),
        revision: Number(row.get("revision")?),
        at: row.get("at")?,
        who: row.get("who")?,
        sort: row.decode("sort", Sort::parse)?,
        correction: row.get("correction")?,
        printed_at: row.get("printed_at")?,
        refused: match refused {
            Some(_) => Some(row.json("refused")?),
            None => None,
        },
    })
}
