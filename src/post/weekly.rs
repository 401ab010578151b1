//! Drafts that begin by themselves: two days before a newsletter's time there is one, with the week's stories in it.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

use super::Post;
use super::model::{Composed, Issue, IssueId, Newsletter};
use super::store::{issues, newsletters};
use crate::app::App;
use crate::paper::newsletter::Block;

/// How long before its time a draft is begun.
const AHEAD: SignedDuration = SignedDuration::from_hours(48);
/// Stories that are put into it; the others of the week are offered beside it.
const STORIES: usize = 7;
/// Whose name stands beside it.
pub const BY: &str = "timetable";

/// Begins the drafts whose time is near. For the timetable; as often as it is asked there is one for each time.
///
/// # Errors
/// When a database cannot be asked.
pub async fn begin_due(app: &App, now: Timestamp) -> Result<()> {
    for newsletter in app.post.newsletters().await? {
        let Some(timetable) = newsletter.said.timetable.clone().filter(|_| newsletter.is_open()) else { continue };
        let due_at = match timetable.next(now) {
            Ok(next) => next,
            Err(trouble) => {
                tracing::warn!("the timetable of the newsletter “{}” cannot be kept: {trouble:#}", newsletter.slug);
                continue;
            }
        };
        if due_at.duration_since(now) <= AHEAD && newsletter.said.drafted != Some(due_at) {
            begin(app, &newsletter, due_at, now).await?;
        }
    }
    Ok(())
}

/// Begins the draft for that time with what came out in the week before it, the newest first; `None` when there was one already.
///
/// # Errors
/// When a database cannot be asked.
pub async fn begin(app: &App, newsletter: &Newsletter, due_at: Timestamp, now: Timestamp) -> Result<Option<IssueId>> {
    let since = match &newsletter.said.timetable {
        Some(timetable) => timetable.before(due_at)?,
        None => due_at.checked_sub(SignedDuration::from_hours(7 * 24))?,
    };
    let week = app.paper.week(newsletter.locale.clone(), since, due_at).await?;
    let story = |piece| Block::Story { piece, headline: String::new(), blurb: String::new() };
    let blocks = week.iter().take(STORIES).map(|candidate| story(candidate.id)).collect();
    app.post.begin_drafted(newsletter, Composed { blocks, ..Composed::default() }, due_at, now).await
}

impl Post {
    /// The draft, and the note that it has been begun, in one act.
    async fn begin_drafted(
        &self,
        newsletter: &Newsletter,
        composed: Composed,
        due_at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<IssueId>> {
        let issue = Issue::begun(newsletter.id, composed, Some(due_at), BY, now);
        self.db()
            .write(move |tx| {
                let Some(mut newsletter) = newsletters::find(tx, issue.newsletter)? else { return Ok(None) };
                newsletter.said.drafted = Some(due_at);
                newsletters::put(tx, &newsletter, now)?;
                if issues::is_begun(tx, newsletter.id, due_at)? {
                    return Ok(None);
                }
                issues::begin(tx, &issue)?;
                Ok(Some(issue.id))
            })
            .await
    }
}
