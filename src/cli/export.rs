//! `indelible export`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;

use super::progress::Bar;
use crate::app;
use crate::control::{self, Act};
use crate::keys;
use crate::paper::shelf::Shelf;
use crate::press::export;
use crate::press::finder::Ground;
use crate::words::Words;

#[derive(Debug, clap::Subcommand)]
pub enum Export {
    /// The whole newspaper as plain files that work from any host, any sub-path, or `python3 -m http.server`.
    #[command(after_help = "Example:\n  indelible --dir paper export static out && python3 -m http.server -d out")]
    Static {
        /// An empty folder, or one that an older edition was exported to.
        #[arg(value_name = "DIR")]
        to: PathBuf,
        /// Say the result as JSON.
        #[arg(long)]
        json: bool,
    },
}

pub fn run(dir: &Path, args: Export) -> Result<ExitCode> {
    let Export::Static { to: target, json } = args;
    // What is due is printed first, by whoever has the data directory open; the export itself only reads.
    super::runtime()?.block_on(control::carry_out(dir, Act::Print { everything: false }, async || super::open(dir).await))?;
    let public = keys::open(dir)?.public().to_file();
    let bar = Arc::new(Bar::new("writing pages", 0));
    let report = Arc::clone(&bar);
    let settings = super::settings(dir)?;
    let ground = Ground { locales: settings.locales.clone(), zone: settings.zone.clone(), words: Words::load() };
    let (place, shelf) = (app::place(dir, &settings, "paper"), Shelf::open(&dir.join("objects"))?);
    let exported = export::export(place, shelf, public, ground, target.clone(), move |done, all| report.at(done, all));
    bar.done();
    let exported = exported?;
    super::show(json, &exported, |e| {
        format!(
            "Edition {} is in {}: {} files written, {} were the same, {} removed.",
            e.edition,
            target.display(),
            e.files,
            e.unchanged,
            e.removed
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
