//! The program itself: what a script gets, and by which exit code.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// One run of the program, to its end.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    /// What it said, where it did what it was asked.
    fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out))
    }

    fn refuses(&self, code: i32, words: &str) {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{}", self.err);
        assert!(self.err.contains(words), "{}", self.err);
    }
}

fn program(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_indelible"));
    command.env_remove("INDELIBLE_DIR").arg("--dir").arg(dir).args(arguments).stdin(Stdio::null());
    command
}

fn indelible(dir: &Path, arguments: &[&str]) -> Ran {
    let output = program(dir, arguments).output().expect("the program");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Ran { code: output.status.code().expect("no signal"), out: text(output.stdout), err: text(output.stderr) }
}

/// A new newspaper in the folder `paper`.
fn begun(place: &Path) -> std::path::PathBuf {
    let dir = place.join("paper");
    let made = indelible(place, &["init", dir.to_str().expect("text"), "--url", "https://lamp.example", "--name", "The Lamp", "--json"]);
    assert_eq!(made.json()["dir"], json!(dir));
    dir
}

/// A folder of so many stories in Markdown.
fn stories(place: &Path, count: usize) -> String {
    let folder = place.join("site/content/news");
    std::fs::create_dir_all(&folder).expect("a folder");
    for n in 0..count {
        let text = format!("---\ntitle: Story {n}\ndate: 2020-01-0{}T10:00:00Z\n---\nSome words of it.\n", n % 9 + 1);
        std::fs::write(folder.join(format!("story-{n}.md")), text).expect("written");
    }
    place.join("site").to_str().expect("text").to_owned()
}

#[test]
fn a_folder_is_made_once_and_its_settings_are_checked_and_explained() {
    let place = tempfile::tempdir().expect("a folder");
    let dir = begun(place.path());
    assert!(dir.join("indelible.toml").exists() && dir.join("keys/edition.sec").exists());
    indelible(place.path(), &["init", dir.to_str().expect("text")]).refuses(1, "is a data directory already");
    assert_eq!(indelible(&dir, &["config", "check", "--json"]).json(), json!({ "right": true, "trouble": null }));
    let explained = indelible(&dir, &["config", "explain", "site.", "--json"]).json();
    let url = explained.as_array().expect("a list").iter().find(|line| line["key"] == "site.url").expect("the address").clone();
    assert_eq!(
        (&url["value"], &url["from"], &url["environment"]),
        (&json!("https://lamp.example"), &json!("file"), &json!("INDELIBLE_SITE_URL"))
    );

    std::fs::write(dir.join("indelible.toml"), "[serve]\nprot = 80\n").expect("written");
    let wrong = indelible(&dir, &["config", "check", "--json"]);
    let verdict: Value = serde_json::from_str(&wrong.out).expect("JSON");
    assert_eq!((wrong.code, &verdict["right"]), (3, &json!(false)), "{}", wrong.err);
    assert!(verdict["trouble"].as_str().expect("words").contains("serve.prot"), "{verdict}");
    assert!(indelible(&dir, &["config", "check"]).out.contains("serve.prot"));
    indelible(&dir, &["edition", "list"]).refuses(1, "serve.prot");
    indelible(&dir, &["edtion"]).refuses(2, "unrecognized subcommand");
    indelible(&place.path().join("absent"), &["edition", "print"]).refuses(1, "is no data directory");
}

#[test]
fn an_archive_comes_in_editions_are_listed_and_gone_back_to_and_a_copy_is_verified() {
    let place = tempfile::tempdir().expect("a folder");
    let dir = begun(place.path());
    let site = stories(place.path(), 3);
    let tried = indelible(&dir, &["import", &site, "--dry-run", "--json"]).json();
    assert_eq!((&tried["dry_run"], &tried["pieces"]["new"], &tried["edition"]), (&json!(true), &json!(3), &json!(null)));
    let ran = indelible(&dir, &["import", &site, "--json"]);
    let report = ran.json();
    assert_eq!((&report["pieces"]["new"], report["named"].as_array().map(Vec::len), &report["edition"]), (&json!(3), Some(3), &json!(1)));
    assert!(ran.err.contains("import: printing"), "{}", ran.err);
    indelible(&dir, &["import", "/nowhere/at/all", "--json"]).refuses(1, "there is nothing at /nowhere/at/all");

    std::fs::write(dir.join("indelible.toml"), "[site]\nname = \"Another Name\"\nurl = \"https://lamp.example\"\n").expect("written");
    assert_eq!(indelible(&dir, &["edition", "print", "--json"]).json()["edition"], json!(2));
    indelible(&dir, &["edition", "rollback", "1"]).refuses(1, "Say --yes to go on.");
    indelible(&dir, &["edition", "rollback", "7", "--yes"]).refuses(1, "roll back to an older one");
    assert_eq!(indelible(&dir, &["edition", "rollback", "1", "--yes", "--json"]).json()["edition"], json!(3));
    let list = indelible(&dir, &["edition", "list", "--json"]).json();
    let lines: Vec<_> = list.as_array().expect("a list").iter().map(|line| (line["number"].as_u64(), line["act"].as_str())).collect();
    assert_eq!(lines, [(Some(3), Some("rollback to 1")), (Some(2), Some("everything anew")), (Some(1), Some("everything anew"))]);
    assert!(list[0]["pages"].as_u64() > Some(5) && list[0]["printed_at"].as_str().expect("a time").len() == 19, "{list}");
    assert_eq!(indelible(&dir, &["edition", "list", "--most", "1", "--json"]).json().as_array().map(Vec::len), Some(1));
    assert_eq!(indelible(&dir, &["edition", "list"]).out.lines().count(), 3);

    let out = place.path().join("out");
    let copy = out.to_str().expect("text");
    assert_eq!(indelible(&dir, &["export", "static", copy, "--json"]).json()["edition"], json!(3));
    let key = dir.join("keys/edition.pub");
    let verified = indelible(&dir, &["verify", copy, "--key", key.to_str().expect("text"), "--at-least", "3", "--json"]).json();
    assert_eq!((&verified["sound"], &verified["edition"], &verified["faults"]), (&json!(true), &json!(3), &json!(0)));
    std::fs::write(out.join("2020/01/01/story-0/index.html"), "altered").expect("written");
    let verified = indelible(&dir, &["verify", copy, "--key", key.to_str().expect("text"), "--json"]);
    let found: Value = serde_json::from_str(&verified.out).expect("JSON");
    assert_eq!((verified.code, &found["sound"]), (3, &json!(false)));
    assert!(found["first_faults"][0].as_str().expect("words").contains("2020/01/01/story-0"), "{found}");
}

