//! Servers that lie, babble and never end.

use letter::smtp::{Outcome, Security, Trouble};

use crate::server::{Act, OFFERS, Server, nobody, say};
use crate::{ENVELOPE, LETTER, open, plain};

#[tokio::test]
async fn what_is_no_smtp_ends_the_connection() {
    for babble in ["HTTP/1.1 400 Bad Request\r\n", "220 \0\r\n", "999 no\r\n", "220-a\r\n250 b\r\n", "\r\n", "\u{16}\u{3}\u{1}"] {
        let server = Server::start(move |line| line.is_empty().then(|| Act::Last(babble.into()))).await;
        assert!(matches!(open(&server.relay(Security::Plain)).await, Err(Trouble::Garbled(_))), "{babble:?}");
    }
}

#[tokio::test]
async fn an_endless_reply_is_given_up_at_every_stage() {
    for (command, babble) in
        [("", "220-more\r\n"), ("EHLO", "250-X\r\n"), ("EHLO", "250 x"), ("MAIL", "250-more\r\n"), (".", "250-more\r\n")]
    {
        let server = Server::start(move |line| (line.split(' ').next() == Some(command)).then(|| Act::Endless(babble.into()))).await;
        match open(&server.relay(Security::Plain)).await {
            Err(trouble) => assert!(matches!(trouble, Trouble::Garbled(_)), "{command} {trouble:?}"),
            Ok(mut connection) => match connection.send(&ENVELOPE, LETTER).await {
                Outcome::Unsent(trouble) if command == "MAIL" => assert!(matches!(trouble, Trouble::Garbled(_))),
                Outcome::Unknown(trouble) if command == "." => assert!(matches!(trouble, Trouble::Garbled(_))),
                other => panic!("{command}: {other:?}"),
            },
        }
    }
}

#[tokio::test]
async fn garbage_after_the_final_dot_is_unknown_and_before_it_unsent() {
    let server = Server::start(|line| (line == ".").then(|| say("wonderful"))).await;
    assert!(matches!(plain(&server).await.send(&ENVELOPE, LETTER).await, Outcome::Unknown(Trouble::Garbled(_))));
    let server = Server::start(|line| (line == ".").then(|| say("354 more"))).await;
    assert!(matches!(plain(&server).await.send(&ENVELOPE, LETTER).await, Outcome::Unknown(Trouble::Garbled(_))));
    let server = Server::start(|line| (line == "DATA").then(|| say("250 taken, trust me"))).await;
    assert!(matches!(plain(&server).await.send(&ENVELOPE, LETTER).await, Outcome::Unsent(Trouble::Garbled(_))));
}

#[tokio::test]
async fn an_answer_before_the_letter_is_not_believed() {
    let server = Server::start(|line| (line == "DATA").then(|| Act::Say("354 go\r\n250 2.0.0 taken\r\n".into()))).await;
    assert!(matches!(plain(&server).await.send(&ENVELOPE, LETTER).await, Outcome::Unsent(Trouble::Early(_))));
    assert_eq!(server.letters().len(), 0);
}

#[tokio::test]
async fn a_server_that_answers_ehlo_before_it_is_asked_is_left() {
    let server = Server::start(|line| line.is_empty().then(|| Act::Say(format!("220 hello\r\n{OFFERS}")))).await;
    assert!(matches!(open(&server.relay(Security::Plain)).await, Err(Trouble::Early(_))));
}

#[tokio::test]
async fn what_a_server_says_is_nowhere_in_what_we_print() {
    let server = Server::start(|line| line.starts_with("RCPT").then(|| say("550 5.1.1 <canary@example.org>: unknown"))).await;
    let outcome = plain(&server).await.send(&ENVELOPE, LETTER).await;
    let Outcome::Refused(reply) = outcome else { panic!("not refused") };
    for printed in [format!("{outcome:?}"), format!("{reply:?}"), format!("{}", Trouble::Answered(reply)), format!("{ENVELOPE:?}")] {
        assert!(!printed.contains('@') && !printed.contains("canary"), "{printed}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_or_refuses_us_is_told_apart() {
    let server = Server::start(|line| line.is_empty().then(|| Act::Last("554 5.7.1 go away\r\n".into()))).await;
    let Err(trouble) = open(&server.relay(Security::Plain)).await else { panic!("opened") };
    assert!(matches!(trouble, Trouble::Answered(reply) if reply.code == 554) && !trouble.may_pass());
    let mut relay = server.relay(Security::Plain);
    relay.port = nobody().await;
    let Err(trouble) = open(&relay).await else { panic!("opened") };
    assert!(matches!(trouble, Trouble::Lost { .. }) && trouble.may_pass());
}
