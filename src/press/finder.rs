//! The search of copies: an index as plain files, which the script of the search page reads where there is no house to answer.
//!
//! Promises: it holds what the exported edition holds and nothing else; a search fetches one shard for each word and the blocks of the stories that it shows, so
//! that it stays under 100 kB where there are 10,000 stories; forms of a word are gathered by the house's own stemmer, so that the script needs none.
//!
//! `<edition>search/index/`, each file gzip that no host unpacks on the way (`.bin`):
//! - `head`: what follows, and where each shard of words begins;
//! - `words-N`: a line for each word: its forms, `|`, the stories it stands in;
//! - `section-SLUG`, `author-SLUG`: the stories of one; `days`: the day of each story;
//! - `stories-N`: path, headline, date, names and a passage of a few stories.
//!
//! Stories are numbered from the newest. A list of them is of steps in base 36, each with its weight in the last two bits.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::{Locale, Slug};
use seal::Packer;
use serde_json::json;
use store::Tx;

use crate::paper::catalogue::Catalogue;
use crate::paper::model::{Kind, PieceId, Published};
use crate::paper::publication::House;
use crate::paper::search::Stems;
use crate::paper::store::pieces;
use crate::words::Words;

/// Characters at the beginning of a word that decide on its shard.
const LETTERS: usize = 4;
/// Bytes of a shard of words, before pressing.
const SHARD: usize = 24 << 10;
/// Stories in a block.
const BLOCK: usize = 10;
/// Characters of a passage.
const PASSAGE: usize = 180;
/// Rows read at a time.
const STEP: i64 = 2_000;

/// What the index needs to know beside the pieces.
#[derive(Clone)]
pub struct Ground {
    pub locales: Vec<Locale>,
    pub zone: TimeZone,
    pub words: Words,
}

/// Writes the index of every language edition through `put`, as path and bytes. `printed` are the paths of the edition `number`.
pub fn write(
    tx: &mut Tx<'_>,
    ground: &Ground,
    number: u64,
    printed: &HashSet<&str>,
    mut put: impl FnMut(&str, &[u8]) -> Result<()>,
) -> Result<()> {
    let catalogue = Catalogue::read(tx)?;
    let mut ids = Vec::new();
    let mut after = (Timestamp::MIN.as_millisecond(), PieceId(i64::MIN));
    loop {
        let some = pieces::ids_after(tx, after, STEP)?;
        let Some(last) = some.last() else { break };
        after = *last;
        ids.extend(some.into_iter().map(|(_, id)| id));
    }
    let house = House { locales: &ground.locales, zone: &ground.zone };
    let mut packer = Packer::new(9);
    for locale in &ground.locales {
        let mut finder = Finder { stems: Stems::of(locale), ..Finder::default() };
        for id in ids.iter().rev() {
            let Some(piece) = pieces::find(tx, *id)? else { continue };
            if piece.content.locale == *locale && piece.content.kind != Kind::Page && printed.contains(piece.path.as_str()) {
                finder.take(&piece, &catalogue, ground);
            }
        }
        let folder = format!("{}search/index/", house.prefix(locale));
        finder.give(number, |name, text| {
            let pressed = packer.pack("application/json", text.as_bytes());
            put(&format!("{folder}{name}.bin"), &pressed.stored)
        })?;
    }
    Ok(())
}

/// One language edition's index in the making.
#[derive(Default)]
struct Finder {
    stems: Stems,
    /// Form to word, stem to word: numbers of `words`.
    forms: HashMap<String, u32>,
    by_stem: HashMap<String, u32>,
    words: Vec<Word>,
    sections: BTreeMap<String, List>,
    authors: BTreeMap<String, List>,
    days: Vec<i64>,
    stories: Vec<serde_json::Value>,
}

#[derive(Default)]
struct Word {
    forms: Vec<String>,
    list: List,
}

/// Stories in rising order, with their weights.
#[derive(Default)]
struct List(Vec<u32>);

impl List {
    fn add(&mut self, story: usize, weight: u32) {
        self.0.push((story as u32) << 2 | weight);
    }

    fn text(&self) -> String {
        let mut before = -1_i64;
        let mut text = String::with_capacity(self.0.len() * 3);
        for entry in &self.0 {
            let (story, weight) = (i64::from(entry >> 2), i64::from(entry & 3));
            if before >= 0 {
                text.push(' ');
            }
            base36(&mut text, ((story - before - 1) << 2 | weight) as u64);
            before = story;
        }
        text
    }
}

fn base36(out: &mut String, mut number: u64) {
    let mut digits = [0_u8; 13];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b"0123456789abcdefghijklmnopqrstuvwxyz"[(number % 36) as usize];
        number /= 36;
        if number == 0 {
            break;
        }
    }
    out.extend(digits[at..].iter().map(|digit| char::from(*digit)));
}

