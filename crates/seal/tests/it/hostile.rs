//! What a hostile host serves, and what a hostile publisher signs.

use proptest::prelude::*;
use seal::{Edition, Fault, Link, Packer, SigningKey};

use crate::printed::{Files, check, findings, printed};

/// An edition of one undated segment with these stored bytes, properly signed.
fn signed(key: &SigningKey, segment: &[u8], edit: impl FnOnce(&mut Edition)) -> Files {
    let packed = Packer::new(1).pack("application/json", segment);
    let mut edition = Edition { sequence: 1, ..Edition::default() };
    edition.undated.push(Link { hash: packed.hash, bytes: packed.stored.len() as u64 });
    edit(&mut edition);
    let json = edition.to_bytes();
    let mut files = Files::default();
    files.0.insert(packed.hash.object_path(), packed.stored);
    files.0.insert("edition.json.minisig".into(), key.sign(&json, "").into());
    files.0.insert("edition.json".into(), json);
    files.0.insert("edition.pub".into(), key.public().to_file().into());
    files
}

#[test]
fn a_signed_path_that_climbs_is_refused_and_so_is_one_in_the_wrong_month_or_beyond_all_size() {
    let key = SigningKey::generate();
    let hash = "0".repeat(64);
    let told = |json: String| findings(&check(&mut signed(&key, json.as_bytes(), |_| {}), None));
    for path in ["../x", "/etc/passwd", r"a\\b", r"a\u0000b", "o/aa/b"] {
        let told = told(format!(r#"{{"{path}":["{hash}",1,"text/html"]}}"#));
        assert!(told[0].starts_with("undated segment 1: not readable as what it should be: the path “"), "{told:?}");
    }
    assert_eq!(
        told(format!(r#"{{"2026/11/22/x/":["{hash}",1,"text/html"]}}"#)),
        ["2026/11/22/x/: listed under undated, where it does not belong"]
    );
    assert_eq!(told(format!(r#"{{"x":["{hash}",{},"text/html"]}}"#, u64::MAX)), ["x: more than 1073741824 bytes long"]);
    assert!(told(format!(r#"{{"x":["{hash}",1,"text/html\r\nSet-Cookie: x"]}}"#))[0].contains("a media type holds strange characters"));
    assert_eq!(told("{}".into()), Vec::<String>::new());
    let miscounted = check(&mut signed(&key, b"{}", |edition| edition.summary.dated = 3), None);
    assert_eq!(findings(&miscounted), ["edition.json: the edition states 3 dated paths, but lists 0"]);
}

#[test]
fn faults_without_end_are_counted_and_the_first_kept() {
    let key = SigningKey::generate();
    let lines: Vec<_> = (0..500).map(|n| format!(r#""p{n:03}":["{}",1,"text/html"]"#, "0".repeat(64))).collect();
    let report = check(&mut signed(&key, format!("{{{}}}", lines.join(",")).as_bytes(), |_| {}), None);
    assert_eq!((report.findings.count, report.findings.first.len()), (500, 200));
    assert!(report.to_string().ends_with("  and 300 more\n"));
    assert_eq!(report.findings.first[0], Fault::Missing.of("p000"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_that_a_host_serves_can_panic_the_verifier(file in 0..4usize, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let key = SigningKey::generate();
        let mut files = signed(&key, b"{}", |_| {});
        let name = files.0.keys().nth(file).cloned().unwrap();
        files.0.insert(name, bytes);
        prop_assert!(!check(&mut files, None).is_sound());
    }

    #[test]
    fn no_segment_that_a_hostile_publisher_signs_can_panic_the_verifier(cuts in prop::collection::vec((0..400usize, any::<u8>()), 0..6), packed in any::<bool>()) {
        let key = SigningKey::generate();
        let one = format!(r#""a/b/":["{}",3,"text/html"]"#, "0".repeat(64));
        let mut json = format!(r#"{{{one},"feed.xml":null,"media/x.webp":["{}",9,"image/webp"]}}"#, "ab".repeat(32)).into_bytes();
        for (at, byte) in cuts {
            let at = at % json.len();
            json[at] = byte;
        }
        let files = &mut signed(&key, &json, |_| {});
        if !packed {
            files.0.values_mut().next_back().unwrap().reverse();
        }
        check(files, None).to_string();
    }

    #[test]
    fn no_edition_that_a_hostile_publisher_signs_can_panic_the_verifier(at in 0..2000usize, byte in any::<u8>(), cut in any::<bool>()) {
        let key = SigningKey::generate();
        let mut files = printed(&key);
        let mut json = files.0["edition.json"].clone();
        let at = at % json.len();
        if cut { json.truncate(at) } else { json[at] = byte }
        files.0.insert("edition.json.minisig".into(), key.sign(&json, "").into());
        files.0.insert("edition.json".into(), json);
        check(&mut files, None).to_string();
    }
}
