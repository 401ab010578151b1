//! `indelible doctor`

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use crate::app::{self, SETTINGS};
use crate::paper::Paper;

/// Look whether all is well with a data directory, and say what to do where it is not. It changes nothing, and may run while the newspaper is served.
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// Say the result as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Finding {
    well: bool,
    what: String,
}

pub fn run(dir: &Path, args: Doctor) -> Result<ExitCode> {
    let findings = examine(dir);
    let well = findings.iter().all(|f| f.well);
    super::show(args.json, &findings, |findings| {
        findings.iter().map(|f| format!("{}  {}\n", if f.well { "well " } else { "WRONG" }, f.what)).collect()
    })?;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn examine(dir: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |well: bool, what: String| findings.push(Finding { well, what });
    if !dir.join(SETTINGS).exists() {
        say(false, format!("{} is no data directory; `indelible init {}` makes one", dir.display(), dir.display()));
        return findings;
    }
    let settings = match app::settings(dir, None).and_then(|values| values.resolve(dir)) {
        Ok(settings) => settings,
        Err(trouble) => {
            say(false, format!("the settings cannot be used: {trouble:#}"));
            return findings;
        }
    };
    say(true, "the settings are right".into());
    if settings.url.starts_with("http://")
        && !settings.url.contains("127.0.0.1")
        && !settings.url.contains("localhost")
        && !settings.url.ends_with(".onion")
    {
        say(false, format!("site.url is {}: readers should come by https", settings.url));
    }
    match crate::press::keys::open(dir) {
        Ok(key) => say(true, format!("editions are signed by the key {}", key.public().fingerprint())),
        Err(trouble) => say(false, format!("{trouble:#}")),
    }
    #[cfg(unix)]
    if let Ok(meta) = std::fs::metadata(dir.join("keys/edition.sec")) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o077;
        say(
            mode == 0,
            if mode == 0 {
                "only its owner can read the signing key".into()
            } else {
                "others can read keys/edition.sec: chmod 600 it".to_string()
            },
        );
    }
    if settings.postgres.is_none() && !dir.join("paper.db").exists() {
        say(true, "nothing has been written yet; `indelible serve` or `indelible import` begins".into());
    } else {
        match Paper::examine(app::place(dir, &settings, "paper")) {
            Ok(said) => said.into_iter().for_each(|what| say(true, what)),
            Err(trouble) => say(false, format!("paper.db: {trouble:#}; restore it from a backup")),
        }
    }
    if let Some(tls) = &settings.tls {
        for file in [&tls.certificate, &tls.key] {
            let there = std::fs::File::open(file).is_ok();
            say(
                there,
                if there {
                    format!("{} can be read", file.display())
                } else {
                    format!("{} cannot be read: TLS will not start", file.display())
                },
            );
        }
    }
    findings
}
