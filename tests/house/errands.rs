//! Letters about contributions that only a keyholder can write: from the form to the letter to the row that is erased, and none of them twice.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use indelible::courier::Courier;
use indelible::courier::errands::Done;
use indelible::courier::page::Page;
use indelible::courier::settings::Settings;
use indelible::fund::errand::Due;
use indelible::fund::model::fact::{Fact, SubscriptionState, What};
use indelible::fund::model::{AttemptId, Interval, Provider};
use indelible::jobs;
use indelible::post::model::Token;
use indelible::reading::{self, Visitor};
use jiff::Timestamp;
use kernel::Currency;
use seal::VaultKey;
use tokio::task::block_in_place;
use tower::ServiceExt;

use crate::courier::{Holder, Mute, Paper, Sink, after, plain};
use crate::harness::House;
use crate::scan::Scan;

/// A newspaper that takes contributions, and a keyholder's machine with a relay.
struct Fund {
    paper: Paper,
    holder: Holder,
    courier: Courier,
    sink: Sink,
    settings: Settings,
    ring: Arc<Vec<VaultKey>>,
}

impl Fund {
    async fn open() -> Self {
        let own = [
            ("fund.methods", "card,transfer".into()),
            ("fund.statement", "LAMP FOUNDATION".into()),
            ("fund.stripe_key", "sk_test_1".into()),
            // Nobody is there: an attempt is kept all the same.
            ("fund.stripe_url", "http://127.0.0.1:1".into()),
            ("fund.hook_secrets", "whsec_1".into()),
            ("fund.bank", "Lamp Foundation; NL00 LAMP 0000 0000 00".to_owned()),
        ];
        let (paper, holder, sink) = (Paper::of(House::open_with(&own).await).await, Holder::new(), Sink::open());
        let courier = holder.paired(&paper);
        let (settings, ring) = (holder.relay(&sink), holder.ring(&courier));
        Self { paper, holder, courier, sink, settings, ring }
    }

    fn house(&self) -> &House {
        &self.paper.house
    }

