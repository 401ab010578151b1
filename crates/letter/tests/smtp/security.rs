//! Nothing is said over a connection that is weaker than was asked for.

use letter::smtp::{Login, Outcome, Security, Tls, Trouble};

use crate::server::{Act, OFFERS, Server, say};
use crate::{ENVELOPE, open};

#[tokio::test]
async fn letters_arrive_under_both_kinds_of_tls() {
    for (implicit, security) in [(true, Security::Tls), (false, Security::StartTls)] {
        let server = Server::start_with(implicit, "127.0.0.1", |_| None).await;
        let mut connection = open(&server.relay(security)).await.unwrap();
        let large = b"0123456789.123456789\r\n.\r\n".repeat(3_000);
        for _ in 0..3 {
            assert!(matches!(connection.send(&ENVELOPE, &large).await, Outcome::Accepted(_)));
        }
        connection.quit().await;
        assert_eq!(server.letters(), [large.clone(), large.clone(), large]);
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    for (implicit, security) in [(true, Security::Tls), (false, Security::StartTls)] {
        let server = Server::start_with(implicit, "other.example", |_| None).await;
        assert_eq!(open(&server.relay(security)).await.unwrap_err(), Trouble::Certificate);
        assert!(server.commands().iter().all(|line| line.starts_with("EHLO") || line == "STARTTLS"));
    }
}

#[tokio::test]
async fn an_authority_that_nobody_named_is_not_believed() {
    let server = Server::start_with(true, "127.0.0.1", |_| None).await;
    let mut relay = server.relay(Security::Tls);
    relay.authorities = None;
    assert_eq!(open(&relay).await.unwrap_err(), Trouble::Certificate, "not by the public list");
    let other = Server::start_with(true, "127.0.0.1", |_| None).await;
    relay.authorities = other.relay(Security::Tls).authorities;
    assert_eq!(open(&relay).await.unwrap_err(), Trouble::Certificate, "not by another's");
    for content in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        std::fs::write(server.folder.path().join("authority.pem"), content).unwrap();
        assert!(matches!(Tls::of(&server.relay(Security::Tls)), Err(Trouble::Authorities)));
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing() {
    for offers in [OFFERS.replace("250-STARTTLS\r\n", ""), OFFERS.replace("STARTTLS", "XXXXXXXA")] {
        let server = Server::start(move |line| line.starts_with("EHLO").then(|| Act::Say(offers.clone()))).await;
        let mut relay = server.relay(Security::StartTls);
        relay.login = Some(Login { user: "desk".into(), password: "secret".into() });
        assert_eq!(open(&relay).await.unwrap_err(), Trouble::NoStartTls);
        assert_eq!(server.commands(), ["EHLO mail.example"]);
    }
    let server = Server::start(|line| (line == "STARTTLS").then(|| say("454 4.7.0 not now"))).await;
    assert!(matches!(open(&server.relay(Security::StartTls)).await, Err(Trouble::Answered(reply)) if reply.code == 454));
    assert_eq!(server.commands().len(), 2);
}

#[tokio::test]
async fn what_was_said_before_tls_is_not_carried_into_it() {
    let injected = "220 ready\r\n250-fake.example\r\n250 AUTH PLAIN\r\n";
    let server = Server::start(move |line| (line == "STARTTLS").then(|| Act::Say(injected.into()))).await;
    assert_eq!(open(&server.relay(Security::StartTls)).await.unwrap_err(), Trouble::Early(letter::smtp::Stage::Tls));
}

#[tokio::test]
async fn what_was_offered_before_tls_counts_for_nothing_after_it() {
    let greeted = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |line| {
        let later = line.starts_with("EHLO") && greeted.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 0;
        later.then(|| say("250 fake.example"))
    })
    .await;
    let mut relay = server.relay(Security::StartTls);
    relay.login = Some(Login { user: "desk".into(), password: "secret".into() });
    assert_eq!(open(&relay).await.unwrap_err(), Trouble::NoLogin);
}

#[tokio::test]
async fn a_login_is_made_with_what_the_server_has() {
    let login = Some(Login { user: "desk".into(), password: "secret".into() });
    assert_eq!(format!("{login:?}"), "Some(Login(…))");
    let server = Server::start(|_| None).await;
    let mut relay = server.relay(Security::StartTls);
    relay.login = login.clone();
    open(&relay).await.unwrap();
    assert_eq!(server.commands().last().unwrap(), "AUTH PLAIN AGRlc2sAc2VjcmV0");

    let server = Server::start(|line| match line {
        "AUTH LOGIN" => Some(say("334 VXNlcm5hbWU6")),
        "ZGVzaw==" => Some(say("334 UGFzc3dvcmQ6")),
        "c2VjcmV0" => Some(say("235 2.7.0 welcome")),
        line if line.starts_with("EHLO") => Some(Act::Say(OFFERS.replace("PLAIN", "XOAUTH2"))),
        _ => None,
    })
    .await;
    relay = server.relay(Security::StartTls);
    relay.login = login.clone();
    open(&relay).await.unwrap();

    let server = Server::start(|line| line.starts_with("AUTH").then(|| say("535 5.7.8 no"))).await;
    relay = server.relay(Security::StartTls);
    relay.login = login;
    let trouble = open(&relay).await.unwrap_err();
    assert!(matches!(trouble, Trouble::Answered(reply) if reply.code == 535) && !trouble.may_pass());
}

#[tokio::test]
async fn without_tls_only_loopback_is_spoken_to() {
    let server = Server::start(|_| None).await;
    let mut relay = server.relay(Security::Plain);
    for host in ["192.0.2.1", "0.0.0.0"] {
        relay.host = host.into();
        assert_eq!(open(&relay).await.unwrap_err(), Trouble::PlainRefused);
    }
    relay.host = "127.0.0.1".into();
    for hello in ["[127.0.0.1]", "127.0.0.1", "", "a b"] {
        relay.hello = hello.into();
        assert_eq!(open(&relay).await.unwrap_err(), Trouble::Hello);
    }
    assert_eq!(server.seen.lock().unwrap().connections, 0);
}
