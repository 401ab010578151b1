//! What may stand in `href` and `src`.

use std::fmt;
use std::str::FromStr;

use kernel::Slug;
use serde::{Deserialize, Serialize};
use url::Url;

use super::limits::ADDRESS_BYTES;

/// An address that is not let in, shortened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsafe {
    #[error("“{0}” is no address that a body may link to: use https:, http:, mailto:, tel:, piece:slug, a path or a #fragment")]
    Href(String),
    #[error("“{0}” is no absolute http or https address")]
    Address(String),
    #[error("“{0}” is no key of the media library: use 1 to 120 of A-Z, a-z, 0-9, hyphen, underscore and inner dots")]
    Key(String),
}

/// An absolute `http` or `https` URL without a user name, normalised, at most [`ADDRESS_BYTES`] long.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

/// The key of a file in our own media library.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MediaKey(String);

/// Where a picture, sound or film is: with us, or elsewhere and not fetched yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    Media(MediaKey),
    Elsewhere(Address),
}

/// The target of a link: one of the shapes that [`Target`] names, normalised. Nothing else can be printed as `href`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Href(String);

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A piece of this paper, by its slug.
    Piece(&'a str),
    /// An absolute `http` or `https` URL.
    Web(&'a str),
    /// `mailto:` or `tel:`.
    Contact(&'a str),
    /// A path on this site, from its root or from the page.
    Path(&'a str),
    /// A place on the page, without the `#`.
    Fragment(&'a str),
}

impl Address {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host without `www.`.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or("");
        host.strip_prefix("www.").unwrap_or(host)
    }
}

impl FromStr for Address {
    type Err = Unsafe;

    fn from_str(s: &str) -> Result<Self, Unsafe> {
        let refused = || Unsafe::Address(short(s));
        let text = s.trim();
        if text.len() > ADDRESS_BYTES || text.chars().any(is_hidden) {
            return Err(refused());
        }
        let absolute = if text.starts_with("//") { format!("https:{text}") } else { text.to_owned() };
        let url = Url::parse(&absolute).map_err(|_| refused())?;
        let plain = matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty() && url.password().is_none();
        let text = encoded(url.as_str());
        if plain && text.len() <= ADDRESS_BYTES { Ok(Self(text)) } else { Err(refused()) }
    }
}

impl MediaKey {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MediaKey {
    type Err = Unsafe;

    fn from_str(s: &str) -> Result<Self, Unsafe> {
        let letters = s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        let fits = letters && (1..=120).contains(&s.len()) && !s.starts_with('.') && !s.ends_with('.') && !s.contains("..");
        if fits { Ok(Self(s.to_owned())) } else { Err(Unsafe::Key(short(s))) }
    }
}

impl FromStr for Source {
    type Err = Unsafe;

    /// `picture:key` (or `media:key`) for one of ours, else an absolute URL.
    fn from_str(s: &str) -> Result<Self, Unsafe> {
        match s.trim().split_once(':') {
            Some(("picture" | "media", key)) => key.parse().map(Self::Media),
            _ => s.parse().map(Self::Elsewhere),
        }
    }
}

impl Href {
    /// A link to a piece of this paper.
    pub fn piece(slug: &Slug) -> Self {
        Self(format!("piece:{slug}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn target(&self) -> Target<'_> {
        let text = self.0.as_str();
        if let Some(slug) = text.strip_prefix("piece:") {
            Target::Piece(slug)
        } else if let Some(id) = text.strip_prefix('#') {
            Target::Fragment(id)
        } else {
            match scheme(text) {
                Some("mailto" | "tel") => Target::Contact(text),
                Some(_) => Target::Web(text),
                None => Target::Path(text),
            }
        }
    }
}

impl FromStr for Href {
    type Err = Unsafe;

    fn from_str(s: &str) -> Result<Self, Unsafe> {
        let refused = || Unsafe::Href(short(s));
        let text = s.trim();
        if text.is_empty() || text.len() > ADDRESS_BYTES || text.chars().any(is_hidden) {
            return Err(refused());
        }
        let scheme = scheme(text).map(str::to_ascii_lowercase);
        let href = match scheme.as_deref() {
            Some("http" | "https") => text.parse::<Address>().map_err(|_| refused())?.0,
            Some("piece") => format!("piece:{}", text["piece:".len()..].parse::<Slug>().map_err(|_| refused())?),
            Some(scheme @ ("mailto" | "tel")) if text.len() > scheme.len() + 1 => {
                format!("{scheme}:{}", encoded(&text[scheme.len() + 1..]))
            }
            Some(_) => return Err(refused()),
            None if text.contains('\\') => return Err(refused()),
            None if text.starts_with("//") => text.parse::<Address>().map_err(|_| refused())?.0,
            None => encoded(text),
        };
        if href.len() <= ADDRESS_BYTES { Ok(Self(href)) } else { Err(refused()) }
    }
}

impl From<&Address> for Href {
    fn from(address: &Address) -> Self {
        Self(address.0.clone())
    }
}

/// What stands before the first colon, unless a `/`, `?` or `#` comes first. It may be no scheme at all, and is then refused as an unknown one.
fn scheme(text: &str) -> Option<&str> {
    let end = text.find([':', '/', '?', '#'])?;
    (text.as_bytes()[end] == b':').then(|| &text[..end])
}

/// Control characters, and those that turn the direction of what follows.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Percent-encodes whatever could end an attribute, a Markdown link or a table cell, and everything that is not ASCII.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        match b {
            b' ' | b'"' | b'\'' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0..=31 | 127.. => {
                out.push_str(&format!("%{b:02X}"))
            }
            _ => out.push(char::from(b)),
        }
    }
    out
}

fn short(text: &str) -> String {
    crate::loss::shortened(text)
}

macro_rules! text_newtype {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = Unsafe;
            fn try_from(s: String) -> Result<Self, Unsafe> {
                s.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}
text_newtype!(Address, MediaKey, Href);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_may_lead_to_the_web_a_piece_a_path_a_fragment_a_letter_or_a_telephone() {
        let of = |s: &str| s.parse::<Href>().expect(s);
        assert_eq!(of("HTTPS://Example.org").target(), Target::Web("https://example.org/"));
        assert_eq!(of("//example.org/a b").target(), Target::Web("https://example.org/a%20b"));
        assert_eq!(of("piece:the-lamp").target(), Target::Piece("the-lamp"));
        assert_eq!(of(" /2022/03/09/x?y=1#z ").target(), Target::Path("/2022/03/09/x?y=1#z"));
        assert_eq!(of("../about").target(), Target::Path("../about"));
        assert_eq!(of("#part").target(), Target::Fragment("part"));
        assert_eq!(of("MailTo:desk@example.org").target(), Target::Contact("mailto:desk@example.org"));
        assert_eq!(of("tel:+49 30 1").target(), Target::Contact("tel:+49%2030%201"));
    }

    #[test]
    fn what_a_browser_could_run_or_mistake_for_our_own_host_is_no_link() {
        for bad in [
            "",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "blob:x",
            "file:///etc/passwd",
            "/\\example.org",
            "\\\\example.org",
            "https://bank.example@evil.example/",
            "https:",
            "piece:../x",
            "piece:",
            "mailto:",
            "x:y",
            "https://example.org/\u{202e}gpj",
        ] {
            assert!(bad.parse::<Href>().is_err(), "{bad:?}");
        }
        assert!("https://example.org/x".repeat(300).parse::<Href>().is_err());
    }

    #[test]
    fn reading_a_printed_address_again_changes_nothing() {
        for s in ["https://ex.org/a|b`c?d='e'", "https://пример.рф/путь", "/a \"b\"", "mailto:a@b.c?subject=x y", "http://[::1]/x"]
        {
            let once = s.parse::<Href>().expect(s);
            assert_eq!(once.as_str().parse::<Href>().expect(s), once);
        }
    }

    #[test]
    fn a_key_of_the_library_cannot_climb_out_of_a_folder() {
        for bad in ["", "..", "a/b", ".a", "a..b", "a b", "é"] {
            assert!(bad.parse::<MediaKey>().is_err(), "{bad}");
        }
        assert!("picture:harbour-fog".parse::<Source>().is_ok_and(|s| matches!(s, Source::Media(k) if k.as_str() == "harbour-fog")));
        assert_eq!("https://www.example.org:81/x".parse::<Address>().expect("an address").host(), "example.org");
    }
}
