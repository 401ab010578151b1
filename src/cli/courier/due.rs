//! `indelible courier due`

use std::sync::Arc;

use anyhow::Result;

use super::{Bench, blocking};
use crate::cli::progress::Bar;
use crate::courier::errands::Done;
use crate::courier::settings::Settings;

impl Bench {
    pub(super) async fn due(&self, yes: bool) -> Result<()> {
        let courier = self.courier.clone();
        let due = blocking({
            let courier = courier.clone();
            move || courier.due()
        })
        .await?;
        if due.errands.is_empty() {
            return crate::cli::show(self.json, &Done::default(), |_| "No letter about a contribution is due.".into());
        }
        let settings = Settings::read(courier.dir())?;
        if !courier.knows_till(&due)? {
            crate::cli::confirm(yes, &format!("Their links lead to {}, which this machine does not know yet. It is your till.", due.url))?;
            courier.trust_till(&due.url)?;
        }
        let ring = Arc::new(self.ring()?);
        let bar = Bar::new("writing", due.errands.len() as u64);
        let done = courier.run_errands(ring, due, &settings, &|done, all| bar.at(done as u64, all as u64)).await;
        bar.done();
        crate::cli::show(self.json, &done?, in_words)
    }
}

fn in_words(done: &Done) -> String {
    let Done { due, written, unknown, refused, unsent, shut, passed_over, erased } = done;
    let mut said = format!("{written} of {due} letters are written; {erased} reminders were erased on the server.\n");
    for (count, what) in [
        (unknown, "may have left, as a relay or this machine stopped without a word; they are not written again"),
        (refused, "went to mailboxes that are gone"),
        (unsent, "were taken by no relay, and stay due: the same command tries again"),
        (shut, "do not open with the keys of this ring"),
        (passed_over, "needed no letter of their own"),
    ] {
        if *count > 0 {
            said += &format!("{count} {what}.\n");
        }
    }
    said
}
