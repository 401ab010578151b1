//! The address of a page inside the edition, and the month that it belongs to.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A path of the edition: relative, `/` between its parts, `2026/11/22/slug/` for a page and `feed.xml` for a file; the empty path is the front page.
///
/// It can be joined to any folder or URL without climbing out of it, and no two paths share a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

/// Text that cannot be a path of the edition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the path “{path}” is refused: {why}")]
pub struct NoPath {
    /// Shortened and with control characters escaped, so that it can be shown.
    pub path: String,
    pub why: &'static str,
}

/// The longest path, in bytes. File systems allow 255 to a part; S3 allows 1024 to a key.
pub const LONGEST: usize = 900;

impl SitePath {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The plain file that a static host serves for this path: `a/b/` is `a/b/index.html`, other paths are themselves.
    pub fn file(&self) -> Cow<'_, str> {
        if self.0.is_empty() || self.0.ends_with('/') { Cow::Owned(format!("{}index.html", self.0)) } else { Cow::Borrowed(&self.0) }
    }
}

impl FromStr for SitePath {
    type Err = NoPath;

    fn from_str(s: &str) -> Result<Self, NoPath> {
        match trouble(s) {
            None => Ok(Self(s.into())),
            Some(why) => Err(NoPath { path: s.chars().take(100).flat_map(char::escape_debug).collect(), why }),
        }
    }
}

fn trouble(path: &str) -> Option<&'static str> {
    let page = path.strip_suffix('/').unwrap_or(path);
    let mut parts = page.split('/');
    if path.is_empty() {
        None
    } else if path.len() > LONGEST {
        Some("it is too long")
    } else if path.starts_with('/') {
        Some("it begins at the root")
    } else if path.chars().any(|c| c.is_control() || matches!(c, '\\' | ':' | '?' | '#' | '%')) {
        Some(r"it holds a control character or one of \ : ? # %")
    } else if parts.clone().any(|part| part.is_empty() || part == "." || part == ".." || part.len() > 255) {
        Some("a part of it is empty, too long, or dots alone")
    } else if parts.clone().next_back() == Some("index.html") {
        Some("a page is named by its folder, with the slash")
    } else if matches!(parts.next(), Some("o" | "edition.json" | "edition.json.minisig" | "edition.pub")) {
        Some("the edition keeps its own files there")
    } else {
        None
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Borrow<str> for SitePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Serialize for SitePath {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SitePath {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Cow::<'_, str>::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Where a path is listed: with its month, which is sealed when the month is over, or with the pages that change at any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    Month(Year, Month),
    Undated,
}

impl fmt::Display for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(year, month) => write!(f, "month {year}/{month}"),
            Self::Undated => f.write_str("undated"),
        }
    }
}

/// The month of `2026/11/…`, also behind a language or `media` (`ru/2026/11/22/slug/`, `media/2026/11/lamp-640.webp`); any other path is undated.
pub fn shelf_of(path: &str) -> Shelf {
    dated(path)
        .or_else(|| path.split_once('/').filter(|(first, _)| *first == "media" || is_language(first)).and_then(|(_, rest)| dated(rest)))
        .unwrap_or(Shelf::Undated)
}

fn dated(path: &str) -> Option<Shelf> {
    let mut parts = path.splitn(3, '/');
    let (year, month, _) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Shelf::Month(year.parse().ok()?, month.parse().ok()?))
}

/// Two or three small letters, and perhaps a script and a region, as in BCP 47.
fn is_language(part: &str) -> bool {
    let (language, rest) = part.split_once('-').unwrap_or((part, "x"));
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && rest.len() <= 8
        && rest.split('-').all(|sub| !sub.is_empty() && sub.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A number that is written with a fixed count of digits, as a part of a path and as a key of the tree.
macro_rules! digits {
    ($name:ident, $of:ty, $width:literal, $range:expr, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name($of);

        impl FromStr for $name {
            type Err = &'static str;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                let fits = s.len() == $width && s.bytes().all(|b| b.is_ascii_digit());
                let number = s.parse().ok().filter(|n| fits && $range.contains(n));
                number.map(Self).ok_or($doc)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:0width$}", self.0, width = $width)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Cow::<'_, str>::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

digits!(Year, u16, 4, (0..=9999), "A year of four digits.");
digits!(Month, u8, 2, (1..=12), "A month, 01 to 12.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_climb_out_of_a_folder_or_share_a_file_is_no_path() {
        for good in ["", "2026/11/22/slug/", "feed.xml", "ru/", "media/2026/11/x-640.webp", "a/..b", ".well-known/security.txt", "тема/"]
        {
            assert!(good.parse::<SitePath>().is_ok(), "{good}");
        }
        let long = "x/".repeat(LONGEST);
        let bad = [
            "/",
            "/etc/passwd",
            "..",
            "../x",
            "a/../b",
            "a/..",
            "a/../",
            "./a",
            "a//b",
            "a\\b",
            "C:x",
            "a\0b",
            "a\nb",
            "a?b",
            "%2e%2e/x",
            "a//",
            &long,
        ];
        for bad in bad.into_iter().chain(["o/ab/cd", "o", "edition.json", "edition.pub", "index.html", "a/index.html", "a/index.html/"]) {
            assert!(bad.parse::<SitePath>().is_err(), "{bad}");
        }
        assert_eq!("a\n/..".parse::<SitePath>().unwrap_err().to_string().lines().count(), 1);
    }

    #[test]
    fn a_page_is_a_folder_with_an_index() {
        let file = |path: &str| path.parse::<SitePath>().unwrap().file().into_owned();
        assert_eq!(file("2026/11/22/slug/"), "2026/11/22/slug/index.html");
        assert_eq!(file(""), "index.html");
        assert_eq!(file("feed.xml"), "feed.xml");
    }

    #[test]
    fn a_path_belongs_to_its_month_whatever_its_language() {
        let november = Shelf::Month("2026".parse().unwrap(), "11".parse().unwrap());
        for dated in ["2026/11/22/slug/", "ru/2026/11/22/slug/", "pt-BR/2026/11/22/slug/", "media/2026/11/x-640.webp", "2026/11/"] {
            assert_eq!(shelf_of(dated), november, "{dated}");
        }
        for undated in
            ["", "ru/", "2026/", "2026/11", "2026/13/1/x/", "2026/1/x/", "feeds/2026/11/x", "media/ru/2026/11/x", "12026/11/x", "+202/11/x"]
        {
            assert_eq!(shelf_of(undated), Shelf::Undated, "{undated}");
        }
    }
}
