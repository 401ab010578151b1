//! Payments: once, first of many, or recurring.

use serde_json::{Map, Value, json};

use super::balances::Move;
use super::{Books, Outcome, Refusal, address, documentation, money, read_money, text};
use crate::clock::{DAY, MINUTE, iso};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Open,
    Pending,
    Paid,
    Failed,
    Canceled,
    Expired,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        [Self::Open, Self::Pending, Self::Paid, Self::Failed, Self::Canceled, Self::Expired]
            .into_iter()
            .find(|status| status.word() == word)
    }
}

/// What a payer may choose, and Mollie's names for it.
pub const METHODS: &[(&str, &str)] = &[
    ("ideal", "iDEAL"),
    ("creditcard", "Card"),
    ("bancontact", "Bancontact"),
    ("paypal", "PayPal"),
    ("banktransfer", "Bank transfer"),
    ("directdebit", "SEPA Direct Debit"),
];
/// From a direct debit until its money is there.
const DEBIT_DAYS: i64 = 2;

#[derive(Clone, Debug)]
pub struct Payment {
    pub id: String,
    pub created: i64,
    pub amount: i64,
    pub currency: String,
    pub refunded: i64,
    pub charged_back: i64,
    pub description: String,
    pub method: Option<String>,
    pub status: Status,
    /// When it entered each status.
    moments: Map<String, Value>,
    metadata: Value,
    pub sequence: &'static str,
    pub customer: Option<String>,
    pub mandate: Option<String>,
    pub subscription: Option<String>,
    pub settlement: Option<String>,
    pub redirect_url: Option<String>,
    pub cancel_url: Option<String>,
    pub webhook_url: Option<String>,
    locale: Option<String>,
    /// Expiry while open; the bank's answer while pending.
    due: Option<i64>,
    /// What a pending debit will come to.
    ends: Status,
}

impl Payment {
    pub fn due(&self) -> Option<i64> {
        self.due.filter(|_| matches!(self.status, Status::Open | Status::Pending))
    }

    /// What may still be refunded.
    pub fn remaining(&self) -> i64 {
        if self.status == Status::Paid { self.amount - self.refunded - self.charged_back } else { 0 }
    }

    pub fn json(&self, books: &Books) -> Value {
        let mut json = json!({
            "resource": "payment",
            "id": self.id,
            "mode": books.mode(),
            "createdAt": iso(self.created),
            "amount": money(&self.currency, self.amount),
            "description": self.description,
            "method": self.method,
            "metadata": self.metadata,
            "status": self.status.word(),
            "profileId": books.profile,
            "sequenceType": self.sequence,
            "redirectUrl": self.redirect_url,
            "webhookUrl": self.webhook_url,
        });
        let optional = [
            ("cancelUrl", &self.cancel_url),
            ("customerId", &self.customer),
            ("mandateId", &self.mandate),
            ("subscriptionId", &self.subscription),
            ("settlementId", &self.settlement),
            ("locale", &self.locale),
        ];
        for (key, value) in optional {
            if let Some(value) = value {
                json[key] = json!(value);
            }
        }
        for (key, value) in &self.moments {
            json[key] = value.clone();
        }
        self.by_status(&mut json);
        json["_links"] = self.links(books);
        json
    }

    fn by_status(&self, json: &mut Value) {
        match self.status {
            Status::Open => {
                json["isCancelable"] = json!(self.method.as_deref() == Some("banktransfer"));
                json["expiresAt"] = json!(self.due.map(iso));
            }
            Status::Pending => json["isCancelable"] = json!(self.method.as_deref() == Some("directdebit")),
            Status::Paid => {
                json["amountRefunded"] = money(&self.currency, self.refunded);
                json["amountRemaining"] = money(&self.currency, self.remaining());
                if self.charged_back > 0 {
                    json["amountChargedBack"] = money(&self.currency, self.charged_back);
                }
                json["details"] = self.details();
            }
            Status::Failed => {
                json["details"] = json!({ "failureReason": "insufficient_funds", "failureMessage": "The bank refused the payment." })
            }
            Status::Canceled | Status::Expired => {}
        }
    }

    /// Who paid, as Mollie would say it: invented, and the kind of thing that a till must not keep.
    fn details(&self) -> Value {
        match self.method.as_deref() {
            Some("creditcard") => {
                json!({ "cardNumber": "4242", "cardHolder": "A. Pretender", "cardLabel": "Visa", "cardFingerprint": "pretend4242", "cardCountryCode": "NL", "cardSecurity": "normal", "feeRegion": "intra-eu" })
            }
            Some("paypal") => {
                json!({ "consumerName": "A. Pretender", "consumerAccount": "pretender@example.org", "paypalReference": "9AL35361CF606152E" })
            }
            _ => json!({ "consumerName": "A. Pretender", "consumerAccount": "NL53INGB0654422370", "consumerBic": "INGBNL2A" }),
        }
    }

