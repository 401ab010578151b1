//! A small newspaper, printed into memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::Timestamp;
use seal::fault::Finding;
use seal::{Change, Demand, Entry, Manifest, Packer, PublicKey, Report, SigningKey, Source, verify};

pub(crate) type Named = BTreeMap<String, Vec<u8>>;

/// A folder in memory.
#[derive(Clone, Default)]
pub(crate) struct Files(pub Named);

impl Source for Files {
    fn read(&mut self, name: &str, at_most: u64) -> io::Result<Option<Vec<u8>>> {
        Ok(self.0.get(name).map(|bytes| bytes[..bytes.len().min(at_most as usize)].to_vec()))
    }
    fn list(&mut self) -> io::Result<Option<BTreeSet<String>>> {
        Ok(Some(self.0.keys().cloned().collect()))
    }
}

pub(crate) const PAGES: [(&str, &str, &str); 5] = [
    ("", "text/html", "<h1>The front</h1>"),
    ("2026/11/22/lamp/", "text/html", "<h1>The lamp is lit</h1>"),
    ("ru/2025/01/02/lampa/", "text/html", "<h1>Лампа</h1>"),
    ("media/2026/11/lamp-640.webp", "image/webp", "RIFF....WEBP"),
    ("feed.xml", "application/atom+xml", "<feed/>"),
];

/// A small newspaper, printed: objects, plain files, edition, signature and key.
pub(crate) fn printed(key: &SigningKey) -> Files {
    let mut files = Files::default();
    let mut packer = Packer::new(9);
    let mut changes = Vec::new();
    for (path, media_type, text) in PAGES {
        let packed = packer.pack(media_type, text.as_bytes());
        let change = Change { path: path.parse().expect("a path"), entry: Some(Entry::of(&packed, media_type)) };
        files.0.insert(change.path.file().into_owned(), text.into());
        files.0.insert(packed.hash.object_path(), packed.stored);
        changes.push(change);
    }
    let mut put = |hash: seal::Hash, stored: &[u8]| {
        files.0.insert(hash.object_path(), stored.to_vec());
        Ok(())
    };
    let get = |_| anyhow::bail!("the first edition reads nothing");
    let root = Manifest::empty().apply(&changes, Timestamp::UNIX_EPOCH, get, &mut put).expect("memory does not fail");
    files.0.insert("edition.json.minisig".into(), root.sign(key).into());
    files.0.insert("edition.json".into(), root.bytes);
    files.0.insert("edition.pub".into(), key.public().to_file().into());
    files
}

pub(crate) fn check(source: &mut dyn Source, key: Option<&PublicKey>) -> Report {
    verify(source, &Demand { key, at_least: None }, &mut |_| {})
}

pub(crate) fn findings(report: &Report) -> Vec<String> {
    report.findings.first.iter().map(Finding::to_string).collect()
}
