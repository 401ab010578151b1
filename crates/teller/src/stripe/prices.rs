//! Products and prices, made beforehand or inline.

use serde_json::{Value, json};

use super::{Books, Metadata, Object, Outcome, Params, Refusal, answer};
use crate::clock::Unit;
use crate::currency;

#[derive(Clone, Debug)]
pub struct Product {
    id: String,
    created: i64,
    pub name: String,
    description: Option<String>,
    metadata: Metadata,
    /// Made inline, so that nobody is to choose it again.
    inline: bool,
    live: bool,
}

#[derive(Clone, Debug)]
pub struct Price {
    id: String,
    created: i64,
    pub product: String,
    pub currency: String,
    pub unit_amount: i64,
    pub recurring: Option<(Unit, i64)>,
    nickname: Option<String>,
    lookup_key: Option<String>,
    metadata: Metadata,
    inline: bool,
    live: bool,
}

impl Object for Product {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, _: &Books) -> Value {
        json!({
            "id": self.id,
            "object": "product",
            "active": !self.inline,
            "created": self.created,
            "default_price": null,
            "description": self.description,
            "images": [],
            "livemode": self.live,
            "marketing_features": [],
            "metadata": self.metadata,
            "name": self.name,
            "package_dimensions": null,
            "shippable": null,
            "statement_descriptor": null,
            "tax_code": null,
            "type": "service",
            "unit_label": null,
            "updated": self.created,
            "url": null,
        })
    }
}

impl Object for Price {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }

    fn json(&self, _: &Books) -> Value {
        let recurring = self
            .recurring
            .map(|(unit, count)| json!({ "interval": unit.word(), "interval_count": count, "meter": null, "trial_period_days": null, "usage_type": "licensed" }));
        json!({
            "id": self.id,
            "object": "price",
            "active": !self.inline,
            "billing_scheme": "per_unit",
            "created": self.created,
            "currency": self.currency,
            "custom_unit_amount": null,
            "livemode": self.live,
            "lookup_key": self.lookup_key,
            "metadata": self.metadata,
            "nickname": self.nickname,
            "product": self.product,
            "recurring": recurring,
            "tax_behavior": "unspecified",
            "tiers_mode": null,
            "transform_quantity": null,
            "type": if self.recurring.is_some() { "recurring" } else { "one_time" },
            "unit_amount": self.unit_amount,
            "unit_amount_decimal": self.unit_amount.to_string(),
        })
    }
}

impl Price {
    /// A recurring price in the older words that subscription items still bear.
    pub fn plan(&self) -> Option<Value> {
        let (unit, count) = self.recurring?;
        Some(json!({
            "id": self.id,
            "object": "plan",
            "active": !self.inline,
            "amount": self.unit_amount,
            "amount_decimal": self.unit_amount.to_string(),
            "billing_scheme": "per_unit",
            "created": self.created,
            "currency": self.currency,
            "interval": unit.word(),
            "interval_count": count,
            "livemode": self.live,
            "metadata": self.metadata,
            "meter": null,
            "nickname": self.nickname,
            "product": self.product,
            "tiers_mode": null,
            "transform_usage": null,
            "trial_period_days": null,
            "usage_type": "licensed",
        }))
    }
}

/// A price that was asked for and found good, before it is put on a shelf.
#[derive(Clone, Debug)]
pub enum Wanted {
    Kept(String),
    Inline { currency: String, unit_amount: i64, recurring: Option<(Unit, i64)>, product: Result<String, NewProduct> },
}

#[derive(Clone, Debug)]
pub struct NewProduct {
    name: String,
    description: Option<String>,
    metadata: Metadata,
}

/// Reads the `price` or `price_data` of a row.
pub fn wanted(books: &Books, params: &Params, row: &str) -> Result<Wanted, Refusal> {
    let at = |name: &str| format!("{row}.{name}");
    if let Some(id) = params.get(&at("price")) {
        books.prices.get(id).ok_or_else(|| Refusal::no_such("price", id, &super::params::bracketed(&at("price"))))?;
        return Ok(Wanted::Kept(id.to_owned()));
    }
    if !params.has(&at("price_data")) {
        return Err(Refusal::missing(&super::params::bracketed(&at("price"))));
    }
    data(books, params, &at("price_data"))
}

