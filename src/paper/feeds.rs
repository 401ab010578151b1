//! RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, with full text; each names its WebSub hubs.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use kernel::Locale;
use markup::Mode;
use quick_xml::events::BytesText;
use serde_json::json;

use super::listing::CollectionKind;
use super::model::{CollectionId, Kind, PieceId, Published, TermKind};
use super::newsletter::Newsletter;
use super::pages::{Composed, Composer};
use super::publication::{FEED, NARROW_FEED};
use super::store::{listings, live, pieces};
use super::summary::Summary;
use super::xml::{Xml, clean, document, html_leaf, leaf};

pub const RSS: &str = "application/rss+xml";
pub const ATOM: &str = "application/atom+xml";
pub const JSON: &str = "application/feed+json";

/// Posts of live coverage in a feed.
const LIVE: i64 = 10;

/// Whether an object of this type is a feed.
pub fn is_feed(media_type: &str) -> bool {
    [RSS, ATOM, JSON].contains(&media_type)
}

/// One story in a feed, ready to be placed.
pub struct Item {
    /// Absolute; also its identity.
    url: String,
    title: String,
    summary: String,
    html: String,
    authors: Vec<String>,
    tags: Vec<String>,
    published: Timestamp,
    updated: Timestamp,
    image: Option<String>,
    language: String,
}

/// Stories in feeds that the feeds of one print share, whoever composes them. Clones share one.
#[derive(Clone, Default)]
pub struct Items(Arc<Mutex<HashMap<PieceId, Arc<Item>>>>);

impl Items {
    /// Held at once, some 10 kB each: the feeds of a publication have a hundred.
    const MOST: usize = 1_000;

    fn get(&self, id: PieceId) -> Option<Arc<Item>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    fn put(&self, id: PieceId, item: Arc<Item>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= Self::MOST {
            known.clear();
        }
        known.insert(id, item);
    }
}

/// What a feed says of itself.
struct Channel {
    title: String,
    description: String,
    /// Path of the page that it follows.
    page: String,
    /// Paths of the three feeds.
    rss: String,
    atom: String,
    json: String,
    language: String,
    direction: &'static str,
}

/// The three feeds of a listing.
pub fn of_collection(c: &mut Composer<'_, '_, '_>, id: CollectionId) -> Result<Vec<Composed>> {
    let Some(collection) = listings::by_id(c.tx, id)? else { return Ok(Vec::new()) };
    let locale = collection.locale.clone();
    let prefix = c.prefix(&locale);
    let name = c.name(&locale);
    let (title, folder) = match collection.kind {
        CollectionKind::All => (c.words_of(&locale, "feed-all", &[("name", &name)]), prefix),
        CollectionKind::Term(kind @ (TermKind::Section | TermKind::Tag | TermKind::Author)) => {
            let Some(term) = collection.slug.parse().ok().and_then(|slug| c.term(&locale, kind, &slug)) else { return Ok(Vec::new()) };
            (c.words_of(&locale, "feed-of", &[("name", &name), ("title", &term.title)]), collection.path(&prefix).unwrap_or_default())
        }
        _ => return Ok(Vec::new()),
    };
    let channel = Channel {
        title,
        description: c.catalogue.masthead(&locale).map(|words| words.description.clone()).unwrap_or_default(),
        page: folder.clone(),
        rss: format!("{folder}feed.xml"),
        atom: format!("{folder}atom.xml"),
        json: format!("{folder}feed.json"),
        language: locale.to_string(),
        direction: locale.direction().as_str(),
    };
    let most = match collection.kind {
        CollectionKind::Term(TermKind::Tag | TermKind::Author) => NARROW_FEED,
        _ => FEED,
    };
    let stories = listings::newest(c.tx, collection.id, most)?;
    write_all(c, &channel, &stories)
}

/// The three feeds over all language editions.
pub fn common(c: &mut Composer<'_, '_, '_>) -> Result<Vec<Composed>> {
    let first = c.site.locales.first().cloned().unwrap_or_else(Locale::english);
    let name = c.name(&first);
    let channel = Channel {
        title: c.words_of(&first, "feed-common", &[("name", &name)]),
        description: c.catalogue.masthead(&first).map(|words| words.description.clone()).unwrap_or_default(),
        page: String::new(),
        rss: "feeds/all.xml".into(),
        atom: "feeds/all.atom".into(),
        json: "feeds/all.json".into(),
        language: first.to_string(),
        direction: first.direction().as_str(),
    };
    let stories = pieces::newest_everywhere(c.tx, FEED)?;
    write_all(c, &channel, &stories)
}

/// An issue of a newsletter, ready for its feed.
pub(super) struct Letter {
    pub path: String,
    pub subject: String,
    pub summary: String,
    pub html: String,
    pub at: Timestamp,
}

