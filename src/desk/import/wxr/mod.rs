//! WordPress's export, WXR: an RSS file with everything in it.
//!
//! It is read twice, as a stream: once for authors, categories, attachments and addresses, and once for posts and pages.
//!
//! - `read`: the file, element by element.
//! - `index`: the first reading.
//! - `menus`: in which order sections stand.
//! - `body`, `autop`: the text of a post.
//! - `post`: one post or page.

mod autop;
mod body;
mod index;
mod menus;
mod post;
mod read;

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Result;
use kernel::{Locale, Slug};

use super::brackets::Attachments;
use super::item::{self, Incoming, LeftOut, Place};
use super::links::Links;
use super::setting::Setting;
pub use read::Element;

#[derive(Debug)]
pub struct Export {
    path: PathBuf,
    setting: Setting,
    links: Links,
    host: String,
    posts: HashMap<u64, Card>,
    library: Library,
    /// The id of the post in the paper's first language, for each group of translations.
    originals: HashMap<String, u64>,
}

/// What the second reading has to know of a post.
#[derive(Debug)]
struct Card {
    locale: Locale,
    slug: Slug,
    /// Where it begins: another post of the same number is another one.
    line: u64,
}

#[derive(Debug, Default)]
struct Library {
    /// Address, alternative text, caption.
    pictures: HashMap<u64, (String, String, String)>,
    of_post: HashMap<u64, Vec<u64>>,
}

impl Attachments for Library {
    fn picture(&self, id: u64) -> Option<(&str, &str, &str)> {
        self.pictures.get(&id).map(|(url, alt, caption)| (url.as_str(), alt.as_str(), caption.as_str()))
    }

    fn of_post(&self, post: u64) -> Vec<u64> {
        self.of_post.get(&post).cloned().unwrap_or_default()
    }
}

impl Export {
    /// Whether a file begins as such an export does.
    pub fn is_one(head: &[u8]) -> bool {
        let head = String::from_utf8_lossy(head);
        let head = head.trim_start_matches('\u{feff}').trim_start();
        head.starts_with("<?xml") || head.starts_with("<rss") || head.starts_with("<!--")
    }

    pub fn open(path: &Path, setting: Setting) -> Result<(Self, item::Front)> {
        index::read(path, setting)
    }

    pub fn read(&self, gives: &mut dyn FnMut(Element) -> Result<ControlFlow<()>>) -> Result<()> {
        read::each(&self.path, &mut |element| {
            if element.name == "item" && index::is_post(&element) { gives(element) } else { Ok(ControlFlow::Continue(())) }
        })
    }

    pub fn parse(&self, element: &Element) -> Vec<Incoming> {
        let place = Place::of(file_name(&self.path), element.line);
        if let Some(reason) = &element.trouble {
            let name = super::text::plain(element.field("title"));
            return vec![Incoming::LeftOut(LeftOut { kind: "post", name, place, reason: reason.clone() })];
        }
        vec![post::read(self, element, place)]
    }
}

/// What a report calls the file.
fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
