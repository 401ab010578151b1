//! Charges: each attempt to take money from a card.

use serde_json::{Value, json};

use super::balance::Move;
use super::{Books, DESCRIPTOR, Metadata, Object, Outcome, Params, Refusal, answer, search};
use crate::cards::Then;
use crate::currency;

#[derive(Clone, Debug)]
pub struct Charge {
    id: String,
    created: i64,
    pub amount: i64,
    pub refunded: i64,
    pub currency: String,
    pub customer: Option<String>,
    pub intent: String,
    pub method: String,
    pub metadata: Metadata,
    description: Option<String>,
    suffix: Option<String>,
    transaction: Option<String>,
    /// Code, decline code, message; `None` when it was paid.
    failure: Option<(&'static str, Option<&'static str>, &'static str)>,
    pub disputed: bool,
    /// The holder answered the bank.
    answered: bool,
    live: bool,
}

impl Charge {
    pub fn paid(&self) -> bool {
        self.failure.is_none()
    }

    fn statement(&self) -> String {
        match &self.suffix {
            Some(suffix) => format!("{DESCRIPTOR}* {suffix}"),
            None => DESCRIPTOR.to_owned(),
        }
    }

    fn outcome(&self) -> Value {
        let paid = self.paid();
        json!({
            "advice_code": null,
            "network_advice_code": null,
            "network_decline_code": null,
            "network_status": if paid { "approved_by_network" } else { "declined_by_network" },
            "reason": self.failure.map(|(code, decline, _)| decline.unwrap_or(code)),
            "risk_level": "normal",
            "risk_score": 20,
            "seller_message": if paid { "Payment complete." } else { "The bank did not return any further details with this decline." },
            "type": if paid { "authorized" } else { "issuer_declined" },
        })
    }

    fn card(&self, books: &Books) -> Value {
        let (last4, country) = books.methods.get(&self.method).map_or(("0000", "US"), |method| (method.last4(), method.card.country));
        let secure = self
            .answered
            .then(|| json!({ "authentication_flow": "challenge", "result": "authenticated", "result_reason": null, "version": "2.2.0", "exemption_indicator": null }));
        json!({
            "type": "card",
            "card": {
                "amount_authorized": if self.paid() { Some(self.amount) } else { None },
                "authorization_code": null,
                "brand": "visa",
                "checks": { "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass" },
                "country": country,
                "exp_month": 12,
                "exp_year": 2099,
                "fingerprint": format!("Pretend{last4}"),
                "funding": "credit",
                "installments": null,
                "last4": last4,
                "mandate": null,
                "network": "visa",
                "three_d_secure": secure,
                "wallet": null,
            },
        })
    }
}

impl Object for Charge {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, books: &Books) -> Value {
        let billing = books.methods.get(&self.method).map(|method| method.billing_details());
        json!({
            "id": self.id,
            "object": "charge",
            "amount": self.amount,
            "amount_captured": if self.paid() { self.amount } else { 0 },
            "amount_refunded": self.refunded,
            "application": null,
            "application_fee": null,
            "application_fee_amount": null,
            "balance_transaction": self.transaction,
            "billing_details": billing,
            "calculated_statement_descriptor": self.statement(),
            "captured": self.paid(),
            "created": self.created,
            "currency": self.currency,
            "customer": self.customer,
            "description": self.description,
            "disputed": self.disputed,
            "failure_balance_transaction": null,
            "failure_code": self.failure.map(|(code, _, _)| code),
            "failure_message": self.failure.map(|(_, _, message)| message),
            "fraud_details": {},
            "livemode": self.live,
            "metadata": self.metadata,
            "on_behalf_of": null,
            "outcome": self.outcome(),
            "paid": self.paid(),
            "payment_intent": self.intent,
            "payment_method": self.method,
            "payment_method_details": self.card(books),
            "receipt_email": null,
            "receipt_number": null,
            "receipt_url": null,
            "refunded": self.refunded == self.amount,
            "review": null,
            "shipping": null,
            "source_transfer": null,
            "statement_descriptor": null,
            "statement_descriptor_suffix": self.suffix,
            "status": if self.paid() { "succeeded" } else { "failed" },
            "transfer_data": null,
            "transfer_group": null,
        })
    }
}

impl Books {
    /// Asks the bank for the money of an intent. Gives the charge, paid or declined, and notes what follows from it.
    pub fn charge(&mut self, intent: &str, method: &str, answered: bool) -> Option<String> {
        let card = self.methods.get(method)?.card;
        let id = self.id("ch_");
        let intent = self.intents.get(intent)?.clone();
        let mut charge = Charge {
            id: id.clone(),
            created: self.now,
            amount: intent.amount,
            refunded: 0,
            currency: intent.currency.clone(),
            customer: intent.customer.clone(),
            intent: intent.id().to_owned(),
            method: method.to_owned(),
            metadata: intent.metadata.clone(),
            description: intent.description.clone(),
            suffix: intent.suffix.clone(),
            transaction: None,
            failure: card.decline,
            disputed: false,
            answered,
            live: self.live,
        };
        if charge.paid() {
            charge.transaction = Some(self.enter(Move {
                kind: "charge",
                category: "charge",
                currency: &charge.currency,
                amount: charge.amount,
                fee: currency::fee(charge.amount, 290, 30),
                source: &id,
                description: charge.description.clone(),
            }));
        }
        let (kind, json) = (if charge.paid() { "charge.succeeded" } else { "charge.failed" }, charge.json(self));
        self.charges.put(&id, charge);
        self.tell(kind, json);
        Some(id)
    }

    /// What the holder's bank does by itself after a payment with such a card.
    pub fn aftermath(&mut self, charge: &str) {
        let Some(method) = self.charges.get(charge).and_then(|c| self.methods.get(&c.method)) else { return };
        match method.card.then {
            Then::Nothing => {}
            Then::Dispute => drop(self.open_dispute(charge, "fraudulent")),
            Then::Warning => drop(self.warn_of_fraud(charge)),
        }
    }
}

pub fn retrieve(books: &Books, id: &str) -> Outcome {
    Ok(books.charges.get(id).ok_or_else(|| Refusal::no_such("charge", id, "id"))?.json(books))
}

pub fn list(books: &Books, params: &Params) -> Outcome {
    let (customer, intent) = (params.get("customer"), params.get("payment_intent"));
    let fits = |c: &Charge| customer.is_none_or(|id| c.customer.as_deref() == Some(id)) && intent.is_none_or(|id| c.intent == id);
    answer::list(books, &books.charges, params, "/v1/charges", fits)
}

pub fn find(books: &Books, params: &Params) -> Outcome {
    let query = search::Query::read(params)?;
    let status = |c: &Charge| if c.paid() { "succeeded" } else { "failed" };
    let all = books
        .charges
        .iter()
        .rev()
        .filter(|c| query.fits(&c.metadata, &[("status", Some(status(c))), ("customer", c.customer.as_deref())]))
        .collect();
    answer::found(books, all, params, "/v1/charges/search")
}