/// The Atom feed of a newsletter that has its page at `folder`.
pub(super) fn of_newsletter(c: &Composer<'_, '_, '_>, newsletter: &Newsletter, folder: &str, letters: Vec<Letter>) -> Result<Composed> {
    let locale = &newsletter.locale;
    let channel = Channel {
        title: c.words_of(locale, "feed-of", &[("name", &c.name(locale)), ("title", &newsletter.title)]),
        description: newsletter.promise.clone(),
        page: folder.to_owned(),
        rss: String::new(),
        atom: format!("{folder}feed.xml"),
        json: String::new(),
        language: locale.to_string(),
        direction: locale.direction().as_str(),
    };
    let item = |letter: Letter| {
        Arc::new(Item {
            url: c.site.absolute(&letter.path),
            title: letter.subject,
            summary: letter.summary,
            html: letter.html,
            authors: Vec::new(),
            tags: Vec::new(),
            published: letter.at,
            updated: letter.at,
            image: None,
            language: locale.to_string(),
        })
    };
    let items: Vec<Arc<Item>> = letters.into_iter().map(item).collect();
    Ok(Composed::ready(&channel.atom, ATOM, atom(c, &channel, &items)?))
}

fn write_all(c: &mut Composer<'_, '_, '_>, channel: &Channel, stories: &[Summary]) -> Result<Vec<Composed>> {
    let mut items = Vec::with_capacity(stories.len());
    for story in stories {
        items.extend(item(c, story)?);
    }
    Ok(vec![
        Composed::ready(&channel.rss, RSS, rss(c, channel, &items)?),
        Composed::ready(&channel.atom, ATOM, atom(c, channel, &items)?),
        Composed::ready(&channel.json, JSON, json_feed(c, channel, &items)),
    ])
}

fn item(c: &mut Composer<'_, '_, '_>, story: &Summary) -> Result<Option<Arc<Item>>> {
    if let Some(known) = c.feed_items.get(story.id) {
        return Ok(Some(known));
    }
    let Some(piece) = pieces::find(c.tx, story.id)? else { return Ok(None) };
    let content = &piece.content;
    let root = format!("{}/", c.site.url);
    let mut html = c.links(&content.body, &content.locale, root.clone())?.render(&content.body, Mode::Feed);
    if content.kind == Kind::Live {
        html.push_str(&live_posts(c, &piece, &root)?);
    }
    let image = match &content.lead {
        Some(lead) => c.lead(lead)?.and_then(|picture| picture.jpeg.last().map(|source| c.site.absolute(&source.path))),
        None => None,
    };
    let titles = |kind, slugs: &[kernel::Slug]| {
        slugs.iter().filter_map(|slug| c.term(&content.locale, kind, slug)).map(|term| term.title.clone()).collect()
    };
    let item = Arc::new(Item {
        url: c.site.absolute(&piece.path),
        title: content.headline.clone(),
        summary: content.standfirst.clone(),
        html,
        authors: titles(TermKind::Author, &content.bylines),
        tags: titles(TermKind::Tag, &content.tags),
        published: piece.first_published_at,
        updated: story.updated_at.max(piece.updated_at),
        image,
        language: content.locale.to_string(),
    });
    c.feed_items.put(story.id, item.clone());
    Ok(Some(item))
}

/// The newest posts of live coverage, as they follow its text in a feed.
fn live_posts(c: &mut Composer<'_, '_, '_>, piece: &Published, root: &str) -> Result<String> {
    let (mut html, locale) = (String::new(), &piece.content.locale);
    let last = live::last(c.tx, piece.id)?;
    for post in live::between(c.tx, piece.id, last - LIVE + 1, last)? {
        let headline = [c.when(locale, post.at).time, post.headline.clone()].join(" ");
        let body = c.links(&post.body, locale, root.to_owned())?.render(&post.body, Mode::Feed);
        html.push_str(&format!("<h3>{}</h3>{body}", minijinja::HtmlEscape(headline.trim())));
    }
    Ok(html)
}

