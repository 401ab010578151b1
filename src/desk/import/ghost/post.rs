//! One post or page of Ghost.

use markup::{Address, Body, Loss, Source};
use serde_json::Value;
use url::Url;

use super::tables::{field, is_page, is_set, moment};
use super::{Card, Export};
use crate::desk::import::item::{LeadPicture, Piece, Place, State};
use crate::desk::import::links::{NOWHERE, old_path};
use crate::desk::import::losses;
use crate::desk::import::text::{self, plain, shortened};
use crate::paper::model::{Content, Flags, Kind};

/// Ghost writes this in the place of its own address.
const ITSELF: &str = "__GHOST_URL__";

pub fn read(export: &Export, row: &Value, place: Place, card: &Card) -> Piece {
    let of = |name: &str| field(row, name);
    let mut remarks = Vec::new();
    let page = export.links.base().join(&of("slug")).unwrap_or_else(|_| export.links.base().clone());
    let body = body(export, row, &page, &mut remarks);
    let (body, dead) = export.links.relinked(body, &page);
    if dead > 0 {
        let site = if export.links.is_site_known() { "they lead to the old site" } else { "they may lead nowhere" };
        remarks.push(format!("links to pages of the old site that are not in the source: {site}"));
    }
    let body = with_pictures_found(export, body, &mut remarks);
    let lead = lead(export, &of("feature_image"), card, &mut remarks);
    let title = of("title");
    if plain(&title).is_empty() || title == "(Untitled)" {
        remarks.push("no title: its first words stand in".into());
    }
    remarks.extend(card.internal.iter().map(|name| format!("the internal tag “{name}”")));
    for (name, what) in [
        ("codeinjection_head", "code injected by hand"),
        ("codeinjection_foot", "code injected by hand"),
        ("canonical_url", "the field “canonical_url”, where the text first appeared"),
    ] {
        if !of(name).trim().is_empty() && !remarks.iter().any(|known| known == what) {
            remarks.push(what.into());
        }
    }
    let is_page = is_page(row);
    let content = Content {
        locale: export.setting.locale.clone(),
        slug: card.slug.clone(),
        kind: if is_page { Kind::Page } else { Kind::Report },
        label: String::new(),
        headline: text::headline(if title == "(Untitled)" { "" } else { &title }, &body),
        long_headline: shortened(&plain(&card.meta.og_title), 300),
        standfirst: shortened(&plain(&of("custom_excerpt")), 1_000),
        lead: None,
        body,
        bylines: card.authors.clone(),
        reporting_by: Vec::new(),
        section: card.sections.first().filter(|_| !is_page).cloned(),
        also: if is_page { Vec::new() } else { card.sections.iter().skip(1).cloned().collect() },
        tags: if is_page { Vec::new() } else { card.tags.clone() },
        dossiers: Vec::new(),
        related: Vec::new(),
        translation_of: None,
        flags: Flags::default(),
    };
    let state = state(export, row, card, is_page, &mut remarks);
    let old_paths = export.links.free(old_path(&of("slug")).into_iter().collect());
    let id = if of("uuid").is_empty() { of("id") } else { of("uuid") };
    Piece { origin: format!("ghost:{id}"), place, content, lead, state, old_paths, remarks }
}

/// The body in the form that Ghost's own editor keeps, else its HTML.
fn body(export: &Export, row: &Value, page: &Url, remarks: &mut Vec<String>) -> Body {
    let base = export.links.base().as_str().trim_end_matches('/');
    let complete = |text: &str| text.replace(ITSELF, base).replace("\"/content/", &format!("\"{base}/content/"));
    for form in ["lexical", "mobiledoc"] {
        let source = field(row, form);
        if source.trim().is_empty() {
            continue;
        }
        match markup::ghost::read(&complete(&source)) {
            Ok((body, lost)) => {
                note(&lost, remarks);
                return body;
            }
            Err(e) => remarks.push(format!("its {form} cannot be read ({e}); its HTML stands in")),
        }
    }
    let (body, lost) = markup::html_in::read_at(&complete(&field(row, "html")), Some(page));
    note(&lost, remarks);
    body
}

fn note(lost: &[Loss], remarks: &mut Vec<String>) {
    remarks.extend(lost.iter().filter_map(losses::remark));
}

fn with_pictures_found(export: &Export, body: Body, remarks: &mut Vec<String>) -> Body {
    let is_lost = |source: &Source| matches!(source, Source::Elsewhere(address) if address.host() == NOWHERE && export.local_picture(address).is_none());
    if body.sources().any(is_lost) {
        remarks.push("a picture or recording whose file is not in the source; with --base-url it would be one of the old site".into());
    }
    text::without_pictures(body, &is_lost)
}

fn lead(export: &Export, address: &str, card: &Card, remarks: &mut Vec<String>) -> Option<LeadPicture> {
    if address.is_empty() {
        return None;
    }
    let base = export.links.base();
    let address: Address = base.join(&address.replace(ITSELF, base.as_str().trim_end_matches('/'))).ok()?.as_str().parse().ok()?;
    if address.host() == NOWHERE && export.local_picture(&address).is_none() {
        remarks.push("a picture at the head whose file is not in the source; with --base-url it would be one of the old site".into());
        return None;
    }
    Some(LeadPicture { address, alt: plain(&card.meta.alt), caption: plain(&card.meta.caption), credit: String::new() })
}

fn state(export: &Export, row: &Value, card: &Card, is_page: bool, remarks: &mut Vec<String>) -> State {
    let mut draft = |why: String| {
        remarks.push(why);
        State::Draft
    };
    let visibility = field(row, "visibility");
    if !matches!(visibility.as_str(), "" | "public") {
        return draft(format!("for “{visibility}” only, not for everybody: it is a draft at the desk"));
    }
    if card.meta.email_only || field(row, "status") == "sent" {
        return draft("sent by mail only: it is a draft at the desk".into());
    }
    let state = match (field(row, "status").as_str(), moment(row, "published_at")) {
        ("published", Some(first)) => {
            State::Published { first, updated: moment(row, "updated_at").map_or(first, |updated| updated.max(first)) }
        }
        ("published", None) if is_page => State::Undated,
        ("scheduled", Some(at)) if at > export.setting.now => State::Scheduled(at),
        ("scheduled", _) => return draft("was to come out by itself at a time that is over: it is a draft at the desk".into()),
        (status, _) => return draft(format!("in the state “{status}”: it is a draft at the desk")),
    };
    if is_set(row, "featured") {
        remarks.push("featured: pin it to the front at the desk".into());
    }
    state
}
