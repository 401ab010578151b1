//! Subscriptions: a promise to pay each period, until it is ended.
//!
//! - [`life`]: how one begins, renews and ends; [`change`]: the call that changes one.

mod change;
mod life;

use serde_json::{Value, json};

use super::prices::{Price, Wanted};
use super::{Books, Metadata, Object, Outcome, Params, Refusal, answer, methods, prices, search};

use change::note;

pub use change::update;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Incomplete,
    Active,
    PastDue,
    Unpaid,
    Canceled,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::Unpaid => "unpaid",
            Self::Canceled => "canceled",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Subscription {
    id: String,
    item: String,
    created: i64,
    pub customer: String,
    pub price: String,
    pub quantity: i64,
    pub status: Status,
    /// Periods are counted from here.
    anchor: i64,
    /// How many have begun.
    periods: i64,
    pub start: i64,
    pub end: i64,
    pub method: Option<String>,
    pub latest_invoice: Option<String>,
    pub description: Option<String>,
    pub metadata: Metadata,
    cancel_at_period_end: bool,
    cancel_at: Option<i64>,
    canceled_at: Option<i64>,
    ended_at: Option<i64>,
    reason: Option<&'static str>,
    comment: Option<String>,
    feedback: Option<String>,
    pub pause: Option<Pause>,
    live: bool,
}

#[derive(Clone, Debug)]
pub struct Pause {
    pub behavior: String,
    resumes_at: Option<i64>,
}

/// What a new subscription is made of.
pub struct New {
    pub customer: String,
    pub price: String,
    pub quantity: i64,
    pub method: Option<String>,
    pub description: Option<String>,
    pub metadata: Metadata,
}

impl Subscription {
    pub fn is_alive(&self) -> bool {
        self.status != Status::Canceled
    }

    /// The id of its one item.
    pub fn item(&self) -> &str {
        &self.item
    }

    fn items(&self, books: &Books) -> Value {
        json!({
            "object": "list",
            "data": [{
                "id": self.item,
                "object": "subscription_item",
                "billing_thresholds": null,
                "created": self.created,
                "current_period_end": self.end,
                "current_period_start": self.start,
                "discounts": [],
                "metadata": {},
                "plan": books.prices.get(&self.price).and_then(Price::plan),
                "price": books.prices.get(&self.price).map(|price| price.json(books)),
                "quantity": self.quantity,
                "subscription": self.id,
                "tax_rates": [],
            }],
            "has_more": false,
            "total_count": 1,
            "url": format!("/v1/subscription_items?subscription={}", self.id),
        })
    }
}

impl Object for Subscription {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, books: &Books) -> Value {
        json!({
            "id": self.id,
            "object": "subscription",
            "application": null,
            "application_fee_percent": null,
            "automatic_tax": { "disabled_reason": null, "enabled": false, "liability": null },
            "billing_cycle_anchor": self.anchor,
            "billing_cycle_anchor_config": null,
            "billing_mode": { "flexible": null, "type": "classic" },
            "billing_schedules": [],
            "billing_thresholds": null,
            "cancel_at": if self.cancel_at_period_end { Some(self.end) } else { self.cancel_at },
            "cancel_at_period_end": self.cancel_at_period_end,
            "canceled_at": self.canceled_at,
            "cancellation_details": { "comment": self.comment, "feedback": self.feedback, "reason": self.reason },
            "collection_method": "charge_automatically",
            "created": self.created,
            "currency": books.prices.get(&self.price).map(|price| price.currency.as_str()),
            "customer": self.customer,
            "days_until_due": null,
            "default_payment_method": self.method,
            "default_source": null,
            "default_tax_rates": [],
            "description": self.description,
            "discounts": [],
            "ended_at": self.ended_at,
            "invoice_settings": { "account_tax_ids": null, "issuer": { "type": "self" } },
            "items": self.items(books),
            "latest_invoice": self.latest_invoice,
            "livemode": self.live,
            "metadata": self.metadata,
            "next_pending_invoice_item_invoice": null,
            "on_behalf_of": null,
            "pause_collection": self.pause.as_ref().map(|pause| json!({ "behavior": pause.behavior, "resumes_at": pause.resumes_at })),
            "payment_settings": { "payment_method_options": null, "payment_method_types": null, "save_default_payment_method": "off" },
            "pending_invoice_item_interval": null,
            "pending_setup_intent": null,
            "pending_update": null,
            "schedule": null,
            "start_date": self.created,
            "status": self.status.word(),
            "test_clock": null,
            "transfer_data": null,
            "trial_end": null,
            "trial_settings": { "end_behavior": { "missing_payment_method": "create_invoice" } },
            "trial_start": null,
        })
    }
}

