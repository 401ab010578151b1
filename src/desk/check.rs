//! What must be put right before a piece goes out, and what should be.

use std::collections::{HashMap, HashSet};

use kernel::Slug;
use markup::tree::Target;
use markup::{Block, Picture as Shown, Source, text_out};

use crate::paper::catalogue::Catalogue;
use crate::paper::model::{Content, Kind, Picture, TermKind};
use crate::paper::podcasts;

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// It stands in the way of publication.
    pub stops: bool,
    /// A Fluent key.
    pub key: &'static str,
    /// What it is about: a key of a picture, a slug, the words around a mark; empty when it is about the whole.
    pub about: String,
}

/// What the checks have to be told of the rest of the house.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Pictures of the library, by key.
    pub pictures: HashMap<String, Picture>,
    /// Recordings of the library, by key.
    pub recordings: HashSet<String>,
    /// Slugs that lead to something readers have.
    pub published: HashSet<String>,
}

/// The keys of the pictures that a piece shows.
pub fn pictures_of(content: &Content) -> Vec<String> {
    let lead = content.lead.iter().map(|lead| lead.picture.clone());
    let body = content.body.pictures().filter_map(|shown| match &shown.source {
        Source::Media(key) => Some(key.to_string()),
        Source::Elsewhere(_) => None,
    });
    lead.chain(body).collect()
}

/// The slugs that a piece's text leads to.
pub fn slugs_of(content: &Content) -> Vec<String> {
    let links = content.body.links().filter_map(|href| match href.target() {
        Target::Piece(slug) => Some(slug.to_owned()),
        _ => None,
    });
    let related = content.body.all_blocks().filter_map(|block| match block {
        Block::Related(slug) => Some(slug.to_string()),
        _ => None,
    });
    links.chain(related).collect()
}

/// Looks a piece over; what stands in the way comes first.
pub fn check(content: &Content, known: &Known, catalogue: &Catalogue) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    words(content, &mut found);
    terms(content, catalogue, &mut found);
    pictures(content, known, &mut found);
    recordings(content, known, &mut found);
    for slug in slugs_of(content).into_iter().filter(|slug| !known.published.contains(slug)) {
        found.advise("check-link", &slug);
    }
    found.0.sort_by_key(|finding| !finding.stops);
    found.0
}

struct Findings(Vec<Finding>);

impl Findings {
    fn stop(&mut self, key: &'static str, about: &str) {
        self.add(Finding { stops: true, key, about: about.to_owned() });
    }

    fn advise(&mut self, key: &'static str, about: &str) {
        self.add(Finding { stops: false, key, about: about.to_owned() });
    }

    fn add(&mut self, finding: Finding) {
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }
}

fn words(content: &Content, found: &mut Findings) {
    if content.headline.is_empty() {
        found.stop("check-headline", "");
    }
    // Live coverage may begin before there is anything to say.
    if content.body.is_empty() && content.kind != Kind::Live {
        found.stop("check-body", "");
    }
    let texts = [&content.headline, &content.long_headline, &content.label, &content.standfirst].map(|text| text.as_str());
    let body = text_out::plain(&content.body);
    for text in texts.into_iter().chain([body.as_str()]) {
        for around in marks(text) {
            found.stop("check-tk", &around);
        }
    }
    if content.kind != Kind::Page {
        if content.standfirst.is_empty() {
            found.advise("check-standfirst", "");
        }
        if content.section.is_none() {
            found.advise("check-section", "");
        }
        if content.bylines.is_empty() {
            found.advise("check-byline", "");
        }
        if content.lead.is_none() {
            found.advise("check-lead", "");
        }
    }
}

/// The words around each “TK”, the mark for what is still to come.
fn marks(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_mark = |word: &str| matches!(word.trim_matches(|c: char| !c.is_alphanumeric()), "TK" | "TKTK" | "TKTKTK");
    let marked = words.iter().enumerate().filter(|(_, word)| is_mark(word)).map(|(at, _)| at);
    marked.map(|at| words[at.saturating_sub(3)..(at + 4).min(words.len())].join(" ")).collect()
}

fn terms(content: &Content, catalogue: &Catalogue, found: &mut Findings) {
    let mut look = |kind: TermKind, key, slugs: &mut dyn Iterator<Item = &Slug>| {
        for slug in slugs.filter(|slug| catalogue.term(&content.locale, kind, slug).is_none()) {
            found.stop(key, slug.as_str());
        }
    };
    look(TermKind::Section, "check-no-section", &mut content.section.iter().chain(&content.also));
    look(TermKind::Tag, "check-no-tag", &mut content.tags.iter());
    look(TermKind::Author, "check-no-author", &mut content.bylines.iter().chain(&content.reporting_by));
    look(TermKind::Dossier, "check-no-dossier", &mut content.dossiers.iter());
}

