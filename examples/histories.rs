//! Random histories of money, told badly. For `.ci/run`, and for the figures.
//!
//!     cargo run --example histories -- --histories 10000 --events 200
//!
//! A history is lived through at the pretend processors, Stripe and Mollie: cards that pay, fail, ask or quarrel, renewals, refunds, disputes, payouts, for as long as it takes until so many
//! events have been told. Two funds hear of it. One is told everything at once and in order. The other is told in any order, late, twice or never, is closed in the middle and opened again, with jobs left
//! undone, and asks the processor now and then. At the end both must have the same ledger, every contribution must stand alike, and the processor must hold what the books say, to the cent.
//!
//! A crash is one of the process here, never of the machine: the databases lie in memory where there is a folder for that. `tests/chaos/fund.mjs` kills with a disk below.
//!
//! It ends with 1 when one of that is not so, and prints the seed of the history.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use axum::Router;
use http::Request;
use indelible::fund::checkout::{Begun, Press, Way, Wish};
use indelible::fund::letters::Letterbox;
use indelible::fund::model::attempt::Gift;
use indelible::fund::model::{AttemptId, Interval, Method};
use indelible::fund::terms::Terms;
use indelible::fund::{Fund, Supplies, doors};
use indelible::post;
use indelible::post::mailer::{Carrier, Mailer};
use indelible::words::Words;
use jiff::{SignedDuration, Timestamp};
use kernel::{Clock, Currency};
use store::Place;
use teller::{Config, Post, Teller};
use tower::ServiceExt;

const SECRET: &str = "whsec_history";
/// With the good one most often, as in life.
const CARDS: [&str; 10] = [
    "4242424242424242",
    "4242424242424242",
    "4242424242424242",
    "4242424242424242",
    "4000002500003155",
    "4000002760003184",
    "4000000000000002",
    "4000000000000259",
    "4000000000005423",
    "4000008260003178",
];

#[derive(clap::Parser)]
struct Args {
    #[arg(long, default_value_t = 500)]
    histories: u64,
    /// Events of each.
    #[arg(long, default_value_t = 200)]
    events: usize,
    /// The first history's; each next one has the next.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many are lived through at once; as many as there are cores when left out.
    #[arg(long)]
    at_once: Option<u64>,
    /// Where the databases lie; the usual folder for such things where there is none of that name.
    #[arg(long, default_value = "/dev/shm")]
    folder: PathBuf,
}

fn main() -> Result<()> {
    let args = <Args as clap::Parser>::parse();
    let began = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let at_once = args.at_once.unwrap_or(std::thread::available_parallelism()?.get() as u64).max(1);
    let (words, folder) = (Words::load(), if args.folder.is_dir() { args.folder } else { std::env::temp_dir() });
    let total = runtime.block_on(async {
        let mut workers = tokio::task::JoinSet::new();
        for worker in 0..at_once {
            let (histories, events, seed) = (args.histories, args.events, args.seed);
            let (words, folder) = (words.clone(), folder.clone());
            workers.spawn(async move {
                let mut total = Told::default();
                for n in (worker..histories).step_by(usize::try_from(at_once)?) {
                    let told =
                        live(seed + n, events, &words, &folder).await.with_context(|| format!("the history of seed {}", seed + n))?;
                    total.add(&told);
                }
                anyhow::Ok(total)
            });
        }
        let mut total = Told::default();
        while let Some(one) = workers.join_next().await {
            total.add(&one??);
        }
        anyhow::Ok(total)
    })?;
    println!(
        "{} histories, {} events: {} told twice, {} late, {} never, {} crashes, {} questions; all ledgers alike, drift 0; {} s",
        args.histories,
        total.events,
        total.twice,
        total.late,
        total.never,
        total.crashes,
        total.questions,
        began.elapsed().as_secs()
    );
    Ok(())
}

#[derive(Default)]
struct Told {
    events: u64,
    twice: u64,
    late: u64,
    never: u64,
    crashes: u64,
    questions: u64,
}

impl Told {
    fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.twice += other.twice;
        self.late += other.late;
        self.never += other.never;
        self.crashes += other.crashes;
        self.questions += other.questions;
    }
}

/// Chance that can be repeated.
struct Chance(u64);

impl Chance {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.draw() % bound.max(1) as u64).unwrap_or_default()
    }

    fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// One history: the bank, and the two who hear of it.
struct History {
    chance: Chance,
    clock: Clock,
    bank: Teller,
    agent: ureq::Agent,
    words: Words,
    /// Has no key: nobody gives an address.
    post: post::Post,
    folder: tempfile::TempDir,
    /// Is told everything at once.
    well: Option<Ear>,
    /// Is told badly.
    badly: Option<Ear>,
    /// Hooks of which the second has not heard yet.
    late: Vec<Hook>,
    told: Told,
    /// When the second last asked the bank; a bank keeps its list of events for a month.
    asked: Timestamp,
}

