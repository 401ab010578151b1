//! How a post goes out, is changed, marked and withdrawn, and how coverage ends.
//!
//! Each act is one transaction on `desk.db`: what happened, and the job that hands it to the paper.

use std::sync::Arc;

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use store::Tx;

use super::{Ended, LivePost, PostId, PostText, Version};
use crate::desk::check::{Finding, check};
use crate::desk::jobs::{HandCoverage, HandPost};
use crate::desk::model::{ActKey, Number, Piece, Refusal, State, who};
use crate::desk::store::{live, outings, pieces, revisions};
use crate::desk::{Desk, known};
use crate::paper::catalogue::Catalogue;
use crate::paper::live::Entry;
use crate::paper::model::{Kind, PieceId};
use crate::vault::Signed;

/// A new post.
#[derive(Clone, Debug)]
pub struct Posting {
    pub piece: PieceId,
    pub text: PostText,
    pub pinned: bool,
    pub key: bool,
    /// Names the press of the button.
    pub act: ActKey,
}

/// A change to a post.
#[derive(Clone, Debug)]
pub struct Change {
    pub post: PostId,
    /// The version that was on the screen.
    pub base: Number,
    pub text: PostText,
    /// Readers are told when it was changed.
    pub told: bool,
}

/// A post that comes from elsewhere: from the demo.
#[derive(Clone, Debug)]
pub struct Admitted {
    pub at: Timestamp,
    pub text: PostText,
    pub pinned: bool,
    pub key: bool,
}

/// What marks a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Pinned,
    Key,
}

/// What a change led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    Saved,
    /// It is on its way to the readers.
    Out,
    /// It says what the newest version says.
    Unchanged,
}

impl Desk {
    /// Has a new post go out; once for each key.
    pub async fn post(&self, by: &Signed, posting: Posting, catalogue: Arc<Catalogue>, now: Timestamp) -> Result<Result<PostId, Refusal>> {
        let who = who(by);
        self.db()
            .write(move |tx| {
                if let Some(done) = outings::claimed(tx, &posting.act)? {
                    return Ok(Ok(PostId(done)));
                }
                if let Some(refusal) = closed(tx, posting.piece, &posting.text, &catalogue)? {
                    return Ok(Err(refusal));
                }
                let mut post = begin(tx, &posting, now, &who)?;
                go_out(tx, &mut post, now)?;
                Ok(Ok(post.id))
            })
            .await
    }

    /// Keeps a new post as a draft; once for each key.
    pub async fn keep_post(&self, by: &Signed, posting: Posting, now: Timestamp) -> Result<Result<PostId, Refusal>> {
        let who = who(by);
        self.db()
            .write(move |tx| {
                if let Some(done) = outings::claimed(tx, &posting.act)? {
                    return Ok(Ok(PostId(done)));
                }
                if let Err(refusal) = of_kind_live(tx, posting.piece)? {
                    return Ok(Err(refusal));
                }
                begin(tx, &posting, now, &who).map(|post| Ok(post.id))
            })
            .await
    }

    /// Saves what was made from the version `base`; of a post that is out, readers get it. When somebody has saved since, it is kept beside the line and refused.
    pub async fn save_post(
        &self,
        by: &Signed,
        change: Change,
        catalogue: Arc<Catalogue>,
        now: Timestamp,
    ) -> Result<Result<Changed, Refusal>> {
        let by = by.clone();
        self.db().write(move |tx| save(tx, &by, change, false, &catalogue, now)).await
    }

    /// Saves a draft and has it go out.
    pub async fn release_post(
        &self,
        by: &Signed,
        change: Change,
        catalogue: Arc<Catalogue>,
        now: Timestamp,
    ) -> Result<Result<Changed, Refusal>> {
        let by = by.clone();
        self.db().write(move |tx| save(tx, &by, change, true, &catalogue, now)).await
    }

    /// Pins a post or makes it key, or takes that back.
    pub async fn mark_post(&self, id: PostId, mark: Mark, set: bool, now: Timestamp) -> Result<Result<PieceId, Refusal>> {
        self.db()
            .write(move |tx| {
                let Some(mut post) = live::find(tx, id)? else { return Ok(Err(Refusal::NoPost)) };
                let moment = match mark {
                    Mark::Pinned => &mut post.pinned_at,
                    Mark::Key => &mut post.key_at,
                };
                if moment.is_some() != set {
                    *moment = set.then_some(now);
                    act(tx, &mut post, now)?;
                }
                Ok(Ok(post.piece))
            })
            .await
    }