fn pictures(content: &Content, known: &Known, found: &mut Findings) {
    let in_body = |key: &str| content.body.pictures().find(|shown| matches!(&shown.source, Source::Media(of) if of.as_str() == key));
    for key in pictures_of(content) {
        let Some(picture) = known.pictures.get(&key) else {
            found.stop("check-no-picture", &key);
            continue;
        };
        let is_lead = content.lead.as_ref().is_some_and(|lead| lead.picture == key);
        let own = in_body(&key).filter(|_| !is_lead);
        if picture.alt.is_empty() && own.is_none_or(|shown: &Shown| shown.alt.is_empty()) {
            found.stop("check-alt", &key);
        }
        if picture.credit.is_empty() && own.is_none_or(|shown: &Shown| shown.credit.is_none()) {
            found.stop("check-credit", &key);
        }
    }
    for source in content.body.sources() {
        if let Source::Elsewhere(address) = source {
            found.stop("check-elsewhere", address.as_str());
        }
    }
}

/// What a text plays must be ours; an episode without a recording reaches no program for podcasts.
fn recordings(content: &Content, known: &Known, found: &mut Findings) {
    for block in content.body.all_blocks() {
        match block {
            Block::Audio { file: Source::Media(key), .. } if !known.recordings.contains(key.as_str()) => {
                found.stop("check-no-recording", key.as_str())
            }
            Block::Video { file: Source::Media(key), .. } => found.stop("check-no-recording", key.as_str()),
            _ => {}
        }
    }
    if content.kind == Kind::Podcast && podcasts::played(&content.body).next().is_none() {
        found.advise("check-podcast", "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(markdown: &str) -> Content {
        let json = serde_json::json!({ "locale": "en", "slug": "lamp", "kind": "report", "headline": "The Lamp", "standfirst": "It burns.", "bylines": [] });
        let mut content: Content = serde_json::from_value(json).expect("a content");
        content.body = markup::markdown::read(markdown).0;
        content
    }

    fn picture(alt: &str, credit: &str) -> Picture {
        let json = serde_json::json!({ "key": "fog", "month": "2026/11", "width": 1, "height": 1, "renditions": [], "alt": alt, "credit": credit });
        serde_json::from_value(json).expect("a picture")
    }

    fn stops(content: &Content, pictures: &[Picture]) -> Vec<(&'static str, String)> {
        let known = Known { pictures: pictures.iter().map(|p| (p.key.clone(), p.clone())).collect(), ..Known::default() };
        check(content, &known, &Catalogue::default()).into_iter().filter(|f| f.stops).map(|f| (f.key, f.about)).collect()
    }

    #[test]
    fn a_mark_for_what_is_to_come_stops_a_piece_and_a_word_with_those_letters_does_not() {
        let marked = content("The minister said TK on Monday. *TKTK*");
        assert_eq!(
            stops(&marked, &[]),
            [("check-tk", "The minister said TK on Monday. TKTK".to_owned()), ("check-tk", "TK on Monday. TKTK".to_owned())]
        );
        assert_eq!(stops(&content("ATK and TKs and tk and Tk."), &[]), []);
    }

    #[test]
    fn a_picture_needs_its_credit_and_its_alternative_text_wherever_they_stand() {
        let shown = content("![](picture:fog)");
        let (alt, credit) = (("check-alt", "fog".to_owned()), ("check-credit", "fog".to_owned()));
        assert_eq!(stops(&shown, &[]), [("check-no-picture", "fog".to_owned())]);
        assert_eq!(stops(&shown, &[picture("", "")]), [alt.clone(), credit.clone()]);
        assert_eq!(stops(&shown, &[picture("Fog", "A. Quist")]), []);
        assert_eq!(stops(&content("![Fog](picture:fog){credit=\"A. Quist\"}"), &[picture("", "")]), []);
    }

    #[test]
    fn an_empty_piece_and_a_picture_elsewhere_do_not_go_out() {
        let mut empty = content("");
        empty.headline.clear();
        assert_eq!(stops(&empty, &[]).iter().map(|(key, _)| *key).collect::<Vec<_>>(), ["check-headline", "check-body"]);
        let elsewhere = content("![Fog](https://example.org/fog.jpg)");
        assert_eq!(stops(&elsewhere, &[]), [("check-elsewhere", "https://example.org/fog.jpg".to_owned())]);
    }

    #[test]
    fn a_text_plays_only_what_is_ours_and_an_episode_plays_something() {
        let mut episode = content("::: audio media:tape The tape\n:::");
        assert_eq!(stops(&episode, &[]), [("check-no-recording", "tape".to_owned())]);
        let known = Known { recordings: HashSet::from(["tape".to_owned()]), ..Known::default() };
        let keys = |content: &Content| check(content, &known, &Catalogue::default()).into_iter().map(|f| f.key).collect::<Vec<_>>();
        episode.kind = Kind::Podcast;
        assert!(!keys(&episode).contains(&"check-podcast") && !keys(&episode).contains(&"check-no-recording"));
        let mut silent = content("Words.");
        silent.kind = Kind::Podcast;
        assert!(keys(&silent).contains(&"check-podcast"));
    }

    #[test]
    fn a_link_to_what_readers_do_not_have_is_mentioned() {
        let linked = content("See [there](piece:the-quay).");
        let known = Known { published: HashSet::from(["the-quay".to_owned()]), ..Known::default() };
        let keys = |known: &Known| check(&linked, known, &Catalogue::default()).into_iter().map(|f| f.key).collect::<Vec<_>>();
        assert!(keys(&Known::default()).contains(&"check-link") && !keys(&known).contains(&"check-link"));
    }
}
