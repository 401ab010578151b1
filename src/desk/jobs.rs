//! What the desk has done later.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use store::{Claimed, Job};

use super::live::PostId;
use super::model::ScheduleId;
use crate::app::App;
use crate::jobs::Run;
use crate::paper::model::PieceId;

/// Hands to the paper what readers should have of a piece now, whatever that is when it runs: so two of them in any order come to the same.
#[derive(Debug, Serialize, Deserialize)]
pub struct HandOver {
    pub piece: PieceId,
}

/// Publishes a piece at its time, if this schedule still stands.
#[derive(Debug, Serialize, Deserialize)]
pub struct Release {
    pub piece: PieceId,
    pub schedule: ScheduleId,
}

/// Hands to the paper how a post of live coverage stands now.
#[derive(Debug, Serialize, Deserialize)]
pub struct HandPost {
    pub post: PostId,
}

/// Hands to the paper whether the coverage of a piece goes on.
#[derive(Debug, Serialize, Deserialize)]
pub struct HandCoverage {
    pub piece: PieceId,
}

impl Job for HandPost {
    const NAME: &'static str = "hand-post";
}

impl Job for HandCoverage {
    const NAME: &'static str = "hand-coverage";
}

impl Run for HandPost {
    async fn run(self, app: &App, job: Claimed) -> Result<()> {
        app.desk.hand_post(app, job, self.post).await
    }
}

impl Run for HandCoverage {
    async fn run(self, app: &App, job: Claimed) -> Result<()> {
        app.desk.hand_coverage(app, job, self.piece).await
    }
}

impl Job for HandOver {
    const NAME: &'static str = "hand-over";
}

impl Job for Release {
    const NAME: &'static str = "release";
}

impl Run for HandOver {
    async fn run(self, app: &App, job: Claimed) -> Result<()> {
        app.desk.hand_over(app, job, self.piece).await
    }
}

impl Run for Release {
    async fn run(self, app: &App, job: Claimed) -> Result<()> {
        app.desk.release(job, self).await
    }
}
