//! Where the words of a question stand in a text.

use std::collections::HashMap;

use kernel::Locale;
use serde::Serialize;
use tantivy::tokenizer::TokenStream;

use super::{Stems, WORDS, words_by};

/// Characters of a passage.
const LENGTH: usize = 220;

/// A stretch of a passage: a word that was asked for, or what stands between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bit {
    pub text: String,
    pub hit: bool,
}

/// Finds passages for one question. What a word is is looked up once for all texts: most of a language is few words.
pub struct Passages {
    stems: Stems,
    /// Stems that were asked for.
    asked: Vec<String>,
    /// Their first letters: a word with another one has none of them.
    initials: Vec<char>,
    /// Form to its place in `asked`.
    known: HashMap<String, Option<usize>>,
}

/// A word of a text that was asked for: which one, and where, in bytes.
#[derive(Clone, Copy)]
struct Hit {
    word: usize,
    from: usize,
    to: usize,
}

impl Passages {
    pub fn new(locale: &Locale, words: &str) -> Self {
        let mut stems = Stems::of(locale);
        let mut asked = words_by(&mut stems.stemming, words);
        asked.truncate(WORDS);
        let initials = asked.iter().filter_map(|stem| initial(stem)).collect();
        Self { stems, asked, initials, known: HashMap::new() }
    }

    /// The passage of `text` with most of the words, the first one of those; empty where none of them stands.
    pub fn of(&mut self, text: &str) -> Vec<Bit> {
        let (starts, hits) = self.read(text);
        // The end of a passage that begins there.
        let end = |from: usize| text[from..].char_indices().nth(LENGTH).map_or(text.len(), |(at, _)| from + at);
        let worth = |first: &Hit| {
            let end = end(first.from);
            let within = hits.iter().filter(|hit| hit.from >= first.from && hit.to <= end);
            let (words, count) = within.fold((0_u32, 0), |(words, count), hit| (words | 1 << hit.word, count + 1));
            (words.count_ones(), count)
        };
        let Some(first) = hits.iter().rev().max_by_key(|hit| worth(hit)) else { return Vec::new() };
        let last = hits.iter().rfind(|hit| hit.from >= first.from && hit.to <= end(first.from)).unwrap_or(first);
        // A few words before the first one, and no more than leaves room for the last.
        let spare = LENGTH.saturating_sub(text[first.from..last.to].chars().count()) / 3;
        let earliest = text[..first.from].char_indices().rev().take(spare).last().map_or(first.from, |(at, _)| at);
        let from = starts.iter().copied().find(|start| *start >= earliest).unwrap_or(first.from);
        let end = end(from);
        let to =
            if end == text.len() { end } else { starts.iter().rfind(|start| **start <= end).map_or(end, |start| (*start).max(last.to)) };
        bits(text, from, to, &hits)
    }

    /// Where words begin, and which of them were asked for.
    fn read(&mut self, text: &str) -> (Vec<usize>, Vec<Hit>) {
        let Self { stems: Stems { plain, stemming }, asked, initials, known } = self;
        let (mut starts, mut hits) = (Vec::new(), Vec::new());
        let mut stream = plain.token_stream(text);
        while let Some(token) = stream.next() {
            starts.push(token.offset_from);
            if !initial(&token.text).is_some_and(|initial| initials.contains(&initial)) {
                continue;
            }
            let word = match known.get(&token.text) {
                Some(word) => *word,
                None => {
                    let stem = words_by(stemming, &token.text).pop();
                    let word = asked.iter().position(|asked| Some(asked) == stem.as_ref());
                    known.insert(token.text.clone(), word);
                    word
                }
            };
            hits.extend(word.map(|word| Hit { word, from: token.offset_from, to: token.offset_to }));
        }
        (starts, hits)
    }
}

/// The first letter, which a word shares with its stem; the Russian stemmer makes an е of ё.
fn initial(word: &str) -> Option<char> {
    word.chars().next().map(|letter| if letter == 'ё' { 'е' } else { letter })
}

fn bits(text: &str, from: usize, to: usize, hits: &[Hit]) -> Vec<Bit> {
    let (mut bits, mut at) = (Vec::new(), from);
    let mut push = |range: std::ops::Range<usize>, hit| {
        if !range.is_empty() {
            bits.push(Bit { text: text[range].to_owned(), hit });
        }
    };
    for hit in hits.iter().filter(|hit| hit.from >= from && hit.to <= to) {
        push(at..hit.from, false);
        push(hit.from..hit.to, true);
        at = hit.to;
    }
    push(at..text[..to].trim_end().len().max(at), false);
    let dots = |text: &str| Bit { text: text.to_owned(), hit: false };
    if from > 0 {
        bits.insert(0, dots("… "));
    }
    if !text[to..].trim_end().is_empty() {
        bits.push(dots(" …"));
    }
    bits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(bits: &[Bit]) -> String {
        bits.iter().map(|bit| if bit.hit { format!("[{}]", bit.text) } else { bit.text.clone() }).collect()
    }

    #[test]
    fn the_passage_with_most_of_the_words_is_shown_with_a_few_words_before_it() {
        let text = format!(
            "The vote was late. {} At dawn the ministers, who had voted, went home. {}",
            "Rain fell. ".repeat(60),
            "It rained. ".repeat(60)
        );
        let passage = Passages::new(&Locale::english(), "minister voting").of(&text);
        assert!(said(&passage).contains("At dawn the [ministers], who had [voted], went home. It rained."), "{}", said(&passage));
        assert!(passage.iter().map(|bit| bit.text.chars().count()).sum::<usize>() <= LENGTH + 4);
        assert!(
            passage[0].text == "… " && (passage[1].text.starts_with("Rain") || passage[1].text.starts_with("fell")),
            "it begins with a whole word"
        );
        assert!(said(&passage).ends_with(" …"));
        assert!(Passages::new(&Locale::english(), "harbour").of(&text).is_empty());
    }

    #[test]
    fn other_scripts_are_cut_at_characters() {
        let russian: Locale = "ru".parse().expect("a locale");
        let text = format!("{}Депутаты голосовали за законы до рассвета. {}", "Шёл дождь. ".repeat(40), "Шёл дождь. ".repeat(40));
        let passage = Passages::new(&russian, "закон голосовать").of(&text);
        assert!(said(&passage).contains("Депутаты [голосовали] за [законы] до рассвета."), "{}", said(&passage));
    }

    proptest! {
        #[test]
        fn a_word_begins_as_its_stem_does(word in "[a-z]{1,12}|[а-яё]{1,12}|(skies|dying|idly|ёлка|ёжики|yes|youth)") {
            for locale in ["en", "ru"] {
                let mut stems = Stems::of(&locale.parse().expect("a locale"));
                prop_assert_eq!(initial(&stems.stem(&word)), initial(&word));
            }
        }

        #[test]
        fn any_text_gives_a_stretch_of_itself(text in "[a-zа-яё\u{627}-\u{64a} .,<&]{0,900}", words in "[a-zа-я ]{0,20}") {
            let passage = Passages::new(&Locale::english(), &words).of(&text);
            let whole: String = passage.iter().map(|bit| bit.text.as_str()).collect();
            prop_assert!(text.contains(whole.trim_start_matches("… ").trim_end_matches(" …")));
            prop_assert!(passage.is_empty() || passage.iter().any(|bit| bit.hit));
        }
    }
}
