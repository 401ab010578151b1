//! Taking mail in, over real sockets and folders, from clients that behave and from others.

#![expect(clippy::unwrap_used, reason = "a test ends where its footing does")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use letter::intake::{Arrived, Bounds, NotKept, Round, Swept, listen, maildir};
use letter::smtp::{Connection, Envelope, Outcome, Relay, Security, Tls};
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::{TlsAcceptor, TlsConnector};

type Kept = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// Takes mail for `…@news.example`; what is for `broken…` cannot be noted, what is for `person…` or `round…` is not for us.
async fn intake(bounds: Bounds) -> (u16, Kept) {
    shielded(bounds, None).await
}

async fn shielded(bounds: Bounds, shield: Option<TlsAcceptor>) -> (u16, Kept) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let kept = Kept::default();
    let notes = kept.clone();
    tokio::spawn(listen(
        listener,
        "news.example".into(),
        bounds,
        shield,
        |to| to.ends_with("@news.example"),
        move |arrived| note(notes.clone(), arrived),
    ));
    (port, kept)
}

async fn note(kept: Kept, Arrived { recipient, bytes }: Arrived) -> Result<(), NotKept> {
    tokio::task::yield_now().await;
    for (begins, refusal) in [("broken", NotKept::Later), ("person", NotKept::Unread), ("round", NotKept::Looping)] {
        if recipient.starts_with(begins) {
            return Err(refusal);
        }
    }
    kept.lock().unwrap().push((recipient, bytes.to_vec()));
    Ok(())
}

struct Client(TcpStream);

impl Client {
    async fn new(port: u16) -> Self {
        let mut client = Client(TcpStream::connect(("127.0.0.1", port)).await.unwrap());
        assert_eq!(client.lines(1).await, ["220"]);
        client
    }

    /// Says `text` and gives the codes of so many reply lines.
    async fn ask(&mut self, text: &str, lines: usize) -> Vec<String> {
        self.0.write_all(text.as_bytes()).await.unwrap();
        self.lines(lines).await
    }

    async fn lines(&mut self, count: usize) -> Vec<String> {
        let mut codes = Vec::new();
        while codes.len() < count {
            let mut line = Vec::new();
            while !line.ends_with(b"\r\n") {
                line.push(timeout(Duration::from_secs(5), self.0.read_u8()).await.unwrap().unwrap());
            }
            codes.push(String::from_utf8_lossy(&line[..3]).into_owned());
        }
        codes
    }

    /// Says `text` and gives all that comes until the end.
    async fn after(mut self, text: &str) -> String {
        self.0.write_all(text.as_bytes()).await.unwrap();
        self.rest().await
    }

    async fn rest(mut self) -> String {
        let mut rest = Vec::new();
        let _ = timeout(Duration::from_secs(5), self.0.read_to_end(&mut rest)).await.expect("the connection ends");
        String::from_utf8_lossy(&rest).into_owned()
    }
}

const OPEN: &str = "MAIL FROM:<>\r\n";

#[tokio::test]
async fn lmtp_answers_for_each_recipient_after_its_note() {
    let (port, kept) = intake(Bounds::default()).await;
    let mut client = Client::new(port).await;
    assert_eq!(client.ask("LHLO mx.example\r\n", 6).await, ["250"; 6]);
    let rcpts = "RCPT TO:<a@news.example>\r\nRCPT TO:<broken@news.example>\r\nRCPT TO:<c@elsewhere.example>\r\nRCPT TO:<d@news.example>\r\nDATA\r\n";
    assert_eq!(client.ask(&format!("{OPEN}{rcpts}"), 6).await, ["250", "250", "250", "550", "250", "354"]);
    assert_eq!(client.ask("Subject: x\r\n\r\n..\r\n...\r\n.\r\n", 3).await, ["250", "451", "250"]);
    let letter = b"Subject: x\r\n\r\n.\r\n..\r\n".to_vec();
    assert_eq!(*kept.lock().unwrap(), [("a@news.example".to_owned(), letter.clone()), ("d@news.example".to_owned(), letter)]);
    assert_eq!(client.ask("QUIT\r\n", 1).await, ["221"]);
}

