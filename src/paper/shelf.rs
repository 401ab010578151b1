//! Media files by their hash: `objects/<aa>/<sha256>`, written once and never changed.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use seal::Hash;

#[derive(Clone, Debug)]
pub struct Shelf(PathBuf);

impl Shelf {
    /// `dir` is made when it is missing.
    pub fn open(dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot make the folder {}", dir.display()))?;
        Ok(Self(dir.to_owned()))
    }

    /// Where an object lies, whether it is there or not.
    pub fn path(&self, hash: Hash) -> PathBuf {
        let hex = hash.to_string();
        self.0.join(&hex[..2]).join(hex)
    }

    /// Keeps the bytes: after this returns, they are there whole, or (after a crash before) not at all.
    pub fn put(&self, bytes: &[u8]) -> Result<Hash> {
        let hash = Hash::of(bytes);
        let path = self.path(hash);
        if path.exists() {
            return Ok(hash);
        }
        let folder = path.parent().context("an object has a folder")?;
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(&path).with_context(|| format!("cannot keep {}", path.display()))?;
        Ok(hash)
    }

    /// `None` when there is no such object.
    pub fn get(&self, hash: Hash) -> Result<Option<Vec<u8>>> {
        match std::fs::read(self.path(hash)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e).with_context(|| format!("cannot read the object {hash}")),
        }
    }

    pub fn remove(&self, hash: Hash) -> Result<()> {
        match std::fs::remove_file(self.path(hash)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e).with_context(|| format!("cannot remove the object {hash}")),
            _ => Ok(()),
        }
    }
}
