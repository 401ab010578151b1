//! `doctor mail` before a DNS server of its own, with right zones and wrong ones, and relays that behave or do not.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use indelible::app::SETTINGS;
use indelible::courier::dkim;
use indelible::mail::check::{Finding, Grade, Sender, examine};
use indelible::mail::{outlets, signer};
use indelible::settings::sample;
use kernel::{Clock, Domain};
use letter::dns::Resolver;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

use crate::courier::{Holder, Paper};
use crate::harness::House;

const A: u16 = 1;
const PTR: u16 = 12;
const MX: u16 = 15;
const TXT: u16 = 16;

/// What the server answers: by name and kind, the data of records.
type Zone = HashMap<(String, u16), Vec<Vec<u8>>>;

fn wire(name: &str) -> Vec<u8> {
    let mut wire = Vec::new();
    for label in name.split('.').filter(|label| !label.is_empty()) {
        wire.push(u8::try_from(label.len()).expect("a label"));
        wire.extend(label.bytes());
    }
    wire.push(0);
    wire
}

fn text(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(255).flat_map(|string| [&[string.len() as u8], string].concat()).collect()
}

fn mail(preference: u8, host: &str) -> Vec<u8> {
    [&[0, preference][..], &wire(host)].concat()
}

/// Answers over UDP and TCP. Before each answer over UDP come a packet of nonsense and one with a wrong number, as a forger would send; and what is longer than a
/// packet has to be asked for over TCP.
async fn serve(zone: Arc<Mutex<Zone>>) -> SocketAddr {
    let tcp = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = tcp.local_addr().expect("an address");
    let udp = UdpSocket::bind(address).await.expect("the same port");
    let records = zone.clone();
    tokio::spawn(async move {
        let mut packet = [0; 2048];
        while let Ok((length, from)) = udp.recv_from(&mut packet).await {
            let mut answer = answer(&packet[..length], &records);
            let mut forged = answer.clone();
            forged[0] ^= 1;
            if answer.len() > 512 {
                answer.truncate(300);
                answer[2] |= 2;
            }
            for packet in [&b"nonsense"[..], &forged, &answer] {
                let _ = udp.send_to(packet, from).await;
            }
        }
    });
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = tcp.accept().await {
            let Ok(length) = stream.read_u16().await else { continue };
            let mut packet = vec![0; usize::from(length)];
            if stream.read_exact(&mut packet).await.is_ok() {
                let answer = answer(&packet, &zone);
                let _ = stream.write_all(&[&(answer.len() as u16).to_be_bytes()[..], &answer].concat()).await;
            }
        }
    });
    address
}

fn answer(question: &[u8], zone: &Mutex<Zone>) -> Vec<u8> {
    let (mut name, mut at) = (Vec::new(), 12);
    while question[at] != 0 {
        let length = usize::from(question[at]);
        name.push(String::from_utf8_lossy(&question[at + 1..at + 1 + length]).to_lowercase());
        at += 1 + length;
    }
    let kind = u16::from_be_bytes([question[at + 1], question[at + 2]]);
    let zone = zone.lock().expect("a lock");
    let records = zone.get(&(name.join("."), kind)).cloned().unwrap_or_default();
    let known = zone.keys().any(|(known, _)| *known == name.join("."));
    let mut answer = question[..at + 5].to_vec();
    answer[2..4].copy_from_slice(&[0x81, if known { 0x80 } else { 0x83 }]);
    answer[6..12].copy_from_slice(&[0, records.len() as u8, 0, 0, 0, 0]);
    for data in records {
        answer.extend([0xc0, 12]);
        answer.extend(kind.to_be_bytes());
        answer.extend([0, 1, 0, 0, 0, 60]);
        answer.extend((data.len() as u16).to_be_bytes());
        answer.extend(data);
    }
    answer
}

/// A mail server that says who it is and no more, with these lines after EHLO.
fn relay(offers: &'static str) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut out = stream.try_clone().expect("a stream");
            let _ = out.write_all(b"220 relay.example\r\n");
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                let said = if line.starts_with("EHLO") { offers } else { "221 bye\r\n" };
                let _ = out.write_all(said.as_bytes());
            }
        }
    });
    port
}

const PLAIN: &str = "250-relay.example\r\n250 PIPELINING\r\n";

/// A sender whose letters leave from a mail server on this machine, and the zone that it needs.
struct Setting {
    _dir: tempfile::TempDir,
    sender: Sender,
    zone: Zone,
}

