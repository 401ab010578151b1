//! The first reading: what there is, under which slug, and where it stood.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use anyhow::{Context, Result};
use jiff::Timestamp;
use kernel::{Locale, Slug};

use super::addresses::Named;
use super::front::{self, Front};
use super::head::{self, Head, Tongue, dated};
use super::layout::{Layout, Role};
use super::site::SiteSettings;
use crate::desk::import::archive::{Archive, Entry, PICTURE_BYTES, TEXT_BYTES, Want};
use crate::desk::import::item::{LeftOut, MOST, Place, within};
use crate::desk::import::links::Links;
use crate::desk::import::local::Local;
use crate::desk::import::setting::Setting;
use crate::desk::import::slugs::{Slugs, suggested};
use crate::desk::import::terms::{Said, Terms};
use crate::paper::model::TermKind;

/// What the second reading has to know of a piece.
#[derive(Debug)]
pub struct Card {
    pub locale: Locale,
    pub slug: Slug,
    pub section: Option<Slug>,
    pub is_draft: bool,
    pub old_paths: Vec<String>,
    /// The path of the piece in the first language, when this is another.
    pub original: Option<String>,
    at: Option<Timestamp>,
    name: String,
}

pub struct Index<'a> {
    setting: &'a Setting,
    layout: &'a Layout,
    site: &'a SiteSettings,
    pub cards: HashMap<String, Card>,
    pub terms: Terms,
    pub local: Local,
    pub left_out: Vec<LeftOut>,
    pub remarks: Vec<(String, Place)>,
    others: BTreeMap<String, u64>,
}

