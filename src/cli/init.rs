//! `indelible init DIR`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::app::SETTINGS;
use crate::keys;
use crate::settings;

/// Make a data directory for a new newspaper: its settings, and the key that signs its editions.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  indelible init paper --name \"The Harbour Lamp\" --url https://lamp.example --locales en,ru --zone Europe/Riga"
)]
pub struct Init {
    /// The folder; it is made when it is missing.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Name of the newspaper.
    #[arg(long)]
    name: Option<String>,
    /// Address that readers will know.
    #[arg(long)]
    url: Option<String>,
    /// Language editions, the first at the root.
    #[arg(long, value_name = "TAG,…")]
    locales: Option<String>,
    /// The newspaper's time zone.
    #[arg(long)]
    zone: Option<String>,
    /// Say the result as JSON.
    #[arg(long)]
    json: bool,
}

/// What was made.
#[derive(serde::Serialize)]
struct Made {
    dir: PathBuf,
    settings: PathBuf,
    keys: PathBuf,
}

pub fn run(args: Init) -> Result<ExitCode> {
    let Init { folder: dir, name, url, locales, zone, json } = args;
    let file = dir.join(SETTINGS);
    if file.exists() {
        bail!("{} is a data directory already", dir.display());
    }
    let chosen: Vec<(&str, String)> = [("site.name", name), ("site.url", url), ("site.locales", locales), ("site.zone", zone)]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect();
    let mut values = settings::Values::default();
    for (key, value) in &chosen {
        values.set(key, value.clone());
    }
    values.resolve(&dir)?;
    std::fs::create_dir_all(&dir).with_context(|| format!("cannot make the folder {}", dir.display()))?;
    if !keys::is_there(&dir) {
        keys::make(&dir)?;
    }
    std::fs::write(&file, settings::sample(&chosen)).with_context(|| format!("cannot write {}", file.display()))?;
    let made = Made { keys: dir.join("keys"), settings: file, dir };
    super::show(json, &made, next)?;
    Ok(ExitCode::SUCCESS)
}

/// What to do with it.
fn next(made: &Made) -> String {
    format!(
        "{} is ready.\n\nNext:\n  indelible --dir {0} serve                 readers at port 8080, the desk at 8081\n  indelible --dir {0} import SOURCE         bring an archive in\n  indelible --dir {0} staff invite NAME     a code to sign in at the desk\n\nIts settings are in {}. Keep {} safe: it signs your editions.",
        made.dir.display(),
        made.settings.display(),
        made.keys.display()
    )
}
