//! The demo's bank: a pretend processor on loopback, where no money moves, and a year of gifts that it remembers.
//!
//! The gifts are begun by the house and paid at the bank's own pages, each on its day, so that the treasurer's page, the ledger and the bank's balance agree as they would in life. The
//! bank has everything in memory: a demo that is gone on with later has its ledger, and a bank that knows nothing of it.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use jiff::SignedDuration;
use kernel::Locale;
use teller::{Config, Teller};
use ureq::Agent;

use crate::app::App;
use crate::fund::checkout::{Begun, Press, Way, Wish};
use crate::fund::model::attempt::Gift;
use crate::fund::model::standing::State;
use crate::fund::model::{Interval, Method};
use crate::fund::provider::Change;

/// What signs the hooks of every demo.
const SECRET: &str = "whsec_pretend_lamp";
/// Days that lie behind a new demo: eleven months, and what has passed of this one.
const DAYS: i64 = 335;
/// Days after which the house asks what has happened, in the history as in life.
const LOOKS: i64 = 12;
/// Cards that the readers of the history have.
const GOOD: &str = "4242424242424242";
const EMPTY: &str = "4000000000009995";
const KEPT: &str = "4000000000000341";

/// Opens the bank, a year ago.
///
/// # Errors
/// When no port can be had.
pub async fn open() -> Result<Teller> {
    Teller::start(Config { behind_days: DAYS, ..Config::default() }).await
}

/// The settings of a fund whose processors are that bank.
pub fn settings(bank: &Teller) -> Vec<(&'static str, String)> {
    vec![
        ("fund.methods", "card,ideal,transfer".to_owned()),
        ("fund.currencies", "EUR,USD,GBP".to_owned()),
        ("fund.name", "Open Harbour Foundation".to_owned()),
        ("fund.statement", "OPEN HARBOUR FND".to_owned()),
        ("fund.goal", "1500 EUR".to_owned()),
        ("fund.stripe_key", bank.stripe_key()),
        ("fund.stripe_url", bank.url().to_owned()),
        ("fund.hook_secrets", SECRET.to_owned()),
        ("fund.mollie_key", bank.mollie_key()),
        ("fund.mollie_url", bank.url().to_owned()),
        ("fund.bank", "Open Harbour Foundation; NL00 LAMP 0000 0000 00; BIC LAMPNL2A".to_owned()),
    ]
}

/// Lives through the year, unless the house has a ledger already, and has the bank tell of what comes from now on.
///
/// # Errors
/// When the house or the bank does not do what it is asked.
pub async fn fill(app: &App, bank: &Teller) -> Result<()> {
    if app.fund.books().check().await?.facts == 0 {
        History { app, bank, agent: agent(), day: 0 }.live().await?;
    } else {
        bank.advance(DAYS);
    }
    bank.hook(&format!("{}/hooks/stripe", app.settings.url), SECRET);
    Ok(())
}

fn agent() -> Agent {
    let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
    config.timeout_global(Some(Duration::from_secs(20))).build().into()
}

struct History<'a> {
    app: &'a App,
    bank: &'a Teller,
    agent: Agent,
    /// Days since it began.
    day: i64,
}

