//! A folder, a `.tar.gz`, a `.tar` or a `.zip`, read as one stream of safe entries.
//!
//! Nothing is unpacked to the disk. Names that could climb out of a folder, links and devices are named and passed over; what an archive may unpack to is
//! held within limits, so that a small file cannot fill the memory or take the day.
//!
//! - `folder`, `tarball`, `zipped`: the three shapes.

mod folder;
mod tarball;
mod zipped;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

pub use zipped::Zip;

/// An article's file; longer ones are passed over.
pub const TEXT_BYTES: u64 = 8 << 20;
/// A picture's file, as the media library takes it.
pub const PICTURE_BYTES: u64 = 25 << 20;
/// Entries of an archive, of any kind.
pub const MOST_ENTRIES: u64 = 2_000_000;

/// Text packs to a fifth or a tenth; a bomb to a thousandth.
const MOST_TIMES: u64 = 100;
const ALWAYS_ALLOWED: u64 = 256 << 20;
const TOO_MUCH: &str =
    "it unpacks to more than 100 times its size, as no archive of articles does; unpack it yourself and import the folder";

/// How much a file of this size may unpack to, in bytes.
fn most_unpacked(packed: u64) -> u64 {
    ALWAYS_ALLOWED.saturating_add(packed.saturating_mul(MOST_TIMES))
}

#[derive(Debug)]
pub enum Archive {
    Folder(PathBuf),
    TarGz(PathBuf),
    Tar(PathBuf),
    Zip(PathBuf),
}

/// What the reader of an archive wants of an entry, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Its bytes, if there are no more than this.
    UpTo(u64),
    Nothing,
}

/// One entry, or why it was passed over.
#[derive(Debug)]
pub enum Entry {
    File { path: String, bytes: Vec<u8> },
    PassedOver { path: String, reason: &'static str },
}

pub type Wants<'a> = &'a mut dyn FnMut(&str) -> Want;
pub type Gives<'a> = &'a mut dyn FnMut(Entry) -> Result<ControlFlow<()>>;

impl Archive {
    /// By what the file begins with; `None` for a file that is no archive.
    pub fn open(path: &Path) -> Result<Option<Self>> {
        if path.is_dir() {
            return Ok(Some(Self::Folder(path.to_owned())));
        }
        let head = head(path)?;
        let is_tar = head.get(257..262) == Some(b"ustar");
        Ok(match head.get(..4) {
            Some([0x1f, 0x8b, ..]) => Some(Self::TarGz(path.to_owned())),
            Some(b"PK\x03\x04" | b"PK\x05\x06") => Some(Self::Zip(path.to_owned())),
            _ if is_tar => Some(Self::Tar(path.to_owned())),
            Some([0x42, 0x5a, 0x68, _] | [0xfd, 0x37, 0x7a, 0x58] | [0x28, 0xb5, 0x2f, 0xfd]) => {
                bail!("{} is packed in a way that is not read here; pack it as .tar.gz or .zip", path.display())
            }
            _ => None,
        })
    }

    /// Goes through all entries, folders in the order of their names, archives in their own order.
    ///
    /// # Errors
    /// An archive that is damaged or beyond its limits, with the entry at which that showed.
    pub fn walk(&self, wants: Wants<'_>, gives: Gives<'_>) -> Result<()> {
        match self {
            Self::Folder(path) => folder::walk(path, wants, gives),
            Self::TarGz(path) => {
                let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
                let size = file.metadata()?.len();
                let unpacked = flate2::read::MultiGzDecoder::new(std::io::BufReader::new(file));
                tarball::walk(path, tarball::Limited::new(unpacked, most_unpacked(size)), wants, gives)
            }
            Self::Tar(path) => {
                let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
                tarball::walk(path, std::io::BufReader::new(file), wants, gives)
            }
            Self::Zip(path) => Zip::open(path)?.walk(wants, gives),
        }
    }

    pub fn path(&self) -> &Path {
        match self {
            Self::Folder(path) | Self::TarGz(path) | Self::Tar(path) | Self::Zip(path) => path,
        }
    }
}

fn head(path: &Path) -> Result<Vec<u8>> {
    use std::io::Read;
    let mut head = Vec::with_capacity(512);
    let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    file.take(512).read_to_end(&mut head).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(head)
}

/// The name of an entry as a relative path with `/`, or why it is none that we take.
fn safe(name: &[u8]) -> Result<String, &'static str> {
    let name = std::str::from_utf8(name).map_err(|_| "its name is no UTF-8")?;
    if name.starts_with('/') || name.contains('\\') || name.as_bytes().get(1) == Some(&b':') {
        return Err("its name is an absolute path or one of another system");
    }
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err("its name leads out of the folder");
    }
    if parts.is_empty() || name.len() > 1024 || name.chars().any(char::is_control) {
        return Err("its name is empty, too long or holds control characters");
    }
    Ok(parts.join("/"))
}

/// A name for a report, whatever it holds.
fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name).chars().map(|c| if c.is_control() { '�' } else { c }).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_climbs_is_no_name() {
        assert_eq!(safe(b"./content//news/a.md"), Ok("content/news/a.md".into()));
        for bad in [&b"../a"[..], b"a/../../b", b"/etc/passwd", b"C:/x", b"a\\b", b"a\0b", b"\xff", b"", b"./"] {
            assert!(safe(bad).is_err(), "{bad:?}");
        }
    }
}
