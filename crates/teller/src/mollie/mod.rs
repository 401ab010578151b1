//! Mollie's side of the teller: API v2, as much as a till uses.
//!
//! Promises: the balance is the sum of the balance transactions; an act that is refused changes nothing; every change of a payment is told to its `webhookUrl`.
//!
//! - [`refusal`]: the error; [`answer`]: lists with `_embedded` and `_links`.
//! - [`payments`], [`refunds`] (and chargebacks), [`customers`] (and mandates), [`subscriptions`], [`balances`] (and settlements): Mollie's objects.
//! - [`routes`]: all endpoints in one table.

pub mod answer;
pub mod balances;
pub mod customers;
pub mod payments;
pub mod refunds;
pub mod refusal;
pub mod routes;
pub mod subscriptions;

use serde_json::{Value, json};

use crate::chance::Chance;
use crate::currency;
use crate::shelf::Shelf;

pub use refusal::{Outcome, Refusal};

/// Everything that Mollie would know.
pub struct Books {
    pub live: bool,
    pub url: String,
    pub now: i64,
    pub chance: Chance,
    pub profile: String,
    /// Payments whose webhook is to be called.
    pub fresh: Vec<(String, String)>,
    pub payments: Shelf<payments::Payment>,
    pub refunds: Shelf<refunds::Refund>,
    pub chargebacks: Shelf<refunds::Chargeback>,
    pub customers: Shelf<customers::Customer>,
    pub mandates: Shelf<customers::Mandate>,
    pub subscriptions: Shelf<subscriptions::Subscription>,
    pub transactions: Shelf<balances::Transaction>,
    pub settlements: Shelf<balances::Settlement>,
}

impl Books {
    pub fn new(url: &str, live: bool, mut chance: Chance) -> Self {
        Self {
            live,
            url: url.to_owned(),
            now: 0,
            profile: chance.id("pfl_", 10),
            chance,
            fresh: Vec::new(),
            payments: Shelf::default(),
            refunds: Shelf::default(),
            chargebacks: Shelf::default(),
            customers: Shelf::default(),
            mandates: Shelf::default(),
            subscriptions: Shelf::default(),
            transactions: Shelf::default(),
            settlements: Shelf::default(),
        }
    }

    pub fn mode(&self) -> &'static str {
        if self.live { "live" } else { "test" }
    }

    /// A link to one of our own answers.
    pub fn link(&self, path: &str) -> Value {
        json!({ "href": format!("{}/v2/{path}", self.url), "type": "application/hal+json" })
    }

    /// Does all that has fallen due until now, each at its own moment.
    pub fn catch_up(&mut self, until: i64) {
        loop {
            let payment = self.payments.iter().filter_map(|p| Some((p.due()?, p.id.clone()))).min();
            let subscription = self.subscriptions.iter().filter_map(|s| Some((s.due()?, s.id.clone()))).min();
            match (payment, subscription) {
                (Some((at, id)), other) if at <= until && other.as_ref().is_none_or(|(theirs, _)| at <= *theirs) => {
                    self.now = self.now.max(at);
                    self.payment_falls_due(&id);
                }
                (_, Some((at, id))) if at <= until => {
                    self.now = self.now.max(at);
                    self.subscription_falls_due(&id);
                }
                _ => break,
            }
        }
        self.now = self.now.max(until);
    }
}

/// A link to a page of Mollie's reference, which each answer bears.
pub fn documentation(page: &str) -> Value {
    json!({ "href": format!("https://docs.mollie.com/reference/{page}"), "type": "text/html" })
}

/// An amount of money as Mollie writes it.
pub fn money(currency: &str, minor: i64) -> Value {
    json!({ "currency": currency.to_ascii_uppercase(), "value": currency::text(currency, minor) })
}

/// Reads `{"currency": "EUR", "value": "10.00"}`; the currency in small letters, the value in minor units, more than zero.
pub fn read_money(body: &Value, field: &str) -> Result<(String, i64), Refusal> {
    let Some(amount) = body.get(field).filter(|amount| !amount.is_null()) else {
        return Err(Refusal::field(field, "The amount contains an invalid value"));
    };
    let text = |key: &str| amount.get(key).and_then(Value::as_str);
    let (Some(currency), Some(value)) = (text("currency"), text("value")) else {
        return Err(Refusal::field(field, "The amount must have a currency and a value, both as text"));
    };
    if currency::decimals(currency).is_none() || currency != currency.to_ascii_uppercase() {
        return Err(Refusal::field(&format!("{field}.currency"), "The currency is not supported"));
    }
    match currency::parse(currency, value) {
        None => Err(Refusal::field(&format!("{field}.value"), "The amount contains an invalid value")),
        Some(0) => Err(Refusal::field(field, "The amount is lower than the minimum")),
        Some(minor) => Ok((currency.to_ascii_lowercase(), minor)),
    }
}

/// A field's text, if it is given.
pub fn text(body: &Value, field: &str) -> Option<String> {
    body.get(field).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// An absolute address, if one is given.
pub fn address(body: &Value, field: &str) -> Result<Option<String>, Refusal> {
    let Some(text) = text(body, field) else { return Ok(None) };
    match url::Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) {
        true => Ok(Some(text)),
        false => Err(Refusal::field(field, &format!("The {field} is not a valid URL"))),
    }
}
