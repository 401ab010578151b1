//! The one table of settings.
//!
//! It reads `indelible.toml` and the environment, and generates the sample file, the page of the handbook and `indelible config explain`. A key that is not in
//! the table is refused. Every setting may come from the environment as `INDELIBLE_SERVE_PORT`; one that holds a secret may come from a file named by
//! `…_FILE` or `…_file`.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use jiff::tz::TimeZone;
use kernel::{Domain, EmailAddress, Locale};
use url::Url;

use crate::fund::terms::Terms;
use crate::mail::{Outlet, outlets};
use crate::outside;

/// One line of the table.
#[derive(Debug)]
pub struct Setting {
    pub key: &'static str,
    pub shape: Shape,
    /// As it would be written in the file, without quotation marks.
    pub default: &'static str,
    /// One sentence.
    pub doc: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// Never shown, and `…_FILE` is accepted.
    Secret,
    /// A whole number within the bounds.
    Number {
        least: u64,
        most: u64,
    },
    /// A path, relative to the data directory.
    File,
    /// Words with commas between them.
    List,
}

pub const TABLE: &[Setting] = &[
    Setting {
        key: "site.name",
        shape: Shape::Text,
        default: "The Newspaper",
        doc: "Name of the newspaper, until a language edition has one of its own.",
    },
    Setting {
        key: "site.url",
        shape: Shape::Text,
        default: "http://127.0.0.1:8080",
        doc: "Address that readers know, for canonical links, feeds and sitemaps; no slash at the end. With a path, a proxy takes that off before it asks here.",
    },
    Setting {
        key: "site.locales",
        shape: Shape::List,
        default: "en",
        doc: "Language editions; the first stands at the root, the others under their tag.",
    },
    Setting {
        key: "site.zone",
        shape: Shape::Text,
        default: "Europe/Amsterdam",
        doc: "The newspaper's own time zone (IANA name): dates in addresses and on pages.",
    },
    Setting {
        key: "site.contact",
        shape: Shape::Text,
        default: "",
        doc: "Address for security.txt, as a mailto: or https: link; empty leaves the file out.",
    },
    Setting {
        key: "site.hub",
        shape: Shape::List,
        default: "",
        doc: "WebSub hubs that are told when feeds change, such as https://hub.example/; empty tells none.",
    },
    Setting {
        key: "serve.bind",
        shape: Shape::Text,
        default: "127.0.0.1",
        doc: "IP address that readers are served on; 0.0.0.0 or :: for all.",
    },
    Setting {
        key: "serve.port",
        shape: Shape::Number { least: 0, most: 65535 },
        default: "8080",
        doc: "Port that readers are served on; 0 takes a free one.",
    },
    Setting {
        key: "serve.connections",
        shape: Shape::Number { least: 16, most: 1_000_000 },
        default: "20000",
        doc: "Open connections of readers; more wait until one closes.",
    },
    Setting {
        key: "serve.patience",
        shape: Shape::Number { least: 1, most: 3600 },
        default: "15",
        doc: "Seconds that a connection may take to send its headers, to take its answer, or to stay idle.",
    },
    Setting {
        key: "serve.memory",
        shape: Shape::Number { least: 1, most: 1_048_576 },
        default: "48",
        doc: "MiB of pages that are kept in memory, ready to send.",
    },
    Setting {
        key: "serve.proxies",
        shape: Shape::List,
        default: "",
        doc: "IP addresses of proxies of ours, whose X-Forwarded-For is believed; from anybody else it is not read.",
    },
    Setting {
        key: "tls.certificate",
        shape: Shape::File,
        default: "",
        doc: "PEM file with the certificate chain; empty serves plain HTTP.",
    },
    Setting { key: "tls.key", shape: Shape::File, default: "", doc: "PEM file with the private key of that certificate." },
    Setting { key: "desk.bind", shape: Shape::Text, default: "127.0.0.1", doc: "IP address of the desk's own listener." },
    Setting {
        key: "desk.port",
        shape: Shape::Number { least: 0, most: 65535 },
        default: "8081",
        doc: "Port of the desk's own listener; 0 takes a free one.",
    },
    Setting {
        key: "desk.url",
        shape: Shape::Text,
        default: "http://localhost:8081",
        doc: "Address that staff know; passkeys belong to its host name.",
    },
    Setting {
        key: "mail.from",
        shape: Shape::Text,
        default: "",
        doc: "Address that letters come from, such as letters@paper.example; empty sends none.",
    },
    Setting {
        key: "mail.newsletter_from",
        shape: Shape::Text,
        default: "",
        doc: "Address that newsletters come from, such as friday@news.paper.example, whose keys are a keyholder's; empty takes mail.from.",
    },
    Setting {
        key: "mail.relays",
        shape: Shape::Secret,
        default: "",
        doc: "Servers that take our letters, with commas between: smtps://user:password@host:465?weight=2 for TLS, smtp:// for STARTTLS, smtp+plain:// on this machine only.",
    },
    Setting {
        key: "bounce.domain",
        shape: Shape::Text,
        default: "",
        doc: "Domain that letters return to when they cannot be delivered, such as bounces.news.paper.example; empty takes the sender's.",
    },
    Setting {
        key: "bounce.bind",
        shape: Shape::Text,
        default: "127.0.0.1",
        doc: "IP address on which bounces are taken in, by LMTP or SMTP; one that others reach needs tls.certificate, as bounces have readers' addresses in them.",
    },
    Setting {
        key: "bounce.port",
        shape: Shape::Number { least: 0, most: 65535 },
        default: "0",
        doc: "Port on which bounces are taken in; 0 takes none in there.",
    },
    Setting {
        key: "bounce.maildir",
        shape: Shape::File,
        default: "",
        doc: "Maildir that a mail server puts bounces into; what was noted is removed from it. Empty reads none.",
    },
    Setting {
        key: "fund.methods",
        shape: Shape::List,
        default: "",
        doc: "Ways to give, in the order in which they are offered: card, ideal, bancontact, sepa, paypal, transfer, crypto; empty closes the contribute page.",
    },
    Setting {
        key: "fund.currencies",
        shape: Shape::List,
        default: "EUR,USD,GBP",
        doc: "Currencies that are offered, the first one first.",
    },
    Setting {
        key: "fund.name",
        shape: Shape::Text,
        default: "",
        doc: "Who receives the money, by their real name; the newspaper when empty.",
    },
    Setting {
        key: "fund.statement",
        shape: Shape::Text,
        default: "",
        doc: "The exact words that a bank statement shows, 5 to 22 Latin letters; they are set at the processor, and shown to givers.",
    },
    Setting {
        key: "fund.discreet",
        shape: Shape::Text,
        default: "no",
        doc: "yes keeps the newspaper's name out of the pages and letters of contributions: they speak in the name of whoever receives the money.",
    },
    Setting {
        key: "fund.closed_countries",
        shape: Shape::List,
        default: "RU,BY",
        doc: "Countries (two letters) where giving is a crime: who says that they are there is warned, and no processor is called.",
    },
    Setting {
        key: "fund.country_file",
        shape: Shape::File,
        default: "",
        doc: "File of countries in MaxMind's format (.mmdb), by which whoever comes from a closed country is stopped whatever they say; the address is not kept.",
    },
    Setting {
        key: "fund.goal",
        shape: Shape::Text,
        default: "",
        doc: "What is hoped for each month, as an amount and a currency such as 5000 EUR.",
    },
    Setting {
        key: "fund.till_url",
        shape: Shape::Text,
        default: "",
        doc: "Address of a till elsewhere that takes contributions; then this house only links there, and needs no key of a processor.",
    },
    Setting { key: "fund.stripe_key", shape: Shape::Secret, default: "", doc: "Secret or restricted key of Stripe, sk_… or rk_…." },
    Setting {
        key: "fund.stripe_url",
        shape: Shape::Text,
        default: "https://api.stripe.com",
        doc: "Where Stripe is; another address for a pretend one.",
    },
    Setting {
        key: "fund.hook_secrets",
        shape: Shape::Secret,
        default: "",
        doc: "Secrets whsec_… that sign Stripe's hooks, with a comma between two while one replaces the other.",
    },
    Setting { key: "fund.mollie_key", shape: Shape::Secret, default: "", doc: "Key of Mollie, live_… or test_…." },
    Setting {
        key: "fund.mollie_url",
        shape: Shape::Text,
        default: "https://api.mollie.com",
        doc: "Where Mollie is; another address for a pretend one.",
    },
    Setting {
        key: "fund.bank",
        shape: Shape::Text,
        default: "",
        doc: "Lines of the bank account for transfers, with semicolons between: name; IBAN; BIC.",
    },
    Setting {
        key: "fund.crypto",
        shape: Shape::Text,
        default: "",
        doc: "Addresses for coins, with semicolons between, each with the name of its coin before it.",
    },
    Setting {
        key: "fund.paper_url",
        shape: Shape::Text,
        default: "",
        doc: "Where the newspaper is, for the links back from a till of its own; the same as site.url when empty.",
    },
    Setting {
        key: "storage.postgres",
        shape: Shape::Secret,
        default: "",
        doc: "URL of a PostgreSQL database; empty keeps everything in SQLite files.",
    },
    Setting {
        key: "edition.keep",
        shape: Shape::Number { least: 2, most: 1_000_000 },
        default: "500",
        doc: "Past editions that can be rolled back to; older pages are cleared away.",
    },
];

