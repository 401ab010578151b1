//! `indelible doctor`

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use kernel::Domain;
use serde::Serialize;

use crate::app::{self, SETTINGS};
use crate::mail;
use crate::paper::Paper;

/// Look whether all is well with a data directory, and say what to do where it is not. It changes nothing, and may run while the newspaper is served.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  indelible doctor\n  indelible doctor mail     what DNS has to hold for our letters, and whether the relays take us"
)]
pub struct Doctor {
    /// Look at one part alone.
    part: Option<Part>,
    /// Say the result as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Part {
    /// Relays, signatures, and what DNS has to hold for them.
    Mail,
}

#[derive(Serialize)]
struct Finding {
    well: bool,
    what: String,
}

pub fn run(dir: &Path, args: Doctor) -> Result<ExitCode> {
    let findings = match args.part {
        None => examine(dir),
        Some(Part::Mail) => examine_mail(dir)?,
    };
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

/// What has to stand in DNS is shown and not asked for: who asks about a name from this machine tells the world that they belong together.
fn examine_mail(dir: &Path) -> Result<Vec<Finding>> {
    let settings = app::settings(dir, None)?.resolve(dir)?;
    let mut findings = Vec::new();
    let Some(from) = &settings.from else {
        findings.push(Finding { well: false, what: "there is no sender: set mail.from, and mail.relays".into() });
        return Ok(findings);
    };
    if settings.relays.is_empty() {
        findings.push(Finding { well: false, what: "there is no relay: set mail.relays".into() });
    }
    let domain = Domain::parse(from.domain())?;
    for line in mail::records(&domain, &*mail::signer(dir, &domain)?) {
        findings.push(Finding { well: true, what: format!("DNS should hold\n{line}") });
    }
    let runtime = super::runtime()?;
    for (n, outlet) in settings.relays.iter().enumerate() {
        let tried = runtime.block_on(outlet.knock());
        let name = format!("relay {}, {}:{}", n + 1, outlet.relay.host, outlet.relay.port);
        findings.push(match tried {
            Ok(()) => Finding { well: true, what: format!("{name}, lets us in, protected as it is set") },
            Err(trouble) => Finding { well: false, what: format!("{name}: {trouble}") },
        });
    }
    Ok(findings)
}
