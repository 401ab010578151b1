//! Customers.

use serde_json::{Value, json};

use super::{Books, Metadata, Object, Outcome, Params, Refusal, answer, methods, search};

#[derive(Clone, Debug)]
pub struct Customer {
    id: String,
    created: i64,
    pub email: Option<String>,
    pub name: Option<String>,
    description: Option<String>,
    pub default_method: Option<String>,
    locales: Vec<String>,
    pub metadata: Metadata,
    pub delinquent: bool,
    deleted: bool,
    live: bool,
    invoice_prefix: String,
}

impl Object for Customer {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, _: &Books) -> Value {
        if self.deleted {
            return json!({ "id": self.id, "object": "customer", "deleted": true });
        }
        json!({
            "id": self.id,
            "object": "customer",
            "address": null,
            "balance": 0,
            "created": self.created,
            "currency": null,
            "default_source": null,
            "delinquent": self.delinquent,
            "description": self.description,
            "email": self.email,
            "invoice_prefix": self.invoice_prefix,
            "invoice_settings": { "custom_fields": null, "default_payment_method": self.default_method, "footer": null, "rendering_options": null },
            "livemode": self.live,
            "metadata": self.metadata,
            "name": self.name,
            "phone": null,
            "preferred_locales": self.locales,
            "shipping": null,
            "tax_exempt": "none",
            "test_clock": null,
        })
    }
}

impl Books {
    /// A customer who gave these at the pay page or by a call.
    pub fn new_customer(&mut self, email: Option<&str>, name: Option<&str>) -> String {
        let id = self.chance.id("cus_", 14);
        let customer = Customer {
            id: id.clone(),
            created: self.now,
            email: email.map(str::to_owned),
            name: name.map(str::to_owned),
            description: None,
            default_method: None,
            locales: Vec::new(),
            metadata: Metadata::new(),
            delinquent: false,
            deleted: false,
            live: self.live,
            invoice_prefix: self.chance.id("", 8).to_ascii_uppercase(),
        };
        self.customers.put(&id, customer);
        id
    }

    pub fn customer(&self, id: &str, param: &str) -> Result<&Customer, Refusal> {
        self.customers.get(id).filter(|c| !c.deleted).ok_or_else(|| Refusal::no_such("customer", id, param))
    }

    /// Whether a customer may be named; `None` may.
    pub fn known_customer(&self, params: &Params) -> Result<Option<String>, Refusal> {
        let Some(id) = params.get("customer") else { return Ok(None) };
        self.customer(id, "customer")?;
        Ok(Some(id.to_owned()))
    }
}

pub fn create(books: &mut Books, params: &Params) -> Outcome {
    let metadata = params.metadata("metadata", &Metadata::new())?;
    let method = params.get("payment_method").map(|id| methods::known(books, id, "payment_method")).transpose()?;
    let id = books.new_customer(params.get("email"), params.get("name"));
    fill(books, &id, params, metadata);
    if let Some(method) = method {
        methods::attach_to(books, &method, &id);
    }
    let json = retrieve(books, &id)?;
    books.tell("customer.created", json.clone());
    Ok(json)
}

fn fill(books: &mut Books, id: &str, params: &Params, metadata: Metadata) {
    let Some(customer) = books.customers.get_mut(id) else { return };
    let set = |field: &mut Option<String>, path: &str| {
        if let Some(value) = params.raw(path) {
            *field = Some(value.to_owned()).filter(|v| !v.is_empty());
        }
    };
    set(&mut customer.email, "email");
    set(&mut customer.name, "name");
    set(&mut customer.description, "description");
    set(&mut customer.default_method, "invoice_settings.default_payment_method");
    if params.has("preferred_locales") {
        customer.locales = params.list("preferred_locales").into_iter().map(str::to_owned).collect();
    }
    customer.metadata = metadata;
}

pub fn retrieve(books: &Books, id: &str) -> Outcome {
    Ok(books.customers.get(id).ok_or_else(|| Refusal::no_such("customer", id, "id"))?.json(books))
}

pub fn update(books: &mut Books, id: &str, params: &Params) -> Outcome {
    let metadata = params.metadata("metadata", &books.customer(id, "id")?.metadata)?;
    if let Some(method) = params.get("invoice_settings.default_payment_method") {
        methods::known(books, method, "invoice_settings[default_payment_method]")?;
    }
    fill(books, id, params, metadata);
    let json = retrieve(books, id)?;
    books.tell("customer.updated", json.clone());
    Ok(json)
}

/// Deleting a customer ends what it pays for.
pub fn delete(books: &mut Books, id: &str) -> Outcome {
    books.customer(id, "id")?;
    let theirs: Vec<String> = books.subscriptions.iter().filter(|s| s.customer == id && s.is_alive()).map(|s| s.id().to_owned()).collect();
    for subscription in theirs {
        books.end_subscription(&subscription, "cancellation_requested");
    }
    let json = retrieve(books, id)?;
    books.tell("customer.deleted", json);
    if let Some(customer) = books.customers.get_mut(id) {
        customer.deleted = true;
    }
    retrieve(books, id)
}

pub fn list(books: &Books, params: &Params) -> Outcome {
    let email = params.get("email");
    answer::list(books, &books.customers, params, "/v1/customers", |c| !c.deleted && email.is_none_or(|e| c.email.as_deref() == Some(e)))
}

pub fn find(books: &Books, params: &Params) -> Outcome {
    let query = search::Query::read(params)?;
    let all = books.customers.iter().rev().filter(|c| !c.deleted && query.fits(&c.metadata, &[("email", c.email.as_deref())])).collect();
    answer::found(books, all, params, "/v1/customers/search")
}