impl Finder {
    fn take(&mut self, piece: &Published, catalogue: &Catalogue, ground: &Ground) {
        let (content, story) = (&piece.content, self.stories.len());
        let named = |authors: &[Slug]| authors.iter().map(|author| catalogue.name(&content.locale, author)).collect::<Vec<_>>();
        let names = named(&content.bylines);
        let body = markup::text_out::plain(&content.body);
        let mut seen: HashMap<u32, (u32, bool)> = HashMap::new();
        let mut note = |finder: &mut Self, text: &str, is_head: bool| {
            for form in finder.stems.forms(text) {
                let word = finder.word(form);
                let (count, head) = seen.entry(word).or_default();
                *count += 1;
                *head |= is_head;
            }
        };
        note(self, &content.headline, true);
        note(self, &content.standfirst, true);
        note(self, &names.join(" "), false);
        note(self, &named(&content.reporting_by).join(" "), false);
        note(self, &body, false);
        for (word, (count, is_head)) in seen {
            let weight = match count {
                _ if is_head => 3,
                0 | 1 => 0,
                2..=4 => 1,
                _ => 2,
            };
            self.words[word as usize].list.add(story, weight);
        }
        for section in content.section.iter().chain(&content.also).collect::<BTreeSet<_>>() {
            self.sections.entry(section.to_string()).or_default().add(story, 0);
        }
        for author in content.bylines.iter().chain(&content.reporting_by).collect::<BTreeSet<_>>() {
            self.authors.entry(author.to_string()).or_default().add(story, 0);
        }
        let date = ground.zone.to_datetime(piece.first_published_at).date();
        self.days.push((date - jiff::civil::date(1970, 1, 1)).get_days().into());
        let passage = if content.standfirst.is_empty() { &body } else { &content.standfirst };
        let passage = crate::paper::pages::shorten(passage, PASSAGE);
        self.stories.push(json!([piece.path, content.headline, &*ground.words.date(&content.locale, date), names.join(", "), passage]));
    }

    /// The number of the word that `form` is one of.
    fn word(&mut self, form: String) -> u32 {
        if let Some(known) = self.forms.get(&form) {
            return *known;
        }
        let new = self.words.len() as u32;
        let word = *self.by_stem.entry(self.stems.stem(&form)).or_insert(new);
        if word == new {
            self.words.push(Word::default());
        }
        self.words[word as usize].forms.push(form.clone());
        self.forms.insert(form, word);
        word
    }

    fn give(self, edition: u64, mut put: impl FnMut(&str, &str) -> Result<()>) -> Result<()> {
        let mut keys: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for (form, word) in &self.forms {
            keys.entry(form.chars().take(LETTERS).collect()).or_default().insert(*word);
        }
        let mut shards = Shards::default();
        for (key, words) in keys {
            shards.add(key, words, &self.words);
        }
        for (at, text) in shards.texts.iter().enumerate() {
            put(&format!("words-{at}"), text)?;
        }
        for (at, stories) in self.stories.chunks(BLOCK).enumerate() {
            put(&format!("stories-{at}"), &serde_json::to_string(stories)?)?;
        }
        for (of, lists) in [("section", &self.sections), ("author", &self.authors)] {
            lists.iter().try_for_each(|(slug, list)| put(&format!("{of}-{slug}"), &list.text()))?;
        }
        // As steps back from the newest; a piece that was dated ahead of its neighbour steps by nothing.
        let day = self.days.first().copied().unwrap_or_default();
        let mut before = day;
        let mut days = String::new();
        for this in &self.days {
            if !days.is_empty() {
                days.push(' ');
            }
            base36(&mut days, (before - this).max(0) as u64);
            before = before.min(*this);
        }
        put("days", &days)?;
        let head = json!({
            "form": 1, "edition": edition, "stories": self.stories.len(), "block": BLOCK, "letters": LETTERS, "day": day, "keys": shards.keys,
        });
        put("head", &head.to_string())
    }
}

/// Lines of words, cut where a beginning of words ends.
#[derive(Default)]
struct Shards {
    keys: Vec<String>,
    texts: Vec<String>,
    /// What the last one holds already: a word may have forms with several beginnings.
    held: HashSet<u32>,
}

impl Shards {
    fn add(&mut self, key: String, words: BTreeSet<u32>, all: &[Word]) {
        if self.texts.last().is_none_or(|last| last.len() > SHARD) {
            // Whatever sorts before the first beginning looks in the first shard too.
            self.keys.push(if self.keys.is_empty() { String::new() } else { key });
            self.texts.push(String::new());
            self.held.clear();
        }
        let Some(last) = self.texts.last_mut() else { return };
        for number in words.into_iter().filter(|number| self.held.insert(*number)) {
            let word = &all[number as usize];
            if !last.is_empty() {
                last.push('\n');
            }
            last.push_str(&word.forms.join(" "));
            last.push('|');
            last.push_str(&word.list.text());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_written_in_steps_with_their_weights() {
        let mut list = List::default();
        for (story, weight) in [(0, 3), (1, 0), (12, 1), (13, 2)] {
            list.add(story, weight);
        }
        // Steps over 0, 0, 10 and 0 stories.
        assert_eq!(list.text(), "3 0 15 2");
    }

    #[test]
    fn forms_of_a_word_stand_together_and_a_shard_is_found_by_how_a_word_begins() {
        let mut finder = Finder { stems: Stems::of(&Locale::english()), ..Finder::default() };
        for form in ["voted", "voting", "lamp", "zebra"] {
            let word = finder.word(form.to_owned());
            if finder.words[word as usize].list.0.is_empty() {
                finder.words[word as usize].list.add(0, 0);
            }
        }
        let mut files = BTreeMap::new();
        finder
            .give(7, |name, text| {
                files.insert(name.to_owned(), text.to_owned());
                Ok(())
            })
            .expect("given");
        assert_eq!(files["words-0"].lines().collect::<Vec<_>>(), ["lamp|0", "voted voting|0", "zebra|0"]);
        assert!(files["head"].contains(r#""keys":[""]"#), "{}", files["head"]);
    }
}
