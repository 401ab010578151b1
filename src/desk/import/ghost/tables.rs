//! The first reading: everything but the texts.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Result, ensure};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::{Locale, Slug};
use serde_json::Value;

use super::Card;
use super::read::Row;
use crate::desk::import::item::{Front, LeftOut, MOST, Place, within};
use crate::desk::import::links::{Links, old_path};
use crate::desk::import::setting::Setting;
use crate::desk::import::slugs::{Slugs, suggested};
use crate::desk::import::terms::{Said, Terms};
use crate::paper::model::TermKind;

/// Tables that are read.
pub const WANTED: [&str; 10] =
    ["posts", "tags", "users", "posts_tags", "posts_authors", "posts_meta", "settings", "members", "subscribers", "comments"];

#[derive(Debug, Default)]
pub struct Tables {
    posts: Vec<Post>,
    tags: HashMap<String, Tag>,
    users: HashMap<String, Slug>,
    /// By post: order and id.
    tags_of: HashMap<String, Vec<(i64, String)>>,
    authors_of: HashMap<String, Vec<(i64, String)>>,
    /// Entries of both.
    links: usize,
    metas: HashMap<String, Meta>,
    names: Vec<(String, String, String)>,
    /// Slugs of the tags that the site's menu leads to, in its order.
    menu: Vec<String>,
    language: String,
    /// People and comments, which are not brought in: how many of each.
    people: BTreeMap<&'static str, u64>,
}

#[derive(Debug)]
struct Post {
    id: String,
    at: Option<Timestamp>,
    wanted: Slug,
    old_slug: String,
    author: String,
}

#[derive(Debug)]
struct Tag {
    slug: Slug,
    name: String,
    description: String,
    is_internal: bool,
}

/// What stands beside a post in a table of its own.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    pub og_title: String,
    pub alt: String,
    pub caption: String,
    pub email_only: bool,
}

/// A text, number or truth of a row, as text; nothing for null.
pub fn field(row: &Value, name: &str) -> String {
    match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        _ => String::new(),
    }
}

pub fn is_set(row: &Value, name: &str) -> bool {
    matches!(row.get(name), Some(Value::Bool(true))) || field(row, name) == "1"
}

/// `2021-03-04T10:00:00.000Z`, `2021-03-04 10:00:00`, or milliseconds since 1970.
pub fn moment(row: &Value, name: &str) -> Option<Timestamp> {
    match row.get(name)? {
        Value::Number(ms) => Some(kernel::clock::moment(ms.as_i64()?)),
        Value::String(text) => {
            let at =
                text.parse::<Timestamp>().ok().or_else(|| TimeZone::UTC.to_timestamp(text.parse::<jiff::civil::DateTime>().ok()?).ok())?;
            Some(kernel::clock::moment(at.as_millisecond()))
        }
        _ => None,
    }
}

impl Tables {
    pub fn take(&mut self, row: &Row) {
        let value = &row.value;
        let of = |name: &str| field(value, name);
        let order = value.get("sort_order").and_then(Value::as_i64).unwrap_or(0);
        match row.table.as_str() {
            "posts" if row.trouble.is_none() && !of("id").is_empty() => {
                let (id, slug, title) = (of("id"), of("slug"), of("title"));
                if let Some(wanted) = suggested(&[&slug, &title, &format!("post-{id}")]) {
                    let at = moment(value, "published_at").filter(|_| !is_page(value));
                    self.posts.push(Post { id, at, wanted, old_slug: slug, author: of("author_id") });
                }
            }
            "tags" => {
                let is_internal = of("visibility") == "internal" || of("name").starts_with('#');
                if let Some(slug) = suggested(&[&of("slug"), &of("name")]) {
                    self.tags.insert(of("id"), Tag { slug, name: of("name"), description: of("description"), is_internal });
                }
            }
            "users" => {
                if let Some(slug) = suggested(&[&of("slug"), &of("name")]) {
                    self.names.push((slug.to_string(), of("name"), of("bio")));
                    self.users.insert(of("id"), slug);
                }
            }
            "posts_tags" => {
                self.links += 1;
                self.tags_of.entry(of("post_id")).or_default().push((order, of("tag_id")));
            }
            "posts_authors" => {
                self.links += 1;
                self.authors_of.entry(of("post_id")).or_default().push((order, of("author_id")));
            }
            "posts_meta" => {
                let meta = Meta {
                    og_title: of("og_title"),
                    alt: of("feature_image_alt"),
                    caption: of("feature_image_caption"),
                    email_only: is_set(value, "email_only"),
                };
                self.metas.insert(of("post_id"), meta);
            }
            "settings" => self.setting(&of("key"), &of("value")),
            "members" => *self.people.entry("members").or_insert(0) += 1,
            "subscribers" => *self.people.entry("subscribers").or_insert(0) += 1,
            "comments" => *self.people.entry("comments").or_insert(0) += 1,
            _ => {}
        }
    }

