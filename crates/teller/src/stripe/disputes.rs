//! Disputes and early warnings of fraud: what the holder's bank starts.

use serde_json::{Value, json};

use super::balance::Move;
use super::{Books, Metadata, Object, Outcome, Params, Refusal, answer};
use crate::clock::DAY;

/// What a dispute costs, in minor units, however it ends.
pub const FEE: i64 = 1500;
/// How long one may answer.
const DUE_DAYS: i64 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    NeedsResponse,
    UnderReview,
    Won,
    Lost,
}

#[derive(Clone, Debug)]
pub struct Dispute {
    id: String,
    created: i64,
    amount: i64,
    currency: String,
    charge: String,
    intent: String,
    reason: String,
    status: Status,
    transactions: Vec<String>,
    evidence: Option<String>,
    metadata: Metadata,
    live: bool,
}

#[derive(Clone, Debug)]
pub struct Warning {
    id: String,
    created: i64,
    charge: String,
    intent: String,
    live: bool,
}

impl Dispute {
    fn submitted(&self) -> bool {
        self.status != Status::NeedsResponse && self.evidence.is_some()
    }
}

impl Object for Dispute {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, books: &Books) -> Value {
        let transactions: Vec<Value> =
            self.transactions.iter().filter_map(|id| books.transactions.get(id)).map(|t| t.json(books)).collect();
        json!({
            "id": self.id,
            "object": "dispute",
            "amount": self.amount,
            "balance_transactions": transactions,
            "charge": self.charge,
            "created": self.created,
            "currency": self.currency,
            "enhanced_eligibility_types": [],
            "evidence": { "enhanced_evidence": {}, "uncategorized_text": self.evidence },
            "evidence_details": {
                "due_by": self.created + DUE_DAYS * DAY,
                "enhanced_eligibility": {},
                "has_evidence": self.evidence.is_some(),
                "past_due": books.now > self.created + DUE_DAYS * DAY,
                "submission_count": u8::from(self.submitted()),
                "submission_method": if self.submitted() { "manual" } else { "not_submitted" },
            },
            "is_charge_refundable": false,
            "livemode": self.live,
            "metadata": self.metadata,
            "payment_intent": self.intent,
            "payment_method_details": { "card": { "brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "10.4" }, "type": "card" },
            "reason": self.reason,
            "status": match self.status {
                Status::NeedsResponse => "needs_response",
                Status::UnderReview => "under_review",
                Status::Won => "won",
                Status::Lost => "lost",
            },
        })
    }
}

impl Object for Warning {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, books: &Books) -> Value {
        let refunded = books.charges.get(&self.charge).is_some_and(|c| c.refunded == c.amount || c.disputed);
        json!({
            "id": self.id,
            "object": "radar.early_fraud_warning",
            "actionable": !refunded,
            "charge": self.charge,
            "created": self.created,
            "fraud_type": "made_with_stolen_card",
            "livemode": self.live,
            "payment_intent": self.intent,
        })
    }
}

impl Books {
    /// The holder disputes what is left of a charge; the money and a fee are gone until it is won.
    pub fn open_dispute(&mut self, charge: &str, reason: &str) -> Outcome {
        let found = self.charges.get(charge).ok_or_else(|| Refusal::no_such("charge", charge, "charge"))?.clone();
        let amount = found.amount - found.refunded;
        if !found.paid() || found.disputed || amount == 0 {
            return Err(Refusal::invalid("This charge cannot be disputed: it was not paid, is refunded, or is disputed already."));
        }
        let id = self.id("du_");
        let description = Some(format!("Chargeback withdrawal for {charge}"));
        let transaction = self.enter(Move {
            kind: "adjustment",
            category: "dispute",
            currency: &found.currency,
            amount: -amount,
            fee: FEE,
            source: &id,
            description,
        });
        let dispute = Dispute {
            id: id.clone(),
            created: self.now,
            amount,
            currency: found.currency,
            charge: charge.to_owned(),
            intent: found.intent,
            reason: reason.to_owned(),
            status: Status::NeedsResponse,
            transactions: vec![transaction],
            evidence: None,
            metadata: Metadata::new(),
            live: self.live,
        };
        self.disputes.put(&id, dispute);
        if let Some(charge) = self.charges.get_mut(charge) {
            charge.disputed = true;
        }
        let json = retrieve(self, &id)?;
        self.tell("charge.dispute.created", json.clone());
        self.tell("charge.dispute.funds_withdrawn", json.clone());
        Ok(json)
    }

