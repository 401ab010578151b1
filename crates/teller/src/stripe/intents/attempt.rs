//! An intent is tried: the bank pays, declines or asks.

use serde_json::json;

use super::{Attempt, Intent, New, Status};
use crate::cards::Asks;
use crate::stripe::{Books, Object, Refusal};

pub(super) const SCA: (&str, Option<&str>, &str) =
    ("authentication_required", Some("authentication_required"), "Your card was declined. This transaction requires authentication.");
const NOT_ANSWERED: (&str, Option<&str>, &str) = (
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
);

impl Books {
    pub fn new_intent(&mut self, new: New) -> String {
        let id = self.id("pi_");
        let challenge = if new.challenge.is_empty() { format!("{}/answer/{id}", self.url) } else { new.challenge };
        let intent = Intent {
            id: id.clone(),
            created: self.now,
            secret: self.chance.id(&format!("{id}_secret_"), 25),
            amount: new.amount,
            currency: new.currency,
            status: Status::NeedsMethod,
            customer: new.customer,
            method: None,
            latest_charge: None,
            last_error: None,
            failed_method: None,
            metadata: new.metadata,
            description: new.description,
            suffix: new.suffix,
            future: new.future,
            automatic: new.automatic,
            canceled_at: None,
            cancellation_reason: None,
            challenge,
            live: self.live,
        };
        let json = intent.json(self);
        self.intents.put(&id, intent);
        self.tell("payment_intent.created", json);
        id
    }

    /// Tries to pay an intent with a method. `answered`: the holder has just approved it at their bank.
    pub fn attempt(&mut self, id: &str, method: &str, answered: bool) -> Attempt {
        let Some((card, set_up)) = self.methods.get(method).map(|m| (m.card, m.set_up)) else { return Attempt::Declined };
        let asks = match card.asks {
            Asks::Never => false,
            Asks::Once => !answered && !set_up,
            Asks::Always => !answered,
        };
        if asks {
            self.change(id, |intent| {
                intent.status = Status::NeedsAnswer;
                intent.method = Some(method.to_owned());
            });
            self.tell_of_intent("payment_intent.requires_action", id);
            return Attempt::Asks;
        }
        let charge = self.charge(id, method, answered);
        let paid = charge.as_ref().and_then(|charge| self.charges.get(charge)).is_some_and(|charge| charge.paid());
        if !paid {
            self.change(id, |intent| intent.latest_charge.clone_from(&charge));
            self.refuse_intent(id, method, card.decline.unwrap_or(NOT_ANSWERED));
            return Attempt::Declined;
        }
        self.change(id, |intent| {
            intent.status = Status::Succeeded;
            intent.method = Some(method.to_owned());
            intent.latest_charge.clone_from(&charge);
            intent.last_error = None;
        });
        if answered && let Some(method) = self.methods.get_mut(method) {
            method.set_up = true;
        }
        self.tell_of_intent("payment_intent.succeeded", id);
        if let Some(charge) = charge {
            self.aftermath(&charge);
        }
        Attempt::Paid
    }

    /// The holder did not approve.
    pub fn answer_failed(&mut self, id: &str) {
        let method = self.intents.get(id).and_then(|intent| intent.method.clone()).unwrap_or_default();
        self.refuse_intent(id, &method, NOT_ANSWERED);
    }

    pub(super) fn refuse_intent(&mut self, id: &str, method: &str, error: (&'static str, Option<&'static str>, &'static str)) {
        self.change(id, |intent| {
            intent.status = Status::NeedsMethod;
            intent.method = None;
            intent.failed_method = Some(method.to_owned());
            intent.last_error = Some(error);
        });
        self.tell_of_intent("payment_intent.payment_failed", id);
    }

    pub fn cancel_intent(&mut self, id: &str, reason: &str) {
        let now = self.now;
        self.change(id, |intent| {
            intent.status = Status::Canceled;
            intent.canceled_at = Some(now);
            intent.cancellation_reason = Some(reason.to_owned());
        });
        self.tell_of_intent("payment_intent.canceled", id);
    }

    pub(super) fn change(&mut self, id: &str, how: impl FnOnce(&mut Intent)) {
        if let Some(intent) = self.intents.get_mut(id) {
            how(intent);
        }
    }

    fn tell_of_intent(&mut self, kind: &str, id: &str) {
        if let Some(json) = self.intents.get(id).map(|intent| intent.json(self)) {
            self.tell(kind, json);
        }
    }

    /// The error of a declined intent, as a call is answered with it.
    pub fn decline(&self, id: &str) -> Refusal {
        let Some(intent) = self.intents.get(id) else { return Refusal::api(500) };
        let (code, decline, message) = intent.last_error.unwrap_or(NOT_ANSWERED);
        let mut refusal =
            Refusal::card(code, message).with("charge", json!(intent.latest_charge)).with("payment_intent", intent.json(self));
        if let Some(decline) = decline {
            refusal = refusal.with("decline_code", json!(decline));
        }
        refusal
    }
}
