//! A pretend payment processor on loopback, for tests and demonstrations: no money moves.
//!
//! It speaks the part of Stripe's and Mollie's API that a till uses, has pay pages for people, sends signed hooks, keeps books, and misbehaves when told to.
//! README.md lists the endpoints.
//!
//! Promises: everything is in memory and nothing is printed; the same seed and the same calls give the same answers; what is refused has changed nothing;
//! a balance is the sum of its transactions.
//!
//! - [`admin`]: what a bank does by itself, over HTTP.
//! - [`cards`]: pretend cards, and what the bank behind each says.
//! - [`chance`], [`clock`], [`currency`], [`shelf`]: seeded chance, moments, money, things by id.
//! - [`config`]: how a teller is set up.
//! - [`courier`], [`outbox`]: hooks, and how they are sent.
//! - [`faults`]: what goes wrong when asked to.
//! - [`house`]: both books, the outbox, the faults and the log, behind one lock.
//! - [`mollie`], [`stripe`]: the two processors.
//! - [`pages`]: where people pay.
//! - [`server`], [`line`](mod@line): the doors, and connections that can be cut.

#![deny(clippy::float_arithmetic)]
#![recursion_limit = "256"]

pub mod admin;
pub mod cards;
pub mod chance;
pub mod clock;
pub mod config;
pub mod courier;
pub mod currency;
pub mod faults;
pub mod house;
mod line;
pub mod mollie;
pub mod outbox;
pub mod pages;
mod server;
pub mod shelf;
pub mod stripe;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, anyhow};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

pub use config::{AfterRetries, Config, Post};
pub use courier::Courier;
pub use faults::{Fault, Kind};
pub use house::{Api, House, Seen};
pub use outbox::Posting;
pub use stripe::Object;

/// The way into the house for everybody who serves or sends.
#[derive(Clone)]
pub struct Door {
    house: Arc<Mutex<House>>,
    wake: Arc<Notify>,
}

impl Door {
    /// An act that may leave something to send.
    pub fn house<T>(&self, act: impl FnOnce(&mut House) -> T) -> T {
        let done = self.quietly(act);
        self.wake.notify_one();
        done
    }

    /// An act that wakes nobody.
    pub fn quietly<T>(&self, act: impl FnOnce(&mut House) -> T) -> T {
        act(&mut self.house.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A teller that is open. It closes when this is dropped.
pub struct Teller {
    url: String,
    door: Door,
    courier: Courier,
    tasks: Vec<JoinHandle<()>>,
}

impl Teller {
    /// Opens a teller on 127.0.0.1. Errors: the port is taken.
    pub async fn start(config: Config) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, config.port));
        let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
        let url = format!("http://{}", listener.local_addr()?);
        let seed = match config.seed {
            Some(seed) => seed,
            None => getrandom::u64().map_err(|e| anyhow!("no seed from the system: {e}"))?,
        };
        let wake = Arc::new(Notify::new());
        let door = Door { house: Arc::new(Mutex::new(House::new(&config, &url, seed))), wake: wake.clone() };
        let courier = Courier::new(door.clone());
        let mut tasks = vec![tokio::spawn(server::serve(listener, server::router(door.clone())))];
        if config.post == Post::ByItself {
            tasks.push(tokio::spawn(courier.clone().run(wake)));
        }
        Ok(Self { url, door, courier, tasks })
    }

