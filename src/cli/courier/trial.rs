//! `indelible courier test`, and the question before a first campaign.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use kernel::EmailAddress;
use serde_json::json;

use super::{Bench, blocking, chosen};
use crate::courier::Courier;
use crate::courier::settings::Settings;
use crate::courier::traces::{Look, Machine, What};
use crate::courier::trial::Trial;

/// Bytes of a letter's source.
const LARGEST: u64 = 16 << 20;

impl Bench {
    pub(super) async fn test(&self, number: Option<i64>, address: &str) -> Result<()> {
        let to = EmailAddress::parse(address)?;
        let (courier, settings) = (self.courier.clone(), Settings::read(self.courier.dir())?);
        let issues = blocking(move || courier.issues()).await?;
        let issue = chosen(issues.issues, number)?;
        self.courier.try_out(&issue, &issues.secret, &to, &settings).await?;
        crate::cli::show(self.json, &json!({ "issue": issue.issue, "sent": true }), |_| {
            "The letter has left. When it has come, save its source (“Show original”, “View source”) to a file, and then:\n\n  \
             indelible courier test --check FILE"
                .into()
        })
    }

    pub(super) fn check(&self, file: &Path) -> Result<()> {
        let mut source = Vec::new();
        let opened: Box<dyn Read> = match file.to_str() {
            Some("-") => Box::new(std::io::stdin()),
            _ => Box::new(std::fs::File::open(file).with_context(|| format!("cannot read {}", file.display()))?),
        };
        opened.take(LARGEST + 1).read_to_end(&mut source)?;
        ensure!(source.len() as u64 <= LARGEST, "this is larger than a letter of ours can be");
        let look = self.courier.check_trial(&String::from_utf8_lossy(&source), &Machine::here())?;
        crate::cli::show(self.json, &look, in_words)
    }
}

/// Before the first campaign: asks, unless a test letter was found clean.
pub(super) fn ask(courier: &Courier, yes: bool) -> Result<()> {
    let Some(trial) = courier.untested()? else { return Ok(()) };
    let what = match trial {
        Trial::Never => "No letter of this machine was looked at yet, and a relay may write into its head where it came from.".into(),
        Trial::Sent => "The test letter was not looked at yet, and the relay may have written into its head where it came from.".into(),
        Trial::Traced(places) => format!("The last test letter told of this machine in {places} places."),
        Trial::Clean => return Ok(()),
    };
    let warning = format!("{what} “indelible courier test ADDRESS” sends one to yourself.");
    if yes {
        eprintln!("{warning}");
    }
    crate::cli::confirm(yes, &format!("{warning} Go on without?"))
}

fn in_words(look: &Look) -> String {
    let mut said = match look.traces.len() {
        0 => "Nothing in the head of the letter tells of this machine.\n".to_owned(),
        1 => "WRONG: the head of the letter tells of this machine in one place.\n".to_owned(),
        many => format!("WRONG: the head of the letter tells of this machine in {many} places.\n"),
    };
    for trace in &look.traces {
        let what = match trace.what {
            What::Address => "an IP address of this machine",
            What::Host => "the name of this machine",
            What::User => "the name of its user",
            What::Zone => "a date that is not in UTC",
            What::Client => "what wrote the letter, or where it was handed in",
        };
        said += &format!("  {what}\n    {}: {}\n", trace.header, trace.line);
    }
    if !look.traces.is_empty() {
        said += "Ask whoever runs the relay to leave that out, set “hello” in courier.toml, or take another relay; then send another test letter.\n";
    }
    if let Some(hop) = &look.first_hop {
        said += &format!(
            "The first server says that it had the letter\n    {hop}\nIf that is your own line, and not the relay, take another relay.\n"
        );
    }
    said
}
