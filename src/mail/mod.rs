//! Where the house's own letters go, and how they are signed: relays as they stand in the settings, and the keys under `keys/`.
//!
//! - [`check`]: whether DNS and the relays are as they should be.
//! - [`shares`]: whose turn it is among several relays.

pub mod check;
pub mod shares;

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::Domain;
use letter::dkim::{Ed25519Key, RsaKey, Selector, Signer, SigningKey};
use letter::smtp::{Connection, Envelope, Login, Outcome, Relay, Reply, Security, Tls};
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::keys::private_file;
use shares::Shares;

/// The five minutes of RFC 5321 section 4.5.3.2, and the other waits in proportion.
const PATIENCE: Duration = Duration::from_secs(120);
/// Connections to a relay unless its setting says otherwise.
const CONNECTIONS: usize = 16;
/// Names of our keys in DNS.
const SELECTORS: (&str, &str) = ("indelible-rsa", "indelible-ed");

/// A relay, and its share of the letters.
#[derive(Clone, Debug)]
pub struct Outlet {
    pub relay: Relay,
    /// In proportion to the others'.
    pub weight: u32,
    /// At the same time.
    pub connections: usize,
}

/// Reads relays as the settings have them, with commas between: `smtps://user:password@host:465?weight=2&connections=8` (TLS), `smtp://…` (STARTTLS, port 587),
/// `smtp+plain://127.0.0.1:25` (no protection, on this machine only); `authorities=FILE` names a PEM file to believe instead of the public authorities.
/// `hello` is what we call ourselves.
///
/// # Errors
/// Which relay cannot be read, and what is wrong; what was written there is not repeated, because it has a password in it.
pub fn outlets(text: &str, hello: &str) -> Result<Vec<Outlet>> {
    let typed = text.split([',', '\n']).map(str::trim).filter(|typed| !typed.is_empty());
    typed.enumerate().map(|(n, typed)| outlet(typed, hello).with_context(|| format!("relay {} of mail.relays", n + 1))).collect()
}

/// Reads one of them.
///
/// # Errors
/// As [`outlets`].
pub fn outlet(typed: &str, hello: &str) -> Result<Outlet> {
    let url = url::Url::parse(typed).map_err(|_| anyhow::anyhow!("it takes an address such as smtps://user:password@host:465"))?;
    let (security, port) = match url.scheme() {
        "smtps" => (Security::Tls, 465),
        "smtp" => (Security::StartTls, 587),
        "smtp+plain" => (Security::Plain, 25),
        _ => bail!("it begins with smtps:// (TLS), smtp:// (STARTTLS) or smtp+plain:// (this machine only)"),
    };
    let host = url.host_str().filter(|host| !host.is_empty()).context("it names no host")?.trim_matches(['[', ']']).to_owned();
    let plain =
        |text: &str| -> Result<String> { Ok(percent_decode_str(text).decode_utf8().context("name and password are UTF-8")?.into_owned()) };
    let login = match (url.username(), url.password()) {
        ("", None) => None,
        (user, Some(password)) if !user.is_empty() => Some(Login { user: plain(user)?, password: plain(password)? }),
        _ => bail!("a name needs a password, and a password a name"),
    };
    let mut outlet = Outlet {
        relay: Relay { host, port: url.port().unwrap_or(port), security, login, hello: hello.to_owned(), authorities: None },
        weight: 1,
        connections: CONNECTIONS,
    };
    for (name, value) in url.query_pairs() {
        let number = |most: u32| {
            value
                .parse::<u32>()
                .ok()
                .filter(|n| (1..=most).contains(n))
                .with_context(|| format!("{name} takes a whole number from 1 to {most}"))
        };
        match name.as_ref() {
            "weight" => outlet.weight = number(1_000)?,
            "connections" => outlet.connections = number(200)? as usize,
            "authorities" => outlet.relay.authorities = Some(PathBuf::from(value.as_ref())),
            _ => bail!("there is no “{name}”: it takes weight, connections and authorities"),
        }
    }
    Ok(outlet)
}

