//! `courier.toml`: how the keyholder's machine sends letters.
//!
//! ```toml
//! hello = "mail.paper.example"
//!
//! [[relay]]
//! url = "smtps://letters@mail.paper.example:465?weight=2"
//! password_file = "relay.password"
//!
//! [[dkim]]
//! domain = "news.paper.example"
//! selector = "n1"
//! key_file = "n1.pem"
//! ```
//!
//! How fast it goes, all of it optional: `connections` (16) at the same time, `per_domain` (8) of them to one domain, `per_second` letters over all and
//! `per_domain_per_second` to one domain; and `[warm_up]` with `since = "2026-11-27"`, and `first`, `growth_percent`, `full` as in [`WarmUp`].

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::Domain;
use letter::dkim::{Selector, Signer, SigningKey};
use letter::smtp::{Relay, Security};
use serde::Deserialize;

use crate::mail::{self, Outlet, Outlets};
use crate::post::arming::{Besides, Pace, RunKey};
use crate::post::model::IssueId;
use crate::sending::backoff::Backoff;
use crate::sending::pace::{WarmUp, day_of};
use crate::sending::{Carrier, Plan, Relays, relays};

/// The file, in the courier's folder.
pub const FILE: &str = "courier.toml";
/// How long a server may take for one reply.
const PATIENCE: Duration = Duration::from_secs(60);

/// How letters leave.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    relays: Outlets,
    hello: Option<String>,
    connections: usize,
    per_second: Option<f64>,
    per_domain: usize,
    per_domain_per_second: Option<f64>,
    warm_up: Option<WarmUp>,
    signer: Option<Arc<Signer>>,
    /// Where the keys lie that sign.
    keys: Vec<KeyPlace>,
}

/// A key for signatures, on the disk.
#[derive(Clone, Debug)]
pub(super) struct KeyPlace {
    pub(super) domain: String,
    selector: String,
    file: PathBuf,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    /// What relays are told that this machine is called; the sender's domain when left out. It should say nothing of the machine.
    hello: Option<String>,
    connections: Option<usize>,
    per_second: Option<f64>,
    per_domain: Option<usize>,
    per_domain_per_second: Option<f64>,
    warm_up: Option<WarmUpLines>,
    relay: Vec<RelayLines>,
    dkim: Vec<DkimLines>,
}

/// What is left out is as [`WarmUp::usual`] has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WarmUpLines {
    /// The day of the first letter.
    since: Date,
    first: Option<u64>,
    growth_percent: Option<u32>,
    full: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RelayLines {
    url: String,
    password_file: Option<PathBuf>,
    /// A PEM file with the only authorities that may vouch for this relay.
    authorities: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DkimLines {
    domain: String,
    selector: String,
    /// PKCS#8 PEM of RSA, or 32 bytes of Ed25519 in base64.
    key_file: PathBuf,
}

impl Settings {
    /// Reads `courier.toml` of a folder.
    ///
    /// # Errors
    /// When there is none, or what is wrong with it.
    pub fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(FILE);
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!("there is no {}; it says by which relay letters leave (docs/keyholder.md has one to copy)", path.display())
        })?;
        Self::of(&text, dir).with_context(|| format!("in {}", path.display()))
    }

    fn of(text: &str, dir: &Path) -> Result<Self> {
        let file = parse(text)?;
        ensure!(!file.relay.is_empty(), "there is no [[relay]] with a url, such as smtps://letters@mail.paper.example:465");
        let relays = Outlets::new(file.relay.into_iter().map(|lines| lines.read(dir)).collect::<Result<_>>()?);
        let keys = places(&file.dkim, dir);
        let signer = signer(file.dkim, dir)?.map(Arc::new);
        let (connections, per_domain) = (file.connections.unwrap_or(16).clamp(1, 200), file.per_domain.unwrap_or(8).max(1));
        let (per_second, per_domain_per_second) = (file.per_second, file.per_domain_per_second);
        for (name, rate) in [("per_second", per_second), ("per_domain_per_second", per_domain_per_second)] {
            ensure!(rate.is_none_or(|rate| rate > 0.0), "{name} is letters a second, more than 0");
        }
        let warm_up = file.warm_up.map(WarmUpLines::read).transpose()?;
        Ok(Self { relays, hello: file.hello, connections, per_second, per_domain, per_domain_per_second, warm_up, signer, keys })
    }

    /// Whether letters from this domain bear a signature that speaks for it.
    pub fn signs_for(&self, domain: &str) -> bool {
        self.keys.iter().any(|place| place.is_of(domain))
    }

    pub fn warm_up(&self) -> Option<WarmUp> {
        self.warm_up
    }

    pub fn signer(&self) -> Option<Arc<Signer>> {
        self.signer.clone()
    }

    /// The keys that sign, as they travel to the server inside a capsule, for one run.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn besides(&self, issue: IssueId) -> Result<Besides> {
        let read = |place: &KeyPlace| Ok(RunKey { selector: place.selector.clone(), key: secret(&place.file)? });
        let domain = self.keys.first().map(|place| place.domain.clone()).unwrap_or_default();
        Ok(Besides { issue, domain, keys: self.keys.iter().map(read).collect::<Result<_>>()? })
    }

    pub fn pace(&self) -> Pace {
        Pace {
            connections: self.connections,
            per_domain: self.per_domain,
            per_second: self.per_second,
            per_domain_per_second: self.per_domain_per_second,
            warm_up: self.warm_up,
        }
    }

    pub fn plan(&self) -> Plan {
        Plan {
            connections: self.connections,
            per_second: self.per_second,
            per_domain: self.per_domain,
            per_domain_per_second: self.per_domain_per_second,
            warm_up: self.warm_up,
            ..Plan::default()
        }
    }

    /// The relays for letters from `domain`, as they were written down.
    pub fn outlets(&self, domain: &Domain) -> Vec<Outlet> {
        self.relays.all().iter().map(|outlet| self.greeting(outlet, domain)).collect()
    }

    /// The same as one letter tries them: see [`Outlets::in_turn`].
    pub fn in_turn(&self, domain: &Domain) -> Vec<Outlet> {
        self.relays.in_turn().into_iter().map(|outlet| self.greeting(outlet, domain)).collect()
    }

    fn greeting(&self, outlet: &Outlet, domain: &Domain) -> Outlet {
        let hello = self.hello.as_deref().unwrap_or(domain.as_str()).to_owned();
        Outlet { relay: Relay { hello, ..outlet.relay.clone() }, ..outlet.clone() }
    }

    /// The same for a sending.
    ///
    /// # Errors
    /// When a relay's file of authorities cannot be read.
    pub fn carriers(&self, domain: &Domain) -> Result<Relays> {
        let list = self.outlets(domain).into_iter().map(|Outlet { relay, weight, connections }| {
            Ok(relays::Relay { carrier: Carrier::smtp(relay, PATIENCE)?, weight, most: connections.min(self.connections) })
        });
        Relays::new(list.collect::<Result<_>>()?, Backoff::RELAY)
    }
}

