//! Addresses, pictures and words for the renderer of bodies.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Result;
use kernel::Locale;
use markup::html_out::{self, Invitation, Mode, Rendition, Shown};
use markup::tree::{MediaKey, Target};
use markup::{Block, Body, Resolve, Source};

use super::{Composer, newsletters};
use crate::paper::model::PieceId;
use crate::paper::podcasts;
use crate::paper::store::{pieces, recordings};
use crate::paper::view;
use crate::words::Words;

/// What a body refers to, found beforehand.
pub struct Links {
    /// Put before paths: `../../`, or the absolute address of the site.
    root: String,
    pictures: HashMap<String, Arc<view::Picture>>,
    /// Paths of recordings by their key.
    recordings: HashMap<String, String>,
    /// By slug: path and headline.
    pieces: HashMap<String, (PieceId, String, String)>,
    related: String,
    /// Title, promise and path of the newsletter that a box in the text leads to.
    letter: Option<(String, String, String)>,
    words: html_out::Words,
}

impl Composer<'_, '_, '_> {
    /// Finds what `body` refers to.
    pub(in crate::paper) fn links(&mut self, body: &Body, locale: &Locale, root: String) -> Result<Links> {
        let mut pictures = HashMap::new();
        for source in body.sources() {
            if let Source::Media(key) = source
                && let Some(picture) = self.picture(key.as_str())?
            {
                pictures.insert(key.as_str().to_owned(), picture);
            }
        }
        let mut found_recordings = HashMap::new();
        for key in podcasts::played(body) {
            if let Some(recording) = recordings::find(self.tx, key)? {
                found_recordings.insert(key.to_owned(), recording.path());
            }
        }
        let linked = body.links().filter_map(|href| match href.target() {
            Target::Piece(slug) => Some(slug.to_owned()),
            _ => None,
        });
        let pointed = body.all_blocks().filter_map(|block| match block {
            Block::Related(slug) => Some(slug.to_string()),
            _ => None,
        });
        let mut found = HashMap::new();
        for slug in linked.chain(pointed) {
            if let Some(piece) = pieces::with_slug(self.tx, &slug, locale)? {
                found.insert(slug, (piece.id, piece.path, piece.headline));
            }
        }
        let words = &self.site.words;
        let related = words.say(locale.language(), "related-story").into_owned();
        let letter = newsletters::offered(self, locale).map(|letter| (letter.title, letter.promise, letter.path));
        Ok(Links { root, pictures, recordings: found_recordings, pieces: found, related, letter, words: words_of(words, locale) })
    }
}

impl Links {
    pub fn render(&self, body: &Body, mode: Mode) -> String {
        html_out::write(body, self, mode)
    }

    /// A body that shares its page with others; every id in it begins with `ids`.
    pub fn render_among(&self, body: &Body, ids: &str) -> String {
        html_out::write_with_ids(body, self, Mode::Page, ids)
    }

    /// The pieces that the body leads to, which must be told when one of them goes.
    pub fn pieces(&self) -> impl Iterator<Item = PieceId> {
        self.pieces.values().map(|(id, _, _)| *id)
    }

    fn at<'a>(&self, path: &str) -> Cow<'a, str> {
        format!("{}{path}", self.root).into()
    }
}

impl Resolve for Links {
    fn picture(&self, key: &MediaKey) -> Option<Shown<'_>> {
        let picture = self.pictures.get(key.as_str())?;
        let renditions = |sources: &[view::Source]| sources.iter().map(|s| Rendition { width: s.width, url: self.at(&s.path) }).collect();
        Some(Shown {
            width: picture.width,
            height: picture.height,
            alt: picture.alt.as_str().into(),
            credit: Some(picture.credit.as_str()).filter(|credit| !credit.is_empty()).map(Cow::from),
            jpeg: renditions(&picture.jpeg),
            webp: renditions(&picture.webp),
        })
    }

    fn file<'a>(&'a self, key: &'a MediaKey) -> Option<Cow<'a, str>> {
        self.recordings.get(key.as_str()).map(|path| self.at(path))
    }

    fn href<'a>(&'a self, target: Target<'a>) -> Option<Cow<'a, str>> {
        match target {
            Target::Piece(slug) => self.pieces.get(slug).map(|(_, path, _)| self.at(path)),
            Target::Path(path) => match path.strip_prefix('/') {
                Some(from_root) => Some(self.at(from_root)),
                None => Some(path.into()),
            },
            _ => None,
        }
    }

    fn related<'a>(&'a self, slug: &'a str) -> Option<Invitation<'a>> {
        let (_, path, headline) = self.pieces.get(slug)?;
        Some(Invitation { label: self.related.as_str().into(), href: self.at(path), title: headline.as_str().into() })
    }

    fn newsletter(&self) -> Option<Invitation<'_>> {
        let (title, promise, path) = self.letter.as_ref()?;
        Some(Invitation { label: promise.as_str().into(), href: self.at(path), title: title.as_str().into() })
    }

    fn words(&self) -> &html_out::Words {
        &self.words
    }
}

fn words_of(words: &Words, locale: &Locale) -> html_out::Words {
    let say = |key| words.say(locale.language(), key).into_owned();
    html_out::Words {
        notes: say("footnotes"),
        note: say("footnote"),
        back: say("footnote-back"),
        missing_picture: say("picture-missing"),
        missing_file: say("file-missing"),
        table: say("table"),
    }
}
