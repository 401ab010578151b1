//! The seizure scan: folders are read as somebody reads them who has taken the machine away, and no canary may be found in any form that a program would leave.
//!
//! Files are read as they are, and databases value by value too: a value that is longer than a page lies in its file in pieces. Gzip and brotli are unpacked. Of zstd
//! nothing of ours holds any, because no crate here can write it; a test says so as long as it is true. The search index packs text by LZ4, and is made of published
//! pages alone.

use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;
use memchr::memmem::Finder;
use sha2::Digest;

/// Bytes of one packed stream that are looked into.
const UNPACKED: u64 = 64 << 20;

/// What is looked for.
pub struct Scan(Vec<(String, Finder<'static>)>);

impl Scan {
    /// Looks for these texts as they are, in capitals and small letters, in base64 at each of its three offsets, hex, UTF-16, percent- and quoted-printable signs,
    /// and as MD5, SHA-1 and SHA-256.
    pub fn of(canaries: &[&str]) -> Self {
        let mut forms = Vec::new();
        for canary in canaries {
            for (case, text) in [("", (*canary).to_owned()), ("upper ", canary.to_uppercase()), ("lower ", canary.to_lowercase())] {
                forms.extend(of_text(&text).into_iter().map(|(form, bytes)| (format!("{canary} as {case}{form}"), bytes)));
            }
        }
        forms.sort_by(|one, other| one.1.cmp(&other.1));
        forms.dedup_by(|one, other| one.1 == other.1);
        Self(forms.into_iter().map(|(name, bytes)| (name, Finder::new(&bytes).into_owned())).collect())
    }

    /// Where something was found, in words; nothing when all is well. Also how many bytes were read.
    pub fn folders(&self, folders: &[&Path]) -> (Vec<String>, u64) {
        let (mut hits, mut read) = (Vec::new(), 0);
        for folder in folders {
            for path in files(folder) {
                hits.extend(
                    self.bytes(path.as_os_str().as_encoded_bytes()).map(|form| format!("{form} in the name of {}", path.display())),
                );
                let Ok(bytes) = std::fs::read(&path) else { continue };
                read += bytes.len() as u64;
                hits.extend(self.whole(&bytes).into_iter().map(|form| format!("{form} in {}", path.display())));
                if bytes.starts_with(b"SQLite format 3\0") {
                    let found = values(&path).into_iter().flat_map(|value| self.whole(&value));
                    hits.extend(found.map(|form| format!("{form} in a value of {}", path.display())));
                }
            }
        }
        (hits, read)
    }

    /// The forms that are in these bytes, or in what they unpack to.
    fn whole(&self, bytes: &[u8]) -> Vec<String> {
        let mut found: Vec<_> = self.bytes(bytes).map(str::to_owned).collect();
        for (packed, unpacked) in gzips(bytes).into_iter().map(|plain| ("gzip", plain)).chain(brotli(bytes).map(|plain| ("brotli", plain)))
        {
            found.extend(self.bytes(&unpacked).map(|form| format!("{form} in {packed}")));
        }
        found
    }

    /// The forms that are in these bytes.
    pub fn bytes<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(|(_, finder)| finder.find(bytes).is_some()).map(|(form, _)| form.as_str())
    }
}

fn of_text(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = text.as_bytes();
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let units: Vec<u16> = text.encode_utf16().collect();
    let escaped = |sign: char, all: bool| {
        let one = |b: &u8| {
            if all || !b.is_ascii_alphanumeric() && !b"-._~".contains(b) { format!("{sign}{b:02X}") } else { char::from(*b).to_string() }
        };
        bytes.iter().map(one).collect::<String>()
    };
    let mut forms = vec![
        ("it is", bytes.to_vec()),
        ("hex", hex(bytes).into_bytes()),
        ("upper hex", hex(bytes).to_uppercase().into_bytes()),
        ("UTF-16", units.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
        ("UTF-16, big end first", units.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
        ("percent signs", escaped('%', false).into_bytes()),
        ("small percent signs", escaped('%', false).to_lowercase().into_bytes()),
        ("percent signs only", escaped('%', true).into_bytes()),
        ("quoted-printable", escaped('=', false).into_bytes()),
    ];
    for alphabet in [&STANDARD, &URL_SAFE] {
        let engine = GeneralPurpose::new(alphabet, NO_PAD);
        for before in 0..3usize {
            // What stands before and behind decides the letters at both ends, so those are left out.
            let coded = engine.encode([&b"\0\0"[..before], bytes].concat());
            let end = (before + bytes.len()) / 3 * 4;
            forms.push(("base64", coded.as_bytes()[(before * 4).div_ceil(3)..end].to_vec()));
        }
    }
    let digests = [
        ("MD5", md5::Md5::digest(bytes).to_vec()),
        ("SHA-1", sha1::Sha1::digest(bytes).to_vec()),
        ("SHA-256", sha2::Sha256::digest(bytes).to_vec()),
    ];
    for (name, digest) in digests {
        forms.push((name, hex(&digest).into_bytes()));
        forms.push((name, GeneralPurpose::new(&STANDARD, NO_PAD).encode(&digest).into_bytes()));
        forms.push((name, digest));
    }
    forms
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files(&entry.path())),
            Ok(kind) if kind.is_file() => found.push(entry.path()),
            _ => {}
        }
    }
    found
}

