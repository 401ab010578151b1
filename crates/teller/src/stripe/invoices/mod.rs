//! Invoices: what a period costs, and the attempts to collect it.
//!
//! - [`collection`]: how the money comes in.

mod collection;

use serde_json::{Value, json};

use super::intents::Attempt;
use super::{Books, Metadata, Object, Outcome, Params, Refusal, answer, methods};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Draft,
    Open,
    Paid,
    Void,
    Uncollectible,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Void => "void",
            Self::Uncollectible => "uncollectible",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Invoice {
    id: String,
    line: String,
    created: i64,
    pub customer: String,
    pub subscription: String,
    item: String,
    price: String,
    quantity: i64,
    pub amount: i64,
    pub currency: String,
    pub status: Status,
    pub reason: &'static str,
    number: Option<String>,
    start: i64,
    end: i64,
    pub intent: Option<String>,
    attempts: i64,
    /// The moment of the next attempt, or of becoming final.
    next: Option<i64>,
    finalized_at: Option<i64>,
    settled_at: Option<i64>,
    metadata_of_subscription: Metadata,
    live: bool,
}

/// The link between an invoice and the intent that pays it.
#[derive(Clone, Debug)]
pub struct InvoicePayment {
    id: String,
    created: i64,
    pub invoice: String,
    pub intent: String,
    amount: i64,
    currency: String,
    paid_at: Option<i64>,
    live: bool,
}

impl Invoice {
    fn lines(&self, books: &Books) -> Value {
        let product = books.prices.get(&self.price).map(|price| price.product.clone());
        let name = product.as_ref().and_then(|id| books.products.get(id)).map(|product| product.name.clone()).unwrap_or_default();
        let details = json!({
            "invoice_item": null,
            "proration": false,
            "proration_details": { "credited_items": null },
            "subscription": self.subscription,
            "subscription_item": self.item,
        });
        json!({
            "object": "list",
            "data": [{
                "id": self.line,
                "object": "line_item",
                "amount": self.amount,
                "currency": self.currency,
                "description": format!("{} × {name}", self.quantity),
                "discount_amounts": [],
                "discountable": true,
                "discounts": [],
                "invoice": self.id,
                "livemode": self.live,
                "metadata": self.metadata_of_subscription,
                "parent": { "invoice_item_details": null, "subscription_item_details": details, "type": "subscription_item_details" },
                "period": { "end": self.end, "start": self.start },
                "pretax_credit_amounts": [],
                "pricing": {
                    "price_details": { "price": self.price, "product": product },
                    "type": "price_details",
                    "unit_amount_decimal": (self.amount / self.quantity.max(1)).to_string(),
                },
                "quantity": self.quantity,
                "subtotal": self.amount,
                "taxes": [],
            }],
            "has_more": false,
            "total_count": 1,
            "url": format!("/v1/invoices/{}/lines", self.id),
        })
    }

    fn moments(&self) -> Value {
        let at = |status: Status| if self.status == status { self.settled_at } else { None };
        json!({
            "finalized_at": self.finalized_at,
            "marked_uncollectible_at": at(Status::Uncollectible),
            "paid_at": at(Status::Paid),
            "voided_at": at(Status::Void),
        })
    }
}

impl Object for Invoice {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, books: &Books) -> Value {
        let paid = if self.status == Status::Paid { self.amount } else { 0 };
        let customer = books.customers.get(&self.customer);
        let page = self.finalized_at.map(|_| format!("{}/invoice/{}", books.url, self.id));
        let details = json!({ "metadata": self.metadata_of_subscription, "subscription": self.subscription });
        json!({
            "id": self.id,
            "object": "invoice",
            "account_country": "US",
            "account_name": "The pretend till",
            "account_tax_ids": null,
            "amount_due": self.amount,
            "amount_overpaid": 0,
            "amount_paid": paid,
            "amount_remaining": self.amount - paid,
            "amount_shipping": 0,
            "application": null,
            "attempt_count": self.attempts,
            "attempted": self.attempts > 0,
            "auto_advance": matches!(self.status, Status::Draft | Status::Open) && self.next.is_some(),
            "automatic_tax": { "disabled_reason": null, "enabled": false, "liability": null, "provider": null, "status": null },
            "automatically_finalizes_at": if self.status == Status::Draft { self.next } else { None },
            "billing_reason": self.reason,
            "collection_method": "charge_automatically",
            "created": self.created,
            "currency": self.currency,
            "custom_fields": null,
            "customer": self.customer,
            "customer_address": null,
            "customer_email": customer.and_then(|c| c.email.as_ref()),
            "customer_name": customer.and_then(|c| c.name.as_ref()),
            "customer_phone": null,
            "customer_shipping": null,
            "customer_tax_exempt": "none",
            "customer_tax_ids": [],
            "default_payment_method": null,
            "default_source": null,
            "default_tax_rates": [],
            "description": null,
            "discounts": [],
            "due_date": null,
            "effective_at": self.finalized_at,
            "ending_balance": self.finalized_at.map(|_| 0),
            "footer": null,
            "from_invoice": null,
            "hosted_invoice_url": page,
            "invoice_pdf": null,
            "issuer": { "type": "self" },
            "last_finalization_error": null,
            "latest_revision": null,
            "lines": self.lines(books),
            "livemode": self.live,
            "metadata": {},
            "next_payment_attempt": if self.status == Status::Open { self.next } else { None },
            "number": self.number,
            "on_behalf_of": null,
            "parent": { "quote_details": null, "subscription_details": details, "type": "subscription_details" },
            "payment_settings": { "default_mandate": null, "payment_method_options": null, "payment_method_types": null },
            "period_end": self.created,
            "period_start": if self.reason == "subscription_create" { self.created } else { self.start },
            "post_payment_credit_notes_amount": 0,
            "pre_payment_credit_notes_amount": 0,
            "receipt_number": null,
            "starting_balance": 0,
            "statement_descriptor": null,
            "status": self.status.word(),
            "status_transitions": self.moments(),
            "subtotal": self.amount,
            "subtotal_excluding_tax": self.amount,
            "test_clock": null,
            "total": self.amount,
            "total_discount_amounts": [],
            "total_excluding_tax": self.amount,
            "total_pretax_credit_amounts": [],
            "total_taxes": [],
            "webhooks_delivered_at": self.created,
        })
    }
}

