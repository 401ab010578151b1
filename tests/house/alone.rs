//! One person on one machine, with the program itself: two commands, and letters go out. And the seizure scan of all of it: what the server, the keyholder's folder, every
//! log at its most talkative and the temporary files say of readers who signed up, left, bounced, lost their link, or were brought in.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use indelible::app::{App, SETTINGS};
use indelible::jobs;
use indelible::post::model::{Composed, Newsletter, NewsletterId, Said};
use indelible::settings::{Values, sample};
use kernel::Clock;
use tokio::task::block_in_place;

use crate::courier::{Sink, after, plain};
use crate::scan::Scan;

const STAYS: &str = "canary.stays@nest.example";
const LEAVES: &str = "canary.leaves@nest.example";
const BOUNCES: &str = "canary.bounces@nest.example";
const REFUSED: &str = "canary.refused@nest.example";
const IMPORTED: &str = "canary.imported@nest.example";
const NOBODY: &str = "canary.nobody@nest.example";

/// A machine with a newspaper's folder and a keyholder's, one beside the other.
struct Machine {
    dir: tempfile::TempDir,
    port: u16,
    bounces: u16,
    agent: ureq::Agent,
}

impl Machine {
    async fn furnished(sink: &Sink) -> Self {
        let free = || TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        let machine = Self { dir: tempfile::tempdir().expect("a folder"), port: free(), bounces: free(), agent };
        for folder in ["data", "temporary", "log"] {
            std::fs::create_dir(machine.at(folder)).expect("a folder");
        }
        let chosen = [
            ("site.url", "https://lamp.example".to_owned()),
            ("site.name", "The Harbour Lamp".to_owned()),
            ("serve.port", machine.port.to_string()),
            ("desk.port", "0".to_owned()),
            ("mail.from", "letters@lamp.example".to_owned()),
            ("mail.relays", format!("smtp+plain://127.0.0.1:{}", sink.port)),
            ("bounce.domain", "bounces.lamp.example".to_owned()),
            ("bounce.port", machine.bounces.to_string()),
        ];
        let data = machine.at("data");
        std::fs::write(data.join(SETTINGS), sample(&chosen)).expect("settings");
        let settings = Values::read(&data.join(SETTINGS), |_| None).and_then(|values| values.resolve(&data)).expect("settings");
        let app = App::open(&data, settings, Clock::default(), false).await.expect("a house");
        let newsletter = Newsletter {
            id: NewsletterId::random(),
            locale: "en".parse().expect("a language"),
            slug: "friday-lamp".parse().expect("a slug"),
            said: Said { title: "The Friday Lamp".into(), promise: "Every Friday.".into(), ..Said::default() },
            position: 1,
            closed_at: None,
        };
        app.post.put_newsletter(newsletter.clone(), app.clock.now()).await.expect("the post").expect("no refusal");
        for subject in ["The first Friday", "The second Friday"] {
            let composed = Composed { subject: subject.into(), intro: "The week, by *lamplight*.".into(), ..Composed::default() };
            let begun =
                app.post.begin_issue(newsletter.id, composed, None, "Ira", app.clock.now()).await.expect("the post").expect("a draft");
            app.post.ready_issue(begun, 1, "Ira", app.clock.now()).await.expect("the post").expect("no refusal");
        }
        jobs::settle(&app).await.expect("settled");
        machine
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_indelible"));
        command.arg("--dir").arg(self.at("data")).args(args).stdin(Stdio::null());
        command.env("TMPDIR", self.at("temporary")).env("INDELIBLE_LOG", "debug").env("INDELIBLE_COURIER_DIR", self.at("courier"));
        command
    }

    /// Runs a command to its end; what it said goes to the logs too.
    fn run(&self, args: &[&str]) -> Output {
        let output = self.command(args).output().expect("it runs");
        for (kind, said) in [("out", &output.stdout), ("err", &output.stderr)] {
            let mut log = std::fs::File::options().create(true).append(true).open(self.at("log").join(kind)).expect("a log");
            log.write_all(said).expect("written");
        }
        output
    }