impl WarmUpLines {
    fn read(self) -> Result<WarmUp> {
        let usual = WarmUp::usual(day_of(self.since.to_zoned(TimeZone::UTC)?.timestamp()));
        let Self { first, growth_percent, full, .. } = self;
        let (first, full) = (first.unwrap_or(usual.first), full.unwrap_or(usual.full));
        ensure!(first > 0 && full > 0, "[warm_up] takes first and full as letters a day, more than 0");
        Ok(WarmUp { first, full, growth_percent: growth_percent.unwrap_or(usual.growth_percent), ..usual }.bounded())
    }
}

impl RelayLines {
    fn read(self, dir: &Path) -> Result<Outlet> {
        // The URL may hold a password: it is in no error.
        let form =
            "a relay's url is smtps://user@host:465, smtp://user@host:587 (STARTTLS), or smtp+plain://127.0.0.1:2525 on this machine";
        let mut url = url::Url::parse(&self.url).ok().context(form)?;
        if let Some(file) = &self.password_file {
            ensure!(url.password().is_none(), "the relay has a password in its url and a password_file: leave one out");
            let password = secret(&dir.join(file))?;
            url.set_password(Some(&password)).ok().context(form)?;
        }
        let mut outlet = mail::outlet(url.as_str(), "")?;
        let host = &outlet.relay.host;
        let near = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        let plain = outlet.relay.security == Security::Plain;
        ensure!(!plain || near, "smtp+plain:// goes to this machine only: readers' addresses would be readable on the way to {host}");
        if let Some(file) = self.authorities {
            outlet.relay.authorities = Some(dir.join(file));
        }
        Ok(outlet)
    }
}

impl KeyPlace {
    pub(super) fn is_of(&self, domain: &str) -> bool {
        self.domain.eq_ignore_ascii_case(domain)
    }
}

fn parse(text: &str) -> Result<File> {
    // The text may hold a password, which an error of TOML would quote.
    toml::from_str(text).map_err(|e| anyhow::anyhow!("{}", e.message()))
}

/// The keys that `courier.toml` names. There may be none yet, and no file.
///
/// # Errors
/// When it is no TOML of ours.
pub(super) fn keys(dir: &Path) -> Result<Vec<KeyPlace>> {
    Ok(places(&dkim_lines(dir)?, dir))
}

/// Domains that they sign for. What is wrong with the file is said where it is needed.
pub(super) fn signs_for(dir: &Path) -> Vec<String> {
    keys(dir).unwrap_or_default().into_iter().map(|place| place.domain).collect()
}

/// Who signs with them.
///
/// # Errors
/// When a key cannot be read.
pub(super) fn signer_at(dir: &Path) -> Result<Option<Signer>> {
    signer(dkim_lines(dir)?, dir)
}