    fn links(&self, books: &Books) -> Value {
        let mut links = Map::new();
        links.insert("self".into(), books.link(&format!("payments/{}", self.id)));
        if self.status == Status::Open && self.sequence != "recurring" {
            links.insert("checkout".into(), json!({ "href": format!("{}/checkout/{}", books.url, self.id), "type": "text/html" }));
        }
        if let Some(customer) = &self.customer {
            links.insert("customer".into(), books.link(&format!("customers/{customer}")));
            if let Some(mandate) = &self.mandate {
                links.insert("mandate".into(), books.link(&format!("customers/{customer}/mandates/{mandate}")));
            }
            if let Some(subscription) = &self.subscription {
                links.insert("subscription".into(), books.link(&format!("customers/{customer}/subscriptions/{subscription}")));
            }
        }
        if self.refunded > 0 {
            links.insert("refunds".into(), books.link(&format!("payments/{}/refunds", self.id)));
        }
        if self.charged_back > 0 {
            links.insert("chargebacks".into(), books.link(&format!("payments/{}/chargebacks", self.id)));
        }
        if let Some(settlement) = &self.settlement {
            links.insert("settlement".into(), books.link(&format!("settlements/{settlement}")));
        }
        links.insert("documentation".into(), documentation("get-payment"));
        links.insert("dashboard".into(), json!({ "href": format!("{}/", books.url), "type": "text/html" }));
        Value::Object(links)
    }
}

/// What a new payment is made of.
pub struct New {
    pub amount: i64,
    pub currency: String,
    pub description: String,
    pub method: Option<String>,
    pub metadata: Value,
    pub sequence: &'static str,
    pub customer: Option<String>,
    pub mandate: Option<String>,
    pub subscription: Option<String>,
    pub redirect_url: Option<String>,
    pub cancel_url: Option<String>,
    pub webhook_url: Option<String>,
    pub locale: Option<String>,
}

impl Books {
    pub fn new_payment(&mut self, new: New) -> String {
        let id = self.chance.id("tr_", 22);
        let recurring = new.sequence == "recurring";
        let open_for = if new.method.as_deref() == Some("banktransfer") { 14 * DAY } else { 15 * MINUTE };
        let payment = Payment {
            id: id.clone(),
            created: self.now,
            amount: new.amount,
            currency: new.currency,
            refunded: 0,
            charged_back: 0,
            description: new.description,
            method: new.method,
            status: if recurring { Status::Pending } else { Status::Open },
            moments: Map::new(),
            metadata: new.metadata,
            sequence: new.sequence,
            customer: new.customer,
            mandate: new.mandate,
            subscription: new.subscription,
            settlement: None,
            redirect_url: new.redirect_url,
            cancel_url: new.cancel_url,
            webhook_url: new.webhook_url,
            locale: new.locale,
            due: Some(self.now + open_for),
            ends: Status::Paid,
        };
        self.payments.put(&id, payment);
        if recurring {
            self.charge_mandate(&id);
        }
        id
    }

    /// A recurring payment goes its way without the payer: cards at once, debits in days; a card that has gone bad fails.
    fn charge_mandate(&mut self, id: &str) {
        let Some(payment) = self.payments.get(id) else { return };
        let good = payment.mandate.as_ref().and_then(|id| self.mandates.get(id)).is_some_and(|mandate| mandate.pays);
        let ends = if good { Status::Paid } else { Status::Failed };
        if payment.method.as_deref() == Some("directdebit") {
            let due = self.now + DEBIT_DAYS * DAY;
            if let Some(payment) = self.payments.get_mut(id) {
                payment.due = Some(due);
                payment.ends = ends;
            }
        } else {
            self.payment_becomes(id, ends);
        }
    }

    pub fn payment_falls_due(&mut self, id: &str) {
        let Some(payment) = self.payments.get(id) else { return };
        let status = if payment.status == Status::Pending { payment.ends } else { Status::Expired };
        self.payment_becomes(id, status);
    }

    /// A payment enters a status, with what follows, and its webhook is called.
    pub fn payment_becomes(&mut self, id: &str, status: Status) {
        let now = self.now;
        let Some(payment) = self.payments.get_mut(id) else { return };
        payment.status = status;
        let moment = format!("{}At", status.word());
        payment.moments.insert(moment, json!(iso(now)));
        let payment = payment.clone();
        if status == Status::Paid {
            self.enter(Move {
                kind: "payment",
                currency: &payment.currency,
                amount: payment.amount,
                fee: super::balances::fee(payment.amount),
                payment: id,
            });
            if payment.sequence == "first" {
                self.mandate_of(&payment);
            }
        }
        if let Some(subscription) = &payment.subscription
            && status == Status::Failed
        {
            self.subscription_payment_failed(subscription);
        }
        self.call_webhook(id);
    }

