//! The first reading: authors, categories, attachments, addresses, and what will be left out.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context, Result};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::{Locale, Slug};
use url::Url;

use super::menus::Menus;
use super::read::{Element, each};
use super::{Card, Export, Library, file_name};
use crate::desk::import::item::{Front, LeftOut, Place, within};
use crate::desk::import::links::{Links, old_path};
use crate::desk::import::setting::Setting;
use crate::desk::import::slugs::{Slugs, suggested};
use crate::desk::import::terms::{Said, Terms, slug_of};
use crate::desk::import::text::{plain, shortened};
use crate::paper::model::TermKind;

/// Bytes of an address that is kept in mind, and likewise of other words beside a post.
const LONGEST: usize = 1_000;
/// Kinds of items that are told apart when they are left out.
const MOST_KINDS: usize = 100;

#[derive(Default)]
struct Index {
    base: Option<Url>,
    language: String,
    terms: Terms,
    /// What is known of each post before slugs are given out.
    posts: Vec<Post>,
    numbers: HashSet<u64>,
    library: Library,
    others: BTreeMap<String, u64>,
    menus: Menus,
    attachments: u64,
    comments: u64,
}

struct Post {
    id: u64,
    line: u64,
    at: Option<Timestamp>,
    locale: Locale,
    wanted: Slug,
    link: String,
    translations: String,
}

pub fn is_post(element: &Element) -> bool {
    matches!(element.field("wp:post_type"), "post" | "page") && !matches!(element.field("wp:status"), "trash" | "auto-draft" | "inherit")
}

pub fn read(path: &Path, mut setting: Setting) -> Result<(Export, Front)> {
    let mut index = Index::default();
    each(path, &mut |element| {
        index.take(&element, &mut setting);
        index.within().with_context(|| path.display().to_string())?;
        Ok(ControlFlow::Continue(()))
    })?;
    let Index { base, mut terms, mut posts, library, others, menus, attachments, comments, .. } = index;
    let mut links = Links::new(setting.base.clone().or(base));
    posts.sort_by_key(|post| (post.at, post.id));
    let (mut slugs, mut cards, mut originals) = (Slugs::default(), HashMap::new(), HashMap::new());
    for post in posts {
        let slug = slugs.take(&post.locale, post.wanted);
        links.claim(setting.new_path(&post.locale, &slug, post.at));
        if let Some(old) = old_path(&post.link) {
            links.lead_to_piece(&old, &slug);
        }
        if !post.translations.is_empty() && Some(&post.locale) == setting.locales.first() {
            originals.insert(post.translations, post.id);
        }
        cards.insert(post.id, Card { locale: post.locale, slug, line: post.line });
    }
    for (from, to) in terms.paths(&setting.locales) {
        links.lead_to_path(from, to);
    }
    for (at, section) in menus.sections().into_iter().enumerate() {
        terms.place_section(&setting.locale, section, at as i64 + 1);
    }
    terms.order_sections();
    let redirects = terms.redirects(&setting.locales);
    let pieces = cards.len() as u64;
    let mut left_out = Vec::new();
    let mut leave = |kind: &'static str, count: u64, reason: String| {
        if count > 0 {
            left_out.push(LeftOut { kind, name: String::new(), place: Place::default(), reason: format!("{count} {reason}") });
        }
    };
    leave("comments", comments, "comments: there is no place for comments".into());
    leave("attachments", attachments, "attachments: those that pieces show are kept with the pieces, the others are not fetched".into());
    for (kind, count) in others {
        leave("items", count, format!("items of the kind “{kind}”"));
    }
    left_out.extend(menus.left_out(&file_name(path), |id| cards.get(&id).map(|card| card.slug.as_str())));
    let front = Front { terms: terms.into_terms(), redirects, left_out, remarks: Vec::new(), pieces };
    let host = links.base().host_str().unwrap_or_default().to_owned();
    Ok((Export { path: path.to_owned(), setting, links, host, posts: cards, library, originals }, front))
}

impl Index {
    fn take(&mut self, element: &Element, setting: &mut Setting) {
        let locale = setting.locale.clone();
        match element.name.as_str() {
            "wp:base_blog_url" => self.base = Url::parse(element.text.trim()).ok().or(self.base.take()),
            "link" if self.base.is_none() => self.base = Url::parse(element.text.trim()).ok(),
            "language" => {
                self.language = element.text.trim().to_owned();
                if let (false, Some(edition)) = (setting.is_locale_given, setting.edition(&self.language)) {
                    setting.locale = edition.clone();
                }
            }
            "wp:author" => self.author(element, &locale),
            "wp:category" => self.term(
                TermKind::Section,
                element,
                &locale,
                ["wp:category_nicename", "wp:cat_name", "wp:category_description"],
                "category",
            ),
            "wp:tag" => self.term(TermKind::Tag, element, &locale, ["wp:tag_slug", "wp:tag_name", "wp:tag_description"], "tag"),
            "item" => self.item(element, setting),
            _ => {}
        }
    }

