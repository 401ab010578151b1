//! Before a first campaign: the keyholder's letter to themselves and what its head tells, the keys that sign, relays by weight; and letters in doubt after a crash.

use std::process::Command;
use std::time::Duration;

use indelible::courier::Courier;
use indelible::courier::dkim;
use indelible::courier::settings::Settings;
use indelible::courier::traces::{Machine, What};
use indelible::courier::trial::Trial;
use indelible::paper::consent::Consent;
use indelible::post::model::{Issue, Token};
use indelible::sending::{Doubts, Ending};
use kernel::{Domain, EmailAddress};
use tokio::task::block_in_place;

use crate::courier::{Holder, Mute, Paper, Sink, after, plain};
use crate::harness::House;
use crate::keyholder::Browser;

const READERS: [&str; 2] = ["nadia@one.example", "pavel@two.example"];

/// A keyholder with a list, and an issue that is ready.
struct Eve {
    paper: Paper,
    holder: Holder,
    courier: Courier,
    sink: Sink,
    settings: Settings,
    issue: Issue,
}

impl Eve {
    async fn open() -> Self {
        let (paper, holder, sink) = (Paper::of(House::open().await).await, Holder::new(), Sink::open());
        let (courier, settings) = (holder.paired(&paper), holder.relay(&sink));
        let csv = READERS.iter().fold("email\n".to_owned(), |csv, address| format!("{csv}{address}\n"));
        block_in_place(|| {
            courier.sync()?;
            courier.import(&holder.ring(&courier), paper.newsletter.id, csv.as_bytes(), |_, _| {})?;
            courier.sync()
        })
        .expect("a list");
        let issue = paper.ready_issue("The first Friday").await;
        Self { paper, holder, courier, sink, settings, issue }
    }

    async fn try_out(&self, address: &str) -> anyhow::Result<()> {
        let issues = block_in_place(|| self.courier.issues()).expect("issues");
        let to = EmailAddress::parse(address).expect("an address");
        self.courier.try_out(&issues.issues[0], &issues.secret, &to, &self.settings).await
    }

    async fn send(&self, doubts: Option<Doubts>) -> indelible::courier::dispatch::Ready {
        let issues = block_in_place(|| self.courier.issues()).expect("issues");
        let ring = self.holder.ring(&self.courier);
        self.courier.prepare(ring, &issues.issues[0], &issues.secret, &self.settings, doubts).await.expect("ready")
    }