pub fn create(books: &mut Books, params: &Params) -> Outcome {
    let customer = params.need("customer")?.to_owned();
    books.customer(&customer, "customer")?;
    let (price, quantity) = only_row(books, params)?.ok_or_else(|| Refusal::missing("items"))?;
    if price.recurring(books).is_none() {
        return Err(Refusal::invalid(
            "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
        )
        .param("items[0][price]"));
    }
    let metadata = params.metadata("metadata", &Metadata::new())?;
    let method = params.get("default_payment_method").map(|id| methods::known(books, id, "default_payment_method")).transpose()?;
    if method.is_none() && books.method_of(&customer).is_none() {
        let message =
            "This customer has no attached payment source or default payment method. Please consider adding a default payment method.";
        return Err(Refusal::coded("resource_missing", message));
    }
    let price = price.keep(books);
    let new = New { customer, price, quantity, method, description: params.get("description").map(str::to_owned), metadata };
    let id = books.new_subscription(new, Status::Incomplete);
    let json = retrieve(books, &id)?;
    books.tell("customer.subscription.created", json);
    let invoice = books.draft_invoice(&id, "subscription_create");
    books.set_latest_invoice(&id, &invoice);
    books.finalize(&invoice);
    books.collect(&invoice, None, false);
    retrieve(books, &id)
}

/// The one row of `items`, if there is any.
fn only_row(books: &Books, params: &Params) -> Result<Option<(Wanted, i64)>, Refusal> {
    let rows = params.rows("items");
    let row = match rows.as_slice() {
        [] => return Ok(None),
        [row] => row,
        _ => return Err(Refusal::invalid("This teller keeps one item in a subscription.").param("items")),
    };
    let quantity = params.integer(&format!("{row}.quantity"))?.unwrap_or(1).max(1);
    Ok(Some((prices::wanted(books, params, row)?, quantity)))
}

pub fn retrieve(books: &Books, id: &str) -> Outcome {
    Ok(books.subscriptions.get(id).ok_or_else(|| Refusal::no_such("subscription", id, "id"))?.json(books))
}

pub fn cancel(books: &mut Books, id: &str, params: &Params) -> Outcome {
    let found = books.subscriptions.get(id).ok_or_else(|| Refusal::no_such("subscription", id, "id"))?;
    if !found.is_alive() {
        return Err(Refusal { status: 404, ..Refusal::no_such("subscription", id, "id") });
    }
    if let Some(subscription) = books.subscriptions.get_mut(id) {
        note(subscription, params);
    }
    books.end_subscription(id, "cancellation_requested");
    retrieve(books, id)
}

pub fn list(books: &Books, params: &Params) -> Outcome {
    let customer = params.get("customer");
    let states = ["active", "past_due", "unpaid", "canceled", "incomplete", "incomplete_expired", "trialing", "paused", "all", "ended"];
    let status = params.one_of("status", &states)?;
    let fits = |s: &Subscription| {
        let status_fits = match status {
            None => s.is_alive(),
            Some("all") => true,
            Some("ended") => !s.is_alive(),
            Some(word) => s.status.word() == word,
        };
        status_fits && customer.is_none_or(|c| s.customer == c)
    };
    answer::list(books, &books.subscriptions, params, "/v1/subscriptions", fits)
}

pub fn find(books: &Books, params: &Params) -> Outcome {
    let query = search::Query::read(params)?;
    let all = books.subscriptions.iter().rev().filter(|s| query.fits(&s.metadata, &[("status", Some(s.status.word()))])).collect();
    answer::found(books, all, params, "/v1/subscriptions/search")
}