/// All settings, resolved and of their types.
#[derive(Debug, Clone)]
pub struct Settings {
    pub name: String,
    /// No slash at the end.
    pub url: String,
    /// Never empty.
    pub locales: Vec<Locale>,
    pub zone: TimeZone,
    pub contact: Option<String>,
    /// WebSub hubs.
    pub hubs: Vec<Url>,
    pub bind: IpAddr,
    pub port: u16,
    pub connections: usize,
    pub patience: Duration,
    pub proxies: Vec<IpAddr>,
    /// Bytes.
    pub memory: u64,
    pub tls: Option<Tls>,
    pub desk_bind: IpAddr,
    pub desk_port: u16,
    pub desk_url: String,
    /// Whom letters come from.
    pub from: Option<EmailAddress>,
    /// Whom newsletters come from.
    pub newsletter_from: Option<EmailAddress>,
    pub relays: Vec<Outlet>,
    pub bounce: Bounce,
    pub postgres: Option<String>,
    pub keep: u64,
    pub fund: Terms,
}

/// Where letters return to, and how that comes in.
#[derive(Debug, Clone, Default)]
pub struct Bounce {
    /// `None` while there is no sender either.
    pub domain: Option<Domain>,
    pub listen: Option<SocketAddr>,
    pub maildir: Option<PathBuf>,
}

