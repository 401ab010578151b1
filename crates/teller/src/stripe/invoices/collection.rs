//! An invoice is drawn up, made final, and collected, at once or after some attempts.

use super::{Invoice, InvoicePayment, Status};
use crate::clock::{DAY, HOUR};
use crate::config::AfterRetries;
use crate::stripe::agenda::Task;
use crate::stripe::intents::{self, Attempt};
use crate::stripe::subscriptions::Status as Standing;
use crate::stripe::{Books, Object};

impl Books {
    /// A draft for the period that a subscription is in.
    pub fn draft_invoice(&mut self, subscription: &str, reason: &'static str) -> String {
        let id = self.id("in_");
        let Some(s) = self.subscriptions.get(subscription).cloned() else { return id };
        let (unit_amount, currency) = self.prices.get(&s.price).map(|p| (p.unit_amount, p.currency.clone())).unwrap_or_default();
        let line = self.id("il_");
        let invoice = Invoice {
            id: id.clone(),
            line,
            created: self.now,
            customer: s.customer.clone(),
            subscription: subscription.to_owned(),
            item: s.item().to_owned(),
            price: s.price.clone(),
            quantity: s.quantity,
            amount: unit_amount * s.quantity,
            currency,
            status: Status::Draft,
            reason,
            number: None,
            start: s.start,
            end: s.end,
            intent: None,
            attempts: 0,
            // Stripe leaves a renewal's draft open for an hour.
            next: (reason == "subscription_cycle" && s.status != Standing::Unpaid).then_some(self.now + HOUR),
            finalized_at: None,
            settled_at: None,
            metadata_of_subscription: s.metadata.clone(),
            live: self.live,
        };
        let kept = s.pause.as_ref().is_some_and(|pause| pause.behavior == "keep_as_draft");
        if let Some(at) = invoice.next.filter(|_| !kept) {
            self.agenda.add(at, Task::Finalize(id.clone()));
        }
        let json = invoice.json(self);
        self.invoices.put(&id, invoice);
        self.tell("invoice.created", json);
        id
    }

    pub fn finalize_when_due(&mut self, id: &str, at: i64) {
        let Some(invoice) = self.invoices.get(id).filter(|i| i.status == Status::Draft && i.next == Some(at)).cloned() else { return };
        let subscription = self.subscriptions.get(&invoice.subscription);
        if subscription.is_none_or(|s| !s.is_alive()) {
            return;
        }
        let pause = subscription.and_then(|s| s.pause.as_ref()).map(|pause| pause.behavior.clone());
        self.finalize(id);
        match pause.as_deref() {
            Some("void") => self.settle(id, Status::Void, "invoice.voided"),
            Some("mark_uncollectible") => self.settle(id, Status::Uncollectible, "invoice.marked_uncollectible"),
            _ => {
                self.collect(id, None, false);
            }
        }
    }

    /// Makes a draft final: it has a number, and an intent that is to pay it.
    pub fn finalize(&mut self, id: &str) {
        let Some(invoice) = self.invoices.get(id).cloned() else { return };
        let description = if invoice.reason == "subscription_create" { "Subscription creation" } else { "Subscription update" };
        let intent = self.new_intent(intents::New {
            amount: invoice.amount,
            currency: invoice.currency,
            customer: Some(invoice.customer),
            description: Some(description.to_owned()),
            future: (invoice.reason == "subscription_create").then(|| "off_session".to_owned()),
            challenge: format!("{}/invoice/{id}/challenge", self.url),
            ..intents::New::default()
        });
        self.finalize_with(id, intent);
    }

    /// The invoice of a first period that was paid at a pay page.
    pub fn paid_invoice(&mut self, subscription: &str, intent: Option<&str>) -> String {
        let id = self.draft_invoice(subscription, "subscription_create");
        self.set_latest_invoice(subscription, &id);
        self.finalize_with(&id, intent.unwrap_or_default().to_owned());
        if let Some(invoice) = self.invoices.get_mut(&id) {
            invoice.attempts = 1;
        }
        self.collected(&id);
        id
    }

    fn finalize_with(&mut self, id: &str, intent: String) {
        let Some(invoice) = self.invoices.get(id).cloned() else { return };
        let number = format!("PRETEND-{:04}", self.invoices.iter().filter(|i| i.number.is_some()).count() + 1);
        let payment = InvoicePayment {
            id: self.id("inpay_"),
            created: self.now,
            invoice: id.to_owned(),
            intent: intent.clone(),
            amount: invoice.amount,
            currency: invoice.currency,
            paid_at: None,
            live: self.live,
        };
        let name = payment.id.clone();
        self.invoice_payments.put(&name, payment);
        let now = self.now;
        if let Some(invoice) = self.invoices.get_mut(id) {
            invoice.status = Status::Open;
            invoice.number = Some(number);
            invoice.finalized_at = Some(now);
            invoice.intent = Some(intent);
            invoice.next = None;
        }
        self.tell_of_invoice("invoice.finalized", id);
    }

