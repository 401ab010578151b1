//! The signature, judged by others: minisign-verify, Debian's minisign and OpenBSD's signify.

use std::fs;
use std::process::Command;

use seal::signature::Refused;
use seal::{PublicKey, SigningKey};

const EDITION: &[u8] = br#"{"format":1}"#;

#[test]
fn minisign_verify_accepts_what_we_sign() {
    let key = SigningKey::generate();
    let text = key.sign(EDITION, "edition 1");
    let theirs = minisign_verify::PublicKey::from_base64(&key.public().to_string()).unwrap();
    let signature = minisign_verify::Signature::decode(&text).unwrap();
    theirs.verify(EDITION, &signature, true).unwrap();
    assert_eq!(signature.trusted_comment(), "edition 1");
    assert_eq!(key.public().verify(EDITION, &text), Ok("edition 1"));
}

#[test]
fn every_flipped_bit_of_signature_or_message_is_refused() {
    let key = SigningKey::generate();
    let public = key.public();
    let text = key.sign(EDITION, "edition 1");
    let comment = text.find('\n').unwrap() + 1;
    for bit in comment * 8..(text.len() - 1) * 8 {
        let mut bytes = text.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(flipped) = String::from_utf8(bytes) {
            assert!(public.verify(EDITION, &flipped).is_err(), "bit {bit} of the signature");
        }
    }
    for bit in 0..EDITION.len() * 8 {
        let mut bytes = EDITION.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(public.verify(&bytes, &text), Err(Refused::Bytes), "bit {bit} of the message");
    }
}

#[test]
fn each_refusal_says_what_is_wrong() {
    let (key, other) = (SigningKey::generate(), SigningKey::generate());
    let text = key.sign(EDITION, "edition 1");
    assert_eq!(other.public().verify(EDITION, &text), Err(Refused::OtherKey { expected: other.public().id(), found: key.public().id() }));
    assert_eq!(key.public().verify(EDITION, &text.replace("edition 1", "edition 2")), Err(Refused::Comment));
    assert_eq!(key.public().verify(EDITION, &prehashed(&text)), Err(Refused::Prehashed));
    assert!(Refused::Prehashed.to_string().contains("minisign -l"));
    for cut in [0, 10, 60, text.len() / 2, text.len() - 3] {
        assert_eq!(key.public().verify(EDITION, &text[..cut]), Err(Refused::Form("signature")), "cut at {cut}");
    }
}

/// The same signature under the algorithm "ED": base64 of `ED` begins with `RU`, of `Ed` with `RW`.
fn prehashed(text: &str) -> String {
    text.replacen("\nRW", "\nRU", 1)
}

#[test]
fn a_comment_cannot_smuggle_a_line() {
    let key = SigningKey::generate();
    let text = key.sign(EDITION, "edition 1\nuntrusted comment: x\r");
    assert_eq!(text.lines().count(), 4);
    assert_eq!(key.public().verify(EDITION, &text), Ok("edition 1 untrusted comment: x"));
}

#[test]
fn keys_survive_their_files_and_the_secret_is_never_shown() {
    let key = SigningKey::generate();
    let file = key.to_file();
    let again = SigningKey::from_file(&file).unwrap();
    assert_eq!(again.sign(EDITION, "x"), key.sign(EDITION, "x"));
    let public: PublicKey = key.public().to_file().parse().unwrap();
    assert_eq!(public, key.public());
    assert_eq!(public.to_string().parse(), Ok(public));
    assert_eq!(public.fingerprint().split(' ').map(str::len).collect::<Vec<_>>(), [4; 8]);
    let secret = file.lines().nth(1).unwrap();
    let shown = format!("{key:?}");
    assert!(shown.contains(&public.id().to_string()) && !shown.contains(&secret[60..80]), "{shown}");
    for bad in ["", "x", &file[..100], &file.replacen("RWRCSwAAAAA", "RWRCSwAAAEA", 1)] {
        assert!(SigningKey::from_file(bad).is_err(), "{bad}");
    }
    assert_eq!(SigningKey::from_file(&file.replacen("RWRCSwAAAAA", "RWRCSwAAACo", 1)).unwrap_err(), Refused::Damaged, "a passphrase");
}

#[test]
fn a_public_key_that_any_signature_would_fit_is_refused() {
    let weak = [b"Ed".as_slice(), &[7; 8], &[1], &[0; 31]].concat();
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, weak);
    assert_eq!(text.parse::<PublicKey>(), Err(Refused::Form("public key")));
}

#[test]
fn debians_minisign_and_openbsds_signify_accept_what_we_sign_and_we_what_they_sign() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let key = SigningKey::generate();
    fs::write(at("edition.json"), EDITION).unwrap();
    fs::write(at("edition.json.minisig"), key.sign(EDITION, "edition 1")).unwrap();
    fs::write(at("edition.pub"), key.public().to_file()).unwrap();
    fs::write(at("edition.sec"), &*key.to_file()).unwrap();
    let run = |program: &str, args: &[&str]| match Command::new(program).args(args).output() {
        Ok(out) => {
            assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
            true
        }
        Err(_) => {
            println!("skipped: {program} is not installed");
            false
        }
    };
    run("minisign", &["-V", "-p", &at("edition.pub"), "-m", &at("edition.json")]);
    if run("signify-openbsd", &["-V", "-p", &at("edition.pub"), "-m", &at("edition.json"), "-x", &at("edition.json.minisig")]) {
        run("signify-openbsd", &["-S", "-s", &at("edition.sec"), "-m", &at("edition.json"), "-x", &at("theirs.sig")]);
        let line = |name: &str| fs::read_to_string(at(name)).unwrap().lines().nth(1).unwrap().to_owned();
        assert_eq!(line("theirs.sig"), line("edition.json.minisig"), "signify signs with our key file, to the same bytes");
    }
    if run("minisign", &["-G", "-W", "-p", &at("m.pub"), "-s", &at("m.key")]) {
        run("minisign", &["-S", "-l", "-s", &at("m.key"), "-m", &at("edition.json"), "-x", &at("m.minisig")]);
        run("minisign", &["-S", "-s", &at("m.key"), "-m", &at("edition.json"), "-x", &at("m.prehashed")]);
        let public: PublicKey = fs::read_to_string(at("m.pub")).unwrap().parse().unwrap();
        assert!(public.verify(EDITION, &fs::read_to_string(at("m.minisig")).unwrap()).is_ok());
        assert_eq!(public.verify(EDITION, &fs::read_to_string(at("m.prehashed")).unwrap()), Err(Refused::Prehashed));
    }
}
