//! The keys with which this machine signs newsletters: made here, kept in its folder, and named in `courier.toml`.

use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Domain, EmailAddress};
use letter::dkim::{Ed25519Key, Record, RsaKey, Selector};
use zeroize::Zeroizing;

use super::folder::Courier;
use super::{put, put_new, settings};

/// What the keys are called in DNS, with `-rsa` and `-ed` behind it. A second machine needs another name.
pub const SELECTOR: &str = "courier";

impl Courier {
    /// The domain that newsletters come from, as the server has it. Blocks.
    ///
    /// # Errors
    /// [`super::server::Trouble`], and while the server has no sender.
    pub fn sender_domain(&self) -> Result<Domain> {
        let from = EmailAddress::parse(&self.status()?.from).ok().context("letters have no sender yet: set mail.from on the server")?;
        Ok(Domain::parse(from.domain())?)
    }
}

/// Makes an RSA and an Ed25519 key for letters from `domain`, unless the folder has keys for it, and says what DNS has to hold. RSA takes up to a few seconds.
///
/// # Errors
/// When `courier.toml` names keys of another domain, the selector is none, or a file cannot be written.
pub fn make(dir: &Path, domain: &Domain, selector: &str) -> Result<Vec<Record>> {
    let named = settings::keys(dir)?;
    if let Some(other) = named.iter().find(|place| !place.is_of(domain.as_str())) {
        bail!("{} names keys of {}, and all keys are of one domain: take those lines out first", settings::FILE, other.domain);
    }
    if named.is_empty() {
        let (rsa, ed25519) = (format!("{selector}-rsa"), format!("{selector}-ed"));
        Selector::parse(&rsa).with_context(|| format!("“{selector}” cannot stand in DNS: it takes small letters, digits and hyphens"))?;
        keep(dir, &file_of(&rsa), || Ok(RsaKey::generate()?.to_pem()?))?;
        keep(dir, &file_of(&ed25519), || Ok(Zeroizing::new(STANDARD.encode(&Ed25519Key::generate()?.seed()[..]) + "\n")))?;
        name(dir, domain, &[rsa, ed25519])?;
    }
    Ok(settings::signer_at(dir)?.map(|signer| signer.records()).unwrap_or_default())
}

fn file_of(selector: &str) -> String {
    format!("dkim-{selector}.key")
}

/// A key whose file is there already, because the program ended before it was named, is taken as it is.
fn keep(dir: &Path, file: &str, make: impl FnOnce() -> Result<Zeroizing<String>>) -> Result<()> {
    let path = dir.join(file);
    if path.exists() { Ok(()) } else { put_new(&path, &make()?) }
}

fn name(dir: &Path, domain: &Domain, selectors: &[String]) -> Result<()> {
    let path = dir.join(settings::FILE);
    let mut text = if path.exists() { std::fs::read_to_string(&path)? } else { String::new() };
    for selector in selectors {
        let (domain, file) = (domain.as_str(), file_of(selector));
        text += &format!("\n[[dkim]]\ndomain = \"{domain}\"\nselector = \"{selector}\"\nkey_file = \"{file}\"\n");
    }
    put(&path, &text, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::courier::settings::Settings;

    const RELAY: &str = "hello = \"mail.paper.example\"\n[[relay]]\nurl = \"smtp+plain://127.0.0.1:2525\"";

    #[test]
    fn keys_are_made_once_are_named_in_the_settings_and_sign_for_their_domain() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("a folder");
        let domain = Domain::parse("news.paper.example").expect("a domain");
        std::fs::write(dir.path().join(settings::FILE), RELAY).expect("written");
        let made = make(dir.path(), &domain, SELECTOR).expect("keys");
        let names: Vec<_> = made.iter().map(|record| record.name.as_str()).collect();
        assert_eq!(names, ["courier-rsa._domainkey.news.paper.example", "courier-ed._domainkey.news.paper.example"]);
        assert_eq!(make(dir.path(), &domain, "other").expect("the same keys"), made);
        let settings = Settings::read(dir.path()).expect("settings");
        assert!(settings.signs_for("News.Paper.example") && !settings.signs_for("paper.example"));
        assert_eq!(settings.signer().expect("a signer").records(), made);
        for file in
            std::fs::read_dir(dir.path()).expect("a folder").flatten().filter(|file| file.path().extension().is_some_and(|e| e == "key"))
        {
            assert_eq!(file.metadata().expect("facts").permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        }
        let other = Domain::parse("other.example").expect("a domain");
        assert!(make(dir.path(), &other, SELECTOR).expect_err("of one domain").to_string().contains("news.paper.example"));
    }

    #[test]
    fn without_settings_there_are_keys_first_and_the_relay_comes_later() {
        let dir = tempfile::tempdir().expect("a folder");
        let domain = Domain::parse("news.paper.example").expect("a domain");
        assert!(make(dir.path(), &domain, "Über").is_err());
        assert_eq!(make(dir.path(), &domain, "n2").expect("keys").len(), 2);
        assert!(Settings::read(dir.path()).expect_err("no relay").to_string().contains("courier.toml"));
    }
}
