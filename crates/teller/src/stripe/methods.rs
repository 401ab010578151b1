//! Payment methods: pretend cards, kept or not.

use serde_json::{Value, json};

use super::{Books, Metadata, Object, Outcome, Params, Refusal, answer};
use crate::cards::{self, Card};

#[derive(Clone, Debug)]
pub struct Method {
    id: String,
    created: i64,
    pub card: &'static Card,
    pub customer: Option<String>,
    /// The holder has answered the bank for later payments too.
    pub set_up: bool,
    pub email: Option<String>,
    pub name: Option<String>,
    metadata: Metadata,
    live: bool,
}

impl Object for Method {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, _: &Books) -> Value {
        json!({
            "id": self.id,
            "object": "payment_method",
            "allow_redisplay": "unspecified",
            "billing_details": self.billing_details(),
            "card": {
                "brand": "visa",
                "checks": { "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass" },
                "country": self.card.country,
                "display_brand": "visa",
                "exp_month": 12,
                "exp_year": 2099,
                "fingerprint": format!("Pretend{}", self.last4()),
                "funding": "credit",
                "generated_from": null,
                "last4": self.last4(),
                "networks": { "available": ["visa"], "preferred": null },
                "three_d_secure_usage": { "supported": true },
                "wallet": null,
            },
            "created": self.created,
            "customer": self.customer,
            "livemode": self.live,
            "metadata": self.metadata,
            "type": "card",
        })
    }
}

impl Method {
    pub fn last4(&self) -> &'static str {
        &self.card.number[self.card.number.len() - 4..]
    }

    pub fn billing_details(&self) -> Value {
        let nowhere = json!({ "city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null });
        json!({ "address": nowhere, "email": self.email, "name": self.name, "phone": null, "tax_id": null })
    }
}

impl Books {
    pub fn new_method(&mut self, card: &'static Card, email: Option<&str>, name: Option<&str>) -> String {
        let id = self.id("pm_");
        let method = Method {
            id: id.clone(),
            created: self.now,
            card,
            customer: None,
            set_up: false,
            email: email.map(str::to_owned),
            name: name.map(str::to_owned),
            metadata: Metadata::new(),
            live: self.live,
        };
        self.methods.put(&id, method);
        id
    }

    /// What pays for a customer when nothing else is said: the newest card that is theirs, unless they chose one.
    pub fn method_of(&self, customer: &str) -> Option<String> {
        let chosen = self.customers.get(customer).and_then(|c| c.default_method.clone());
        chosen.or_else(|| self.methods.iter().rev().find(|m| m.customer.as_deref() == Some(customer)).map(|m| m.id.clone()))
    }
}

/// The id of a payment method that is there. Stripe's test tokens (`pm_card_visa`) make a new one each time.
pub fn known(books: &mut Books, id: &str, param: &str) -> Result<String, Refusal> {
    if let Some(card) = cards::by_token(id) {
        return Ok(books.new_method(card, None, None));
    }
    match books.methods.get(id) {
        Some(_) => Ok(id.to_owned()),
        None => Err(Refusal::no_such("PaymentMethod", id, param)),
    }
}

pub fn create(books: &mut Books, params: &Params) -> Outcome {
    params.one_of("type", &["card"])?.ok_or_else(|| Refusal::missing("type"))?;
    let metadata = params.metadata("metadata", &Metadata::new())?;
    let card = match params.get("card.token") {
        Some(token) => cards::by_token(token).ok_or_else(|| Refusal::no_such("token", token, "card[token]"))?,
        None => card(params.need("card.number")?, "card[number]")?,
    };
    let id = books.new_method(card, None, None);
    if let Some(method) = books.methods.get_mut(&id) {
        method.metadata = metadata;
    }
    retrieve(books, &id)
}

/// A pretend card by its number; a number that is not among them is refused as the networks refuse it.
pub fn card(number: &str, param: &str) -> Result<&'static Card, Refusal> {
    if let Some(card) = cards::find(number) {
        return Ok(card);
    }
    if cards::could_be_a_card(number) {
        let message = "Your card was declined. This is a pretend bank: it knows only the pretend cards of its README.";
        return Err(Refusal::card("card_declined", message).param(param).with("decline_code", json!("test_mode_live_card")));
    }
    Err(Refusal::card("incorrect_number", "Your card number is incorrect.").param(param))
}

pub fn retrieve(books: &Books, id: &str) -> Outcome {
    Ok(books.methods.get(id).ok_or_else(|| Refusal::no_such("PaymentMethod", id, "payment_method"))?.json(books))
}

pub fn attach(books: &mut Books, id: &str, params: &Params) -> Outcome {
    let customer = params.need("customer")?.to_owned();
    books.customer(&customer, "customer")?;
    let id = known(books, id, "payment_method")?;
    attach_to(books, &id, &customer);
    retrieve(books, &id)
}

pub fn attach_to(books: &mut Books, id: &str, customer: &str) {
    if let Some(method) = books.methods.get_mut(id) {
        method.customer = Some(customer.to_owned());
    }
    if let Ok(json) = retrieve(books, id) {
        books.tell("payment_method.attached", json);
    }
}

pub fn detach(books: &mut Books, id: &str) -> Outcome {
    retrieve(books, id)?;
    if let Some(method) = books.methods.get_mut(id) {
        method.customer = None;
    }
    let json = retrieve(books, id)?;
    books.tell("payment_method.detached", json.clone());
    Ok(json)
}

pub fn list(books: &Books, params: &Params) -> Outcome {
    let customer = params.get("customer");
    let fits = |method: &Method| method.customer.is_some() && customer.is_none_or(|c| method.customer.as_deref() == Some(c));
    answer::list(books, &books.methods, params, "/v1/payment_methods", fits)
}
