//! Pieces that come from elsewhere: the demo, an archive. Many are filed in one act, and coming again changes only what has changed.

use std::collections::HashMap;

use anyhow::Result;
use jiff::Timestamp;
use store::Tx;

use super::model::{Admission, Admitted, Number, Publication, PublicationId, Schedule, ScheduleId, Sort, Withdrawal, WithdrawalId};
use super::store::{outings, pictures, pieces, revisions};
use super::{Desk, schedule, writing};
use crate::paper::model::{Picture, PieceId};

impl Desk {
    /// Files pieces with a revision each, in one act. The paper is not told: whoever admits an archive publishes it there, all at once. What becomes of each
    /// stands in the order of the admissions.
    ///
    /// A piece that staff have changed since it was last admitted is left as it is ([`Admitted::Kept`]).
    pub async fn admit(&self, admissions: Vec<Admission>, now: Timestamp) -> Result<Vec<(PieceId, Admitted)>> {
        self.0.db.write(move |tx| admissions.into_iter().map(|admission| admit(tx, admission, now)).collect()).await
    }

    /// The pieces of these origins, each with the [`Admission::digest`] of what was last admitted.
    pub async fn by_origin(&self, origins: &[String]) -> Result<HashMap<String, (PieceId, String)>> {
        let origins = origins.to_vec();
        self.0
            .db
            .read(move |tx| {
                let mut found = HashMap::new();
                for origin in origins {
                    if let Some(known) = pieces::by_origin(tx, &origin)? {
                        found.insert(origin, known);
                    }
                }
                Ok(found)
            })
            .await
    }

    /// Puts pictures into the library that the paper has already.
    pub async fn file_pictures(&self, pictures: Vec<Picture>, by: &str, now: Timestamp) -> Result<()> {
        let who = by.to_owned();
        self.0
            .db
            .write(move |tx| {
                for picture in pictures {
                    pictures::put(tx, &pictures::Filed { picture, at: now, who: who.clone(), handed_at: Some(now) })?;
                }
                Ok(())
            })
            .await
    }
}

fn admit(tx: &mut Tx<'_>, admission: Admission, now: Timestamp) -> Result<(PieceId, Admitted)> {
    let digest = admission.digest()?;
    let known = match &admission.origin {
        Some(origin) => pieces::by_origin(tx, origin)?,
        None => None,
    };
    let (id, number, outcome) = match known {
        Some((id, admitted)) if admitted == digest => return Ok((id, Admitted::Same)),
        Some((id, _)) => {
            let newest = pieces::must_find(tx, id)?.newest;
            let last = revisions::find(tx, id, newest)?;
            if last.as_ref().is_some_and(|last| last.who != admission.by) {
                return Ok((id, Admitted::Kept));
            }
            let number = if last.is_some_and(|last| last.content == admission.content) {
                newest
            } else {
                writing::add(tx, id, newest, admission.content.clone(), None, now, &admission.by)?
            };
            outings::forget(tx, id)?;
            (id, number, Admitted::Changed)
        }
        None => {
            let at = admission.published.as_ref().map_or(now, |(_, updated, _)| *updated);
            writing::first(tx, admission.id, admission.origin.as_deref(), admission.content.clone(), at, &admission.by)?;
            (admission.id, Number(1), Admitted::New)
        }
    };
    put_outings(tx, id, number, &admission, now)?;
    pieces::note_admitted(tx, id, &digest)?;
    outings::settle(tx, id)?;
    Ok((id, outcome))
}

fn put_outings(tx: &mut Tx<'_>, id: PieceId, revision: Number, admission: &Admission, now: Timestamp) -> Result<()> {
    let who = || admission.by.clone();
    if let Some((first, updated, corrections)) = &admission.published {
        let mut put = |at: Timestamp, sort, correction: &str| {
            let (id_, correction) = (PublicationId::random(), correction.to_owned());
            let publication = Publication { id: id_, revision, at, who: who(), sort, correction, printed_at: Some(now), refused: None };
            outings::put_publication(tx, id, &publication)
        };
        put(*first, Sort::First, "")?;
        for correction in corrections {
            put(correction.at, Sort::Correction, &correction.text)?;
        }
        if updated > first && corrections.iter().all(|correction| correction.at != *updated) {
            put(*updated, Sort::Update, "")?;
        }
    }
    if admission.withdrawn {
        let at = admission.published.as_ref().map_or(now, |(_, updated, _)| now.max(*updated));
        outings::put_withdrawal(tx, id, &Withdrawal { id: WithdrawalId::random(), at, who: who(), reason: String::new() })?;
    } else if let Some(at) = admission.scheduled {
        schedule::put(tx, id, Schedule { id: ScheduleId::random(), revision, at, who: who() })?;
    }
    Ok(())
}