    /// `http://127.0.0.1:PORT`: the base of both APIs.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn stripe_key(&self) -> String {
        self.door.quietly(|house| house.stripe_key.clone())
    }

    pub fn mollie_key(&self) -> String {
        self.door.quietly(|house| house.mollie_key.clone())
    }

    /// Sends every event of Stripe's to `url`, signed with `secret`. Gives the id of the endpoint.
    pub fn hook(&self, url: &str, secret: &str) -> String {
        self.door.house(|house| house.stripe.add_endpoint(url, secret, vec!["*".to_owned()]))
    }

    /// From now on an endpoint's hooks bear a second signature too, as while one secret replaces another.
    pub fn second_secret(&self, endpoint: &str, secret: &str) {
        self.door.house(|house| {
            if let Some(endpoint) = house.stripe.endpoints.get_mut(endpoint) {
                endpoint.secrets.push(secret.to_owned());
            }
        });
    }

    /// Moves the teller's time; what falls due on the way happens at its own moment.
    pub fn advance(&self, days: i64) {
        self.advance_seconds(days * clock::DAY);
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.door.house(|house| {
            house.time.move_by(seconds);
            house.tick();
        });
    }

    /// Does what has fallen due, after the clock was moved by its owner.
    pub fn tick(&self) {
        self.door.house(House::tick);
    }

    /// Seconds since 1970, by the teller's time.
    pub fn now(&self) -> i64 {
        self.door.quietly(|house| house.time.now())
    }

    /// Sends the hooks that are due, and those that follow from them. Gives how many were sent.
    pub async fn deliver(&self) -> usize {
        self.courier.deliver().await
    }

    /// Sends one hook, due or not. Gives whether it was taken, or `None` if it does not wait.
    pub async fn deliver_one(&self, n: u64) -> Option<bool> {
        self.courier.deliver_one(n).await
    }

    /// The hooks that wait, in their order.
    pub fn waiting(&self) -> Vec<Posting> {
        self.door.quietly(|house| house.outbox.waiting())
    }

    /// The hooks that wait, out of the teller's hands: whoever asks sends them.
    pub fn take_waiting(&self) -> Vec<Posting> {
        self.door.quietly(|house| house.outbox.take_all())
    }

    /// A `Stripe-Signature` for any bytes, of this moment.
    pub fn signed(&self, secret: &str, body: &[u8]) -> String {
        let now = self.door.quietly(|house| house.time.plain());
        stripe::signature::header(&[secret.to_owned()], now, body)
    }

    pub fn fault(&self, fault: Fault) {
        self.door.house(|house| house.faults.add(fault));
    }

    /// From now on so many of a thousand requests and hooks go wrong, as the seed says.
    pub fn random_faults(&self, seed: u64, per_mille: u64) {
        self.door.house(|house| house.faults.roll(seed, per_mille));
    }

    pub fn no_faults(&self) {
        self.door.house(|house| house.faults.clear());
    }

    /// The requests to both APIs, oldest first.
    pub fn requests(&self) -> Vec<Seen> {
        self.door.quietly(|house| house.log.clone())
    }

    pub fn forget_requests(&self) {
        self.door.quietly(|house| house.log.clear());
    }

    /// The holder's bank takes the money of a charge back. Gives the dispute.
    pub fn dispute(&self, charge: &str) -> Result<Value> {
        self.stripe(|books| books.open_dispute(charge, "fraudulent"))
    }

    pub fn close_dispute(&self, dispute: &str, won: bool) -> Result<Value> {
        self.stripe(|books| books.close_dispute(dispute, won))
    }

    /// An early warning of fraud.
    pub fn warn(&self, charge: &str) -> Result<Value> {
        self.stripe(|books| books.warn_of_fraud(charge))
    }

    /// Pays out all that is available in a currency.
    pub fn payout(&self, currency: &str) -> Result<Value> {
        self.stripe(|books| books.pay_out(currency))
    }

    /// From now on a customer pays with another card.
    pub fn swap_card(&self, customer: &str, number: &str) -> Result<()> {
        let card = cards::find(number).ok_or_else(|| anyhow!("{number} is no pretend card"))?;
        self.stripe(|books| books.swap_card(customer, card).map(|()| Value::Null)).map(drop)
    }

    fn stripe(&self, act: impl FnOnce(&mut stripe::Books) -> stripe::Outcome) -> Result<Value> {
        self.door.house(|house| house.act(|house| act(&mut house.stripe))).map_err(|refusal| anyhow!(refusal.message))
    }

    /// A payer's bank takes a payment of Mollie's back. Gives the chargeback.
    pub fn charge_back(&self, payment: &str) -> Result<Value> {
        let outcome = self.door.house(|house| house.act(|house| house.mollie.charge_back(payment)));
        outcome.map(|(_, json)| json).map_err(|refusal| anyhow!(refusal.detail))
    }

    /// From now on nothing can be drawn from a customer of Mollie's: their card has expired, or their account is closed.
    pub fn spoil(&self, customer: &str) {
        self.door.house(|house| house.act(|house| house.mollie.spoil(customer)));
    }

    /// Mollie pays out what there is. Gives the settlements.
    pub fn settle(&self) -> Vec<Value> {
        self.door.house(|house| house.act(|house| house.mollie.settle()))
    }

    /// Looks at the books, for tests.
    pub fn look<T>(&self, at: impl FnOnce(&House) -> T) -> T {
        self.door.quietly(|house| at(house))
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}
