//! Balances and settlements: what came in, what it cost, what was paid out.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Books, Outcome, Refusal, money};
use crate::clock::{day, iso};
use crate::currency;

/// What a chargeback costs, in minor units.
pub const CHARGEBACK_FEE: i64 = 2500;

/// What a payment costs: hundredths of a percent, and minor units for each.
const SHARE: i64 = 180;
const FIXED: i64 = 25;

pub fn fee(amount: i64) -> i64 {
    currency::fee(amount, SHARE, FIXED)
}

#[derive(Clone, Debug)]
pub struct Transaction {
    pub id: String,
    created: i64,
    kind: &'static str,
    pub currency: String,
    pub amount: i64,
    pub fee: i64,
    /// The payment, or the settlement.
    about: String,
    settlement: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Settlement {
    pub id: String,
    created: i64,
    amount: i64,
    currency: String,
    number: usize,
    /// What came and went, and what it cost.
    revenue: i64,
    costs: i64,
}

/// Money that moves.
pub struct Move<'a> {
    pub kind: &'static str,
    pub currency: &'a str,
    pub amount: i64,
    pub fee: i64,
    pub payment: &'a str,
}

impl Transaction {
    pub fn net(&self) -> i64 {
        self.amount - self.fee
    }

    fn json(&self) -> Value {
        let context = match self.kind {
            "payment" => json!({ "payment": { "paymentId": self.about } }),
            "outgoing-transfer" => json!({ "outgoing-transfer": { "settlementId": self.about } }),
            other => json!({ other: { "paymentId": self.about } }),
        };
        json!({
            "resource": "balance_transaction",
            "id": self.id,
            "type": self.kind,
            "resultAmount": money(&self.currency, self.net()),
            "initialAmount": money(&self.currency, self.amount),
            "deductions": if self.fee == 0 { Value::Null } else { money(&self.currency, -self.fee) },
            "createdAt": iso(self.created),
            "context": context,
        })
    }
}

impl Settlement {
    pub fn json(&self, books: &Books) -> Value {
        json!({
            "resource": "settlement",
            "id": self.id,
            "reference": format!("{}.{}.01", day(self.created).strftime("%Y%m"), self.number),
            "createdAt": iso(self.created),
            "settledAt": iso(self.created),
            "status": "paidout",
            "amount": money(&self.currency, self.amount),
            "balanceId": balance_id(&self.currency),
            "periods": self.periods(),
            "_links": {
                "self": books.link(&format!("settlements/{}", self.id)),
                "payments": books.link(&format!("settlements/{}/payments", self.id)),
            },
        })
    }
}

impl Settlement {
    /// By year and month, as Mollie lists revenue and costs; here all of it stands in the month of the settlement.
    fn periods(&self) -> Value {
        let row = |description: &str, minor: i64| {
            json!({
                "description": description,
                "method": null,
                "count": 1,
                "amountNet": money(&self.currency, minor),
                "amountVat": null,
                "amountGross": money(&self.currency, minor),
            })
        };
        let mut costs = row("Transaction costs", self.costs);
        costs["rate"] = json!({ "fixed": money(&self.currency, FIXED), "percentage": format!("{}.{:02}", SHARE / 100, SHARE % 100) });
        let day = day(self.created);
        let month = json!({ "revenue": [row("Payments", self.revenue)], "costs": [costs] });
        json!({ day.strftime("%Y").to_string(): { day.strftime("%m").to_string(): month } })
    }
}

fn balance_id(currency: &str) -> String {
    format!("bal_pretend{}", currency.to_ascii_uppercase())
}

impl Books {
    pub fn enter(&mut self, this: Move<'_>) {
        let id = self.chance.id("baltr_", 16);
        let transaction = Transaction {
            id: id.clone(),
            created: self.now,
            kind: this.kind,
            currency: this.currency.to_owned(),
            amount: this.amount,
            fee: this.fee,
            about: this.payment.to_owned(),
            settlement: None,
        };
        self.transactions.put(&id, transaction);
    }

    pub fn balance(&self) -> BTreeMap<String, i64> {
        let mut sums = BTreeMap::new();
        for transaction in self.transactions.iter() {
            *sums.entry(transaction.currency.clone()).or_default() += transaction.net();
        }
        sums
    }

    /// Pays out every currency that has something to pay out.
    pub fn settle(&mut self) -> Vec<Value> {
        let mut settled = Vec::new();
        for (currency, amount) in self.balance() {
            if amount <= 0 {
                continue;
            }
            let id = self.chance.id("stl_", 10);
            let (mut payments, mut revenue, mut costs) = (Vec::new(), 0, 0);
            for transaction in self.transactions.iter_mut().filter(|t| t.currency == currency && t.settlement.is_none()) {
                transaction.settlement = Some(id.clone());
                payments.push((transaction.kind, transaction.about.clone()));
                revenue += transaction.amount;
                costs += transaction.fee;
            }
            for (_, payment) in payments.iter().filter(|(kind, _)| *kind == "payment") {
                if let Some(payment) = self.payments.get_mut(payment) {
                    payment.settlement = Some(id.clone());
                }
            }
            self.enter(Move { kind: "outgoing-transfer", currency: &currency, amount: -amount, fee: 0, payment: &id });
            if let Some(transfer) = self.transactions.iter_mut().next_back() {
                transfer.settlement = Some(id.clone());
            }
            let settlement = Settlement {
                id: id.clone(),
                created: self.now,
                amount,
                currency,
                number: self.settlements.iter().count() + 1,
                revenue,
                costs,
            };
            settled.push(settlement.json(self));
            self.settlements.put(&id, settlement);
        }
        settled
    }
}

fn json_of(books: &Books, currency: &str, sum: i64) -> Value {
    json!({
        "resource": "balance",
        "id": balance_id(currency),
        "mode": books.mode(),
        "createdAt": iso(books.transactions.iter().next().map_or(books.now, |first| first.created)),
        "currency": currency.to_ascii_uppercase(),
        "description": "Primary balance",
        "status": "active",
        "availableAmount": money(currency, sum),
        "pendingAmount": money(currency, 0),
        "transferFrequency": "daily",
        "_links": { "self": books.link(&format!("balances/{}", balance_id(currency))) },
    })
}

pub fn all(books: &Books) -> Vec<(String, Value)> {
    books.balance().iter().map(|(currency, sum)| (balance_id(currency), json_of(books, currency, *sum))).collect()
}

/// `primary` is that of euros.
pub fn retrieve(books: &Books, id: &str) -> Outcome {
    if id == "primary" {
        return Ok((200, json_of(books, "eur", books.balance().get("eur").copied().unwrap_or(0))));
    }
    let found = all(books).into_iter().find(|(theirs, _)| theirs == id).ok_or_else(|| Refusal::no_such("balance", id))?;
    Ok((200, found.1))
}

pub fn transactions(books: &Books, id: &str) -> Vec<(String, Value)> {
    let mine = |t: &&Transaction| balance_id(&t.currency) == id || id == "primary" && t.currency == "eur";
    books.transactions.iter().rev().filter(mine).map(|t| (t.id.clone(), t.json())).collect()
}
