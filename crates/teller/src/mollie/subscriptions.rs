//! Subscriptions: a payment every so often, so many times or without an end.

use serde_json::{Value, json};

use super::payments::New;
use super::{Books, Outcome, Refusal, address, documentation, money, read_money, text};
use crate::clock::{self, DAY, Unit, day, iso};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Active,
    Suspended,
    Completed,
    Canceled,
}

#[derive(Clone, Debug)]
pub struct Subscription {
    pub id: String,
    created: i64,
    pub customer: String,
    mandate: Option<String>,
    method: Option<String>,
    amount: i64,
    currency: String,
    interval: (i64, Unit),
    description: String,
    times: Option<i64>,
    made: i64,
    start: i64,
    metadata: Value,
    webhook_url: Option<String>,
    pub status: Status,
    canceled_at: Option<i64>,
}

impl Subscription {
    fn next(&self) -> i64 {
        clock::after(self.start, self.interval.1, self.interval.0 * self.made)
    }

    pub fn due(&self) -> Option<i64> {
        (self.status == Status::Active).then(|| self.next())
    }

    fn interval(&self) -> String {
        let (n, unit) = self.interval;
        format!("{n} {}{}", unit.word(), if n == 1 { "" } else { "s" })
    }

    pub fn json(&self, books: &Books) -> Value {
        let active = self.status == Status::Active;
        let mut json = json!({
            "resource": "subscription",
            "id": self.id,
            "mode": books.mode(),
            "status": match self.status {
                Status::Active => "active",
                Status::Suspended => "suspended",
                Status::Completed => "completed",
                Status::Canceled => "canceled",
            },
            "amount": money(&self.currency, self.amount),
            "description": self.description,
            "method": self.method,
            "times": self.times,
            "timesRemaining": self.times.map(|times| times - self.made),
            "interval": self.interval(),
            "startDate": day(self.start).to_string(),
            "nextPaymentDate": active.then(|| day(self.next()).to_string()),
            "metadata": self.metadata,
            "webhookUrl": self.webhook_url,
            "customerId": self.customer,
            "mandateId": self.mandate,
            "createdAt": iso(self.created),
            "_links": {
                "self": books.link(&format!("customers/{}/subscriptions/{}", self.customer, self.id)),
                "customer": books.link(&format!("customers/{}", self.customer)),
                "payments": books.link(&format!("customers/{}/subscriptions/{}/payments", self.customer, self.id)),
                "profile": books.link(&format!("profiles/{}", books.profile)),
                "documentation": documentation("get-subscription"),
            },
        });
        if let Some(at) = self.canceled_at {
            json["canceledAt"] = json!(iso(at));
        }
        json
    }
}

impl Books {
    pub fn subscription_falls_due(&mut self, id: &str) {
        let Some(found) = self.subscriptions.get(id).cloned() else { return };
        let mandate = self.mandate_for(&found.customer, found.mandate.as_deref(), found.method.as_deref());
        let Ok((mandate, method)) = mandate.map(|mandate| (mandate.id.clone(), mandate.method.clone())) else {
            return self.subscription_payment_failed(id);
        };
        if let Some(subscription) = self.subscriptions.get_mut(id) {
            subscription.made += 1;
            if subscription.times == Some(subscription.made) {
                subscription.status = Status::Completed;
            }
        }
        let payment = self.new_payment(New {
            amount: found.amount,
            currency: found.currency,
            description: found.description,
            method: Some(method.clone()),
            metadata: found.metadata,
            sequence: "recurring",
            customer: Some(found.customer),
            mandate: Some(mandate),
            subscription: Some(id.to_owned()),
            redirect_url: None,
            cancel_url: None,
            webhook_url: found.webhook_url,
            locale: None,
        });
        // What went through at once has told of itself already.
        if method == "directdebit" {
            self.call_webhook(&payment);
        }
    }

    /// Without a mandate that pays, Mollie suspends.
    pub fn subscription_payment_failed(&mut self, id: &str) {
        if let Some(subscription) = self.subscriptions.get_mut(id).filter(|s| s.status == Status::Active) {
            subscription.status = Status::Suspended;
        }
    }

    pub fn end_subscription(&mut self, id: &str) {
        let now = self.now;
        if let Some(subscription) = self.subscriptions.get_mut(id).filter(|s| s.status != Status::Canceled) {
            subscription.status = Status::Canceled;
            subscription.canceled_at = Some(now);
        }
    }
}

