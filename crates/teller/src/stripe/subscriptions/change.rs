//! The call that changes a subscription: its amount, its end, a pause.

use super::{Pause, Subscription, only_row, retrieve};
use crate::stripe::agenda::Task;
use crate::stripe::prices::Wanted;
use crate::stripe::{Books, Outcome, Params, Refusal, methods};

pub fn update(books: &mut Books, id: &str, params: &Params) -> Outcome {
    let found = books.subscriptions.get(id).ok_or_else(|| Refusal::no_such("subscription", id, "id"))?.clone();
    if !found.is_alive() {
        let canceled = ["cancellation_details.comment", "cancellation_details.feedback"];
        if params
            .pairs()
            .iter()
            .any(|(path, _)| !canceled.contains(&path.as_str()) && !path.starts_with("metadata") && !path.starts_with("expand"))
        {
            return Err(Refusal::invalid("A canceled subscription can only update its cancellation_details and metadata."));
        }
    }
    let metadata = params.metadata("metadata", &found.metadata)?;
    let at_end = params.boolean("cancel_at_period_end")?;
    let cancel_at = cancel_at(books, params)?;
    let pause = pause(books, params)?;
    let price = new_price(books, params, &found)?;
    let method = params.get("default_payment_method").map(|id| methods::known(books, id, "default_payment_method")).transpose()?;
    let price = price.map(|(price, quantity)| (price.keep(books), quantity));
    if let Some(Some(at)) = cancel_at {
        books.agenda.add(at, Task::CancelAt(id.to_owned()));
    }
    if let Some(Some(at)) = pause.as_ref().map(|pause| pause.as_ref().and_then(|p| p.resumes_at)) {
        books.agenda.add(at, Task::Resume(id.to_owned()));
    }
    let now = books.now;
    books.change_subscription(id, |s| {
        s.metadata = metadata;
        if let Some(at_end) = at_end {
            s.cancel_at_period_end = at_end;
        }
        if let Some(cancel_at) = cancel_at {
            s.cancel_at = cancel_at;
        }
        let wanted = s.cancel_at_period_end || s.cancel_at.is_some();
        if s.is_alive() {
            s.canceled_at = if wanted { s.canceled_at.or(Some(now)) } else { None };
            s.reason = wanted.then_some("cancellation_requested");
        }
        if let Some(pause) = pause {
            s.pause = pause;
        }
        if let Some((price, quantity)) = price {
            s.price = price;
            s.quantity = quantity;
        }
        s.method = method.or_else(|| s.method.take());
        note(s, params);
    });
    retrieve(books, id)
}

/// Words that the payer or the till left.
pub(super) fn note(subscription: &mut Subscription, params: &Params) {
    let set = |field: &mut Option<String>, path: &str| {
        if let Some(value) = params.raw(path) {
            *field = Some(value.to_owned()).filter(|v| !v.is_empty());
        }
    };
    set(&mut subscription.description, "description");
    set(&mut subscription.comment, "cancellation_details.comment");
    set(&mut subscription.feedback, "cancellation_details.feedback");
}

fn cancel_at(books: &Books, params: &Params) -> Result<Option<Option<i64>>, Refusal> {
    match (params.raw("cancel_at"), params.integer("cancel_at")?) {
        (None, _) => Ok(None),
        (Some(_), None) => Ok(Some(None)),
        (Some(_), Some(at)) if at <= books.now => Err(Refusal::invalid("`cancel_at` must be in the future.").param("cancel_at")),
        (Some(_), Some(at)) => Ok(Some(Some(at))),
    }
}

/// `None`: left as it is. `Some(None)`: goes on.
fn pause(books: &Books, params: &Params) -> Result<Option<Option<Pause>>, Refusal> {
    if params.raw("pause_collection") == Some("") {
        return Ok(Some(None));
    }
    if !params.has("pause_collection") {
        return Ok(None);
    }
    let behaviors = ["keep_as_draft", "mark_uncollectible", "void"];
    let behavior = params.one_of("pause_collection.behavior", &behaviors)?.ok_or_else(|| Refusal::missing("pause_collection[behavior]"))?;
    let resumes_at = params.integer("pause_collection.resumes_at")?;
    if resumes_at.is_some_and(|at| at <= books.now) {
        return Err(Refusal::invalid("`resumes_at` must be in the future.").param("pause_collection[resumes_at]"));
    }
    Ok(Some(Some(Pause { behavior: behavior.to_owned(), resumes_at })))
}

/// A change of amount: from the next period on. Stripe would prorate unless told not to; this teller wants to be told.
fn new_price(books: &Books, params: &Params, found: &Subscription) -> Result<Option<(Wanted, i64)>, Refusal> {
    let proration = params.one_of("proration_behavior", &["none", "create_prorations", "always_invoice"])?;
    let Some(row) = params.rows("items").first().cloned() else { return Ok(None) };
    match params.get(&format!("{row}.id")) {
        Some(item) if item == found.item => {}
        Some(item) => return Err(Refusal::no_such("subscription_item", item, "items[0][id]")),
        None => {
            return Err(Refusal::invalid("Without items[0][id] Stripe would add a second item; this teller keeps one in a subscription.")
                .param("items[0][id]"));
        }
    }
    if proration != Some("none") {
        return Err(Refusal::invalid("This teller prorates nothing: say proration_behavior=none.").param("proration_behavior"));
    }
    let (price, quantity) = only_row(books, params)?.ok_or_else(|| Refusal::missing("items"))?;
    let currency = books.prices.get(&found.price).map(|p| p.currency.clone()).unwrap_or_default();
    if price.currency(books) != currency {
        let message = format!(
            "The price specified supports currencies of `{}`. This doesn't match the expected currency: `{currency}`.",
            price.currency(books)
        );
        return Err(Refusal::invalid(message).param("items[0][price_data][currency]"));
    }
    if price.recurring(books) != books.prices.get(&found.price).and_then(|p| p.recurring) {
        return Err(Refusal::invalid("This teller changes the amount of a subscription, not its interval.")
            .param("items[0][price_data][recurring]"));
    }
    Ok(Some((price, quantity)))
}
