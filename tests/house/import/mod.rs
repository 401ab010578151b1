//! Archives brought in.

mod ghost;
mod hostile;
mod hugo;
mod real;
mod wordpress;

use std::path::{Path, PathBuf};

use indelible::desk::import::progress::Progress;
use indelible::desk::import::report::Report;
use indelible::desk::import::{self, Options};

use crate::harness::House;

pub fn options(source: &Path) -> Options {
    Options { source: source.to_owned(), dry_run: false, media: false, locale: None, base: None }
}

/// Imports and prints.
pub async fn bring_in(house: &House, source: &Path) -> Report {
    try_in(house, source).await.expect("a report")
}

pub async fn try_in(house: &House, source: &Path) -> anyhow::Result<Report> {
    import::run(&house.app, options(source), &mut Progress::Silent).await
}

/// The counts that tell one run from another: new, changed, unchanged.
pub fn counts(report: &Report) -> (u64, u64, u64) {
    (report.pieces.new, report.pieces.changed, report.pieces.unchanged)
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
    }
    dir
}

/// The paths of all pages that readers are served.
pub fn pages(house: &House) -> Vec<String> {
    let mut paths = Vec::new();
    house.app.press.stand().each_path(|path| paths.push(path.to_owned()));
    paths.sort();
    paths
}

/// Real archives, which are no part of the project. `None`, with a line about it, when nobody has said where they are and they do not lie beside it.
///
/// # Panics
/// When `INDELIBLE_TEST_DATA` names a folder without this archive: then they are wanted, and a run without them would prove nothing.
pub fn real(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os("INDELIBLE_TEST_DATA").map(PathBuf::from);
    let dir = named.clone().unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"));
    let path = dir.join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(named.is_none(), "{name} is not in {}, which INDELIBLE_TEST_DATA names", dir.display());
    println!("SKIPPED: {name} is not here (INDELIBLE_TEST_DATA names the folder of real archives)");
    None
}