    /// Takes a post from readers, or throws a draft away; or (`back`) brings it back.
    pub async fn withdraw_post(&self, by: &Signed, id: PostId, back: bool, now: Timestamp) -> Result<Result<PieceId, Refusal>> {
        let who = who(by);
        self.db()
            .write(move |tx| {
                let Some(mut post) = live::find(tx, id)? else { return Ok(Err(Refusal::NoPost)) };
                if post.withdrawn_at.is_none() != back {
                    (post.withdrawn_at, post.withdrawn_by) = if back { (None, None) } else { (Some(now), Some(who)) };
                    act(tx, &mut post, now)?;
                }
                Ok(Ok(post.piece))
            })
            .await
    }

    /// Files posts that went out elsewhere, the oldest first, in one act. The paper is not told: whoever admits them gives it what is returned.
    pub async fn admit_posts(&self, piece: PieceId, posts: Vec<Admitted>, ended: Option<Timestamp>, by: &str) -> Result<Vec<Entry>> {
        let who = by.to_owned();
        self.db()
            .write(move |tx| {
                let mut entries = Vec::with_capacity(posts.len());
                for Admitted { at, text, pinned, key } in posts {
                    let mut post = begin(tx, &Posting { piece, text, pinned, key, act: ActKey::random() }, at, &who)?;
                    post.number = Some(live::next_number(tx, piece)?);
                    (post.out_at, post.acted_at, post.printed_at) = (Some(at), Some(at), Some(at));
                    live::put(tx, &post)?;
                    entries.extend(post.entry());
                }
                if let Some(at) = ended {
                    live::put_end(tx, piece, &Ended { at, who })?;
                }
                Ok(entries)
            })
            .await
    }

    /// Ends coverage: readers are told so, and their pages ask no more.
    pub async fn end_coverage(&self, by: &Signed, piece: PieceId, now: Timestamp) -> Result<Result<(), Refusal>> {
        let who = who(by);
        self.db()
            .write(move |tx| {
                if let Err(refusal) = of_kind_live(tx, piece)? {
                    return Ok(Err(refusal));
                }
                live::put_end(tx, piece, &Ended { at: now, who })?;
                tx.enqueue(&HandCoverage { piece }, now).map(Ok)
            })
            .await
    }

    /// Opens it again.
    pub async fn reopen_coverage(&self, piece: PieceId, now: Timestamp) -> Result<Result<(), Refusal>> {
        self.db()
            .write(move |tx| {
                if live::drop_end(tx, piece)? {
                    tx.enqueue(&HandCoverage { piece }, now)?;
                }
                Ok(Ok(()))
            })
            .await
    }
}

fn save(
    tx: &mut Tx<'_>,
    by: &Signed,
    change: Change,
    release: bool,
    catalogue: &Catalogue,
    now: Timestamp,
) -> Result<Result<Changed, Refusal>> {
    let Change { post: id, base, text, told } = change;
    let Some(mut post) = live::find(tx, id)? else { return Ok(Err(Refusal::NoPost)) };
    if !post.open_to(by) {
        return Ok(Err(Refusal::NotYours));
    }
    let (same, draft) = (post.text == text, post.is_draft());
    if same && !(draft && release) {
        return Ok(Ok(Changed::Unchanged));
    }
    if base != post.newest && !same {
        post.last = Number(post.last.0 + 1);
        live::put_version(tx, id, &Version { number: post.last, base, at: now, who: who(by), side: true, text })?;
        live::put(tx, &post)?;
        return Ok(Err(Refusal::Stale { newest: post.newest, kept: Some(post.last) }));
    }
    let refusal = if draft && release { closed(tx, post.piece, &text, catalogue)? } else { None };
    let refusal = if draft { refusal } else { stopped(tx, post.piece, &text, catalogue)? };
    if let Some(refusal) = refusal {
        return Ok(Err(refusal));
    }
    if !same {
        post.last = Number(post.last.0 + 1);
        post.newest = post.last;
        live::put_version(tx, id, &Version { number: post.newest, base, at: now, who: who(by), side: false, text })?;
    }
    if draft && release {
        go_out(tx, &mut post, now)?;
        return Ok(Ok(Changed::Out));
    }
    if !draft && told {
        post.told_at = Some(now);
    }
    act(tx, &mut post, now)?;
    Ok(Ok(if draft { Changed::Saved } else { Changed::Out }))
}

