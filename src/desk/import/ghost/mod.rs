//! Ghost's export: one JSON file, alone or in a zip with `content/images`.
//!
//! It is read twice, row by row: once for tags, people's names and addresses, and once for the texts. Versions 1 to 6 differ in the form of the body and in
//! where authors stand; both are told apart by what is there, not by the number.
//!
//! - `read`: the file, row by row.
//! - `tables`: the first reading.
//! - `post`: one post.

mod post;
mod read;
mod tables;

use std::collections::HashMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use kernel::Slug;
use markup::Address;

use super::archive::{Archive, Want, Zip};
use super::item::{Front, Incoming, LeftOut, Place};
use super::links::Links;
use super::local::Local;
use super::setting::Setting;
pub use read::Row;
use tables::Tables;

/// Where the JSON is.
#[derive(Debug)]
pub enum Json {
    File(PathBuf),
    /// In a zip, under this name.
    Zipped(PathBuf, String),
}

#[derive(Debug)]
pub struct Export {
    json: Json,
    setting: Setting,
    links: Links,
    cards: HashMap<String, Card>,
    local: Local,
    root: String,
}

/// What the second reading has to know of a post.
#[derive(Debug)]
struct Card {
    slug: Slug,
    meta: tables::Meta,
    sections: Vec<Slug>,
    tags: Vec<Slug>,
    authors: Vec<Slug>,
    /// Names of tags that Ghost does not show.
    internal: Vec<String>,
}

impl Json {
    /// The name of the file for a report.
    fn name(&self) -> String {
        let of = |path: &Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        match self {
            Self::File(path) => of(path),
            Self::Zipped(path, name) => format!("{}/{name}", of(path)),
        }
    }

    fn each(&self, wants: &dyn Fn(&str) -> bool, gives: &mut dyn FnMut(Row) -> Result<ControlFlow<()>>) -> Result<bool> {
        match self {
            Self::File(path) => {
                let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
                read::each(&self.name(), file, wants, gives).map(|(_, has_data)| has_data)
            }
            Self::Zipped(path, name) => {
                Zip::open(path)?.with_reader(name, |reader| read::each(&self.name(), reader, wants, gives).map(|(_, has_data)| has_data))
            }
        }
    }

    /// The export among the files of a zip or folder, by how it begins.
    pub fn find(archive: &Archive) -> Result<Option<Self>> {
        let mut names = Vec::new();
        if matches!(archive, Archive::Tar(_) | Archive::TarGz(_)) {
            return Ok(None);
        }
        archive.walk(
            &mut |path| {
                if path.ends_with(".json") && path.split('/').count() <= 3 && names.len() < 50 {
                    names.push(path.to_owned());
                }
                Want::Nothing
            },
            &mut |_| Ok(ControlFlow::Continue(())),
        )?;
        for name in names {
            let json = match archive {
                Archive::Zip(path) => Self::Zipped(path.clone(), name),
                other => Self::File(other.path().join(name)),
            };
            if json.head().is_ok_and(|head| Self::is_one(&head)) {
                return Ok(Some(json));
            }
        }
        Ok(None)
    }

    fn head(&self) -> Result<Vec<u8>> {
        use std::io::Read;
        let mut head = Vec::new();
        match self {
            Self::File(path) => File::open(path)?.take(4096).read_to_end(&mut head).map(|_| ())?,
            Self::Zipped(path, name) => {
                Zip::open(path)?.with_reader(name, |reader| Ok(reader.take(4096).read_to_end(&mut head).map(|_| ())?))?
            }
        }
        Ok(head)
    }

    /// Whether a file begins as such an export does.
    pub fn is_one(head: &[u8]) -> bool {
        let head: String =
            String::from_utf8_lossy(head).trim_start_matches('\u{feff}').chars().filter(|c| !c.is_whitespace()).take(40).collect();
        ["{\"db\":[", "{\"meta\":{", "{\"data\":{"].iter().any(|start| head.starts_with(start))
    }
}

impl Export {
    /// The first reading. Pictures are looked for in `archive`, where there is one.
    pub fn open(json: Json, archive: Option<&Archive>, mut setting: Setting) -> Result<(Self, Front)> {
        let mut tables = Tables::default();
        let has_data = json.each(&|table| tables::WANTED.contains(&table), &mut |row| {
            tables.take(&row);
            tables.within().with_context(|| json.name())?;
            Ok(ControlFlow::Continue(()))
        })?;
        if !has_data {
            bail!("{} is no export of Ghost: there is no “data” in it", json.name());
        }
        let mut links = Links::new(setting.base.clone());
        let (cards, front) = tables.finish(&mut setting, &mut links);
        let (mut local, mut root) = (Local::default(), String::new());
        if let Some(archive) = archive {
            local = Local::of(archive)?;
            archive.walk(
                &mut |path| {
                    if let Some(at) = path.find("content/images/").or_else(|| path.find("images/")) {
                        root = path[..at].to_owned();
                        local.note(path);
                    }
                    Want::Nothing
                },
                &mut |_| Ok(ControlFlow::Continue(())),
            )?;
        }
        Ok((Self { json, setting, links, cards, local, root }, front))
    }

    pub fn read(&self, gives: &mut dyn FnMut(Row) -> Result<ControlFlow<()>>) -> Result<()> {
        self.json.each(&|table| table == "posts", gives).map(|_| ())
    }

    pub fn parse(&self, row: &Row) -> Vec<Incoming> {
        let place = Place::of(self.json.name(), row.line);
        if let Some(reason) = &row.trouble {
            return vec![Incoming::LeftOut(LeftOut {
                kind: "post",
                name: super::text::plain(&tables::field(&row.value, "title")),
                place,
                reason: reason.clone(),
            })];
        }
        let Some(card) = self.cards.get(&tables::field(&row.value, "id")) else {
            let name = super::text::plain(&tables::field(&row.value, "title"));
            let reason = "it has no “id”, by which its tags and authors name it".into();
            return vec![Incoming::LeftOut(LeftOut { kind: "post", name, place, reason })];
        };
        vec![Incoming::Piece(Box::new(post::read(self, &row.value, place, card)))]
    }

    /// The bytes of a picture that lies in the source.
    pub fn picture(&self, address: &Address) -> Option<Vec<u8>> {
        self.local.read(self.local_picture(address)?)
    }

    fn local_picture(&self, address: &Address) -> Option<&str> {
        let url = url::Url::parse(address.as_str()).ok()?;
        let path = url.path().trim_start_matches('/');
        // Ghost keeps smaller copies beside the picture: `content/images/size/w600/2021/a.jpg`.
        let whole = path.split_once("/size/w").and_then(|(before, after)| Some(format!("{before}/{}", after.split_once('/')?.1)));
        let found = |path: &str| self.local.find(&self.root, path).or_else(|| self.local.find(&self.root, path.strip_prefix("content/")?));
        self.links.is_own(&url).then(|| whole.as_deref().and_then(found).or_else(|| found(path))).flatten()
    }
}