/// Reads what a price is made of: inline below `row`, or at the top when `row` is empty.
fn data(books: &Books, params: &Params, row: &str) -> Result<Wanted, Refusal> {
    let at = |name: &str| if row.is_empty() { name.to_owned() } else { format!("{row}.{name}") };
    let currency = known_currency(params, &at("currency"))?;
    let unit_amount = params.integer(&at("unit_amount"))?.ok_or_else(|| Refusal::missing(&super::params::bracketed(&at("unit_amount"))))?;
    if unit_amount < 0 {
        let message = "Invalid non-negative integer";
        return Err(Refusal::coded("parameter_invalid_integer", message).param(&super::params::bracketed(&at("unit_amount"))));
    }
    let recurring = match params.one_of(&at("recurring.interval"), &["day", "week", "month", "year"])?.and_then(Unit::read) {
        None if params.has(&at("recurring")) => return Err(Refusal::missing(&super::params::bracketed(&at("recurring.interval")))),
        None => None,
        Some(unit) => Some((unit, params.integer(&at("recurring.interval_count"))?.unwrap_or(1).max(1))),
    };
    let product = match params.get(&at("product")) {
        Some(id) => Ok(books.products.get(id).map(|p| p.id.clone()).ok_or_else(|| Refusal::no_such("product", id, "product"))?),
        None => Err(NewProduct {
            name: params.need(&at("product_data.name"))?.to_owned(),
            description: params.get(&at("product_data.description")).map(str::to_owned),
            metadata: params.metadata(&at("product_data.metadata"), &Metadata::new())?,
        }),
    };
    Ok(Wanted::Inline { currency, unit_amount, recurring, product })
}

/// A currency that is spoken, in small letters as Stripe writes it.
pub fn known_currency(params: &Params, path: &str) -> Result<String, Refusal> {
    let currency = params.need(path)?.to_ascii_lowercase();
    match currency::decimals(&currency) {
        Some(_) => Ok(currency),
        None => Err(Refusal::invalid(format!("Invalid currency: {currency}.")).param(&super::params::bracketed(path))),
    }
}

impl Wanted {
    pub fn recurring(&self, books: &Books) -> Option<(Unit, i64)> {
        match self {
            Self::Kept(id) => books.prices.get(id)?.recurring,
            Self::Inline { recurring, .. } => *recurring,
        }
    }

    pub fn currency(&self, books: &Books) -> String {
        match self {
            Self::Kept(id) => books.prices.get(id).map(|p| p.currency.clone()).unwrap_or_default(),
            Self::Inline { currency, .. } => currency.clone(),
        }
    }

    pub fn unit_amount(&self, books: &Books) -> i64 {
        match self {
            Self::Kept(id) => books.prices.get(id).map(|p| p.unit_amount).unwrap_or_default(),
            Self::Inline { unit_amount, .. } => *unit_amount,
        }
    }

    /// The id of the price, made if it is inline.
    pub fn keep(self, books: &mut Books) -> String {
        let (currency, unit_amount, recurring, product) = match self {
            Self::Kept(id) => return id,
            Self::Inline { currency, unit_amount, recurring, product } => (currency, unit_amount, recurring, product),
        };
        let product = product.unwrap_or_else(|new| put_product(books, new, true));
        put_price(
            books,
            Price {
                id: String::new(),
                created: 0,
                product,
                currency,
                unit_amount,
                recurring,
                nickname: None,
                lookup_key: None,
                metadata: Metadata::new(),
                inline: true,
                live: false,
            },
        )
    }
}

fn put_product(books: &mut Books, new: NewProduct, inline: bool) -> String {
    let id = books.chance.id("prod_", 14);
    let NewProduct { name, description, metadata } = new;
    let product = Product { id: id.clone(), created: books.now, name, description, metadata, inline, live: books.live };
    let json = product.json(books);
    books.products.put(&id, product);
    books.tell("product.created", json);
    id
}

fn put_price(books: &mut Books, mut price: Price) -> String {
    let id = books.id("price_");
    price.id.clone_from(&id);
    price.created = books.now;
    price.live = books.live;
    let json = price.json(books);
    books.prices.put(&id, price);
    books.tell("price.created", json);
    id
}

pub fn create_product(books: &mut Books, params: &Params) -> Outcome {
    let new = NewProduct {
        name: params.need("name")?.to_owned(),
        description: params.get("description").map(str::to_owned),
        metadata: params.metadata("metadata", &Metadata::new())?,
    };
    let id = put_product(books, new, false);
    retrieve_product(books, &id)
}

pub fn retrieve_product(books: &Books, id: &str) -> Outcome {
    Ok(books.products.get(id).ok_or_else(|| Refusal::no_such("product", id, "id"))?.json(books))
}

pub fn list_products(books: &Books, params: &Params) -> Outcome {
    answer::list(books, &books.products, params, "/v1/products", |_| true)
}

pub fn create(books: &mut Books, params: &Params) -> Outcome {
    let metadata = params.metadata("metadata", &Metadata::new())?;
    let id = data(books, params, "")?.keep(books);
    if let Some(price) = books.prices.get_mut(&id) {
        price.inline = false;
        price.metadata = metadata;
        price.nickname = params.get("nickname").map(str::to_owned);
        price.lookup_key = params.get("lookup_key").map(str::to_owned);
    }
    retrieve(books, &id)
}

pub fn retrieve(books: &Books, id: &str) -> Outcome {
    Ok(books.prices.get(id).ok_or_else(|| Refusal::no_such("price", id, "price"))?.json(books))
}

pub fn list(books: &Books, params: &Params) -> Outcome {
    let (product, currency) = (params.get("product"), params.get("currency"));
    let fits = |price: &Price| product.is_none_or(|p| price.product == p) && currency.is_none_or(|c| price.currency == c);
    answer::list(books, &books.prices, params, "/v1/prices", fits)
}