    pub fn call_webhook(&mut self, id: &str) {
        if let Some(url) = self.payments.get(id).and_then(|payment| payment.webhook_url.clone()) {
            self.fresh.push((id.to_owned(), url));
        }
    }

    pub fn payment(&self, id: &str) -> Result<&Payment, Refusal> {
        self.payments.get(id).ok_or_else(|| Refusal::no_such("payment", id))
    }
}

pub fn create(books: &mut Books, body: &Value, customer: Option<&str>) -> Outcome {
    let (currency, amount) = read_money(body, "amount")?;
    let description = text(body, "description").ok_or_else(|| Refusal::field("description", "The description is required"))?;
    let sequence = match body.get("sequenceType").and_then(Value::as_str) {
        None | Some("oneoff") => "oneoff",
        Some("first") => "first",
        Some("recurring") => "recurring",
        Some(_) => return Err(Refusal::field("sequenceType", "The sequenceType is invalid")),
    };
    let customer = customer.map(str::to_owned).or_else(|| text(body, "customerId"));
    if let Some(id) = &customer {
        books.customer(id)?;
    }
    if sequence != "oneoff" && customer.is_none() {
        return Err(Refusal::field("customerId", "The customerId is required for this sequenceType"));
    }
    let redirect_url = address(body, "redirectUrl")?;
    if sequence != "recurring" && redirect_url.is_none() {
        return Err(Refusal::field("redirectUrl", "The redirectUrl is required"));
    }
    let method = method(body, &currency, sequence)?;
    let (mandate, method) = match (sequence, &customer) {
        ("recurring", Some(customer)) => {
            let mandate = books.mandate_for(customer, text(body, "mandateId").as_deref(), method.as_deref())?;
            (Some(mandate.id.clone()), Some(mandate.method.clone()))
        }
        _ => (None, method),
    };
    let id = books.new_payment(New {
        amount,
        currency,
        description,
        method,
        metadata: body.get("metadata").cloned().unwrap_or(Value::Null),
        sequence,
        customer,
        mandate,
        subscription: None,
        redirect_url,
        cancel_url: address(body, "cancelUrl")?,
        webhook_url: address(body, "webhookUrl")?,
        locale: text(body, "locale"),
    });
    Ok((201, books.payment(&id)?.json(books)))
}

/// A single method, or a list of which the payer may choose (then none is set).
fn method(body: &Value, currency: &str, sequence: &str) -> Result<Option<String>, Refusal> {
    let method = match body.get("method") {
        Some(Value::String(method)) => method.clone(),
        Some(Value::Array(methods)) if methods.len() == 1 => methods[0].as_str().unwrap_or_default().to_owned(),
        _ => return Ok(None),
    };
    if !METHODS.iter().any(|(name, _)| *name == method) {
        return Err(Refusal::field("method", "The payment method is invalid"));
    }
    let only_euros = !matches!(method.as_str(), "creditcard" | "paypal");
    if only_euros && currency != "eur" {
        return Err(Refusal::field("amount.currency", "The payment method does not support this currency"));
    }
    let recurs = method == "directdebit";
    if recurs && sequence != "recurring" || method == "banktransfer" && sequence != "oneoff" {
        return Err(Refusal::field("method", "The payment method does not support this sequenceType"));
    }
    Ok(Some(method))
}

pub fn update(books: &mut Books, id: &str, body: &Value) -> Outcome {
    books.payment(id)?;
    let (redirect, cancel, webhook) = (address(body, "redirectUrl")?, address(body, "cancelUrl")?, address(body, "webhookUrl")?);
    if let Some(payment) = books.payments.get_mut(id) {
        if let Some(metadata) = body.get("metadata") {
            payment.metadata = metadata.clone();
        }
        payment.description = text(body, "description").unwrap_or_else(|| payment.description.clone());
        payment.redirect_url = redirect.or_else(|| payment.redirect_url.take());
        payment.cancel_url = cancel.or_else(|| payment.cancel_url.take());
        payment.webhook_url = webhook.or_else(|| payment.webhook_url.take());
    }
    Ok((200, books.payment(id)?.json(books)))
}

pub fn cancel(books: &mut Books, id: &str) -> Outcome {
    let payment = books.payment(id)?.json(books);
    if payment["isCancelable"] != json!(true) {
        return Err(Refusal::cannot("The payment cannot be canceled"));
    }
    books.payment_becomes(id, Status::Canceled);
    Ok((200, books.payment(id)?.json(books)))
}
