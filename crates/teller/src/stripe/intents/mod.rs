//! Payment intents: one payment, with as many attempts as it takes.
//!
//! - [`attempt`]: an intent is tried.

mod attempt;

use serde_json::{Value, json};

use super::{Books, Metadata, Object, Outcome, Params, Refusal, answer, methods, prices, search};
use crate::currency;
use attempt::SCA;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    NeedsMethod,
    NeedsConfirmation,
    NeedsAnswer,
    Succeeded,
    Canceled,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Self::NeedsMethod => "requires_payment_method",
            Self::NeedsConfirmation => "requires_confirmation",
            Self::NeedsAnswer => "requires_action",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Intent {
    id: String,
    created: i64,
    secret: String,
    pub amount: i64,
    pub currency: String,
    pub status: Status,
    pub customer: Option<String>,
    pub method: Option<String>,
    pub latest_charge: Option<String>,
    /// Code, decline code, message, and the charge if there was one.
    last_error: Option<(&'static str, Option<&'static str>, &'static str)>,
    /// The method of the last attempt, which failed.
    failed_method: Option<String>,
    pub metadata: Metadata,
    pub description: Option<String>,
    pub suffix: Option<String>,
    future: Option<String>,
    automatic: bool,
    canceled_at: Option<i64>,
    cancellation_reason: Option<String>,
    /// Where the payer answers the bank.
    pub challenge: String,
    live: bool,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    Paid,
    Declined,
    Asks,
}

/// What a new intent is made of.
#[derive(Clone, Debug, Default)]
pub struct New {
    pub amount: i64,
    pub currency: String,
    pub customer: Option<String>,
    pub metadata: Metadata,
    pub description: Option<String>,
    pub suffix: Option<String>,
    pub future: Option<String>,
    pub automatic: bool,
    /// Where the payer answers the bank; a page of its own if empty.
    pub challenge: String,
}

impl Object for Intent {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, books: &Books) -> Value {
        let next = (self.status == Status::NeedsAnswer)
            .then(|| json!({ "redirect_to_url": { "return_url": null, "url": self.challenge }, "type": "redirect_to_url" }));
        json!({
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_capturable": 0,
            "amount_details": { "tip": {} },
            "amount_received": if self.status == Status::Succeeded { self.amount } else { 0 },
            "application": null,
            "application_fee_amount": null,
            "automatic_payment_methods": self.automatic.then(|| json!({ "allow_redirects": "always", "enabled": true })),
            "canceled_at": self.canceled_at,
            "cancellation_reason": self.cancellation_reason,
            "capture_method": "automatic_async",
            "client_secret": self.secret,
            "confirmation_method": "automatic",
            "created": self.created,
            "currency": self.currency,
            "customer": self.customer,
            "description": self.description,
            "last_payment_error": self.error(books),
            "latest_charge": self.latest_charge,
            "livemode": self.live,
            "metadata": self.metadata,
            "next_action": next,
            "on_behalf_of": null,
            "payment_method": self.method,
            "payment_method_options": { "card": { "installments": null, "mandate_options": null, "network": null, "request_three_d_secure": "automatic" } },
            "payment_method_types": ["card"],
            "processing": null,
            "receipt_email": null,
            "review": null,
            "setup_future_usage": self.future,
            "shipping": null,
            "source": null,
            "statement_descriptor": null,
            "statement_descriptor_suffix": self.suffix,
            "status": self.status.word(),
            "transfer_data": null,
            "transfer_group": null,
        })
    }
}

impl Intent {
    fn error(&self, books: &Books) -> Option<Value> {
        let (code, decline, message) = self.last_error?;
        let method = self.failed_method.as_ref().and_then(|id| books.methods.get(id)).map(|method| method.json(books));
        let mut error =
            json!({ "charge": self.latest_charge, "code": code, "message": message, "payment_method": method, "type": "card_error" });
        if let Some(decline) = decline {
            error["decline_code"] = json!(decline);
        }
        Some(error)
    }
}

