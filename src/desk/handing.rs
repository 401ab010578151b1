//! What went out or came back at the desk is handed to the paper, printed, and noted as printed.

use std::time::Duration;

use anyhow::Result;
use jiff::Timestamp;
use store::{Claimed, Tx};

use super::check::pictures_of;
use super::model::{PublicationId, Said, WithdrawalId, said_by_paper};
use super::store::{outings, pictures, recordings, revisions};
use super::{Desk, File};
use crate::app::App;
use crate::paper::model::{Correction, Picture, PieceId, Recording};
use crate::paper::podcasts;
use crate::paper::publication::Publication;

/// How long a page waits for the edition before it says that it is being printed.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// What became of a publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Readers have it.
    Out,
    /// It is on its way.
    Waiting,
    /// The paper did not take it.
    Refused(Said),
}

/// What readers should have of a piece.
enum Due {
    Out { publication: Box<Publication>, pictures: Vec<Picture>, recordings: Vec<Recording>, id: PublicationId, at: Timestamp },
    Gone { at: Timestamp },
    Nothing,
}

impl Desk {
    /// What the job does: tells the paper, prints, and is finished in the same act that notes it.
    pub(super) async fn hand_over(&self, app: &App, job: Claimed, piece: PieceId) -> Result<()> {
        let due = self.0.db.read(move |tx| due(tx, piece)).await?;
        let mut refused = None;
        let at = match due {
            Due::Nothing => Timestamp::MIN,
            Due::Gone { at } => {
                app.paper.withdraw(piece, at).await?;
                at
            }
            Due::Out { publication, pictures, recordings, id, at } => {
                let keys: Vec<String> = pictures.iter().map(|picture| picture.key.clone()).collect();
                app.paper.put_pictures(pictures).await?;
                if !recordings.is_empty() {
                    app.paper.put_recordings(recordings).await?;
                }
                match app.paper.publish(*publication).await? {
                    Ok(_) => self.note_handed(keys, app.clock.now()).await?,
                    Err(refusal) => refused = Some((id, said_by_paper(&refusal))),
                }
                at
            }
        };
        app.press.print().await?;
        let now = app.clock.now();
        self.0
            .db
            .write(move |tx| {
                match refused {
                    Some((id, said)) => outings::refuse(tx, id, &said)?,
                    None => outings::printed(tx, piece, at, now)?,
                }
                outings::settle(tx, piece)?;
                tx.finish(&job)
            })
            .await?;
        self.tell_news();
        Ok(())
    }

    /// Whoever waits for an edition looks again.
    pub(super) fn tell_news(&self) {
        self.0.news.send_modify(|count| *count += 1);
    }

    /// Notes that the paper has these pictures as they stand here.
    pub(super) async fn note_handed(&self, keys: Vec<String>, at: Timestamp) -> Result<()> {
        self.0.db.write(move |tx| keys.iter().try_for_each(|key| pictures::handed(tx, key, at))).await
    }

    /// Waits until readers have a publication, for as long as a page may wait.
    pub async fn outcome(&self, id: PublicationId) -> Result<Outcome> {
        self.wait(move |tx| {
            let publication = outings::publication(tx, id)?;
            Ok(publication.and_then(|publication| match (publication.refused, publication.printed_at) {
                (Some(said), _) => Some(Outcome::Refused(said)),
                (None, Some(_)) => Some(Outcome::Out),
                (None, None) => None,
            }))
        })
        .await
    }

    /// Waits until readers no longer have what was withdrawn.
    pub async fn gone(&self, id: WithdrawalId) -> Result<Outcome> {
        self.wait(move |tx| Ok(outings::is_gone(tx, id)?.then_some(Outcome::Out))).await
    }

    pub(super) async fn wait(&self, look: impl Fn(&mut Tx<'_>) -> Result<Option<Outcome>> + Clone + Send + 'static) -> Result<Outcome> {
        let mut news = self.0.news.subscribe();
        let waiting = async {
            loop {
                let look = look.clone();
                if let Some(outcome) = self.0.db.read(move |tx| look(tx)).await? {
                    return Ok(outcome);
                }
                news.changed().await?;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap_or(Ok(Outcome::Waiting))
    }
}

fn due(tx: &mut Tx<'_>, piece: PieceId) -> Result<Due> {
    let Some(file) = File::read(tx, piece)? else { return Ok(Due::Nothing) };
    let standing: Vec<_> = file.publications.iter().filter(|publication| publication.refused.is_none()).collect();
    let (Some(first), Some(last)) = (standing.first(), standing.last()) else { return Ok(Due::Nothing) };
    if let Some(withdrawn) = file.withdrawals.last().filter(|withdrawn| withdrawn.at >= last.at) {
        return Ok(Due::Gone { at: withdrawn.at });
    }
    let content = revisions::content(tx, piece, last.revision)?;
    let mut new = Vec::new();
    for key in pictures_of(&content) {
        if let Some(filed) = pictures::find(tx, &key)?.filter(|filed| filed.handed_at.is_none()) {
            new.push(filed.picture);
        }
    }
    let mut played = Vec::new();
    for key in podcasts::played(&content.body) {
        played.extend(recordings::find(tx, key)?.map(|filed| filed.recording));
    }
    let told = standing.iter().filter(|publication| publication.sort.is_told()).map(|publication| publication.at).max();
    let corrections = standing.iter().filter(|publication| !publication.correction.is_empty());
    let publication = Publication {
        id: piece,
        content,
        first_published_at: first.at,
        updated_at: told.unwrap_or(first.at),
        corrections: corrections.map(|publication| Correction { at: publication.at, text: publication.correction.clone() }).collect(),
        old_paths: Vec::new(),
    };
    Ok(Due::Out { publication: Box::new(publication), pictures: new, recordings: played, id: last.id, at: last.at })
}