    fn well(&self, args: &[&str]) -> serde_json::Value {
        let output = self.run(&[args, &["--json"]].concat());
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    fn trouble(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(!output.status.success(), "{args:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// A command of the courier that takes the words.
    fn courier(&self, args: &[&str]) -> serde_json::Value {
        let words = self.at("words").display().to_string();
        self.well(&[&["courier"], args, &["--words", &words]].concat())
    }

    fn serve(&self) -> Child {
        let said = |name: &str| std::fs::File::create(self.at("log").join(name)).expect("a file");
        let mut house = self.command(&["serve"]).stdout(said("serve-out")).stderr(said("serve-err")).spawn().expect("it runs");
        for _ in 0..600 {
            if self.agent.get(self.site("/")).call().is_ok() {
                return house;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = (house.kill(), house.wait());
        panic!("the house does not open");
    }

    fn site(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn post(&self, path: &str, form: &str) -> String {
        let request = self.agent.post(self.site(path)).header("content-type", "application/x-www-form-urlencoded");
        let answer = request.send(form).expect("an answer");
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.into_body().read_to_string().expect("text")
    }

    fn sign_up(&self, sink: &Sink, address: &str) {
        self.post("/newsletters/friday-lamp/sign-up/", &format!("consent=2026-11&address={}", address.replace('@', "%40")));
        let letter = until(|| sink.letters().into_iter().find(|(to, _)| to == address));
        let link = after(&plain(letter.1.as_bytes()), "/letters/confirm/");
        assert!(self.post(&format!("/letters/confirm/{link}"), "").contains("You are signed up"));
    }

    /// A server that could not deliver says so, with the address in it.
    fn bounce(&self, path: &str, address: &str) {
        let stream = TcpStream::connect(("127.0.0.1", self.bounces)).expect("the listener");
        let (mut lines, mut out) = (BufReader::new(stream.try_clone().expect("a stream")), stream);
        let mut said = || {
            let mut line = String::new();
            while line.is_empty() || line.as_bytes().get(3) == Some(&b'-') {
                line.clear();
                lines.read_line(&mut line).expect("an answer");
            }
            line
        };
        said();
        let report = format!(
            "From: <>\r\nTo: {path}\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
             {address}: no such user\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {address}\r\n\
             Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user {address}\r\n--b--\r\n.\r\n"
        );
        for line in ["EHLO mx.example\r\n", "MAIL FROM:<>\r\n", &format!("RCPT TO:<{path}>\r\n"), "DATA\r\n", &report] {
            out.write_all(line.as_bytes()).expect("said");
            let answer = said();
            assert!(answer.starts_with('2') || answer.starts_with('3'), "{answer}");
        }
    }
}

/// Waits until there is one.
fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..400 {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("it does not come");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_on_one_machine_sends_after_two_commands_and_nobody_is_named_there_when_it_is_seized() {
    let sink = Sink::open();
    let machine = Machine::furnished(&sink).await;
    block_in_place(|| live_through(&machine, &sink));
}

fn live_through(machine: &Machine, sink: &Sink) {
    assert!(machine.trouble(&["courier", "pair", "--here"]).contains("indelible keys create"));
    let key = machine.well(&["keys", "create", "--yes"]);
    std::fs::write(machine.at("words"), key["words"].as_str().expect("words")).expect("written down");
    assert!(machine.trouble(&["courier", "pair", "--here"]).contains("serve” in another terminal"));
    let mut house = machine.serve();
    let paired = machine.well(&["courier", "pair", "--here"]);
    assert_eq!((&paired["fingerprint"], paired["relays"].as_bool()), (&key["fingerprint"], Some(true)));
    assert!(paired["unprotected"].as_str().expect("a sentence").contains("Whoever takes this machine, or has it copied, has both"));

    for address in [STAYS, LEAVES, BOUNCES, REFUSED] {
        machine.sign_up(sink, address);
    }
    let list = machine.at("list.csv");
    std::fs::write(&list, format!("email,name\n{IMPORTED},x\n{STAYS},y\n")).expect("a list");
    let imported = machine.courier(&["import", &list.display().to_string(), "--yes"]);
    assert_eq!((imported["taken"].as_u64(), imported["refused"][0]["why"].as_str()), (Some(1), Some("known")));
    sink.refuse(REFUSED);
    let sent = machine.courier(&["send", "--issue", "1", "--yes"]);
    assert_eq!((sent["accepted"].as_u64(), sent["refused"].as_u64(), sent["told"].as_bool()), (Some(4), Some(1), Some(true)));
    let letter = sink.letters().into_iter().rev().find(|(to, _)| to == LEAVES).expect("a letter");
    machine.post(&format!("/letters/leave/{}", after(&plain(letter.1.as_bytes()), "/letters/leave/")), "List-Unsubscribe=One-Click");
    machine.bounce(&sink.path_of(BOUNCES), BOUNCES);
    for address in [STAYS, NOBODY] {
        machine.post("/letters/lost/", &format!("address={}", address.replace('@', "%40")));
    }
    let answered = machine.courier(&["orders"]);
    assert_eq!((answered["orders"].as_u64(), answered["letters"].as_u64()), (Some(2), Some(1)));

    let before = sink.letters().len();
    machine.well(&["courier", "sync"]);
    machine.courier(&["arm", "2", "--at", "now", "--yes"]);
    until(|| (sink.letters().len() == before + 2).then_some(()));
    let mut second: Vec<_> = sink.letters()[before..].iter().map(|(to, _)| to.clone()).collect();
    second.sort();
    assert_eq!(second, [IMPORTED, STAYS], "who left, bounced or was refused gets no second letter");
    until(|| (machine.well(&["courier", "issues"])["issues"].as_array()?.is_empty()).then_some(()));
    let readers = machine.courier(&["readers"]);
    assert_eq!((readers[0]["readers"].as_u64(), readers[0]["ended"].as_u64()), (Some(2), Some(3)));

    house.kill().expect("killed");
    house.wait().expect("it is over");
    let places = ["data", "courier", "temporary", "log"].map(|name| machine.at(name));
    let told = std::fs::read_to_string(machine.at("log").join("serve-err")).expect("a log");
    assert!(told.contains("an issue is armed"), "the log tells of what was done: {told}");
    let (hits, read) = Scan::of(&[STAYS, LEAVES, BOUNCES, REFUSED, IMPORTED, NOBODY]).folders(&places.each_ref().map(PathBuf::as_path));
    assert!(read > 100_000, "the folders were read");
    assert_eq!(hits, Vec::<String>::new());
}
