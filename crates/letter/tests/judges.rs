//! Letters before judges that are not ours: dkimpy (with PyNaCl) and opendkim for signatures, Python's `email` and npm's `mailparser` for what a reader gets to see.
//! A judge that is not installed is skipped, and says so. `NODE_PATH` has to lead to mailparser.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Reader, hard_cases, issue, page, signed, signer};
use tempfile::TempDir;

/// Every hard case, signed by RSA and by Ed25519 if so, with what ought to be read from it.
fn court(ed25519: bool) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let signer = signer(true, ed25519);
    for (row, (name, subject, body)) in hard_cases().into_iter().enumerate() {
        let reader = Reader::new("reader+tag@example.org", row as i64);
        let html = page(&body);
        let letter = issue(name, &subject, &body, Some(&html));
        let newlines = |text: &str| reader.read(text).replace("\r\n", "\n").replace('\r', "\n");
        let expected = serde_json::json!({
            "subject": subject,
            "name": name,
            "from": "friday@news.lamp.example",
            "to": reader.to.as_str(),
            "messageId": reader.message_id.as_str(),
            "text": newlines(&body),
            "html": newlines(&html),
            "leave": reader.read("https://lamp.example/leave/_-_slot-for-leaving-_-"),
        });
        let file = folder.path().join(format!("{row:02}.eml"));
        fs::write(&file, signed(&letter, &signer, &reader)).expect("written");
        fs::write(file.with_extension("json"), expected.to_string()).expect("written");
    }
    let records: serde_json::Map<_, _> = signer.records().into_iter().map(|record| (record.name, record.text.into())).collect();
    fs::write(folder.path().join("dns.json"), serde_json::Value::Object(records).to_string()).expect("written");
    folder
}

fn is_there(program: &str, arguments: &[&str]) -> bool {
    let there = Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success());
    if !there {
        println!("SKIPPED: `{program} {}` does not work here", arguments.join(" "));
    }
    there
}

fn judge(program: &str, arguments: &[&str], folder: &Path) {
    let script = |name: &str| format!("{}/tests/{name}", env!("CARGO_MANIFEST_DIR"));
    let folder = folder.to_string_lossy().into_owned();
    let script = script(if program == "node" { "judge.cjs" } else { "judge.py" });
    let output = Command::new(program).arg(script).arg(folder).args(arguments).output().expect("a verdict");
    let verdict = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{verdict}");
    println!("{program} {arguments:?}: {verdict}");
}

#[test]
fn dkimpy_finds_both_signatures_good_and_every_change_bad() {
    if is_there("python3", &["-c", "import dkim, nacl"]) {
        judge("python3", &["dkim"], court(true).path());
    }
}

#[test]
fn pythons_email_reads_what_was_written() {
    if is_there("python3", &["-c", "import email"]) {
        judge("python3", &["mime"], court(true).path());
    }
}

#[test]
fn mailparser_reads_what_was_written() {
    if is_there("node", &["-e", "require('mailparser')"]) {
        judge("node", &[], court(true).path());
    }
}

/// opendkim knows only RSA, so the letters bear that signature alone.
#[test]
fn opendkim_finds_the_rsa_signature_good_and_a_change_bad() {
    if is_there("which", &["opendkim"]) {
        judge("python3", &["opendkim"], court(false).path());
    }
}
