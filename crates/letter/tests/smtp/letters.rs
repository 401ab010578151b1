//! What becomes of letters.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use letter::smtp::{Outcome, Security, Stage, Trouble};
use proptest::prelude::*;

use crate::server::{Act, OFFERS, Server, say};
use crate::{ENVELOPE, LETTER, open, plain};

fn at(command: &'static str, act: Act) -> impl Fn(&str) -> Option<Act> + Send + Sync {
    move |line| (line.split(' ').next() == Some(command)).then(|| act.clone())
}

/// Offers nothing.
fn bare(line: &str) -> Option<Act> {
    line.starts_with("EHLO").then(|| say("250 fake.example"))
}

#[tokio::test]
async fn letters_arrive_with_pipelining_and_without() {
    for pipelining in [true, false] {
        let server = Server::start(move |line| if pipelining { None } else { bare(line) }).await;
        let mut connection = plain(&server).await;
        for _ in 0..3 {
            let Outcome::Accepted(reply) = connection.send(&ENVELOPE, LETTER).await else { panic!("not accepted") };
            assert_eq!((reply.code, reply.stage), (250, Stage::Body));
        }
        connection.quit().await;
        assert_eq!(server.letters(), [LETTER, LETTER, LETTER]);
        assert_eq!(server.commands().last().unwrap(), "QUIT");
        let mail = server.commands().into_iter().find(|line| line.starts_with("MAIL")).unwrap();
        assert_eq!(
            mail,
            if pipelining {
                format!("MAIL FROM:<bounce@news.example> SIZE={}", LETTER.len())
            } else {
                "MAIL FROM:<bounce@news.example>".into()
            }
        );
    }
}

#[tokio::test]
async fn a_server_that_does_not_know_ehlo_is_greeted_the_old_way() {
    let server = Server::start(at("EHLO", say("500 what?"))).await;
    let mut connection = plain(&server).await;
    assert!(matches!(connection.send(&ENVELOPE, LETTER).await, Outcome::Accepted(_)));
    assert_eq!(server.commands()[..2], ["EHLO mail.example", "HELO mail.example"]);
}

#[tokio::test]
async fn a_refusal_is_told_with_its_stage_and_the_next_letter_goes_after_a_reset() {
    for pipelining in [true, false] {
        for (command, stage) in [("MAIL", Stage::Mail), ("RCPT", Stage::Rcpt), ("DATA", Stage::Data), (".", Stage::Body)] {
            for code in [451, 550] {
                let (first, nothing_open) = (AtomicBool::new(true), AtomicBool::new(false));
                let server = Server::start(move |line| {
                    let verb = line.split(' ').next();
                    if verb == Some(command) && first.swap(false, Relaxed) {
                        nothing_open.store(pipelining && command == "MAIL", Relaxed);
                        return Some(say(&format!("{code} {}.1.1 no", code / 100)));
                    }
                    if verb == Some("DATA") && nothing_open.swap(false, Relaxed) {
                        return Some(say("503 5.5.1 MAIL first"));
                    }
                    if pipelining { None } else { bare(line) }
                })
                .await;
                let mut connection = plain(&server).await;
                let reply = match connection.send(&ENVELOPE, LETTER).await {
                    Outcome::Deferred(reply) if code == 451 => reply,
                    Outcome::Refused(reply) if code == 550 => reply,
                    other => panic!("{command} {code}: {other:?}"),
                };
                assert_eq!((reply.code, reply.stage, reply.enhanced.unwrap().to_string()), (code, stage, format!("{}.1.1", code / 100)));
                assert!(connection.is_usable());
                assert!(matches!(connection.send(&ENVELOPE, LETTER).await, Outcome::Accepted(_)), "{command} {code}");
                assert!(server.commands().iter().any(|line| line == "RSET"));
                let real = server.letters().into_iter().filter(|letter| letter == LETTER).count();
                assert_eq!(real, if command == "." { 2 } else { 1 }, "{command} {code} {pipelining}");
            }
        }
    }
}

#[tokio::test]
async fn a_letter_without_a_sender_is_never_ended_with_a_dot() {
    let server = Server::start(at("MAIL", say("550 5.7.1 no"))).await;
    let mut connection = plain(&server).await;
    let Outcome::Refused(reply) = connection.send(&ENVELOPE, LETTER).await else { panic!("not refused") };
    assert_eq!(reply.stage, Stage::Mail);
    assert!(!connection.is_usable(), "the server waits for a letter that must not be sent");
    assert_eq!(server.letters().len(), 0);
}

