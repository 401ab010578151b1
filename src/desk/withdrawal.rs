//! How a piece comes back: its address answers “gone”, and the desk keeps why.

use anyhow::Result;
use jiff::Timestamp;

use super::Desk;
use super::jobs::HandOver;
use super::model::{ActKey, Refusal, State, Withdrawal, WithdrawalId, who};
use super::publication::after_all;
use super::store::{outings, pieces};
use crate::paper::model::PieceId;
use crate::vault::Signed;

impl Desk {
    /// Withdraws a piece from readers; once for each key.
    pub async fn withdraw(
        &self,
        by: &Signed,
        id: PieceId,
        reason: String,
        key: ActKey,
        now: Timestamp,
    ) -> Result<Result<WithdrawalId, Refusal>> {
        let who = who(by);
        let reason = reason.trim().to_owned();
        self.0
            .db
            .write(move |tx| {
                let new = WithdrawalId::random();
                let Some(piece) = pieces::find(tx, id)? else { return Ok(Err(Refusal::NoPiece)) };
                if reason.is_empty() {
                    return Ok(Err(Refusal::NoReason));
                }
                if piece.state() != State::Published {
                    return Ok(outings::claimed(tx, &key)?.map(WithdrawalId).ok_or(Refusal::NotPublished));
                }
                if let Some(done) = outings::claim(tx, &key, now, new.0)? {
                    return Ok(Ok(WithdrawalId(done)));
                }
                let at = after_all(tx, id, now)?;
                outings::put_withdrawal(tx, id, &Withdrawal { id: new, at, who, reason })?;
                outings::settle(tx, id)?;
                tx.enqueue(&HandOver { piece: id }, now)?;
                Ok(Ok(new))
            })
            .await
    }
}
