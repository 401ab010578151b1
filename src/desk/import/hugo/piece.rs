//! The second reading: one file to one piece.

use kernel::Slug;
use markup::{Address, Body, Source};
use url::Url;

use super::Folder;
use super::front::{self, Front};
use super::head::{self, Head, dated};
use super::index::Card;
use super::layout::Flavour;
use super::shortcodes::{self, Site};
use super::{liquid, markdown};
use crate::desk::import::brackets;
use crate::desk::import::item::{LeadPicture, Piece, Place, State, piece_id};
use crate::desk::import::links::NOWHERE;
use crate::desk::import::terms::slug_of;
use crate::desk::import::{losses, text};
use crate::paper::model::{Content, Flags, Kind};

pub fn read(folder: &Folder, path: &str, bytes: &[u8], card: &Card) -> Option<Piece> {
    let source = std::str::from_utf8(bytes).ok()?;
    let (front, body) = match front::split(source).ok()? {
        Some((front, body)) => (front, body),
        None => (Front::default(), source),
    };
    let inside = folder.layout.inside(path);
    let inside = inside.strip_prefix(folder.layout.content()).unwrap_or(inside);
    let stem = inside.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or("");
    let head = Head::new(&front, stem, &folder.setting);
    let mut remarks = Vec::new();
    let page = folder.links.base().join(inside).unwrap_or_else(|_| folder.links.base().clone());
    let is_html = path.ends_with("html") || path.ends_with("htm");
    let mut body = article(folder, body, is_html, &page, &mut remarks);
    let lead = lead(folder, &head, &page, &mut remarks);
    body = folder.with_pictures_found(body, &mut remarks);

    let mut headline = text::headline(&front.raw(&["title"]), &body);
    if front.text(&["title"]).is_empty() {
        remarks.push("no title: its first words, or the name of its file, stand in".into());
        if headline == "Untitled" {
            headline = text::name_of_slug(dated(stem).map_or(stem, |(_, rest)| rest));
        }
    }
    let kind = head.kind();
    let state = state(folder, &head, card, kind, &mut remarks);
    if let Some(date) = &head.bad_date {
        remarks.push(format!("a date that cannot be read (“{}”)", text::shortened(date, 40)));
    }
    if head.expiry(&folder.setting).is_some() {
        remarks.push("an expiry date: the old site hides it from that day on, this one keeps it".into());
    }
    remarks.extend(head.unplaced().map(|key| format!("the field “{key}” has no place in a piece")));
    let slugs = |keys: &[&str]| -> Vec<Slug> { unique(front.names(keys).iter().filter_map(|name| slug_of(name)).collect()) };
    let mut sections = if kind == Kind::Page { Vec::new() } else { slugs(head::CATEGORIES) };
    if sections.is_empty() && kind != Kind::Page {
        sections.extend(card.section.clone());
    }
    let content = Content {
        locale: card.locale.clone(),
        slug: card.slug.clone(),
        kind,
        label: text::shortened(&front.text(&["kicker", "label"]), 100),
        headline,
        long_headline: String::new(),
        standfirst: text::shortened(&head.standfirst(), 1_000),
        lead: None,
        body,
        bylines: slugs(head::AUTHORS),
        reporting_by: Vec::new(),
        section: sections.first().cloned(),
        also: sections.into_iter().skip(1).collect(),
        tags: slugs(head::TAGS),
        dossiers: slugs(head::SERIES),
        related: Vec::new(),
        translation_of: card.original.as_ref().and_then(|original| folder.origin_of_original(original)).map(|origin| piece_id(&origin)),
        flags: Flags::default(),
    };
    Some(Piece {
        origin: folder.origin(path),
        place: Place::of(path, 0),
        content,
        lead,
        state,
        old_paths: folder.links.free(card.old_paths.clone()),
        remarks,
    })
}

fn article(folder: &Folder, source: &str, is_html: bool, page: &Url, remarks: &mut Vec<String>) -> Body {
    let site = Site { links: &folder.links, files: &folder.files };
    let expanded = match folder.layout.flavour {
        Flavour::Jekyll => liquid::expanded(source, &site, remarks),
        Flavour::Hugo | Flavour::Plain => shortcodes::expanded(source, &site, remarks),
    };
    let expanded = brackets::expanded(&expanded, &brackets::Known::cards_only(), remarks);
    let html = if is_html { expanded } else { markdown::to_html(&expanded) };
    let (body, lost) = markup::html_in::read_at(&html, Some(page));
    remarks.extend(lost.iter().filter_map(losses::remark));
    let (body, dead) = folder.links.relinked(body, page);
    if dead > 0 {
        let site = if folder.links.is_site_known() { "they lead to the old site" } else { "they may lead nowhere" };
        remarks.push(format!("links to pages of the old site that are not in the source: {site}"));
    }
    body
}

fn state(folder: &Folder, head: &Head<'_>, card: &Card, kind: Kind, remarks: &mut Vec<String>) -> State {
    let now = folder.setting.now;
    if head.is_draft() || card.is_draft {
        remarks.push("a draft: it is at the desk".into());
        return State::Draft;
    }
    match head.moment {
        Some(moment) if moment.at > now => State::Scheduled(moment.at),
        Some(moment) => State::Published {
            first: moment.at,
            updated: head.updated(&folder.setting).map_or(moment.at, |updated| updated.at.clamp(moment.at, now)),
        },
        None if kind == Kind::Page && head.bad_date.is_none() => {
            remarks.push("no date: it is a standing page".into());
            State::Undated
        }
        None => State::Draft,
    }
}

fn lead(folder: &Folder, head: &Head<'_>, page: &Url, remarks: &mut Vec<String>) -> Option<LeadPicture> {
    let picture = head.picture()?;
    if !picture.src.contains(['/', '.']) {
        remarks.push("a picture at the head that is named, but whose file is not in the source".into());
        return None;
    }
    let address: Address = page.join(&picture.src).ok()?.as_str().parse().ok()?;
    if address.host() == NOWHERE && folder.local_picture(&address).is_none() {
        remarks.push("a picture whose file is not in the source".into());
        return None;
    }
    Some(LeadPicture { address, alt: picture.alt, caption: picture.caption, credit: picture.credit })
}

impl Folder {
    /// The body without pictures that are neither in the source nor at an address that is known.
    fn with_pictures_found(&self, body: Body, remarks: &mut Vec<String>) -> Body {
        let is_lost = |source: &Source| matches!(source, Source::Elsewhere(address) if address.host() == NOWHERE && self.local_picture(address).is_none());
        if body.sources().any(is_lost) {
            remarks.push("a picture whose file is not in the source".into());
        }
        text::without_pictures(body, &is_lost)
    }
}

fn unique(slugs: Vec<Slug>) -> Vec<Slug> {
    let mut seen = std::collections::HashSet::new();
    slugs.into_iter().filter(|slug| seen.insert(slug.clone())).collect()
}