    fn author(&mut self, element: &Element, locale: &Locale) {
        let login = element.field("wp:author_login");
        let Some(slug) = suggested(&[login]) else { return };
        let title = match element.field("wp:author_display_name") {
            "" => login,
            name => name,
        };
        self.terms.define(
            TermKind::Author,
            locale,
            slug.clone(),
            Said { title, old_paths: old_path(&format!("author/{slug}")).into_iter().collect(), ..Said::default() },
        );
    }

    fn term(&mut self, kind: TermKind, element: &Element, locale: &Locale, [slug, name, description]: [&str; 3], folder: &str) {
        let stated = element.field(slug);
        let Some(slug) = suggested(&[stated, element.field(name)]) else { return };
        if slug.as_str() == "uncategorized" {
            return;
        }
        if kind == TermKind::Section {
            self.menus.category(element, &slug);
        }
        let old_paths = old_path(&format!("{folder}/{stated}")).into_iter().collect();
        self.terms.define(
            kind,
            locale,
            slug,
            Said { title: element.field(name), description: element.field(description), old_paths, ..Said::default() },
        );
    }

    fn item(&mut self, element: &Element, setting: &Setting) {
        self.comments += element.comments;
        let id = element.field("wp:post_id").trim().parse().ok();
        match element.field("wp:post_type") {
            "attachment" => return self.attachment(id, element),
            "nav_menu_item" => self.menus.take(element),
            "post" | "page" if !is_post(element) => {
                self.another(format!("{} in the state “{}”", element.field("wp:post_type"), element.field("wp:status")))
            }
            "post" | "page" => {}
            other => self.another(other.to_owned()),
        }
        let Some(id) = id.filter(|_| is_post(element) && element.trouble.is_none()) else { return };
        if !self.numbers.insert(id) {
            return;
        }
        let locale = locale_of(element, setting);
        for category in &element.categories {
            let kind = match category.domain.as_str() {
                "category" if category.nicename != "uncategorized" => TermKind::Section,
                "post_tag" => TermKind::Tag,
                _ => continue,
            };
            if let Some(slug) = slug_of(&category.nicename).or_else(|| slug_of(&category.name)) {
                self.terms.mention_titled(kind, &locale, slug, &category.name);
            }
        }
        self.terms.mention(TermKind::Author, &locale, element.field("dc:creator"));
        let title = plain(element.field("title"));
        let Some(wanted) = suggested(&[element.field("wp:post_name"), &title, &format!("post-{id}")]) else { return };
        let translations = element
            .categories
            .iter()
            .find(|category| category.domain == "post_translations")
            .map(|category| shortened(&category.nicename, LONGEST))
            .unwrap_or_default();
        let at = (element.field("wp:post_type") == "post").then(|| date(element, "wp:post_date", &setting.zone)).flatten();
        let link = Some(element.field("link")).filter(|link| link.len() <= LONGEST).unwrap_or_default().to_owned();
        self.posts.push(Post { id, line: element.line, at, locale, wanted, link, translations });
    }

    /// One of a kind that is not brought in.
    fn another(&mut self, kind: String) {
        let kind = shortened(&kind, 60);
        let kind = if self.others.len() < MOST_KINDS || self.others.contains_key(&kind) { kind } else { "other".to_owned() };
        *self.others.entry(kind).or_insert(0) += 1;
    }

    fn within(&self) -> Result<()> {
        within(self.posts.len(), "posts and pages")?;
        within(self.terms.count(), "categories, tags and authors")?;
        within(self.library.pictures.len(), "attachments")
    }

    fn attachment(&mut self, id: Option<u64>, element: &Element) {
        self.attachments += 1;
        let Some(id) = id else { return };
        let url = element.field("wp:attachment_url").trim();
        let parent = element.field("wp:post_parent").trim().parse().unwrap_or(0);
        if url.is_empty() || url.len() > LONGEST || element.trouble.is_some() {
            return;
        }
        let path = url.split(['?', '#']).next().unwrap_or("").to_lowercase();
        if ["jpg", "jpeg", "png", "gif", "webp"].iter().any(|ending| path.ends_with(&format!(".{ending}"))) {
            self.library.of_post.entry(parent).or_default().push(id);
        }
        let alt = shortened(&plain(element.meta("_wp_attachment_image_alt")), LONGEST);
        let caption = Some(element.field("excerpt:encoded")).filter(|caption| caption.len() <= 2 * LONGEST).unwrap_or_default();
        self.library.pictures.insert(id, (url.to_owned(), alt, caption.to_owned()));
    }
}

/// The edition of a post: its language where a plugin for languages says it (Polylang), else that of the export.
pub fn locale_of(element: &Element, setting: &Setting) -> Locale {
    let tag =
        element.categories.iter().find(|category| category.domain == "language").and_then(|category| setting.edition(&category.nicename));
    tag.unwrap_or(&setting.locale).clone()
}

/// A moment of WordPress: in universal time if that is there, else by the newspaper's clock. Drafts have zeros.
pub fn date(element: &Element, field: &str, zone: &TimeZone) -> Option<Timestamp> {
    let read = |text: &str, zone: &TimeZone| {
        let moment = text.trim().parse::<jiff::civil::DateTime>().ok().filter(|moment| moment.year() > 0)?;
        zone.to_timestamp(moment).ok()
    };
    read(element.field(&format!("{field}_gmt")), &TimeZone::UTC).or_else(|| read(element.field(field), zone))
}
