//! `indelible edition`

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use crate::app;
use crate::control::{self, Act};
use crate::paper::Paper;

pub const EXAMPLES: &str = "Examples:
  indelible --dir paper edition list --most 5
  indelible --dir paper edition rollback 41          the pages of edition 41, as the newest edition
  indelible --dir paper edition print --everything   after a change in the folder theme/";

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// The newest editions: number, time, what was printed.
    #[command(after_help = "Examples:\n  indelible --dir paper edition list\n  indelible --dir paper edition list --most 5 --json")]
    List {
        /// How many.
        #[arg(long, default_value_t = 20)]
        most: u32,
        /// Say the result as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make a new edition with the pages of an old one. Drafts and the archive stay as they are; the next publication prints from them.
    #[command(after_help = "Example:\n  indelible --dir paper edition rollback 41 --yes")]
    Rollback {
        /// Number of the old edition.
        number: u64,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
    /// Print what is due; with --everything, all pages anew.
    #[command(after_help = "Examples:\n  indelible --dir paper edition print\n  indelible --dir paper edition print --everything --json")]
    Print {
        #[arg(long)]
        everything: bool,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Serialize)]
struct Line {
    number: u64,
    printed_at: String,
    pages: u64,
    act: String,
}

pub fn run(dir: &Path, args: Command) -> Result<ExitCode> {
    let runtime = super::runtime()?;
    let act = |act: Act| runtime.block_on(control::carry_out(dir, act, async || super::open(dir).await));
    match args {
        Command::List { most, json } => {
            let settings = super::settings(dir)?;
            let newest = Paper::newest_editions(app::place(dir, &settings, "paper"), i64::from(most))?;
            let line = |e: crate::paper::edition::Edition| Line {
                number: e.number,
                printed_at: e.printed_at.to_zoned(settings.zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string(),
                pages: e.pages,
                act: e.act,
            };
            let lines: Vec<Line> = newest.into_iter().map(line).collect();
            super::show(json, &lines, |lines| {
                let rows = lines.iter().map(|l| format!("{:>8}  {}  {:>7} pages  {}\n", l.number, l.printed_at, l.pages, l.act));
                let text: String = rows.collect();
                if text.is_empty() { "Nothing has been printed yet.".into() } else { text }
            })?;
        }
        Command::Rollback { number, yes, json } => {
            super::confirm(yes, &format!("Readers will be served the pages of edition {number}."))?;
            let done = act(Act::RollBack { number })?;
            super::show(json, &done.json, |_| done.said.clone())?;
        }
        Command::Print { everything, json } => {
            let done = act(Act::Print { everything })?;
            super::show(json, &done.json, |_| done.said.clone())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