/// A newspaper that is served; it ends with the test.
struct Served {
    child: Child,
    site: String,
    /// Held open: it has more to say.
    _words: BufReader<ChildStdout>,
}

impl Served {
    fn at(dir: &Path) -> Self {
        let mut child = program(dir, &["serve", "--port", "0", "--desk-port", "0"]).stdout(Stdio::piped()).spawn().expect("the program");
        let mut line = String::new();
        let mut words = BufReader::new(child.stdout.take().expect("its words"));
        words.read_line(&mut line).expect("a line");
        let site = line.trim().strip_prefix("site").expect("where it is").trim().trim_end_matches('/').to_owned();
        Self { child, site, _words: words }
    }

    fn get(&self, path: &str) -> String {
        ureq::get(format!("{}{path}", self.site)).call().expect("an answer").body_mut().read_to_string().expect("text")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_backup_is_taken_while_the_paper_is_served_and_put_back_elsewhere_or_in_its_place() {
    let place = tempfile::tempdir().expect("a folder");
    let dir = begun(place.path());
    indelible(&dir, &["import", &stories(place.path(), 3), "--json"]).json();
    let served = Served::at(&dir);
    let page = served.get("/2020/01/01/story-0/");
    let copy = place.path().join("copy");
    let copy = copy.to_str().expect("text");
    let copied = indelible(&dir, &["backup", copy, "--json"]).json();
    assert!(copied["files"].as_u64() > Some(8) && copied["bytes"].as_u64() > Some(100_000), "{copied}");
    assert_eq!(served.get("/2020/01/01/story-0/"), page, "readers noticed nothing");
    indelible(&dir, &["backup", copy]).refuses(1, "is there already; name a folder that is not");
    drop(served);

    let elsewhere = place.path().join("elsewhere");
    let restored = indelible(&elsewhere, &["restore", copy, "--json"]).json();
    assert_eq!((&restored["files"], &restored["aside"]), (&copied["files"], &json!(null)));
    let editions = |dir: &Path| indelible(dir, &["edition", "list", "--json"]).json();
    assert_eq!(editions(&elsewhere), editions(&dir));
    assert_eq!(Served::at(&elsewhere).get("/2020/01/01/story-0/"), page);

    indelible(&elsewhere, &["restore", copy]).refuses(1, "is a data directory already; say --replace");
    indelible(&elsewhere, &["restore", copy, "--replace"]).refuses(1, "Say --yes to go on.");
    let restored = indelible(&elsewhere, &["restore", copy, "--replace", "--yes", "--json"]).json();
    let aside = restored["aside"].as_str().expect("where the old one is");
    assert_eq!(editions(Path::new(aside)), editions(&elsewhere));
    let site = place.path().join("site");
    indelible(&site, &["restore", copy]).refuses(1, "holds something already; name a folder that is empty");
    indelible(&place.path().join("new"), &["restore", site.to_str().expect("text")])
        .refuses(1, "is no backup: there is no indelible.toml in it");
    assert!(!place.path().join("new").exists());
}

/// The most memory, in KiB, that an import of so many tiny posts takes; all of them are published and printed.
fn peak_of_import(count: usize) -> u64 {
    let place = tempfile::tempdir().expect("a folder");
    let dir = begun(place.path());
    let file = place.path().join("many.xml");
    let mut text = String::from("<?xml version=\"1.0\"?>\n<rss><channel>\n");
    for id in 1..=count {
        text += &format!(
            "<item><title>Tiny</title><wp:post_id>{id}</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status><wp:post_date_gmt>2020-05-06 08:00:00</wp:post_date_gmt></item>\n"
        );
    }
    std::fs::write(&file, text + "</channel></rss>").expect("written");
    let mut child = program(&dir, &["import", file.to_str().expect("text"), "--json"]);
    // What is kept of printed pages has a bound of its own.
    child.env("INDELIBLE_SERVE_MEMORY", "1");
    let report = place.path().join("report.json");
    let mut child = child.stdout(std::fs::File::create(&report).expect("a file")).stderr(Stdio::null()).spawn().expect("the program");
    let mut peak = 0;
    while child.try_wait().expect("a child").is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse().ok());
        peak = line.unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(5));
    }
    let report: Value = serde_json::from_slice(&std::fs::read(&report).expect("a report")).expect("JSON");
    assert_eq!((&report["pieces"]["published"], &report["left_out_count"]), (&json!(count), &json!(0)));
    peak
}

#[test]
fn an_import_of_a_multitude_of_posts_takes_a_few_kilobytes_for_each() {
    let (some, many) = (2_000, 6_000);
    let (before, after) = (peak_of_import(some), peak_of_import(many));
    let each = after.saturating_sub(before) * 1024 / (many - some) as u64;
    assert!(before > 0 && each < 8 << 10, "{each} bytes for each of {many}: {before} KiB, {after} KiB");
}
