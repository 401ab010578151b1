//! `indelible backup` and `indelible restore`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::app::SETTINGS;
use crate::backup;

/// Copy everything into one folder: databases (each at one moment), media, keys, settings. The newspaper goes on meanwhile.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  indelible --dir paper backup /mnt/stick/paper-2026-11-22\n\nThe copy holds the key that signs your editions: keep it as safe as the original."
)]
pub struct Backup {
    /// A folder that does not exist yet.
    to: PathBuf,
    #[arg(long)]
    json: bool,
}

/// Make a data directory (--dir) from a backup.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  indelible --dir paper restore /mnt/stick/paper-2026-11-22")]
pub struct Restore {
    from: PathBuf,
    /// Replace a data directory that is there; the old one is kept beside it.
    #[arg(long)]
    replace: bool,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
    /// Say the result as JSON.
    #[arg(long)]
    json: bool,
}

/// What was put back, and where what was there before is now.
#[derive(serde::Serialize)]
struct Restored {
    #[serde(flatten)]
    copied: backup::Copied,
    aside: Option<PathBuf>,
}

pub fn run(dir: &Path, args: Backup) -> Result<ExitCode> {
    let settings = super::settings(dir)?;
    let bar = super::progress::Bar::new("copying", 0);
    let copied = backup::copy(dir, &settings, &args.to, |done, all| bar.at(done, all))?;
    bar.done();
    super::show(args.json, &copied, |c| format!("{} files, {} MiB are in {}.", c.files, c.bytes >> 20, args.to.display()))?;
    Ok(ExitCode::SUCCESS)
}

pub fn restore(dir: &Path, args: Restore) -> Result<ExitCode> {
    if !args.from.join(SETTINGS).exists() {
        bail!("{} is no backup: there is no {SETTINGS} in it; name a folder that `indelible backup` made", args.from.display());
    }
    let mut aside = None;
    if dir.join(SETTINGS).exists() {
        if !args.replace {
            bail!("{} is a data directory already; say --replace to put the backup in its place", dir.display());
        }
        super::confirm(args.yes, &format!("{} will be replaced by the backup; what is there now is kept beside it.", dir.display()))?;
        let name = dir.canonicalize()?;
        let old = name.with_extension(format!("before-restore-{}", std::process::id()));
        std::fs::rename(&name, &old).with_context(|| format!("cannot move {} aside", name.display()))?;
        aside = Some(old);
    }
    let restored = Restored { copied: backup::put_back(&args.from, dir)?, aside };
    super::show(args.json, &restored, |restored| {
        let before = restored.aside.as_ref().map_or_else(String::new, |old| format!("What was there is in {}.\n", old.display()));
        let files = restored.copied.files;
        format!("{before}{files} files are back in {}. `indelible --dir {} doctor` looks them over.", dir.display(), dir.display())
    })?;
    Ok(ExitCode::SUCCESS)
}