fn dkim_lines(dir: &Path) -> Result<Vec<DkimLines>> {
    let path = dir.join(FILE);
    let text = if path.exists() { std::fs::read_to_string(&path)? } else { String::new() };
    Ok(parse(&text).with_context(|| format!("in {}", path.display()))?.dkim)
}

fn places(lines: &[DkimLines], dir: &Path) -> Vec<KeyPlace> {
    let place =
        |lines: &DkimLines| KeyPlace { domain: lines.domain.clone(), selector: lines.selector.clone(), file: dir.join(&lines.key_file) };
    lines.iter().map(place).collect()
}

fn signer(lines: Vec<DkimLines>, dir: &Path) -> Result<Option<Signer>> {
    let Some(first) = lines.first() else { return Ok(None) };
    let domain = Domain::parse(&first.domain).with_context(|| format!("[[dkim]] domain “{}”", first.domain))?;
    ensure!(lines.iter().all(|line| line.domain == first.domain), "all [[dkim]] keys are of one domain");
    let keys = lines.iter().map(|line| Ok((Selector::parse(&line.selector)?, key(&dir.join(&line.key_file))?)));
    Ok(Some(Signer::new(domain, keys.collect::<Result<_>>()?, None)?))
}

fn key(path: &Path) -> Result<SigningKey> {
    let text = zeroize::Zeroizing::new(secret(path)?);
    mail::signing_key(&text).with_context(|| format!("in {}", path.display()))
}

fn secret(path: &Path) -> Result<String> {
    Ok(std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Settings> {
        Settings::of(text, Path::new("/nowhere"))
    }

    #[test]
    fn a_relay_is_read_with_its_protection_its_account_and_its_weight() {
        let settings =
            of("[[relay]]\nurl = \"smtps://let%40ters:p%20a%2Bs+s@mail.example?weight=3\"\n[[relay]]\nurl = \"smtp://mail.example\"\n")
                .expect("settings");
        let domain = Domain::parse("paper.example").expect("a domain");
        let relays: Vec<_> = settings.outlets(&domain).into_iter().map(|outlet| outlet.relay).collect();
        assert_eq!((relays[0].port, relays[0].security, settings.relays.all()[0].weight), (465, Security::Tls, 3));
        let login = relays[0].login.as_ref().expect("an account");
        assert_eq!((login.user.as_str(), login.password.as_str()), ("let@ters", "p a+s+s"));
        assert_eq!((relays[1].port, relays[1].security, relays[1].hello.as_str()), (587, Security::StartTls, "paper.example"));
        assert!(settings.carriers(&domain).is_ok());
    }

    #[test]
    fn how_fast_it_goes_is_read_and_travels_with_an_armed_issue() {
        let relay = "[[relay]]\nurl = \"smtp+plain://127.0.0.1:2525\"\n";
        let settings = of(&format!(
            "connections = 4\nper_second = 20\nper_domain_per_second = 2.5\n[warm_up]\nsince = \"1970-01-11\"\nfirst = 50\n{relay}"
        ))
        .expect("settings");
        let (plan, pace) = (settings.plan(), settings.pace());
        assert_eq!((plan.connections, plan.per_second, plan.per_domain_per_second), (4, Some(20.0), Some(2.5)));
        assert_eq!(plan.warm_up, Some(WarmUp { first: 50, ..WarmUp::usual(10) }));
        assert_eq!((pace.connections, pace.per_domain_per_second, pace.warm_up), (4, Some(2.5), plan.warm_up));
        for bad in ["per_domain_per_second = 0", "[warm_up]\nfirst = 5", "[warm_up]\nsince = \"2026-11-27\"\nfirst = 0"] {
            assert!(of(&format!("{bad}\n{relay}")).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_unprotected_relay_elsewhere_is_refused_and_no_error_shows_a_password() {
        for bad in [
            "",
            "[[relay]]\nurl = \"smtp+plain://mail.example:25\"\n",
            "[[relay]]\nurl = \"http://u:hunter2@mail.example\"\n",
            "[[relay]]\nurl = \"smtps://:hunter2@mail.example\"\n",
            "[[relay]]\nurl = \"smtps://u@mail.example\"\n",
            "[[relay]]\nurl = \"smtps://u:hunter2@mail.example?weight=x\"\n",
            "[[relay]]\nurl = \"smtps://u:hunter2@mail.example\"\npassword_file = \"x\"\n",
            "[[relay]]\nurl = \"smtps://u:hunter2@mail.example\"\nhunter2 = 1 x\n",
        ] {
            let trouble = of(bad).expect_err(bad);
            assert!(!format!("{trouble:#}").contains("hunter2") || bad.contains("hunter2 = 1"), "{trouble:#}");
        }
        assert!(
            of("[[relay]]\nurl = \"smtp+plain://127.0.0.1:2525\"\n").is_ok()
                && of("[[relay]]\nurl = \"smtp+plain://[::1]:2525\"\n").is_ok()
        );
    }
}
