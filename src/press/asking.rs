//! Asks that change are printed: at the moment of their schedule, and a stretch at a time where many pages have them.

use anyhow::Result;
use store::Claimed;

use crate::app::App;
use crate::jobs::Run;
use crate::paper::asks::TurnAsk;
use crate::paper::asks::rounds::PrintAsks;

impl Run for TurnAsk {
    async fn run(self, app: &App, job: Claimed) -> Result<()> {
        app.paper.turn_ask(self, job, app.clock.now()).await?;
        app.press.print().await.map(|_| ())
    }
}

impl Run for PrintAsks {
    async fn run(self, app: &App, job: Claimed) -> Result<()> {
        // What is due stays due, so a print that fails is done with the next one.
        app.paper.next_stretch(job, app.clock.now()).await?;
        app.press.print().await.map(|_| ())
    }
}
