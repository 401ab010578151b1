//! What comes back: over a real socket and from a real maildir, from servers that behave and from others.

use std::path::Path;
use std::time::Duration;

use indelible::app::App;
use indelible::jobs;
use indelible::paper::consent::Consent;
use indelible::post::Post;
use indelible::post::courier::messages::{Books, Results};
use indelible::post::mailer::{Carrier, Mailer};
use indelible::post::model::{Composed, Confirmation, Counts, IssueId, Newsletter, NewsletterId, READER, ReaderId, Said, Signed};
use indelible::post::returns;
use indelible::post::statistics::{self, Statistics};
use indelible::press::reads::LEAST;
use indelible::words::Words;
use jiff::SignedDuration;
use kernel::{Domain, EmailAddress};
use letter::{ReturnPath, Secret};
use seal::sealing::VaultKey;
use store::Place;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::harness::House;
use crate::scan::Scan;

/// A house that reads what comes back, with a newsletter.
struct Office {
    house: House,
    key: VaultKey,
    newsletter: Newsletter,
    port: u16,
}

/// A reader whose sign-up is confirmed.
#[derive(Clone, Copy)]
struct Row {
    id: ReaderId,
    token: indelible::post::model::Token,
}

impl Office {
    async fn open() -> Self {
        let port = free_port().await;
        let house = House::open_with(&[
            ("bounce.port", port.to_string()),
            ("bounce.domain", "bounces.lamp.example".into()),
            ("bounce.maildir", "mail".into()),
        ])
        .await;
        let newsletter = Newsletter {
            id: NewsletterId::random(),
            locale: "en".parse().expect("a language"),
            slug: "friday-lamp".parse().expect("a slug"),
            said: Said { title: "The Friday Lamp".into(), promise: "Every Friday: the week.".into(), ..Said::default() },
            position: 1,
            closed_at: None,
        };
        house.app.post.put_newsletter(newsletter.clone(), house.app.clock.now()).await.expect("the post").expect("no refusal");
        jobs::settle(&house.app).await.expect("settled");
        let key = VaultKey::generate();
        house.app.post.put_key(key.public().clone(), house.app.clock.now()).await.expect("a key");
        std::fs::create_dir_all(house.dir().join("mail/new")).expect("a maildir");
        returns::open(&house.app).await.expect("open");
        Self { house, key, newsletter, port }
    }

    fn app(&self) -> &App {
        &self.house.app
    }

    async fn sign_up(&self, address: &str) -> Row {
        let (app, address) = (self.app(), EmailAddress::parse(address).expect("an address"));
        app.post.sign_up(&self.newsletter, address, Consent::NEWEST, app.clock.now()).await.expect("the post").expect("no refusal");
        app.post.mailer().run_due(app).await;
        let letter = app.post.mailer().mail_box().expect("a mail box").empty().pop().expect("a letter");
        let letter = String::from_utf8(letter).expect("ASCII").replace("=\r\n", "");
        let link: String = letter.split("/letters/confirm/").nth(1).expect("a link").chars().take_while(|c| !c.is_whitespace()).collect();
        app.post.confirm(Confirmation::parse(&link).expect("a link"), app.clock.now()).await.expect("the post");
        let entry = app.post.entries_after(0, 1_000).await.expect("entries").pop().expect("an entry");
        let row = self.key.open(READER, &Signed::about(self.newsletter.id, entry.reader), entry.sealed.as_deref().expect("a row"));
        let token = Signed::from_bytes(&row.expect("opened")).expect("a sign-up").token;
        Row { id: entry.reader, token }
    }

    async fn issue(&self) -> IssueId {
        let (post, now) = (&self.app().post, self.app().clock.now());
        let composed = Composed { subject: "The week".into(), intro: "The week.".into(), ..Composed::default() };
        let id = post.begin_issue(self.newsletter.id, composed, None, "Ira", now).await.expect("the post").expect("a draft");
        post.ready_issue(id, 1, "Ira", now).await.expect("the post").expect("no refusal");
        jobs::settle(self.app()).await.expect("settled");
        id
    }