impl Bounce {
    /// The domain of return paths, if what comes back to it is read.
    pub fn read_at(&self) -> Option<&Domain> {
        self.domain.as_ref().filter(|_| self.listen.is_some() || self.maildir.is_some())
    }
}

#[derive(Debug, Clone)]
pub struct Tls {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// Where a value came from, for `config explain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    File,
    Environment,
}

/// The values as text, each with where it came from.
#[derive(Debug, Default)]
pub struct Values(BTreeMap<&'static str, (String, Origin)>);

impl Values {
    /// Reads `file` when it exists, then the environment, which wins.
    ///
    /// # Errors
    /// A file that is no TOML, a key that is not in the table, a value of the wrong kind: each names the key and what is accepted.
    pub fn read(file: &Path, environment: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut values = Self::default();
        match std::fs::read_to_string(file) {
            Ok(text) => values.take_file(&text).with_context(|| format!("in {}", file.display()))?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(e).with_context(|| format!("cannot read {}", file.display())),
        }
        for setting in TABLE {
            let name = variable(setting.key);
            if let Some(value) = environment(&name) {
                values.0.insert(setting.key, (value, Origin::Environment));
            } else if setting.shape == Shape::Secret
                && let Some(path) = environment(&format!("{name}_FILE"))
            {
                values.0.insert(setting.key, (secret_from(&path)?, Origin::Environment));
            }
        }
        Ok(values)
    }

    fn take_file(&mut self, text: &str) -> Result<()> {
        let table: toml::Table = text.parse().context("this is not TOML")?;
        for (group, inner) in table {
            let toml::Value::Table(inner) = inner else {
                bail!("“{group}” stands outside of a group; write it under a heading like [site]")
            };
            for (word, value) in inner {
                let key = format!("{group}.{word}");
                if let Some(setting) = TABLE.iter().find(|s| s.key == key) {
                    self.0.insert(setting.key, (as_text(&key, value)?, Origin::File));
                } else if let Some(setting) = TABLE.iter().find(|s| s.shape == Shape::Secret && key == format!("{}_file", s.key)) {
                    self.0.insert(setting.key, (secret_from(&as_text(&key, value)?)?, Origin::File));
                } else {
                    bail!("there is no setting “{key}”; `indelible config explain` lists them all");
                }
            }
        }
        Ok(())
    }

    /// The value of a setting as text, and where it came from.
    pub fn of(&self, setting: &Setting) -> (String, Origin) {
        self.0.get(setting.key).cloned().unwrap_or_else(|| (setting.default.to_owned(), Origin::Default))
    }

    /// Sets a value as the command line does, above file and environment.
    pub fn set(&mut self, key: &'static str, value: impl Into<String>) {
        self.0.insert(key, (value.into(), Origin::Environment));
    }

    /// # Errors
    /// The first value that is of the wrong kind, with what is accepted.
    pub fn resolve(&self, dir: &Path) -> Result<Settings> {
        let text = |key: &str| TABLE.iter().find(|s| s.key == key).map(|s| self.of(s).0).unwrap_or_default();
        let number = |key: &str| -> Result<u64> {
            let setting = TABLE.iter().find(|s| s.key == key).context("a setting of the table")?;
            let Shape::Number { least, most } = setting.shape else { bail!("{key} is no number") };
            let value = text(key);
            let number: u64 =
                value.trim().parse().map_err(|_| anyhow::anyhow!("{key} is “{value}”: it takes a whole number from {least} to {most}"))?;
            if !(least..=most).contains(&number) {
                bail!("{key} is {number}: it takes a whole number from {least} to {most}");
            }
            Ok(number)
        };
        let address = |key: &str| -> Result<IpAddr> {
            let value = text(key);
            value.parse().map_err(|_| anyhow::anyhow!("{key} is “{value}”: it takes an IP address such as 127.0.0.1 or ::"))
        };
        let url = |key: &str| -> Result<String> {
            let value = text(key);
            let parsed = url::Url::parse(&value)
                .with_context(|| format!("{key} is “{value}”: it takes an address such as https://paper.example"))?;
            let is_bare = parsed.query().is_none() && parsed.fragment().is_none();
            if !matches!(parsed.scheme(), "http" | "https") || parsed.host_str().is_none() || !is_bare {
                bail!("{key} is “{value}”: it takes an address such as https://paper.example");
            }
            Ok(value.trim_end_matches('/').to_owned())
        };
        let file = |key: &str| Some(text(key)).filter(|value| !value.is_empty()).map(|value| dir.join(value));
        let locales = text("site.locales")
            .split(',')
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
            .map(|tag| tag.parse::<Locale>().map_err(|unfit| anyhow::anyhow!("site.locales: {unfit}")))
            .collect::<Result<Vec<_>>>()?;
        if locales.is_empty() {
            bail!("site.locales is empty: it takes at least one language tag, such as en");
        }
        let zone = text("site.zone");
        let tls = match (file("tls.certificate"), file("tls.key")) {
            (Some(certificate), Some(key)) => Some(Tls { certificate, key }),
            (None, None) => None,
            _ => bail!("tls.certificate and tls.key go together: set both, or neither"),
        };
        let sender = |key: &str| match text(key).as_str() {
            "" => Ok(None),
            typed => EmailAddress::parse(typed).map(Some).map_err(|unfit| anyhow::anyhow!("{key}: {unfit}")),
        };
        let from = sender("mail.from")?;
        let newsletter_from = sender("mail.newsletter_from")?.or_else(|| from.clone());
        if from.is_none() && newsletter_from.is_some() {
            bail!("mail.newsletter_from needs mail.from: confirmations come from somebody too");
        }
        // We call ourselves what our letters do: nothing of the machine.
        let relays = outlets(&text("mail.relays"), from.as_ref().map_or("localhost.localdomain", |from| from.domain()))?;
        if !relays.is_empty() && from.is_none() {
            bail!("mail.relays needs mail.from: letters come from somebody");
        }
        let bounce = Bounce {
            domain: match (text("bounce.domain").as_str(), &from) {
                ("", None) => None,
                ("", Some(from)) => Some(Domain::parse(from.domain())?),
                (typed, _) => Some(Domain::parse(typed).map_err(|unfit| anyhow::anyhow!("bounce.domain: {unfit}"))?),
            },
            listen: match u16::try_from(number("bounce.port")?)? {
                0 => None,
                port => Some(SocketAddr::new(address("bounce.bind")?, port)),
            },
            maildir: file("bounce.maildir"),
        };
        if let Some(listen) = bounce.listen.filter(|listen| !listen.ip().is_loopback() && tls.is_none()) {
            bail!(
                "bounce.bind is {}, which others reach: bounces have readers' addresses in them, so that it takes tls.certificate and tls.key too (or 127.0.0.1, with a mail server on this machine before it)",
                listen.ip()
            );
        }
        if from.is_none() && (bounce.listen.is_some() || bounce.maildir.is_some()) {
            bail!("bounce.port and bounce.maildir need mail.from: letters come back from somewhere they were sent");
        }
        let site = url("site.url")?;
        for key in ["fund.stripe_url", "fund.mollie_url"] {
            url(key)?;
        }
        for key in ["fund.till_url", "fund.paper_url"].into_iter().filter(|key| !text(key).is_empty()) {
            url(key)?;
        }
        Ok(Settings {
            fund: Terms { country_file: file("fund.country_file"), ..Terms::resolve(&text, &site, &text("site.name"))? },
            name: text("site.name"),
            url: site,
            locales,
            zone: TimeZone::get(&zone).map_err(|_| anyhow::anyhow!("site.zone is “{zone}”: it takes a name such as Europe/Amsterdam"))?,
            hubs: hubs(&text("site.hub"))?,
            contact: Some(text("site.contact")).filter(|c| !c.is_empty()),
            bind: address("serve.bind")?,
            port: u16::try_from(number("serve.port")?)?,
            connections: usize::try_from(number("serve.connections")?)?,
            patience: Duration::from_secs(number("serve.patience")?),
            proxies: text("serve.proxies")
                .split(',')
                .map(str::trim)
                .filter(|typed| !typed.is_empty())
                .map(|typed| {
                    typed.parse().map_err(|_| anyhow::anyhow!("serve.proxies: “{typed}” is no IP address such as 127.0.0.1 or ::1"))
                })
                .collect::<Result<_>>()?,
            memory: number("serve.memory")? << 20,
            tls,
            desk_bind: address("desk.bind")?,
            desk_port: u16::try_from(number("desk.port")?)?,
            desk_url: url("desk.url")?,
            from,
            newsletter_from,
            relays,
            bounce,
            postgres: Some(text("storage.postgres")).filter(|p| !p.is_empty()),
            keep: number("edition.keep")?,
        })
    }
}

fn hubs(list: &str) -> Result<Vec<Url>> {
    let hub = |typed: &str| match Url::parse(typed) {
        Ok(url) if outside::is_plain(&url) => Ok(url),
        _ => bail!("site.hub: “{typed}” is no address of a hub, such as https://hub.example/ (http or https, on its own port)"),
    };
    list.split(',').map(str::trim).filter(|typed| !typed.is_empty()).map(hub).collect()
}

/// The environment variable of a setting: `serve.port` is `INDELIBLE_SERVE_PORT`.
pub fn variable(key: &str) -> String {
    format!("INDELIBLE_{}", key.replace('.', "_").to_uppercase())
}

/// The sample file, all settings at their defaults and commented out; `chosen` ones are written in.
pub fn sample(chosen: &[(&str, String)]) -> String {
    let mut out =
        String::from("# Settings of this newspaper. `indelible config explain` says more; `indelible config check` tries them.\n");
    let mut group = "";
    for setting in TABLE {
        let (this, word) = setting.key.split_once('.').unwrap_or(("", setting.key));
        if this != group {
            out += &format!("\n[{this}]\n");
            group = this;
        }
        out += &format!("# {}\n", setting.doc);
        let quoted = |value: &str| {
            if matches!(setting.shape, Shape::Number { .. }) { value.to_owned() } else { toml::Value::from(value).to_string() }
        };
        match chosen.iter().find(|(key, _)| *key == setting.key) {
            Some((_, value)) => out += &format!("{word} = {}\n", quoted(value)),
            None => out += &format!("#{word} = {}\n", quoted(setting.default)),
        }
    }
    out
}

fn as_text(key: &str, value: toml::Value) -> Result<String> {
    Ok(match value {
        toml::Value::String(text) => text,
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(yes) => yes.to_string(),
        toml::Value::Array(words) => words.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(","),
        other => bail!("{key} is a {}: it takes a text or a number", other.type_str()),
    })
}

fn secret_from(path: &str) -> Result<String> {
    Ok(std::fs::read_to_string(path).with_context(|| format!("cannot read the secret's file {path}"))?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(text: &str) -> Result<Settings> {
        let mut values = Values::default();
        values.take_file(text)?;
        values.resolve(Path::new("/nowhere"))
    }

    #[test]
    fn the_defaults_are_right_and_the_sample_file_says_the_same() {
        let plain = Values::default().resolve(Path::new("/nowhere")).expect("the defaults");
        assert_eq!(plain.port, 8080);
        let sample = sample(&[("site.name", "The “Lamp”".into()), ("serve.port", "9000".into())]);
        let read = resolved(&sample).expect("the sample");
        assert_eq!((read.name.as_str(), read.port), ("The “Lamp”", 9000));
    }

    #[test]
    fn an_unknown_key_and_a_wrong_value_are_refused_by_name() {
        let unknown = resolved("[serve]\nprot = 80\n").expect_err("an unknown key");
        assert!(unknown.to_string().contains("serve.prot"), "{unknown}");
        let wrong = resolved("[serve]\nport = 99999\n").expect_err("a wrong value");
        assert!(wrong.to_string().contains("65535"), "{wrong}");
        assert!(resolved("[site]\nlocales = \"en, xx_yy\"\n").is_err());
        assert!(resolved("[tls]\nkey = \"a\"\n").is_err());
        assert!(resolved("[site]\nurl = \"https://lamp.example/?page=1\"\n").is_err());
        let hub = resolved("[site]\nhub = \"https://hub.example:8443/\"\n").expect_err("a hub on a port of its own");
        assert!(hub.to_string().contains("site.hub"), "{hub}");
    }

    #[test]
    fn bounces_come_in_on_this_machine_or_under_a_certificate() {
        let of = |bounce: &str| resolved(&format!("[mail]\nfrom = \"letters@news.lamp.example\"\n{bounce}"));
        let none = of("").expect("settings").bounce;
        assert!(none.read_at().is_none() && none.domain.is_some_and(|domain| domain.as_str() == "news.lamp.example"));
        let here = of("[bounce]\nport = 2424\ndomain = \"b.lamp.example\"\n").expect("settings").bounce;
        assert_eq!(here.listen, "127.0.0.1:2424".parse().ok());
        assert_eq!(here.read_at().map(Domain::as_str), Some("b.lamp.example"));
        let open = of("[bounce]\nport = 25\nbind = \"::\"\n").expect_err("readable by others").to_string();
        assert!(open.contains("tls.certificate"), "{open}");
        assert!(of("[bounce]\nport = 25\nbind = \"::\"\n[tls]\ncertificate = \"a\"\nkey = \"b\"\n").is_ok());
        assert!(resolved("[bounce]\nport = 25\n").is_err(), "nobody sends letters");
        assert!(of("[bounce]\ndomain = \"no domain\"\n").is_err());
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "[serve]\nport = 1\n").expect("written");
        let values = Values::read(file.path(), |name| (name == "INDELIBLE_SERVE_PORT").then(|| "2".into())).expect("read");
        assert_eq!(values.resolve(Path::new("/")).expect("resolved").port, 2);
    }
}
