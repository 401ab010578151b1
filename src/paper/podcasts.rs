//! Podcasts: RSS with the recordings as enclosures, as programs for podcasts read it.
//!
//! An edition has one at `podcast.xml`, and each section and tag with an episode has its own beside its other feeds. An episode is a piece of the kind “podcast”
//! whose text plays a recording of ours; the first one is the episode's.

use std::collections::BTreeSet;
use std::io;

use ::store::Tx;
use anyhow::Result;
use kernel::Locale;
use markup::{Block, Body, Mode, Source};
use quick_xml::events::BytesText;

use super::feeds::{RSS, rfc2822_of, rss_links};
use super::listing::CollectionKind;
use super::model::{CollectionId, Kind, Published, Recording, TermKind};
use super::pages::{Composed, Composer};
use super::store::{listings, pieces, recordings};
use super::target::Target;
use super::xml::{Xml, document, html_leaf, leaf};

/// Episodes in a feed: years of a weekly one.
const EPISODES: i64 = 300;
/// Stories of a section or a tag that are looked through for episodes.
const LOOKED_AT: i64 = 3_000;
/// What Apple asks for at least is 1,400 pixels square.
const ARTWORK: &str = "assets/podcast-1400.png";

/// The recording that a text plays first.
pub fn played(body: &Body) -> impl Iterator<Item = &str> {
    body.all_blocks().filter_map(|block| match block {
        Block::Audio { file: Source::Media(key), .. } => Some(key.as_str()),
        _ => None,
    })
}

/// Whether a kind of listing can have a podcast.
pub(super) fn has_podcast(kind: CollectionKind) -> bool {
    matches!(kind, CollectionKind::All | CollectionKind::Term(TermKind::Section | TermKind::Tag))
}

