//! A till of its own: another folder and another name, the same program; and the keyholder's machine that comes to it.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use indelible::app::SETTINGS;
use indelible::courier::Courier;
use indelible::courier::errands::Done;
use indelible::fund::till;
use indelible::post::model::Token;
use indelible::settings::{Settings, Values, sample};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use kernel::Clock;
use teller::{Config, Post, Teller};
use tempfile::TempDir;
use tokio::task::{JoinHandle, block_in_place};

use super::{Answer, Browser, GOOD, MONTHLY, SECRET, STUBBORN, between};
use crate::courier::{Holder, Sink, after, plain};
use crate::harness::opening;

/// The folder of a till, its processor and its relay.
struct Alone {
    dir: TempDir,
    teller: Teller,
    sink: Sink,
    browser: Browser,
}

impl Alone {
    /// What somebody sets up who has a till of their own at that address.
    async fn at(url: String, clock: Clock) -> Self {
        let (dir, sink) = (tempfile::tempdir().expect("a folder"), Sink::open());
        let teller = Teller::start(Config { clock, seed: Some(7), post: Post::ByHand, ..Config::default() }).await.expect("a teller");
        teller.hook(&format!("{url}/hooks/stripe"), SECRET);
        let chosen = [
            ("site.name", "The Harbour Lamp".to_owned()),
            ("site.url", url.clone()),
            ("site.locales", "en,ru,fa".to_owned()),
            ("mail.from", "gifts@gifts.example".to_owned()),
            ("mail.relays", format!("smtp+plain://127.0.0.1:{}", sink.port)),
            ("fund.methods", "card,transfer,crypto".to_owned()),
            ("fund.crypto", "Monero 4AdUndXHHZ; Bitcoin bc1qlamp".to_owned()),
            ("fund.name", "Lamp Foundation".to_owned()),
            ("fund.discreet", "yes".to_owned()),
            ("fund.statement", "LAMP FOUNDATION".to_owned()),
            ("fund.paper_url", "https://lamp.example".to_owned()),
            ("fund.stripe_key", teller.stripe_key()),
            ("fund.stripe_url", teller.url().to_owned()),
            ("fund.hook_secrets", SECRET.to_owned()),
            ("fund.bank", "Lamp Foundation; NL00 LAMP 0000 0000 00".to_owned()),
        ];
        std::fs::write(dir.path().join(SETTINGS), sample(&chosen)).expect("settings");
        Self { dir, teller, sink, browser: Browser::at(url) }
    }

    fn settings(&self) -> Settings {
        Values::read(&self.dir.path().join(SETTINGS), |_| None).and_then(|values| values.resolve(self.dir.path())).expect("settings")
    }

    async fn give(&self, form: &str) -> Answer {
        let begun = self.browser.begin(form).await;
        assert!(begun.on.starts_with(self.teller.url()), "{}: {}", begun.status, begun.text);
        self.browser.post(&begun.on, &format!("card={GOOD}")).await
    }

    /// The letter that somebody got last, once it has left.
    async fn letter(&self, to: &str) -> String {
        for _ in 0..200 {
            if let Some((_, letter)) = self.sink.letters().iter().rev().find(|(address, _)| address == to) {
                return plain(letter.as_bytes());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{to} got no letter");
    }
}

/// The program, until the test is over.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("it is over");
    }
}

fn indelible(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_indelible"));
    command.arg("--dir").arg(dir);
    command
}

fn free_port() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port")
}

