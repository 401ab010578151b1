//! One post or page.

use kernel::Slug;
use markup::Address;

use super::index::date;
use super::read::Element;
use super::{Card, Export, body};
use crate::desk::import::brackets::{Attachments, Known};
use crate::desk::import::item::{Incoming, LeadPicture, LeftOut, Piece, Place, State, piece_id};
use crate::desk::import::links::old_path;
use crate::desk::import::terms::slug_of;
use crate::desk::import::text::{self, plain, shortened};
use crate::paper::model::{Content, Flags, Kind};

pub fn read(export: &Export, element: &Element, place: Place) -> Incoming {
    let number = element.field("wp:post_id").trim();
    match number.parse().ok().and_then(|id| Some((id, export.posts.get(&id)?))) {
        Some((id, card)) if card.line == element.line => Incoming::Piece(Box::new(piece(export, element, place, id, card))),
        Some(_) => left_out(element, place, format!("an item before it has the same number, {number}")),
        None => left_out(element, place, format!("its wp:post_id is “{}”, and WordPress gives each a number", shortened(number, 40))),
    }
}

fn left_out(element: &Element, place: Place, reason: String) -> Incoming {
    Incoming::LeftOut(LeftOut { kind: "post", name: plain(element.field("title")), place, reason })
}

fn piece(export: &Export, element: &Element, place: Place, id: u64, card: &Card) -> Piece {
    let mut remarks = Vec::new();
    let link = export.links.base().join(element.field("link")).unwrap_or_else(|_| export.links.base().clone());
    let body = body::read(element.field("content:encoded"), &Known::of_post(&export.library, id), &link, &mut remarks);
    let (body, dead) = export.links.relinked(body, &link);
    if dead > 0 {
        remarks.push("links to pages of the old site that are not in the source: they lead to the old site".into());
    }
    let title = element.field("title");
    if plain(title).is_empty() {
        remarks.push("no title: its first words stand in".into());
    }
    let (sections, tags) = (slugs(element, "category"), slugs(element, "post_tag"));
    let kind = kind(element);
    let group =
        element.categories.iter().find(|category| category.domain == "post_translations").map(|category| category.nicename.as_str());
    let original = group.and_then(|group| export.originals.get(group)).filter(|original| **original != id);
    let content = Content {
        locale: card.locale.clone(),
        slug: card.slug.clone(),
        kind,
        label: String::new(),
        headline: text::headline(title, &body),
        long_headline: String::new(),
        standfirst: shortened(&plain(element.field("excerpt:encoded")), 1_000),
        lead: None,
        body,
        bylines: slug_of(element.field("dc:creator")).into_iter().collect(),
        reporting_by: Vec::new(),
        section: sections.first().filter(|_| kind != Kind::Page).cloned(),
        also: if kind == Kind::Page { Vec::new() } else { sections.into_iter().skip(1).collect() },
        tags: if kind == Kind::Page { Vec::new() } else { tags },
        dossiers: Vec::new(),
        related: Vec::new(),
        translation_of: original.map(|original| piece_id(&origin(export, *original))),
        flags: Flags::default(),
    };
    let lead = lead(export, element);
    let state = state(export, element, kind, &mut remarks);
    let old_paths = export.links.free(old_path(element.field("link")).into_iter().collect());
    Piece { origin: origin(export, id), place, content, lead, state, old_paths, remarks }
}

fn origin(export: &Export, id: u64) -> String {
    format!("wordpress:{}:{id}", export.host)
}

fn kind(element: &Element) -> Kind {
    if element.field("wp:post_type") == "page" {
        return Kind::Page;
    }
    let format =
        element.categories.iter().find(|category| category.domain == "post_format").map_or("", |category| category.nicename.as_str());
    match format {
        "post-format-gallery" => Kind::Gallery,
        "post-format-video" => Kind::Video,
        _ => Kind::Report,
    }
}

fn slugs(element: &Element, domain: &str) -> Vec<Slug> {
    let mut found: Vec<Slug> = Vec::new();
    for category in element.categories.iter().filter(|category| category.domain == domain && category.nicename != "uncategorized") {
        let slug = slug_of(&category.nicename).or_else(|| slug_of(&category.name));
        found.extend(slug.filter(|slug| !found.contains(slug)));
    }
    found
}

fn state(export: &Export, element: &Element, kind: Kind, remarks: &mut Vec<String>) -> State {
    let setting = &export.setting;
    if element.field("wp:is_sticky").trim() == "1" {
        remarks.push("sticky: pin it to the front at the desk".into());
    }
    if !element.field("wp:post_password").is_empty() {
        remarks.push("behind a password: it is a draft at the desk".into());
        return State::Draft;
    }
    let first = date(element, "wp:post_date", &setting.zone);
    let updated = date(element, "wp:post_modified", &setting.zone);
    match (element.field("wp:status"), first) {
        ("publish", Some(first)) => State::Published { first, updated: updated.map_or(first, |updated| updated.max(first)) },
        ("publish", None) if kind == Kind::Page => State::Undated,
        ("publish", None) => {
            remarks.push("published, but without a date: it is a draft at the desk".into());
            State::Draft
        }
        ("future", Some(at)) if at > setting.now => State::Scheduled(at),
        ("future", _) => {
            remarks.push("was to come out by itself at a time that is over: it is a draft at the desk".into());
            State::Draft
        }
        ("private", _) => {
            remarks.push("private: it is a draft at the desk".into());
            State::Draft
        }
        (status, _) => {
            remarks.push(format!("in the state “{status}”: it is a draft at the desk"));
            State::Draft
        }
    }
}

fn lead(export: &Export, element: &Element) -> Option<LeadPicture> {
    let (url, alt, caption) = export.library.picture(element.meta("_thumbnail_id").trim().parse().ok()?)?;
    let address: Address = url.parse().ok()?;
    Some(LeadPicture { address, alt: alt.to_owned(), caption: plain(caption), credit: String::new() })
}
