//! Stripe's side of the teller: its books, and what may be asked of them.
//!
//! Promises: the balance is the sum of the balance transactions; an act that is refused changes nothing; what is dated is dated by the moment at which
//! it falls due, however late the teller is asked.
//!
//! - [`accepted`]: the parameters that each endpoint takes.
//! - [`params`], [`refusal`], [`answer`]: the form, the error, lists and `expand`.
//! - [`agenda`]: what falls due by itself.
//! - [`balance`], [`charges`], [`customers`], [`disputes`], [`events`], [`intents`], [`invoices`], [`methods`], [`portal`], [`prices`], [`refunds`],
//!   [`sessions`], [`subscriptions`]: Stripe's objects, a file each.
//! - [`routes`]: all endpoints in one table.
//! - [`search`]: Stripe's search language, as much as a reconciler needs.

pub mod accepted;
pub mod agenda;
pub mod answer;
pub mod balance;
pub mod charges;
pub mod customers;
pub mod disputes;
pub mod events;
pub mod intents;
pub mod invoices;
pub mod methods;
pub mod params;
pub mod portal;
pub mod prices;
pub mod refunds;
pub mod refusal;
pub mod routes;
pub mod search;
pub mod sessions;
pub mod signature;
pub mod subscriptions;

use serde_json::{Map, Value};

use crate::chance::Chance;
use crate::config::AfterRetries;
use crate::shelf::Shelf;

pub use params::Params;
pub use refusal::{Outcome, Refusal};

/// The version whose shapes are spoken.
pub const VERSION: &str = "2026-10-28.endive";
/// The first version with these shapes for invoices and periods.
pub const OLDEST: &str = "2025-03-31";
/// What stands before the `*` on a bank statement.
pub const DESCRIPTOR: &str = "PRETEND";

pub type Metadata = Map<String, Value>;

/// An object of Stripe's: it can say who it is and how it looks.
pub trait Object {
    fn id(&self) -> &str;
    fn created(&self) -> i64;
    fn json(&self, books: &Books) -> Value;
}

/// Everything that Stripe would know.
pub struct Books {
    pub account: String,
    pub live: bool,
    /// Where the pay pages are.
    pub url: String,
    pub retry_days: Vec<i64>,
    pub after_retries: AfterRetries,
    /// Seconds since 1970: the moment of the act that is being done.
    pub now: i64,
    /// Id and idempotency key of the request that is being answered, for its events.
    pub request: Option<(String, Option<String>)>,
    pub chance: Chance,
    pub agenda: agenda::Agenda,
    /// Events that nobody has posted yet.
    pub fresh: Vec<events::Fresh>,
    pub charges: Shelf<charges::Charge>,
    pub customers: Shelf<customers::Customer>,
    pub disputes: Shelf<disputes::Dispute>,
    pub warnings: Shelf<disputes::Warning>,
    pub endpoints: Shelf<events::Endpoint>,
    pub events: Shelf<events::Event>,
    pub intents: Shelf<intents::Intent>,
    pub invoices: Shelf<invoices::Invoice>,
    pub invoice_payments: Shelf<invoices::InvoicePayment>,
    pub methods: Shelf<methods::Method>,
    pub payouts: Shelf<balance::Payout>,
    pub portals: Shelf<portal::Portal>,
    pub prices: Shelf<prices::Price>,
    pub products: Shelf<prices::Product>,
    pub refunds: Shelf<refunds::Refund>,
    pub sessions: Shelf<sessions::Session>,
    pub subscriptions: Shelf<subscriptions::Subscription>,
    pub transactions: Shelf<balance::Transaction>,
}

impl Books {
    pub fn new(url: &str, live: bool, mut chance: Chance, retry_days: Vec<i64>, after_retries: AfterRetries) -> Self {
        Self {
            account: chance.id("acct_", 16),
            live,
            url: url.to_owned(),
            retry_days,
            after_retries,
            now: 0,
            request: None,
            chance,
            agenda: agenda::Agenda::default(),
            fresh: Vec::new(),
            charges: Shelf::default(),
            customers: Shelf::default(),
            disputes: Shelf::default(),
            warnings: Shelf::default(),
            endpoints: Shelf::default(),
            events: Shelf::default(),
            intents: Shelf::default(),
            invoices: Shelf::default(),
            invoice_payments: Shelf::default(),
            methods: Shelf::default(),
            payouts: Shelf::default(),
            portals: Shelf::default(),
            prices: Shelf::default(),
            products: Shelf::default(),
            refunds: Shelf::default(),
            sessions: Shelf::default(),
            subscriptions: Shelf::default(),
            transactions: Shelf::default(),
        }
    }

    /// `cs_test_…`, `pi_…`: 24 letters after the prefix.
    pub fn id(&mut self, prefix: &str) -> String {
        self.chance.id(prefix, 24)
    }

    /// Any object by its id, for `expand`.
    pub fn any(&self, id: &str) -> Option<Value> {
        fn from<T: Object>(shelf: &Shelf<T>, id: &str, books: &Books) -> Option<Value> {
            shelf.get(id).map(|thing| thing.json(books))
        }
        match id.split_once('_')?.0 {
            "ch" => from(&self.charges, id, self),
            "cus" => from(&self.customers, id, self),
            "cs" => from(&self.sessions, id, self),
            "du" => from(&self.disputes, id, self),
            "in" => from(&self.invoices, id, self),
            "pi" => from(&self.intents, id, self),
            "pm" => from(&self.methods, id, self),
            "po" => from(&self.payouts, id, self),
            "price" => from(&self.prices, id, self),
            "prod" => from(&self.products, id, self),
            "re" => from(&self.refunds, id, self),
            "sub" => from(&self.subscriptions, id, self),
            "txn" => from(&self.transactions, id, self),
            _ => None,
        }
    }
}
