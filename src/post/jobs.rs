//! What the post does later: what readers see of it is handed to the paper, and printed.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use store::{Claimed, Job};

use super::model::{IssueId, NewsletterId};
use super::store::issues;
use crate::app::App;
use crate::jobs::Run;

/// Readers see a newsletter as it stands now. Done twice it is as good as once.
#[derive(Debug, Serialize, Deserialize)]
pub struct ShowNewsletter {
    pub newsletter: NewsletterId,
}

/// An issue is printed into the edition as it was readied.
#[derive(Debug, Serialize, Deserialize)]
pub struct PrintIssue {
    pub issue: IssueId,
}

impl Job for ShowNewsletter {
    const NAME: &'static str = "show newsletter";
}

impl Job for PrintIssue {
    const NAME: &'static str = "print issue";
}

impl Run for ShowNewsletter {
    async fn run(self, app: &App, job: Claimed) -> Result<()> {
        if let Some(newsletter) = app.post.newsletter(self.newsletter).await? {
            app.paper.put_newsletters(vec![newsletter.shown()]).await?;
            app.press.print().await?;
        }
        app.post.db().finish(&job).await
    }
}

impl Run for PrintIssue {
    async fn run(self, app: &App, job: Claimed) -> Result<()> {
        let Some(issue) = app.post.issue(self.issue).await? else { return app.post.db().finish(&job).await };
        if let Some(newsletter) = app.post.newsletter(issue.newsletter).await?
            && let Some(shown) = issue.shown(&newsletter)
        {
            app.paper.put_newsletters(vec![newsletter.shown()]).await?;
            app.paper.put_issue(shown).await?;
            app.press.print().await?;
        }
        let (id, now) = (self.issue, app.clock.now());
        app.post
            .db()
            .write(move |tx| {
                issues::printed(tx, id, now)?;
                tx.finish(&job)
            })
            .await
    }
}
