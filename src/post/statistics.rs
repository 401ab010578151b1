//! How an issue did, in plain numbers. Nobody is watched: what is counted are letters, rows, and requests for its page.

use anyhow::Result;
use jiff::Timestamp;

use super::courier::messages::Books;
use super::model::{Issue, Newsletter, Week};
use super::returns::COMPLAINT;
use super::store::{couriers, readers, returns};
use crate::app::App;
use crate::paper::newsletter::issue_path;

/// An issue in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// When it was sent, and how its books were closed.
    pub sent: Option<(Timestamp, Books)>,
    /// Letters that came back afterwards, for whatever reason.
    pub bounced: i64,
    /// Readers who called it spam, as far as their hosts tell.
    pub complained: i64,
    /// Rows of the newsletter that left in the week of the sending and the one after. Weeks are all that is known of when.
    pub left: i64,
    /// How often its page was asked for at least, rounded, since the house was opened; `None` while that is too seldom to say.
    pub views: Option<i64>,
}

/// # Errors
/// When the database cannot be asked.
pub async fn of(app: &App, newsletter: &Newsletter, issue: &Issue) -> Result<Statistics> {
    let Some(sent_at) = issue.sent_at else { return Ok(Statistics::default()) };
    let (id, of, week) = (issue.id, issue.newsletter, Week::of(sent_at));
    let found = app
        .post
        .db()
        .read(move |tx| Ok((couriers::books(tx, id)?, readers::left_between(tx, of, week, week.before(-1))?, returns::of_issue(tx, id)?)));
    let (books, left, back) = found.await?;
    let (complaints, bounces): (Vec<_>, Vec<_>) = back.into_iter().partition(|(class, _)| class == COMPLAINT);
    let count = |of: Vec<(String, i64)>| of.into_iter().map(|(_, count)| count).sum();
    let (complained, bounced) = (count(complaints), count(bounces));
    let path = issue.number.map(|number| issue_path(&app.paper.house().prefix(&newsletter.locale), &newsletter.slug, number));
    Ok(Statistics { sent: books.map(|books| (sent_at, books)), bounced, complained, left, views: path.and_then(|path| views(app, &path)) })
}

/// How often the page at `path` was asked for. The one place where that number comes in.
fn views(app: &App, path: &str) -> Option<i64> {
    let over = app.press.views_of_issue(path, app.clock.now()).over?;
    Some(i64::try_from(over).unwrap_or(i64::MAX))
}
