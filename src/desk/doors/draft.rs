//! From the editing form to a content, and back.

use std::collections::HashMap;

use kernel::{Locale, Slug};
use markup::Loss;
use serde::Serialize;
use web::{Arg, Complaints, Fields};

use super::visit::Visit;
use crate::paper::catalogue::Catalogue;
use crate::paper::model::{Content, Flags, Kind, Lead, PieceId, TermKind};

/// The form as it is shown: everything as text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sheet {
    pub locale: String,
    pub kind: String,
    pub slug: String,
    pub label: String,
    pub headline: String,
    pub long_headline: String,
    pub standfirst: String,
    pub lead: String,
    pub lead_caption: String,
    pub body: String,
    pub bylines: String,
    pub reporting_by: String,
    pub section: String,
    pub also: String,
    pub tags: String,
    pub dossiers: String,
    pub related: String,
    pub translation_of: String,
    pub breaking: bool,
    pub no_asks: bool,
    pub no_index: bool,
}

/// A piece as it is named in the form: `the-lamp`, or `ru/the-lamp`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mention(pub Option<Locale>, pub String);

/// The pieces that a form names.
pub type Mentioned = HashMap<Mention, PieceId>;

impl Sheet {
    /// An empty form.
    pub fn new(locale: &Locale) -> Self {
        Self { locale: locale.to_string(), kind: Kind::Report.as_str().to_owned(), ..Self::default() }
    }

    /// What somebody has typed, right or not.
    pub fn typed(fields: &Fields) -> Self {
        let text = |name| fields.raw(name).to_owned();
        Self {
            locale: text("locale"),
            kind: text("kind"),
            slug: text("slug"),
            label: text("label"),
            headline: text("headline"),
            long_headline: text("long_headline"),
            standfirst: text("standfirst"),
            lead: lead_key(fields).to_owned(),
            lead_caption: text("lead_caption"),
            body: text("body"),
            bylines: text("bylines"),
            reporting_by: text("reporting_by"),
            section: text("section"),
            also: text("also"),
            tags: text("tags"),
            dossiers: text("dossiers"),
            related: text("related"),
            translation_of: text("translation_of"),
            breaking: fields.ticked("breaking"),
            no_asks: fields.ticked("no_asks"),
            no_index: fields.ticked("no_index"),
        }
    }

    /// A revision, to be changed. `named` says how pieces that it points to are named.
    pub fn of(content: &Content, catalogue: &Catalogue, named: &HashMap<PieceId, String>) -> Self {
        let terms =
            |kind, slugs: &[Slug]| slugs.iter().map(|slug| title(catalogue, &content.locale, kind, slug)).collect::<Vec<_>>().join(", ");
        let name = |id: &PieceId| named.get(id).cloned().unwrap_or_default();
        Self {
            locale: content.locale.to_string(),
            kind: content.kind.as_str().to_owned(),
            slug: content.slug.to_string(),
            label: content.label.clone(),
            headline: content.headline.clone(),
            long_headline: content.long_headline.clone(),
            standfirst: content.standfirst.clone(),
            lead: content.lead.as_ref().map_or(String::new(), |lead| lead.picture.clone()),
            lead_caption: content.lead.as_ref().map_or(String::new(), |lead| lead.caption.clone()),
            body: markup::markdown::write(&content.body),
            bylines: terms(TermKind::Author, &content.bylines),
            reporting_by: terms(TermKind::Author, &content.reporting_by),
            section: content.section.as_ref().map_or(String::new(), ToString::to_string),
            also: terms(TermKind::Section, &content.also),
            tags: terms(TermKind::Tag, &content.tags),
            dossiers: terms(TermKind::Dossier, &content.dossiers),
            related: content.related.iter().map(name).collect::<Vec<_>>().join("\n"),
            translation_of: content.translation_of.as_ref().map(name).unwrap_or_default(),
            breaking: content.flags.breaking,
            no_asks: content.flags.no_asks,
            no_index: content.flags.no_index,
        }
    }
}

/// The pieces that the form names, to be looked up.
pub fn mentions(fields: &Fields) -> Vec<Mention> {
    ["related", "translation_of"].into_iter().flat_map(|field| words(fields.get(field))).map(mention).collect()
}

