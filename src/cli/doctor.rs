//! `indelible doctor`

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use kernel::{Clock, Domain};
use letter::dns::Resolver;
use serde::Serialize;

use crate::app::{self, SETTINGS};
use crate::courier::{self, Courier};
use crate::fund::whereabouts::Atlas;
use crate::mail;
use crate::mail::check::{self, Grade, Sender};
use crate::paper::Paper;
use crate::post::Post;

/// Look whether all is well with a data directory, and say what to do where it is not. It changes nothing, and may run while the newspaper is served.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  indelible doctor\n  indelible doctor mail                   whether DNS holds what our letters need, and whether the relays take us\n  indelible doctor mail --dns 9.9.9.9     asked of another DNS server"
)]
pub struct Doctor {
    /// Look at one part alone.
    part: Option<Part>,
    /// With `mail`: ask this DNS server, and not the system's.
    #[arg(long, value_name = "ADDR", value_parser = dns_server)]
    dns: Option<SocketAddr>,
    /// With `mail`, on a keyholder's machine: look at how this folder sends. The server that it is paired with says whom letters come from.
    #[arg(long, value_name = "FOLDER")]
    courier: Option<PathBuf>,
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
    if matches!(args.part, Some(Part::Mail)) {
        return run_mail(dir, &args);
    }
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
    match crate::keys::open(dir) {
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
    if settings.postgres.is_some() || dir.join("post.db").exists() {
        let open = std::os::unix::net::UnixStream::connect(dir.join("control")).is_ok();
        match Post::examine(app::place(dir, &settings, "post"), open, Clock::default().now()) {
            Ok(said) => said.into_iter().for_each(|(well, what)| say(well, what)),
            Err(trouble) => say(false, format!("post.db: {trouble:#}")),
        }
    }
    if let Some(file) = &settings.fund.country_file {
        match Atlas::open(file) {
            Ok(atlas) => {
                let (well, what) = atlas.examine(Clock::default().now());
                say(well, what);
            }
            Err(trouble) => say(false, format!("{trouble:#}: while it is so, the house does not open")),
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

/// Seconds for one answer of a DNS server; it is asked twice.
const PATIENCE: Duration = Duration::from_secs(3);

fn run_mail(dir: &Path, args: &Doctor) -> Result<ExitCode> {
    let sender = match &args.courier {
        None => sender(dir)?,
        Some(folder) => keyholders_sender(folder)?,
    };
    let findings = match sender {
        Err(lacking) => vec![check::Finding { about: "settings", grade: Grade::Wrong, what: lacking.into(), dns: None }],
        Ok(sender) => {
            let resolver = match args.dns {
                Some(server) => Resolver::new(vec![server], PATIENCE),
                None => Resolver::of_system(PATIENCE)?,
            };
            super::runtime()?.block_on(check::examine(&sender, &resolver))
        }
    };
    super::show(args.json, &findings, |findings| say(findings))?;
    let well = findings.iter().all(|finding| finding.grade != Grade::Wrong);
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn say(findings: &[check::Finding]) -> String {
    let word = |grade| match grade {
        Grade::Well => "well ",
        Grade::Note => "note ",
        Grade::Wrong => "WRONG",
    };
    let mut said: String = findings.iter().map(|f| format!("{}  {:8} {}\n", word(f.grade), f.about, f.what)).collect();
    let mut lines = findings.iter().filter_map(|finding| finding.dns.as_ref()).peekable();
    if lines.peek().is_some() {
        said += "\nDNS should hold\n\n";
        lines.for_each(|line| said += &format!("{line}\n"));
    }
    said
}

/// Who sends by these settings, or what they lack.
fn sender(dir: &Path) -> Result<Result<Sender, &'static str>> {
    let settings = app::settings(dir, None)?.resolve(dir)?;
    let Some(from) = &settings.from else { return Ok(Err("there is no sender: set mail.from, and mail.relays")) };
    let domain = Domain::parse(from.domain())?;
    let (keys, outlets) = (mail::signer(dir, &domain)?.records(), settings.relays.clone());
    if outlets.is_empty() {
        return Ok(Err("there is no relay: set mail.relays"));
    }
    let host = url::Url::parse(&settings.url)?.host_str().unwrap_or_default().to_owned();
    let (returns, reads) = (settings.bounce.domain.clone().unwrap_or_else(|| domain.clone()), settings.bounce.read_at().is_some());
    Ok(Ok(Sender { domain, returns, reads, keys, outlets, host }))
}

/// The same of a keyholder's folder: relays and keys are its own, and the server that it is paired with says whom newsletters come from and where they return to.
fn keyholders_sender(folder: &Path) -> Result<Result<Sender, &'static str>> {
    let settings = courier::settings::Settings::read(folder)?;
    let courier = Courier::open(folder, Clock::default())?;
    let (domain, status) = (courier.sender_domain()?, courier.status()?);
    let host = url::Url::parse(&courier.pinned()?.site)?.host_str().unwrap_or_default().to_owned();
    let returns = if status.returns.is_empty() { domain.clone() } else { Domain::parse(&status.returns)? };
    let signer = settings.signer().filter(|_| settings.signs_for(domain.as_str()));
    let keys = signer.map(|signer| signer.records()).unwrap_or_default();
    let outlets = settings.outlets(&domain);
    Ok(Ok(Sender { domain, returns, reads: status.reads, keys, outlets, host }))
}

fn dns_server(typed: &str) -> Result<SocketAddr, String> {
    let address = typed.parse::<SocketAddr>().ok().or_else(|| Some(SocketAddr::new(typed.parse().ok()?, 53)));
    address.ok_or_else(|| "it takes an IP address such as 9.9.9.9, with or without a port".into())
}
