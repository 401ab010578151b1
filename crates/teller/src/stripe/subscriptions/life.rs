//! A subscription begins, renews, changes and ends.

use serde_json::{Value, json};

use super::{New, Status, Subscription};
use crate::clock::{self, Unit};
use crate::stripe::agenda::Task;
use crate::stripe::{Books, Metadata, Object};

impl Books {
    pub fn new_subscription(&mut self, new: New, status: Status) -> String {
        let id = self.id("sub_");
        let (unit, count) = self.interval(&new.price);
        let subscription = Subscription {
            id: id.clone(),
            item: self.chance.id("si_", 14),
            created: self.now,
            customer: new.customer,
            price: new.price,
            quantity: new.quantity,
            status,
            anchor: self.now,
            periods: 1,
            start: self.now,
            end: clock::after(self.now, unit, count),
            method: new.method,
            latest_invoice: None,
            description: new.description,
            metadata: new.metadata,
            cancel_at_period_end: false,
            cancel_at: None,
            canceled_at: None,
            ended_at: None,
            reason: None,
            comment: None,
            feedback: None,
            pause: None,
            live: self.live,
        };
        self.agenda.add(subscription.end, Task::Renew(id.clone()));
        self.subscriptions.put(&id, subscription);
        id
    }

    fn interval(&self, price: &str) -> (Unit, i64) {
        self.prices.get(price).and_then(|price| price.recurring).unwrap_or((Unit::Month, 1))
    }

    /// The end of a period: the next begins with an invoice, or nothing begins.
    pub fn renew(&mut self, id: &str, at: i64) {
        let Some(found) = self.subscriptions.get(id).filter(|s| s.is_alive() && s.end == at).cloned() else { return };
        if found.cancel_at_period_end {
            return self.end_subscription(id, "cancellation_requested");
        }
        if found.status == Status::Incomplete {
            return;
        }
        let (unit, count) = self.interval(&found.price);
        let end = clock::after(found.anchor, unit, count * (found.periods + 1));
        if let Some(subscription) = self.subscriptions.get_mut(id) {
            subscription.start = at;
            subscription.end = end;
            subscription.periods += 1;
        }
        self.agenda.add(end, Task::Renew(id.to_owned()));
        let draft = self.draft_invoice(id, "subscription_cycle");
        self.set_latest_invoice(id, &draft);
        let previous = json!({ "items": { "data": [{ "current_period_end": found.end, "current_period_start": found.start }] }, "latest_invoice": found.latest_invoice });
        self.tell_of_subscription(id, previous);
    }

    pub fn cancel_when_due(&mut self, id: &str, at: i64) {
        if self.subscriptions.get(id).is_some_and(|s| s.is_alive() && s.cancel_at == Some(at)) {
            self.end_subscription(id, "cancellation_requested");
        }
    }

    pub fn resume_when_due(&mut self, id: &str, at: i64) {
        if self.subscriptions.get(id).and_then(|s| s.pause.as_ref()).is_some_and(|pause| pause.resumes_at == Some(at)) {
            self.change_subscription(id, |s| s.pause = None);
        }
    }

    pub fn set_latest_invoice(&mut self, id: &str, invoice: &str) {
        if let Some(subscription) = self.subscriptions.get_mut(id) {
            subscription.latest_invoice = Some(invoice.to_owned());
        }
    }

    /// Ends it now.
    pub fn end_subscription(&mut self, id: &str, reason: &'static str) {
        let now = self.now;
        if let Some(subscription) = self.subscriptions.get_mut(id) {
            subscription.status = Status::Canceled;
            subscription.ended_at = Some(now);
            subscription.canceled_at = subscription.canceled_at.or(Some(now));
            subscription.reason = Some(reason);
        }
        self.stop_collecting(id);
        if let Some(json) = self.subscriptions.get(id).map(|s| s.json(self)) {
            self.tell("customer.subscription.deleted", json);
        }
    }

    /// Changes a subscription and tells what was changed.
    pub fn change_subscription(&mut self, id: &str, how: impl FnOnce(&mut Subscription)) {
        let Some(before) = self.subscriptions.get(id).map(|s| s.json(self)) else { return };
        if let Some(subscription) = self.subscriptions.get_mut(id) {
            how(subscription);
        }
        let Some(after) = self.subscriptions.get(id).map(|s| s.json(self)) else { return };
        let changed: Metadata = match (&before, &after) {
            (Value::Object(before), Value::Object(after)) => before
                .iter()
                .filter(|(key, value)| after.get(*key) != Some(value))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
            _ => Metadata::new(),
        };
        if !changed.is_empty() {
            self.tell_change("customer.subscription.updated", after, Some(Value::Object(changed)));
        }
    }

    fn tell_of_subscription(&mut self, id: &str, previous: Value) {
        if let Some(json) = self.subscriptions.get(id).map(|s| s.json(self)) {
            self.tell_change("customer.subscription.updated", json, Some(previous));
        }
    }
}
