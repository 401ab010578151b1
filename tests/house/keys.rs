//! `indelible keys`, as a keyholder's script runs it: the program itself, at the cost that real keys have.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use indelible::courier::keys::ring;
use seal::{Sealer, VaultKey, VaultPublic, Words};

struct Keyholder {
    dir: tempfile::TempDir,
}

impl Keyholder {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    fn courier(&self) -> PathBuf {
        self.dir.path().join("courier")
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_indelible"));
        command.env_remove("INDELIBLE_COURIER_DIR").arg("keys").args(args).arg("--courier").arg(self.courier());
        command.stdin(Stdio::null()).output().expect("it runs")
    }

    /// What is said as JSON, of a command that succeeds.
    fn json(&self, args: &[&str]) -> serde_json::Value {
        let output = self.run(&[args, &["--json"]].concat());
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// What is said of a command that fails.
    fn trouble(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        String::from_utf8(output.stderr).expect("text")
    }

    fn ring(&self, words: &str) -> anyhow::Result<Vec<VaultKey>> {
        ring(&self.courier(), &words.parse::<Words>()?)
    }
}

fn text(of: &serde_json::Value) -> &str {
    of.as_str().expect("text")
}

/// The shares of a printed page, as somebody would type them.
fn copied(page: &Path) -> Vec<String> {
    let page = std::fs::read_to_string(page).expect("a page");
    let groups = |sheet: &str| sheet.split("<b>").skip(1).filter_map(|cell| cell.split("</b>").next()).collect::<Vec<_>>().join(" ");
    page.split("<section class=\"share\"").skip(1).map(groups).collect()
}

#[test]
fn a_keyholder_makes_a_key_changes_its_words_loses_the_machine_and_reads_the_old_rows_from_three_sheets() {
    let holder = Keyholder::new();
    let page = holder.dir.path().join("shares.html");
    let made = holder.json(&["create", "--yes", "--shares", &page.display().to_string()]);
    let public: VaultPublic = text(&made["public"]).parse().expect("a public key");
    let row = Sealer::new(public.clone()).seal("reader", b"7", b"mira@lamp.example").expect("sealed");

    let shown = holder.json(&["show"]);
    assert_eq!((&shown["keys"][0]["fingerprint"], &shown["keys"][0]["newest"]), (&made["fingerprint"], &true.into()));
    assert!(holder.trouble(&["create", "--yes"]).contains("never overwritten"));

    let first = holder.file("first", text(&made["words"]));
    let changed = holder.json(&["words", "--yes", "--words", &first]);
    assert!(holder.trouble(&["words", "--yes", "--words", &first]).contains("these are not the words of this key"));
    let words = text(&changed["words"]);
    assert_eq!(holder.ring(words).expect("open")[0].open("reader", b"7", row.as_ref()).expect("a row").as_slice(), b"mira@lamp.example");

    let shares = copied(&page);
    assert_eq!(shares.len(), 5);
    let files: Vec<String> = shares.iter().enumerate().map(|(at, share)| holder.file(&format!("share-{at}"), share)).collect();
    std::fs::remove_dir_all(holder.courier()).expect("the machine is lost");
    assert!(holder.trouble(&["recover", &files[4], &files[1], "--yes"]).contains("3 shares are needed and 2 are here: 1 more"));
    let slip = holder.file("slip", &shares[0].replacen(&shares[0][18..23], "00000", 1));
    assert!(holder.trouble(&["recover", &files[4], &files[1], &slip, "--yes"]).contains("the 4th group is mistyped"));
    assert!(!holder.courier().exists(), "nothing was made of too little");
    let back = holder.json(&["recover", &files[4], &files[1], &files[2], "--yes"]);
    assert_eq!(back["fingerprint"], made["fingerprint"]);
    let key = &holder.ring(text(&back["words"])).expect("open")[0];
    assert_eq!(key.open("reader", b"7", row.as_ref()).expect("a row").as_slice(), b"mira@lamp.example");
}

#[test]
fn words_that_are_lost_are_replaced_from_the_shares_and_the_old_file_is_set_aside() {
    let holder = Keyholder::new();
    let page = holder.dir.path().join("shares.html");
    let made = holder.json(&["create", "--yes", "--shares", &page.display().to_string(), "--language", "fa"]);
    let files: Vec<String> = copied(&page)[..3].iter().enumerate().map(|(at, share)| holder.file(&format!("{at}"), share)).collect();
    let args = ["recover", &files[0], &files[1], &files[2]];
    assert!(holder.trouble(&args).contains("Say --yes to go on"));
    let back = holder.json(&[&args[..], &["--yes"]].concat());
    assert_eq!(back["fingerprint"], made["fingerprint"]);
    assert!(holder.ring(text(&made["words"])).is_err());
    let aside = Path::new(text(&back["set_aside"]));
    std::fs::rename(aside, holder.courier().join("vault.key")).expect("put back");
    assert!(holder.ring(text(&made["words"])).is_ok(), "nothing was destroyed");
}

#[test]
fn after_a_rotation_the_new_words_read_rows_from_before_and_after() {
    let holder = Keyholder::new();
    let page = holder.dir.path().join("shares.html");
    let made = holder.json(&["create", "--yes", "--shares", &page.display().to_string()]);
    let words = holder.file("words", text(&made["words"]));
    let next = holder.json(&["rotate", "--yes", "--words", &words]);
    assert_ne!(next["public"], made["public"]);
    let keys = holder.ring(text(&next["words"])).expect("open");
    assert_eq!(keys.iter().map(|key| key.public().to_string()).collect::<Vec<_>>(), [text(&next["public"]), text(&made["public"])]);
    assert!(holder.ring(text(&made["words"])).is_err());

    // The ring is lost, and only the former key's sheets are found: it joins another ring behind what is there.
    std::fs::remove_dir_all(holder.courier()).expect("lost");
    let other = holder.json(&["create", "--yes"]);
    let files: Vec<String> = copied(&page)[2..].iter().enumerate().map(|(at, share)| holder.file(&format!("{at}"), share)).collect();
    assert!(holder.trouble(&["recover", &files[0], &files[1], &files[2], "--yes"]).contains("--earlier"));
    let words = holder.file("words", text(&other["words"]));
    holder.json(&["recover", &files[0], &files[1], &files[2], "--earlier", "--words", &words]);
    let keys = holder.ring(text(&other["words"])).expect("open");
    assert_eq!(keys.iter().map(|key| key.public().to_string()).collect::<Vec<_>>(), [text(&other["public"]), text(&made["public"])]);
}

#[test]
fn nothing_secret_lies_in_the_folder() {
    let holder = Keyholder::new();
    let made = holder.json(&["create", "--yes"]);
    let words = text(&made["words"]);
    let file = holder.file("words", words);
    let next = holder.json(&["rotate", "--yes", "--words", &file]);
    let keys = holder.ring(text(&next["words"])).expect("open");
    let mut secrets: Vec<Vec<u8>> = [words, text(&next["words"])].map(|words| words.as_bytes().to_vec()).into();
    for key in &keys {
        let seed = &key.seed()[..];
        let hex: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
        secrets.extend([seed.to_vec(), hex.to_uppercase().into_bytes(), hex.into_bytes()]);
        secrets.extend([&STANDARD, &STANDARD_NO_PAD, &URL_SAFE_NO_PAD].map(|base| base.encode(seed).into_bytes()));
        // A share's part, or the seed itself at any of base64's three places.
        secrets.extend((0..3).map(|shift| STANDARD_NO_PAD.encode([&vec![0; shift], seed].concat()).as_bytes()[4..40].to_vec()));
    }
    let files: Vec<PathBuf> = std::fs::read_dir(holder.courier()).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    let names: std::collections::BTreeSet<_> = files.iter().filter_map(|file| file.file_name()?.to_str()).collect();
    assert_eq!(names, ["vault.key", "vault.pub"].into());
    for file in &files {
        let bytes = std::fs::read(file).expect("a file");
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret), "{} holds a secret", file.display());
        }
    }
}

#[test]
fn a_person_is_needed_where_nobody_says_yes() {
    let holder = Keyholder::new();
    assert!(holder.trouble(&["create"]).contains("--yes"));
    assert!(!holder.courier().exists());
    assert!(holder.trouble(&["show"]).contains("indelible keys create"));
    assert!(holder.trouble(&["create", "--yes", "--shares", "/nowhere/x.html"]).contains("no folder for"));
    assert!(holder.trouble(&["create", "--yes", "--shares", "x.html", "--language", "xx"]).contains("en, ru or fa"));
    assert!(!holder.courier().exists(), "what cannot be printed is found before a key is made");
}