/// Whatever can be unpacked from a place that looks like the beginning of gzip.
fn gzips(bytes: &[u8]) -> Vec<Vec<u8>> {
    let starts = memchr::memmem::find_iter(bytes, b"\x1f\x8b\x08");
    let unpack = |at: usize| {
        let mut out = Vec::new();
        let _ = flate2::read::GzDecoder::new(&bytes[at..]).take(UNPACKED).read_to_end(&mut out);
        out
    };
    starts.map(unpack).filter(|out| !out.is_empty()).collect()
}

/// What the bytes are in brotli, if they are all of it. It has no sign to be known by.
fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    brotli::Decompressor::new(bytes, 4096).take(UNPACKED).read_to_end(&mut out).ok().filter(|_| !out.is_empty())?;
    Some(out)
}

/// Every text and every blob of a database, whole, as its file and the log beside it have them now.
fn values(path: &Path) -> Vec<Vec<u8>> {
    use rusqlite::types::ValueRef;
    use rusqlite::{Connection, OpenFlags};
    let open = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a database");
    let mut tables = open.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").expect("tables");
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).expect("names").map(|name| name.expect("a name")).collect();
    let mut found = Vec::new();
    for table in tables {
        let mut all = open.prepare(&format!("SELECT * FROM \"{table}\"")).expect("a table");
        let columns = all.column_count();
        let mut rows = all.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for column in 0..columns {
                match row.get_ref(column).expect("a value") {
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => found.push(bytes.to_vec()),
                    ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => {}
                }
            }
        }
    }
    found
}

#[test]
fn a_canary_is_found_packed_and_in_pieces_in_a_database() {
    let canary = "canary+7@nest.example";
    let (scan, dir) = (Scan::of(&[canary]), tempfile::tempdir().expect("a folder"));
    // Noise that cannot be packed, so that a value is longer than a page however it is packed.
    let noise: Vec<u8> = (0..9_000u32).flat_map(|n| sha2::Sha256::digest(n.to_be_bytes())[..2].to_vec()).collect();
    let page = [&noise[..9_000], canary.as_bytes(), &noise[9_000..]].concat();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut gzip, &page).expect("packed");
    let mut pressed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    brotli::BrotliCompress(&mut &page[..], &mut pressed, &params).expect("pressed");
    for (form, packed) in [("gzip", gzip.finish().expect("packed")), ("brotli", pressed)] {
        let file = dir.path().join(format!("{form}.db"));
        let open = rusqlite::Connection::open(&file).expect("a database");
        open.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE object (hash BLOB PRIMARY KEY, body BLOB) WITHOUT ROWID")
            .expect("a table");
        open.execute("INSERT INTO object VALUES (x'00', ?1)", [&packed]).expect("kept");
        let (hits, _) = scan.folders(&[dir.path()]);
        assert!(hits.iter().any(|hit| hit.contains(&format!("in {form} in a value of"))), "{form}: {hits:?}");
        drop(open);
        std::fs::remove_file(file).expect("removed");
    }
    assert!(scan.folders(&[dir.path()]).0.is_empty());
}

#[test]
fn nothing_here_can_write_zstd() {
    let locked = include_str!("../../Cargo.lock");
    assert!(locked.contains("name = \"flate2\"") && !locked.contains("name = \"zstd"), "the seizure scan has to unpack zstd from now on");
}

#[test]
fn a_canary_is_found_in_every_form_in_which_it_could_lie_about() {
    use std::io::Write;
    let canary = "Canary+7@nest.example";
    let scan = Scan::of(&[canary]);
    let dir = tempfile::tempdir().expect("a folder");
    let all = [of_text(canary), of_text(&canary.to_lowercase()), of_text(&canary.to_uppercase())].concat();
    for (at, (form, bytes)) in all.iter().enumerate() {
        let around = [&b"some text before it \xff\0"[..at % 3 + 5], bytes, b" and behind"].concat();
        std::fs::write(dir.path().join("file"), &around).expect("written");
        assert!(!scan.folders(&[dir.path()]).0.is_empty(), "{form}");
        let mut packed = flate2::write::GzEncoder::new(b"before".to_vec(), flate2::Compression::best());
        packed.write_all(&around).expect("packed");
        std::fs::write(dir.path().join("file"), packed.finish().expect("packed")).expect("written");
        assert!(!scan.folders(&[dir.path()]).0.is_empty(), "{form} in gzip");
    }
    for before in 0..6 {
        let whole = base64::engine::general_purpose::STANDARD.encode(format!("{}{canary} and more", "x".repeat(before)));
        assert!(scan.bytes(whole.as_bytes()).next().is_some(), "{before} bytes before it");
    }
    std::fs::write(dir.path().join("file"), "nothing of the kind").expect("written");
    assert!(scan.folders(&[dir.path()]).0.is_empty());
}
