//! Whatever was given: which importer reads it.

use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context, Result, bail};
use markup::Address;

use super::archive::Archive;
use super::item::{Front, Incoming};
use super::setting::Setting;
use super::{ghost, hugo, wxr};

#[derive(Debug)]
pub enum Source {
    Folder(Box<hugo::Folder>),
    WordPress(Box<wxr::Export>),
    Ghost(Box<ghost::Export>),
}

/// One piece as it lies in the source, not understood yet.
#[derive(Debug)]
pub enum Raw {
    File(hugo::File),
    Item(wxr::Element),
    Row(ghost::Row),
}

impl Raw {
    /// About how many bytes of memory it takes.
    pub fn size(&self) -> usize {
        match self {
            Self::File(file) => file.size(),
            Self::Item(item) => item.size(),
            Self::Row(row) => row.size(),
        }
    }

    /// What a person would call it.
    pub fn name(&self) -> String {
        match self {
            Self::File(file) => file.name().to_owned(),
            Self::Item(item) => item.field("title").to_owned(),
            Self::Row(row) => row.title(),
        }
    }
}

type Gives<'a> = &'a mut dyn FnMut(Raw) -> Result<ControlFlow<()>>;

impl Source {
    /// The first reading.
    ///
    /// # Errors
    /// When it is none of what can be imported, or cannot be read; then nothing has been brought in.
    pub fn open(path: &Path, setting: Setting) -> Result<(Self, Front)> {
        if !path.exists() {
            bail!("there is nothing at {}", path.display());
        }
        let Some(archive) = Archive::open(path)? else { return Self::open_file(path, setting) };
        if let Some(json) = ghost::Json::find(&archive)? {
            let (export, front) = ghost::Export::open(json, Some(&archive), setting)?;
            return Ok((Self::Ghost(Box::new(export)), front));
        }
        match hugo::Folder::open(archive, setting)? {
            Some((folder, front)) => Ok((Self::Folder(Box::new(folder)), front)),
            None => bail!("there are no articles in {}: neither files of Markdown nor an export of Ghost", path.display()),
        }
    }

    fn open_file(path: &Path, setting: Setting) -> Result<(Self, Front)> {
        let mut head = Vec::new();
        std::fs::File::open(path)
            .and_then(|file| file.take(4096).read_to_end(&mut head))
            .with_context(|| format!("cannot read {}", path.display()))?;
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            bail!("{} is written in UTF-16; convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)", path.display());
        }
        if ghost::Json::is_one(&head) {
            let (export, front) = ghost::Export::open(ghost::Json::File(path.to_owned()), None, setting)?;
            return Ok((Self::Ghost(Box::new(export)), front));
        }
        if wxr::Export::is_one(&head) {
            let (export, front) = wxr::Export::open(path, setting)?;
            return Ok((Self::WordPress(Box::new(export)), front));
        }
        bail!(
            "{} is nothing that can be imported: it takes a folder (or .tar.gz, .zip) of Hugo, Jekyll or Markdown, WordPress's export (.xml), or Ghost's (.json, .zip)",
            path.display()
        )
    }

    pub fn format(&self) -> &'static str {
        match self {
            Self::Folder(folder) => folder.format(),
            Self::WordPress(_) => "wordpress",
            Self::Ghost(_) => "ghost",
        }
    }

    /// The second reading, piece by piece.
    pub fn read(&self, gives: Gives<'_>) -> Result<()> {
        match self {
            Self::Folder(folder) => folder.read(&mut |file| gives(Raw::File(file))),
            Self::WordPress(export) => export.read(&mut |item| gives(Raw::Item(item))),
            Self::Ghost(export) => export.read(&mut |row| gives(Raw::Row(row))),
        }
    }

    /// What a raw piece is. Threads may do this side by side.
    pub fn parse(&self, raw: &Raw) -> Vec<Incoming> {
        match (self, raw) {
            (Self::Folder(folder), Raw::File(file)) => folder.parse(file),
            (Self::WordPress(export), Raw::Item(item)) => export.parse(item),
            (Self::Ghost(export), Raw::Row(row)) => export.parse(row),
            _ => Vec::new(),
        }
    }

    /// The bytes of a picture that lies in the source itself.
    pub fn picture(&self, address: &Address) -> Option<Vec<u8>> {
        match self {
            Self::Folder(folder) => folder.picture(address),
            Self::WordPress(_) => None,
            Self::Ghost(export) => export.picture(address),
        }
    }
}