#[tokio::test]
async fn lost_before_the_final_dot_is_unsent_and_after_it_unknown() {
    for command in ["MAIL", "RCPT", "DATA"] {
        let server = Server::start(at(command, Act::Drop)).await;
        let mut connection = plain(&server).await;
        assert!(matches!(connection.send(&ENVELOPE, LETTER).await, Outcome::Unsent(Trouble::Lost { .. })), "{command}");
        assert!(!connection.is_usable());
    }
    let server = Server::start(at(".", Act::Drop)).await;
    let mut connection = plain(&server).await;
    assert!(matches!(connection.send(&ENVELOPE, LETTER).await, Outcome::Unknown(Trouble::Lost { stage: Stage::Body, .. })));
    assert_eq!(server.letters(), [LETTER], "the server did have it");
    assert!(matches!(connection.send(&ENVELOPE, LETTER).await, Outcome::Unsent(Trouble::Unusable)));
}

/// Larger than what the kernel's buffers hold, so that the final dot cannot have been given away.
fn huge() -> Vec<u8> {
    b"0123456789012345678901234567890123456789012345678901234567890123456789\r\n".repeat(400_000)
}

fn endless_offer(line: &str) -> Option<Act> {
    line.starts_with("EHLO").then(|| Act::Say(OFFERS.replace("SIZE 100000", "SIZE 0")))
}

#[tokio::test]
async fn a_server_that_hangs_up_within_the_letter_leaves_it_unsent() {
    let server = Server::start(|line| if line == "DATA" { Some(Act::Interrupt(1_000, String::new())) } else { endless_offer(line) }).await;
    let mut connection = plain(&server).await;
    assert!(matches!(connection.send(&ENVELOPE, &huge()).await, Outcome::Unsent(Trouble::Lost { .. })));
    assert!(!connection.is_usable());
}

#[tokio::test]
async fn what_a_server_says_within_the_letter_can_only_be_a_refusal() {
    for (words, code) in [("552 5.3.4 too much\r\n", 552), ("421 4.3.0 going down\r\n", 421), ("250 2.0.0 taken\r\n", 0)] {
        let server =
            Server::start(move |line| if line == "DATA" { Some(Act::Interrupt(1_000, words.into())) } else { endless_offer(line) }).await;
        let mut connection = plain(&server).await;
        // Whether the words outlive the reset of the connection is the kernel's affair.
        match connection.send(&ENVELOPE, &huge()).await {
            Outcome::Refused(reply) | Outcome::Deferred(reply) => assert_eq!((reply.code, reply.stage), (code, Stage::Body)),
            Outcome::Unsent(Trouble::Lost { .. }) => (),
            other => panic!("{words}: {other:?}"),
        }
        assert!(!connection.is_usable());
    }
}

#[tokio::test]
async fn silence_ends_at_every_stage() {
    for command in ["MAIL", "RCPT", "DATA"] {
        let server = Server::start(at(command, Act::Silence)).await;
        assert!(matches!(plain(&server).await.send(&ENVELOPE, LETTER).await, Outcome::Unsent(Trouble::Silent(_))), "{command}");
    }
    let server = Server::start(at(".", Act::Silence)).await;
    assert!(matches!(plain(&server).await.send(&ENVELOPE, LETTER).await, Outcome::Unknown(Trouble::Silent(Stage::Body))));
    for command in ["", "EHLO"] {
        let server = Server::start(move |line| (line.split(' ').next() == Some(command)).then_some(Act::Silence)).await;
        assert!(matches!(open(&server.relay(Security::Plain)).await, Err(Trouble::Silent(_))), "{command}");
    }
}

#[tokio::test]
async fn the_reply_after_the_final_dot_has_twice_the_patience() {
    let server = Server::start(at(".", Act::Late(crate::SOON * 3 / 2, "250 2.0.0 late\r\n".into()))).await;
    assert!(matches!(plain(&server).await.send(&ENVELOPE, LETTER).await, Outcome::Accepted(_)));
}

#[tokio::test]
async fn a_server_that_announces_its_end_gets_no_further_letter() {
    for (command, stage) in [("MAIL", Stage::Mail), ("RCPT", Stage::Rcpt), ("DATA", Stage::Data), (".", Stage::Body)] {
        let server = Server::start(at(command, Act::Last("421 4.7.0 too many\r\n".into()))).await;
        let mut connection = plain(&server).await;
        let Outcome::Deferred(reply) = connection.send(&ENVELOPE, LETTER).await else { panic!("{command}") };
        assert_eq!((reply.code, reply.stage), (421, stage));
        assert!(!connection.is_usable());
    }
}