/// Bounds of Stripe's: at least half a dollar or so, at most eight digits; the last digit of a three-decimal currency is 0.
pub fn amount(amount: i64, currency: &str) -> Result<i64, Refusal> {
    let least = if currency::decimals(currency) == Some(3) { 100 } else { 50 };
    if amount < 1 {
        return Err(Refusal::coded("parameter_invalid_integer", "This value must be greater than or equal to 1.").param("amount"));
    }
    if amount < least {
        let message = format!("The amount must be at least {}.", currency::shown(currency, least));
        return Err(Refusal::coded("amount_too_small", message).param("amount"));
    }
    if amount > 99_999_999 {
        return Err(Refusal::coded("amount_too_large", "Amount must be no more than 99,999,999 minor units.").param("amount"));
    }
    if currency::decimals(currency) == Some(3) && amount % 10 != 0 {
        return Err(Refusal::coded("parameter_invalid_integer", "Three-decimal currencies need a final digit of 0.").param("amount"));
    }
    Ok(amount)
}

/// What follows the `*` on the bank statement: letters and a length that fit beside the account's own.
pub fn suffix(params: &Params, path: &str) -> Result<Option<String>, Refusal> {
    let Some(suffix) = params.get(path) else { return Ok(None) };
    let fits = suffix.len() + super::DESCRIPTOR.len() + 2 <= 22;
    let clean =
        suffix.is_ascii() && !suffix.contains(['<', '>', '\\', '\'', '"', '*']) && suffix.contains(|c: char| c.is_ascii_alphabetic());
    if fits && clean {
        return Ok(Some(suffix.to_owned()));
    }
    let message = "The statement descriptor suffix takes Latin letters (at least one), none of < > \\ ' \" *, and with the prefix at most 22 characters.";
    Err(Refusal::invalid(message).param(&super::params::bracketed(path)))
}

pub fn create(books: &mut Books, params: &Params) -> Outcome {
    let currency = prices::known_currency(params, "currency")?;
    let amount = amount(params.integer("amount")?.ok_or_else(|| Refusal::missing("amount"))?, &currency)?;
    let confirm = params.boolean("confirm")?.unwrap_or(false);
    let off_session = params.boolean("off_session")?.unwrap_or(false);
    let future = params.one_of("setup_future_usage", &["off_session", "on_session"])?.map(str::to_owned);
    let new = New {
        amount,
        currency,
        customer: books.known_customer(params)?,
        metadata: params.metadata("metadata", &Metadata::new())?,
        description: params.get("description").map(str::to_owned),
        suffix: suffix(params, "statement_descriptor_suffix")?,
        future,
        automatic: !params.has("allowed_payment_method_types"),
        challenge: String::new(),
    };
    if params.get("statement_descriptor").is_some() {
        let message =
            "The statement_descriptor parameter is not supported for the payment_method_type: card. Use statement_descriptor_suffix.";
        return Err(Refusal::invalid(message).param("statement_descriptor"));
    }
    if off_session && !confirm {
        return Err(Refusal::invalid("You cannot set `off_session` unless `confirm` is set to true.").param("off_session"));
    }
    let method = params.get("payment_method").map(|id| methods::known(books, id, "payment_method")).transpose()?;
    if confirm && method.is_none() {
        return Err(Refusal::missing("payment_method"));
    }
    let id = books.new_intent(new);
    if let Some(method) = method {
        books.change(&id, |intent| {
            intent.method = Some(method);
            intent.status = Status::NeedsConfirmation;
        });
    }
    if confirm { confirm_with(books, &id, off_session) } else { retrieve(books, &id) }
}

fn confirm_with(books: &mut Books, id: &str, off_session: bool) -> Outcome {
    let method = books.intents.get(id).and_then(|intent| intent.method.clone()).ok_or_else(|| {
        let message = "You cannot confirm this PaymentIntent because it's missing a payment method.";
        Refusal::coded("payment_intent_unexpected_state", message)
    })?;
    match books.attempt(id, &method, false) {
        Attempt::Paid => {
            let intent = books.intents.get(id).cloned();
            if let Some((customer, true)) = intent.and_then(|i| Some((i.customer?, i.future.is_some()))) {
                methods::attach_to(books, &method, &customer);
            }
            retrieve(books, id)
        }
        Attempt::Declined => Err(books.decline(id)),
        Attempt::Asks if off_session => {
            books.refuse_intent(id, &method, SCA);
            Err(books.decline(id))
        }
        Attempt::Asks => retrieve(books, id),
    }
}

