//! Pictures that lie in the source itself, found by the address that pages gave them.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;

use super::archive::{Archive, PICTURE_BYTES, Zip};
use super::text::percent_decoded;

/// As much as a tar archive's pictures may take on the disk while they wait, in bytes.
const SPOOL_BYTES: u64 = 8 << 30;

#[derive(Debug, Default)]
pub struct Local {
    /// Paths in the archive.
    names: HashSet<String>,
    keep: Keep,
}

#[derive(Debug, Default)]
enum Keep {
    #[default]
    Nothing,
    Folder(PathBuf),
    Zip(Mutex<Zip>),
    /// A tar archive can only be read from its beginning; so its pictures wait in a file without a name, which is gone with the process.
    Spool {
        file: Mutex<File>,
        places: HashMap<String, (u64, u64)>,
        end: u64,
    },
}

impl Local {
    pub fn of(archive: &Archive) -> Result<Self> {
        let keep = match archive {
            Archive::Folder(path) => Keep::Folder(path.clone()),
            Archive::Zip(path) => Keep::Zip(Mutex::new(Zip::open(path)?)),
            Archive::Tar(_) | Archive::TarGz(_) => Keep::Spool { file: Mutex::new(tempfile::tempfile()?), places: HashMap::new(), end: 0 },
        };
        Ok(Self { names: HashSet::new(), keep })
    }

    /// Whether the bytes of a picture have to be given now.
    pub fn wants_bytes(&self) -> bool {
        matches!(self.keep, Keep::Spool { end, .. } if end < SPOOL_BYTES)
    }

    pub fn note(&mut self, path: &str) {
        self.names.insert(path.to_owned());
    }

    pub fn keep(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        if let Keep::Spool { file, places, end } = &mut self.keep {
            file.get_mut().unwrap_or_else(PoisonError::into_inner).write_all(bytes)?;
            places.insert(path.to_owned(), (*end, bytes.len() as u64));
            *end += bytes.len() as u64;
            self.names.insert(path.to_owned());
        }
        Ok(())
    }

    /// The path of the picture that stood at this path of the site; `root` is what stands before all paths in the archive.
    pub fn find(&self, root: &str, path: &str) -> Option<&str> {
        let path = percent_decoded(path.trim_start_matches('/'));
        let places = ["", "static/", "content/", "assets/", "public/"];
        let mut wanted = places.iter().map(|place| format!("{root}{place}{path}"));
        wanted.find_map(|wanted| self.names.get(&wanted)).map(String::as_str)
    }

    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        match &self.keep {
            Keep::Nothing => return None,
            Keep::Folder(root) => {
                File::open(root.join(path)).ok()?.take(PICTURE_BYTES + 1).read_to_end(&mut bytes).ok()?;
            }
            Keep::Zip(zip) => return zip.lock().unwrap_or_else(PoisonError::into_inner).by_name(path, PICTURE_BYTES),
            Keep::Spool { file, places, .. } => {
                let (start, length) = *places.get(path)?;
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(start)).ok()?;
                (&mut *file).take(length).read_to_end(&mut bytes).ok()?;
            }
        }
        Some(bytes)
    }
}