#[tokio::test]
async fn a_farewell_between_two_letters_is_not_the_second_ones_answer() {
    let server = Server::start(at(".", Act::Last("250 2.0.0 taken\r\n421 4.4.2 idle for too long\r\n".into()))).await;
    let mut connection = plain(&server).await;
    assert!(matches!(connection.send(&ENVELOPE, LETTER).await, Outcome::Accepted(_)));
    tokio::time::sleep(crate::SOON / 4).await;
    assert!(matches!(connection.send(&ENVELOPE, LETTER).await, Outcome::Unsent(Trouble::Early(_))));
}

#[tokio::test]
async fn a_server_that_has_gone_between_two_letters_leaves_the_second_unsent() {
    let server = Server::start(at(".", Act::Last("250 2.0.0 taken\r\n".into()))).await;
    let mut connection = plain(&server).await;
    assert!(matches!(connection.send(&ENVELOPE, LETTER).await, Outcome::Accepted(_)));
    tokio::time::sleep(crate::SOON / 4).await;
    assert!(matches!(connection.send(&ENVELOPE, LETTER).await, Outcome::Unsent(Trouble::Lost { stage: Stage::Mail, .. })));
    assert!(!connection.is_usable());
}

#[tokio::test]
async fn a_letter_dropped_half_way_ends_the_connection() {
    let server = Server::start(at(".", Act::Silence)).await;
    let mut connection = plain(&server).await;
    assert!(tokio::time::timeout(crate::SOON / 4, connection.send(&ENVELOPE, LETTER)).await.is_err());
    assert!(!connection.is_usable());
    assert!(matches!(connection.send(&ENVELOPE, LETTER).await, Outcome::Unsent(Trouble::Unusable)));
}

#[tokio::test]
async fn what_a_server_cannot_take_is_refused_here_and_the_connection_stays() {
    let server = Server::start(|line| line.starts_with("EHLO").then(|| Act::Say("250-fake.example\r\n250 SIZE 100\r\n".into()))).await;
    let mut connection = plain(&server).await;
    let mut here = async |to: &str, message: &[u8]| match connection.send(&letter::smtp::Envelope { from: "a@b", to }, message).await {
        Outcome::Refused(reply) if reply.stage == Stage::Here => format!("{} {}", reply.code, reply.enhanced.unwrap()),
        other => format!("{other:?}"),
    };
    assert_eq!(here("чит@example.org", b"x\r\n").await, "553 5.6.7");
    assert_eq!(here("reader@example.org", "я\r\n".as_bytes()).await, "554 5.6.3");
    assert_eq!(here("reader@example.org", &b"0123456789\r\n".repeat(9)).await, "552 5.3.4");
    assert_eq!(here("reader@example.org>\r\nRSET", b"x\r\n").await, "553 5.1.3");
    assert_eq!(here("reader@example.org", b"x\n.\nMAIL").await, "554 5.6.0");
    assert!(matches!(connection.send(&ENVELOPE, b"x\r\n").await, Outcome::Accepted(_)));
    assert_eq!(server.letters(), [b"x\r\n"]);
    assert_eq!(server.commands().iter().filter(|line| line.starts_with("MAIL")).count(), 1);
}

#[tokio::test]
async fn an_address_beyond_ascii_is_announced_where_the_server_takes_it() {
    let server = Server::start(|_| None).await;
    let mut connection = plain(&server).await;
    let envelope = letter::smtp::Envelope { from: "", to: "чит@пример.example" };
    assert!(matches!(connection.send(&envelope, "я\r\n".as_bytes()).await, Outcome::Accepted(_)));
    assert!(server.commands().contains(&"MAIL FROM:<> SIZE=4 BODY=8BITMIME SMTPUTF8".to_owned()));
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![4 => Just(b'.'), 4 => b' '..=b'~', 1 => 128u8..=255];
    proptest::collection::vec(byte, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_letter_of_lines_arrives_byte_for_byte(letters in proptest::collection::vec((proptest::collection::vec(line(), 0..20), any::<bool>()), 1..20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = Server::start(|_| None).await;
            let mut connection = plain(&server).await;
            let mut expected = Vec::new();
            for (lines, ended) in letters {
                let mut message = lines.join(&b"\r\n"[..]);
                if ended || message.is_empty() {
                    message.extend_from_slice(b"\r\n");
                }
                assert!(matches!(connection.send(&ENVELOPE, &message).await, Outcome::Accepted(_)));
                if !message.ends_with(b"\r\n") {
                    message.extend_from_slice(b"\r\n");
                }
                expected.push(message);
            }
            assert_eq!(server.letters(), expected);
        });
    }
}
