//! An issue: composed, saved, readied. Once readied it is printed, and nothing of it changes any more.

use anyhow::Result;
use jiff::Timestamp;

use super::Post;
use super::jobs::PrintIssue;
use super::model::{Composed, Issue, IssueId, Newsletter, NewsletterId, Refusal};
use super::store::issues;
use crate::paper;

impl Post {
    pub async fn issue(&self, id: IssueId) -> Result<Option<Issue>> {
        self.db().read(move |tx| issues::find(tx, id)).await
    }

    /// The newest first.
    pub async fn issues(&self, newsletter: NewsletterId, most: i64) -> Result<Vec<Issue>> {
        self.db().read(move |tx| issues::of(tx, newsletter, most)).await
    }

    /// Begins a draft. With `due_at` there is one for each time: where one has been begun, `None`.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn begin_issue(
        &self,
        newsletter: NewsletterId,
        composed: Composed,
        due_at: Option<Timestamp>,
        by: &str,
        now: Timestamp,
    ) -> Result<Option<IssueId>> {
        let issue = Issue::begun(newsletter, composed, due_at, by, now);
        self.db()
            .write(move |tx| {
                if let Some(due_at) = due_at
                    && issues::is_begun(tx, newsletter, due_at)?
                {
                    return Ok(None);
                }
                issues::begin(tx, &issue)?;
                Ok(Some(issue.id))
            })
            .await
    }

    /// Saves a draft. `issue` is as it was read, with what was changed, by whom and when.
    ///
    /// # Errors
    /// When the database cannot be asked. Refused when somebody saved it meanwhile, and when it is readied.
    pub async fn save_issue(&self, issue: Issue) -> Result<Result<(), Refusal>> {
        self.db()
            .write(move |tx| {
                if issues::save(tx, &issue)? {
                    return Ok(Ok(()));
                }
                Ok(Err(why_not(tx, issue.id)?))
            })
            .await
    }

    /// Gives a draft its number and orders its page. `revision` is the one that was looked at.
    ///
    /// # Errors
    /// When the database cannot be asked. Refused when somebody saved it meanwhile.
    pub async fn ready_issue(&self, id: IssueId, revision: i64, by: &str, now: Timestamp) -> Result<Result<Issue, Refusal>> {
        let by = by.to_owned();
        self.db()
            .write(move |tx| {
                let Some(issue) = issues::find(tx, id)? else { return Ok(Err(Refusal::Absent)) };
                if !issues::ready(tx, &Issue { revision, ..issue }, &by, now)? {
                    return Ok(Err(why_not(tx, id)?));
                }
                tx.enqueue(&PrintIssue { issue: id }, now)?;
                Ok(issues::find(tx, id)?.ok_or(Refusal::Absent))
            })
            .await
    }

    /// Takes an issue back that was readied and is not printed yet; whether it could be.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn take_back_issue(&self, id: IssueId) -> Result<bool> {
        self.db().write(move |tx| issues::take_back(tx, id)).await
    }

    /// Notes that an issue has gone out to its readers.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn note_sent(&self, id: IssueId, now: Timestamp) -> Result<()> {
        self.db().write(move |tx| issues::sent(tx, id, now)).await
    }

    /// The number that an issue has, or would be given now.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn number_of(&self, issue: &Issue) -> Result<i64> {
        match (issue.number, issue.newsletter) {
            (Some(number), _) => Ok(number),
            (None, newsletter) => self.db().read(move |tx| issues::next_number(tx, newsletter)).await,
        }
    }

    /// Throws a draft away; whether it was one.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn drop_issue(&self, id: IssueId) -> Result<bool> {
        self.db().write(move |tx| issues::drop(tx, id)).await
    }
}

fn why_not(tx: &mut ::store::Tx<'_>, id: IssueId) -> Result<Refusal> {
    Ok(match issues::find(tx, id)? {
        None => Refusal::Absent,
        Some(issue) if issue.readied_at.is_some() => Refusal::Readied,
        Some(_) => Refusal::Stale,
    })
}

impl Issue {
    pub(super) fn begun(newsletter: NewsletterId, composed: Composed, due_at: Option<Timestamp>, by: &str, now: Timestamp) -> Self {
        Self {
            id: IssueId::random(),
            newsletter,
            number: None,
            revision: 1,
            composed,
            made_at: now,
            changed_at: now,
            changed_by: by.to_owned(),
            due_at,
            readied_at: None,
            printed_at: None,
            sent_at: None,
        }
    }

    /// What readers of the paper see of it; `None` before it is readied.
    pub fn shown(&self, newsletter: &Newsletter) -> Option<paper::newsletter::Issue> {
        Some(self.shown_as(newsletter, self.number?, self.readied_at?))
    }

    /// The same as if it had been readied then, with that number.
    pub fn shown_as(&self, newsletter: &Newsletter, number: i64, at: Timestamp) -> paper::newsletter::Issue {
        let Composed { subject, preheader, intro, blocks, asks_support } = self.composed.clone();
        paper::newsletter::Issue {
            newsletter: newsletter.slug.clone(),
            locale: newsletter.locale.clone(),
            number,
            subject,
            preheader,
            intro: markup::markdown::read(&intro).0,
            blocks,
            at,
            asks_support,
        }
    }
}