fn setting() -> Setting {
    let dir = tempfile::tempdir().expect("a folder");
    let domain = Domain::parse("news.lamp.example").expect("a domain");
    let keys = signer(dir.path(), &domain).expect("keys").records();
    let mut zone = Zone::new();
    let mut put = |name: &str, kind, data: Vec<u8>| zone.entry((name.to_owned(), kind)).or_default().push(data);
    for key in &keys {
        put(&key.name, TXT, text(&key.text));
    }
    put("bounces.lamp.example", TXT, text("google-site-verification=x"));
    put("bounces.lamp.example", TXT, text("v=spf1 include:_spf.provider.example ip4:198.51.100.7 -all"));
    put("_spf.provider.example", TXT, text("v=spf1 ip4:203.0.113.0/24 ~all"));
    put("_dmarc.news.lamp.example", TXT, text("v=DMARC1; p=reject; adkim=s; aspf=r"));
    put("bounces.lamp.example", MX, mail(10, "mail.lamp.example"));
    put("news.lamp.example", MX, mail(10, "mail.lamp.example"));
    put("lamp.example", A, vec![198, 51, 100, 7]);
    put("mail.lamp.example", A, vec![198, 51, 100, 7]);
    put("7.100.51.198.in-addr.arpa", PTR, wire("mail.lamp.example"));
    let sender = Sender {
        domain,
        returns: Domain::parse("bounces.lamp.example").expect("a domain"),
        reads: true,
        keys,
        outlets: outlets(&format!("smtp+plain://127.0.0.1:{}", relay(PLAIN)), "news.lamp.example").expect("a relay"),
        host: "lamp.example".into(),
    };
    Setting { _dir: dir, sender, zone }
}

async fn look(sender: &Sender, zone: Zone) -> Vec<Finding> {
    let server = serve(Arc::new(Mutex::new(zone))).await;
    examine(sender, &Resolver::new(vec![server], Duration::from_secs(5))).await
}

