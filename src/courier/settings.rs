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

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kernel::Domain;
use letter::dkim::{Selector, Signer, SigningKey};
use letter::smtp::{Relay, Security};
use serde::Deserialize;

use crate::mail::{self, Outlet};
use crate::post::arming::{Besides, Pace, RunKey};
use crate::post::model::IssueId;
use crate::sending::backoff::Backoff;
use crate::sending::{Carrier, Plan, Relays, relays};

/// The file, in the courier's folder.
pub const FILE: &str = "courier.toml";
/// How long a server may take for one reply.
const PATIENCE: Duration = Duration::from_secs(60);

/// How letters leave.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    relays: Vec<Outlet>,
    hello: Option<String>,
    connections: usize,
    per_second: Option<f64>,
    per_domain: usize,
    signer: Option<Arc<Signer>>,
    /// Where the keys lie that sign.
    keys: Vec<KeyPlace>,
}

/// A key for signatures, on the disk.
#[derive(Clone, Debug)]
struct KeyPlace {
    domain: String,
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
    relay: Vec<RelayLines>,
    dkim: Vec<DkimLines>,
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
        // The text may hold a password, which an error of TOML would quote.
        let file: File = toml::from_str(text).map_err(|e| anyhow::anyhow!("{}", e.message()))?;
        ensure!(!file.relay.is_empty(), "there is no [[relay]] with a url, such as smtps://letters@mail.paper.example:465");
        let relays = file.relay.into_iter().map(|lines| lines.read(dir)).collect::<Result<_>>()?;
        let place = |lines: &DkimLines| KeyPlace {
            domain: lines.domain.clone(),
            selector: lines.selector.clone(),
            file: dir.join(&lines.key_file),
        };
        let keys = file.dkim.iter().map(place).collect();
        let signer = signer(file.dkim, dir)?.map(Arc::new);
        let (connections, per_domain) = (file.connections.unwrap_or(16).clamp(1, 200), file.per_domain.unwrap_or(8).max(1));
        ensure!(file.per_second.is_none_or(|rate| rate > 0.0), "per_second is letters a second, more than 0");
        Ok(Self { relays, hello: file.hello, connections, per_second: file.per_second, per_domain, signer, keys })
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
        Pace { connections: self.connections, per_domain: self.per_domain, per_second: self.per_second }
    }

    pub fn plan(&self) -> Plan {
        Plan { connections: self.connections, per_second: self.per_second, per_domain: self.per_domain, ..Plan::default() }
    }

    /// The relays for letters from `domain`, to be spoken to one after another.
    pub fn outlets(&self, domain: &Domain) -> Vec<Outlet> {
        let hello = self.hello.as_deref().unwrap_or(domain.as_str());
        let greeting = |outlet: &Outlet| Outlet { relay: Relay { hello: hello.to_owned(), ..outlet.relay.clone() }, ..outlet.clone() };
        self.relays.iter().map(greeting).collect()
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
        assert_eq!((relays[0].port, relays[0].security, settings.relays[0].weight), (465, Security::Tls, 3));
        let login = relays[0].login.as_ref().expect("an account");
        assert_eq!((login.user.as_str(), login.password.as_str()), ("let@ters", "p a+s+s"));
        assert_eq!((relays[1].port, relays[1].security, relays[1].hello.as_str()), (587, Security::StartTls, "paper.example"));
        assert!(settings.carriers(&domain).is_ok());
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
