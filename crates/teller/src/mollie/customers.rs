//! Customers and their mandates.

use serde_json::{Value, json};

use super::payments::Payment;
use super::{Books, Outcome, Refusal, documentation, text};
use crate::clock::{day, iso};

#[derive(Clone, Debug)]
pub struct Customer {
    pub id: String,
    created: i64,
    name: Option<String>,
    email: Option<String>,
    locale: Option<String>,
    metadata: Value,
    pub deleted: bool,
}

#[derive(Clone, Debug)]
pub struct Mandate {
    pub id: String,
    created: i64,
    pub customer: String,
    pub method: String,
    reference: Option<String>,
    pub revoked: bool,
    /// Whether the bank honours it; a test may say no.
    pub pays: bool,
}

impl Customer {
    pub fn json(&self, books: &Books) -> Value {
        json!({
            "resource": "customer",
            "id": self.id,
            "mode": books.mode(),
            "name": self.name,
            "email": self.email,
            "locale": self.locale,
            "metadata": self.metadata,
            "createdAt": iso(self.created),
            "_links": {
                "self": books.link(&format!("customers/{}", self.id)),
                "mandates": books.link(&format!("customers/{}/mandates", self.id)),
                "subscriptions": books.link(&format!("customers/{}/subscriptions", self.id)),
                "payments": books.link(&format!("customers/{}/payments", self.id)),
                "dashboard": json!({ "href": format!("{}/", books.url), "type": "text/html" }),
                "documentation": documentation("get-customer"),
            },
        })
    }
}

impl Mandate {
    pub fn json(&self, books: &Books) -> Value {
        let details = match self.method.as_str() {
            "creditcard" => {
                json!({ "cardHolder": "A. Pretender", "cardNumber": "4242", "cardLabel": "Visa", "cardExpiryDate": "2099-12-31" })
            }
            "paypal" => json!({ "consumerName": "A. Pretender", "consumerAccount": "pretender@example.org" }),
            _ => json!({ "consumerName": "A. Pretender", "consumerAccount": "NL53INGB0654422370", "consumerBic": "INGBNL2A" }),
        };
        json!({
            "resource": "mandate",
            "id": self.id,
            "mode": books.mode(),
            "status": if self.revoked { "invalid" } else { "valid" },
            "method": self.method,
            "details": details,
            "mandateReference": self.reference,
            "customerId": self.customer,
            "signatureDate": day(self.created).to_string(),
            "createdAt": iso(self.created),
            "_links": {
                "self": books.link(&format!("customers/{}/mandates/{}", self.customer, self.id)),
                "customer": books.link(&format!("customers/{}", self.customer)),
                "documentation": documentation("get-mandate"),
            },
        })
    }
}

impl Books {
    pub fn customer(&self, id: &str) -> Result<&Customer, Refusal> {
        match self.customers.get(id) {
            None => Err(Refusal::no_such("customer", id)),
            Some(customer) if customer.deleted => Err(Refusal::gone("The customer")),
            Some(customer) => Ok(customer),
        }
    }

    /// A first payment leaves a mandate: of the card, of the PayPal account, or for direct debit.
    pub fn mandate_of(&mut self, payment: &Payment) {
        let Some(customer) = payment.customer.clone() else { return };
        let kept = payment.method.as_deref().filter(|method| matches!(*method, "creditcard" | "paypal"));
        let method = kept.unwrap_or("directdebit");
        let id = self.new_mandate(&customer, method, None);
        if let Some(payment) = self.payments.get_mut(&payment.id) {
            payment.mandate = Some(id);
        }
    }

    fn new_mandate(&mut self, customer: &str, method: &str, reference: Option<String>) -> String {
        let id = self.chance.id("mdt_", 10);
        let mandate = Mandate {
            id: id.clone(),
            created: self.now,
            customer: customer.to_owned(),
            method: method.to_owned(),
            reference,
            revoked: false,
            pays: true,
        };
        self.mandates.put(&id, mandate);
        id
    }