fn told(findings: &[Finding]) -> String {
    findings.iter().map(|f| format!("{:?} {} {} {}\n", f.grade, f.about, f.what, f.dns.as_deref().unwrap_or_default())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_all_is_right_every_line_is_well() {
    let Setting { sender, zone, .. } = &setting();
    let findings = look(sender, zone.clone()).await;
    assert!(findings.iter().all(|finding| finding.grade == Grade::Well && finding.dns.is_none()), "{}", told(&findings));
    for about in ["spf", "dkim", "dmarc", "mx", "ptr", "tls"] {
        assert!(findings.iter().any(|finding| finding.about == about), "{about}");
    }
    assert_eq!(findings.iter().filter(|finding| finding.about == "dkim").count(), 2, "both keys");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_that_is_wrong_is_told_with_the_line_that_puts_it_right() {
    let setting = setting();
    let rsa = setting.sender.keys[0].clone();
    let spf = ("bounces.lamp.example", TXT);
    let dmarc = ("_dmarc.news.lamp.example", TXT);
    let chain: Vec<_> = (0..12).map(|n| (format!("s{n}.example"), format!("v=spf1 include:s{}.example -all", n + 1))).collect();
    type Change<'a> = (&'a str, u16, Vec<Vec<u8>>);
    let cases: Vec<(Change<'_>, &str, &str, &str)> = vec![
        ((spf.0, TXT, vec![]), "spf", "no record that begins with v=spf1", "bounces.lamp.example. IN TXT \"v=spf1 ip4:198.51.100.7 -all\""),
        ((spf.0, TXT, vec![text("v=spf1 -all"), text("v=spf1 mx -all")]), "spf", "several records", "v=spf1 ip4"),
        ((spf.0, TXT, vec![text("v=spf1 ipv4:198.51.100.7 -all")]), "spf", "“ipv4:198.51.100.7”", "v=spf1 ip4"),
        ((spf.0, TXT, vec![text("v=spf1 +all")]), "spf", "lets everybody send", "v=spf1 ip4"),
        ((spf.0, TXT, vec![text("v=spf1 ip4:203.0.113.9 -all")]), "spf", "put ip4:198.51.100.7 into it", ""),
        ((spf.0, TXT, vec![text("v=spf1 include:s0.example -all")]), "spf", "more than ten look-ups", "v=spf1 ip4"),
        ((spf.0, TXT, vec![text("v=spf1 include:nowhere.example -all")]), "spf", "nowhere.example has no record", "v=spf1 ip4"),
        ((spf.0, TXT, vec![text("v=spf1 a:a.no a:b.no a:c.no -all")]), "spf", "lead to nothing", "v=spf1 ip4"),
        ((&rsa.name, TXT, vec![]), "dkim", "holds nothing", &rsa.name),
        ((&rsa.name, TXT, vec![text(&setting.sender.keys[1].text)]), "dkim", "a key that is not ours", &rsa.text[..60]),
        ((&rsa.name, TXT, vec![text("v=DKIM1; p=")]), "dkim", "revokes it", &rsa.name),
        ((&rsa.name, TXT, vec![text(&rsa.text), text("v=DKIM1; p=AAAA")]), "dkim", "several keys", &rsa.name),
        ((dmarc.0, TXT, vec![]), "dmarc", "anybody can write in your name", "_dmarc.news.lamp.example. IN TXT \"v=DMARC1; p=reject"),
        ((dmarc.0, TXT, vec![text("v=DMARC1; p=reject"), text("v=DMARC1; p=none")]), "dmarc", "several records", "p=reject"),
        ((dmarc.0, TXT, vec![text("v=DMARC1; reject")]), "dmarc", "cannot be read", "p=reject"),
        (("bounces.lamp.example", MX, vec![]), "mx", "comes back to nobody", "bounces.lamp.example. IN MX 10 lamp.example."),
        (("bounces.lamp.example", MX, vec![mail(0, "")]), "mx", "a null MX", "IN MX 10"),
        (("news.lamp.example", MX, vec![]), "mx", "answers to letters reach nobody", "news.lamp.example. IN MX"),
        (("mail.lamp.example", A, vec![]), "mx", "mail.lamp.example, which has no address", ""),
        (("7.100.51.198.in-addr.arpa", PTR, vec![]), "ptr", "has no name (PTR)", ""),
        (("7.100.51.198.in-addr.arpa", PTR, vec![wire("other.example")]), "ptr", "other.example, which does not lead back", ""),
        (("lamp.example", A, vec![]), "dns", "lamp.example has no address", ""),
    ];
    for ((name, kind, data), about, words, line) in cases {
        let mut zone = setting.zone.clone();
        for (name, record) in &chain {
            zone.insert((name.clone(), TXT), vec![text(record)]);
        }
        zone.insert((name.to_owned(), kind), data);
        let findings = look(&setting.sender, zone).await;
        let found = findings.iter().find(|finding| finding.grade == Grade::Wrong && finding.about == about && finding.what.contains(words));
        let found = found.unwrap_or_else(|| panic!("not told: {about} “{words}” for {name}:\n{}", told(&findings)));
        // A zone file breaks a long text into strings.
        assert!(found.dns.clone().unwrap_or_default().replace("\" \"", "").contains(line), "{:?}", found.dns);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_be_better_is_a_note_and_a_policy_is_found_up_the_tree() {
    let Setting { sender, mut zone, .. } = setting();
    zone.remove(&("_dmarc.news.lamp.example".into(), TXT));
    zone.insert(("_dmarc.lamp.example".into(), TXT), vec![text("v=DMARC1; p=reject; sp=none; aspf=s; t=y")]);
    zone.insert(("bounces.lamp.example".into(), TXT), vec![text("v=spf1 ip4:198.51.100.7")]);
    let findings = look(&Sender { reads: false, ..sender }, zone).await;
    assert!(findings.iter().all(|finding| finding.grade != Grade::Wrong), "{}", told(&findings));
    for (about, words) in [
        ("dmarc", "p=none"),
        ("dmarc", "_dmarc.lamp.example holds for it"),
        ("dmarc", "t=y"),
        ("dmarc", "aspf=s"),
        ("spf", "end it with -all"),
        ("bounces", "nothing reads what comes back"),
    ] {
        assert!(
            findings.iter().any(|f| f.grade == Grade::Note && f.about == about && f.what.contains(words)),
            "{words}: {}",
            told(&findings)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_strips_starttls_or_is_not_there_is_told_and_a_silent_dns_server_ends_the_questions() {
    let Setting { sender, zone, .. } = setting();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let typed = format!("smtp://127.0.0.1:{},smtps://127.0.0.1:{closed}", relay(PLAIN));
    let sender = Sender { outlets: outlets(&typed, "news.lamp.example").expect("relays"), ..sender };
    let findings = look(&sender, zone).await;
    let wrong: Vec<_> = findings.iter().filter(|finding| finding.grade == Grade::Wrong).collect();
    assert!(wrong.len() == 2 && wrong.iter().all(|finding| finding.about == "tls"), "{}", told(&findings));
    assert!(wrong[0].what.contains("relay 1") && wrong[0].what.contains("does not offer STARTTLS, or somebody has removed the offer"));
    assert!(wrong[1].what.contains("relay 2") && wrong[1].what.contains("the connection failed"));
    let deaf = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let began = std::time::Instant::now();
    let resolver = Resolver::new(vec![deaf.local_addr().expect("an address")], Duration::from_millis(200));
    let findings = examine(&sender, &resolver).await;
    assert!(
        findings[0].about == "dns" && findings[0].what.contains("--dns") && began.elapsed() < Duration::from_secs(5),
        "{}",
        told(&findings)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_says_it_in_words_and_in_json_and_ends_with_3_when_something_is_wrong() {
    let dir = tempfile::tempdir().expect("a folder");
    let domain = Domain::parse("news.lamp.example").expect("a domain");
    let keys = signer(dir.path(), &domain).expect("keys").records();
    let Setting { mut zone, .. } = setting();
    for key in &keys {
        zone.insert((key.name.clone(), TXT), vec![text(&key.text)]);
    }
    let chosen = [
        ("site.url", "https://lamp.example".to_owned()),
        ("mail.from", "letters@news.lamp.example".into()),
        ("mail.relays", format!("smtp+plain://127.0.0.1:{}", relay(PLAIN))),
        ("bounce.domain", "bounces.lamp.example".into()),
        ("bounce.port", "2424".into()),
    ];
    std::fs::write(dir.path().join(SETTINGS), sample(&chosen)).expect("written");
    let zone = Arc::new(Mutex::new(zone));
    let server = serve(zone.clone()).await.to_string();
    let (code, said) = doctor(dir.path(), &["--dns", &server]).await;
    assert!(code == Some(0) && !said.contains("WRONG") && said.contains("well   dkim"), "{said}");
    zone.lock().expect("a lock").remove(&(keys[0].name.clone(), TXT));
    let (code, said) = doctor(dir.path(), &["--dns", &server]).await;
    assert!(
        code == Some(3) && said.contains("WRONG  dkim") && said.contains("DNS should hold") && said.contains(&keys[0].to_string()),
        "{said}"
    );
    let (code, said) = doctor(dir.path(), &["--dns", &server, "--json"]).await;
    let json: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let wrong: Vec<_> = json.as_array().expect("a list").iter().filter(|finding| finding["grade"] == "wrong").collect();
    assert!(code == Some(3) && wrong.len() == 1 && wrong[0]["about"] == "dkim" && wrong[0]["dns"].is_string(), "{said}");
    let (code, said) = doctor(dir.path(), &["--dns", "nowhere"]).await;
    assert!(code == Some(2) && said.contains("9.9.9.9"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_keyholders_machine_the_sender_is_asked_of_the_server_and_keys_and_relays_are_its_own() {
    let own = [("mail.newsletter_from", "friday@news.lamp.example"), ("bounce.domain", "bounces.lamp.example"), ("bounce.port", "2424")];
    let house = House::open_by(Clock::default(), &own.map(|(key, value)| (key, value.to_owned()))).await;
    let (paper, holder, nowhere) = (Paper::of(house).await, Holder::new(), tempfile::tempdir().expect("a folder"));
    drop(holder.paired(&paper));
    let folder = holder.folder();
    let written = format!("[[relay]]\nurl = \"smtp+plain://127.0.0.1:{}\"\n", relay(PLAIN));
    std::fs::write(folder.join("courier.toml"), written).expect("written");
    let keys = dkim::make(&folder, &Domain::parse("news.lamp.example").expect("a domain"), dkim::SELECTOR).expect("keys");
    let Setting { mut zone, .. } = setting();
    for key in &keys {
        zone.insert((key.name.clone(), TXT), vec![text(&key.text)]);
    }
    let zone = Arc::new(Mutex::new(zone));
    let server = serve(zone.clone()).await.to_string();
    let args = ["--dns", &server, "--courier", folder.to_str().expect("a path")];
    let (code, said) = doctor(nowhere.path(), &args).await;
    assert!(code == Some(0) && !said.contains("WRONG") && said.contains("courier-ed._domainkey.news.lamp.example holds the key"), "{said}");
    zone.lock().expect("a lock").remove(&(keys[0].name.clone(), TXT));
    let (code, said) = doctor(nowhere.path(), &args).await;
    assert!(code == Some(3) && said.contains("WRONG  dkim") && said.contains(&keys[0].to_string()), "{said}");
}

async fn doctor(dir: &Path, args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_indelible"));
    command.arg("--dir").arg(dir).args(["doctor", "mail"]).args(args);
    let done = tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("a result");
    (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr))
}