/// A post with its first version, not out yet.
fn begin(tx: &mut Tx<'_>, posting: &Posting, now: Timestamp, who: &str) -> Result<LivePost> {
    let first = Number(1);
    let post = LivePost {
        id: PostId::random(),
        piece: posting.piece,
        number: None,
        made_at: now,
        made_by: who.to_owned(),
        newest: first,
        last: first,
        changed_at: now,
        changed_by: who.to_owned(),
        out_at: None,
        told_at: None,
        withdrawn_at: None,
        withdrawn_by: None,
        pinned_at: posting.pinned.then_some(now),
        key_at: posting.key.then_some(now),
        acted_at: None,
        printed_at: None,
        text: posting.text.clone(),
    };
    outings::claim(tx, &posting.act, now, post.id.0)?;
    live::put(tx, &post)?;
    let version = Version { number: first, base: Number(0), at: now, who: who.to_owned(), side: false, text: posting.text.clone() };
    live::put_version(tx, post.id, &version)?;
    Ok(post)
}

/// Gives a post its number and has it handed over.
fn go_out(tx: &mut Tx<'_>, post: &mut LivePost, now: Timestamp) -> Result<()> {
    post.number = Some(live::next_number(tx, post.piece)?);
    post.out_at = Some(now);
    (post.withdrawn_at, post.withdrawn_by) = (None, None);
    act(tx, post, now)
}

/// Keeps a post after an act; of one that readers have, it is handed over.
fn act(tx: &mut Tx<'_>, post: &mut LivePost, now: Timestamp) -> Result<()> {
    if post.number.is_some() {
        // A millisecond after the act before, so that their order is always plain.
        let after = post.acted_at.map(|at| at.saturating_add(SignedDuration::from_millis(1))).transpose()?;
        post.acted_at = Some(after.map_or(now, |after| after.max(now)));
        post.printed_at = None;
        tx.enqueue(&HandPost { post: post.id }, now)?;
    }
    live::put(tx, post)
}

fn of_kind_live(tx: &mut Tx<'_>, id: PieceId) -> Result<Result<Piece, Refusal>> {
    Ok(match pieces::find(tx, id)? {
        None => Err(Refusal::NoPiece),
        Some(piece) if piece.kind != Kind::Live => Err(Refusal::NotLive),
        Some(piece) => Ok(piece),
    })
}

/// Why a post cannot go out.
fn closed(tx: &mut Tx<'_>, piece: PieceId, text: &PostText, catalogue: &Catalogue) -> Result<Option<Refusal>> {
    match of_kind_live(tx, piece)? {
        Err(refusal) => return Ok(Some(refusal)),
        Ok(piece) if piece.state() != State::Published => return Ok(Some(Refusal::NotPublished)),
        Ok(_) => {}
    }
    if live::ended(tx, piece)?.is_some() {
        return Ok(Some(Refusal::Over));
    }
    stopped(tx, piece, text, catalogue)
}

/// What must be put right in a text.
fn stopped(tx: &mut Tx<'_>, piece: PieceId, text: &PostText, catalogue: &Catalogue) -> Result<Option<Refusal>> {
    let newest = pieces::find(tx, piece)?.context("the piece of a live post")?.newest;
    let content = text.as_piece(&revisions::content(tx, piece, newest)?);
    let known = known(tx, &content)?;
    let of_post = |finding: &Finding| finding.stops && !["check-no-section", "check-no-tag", "check-no-dossier"].contains(&finding.key);
    let stops: Vec<Finding> = check(&content, &known, catalogue).into_iter().filter(of_post).collect();
    Ok((!stops.is_empty()).then_some(Refusal::Unready(stops)))
}
