//! What readers should have of a coverage is handed to the paper, printed, and noted as printed.

use anyhow::Result;
use jiff::Timestamp;
use store::{Claimed, Tx};

use super::{LivePost, PostId};
use crate::app::App;
use crate::desk::Desk;
use crate::desk::check::pictures_of;
use crate::desk::handing::Outcome;
use crate::desk::store::{live, pictures, pieces, revisions};
use crate::paper::live::{Entry, Post};
use crate::paper::model::{Picture, PieceId};

impl LivePost {
    /// As readers have it; `None` for a draft.
    pub fn entry(&self) -> Option<Entry> {
        let post = Post {
            piece: self.piece,
            number: self.number?,
            at: self.out_at?,
            updated_at: self.told_at,
            author: self.text.author.clone(),
            headline: self.text.headline.clone(),
            body: self.text.body.clone(),
            pinned: self.pinned_at.is_some(),
            key: self.key_at.is_some(),
        };
        Some(Entry { post, withdrawn_at: self.withdrawn_at })
    }
}

impl Desk {
    /// What the job does: tells the paper how a post stands now, prints, and is finished in the same act that notes it.
    pub(in crate::desk) async fn hand_post(&self, app: &App, job: Claimed, id: PostId) -> Result<()> {
        let due = self.db().read(move |tx| due(tx, id)).await?;
        let mut at = None;
        if let Some((post, new)) = due
            && let Some(entry) = post.entry()
        {
            if !new.is_empty() {
                let keys = new.iter().map(|picture| picture.key.clone()).collect();
                app.paper.put_pictures(new).await?;
                self.note_handed(keys, app.clock.now()).await?;
            }
            app.paper.put_post(entry).await?;
            at = post.acted_at;
        }
        app.press.print().await?;
        let now = app.clock.now();
        self.db()
            .write(move |tx| {
                live::printed(tx, id, at.unwrap_or(Timestamp::MIN), now)?;
                tx.finish(&job)
            })
            .await?;
        self.tell_news();
        Ok(())
    }

    /// The same for whether a coverage goes on.
    pub(in crate::desk) async fn hand_coverage(&self, app: &App, job: Claimed, piece: PieceId) -> Result<()> {
        let ended = self.db().read(move |tx| live::ended(tx, piece)).await?;
        app.paper.end_coverage(piece, ended.map(|ended| ended.at)).await?;
        app.press.print().await?;
        self.db().write(move |tx| tx.finish(&job)).await?;
        self.tell_news();
        Ok(())
    }

    /// Waits until readers have a post as it stands at the desk, for as long as a page may wait.
    pub async fn post_outcome(&self, id: PostId) -> Result<Outcome> {
        self.wait(move |tx| Ok(live::is_out(tx, id)?.then_some(Outcome::Out))).await
    }
}

/// A post, and the pictures in it that the paper does not have yet.
fn due(tx: &mut Tx<'_>, id: PostId) -> Result<Option<(LivePost, Vec<Picture>)>> {
    let Some(post) = live::find(tx, id)? else { return Ok(None) };
    let Some(piece) = pieces::find(tx, post.piece)? else { return Ok(None) };
    let content = post.text.as_piece(&revisions::content(tx, piece.id, piece.newest)?);
    let mut new = Vec::new();
    for key in pictures_of(&content) {
        new.extend(pictures::find(tx, &key)?.filter(|filed| filed.handed_at.is_none()).map(|filed| filed.picture));
    }
    Ok(Some((post, new)))
}