/// Reads the form into a content.
///
/// # Errors
/// What does not fit, field by field.
pub fn read(fields: &Fields, catalogue: &Catalogue, locales: &[Locale], mentioned: &Mentioned) -> Result<Content, Complaints> {
    let mut complaints = Complaints::default();
    let locale = complaints.parse::<Locale>(fields, "locale", "wrong-edition").filter(|locale| locales.contains(locale));
    let Some(locale) = locale else {
        if complaints.is_empty() {
            complaints.about("locale", "wrong-edition");
        }
        return Err(complaints);
    };
    let headline = complaints.at_most(fields, "headline", 300).unwrap_or_default();
    let kind = Kind::parse(fields.get("kind")).unwrap_or(Kind::Report);
    let slug = match complaints.parse_optional::<Slug>(fields, "slug", "wrong-slug") {
        Some(slug) => Some(slug),
        None => Slug::of_title(&headline).or_else(|| "untitled".parse().ok()),
    };
    let (body, losses) = markup::markdown::read(fields.raw("body"));
    if !losses.is_empty() && !fields.ticked("leave_out") {
        complaints.about("body", "wrong-losses");
    }
    let mut at_most = |field, most| complaints.at_most(fields, field, most).unwrap_or_default();
    let (label, long_headline) = (at_most("label", 60), at_most("long_headline", 300));
    let (standfirst, caption) = (at_most("standfirst", 1000), at_most("lead_caption", 1000));
    let mut terms = |field, kind| named_terms(fields, field, kind, catalogue, &locale, &mut complaints);
    let (bylines, reporting_by) = (terms("bylines", TermKind::Author), terms("reporting_by", TermKind::Author));
    let (section, also) = (terms("section", TermKind::Section).pop(), terms("also", TermKind::Section));
    let (tags, dossiers) = (terms("tags", TermKind::Tag), terms("dossiers", TermKind::Dossier));
    let mut pieces = |field| named_pieces(fields, field, mentioned, &mut complaints);
    let (related, translation_of) = (pieces("related"), pieces("translation_of").pop());
    let lead = Some(lead_key(fields)).filter(|key| !key.is_empty()).map(|picture| Lead { picture: picture.to_owned(), caption });
    let flags = Flags { breaking: fields.ticked("breaking"), no_asks: fields.ticked("no_asks"), no_index: fields.ticked("no_index") };
    match slug {
        Some(slug) if complaints.is_empty() => Ok(Content {
            locale,
            slug,
            kind,
            label,
            headline,
            long_headline,
            standfirst,
            lead,
            body,
            bylines,
            reporting_by,
            section,
            also,
            tags,
            dossiers,
            related,
            translation_of,
            flags,
        }),
        _ => Err(complaints),
    }
}

/// What of the body has no place, in words.
pub fn losses(visit: &Visit, fields: &Fields) -> Vec<String> {
    let (_, losses) = markup::markdown::read(fields.raw("body"));
    losses.iter().map(|loss| loss_said(visit, loss)).collect()
}

/// What has no place in a text, in words.
pub fn loss_said(visit: &Visit, loss: &Loss) -> String {
    let (key, what) = match loss {
        Loss::Element(name) => ("loss-element", name.as_str()),
        Loss::Frame(host) => ("loss-frame", host.as_str()),
        Loss::Link(target) => ("loss-link", target.as_str()),
        Loss::Picture(what) => ("loss-picture", what.as_str()),
        Loss::Card(name) => ("loss-card", name.as_str()),
        Loss::Directive(name) => ("loss-directive", name.as_str()),
        Loss::Note(name) => ("loss-note", name.as_str()),
        Loss::TooDeep => ("loss-deep", ""),
        Loss::TooLong => ("loss-long", ""),
    };
    visit.say_with(key, &[("what", what.to_owned().into())])
}

/// A key that was typed goes before the one that was picked.
fn lead_key(fields: &Fields) -> &str {
    let typed = fields.get("lead_key");
    if typed.is_empty() { fields.get("lead") } else { typed.strip_prefix("picture:").unwrap_or(typed) }
}

