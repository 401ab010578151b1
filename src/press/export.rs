//! An edition as plain files, for any host, any sub-path, or a folder.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use seal::{Packer, SitePath};
use store::{Place, Tx};

use super::finder::{self, Ground};
use crate::paper::Paper;
use crate::paper::edition::PageEntry;
use crate::paper::shelf::Shelf;
use crate::paper::store::editions;

/// What an export wrote.
#[derive(Debug, Default, serde::Serialize)]
pub struct Exported {
    pub edition: u64,
    pub files: u64,
    pub unchanged: u64,
    pub removed: u64,
    pub bytes: u64,
}

/// The largest page that is unpacked.
const LARGEST: u64 = 64 << 20;

/// Writes every page of the last edition below `dir`, its objects below `o/`, the index for its search, and at last its signed head. A folder that an older edition was exported to
/// is brought up to date: what is the same is left alone, what is gone is removed. The newspaper may be served, and go on printing, meanwhile.
///
/// # Errors
/// A folder that holds something else is refused.
pub fn export(
    place: Place,
    shelf: Shelf,
    public: String,
    ground: Ground,
    dir: PathBuf,
    progress: impl FnMut(u64, u64) + Send + 'static,
) -> Result<Exported> {
    Paper::look(place, move |tx| {
        Export { tx, shelf, packer: Packer::new(1), out: Exported::default(), known: HashSet::new(), dir: &dir }
            .run(&public, &ground, progress)
    })
}

struct Export<'a, 'tx> {
    /// One moment of the database, from the first page to the head.
    tx: &'a mut Tx<'tx>,
    shelf: Shelf,
    packer: Packer,
    dir: &'a Path,
    out: Exported,
    known: HashSet<String>,
}

impl Export<'_, '_> {
    fn run(mut self, public: &str, ground: &Ground, mut progress: impl FnMut(u64, u64)) -> Result<Exported> {
        let dir = self.dir;
        let head = editions::last(self.tx)?.context("nothing has been printed yet; publish something, or run `indelible edition print`")?;
        self.out.edition = head.number;
        std::fs::create_dir_all(dir).with_context(|| format!("cannot make the folder {}", dir.display()))?;
        if std::fs::read_dir(dir)?.next().is_some() && !dir.join("edition.json").exists() {
            bail!("{} holds something that is no exported edition; name an empty folder", dir.display());
        }
        let pages = editions::all_pages(self.tx)?;
        let total = pages.len() as u64;
        for (n, (path, entry)) in pages.iter().enumerate() {
            self.page(path, entry)?;
            progress(n as u64 + 1, total);
        }
        self.shards(&head.head)?;
        self.index(ground, &pages)?;
        self.put("edition.pub", public.as_bytes())?;
        self.put("edition.json.minisig", head.signature.as_bytes())?;
        self.put("edition.json", &head.head)?;
        remove_others(dir, dir, &self.known, &mut self.out)?;
        Ok(self.out)
    }

    fn page(&mut self, path: &str, entry: &PageEntry) -> Result<()> {
        let site: SitePath = path.parse().with_context(|| format!("“{path}” is no path of an edition"))?;
        let media_type = entry.media_type.as_str();
        let stored = match editions::object(self.tx, entry.hash)? {
            Some(bytes) => bytes,
            None => self.shelf.get(entry.hash)?.with_context(|| format!("the object {} is missing", entry.hash))?,
        };
        self.put(&entry.hash.object_path(), &stored)?;
        if seal::object::is_gzipped(media_type) {
            let plain = self.packer.unpack(media_type, &stored, LARGEST)?;
            self.put(site.file().as_ref(), &plain)
        } else {
            self.put(site.file().as_ref(), &stored)
        }
    }

    /// The objects of the manifest itself: years, months, segments.
    fn shards(&mut self, head: &[u8]) -> Result<()> {
        let manifest = seal::Manifest::load(head)?;
        let mut read = Vec::new();
        let get = |link: seal::manifest::Link| {
            let bytes = editions::object(self.tx, link.hash)?.with_context(|| format!("the object {} is missing", link.hash))?;
            read.push((link.hash, bytes.clone()));
            Ok(bytes)
        };
        manifest.entries(get).try_for_each(|entry| entry.map(|_| ()))?;
        read.iter().try_for_each(|(hash, bytes)| self.put(&hash.object_path(), bytes))
    }

    /// The index that the search of a copy reads. It is made here and is no part of the signed edition; what it leads to is.
    fn index(&mut self, ground: &Ground, pages: &[(String, PageEntry)]) -> Result<()> {
        let printed: HashSet<&str> = pages.iter().filter(|(_, entry)| entry.status == 200).map(|(path, _)| path.as_str()).collect();
        let Self { tx, dir, out, known, .. } = self;
        finder::write(tx, ground, out.edition, &printed, |name, bytes| {
            known.insert(name.to_owned());
            put(&dir.join(name), bytes, out)
        })
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.known.insert(name.to_owned());
        put(&self.dir.join(name), bytes, &mut self.out)
    }
}

/// Writes a file whole or not at all; one that holds the same bytes is left alone.
fn put(path: &Path, bytes: &[u8], out: &mut Exported) -> Result<()> {
    let same =
        std::fs::metadata(path).is_ok_and(|meta| meta.len() == bytes.len() as u64) && std::fs::read(path).is_ok_and(|old| old == bytes);
    if same {
        out.unchanged += 1;
        return Ok(());
    }
    let folder = path.parent().context("a file has a folder")?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    file.as_file().set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    file.persist(path).with_context(|| format!("cannot write {}", path.display()))?;
    out.files += 1;
    out.bytes += bytes.len() as u64;
    Ok(())
}

/// Removes files of an older edition, and folders that are empty then.
fn remove_others(dir: &Path, root: &Path, known: &HashSet<String>, out: &mut Exported) -> Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path: PathBuf = entry?.path();
        if path.is_dir() {
            remove_others(&path, root, known, out)?;
            let _ = std::fs::remove_dir(&path); // only succeeds when it is empty
        } else if !known.contains(&path.strip_prefix(root)?.to_string_lossy().replace('\\', "/")) {
            std::fs::remove_file(&path)?;
            out.removed += 1;
        }
    }
    Ok(())
}
