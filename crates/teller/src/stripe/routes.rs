//! All endpoints in one table.

use super::params::Params;
use super::refusal::{Outcome, Refusal};
use super::{
    Books, accepted, answer, balance, charges, customers, disputes, events, intents, invoices, methods, portal, prices, refunds, sessions,
    subscriptions,
};

/// Answers one request: method, path below `/v1/`, parameters.
pub fn answer(books: &mut Books, method: &str, path: &str, params: &Params) -> Outcome {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let Some(names) = accepted::accepted(method, &parts) else { return Err(Refusal::no_route(method, &format!("/v1/{path}"))) };
    let mut names = names.to_vec();
    names.push("expand[]");
    params.only(&names)?;
    let mut json = match method {
        "GET" => read(books, &parts, params),
        "DELETE" => delete(books, &parts, params),
        _ => write(books, &parts, params),
    }
    .ok_or_else(|| Refusal::no_route(method, &format!("/v1/{path}")))??;
    answer::expand(books, &mut json, params)?;
    Ok(json)
}

fn read(books: &Books, parts: &[&str], params: &Params) -> Option<Outcome> {
    Some(match parts {
        ["account"] => Ok(serde_json::json!({ "id": books.account, "object": "account", "country": "US", "default_currency": "usd" })),
        ["checkout", "sessions"] => sessions::list(books, params),
        ["checkout", "sessions", id] => sessions::retrieve(books, id),
        ["checkout", "sessions", id, "line_items"] => sessions::line_items(books, id),
        ["payment_intents"] => intents::list(books, params),
        ["payment_intents", "search"] => intents::find(books, params),
        ["payment_intents", id] => intents::retrieve(books, id),
        ["payment_methods"] => methods::list(books, params),
        ["payment_methods", id] => methods::retrieve(books, id),
        ["charges"] => charges::list(books, params),
        ["charges", "search"] => charges::find(books, params),
        ["charges", id] => charges::retrieve(books, id),
        ["refunds"] => refunds::list(books, params),
        ["refunds", id] => refunds::retrieve(books, id),
        ["disputes"] => disputes::list(books, params),
        ["disputes", id] => disputes::retrieve(books, id),
        ["radar", "early_fraud_warnings"] => disputes::list_warnings(books, params),
        ["radar", "early_fraud_warnings", id] => disputes::retrieve_warning(books, id),
        ["balance"] => balance::retrieve(books),
        ["balance_transactions"] => balance::list_transactions(books, params),
        ["balance_transactions", id] => balance::retrieve_transaction(books, id),
        ["payouts"] => balance::list_payouts(books, params),
        ["payouts", id] => balance::retrieve_payout(books, id),
        ["customers"] => customers::list(books, params),
        ["customers", "search"] => customers::find(books, params),
        ["customers", id] => customers::retrieve(books, id),
        ["products"] => prices::list_products(books, params),
        ["products", id] => prices::retrieve_product(books, id),
        ["prices"] => prices::list(books, params),
        ["prices", id] => prices::retrieve(books, id),
        ["subscriptions"] => subscriptions::list(books, params),
        ["subscriptions", "search"] => subscriptions::find(books, params),
        ["subscriptions", id] => subscriptions::retrieve(books, id),
        ["invoices"] => invoices::list(books, params),
        ["invoices", id] => invoices::retrieve(books, id),
        ["invoice_payments"] => invoices::list_payments(books, params),
        ["invoice_payments", id] => invoices::retrieve_payment(books, id),
        ["events"] => events::list(books, params),
        ["events", id] => events::retrieve(books, id),
        ["webhook_endpoints"] => events::list_endpoints(books, params),
        ["webhook_endpoints", id] => events::retrieve_endpoint(books, id),
        _ => return None,
    })
}

fn write(books: &mut Books, parts: &[&str], params: &Params) -> Option<Outcome> {
    Some(match parts {
        ["checkout", "sessions"] => sessions::create(books, params),
        ["checkout", "sessions", id] => sessions::update(books, id, params),
        ["checkout", "sessions", id, "expire"] => sessions::expire(books, id),
        ["payment_intents"] => intents::create(books, params),
        ["payment_intents", id] => intents::update(books, id, params),
        ["payment_intents", id, "confirm"] => intents::confirm(books, id, params),
        ["payment_intents", id, "cancel"] => intents::cancel(books, id, params),
        ["payment_methods"] => methods::create(books, params),
        ["payment_methods", id, "attach"] => methods::attach(books, id, params),
        ["payment_methods", id, "detach"] => methods::detach(books, id),
        ["refunds"] => refunds::create(books, params),
        ["refunds", id] => refunds::update(books, id, params),
        ["disputes", id] => disputes::update(books, id, params),
        ["disputes", id, "close"] => disputes::close(books, id),
        ["payouts"] => balance::create_payout(books, params),
        ["customers"] => customers::create(books, params),
        ["customers", id] => customers::update(books, id, params),
        ["products"] => prices::create_product(books, params),
        ["prices"] => prices::create(books, params),
        ["subscriptions"] => subscriptions::create(books, params),
        ["subscriptions", id] => subscriptions::update(books, id, params),
        ["invoices", id, "pay"] => invoices::pay(books, id, params),
        ["invoices", id, "void"] => invoices::void(books, id),
        ["billing_portal", "sessions"] => portal::create(books, params),
        ["webhook_endpoints"] => events::create_endpoint(books, params),
        ["webhook_endpoints", id] => events::update_endpoint(books, id, params),
        _ => return None,
    })
}

fn delete(books: &mut Books, parts: &[&str], params: &Params) -> Option<Outcome> {
    Some(match parts {
        ["customers", id] => customers::delete(books, id),
        ["subscriptions", id] => subscriptions::cancel(books, id, params),
        ["webhook_endpoints", id] => events::delete_endpoint(books, id),
        _ => return None,
    })
}