    /// # Errors
    /// When there is more than is held in memory.
    pub fn within(&self) -> Result<()> {
        within(self.posts.len().max(self.metas.len()), "posts and pages")?;
        within(self.tags.len() + self.names.len(), "tags and authors")?;
        ensure!(self.links <= 8 * MOST, "it files its posts under tags and authors more than {} times; import it in parts", 8 * MOST);
        Ok(())
    }

    fn setting(&mut self, key: &str, value: &str) {
        match key {
            "lang" | "default_locale" | "locale" if !value.is_empty() => self.language = value.to_owned(),
            "navigation" => {
                let entries: Vec<Value> = serde_json::from_str(value).unwrap_or_default();
                let tags = entries.iter().filter_map(|entry| {
                    entry.get("url")?.as_str()?.trim_end_matches('/').rsplit_once("tag/").map(|(_, slug)| slug.to_owned())
                });
                self.menu.extend(tags.take(50));
            }
            _ => {}
        }
    }

    /// Gives out slugs, tells sections from tags, and notes where everything stood.
    pub fn finish(mut self, setting: &mut Setting, links: &mut Links) -> (HashMap<String, Card>, Front) {
        if let (false, Some(edition)) = (setting.is_locale_given, setting.edition(&self.language)) {
            setting.locale = edition.clone();
        }
        let locale = setting.locale.clone();
        let mut terms = Terms::default();
        self.define(&mut terms, &locale);
        self.posts.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        let (mut slugs, mut cards) = (Slugs::default(), HashMap::new());
        for post in std::mem::take(&mut self.posts) {
            let slug = slugs.take(&locale, post.wanted.clone());
            links.claim(setting.new_path(&locale, &slug, post.at));
            links.lead_to_piece(&post.old_slug, &slug);
            cards.insert(post.id.clone(), self.card(&post, slug, &mut terms, &locale));
        }
        for (from, to) in terms.paths(&setting.locales) {
            links.lead_to_path(from, to);
        }
        terms.order_sections();
        let reason = |kind: &str, count: u64| match kind {
            "comments" => format!("{count} comments: there is no place for comments"),
            kind => format!("{count} {kind}: people are not brought in with articles; they sign up anew"),
        };
        let left_out = self
            .people
            .iter()
            .map(|(kind, count)| LeftOut { kind, name: String::new(), place: Place::default(), reason: reason(kind, *count) })
            .collect();
        let redirects = terms.redirects(&setting.locales);
        let front = Front { terms: terms.into_terms(), redirects, left_out, remarks: Vec::new(), pieces: cards.len() as u64 };
        (cards, front)
    }

    fn define(&self, terms: &mut Terms, locale: &Locale) {
        for tag in self.tags.values().filter(|tag| !tag.is_internal) {
            let place = self.menu.iter().position(|slug| *slug == tag.slug.as_str());
            let kind = if place.is_some() { TermKind::Section } else { TermKind::Tag };
            let old_paths = old_path(&format!("tag/{}", tag.slug)).into_iter().collect();
            let position = place.map_or(0, |place| place as i64 + 1);
            terms.define(
                kind,
                locale,
                tag.slug.clone(),
                Said { title: &tag.name, description: &tag.description, position, old_paths, ..Said::default() },
            );
        }
        for (slug, name, bio) in &self.names {
            if let Ok(slug) = slug.parse::<Slug>() {
                let old_paths = old_path(&format!("author/{slug}")).into_iter().collect();
                terms.define(TermKind::Author, locale, slug, Said { title: name, description: bio, old_paths, ..Said::default() });
            }
        }
    }

    fn card(&mut self, post: &Post, slug: Slug, terms: &mut Terms, locale: &Locale) -> Card {
        let mut card = Card {
            slug,
            meta: self.metas.remove(&post.id).unwrap_or_default(),
            sections: Vec::new(),
            tags: Vec::new(),
            authors: Vec::new(),
            internal: Vec::new(),
        };
        for tag in in_order(&mut self.tags_of, &post.id).iter().filter_map(|id| self.tags.get(id)) {
            if tag.is_internal {
                card.internal.push(tag.name.clone());
                continue;
            }
            let is_section = self.menu.iter().any(|slug| *slug == tag.slug.as_str());
            let (kind, list) = if is_section { (TermKind::Section, &mut card.sections) } else { (TermKind::Tag, &mut card.tags) };
            if !list.contains(&tag.slug) {
                list.push(tag.slug.clone());
                terms.mention(kind, locale, tag.slug.as_str());
            }
        }
        let mut authors = in_order(&mut self.authors_of, &post.id);
        if authors.is_empty() {
            authors.push(post.author.clone());
        }
        for author in authors.iter().filter_map(|id| self.users.get(id)) {
            if !card.authors.contains(author) {
                card.authors.push(author.clone());
                terms.mention(TermKind::Author, locale, author.as_str());
            }
        }
        card
    }
}

pub fn is_page(row: &Value) -> bool {
    field(row, "type") == "page" || is_set(row, "page")
}

fn in_order(lists: &mut HashMap<String, Vec<(i64, String)>>, post: &str) -> Vec<String> {
    let mut list = lists.remove(post).unwrap_or_default();
    list.sort_by_key(|(order, _)| *order);
    list.into_iter().map(|(_, id)| id).collect()
}
