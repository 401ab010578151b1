//! Refunds, whole or in part.

use serde_json::{Value, json};

use super::balance::Move;
use super::{Books, Metadata, Object, Outcome, Params, Refusal, answer};
use crate::currency;

#[derive(Clone, Debug)]
pub struct Refund {
    id: String,
    created: i64,
    pub amount: i64,
    currency: String,
    pub charge: String,
    intent: String,
    reason: Option<String>,
    transaction: String,
    metadata: Metadata,
}

impl Object for Refund {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, _: &Books) -> Value {
        json!({
            "id": self.id,
            "object": "refund",
            "amount": self.amount,
            "balance_transaction": self.transaction,
            "charge": self.charge,
            "created": self.created,
            "currency": self.currency,
            "destination_details": { "card": { "reference": null, "reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund" }, "type": "card" },
            "metadata": self.metadata,
            "payment_intent": self.intent,
            "reason": self.reason,
            "receipt_number": null,
            "source_transfer_reversal": null,
            "status": "succeeded",
            "transfer_reversal": null,
        })
    }
}

pub fn create(books: &mut Books, params: &Params) -> Outcome {
    let charge = charge_of(books, params)?;
    let reason = params.one_of("reason", &["duplicate", "fraudulent", "requested_by_customer"])?.map(str::to_owned);
    let metadata = params.metadata("metadata", &Metadata::new())?;
    let Some(found) = books.charges.get(&charge).cloned() else { return Err(Refusal::no_such("charge", &charge, "charge")) };
    let left = found.amount - found.refunded;
    if !found.paid() {
        return Err(Refusal::invalid(format!("Charge {charge} was not paid, so it cannot be refunded.")));
    }
    if found.disputed {
        return Err(Refusal::coded("charge_disputed", format!("Charge {charge} has been charged back; cannot issue a refund.")));
    }
    if left == 0 {
        return Err(Refusal::coded("charge_already_refunded", format!("Charge {charge} has already been refunded.")));
    }
    let amount = params.integer("amount")?.unwrap_or(left);
    if amount < 1 {
        return Err(Refusal::coded("parameter_invalid_integer", "Invalid positive integer").param("amount"));
    }
    if amount > left {
        let (asked, left) = (currency::shown(&found.currency, amount), currency::shown(&found.currency, left));
        return Err(
            Refusal::invalid(format!("Refund amount ({asked}) is greater than unrefunded amount on charge ({left})")).param("amount")
        );
    }
    let id = books.id("re_");
    let description = Some("REFUND FOR CHARGE".to_owned());
    let transaction = books.enter(Move {
        kind: "refund",
        category: "refund",
        currency: &found.currency,
        amount: -amount,
        fee: 0,
        source: &id,
        description,
    });
    let refund = Refund {
        id: id.clone(),
        created: books.now,
        amount,
        currency: found.currency,
        charge: charge.clone(),
        intent: found.intent,
        reason,
        transaction,
        metadata,
    };
    let json = refund.json(books);
    books.refunds.put(&id, refund);
    if let Some(charge) = books.charges.get_mut(&charge) {
        charge.refunded += amount;
    }
    if let Some(charge) = books.charges.get(&charge).map(|charge| charge.json(books)) {
        books.tell_change("charge.refunded", charge, Some(json!({ "amount_refunded": found.refunded, "refunded": false })));
    }
    books.tell("refund.created", json.clone());
    Ok(json)
}

fn charge_of(books: &Books, params: &Params) -> Result<String, Refusal> {
    match (params.get("charge"), params.get("payment_intent")) {
        (Some(charge), None) => Ok(charge.to_owned()),
        (None, Some(id)) => {
            let intent = books.intents.get(id).ok_or_else(|| Refusal::no_such("payment_intent", id, "payment_intent"))?;
            intent.latest_charge.clone().ok_or_else(|| Refusal::invalid("This PaymentIntent does not have a successful charge to refund."))
        }
        (None, None) => Err(Refusal::missing("payment_intent")),
        (Some(_), Some(_)) => Err(Refusal::invalid("You may only specify one of these parameters: charge, payment_intent.")),
    }
}

pub fn retrieve(books: &Books, id: &str) -> Outcome {
    Ok(books.refunds.get(id).ok_or_else(|| Refusal::no_such("refund", id, "id"))?.json(books))
}

pub fn update(books: &mut Books, id: &str, params: &Params) -> Outcome {
    let refund = books.refunds.get_mut(id).ok_or_else(|| Refusal::no_such("refund", id, "id"))?;
    refund.metadata = params.metadata("metadata", &refund.metadata)?;
    let json = retrieve(books, id)?;
    books.tell("refund.updated", json.clone());
    Ok(json)
}

pub fn list(books: &Books, params: &Params) -> Outcome {
    let (charge, intent) = (params.get("charge"), params.get("payment_intent"));
    let fits = |refund: &Refund| charge.is_none_or(|c| refund.charge == c) && intent.is_none_or(|i| refund.intent == i);
    answer::list(books, &books.refunds, params, "/v1/refunds", fits)
}
