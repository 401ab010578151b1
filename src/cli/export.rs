//! `indelible export`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

use super::progress::Bar;
use crate::press::export;

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
    let exported = super::runtime()?.block_on(async {
        let house = super::open(dir).await?;
        house.press.print().await?;
        let bar = Bar::new("writing pages", 0);
        let exported =
            export::export(&house.paper, &house.shelf, house.press.stand(), &house.public_key, &target, |done, all| bar.at(done, all));
        bar.done();
        exported
    })?;
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