/// Relays for letters that go out one by one. Clones deal out the same turns.
#[derive(Clone, Debug, Default)]
pub struct Outlets {
    list: Vec<Outlet>,
    shares: Arc<Mutex<Shares>>,
}

impl Outlets {
    pub fn new(list: Vec<Outlet>) -> Self {
        Self { list, shares: Arc::default() }
    }

    /// In the order in which they were written down.
    pub fn all(&self) -> &[Outlet] {
        &self.list
    }

    /// All of them as one letter tries them: first the one whose turn it is by weight, and then the others as they were written down.
    pub fn in_turn(&self) -> Vec<&Outlet> {
        let weights: Vec<_> = self.list.iter().map(|outlet| outlet.weight).enumerate().collect();
        let first = self.shares.lock().unwrap_or_else(PoisonError::into_inner).deal(&weights);
        let others = self.list.iter().enumerate().filter(|(at, _)| Some(*at) != first).map(|(_, outlet)| outlet);
        first.map(|at| &self.list[at]).into_iter().chain(others).collect()
    }
}

impl Outlet {
    /// Connects, protects, logs in, and goes again.
    ///
    /// # Errors
    /// Where that ended.
    pub async fn knock(&self) -> Result<(), Untaken> {
        self.open().await?.quit().await;
        Ok(())
    }

    async fn open(&self) -> Result<Connection, Untaken> {
        let tls = Tls::of(&self.relay).map_err(|trouble| Untaken::lasting(&trouble.to_string()))?;
        let opened = Connection::open(&self.relay, &tls, PATIENCE).await;
        opened.map_err(|trouble| Untaken { lasting: !trouble.may_pass(), why: trouble.to_string() })
    }

    /// Gives one letter to the relay, over a connection of its own, and says what came of it.
    ///
    /// # Errors
    /// When the relay cannot be reached: then the letter has certainly not left.
    pub async fn hand(&self, envelope: &Envelope<'_>, letter: &[u8]) -> Result<Outcome, Untaken> {
        let mut connection = self.open().await?;
        let outcome = connection.send(envelope, letter).await;
        connection.quit().await;
        Ok(outcome)
    }

    /// The same for a letter that somebody waits for.
    ///
    /// # Errors
    /// When it was not taken; whether another try makes sense is in [`Untaken`].
    pub async fn carry(&self, envelope: &Envelope<'_>, letter: &[u8]) -> Result<(), Untaken> {
        match self.hand(envelope, letter).await? {
            // Whoever waits for the letter can ask again; two would be worse.
            Outcome::Accepted(_) | Outcome::Unknown(_) => Ok(()),
            Outcome::Deferred(reply) => Err(Untaken { lasting: false, why: told(&reply) }),
            Outcome::Refused(reply) => Err(Untaken { lasting: true, why: told(&reply) }),
            Outcome::Unsent(trouble) => Err(Untaken { lasting: !trouble.may_pass(), why: trouble.to_string() }),
        }
    }
}

/// A server's answer by its numbers: its words may have the address in them.
fn told(reply: &Reply) -> String {
    let enhanced = reply.enhanced.map(|enhanced| format!(" {enhanced}")).unwrap_or_default();
    format!("the relay answered {}{enhanced} ({:?})", reply.code, reply.stage)
}

/// Why a relay did not take a letter, without anything of the letter.
#[derive(Debug)]
pub struct Untaken {
    /// Another try would end the same.
    pub lasting: bool,
    why: String,
}

impl Untaken {
    pub fn lasting(why: &str) -> Self {
        Self { lasting: true, why: why.to_owned() }
    }
}

