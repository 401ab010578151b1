//! Where the files of an edition come from.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

/// A place that holds an edition.
pub trait Source {
    /// The file of this name (`edition.json`, `o/ab/…`), of which no more than the first `at_most` bytes are read. `None` when there is no such file.
    fn read(&mut self, name: &str, at_most: u64) -> io::Result<Option<Vec<u8>>>;

    /// The names of all files, where a place can tell: then plain files are compared with their objects, and files that nobody signed are named.
    fn list(&mut self) -> io::Result<Option<BTreeSet<String>>> {
        Ok(None)
    }
}

/// A place that is asked through a function, such as a host over HTTP: `Fetch(|name, at_most| …)`. Redirects to elsewhere should be errors.
#[derive(Debug)]
pub struct Fetch<F>(pub F);

impl<F: FnMut(&str, u64) -> io::Result<Option<Vec<u8>>>> Source for Fetch<F> {
    fn read(&mut self, name: &str, at_most: u64) -> io::Result<Option<Vec<u8>>> {
        self.0(name, at_most)
    }
}

/// A folder. Nothing outside of it is read, links are not followed, and only regular files are opened: a pipe would wait for ever.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self(root.into())
    }

    /// The file's place, when neither the name nor a link in it leads elsewhere.
    fn locate(&self, name: &str) -> io::Result<PathBuf> {
        let refuse = |why: &str| Err(io::Error::new(ErrorKind::InvalidInput, why));
        if name.contains(['\\', '\0']) || !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) {
            return refuse("the name leads out of the folder");
        }
        let mut at = self.0.clone();
        for part in Path::new(name).components() {
            at.push(part);
            if fs::symlink_metadata(&at)?.is_symlink() {
                return refuse("a link is not followed");
            }
        }
        if fs::metadata(&at)?.is_file() { Ok(at) } else { refuse("no regular file") }
    }
}

impl Source for Folder {
    fn read(&mut self, name: &str, at_most: u64) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        match self.locate(name).and_then(File::open).and_then(|file| file.take(at_most).read_to_end(&mut bytes)) {
            Ok(_) => Ok(Some(bytes)),
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(e) => Err(e),
        }
    }

    fn list(&mut self) -> io::Result<Option<BTreeSet<String>>> {
        let mut names = BTreeSet::new();
        let mut folders = vec![(self.0.clone(), String::new())];
        while let Some((folder, prefix)) = folders.pop() {
            for item in fs::read_dir(folder)? {
                let item = item?;
                let name = format!("{prefix}{}", item.file_name().to_string_lossy());
                if item.file_type()?.is_dir() {
                    folders.push((item.path(), format!("{name}/")));
                } else {
                    names.insert(name);
                }
            }
        }
        Ok(Some(names))
    }
}
