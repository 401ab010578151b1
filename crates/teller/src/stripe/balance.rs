//! The balance: what came in, what it cost, what was paid out. It is nothing but the sum of its transactions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::agenda::Task;
use super::{Books, Metadata, Object, Outcome, Params, Refusal, answer};
use crate::clock::DAY;

/// From a payment until its money can be paid out.
const PENDING_DAYS: i64 = 7;
/// From a payout until it is at the bank.
const ARRIVAL_DAYS: i64 = 2;

#[derive(Clone, Debug)]
pub struct Transaction {
    id: String,
    created: i64,
    available_on: i64,
    pub currency: String,
    /// In minor units, before the fee; negative when it leaves.
    pub amount: i64,
    pub fee: i64,
    kind: &'static str,
    category: &'static str,
    description: Option<String>,
    pub source: Option<String>,
    /// The payout that took it along.
    payout: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Payout {
    id: String,
    created: i64,
    arrival: i64,
    amount: i64,
    currency: String,
    automatic: bool,
    paid: bool,
    transaction: String,
    description: Option<String>,
    statement_descriptor: Option<String>,
    metadata: Metadata,
    live: bool,
}

impl Transaction {
    pub fn net(&self) -> i64 {
        self.amount - self.fee
    }
}

impl Object for Transaction {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, books: &Books) -> Value {
        let mut fees = Vec::new();
        if self.fee != 0 {
            let description = if self.category == "dispute" { "Dispute fee" } else { "Stripe processing fees" };
            fees.push(json!({ "amount": self.fee, "application": null, "currency": self.currency, "description": description, "type": "stripe_fee" }));
        }
        json!({
            "id": self.id,
            "object": "balance_transaction",
            "amount": self.amount,
            "available_on": self.available_on,
            "balance_type": "payments",
            "created": self.created,
            "currency": self.currency,
            "description": self.description,
            "exchange_rate": null,
            "fee": self.fee,
            "fee_details": fees,
            "net": self.net(),
            "reporting_category": self.category,
            "source": self.source,
            "status": if self.available_on <= books.now { "available" } else { "pending" },
            "type": self.kind,
        })
    }
}

impl Object for Payout {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, _: &Books) -> Value {
        json!({
            "id": self.id,
            "object": "payout",
            "amount": self.amount,
            "arrival_date": self.arrival,
            "automatic": self.automatic,
            "balance_transaction": self.transaction,
            "created": self.created,
            "currency": self.currency,
            "description": self.description,
            "destination": "ba_1PretendBankOfTheTill00",
            "failure_balance_transaction": null,
            "failure_code": null,
            "failure_message": null,
            "livemode": self.live,
            "metadata": self.metadata,
            "method": "standard",
            "original_payout": null,
            "reconciliation_status": if self.automatic { "completed" } else { "not_applicable" },
            "reversed_by": null,
            "source_type": "card",
            "statement_descriptor": self.statement_descriptor,
            "status": if self.paid { "paid" } else { "in_transit" },
            "type": "bank_account",
        })
    }
}

/// Money that moves: how much, what it costs, and why.
pub struct Move<'a> {
    pub kind: &'static str,
    pub category: &'static str,
    pub currency: &'a str,
    pub amount: i64,
    pub fee: i64,
    pub source: &'a str,
    pub description: Option<String>,
}

impl Books {
    pub fn enter(&mut self, this: Move<'_>) -> String {
        let id = self.id("txn_");
        // What comes in waits; what goes out goes at once.
        let wait = if this.amount > 0 { PENDING_DAYS * DAY } else { 0 };
        let transaction = Transaction {
            id: id.clone(),
            created: self.now,
            available_on: self.now + wait,
            currency: this.currency.to_owned(),
            amount: this.amount,
            fee: this.fee,
            kind: this.kind,
            category: this.category,
            description: this.description,
            source: Some(this.source.to_owned()),
            payout: None,
        };
        self.transactions.put(&id, transaction);
        id
    }

    /// Available and pending, by currency.
    pub fn balance(&self) -> BTreeMap<String, (i64, i64)> {
        let mut sums: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for transaction in self.transactions.iter() {
            let sum = sums.entry(transaction.currency.clone()).or_default();
            if transaction.available_on <= self.now { sum.0 += transaction.net() } else { sum.1 += transaction.net() }
        }
        sums
    }

    /// The bank's own payout: all that is available in a currency, with the transactions that are in it.
    pub fn pay_out(&mut self, currency: &str) -> Outcome {
        let available = self.balance().get(currency).map_or(0, |sum| sum.0);
        if available <= 0 {
            return Err(Refusal::coded("balance_insufficient", format!("There is nothing to pay out in {currency}.")));
        }
        let now = self.now;
        let id = self.new_payout(currency, available, true);
        for transaction in self.transactions.iter_mut().filter(|t| t.currency == currency && t.available_on <= now && t.payout.is_none()) {
            transaction.payout = Some(id.clone());
        }
        let json = retrieve_payout(self, &id)?;
        self.tell("payout.created", json.clone());
        Ok(json)
    }

