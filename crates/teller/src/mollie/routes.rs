//! All endpoints in one table.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Books, Outcome, Refusal, answer, balances, customers, payments, refunds, subscriptions};

/// Answers one request: method, path below `/v2/`, query, body.
pub fn answer(books: &mut Books, method: &str, path: &str, query: &HashMap<String, String>, body: &Value) -> Outcome {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let outcome = match method {
        "GET" => read(books, path, &parts, query),
        "POST" => create(books, &parts, body),
        "PATCH" => update(books, &parts, body),
        "DELETE" => delete(books, &parts),
        _ => None,
    };
    outcome.ok_or_else(|| Refusal::no_route(path))?
}

fn read(books: &Books, path: &str, parts: &[&str], query: &HashMap<String, String>) -> Option<Outcome> {
    let list = |name: &str, all: Vec<(String, Value)>| answer::list(books, name, path, all, query);
    let payments = |fits: &dyn Fn(&payments::Payment) -> bool| -> Vec<(String, Value)> {
        books.payments.iter().rev().filter(|p| fits(p)).map(|p| (p.id.clone(), p.json(books))).collect()
    };
    let refunds = |of: Option<&str>| -> Vec<(String, Value)> {
        books.refunds.iter().rev().filter(|r| of.is_none_or(|id| r.payment == id)).map(|r| (r.id.clone(), r.json(books))).collect()
    };
    let chargebacks = |of: Option<&str>| -> Vec<(String, Value)> {
        books.chargebacks.iter().rev().filter(|c| of.is_none_or(|id| c.payment == id)).map(|c| (c.id.clone(), c.json(books))).collect()
    };
    let subscriptions = |of: Option<&str>| -> Vec<(String, Value)> {
        books.subscriptions.iter().rev().filter(|s| of.is_none_or(|id| s.customer == id)).map(|s| (s.id.clone(), s.json(books))).collect()
    };
    Some(match parts {
        ["payments"] => list("payments", payments(&|_| true)),
        ["payments", id] => books.payment(id).map(|payment| (200, payment.json(books))),
        ["payments", id, "refunds"] => books.payment(id).and_then(|_| list("refunds", refunds(Some(id)))),
        ["payments", id, "refunds", refund] => refunds::retrieve(books, id, refund),
        ["payments", id, "chargebacks"] => books.payment(id).and_then(|_| list("chargebacks", chargebacks(Some(id)))),
        ["payments", id, "chargebacks", chargeback] => refunds::retrieve_chargeback(books, id, chargeback),
        ["refunds"] => list("refunds", refunds(None)),
        ["chargebacks"] => list("chargebacks", chargebacks(None)),
        ["customers"] => {
            list("customers", books.customers.iter().rev().filter(|c| !c.deleted).map(|c| (c.id.clone(), c.json(books))).collect())
        }
        ["customers", id] => books.customer(id).map(|customer| (200, customer.json(books))),
        ["customers", id, "payments"] => {
            books.customer(id).and_then(|_| list("payments", payments(&|p| p.customer.as_deref() == Some(*id))))
        }
        ["customers", id, "mandates"] => books.customer(id).and_then(|_| {
            list("mandates", books.mandates.iter().rev().filter(|m| m.customer == *id).map(|m| (m.id.clone(), m.json(books))).collect())
        }),
        ["customers", id, "mandates", mandate] => customers::retrieve_mandate(books, id, mandate),
        ["customers", id, "subscriptions"] => books.customer(id).and_then(|_| list("subscriptions", subscriptions(Some(id)))),
        ["customers", id, "subscriptions", subscription] => subscriptions::retrieve(books, id, subscription),
        ["customers", id, "subscriptions", subscription, "payments"] => subscriptions::retrieve(books, id, subscription)
            .and_then(|_| list("payments", payments(&|p| p.subscription.as_deref() == Some(*subscription)))),
        ["subscriptions"] => list("subscriptions", subscriptions(None)),
        ["methods"] => list("methods", methods(books)),
        ["balances"] => list("balances", balances::all(books)),
        ["balances", id] => balances::retrieve(books, id),
        ["balances", id, "transactions"] => {
            balances::retrieve(books, id).and_then(|_| list("balance_transactions", balances::transactions(books, id)))
        }
        ["settlements"] => list("settlements", books.settlements.iter().rev().map(|s| (s.id.clone(), s.json(books))).collect()),
        ["settlements", id] => books.settlements.get(id).map(|s| (200, s.json(books))).ok_or_else(|| Refusal::no_such("settlement", id)),
        ["settlements", id, "payments"] => list("payments", payments(&|p| p.settlement.as_deref() == Some(*id))),
        _ => return None,
    })
}

fn methods(books: &Books) -> Vec<(String, Value)> {
    let one = |(id, name): &(&str, &str)| {
        let json = json!({
            "resource": "method",
            "id": id,
            "description": name,
            "minimumAmount": { "currency": "EUR", "value": "0.01" },
            "maximumAmount": { "currency": "EUR", "value": "50000.00" },
            "status": "activated",
            "_links": { "self": books.link(&format!("methods/{id}")) },
        });
        ((*id).to_owned(), json)
    };
    payments::METHODS.iter().filter(|(id, _)| *id != "directdebit").map(one).collect()
}

fn create(books: &mut Books, parts: &[&str], body: &Value) -> Option<Outcome> {
    Some(match parts {
        ["payments"] => payments::create(books, body, None),
        ["payments", id, "refunds"] => refunds::create(books, id, body),
        ["customers"] => customers::create(books, body),
        ["customers", id, "payments"] => payments::create(books, body, Some(id)),
        ["customers", id, "mandates"] => customers::create_mandate(books, id, body),
        ["customers", id, "subscriptions"] => subscriptions::create(books, id, body),
        _ => return None,
    })
}

fn update(books: &mut Books, parts: &[&str], body: &Value) -> Option<Outcome> {
    Some(match parts {
        ["payments", id] => payments::update(books, id, body),
        ["customers", id] => customers::update(books, id, body),
        ["customers", id, "subscriptions", subscription] => subscriptions::update(books, id, subscription, body),
        _ => return None,
    })
}

fn delete(books: &mut Books, parts: &[&str]) -> Option<Outcome> {
    Some(match parts {
        ["payments", id] => payments::cancel(books, id),
        ["customers", id] => customers::delete(books, id),
        ["customers", id, "mandates", mandate] => customers::revoke_mandate(books, id, mandate),
        ["customers", id, "subscriptions", subscription] => subscriptions::cancel(books, id, subscription),
        _ => return None,
    })
}
