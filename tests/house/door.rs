//! The readers' door over real sockets: the short way and the long one answer alike, and nobody can hold it shut.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use indelible::press::listener::{self, Door, Manners, Open};
use indelible::reading;
use indelible::settings::Tls;
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::harness::{House, report};

const PATIENCE: Duration = Duration::from_millis(300);

/// An open door; closing it waits for its threads, which a test need not.
fn open(house: &House) -> Open {
    try_open(house, None).expect("an open door")
}

fn try_open(house: &House, tls: Option<Tls>) -> anyhow::Result<Open> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let door = Door {
        stand: house.app.press.stand().clone(),
        router: reading::routes(house.app.clone()),
        tls,
        manners: Manners { connections: 100, patience: PATIENCE },
        clock: house.app.clock.clone(),
        proxies: Vec::new().into(),
    };
    listener::open(door, listener)
}

struct Line(TcpStream);

impl Line {
    async fn to(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.expect("a connection"))
    }

    async fn say(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.expect("said");
    }

    /// One answer: its status line, its headers in order of their names without the date, and its body.
    async fn hear(&mut self) -> (String, Vec<String>, Vec<u8>) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.expect("a head"));
        }
        let head = String::from_utf8(head).expect("text");
        let mut lines = head.trim_end().split("\r\n").map(str::to_owned);
        let status = lines.next().expect("a status");
        let lines: Vec<String> = lines
            .map(|line| line.split_once(": ").map(|(name, value)| format!("{}: {value}", name.to_lowercase())).expect("a header"))
            .collect();
        let length =
            lines.iter().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |length| length.parse().expect("a length"));
        let mut body = vec![0; if status.contains("304") { 0 } else { length }];
        self.0.read_exact(&mut body).await.expect("a body");
        assert!(lines.iter().any(|line| line.starts_with("date: ")), "{head}");
        let mut lines: Vec<String> = lines.into_iter().filter(|line| !line.starts_with("date: ")).collect();
        lines.sort();
        (status, lines, body)
    }

    /// Whether the other side closes within two seconds.
    async fn is_closed(&mut self) -> bool {
        matches!(tokio::time::timeout(Duration::from_secs(2), self.0.read_u8()).await, Ok(Err(_)))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_short_way_and_the_long_one_give_the_same_answer() {
    let house = House::open().await;
    house.publish(report("voting", "Voting")).await;
    let door = open(&house);
    for path in ["/", "/2026/11/22/voting/", "/feed.xml", "/robots.txt", "/sitemap.xml"] {
        for coding in ["gzip", "identity", "br, gzip"] {
            let ask =
                |path: &str, more: &str| format!("GET {path} HTTP/1.1\r\nHost: lamp.example\r\nAccept-Encoding: {coding}\r\n{more}\r\n");
            let (mut short, mut long) = (Line::to(door.address).await, Line::to(door.address).await);
            short.say(&ask(path, "")).await;
            // A query that no page asks for changes nothing but the way.
            long.say(&ask(&format!("{path}?from=elsewhere"), "")).await;
            let (answer, same) = (short.hear().await, long.hear().await);
            assert_eq!(answer, same, "{path} in {coding}");
            assert_eq!(answer.0, "HTTP/1.1 200 OK");
            let etag = answer.1.iter().find_map(|line| line.strip_prefix("etag: ")).expect("an ETag").to_owned();
            let known = format!("If-None-Match: {etag}\r\n");
            short.say(&ask(path, &known)).await;
            long.say(&ask(&format!("{path}?from=elsewhere"), &known)).await;
            let (unchanged, same) = (short.hear().await, long.hear().await);
            assert_eq!(unchanged, same);
            assert_eq!(unchanged.0, "HTTP/1.1 304 Not Modified");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_come_together_or_in_pieces_are_answered_in_order() {
    let house = House::open().await;
    house.publish(report("voting", "Voting")).await;
    let door = open(&house);
    let mut line = Line::to(door.address).await;
    let (front, page) = (
        "GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n",
        "HEAD /2026/11/22/voting/ HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n",
    );
    let cut = 30;
    line.say(&format!("{front}{front}{}", &page[..cut])).await;
    tokio::time::sleep(Duration::from_millis(30)).await;
    let first = line.hear().await;
    assert_eq!(first, line.hear().await);
    assert_eq!(first.2, house.get("/").await.sent);
    line.say(&page[cut..]).await;
    let mut byte = [0; 4096];
    let count = line.0.read(&mut byte).await.expect("a head");
    let head = String::from_utf8_lossy(&byte[..count]).into_owned();
    assert!(head.starts_with("HTTP/1.1 200 OK") && head.ends_with("\r\n\r\n"), "a HEAD has no body: {head}");
    // A page that is not there, and then, on the same line, one that is.
    line.say("GET /nothing HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n").await;
    assert_eq!(line.hear().await.0, "HTTP/1.1 404 Not Found");
    line.say(front).await;
    assert_eq!(line.hear().await.2, first.2);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_nothing_or_says_it_byte_by_byte_is_shown_out() {
    let house = House::open().await;
    let door = open(&house);
    let mut silent = Line::to(door.address).await;
    let mut slow = Line::to(door.address).await;
    let dribble = async {
        for byte in "GET / HTTP/1.1\r\nX: aaaaaaaaaaaaaaaaaaaaaaaa".bytes() {
            if slow.0.write_all(&[byte]).await.is_err() {
                return true;
            }
            tokio::time::sleep(PATIENCE / 8).await;
        }
        slow.is_closed().await
    };
    let (silent, dribble) = tokio::join!(silent.is_closed(), dribble);
    assert!(silent && dribble);
    let mut bulky = Line::to(door.address).await;
    bulky.say(&format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "a".repeat(20_000))).await;
    // What was not read resets the line, and the answer may be lost with it.
    let mut said = Vec::new();
    let _ = bulky.0.read_to_end(&mut said).await;
    let said = String::from_utf8_lossy(&said);
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 431 "), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_closes_does_not_wait_for_those_who_rest() {
    let house = House::open().await;
    let door = open(&house);
    let mut line = Line::to(door.address).await;
    line.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!(line.hear().await.0, "HTTP/1.1 200 OK");
    tokio::task::spawn_blocking(move || door.close()).await.expect("closed");
    assert!(line.is_closed().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_to_a_printed_page_is_answered_by_the_house_and_no_other_page_takes_one() {
    let house = House::open().await;
    crate::post::add(&house, "en", "friday-lamp", "The Friday Lamp").await;
    let door = open(&house);
    let mut line = Line::to(door.address).await;
    let path = "/newsletters/friday-lamp/sign-up/";
    line.say(&format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")).await;
    assert_eq!(line.hear().await.0, "HTTP/1.1 200 OK");
    let body = "address=nadia%40example.org&consent=2026-11";
    let form = format!("Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    line.say(&format!("POST {path} HTTP/1.1\r\n{form}")).await;
    let (status, _, page) = line.hear().await;
    assert_eq!(status, "HTTP/1.1 503 Service Unavailable");
    assert!(String::from_utf8_lossy(&page).contains("Your address was not kept"));
    line.say(&format!("POST / HTTP/1.1\r\n{form}")).await;
    assert_eq!(line.hear().await.0, "HTTP/1.1 405 Method Not Allowed");
}

/// A certificate of one's own for `lamp.example` and its key, as files.
fn own_certificate(dir: &Path) -> (Tls, CertificateDer<'static>) {
    let issued = rcgen::generate_simple_self_signed(["lamp.example".to_owned()]).expect("a certificate");
    let tls = Tls { certificate: dir.join("lamp.crt"), key: dir.join("lamp.key") };
    std::fs::write(&tls.certificate, issued.cert.pem()).expect("written");
    std::fs::write(&tls.key, issued.signing_key.serialize_pem()).expect("written");
    (tls, issued.cert.der().clone())
}

/// What a reader gets who trusts this certificate and speaks TLS 1.3 and HTTP/1.1 only: head and body.
async fn get_over_tls(address: SocketAddr, trusted: &CertificateDer<'static>, path: &str) -> (String, Vec<u8>) {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(trusted.clone()).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_protocol_versions(&[&rustls::version::TLS13]).expect("TLS 1.3");
    let connector = TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()));
    let stream = TcpStream::connect(address).await.expect("a connection");
    let mut stream = connector.connect("lamp.example".try_into().expect("a name"), stream).await.expect("a handshake");
    let said = format!("GET {path} HTTP/1.1\r\nHost: lamp.example\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
    stream.write_all(said.as_bytes()).await.expect("said");
    let mut heard = Vec::new();
    // Whether the line is closed with a farewell is not looked at: the whole answer is.
    let _ = stream.read_to_end(&mut heard).await;
    let end = heard.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
    let body = heard.split_off(end);
    (String::from_utf8(heard).expect("text"), body)
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_certificate_of_its_own_the_door_speaks_tls_and_plain_words_do_no_harm() {
    let house = House::open().await;
    house.publish(report("voting", "Voting")).await;
    let (tls, certificate) = own_certificate(house.dir());
    let door = try_open(&house, Some(tls)).expect("an open door");
    let path = "/2026/11/22/voting/";
    let page = house.get(path).await.sent;
    let (head, body) = get_over_tls(door.address, &certificate, path).await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains("\r\nstrict-transport-security: "), "{head}");
    assert_eq!(body, page);

    let mut plain = Line::to(door.address).await;
    plain.say("GET / HTTP/1.1\r\nHost: lamp.example\r\n\r\n").await;
    let mut heard = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(2), plain.0.read_to_end(&mut heard)).await.expect("shown out");
    assert!(!heard.starts_with(b"HTTP"), "nothing is said in plain words");
    let mut silent = Line::to(door.address).await;
    assert!(silent.is_closed().await, "a handshake is not waited for without end");
    assert_eq!(get_over_tls(door.address, &certificate, path).await.1, page, "others are served as before");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_cannot_be_used_is_told_by_its_file_before_the_door_opens() {
    let house = House::open().await;
    let (tls, _) = own_certificate(house.dir());
    let other = tempfile::tempdir().expect("a folder");
    let (stranger, _) = own_certificate(other.path());
    let empty = house.dir().join("empty.pem");
    std::fs::write(&empty, "no certificate at all\n").expect("written");
    let refused = |certificate: &Path, key: &Path| {
        let tls = Tls { certificate: certificate.to_owned(), key: key.to_owned() };
        format!("{:#}", try_open(&house, Some(tls)).err().expect("a refusal"))
    };
    for (certificate, key, said) in [
        (house.dir().join("absent.crt"), tls.key.clone(), ["cannot read the certificate", "absent.crt"]),
        (empty.clone(), tls.key.clone(), ["there is no certificate in", "empty.pem"]),
        (tls.certificate.clone(), empty.clone(), ["cannot read the private key", "empty.pem"]),
        (tls.certificate.clone(), stranger.key.clone(), ["do not fit", "lamp.key"]),
    ] {
        let trouble = refused(&certificate, &key);
        assert!(said.iter().all(|said| trouble.contains(said)), "{trouble}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_that_gives_it_a_part_of_a_host_the_paper_leads_nobody_out_of_it() {
    let house = House::open_with(&[("site.url", "https://host.example/lamp".into())]).await;
    house.publish(report("first-words", "First Words")).await;
    let mut moved = report("better-words", "Better Words");
    moved.old_paths = vec!["old/words/".into()];
    house.publish(moved).await;
    assert_eq!(house.get("/old/words/").await.header("location"), "/lamp/2026/11/22/better-words/");
    assert_eq!(house.get("/2026/11/22/first-words").await.header("location"), "/lamp/2026/11/22/first-words/");
    let absent = house.get("/nowhere/at/all/").await;
    assert_eq!(absent.status, 404);
    let text = absent.text();
    let hrefs: Vec<&str> = text.match_indices("href=\"").filter_map(|(at, found)| text[at + found.len()..].split('"').next()).collect();
    assert!(hrefs.contains(&"/lamp/2026/11/22/better-words/"), "{hrefs:?}");
    let strays: Vec<_> = hrefs.iter().filter(|href| href.starts_with('/') && !href.starts_with("/lamp/")).collect();
    assert!(strays.is_empty(), "{strays:?}");
    let page = house.get("/2026/11/22/better-words/").await.text();
    assert!(page.contains("href=\"https://host.example/lamp/2026/11/22/better-words/\""), "the whole address has the part");
}
