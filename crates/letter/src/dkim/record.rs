//! What goes into DNS, so that others can check the signatures (RFC 6376 section 3.6).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::Domain;

use crate::dkim::{Selector, SigningKey};

/// Bytes of one string of a TXT record (RFC 1035 section 3.3).
const STRING: usize = 255;

/// A TXT record. Its `Display` is the line of a zone file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// `selector._domainkey.example.org`, without a dot at the end.
    pub name: String,
    /// The whole text, as a provider's form takes it.
    pub text: String,
}

impl Record {
    pub fn new(domain: &Domain, selector: &Selector, key: &SigningKey) -> Self {
        let (kind, public) = key.public();
        Self {
            name: format!("{}._domainkey.{}", selector.as_str(), domain.as_str()),
            // `h=` keeps a signature over SHA-1 from ever being accepted (RFC 8301).
            text: format!("v=DKIM1; k={kind}; h=sha256; p={}", STANDARD.encode(public)),
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. IN TXT (", self.name)?;
        let mut rest = self.text.as_str();
        while !rest.is_empty() {
            let (string, more) = rest.split_at(rest.len().min(STRING));
            write!(f, " \"{string}\"")?;
            rest = more;
        }
        f.write_str(" )")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dkim::{Ed25519Key, RsaKey};

    fn record(key: &SigningKey) -> Record {
        let domain = Domain::parse("news.example.org").expect("a domain");
        Record::new(&domain, &Selector::parse("w2026a").expect("a selector"), key)
    }

    #[test]
    fn the_public_key_of_rfc_8463_gives_its_record() {
        let seed = STANDARD.decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=").expect("base64");
        let key = SigningKey::from(Ed25519Key::from_seed(seed.as_slice().try_into().expect("32 bytes")));
        let found = record(&key);
        assert_eq!(found.name, "w2026a._domainkey.news.example.org");
        assert_eq!(found.text, "v=DKIM1; k=ed25519; h=sha256; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    }

    #[test]
    fn no_string_of_a_long_record_is_over_255_bytes() {
        let found = record(&RsaKey::generate().expect("a key").into());
        assert!(found.text.len() > STRING);
        let line = found.to_string();
        let strings: Vec<_> = line.split('"').skip(1).step_by(2).collect();
        assert!(strings.iter().all(|string| string.len() <= STRING));
        assert_eq!(strings.concat(), found.text);
    }
}