/// What is told: Stripe signs all of it, Mollie names a payment.
#[derive(Clone)]
struct Hook {
    path: &'static str,
    body: Vec<u8>,
}

/// A fund that is open, and its doors.
#[derive(Clone)]
struct Ear {
    fund: Fund,
    doors: Router,
}

async fn live(seed: u64, events: usize, words: &Words, folder: &Path) -> Result<Told> {
    let mut history = History::begin(seed, words.clone(), folder).await?;
    let attempts = history.beginnings().await?;
    // A walk that comes to nothing any more has had its events, or ends.
    for _ in 0..20_000 {
        if history.told.events >= events as u64 {
            break;
        }
        history.happen().await?;
        history.hear().await?;
    }
    history.end(&attempts).await
}

impl History {
    async fn begin(seed: u64, words: Words, folder: &Path) -> Result<Self> {
        let clock = Clock::standing_at("2026-01-31T12:00:00Z".parse()?);
        let bank = Teller::start(Config { clock: clock.clone(), seed: Some(seed), post: Post::ByHand, ..Config::default() }).await?;
        // Nobody listens there: hooks are taken out of the bank's hands here.
        bank.hook("http://127.0.0.1:9/hooks/stripe", SECRET);
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
        let agent = agent.timeout_global(Some(Duration::from_secs(20))).build().into();
        let folder = tempfile::tempdir_in(folder)?;
        let post = post::Post::open(Place::Sqlite(folder.path().join("post.db")), Mailer::new(Carrier::None), &words)?;
        let asked = clock.now();
        let mut history = Self {
            chance: Chance(seed),
            clock,
            bank,
            agent,
            words,
            post,
            folder,
            well: None,
            badly: None,
            late: Vec::new(),
            told: Told::default(),
            asked,
        };
        history.well = Some(history.open("well").await?);
        Ok(history)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.db"))
    }