fn rss(c: &Composer<'_, '_, '_>, channel: &Channel, items: &[Arc<Item>]) -> io::Result<Vec<u8>> {
    let mut xml = document()?;
    let space = [
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    let at = |path: &str| c.site.absolute(path);
    xml.create_element("rss").with_attributes(space).write_inner_content(|xml| {
        xml.create_element("channel").write_inner_content(|xml| {
            leaf(xml, "title", &channel.title)?;
            leaf(xml, "link", &at(&channel.page))?;
            leaf(xml, "description", &channel.description)?;
            leaf(xml, "language", &channel.language)?;
            if let Some(newest) = items.first() {
                leaf(xml, "lastBuildDate", &rfc2822_of(newest.updated))?;
            }
            rss_links(c, xml, &channel.rss)?;
            for item in items {
                xml.create_element("item").write_inner_content(|xml| rss_item(xml, item))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(xml.into_inner())
}

/// Where a feed of RSS has its own address, and its hubs.
pub(super) fn rss_links(c: &Composer<'_, '_, '_>, xml: &mut Xml, path: &str) -> io::Result<()> {
    let own = c.site.absolute(path);
    xml.create_element("atom:link").with_attributes([("href", own.as_str()), ("rel", "self"), ("type", RSS)]).write_empty()?;
    for hub in &c.site.hubs {
        xml.create_element("atom:link").with_attributes([("rel", "hub"), ("href", hub.as_str())]).write_empty()?;
    }
    Ok(())
}

fn rss_item(xml: &mut Xml, item: &Item) -> io::Result<()> {
    leaf(xml, "title", &item.title)?;
    leaf(xml, "link", &item.url)?;
    xml.create_element("guid").with_attribute(("isPermaLink", "true")).write_text_content(BytesText::new(&item.url))?;
    leaf(xml, "pubDate", &rfc2822_of(item.published))?;
    for author in &item.authors {
        leaf(xml, "dc:creator", author)?;
    }
    for tag in &item.tags {
        leaf(xml, "category", tag)?;
    }
    leaf(xml, "description", &item.summary)?;
    html_leaf(xml, "content:encoded", &[], &item.html)
}

fn atom(c: &Composer<'_, '_, '_>, channel: &Channel, items: &[Arc<Item>]) -> io::Result<Vec<u8>> {
    let mut xml = document()?;
    let at = |path: &str| c.site.absolute(path);
    let updated = items.iter().map(|item| item.updated).max().unwrap_or(Timestamp::UNIX_EPOCH).to_string();
    let space = [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", channel.language.as_str())];
    xml.create_element("feed").with_attributes(space).write_inner_content(|xml| {
        leaf(xml, "id", &at(&channel.atom))?;
        leaf(xml, "title", &channel.title)?;
        leaf(xml, "subtitle", &channel.description)?;
        leaf(xml, "updated", &updated)?;
        xml.create_element("author").write_inner_content(|xml| leaf(xml, "name", &channel.title))?;
        xml.create_element("link")
            .with_attributes([("rel", "self"), ("type", ATOM), ("href", at(&channel.atom).as_str())])
            .write_empty()?;
        xml.create_element("link")
            .with_attributes([("rel", "alternate"), ("type", "text/html"), ("href", at(&channel.page).as_str())])
            .write_empty()?;
        for hub in &c.site.hubs {
            xml.create_element("link").with_attributes([("rel", "hub"), ("href", hub.as_str())]).write_empty()?;
        }
        for item in items {
            xml.create_element("entry")
                .with_attribute(("xml:lang", item.language.as_str()))
                .write_inner_content(|xml| atom_entry(xml, item))?;
        }
        Ok(())
    })?;
    Ok(xml.into_inner())
}

fn atom_entry(xml: &mut Xml, item: &Item) -> io::Result<()> {
    leaf(xml, "id", &item.url)?;
    leaf(xml, "title", &item.title)?;
    xml.create_element("link").with_attributes([("rel", "alternate"), ("type", "text/html"), ("href", item.url.as_str())]).write_empty()?;
    leaf(xml, "published", &item.published.to_string())?;
    leaf(xml, "updated", &item.updated.to_string())?;
    for author in &item.authors {
        xml.create_element("author").write_inner_content(|xml| leaf(xml, "name", author))?;
    }
    for tag in &item.tags {
        xml.create_element("category").with_attribute(("term", clean(tag).as_ref())).write_empty()?;
    }
    leaf(xml, "summary", &item.summary)?;
    html_leaf(xml, "content", &[("type", "html")], &item.html)
}

fn json_feed(c: &Composer<'_, '_, '_>, channel: &Channel, items: &[Arc<Item>]) -> Vec<u8> {
    let at = |path: &str| c.site.absolute(path);
    let item = |item: &Arc<Item>| {
        let mut entry = json!({
            "id": item.url, "url": item.url, "title": item.title, "summary": item.summary, "content_html": item.html, "language": item.language,
            "date_published": item.published.to_string(), "date_modified": item.updated.to_string(), "tags": item.tags,
            "authors": item.authors.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        });
        if let Some(image) = &item.image {
            entry["image"] = json!(image);
        }
        entry
    };
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1", "title": channel.title, "description": channel.description, "language": channel.language,
        "home_page_url": at(&channel.page), "feed_url": at(&channel.json), "icon": at("assets/icon-512.png"), "_direction": channel.direction,
        "items": items.iter().map(item).collect::<Vec<_>>(),
    });
    if !c.site.hubs.is_empty() {
        feed["hubs"] = c.site.hubs.iter().map(|hub| json!({ "type": "WebSub", "url": hub })).collect();
    }
    feed.to_string().into_bytes()
}

pub(super) fn rfc2822_of(at: Timestamp) -> String {
    rfc2822::to_string(&at.to_zoned(jiff::tz::TimeZone::UTC)).unwrap_or_default()
}
