//! `indelible courier send`

use std::sync::Arc;

use anyhow::{Result, bail};
use serde_json::json;

use super::{Bench, arming, blocking, chosen, in_words};
use crate::cli::progress::Bar;
use crate::courier::dispatch::{Standing, Started};
use crate::courier::settings::Settings;
use crate::post::courier::messages::Noted;
use crate::sending::{Doubts, Ending};

impl Bench {
    pub(super) async fn send(&self, number: Option<i64>, doubts: Option<Doubts>, yes: bool) -> Result<()> {
        let courier = self.courier.clone();
        let settings = Settings::read(courier.dir())?;
        let (synced, issues) = blocking({
            let courier = courier.clone();
            move || Ok((courier.sync()?, courier.issues()?))
        })
        .await?;
        eprintln!("{}", in_words(&synced));
        let issue = chosen(issues.issues.clone(), number)?;
        let armed = blocking({
            let courier = courier.clone();
            move || courier.armed()
        });
        if let Some(armed) = armed.await?.iter().find(|one| one.issue == issue.issue && one.state.is_live()) {
            crate::cli::confirm(yes, &format!("{}\nIt is taken back from the server, and sent from here.", arming::stands(armed)))?;
        }
        if let Standing::Sent(balance) = courier.standing(issue.issue).await? {
            blocking(move || courier.report(Vec::new())).await?;
            bail!("this issue was sent from here: {balance}");
        }
        let ring = Arc::new(self.ring()?);
        let ready = courier.prepare(ring, &issue, &issues.secret, &settings, doubts).await?;
        if !ready.is_signed {
            eprintln!(
                "The letters bear no DKIM signature of this machine for the domain of {}; the relay has to sign them, or many hosts refuse them. “indelible courier dkim” makes keys.",
                issue.from
            );
        }
        let goes_on = match courier.in_doubt(issue.issue).await?.len() {
            _ if !ready.goes_on => String::new(),
            0 => "The rest of an earlier start: ".into(),
            many => format!("The rest of an earlier start, which left {many} letters in doubt ({}): ", in_doubt(ready.doubts())),
        };
        crate::cli::confirm(
            yes,
            &format!("{goes_on}“{}”, issue {}, goes to {} readers from {}.", issue.subject, issue.number, ready.letters, issue.from),
        )?;
        let ending = watched(ready.letters, ready.start().await?).await?;
        let noted = blocking(move || courier.report(Vec::new())).await;
        tell(self.json, ending, &noted)
    }
}

fn tell(json: bool, ending: Ending, noted: &Result<Noted>) -> Result<()> {
    let (finished, balance) = match ending {
        Ending::Finished(balance) => (true, balance),
        Ending::Stopped(balance) => (false, balance),
    };
    let said = json!({
        "finished": finished, "candidates": balance.candidates, "accepted": balance.accepted, "refused": balance.refused, "unknown": balance.unknown,
        "gone": balance.gone, "cancelled": balance.cancelled, "left": balance.left(), "told": noted.is_ok(),
    });
    crate::cli::show(json, &said, |_| match (noted, finished) {
        (_, false) => format!("Stopped. {balance}\nThe same command goes on."),
        (Ok(noted), true) => format!("Sent. {balance}\n{} rows are suppressed on the server.", noted.suppressed),
        (Err(trouble), true) => {
            format!("Sent. {balance}\nThe server was not told: {trouble:#}. “indelible courier readers” tells it later.")
        }
    })
}

fn in_doubt(doubts: Doubts) -> &'static str {
    match doubts {
        Doubts::Resend => "sent again; --doubts leave leaves them",
        Doubts::Leave => "left at that; --doubts resend sends them again",
    }
}

/// Sends, telling how far it is; Ctrl+C ends the letters that are on the wire and leaves the rest for another start.
async fn watched(letters: u64, started: Started) -> Result<Ending> {
    let control = started.control();
    let bar = Bar::new("sending", letters);
    let mut changes = control.changes();
    let teller = async {
        loop {
            let progress = changes.borrow_and_update().clone();
            bar.at(progress.balance.settled(), progress.balance.candidates);
            if changes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let stopper = async {
        let _ = tokio::signal::ctrl_c().await;
        eprintln!("\nLetters that are on the wire are finished; the rest waits.");
        control.stop();
        std::future::pending::<()>().await;
    };
    let ending = tokio::select! {
        ending = tokio::spawn(started.send()) => ending?,
        () = teller => bail!("nobody watches"),
        () = stopper => bail!("nobody stops"),
    };
    bar.done();
    ending
}
