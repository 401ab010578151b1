//! A session is opened: what is asked for is looked at first, and then kept.

use super::{Data, Line, Session, Status, retrieve, web_address};
use crate::clock::{DAY, MINUTE};
use crate::stripe::agenda::Task;
use crate::stripe::intents;
use crate::stripe::params::bracketed;
use crate::stripe::prices::{self, Wanted};
use crate::stripe::{Books, Metadata, Outcome, Params, Refusal};

pub fn create(books: &mut Books, params: &Params) -> Outcome {
    let subscribes = params.one_of("mode", &["payment", "subscription"])?.ok_or_else(|| Refusal::missing("mode"))? == "subscription";
    suits_mode(params, subscribes)?;
    params.one_of("ui_mode", &["hosted", "hosted_page"])?;
    params.one_of("submit_type", &["auto", "book", "donate", "pay"])?;
    let success_url = web_address(params, "success_url")?.ok_or_else(|| Refusal::missing("success_url"))?;
    let cancel_url = web_address(params, "cancel_url")?;
    let expires_at = expires_at(books, params)?;
    let wanted = lines(books, params, subscribes)?;
    let currency = wanted.first().map(|(price, _)| price.currency(books)).unwrap_or_default();
    let total: i64 = wanted.iter().map(|(price, quantity)| price.unit_amount(books) * quantity).sum();
    let amount = intents::amount(total, &currency).map_err(|refusal| Refusal { param: None, ..refusal })?;
    let data = data(params, if subscribes { "subscription_data" } else { "payment_intent_data" })?;
    let metadata = params.metadata("metadata", &Metadata::new())?;
    let customer = books.known_customer(params)?;
    let creation = match (subscribes, params.one_of("customer_creation", &["always", "if_required"])?) {
        (true, _) => None,
        (false, _) if customer.is_some() => None,
        (false, Some("always")) => Some("always"),
        (false, _) => Some("if_required"),
    };
    // From here on nothing can be refused.
    let lines = wanted.into_iter().map(|(price, quantity)| keep_line(books, price, quantity)).collect();
    let text = |path: &str| params.get(path).map(str::to_owned);
    let id = books.chance.id(if books.live { "cs_live_" } else { "cs_test_" }, 58);
    let session = Session {
        id: id.clone(),
        created: books.now,
        expires_at,
        subscribes,
        status: Status::Open,
        lines,
        amount,
        currency,
        success_url,
        cancel_url,
        submit_type: text("submit_type"),
        reference: text("client_reference_id"),
        customer,
        customer_creation: creation,
        email: text("customer_email"),
        details: None,
        locale: text("locale"),
        message: text("custom_text.submit.message"),
        billing_address: text("billing_address_collection"),
        metadata,
        data,
        intent: None,
        subscription: None,
        invoice: None,
        asking: None,
        live: books.live,
    };
    books.agenda.add(expires_at, Task::ExpireSession(id.clone()));
    books.sessions.put(&id, session);
    retrieve(books, &id)
}

/// What Stripe takes in one mode only.
fn suits_mode(params: &Params, subscribes: bool) -> Result<(), Refusal> {
    let (mode, others) = match subscribes {
        true => ("subscription", ["payment_intent_data", "submit_type", "customer_creation"].as_slice()),
        false => ("payment", ["subscription_data"].as_slice()),
    };
    match others.iter().find(|name| params.has(name)) {
        Some(name) => Err(Refusal::invalid(format!("You can not pass `{name}` in `{mode}` mode.")).param(name)),
        None if params.has("customer") && params.has("customer_email") => {
            Err(Refusal::invalid("You may only specify one of these parameters: customer, customer_email."))
        }
        None => Ok(()),
    }
}

fn expires_at(books: &Books, params: &Params) -> Result<i64, Refusal> {
    let at = params.integer("expires_at")?.unwrap_or(books.now + DAY);
    // The caller's clock may be a little behind or ahead.
    if at < books.now + 30 * MINUTE - MINUTE {
        return Err(
            Refusal::invalid("The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.").param("expires_at")
        );
    }
    if at > books.now + DAY + MINUTE {
        return Err(
            Refusal::invalid("The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.").param("expires_at")
        );
    }
    Ok(at)
}

fn lines(books: &Books, params: &Params, subscribes: bool) -> Result<Vec<(Wanted, i64)>, Refusal> {
    let mut lines = Vec::new();
    for row in params.rows("line_items") {
        let price = prices::wanted(books, params, &row)?;
        let quantity = params.integer(&format!("{row}.quantity"))?;
        let name = bracketed(&format!("{row}.quantity"));
        match quantity {
            Some(quantity @ 1..) => lines.push((price, quantity)),
            Some(_) => {
                return Err(Refusal::coded("parameter_invalid_integer", "This value must be greater than or equal to 1.").param(&name));
            }
            None => return Err(Refusal::missing(&name)),
        }
    }
    let recurring = lines.iter().filter(|(price, _)| price.recurring(books).is_some()).count();
    if lines.is_empty() {
        return Err(Refusal::missing("line_items"));
    }
    if !subscribes && recurring > 0 {
        let message =
            "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.";
        return Err(Refusal::invalid(message).param("mode"));
    }
    if subscribes && recurring == 0 {
        return Err(
            Refusal::invalid("You must provide at least one recurring price in `subscription` mode when using prices.").param("mode")
        );
    }
    if subscribes && lines.len() > 1 {
        return Err(Refusal::invalid("This teller keeps one item in a subscription.").param("line_items"));
    }
    let currency = lines[0].0.currency(books);
    match lines.iter().any(|(price, _)| price.currency(books) != currency) {
        true => Err(Refusal::invalid("All prices on the Checkout Session must have the same currency.").param("line_items")),
        false => Ok(lines),
    }
}

fn keep_line(books: &mut Books, price: Wanted, quantity: i64) -> Line {
    let amount = price.unit_amount(books) * quantity;
    let price = price.keep(books);
    Line { id: books.id("li_"), price, quantity, amount }
}

fn data(params: &Params, path: &str) -> Result<Data, Refusal> {
    let at = |name: &str| format!("{path}.{name}");
    if params.get(&at("statement_descriptor")).is_some() {
        let message =
            "The statement_descriptor parameter is not supported for the payment_method_type: card. Use statement_descriptor_suffix.";
        return Err(Refusal::invalid(message).param(&bracketed(&at("statement_descriptor"))));
    }
    Ok(Data {
        description: params.get(&at("description")).map(str::to_owned),
        metadata: params.metadata(&at("metadata"), &Metadata::new())?,
        suffix: intents::suffix(params, &at("statement_descriptor_suffix"))?,
        future: params.one_of(&at("setup_future_usage"), &["off_session", "on_session"])?.map(str::to_owned),
    })
}