    pub fn collect_when_due(&mut self, id: &str, at: i64) {
        if self.invoices.get(id).is_some_and(|i| i.status == Status::Open && i.next == Some(at)) {
            self.collect(id, None, false);
        }
    }

    /// Tries to collect an open invoice, with a method or with what the customer has left.
    pub fn collect(&mut self, id: &str, method: Option<&str>, answered: bool) -> Attempt {
        let Some(invoice) = self.invoices.get(id).filter(|i| i.status == Status::Open).cloned() else { return Attempt::Declined };
        let kept = self.subscriptions.get(&invoice.subscription).and_then(|s| s.method.clone());
        let method = method.map(str::to_owned).or(kept).or_else(|| self.method_of(&invoice.customer));
        let (Some(intent), Some(method)) = (invoice.intent, method) else { return Attempt::Declined };
        if let Some(invoice) = self.invoices.get_mut(id) {
            invoice.attempts += 1;
            invoice.next = None;
        }
        let attempt = self.attempt(&intent, &method, answered);
        match attempt {
            Attempt::Paid => self.collected(id),
            Attempt::Declined | Attempt::Asks => self.not_collected(id, attempt),
        }
        attempt
    }

    /// Marks an invoice as paid by its intent, which has succeeded.
    pub fn collected(&mut self, id: &str) {
        let now = self.now;
        let Some(invoice) = self.invoices.get_mut(id) else { return };
        invoice.status = Status::Paid;
        invoice.settled_at = Some(now);
        invoice.next = None;
        let subscription = invoice.subscription.clone();
        let payment = self.invoice_payments.iter_mut().find(|payment| payment.invoice == id);
        let payment = payment.map(|payment| {
            payment.paid_at = Some(now);
            payment.clone()
        });
        let latest = self.subscriptions.get(&subscription).and_then(|s| s.latest_invoice.as_deref()) == Some(id);
        if latest {
            self.change_subscription(&subscription, |s| {
                if s.is_alive() {
                    s.status = Standing::Active;
                }
            });
        }
        self.mark_customer(&subscription, false);
        self.tell_of_invoice("invoice.paid", id);
        self.tell_of_invoice("invoice.payment_succeeded", id);
        if let Some(payment) = payment {
            let json = payment.json(self);
            self.tell("invoice_payment.paid", json);
        }
    }

    /// An attempt failed: there is a next one, or the end that the rules say.
    fn not_collected(&mut self, id: &str, attempt: Attempt) {
        let Some(invoice) = self.invoices.get(id).cloned() else { return };
        let renewal = invoice.reason == "subscription_cycle";
        let wait = if renewal { self.retry_days.get(invoice.attempts as usize - 1).copied() } else { None };
        let next = wait.map(|days| self.now + days * DAY);
        if let Some(invoice) = self.invoices.get_mut(id) {
            invoice.next = next;
        }
        if let Some(at) = next {
            self.agenda.add(at, Task::Collect(id.to_owned()));
        }
        self.tell_of_invoice("invoice.payment_failed", id);
        if attempt == Attempt::Asks {
            self.tell_of_invoice("invoice.payment_action_required", id);
        }
        if !renewal {
            return;
        }
        self.mark_customer(&invoice.subscription, true);
        if self.subscriptions.get(&invoice.subscription).is_some_and(|s| s.status == Standing::Active) {
            self.change_subscription(&invoice.subscription, |s| s.status = Standing::PastDue);
        }
        if next.is_none() {
            match self.after_retries {
                AfterRetries::PastDue => {}
                AfterRetries::Unpaid => self.change_subscription(&invoice.subscription, |s| s.status = Standing::Unpaid),
                AfterRetries::Cancel => self.end_subscription(&invoice.subscription, "payment_failed"),
            }
        }
    }

    fn mark_customer(&mut self, subscription: &str, delinquent: bool) {
        let customer = self.subscriptions.get(subscription).map(|s| s.customer.clone());
        if let Some(customer) = customer.and_then(|id| self.customers.get_mut(&id)) {
            customer.delinquent = delinquent;
        }
    }

    /// Of a subscription that has ended, nothing is tried again.
    pub fn stop_collecting(&mut self, subscription: &str) {
        for invoice in self.invoices.iter_mut().filter(|i| i.subscription == subscription && i.status != Status::Paid) {
            invoice.next = None;
        }
    }

    pub(super) fn settle(&mut self, id: &str, status: Status, kind: &str) {
        let now = self.now;
        let Some(invoice) = self.invoices.get_mut(id) else { return };
        invoice.status = status;
        invoice.settled_at = Some(now);
        invoice.next = None;
        if let Some(intent) = invoice.intent.clone() {
            self.cancel_intent(&intent, "void_invoice");
        }
        self.tell_of_invoice(kind, id);
    }

    fn tell_of_invoice(&mut self, kind: &str, id: &str) {
        if let Some(json) = self.invoices.get(id).map(|invoice| invoice.json(self)) {
            self.tell(kind, json);
        }
    }
}
