//! Checkout sessions, from the call that opens one to the pay page that completes it.
//!
//! - [`opening`]: the call that opens one.
//! - [`paying`]: the payer at the pay page.

mod opening;
mod paying;

use serde_json::{Value, json};
use url::Url;

use super::{Books, Metadata, Object, Outcome, Params, Refusal, answer};

pub use opening::create;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Open,
    Complete,
    Expired,
}

#[derive(Clone, Debug)]
pub struct Session {
    id: String,
    created: i64,
    pub expires_at: i64,
    pub subscribes: bool,
    pub status: Status,
    pub lines: Vec<Line>,
    pub amount: i64,
    pub currency: String,
    success_url: String,
    pub cancel_url: Option<String>,
    pub submit_type: Option<String>,
    reference: Option<String>,
    pub customer: Option<String>,
    customer_creation: Option<&'static str>,
    pub email: Option<String>,
    /// What the payer typed at the pay page.
    details: Option<(Option<String>, Option<String>)>,
    locale: Option<String>,
    pub message: Option<String>,
    billing_address: Option<String>,
    metadata: Metadata,
    data: Data,
    pub intent: Option<String>,
    pub subscription: Option<String>,
    pub invoice: Option<String>,
    /// The card that waits for its holder's answer.
    asking: Option<String>,
    live: bool,
}

#[derive(Clone, Debug)]
pub struct Line {
    id: String,
    price: String,
    quantity: i64,
    pub amount: i64,
}

/// What the intent or the subscription is to carry.
#[derive(Clone, Debug, Default)]
struct Data {
    description: Option<String>,
    metadata: Metadata,
    suffix: Option<String>,
    future: Option<String>,
}

impl Session {
    pub fn line_items(&self, books: &Books) -> Value {
        let data: Vec<Value> = self.lines.iter().map(|line| self.line(line, books)).collect();
        json!({ "object": "list", "data": data, "has_more": false, "url": format!("/v1/checkout/sessions/{}/line_items", self.id) })
    }

    fn line(&self, line: &Line, books: &Books) -> Value {
        json!({
            "id": line.id,
            "object": "item",
            "adjustable_quantity": null,
            "amount_discount": 0,
            "amount_subtotal": line.amount,
            "amount_tax": 0,
            "amount_total": line.amount,
            "currency": self.currency,
            "description": self.name(line, books),
            "metadata": {},
            "price": books.prices.get(&line.price).map(|price| price.json(books)),
            "quantity": line.quantity,
        })
    }

    /// What is paid for, as the pay page shows it.
    pub fn name(&self, line: &Line, books: &Books) -> String {
        let product = books.prices.get(&line.price).and_then(|price| books.products.get(&price.product));
        product.map(|product| product.name.clone()).unwrap_or_default()
    }

    /// How often: `None` once.
    pub fn interval(&self, books: &Books) -> Option<(&'static str, i64)> {
        let price = self.lines.first().and_then(|line| books.prices.get(&line.price))?;
        price.recurring.map(|(unit, count)| (unit.word(), count))
    }

    /// Where the payer goes afterwards.
    pub fn success_url(&self) -> String {
        self.success_url.replace("{CHECKOUT_SESSION_ID}", &self.id)
    }

    fn details(&self) -> Option<Value> {
        let (email, name) = match (&self.details, &self.email) {
            (Some((email, name)), _) => (email.clone(), name.clone()),
            (None, Some(email)) => (Some(email.clone()), None),
            (None, None) => return None,
        };
        let address = self
            .details
            .is_some()
            .then(|| json!({ "city": null, "country": "US", "line1": null, "line2": null, "postal_code": null, "state": null }));
        Some(json!({
            "address": address,
            "business_name": null,
            "email": email,
            "individual_name": null,
            "name": name,
            "phone": null,
            "tax_exempt": "none",
            "tax_ids": [],
        }))
    }

    fn paid(&self) -> &'static str {
        if self.status == Status::Complete { "paid" } else { "unpaid" }
    }
}