    /// A fund; one that was closed a moment ago may still hold its file.
    async fn open(&self, name: &str) -> Result<Ear> {
        let mut last = None;
        for _ in 0..200 {
            match open_at(&self.file(name), &self.bank, &self.clock, &self.words, &self.post) {
                Ok(fund) => return Ok(Ear { doors: doors::routes(&fund), fund }),
                Err(trouble) => last = Some(trouble),
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        bail!("a fund does not open again: {:#}", last.context("no trouble")?)
    }

    /// Everybody comes on the first day, so that both funds know the same of what was begun.
    async fn beginnings(&mut self) -> Result<Vec<AttemptId>> {
        let fund = self.well.clone().context("a fund")?.fund;
        let (mut attempts, mut pages) = (Vec::new(), Vec::new());
        for n in 0..22 {
            let interval = if n % 2 == 0 { Interval::Once } else { Interval::Monthly };
            // A quarter of them by the other processor, which draws euros alone by iDEAL.
            let method = if n % 8 < 2 { Method::Ideal } else { Method::Card };
            let currency: Currency =
                if method == Method::Ideal { "EUR" } else { ["EUR", "EUR", "JPY", "KWD"][self.chance.below(4)] }.parse()?;
            let amount = currency.of(currency.least().minor + currency.entry().step * self.chance.below(400) as i64);
            let gift = Gift::new(amount, interval, method, self.chance.once_in(2))?;
            let wish = Wish { gift, locale: "en".parse()?, address: None, reminder: None, press: Press::random() };
            let Some(Begun { attempt, way: Way::Page(page), .. }) = fund.begin(wish, self.clock.now()).await? else { bail!("no page") };
            attempts.push(attempt.id);
            pages.push(page);
        }
        drop(fund);
        self.well.as_ref().context("a fund")?.fund.backup_to(&self.file("badly"))?;
        self.badly = Some(self.open("badly").await?);
        for page in pages {
            if page.contains("/checkout/") {
                let end = ["paid", "paid", "paid", "failed", "expired"][self.chance.below(5)];
                self.send(&page, &format!("status={end}"), None).await?;
                continue;
            }
            let card = CARDS[self.chance.below(CARDS.len())];
            let paid = self.send(&page, &format!("card={card}"), None).await?;
            if paid.ends_with("/challenge") {
                let answer = if self.chance.once_in(5) { "answer=fail" } else { "answer=approve" };
                self.send(&format!("{}{paid}", self.bank.url()), answer, None).await?;
            }
        }
        self.hear().await?;
        Ok(attempts)
    }

    /// Something happens, or time passes.
    async fn happen(&mut self) -> Result<()> {
        let charges = self.bank.look(|house| {
            let paid = house.stripe.charges.iter().filter(|charge| charge.paid());
            paid.map(|charge| (teller::Object::id(charge).to_owned(), charge.amount)).collect::<Vec<_>>()
        });
        let subscriptions = self.bank.look(|house| {
            house.stripe.subscriptions.iter().filter(|one| one.is_alive()).map(|one| teller::Object::id(one).to_owned()).collect::<Vec<_>>()
        });
        let charge = (!charges.is_empty()).then(|| charges[self.chance.below(charges.len())].clone());
        let subscription = (!subscriptions.is_empty()).then(|| subscriptions[self.chance.below(subscriptions.len())].clone());
        match (self.chance.below(15), charge, subscription) {
            (12..15, ..) => self.happen_at_mollie().await?,
            (0, Some((charge, amount)), _) => {
                let part = 1 + self.chance.below(usize::try_from(amount)?);
                self.api("/v1/refunds", &format!("charge={charge}&amount={part}")).await?;
            }
            (1, Some((charge, _)), _) => drop(self.bank.dispute(&charge)),
            (2, ..) => {
                let open =
                    self.bank.look(|house| house.stripe.disputes.iter().map(|one| teller::Object::id(one).to_owned()).collect::<Vec<_>>());
                if !open.is_empty() {
                    let (at, won) = (self.chance.below(open.len()), self.chance.once_in(2));
                    drop(self.bank.close_dispute(&open[at], won));
                }
            }
            (3, ..) => drop(self.bank.payout(["eur", "jpy", "kwd"][self.chance.below(3)])),
            (4, _, Some(subscription)) if self.chance.once_in(4) => {
                let form =
                    ["cancel_at_period_end=true", "cancel_at_period_end=false", "pause_collection[behavior]=void", "pause_collection="];
                let form = form[self.chance.below(4)];
                self.api(&format!("/v1/subscriptions/{subscription}"), form).await?;
            }
            (5, _, Some(subscription)) => {
                let customer = self.bank.look(|house| house.stripe.subscriptions.get(&subscription).map(|one| one.customer.clone()));
                let card = ["4242424242424242", "4000000000000341"][self.chance.below(2)];
                self.bank.swap_card(&customer.context("a customer")?, card)?;
            }
            _ => {
                let days = 1 + self.chance.below(9) as i64;
                self.clock.advance(SignedDuration::from_hours(24 * days));
                self.bank.tick();
            }
        }
        Ok(())
    }

    async fn happen_at_mollie(&mut self) -> Result<()> {
        let payments = self.bank.look(|house| {
            let left = house.mollie.payments.iter().filter(|one| one.remaining() > 0);
            left.map(|one| (one.id.clone(), one.remaining(), one.customer.clone())).collect::<Vec<_>>()
        });
        if payments.is_empty() {
            return Ok(());
        }
        let (payment, left, customer) = payments[self.chance.below(payments.len())].clone();
        match (self.chance.below(8), customer) {
            (0, _) => drop(self.bank.settle()),
            (1, _) => drop(self.bank.charge_back(&payment)),
            (2, Some(customer)) => self.bank.spoil(&customer),
            (3 | 4, _) => {
                let part = "EUR".parse::<Currency>()?.of(1 + self.chance.below(usize::try_from(left)?) as i64).decimal();
                let (url, key) = (format!("{}/v2/payments/{payment}/refunds", self.bank.url()), self.bank.mollie_key());
                self.send(&url, &format!(r#"{{"amount":{{"currency":"EUR","value":"{part}"}}}}"#), Some(key)).await?;
            }
            _ => {}
        }
        Ok(())
    }

    /// What the bank has told since the last time comes to both, to each in its manner.
    async fn hear(&mut self) -> Result<()> {
        let fresh = self.bank.take_waiting();
        let well = self.well.clone().context("a fund")?;
        for post in fresh {
            self.told.events += 1;
            let hook = Hook { path: if post.secrets.is_empty() { "/hooks/mollie" } else { "/hooks/stripe" }, body: post.body };
            tell(&well, &self.bank, &hook).await?;
            match self.chance.below(10) {
                0 => self.told.never += 1,
                1 | 2 => {
                    self.told.twice += 1;
                    self.late.extend([hook.clone(), hook]);
                }
                _ => self.late.push(hook),
            }
        }
        well.fund.settle_due(self.clock.now()).await?;
        drop(well);
        self.hear_badly().await?;
        // In life the processors are asked each quarter of an hour.
        self.well.as_ref().context("a fund")?.fund.reconcile(self.clock.now()).await?;
        let long_ago = self.clock.now().duration_since(self.asked) > SignedDuration::from_hours(14 * 24);
        if self.chance.once_in(3) || long_ago {
            self.told.questions += 1;
            self.asked = self.clock.now();
            self.badly.as_ref().context("a fund")?.fund.reconcile(self.clock.now()).await?;
        }
        Ok(())
    }

    /// In any order, some of it later, and with crashes between what was kept and what follows from it.
    async fn hear_badly(&mut self) -> Result<()> {
        let mut later = Vec::new();
        while !self.late.is_empty() {
            let at = self.chance.below(self.late.len());
            let hook = self.late.swap_remove(at);
            if self.chance.once_in(4) {
                self.told.late += 1;
                later.push(hook);
                continue;
            }
            let badly = self.badly.clone().context("a fund")?;
            tell(&badly, &self.bank, &hook).await?;
            if self.chance.once_in(3) {
                badly.fund.settle_due(self.clock.now()).await?;
            }
            drop(badly);
            if self.chance.once_in(40) {
                self.told.crashes += 1;
                self.badly = None;
                self.badly = Some(self.open("badly").await?);
            }
        }
        self.late = later;
        Ok(())
    }

    async fn end(mut self, attempts: &[AttemptId]) -> Result<Told> {
        let now = self.clock.now();
        let (well, badly) = (self.well.take().context("a fund")?.fund, self.badly.take().context("a fund")?.fund);
        let mut hashes = Vec::new();
        for (name, fund) in [("in order", &well), ("badly", &badly)] {
            fund.reconcile(now).await?;
            fund.settle_due(now).await?;
            let books = fund.books().check().await?;
            ensure!(books.is_sound(), "told {name}, the ledger is not sound: {books:?}");
            for held in fund.compare().await?.held {
                ensure!(held.ours == held.theirs && held.clearing == 0, "told {name}, there is a drift: {held:?}");
            }
            hashes.push(books.hash);
        }
        ensure!(hashes[0] == hashes[1], "the ledgers differ: {hashes:?}");
        for id in attempts {
            let (one, other) = (well.standing(*id).await?, badly.standing(*id).await?);
            ensure!(one == other, "a contribution stands otherwise: {one:?} {other:?}");
        }
        Ok(self.told)
    }

    async fn api(&self, path: &str, form: &str) -> Result<()> {
        self.send(&format!("{}{path}", self.bank.url()), form, Some(self.bank.stripe_key())).await.map(drop)
    }

    /// Sends a form, or JSON to who reads that; where it leads.
    async fn send(&self, url: &str, form: &str, key: Option<String>) -> Result<String> {
        let (agent, url, form) = (self.agent.clone(), url.to_owned(), form.to_owned());
        tokio::task::spawn_blocking(move || {
            let mut request = agent.post(&url).header("content-type", "application/x-www-form-urlencoded");
            if let Some(key) = key {
                request = request.header("authorization", format!("Bearer {key}"));
            }
            let answer = request.send(form)?;
            Ok(answer.headers().get("location").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned())
        })
        .await?
    }
}

/// A hook, as it comes through the door.
async fn tell(ear: &Ear, bank: &Teller, hook: &Hook) -> Result<()> {
    let request = Request::post(hook.path).header("stripe-signature", bank.signed(SECRET, &hook.body));
    let answer = ear.doors.clone().oneshot(request.body(axum::body::Body::from(hook.body.clone()))?).await?;
    ensure!(answer.status() == 200, "a hook was answered with {}", answer.status());
    Ok(())
}

fn open_at(file: &Path, bank: &Teller, clock: &Clock, words: &Words, post: &post::Post) -> Result<Fund> {
    let text = |key: &str| -> String {
        match key {
            "fund.methods" => "card,ideal".into(),
            "fund.currencies" => "EUR,JPY,KWD".into(),
            "fund.statement" => "LAMP FOUNDATION".into(),
            "fund.stripe_key" => bank.stripe_key(),
            "fund.stripe_url" => bank.url().to_owned(),
            "fund.hook_secrets" => SECRET.into(),
            "fund.mollie_key" => bank.mollie_key(),
            "fund.mollie_url" => bank.url().to_owned(),
            _ => String::new(),
        }
    };
    Fund::open(Supplies {
        place: Place::Sqlite(file.to_owned()),
        clock: clock.clone(),
        words: words.clone(),
        terms: Terms::resolve(&text, "https://lamp.example", "The Harbour Lamp")?,
        paper: "The Harbour Lamp".into(),
        locales: vec!["en".parse()?],
        letterbox: Letterbox { mailer: Mailer::new(Carrier::None), from: None, returns: String::new() },
        post: post.clone(),
    })
}