impl Object for InvoicePayment {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, _: &Books) -> Value {
        json!({
            "id": self.id,
            "object": "invoice_payment",
            "amount_paid": self.paid_at.map(|_| self.amount),
            "amount_requested": self.amount,
            "created": self.created,
            "currency": self.currency,
            "invoice": self.invoice,
            "is_default": true,
            "livemode": self.live,
            "payment": { "payment_intent": self.intent, "type": "payment_intent" },
            "status": if self.paid_at.is_some() { "paid" } else { "open" },
            "status_transitions": { "canceled_at": null, "paid_at": self.paid_at },
        })
    }
}

pub fn retrieve(books: &Books, id: &str) -> Outcome {
    Ok(books.invoices.get(id).ok_or_else(|| Refusal::no_such("invoice", id, "id"))?.json(books))
}

pub fn pay(books: &mut Books, id: &str, params: &Params) -> Outcome {
    let invoice = books.invoices.get(id).ok_or_else(|| Refusal::no_such("invoice", id, "id"))?.clone();
    params.boolean("off_session")?;
    match invoice.status {
        Status::Paid => return Err(Refusal::coded("invoice_already_paid", "Invoice is already paid")),
        Status::Draft => books.finalize(id),
        Status::Open => {}
        other => return Err(Refusal::invalid(format!("This invoice is {} and cannot be paid.", other.word()))),
    }
    let method = params.get("payment_method").map(|id| methods::known(books, id, "payment_method")).transpose()?;
    match books.collect(id, method.as_deref(), false) {
        Attempt::Paid => retrieve(books, id),
        Attempt::Declined => Err(books.decline(&books.invoices.get(id).and_then(|i| i.intent.clone()).unwrap_or_default())),
        Attempt::Asks => {
            let message = "This payment requires additional user action before it can be completed successfully.";
            Err(Refusal::card("invoice_payment_intent_requires_action", message))
        }
    }
}

pub fn void(books: &mut Books, id: &str) -> Outcome {
    let status = books.invoices.get(id).ok_or_else(|| Refusal::no_such("invoice", id, "id"))?.status;
    if !matches!(status, Status::Open | Status::Uncollectible) {
        return Err(Refusal::invalid("You can only pass in open or uncollectible invoices."));
    }
    books.settle(id, Status::Void, "invoice.voided");
    retrieve(books, id)
}

pub fn list(books: &Books, params: &Params) -> Outcome {
    let (customer, subscription) = (params.get("customer"), params.get("subscription"));
    let status = params.one_of("status", &["draft", "open", "paid", "uncollectible", "void"])?;
    let fits = |i: &Invoice| {
        customer.is_none_or(|c| i.customer == c)
            && subscription.is_none_or(|s| i.subscription == s)
            && status.is_none_or(|s| i.status.word() == s)
    };
    answer::list(books, &books.invoices, params, "/v1/invoices", fits)
}

pub fn retrieve_payment(books: &Books, id: &str) -> Outcome {
    Ok(books.invoice_payments.get(id).ok_or_else(|| Refusal::no_such("invoice payment", id, "id"))?.json(books))
}

pub fn list_payments(books: &Books, params: &Params) -> Outcome {
    let (invoice, intent) = (params.get("invoice"), params.get("payment.payment_intent"));
    let status = params.one_of("status", &["open", "paid", "canceled"])?;
    let fits = |p: &InvoicePayment| {
        let standing = if p.paid_at.is_some() { "paid" } else { "open" };
        invoice.is_none_or(|i| p.invoice == i) && intent.is_none_or(|i| p.intent == i) && status.is_none_or(|s| s == standing)
    };
    answer::list(books, &books.invoice_payments, params, "/v1/invoice_payments", fits)
}
