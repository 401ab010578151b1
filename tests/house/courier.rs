//! A keyholder's machine and the server, over a real connection: pairing, what is believed, who gets a letter, and what lies on the disks afterwards.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use http::{Method, Request};
use http_body_util::BodyExt;
use indelible::courier::Courier;
use indelible::courier::dispatch::Standing;
use indelible::courier::keys::{self, Held};
use indelible::courier::page::Page;
use indelible::courier::server::{Server, Trouble};
use indelible::courier::settings::Settings;
use indelible::courier::store::Titled;
use indelible::courier::sync::Mistrust;
use indelible::courier::traces::Machine;
use indelible::paper::consent::Consent;
use indelible::post::courier::messages::Rotation;
use indelible::post::courier::pairing::{Code, TRIES};
use indelible::post::model::{Composed, Confirmation, Counts, Issue, Newsletter, NewsletterId, Said, Token};
use indelible::press::listener::{self, Door, Manners, Open};
use indelible::sending::Ending;
use indelible::{jobs, reading};
use jiff::civil::date;
use kernel::EmailAddress;
use seal::keyfile::Cost;
use seal::{VaultKey, Words};
use tokio::task::block_in_place;
use tower::ServiceExt;

use crate::harness::House;
use crate::scan::Scan;

/// A newspaper that is served, with one newsletter.
pub struct Paper {
    pub house: House,
    open: Served,
    pub url: String,
    pub newsletter: Newsletter,
}

impl Paper {
    pub async fn open() -> Self {
        Self::of(House::open().await).await
    }

    /// One whose letters leave by a relay.
    pub async fn sending(sink: &Sink) -> Self {
        Self::of(House::open_sending(&format!("smtp+plain://127.0.0.1:{}", sink.port)).await).await
    }

    pub async fn of(house: House) -> Self {
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
        let open = serve(&house, "127.0.0.1:0");
        let url = format!("http://{}", open.0.as_ref().expect("it is open").address);
        Self { house, open, url, newsletter }
    }

    /// As after a crash, at the same address.
    pub async fn start_anew(self) -> Self {
        let Self { house, open, url, newsletter } = self;
        let address = url.trim_start_matches("http://").to_owned();
        block_in_place(|| drop(open));
        let house = house.reopen().await;
        Self { open: serve(&house, &address), house, url, newsletter }
    }

    fn invite(&self) -> Code {
        self.house.app.couriers.invite(self.house.app.clock.now())
    }

    /// Signs up; confirms, unless the letter is to be left lying.
    pub async fn sign_up(&self, address: &str, confirm: bool) {
        let app = &self.house.app;
        let address = EmailAddress::parse(address).expect("an address");
        app.post.sign_up(&self.newsletter, address, Consent::NEWEST, app.clock.now()).await.expect("the post").expect("no refusal");
        app.post.mailer().run_due(app).await;
        for letter in app.post.mailer().mail_box().expect("a mail box").empty() {
            let letter = plain(&letter);
            let link = after(&letter, "/letters/confirm/");
            if confirm {
                app.post.confirm(Confirmation::parse(&link).expect("a link"), app.clock.now()).await.expect("the post");
            }
        }
        // Another letter to the same address comes the next day at the earliest.
        self.house.wait(24 * 60 + 1);
    }

    pub async fn leave(&self, token: &str) {
        let token = Token::parse(token).expect("a token");
        let left = self.house.app.post.leave(token, self.house.app.clock.now()).await.expect("the post");
        assert!(left.is_some_and(|of| of.left), "the link opens a row");
    }

    pub async fn ready_issue(&self, subject: &str) -> Issue {
        let (post, now) = (&self.house.app.post, self.house.app.clock.now());
        let composed = Composed { subject: subject.into(), intro: "The week, by *lamplight*.".into(), ..Composed::default() };
        let id = post.begin_issue(self.newsletter.id, composed, None, "Ira", now).await.expect("the post").expect("a draft");
        post.ready_issue(id, 1, "Ira", now).await.expect("the post").expect("no refusal")
    }

