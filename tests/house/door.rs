//! The readers' door over real sockets: the short way and the long one answer alike, and nobody can hold it shut.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::Duration;

use indelible::press::listener::{self, Door, Manners, Open};
use indelible::reading;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{House, report};

const PATIENCE: Duration = Duration::from_millis(300);

/// An open door; closing it waits for its threads, which a test need not.
fn open(house: &House) -> Open {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let door = Door {
        stand: house.app.press.stand().clone(),
        router: reading::routes(house.app.clone()),
        tls: None,
        manners: Manners { connections: 100, patience: PATIENCE },
        clock: house.app.clock.clone(),
        proxies: Vec::new().into(),
    };
    listener::open(door, listener).expect("an open door")
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
    let body = "address=nadia%40example.org";
    let form = format!("Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    line.say(&format!("POST {path} HTTP/1.1\r\n{form}")).await;
    let (status, _, page) = line.hear().await;
    assert_eq!(status, "HTTP/1.1 503 Service Unavailable");
    assert!(String::from_utf8_lossy(&page).contains("Your address was not kept"));
    line.say(&format!("POST / HTTP/1.1\r\n{form}")).await;
    assert_eq!(line.hear().await.0, "HTTP/1.1 405 Method Not Allowed");
}
