//! The demo's letters before judges that are not ours: SpamAssassin for what a filter thinks, dkimpy and opendkim for signatures, Python's `email` and npm's
//! `mailparser` for what is read, validators and caniemail for their HTML, curl for leaving, and the bytes on the wire. Issues come before them as a desk tests them,
//! and as a keyholder's machine writes them to one reader. A judge that is not installed is skipped, and says so; `.ci/run` installs them all.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use indelible::app::App;
use indelible::desk::media::{Encoded, File, Refusal};
use indelible::paper::consent::Consent;
use indelible::paper::model::Format;
use indelible::post::courier::issues;
use indelible::post::letters::{self, Missive, addressed};
use indelible::post::model::{Confirmation, Counts, Issue, Newsletter, READER, Signed};
use indelible::press::listener::{self, Door, Manners};
use indelible::reading;
use indelible::sending::{self, Composer, Person, Recipient};
use kernel::{Domain, EmailAddress};
use letter::dkim::{Ed25519Key, RsaKey, Selector, Signer};
use letter::{MessageId, Secret, Slot};
use seal::VaultKey;

use crate::harness::House;

/// What a filter may think of a letter of ours.
const SPAM: f64 = 2.0;

/// Pictures of the right shape that cost nothing to make.
fn sketch(_: &[u8]) -> Result<Encoded, Refusal> {
    let file = |(width, format)| File { width, format, bytes: format!("{width}{format:?}").into_bytes() };
    let files = [320, 640, 960, 1440].into_iter().flat_map(|w| [(w, Format::Jpeg), (w, Format::Webp)]).map(file).collect();
    Ok(Encoded { width: 1440, height: 960, files })
}

/// A letter as it leaves, and its page.
struct Sample {
    name: String,
    raw: Vec<u8>,
    html: String,
}

/// The demo, with a sender for its newsletters.
async fn demo() -> House {
    let house = House::open_with(&[("bounce.port", "2424".into()), ("mail.newsletter_from", "friday@news.lamp.example".into())]).await;
    indelible::demo::fill_with(&house.app, sketch, |_, _| {}).await.expect("filled");
    house
}

/// The newest issue of a newsletter that was readied.
async fn newest(app: &App, newsletter: &Newsletter) -> Option<Issue> {
    let issues = app.post.issues(newsletter.id, 10).await.expect("issues");
    issues.into_iter().filter(|issue| issue.readied_at.is_some()).max_by_key(|issue| issue.number)
}

/// A keyholder's keys for the newsletters' domain.
fn signer(ed25519: bool) -> Arc<Signer> {
    let selector = |name| Selector::parse(name).expect("a selector");
    let mut keys = vec![(selector("n1-rsa"), RsaKey::generate().expect("a key").into())];
    if ed25519 {
        keys.push((selector("n1-ed"), Ed25519Key::generate().expect("a key").into()));
    }
    Arc::new(Signer::new(news(), keys, None).expect("a signer"))
}

fn news() -> Domain {
    Domain::parse("news.lamp.example").expect("a domain")
}

const READER_ADDRESS: &str = "nadia.reader@example.org";
const READER_TOKEN: &str = "abcdefghijklmnopqrstuv";

/// An issue as it leaves for one reader, and what ought to be read from it.
async fn addressed_to_reader(app: &App, issue: &Issue, signer: Arc<Signer>) -> (Vec<u8>, serde_json::Value) {
    let letter = issues::of(app, issue).await.expect("the post").expect("a letter");
    let stencil = addressed::stencil(&letter, app.clock.now()).expect("a stencil");
    let composer = Composer {
        issue: sending::IssueId(issue.id.0),
        draft: letter::Draft::new(stencil, Some(signer)),
        secret: Secret::new([7; 32]),
        domain: news(),
        returns: news(),
    };
    let recipient = Recipient::new(Person(issue.id.0 ^ 1), READER_ADDRESS, READER_TOKEN);
    let mut raw = Vec::new();
    composer.compose(&recipient, &mut raw).expect("a letter");
    let message_id = MessageId::of(&composer.secret, composer.issue.0, recipient.person.0, &composer.domain);
    let filled = |text: &str| text.replace(Slot::Leave.marker(), READER_TOKEN).replace(Slot::Manage.marker(), READER_TOKEN);
    let expected = serde_json::json!({
        "subject": letter.subject,
        "name": letter.sender,
        "from": letter.from,
        "to": READER_ADDRESS,
        "messageId": message_id.as_str(),
        "text": filled(&letter.text),
        "html": filled(&letter.html),
        "leave": filled(&letter.list.leave),
    });
    (raw, expected)
}

