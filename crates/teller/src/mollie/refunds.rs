//! Refunds and chargebacks: money that goes back.

use serde_json::{Value, json};

use super::balances::Move;
use super::payments::Status;
use super::{Books, Outcome, Refusal, documentation, money, read_money, text};
use crate::clock::iso;

#[derive(Clone, Debug)]
pub struct Refund {
    pub id: String,
    created: i64,
    pub amount: i64,
    currency: String,
    pub payment: String,
    description: String,
    metadata: Value,
}

#[derive(Clone, Debug)]
pub struct Chargeback {
    pub id: String,
    created: i64,
    amount: i64,
    currency: String,
    pub payment: String,
}

impl Refund {
    pub fn json(&self, books: &Books) -> Value {
        json!({
            "resource": "refund",
            "id": self.id,
            "mode": books.mode(),
            "description": self.description,
            "amount": money(&self.currency, self.amount),
            "metadata": self.metadata,
            "paymentId": self.payment,
            "status": "refunded",
            "createdAt": iso(self.created),
            "_links": {
                "self": books.link(&format!("payments/{}/refunds/{}", self.payment, self.id)),
                "payment": books.link(&format!("payments/{}", self.payment)),
                "documentation": documentation("get-refund"),
            },
        })
    }
}

impl Chargeback {
    pub fn json(&self, books: &Books) -> Value {
        json!({
            "resource": "chargeback",
            "id": self.id,
            "amount": money(&self.currency, self.amount),
            "createdAt": iso(self.created),
            "paymentId": self.payment,
            "reason": { "code": "AC01", "description": "Account identifier incorrect (i.e. invalid IBAN)" },
            "reversedAt": null,
            "_links": {
                "self": books.link(&format!("payments/{}/chargebacks/{}", self.payment, self.id)),
                "payment": books.link(&format!("payments/{}", self.payment)),
                "documentation": documentation("get-chargeback"),
            },
        })
    }
}

pub fn create(books: &mut Books, payment: &str, body: &Value) -> Outcome {
    let found = books.payment(payment)?.clone();
    let (currency, amount) = read_money(body, "amount")?;
    if found.status != Status::Paid {
        return Err(Refusal::cannot("The payment cannot be refunded in its present status"));
    }
    if currency != found.currency {
        return Err(Refusal::field("amount.currency", "The currency of the refund must be that of the payment"));
    }
    if found.remaining() == 0 {
        return Err(Refusal::conflict("The payment has already been refunded"));
    }
    if amount > found.remaining() {
        return Err(Refusal::field("amount", "The amount is higher than the maximum"));
    }
    let id = books.chance.id("re_", 10);
    let refund = Refund {
        id: id.clone(),
        created: books.now,
        amount,
        currency: currency.clone(),
        payment: payment.to_owned(),
        description: text(body, "description").unwrap_or_else(|| found.description.clone()),
        metadata: body.get("metadata").cloned().unwrap_or(Value::Null),
    };
    books.enter(Move { kind: "refund", currency: &currency, amount: -amount, fee: 0, payment });
    let json = refund.json(books);
    books.refunds.put(&id, refund);
    if let Some(payment) = books.payments.get_mut(payment) {
        payment.refunded += amount;
    }
    books.call_webhook(payment);
    Ok((201, json))
}

pub fn retrieve(books: &Books, payment: &str, id: &str) -> Outcome {
    let refund = books.refunds.get(id).filter(|refund| refund.payment == payment).ok_or_else(|| Refusal::no_such("refund", id))?;
    Ok((200, refund.json(books)))
}

impl Books {
    /// The payer's bank takes back what is left of a payment, for a fee.
    pub fn charge_back(&mut self, payment: &str) -> Outcome {
        let found = self.payment(payment)?.clone();
        let amount = found.remaining();
        if amount == 0 {
            return Err(Refusal::cannot("There is nothing left of this payment to charge back"));
        }
        let id = self.chance.id("chb_", 10);
        let chargeback =
            Chargeback { id: id.clone(), created: self.now, amount, currency: found.currency.clone(), payment: payment.to_owned() };
        self.enter(Move { kind: "chargeback", currency: &found.currency, amount: -amount, fee: super::balances::CHARGEBACK_FEE, payment });
        let json = chargeback.json(self);
        self.chargebacks.put(&id, chargeback);
        if let Some(payment) = self.payments.get_mut(payment) {
            payment.charged_back += amount;
        }
        self.call_webhook(payment);
        Ok((200, json))
    }
}

pub fn retrieve_chargeback(books: &Books, payment: &str, id: &str) -> Outcome {
    let found =
        books.chargebacks.get(id).filter(|chargeback| chargeback.payment == payment).ok_or_else(|| Refusal::no_such("chargeback", id))?;
    Ok((200, found.json(books)))
}
