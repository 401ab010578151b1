//! `indelible verify`

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use seal::PublicKey;
use seal::verify::{Demand, Fetch, Folder, verify};

use super::progress::Bar;

/// Check every page of an edition on a host or in a folder: its hash, its size, its place, and the signature over all.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  indelible verify https://lamp.example\n  indelible verify out --key edition.pub\n\nWithout --key the key that lies beside the edition is trusted, and the answer says so. Exit code 3: something is wrong."
)]
pub struct Verify {
    /// A URL, or a folder made by `export static`.
    #[arg(value_name = "URL|FOLDER")]
    source: String,
    /// The newspaper's public key (a minisign file).
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Refuse an edition older than this number.
    #[arg(long, value_name = "N")]
    at_least: Option<u64>,
    /// Say the result as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Verdict {
    sound: bool,
    edition: Option<u64>,
    key: Option<String>,
    trusted_on_first_use: bool,
    paths: u64,
    objects: u64,
    bytes: u64,
    faults: u64,
    first_faults: Vec<String>,
}

pub fn run(args: Verify) -> Result<ExitCode> {
    let key: Option<PublicKey> = match &args.key {
        Some(file) => {
            let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            Some(text.parse().with_context(|| format!("{} is no public key", file.display()))?)
        }
        None => None,
    };
    let demand = Demand { key: key.as_ref(), at_least: args.at_least };
    let bar = Bar::new("checking", 0);
    let mut progress = |at: seal::verify::Progress| bar.at(at.done, at.of);
    let report = if args.source.starts_with("http://") || args.source.starts_with("https://") {
        let base = args.source.trim_end_matches('/').to_owned();
        let agent = agent();
        let mut source = Fetch(|name: &str, at_most: u64| fetch(&agent, &format!("{base}/{name}"), at_most));
        verify(&mut source, &demand, &mut progress)
    } else {
        let folder = Path::new(&args.source);
        anyhow::ensure!(folder.is_dir(), "{} is neither a folder nor an http(s) address", args.source);
        verify(&mut Folder::at(folder), &demand, &mut progress)
    };
    bar.done();
    let found = Verdict {
        sound: report.is_sound(),
        edition: report.edition.as_ref().map(|edition| edition.sequence),
        key: report.key.as_ref().map(PublicKey::fingerprint),
        trusted_on_first_use: report.first_use,
        paths: report.paths,
        objects: report.objects,
        bytes: report.bytes,
        faults: report.findings.count,
        first_faults: report.findings.first.iter().map(ToString::to_string).collect(),
    };
    super::show(args.json, &found, |_| report.to_string())?;
    Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(std::time::Duration::from_secs(60))).build().into()
}

/// `None` for what is not there; an error for what is too long or cannot be reached.
fn fetch(agent: &ureq::Agent, url: &str, at_most: u64) -> std::io::Result<Option<Vec<u8>>> {
    let answer = agent.get(url).call().map_err(std::io::Error::other)?;
    match answer.status().as_u16() {
        200 => {
            let mut bytes = Vec::new();
            answer.into_body().into_reader().take(at_most + 1).read_to_end(&mut bytes)?;
            Ok(Some(bytes))
        }
        404 | 410 => Ok(None),
        other => Err(std::io::Error::other(format!("the host answers {other}"))),
    }
}
