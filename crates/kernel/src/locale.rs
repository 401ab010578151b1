//! A language edition.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Unfit;

/// A language tag in the form of BCP 47 that this program uses: a language of 2-3 letters, and perhaps a script and a region (`en`, `pt-BR`, `sr-Latn`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Locale(String);

/// Which way a text runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Ltr,
    Rtl,
}

impl Locale {
    pub fn english() -> Self {
        Self("en".into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone: `pt` of `pt-BR`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Right to left for the scripts of Arabic, Hebrew, Persian, Urdu and their like, by language or by an explicit script.
    pub fn direction(&self) -> Direction {
        let script = self.0.split('-').find(|part| part.len() == 4);
        let rtl = match script {
            Some(s) => matches!(s, "Arab" | "Hebr" | "Thaa" | "Syrc" | "Nkoo" | "Adlm"),
            None => matches!(self.language(), "ar" | "fa" | "he" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb" | "arc"),
        };
        if rtl { Direction::Rtl } else { Direction::Ltr }
    }
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

impl FromStr for Locale {
    type Err = Unfit;

    fn from_str(s: &str) -> Result<Self, Unfit> {
        let mut parts = s.split('-').enumerate();
        let fits = parts.all(|(i, part)| {
            let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
            match (i, part.len()) {
                (0, 2..=3) => letters && part == part.to_ascii_lowercase(),
                (1, 4) => letters,
                (1 | 2, 2) => letters && part == part.to_ascii_uppercase(),
                _ => false,
            }
        });
        if fits { Ok(Self(s.to_owned())) } else { Err(Unfit::Locale(s.chars().take(20).collect())) }
    }
}

impl TryFrom<String> for Locale {
    type Error = Unfit;
    fn try_from(s: String) -> Result<Self, Unfit> {
        s.parse()
    }
}

impl From<Locale> for String {
    fn from(locale: Locale) -> Self {
        locale.0
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tags_of_real_editions_are_let_in_and_others_are_not() {
        for good in ["en", "ru", "fa", "pt-BR", "sr-Latn", "zh-Hant-TW", "ckb"] {
            assert!(good.parse::<Locale>().is_ok(), "{good}");
        }
        for bad in ["", "e", "EN", "english", "en_GB", "en-gb", "../x", "en-", "en-GB-GB-GB"] {
            assert!(bad.parse::<Locale>().is_err(), "{bad}");
        }
    }

    #[test]
    fn persian_runs_right_to_left_unless_it_is_written_in_another_script() {
        let of = |tag: &str| tag.parse::<Locale>().expect("a locale").direction();
        assert_eq!(of("fa"), Direction::Rtl);
        assert_eq!(of("fa-Latn"), Direction::Ltr);
        assert_eq!(of("ru"), Direction::Ltr);
        assert_eq!(of("az-Arab"), Direction::Rtl);
    }
}