/// `14 days`, `1 month`, `12 months`; at most a year.
fn interval(body: &Value) -> Result<(i64, Unit), Refusal> {
    let wrong = || Refusal::field("interval", "The interval is invalid");
    let text = text(body, "interval").ok_or_else(wrong)?;
    let (number, unit) = text.split_once(' ').ok_or_else(wrong)?;
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let unit = Unit::read(unit.strip_suffix('s').unwrap_or(unit)).filter(|unit| *unit != Unit::Year).ok_or_else(wrong)?;
    let most = match unit {
        Unit::Day => 365,
        Unit::Week => 52,
        Unit::Month | Unit::Year => 12,
    };
    if (1..=most).contains(&number) { Ok((number, unit)) } else { Err(wrong()) }
}

pub fn create(books: &mut Books, customer: &str, body: &Value) -> Outcome {
    books.customer(customer)?;
    let (currency, amount) = read_money(body, "amount")?;
    let interval = interval(body)?;
    let description = text(body, "description").ok_or_else(|| Refusal::field("description", "The description is required"))?;
    let twin = books.subscriptions.iter().any(|s| s.customer == customer && s.description == description && s.status == Status::Active);
    if twin {
        return Err(Refusal::field("description", "The customer already has an active subscription with this description"));
    }
    let start = match text(body, "startDate") {
        None => books.now,
        Some(date) => clock::read_day(&date).ok_or_else(|| Refusal::field("startDate", "The startDate is invalid"))?,
    };
    if start < books.now - DAY {
        return Err(Refusal::field("startDate", "The startDate cannot be in the past"));
    }
    let times = body.get("times").and_then(Value::as_i64);
    if times.is_some_and(|times| times < 1) {
        return Err(Refusal::field("times", "The number of times must be at least 1"));
    }
    let mandate = text(body, "mandateId");
    let method = text(body, "method");
    books.mandate_for(customer, mandate.as_deref(), method.as_deref())?;
    let id = books.chance.id("sub_", 10);
    let subscription = Subscription {
        id: id.clone(),
        created: books.now,
        customer: customer.to_owned(),
        mandate,
        method,
        amount,
        currency,
        interval,
        description,
        times,
        made: 0,
        start,
        metadata: body.get("metadata").cloned().unwrap_or(Value::Null),
        webhook_url: address(body, "webhookUrl")?,
        status: Status::Active,
        canceled_at: None,
    };
    let json = subscription.json(books);
    books.subscriptions.put(&id, subscription);
    Ok((201, json))
}

pub fn retrieve(books: &Books, customer: &str, id: &str) -> Outcome {
    books.customer(customer)?;
    let found = books.subscriptions.get(id).filter(|s| s.customer == customer).ok_or_else(|| Refusal::no_such("subscription", id))?;
    Ok((200, found.json(books)))
}

pub fn update(books: &mut Books, customer: &str, id: &str, body: &Value) -> Outcome {
    retrieve(books, customer, id)?;
    let amount = body.get("amount").map(|_| read_money(body, "amount")).transpose()?;
    let interval = body.get("interval").map(|_| interval(body)).transpose()?;
    let webhook = address(body, "webhookUrl")?;
    let now = books.now;
    let Some(subscription) = books.subscriptions.get_mut(id) else { return Err(Refusal::no_such("subscription", id)) };
    if subscription.status == Status::Canceled {
        return Err(Refusal::gone("The subscription"));
    }
    if amount.as_ref().is_some_and(|(currency, _)| *currency != subscription.currency) {
        return Err(Refusal::field("amount.currency", "The currency of a subscription cannot be changed"));
    }
    subscription.amount = amount.map_or(subscription.amount, |(_, minor)| minor);
    if let Some(interval) = interval {
        // Counted anew from the next payment.
        subscription.start = subscription.next().max(now);
        subscription.times = subscription.times.map(|times| times - subscription.made);
        subscription.made = 0;
        subscription.interval = interval;
    }
    subscription.description = text(body, "description").unwrap_or_else(|| subscription.description.clone());
    subscription.mandate = text(body, "mandateId").or_else(|| subscription.mandate.take());
    subscription.webhook_url = webhook.or_else(|| subscription.webhook_url.take());
    if let Some(metadata) = body.get("metadata") {
        subscription.metadata = metadata.clone();
    }
    retrieve(books, customer, id)
}

pub fn cancel(books: &mut Books, customer: &str, id: &str) -> Outcome {
    retrieve(books, customer, id)?;
    if books.subscriptions.get(id).is_some_and(|s| s.status == Status::Canceled) {
        return Err(Refusal::gone("The subscription"));
    }
    books.end_subscription(id);
    retrieve(books, customer, id)
}