    pub async fn counts(&self) -> Counts {
        self.house.app.post.count(self.newsletter.id).await.expect("a count")
    }
}

/// A door that closes with whoever holds this.
struct Served(Option<Open>);

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(open) = self.0.take() {
            open.close();
        }
    }
}

fn serve(house: &House, address: &str) -> Served {
    let door = Door {
        stand: house.app.press.stand().clone(),
        router: reading::routes(house.app.clone()),
        tls: None,
        manners: Manners { connections: 100, patience: Duration::from_secs(20) },
        clock: house.app.clock.clone(),
        proxies: Vec::new().into(),
    };
    Served(Some(listener::open(door, TcpListener::bind(address).expect("a port")).expect("a door")))
}

/// A keyholder's folder with a key whose words are cheap to try.
pub struct Holder {
    dir: tempfile::TempDir,
    pub words: Words,
}

impl Holder {
    pub fn new() -> Self {
        let holder = Self { dir: tempfile::tempdir().expect("a folder"), words: Words::draw() };
        let key = Held { key: VaultKey::generate(), made: date(2026, 11, 22) };
        keys::create(&holder.folder(), key, &holder.words, cheap()).expect("a key");
        holder
    }

    pub fn folder(&self) -> std::path::PathBuf {
        self.dir.path().join("courier")
    }

    pub fn open(&self, paper: &Paper) -> Courier {
        Courier::open(&self.folder(), paper.house.app.clock.clone()).expect("a courier")
    }

    pub fn paired(&self, paper: &Paper) -> Courier {
        let courier = self.open(paper);
        let code = paper.invite();
        block_in_place(|| courier.pair(&paper.url, &code, "mira", false)).expect("paired");
        courier
    }

    pub fn ring(&self, courier: &Courier) -> Arc<Vec<VaultKey>> {
        Arc::new(courier.unlock(&self.words).expect("a ring"))
    }

    pub fn relay(&self, sink: &Sink) -> Settings {
        std::fs::write(
            self.folder().join("courier.toml"),
            format!("hello = \"mail.lamp.example\"\n[[relay]]\nurl = \"smtp+plain://127.0.0.1:{}\"\n", sink.port),
        )
        .expect("written");
        Settings::read(&self.folder()).expect("settings")
    }
}

fn cheap() -> Cost {
    Cost::new(64, 1, 1).expect("a cost")
}

