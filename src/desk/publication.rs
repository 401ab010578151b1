//! How a piece goes out.
//!
//! One act on `desk.db` notes the publication and puts the job that hands the piece to the paper into the queue. The key of the press of the button is
//! claimed in the same act, so that a double click publishes once.

use std::sync::Arc;

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use store::Tx;

use super::check::{Finding, check};
use super::jobs::HandOver;
use super::model::{ActKey, Number, Piece, Publication, PublicationId, Refusal, Sort, State, who};
use super::store::{outings, pieces, revisions};
use super::{Desk, known};
use crate::paper::catalogue::Catalogue;
use crate::paper::model::PieceId;
use crate::vault::Signed;

/// What an editor asks for.
#[derive(Clone, Debug)]
pub struct Order {
    pub piece: PieceId,
    /// The revision that was on the screen.
    pub revision: Number,
    pub sort: Sort,
    /// What was wrong, when it is a correction.
    pub correction: String,
    pub key: ActKey,
}

impl Desk {
    /// Publishes a revision. The paper is handed it by a job; [`Desk::outcome`] waits for that.
    pub async fn publish(
        &self,
        by: &Signed,
        order: Order,
        catalogue: Arc<Catalogue>,
        now: Timestamp,
    ) -> Result<Result<PublicationId, Refusal>> {
        let who = who(by);
        self.0.db.write(move |tx| publish(tx, &order, &catalogue, now, &who)).await
    }
}

fn publish(tx: &mut Tx<'_>, order: &Order, catalogue: &Catalogue, now: Timestamp, who: &str) -> Result<Result<PublicationId, Refusal>> {
    let id = PublicationId::random();
    let Some(piece) = pieces::find(tx, order.piece)? else { return Ok(Err(Refusal::NoPiece)) };
    if let Some(refusal) = refusal(tx, &piece, order, catalogue)? {
        // A second press of the same button finds the piece published: that is no trouble, but what the first press did.
        return Ok(outings::claimed(tx, &order.key)?.map(PublicationId).ok_or(refusal));
    }
    if let Some(done) = outings::claim(tx, &order.key, now, id.0)? {
        return Ok(Ok(PublicationId(done)));
    }
    let correction = if order.sort == Sort::Correction { order.correction.trim().to_owned() } else { String::new() };
    let publication = Publication {
        id,
        revision: order.revision,
        at: now,
        who: who.to_owned(),
        sort: order.sort,
        correction,
        printed_at: None,
        refused: None,
    };
    put(tx, order.piece, publication)?;
    Ok(Ok(id))
}

/// Notes a publication and has it handed over.
pub(super) fn put(tx: &mut Tx<'_>, piece: PieceId, mut publication: Publication) -> Result<()> {
    let now = publication.at;
    publication.at = after_all(tx, piece, now)?;
    outings::put_publication(tx, piece, &publication)?;
    outings::drop_readiness(tx, piece)?;
    outings::drop_schedule(tx, piece)?;
    outings::settle(tx, piece)?;
    tx.enqueue(&HandOver { piece }, now)
}

/// `now`, or a millisecond after the last thing that happened to the piece: so that their order is always plain.
pub(super) fn after_all(tx: &mut Tx<'_>, piece: PieceId, now: Timestamp) -> Result<Timestamp> {
    let out = outings::publications(tx, piece)?.into_iter().map(|publication| publication.at);
    let back = outings::withdrawals(tx, piece)?.into_iter().map(|withdrawal| withdrawal.at);
    let last = out.chain(back).max().unwrap_or(Timestamp::MIN);
    Ok(if now > last { now } else { last.saturating_add(SignedDuration::from_millis(1))? })
}

fn refusal(tx: &mut Tx<'_>, piece: &Piece, order: &Order, catalogue: &Catalogue) -> Result<Option<Refusal>> {
    if piece.newest != order.revision {
        return Ok(Some(Refusal::Stale { newest: piece.newest, kept: None }));
    }
    let is_out = piece.state() == State::Published;
    if is_out == (order.sort == Sort::First) {
        return Ok(Some(Refusal::WrongSort));
    }
    if is_out && !piece.is_ahead() {
        return Ok(Some(Refusal::NothingChanged));
    }
    if order.sort == Sort::Correction && order.correction.trim().is_empty() {
        return Ok(Some(Refusal::NoCorrection));
    }
    let stops = stops(tx, piece.id, order.revision, catalogue)?;
    Ok((!stops.is_empty()).then_some(Refusal::Unready(stops)))
}

/// What stands in the way of a revision.
pub(super) fn stops(tx: &mut Tx<'_>, piece: PieceId, revision: Number, catalogue: &Catalogue) -> Result<Vec<Finding>> {
    let content = revisions::content(tx, piece, revision)?;
    let known = known(tx, &content)?;
    Ok(check(&content, &known, catalogue).into_iter().filter(|finding| finding.stops).collect())
}