    /// The bank decides. Won money comes back; the fee does not.
    pub fn close_dispute(&mut self, id: &str, won: bool) -> Outcome {
        let dispute = self.disputes.get(id).ok_or_else(|| Refusal::no_such("dispute", id, "id"))?.clone();
        if matches!(dispute.status, Status::Won | Status::Lost) {
            return Err(Refusal::invalid("This dispute is already closed."));
        }
        let mut reversal = None;
        if won {
            let description = Some(format!("Chargeback reversal for {}", dispute.charge));
            let (amount, currency) = (dispute.amount, &dispute.currency);
            reversal = Some(self.enter(Move {
                kind: "adjustment",
                category: "dispute_reversal",
                currency,
                amount,
                fee: 0,
                source: id,
                description,
            }));
        }
        if let Some(dispute) = self.disputes.get_mut(id) {
            dispute.status = if won { Status::Won } else { Status::Lost };
            dispute.transactions.extend(reversal);
        }
        let json = retrieve(self, id)?;
        self.tell("charge.dispute.closed", json.clone());
        if won {
            self.tell("charge.dispute.funds_reinstated", json.clone());
        }
        Ok(json)
    }

    pub fn warn_of_fraud(&mut self, charge: &str) -> Outcome {
        let found = self.charges.get(charge).ok_or_else(|| Refusal::no_such("charge", charge, "charge"))?.clone();
        let id = self.id("issfr_");
        let warning = Warning { id: id.clone(), created: self.now, charge: charge.to_owned(), intent: found.intent, live: self.live };
        let json = warning.json(self);
        self.warnings.put(&id, warning);
        self.tell("radar.early_fraud_warning.created", json.clone());
        Ok(json)
    }
}

pub fn retrieve(books: &Books, id: &str) -> Outcome {
    Ok(books.disputes.get(id).ok_or_else(|| Refusal::no_such("dispute", id, "id"))?.json(books))
}

pub fn update(books: &mut Books, id: &str, params: &Params) -> Outcome {
    let submit = params.boolean("submit")?.unwrap_or(true);
    let dispute = books.disputes.get_mut(id).ok_or_else(|| Refusal::no_such("dispute", id, "id"))?;
    dispute.metadata = params.metadata("metadata", &dispute.metadata)?;
    if let Some(text) = params.get("evidence.uncategorized_text") {
        dispute.evidence = Some(text.to_owned());
        if submit && dispute.status == Status::NeedsResponse {
            dispute.status = Status::UnderReview;
        }
    }
    let json = retrieve(books, id)?;
    books.tell("charge.dispute.updated", json.clone());
    Ok(json)
}

/// The till gives in.
pub fn close(books: &mut Books, id: &str) -> Outcome {
    books.close_dispute(id, false)
}

pub fn list(books: &Books, params: &Params) -> Outcome {
    let (charge, intent) = (params.get("charge"), params.get("payment_intent"));
    let fits = |d: &Dispute| charge.is_none_or(|c| d.charge == c) && intent.is_none_or(|i| d.intent == i);
    answer::list(books, &books.disputes, params, "/v1/disputes", fits)
}

pub fn retrieve_warning(books: &Books, id: &str) -> Outcome {
    Ok(books.warnings.get(id).ok_or_else(|| Refusal::no_such("early fraud warning", id, "id"))?.json(books))
}

pub fn list_warnings(books: &Books, params: &Params) -> Outcome {
    let (charge, intent) = (params.get("charge"), params.get("payment_intent"));
    let fits = |w: &Warning| charge.is_none_or(|c| w.charge == c) && intent.is_none_or(|i| w.intent == i);
    answer::list(books, &books.warnings, params, "/v1/radar/early_fraud_warnings", fits)
}