    /// The mandate that a recurring payment uses.
    pub fn mandate_for(&self, customer: &str, id: Option<&str>, method: Option<&str>) -> Result<&Mandate, Refusal> {
        let fits = |mandate: &&Mandate| {
            mandate.customer == customer
                && !mandate.revoked
                && id.is_none_or(|id| mandate.id == id)
                && method.is_none_or(|m| mandate.method == m)
        };
        let none = || Refusal::cannot("No suitable mandates found for customer");
        self.mandates.iter().rev().find(fits).ok_or_else(none)
    }
}

impl Books {
    /// From now on nothing can be drawn from a customer.
    pub fn spoil(&mut self, customer: &str) {
        self.mandates.iter_mut().filter(|mandate| mandate.customer == customer).for_each(|mandate| mandate.pays = false);
    }
}

pub fn create(books: &mut Books, body: &Value) -> Outcome {
    let id = books.chance.id("cst_", 10);
    let customer = Customer {
        id: id.clone(),
        created: books.now,
        name: text(body, "name"),
        email: text(body, "email"),
        locale: text(body, "locale"),
        metadata: body.get("metadata").cloned().unwrap_or(Value::Null),
        deleted: false,
    };
    let json = customer.json(books);
    books.customers.put(&id, customer);
    Ok((201, json))
}

pub fn update(books: &mut Books, id: &str, body: &Value) -> Outcome {
    books.customer(id)?;
    if let Some(customer) = books.customers.get_mut(id) {
        customer.name = text(body, "name").or_else(|| customer.name.take());
        customer.email = text(body, "email").or_else(|| customer.email.take());
        customer.locale = text(body, "locale").or_else(|| customer.locale.take());
        if let Some(metadata) = body.get("metadata") {
            customer.metadata = metadata.clone();
        }
    }
    Ok((200, books.customer(id)?.json(books)))
}

/// With a customer go the mandates and the subscriptions.
pub fn delete(books: &mut Books, id: &str) -> Outcome {
    books.customer(id)?;
    books.mandates.iter_mut().filter(|mandate| mandate.customer == id).for_each(|mandate| mandate.revoked = true);
    let theirs: Vec<String> = books.subscriptions.iter().filter(|s| s.customer == id).map(|s| s.id.clone()).collect();
    theirs.iter().for_each(|subscription| books.end_subscription(subscription));
    if let Some(customer) = books.customers.get_mut(id) {
        customer.deleted = true;
    }
    Ok((204, Value::Null))
}

pub fn create_mandate(books: &mut Books, customer: &str, body: &Value) -> Outcome {
    books.customer(customer)?;
    let method = text(body, "method").filter(|method| matches!(method.as_str(), "directdebit" | "paypal"));
    let method = method.ok_or_else(|| Refusal::field("method", "Only directdebit and paypal mandates can be created by a call"))?;
    text(body, "consumerName").ok_or_else(|| Refusal::field("consumerName", "The consumerName is required"))?;
    let id = books.new_mandate(customer, &method, text(body, "mandateReference"));
    let mandate = books.mandates.get(&id).ok_or_else(|| Refusal::no_such("mandate", &id))?;
    Ok((201, mandate.json(books)))
}

pub fn retrieve_mandate(books: &Books, customer: &str, id: &str) -> Outcome {
    books.customer(customer)?;
    let mandate = books.mandates.get(id).filter(|mandate| mandate.customer == customer).ok_or_else(|| Refusal::no_such("mandate", id))?;
    Ok((200, mandate.json(books)))
}

pub fn revoke_mandate(books: &mut Books, customer: &str, id: &str) -> Outcome {
    retrieve_mandate(books, customer, id)?;
    if let Some(mandate) = books.mandates.get_mut(id) {
        mandate.revoked = true;
    }
    Ok((204, Value::Null))
}
