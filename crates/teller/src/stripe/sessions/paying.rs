//! What a payer does at the pay page, and what comes of it.

use super::{Data, Session, Status};
use crate::cards::Card;
use crate::stripe::intents::{self, Attempt};
use crate::stripe::subscriptions::{New, Status as Standing};
use crate::stripe::{Books, Metadata, Object, methods};

impl Books {
    /// The payer presses “Pay”, with a card.
    pub fn pay_session(&mut self, id: &str, card: &'static Card, email: Option<&str>, name: Option<&str>) -> Option<Attempt> {
        let session = self.sessions.get(id).filter(|s| s.status == Status::Open)?.clone();
        let email = session.email.as_deref().or(email);
        let method = self.new_method(card, email, name);
        let details = Some((email.map(str::to_owned), name.map(str::to_owned)));
        let intent = self.session_intent(&session);
        self.change_session(id, |s| {
            s.details = details;
            s.intent = Some(intent.clone());
            s.asking = Some(method.clone());
        });
        Some(self.try_session(id, &intent, &method, false))
    }

    /// The holder answered the bank.
    pub fn answer_session(&mut self, id: &str, approved: bool) -> Option<Attempt> {
        let session = self.sessions.get(id).filter(|s| s.status == Status::Open)?;
        let (intent, method) = (session.intent.clone()?, session.asking.clone()?);
        if self.intents.get(&intent)?.status != intents::Status::NeedsAnswer {
            return None;
        }
        if !approved {
            self.answer_failed(&intent);
            return Some(Attempt::Declined);
        }
        Some(self.try_session(id, &intent, &method, true))
    }

    fn session_intent(&mut self, session: &Session) -> String {
        if let Some(intent) = &session.intent {
            return intent.clone();
        }
        let data = session.data.clone();
        self.new_intent(intents::New {
            amount: session.amount,
            currency: session.currency.clone(),
            customer: session.customer.clone(),
            metadata: if session.subscribes { Metadata::new() } else { data.metadata },
            description: if session.subscribes { Some("Subscription creation".to_owned()) } else { data.description },
            suffix: data.suffix,
            future: if session.subscribes { Some("off_session".to_owned()) } else { data.future },
            automatic: false,
            challenge: format!("{}/pay/{}/challenge", self.url, session.id),
        })
    }

    fn try_session(&mut self, id: &str, intent: &str, method: &str, answered: bool) -> Attempt {
        let attempt = self.attempt(intent, method, answered);
        if attempt == Attempt::Paid {
            self.complete_session(id, method);
        }
        attempt
    }

    fn complete_session(&mut self, id: &str, method: &str) {
        let Some(session) = self.sessions.get(id).cloned() else { return };
        let keeps = session.subscribes || session.customer_creation == Some("always") || session.data.future.is_some();
        let customer = session.customer.clone().or_else(|| keeps.then(|| self.customer_of_session(&session)));
        if let Some(customer) = customer.as_ref().filter(|_| session.subscribes || session.data.future.is_some()) {
            methods::attach_to(self, method, customer);
        }
        self.change_session(id, |s| {
            s.customer.clone_from(&customer);
            s.status = Status::Complete;
            s.asking = None;
        });
        if let Some(customer) = customer.filter(|_| session.subscribes) {
            self.subscribe(id, &session, customer, method);
        }
        if let Some(json) = self.sessions.get(id).map(|s| s.json(self)) {
            self.tell("checkout.session.completed", json);
        }
    }

    fn customer_of_session(&mut self, session: &Session) -> String {
        let (email, name) = session.details.clone().unwrap_or_default();
        let customer = self.new_customer(email.as_deref(), name.as_deref());
        if let Some(intent) = session.intent.as_ref().and_then(|id| self.intents.get_mut(id)) {
            intent.customer = Some(customer.clone());
        }
        let charge = session.intent.as_ref().and_then(|id| self.intents.get(id)).and_then(|intent| intent.latest_charge.clone());
        if let Some(charge) = charge.and_then(|id| self.charges.get_mut(&id)) {
            charge.customer = Some(customer.clone());
        }
        if let Some(json) = self.customers.get(&customer).map(|c| c.json(self)) {
            self.tell("customer.created", json);
        }
        customer
    }

    /// The first period is paid: the subscription begins, with its invoice.
    fn subscribe(&mut self, id: &str, session: &Session, customer: String, method: &str) {
        let Some(line) = session.lines.first().cloned() else { return };
        let Data { description, metadata, .. } = session.data.clone();
        let new = New { customer, price: line.price, quantity: line.quantity, method: Some(method.to_owned()), description, metadata };
        let subscription = self.new_subscription(new, Standing::Active);
        let invoice = self.paid_invoice(&subscription, session.intent.as_deref());
        if let Some(json) = self.subscriptions.get(&subscription).map(|s| s.json(self)) {
            self.tell("customer.subscription.created", json);
        }
        self.change_session(id, |s| {
            s.subscription = Some(subscription);
            s.invoice = Some(invoice);
        });
    }

    pub fn session_runs_out(&mut self, id: &str) {
        if self.sessions.get(id).is_some_and(|s| s.status == Status::Open) {
            self.change_session(id, |s| s.status = Status::Expired);
            if let Some(intent) = self.sessions.get(id).and_then(|s| s.intent.clone()) {
                self.cancel_intent(&intent, "automatic");
            }
            if let Some(json) = self.sessions.get(id).map(|s| s.json(self)) {
                self.tell("checkout.session.expired", json);
            }
        }
    }

    fn change_session(&mut self, id: &str, how: impl FnOnce(&mut Session)) {
        if let Some(session) = self.sessions.get_mut(id) {
            how(session);
        }
    }
}