#[tokio::test]
async fn smtp_has_one_answer_and_it_is_yes_only_if_all_are_noted() {
    let (port, kept) = intake(Bounds::default()).await;
    let mut client = Client::new(port).await;
    client.ask("EHLO mx.example\r\n", 6).await;
    for (first, second, answer) in [
        ("a", "broken", "451"),
        ("a", "b", "250"),
        ("a", "person", "250"),
        ("broken", "person", "451"),
        ("person", "person", "550"),
        ("round", "person", "554"),
    ] {
        client.ask(&format!("{OPEN}RCPT TO:<{first}@news.example>\r\nRCPT TO:<{second}@news.example>\r\nDATA\r\n"), 4).await;
        assert_eq!(client.ask("x\r\n.\r\n", 1).await, [answer], "{first} and {second}");
    }
    assert_eq!(kept.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn our_own_client_can_speak_to_it() {
    let (port, kept) = intake(Bounds::default()).await;
    let relay =
        Relay { host: "127.0.0.1".into(), port, security: Security::Plain, login: None, hello: "mx.example".into(), authorities: None };
    let mut connection = Connection::open(&relay, &Tls::of(&relay).unwrap(), Duration::from_secs(5)).await.unwrap();
    for (to, code) in [("a@elsewhere.example", 550), ("a@news.example", 250), ("broken@news.example", 451), ("b@news.example", 250)] {
        let (Outcome::Accepted(reply) | Outcome::Refused(reply) | Outcome::Deferred(reply)) =
            connection.send(&Envelope { from: "", to }, b".\r\nx\r\n").await
        else {
            panic!("{to}")
        };
        assert_eq!(reply.code, code);
    }
    connection.quit().await;
    let kept = kept.lock().unwrap();
    assert_eq!(kept.iter().map(|(_, bytes)| bytes.as_slice()).collect::<Vec<_>>(), [b".\r\nx\r\n"; 2]);
}

#[tokio::test]
async fn nothing_is_relayed_and_nothing_goes_out_of_turn() {
    let (port, kept) = intake(Bounds::default()).await;
    let mut client = Client::new(port).await;
    assert_eq!(client.ask("MAIL FROM:<>\r\nRCPT TO:<a@news.example>\r\nDATA\r\n", 3).await, ["503", "503", "503"]);
    client.ask("EHLO x\r\n", 6).await;
    assert_eq!(
        client.ask("MAIL FROM:<>\r\nMAIL FROM:<>\r\nRCPT TO:<a@elsewhere.example>\r\nDATA\r\n", 4).await,
        ["250", "503", "550", "554"]
    );
    assert_eq!(client.ask("RSET\r\nDATA\r\nNOOP\r\nVRFY a\r\n", 4).await, ["250", "503", "250", "252"]);
    assert!(kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn with_a_certificate_nothing_is_taken_before_starttls_and_nothing_slips_in_before_it() {
    let issued = rcgen::generate_simple_self_signed(["news.example".to_owned()]).unwrap();
    let certificate = issued.cert.der().clone();
    let key = PrivateKeyDer::try_from(issued.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.clone()], key).unwrap();
    let (port, kept) = shielded(Bounds::default(), Some(TlsAcceptor::from(Arc::new(config)))).await;
    let mut client = Client::new(port).await;
    assert_eq!(client.ask("EHLO mx.example\r\n", 7).await, ["250"; 7]);
    assert_eq!(client.ask(OPEN, 1).await, ["530"]);
    // What was said ahead of the handshake could be anybody's.
    assert!(Client::new(port).await.after("STARTTLS\r\nEHLO x\r\n").await.starts_with("501"));
    assert_eq!(client.ask("STARTTLS\r\n", 1).await, ["220"]);
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate).unwrap();
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let connector = TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()));
    let mut stream = connector.connect("news.example".try_into().unwrap(), client.0).await.unwrap();
    let said = format!("LHLO mx.example\r\nSTARTTLS\r\n{OPEN}RCPT TO:<a@news.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n");
    stream.write_all(said.as_bytes()).await.unwrap();
    let mut answers = String::new();
    timeout(Duration::from_secs(5), stream.read_to_string(&mut answers)).await.unwrap().unwrap();
    assert!(
        !answers.contains("STARTTLS") && answers.contains("500 5.5.1") && answers.ends_with("250 2.0.0 Kept\r\n221 2.0.0 Bye\r\n"),
        "{answers}"
    );
    assert_eq!(kept.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn only_a_dot_between_two_whole_line_ends_ends_a_letter() {
    let (port, kept) = intake(Bounds::default()).await;
    let mut client = Client::new(port).await;
    client.ask("EHLO x\r\n", 6).await;
    client.ask(&format!("{OPEN}RCPT TO:<a@news.example>\r\nDATA\r\n"), 3).await;
    let smuggled = "x\n.\nMAIL FROM:<b@c>\r\n\n.\r\ny\r.\r\n\r\n.\r\n";
    assert_eq!(client.ask(smuggled, 1).await, ["250"]);
    assert_eq!(kept.lock().unwrap()[0].1, &smuggled.as_bytes()[..smuggled.len() - 3]);
}

#[tokio::test]
async fn what_is_too_large_is_read_past_and_refused() {
    let (port, kept) = intake(Bounds { message: 1_000, ..Bounds::default() }).await;
    let mut client = Client::new(port).await;
    client.ask("LHLO x\r\n", 6).await;
    assert_eq!(client.ask("MAIL FROM:<> SIZE=1001\r\n", 1).await, ["552"]);
    let open = format!("{OPEN}RCPT TO:<a@news.example>\r\nRCPT TO:<b@news.example>\r\nDATA\r\n");
    for body in ["x".repeat(3_000_000), "x\r\n".repeat(1_000), ".".repeat(100_000)] {
        assert_eq!(client.ask(&open, 4).await, ["250", "250", "250", "354"]);
        assert_eq!(client.ask(&format!("{body}\r\n.\r\n"), 2).await, ["552", "552"]);
    }
    client.ask(&open, 4).await;
    assert_eq!(client.ask(&format!("{}\r\n.\r\n", "x".repeat(998)), 2).await, ["250", "250"], "and the dialogue goes on");
    assert_eq!(kept.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn babble_mistakes_and_endless_lines_end_the_connection() {
    let bounds = Bounds { mistakes: 3, commands: 20, ..Bounds::default() };
    let (port, _) = intake(bounds).await;
    for (babble, farewell) in [
        ("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\nC: d\r\n".to_owned(), "421"),
        ("NOOP\r\n".repeat(21), "421"),
        ("x".repeat(10_000), "500"),
        ("NOOP \u{fffd}\r\n".replace('\u{fffd}', "\0"), ""),
    ] {
        let mut client = Client::new(port).await;
        let _ = client.0.write_all(babble.as_bytes()).await;
        if farewell.is_empty() {
            assert_eq!(client.lines(1).await, ["250"]);
            continue;
        }
        // The kernel may reset a connection whose last bytes nobody read, and its last words with it.
        let rest = client.rest().await;
        assert!(rest.is_empty() || rest.lines().last().unwrap().starts_with(farewell), "{rest}");
    }
    let mut client = Client::new(port).await;
    client.0.write_all(b"NOOP \xff\xfe\r\n").await.unwrap();
    assert!(client.rest().await.starts_with("500"));
}

#[tokio::test]
async fn slow_clients_are_left_and_others_wait_for_their_place() {
    let patience = Duration::from_millis(200);
    let (port, kept) = intake(Bounds { connections: 1, patience, session: patience * 3, ..Bounds::default() }).await;
    let began = std::time::Instant::now();
    let silent = Client::new(port).await;
    let mut next = Client::new(port).await;
    assert!(began.elapsed() >= patience, "there is one place");
    assert_eq!(silent.rest().await, "");
    // A byte now and then is no command, and a letter must come whole in its time.
    next.ask("EHLO x\r\n", 6).await;
    next.ask(&format!("{OPEN}RCPT TO:<a@news.example>\r\nDATA\r\n"), 3).await;
    for _ in 0..20 {
        let _ = next.0.write_all(b"x\r\n").await;
        tokio::time::sleep(patience / 10).await;
    }
    assert_eq!(next.rest().await, "");
    assert!(kept.lock().unwrap().is_empty());
    // Who keeps busy is left in the end all the same.
    let mut busy = Client::new(port).await;
    let ended = timeout(Duration::from_secs(5), async {
        while busy.0.write_all(b"NOOP\r\n").await.is_ok() {
            let mut buffer = [0; 64];
            if matches!(busy.0.read(&mut buffer).await, Ok(0) | Err(_)) {
                break;
            }
            tokio::time::sleep(patience / 10).await;
        }
    });
    assert!(ended.await.is_ok());
}

/// Found when sixteen clients that said nothing kept everybody else waiting for five minutes.
#[tokio::test]
async fn a_network_that_takes_its_share_and_says_nothing_keeps_no_other_network_out() {
    let (port, kept) = intake(Bounds { connections: 8, per_network: 3, ..Bounds::default() }).await;
    let began = std::time::Instant::now();
    let mut crowd = Vec::new();
    for n in 1..=20 {
        let mut client = Client(from(&format!("127.0.7.{n}"), port).await);
        let greeted = client.lines(1).await;
        assert_eq!(greeted, [if n <= 3 { "220" } else { "421" }], "{n}");
        crowd.push(client);
    }
    let mut other = Client(from("127.0.8.1", port).await);
    assert_eq!(other.lines(1).await, ["220"]);
    other.ask("EHLO x\r\n", 6).await;
    other.ask(&format!("{OPEN}RCPT TO:<a@news.example>\r\nDATA\r\n"), 3).await;
    assert_eq!(other.ask("Subject: x\r\n\r\nx\r\n.\r\n", 1).await, ["250"]);
    assert_eq!(kept.lock().unwrap().len(), 1);
    // A place that is given back is free for the same network.
    drop(crowd);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(Client(from("127.0.7.9", port).await).lines(1).await, ["220"]);
    assert!(began.elapsed() < Duration::from_secs(5), "nobody had to wait for anybody's patience");
}

#[tokio::test]
async fn when_places_run_short_whoever_sits_there_and_brings_nothing_has_to_go() {
    let hurried = Duration::from_millis(300);
    let (port, kept) = intake(Bounds { connections: 4, per_network: 1, hurried, ..Bounds::default() }).await;
    // One alone may take its time.
    let mut first = Client(from("127.0.1.1", port).await);
    first.lines(1).await;
    tokio::time::sleep(hurried * 2).await;
    assert_eq!(first.ask("NOOP\r\n", 1).await, ["250"]);
    // From four networks: two that say nothing, and two that keep talking.
    let (mut silent, mut busy) = (vec![first], Vec::new());
    for n in 2..=4 {
        let mut client = Client(from(&format!("127.0.{n}.1"), port).await);
        client.lines(1).await;
        if n == 2 { silent.push(client) } else { busy.push(client) }
    }
    let began = std::time::Instant::now();
    let talking: Vec<_> = busy
        .into_iter()
        .map(|mut client| {
            tokio::spawn(async move {
                while client.0.write_all(b"NOOP\r\n").await.is_ok() {
                    let mut buffer = [0; 64];
                    match client.0.read(&mut buffer).await {
                        Ok(n) if n > 0 && !buffer.starts_with(b"421") => tokio::time::sleep(hurried / 5).await,
                        _ => return,
                    }
                }
            })
        })
        .collect();
    let mut honest = Client(from("127.0.9.1", port).await);
    assert_eq!(honest.lines(1).await, ["220"]);
    honest.ask("EHLO x\r\n", 6).await;
    honest.ask(&format!("{OPEN}RCPT TO:<a@news.example>\r\nDATA\r\n"), 3).await;
    assert_eq!(honest.ask("Subject: x\r\n\r\nx\r\n.\r\n", 1).await, ["250"]);
    assert!(began.elapsed() < hurried * 10, "{:?}", began.elapsed());
    assert_eq!(kept.lock().unwrap().len(), 1);
    for client in silent {
        assert_eq!(client.rest().await, "");
    }
    drop(honest);
    // With two places of four taken it is still short: one who talks and brings nothing has to go. Whoever is left takes nobody's place.
    let one_goes = async {
        while !talking.iter().any(tokio::task::JoinHandle::is_finished) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(timeout(Duration::from_secs(5), one_goes).await.is_ok());
}

/// A connection from another address of this machine.
async fn from(address: &str, port: u16) -> TcpStream {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind(format!("{address}:0").parse().unwrap()).unwrap();
    socket.connect(format!("127.0.0.1:{port}").parse().unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_connection_that_breaks_within_a_letter_leaves_nothing() {
    let (port, kept) = intake(Bounds::default()).await;
    let mut client = Client::new(port).await;
    client.ask("EHLO x\r\n", 6).await;
    client.ask(&format!("{OPEN}RCPT TO:<a@news.example>\r\nDATA\r\nhalf a letter\r\n."), 3).await;
    client.0.shutdown().await.unwrap();
    client.rest().await;
    assert!(kept.lock().unwrap().is_empty());
}

/// Found when five hundred old files that could not be noted were all that was ever looked at.
#[tokio::test]
async fn old_files_that_cannot_be_noted_do_not_stand_before_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new");
    std::fs::create_dir(&new).unwrap();
    for n in 0..50 {
        std::fs::write(new.join(format!("1.{n:03}")), "Delivered-To: broken@news.example\n\n").unwrap();
    }
    let (kept, mut round) = (Kept::default(), Round::default());
    let mut sweep = async || maildir(folder.path(), 20, &mut round, |arrived| note(kept.clone(), arrived)).await.unwrap();
    assert_eq!(sweep().await, Swept { left: 20, more: true, ..Swept::default() });
    std::fs::write(new.join("2.new"), "Delivered-To: a@news.example\n\n").unwrap();
    assert_eq!(sweep().await, Swept { left: 20, more: true, ..Swept::default() });
    assert_eq!(sweep().await, Swept { kept: 1, left: 10, more: false, ..Swept::default() });
    assert_eq!(kept.lock().unwrap().len(), 1);
    // The next round begins with the oldest again: what could not be noted then can be now.
    std::fs::write(new.join("1.000"), "Delivered-To: b@news.example\n\n").unwrap();
    assert_eq!(sweep().await, Swept { kept: 1, left: 19, more: true, ..Swept::default() });
}

#[tokio::test]
async fn a_file_is_removed_only_after_its_note() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new");
    std::fs::create_dir(&new).unwrap();
    std::fs::write(new.join("1.a"), "Return-Path: <>\nX-Original-To: a@news.example\nDelivered-To: all@news.example\n\nTo: x\n").unwrap();
    std::fs::write(new.join("2.b"), "Delivered-To: broken@news.example\n\n").unwrap();
    std::fs::write(new.join("3.c"), "Subject: x\n\nDelivered-To: forged@news.example\n").unwrap();
    std::fs::write(new.join("4.d"), vec![b'x'; 3 << 20]).unwrap();
    std::fs::write(new.join("4.e:2,"), "Delivered-To: person@news.example\n\nDear editors").unwrap();
    std::fs::write(new.join(".hidden"), "x").unwrap();
    std::fs::create_dir(new.join("5.folder")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", new.join("6.link")).unwrap();
    let kept = Kept::default();
    let mut round = Round::default();
    let mut sweep = async |most| maildir(folder.path(), most, &mut round, |arrived| note(kept.clone(), arrived)).await.unwrap();
    assert_eq!(sweep(2).await, Swept { kept: 1, passed: 0, left: 1, more: true });
    assert!(!new.join("1.a").exists() && new.join("2.b").exists());
    assert_eq!(sweep(10).await, Swept { kept: 2, passed: 1, left: 0, more: false });
    assert_eq!(sweep(10).await, Swept { kept: 0, passed: 0, left: 1, more: false });
    let found: Vec<_> = kept.lock().unwrap().iter().map(|(to, bytes)| (to.clone(), bytes.len())).collect();
    assert_eq!((found[0].0.as_str(), found[1].0.as_str(), &found[2]), ("a@news.example", "", &(String::new(), 1 << 20)));
    assert_eq!(std::fs::read_to_string(folder.path().join("cur/4.e:2,")).unwrap().lines().last(), Some("Dear editors"));
    assert_eq!(std::fs::read_dir(&new).unwrap().count(), 4, "the refused one, the hidden one, the folder and the link");
    assert!(maildir(&folder.path().join("none"), 1, &mut Round::default(), async |_: Arrived| Ok(())).await.is_err());
}