impl History<'_> {
    async fn live(mut self) -> Result<()> {
        for day in 0..DAYS {
            for given in gifts_of(day) {
                self.give(given).await?;
            }
            self.happen(day).await?;
            self.bank.advance(1);
            self.day = day + 1;
            if self.day % LOOKS == 0 {
                self.look().await?;
            }
        }
        self.look().await
    }

    fn now(&self) -> jiff::Timestamp {
        let ago = SignedDuration::from_hours(24 * (DAYS - self.day));
        self.app.clock.now().saturating_sub(ago).unwrap_or_default()
    }

    /// What no hook has told, because the house was not open.
    async fn look(&self) -> Result<()> {
        self.app.fund.reconcile(self.now()).await?;
        self.app.fund.settle_due(self.now()).await
    }

    async fn give(&self, given: Given) -> Result<()> {
        let Given { major, currency, interval, method, card, locale } = given;
        let currency: kernel::Currency = currency.parse()?;
        let amount = currency.of(major * 10_i64.pow(currency.decimals()));
        let gift = Gift::new(amount, interval, method, false)?;
        let wish = Wish { gift, locale: locale.parse::<Locale>()?, address: None, reminder: None, press: Press::random() };
        match self.app.fund.begin(wish, self.now()).await? {
            Some(Begun { way: Way::Page(page), .. }) if method == Method::Ideal => self.send(&page, "status=paid").await,
            Some(Begun { way: Way::Page(page), .. }) => self.send(&page, &format!("card={card}")).await,
            other => bail!("the demo's bank gave no page: {other:?}"),
        }
    }

    /// What happens to what was given: a card that fails, one that ends, money that goes back, a bank that asks, a payout.
    async fn happen(&self, day: i64) -> Result<()> {
        match day {
            100 => self.refund().await?,
            130 => drop(self.bank.dispute(&self.charge(3)?)?),
            150 => self.close_dispute()?,
            200 => self.end().await?,
            DAYS_OF_A_BAD_CARD => self.spoil().await?,
            _ if day % 30 == 20 => self.pay_out(),
            _ => {}
        }
        Ok(())
    }

    /// The charge that came so many before the last one.
    fn charge(&self, before: usize) -> Result<String> {
        let charge = self.bank.look(|house| {
            let paid = house.stripe.charges.iter().rev().filter(|charge| charge.paid() && charge.currency == "eur" && charge.refunded == 0);
            paid.map(|charge| teller::Object::id(charge).to_owned()).nth(before)
        });
        charge.context("the history has charges by then")
    }

    async fn refund(&self) -> Result<()> {
        let (agent, url) = (self.agent.clone(), format!("{}/v1/refunds", self.bank.url()));
        let (key, form) = (format!("Bearer {}", self.bank.stripe_key()), format!("charge={}", self.charge(1)?));
        tokio::task::spawn_blocking(move || agent.post(&url).header("authorization", key).send(form)).await??;
        Ok(())
    }

    fn close_dispute(&self) -> Result<()> {
        let open = self.bank.look(|house| house.stripe.disputes.iter().next().map(|one| teller::Object::id(one).to_owned()));
        self.bank.close_dispute(&open.context("a dispute was opened before")?, true).map(drop)
    }

    /// Who gives each month, by the house's own numbers.
    async fn subscribers(&self) -> Result<Vec<(crate::fund::model::attempt::Attempt, crate::fund::model::standing::Standing)>> {
        self.look().await?;
        self.app.fund.lasting().await
    }

    async fn end(&self) -> Result<()> {
        let all = self.subscribers().await?;
        for (attempt, standing) in all.iter().filter(|(_, standing)| standing.state == State::Active).take(2) {
            self.app.fund.change(attempt, standing, Change::End, self.now()).await??;
        }
        Ok(())
    }

    async fn spoil(&self) -> Result<()> {
        let all = self.subscribers().await?;
        for (_, standing) in all.iter().filter(|(_, standing)| standing.state == State::Active).skip(3).take(2) {
            if let Some(customer) = standing.customer.as_deref().filter(|customer| customer.starts_with("cus_")) {
                self.bank.swap_card(customer, KEPT)?;
            }
        }
        Ok(())
    }

    fn pay_out(&self) {
        for currency in ["eur", "usd", "gbp"] {
            // Where nothing is there yet, nothing is paid out.
            drop(self.bank.payout(currency));
        }
        self.bank.settle();
    }

    async fn send(&self, page: &str, form: &str) -> Result<()> {
        let (agent, page, form) = (self.agent.clone(), page.to_owned(), form.to_owned());
        tokio::task::spawn_blocking(move || agent.post(&page).header("content-type", "application/x-www-form-urlencoded").send(form))
            .await??;
        Ok(())
    }
}

/// A day of the month before the present one, so that the card still fails now.
const DAYS_OF_A_BAD_CARD: i64 = DAYS - 20;

/// What somebody gave.
struct Given {
    /// Whole units.
    major: i64,
    currency: &'static str,
    interval: Interval,
    method: Method,
    card: &'static str,
    locale: &'static str,
}

/// The gifts of a day: few at first, more as months go by, and many in the week in which the paper named who bought the harbour.
fn gifts_of(day: i64) -> Vec<Given> {
    let harbour = (212..219).contains(&day);
    let seed = day * 7 + day / 11;
    let often = if harbour { 5 } else { i64::from(seed % 5 < 1 + day / 90) };
    (0..often).map(|n| gift(seed + n * 3)).collect()
}

fn gift(seed: i64) -> Given {
    let of = |values: &[i64], by: i64| values[usize::try_from(seed / by).unwrap_or_default() % values.len()];
    let interval = match seed % 7 {
        0 | 3 => Interval::Monthly,
        5 if seed % 2 == 0 => Interval::Annual,
        _ => Interval::Once,
    };
    let major = match interval {
        Interval::Once => of(&[25, 10, 50, 5, 100, 15, 40], 2),
        Interval::Monthly => of(&[5, 10, 3, 15, 8], 3),
        Interval::Annual => of(&[60, 100, 48], 2),
    };
    let currency = ["EUR", "EUR", "EUR", "USD", "EUR", "GBP"][usize::try_from(seed / 4).unwrap_or_default() % 6];
    let method = if currency == "EUR" && seed % 9 == 4 { Method::Ideal } else { Method::Card };
    Given {
        major,
        currency,
        interval,
        method,
        card: if seed % 13 == 6 { EMPTY } else { GOOD },
        locale: ["en", "ru", "en", "fa"][usize::try_from(seed / 3).unwrap_or_default() % 4],
    }
}