/// Terms by their titles or slugs, with commas between them.
fn named_terms(
    fields: &Fields,
    field: &'static str,
    kind: TermKind,
    catalogue: &Catalogue,
    locale: &Locale,
    complaints: &mut Complaints,
) -> Vec<Slug> {
    let known = catalogue.terms(locale, kind);
    let mut slugs = Vec::new();
    for name in fields.get(field).split([',', '،', '\n']).map(str::trim).filter(|name| !name.is_empty()) {
        let lower = name.to_lowercase();
        match known.iter().find(|term| term.slug.as_str() == name || term.title.to_lowercase() == lower) {
            Some(term) if slugs.contains(&term.slug) => {}
            Some(term) => slugs.push(term.slug.clone()),
            None => complaints.about_with(field, "wrong-term", vec![("name", Arg::from(name.chars().take(60).collect::<String>()))]),
        }
    }
    slugs
}

fn named_pieces(fields: &Fields, field: &'static str, mentioned: &Mentioned, complaints: &mut Complaints) -> Vec<PieceId> {
    let mut ids = Vec::new();
    for word in words(fields.get(field)) {
        match mentioned.get(&mention(word)) {
            Some(id) if ids.contains(id) => {}
            Some(id) => ids.push(*id),
            None => complaints.about_with(field, "wrong-piece", vec![("name", Arg::from(word.chars().take(60).collect::<String>()))]),
        }
    }
    ids
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).take(50)
}

/// Of an address that was pasted, the last part is the slug.
fn mention(word: &str) -> Mention {
    let parts: Vec<&str> = word.trim_matches('/').split('/').collect();
    let slug = parts.last().copied().unwrap_or_default();
    let locale = parts.iter().rev().skip(1).find_map(|part| part.parse().ok());
    Mention(locale, slug.strip_prefix("piece:").unwrap_or(slug).to_owned())
}

/// The title of a term; its slug where the title could be taken for two.
fn title(catalogue: &Catalogue, locale: &Locale, kind: TermKind, slug: &Slug) -> String {
    let term = catalogue.term(locale, kind, slug).filter(|term| !term.title.contains([',', '،']));
    term.map_or_else(|| slug.to_string(), |term| term.title.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let mut fields = Fields::default();
        let given = |name: &str| pairs.iter().any(|(other, _)| *other == name);
        let usual = [("locale", "en"), ("kind", "report")].into_iter().filter(|(name, _)| !given(name));
        usual.chain(pairs.iter().copied()).for_each(|(name, value)| fields.push(name, value));
        fields
    }

    fn wrong(pairs: &[(&str, &str)]) -> Vec<(&'static str, &'static str)> {
        let read = read(&fields(pairs), &Catalogue::default(), &[Locale::english()], &Mentioned::new());
        read.err().map(|complaints| complaints.iter().map(|c| (c.field, c.key)).collect()).unwrap_or_default()
    }

    #[test]
    fn a_form_becomes_a_content_and_the_slug_is_suggested_by_the_headline() {
        let typed = fields(&[("headline", " The Lamp "), ("body", "It *burns*."), ("breaking", "on"), ("related", "en/the-quay")]);
        let mentioned = Mentioned::from([(Mention(Some(Locale::english()), "the-quay".into()), PieceId(7))]);
        let content = read(&typed, &Catalogue::default(), &[Locale::english()], &mentioned).expect("a content");
        assert_eq!((content.headline.as_str(), content.slug.as_str()), ("The Lamp", "the-lamp"));
        assert!(content.flags.breaking && content.related == [PieceId(7)]);
        assert_eq!(markup::markdown::write(&content.body).trim(), "It *burns*.");
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        assert_eq!(wrong(&[("slug", "Not a slug")]), [("slug", "wrong-slug")]);
        assert_eq!(wrong(&[("tags", "Harbour, Tea")]), [("tags", "wrong-term"), ("tags", "wrong-term")]);
        assert_eq!(wrong(&[("related", "nowhere")]), [("related", "wrong-piece")]);
        assert_eq!(wrong(&[("locale", "xx")]), [("locale", "wrong-edition")]);
    }

    #[test]
    fn nothing_of_a_body_is_left_out_without_a_yes() {
        let lossy = ("body", "a\n\n<script>alert(1)</script>\n\nb");
        assert_eq!(wrong(&[lossy]), [("body", "wrong-losses")]);
        assert_eq!(wrong(&[lossy, ("leave_out", "on")]), []);
    }

    #[test]
    fn an_address_that_was_pasted_names_its_piece() {
        assert_eq!(mention("https://lamp.example/ru/2026/11/22/the-quay/"), Mention("ru".parse().ok(), "the-quay".into()));
        assert_eq!(mention("piece:the-quay"), Mention(None, "the-quay".into()));
    }
}
