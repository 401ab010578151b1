//! Contributions, from the page to the books, with the pretend processor on the other side: the real house on a real port, spoken to by a browser without script.
//!
//! - [`paying`]: the pay page and the way back from it.
//! - [`telling`]: hooks that come late, twice, in another order, or not at all.
//! - [`books`]: what is in the ledger, beside what the processor holds.
//! - [`lasting`]: gifts that go on: renewals, failing cards, changes, the end.
//! - [`mollie`]: the same with the other processor.
//! - [`alone`]: a till of its own, on another host.
//! - [`treasury`]: what the treasurer sees, and what fronts tell of it.
//! - [`purge`]: givers from a closed country are ended and forgotten.
//! - [`witnesses`]: `localstripe` in its place, and signatures of Stripe's own package.

mod alone;
mod books;
mod lasting;
mod mollie;
mod paying;
mod purge;
mod telling;
mod treasury;
mod witnesses;

use std::net::{Ipv4Addr, TcpListener};
use std::ops::Deref;
use std::time::Duration;

use indelible::fund::model::ledger::Account;
use indelible::press::listener::{self, Door, Manners, Open};
use indelible::{fund, jobs, reading};
use jiff::SignedDuration;
use kernel::Clock;
use seal::sealing::VaultKey;
use teller::{Config, Post, Teller};

use crate::harness::{House, opening};

/// What signs the hooks of tests; the one before it is still good.
const SECRET: &str = "whsec_new";
pub const GOOD: &str = "4242424242424242";
pub const STUBBORN: &str = "4000000000000002";
pub const CAREFUL: &str = "4000002500003155";
pub const VERY_CAREFUL: &str = "4000002760003184";
/// Can be kept, and is declined whenever it is charged.
pub const KEPT: &str = "4000000000000341";
/// Of a bank in Russia.
pub const FOREIGN: &str = "4000006430000009";

pub const ONCE: &str = "country=elsewhere&interval=once&currency=EUR&amount-once=2500&method=card";
pub const MONTHLY: &str = "country=elsewhere&interval=monthly&currency=EUR&amount-monthly=500&method=card";
pub const ANNUAL: &str = "country=elsewhere&interval=annual&currency=EUR&own=60&method=card";

/// Which processor is set up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum With {
    Stripe,
    Mollie,
}

/// A house that takes money, and the processor.
pub struct Till {
    pub house: House,
    pub teller: Teller,
    browser: Browser,
    _door: Open,
}

/// A browser without script, at the house or at a till of its own.
pub struct Browser {
    /// Where that is.
    pub url: String,
    agent: ureq::Agent,
}

/// What a browser gets that follows nothing by itself.
pub struct Answer {
    pub status: u16,
    pub text: String,
    /// Where it is led, by a redirect or by the page between.
    pub on: String,
}

impl Till {
    pub async fn open() -> Self {
        Self::open_with(With::Stripe, Config::default()).await
    }

    pub async fn open_with(with: With, config: Config) -> Self {
        let clock = Clock::standing_at(opening());
        let config = Config { clock: clock.clone(), seed: Some(7), post: Post::ByHand, ..config };
        let teller = Teller::start(config).await.expect("a teller");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut own = vec![
            ("site.url", url.clone()),
            ("fund.currencies", "EUR,USD,JPY,KWD".to_owned()),
            ("fund.statement", "LAMP FOUNDATION".to_owned()),
            ("fund.name", "Lamp Foundation".to_owned()),
            ("fund.goal", "5000 EUR".to_owned()),
        ];
        own.extend(match with {
            With::Stripe => vec![
                ("fund.methods", "card".to_owned()),
                ("fund.stripe_key", teller.stripe_key()),
                ("fund.stripe_url", teller.url().to_owned()),
                ("fund.hook_secrets", format!("whsec_old,{SECRET}")),
            ],
            With::Mollie => vec![
                ("fund.methods", "ideal,card,paypal".to_owned()),
                ("fund.mollie_key", teller.mollie_key()),
                ("fund.mollie_url", teller.url().to_owned()),
            ],
        });
        let house = House::open_by(clock, &own).await;
        house.app.post.put_key(VaultKey::generate().public().clone(), house.app.clock.now()).await.expect("a key");
        if with == With::Stripe {
            teller.hook(&format!("{url}/hooks/stripe"), SECRET);
        }
        let door = door(&house, listener);
        Self { house, teller, browser: Browser::at(url), _door: door }
    }

    /// The teller's books as they stand, for the rare thing that only they know.
    pub fn fund(&self) -> &fund::Fund {
        &self.house.app.fund
    }

    /// Sends a fresh form and pays with a card, through the bank's question where it asks; where the browser ends up.
    pub async fn give(&self, form: &str, card: &str) -> Answer {
        let begun = self.begin(form).await;
        assert!(begun.status == 200 && begun.on.starts_with(self.teller.url()), "{}: {}", begun.status, begun.text);
        self.pay(&begun.on, card).await
    }

    pub async fn pay(&self, page: &str, card: &str) -> Answer {
        let mut paid = self.post(page, &format!("card={card}")).await;
        if paid.on.ends_with("/challenge") {
            paid = self.post(&self.whole_of_teller(&paid.on), "answer=approve").await;
        }
        paid
    }