impl Object for Session {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, books: &Books) -> Value {
        let submit = self.message.as_ref().map(|message| json!({ "message": message }));
        json!({
            "id": self.id,
            "object": "checkout.session",
            "adaptive_pricing": { "enabled": false },
            "after_expiration": null,
            "allow_promotion_codes": null,
            "amount_subtotal": self.amount,
            "amount_total": self.amount,
            "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
            "billing_address_collection": self.billing_address,
            "cancel_url": self.cancel_url,
            "client_reference_id": self.reference,
            "client_secret": null,
            "consent": null,
            "consent_collection": null,
            "created": self.created,
            "currency": self.currency,
            "currency_conversion": null,
            "custom_fields": [],
            "custom_text": { "after_submit": null, "shipping_address": null, "submit": submit, "terms_of_service_acceptance": null },
            "customer": self.customer,
            "customer_creation": self.customer_creation,
            "customer_details": self.details(),
            "customer_email": self.email,
            "discounts": [],
            "expires_at": self.expires_at,
            "invoice": self.invoice,
            "invoice_creation": null,
            "livemode": self.live,
            "locale": self.locale,
            "metadata": self.metadata,
            "mode": if self.subscribes { "subscription" } else { "payment" },
            "origin_context": null,
            "payment_intent": self.intent.as_ref().filter(|_| !self.subscribes),
            "payment_link": null,
            "payment_method_collection": if self.subscribes { "always" } else { "if_required" },
            "payment_method_configuration_details": null,
            "payment_method_options": { "card": { "request_three_d_secure": "automatic" } },
            "payment_method_types": ["card"],
            "payment_status": self.paid(),
            "permissions": null,
            "phone_number_collection": { "enabled": false },
            "recovered_from": null,
            "saved_payment_method_options": null,
            "setup_intent": null,
            "shipping_address_collection": null,
            "shipping_cost": null,
            "shipping_options": [],
            "status": match self.status {
                Status::Open => "open",
                Status::Complete => "complete",
                Status::Expired => "expired",
            },
            "submit_type": self.submit_type,
            "subscription": self.subscription,
            "success_url": self.success_url,
            "total_details": { "amount_discount": 0, "amount_shipping": 0, "amount_tax": 0 },
            "ui_mode": "hosted_page",
            "url": (self.status == Status::Open).then(|| format!("{}/pay/{}", books.url, self.id)),
            "wallet_options": null,
        })
    }
}

/// An absolute address, if one is given.
pub fn web_address(params: &Params, path: &str) -> Result<Option<String>, Refusal> {
    let Some(text) = params.get(path) else { return Ok(None) };
    let good = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    match good {
        true => Ok(Some(text.to_owned())),
        false => Err(Refusal::coded("url_invalid", "Not a valid URL").param(path)),
    }
}

pub fn retrieve(books: &Books, id: &str) -> Outcome {
    Ok(books.sessions.get(id).ok_or_else(|| Refusal::no_such("checkout.session", id, "session"))?.json(books))
}

pub fn update(books: &mut Books, id: &str, params: &Params) -> Outcome {
    let session = books.sessions.get_mut(id).ok_or_else(|| Refusal::no_such("checkout.session", id, "session"))?;
    session.metadata = params.metadata("metadata", &session.metadata)?;
    retrieve(books, id)
}

pub fn expire(books: &mut Books, id: &str) -> Outcome {
    let session = books.sessions.get(id).ok_or_else(|| Refusal::no_such("checkout.session", id, "session"))?;
    if session.status != Status::Open {
        let message = "Only Checkout Sessions with a status in [\"open\"] can be expired.";
        return Err(Refusal::invalid(message));
    }
    books.session_runs_out(id);
    retrieve(books, id)
}

pub fn line_items(books: &Books, id: &str) -> Outcome {
    Ok(books.sessions.get(id).ok_or_else(|| Refusal::no_such("checkout.session", id, "session"))?.line_items(books))
}

pub fn list(books: &Books, params: &Params) -> Outcome {
    let (customer, intent, subscription) = (params.get("customer"), params.get("payment_intent"), params.get("subscription"));
    let status = params.one_of("status", &["open", "complete", "expired"])?;
    let fits = |s: &Session| {
        let word = match s.status {
            Status::Open => "open",
            Status::Complete => "complete",
            Status::Expired => "expired",
        };
        customer.is_none_or(|c| s.customer.as_deref() == Some(c))
            && intent.is_none_or(|i| !s.subscribes && s.intent.as_deref() == Some(i))
            && subscription.is_none_or(|i| s.subscription.as_deref() == Some(i))
            && status.is_none_or(|w| w == word)
    };
    answer::list(books, &books.sessions, params, "/v1/checkout/sessions", fits)
}
