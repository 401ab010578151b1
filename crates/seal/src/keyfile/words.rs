//! Seven words, drawn by a machine: what a keyholder writes on paper.
//!
//! The list is BIP-39's English one: 2,048 common words of three to eight letters, no two with the same first four letters. Seven of them are 77 bits. The list is
//! kept here and not in a crate, because a word that left it would shut a key. It has nothing to do with money or with BIP-39's own phrases.

use std::str::FromStr;
use std::sync::LazyLock;

use zeroize::Zeroizing;

use crate::nth::Nth;
use crate::random::random;

/// How many words wrap a key.
pub const WORDS: usize = 7;

static LIST: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("words.txt").lines().collect());
/// By so many first letters a word is known.
const TELLING: usize = 4;
/// The longest word of the list has eight letters; more than this was not meant as one of them.
const LONGEST: usize = 24;

/// Why a text is not the words of any key. It shows at most a word of the list, never what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotWords {
    #[error("the words are {WORDS}; here are {0}")]
    Count(usize),
    #[error("the {place} word is not in the list{}", suggestion.map(|word| format!("; is it “{word}”?")).unwrap_or_default())]
    Unknown { place: Nth, suggestion: Option<&'static str> },
}

/// The words of a key. Wiped from memory when dropped; no way of printing them but [`Words::as_str`].
#[derive(Clone, PartialEq, Eq)]
pub struct Words(Zeroizing<String>);

impl Words {
    /// Seven new words, each as likely as any other.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing safe can be done then.
    pub fn draw() -> Self {
        let chance = random::<{ 2 * WORDS }>();
        // 2,048 divides 65,536, so no word is likelier than another.
        let drawn = chance.chunks_exact(2).map(|pair| usize::from(u16::from_le_bytes([pair[0], pair[1]])) % LIST.len());
        Self::join(drawn.map(|at| LIST[at]))
    }

    /// The words in their one spelling: small letters, a space between two.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The words, one after another.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ')
    }

    fn join(words: impl Iterator<Item = &'static str>) -> Self {
        let mut all = Zeroizing::new(String::with_capacity(WORDS * (LONGEST + 1)));
        for word in words {
            if !all.is_empty() {
                all.push(' ');
            }
            all.push_str(word);
        }
        Self(all)
    }
}

impl FromStr for Words {
    type Err = NotWords;

    /// Capitals do not matter, nor what stands between words: spaces, hyphens, commas, numbers, line ends. Four letters of a word are enough.
    fn from_str(text: &str) -> Result<Self, NotWords> {
        let typed = || text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        let count = typed().count();
        if count != WORDS {
            return Err(NotWords::Count(count));
        }
        let mut found = [""; WORDS];
        for (at, typed) in typed().enumerate() {
            let typed = Zeroizing::new(typed.chars().take(LONGEST).collect::<String>().to_lowercase());
            found[at] = known(&typed).ok_or_else(|| NotWords::Unknown { place: Nth(at + 1), suggestion: nearest(&typed) })?;
        }
        Ok(Self::join(found.into_iter()))
    }
}

/// The word of the list that is meant: itself, or at least four of its first letters.
fn known(typed: &str) -> Option<&'static str> {
    let same = LIST.binary_search(&typed).ok().map(|at| LIST[at]);
    same.or_else(|| LIST.iter().copied().find(|word| typed.len() >= TELLING && word.starts_with(typed)))
}

/// The word that takes the fewest changed, missing, added or exchanged letters, if two do.
fn nearest(typed: &str) -> Option<&'static str> {
    let words = LIST.iter().map(|word| (strsim::osa_distance(typed, word), *word));
    words.filter(|(distance, _)| *distance <= 2).min().map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Hash;

    #[test]
    fn the_list_is_that_of_bip_39_to_the_letter() {
        let published = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda";
        assert_eq!(Hash::of(include_bytes!("words.txt")).to_string(), published);
    }

    #[test]
    fn the_list_is_sorted_and_four_letters_tell_its_words_apart() {
        assert!(LIST.is_sorted());
        let fronts: BTreeSet<String> = LIST.iter().map(|word| word.chars().take(TELLING).collect()).collect();
        assert_eq!((fronts.len(), LIST.len()), (2048, 2048), "65,536 is a multiple of this");
        assert!(LIST.iter().all(|word| (3..=8).contains(&word.len()) && word.bytes().all(|letter| letter.is_ascii_lowercase())));
    }

    #[test]
    fn words_are_read_as_people_write_them() {
        let words: Words = "abandon ability able about above absent absorb".parse().ok().unwrap();
        for typed in [
            "Abandon ABILITY able  about\nabove absent absorb\n",
            "abandon-ability-able-about-above-absent-absorb",
            "1. abandon 2. ability 3. able 4. about 5. above 6. absent 7. absorb",
            "aban, abil, able, abou, abov, abse, abso",
        ] {
            assert_eq!(typed.parse::<Words>().ok().unwrap().as_str(), words.as_str(), "{typed}");
        }
    }

    #[test]
    fn a_mistyped_word_is_named_by_its_place_and_the_nearest_word_is_offered() {
        let trouble = |typed: &str| typed.parse::<Words>().err().map(|trouble| trouble.to_string()).unwrap_or_default();
        assert_eq!(trouble("abandon ability able about above abesnt absorb"), "the 6th word is not in the list; is it “absent”?");
        assert_eq!(trouble("abandon ability xxyyzzqq about above absent absorb"), "the 3rd word is not in the list");
        assert_eq!(trouble("abandon ability"), "the words are 7; here are 2");
        assert_eq!(trouble(""), "the words are 7; here are 0");
        assert_eq!(trouble(&format!("{} b c d e f g", "a".repeat(100_000))), "the 1st word is not in the list");
    }

    #[test]
    fn drawn_words_are_of_the_list_and_not_the_same_twice() {
        let drawn: BTreeSet<String> = (0..100).map(|_| Words::draw().as_str().to_owned()).collect();
        assert_eq!(drawn.len(), 100);
        for words in drawn {
            assert_eq!(words.parse::<Words>().ok().unwrap().as_str(), words);
        }
    }
}
