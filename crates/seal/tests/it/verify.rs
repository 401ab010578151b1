//! The verifier: what it accepts, and what it names.

use std::fs;
use std::io;

use seal::{Demand, Fetch, Folder, Packer, SigningKey, Source, verify};

use crate::printed::{Named, PAGES, check, findings, printed};

#[test]
fn a_whole_edition_is_sound_and_counted() {
    let key = SigningKey::generate();
    let mut seen = Vec::new();
    let report = verify(&mut printed(&key), &Demand { key: Some(&key.public()), at_least: Some(1) }, &mut |p| seen.push((p.done, p.of)));
    assert!(report.is_sound(), "{report}");
    assert_eq!((report.paths, report.objects, report.plain, report.first_use), (5, 5, 5, false));
    assert_eq!((report.extra.count, report.unlisted_objects), (0, 0));
    assert_eq!(seen, [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]);
}

#[test]
fn without_a_key_the_places_own_is_trusted_and_the_report_says_so() {
    let key = SigningKey::generate();
    let mut files = printed(&key);
    let report = check(&mut files, None);
    assert!(report.is_sound() && report.first_use);
    assert!(report.to_string().contains(&format!("key {}, taken from the place itself", key.public().fingerprint())), "{report}");
    files.0.remove("edition.pub");
    assert_eq!(findings(&check(&mut files, None)), ["edition.pub: missing"]);
    assert!(check(&mut files, Some(&key.public())).is_sound(), "who has the key needs no edition.pub");
}

#[test]
fn a_host_is_asked_for_the_tree_and_objects_only_and_never_for_more_than_there_should_be() {
    let key = SigningKey::generate();
    let mut files = printed(&key);
    let report = check(
        &mut Fetch(|name: &str, at_most| {
            assert!(name.starts_with("o/") || name.starts_with("edition."), "{name}");
            files.read(name, at_most)
        }),
        Some(&key.public()),
    );
    assert!(report.is_sound() && report.plain == 0, "{report}");
    let endless = &mut Fetch(|name: &str, at_most: u64| match name {
        "edition.json" | "edition.json.minisig" | "edition.pub" => files.read(name, at_most),
        _ if at_most < 10_000 => Ok(Some(vec![b'x'; at_most as usize])),
        _ => panic!("asked for {at_most} bytes of {name}"),
    });
    let report = check(endless, None);
    assert!(findings(&report)[0].contains("year 2025: more than"), "{report}");
}

#[test]
fn every_altered_cut_or_lost_file_is_named() {
    let key = SigningKey::generate();
    let public = key.public();
    let whole = printed(&key);
    for (name, bytes) in &whole.0 {
        let plain = |file: &str| PAGES.iter().any(|(path, _, _)| path.parse::<seal::SitePath>().unwrap().file() == file);
        for at in [0, bytes.len() / 2, bytes.len() - 1].into_iter().filter(|_| name != "edition.pub") {
            let mut files = whole.clone();
            files.0.get_mut(name).unwrap()[at] ^= 1;
            assert!(!check(&mut files, Some(&public)).is_sound(), "{name}, byte {at}");
            files.0.insert(name.clone(), bytes[..at].to_vec());
            let newline = name.ends_with(".minisig") && at == bytes.len() - 1;
            assert_eq!(check(&mut files, Some(&public)).is_sound(), newline, "{name}, cut at {at}");
        }
        let mut longer = whole.clone();
        longer.0.get_mut(name).unwrap().extend(b"  x");
        assert!(name == "edition.pub" || !check(&mut longer, Some(&public)).is_sound(), "{name}, longer");
        let mut lost = whole.clone();
        lost.0.remove(name);
        assert_eq!(check(&mut lost, Some(&public)).is_sound(), plain(name) || name == "edition.pub", "{name}, lost");
    }
}

#[test]
fn each_fault_is_told_with_the_path_that_a_reader_knows() {
    let key = SigningKey::generate();
    let public = key.public();
    let whole = printed(&key);
    let lamp = Packer::new(9).pack("text/html", PAGES[1].2.as_bytes()).hash.object_path();
    let told = |change: &dyn Fn(&mut Named)| {
        let mut files = whole.clone();
        change(&mut files.0);
        findings(&check(&mut files, Some(&public)))
    };
    assert_eq!(told(&|f| drop(f.remove(&lamp))), ["2026/11/22/lamp/: missing"]);
    assert!(told(&|f| f.get_mut(&lamp).unwrap()[20] ^= 1)[0].starts_with("2026/11/22/lamp/: altered: its SHA-256 is "));
    assert_eq!(told(&|f| f.get_mut(&lamp).unwrap().push(0)), ["2026/11/22/lamp/: more than 44 bytes long"]);
    assert_eq!(told(&|f| f.get_mut(&lamp).unwrap().truncate(9)), ["2026/11/22/lamp/: 9 bytes long, but the edition says 44"]);
    let plain = told(&|f| drop(f.insert("2026/11/22/lamp/index.html".into(), b"<h1>The lamp is out</h1>".into())));
    assert_eq!(plain, ["2026/11/22/lamp/: the plain file differs from the signed object"]);
    let edition = told(&|f| *f.get_mut("edition.json").unwrap().last_mut().unwrap() = b' ');
    assert_eq!(edition, ["edition.json.minisig: wrong signature: it does not fit the signed bytes"]);
    let other = SigningKey::generate().public();
    let swapped = told(&|f| drop(f.insert("edition.pub".into(), other.to_file().into())));
    assert_eq!(swapped, [format!("edition.pub: key {}, but {} was asked for", other.fingerprint(), public.fingerprint())]);
}

#[test]
fn an_older_edition_than_was_seen_before_is_a_rollback() {
    let key = SigningKey::generate();
    let report = verify(&mut printed(&key), &Demand { key: None, at_least: Some(7) }, &mut |_| {});
    assert_eq!(findings(&report), ["edition.json: edition 1 is older than 7, which was already seen"]);
    assert_eq!(report.paths, 5, "the rest is looked at all the same");
}

#[test]
fn files_that_nobody_signed_are_named_and_objects_of_other_editions_counted() {
    let key = SigningKey::generate();
    let mut files = printed(&key);
    let old = Packer::new(1).pack("text/html", b"yesterday");
    files.0.insert(old.hash.object_path(), old.stored);
    files.0.insert("sw.js".into(), b"x".into());
    files.0.insert(format!("o/zz/{}", old.hash), b"x".into());
    let report = check(&mut files, Some(&key.public()));
    assert!(report.is_sound());
    assert_eq!(report.unlisted_objects, 1);
    assert_eq!(report.extra.first, [format!("o/zz/{}", old.hash), "sw.js".to_owned()]);
}

#[test]
fn a_real_folder_is_read_without_following_links_out_of_it() {
    let key = SigningKey::generate();
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in printed(&key).0 {
        let at = dir.path().join(&name);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, bytes).unwrap();
    }
    let mut folder = Folder::at(dir.path());
    assert!(check(&mut folder, None).is_sound());
    for name in ["../x", "/etc/passwd", "a\\b", "o/../../x", "./edition.json", "a\0"] {
        assert_eq!(folder.read(name, 10).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{name}");
    }
    assert!(matches!(folder.read("feed.xml/deeper", 10), Ok(None)));
    assert_eq!(folder.read("feed.xml", 3).unwrap(), Some(b"<fe".to_vec()));
    #[cfg(unix)]
    {
        fs::remove_file(dir.path().join("feed.xml")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", dir.path().join("feed.xml")).unwrap();
        assert_eq!(findings(&check(&mut folder, None)), ["feed.xml: not readable: a link is not followed"]);
    }
}
