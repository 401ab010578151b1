//! An edition as plain files, for any host, any sub-path, or a folder.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use seal::{Packer, SitePath};

use super::stand::Stand;
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

/// Writes every page of the served edition below `dir`, its objects below `o/`, and at last its signed head. A folder that an older edition was exported to
/// is brought up to date: what is the same is left alone, what is gone is removed.
///
/// # Errors
/// A folder that holds something else is refused.
pub fn export(
    paper: &Paper,
    shelf: &Shelf,
    stand: &Stand,
    public: &str,
    dir: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<Exported> {
    let head = stand.head().context("nothing has been printed yet; publish something, or run `indelible edition print`")?;
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make the folder {}", dir.display()))?;
    let strange = std::fs::read_dir(dir)?.next().is_some() && !dir.join("edition.json").exists();
    if strange {
        bail!("{} holds something that is no exported edition; name an empty folder", dir.display());
    }
    let pages = paper.db().read_now(editions::all_pages)?;
    let mut out = Exported { edition: head.number, ..Exported::default() };
    let total = pages.len() as u64;
    let mut packer = Packer::new(1);
    let mut known = std::collections::HashSet::new();
    for (n, (path, entry)) in pages.iter().enumerate() {
        let site: SitePath = path.parse().with_context(|| format!("“{path}” is no path of an edition"))?;
        let object = entry.hash.object_path();
        let stored = stored(paper, shelf, entry)?;
        let gzipped = seal::object::is_gzipped(entry.media_type.as_str());
        let plain = if gzipped { packer.unpack(entry.media_type.as_str(), &stored, LARGEST)? } else { stored.clone() };
        for (name, bytes) in [(object.as_str(), &stored), (site.file().as_ref(), &plain)] {
            known.insert(name.to_owned());
            put(&dir.join(name), bytes, &mut out)?;
        }
        progress(n as u64 + 1, total);
    }
    for hash in shards(paper, &head.json)? {
        let name = hash.object_path();
        let bytes = paper.db().read_now(move |tx| editions::object(tx, hash))?.with_context(|| format!("the object {hash} is missing"))?;
        put(&dir.join(&name), &bytes, &mut out)?;
        known.insert(name);
    }
    for (name, bytes) in [("edition.pub", public.as_bytes()), ("edition.json.minisig", &head.signature), ("edition.json", &head.json)] {
        put(&dir.join(name), bytes, &mut out)?;
        known.insert(name.to_owned());
    }
    remove_others(dir, dir, &known, &mut out)?;
    Ok(out)
}

fn stored(paper: &Paper, shelf: &Shelf, entry: &PageEntry) -> Result<Vec<u8>> {
    let hash = entry.hash;
    let kept = paper.db().read_now(move |tx| editions::object(tx, hash))?;
    match kept {
        Some(bytes) => Ok(bytes),
        None => shelf.get(hash)?.with_context(|| format!("the object {hash} is missing")),
    }
}

/// The objects of the manifest itself: years, months, segments.
fn shards(paper: &Paper, head: &[u8]) -> Result<Vec<seal::Hash>> {
    let manifest = seal::Manifest::load(head)?;
    let mut read = Vec::new();
    let get = |link: seal::manifest::Link| {
        read.push(link.hash);
        paper.db().read_now(move |tx| editions::object(tx, link.hash))?.with_context(|| format!("the object {} is missing", link.hash))
    };
    manifest.entries(get).try_for_each(|entry| entry.map(|_| ()))?;
    Ok(read)
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
fn remove_others(dir: &Path, root: &Path, known: &std::collections::HashSet<String>, out: &mut Exported) -> Result<()> {
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
