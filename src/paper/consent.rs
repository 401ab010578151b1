//! What readers agree to who sign up: the sentence below every form (`letter-consent`), and its versions.

use serde::Serialize;

/// A version of the sentence that has been printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Consent(&'static str);

/// All that were printed, the newest last. Copies of the paper may have forms with an older one.
const VERSIONS: [Consent; 1] = [Consent("2026-11")];

impl Consent {
    pub const NEWEST: Self = VERSIONS[VERSIONS.len() - 1];

    /// What a form says was read; `None` for what no form of ours has said.
    pub fn parse(text: &str) -> Option<Self> {
        VERSIONS.into_iter().find(|version| version.0 == text)
    }

    /// Sealed with the sign-up. ASCII, at most 24 bytes.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    /// Fails when the sentence has changed in any language: then it gets a new version at the end of [`VERSIONS`], and its digest here.
    #[test]
    fn the_newest_version_is_that_of_the_sentence_as_it_is() {
        let words = Words::load();
        let said = ["en", "ru", "fa"].map(|language| words.say(language, "letter-consent").into_owned()).join("\n");
        let digest = seal::Hash::of(said.as_bytes()).to_string();
        assert_eq!(
            (Consent::NEWEST.as_str(), digest.as_str()),
            ("2026-11", "cb8f856b12326a6e5547721f720cefdd142a5e4e12802a3f58a3df6ce88fffc4")
        );
    }

    #[test]
    fn only_what_was_printed_is_a_version_and_each_fits_into_a_row() {
        assert_eq!(Consent::parse("2026-11"), Some(Consent::NEWEST));
        for strange in ["", "2026-10", "2026-11 ", "import 2026-11-22"] {
            assert_eq!(Consent::parse(strange), None, "{strange:?}");
        }
        assert!(VERSIONS.iter().all(|version| version.0.is_ascii() && version.0.len() <= 24));
    }
}