/// Every newsletter's newest issue for the judges' scripts, signed by RSA and by Ed25519 if so.
async fn court(ed25519: bool) -> tempfile::TempDir {
    let (house, signer, folder) = (demo().await, signer(ed25519), tempfile::tempdir().expect("a folder"));
    let app = &house.app;
    let mut count = 0;
    for newsletter in app.post.newsletters().await.expect("newsletters") {
        let Some(issue) = newest(app, &newsletter).await else { continue };
        let (raw, expected) = addressed_to_reader(app, &issue, signer.clone()).await;
        let file = folder.path().join(format!("{}-{}.eml", newsletter.locale, newsletter.slug));
        std::fs::write(&file, raw).expect("written");
        std::fs::write(file.with_extension("json"), expected.to_string()).expect("written");
        count += 1;
    }
    assert!(count >= 3, "an issue in every language");
    let records: serde_json::Map<_, _> = signer.records().into_iter().map(|record| (record.name, record.text.into())).collect();
    std::fs::write(folder.path().join("dns.json"), serde_json::Value::Object(records).to_string()).expect("written");
    folder
}

/// Lets the scripts of the crate `letter` judge.
fn judge(program: &str, work: &[&str], folder: &Path) {
    let script = if program == "node" { "judge.cjs" } else { "judge.py" };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/letter/tests").join(script);
    let output = Command::new(program).arg(script).arg(folder).args(work).output().expect("a verdict");
    let verdict = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{verdict}");
    println!("{program} {work:?}: {verdict}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_to_a_reader_is_read_and_found_well_signed_by_every_judge() {
    let both = court(true).await;
    if is_there("python3", &["-c", "import dkim, nacl"]) {
        judge("python3", &["dkim"], both.path());
    }
    if is_there("python3", &["-c", "import email"]) {
        judge("python3", &["mime"], both.path());
    }
    if is_there("node", &["-e", "require('mailparser')"]) {
        judge("node", &[], both.path());
    }
    // opendkim knows only RSA.
    if is_there("which", &["opendkim"]) {
        judge("python3", &["opendkim"], court(false).await.path());
    }
}

/// The newest issue of each of the demo's newsletters, as the desk tests it and as a reader gets it, and the confirmation of each.
async fn samples() -> Vec<Sample> {
    let (house, signer) = (demo().await, signer(true));
    let app = &house.app;
    let to = EmailAddress::parse(READER_ADDRESS).expect("an address");
    let mut samples = Vec::new();
    for newsletter in app.post.newsletters().await.expect("newsletters") {
        let name = format!("{}-{}", newsletter.locale, newsletter.slug);
        let issue = newest(app, &newsletter).await;
        if let Some(issue) = &issue {
            let (raw, read) = addressed_to_reader(app, issue, signer.clone()).await;
            let html = read["html"].as_str().expect("a page").to_owned();
            samples.push(Sample { name: format!("{name}-reader"), raw, html });
        }
        if let Some(issue) = issue.and_then(|issue| issue.shown(&newsletter)) {
            let written = letters::issue::write(app, &newsletter, &issue).await.expect("a letter").written;
            let html = written.html.clone();
            let missive =
                Missive::Test { newsletter: newsletter.clone(), to: to.clone(), issue: Arc::new(issue), written: Arc::new(written) };
            samples.push(Sample { name: format!("{name}-issue"), raw: missive.compose(app).expect("a letter"), html });
        }
        let confirmation = Confirmation::new(app.clock.now());
        let raw = Missive::Confirmation { newsletter, to: to.clone(), confirmation }.compose(app).expect("a letter");
        let message = mail_parser::MessageParser::default().parse(&raw).expect("a letter");
        let html = message.body_html(0).expect("a page").into_owned();
        samples.push(Sample { name: format!("{name}-confirmation"), raw, html });
    }
    assert!(samples.len() >= 9 && samples.iter().any(|sample| sample.name.starts_with("fa-")), "letters in every language");
    samples
}

fn is_there(program: &str, arguments: &[&str]) -> bool {
    let there = Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success());
    if !there {
        println!("SKIPPED: `{program} {}` does not work here", arguments.join(" "));
    }
    there
}

