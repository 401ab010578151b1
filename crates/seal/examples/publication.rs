//! What one publication costs in a large archive: `cargo run --release -p seal --example publication`.

use std::collections::HashMap;
use std::time::Instant;

use jiff::Timestamp;
use seal::{Change, Entry, Hash, Manifest, Packed};

fn page(path: &str, salt: u64) -> anyhow::Result<Change> {
    let hash = Hash::of(format!("{path} {salt}").as_bytes());
    let entry = Entry::of(&Packed { hash, stored: vec![0; 9_000] }, "text/html; charset=utf-8");
    Ok(Change { path: path.parse()?, entry: Some(entry) })
}

fn main() -> anyhow::Result<()> {
    let months = (2007..2027).flat_map(|year| (1..=12).map(move |month| (year, month)));
    let articles = months.flat_map(|(y, m)| (0..417).map(move |n| format!("{y}/{m:02}/{:02}/a-slug-of-usual-length-{n}/", n % 28 + 1)));
    let listings = (0..5_000).map(|n| format!("tag/some-subject-{n}/"));
    let everything = articles.chain(listings).map(|path| page(&path, 0)).collect::<Result<Vec<_>, _>>()?;
    let mut objects: HashMap<Hash, Vec<u8>> = HashMap::new();
    let mut manifest = Manifest::empty();
    let mut edition = |name: &str, manifest: &mut Manifest, changes: &[Change]| -> anyhow::Result<Vec<u8>> {
        let (mut new, mut read) = (Vec::new(), 0);
        let begun = Instant::now();
        let get = |link: seal::Link| {
            read += 1;
            objects.get(&link.hash).cloned().ok_or_else(|| anyhow::anyhow!("missing"))
        };
        let put = |hash, stored: &[u8]| {
            new.push((hash, stored.to_vec()));
            Ok(())
        };
        let root = manifest.apply(changes, Timestamp::UNIX_EPOCH, get, put)?;
        let took = begun.elapsed();
        let bytes: usize = new.iter().map(|(_, stored)| stored.len()).sum();
        println!("{name}: {took:.1?}, read {read} shards, wrote {} of {bytes} bytes, edition.json {} bytes", new.len(), root.bytes.len());
        objects.extend(new);
        Ok(root.bytes)
    };
    let head = edition("first edition, 105,080 paths", &mut manifest, &everything)?;
    let usual = |salt| {
        let articles = (0..20).map(|n| format!("2026/12/28/new-{n}/"));
        articles
            .chain((0..20).map(|n| format!("tag/some-subject-{}/", n * 250)))
            .map(|path| page(&path, salt))
            .collect::<Result<Vec<_>, _>>()
    };
    let scattered = |salt| {
        (0..40)
            .map(|n| page(&format!("{}/{:02}/01/a-slug-of-usual-length-0/", 2007 + n / 2, n % 2 * 6 + 1), salt))
            .collect::<Result<Vec<_>, _>>()
    };
    let mut manifest = Manifest::load(&head)?;
    edition("40 paths (20 of this month, 20 undated), nothing kept", &mut manifest, &usual(1)?)?;
    edition("40 paths again, shards kept", &mut manifest, &usual(2)?)?;
    edition("40 paths again, shards kept", &mut manifest, &usual(3)?)?;
    edition("one article and the front page, shards kept", &mut manifest, &[page("2026/12/28/new-3/", 9)?, page("", 9)?])?;
    edition("40 paths in 40 different months", &mut manifest, &scattered(4)?)?;
    Ok(())
}