/// Whose name is on a page, whatever the page is: the foundation's, and nowhere the newspaper's.
fn foundations(page: &Answer) {
    let title = between(&page.text, "<title>", "</title>");
    assert!(title.ends_with(" · Lamp Foundation"), "{title}");
    assert!(between(&page.text, "<footer", "</footer>").contains("Lamp Foundation") && !page.text.contains("Harbour"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_alone_as_a_till_takes_a_gift_from_the_page_to_its_end_under_the_foundations_name() {
    let port = free_port().local_addr().expect("an address").port();
    let alone = Alone::at(format!("http://127.0.0.1:{port}"), Clock::default()).await;
    let quiet = || Stdio::null();
    let started =
        indelible(alone.dir.path()).args(["serve", "--only", "till", "--port", &port.to_string()]).stdout(quiet()).stderr(quiet()).spawn();
    let _running = Running(started.expect("it runs"));
    while std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let browser = &alone.browser;
    // No keyholder comes here yet: nobody could be reminded, and the page says so instead of asking.
    let not_yet = browser.get("/contribute/remind/").await;
    assert!(not_yet.status == 503 && !not_yet.text.contains("<form"), "{}", not_yet.text);
    assert!(!browser.get("/contribute/").await.text.contains("id=\"remind\""));
    foundations(&not_yet);
    let invited = indelible(alone.dir.path()).args(["courier", "invite", "--json"]).output().expect("it runs");
    let invited: serde_json::Value = serde_json::from_slice(&invited.stdout).expect("a code");
    let (holder, code) = (Holder::new(), invited["code"].as_str().expect("a code").parse().expect("a code"));
    let courier = Courier::open(&holder.folder(), Clock::default()).expect("a courier");
    let paired = block_in_place(|| courier.pair(&browser.url, &code, "mira", false)).expect("paired");
    assert_eq!((paired.newspaper.as_str(), paired.is_till), ("Lamp Foundation", true));

    let contribute = browser.get("/contribute/").await;
    assert!(contribute.text.contains("id=\"remind\""), "now somebody can be");
    foundations(&contribute);
    foundations(&browser.get("/ru/contribute/").await);
    let begun = browser.begin(&format!("{MONTHLY}&address=ann%40reader.example")).await;
    foundations(&begun);
    let paid = browser.post(&begun.on, &format!("card={GOOD}")).await;
    assert!(alone.teller.deliver().await > 0 && alone.teller.waiting().is_empty(), "the till has taken every hook");
    let thanks = browser.get(&paid.on).await;
    assert!(thanks.text.contains("€5") && thanks.text.contains("LAMP FOUNDATION"), "{}", thanks.text);
    foundations(&thanks);
    let mine = format!("/contribute/mine/{}", between(&thanks.text, "/contribute/mine/", "\""));
    let thanked = alone.letter("ann@reader.example").await;
    assert!(
        thanked.contains(&mine) && thanked.contains("From: Lamp Foundation <gifts@gifts.example>") && !thanked.contains("Harbour"),
        "{thanked}"
    );
    foundations(&browser.get(&mine).await);
    let changed = browser.post(&mine, "act=amount&own=7").await;
    assert!(changed.status == 200 && changed.text.contains("€7"), "{}", changed.text);
    foundations(&browser.post(&mine, "act=end").await);
    foundations(&browser.get("/contribute/back/").await);

    let month = Clock::default().now().to_zoned(TimeZone::UTC).date().saturating_add(1.month());
    let wish = format!("month={:04}-{:02}&address=ben%40reader.example", month.year(), month.month());
    foundations(&browser.get("/contribute/remind/").await);
    foundations(&browser.post("/contribute/remind/", &wish).await);
    let asked = alone.letter("ben@reader.example").await;
    assert!(asked.contains("From: Lamp Foundation <gifts@gifts.example>") && !asked.contains("Harbour"), "{asked}");
    let link = format!("/contribute/reminder/{}", after(&asked, "/contribute/reminder/"));
    let kept = browser.post(&link, "act=confirm").await;
    assert!(kept.text.contains("We will remind you"), "{}", kept.text);
    foundations(&kept);

    // Coins: the addresses, no processor, and an entry by the treasurer.
    let heard = alone.teller.requests().len();
    let coins = browser.begin("country=elsewhere&interval=once&currency=EUR&own=40&method=crypto").await;
    assert!(
        coins.status == 200 && coins.text.contains("4AdUndXHHZ") && coins.text.contains("bc1qlamp") && coins.text.contains("€40"),
        "{}",
        coins.text
    );
    assert_eq!(alone.teller.requests().len(), heard);
    foundations(&coins);
    let received = indelible(alone.dir.path()).args(["fund", "received", "40.00", "EUR", "--coins", "--yes"]).output().expect("it runs");
    assert!(received.status.success(), "{}", String::from_utf8_lossy(&received.stderr));
    for seen in alone.teller.requests() {
        assert!(
            !seen.body.contains("Harbour") && !seen.body.contains("lamp.example") && !seen.body.contains("reader.example"),
            "{}",
            seen.body
        );
    }

    let forged = browser.post_as("/hooks/stripe", "{}", &[("stripe-signature", "t=1,v1=00".to_owned())]).await;
    assert_eq!(forged.status, 400);
    let checked = indelible(alone.dir.path()).args(["fund", "ledger", "check", "--json"]).output().expect("it runs");
    let checked: serde_json::Value = serde_json::from_slice(&checked.stdout).expect("what it says");
    assert_eq!(checked["sound"], true, "{checked}");
    let totals = checked["ledger"]["totals"].as_array().expect("totals");
    assert!(totals.iter().any(|total| total["account"] == "bank" && total["minor"] == 4_000), "the coins are in it: {checked}");
    for path in ["/", "/feed.xml", "/courier/status", "/sign-in"] {
        assert_eq!(browser.get(path).await.status, 404, "{path} is the newspaper's");
    }
}

/// A till that is open in this process, so that months pass by hand.
struct Open {
    alone: Alone,
    till: till::Till,
    serving: JoinHandle<anyhow::Result<()>>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Open {
    async fn open() -> Self {
        let (listener, clock) = (free_port(), Clock::standing_at(opening()));
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let alone = Alone::at(url, clock.clone()).await;
        let settings = alone.settings();
        let till = till::open(alone.dir.path(), &settings, clock).expect("a till");
        let serving = tokio::spawn({
            let till = till.clone();
            async move { till::keep_open(till, listener, &settings).await }
        });
        Self { alone, till, serving }
    }

    async fn settle(&self) {
        while self.alone.teller.deliver().await > 0 {}
        self.till.fund.settle_due(self.till.couriers.clock().now()).await.expect("settled");
    }

    async fn pass(&self, days: i64) {
        for _ in 0..days {
            self.till.couriers.clock().advance(SignedDuration::from_hours(24));
            self.alone.teller.tick();
            self.settle().await;
        }
    }

    /// A monthly gift whose card fails from here on; the token of its page.
    async fn give(&self, address: &str) -> String {
        let paid = self.alone.give(&format!("{MONTHLY}&address={}", address.replace('@', "%40"))).await;
        self.settle().await;
        let token = between(&self.alone.browser.get(&paid.on).await.text, "/contribute/mine/", "\"");
        let parsed = Token::parse(&token).expect("a token");
        let attempt = self.till.fund.attempt(&parsed).await.expect("asked").expect("an attempt");
        let standing = self.till.fund.standing(attempt.id).await.expect("asked").expect("a standing");
        self.alone.teller.swap_card(&standing.customer.expect("a customer"), STUBBORN).expect("another card");
        token
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyholder_who_is_paired_with_a_till_writes_its_reminders_and_its_words_about_cards() {
    let open = Open::open().await;
    let (holder, clock) = (Holder::new(), open.till.couriers.clock().clone());
    let courier = Courier::open(&holder.folder(), clock.clone()).expect("a courier");
    // Nobody could open this address, so it is not kept.
    open.give("early@reader.example").await;
    let code = open.till.couriers.invite(clock.now());
    block_in_place(|| courier.pair(&open.alone.browser.url, &code, "mira", false)).expect("paired");
    let token = open.give("ann@reader.example").await;
    open.alone.browser.post("/contribute/remind/", "month=2026-12&address=ben%40reader.example").await;
    let asked = open.alone.letter("ben@reader.example").await;
    let link = format!("/contribute/reminder/{}", after(&asked, "/contribute/reminder/"));
    assert_eq!(open.alone.browser.post(&link, "act=confirm").await.status, 200);
    open.pass(31).await;

    let due = block_in_place(|| courier.due()).expect("the till says what is due");
    assert_eq!((due.url.as_str(), due.name.as_str(), due.errands.len()), (open.alone.browser.url.as_str(), "Lamp Foundation", 3));
    assert!(courier.knows_till(&due).expect("asked"), "it is paired, so nobody has to be asked where links lead");
    let before = open.alone.sink.letters().len();
    let (settings, ring) = (holder.relay(&open.alone.sink), holder.ring(&courier));
    let done = courier.run_errands(ring, due, &settings, &|_, _| {}).await.expect("written");
    assert_eq!(done, Done { due: 3, written: 2, passed_over: 1, erased: 1, ..Done::default() });
    assert_eq!(open.alone.sink.letters().len(), before + 2);
    let failed = open.alone.letter("ann@reader.example").await;
    assert!(failed.contains("Subject: A payment did not go through") && failed.contains(&format!("/contribute/mine/{token}")), "{failed}");
    let reminded = open.alone.letter("ben@reader.example").await;
    assert!(reminded.contains("Subject: You asked to be reminded"), "{reminded}");
    for letter in [failed, reminded] {
        assert!(letter.contains("From: Lamp Foundation <gifts@gifts.example>") && !letter.contains("Harbour"), "{letter}");
    }
    assert!(block_in_place(|| courier.due()).expect("asked").errands.is_empty());
    // What belongs to the newspaper is not here, and a key is changed wherever the courier is paired.
    assert!(block_in_place(|| courier.sync()).is_err_and(|trouble| format!("{trouble:#}").contains("not paired")));
    let newest = courier.publics().expect("keys")[0].fingerprint();
    assert_eq!(block_in_place(|| courier.rotate()).expect("rotated"), newest);
}