#[tokio::test(flavor = "multi_thread")]
async fn spamassassin_takes_no_letter_for_spam() {
    if !is_there("spamassassin", &["--version"]) {
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    for Sample { name, raw, .. } in samples().await {
        let mut child = Command::new("spamassassin")
            .args(["--local", "--test-mode", "--nocreate-prefs", "--cf=use_bayes 0", "--cf=use_auto_welcomelist 0"])
            .env("HOME", home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("spamassassin");
        child.stdin.take().expect("a pipe").write_all(&arrived(&raw)).expect("written");
        let said = child.wait_with_output().expect("a verdict").stdout;
        let said = String::from_utf8_lossy(&said).into_owned();
        let status = said.lines().skip_while(|line| !line.starts_with("X-Spam-Status:")).take(4).collect::<String>();
        let score = status.split("score=").nth(1).and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        let score = score.unwrap_or_else(|| panic!("no score for {name}: {}", &said[..said.len().min(2_000)]));
        println!("spamassassin: {name} {score}");
        assert!(score < SPAM, "{name}: {status}\n{}", said.split("Content analysis details").nth(1).unwrap_or_default());
    }
}

/// As a mailbox host sees it: with the lines that its own servers put on top. The address is one for documents (RFC 3849); of IPv4's SpamAssassin thinks ill.
fn arrived(raw: &[u8]) -> Vec<u8> {
    let head = "Return-Path: <b-0000000000000001-00000000000000000000@lamp.example>\r\n\
        Received: from mail.lamp.example (mail.lamp.example [IPv6:2001:db8::7])\r\n\tby mx.example.org (Postfix) with ESMTPS id 4XyZ\r\n\tfor <nadia.reader@example.org>; Sun, 22 Nov 2026 08:00:05 +0000 (UTC)\r\n";
    // Its files have line feeds alone.
    String::from_utf8([head.as_bytes(), raw].concat()).expect("ASCII").replace("\r\n", "\n").into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn validators_and_caniemail_take_every_letters_page() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/walks/letters.mjs");
    let script = script.to_str().expect("a path");
    if !is_there("node", &[script, "--ready"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for sample in samples().await {
        std::fs::write(folder.path().join(sample.name + ".html"), sample.html).expect("written");
    }
    let output = Command::new("node").arg(script).arg(folder.path()).output().expect("a verdict");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    println!("{said}");
    assert!(output.status.success(), "{said}");
}

/// The house with its door open, and a reader who has confirmed.
struct Served {
    house: House,
    address: SocketAddr,
    open: Option<listener::Open>,
}

impl Served {
    async fn open() -> Self {
        let house = House::open().await;
        let door = Door {
            stand: house.app.press.stand().clone(),
            router: reading::routes(house.app.clone()),
            tls: None,
            manners: Manners { connections: 100, patience: Duration::from_secs(20) },
            clock: house.app.clock.clone(),
            proxies: Vec::new().into(),
        };
        let open = listener::open(door, TcpListener::bind("127.0.0.1:0").expect("a port")).expect("a door");
        Self { house, address: open.address, open: Some(open) }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(open) = self.open.take() {
            open.close();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bare_post_by_curl_leaves_and_a_thousand_gets_change_nothing() {
    if !is_there("curl", &["--version"]) {
        return;
    }
    let served = Served::open().await;
    let app = &served.house.app;
    let newsletter = crate::post::add(&served.house, "en", "friday-lamp", "The Friday Lamp").await;
    let key = VaultKey::generate();
    app.post.put_key(key.public().clone(), app.clock.now()).await.expect("a key");
    let address = EmailAddress::parse("nadia@example.org").expect("an address");
    app.post.sign_up(&newsletter, address, Consent::NEWEST, app.clock.now()).await.expect("the post").expect("no refusal");
    app.post.mailer().run_due(app).await;
    let letter = app.post.mailer().mail_box().expect("a mail box").empty().pop().expect("a letter");
    let letter = String::from_utf8(letter).expect("ASCII").replace("=\r\n", "");
    let confirm: String = letter.split("/letters/confirm/").nth(1).expect("a link").chars().take_while(|c| !c.is_whitespace()).collect();
    let count = async || app.post.count(newsletter.id).await.expect("a count");
    let at = served.address;
    let confirm = format!("http://{at}/letters/confirm/{confirm}");
    assert_eq!(curl_many(&confirm).await, 1_000);
    assert_eq!(count().await, Counts { waiting: 1, ..Counts::default() });
    assert_eq!(curl(&["--request", "POST", &confirm]).await.0, "200");
    let entry = app.post.entries_after(0, 10).await.expect("entries").remove(0);
    let row = key.open(READER, &Signed::about(newsletter.id, entry.reader), entry.sealed.as_deref().expect("a row")).expect("opened");
    let leave = format!("http://{at}/letters/leave/{}", Signed::from_bytes(&row).expect("a sign-up").token.text());
    assert_eq!(curl_many(&leave).await, 1_000);
    assert_eq!(count().await, Counts { confirmed: 1, ..Counts::default() });
    // RFC 8058 section 3.2: no cookie, no other context, and no redirect is followed.
    let (status, headers) = curl(&["--data", "List-Unsubscribe=One-Click", &leave]).await;
    assert!(status == "200" && !headers.to_ascii_lowercase().contains("set-cookie") && !headers.contains("\r\nlocation"), "{headers}");
    assert_eq!(count().await, Counts { left: 1, ..Counts::default() });
}

/// The status, and the header.
async fn curl(arguments: &[&str]) -> (String, String) {
    let mut command = Command::new("curl");
    command
        .args([
            "--silent",
            "--show-error",
            "--max-time",
            "20",
            "--dump-header",
            "-",
            "--output",
            "/dev/null",
            "--write-out",
            "%{http_code}",
        ])
        .args(arguments);
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("curl");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let (headers, status) = said.split_at(said.len() - 3);
    (status.to_owned(), headers.to_owned())
}

/// Fetches an address a thousand times; how often it was there.
async fn curl_many(url: &str) -> usize {
    let mut command = Command::new("curl");
    command.args(["--silent", "--output", "/dev/null", "--write-out", "%{http_code}\n", &format!("{url}?[1-1000]")]);
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("curl");
    String::from_utf8_lossy(&output.stdout).lines().filter(|status| *status == "200").count()
}

/// A relay that keeps every byte of what it is sent.
fn recorder() -> (u16, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let (port, kept) = (listener.local_addr().expect("an address").port(), Arc::new(Mutex::new(Vec::new())));
    let all = kept.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut out = stream.try_clone().expect("a stream");
            let mut bytes = BufReader::new(stream);
            let (mut is_letter, mut line) = (false, Vec::new());
            let _ = out.write_all(b"220 sink.example\r\n");
            while bytes.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
                all.lock().expect("a lock").extend_from_slice(&line);
                let said: &[u8] = match (&line[..], is_letter) {
                    (b".\r\n", true) => {
                        is_letter = false;
                        b"250 2.0.0 taken\r\n"
                    }
                    (_, true) => b"",
                    (line, false) if line.starts_with(b"DATA") => {
                        is_letter = true;
                        b"354 go on\r\n"
                    }
                    (line, false) if line.starts_with(b"EHLO") => b"250-sink.example\r\n250 PIPELINING\r\n",
                    _ => b"250 2.0.0 ok\r\n",
                };
                let _ = out.write_all(said);
                line.clear();
            }
        }
    });
    (port, kept)
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_wire_lines_are_short_and_end_in_crlf_and_every_byte_is_ascii() {
    let (port, kept) = recorder();
    let outlet = indelible::mail::outlet(&format!("smtp+plain://127.0.0.1:{port}"), "news.lamp.example").expect("a relay");
    let mut longest = 0;
    for Sample { name, raw, .. } in samples().await {
        let envelope = letter::smtp::Envelope { from: "nowhere@lamp.example", to: "nadia.reader@example.org" };
        outlet.carry(&envelope, &raw).await.expect("taken");
        let bytes = std::mem::take(&mut *kept.lock().expect("a lock"));
        assert!(bytes.len() > raw.len(), "{name}");
        assert!(bytes.iter().all(|byte| byte.is_ascii() && *byte != 0), "{name}");
        let mut rest = &bytes[..];
        while let Some(end) = memchr::memchr2(b'\r', b'\n', rest) {
            // A bare CR or LF is an end of line for some and not for others (RFC 5322 section 2.3): two letters may be seen where one was sent.
            assert_eq!(rest.get(end..end + 2), Some(&b"\r\n"[..]), "{name}");
            longest = longest.max(end);
            assert!(end <= 998, "{name}: a line of {end} bytes");
            rest = &rest[end + 2..];
        }
        assert!(rest.is_empty(), "{name} ends in the middle of a line");
    }
    println!("the longest line has {longest} bytes");
}