/// The feeds of all listings that an episode stands in.
pub(super) fn all(tx: &mut Tx<'_>, locales: &[Locale]) -> Result<Vec<Target>> {
    let mut found = BTreeSet::new();
    for locale in locales {
        let Some(episodes) = listings::find(tx, locale, CollectionKind::Kind, Kind::Podcast.as_str())? else { continue };
        for episode in listings::newest(tx, episodes.id, EPISODES)? {
            for (collection, _) in listings::of_piece(tx, episode.id)? {
                if listings::by_id(tx, collection)?.is_some_and(|collection| has_podcast(collection.kind)) {
                    found.insert(Target::Podcast(collection));
                }
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// Where the podcast of an edition stands.
pub(super) fn path(prefix: &str) -> String {
    format!("{prefix}podcast.xml")
}

/// The podcast of a listing; one without an episode goes.
pub(super) fn of_collection(c: &mut Composer<'_, '_, '_>, id: CollectionId) -> Result<Vec<Composed>> {
    let Some(collection) = listings::by_id(c.tx, id)? else { return Ok(Vec::new()) };
    let (locale, prefix) = (collection.locale.clone(), c.prefix(&collection.locale));
    let (title, folder, description) = match collection.kind {
        CollectionKind::All => (c.words_of(&locale, "feed-podcast", &[("name", &c.name(&locale))]), prefix.clone(), String::new()),
        CollectionKind::Term(kind) => {
            let Some(term) = collection.slug.parse().ok().and_then(|slug| c.term(&locale, kind, &slug)) else { return Ok(Vec::new()) };
            (term.title.clone(), collection.path(&prefix).unwrap_or_default(), term.description.clone())
        }
        _ => return Ok(Vec::new()),
    };
    let feed = path(&folder);
    let mut episodes = Vec::new();
    for (piece, recording) in found(c, &locale, id, collection.kind)? {
        episodes.push(Episode::of(c, piece, recording)?);
    }
    if episodes.is_empty() {
        return Ok(vec![Composed::gone(feed)]);
    }
    let words = c.catalogue.masthead(&locale).map(|words| words.description.clone()).unwrap_or_default();
    let channel = Channel {
        title,
        description: if description.is_empty() { words } else { description },
        page: folder,
        author: c.name(&locale),
        language: locale.to_string(),
        feed,
    };
    Ok(vec![Composed::ready(channel.feed.clone(), RSS, write(c, &channel, &episodes)?)])
}

/// Published podcasts of a listing with the recordings that they play, newest first.
fn found(c: &mut Composer<'_, '_, '_>, locale: &Locale, id: CollectionId, kind: CollectionKind) -> Result<Vec<(Published, Recording)>> {
    let stories = match kind {
        // The edition's are listed by their kind.
        CollectionKind::All => match listings::find(c.tx, locale, CollectionKind::Kind, Kind::Podcast.as_str())? {
            Some(podcasts) => listings::newest(c.tx, podcasts.id, EPISODES)?,
            None => Vec::new(),
        },
        _ => listings::newest(c.tx, id, LOOKED_AT)?,
    };
    let mut found = Vec::new();
    for story in stories.into_iter().filter(|story| story.kind == Kind::Podcast).take(EPISODES as usize) {
        let Some(piece) = pieces::find(c.tx, story.id)? else { continue };
        let Some(key) = played(&piece.content.body).next().map(str::to_owned) else { continue };
        if let Some(recording) = recordings::find(c.tx, &key)? {
            found.push((piece, recording));
        }
    }
    Ok(found)
}

struct Channel {
    title: String,
    description: String,
    page: String,
    author: String,
    language: String,
    feed: String,
}

struct Episode {
    piece: Published,
    recording: Recording,
    html: String,
    authors: String,
    image: Option<String>,
}

impl Episode {
    fn of(c: &mut Composer<'_, '_, '_>, piece: Published, recording: Recording) -> Result<Self> {
        let content = &piece.content;
        let root = format!("{}/", c.site.url);
        let html = c.links(&content.body, &content.locale, root)?.render(&content.body, Mode::Feed);
        let image = match &content.lead {
            Some(lead) => c.lead(lead)?.and_then(|picture| picture.jpeg.last().map(|source| c.site.absolute(&source.path))),
            None => None,
        };
        let names =
            content.bylines.iter().filter_map(|slug| c.term(&content.locale, TermKind::Author, slug)).map(|term| term.title.clone());
        Ok(Self { authors: names.collect::<Vec<_>>().join(", "), recording, html, image, piece })
    }
}

fn write(c: &Composer<'_, '_, '_>, channel: &Channel, episodes: &[Episode]) -> io::Result<Vec<u8>> {
    let mut xml = document()?;
    let space = [
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
        ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ];
    let at = |path: &str| c.site.absolute(path);
    xml.create_element("rss").with_attributes(space).write_inner_content(|xml| {
        xml.create_element("channel").write_inner_content(|xml| {
            leaf(xml, "title", &channel.title)?;
            leaf(xml, "link", &at(&channel.page))?;
            leaf(xml, "description", &channel.description)?;
            leaf(xml, "language", &channel.language)?;
            rss_links(c, xml, &channel.feed)?;
            leaf(xml, "itunes:author", &channel.author)?;
            leaf(xml, "itunes:type", "episodic")?;
            leaf(xml, "itunes:explicit", "false")?;
            xml.create_element("itunes:image").with_attribute(("href", at(ARTWORK).as_str())).write_empty()?;
            xml.create_element("itunes:category").with_attribute(("text", "News")).write_empty()?;
            for episode in episodes {
                xml.create_element("item").write_inner_content(|xml| item(c, xml, episode))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(xml.into_inner())
}

fn item(c: &Composer<'_, '_, '_>, xml: &mut Xml, episode: &Episode) -> io::Result<()> {
    let (piece, recording) = (&episode.piece, &episode.recording);
    let url = c.site.absolute(&piece.path);
    leaf(xml, "title", &piece.content.headline)?;
    leaf(xml, "link", &url)?;
    xml.create_element("guid").with_attribute(("isPermaLink", "true")).write_text_content(BytesText::new(&url))?;
    leaf(xml, "pubDate", &rfc2822_of(piece.first_published_at))?;
    let summary = if piece.content.standfirst.is_empty() { &piece.content.headline } else { &piece.content.standfirst };
    leaf(xml, "description", summary)?;
    let (file, bytes) = (c.site.absolute(&recording.path()), recording.bytes.to_string());
    xml.create_element("enclosure")
        .with_attributes([("url", file.as_str()), ("length", bytes.as_str()), ("type", recording.format.media_type())])
        .write_empty()?;
    leaf(xml, "itunes:duration", &recording.seconds.to_string())?;
    leaf(xml, "itunes:explicit", "false")?;
    if !episode.authors.is_empty() {
        leaf(xml, "itunes:author", &episode.authors)?;
    }
    if let Some(image) = &episode.image {
        xml.create_element("itunes:image").with_attribute(("href", image.as_str())).write_empty()?;
    }
    html_leaf(xml, "content:encoded", &[], &episode.html)
}