    pub fn whole_of_teller(&self, url: &str) -> String {
        if url.starts_with('/') { format!("{}{url}", self.teller.url()) } else { url.to_owned() }
    }

    /// Everything that is on its way arrives and is settled.
    pub async fn settle(&self) {
        loop {
            let sent = self.teller.deliver().await;
            let done = jobs::run_due(&self.house.app).await.expect("jobs");
            if sent + done == 0 {
                return;
            }
        }
    }

    /// Both clocks move on, day by day, as nights pass; in each the processor is asked, as the timetable does far more often.
    pub async fn pass(&self, days: i64) {
        for _ in 0..days {
            self.house.app.clock.advance(SignedDuration::from_hours(24));
            self.teller.tick();
            self.settle().await;
            self.fund().reconcile(self.house.app.clock.now()).await.expect("asked");
        }
    }

    /// What `indelible fund ledger check` says, which asks the processor first; whether all is well, and the hash.
    pub async fn check(&self) -> (bool, String, String) {
        let told = fund::desk::check(self.fund(), false).await.expect("checked");
        let sound = told.json["sound"] == true;
        (sound, told.json["ledger"]["hash"].as_str().unwrap_or_default().to_owned(), told.said)
    }

    /// What an account holds, in minor units.
    pub async fn holds(&self, account: Account, currency: &str) -> i64 {
        let checked = self.fund().books().check().await.expect("books");
        let name = account.to_string();
        checked.totals.iter().find(|total| total.account == name && total.currency == currency).map_or(0, |total| total.minor)
    }

    /// Letters that have left since the last time, decoded so far that their links can be read.
    pub async fn letters(&self) -> Vec<String> {
        self.house.app.post.mailer().run_due(&self.house.app).await;
        let caught = self.house.app.post.mailer().mail_box().expect("a mail box").empty();
        caught.into_iter().map(|letter| String::from_utf8(letter).expect("ASCII").replace("=\r\n", "").replace("=3D", "=")).collect()
    }

    /// Charges that went through, newest last: id and amount.
    pub fn charges(&self) -> Vec<(String, i64)> {
        self.teller.look(|house| {
            let all = house.stripe.charges.iter().filter(|charge| charge.paid());
            all.map(|charge| (teller::Object::id(charge).to_owned(), charge.amount)).collect()
        })
    }

    /// What the processor says it holds, all in all.
    pub fn held(&self, currency: &str) -> i64 {
        self.teller.look(|house| house.stripe.balance().get(currency).map_or(0, |(available, pending)| available + pending))
    }
}

impl Deref for Till {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Browser {
    pub fn at(url: String) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
        Self { url, agent: config.timeout_global(Some(Duration::from_secs(30))).build().into() }
    }

    pub async fn get(&self, url: &str) -> Answer {
        let (agent, url) = (self.agent.clone(), self.whole(url));
        tokio::task::spawn_blocking(move || answer(agent.get(&url).call())).await.expect("asked")
    }

    pub async fn post(&self, url: &str, form: &str) -> Answer {
        self.post_as(url, form, &[]).await
    }

    pub async fn post_as(&self, url: &str, form: &str, headers: &[(&'static str, String)]) -> Answer {
        let (agent, url, form, headers) = (self.agent.clone(), self.whole(url), form.to_owned(), headers.to_vec());
        tokio::task::spawn_blocking(move || {
            let mut request = agent.post(&url).header("content-type", "application/x-www-form-urlencoded");
            for (name, value) in headers {
                request = request.header(name, value);
            }
            answer(request.send(form))
        })
        .await
        .expect("asked")
    }

    fn whole(&self, url: &str) -> String {
        if url.starts_with('/') { format!("{}{url}", self.url) } else { url.to_owned() }
    }

    /// The number of a fresh form, as a browser would send it along.
    pub async fn press(&self) -> String {
        let page = self.get("/contribute/").await;
        let number = between(&page.text, "name=\"press\" value=\"", "\"");
        assert_eq!(number.len(), 22, "{}", page.text);
        number
    }

    /// Sends a fresh form.
    pub async fn begin(&self, form: &str) -> Answer {
        let press = self.press().await;
        self.post("/contribute/", &format!("{form}&press={press}")).await
    }
}

/// Opens a house to the world on a port that is taken already.
fn door(house: &House, listener: TcpListener) -> Open {
    let door = Door {
        stand: house.app.press.stand().clone(),
        router: reading::routes(house.app.clone()),
        tls: None,
        manners: Manners { connections: 100, patience: Duration::from_secs(5) },
        clock: house.app.clock.clone(),
        proxies: Vec::new().into(),
    };
    listener::open(door, listener).expect("an open door")
}

fn answer(answered: Result<http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut answer = answered.expect("an answer");
    let location = answer.headers().get("location").map(|value| value.to_str().expect("text").to_owned());
    let text = answer.body_mut().read_to_string().expect("text");
    let refresh = || Some(between(&text, "http-equiv=\"refresh\" content=\"0;url=", "\"")).filter(|url| !url.is_empty());
    let on = location.or_else(refresh).unwrap_or_default().replace("&amp;", "&");
    Answer { status: answer.status().as_u16(), on, text }
}

pub fn between(text: &str, before: &str, after: &str) -> String {
    text.split(before).nth(1).and_then(|rest| rest.split(after).next()).unwrap_or_default().to_owned()
}
