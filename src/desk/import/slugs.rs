//! A slug of its own for each piece of a language edition.

use std::collections::{HashMap, HashSet};

use kernel::{Locale, Slug};

/// Gives out slugs in the order in which they are asked for, so that a second run over the same source gives the same ones.
#[derive(Debug, Default)]
pub struct Slugs {
    taken: HashSet<(Locale, Slug)>,
    /// The number that was last put behind a slug, so that a million equal titles do not count from 2 each time.
    last: HashMap<(Locale, Slug), u32>,
}

impl Slugs {
    /// `wanted` if it is free, else with the first free number behind it.
    pub fn take(&mut self, locale: &Locale, wanted: Slug) -> Slug {
        if self.taken.insert((locale.clone(), wanted.clone())) {
            return wanted;
        }
        let last = self.last.entry((locale.clone(), wanted.clone())).or_insert(1);
        loop {
            *last += 1;
            let next = wanted.numbered(*last);
            if self.taken.insert((locale.clone(), next.clone())) {
                return next;
            }
        }
    }
}

/// The slug that an old one, a title or a file's name suggests: kept when it is one already, else decoded and transliterated.
pub fn suggested(texts: &[&str]) -> Option<Slug> {
    texts.iter().find_map(|text| {
        let text = text.trim();
        text.parse().ok().or_else(|| Slug::of_title(&super::text::percent_decoded(text)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_piece_of_a_name_is_numbered_and_another_edition_is_not_in_its_way() {
        let (mut slugs, en) = (Slugs::default(), Locale::english());
        let lamp: Slug = "lamp".parse().expect("a slug");
        let given: Vec<_> = (0..3).map(|_| slugs.take(&en, lamp.clone()).to_string()).collect();
        assert_eq!(given, ["lamp", "lamp-2", "lamp-3"]);
        assert_eq!(slugs.take(&"ru".parse().expect("a locale"), lamp.clone()), lamp);
    }

    #[test]
    fn an_encoded_or_foreign_slug_becomes_one_of_ours() {
        let of = |text: &str| suggested(&[text]).map(String::from).unwrap_or_default();
        assert_eq!(of("health-it-sin%e2%80%8a-%e2%80%8aready"), "health-it-sin-ready");
        assert_eq!(of("%D0%BB%D0%B0%D0%BC%D0%BF%D0%B0"), "lampa");
        assert_eq!(of("kept-as-it-is"), "kept-as-it-is");
    }
}