    async fn ask(&self, request: http::request::Builder, body: &str) -> (u16, String) {
        let mut request = request.body(Body::from(body.to_owned())).expect("a request");
        request.extensions_mut().insert(Visitor("203.0.113.77".parse().expect("an address")));
        let answer = reading::routes(self.house().app.clone()).oneshot(request).await.expect("an answer");
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.expect("a body").to_bytes();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    async fn post(&self, path: &str, form: &str) -> (u16, String) {
        self.ask(Request::post(path), form).await
    }

    async fn get(&self, path: &str) -> (u16, String) {
        self.ask(Request::get(path), "").await
    }

    /// Letters that the house itself has written.
    async fn mail(&self) -> Vec<String> {
        let app = &self.house().app;
        app.post.mailer().run_due(app).await;
        app.post.mailer().mail_box().expect("a mail box").empty().iter().map(|letter| plain(letter)).collect()
    }

    /// Asks to be reminded in December and confirms it; gives the token of the link.
    async fn wish(&self, prefix: &str, address: &str) -> String {
        let form = format!("month=2026-12&address={}", address.replace('@', "%40"));
        assert_eq!(self.post(&format!("{prefix}/contribute/remind/"), &form).await.0, 200);
        let token = after(&self.mail().await.pop().expect("a letter"), &format!("https://lamp.example{prefix}/contribute/reminder/"));
        let kept = self.post(&format!("{prefix}/contribute/reminder/{token}"), "act=confirm").await;
        assert_eq!(kept.0, 200, "{}", kept.1);
        token
    }

    /// Begins a monthly gift whose processor does not answer; gives the contribution and the token of its page.
    async fn give(&self, address: &str) -> (AttemptId, String) {
        let form = "country=elsewhere&interval=monthly&currency=EUR&amount-monthly=500&method=card";
        let (status, page) = self.post("/contribute/", &format!("{form}&address={}", address.replace('@', "%40"))).await;
        assert_eq!(status, 503, "{page}");
        let token = after(&page, "contribute/again/");
        let attempt = self.house().app.fund.attempt(&Token::parse(&token).expect("a token")).await.expect("the fund").expect("an attempt");
        (attempt.id, token)
    }

    /// The processor says something about a contribution.
    async fn tell(&self, attempt: AttemptId, what: What) {
        let (app, now) = (&self.house().app, self.house().app.clock.now());
        let fact = Fact { provider: Provider::Stripe, id: format!("evt_{}", kernel::id::random()), at: now, attempt: Some(attempt), what };
        app.fund.take(vec![fact], now).await.expect("taken");
        jobs::settle(app).await.expect("settled");
        self.house().wait(1);
    }

    fn due(&self) -> Due {
        block_in_place(|| self.courier.due()).expect("the server says what is due")
    }

    async fn run(&self) -> Done {
        self.run_these(self.due()).await
    }

    async fn run_these(&self, due: Due) -> Done {
        self.courier.run_errands(self.ring.clone(), due, &self.settings, &|_, _| {}).await.expect("written")
    }

    fn until(&self, moment: &str) {
        let (now, then): (_, Timestamp) = (self.house().app.clock.now(), moment.parse().expect("a moment"));
        self.house().app.clock.advance(then.duration_since(now));
    }

    /// As after a crash of the keyholder's machine.
    fn start_anew(self) -> Self {
        let Self { paper, holder, courier, sink, settings, ring } = self;
        drop(courier);
        let courier = holder.open(&paper);
        Self { paper, holder, courier, sink, settings, ring }
    }
}

fn euros(minor: i64) -> kernel::Money {
    "EUR".parse::<Currency>().expect("a currency").of(minor)
}

fn subscription(state: SubscriptionState) -> What {
    What::Subscription {
        subscription: "sub_1".into(),
        customer: Some("cus_1".into()),
        state,
        amount: euros(500),
        interval: Interval::Monthly,
        until: None,
        ending: false,
        paused: false,
    }
}

fn paid(invoice: &str, at: Timestamp) -> What {
    What::Paid { payment: invoice.into(), amount: euros(500), subscription: Some("sub_1".into()), made_at: at }
}

fn unpaid(tries: i64, action: bool) -> What {
    What::Unpaid { subscription: "sub_1".into(), invoice: "in_2".into(), tries, action }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_form_to_the_one_letter_in_its_month_to_the_row_that_is_erased() {
    let fund = Fund::open().await;
    let readers = [("", "ann@reader.example"), ("/ru", "anna@reader.example"), ("/fa", "ana@reader.example")];
    let mut tokens = Vec::new();
    for (prefix, address) in readers {
        tokens.push(fund.wish(prefix, address).await);
    }
    // A fourth never confirms, and a fifth thinks better of it.
    fund.post("/contribute/remind/", "month=2026-12&address=somebody%40reader.example").await;
    fund.mail().await;
    let fifth = fund.wish("", "other@reader.example").await;
    fund.post(&format!("/contribute/reminder/{fifth}"), "act=cancel").await;
    fund.until("2026-11-30T23:00:00Z");
    assert!(fund.due().errands.is_empty(), "its month has not come");
    fund.until("2026-12-03T08:00:00Z");
    assert_eq!(fund.due().errands.len(), 3);
    let done = fund.run().await;
    assert_eq!(done, Done { due: 3, written: 3, erased: 3, ..Done::default() });
    let letters = fund.sink.letters();
    assert_eq!(letters.len(), 3);
    for ((prefix, address), token) in readers.into_iter().zip(&tokens) {
        let letter = &letters.iter().find(|(to, _)| to == address).expect("a letter").1;
        let text = plain(letter.as_bytes());
        assert!(letter.contains(&format!("Content-Language: {}", if prefix.is_empty() { "en" } else { &prefix[1..] })), "{letter}");
        assert!(text.contains(&format!("https://lamp.example{prefix}/contribute/\"")), "the link leads to the page: {text}");
        assert!(text.contains(&format!("https://lamp.example{prefix}/contribute/reminder/{token}")), "and another one stops it: {text}");
        assert!(!text.contains("mail-due-") && text.contains("The Harbour Lamp"), "{text}");
        let page = fund.get(&format!("{prefix}/contribute/reminder/{token}")).await.1;
        let unknown = fund.get(&format!("{prefix}/contribute/reminder/{}", Token::random().text())).await.1;
        assert_eq!(page, unknown, "the row is gone");
    }
    assert_eq!(fund.run().await, Done::default(), "and nothing is due any more");
    assert_eq!(fund.sink.letters().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_letter_comes_twice_whatever_becomes_of_relay_machine_and_server() {
    let mut fund = Fund::open().await;
    for address in ["ann@reader.example", "ben@reader.example", "cleo@reader.example"] {
        fund.wish("", address).await;
    }
    fund.until("2026-12-03T08:00:00Z");
    let first = fund.due();
    // Put off: it certainly never left, and stays due. Gone: it never can.
    fund.sink.put_off(Some("ann@reader.example"));
    let one = Due { errands: first.errands.iter().take(3).cloned().collect(), ..first.clone() };
    fund.sink.fall_silent(Mute::HangsUp);
    let done = fund.run_these(one).await;
    assert_eq!((done.unsent, done.unknown, done.written), (1, 2, 0), "{done:?}");
    assert_eq!(fund.sink.letters().len(), 2, "the relay had both before it hung up");
    assert_eq!(fund.due().errands.len(), 1);
    // The machine dies with the last letter on the wire.
    fund.sink.put_off(None);
    fund.sink.fall_silent(Mute::Stalls);
    let (courier, due, ring, settings) = (fund.courier.clone(), fund.due(), fund.ring.clone(), fund.settings.clone());
    let running = tokio::spawn(async move { courier.run_errands(ring, due, &settings, &|_, _| {}).await });
    while fund.sink.letters().len() < 3 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    running.abort();
    assert!(running.await.expect_err("it was stopped").is_cancelled());
    fund = fund.start_anew();
    fund.sink.fall_silent(Mute::Answers);
    let done = fund.run().await;
    assert_eq!((done.due, done.unknown, done.written, done.erased), (1, 1, 0, 1), "{done:?}");
    // A server that was restored from a backup asks for all of them again.
    let again = fund.run_these(first).await;
    assert_eq!((again.written, again.unknown + again.passed_over), (0, 3), "{again:?}");
    assert_eq!(fund.sink.letters().len(), 3, "each has one letter");
    assert!(fund.due().errands.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_refuses_us_leaves_a_letter_due_and_a_mailbox_that_is_gone_does_not() {
    let fund = Fund::open().await;
    fund.wish("", "ann@reader.example").await;
    fund.until("2026-12-03T08:00:00Z");
    fund.sink.refuse_saying("ann@reader.example", "550 5.7.1 your reputation");
    assert_eq!(fund.run().await, Done { due: 1, unsent: 1, ..Done::default() });
    fund.sink.refuse("ann@reader.example");
    assert_eq!(fund.run().await, Done { due: 1, refused: 1, erased: 1, ..Done::default() });
    // Who asked twice gets one letter, and both rows are erased.
    fund.sink.put_off(None);
    fund.until("2026-12-05T09:00:00Z");
    for day in ["2026-12-06T09:00:00Z", "2026-12-08T09:00:00Z"] {
        fund.until(day);
        let form = "month=2027-01&address=Ben%40reader.example";
        assert_eq!(fund.post("/contribute/remind/", form).await.0, 200);
        let token = after(&fund.mail().await.pop().expect("a letter"), "/contribute/reminder/");
        fund.post(&format!("/contribute/reminder/{token}"), "act=confirm").await;
    }
    fund.until("2027-01-02T09:00:00Z");
    assert_eq!(fund.run().await, Done { due: 2, written: 1, passed_over: 1, erased: 2, ..Done::default() });
    assert_eq!(fund.sink.letters().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_fails_is_worth_few_letters_and_the_last_one_erases_the_address() {
    let fund = Fund::open().await;
    let (attempt, token) = fund.give("ann@reader.example").await;
    let now = fund.house().app.clock.now();
    for what in [paid("in_1", now), subscription(SubscriptionState::Active)] {
        fund.tell(attempt, what).await;
    }
    assert!(fund.due().errands.is_empty());
    let mine = format!("https://lamp.example/contribute/mine/{token}");
    let mut letters = 0;
    let mut expect = async |subject: &str, link: &str| {
        let done = fund.run().await;
        assert_eq!((done.written, fund.run().await), (1, Done::default()), "{subject}");
        letters += 1;
        let sent = fund.sink.letters();
        assert_eq!(sent.len(), letters, "{subject}");
        let text = plain(sent[letters - 1].1.as_bytes());
        assert!(text.contains(&format!("Subject: {subject}")) && text.contains(link) && text.contains("5 each month"), "{subject}: {text}");
        assert!(!text.contains("mail-failed-") && !text.contains("mail-lapsed-"), "{text}");
    };
    fund.tell(attempt, unpaid(1, false)).await;
    fund.tell(attempt, subscription(SubscriptionState::PastDue)).await;
    expect("A payment did not go through", &mine).await;
    fund.tell(attempt, unpaid(2, false)).await;
    assert!(fund.due().errands.is_empty(), "the second try is worth no letter");
    // The third try, and the bank asks: one letter says what there is to do.
    fund.tell(attempt, unpaid(3, false)).await;
    fund.tell(attempt, unpaid(3, true)).await;
    assert_eq!(fund.due().errands.len(), 2);
    expect("Your bank wants to hear from you", &mine).await;
    assert!(fund.get(&format!("/contribute/mine/{token}")).await.1.contains("Confirm it, or give another card"), "where the link leads");
    for tries in 4..8 {
        fund.tell(attempt, unpaid(tries, true)).await;
    }
    assert!(fund.due().errands.is_empty());
    fund.tell(attempt, subscription(SubscriptionState::Ended)).await;
    expect("Your contribution has ended", &mine).await;
    let ended = fund.get(&format!("/contribute/mine/{token}")).await.1;
    let today = fund.house().app.clock.now().as_second() / 86_400;
    assert!(
        ended.contains(&format!("data-quiet=\"{today}\"")) && ended.contains("href=\"https://lamp.example/contribute/\""),
        "asks return: {ended}"
    );
    // One whose payment came through before the keyholder opened the list gets none.
    let (other, _) = fund.give("ben@reader.example").await;
    let of = |what: What| match what {
        What::Subscription { customer, state, amount, interval, until, ending, paused, .. } => {
            What::Subscription { subscription: "sub_2".into(), customer, state, amount, interval, until, ending, paused }
        }
        What::Paid { payment, amount, made_at, .. } => What::Paid { payment, amount, subscription: Some("sub_2".into()), made_at },
        What::Unpaid { tries, action, .. } => What::Unpaid { subscription: "sub_2".into(), invoice: "in_9".into(), tries, action },
        what => what,
    };
    for what in [paid("in_8", now), subscription(SubscriptionState::Active), unpaid(1, false), paid("in_9", now)] {
        fund.tell(other, of(what)).await;
    }
    assert!(fund.due().errands.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn links_lead_to_the_newspaper_or_to_a_till_that_the_keyholder_has_looked_at() {
    let fund = Fund::open().await;
    fund.wish("", "ann@reader.example").await;
    fund.until("2026-12-03T08:00:00Z");
    let elsewhere = Due { url: "https://gifts.example".into(), ..fund.due() };
    let refused = fund.courier.run_errands(fund.ring.clone(), elsewhere.clone(), &fund.settings, &|_, _| {}).await.expect_err("refused");
    assert!(format!("{refused:#}").contains("https://gifts.example"), "{refused:#}");
    assert!(fund.sink.letters().is_empty());
    block_in_place(|| fund.courier.trust_till("https://gifts.example")).expect("noted");
    assert_eq!(fund.run_these(elsewhere).await.written, 1);
    assert!(plain(fund.sink.letters()[0].1.as_bytes()).contains("https://gifts.example/contribute/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyholders_page_writes_what_is_due_when_it_is_opened_and_tries_again_what_no_relay_took() {
    let fund = Fund::open().await;
    for address in ["ann@reader.example", "ben@reader.example"] {
        fund.wish("", address).await;
    }
    fund.until("2026-12-03T08:00:00Z");
    fund.sink.put_off(Some("ben@reader.example"));
    let page = Page::new(fund.courier.clone(), "127.0.0.1:4711").expect("a page");
    let secret = page.address().trim_start_matches("http://127.0.0.1:4711").to_owned();
    let ask = async |method: &str, path: &str, body: String| {
        let request = Request::builder().method(method).uri(format!("{secret}{path}")).header("host", "127.0.0.1:4711");
        let request = request.header("content-type", "application/x-www-form-urlencoded").header("accept-language", "en");
        let answer = page.routes().oneshot(request.body(Body::from(body)).expect("a request")).await.expect("an answer");
        String::from_utf8(answer.into_body().collect().await.expect("a body").to_bytes().to_vec()).expect("UTF-8")
    };
    ask("POST", "unlock", format!("words={}", fund.holder.words.as_str().replace(' ', "+"))).await;
    let until = async |words: &str| {
        for _ in 0..200 {
            if ask("GET", "", String::new()).await.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no “{words}”: {}", ask("GET", "", String::new()).await);
    };
    until("<dt>Written</dt><dd>1</dd>").await;
    let open = ask("GET", "", String::new()).await;
    assert!(
        open.contains("<dt>Not taken, still due</dt><dd>1</dd>") && open.contains("1 letter is due") && open.contains("Write them"),
        "{open}"
    );
    assert!(!open.contains("ann@") && !open.contains("ben@"));
    fund.sink.put_off(None);
    ask("POST", "errands", String::new()).await;
    until("None is due.").await;
    assert_eq!(fund.sink.letters().len(), 2);
}

/// The seizure scan of donors: what they typed, where they came from, and what opens their pages is nowhere on either machine.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_giver_lies_on_either_machine() {
    let fund = Fund::open().await;
    let canaries = ["Canary.Giver@nest.example", "canary.reminded@nest.example", "canary.unsure@nest.example", "canary.once@nest.example"];
    // And the address that all of it came from.
    let scan = Scan::of(&[&canaries[..], &["203.0.113.77"]].concat());
    let own = fund.holder.folder();
    let look = |when: &str| {
        let (hits, read) = scan.folders(&[fund.house().dir(), &own]);
        assert!(read > 100_000, "the folders were read");
        assert_eq!(hits, Vec::<String>::new(), "{when}");
    };
    let (attempt, token) = fund.give(canaries[0]).await;
    let tokens = Scan::of(&[&token]);
    assert_eq!(tokens.folders(&[fund.house().dir(), &own]).0, Vec::<String>::new(), "of the link there is a hash");
    look("after a gift was begun");
    let now = fund.house().app.clock.now();
    for what in [paid("in_1", now), subscription(SubscriptionState::Active)] {
        fund.tell(attempt, what).await;
    }
    let thanks = fund.mail().await;
    assert!(thanks.len() == 1 && thanks[0].contains("canary.giver@nest.example") || thanks[0].contains(canaries[0]), "a letter of thanks");
    look("after the letter of thanks");
    let once = "country=elsewhere&interval=once&currency=EUR&amount-once=2500&method=transfer";
    assert_eq!(fund.post("/contribute/", &format!("{once}&address=canary.once%40nest.example")).await.0, 200);
    assert_eq!(fund.get(&format!("/contribute/mine/{token}")).await.0, 200);
    assert_eq!(fund.post(&format!("/contribute/mine/{token}"), "act=amount&own=7").await.0, 503, "nobody answers");
    fund.post("/contribute/remind/", "month=2026-12&address=canary.unsure%40nest.example").await;
    fund.mail().await;
    fund.wish("", canaries[1]).await;
    look("after a wish to be reminded");
    fund.tell(attempt, unpaid(1, false)).await;
    fund.tell(attempt, subscription(SubscriptionState::PastDue)).await;
    fund.until("2026-12-03T08:00:00Z");
    let done = fund.run().await;
    assert_eq!((done.written, done.erased), (2, 1), "{done:?}");
    look("after the keyholder's letters");
    fund.tell(attempt, subscription(SubscriptionState::Ended)).await;
    assert_eq!(fund.run().await.written, 1);
    look("after all of it");
}

/// The same over a real socket, for what a test in the house does not see: the log at its most talkative, and temporary files, after a kill.
#[tokio::test(flavor = "multi_thread")]
async fn a_house_that_is_killed_has_named_nobody_in_its_log_or_in_temporary_files() {
    let (sink, dir) = (Sink::open(), tempfile::tempdir().expect("a folder"));
    let (data, temporary, log) = (dir.path().join("data"), dir.path().join("temporary"), dir.path().join("log"));
    for folder in [&data, &temporary, &log] {
        std::fs::create_dir(folder).expect("a folder");
    }
    let newsletter = prepared(&data, &sink).await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let said = |name: &str| std::fs::File::create(log.join(name)).expect("a file");
    let mut house = std::process::Command::new(env!("CARGO_BIN_EXE_indelible"))
        .arg("--dir")
        .arg(&data)
        .args(["serve", "--port", &port.to_string()])
        .env("TMPDIR", &temporary)
        .env("INDELIBLE_LOG", "debug")
        .stdout(said("stdout"))
        .stderr(said("stderr"))
        .spawn()
        .expect("it runs");
    let canaries = ["canary.reader@nest.example", "canary.giver@nest.example", "canary.once@nest.example", "canary.reminded@nest.example"];
    block_in_place(|| {
        let visit = Visit { agent: agent(), site: format!("http://127.0.0.1:{port}") };
        visit.wait();
        let typed = |address: &str| address.replace('@', "%40");
        assert_eq!(visit.post(&newsletter, &format!("consent=2026-11&address={}", typed(canaries[0]))).0, 200);
        let gift = "country=elsewhere&interval=monthly&currency=EUR&amount-monthly=500&method=card&address=";
        let (status, page) = visit.post("/contribute/", &format!("{gift}{}", typed(canaries[1])));
        assert_eq!(status, 503, "{page}");
        let mine = after(&page, "contribute/again/");
        visit.get(&format!("/contribute/mine/{mine}"));
        let once = "country=elsewhere&interval=once&currency=EUR&own=40&method=transfer&address=";
        let (status, page) = visit.post("/contribute/", &format!("{once}{}", typed(canaries[2])));
        assert_eq!(status, 200, "{page}");
        let reference = format!("GIFT-{}", after(&page, "GIFT-"));
        let received = std::process::Command::new(env!("CARGO_BIN_EXE_indelible"))
            .arg("--dir")
            .arg(&data)
            .args(["fund", "received", "40.00", "EUR", "--yes", "--reference", &reference])
            .output()
            .expect("it runs");
        assert!(received.status.success(), "{}", String::from_utf8_lossy(&received.stderr));
        let month = kernel::Clock::default().now().to_zoned(jiff::tz::TimeZone::UTC).date().saturating_add(jiff::Span::new().months(1));
        let month = format!("{:04}-{:02}", month.year(), month.month());
        assert_eq!(visit.post("/contribute/remind/", &format!("month={month}&address={}", typed(canaries[3]))).0, 200);
        // Confirmation, thanks, and the question whether the reminder was meant.
        for _ in 0..200 {
            if sink.letters().len() >= 3 {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let letters = sink.letters();
        let to: Vec<_> = letters.iter().map(|(to, _)| to.as_str()).collect();
        assert!([canaries[0], canaries[2], canaries[3]].iter().all(|address| to.contains(address)) && letters.len() == 3, "{to:?}");
        let wish = letters.iter().find(|(to, _)| to == canaries[3]).expect("a letter");
        let link = format!("/contribute/reminder/{}", after(&plain(wish.1.as_bytes()), "/contribute/reminder/"));
        assert!(visit.post(&link, "act=confirm").1.contains("We will remind you"));
    });
    house.kill().expect("killed");
    house.wait().expect("it is over");
    let told = std::fs::read_to_string(log.join("stderr")).expect("a log");
    assert!(told.contains("gave no page"), "the log tells of the processor: {told}");
    let (hits, read) = Scan::of(&[&canaries[..], &["203.0.113.77"]].concat()).folders(&[&data, &temporary, &log]);
    assert!(read > 100_000 && hits.is_empty(), "{hits:?}");
}

/// A data directory with a vault key and a newsletter; gives the path of its sign-up.
async fn prepared(data: &std::path::Path, sink: &Sink) -> String {
    use indelible::app::{App, SETTINGS};
    use indelible::post::model::{Newsletter, NewsletterId, Said};
    use indelible::settings::{Values, sample};
    let chosen = [
        ("site.url", "https://lamp.example".to_owned()),
        ("site.name", "The Harbour Lamp".to_owned()),
        ("serve.proxies", "127.0.0.1".to_owned()),
        ("desk.port", "0".to_owned()),
        ("mail.from", "letters@lamp.example".to_owned()),
        ("mail.relays", format!("smtp+plain://127.0.0.1:{}", sink.port)),
        ("fund.methods", "card,transfer".to_owned()),
        ("fund.statement", "LAMP FOUNDATION".to_owned()),
        ("fund.stripe_key", "sk_test_1".to_owned()),
        ("fund.stripe_url", "http://127.0.0.1:1".to_owned()),
        ("fund.hook_secrets", "whsec_1".to_owned()),
        ("fund.bank", "Lamp Foundation; NL00 LAMP 0000 0000 00".to_owned()),
    ];
    std::fs::write(data.join(SETTINGS), sample(&chosen)).expect("settings");
    let settings = Values::read(&data.join(SETTINGS), |_| None).and_then(|values| values.resolve(data)).expect("settings");
    let app = App::open(data, settings, kernel::Clock::default(), false).await.expect("a house");
    let now = app.clock.now();
    app.post.put_key(VaultKey::generate().public().clone(), now).await.expect("a key");
    let newsletter = Newsletter {
        id: NewsletterId::random(),
        locale: "en".parse().expect("a language"),
        slug: "friday-lamp".parse().expect("a slug"),
        said: Said { title: "The Friday Lamp".into(), promise: "Every Friday.".into(), ..Said::default() },
        position: 1,
        closed_at: None,
    };
    app.post.put_newsletter(newsletter, now).await.expect("the post").expect("no refusal");
    jobs::settle(&app).await.expect("settled");
    drop(app);
    "/newsletters/friday-lamp/sign-up/".into()
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).timeout_global(Some(Duration::from_secs(30))).build().into()
}

/// Somebody behind a proxy of ours.
struct Visit {
    agent: ureq::Agent,
    site: String,
}

impl Visit {
    /// The databases are let go of a moment after the house that prepared them.
    fn wait(&self) {
        for _ in 0..600 {
            if self.agent.get(format!("{}/", self.site)).call().is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the house does not open");
    }

    fn get(&self, path: &str) -> (u16, String) {
        told(self.agent.get(format!("{}{path}", self.site)).header("x-forwarded-for", "203.0.113.77").call())
    }

    fn post(&self, path: &str, form: &str) -> (u16, String) {
        let request = self.agent.post(format!("{}{path}", self.site)).header("x-forwarded-for", "203.0.113.77");
        told(request.header("content-type", "application/x-www-form-urlencoded").send(form))
    }
}

fn told(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> (u16, String) {
    let answer = answer.expect("an answer");
    (answer.status().as_u16(), answer.into_body().read_to_string().expect("text"))
}