impl<'a> Index<'a> {
    pub fn read(archive: &Archive, setting: &'a Setting, layout: &'a Layout, site: &'a SiteSettings) -> Result<Self> {
        let local = Local::of(archive)?;
        let spools = local.wants_bytes();
        let mut index = Self {
            setting,
            layout,
            site,
            cards: HashMap::new(),
            terms: Terms::default(),
            local,
            left_out: Vec::new(),
            remarks: Vec::new(),
            others: BTreeMap::new(),
        };
        let mut names = Vec::new();
        let mut others = BTreeMap::new();
        archive.walk(
            &mut |path| match layout.role(path) {
                Role::Picture if spools => Want::UpTo(PICTURE_BYTES),
                Role::Picture => {
                    if names.len() <= MOST {
                        names.push(path.to_owned());
                    }
                    Want::Nothing
                }
                Role::Other => {
                    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, ending)| ending);
                    *others.entry(ending.chars().take(10).collect()).or_insert(0) += 1;
                    Want::Nothing
                }
                Role::Config => Want::Nothing,
                _ => Want::UpTo(TEXT_BYTES),
            },
            &mut |entry| {
                match entry {
                    Entry::PassedOver { path, reason } => index.leave_out("file", "", Place::of(path, 0), reason.into()),
                    Entry::File { path, bytes } if layout.role(&path) == Role::Picture => index.local.keep(&path, &bytes)?,
                    Entry::File { path, bytes } => index.file(&path, &bytes),
                }
                index.within().with_context(|| archive.path().display().to_string())?;
                Ok(ControlFlow::Continue(()))
            },
        )?;
        within(names.len(), "pictures").with_context(|| archive.path().display().to_string())?;
        names.iter().for_each(|name| index.local.note(name));
        index.others = others;
        Ok(index)
    }

    fn within(&self) -> Result<()> {
        within(self.cards.len(), "articles")?;
        within(self.terms.count(), "sections, tags and authors")?;
        within(self.left_out.len(), "files that cannot be brought in")
    }

    /// Gives out the slugs, the oldest piece first, and notes where everything stood.
    pub fn finish(&mut self, links: &mut Links) {
        let mut order: Vec<(Option<Timestamp>, String)> = self.cards.iter().map(|(path, card)| (card.at, path.clone())).collect();
        order.sort();
        let mut slugs = Slugs::default();
        for (at, path) in order {
            let Some(card) = self.cards.get_mut(&path) else { continue };
            card.slug = slugs.take(&card.locale, card.slug.clone());
            links.claim(self.setting.new_path(&card.locale, &card.slug, at));
            links.name(&card.name, &card.slug);
            let inside = self.layout.inside(&path);
            links.lead_to_piece(inside.strip_prefix(self.layout.content()).unwrap_or(inside), &card.slug);
            card.old_paths.iter().for_each(|old| links.lead_to_piece(old, &card.slug));
        }
        for (from, to) in self.terms.paths(&self.setting.locales) {
            links.lead_to_path(from, to);
        }
        if !self.others.is_empty() {
            let mut kinds: Vec<_> = self.others.iter().collect();
            kinds.sort_by(|a, b| b.1.cmp(a.1));
            let kinds: Vec<String> = kinds
                .iter()
                .take(6)
                .map(|(ending, count)| if ending.is_empty() { format!("{count} without ending") } else { format!("{count} .{ending}") })
                .collect();
            let count: u64 = self.others.values().sum();
            self.leave_out("files", "", Place::default(), format!("{count} files are no articles: {}", kinds.join(", ")));
        }
        for kind in [TermKind::Author, TermKind::Tag] {
            let made = self.terms.made(kind);
            if made > 0 {
                self.remarks.push((
                    format!(
                        "{made} {}s are only named by pieces and have no file of their own; they were made from their names",
                        kind.as_str()
                    ),
                    Place::default(),
                ));
            }
        }
    }

    fn leave_out(&mut self, kind: &'static str, name: &str, place: Place, reason: String) {
        self.left_out.push(LeftOut { kind, name: name.to_owned(), place, reason });
    }

    fn file(&mut self, path: &str, bytes: &[u8]) {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => {
                let line = 1 + bytes[..e.valid_up_to()].iter().filter(|&&b| b == b'\n').count() as u64;
                return self.leave_out("file", "", Place::of(path, line), "it is no UTF-8; convert it and run again".into());
            }
        };
        if let Role::Authors { slug } = self.layout.role(path) {
            return self.authors(path, text, slug);
        }
        let inside = self.layout.inside(path);
        let (original, tongue) = head::tongue(inside.strip_prefix(self.layout.content()).unwrap_or(inside), self.setting);
        let role = self.layout.content_role(&original);
        if role == Role::Other {
            *self.others.entry("md".into()).or_insert(0) += 1;
            return;
        }
        let front = match front::split(text) {
            Ok(Some((front, _))) => front,
            // In Jekyll a file without a head is copied as it is; in a folder of Markdown it is an article with its title in the text.
            Ok(None) if self.layout.flavour == super::layout::Flavour::Jekyll => return,
            Ok(None) => Front::default(),
            Err(broken) => return self.leave_out("article", "", Place::of(path, broken.line), broken.reason),
        };
        let tongue = tongue.or_else(|| {
            Some(front.raw(&["lang", "language", "locale"])).filter(|tag| !tag.is_empty()).map(|tag| match self.setting.edition(&tag) {
                Some(locale) => Tongue::Edition(locale.clone()),
                None => Tongue::Foreign(tag),
            })
        });
        let locale = match tongue {
            Some(Tongue::Foreign(tag)) => {
                return self.leave_out(
                    "article",
                    &front.text(&["title"]),
                    Place::of(path, 0),
                    format!("its language, {tag}, has no edition in this paper (site.locales)"),
                );
            }
            Some(Tongue::Edition(locale)) => locale,
            None => self.setting.locale.clone(),
        };
        match role {
            Role::Term { kind, slug } => self.term(kind, &locale, &slug, &front, &original),
            Role::Section { slug } => self.term(TermKind::Section, &locale, &slug, &front, &original),
            Role::Piece { section, is_draft } => self.piece(path, &original, locale, section, is_draft, &front),
            _ => {}
        }
    }

    fn piece(&mut self, path: &str, original: &str, locale: Locale, section: Option<Slug>, is_draft: bool, front: &Front) {
        let stem = original.rsplit_once('.').map_or(original, |(stem, _)| stem);
        let name = stem.rsplit('/').find(|part| *part != "index").unwrap_or(stem);
        let head = Head::new(front, name, self.setting);
        let plain_name = dated(name).map_or(name, |(_, rest)| rest);
        let stated = front.raw(&["slug"]);
        let last = front.raw(&["url"]);
        let title = front.text(&["title"]);
        let last_part = last.trim_matches('/').rsplit('/').next().unwrap_or("");
        let Some(slug) = suggested(&[&stated, last_part.trim_end_matches(".html"), plain_name, &title, "untitled"]) else { return };
        let categories = front.names(head::CATEGORIES);
        let old_slug = if stated.is_empty() { plain_name } else { &stated };
        let named = Named { stem, slug: old_slug, day: head.moment.map(|moment| moment.day), categories: &categories };
        let old_paths = self.site.addresses.of(self.layout.flavour, front, &named);
        let mut sections = 0;
        for category in &categories {
            sections += usize::from(self.terms.mention(TermKind::Section, &locale, category).is_some());
        }
        if let (0, Some(section)) = (sections, &section)
            && head.moment.is_some()
        {
            self.terms.mention(TermKind::Section, &locale, section.as_str());
        }
        for (kind, keys) in [(TermKind::Tag, head::TAGS), (TermKind::Author, head::AUTHORS), (TermKind::Dossier, head::SERIES)] {
            for name in front.names(keys) {
                self.terms.mention(kind, &locale, &name);
            }
        }
        let is_translation = locale != self.setting.locale;
        let at = head.moment.map(|moment| moment.at);
        let card = Card {
            original: is_translation.then(|| original.to_owned()),
            locale,
            slug,
            section,
            is_draft,
            old_paths,
            at,
            name: name.to_owned(),
        };
        self.cards.insert(path.to_owned(), card);
    }

    fn term(&mut self, kind: TermKind, locale: &Locale, slug: &str, front: &Front, original: &str) {
        let stated = front.raw(&["slug"]);
        let Some(slug) = suggested(&[&stated, slug]) else { return };
        let folder = original
            .rsplit_once("/_index.")
            .map_or_else(|| original.rsplit_once('.').map_or(original, |(stem, _)| stem), |(folder, _)| folder);
        let mut old_paths: Vec<String> = crate::desk::import::links::old_path(folder).into_iter().collect();
        old_paths.extend(front.names(&["aliases", "redirect_from"]).iter().filter_map(|alias| crate::desk::import::links::old_path(alias)));
        let said = Said {
            title: &front.raw(&["display_name", "name", "title"]),
            description: &front.raw(&["bio", "description", "deck", "summary"]),
            role: if kind == TermKind::Author {
                &front.raw(&["role", "job_title", "position", "agency_full_name", "affiliation"])
            } else {
                ""
            },
            position: front.raw(&["weight"]).parse().unwrap_or(0),
            old_paths,
        };
        self.terms.define(kind, locale, slug, said);
    }

    /// Authors in the site's data: one to a file, or all in one.
    fn authors(&mut self, path: &str, text: &str, slug: Option<String>) {
        let values = match path.rsplit('.').next() {
            Some("toml") => front::toml(text),
            Some("json") => serde_json::from_str(text).map_err(|e| front::Broken { line: e.line() as u64, reason: e.to_string() }),
            _ => front::yaml(text),
        };
        let locale = self.setting.locale.clone();
        match (values, slug) {
            (Err(broken), _) => self.leave_out("authors", "", Place::of(path, broken.line), broken.reason),
            (Ok(values), Some(slug)) => self.term(TermKind::Author, &locale, &slug, &Front::new(values), &format!("authors/{slug}.md")),
            (Ok(values), None) => {
                for (slug, author) in values {
                    if let serde_json::Value::Object(author) = author {
                        self.term(TermKind::Author, &locale, &slug, &Front::new(author), &format!("authors/{slug}.md"));
                    }
                }
            }
        }
    }
}