    async fn path(&self, issue: IssueId, row: Row) -> String {
        let secret = Secret::new(self.app().post.letter_secret().await.expect("a secret"));
        let domain = Domain::parse("bounces.lamp.example").expect("a domain");
        ReturnPath::of(&secret, issue.0, row.id.0, &domain).as_str().to_owned()
    }

    /// Brings one message by SMTP, and gives the code that it is answered with: at RCPT, or at the end.
    async fn bring(&self, recipient: &str, message: &str) -> String {
        let mut client = Client::new(self.port).await;
        client.ask("EHLO mx.example\r\n").await;
        client.ask("MAIL FROM:<>\r\n").await;
        let answer = client.ask(&format!("RCPT TO:<{recipient}>\r\n")).await;
        if !answer.starts_with("250") {
            return answer;
        }
        client.ask("DATA\r\n").await;
        client.ask(&format!("{}\r\n.\r\n", message.replace('\n', "\r\n"))).await
    }

    async fn counts(&self) -> Counts {
        self.app().post.count(self.newsletter.id).await.expect("a count")
    }

    async fn returns(&self) -> Vec<(String, i64)> {
        self.app().post.returns(self.newsletter.id, self.app().clock.now()).await.expect("the post")
    }
}

async fn free_port() -> u16 {
    tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address").port()
}

struct Client(TcpStream);

impl Client {
    async fn new(port: u16) -> Self {
        let mut client = Self(TcpStream::connect(("127.0.0.1", port)).await.expect("the listener"));
        assert!(client.answer().await.starts_with("220"));
        client
    }

    async fn ask(&mut self, text: &str) -> String {
        self.0.write_all(text.as_bytes()).await.expect("said");
        self.answer().await
    }

    /// One reply, however many lines it has.
    async fn answer(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let mut line = Vec::new();
            while !line.ends_with(b"\r\n") {
                line.push(timeout(Duration::from_secs(20), self.0.read_u8()).await.expect("in time").expect("a byte"));
            }
            reply += &String::from_utf8_lossy(&line);
            if line.get(3) != Some(&b'-') {
                return reply;
            }
        }
    }
}

fn report(status: &str, said: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example (Mail Delivery System)\nTo: somebody@lamp.example\nSubject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\n\
         MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b/mx.example\"\n\n--b/mx.example\nContent-Type: text/plain\n\n\
         This is the mail system at host mx.example.\n\n<canary.bounced@nest.example>: {said}\n\n--b/mx.example\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; canary.bounced@nest.example\nAction: failed\nStatus: {status}\nDiagnostic-Code: smtp; {said}\n\n\
         --b/mx.example\nContent-Type: text/rfc822-headers\n\nTo: canary.bounced@nest.example\nSubject: The week\n\n--b/mx.example--\n"
    )
}

