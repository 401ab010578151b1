//! A zip archive: read in its own order, and by name for pictures.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use zip::ZipArchive;

use super::{Entry, Gives, TOO_MUCH, Want, Wants, most_unpacked, safe, shown};

/// The list of entries is held in memory, a few hundred bytes for each.
const MOST_ENTRIES: u64 = 500_000;

#[derive(Debug)]
pub struct Zip {
    archive: ZipArchive<BufReader<File>>,
    path: PathBuf,
    /// Bytes that its entries may still unpack to, in one walk.
    left: u64,
}

impl Zip {
    pub fn open(path: &Path) -> Result<Self> {
        let mut file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let count = count(&mut file).with_context(|| format!("{} is no whole zip archive", path.display()))?;
        if count > MOST_ENTRIES {
            bail!("{} holds {count} entries, and at most {MOST_ENTRIES} are read; unpack it and import the folder", path.display());
        }
        file.rewind()?;
        let left = most_unpacked(file.metadata()?.len());
        let archive = ZipArchive::new(BufReader::new(file)).map_err(|e| anyhow!("{}: {e}", path.display()))?;
        Ok(Self { archive, path: path.to_owned(), left })
    }

    pub(super) fn walk(mut self, wants: Wants<'_>, gives: Gives<'_>) -> Result<()> {
        for index in 0..self.archive.len() {
            let given = match self.entry(index, wants)? {
                None => continue,
                Some(entry) => entry,
            };
            if gives(given)? == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }

    fn entry(&mut self, index: usize, wants: Wants<'_>) -> Result<Option<Entry>> {
        let path = &self.path;
        let broken = |what: &str, e: &dyn std::fmt::Display| anyhow!("{}, {what}: {e}", path.display());
        let (name, is_file, is_link) = {
            let about = self.archive.by_index_raw(index).map_err(|e| broken(&format!("entry {index}"), &e))?;
            (about.name_raw().to_vec(), about.is_file(), about.is_symlink())
        };
        let passed_over = |reason| Ok(Some(Entry::PassedOver { path: shown(&name), reason }));
        if is_link {
            return passed_over("it is a link, and links are not followed");
        }
        if !is_file {
            return Ok(None);
        }
        let safe = match safe(&name) {
            Ok(safe) => safe,
            Err(reason) => return passed_over(reason),
        };
        let Want::UpTo(most) = wants(&safe) else { return Ok(None) };
        let entry = match self.archive.by_index(index) {
            Ok(entry) => entry,
            Err(_) => return passed_over("it is encrypted, or packed in a way that is not read here"),
        };
        let mut bytes = Vec::new();
        // What the list says of its size may be a lie, so the bytes themselves are counted; entries may share them, so each counts.
        let read = entry.take(most + 1).read_to_end(&mut bytes);
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(|| broken(&shown(&name), &TOO_MUCH))?;
        if read.is_err() {
            return passed_over("it is damaged");
        }
        if bytes.len() as u64 > most {
            return passed_over("it is too large for what it is");
        }
        Ok(Some(Entry::File { path: safe, bytes }))
    }

    /// One entry as a stream.
    pub fn with_reader<T>(&mut self, name: &str, act: impl FnOnce(&mut dyn Read) -> Result<T>) -> Result<T> {
        let mut entry = self.archive.by_name(name).map_err(|e| anyhow!("{}, {name}: {e}", self.path.display()))?;
        act(&mut entry)
    }

    /// The bytes of one entry, if it is there and no larger than `most`.
    pub fn by_name(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        let entry = self.archive.by_name(name).ok().filter(|entry| entry.is_file())?;
        let mut bytes = Vec::new();
        entry.take(most + 1).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 <= most).then_some(bytes)
    }
}

/// How many entries the end of the file promises, before any memory is given to them (APPNOTE 4.3.14 to 4.3.16).
fn count(file: &mut File) -> Result<u64> {
    let size = file.seek(SeekFrom::End(0))?;
    let length = size.min(66_000);
    file.seek(SeekFrom::Start(size - length))?;
    let mut tail = Vec::new();
    file.take(length).read_to_end(&mut tail)?;
    let at = tail.windows(4).rposition(|four| four == b"PK\x05\x06").context("its list of entries is missing")?;
    let number = |from: usize, bytes: usize| {
        let bytes = tail.get(from..from + bytes).context("its list of entries is cut off")?;
        Ok::<u64, anyhow::Error>(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    match number(at + 10, 2)? {
        0xffff => {
            let wide = tail.windows(4).rposition(|four| four == b"PK\x06\x06").context("its list of entries is missing")?;
            number(wide + 32, 8)
        }
        count => Ok(count),
    }
}