pub fn refused(trouble: &anyhow::Error) -> &str {
    match trouble.downcast_ref::<Trouble>() {
        Some(Trouble::Refused(words)) => words,
        _ => panic!("no refusal: {trouble:#}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_courier_is_paired_by_a_code_once_and_the_server_seals_to_its_key() {
    let (paper, holder) = (Paper::open().await, Holder::new());
    let courier = holder.open(&paper);
    let pair = |code: &Code| block_in_place(|| courier.pair(&paper.url, code, "mira", false));
    assert!(refused(&pair(&Code::random()).expect_err("a code that nobody made")).contains("code is wrong"));
    let old = paper.invite();
    paper.house.wait(31);
    assert!(refused(&pair(&old).expect_err("over")).contains("code is wrong"));
    let code = paper.invite();
    // The same first symbols, so that the code is found; the rest is guessed.
    let guess: Code = format!("{}{}", code.name(), &Code::random().to_string()[5..]).parse().expect("a code");
    for _ in 1..TRIES {
        assert!(pair(&guess).is_err());
    }
    assert!(paper.house.app.post.key().is_none());
    let paired = pair(&code).expect("paired");
    assert_eq!((paired.newspaper.as_str(), paired.site.as_str()), ("The Harbour Lamp", "https://lamp.example"));
    let key = paper.house.app.post.key().expect("a key");
    assert_eq!((key.fingerprint(), &key), (paired.fingerprint, &courier.publics().expect("keys")[0]));
    let (second, other) = (Holder::new(), paper.invite());
    let second = second.open(&paper);
    assert!(refused(&block_in_place(|| second.pair(&paper.url, &code, "pavel", false)).expect_err("used")).contains("code is wrong"));
    let trouble = block_in_place(|| second.pair(&paper.url, &other, "pavel", false)).expect_err("another key");
    assert!(refused(&trouble).contains("keys recover --earlier"), "{trouble:#}");
    assert_eq!(paper.house.app.post.key(), Some(key), "nobody changes the key by pairing alone");
    let other = paper.invite();
    block_in_place(|| second.pair(&paper.url, &other, "pavel", true)).expect("it was said that it replaces the key");
    assert_eq!(paper.house.app.post.key().as_ref(), second.publics().expect("keys").first());
    let status = block_in_place(|| courier.status()).expect("a status");
    assert_ne!(status.key, courier.publics().ok().map(|keys| keys[0].to_string()), "the first courier sees that the key is not its own");
    assert!(paper.house.app.post.revoke_courier("mira".into(), paper.house.app.clock.now()).await.expect("the post"));
    assert!(refused(&block_in_place(|| courier.status()).expect_err("revoked")).contains("revoked"));
    let code = paper.invite();
    for _ in 0..TRIES {
        let guess: Code = format!("{}{}", code.name(), &Code::random().to_string()[5..]).parse().expect("a code");
        assert!(block_in_place(|| Holder::new().open(&paper).pair(&paper.url, &guess, "zoe", true)).is_err());
    }
    assert!(
        block_in_place(|| Holder::new().open(&paper).pair(&paper.url, &code, "zoe", true)).is_err(),
        "after five guesses the code is dead"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_another_key_is_not_believed_and_a_request_counts_once() {
    let (paper, other, holder) = (Paper::open().await, Paper::open().await, Holder::new());
    let courier = holder.paired(&paper);
    let pinned = courier.pinned().expect("pinned");
    let elsewhere = indelible::courier::store::Pinned { url: other.url.clone(), ..pinned.clone() };
    let server = Server::of(&elsewhere, courier.clock()).expect("a server");
    let trouble = block_in_place(|| server.get::<serde_json::Value>("status")).expect_err("another server");
    assert!(matches!(trouble.downcast_ref(), Some(Trouble::Forged)), "{trouble:#}");
    // A request that somebody has seen is sent again.
    use indelible::post::courier::wire::{self, Head};
    let key = seal::SigningKey::from_file(&pinned.key).expect("a key");
    let (nonce, at) = (wire::nonce(), courier.clock().now());
    let head = Head { method: "GET", path: "/courier/status", at, nonce: &nonce };
    let signature = wire::sign_request(&key, &pinned.public, head, b"");
    let send = |path: &str, at: jiff::Timestamp| {
        let (at, courier) = (at.as_millisecond().to_string(), key.public().to_string());
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let request = agent.get(format!("{}{path}", paper.url)).header(wire::KEY, &courier).header(wire::AT, &at);
        block_in_place(|| request.header(wire::NONCE, &nonce).header(wire::SIGNATURE, &signature).call())
            .expect("an answer")
            .status()
            .as_u16()
    };
    assert_eq!(send("/courier/orders", at), 401, "the signature is of another path");
    assert_eq!(send("/courier/status", at), 200);
    assert_eq!(send("/courier/status", at), 409, "it came before");
    paper.house.wait(6);
    assert_eq!(send("/courier/status", at), 401, "it is too old");
    let slow = kernel::Clock::standing_at(at);
    let server = Server::of(&pinned, &slow).expect("a server");
    let trouble = block_in_place(|| server.get::<serde_json::Value>("status")).expect_err("a slow clock");
    assert!(refused(&trouble).contains("6 minutes apart"), "{trouble:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_goes_from_sign_up_to_the_readers_own_link_and_nobody_who_left_gets_it() {
    let house = House::open_with(&[("mail.newsletter_from", "friday@news.lamp.example".into())]).await;
    let (paper, holder, sink) = (Paper::of(house).await, Holder::new(), Sink::open());
    let courier = holder.paired(&paper);
    let settings = holder.relay(&sink);
    for (address, confirm) in
        [("nadia@one.example", true), ("Pavel@two.example", true), ("unsure@one.example", false), ("pavel@TWO.example", true)]
    {
        paper.sign_up(address, confirm).await;
    }
    assert_eq!(paper.counts().await, Counts { confirmed: 3, waiting: 1, ..Counts::default() });
    let ring = holder.ring(&courier);
    let list = |courier: &Courier| block_in_place(|| courier.open_list(&ring, paper.newsletter.id, |_, _| {})).expect("a list");
    assert_eq!(block_in_place(|| courier.sync()).expect("synced").confirmed, 3);
    let opened = list(&courier);
    assert_eq!((opened.readers.len(), opened.rows, opened.erase.len()), (2, 3, 1), "two sign-ups of one address are one reader");
    block_in_place(|| courier.report(opened.erase)).expect("reported");
    let synced = block_in_place(|| courier.sync()).expect("synced");
    assert_eq!((synced.erased, synced.erased_by_others), (1, 0));
    assert_eq!(paper.counts().await.confirmed, 2);

    let issue = paper.ready_issue("The first Friday").await;
    let issues = block_in_place(|| courier.issues()).expect("issues");
    let ready = courier.prepare(ring.clone(), &issues.issues[0], &issues.secret, &settings, None).await.expect("ready");
    assert_eq!(ready.letters, 2);
    let ending = ready.send().await.expect("sent");
    assert!(matches!(ending, Ending::Finished(balance) if balance.accepted == 2 && balance.is_even()), "{ending:?}");
    let noted = block_in_place(|| courier.report(Vec::new())).expect("reported");
    assert_eq!(noted.sent, 1);
    let books = paper.house.app.post.books(issue.id).await.expect("the post").expect("books");
    assert_eq!((books.candidates, books.accepted), (2, 2));
    assert!(block_in_place(|| courier.issues()).expect("issues").issues.is_empty(), "it waits no more");
    assert!(matches!(courier.standing(issue.id).await.expect("a standing"), Standing::Sent(_)));

    let letters = sink.letters();
    let mut to: Vec<_> = letters.iter().map(|(to, _)| to.to_lowercase()).collect();
    to.sort();
    assert_eq!(to, ["nadia@one.example", "pavel@two.example"]);
    let mut tokens = Vec::new();
    for (to, letter) in &letters {
        let letter = plain(letter.as_bytes());
        assert!(
            letter.contains(&format!("To: {to}")) && letter.contains("Subject: The first Friday") && letter.contains("by lamplight"),
            "{letter}"
        );
        let token = after(&letter, "https://lamp.example/letters/leave/");
        for (name, value) in [
            ("List-Id", "The Harbour Lamp <friday-lamp.en.news.lamp.example>".to_owned()),
            ("List-Unsubscribe", format!("<https://lamp.example/letters/leave/{token}>")),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()),
            ("List-Help", "<https://lamp.example/newsletters/friday-lamp/>".into()),
            ("List-Archive", "<https://lamp.example/newsletters/friday-lamp/#all>".into()),
            ("List-Owner", "<mailto:friday@news.lamp.example>".into()),
            ("Archived-At", "<https://lamp.example/newsletters/friday-lamp/1/>".into()),
            // The same for every reader.
            ("Feedback-ID", "1:friday-lamp:en:news.lamp.example".into()),
            ("From", "The Harbour Lamp <friday@news.lamp.example>".into()),
        ] {
            let found: Vec<_> = letter.lines().filter_map(|line| line.strip_prefix(&format!("{name}: "))).collect();
            assert_eq!(found, [value], "{name}");
        }
        assert_eq!(letter.matches(&token).count(), letter.matches("/letters/").count(), "every link has this reader's own token");
        tokens.push((to.to_lowercase(), token));
    }
    tokens.sort();
    assert_ne!(tokens[0].1, tokens[1].1);

    // Pavel leaves by the link in his letter, and comes back a day later.
    paper.leave(&tokens[1].1).await;
    block_in_place(|| courier.sync()).expect("synced");
    let opened = list(&courier);
    assert_eq!((opened.readers.len(), opened.readers[0].address.as_str()), (1, "nadia@one.example"));
    assert_eq!(opened.ended(), 1);
    paper.sign_up("pavel@two.example", true).await;
    block_in_place(|| courier.sync()).expect("synced");
    let opened = list(&courier);
    assert_eq!(opened.readers.len(), 2, "who signs up again is back");
    assert_eq!(opened.erase.len(), 1);
    block_in_place(|| courier.report(opened.erase)).expect("reported");
    assert_eq!(paper.counts().await, Counts { confirmed: 2, waiting: 1, left: 0, suppressed: 0 });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swapped_key_shows_when_the_list_is_opened_and_an_honest_rotation_reads_on() {
    let (paper, holder) = (Paper::open().await, Holder::new());
    let courier = holder.paired(&paper);
    paper.sign_up("nadia@one.example", true).await;
    let held = keys::held(&holder.folder(), &holder.words).expect("keys");
    keys::rotate(&holder.folder(), held, Held { key: VaultKey::generate(), made: date(2026, 11, 23) }, &holder.words, cheap())
        .expect("rotated");
    block_in_place(|| courier.rotate()).expect("the server takes the next key");
    paper.sign_up("pavel@two.example", true).await;
    block_in_place(|| courier.sync()).expect("synced");
    let open = || block_in_place(|| courier.open_list(&holder.ring(&courier), paper.newsletter.id, |_, _| {}));
    assert_eq!(open().expect("a list").readers.len(), 2, "both keys are in the ring");
    let stranger = VaultKey::generate().public().clone();
    let forged =
        block_in_place(|| courier.server().expect("a server").post::<String>("rotation", &Rotation { vault: vec![stranger.to_string()] }));
    assert!(refused(&forged.expect_err("not from the key that is there")).contains("not in this courier's ring"));
    paper.house.app.post.put_key(stranger, paper.house.app.clock.now()).await.expect("somebody has the server");
    paper.sign_up("zoe@three.example", true).await;
    block_in_place(|| courier.sync()).expect("synced");
    let trouble = open().err().expect("one row does not open").to_string();
    assert!(trouble.starts_with("1 of 3 rows do not open") && trouble.contains("Do not send"), "{trouble}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_back_to_an_older_list_is_seen() {
    let (paper, holder) = (Paper::open().await, Holder::new());
    let courier = holder.paired(&paper);
    paper.sign_up("nadia@one.example", true).await;
    let pinned = courier.pinned().expect("pinned");
    block_in_place(|| courier.sync()).expect("synced");
    paper.sign_up("pavel@two.example", true).await;
    block_in_place(|| courier.sync()).expect("synced");
    // The same courier with another newspaper's list: what it remembers does not fit.
    assert!(pinned.chain.counter < courier.pinned().expect("pinned").chain.counter);
    let fresh = Paper::open().await;
    let second = Holder::new();
    let code = fresh.invite();
    let astray = second.open(&fresh);
    block_in_place(|| astray.pair(&fresh.url, &code, "mira", false)).expect("paired");
    astray
        .db()
        .write_now({
            let chain = courier.pinned().expect("pinned").chain;
            move |tx| indelible::courier::store::chain_stands(tx, &chain)
        })
        .expect("remembered");
    let trouble = block_in_place(|| astray.sync()).expect_err("an older list");
    assert!(matches!(trouble.downcast_ref(), Some(Mistrust::Older { server: 0, seen: 2 })), "{trouble:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_every_flow_no_address_lies_on_either_machine_in_any_form() {
    let (paper, holder, sink) = (Paper::open().await, Holder::new(), Sink::open());
    let courier = holder.paired(&paper);
    let settings = holder.relay(&sink);
    let canaries = [
        "Canary.Confirmed@nest.example",
        "canary.unsure@nest.example",
        "canary.left@nest.example",
        "canary.lost@nest.example",
        "canary.imported@nest.example",
        "canary.refused@nest.example",
        "canary.self@nest.example",
    ];
    let (scan, own) = (Scan::of(&canaries), holder.folder());
    let look = |when: &str| {
        let (hits, read) = scan.folders(&[paper.house.dir(), &own]);
        assert!(read > 100_000, "the folders were read");
        assert_eq!(hits, Vec::<String>::new(), "{when}");
    };
    paper.sign_up(canaries[0], true).await;
    paper.sign_up(canaries[1], false).await;
    paper.sign_up(canaries[2], true).await;
    for address in [canaries[0], canaries[3]] {
        let address = EmailAddress::parse(address).expect("an address");
        paper.house.app.post.order(&address, paper.house.app.clock.now()).await.expect("the post").expect("no refusal");
    }
    look("after signing up");
    let ring = holder.ring(&courier);
    block_in_place(|| courier.sync()).expect("synced");
    let csv = format!("email,name\n{},x\n{},y\nno address,z\n", canaries[4], canaries[0]);
    let imported = block_in_place(|| courier.import(&ring, paper.newsletter.id, csv.as_bytes(), |_, _| {})).expect("imported");
    assert_eq!((imported.taken, imported.refused.len()), (1, 2));
    block_in_place(|| courier.sync()).expect("synced");
    look("after an import");
    paper.ready_issue("The first Friday").await;
    let issues = block_in_place(|| courier.issues()).expect("issues");
    let own_address = EmailAddress::parse(canaries[6]).expect("an address");
    courier.try_out(&issues.issues[0], &issues.secret, &own_address, &settings).await.expect("sent");
    let came = format!("Delivered-To: {}\r\n{}", canaries[6], sink.letters()[0].1);
    courier.check_trial(&came, &Machine::default()).expect("looked at");
    look("after a test letter");
    let ready = courier.prepare(ring.clone(), &issues.issues[0], &issues.secret, &settings, None).await.expect("ready");
    look("while a capsule lies in the folder");
    sink.refuse(canaries[4]);
    let ending = ready.send().await.expect("sent");
    assert!(matches!(ending, Ending::Finished(balance) if balance.accepted == 2 && balance.refused == 1), "{ending:?}");
    block_in_place(|| courier.report(Vec::new())).expect("reported");
    assert_eq!(paper.counts().await.suppressed, 1, "a hard bounce stops the row");
    let leaving = sink.letters().into_iter().find(|(to, _)| to == canaries[2]).expect("a letter");
    paper.leave(&after(&plain(leaving.1.as_bytes()), "https://lamp.example/letters/leave/")).await;
    let answered = courier.answer_orders(ring.clone(), &settings, &|_, _| {}).await.expect("answered");
    assert_eq!((answered.orders, answered.letters, answered.shut, answered.unsent), (2, 1, 0, 0), "who is on no list gets nothing");
    let links = sink.letters().pop().expect("a letter");
    assert!(links.0 == canaries[0] && plain(links.1.as_bytes()).contains("https://lamp.example/letters/manage/"));
    assert!(paper.house.app.post.orders().await.expect("orders").is_empty(), "they are settled");
    let opened = block_in_place(|| {
        courier.sync()?;
        courier.open_list(&ring, paper.newsletter.id, |_, _| {})
    });
    block_in_place(|| courier.report(opened.expect("a list").erase)).expect("reported");
    look("while both are open");
    let data = paper.house.dir().to_owned();
    drop(courier);
    let out = own.join("readers.csv");
    let again = holder.open(&paper);
    let newsletter = Titled { id: paper.newsletter.id, locale: "en".into(), title: "The Friday Lamp".into() };
    assert_eq!(block_in_place(|| again.export(&ring, &newsletter, &out)).expect("exported"), 1);
    assert!(!scan.folders(&[own.as_path()]).0.is_empty(), "an exported list is readable, and the scan sees it");
    std::fs::remove_file(&out).expect("destroyed");
    look("after all of it");
    assert!(data.join("post.db").exists() && mode(&own.join("courier.db")) & 0o077 == 0 || mode(&own) & 0o077 == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyholders_page_opens_with_the_words_for_a_quarter_of_an_hour_and_for_this_machine_only() {
    let (paper, holder, sink) = (Paper::open().await, Holder::new(), Sink::open());
    let courier = holder.paired(&paper);
    holder.relay(&sink);
    paper.sign_up("nadia@one.example", true).await;
    paper.ready_issue("The first Friday").await;
    let page = Page::new(courier, "127.0.0.1:4711").expect("a page");
    let secret = page.address().trim_start_matches("http://127.0.0.1:4711").to_owned();
    let ask = async |method: Method, path: &str, host: &str, body: String| {
        let form = "application/x-www-form-urlencoded";
        let request =
            Request::builder().method(method).uri(path).header("host", host).header("content-type", form).header("accept-language", "en");
        let answer = page.routes().oneshot(request.body(Body::from(body)).expect("a request")).await.expect("an answer");
        assert!(answer.headers()["content-security-policy"].to_str().is_ok_and(|policy| policy.starts_with("default-src 'none'")));
        let status = answer.status().as_u16();
        (status, String::from_utf8(answer.into_body().collect().await.expect("a body").to_bytes().to_vec()).expect("UTF-8"))
    };
    let host = "127.0.0.1:4711";
    let show = async || ask(Method::GET, &secret, host, String::new()).await.1;
    assert_eq!(ask(Method::GET, "/", host, String::new()).await.0, 404);
    assert_eq!(ask(Method::GET, &secret, "evil.example:4711", String::new()).await.0, 421, "another name for this machine");
    assert!(show().await.contains("The seven words"));
    let unlock =
        async |words: &str| ask(Method::POST, &format!("{secret}unlock"), host, format!("words={}", words.replace(' ', "+"))).await.0;
    assert_eq!(unlock(Words::draw().as_str()).await, 303);
    let locked = show().await;
    assert!(locked.contains("These are not the words of this key.") && locked.contains("Locked"));
    assert_eq!(unlock(holder.words.as_str()).await, 303);
    let open = show().await;
    assert!(open.contains("The first Friday") && open.contains("Send now to 1 readers") && !open.contains("nadia"), "{open}");
    let id = open.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an issue").to_owned();
    let send = async |what: &str| ask(Method::POST, &format!("{secret}send"), host, format!("id={id}{what}")).await.0;
    assert!(open.contains("indelible courier dkim"), "nothing here signs for lamp.example");
    assert_eq!(send("").await, 303);
    let untested = show().await;
    assert!(untested.contains("No test letter was found clean") && sink.letters().is_empty(), "the first campaign is asked about");
    assert_eq!(send("&untested=on").await, 303);
    for _ in 0..100 {
        if show().await.contains("Ended.") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(show().await.contains("<th scope=\"row\">Accepted</th><td class=\"number\">1</td>"), "{}", show().await);
    assert_eq!(sink.letters().len(), 1);
    paper.house.wait(16);
    let closed = show().await;
    assert!(closed.contains("Locked") && !closed.contains("Send now"));
    assert_eq!(
        ask(Method::POST, &format!("{secret}export"), host, format!("id={}", paper.newsletter.id)).await.0,
        303,
        "a locked page gives no list"
    );
}

fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).expect("there").permissions())
}

/// A letter's text with its quoted-printable undone as far as links need it.
pub fn plain(letter: &[u8]) -> String {
    String::from_utf8_lossy(letter).replace("=\r\n", "").replace("\r\n ", " ").replace("=3D", "=")
}

/// The token behind a piece of an address.
pub fn after(letter: &str, before: &str) -> String {
    let start = letter.find(before).expect("a link") + before.len();
    letter[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect()
}

/// A relay on this machine that takes every letter, but for those to one address.
#[derive(Clone)]
pub struct Sink {
    pub port: u16,
    taken: Arc<Mutex<Vec<(String, String)>>>,
    /// Where each letter would return to, by whom it went to.
    paths: Arc<Mutex<Vec<(String, String)>>>,
    /// Whom it refuses or puts off, and with which words.
    refused: Arc<Mutex<Option<(String, String)>>>,
    mute: Arc<Mutex<Mute>>,
}

/// What it does with a letter that it has taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mute {
    #[default]
    Answers,
    HangsUp,
    /// Says nothing, for as long as the other side waits.
    Stalls,
}

impl Sink {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let sink = Self { port, taken: Arc::default(), paths: Arc::default(), refused: Arc::default(), mute: Arc::default() };
        let serving = sink.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let sink = serving.clone();
                std::thread::spawn(move || drop(sink.converse(&stream)));
            }
        });
        sink
    }

    pub fn refuse(&self, address: &str) {
        self.refuse_saying(address, "550 5.1.1 no such mailbox");
    }

    pub fn refuse_saying(&self, address: &str, said: &str) {
        *self.refused.lock().expect("a lock") = Some((address.to_owned(), said.to_owned()));
    }

    /// `None`: it puts nobody off any more.
    pub fn put_off(&self, address: Option<&str>) {
        *self.refused.lock().expect("a lock") = address.map(|address| (address.to_owned(), "451 4.2.0 later".to_owned()));
    }

    pub fn fall_silent(&self, mute: Mute) {
        *self.mute.lock().expect("a lock") = mute;
    }

    pub fn letters(&self) -> Vec<(String, String)> {
        self.taken.lock().expect("a lock").clone()
    }

    /// The return path of the last letter to this address.
    pub fn path_of(&self, to: &str) -> String {
        let paths = self.paths.lock().expect("a lock");
        paths.iter().rev().find(|(whom, _)| whom == to).map(|(_, path)| path.clone()).expect("a letter")
    }

    fn converse(&self, stream: &std::net::TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?);
        let mut out = stream.try_clone()?;
        let (mut to, mut path) = (None, String::new());
        out.write_all(b"220 sink.example\r\n")?;
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let verb = line.split([' ', '\r']).next().unwrap_or_default().to_ascii_uppercase();
            let said = match verb.as_str() {
                "EHLO" => "250-sink.example\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 PIPELINING".to_owned(),
                "MAIL" => {
                    line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut path);
                    "250 2.1.0 ok".to_owned()
                }
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    let refused = self.refused.lock().expect("a lock").clone().filter(|(whom, _)| *whom == address);
                    to = Some(address).filter(|_| refused.is_none());
                    refused.map_or_else(|| "250 2.1.5 ok".to_owned(), |(_, said)| said)
                }
                "DATA" if to.is_none() => "554 5.5.1 nobody to send it to".to_owned(),
                "DATA" => {
                    out.write_all(b"354 go on\r\n")?;
                    let Some(letter) = whole(&mut lines)? else { return Ok(()) };
                    let to = to.take().unwrap_or_default();
                    self.paths.lock().expect("a lock").push((to.clone(), path.clone()));
                    self.taken.lock().expect("a lock").push((to, letter));
                    let mute = *self.mute.lock().expect("a lock");
                    match mute {
                        Mute::Answers => {}
                        Mute::HangsUp => return Ok(()),
                        // Until the other side goes.
                        Mute::Stalls => return lines.read_line(&mut String::new()).map(drop),
                    }
                    "250 2.0.0 taken".to_owned()
                }
                "QUIT" => {
                    out.write_all(b"221 2.0.0 bye\r\n")?;
                    return Ok(());
                }
                _ => "250 2.0.0 ok".to_owned(),
            };
            out.write_all(format!("{said}\r\n").as_bytes())?;
        }
    }
}

/// A letter to its dot; `None` when the client goes before that.
fn whole(lines: &mut impl BufRead) -> std::io::Result<Option<String>> {
    let mut letter = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if line == ".\r\n" {
            return Ok(Some(letter));
        }
        letter.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
