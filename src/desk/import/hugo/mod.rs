//! A folder of Markdown with heads: Hugo's `content`, Jekyll's `_posts`, or neither.
//!
//! It is read twice: once for what there is, so that links between pieces can be led to their new places, and once for the pieces themselves.
//!
//! - `layout`: which file is what; `site`: the site's own settings.
//! - `front`, `head`, `dates`: what stands at the head of a file.
//! - `index`: the first reading. `piece`: the second.
//! - `addresses`: where a piece stood.
//! - `markdown`, `shortcodes`, `liquid`: the text.

mod addresses;
mod dates;
mod front;
mod head;
mod index;
mod layout;
mod liquid;
mod markdown;
mod piece;
pub mod shortcodes;
mod site;

use std::collections::HashMap;
use std::ops::ControlFlow;

use anyhow::Result;
use markup::Address;

use index::{Card, Index};
use layout::{Flavour, Layout};
use site::SiteSettings;

use super::archive::{Archive, Entry, TEXT_BYTES, Want};
use super::item::{self, Incoming};
use super::links::Links;
use super::local::Local;
use super::setting::Setting;

#[derive(Debug)]
pub struct Folder {
    archive: Archive,
    layout: Layout,
    setting: Setting,
    links: Links,
    files: String,
    cards: HashMap<String, Card>,
    local: Local,
    root: String,
}

/// One file as it lies in the source.
#[derive(Debug)]
pub struct File {
    path: String,
    bytes: Vec<u8>,
}

impl File {
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    pub fn name(&self) -> &str {
        &self.path
    }
}

impl Folder {
    /// The first reading. `None` when there is no article in it.
    pub fn open(archive: Archive, setting: Setting) -> Result<Option<(Self, item::Front)>> {
        let (layout, configs) = Layout::find(&archive)?;
        let site = SiteSettings::read(&configs);
        let mut links = Links::new(setting.base.clone().or_else(|| site.base.clone()));
        let mut index = Index::read(&archive, &setting, &layout, &site)?;
        if index.cards.is_empty() && index.left_out.iter().all(|thing| thing.kind == "files") {
            return Ok(None);
        }
        index.finish(&mut links);
        let Index { cards, mut terms, local, left_out, mut remarks, .. } = index;
        terms.order_sections();
        remarks.extend(site.remarks);
        let redirects = terms.redirects(&setting.locales);
        let front = item::Front { terms: terms.into_terms(), redirects, left_out, remarks, pieces: cards.len() as u64 };
        let root = layout.root().to_owned();
        Ok(Some((Self { archive, layout, setting, links, files: site.files, cards, local, root }, front)))
    }

    pub fn format(&self) -> &'static str {
        match self.layout.flavour {
            Flavour::Hugo => "hugo",
            Flavour::Jekyll => "jekyll",
            Flavour::Plain => "markdown",
        }
    }

    /// The second reading, file by file.
    pub fn read(&self, gives: &mut dyn FnMut(File) -> Result<ControlFlow<()>>) -> Result<()> {
        self.archive.walk(&mut |path| if self.cards.contains_key(path) { Want::UpTo(TEXT_BYTES) } else { Want::Nothing }, &mut |entry| {
            match entry {
                Entry::File { path, bytes } => gives(File { path, bytes }),
                Entry::PassedOver { .. } => Ok(ControlFlow::Continue(())),
            }
        })
    }

    pub fn parse(&self, file: &File) -> Vec<Incoming> {
        let card = self.cards.get(&file.path);
        let piece = card.and_then(|card| piece::read(self, &file.path, &file.bytes, card));
        piece.map(|piece| Incoming::Piece(Box::new(piece))).into_iter().collect()
    }

    /// The bytes of a picture that lies in the source.
    pub fn picture(&self, address: &Address) -> Option<Vec<u8>> {
        self.local.read(self.local_picture(address)?)
    }

    fn local_picture(&self, address: &Address) -> Option<&str> {
        let url = url::Url::parse(address.as_str()).ok()?;
        self.links.is_own(&url).then(|| self.local.find(&self.root, url.path())).flatten()
    }

    fn origin(&self, path: &str) -> String {
        let inside = self.layout.inside(path);
        format!("{}:{}", self.format(), inside.strip_prefix(self.layout.content()).unwrap_or(inside))
    }

    /// The origin of the piece that a translation belongs to, if it is in the source: under its plain path, or under one that says its language.
    fn origin_of_original(&self, original: &str) -> Option<String> {
        let root = format!("{}{}", self.layout.root(), self.layout.content());
        let (stem, ending) = original.rsplit_once('.')?;
        let first = &self.setting.locale;
        let candidates = [format!("{root}{original}"), format!("{root}{stem}.{first}.{ending}"), format!("{root}{first}/{original}")];
        candidates.into_iter().find(|path| self.cards.contains_key(path)).map(|path| self.origin(&path))
    }
}
