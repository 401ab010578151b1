//! What the desk has done later.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use store::{Claimed, Job};

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