fn complaint(fields: &str, header: &str) -> String {
    format!(
        "From: feedback@provider.example\nSubject: FW: The week\nContent-Type: multipart/report; report-type=feedback-report; boundary=\"f\"\n\n--f\nContent-Type: text/plain\n\n\
         This is an abuse report.\n--f\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Loop/1.0\nVersion: 1\n{fields}\n--f\n\
         Content-Type: message/rfc822\n\n{header}From: letters@lamp.example\nTo: redacted@provider.example\nSubject: The week\n\nHello\n--f--\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_that_is_gone_gets_no_more_letters_and_a_bounce_that_comes_twice_counts_once() {
    let office = Office::open().await;
    let (gone, there) = (office.sign_up("canary.bounced@nest.example").await, office.sign_up("nadia@example.org").await);
    let issue = office.issue().await;
    let path = office.path(issue, gone).await;
    let message = report("5.1.1", "550 5.1.1 no such user");
    for _ in 0..2 {
        assert!(office.bring(&path, &message).await.starts_with("250"));
    }
    assert!(office.bring(&path.to_uppercase(), &message).await.starts_with("250"), "some servers fold the case");
    assert_eq!(office.counts().await, Counts { confirmed: 1, suppressed: 1, ..Counts::default() });
    assert_eq!(office.returns().await, [("hard-bounce".to_owned(), 1)]);
    // The courier learns it from the chain, whose last link says that this row was stopped.
    let last = office.app().post.entries_after(0, 100).await.expect("entries").pop().expect("an entry");
    assert_eq!((last.reader, last.kind, last.suppressed.as_deref()), (gone.id, 3, Some("hard-bounce")));
    // A forged return path, one of an issue that was never ready, and one of another house change nothing.
    let forged = format!("b-{:016x}-{}@bounces.lamp.example", there.id.0, "0".repeat(20));
    let unready = office.path(IssueId(77), there).await;
    for wrong in [forged, unready] {
        assert!(office.bring(&wrong, &message).await.starts_with("250"), "whoever guesses learns nothing");
    }
    assert_eq!(office.counts().await.suppressed, 1);
    for stranger in
        ["ann@bounces.lamp.example", "b-1@bounces.lamp.example", "postmaster@elsewhere.example", &path.replace("bounces.", "x.")]
    {
        assert!(office.bring(stranger, &message).await.starts_with("550"), "{stranger}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn full_mailboxes_are_counted_over_issues_and_what_was_half_a_year_ago_counts_no_more() {
    let office = Office::open().await;
    let row = office.sign_up("canary.bounced@nest.example").await;
    let full = report("5.2.2", "552 5.2.2 mailbox full");
    for week in 1..=4 {
        let path = office.path(office.issue().await, row).await;
        for _ in 0..3 {
            assert!(office.bring(&path, &full).await.starts_with("250"));
        }
        assert_eq!(office.counts().await.suppressed, 0, "{week}");
        office.house.wait(7 * 24 * 60);
    }
    // Half a year passes in which all is well.
    office.app().clock.advance(SignedDuration::from_hours(27 * 7 * 24));
    office.app().post.clear_old(office.app().clock.now()).await.expect("cleared");
    for week in 1..=5 {
        assert_eq!(office.counts().await.suppressed, 0, "{week}");
        let path = office.path(office.issue().await, row).await;
        assert!(office.bring(&path, &full).await.starts_with("250"));
    }
    assert_eq!(office.counts().await.suppressed, 1, "five issues in a row");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_about_us_stops_nobodys_letters_and_is_shown() {
    let office = Office::open().await;
    let row = office.sign_up("canary.bounced@nest.example").await;
    let path = office.path(office.issue().await, row).await;
    for (status, said) in [("5.7.1", "550 5.7.1 rejected as spam"), ("4.4.1", "connection timed out"), ("5.3.4", "552 5.3.4 too large")] {
        assert!(office.bring(&path, &report(status, said)).await.starts_with("250"));
    }
    let delayed = report("4.4.1", "still trying").replace("Action: failed", "Action: delayed");
    assert!(office.bring(&path, &delayed).await.starts_with("250"));
    let away = "From: canary.bounced@nest.example\nSubject: Automatic reply: The week\nAuto-Submitted: auto-replied\n\nI am away; my mailbox is full.\n";
    assert!(office.bring(&path, away).await.starts_with("250"));
    assert_eq!(office.counts().await.confirmed, 1);
    assert_eq!(office.returns().await, [("blocked".to_owned(), 1), ("expired".to_owned(), 1), ("too-big".to_owned(), 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_stops_letters_whichever_way_it_names_its_row() {
    let office = Office::open().await;
    let mut rows = Vec::new();
    for name in ["one", "two", "three", "four", "five"] {
        rows.push(office.sign_up(&format!("{name}@example.org")).await);
    }
    let issue = office.issue().await;
    let to = "complaints@bounces.lamp.example";
    let path = office.path(issue, rows[0]).await;
    assert!(office.bring(&path, &complaint("", "")).await.starts_with("250"), "by the address that it comes to");
    let path = office.path(issue, rows[1]).await;
    assert!(office.bring(to, &complaint(&format!("Original-Mail-From: <{path}>\n"), "")).await.starts_with("250"));
    let path = office.path(issue, rows[2]).await;
    assert!(office.bring(to, &complaint("", &format!("Return-Path: <{path}>\n"))).await.starts_with("250"));
    let link = format!("List-Unsubscribe: <https://lamp.example/letters/leave/{}>\n", rows[3].token.text());
    assert!(office.bring(to, &complaint("", &link)).await.starts_with("250"));
    assert_eq!(office.counts().await, Counts { confirmed: 1, suppressed: 4, ..Counts::default() });
    // The one who says that it was no spam, and the one whom nobody can name.
    let path = office.path(issue, rows[4]).await;
    assert!(office.bring(&path, &complaint("", "").replace("abuse\n", "not-spam\n")).await.starts_with("250"));
    assert!(office.bring(to, &complaint("", "")).await.starts_with("250"));
    assert_eq!(office.counts().await.confirmed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_in_numbers_has_what_came_back_who_complained_who_left_and_how_often_its_page_was_read() {
    let office = Office::open().await;
    let mut rows = Vec::new();
    for name in ["gone", "angry", "nameless", "first", "second", "third"] {
        rows.push(office.sign_up(&format!("{name}@example.org")).await);
    }
    let id = office.issue().await;
    let numbers = async || {
        let issue = office.app().post.issue(id).await.expect("the post").expect("an issue");
        statistics::of(office.app(), &office.newsletter, &issue).await.expect("numbers")
    };
    assert_eq!(numbers().await, Statistics::default(), "it is not sent");
    let (now, books) = (office.app().clock.now(), Books { candidates: 6, accepted: 6, ..Books::default() });
    let sent = Results { sent: vec![(id, books)], ..Results::default() };
    office.app().post.note_results(sent, now).await.expect("the post").expect("no refusal");
    assert_eq!(numbers().await, Statistics { sent: Some((now, books)), ..Statistics::default() });
    office.bring(&office.path(id, rows[0]).await, &report("5.1.1", "550 5.1.1 no such user")).await;
    office.bring(&office.path(id, rows[1]).await, &complaint("", "")).await;
    // One that has nothing of the letter but the reader's own link counts too, and once.
    let link = format!("List-Unsubscribe: <https://lamp.example/letters/leave/{}>\n", rows[2].token.text());
    for _ in 0..2 {
        office.bring("complaints@bounces.lamp.example", &complaint("", &link)).await;
    }
    let week = 7 * 24 * 60;
    for (row, left) in [(rows[3], 1), (rows[4], 2), (rows[5], 2)] {
        office.app().post.leave(row.token, office.app().clock.now()).await.expect("the post").expect("a row");
        assert_eq!(numbers().await, Statistics { sent: Some((now, books)), bounced: 1, complained: 2, left, views: None });
        office.house.wait(week);
    }
    for _ in 0..LEAST {
        assert_eq!(numbers().await.views, None, "too seldom to say");
        assert_eq!(office.house.get("/newsletters/friday-lamp/1/").await.status, 200);
    }
    assert_eq!(numbers().await.views, i64::try_from(LEAST).ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_leaves_at_once_and_a_persons_letter_is_refused_in_words() {
    let office = Office::open().await;
    let (one, two, three) =
        (office.sign_up("one@example.org").await, office.sign_up("two@example.org").await, office.sign_up("three@example.org").await);
    let path = office.path(office.issue().await, two).await;
    let link = returns::leave_link(&office.app().settings, &one.token.text()).expect("a link");
    assert_eq!(link, format!("mailto:leave@bounces.lamp.example?subject=unsubscribe%20{}", one.token.text()));
    let letter = |subject: &str| format!("From: Reader <reader@example.org>\nSubject: {subject}\n\n");
    let leave = "leave@bounces.lamp.example";
    for _ in 0..2 {
        assert!(office.bring(leave, &letter(&format!("unsubscribe {}", one.token.text()))).await.starts_with("250"));
    }
    assert_eq!(office.counts().await, Counts { confirmed: 2, left: 1, ..Counts::default() });
    assert!(office.bring(&path, &letter("Unsubscribe")).await.starts_with("250"), "the return path says who");
    assert_eq!(office.counts().await, Counts { confirmed: 1, left: 2, ..Counts::default() });
    assert!(
        office.bring(leave, &letter("unsubscribe AAAAAAAAAAAAAAAAAAAAAA")).await.starts_with("250"),
        "who has left before is told the same"
    );
    for person in ["unsubscribe", "Your story about the ferry", ""] {
        for to in [leave, "letters@lamp.example", "complaints@bounces.lamp.example"] {
            let answer = office.bring(to, &letter(person)).await;
            assert!(answer.starts_with("550 5.7.1") && answer.contains("Nobody reads this"), "{person}: {answer}");
        }
    }
    assert!(office.bring("Letters@Lamp.example", &letter(&format!("unsubscribe {}", three.token.text()))).await.starts_with("250"));
    assert_eq!(office.counts().await, Counts { left: 3, ..Counts::default() });
    office.app().post.mailer().run_due(office.app()).await;
    assert!(office.app().post.mailer().mail_box().expect("a mail box").letters().is_empty(), "nothing is ever answered by a letter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmations_bounce_leads_nowhere() {
    let office = Office::open().await;
    let row = office.sign_up("canary.bounced@nest.example").await;
    let path = office.path(office.issue().await, row).await;
    let nowhere = returns::path(&office.app().settings);
    assert_eq!(nowhere, "nowhere@bounces.lamp.example");
    // Not even what names a row inside: nobody reads it.
    let message = report("5.1.1", "550 5.1.1 no such user").replace("somebody@lamp.example", &path);
    assert!(office.bring(&nowhere, &message).await.starts_with("250"));
    assert_eq!(office.counts().await.confirmed, 1);
    let house = House::open().await;
    assert_eq!(returns::path(&house.app.settings), "letters@lamp.example", "while nothing is read, somebody has that mailbox");
    assert_eq!(returns::leave_link(&house.app.settings, "x"), None, "and no link is offered that nobody would act on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_maildir_is_emptied_of_what_was_noted_and_keeps_what_people_wrote() {
    let office = Office::open().await;
    let (gone, leaving) = (office.sign_up("canary.bounced@nest.example").await, office.sign_up("nadia@example.org").await);
    let path = office.path(office.issue().await, gone).await;
    let mail = office.house.dir().join("mail");
    let put = |name: &str, text: String| {
        // As a mail server does: whole, or not there.
        std::fs::write(mail.join(name), text).expect("written");
        std::fs::rename(mail.join(name), mail.join("new").join(name)).expect("there");
    };
    put("1.bounce", format!("Return-Path: <>\nDelivered-To: {path}\n{}", report("5.1.1", "550 5.1.1 no such user")));
    put(
        "2.leaving",
        format!("Delivered-To: bounces@localhost\nFrom: nadia@example.org\nSubject: unsubscribe {}\n\n", leaving.token.text()),
    );
    put("3.person", "Delivered-To: bounces@localhost\nFrom: ann@example.org\nSubject: Your story\n\nDear editors\n".into());
    put("4.round", format!("{}Subject: x\n\n", "Received: from a by b\n".repeat(101)));
    for _ in 0..600 {
        if std::fs::read_dir(mail.join("new")).expect("a folder").count() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let names = |folder: &str| -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(mail.join(folder))
            .expect("a folder")
            .map(|file| file.expect("a file").file_name().into_string().expect("UTF-8"))
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("new"), Vec::<String>::new());
    assert_eq!(names("cur"), ["3.person:2,", "4.round:2,"], "a mail program shows them");
    assert_eq!(office.counts().await, Counts { suppressed: 1, left: 1, ..Counts::default() });
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_thrown_at_it_gets_an_answer_in_smtp_and_costs_no_memory() {
    let office = Office::open().await;
    let row = office.sign_up("canary.bounced@nest.example").await;
    let path = office.path(office.issue().await, row).await;
    let before = resident();
    let headers: String = (0..100_000).map(|n| format!("X:{n}\n")).collect();
    for (what, message, code) in [
        ("zeros", "\0".repeat(1_000), "250"),
        ("bytes that are no text", "\u{fffd}\u{80}".repeat(1_000), "250"),
        ("one endless line", "x".repeat(1_500_000), "552"),
        ("a hundred thousand header lines", headers.clone(), "250"),
        ("and as many again", headers.repeat(2), "552"),
        ("a loop", format!("{}\n", "Received: from a by b\n".repeat(101)), "554 5.4.6"),
        ("nothing", String::new(), "250"),
    ] {
        let answer = office.bring(&path, &message).await;
        assert!(answer.starts_with(code), "{what}: {answer}");
    }
    // 50 MB, in pieces: read past, refused, and the dialogue goes on.
    let mut client = Client::new(office.port).await;
    client.ask("LHLO mx.example\r\n").await;
    assert!(client.ask("MAIL FROM:<> SIZE=52428800\r\n").await.starts_with("552"), "one that says so is refused before");
    client.ask("MAIL FROM:<>\r\n").await;
    client.ask(&format!("RCPT TO:<{path}>\r\n")).await;
    client.ask("DATA\r\n").await;
    let piece = format!("{}\r\n", "x".repeat(998)).repeat(1_000);
    for _ in 0..50 {
        client.0.write_all(piece.as_bytes()).await.expect("said");
    }
    assert!(client.ask("\r\n.\r\n").await.starts_with("552"));
    assert!(client.ask("NOOP\r\n").await.starts_with("250"));
    // Who says nothing keeps nobody waiting.
    let idle: Vec<_> = futures_of(8, || Client::new(office.port)).await;
    assert!(office.bring(&path, &report("5.1.1", "550 5.1.1 no such user")).await.starts_with("250"));
    assert_eq!(office.counts().await.suppressed, 1);
    drop(idle);
    let grown = resident().saturating_sub(before);
    assert!(grown < 96 << 20, "{} MiB", grown >> 20);
}

async fn futures_of<T, F: Future<Output = T>>(count: usize, make: impl Fn() -> F) -> Vec<T> {
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(make().await);
    }
    all
}

/// Bytes of this process that are in memory.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number") << 10
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_what_came_back_lies_on_the_disk() {
    let office = Office::open().await;
    let row = office.sign_up("canary.bounced@nest.example").await;
    let path = office.path(office.issue().await, row).await;
    for (status, said) in [("5.1.1", "550 5.1.1 no such user"), ("5.7.1", "550 5.7.1 spam"), ("5.2.2", "552 full")] {
        office.bring(&path, &report(status, said)).await;
    }
    office.bring("complaints@bounces.lamp.example", &complaint("Original-Rcpt-To: canary.bounced@nest.example\n", "")).await;
    office.bring("leave@bounces.lamp.example", "From: canary.bounced@nest.example\nSubject: unsubscribe\n\n").await;
    office.bring(&returns::path(&office.app().settings), &report("5.1.1", "550 5.1.1 no such user")).await;
    let scan = Scan::of(&["canary.bounced@nest.example"]);
    let (hits, read) = scan.folders(&[office.house.dir() as &Path]);
    assert!(read > 100_000, "the folder was read");
    assert_eq!(hits, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_after_a_crash() {
    let office = Office::open().await;
    let row = office.sign_up("canary.bounced@nest.example").await;
    let path = office.path(office.issue().await, row).await;
    assert!(office.bring(&path, &report("5.1.1", "550 5.1.1 no such user")).await.starts_with("250"));
    let copy = tempfile::tempdir().expect("a folder");
    // As the disk has it at this moment, with the house still open: what a power cut leaves.
    for name in ["post.db", "post.db-wal"] {
        std::fs::copy(office.house.dir().join(name), copy.path().join(name)).expect("copied");
    }
    let place = Place::Sqlite(copy.path().join("post.db"));
    let post = Post::open(place, Mailer::new(Carrier::None), &Words::load()).expect("the copy");
    assert_eq!(post.count(office.newsletter.id).await.expect("a count").suppressed, 1);
}