pub fn confirm(books: &mut Books, id: &str, params: &Params) -> Outcome {
    let status = books.intents.get(id).ok_or_else(|| Refusal::no_such("payment_intent", id, "intent"))?.status;
    if matches!(status, Status::Succeeded | Status::Canceled) {
        return Err(unexpected(books, id, "confirm"));
    }
    let off_session = params.boolean("off_session")?.unwrap_or(false);
    if let Some(method) = params.get("payment_method").map(|id| methods::known(books, id, "payment_method")).transpose()? {
        books.change(id, |intent| intent.method = Some(method));
    }
    confirm_with(books, id, off_session)
}

fn unexpected(books: &Books, id: &str, act: &str) -> Refusal {
    let Some(intent) = books.intents.get(id) else { return Refusal::no_such("payment_intent", id, "intent") };
    let message = format!("You cannot {act} this PaymentIntent because it has a status of {}.", intent.status.word());
    Refusal::coded("payment_intent_unexpected_state", message).with("payment_intent", intent.json(books))
}

pub fn cancel(books: &mut Books, id: &str, params: &Params) -> Outcome {
    let status = books.intents.get(id).ok_or_else(|| Refusal::no_such("payment_intent", id, "intent"))?.status;
    let reasons = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"];
    let reason = params.one_of("cancellation_reason", &reasons)?.map(str::to_owned);
    if matches!(status, Status::Succeeded | Status::Canceled) {
        return Err(unexpected(books, id, "cancel"));
    }
    books.cancel_intent(id, "requested_by_customer");
    books.change(id, |intent| intent.cancellation_reason = reason);
    retrieve(books, id)
}

pub fn retrieve(books: &Books, id: &str) -> Outcome {
    Ok(books.intents.get(id).ok_or_else(|| Refusal::no_such("payment_intent", id, "intent"))?.json(books))
}

pub fn update(books: &mut Books, id: &str, params: &Params) -> Outcome {
    let intent = books.intents.get(id).ok_or_else(|| Refusal::no_such("payment_intent", id, "intent"))?;
    let metadata = params.metadata("metadata", &intent.metadata)?;
    let currency = if params.has("currency") { prices::known_currency(params, "currency")? } else { intent.currency.clone() };
    let money = amount(params.integer("amount")?.unwrap_or(intent.amount), &currency)?;
    let settled = matches!(intent.status, Status::Succeeded | Status::Canceled);
    if settled && (params.has("amount") || params.has("currency") || params.has("payment_method") || params.has("customer")) {
        return Err(unexpected(books, id, "update"));
    }
    let customer = books.known_customer(params)?;
    let method = params.get("payment_method").map(|id| methods::known(books, id, "payment_method")).transpose()?;
    let description = params.get("description").map(str::to_owned);
    books.change(id, |intent| {
        intent.metadata = metadata;
        intent.amount = money;
        intent.currency = currency;
        intent.customer = customer.or_else(|| intent.customer.take());
        intent.description = description.or_else(|| intent.description.take());
        if method.is_some() {
            intent.method = method;
            intent.status = Status::NeedsConfirmation;
        }
    });
    retrieve(books, id)
}

pub fn list(books: &Books, params: &Params) -> Outcome {
    let customer = params.get("customer");
    answer::list(books, &books.intents, params, "/v1/payment_intents", |i| customer.is_none_or(|c| i.customer.as_deref() == Some(c)))
}

pub fn find(books: &Books, params: &Params) -> Outcome {
    let query = search::Query::read(params)?;
    let fits = |i: &&Intent| {
        query.fits(&i.metadata, &[("status", Some(i.status.word())), ("customer", i.customer.as_deref()), ("currency", Some(&i.currency))])
    };
    answer::found(books, books.intents.iter().rev().filter(fits).collect(), params, "/v1/payment_intents/search")
}