impl fmt::Display for Untaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// Signs for `domain` with the keys in `<dir>/keys/`, which are made when they are not there: RSA, because most look for that, and Ed25519.
///
/// # Errors
/// When a key cannot be read or written.
pub fn signer(dir: &Path, domain: &Domain) -> Result<Arc<Signer>> {
    let keys = dir.join("keys");
    let (rsa, ed25519) = (keys.join("mail-rsa.pem"), keys.join("mail-ed25519.key"));
    let rsa = match read(&rsa)? {
        Some(text) => RsaKey::from_pem(&text).with_context(|| format!("cannot read {}", rsa.display()))?,
        None => {
            let key = RsaKey::generate()?;
            write(&rsa, &key.to_pem()?)?;
            key
        }
    };
    let ed25519 = match read(&ed25519)? {
        Some(text) => Ed25519Key::from_seed(&seed(&text).with_context(|| format!("{} holds no key", ed25519.display()))?),
        None => {
            let key = Ed25519Key::generate()?;
            write(&ed25519, &format!("{}\n", hex(&*key.seed())))?;
            key
        }
    };
    let keys = vec![
        (Selector::parse(SELECTORS.0)?, SigningKey::Rsa(Box::new(rsa))),
        (Selector::parse(SELECTORS.1)?, SigningKey::Ed25519(Box::new(ed25519))),
    ];
    Ok(Arc::new(Signer::new(domain.clone(), keys, None)?))
}

/// Reads a key that signs letters: PKCS#8 PEM of RSA, or the 32 bytes of Ed25519 in base64.
///
/// # Errors
/// When it is neither. The error shows nothing of it.
pub fn signing_key(text: &str) -> Result<SigningKey> {
    if text.contains("BEGIN") {
        return Ok(RsaKey::from_pem(text)?.into());
    }
    let bytes = Zeroizing::new(STANDARD.decode(text.trim().as_bytes()).unwrap_or_default());
    let seed: Zeroizing<[u8; 32]> = Zeroizing::new(bytes[..].try_into().ok().context("it is no key for DKIM")?);
    Ok(Ed25519Key::from_seed(&seed).into())
}

fn read(file: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(trouble) if trouble.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(trouble) => Err(trouble).with_context(|| format!("cannot read {}", file.display())),
    }
}

fn write(file: &Path, text: &str) -> Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut written = private_file(file)?;
    written.write_all(text.as_bytes())?;
    Ok(written.sync_all()?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn seed(text: &str) -> Result<[u8; 32]> {
    let text = text.trim();
    ensure!(text.len() == 64 && text.is_ascii(), "a key has 64 letters");
    let mut seed = [0; 32];
    for (n, byte) in seed.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * n..2 * n + 2], 16)?;
    }
    Ok(seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_is_read_from_its_address_and_what_is_wrong_is_told_without_its_password() {
        let read = outlets(
            "smtps://ann%40paper.example:p%2Fss@mail.example:465?weight=3&connections=4, smtp://mail.example,\nsmtp+plain://[::1]:2525",
            "paper.example",
        )
        .expect("relays");
        let login = read[0].relay.login.as_ref().expect("a login");
        assert_eq!((login.user.as_str(), login.password.as_str()), ("ann@paper.example", "p/ss"));
        assert_eq!((read[0].weight, read[0].connections, read[0].relay.security), (3, 4, Security::Tls));
        assert_eq!((read[1].relay.port, read[1].relay.security), (587, Security::StartTls));
        assert_eq!((read[2].relay.host.as_str(), read[2].relay.port), ("::1", 2525));
        assert!(outlets("", "x").expect("none").is_empty());
        for wrong in [
            "http://mail.example",
            "smtps://ann:secret@",
            "smtps://ann@mail.example",
            "smtps://m.example?weight=0",
            "smtps://m.example?x=1",
            "secret",
        ] {
            let told = format!("{:#}", outlets(wrong, "x").expect_err(wrong));
            assert!(told.starts_with("relay 1 of mail.relays: ") && !told.contains("secret"), "{told}");
        }
    }

    #[test]
    fn the_keys_are_made_once_and_only_their_owner_may_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("a folder");
        let domain = Domain::parse("news.paper.example").expect("a domain");
        let first = signer(dir.path(), &domain).expect("keys").records();
        let again = signer(dir.path(), &domain).expect("keys").records();
        assert_eq!(first, again);
        assert!(first.iter().any(|record| record.name == "indelible-rsa._domainkey.news.paper.example"), "{first:?}");
        for file in std::fs::read_dir(dir.path().join("keys")).expect("a folder") {
            let mode = file.expect("a file").metadata().expect("facts").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