    fn new_payout(&mut self, currency: &str, amount: i64, automatic: bool) -> String {
        let id = self.id("po_");
        let description = Some("STRIPE PAYOUT".to_owned());
        let transaction = self.enter(Move {
            kind: "payout",
            category: "payout",
            currency,
            amount: -amount,
            fee: 0,
            source: &id,
            description: description.clone(),
        });
        let payout = Payout {
            id: id.clone(),
            created: self.now,
            arrival: self.now + ARRIVAL_DAYS * DAY,
            amount,
            currency: currency.to_owned(),
            automatic,
            paid: false,
            transaction,
            description,
            statement_descriptor: None,
            metadata: Metadata::new(),
            live: self.live,
        };
        self.agenda.add(payout.arrival, Task::Arrive(id.clone()));
        self.payouts.put(&id, payout);
        id
    }

    pub fn payout_arrives(&mut self, id: &str) {
        if let Some(payout) = self.payouts.get_mut(id) {
            payout.paid = true;
        }
        if let Ok(json) = retrieve_payout(self, id) {
            self.tell("payout.paid", json);
        }
    }
}

pub fn retrieve(books: &Books) -> Outcome {
    let sums = books.balance();
    let rows = |of: fn(&(i64, i64)) -> i64| -> Vec<Value> {
        sums.iter().map(|(currency, sum)| json!({ "amount": of(sum), "currency": currency, "source_types": { "card": of(sum) } })).collect()
    };
    Ok(json!({ "object": "balance", "available": rows(|sum| sum.0), "livemode": books.live, "pending": rows(|sum| sum.1) }))
}

pub fn retrieve_transaction(books: &Books, id: &str) -> Outcome {
    Ok(books.transactions.get(id).ok_or_else(|| Refusal::no_such("balance transaction", id, "id"))?.json(books))
}

pub fn list_transactions(books: &Books, params: &Params) -> Outcome {
    let (payout, source) = (params.get("payout"), params.get("source"));
    let (kind, currency) = (params.get("type"), params.get("currency"));
    if let Some(id) = payout
        && !books.payouts.get(id).ok_or_else(|| Refusal::no_such("payout", id, "payout"))?.automatic
    {
        return Err(
            Refusal::invalid("Balance transaction history can only be filtered on automatic transfers, not manual.").param("payout")
        );
    }
    let fits = |t: &Transaction| {
        payout.is_none_or(|p| t.payout.as_deref() == Some(p))
            && source.is_none_or(|s| t.source.as_deref() == Some(s))
            && kind.is_none_or(|k| t.kind == k)
            && currency.is_none_or(|c| t.currency == c)
    };
    answer::list(books, &books.transactions, params, "/v1/balance_transactions", fits)
}

pub fn create_payout(books: &mut Books, params: &Params) -> Outcome {
    let currency = super::prices::known_currency(params, "currency")?;
    let amount = params.integer("amount")?.ok_or_else(|| Refusal::missing("amount"))?;
    let metadata = params.metadata("metadata", &Metadata::new())?;
    if amount < 1 {
        return Err(Refusal::coded("parameter_invalid_integer", "Invalid positive integer").param("amount"));
    }
    if amount > books.balance().get(&currency).map_or(0, |sum| sum.0) {
        let message = "You have insufficient funds in your Stripe account for this transfer.";
        return Err(Refusal::coded("balance_insufficient", message));
    }
    let id = books.new_payout(&currency, amount, false);
    if let Some(payout) = books.payouts.get_mut(&id) {
        payout.metadata = metadata;
        payout.statement_descriptor = params.get("statement_descriptor").map(str::to_owned);
        if let Some(description) = params.get("description") {
            payout.description = Some(description.to_owned());
        }
    }
    let json = retrieve_payout(books, &id)?;
    books.tell("payout.created", json.clone());
    Ok(json)
}

pub fn retrieve_payout(books: &Books, id: &str) -> Outcome {
    Ok(books.payouts.get(id).ok_or_else(|| Refusal::no_such("payout", id, "id"))?.json(books))
}

pub fn list_payouts(books: &Books, params: &Params) -> Outcome {
    let status = params.one_of("status", &["pending", "paid", "failed", "canceled", "in_transit"])?;
    let fits = |payout: &Payout| status.is_none_or(|s| s == if payout.paid { "paid" } else { "in_transit" });
    answer::list(books, &books.payouts, params, "/v1/payouts", fits)
}
