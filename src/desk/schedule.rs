//! How a piece goes out later: a row, and a job that comes at its time.

use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use store::{Claimed, Tx};

use super::jobs::Release;
use super::model::{Number, Publication, PublicationId, Refusal, Schedule, ScheduleId, Sort, State, who};
use super::store::{outings, pieces};
use super::{Desk, publication};
use crate::paper::catalogue::Catalogue;
use crate::paper::model::PieceId;
use crate::vault::Signed;

impl Desk {
    /// Has a revision come out by itself at `at`; an earlier schedule of the piece is over. The checks are made now, so that nobody is surprised then.
    pub async fn schedule(
        &self,
        by: &Signed,
        id: PieceId,
        revision: Number,
        at: Timestamp,
        catalogue: Arc<Catalogue>,
        now: Timestamp,
    ) -> Result<Result<(), Refusal>> {
        let who = who(by);
        self.0
            .db
            .write(move |tx| {
                let Some(piece) = pieces::find(tx, id)? else { return Ok(Err(Refusal::NoPiece)) };
                if piece.newest != revision {
                    return Ok(Err(Refusal::Stale { newest: piece.newest, kept: None }));
                }
                if piece.state() == State::Published {
                    return Ok(Err(Refusal::WrongSort));
                }
                if at <= now {
                    return Ok(Err(Refusal::InThePast));
                }
                let stops = publication::stops(tx, id, revision, &catalogue)?;
                if !stops.is_empty() {
                    return Ok(Err(Refusal::Unready(stops)));
                }
                put(tx, id, Schedule { id: ScheduleId::random(), revision, at, who })?;
                outings::settle(tx, id).map(Ok)
            })
            .await
    }

    /// Takes the schedule back.
    pub async fn unschedule(&self, id: PieceId) -> Result<Result<(), Refusal>> {
        self.0
            .db
            .write(move |tx| {
                if !outings::drop_schedule(tx, id)? {
                    return Ok(Err(Refusal::NotScheduled));
                }
                outings::settle(tx, id).map(Ok)
            })
            .await
    }

    /// What the job does at its time: publishes, if the schedule that it was made for still stands, and is finished in the same act.
    pub(super) async fn release(&self, job: Claimed, release: Release) -> Result<()> {
        self.0
            .db
            .write(move |tx| {
                let Release { piece, schedule } = release;
                if let Some(due) = outings::schedule(tx, piece)?.filter(|due| due.id == schedule) {
                    let (revision, at, who) = (due.revision, due.at, due.who);
                    let id = PublicationId::random();
                    let (sort, correction) = (Sort::First, String::new());
                    publication::put(tx, piece, Publication { id, revision, at, who, sort, correction, printed_at: None, refused: None })?;
                }
                tx.finish(&job)
            })
            .await
    }
}

pub(super) fn put(tx: &mut Tx<'_>, id: PieceId, schedule: Schedule) -> Result<()> {
    outings::put_schedule(tx, id, &schedule)?;
    tx.enqueue(&Release { piece: id, schedule: schedule.id }, schedule.at)
}