    /// Begins to send, and the machine dies with both letters on the wire.
    async fn crash(&self) {
        self.sink.fall_silent(Mute::Stalls);
        let ready = self.send(None).await;
        let sending = tokio::spawn(ready.send());
        for _ in 0..400 {
            if self.sink.letters().len() == READERS.len() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        sending.abort();
        assert!(sending.await.expect_err("it was killed").is_cancelled());
        self.sink.fall_silent(Mute::Answers);
    }
}

fn machine() -> Machine {
    Machine { addresses: vec!["203.0.113.77".parse().expect("an address")], hosts: vec!["mira-laptop".into()], users: vec!["mira".into()] }
}

/// As a mailbox shows it: below what its own server and the relay have written on top.
fn arrived(letter: &str, from: &str) -> String {
    format!(
        "Delivered-To: mira@mailbox.example\r\nReceived: from relay.example (relay.example [198.51.100.9]) by mx.mailbox.example; Sun, 22 Nov 2026 11:00:05 +0300\r\n\
         Received: from {from}\r\n\tby relay.example with ESMTPSA for <mira@mailbox.example>; Sun, 22 Nov 2026 08:00:01 +0000\r\n{letter}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_to_oneself_leaves_as_readers_get_it_and_its_head_is_looked_at_before_the_first_campaign() {
    let eve = Eve::open().await;
    let courier = &eve.courier;
    assert_eq!(courier.untested().expect("known"), Some(Trial::Never));
    eve.try_out("mira@mailbox.example").await.expect("sent");
    assert_eq!(courier.untested().expect("known"), Some(Trial::Sent));
    let (to, letter) = eve.sink.letters().remove(0);
    assert_eq!(to, "mira@mailbox.example");
    let text = plain(letter.as_bytes());
    assert!(text.contains("Subject: The first Friday") && text.contains("List-Unsubscribe-Post: ") && text.contains("Feedback-ID: 1:"));
    let token = Token::parse(&after(&text, "https://lamp.example/letters/leave/")).expect("a token");
    let post = &eve.paper.house.app.post;
    assert!(post.leave(token, courier.clock().now()).await.expect("the post").is_none(), "its links open nothing");

    let check = |source: &str| courier.check_trial(source, &machine());
    let told = check(&arrived(&letter, "mira-laptop ([203.0.113.77])")).expect("looked at");
    assert_eq!(told.traces.iter().map(|trace| trace.what).collect::<Vec<_>>(), [What::Address, What::Host]);
    assert!(told.traces[0].header == "Received" && told.traces[0].line.starts_with("from mira-laptop"), "{told:?}");
    assert_eq!(courier.untested().expect("known"), Some(Trial::Traced(2)));
    let clean = check(&arrived(&letter, "mail.lamp.example (mail.lamp.example [198.51.100.4])")).expect("looked at");
    assert_eq!(clean.traces, []);
    assert!(clean.first_hop.is_some_and(|hop| hop.contains("198.51.100.4")), "that a person has to look at");
    assert_eq!((courier.trial().expect("known"), courier.untested().expect("known")), (Trial::Clean, None));
    assert!(check(&arrived(&letter.replace("Message-ID: <", "Message-ID: <x"), "x")).is_err(), "another letter");
    assert!(check("The week, by lamplight.").is_err(), "no source");

    eve.sink.refuse("gone@mailbox.example");
    assert!(eve.try_out("gone@mailbox.example").await.expect_err("refused").to_string().contains("550"));
    assert!(matches!(eve.send(None).await.send().await.expect("sent"), Ending::Finished(balance) if balance.accepted == 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_sends_a_test_letter_shows_what_it_tells_and_asks_until_one_is_clean() {
    let eve = Eve::open().await;
    let page = Browser::of(&eve.courier);
    page.unlock(&eve.holder.words).await;
    let first = page.show().await;
    assert!(
        first.contains("name=\"untested\" required") && first.contains("Before the first campaign") && !first.contains("name=\"source\"")
    );
    page.press("test", &format!("id={}&address=mira%40mailbox.example", eve.issue.id)).await;
    let (_, letter) = eve.sink.letters().remove(0);
    assert!(page.show().await.contains("name=\"source\""));
    let form = |source: &str| url::form_urlencoded::Serializer::new(String::new()).append_pair("source", source).finish();
    page.press("check", &form(&arrived(&letter, "x").replacen("Subject", "X-Mailer: Something 7\r\nSubject", 1))).await;
    let traced = page.show().await;
    assert!(traced.contains("What wrote the letter") && traced.contains("X-Mailer: Something 7") && traced.contains("name=\"untested\""));
    page.press("check", &form(&arrived(&letter, "mail.lamp.example"))).await;
    let clean = page.show().await;
    assert!(
        clean.contains("Nothing in the head") && clean.contains("mail.lamp.example") && !clean.contains("name=\"untested\""),
        "{clean}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_in_doubt_are_listed_by_row_and_left_or_sent_again_as_the_keyholder_chooses() {
    let eve = Eve::open().await;
    eve.crash().await;
    let rows = eve.courier.in_doubt(eve.issue.id).await.expect("rows");
    assert_eq!(rows.len(), 2);
    let listed = eve.courier.all_in_doubt().await.expect("a list");
    assert!(listed.len() == 1 && listed[0].rows == rows && listed[0].subject == "The first Friday" && !listed[0].finished, "{listed:?}");
    let ending = eve.send(Some(Doubts::Leave)).await.send().await.expect("sent");
    assert!(matches!(ending, Ending::Finished(balance) if balance.unknown == 2 && balance.is_even()), "{ending:?}");
    assert_eq!(eve.sink.letters().len(), 2, "nobody is written to again");

    let Eve { paper, holder, courier, .. } = eve;
    drop(courier);
    let folder = holder.folder();
    let command = move || Command::new(env!("CARGO_BIN_EXE_indelible")).args(["courier", "doubts", "--courier"]).arg(folder).output();
    let said = tokio::task::spawn_blocking(command).await.expect("a thread").expect("an answer");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("2 letters in doubt") && rows.iter().all(|row| said.contains(&row.to_string())) && !said.contains('@'), "{said}");
    drop(paper);
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_in_doubt_are_sent_again_under_the_same_name_unless_it_is_said_otherwise() {
    let eve = Eve::open().await;
    eve.crash().await;
    let ending = eve.send(None).await.send().await.expect("sent");
    assert!(matches!(ending, Ending::Finished(balance) if balance.accepted == 2), "{ending:?}");
    let mut letters = eve.sink.letters();
    letters.sort();
    assert_eq!(letters.len(), 4);
    let name = |letter: &str| letter.lines().find(|line| line.starts_with("Message-ID: ")).expect("a name").to_owned();
    for pair in letters.chunks(2) {
        assert_eq!((&pair[0].0, name(&pair[0].1)), (&pair[1].0, name(&pair[1].1)));
    }
}

/// Found when what was on the wire was put in doubt only after it was noted who had left: it was then due again, to nobody, and counted as refused.
#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_after_a_crash_is_not_written_to_again_though_letters_in_doubt_are() {
    let eve = Eve::open().await;
    eve.crash().await;
    let (_, letter) = eve.sink.letters().into_iter().find(|(to, _)| to == READERS[1]).expect("a letter");
    eve.paper.leave(&after(&plain(letter.as_bytes()), "https://lamp.example/letters/leave/")).await;
    block_in_place(|| eve.courier.sync()).expect("synced");
    let ending = eve.send(Some(Doubts::Resend)).await.send().await.expect("sent");
    assert!(matches!(ending, Ending::Finished(balance) if balance.accepted == 1 && balance.unknown == 1), "{ending:?}");
    assert_eq!(eve.sink.letters().iter().filter(|(to, _)| to == READERS[1]).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_offers_the_choice_when_letters_are_in_doubt() {
    let eve = Eve::open().await;
    eve.crash().await;
    let page = Browser::of(&eve.courier);
    page.unlock(&eve.holder.words).await;
    let shown = page.show().await;
    assert!(shown.contains("2 letters were on the wire") && shown.contains("<option value=\"leave\">"), "{shown}");
    assert_eq!(eve.courier.chosen(eve.issue.id).await.expect("asked"), Doubts::Resend);
    page.press("send", &format!("id={}&doubts=leave", eve.issue.id)).await;
    let ended = page.until("Ended.").await;
    assert_eq!(eve.courier.chosen(eve.issue.id).await.expect("asked"), Doubts::Leave, "it stands, should that start be cut off too");
    assert!(ended.contains("<th scope=\"row\">Unknown</th><td class=\"number\">2</td>") && eve.sink.letters().len() == 2, "{ended}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_made_here_sign_the_newsletters_domain_and_nothing_else_has_to_be_written() {
    let eve = Eve::open().await;
    let domain = block_in_place(|| eve.courier.sender_domain()).expect("a domain");
    assert_eq!(domain, Domain::parse("lamp.example").expect("a domain"));
    let records = dkim::make(&eve.holder.folder(), &domain, dkim::SELECTOR).expect("keys");
    let settings = Settings::read(&eve.holder.folder()).expect("settings");
    let eve = Eve { settings, ..eve };
    let ready = eve.send(None).await;
    assert!(ready.is_signed);
    ready.send().await.expect("sent");
    let letter = plain(eve.sink.letters()[0].1.as_bytes());
    for (record, selector) in records.iter().zip(["courier-rsa", "courier-ed"]) {
        assert!(record.name.starts_with(selector) && letter.contains(&format!("d=lamp.example; s={selector};")), "{letter}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn single_letters_go_by_each_relays_weight_and_past_one_that_is_gone() {
    let sinks = [Sink::open(), Sink::open()];
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let [three, one] = [sinks[0].port, sinks[1].port];
    let typed =
        format!("smtp+plain://127.0.0.1:{three}?weight=6,smtp+plain://127.0.0.1:{one}?weight=2,smtp+plain://127.0.0.1:{closed}?weight=4");
    let paper = Paper::of(House::open_sending(&typed).await).await;
    let app = &paper.house.app;
    app.post.put_key(seal::VaultKey::generate().public().clone(), app.clock.now()).await.expect("a key");
    for reader in 0..12 {
        let address = EmailAddress::parse(&format!("reader-{reader}@one.example")).expect("an address");
        app.post.sign_up(&paper.newsletter, address, Consent::NEWEST, app.clock.now()).await.expect("the post").expect("no refusal");
    }
    app.post.mailer().run_due(app).await;
    // The four of the relay that is gone go to the first of the others.
    assert_eq!(sinks.map(|sink| sink.letters().len()), [10, 2]);
}
