//! Writing: new pieces, saves, the way back to an old revision, and the mark that a piece is ready.

use anyhow::Result;
use jiff::Timestamp;
use store::Tx;

use super::Desk;
use super::model::{ActKey, Number, Refusal, Revision, State, who};
use super::store::{outings, pieces, revisions};
use crate::paper::model::{Content, PieceId};
use crate::vault::{Power, Signed};

/// What a save led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    As(Number),
    /// It says what the newest revision says.
    Unchanged,
}

impl Desk {
    /// Begins a piece with its first revision; once for each key.
    pub async fn begin(&self, by: &Signed, content: Content, key: ActKey, now: Timestamp) -> Result<PieceId> {
        let (id, who) = (PieceId::random(), who(by));
        self.0
            .db
            .write(move |tx| {
                if let Some(done) = outings::claim(tx, &key, now, id.0)? {
                    return Ok(PieceId(done));
                }
                first(tx, id, None, content, now, &who)?;
                Ok(id)
            })
            .await
    }

    /// Saves what was made from the revision `base`. When somebody has saved since, it is kept beside the line and refused.
    pub async fn save(&self, by: &Signed, id: PieceId, base: Number, content: Content, now: Timestamp) -> Result<Result<Saved, Refusal>> {
        let by = by.clone();
        self.0
            .db
            .write(move |tx| {
                let Some(piece) = pieces::find(tx, id)? else { return Ok(Err(Refusal::NoPiece)) };
                if !piece.open_to(&by) {
                    return Ok(Err(Refusal::NotYours));
                }
                let newest = revisions::content(tx, id, piece.newest)?;
                if newest == content {
                    return Ok(Ok(Saved::Unchanged));
                }
                if base != piece.newest {
                    let number = pieces::side_number(tx, id)?;
                    let revision = Revision { number, base, at: now, who: who(&by), side: true, restores: None, content };
                    revisions::put(tx, id, &revision)?;
                    return Ok(Err(Refusal::Stale { newest: piece.newest, kept: Some(number) }));
                }
                add(tx, id, base, content, None, now, &who(&by)).map(|number| Ok(Saved::As(number)))
            })
            .await
    }

    /// Makes a new revision that says what an old one said.
    pub async fn restore(&self, by: &Signed, id: PieceId, old: Number, now: Timestamp) -> Result<Result<Saved, Refusal>> {
        let by = by.clone();
        self.0
            .db
            .write(move |tx| {
                let Some(piece) = pieces::find(tx, id)? else { return Ok(Err(Refusal::NoPiece)) };
                if !piece.open_to(&by) {
                    return Ok(Err(Refusal::NotYours));
                }
                let Some(revision) = revisions::find(tx, id, old)? else { return Ok(Err(Refusal::NoRevision)) };
                if revision.content == revisions::content(tx, id, piece.newest)? {
                    return Ok(Ok(Saved::Unchanged));
                }
                add(tx, id, piece.newest, revision.content, Some(old), now, &who(&by)).map(|number| Ok(Saved::As(number)))
            })
            .await
    }

    /// Says that a piece may be looked at by an editor, or (`ready` false) that it is being written again.
    pub async fn mark(&self, by: &Signed, id: PieceId, ready: bool, now: Timestamp) -> Result<Result<(), Refusal>> {
        let by = by.clone();
        self.0
            .db
            .write(move |tx| {
                let Some(piece) = pieces::find(tx, id)? else { return Ok(Err(Refusal::NoPiece)) };
                let fits = matches!(piece.state(), State::Draft | State::Ready) || by.may(Power::Publish);
                if !piece.open_to(&by) || !fits {
                    return Ok(Err(Refusal::NotYours));
                }
                if ready {
                    outings::put_readiness(tx, id, now, &who(&by))?
                } else {
                    outings::drop_readiness(tx, id)?
                }
                outings::settle(tx, id).map(Ok)
            })
            .await
    }
}

/// A piece with its first revision.
pub(super) fn first(tx: &mut Tx<'_>, id: PieceId, origin: Option<&str>, content: Content, at: Timestamp, who: &str) -> Result<()> {
    pieces::put(tx, id, origin, &content, at, who)?;
    let (number, base, who) = (Number(1), Number(0), who.to_owned());
    revisions::put(tx, id, &Revision { number, base, at, who, side: false, restores: None, content })
}

/// The next revision in the line. Side revisions have taken numbers too.
pub(super) fn add(
    tx: &mut Tx<'_>,
    id: PieceId,
    base: Number,
    content: Content,
    restores: Option<Number>,
    at: Timestamp,
    who: &str,
) -> Result<Number> {
    let number = Number(pieces::last_number(tx, id)?.0 + 1);
    pieces::change(tx, id, number, &content, at, who)?;
    revisions::put(tx, id, &Revision { number, base, at, who: who.to_owned(), side: false, restores, content })?;
    Ok(number)
}
