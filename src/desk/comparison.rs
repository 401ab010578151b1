//! Two versions of a piece as one marked-up text, word by word.

use std::time::Duration;

use serde::Serialize;
use similar::{Algorithm, ChangeTag, TextDiff};

use crate::paper::model::Content;

/// How long a comparison may look for the smallest difference; then it takes what it has.
const PATIENCE: Duration = Duration::from_millis(300);

/// What became of a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    Same,
    Gone,
    New,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    pub fate: Fate,
    pub text: String,
}

/// One field of the two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// A Fluent key.
    pub key: &'static str,
    pub changed: bool,
    pub stretches: Vec<Stretch>,
}

/// Every field in which the two versions differ, and the body in any case.
pub fn compare(old: &Content, new: &Content) -> Vec<Field> {
    let (before, after) = (texts(old), texts(new));
    let fields = before.into_iter().zip(after).map(|((key, old), (_, new))| field(key, &old, &new));
    fields.filter(|field| field.changed || field.key == "field-body").collect()
}

/// The same of texts that are no piece: by a Fluent key, what it was and what it is.
pub fn compare_texts(texts: Vec<(&'static str, String, String)>) -> Vec<Field> {
    texts.into_iter().map(|(key, old, new)| field(key, &old, &new)).filter(|field| field.changed).collect()
}

fn field(key: &'static str, old: &str, new: &str) -> Field {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (fate, text) in words(old, new) {
        match stretches.last_mut() {
            Some(last) if last.fate == fate => last.text.push_str(&text),
            _ => stretches.push(Stretch { fate, text }),
        }
    }
    Field { key, changed: old != new, stretches }
}

fn words(old: &str, new: &str) -> Vec<(Fate, String)> {
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).timeout(PATIENCE).diff_unicode_words(old, new);
    let fate = |tag| match tag {
        ChangeTag::Equal => Fate::Same,
        ChangeTag::Delete => Fate::Gone,
        ChangeTag::Insert => Fate::New,
    };
    diff.iter_all_changes().map(|change| (fate(change.tag()), change.value().to_owned())).collect()
}

/// Every field as a text, always in the same order.
fn texts(content: &Content) -> Vec<(&'static str, String)> {
    let slugs = |slugs: &[kernel::Slug]| slugs.iter().map(kernel::Slug::as_str).collect::<Vec<_>>().join(", ");
    let lead = content.lead.as_ref();
    let flags = [(content.flags.breaking, "breaking"), (content.flags.no_asks, "no asks"), (content.flags.no_index, "no index")];
    vec![
        ("field-label", content.label.clone()),
        ("field-headline", content.headline.clone()),
        ("field-long-headline", content.long_headline.clone()),
        ("field-standfirst", content.standfirst.clone()),
        ("field-body", markup::markdown::write(&content.body)),
        ("field-lead", lead.map_or(String::new(), |lead| lead.picture.clone())),
        ("field-caption", lead.map_or(String::new(), |lead| lead.caption.clone())),
        ("field-bylines", slugs(&content.bylines)),
        ("field-reporting", slugs(&content.reporting_by)),
        ("field-section", content.section.iter().chain(&content.also).map(kernel::Slug::as_str).collect::<Vec<_>>().join(", ")),
        ("field-tags", slugs(&content.tags)),
        ("field-dossiers", slugs(&content.dossiers)),
        ("field-related", content.related.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        ("field-translation", content.translation_of.map_or(String::new(), |id| id.to_string())),
        ("field-kind", content.kind.as_str().to_owned()),
        ("field-locale", content.locale.to_string()),
        ("field-slug", content.slug.to_string()),
        ("field-flags", flags.iter().filter(|(set, _)| *set).map(|(_, word)| *word).collect::<Vec<_>>().join(", ")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_word_is_marked_and_the_rest_stands() {
        let of = |text: &str, fate| Stretch { fate, text: text.to_owned() };
        let field = field("field-body", "The harbour was sold at night.", "The harbour was given away at night.");
        assert_eq!(
            field.stretches,
            [of("The harbour was ", Fate::Same), of("sold", Fate::Gone), of("given away", Fate::New), of(" at night.", Fate::Same),]
        );
    }

    #[test]
    fn only_fields_that_differ_are_shown_and_the_body_always() {
        let json = serde_json::json!({ "locale": "en", "slug": "lamp", "kind": "report", "headline": "The Lamp", "bylines": [] });
        let old: Content = serde_json::from_value(json).expect("a content");
        let new = Content { headline: "The Lamps".to_owned(), ..old.clone() };
        assert_eq!(
            compare(&old, &new).iter().map(|field| (field.key, field.changed)).collect::<Vec<_>>(),
            [("field-headline", true), ("field-body", false)]
        );
    }
}
