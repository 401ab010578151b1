//! An invoice that waits for a person, and intents that wait for an answer at the bank.

use http::StatusCode;
use minijinja::context;

use super::{Form, Page, chosen, filled, note, offered, question};
use crate::currency;
use crate::house::House;
use crate::stripe::Object;
use crate::stripe::intents::{self, Attempt};
use crate::stripe::invoices::{Invoice, Status};

pub fn show(house: &House, id: &str, error: Option<&str>) -> Option<Page> {
    let invoice = house.stripe.invoices.get(id)?;
    if let Some(page) = closed(invoice) {
        return Some(page);
    }
    let status = if error.is_some() { StatusCode::PAYMENT_REQUIRED } else { StatusCode::OK };
    let amount = currency::shown(&invoice.currency, invoice.amount);
    Some(Page::Shown(
        status,
        "pay.html",
        context! {
            action => format!("/invoice/{id}"),
            rows => [context! { name => "An invoice that could not be collected", amount => &amount }],
            amount,
            verb => "Pay",
            kept => true,
            cards => offered(),
            error,
        },
    ))
}

fn closed(invoice: &Invoice) -> Option<Page> {
    match invoice.status {
        Status::Open => None,
        Status::Paid => Some(note(StatusCode::OK, "Paid", "This invoice is paid. Thank you; you may close this page.", None)),
        _ => Some(note(StatusCode::GONE, "Nothing to pay", "This invoice is not to be paid.", None)),
    }
}

pub fn pay(house: &mut House, id: &str, form: &Form) -> Option<Page> {
    let invoice = house.stripe.invoices.get(id)?.clone();
    if let Some(page) = closed(&invoice) {
        return Some(page);
    }
    let kept = filled(form, "number").is_none() && filled(form, "card").is_none_or(|card| card == "kept");
    let method = match (kept, chosen(form)) {
        (true, _) => None,
        (false, Ok(card)) => Some(house.stripe.new_method(card, None, None)),
        (false, Err(wrong)) => return show(house, id, Some(wrong)),
    };
    let attempt = house.stripe.collect(id, method.as_deref(), false);
    after(house, id, attempt)
}

fn after(house: &House, id: &str, attempt: Attempt) -> Option<Page> {
    match attempt {
        Attempt::Paid => closed(house.stripe.invoices.get(id)?),
        Attempt::Asks => Some(Page::See(format!("/invoice/{id}/challenge"))),
        Attempt::Declined => {
            let intent = house.stripe.invoices.get(id)?.intent.clone().unwrap_or_default();
            show(house, id, Some(&house.stripe.decline(&intent).message))
        }
    }
}

pub fn challenge(house: &House, id: &str) -> Option<Page> {
    let invoice = house.stripe.invoices.get(id)?;
    if let Some(page) = closed(invoice) {
        return Some(page);
    }
    Some(question(&format!("/invoice/{id}/challenge"), &currency::shown(&invoice.currency, invoice.amount), "a renewal"))
}

pub fn answer(house: &mut House, id: &str, form: &Form) -> Option<Page> {
    let invoice = house.stripe.invoices.get(id)?.clone();
    if let Some(page) = closed(&invoice) {
        return Some(page);
    }
    let intent = house.stripe.intents.get(invoice.intent.as_deref()?)?.clone();
    if intent.status != intents::Status::NeedsAnswer {
        return show(house, id, None);
    }
    if filled(form, "answer") != Some("approve") {
        house.stripe.answer_failed(intent.id());
        return show(house, id, Some("Your bank did not approve the payment."));
    }
    let method = intent.method.clone();
    let attempt = house.stripe.collect(id, method.as_deref(), true);
    after(house, id, attempt)
}

pub fn bare_challenge(house: &House, id: &str) -> Option<Page> {
    let intent = house.stripe.intents.get(id)?;
    match intent.status {
        intents::Status::NeedsAnswer => {
            Some(question(&format!("/answer/{id}"), &currency::shown(&intent.currency, intent.amount), "the till"))
        }
        _ => Some(note(StatusCode::OK, "Answered", "The bank has your answer; you may close this page.", None)),
    }
}

pub fn bare_answer(house: &mut House, id: &str, form: &Form) -> Option<Page> {
    let intent = house.stripe.intents.get(id)?.clone();
    if intent.status == intents::Status::NeedsAnswer {
        match (filled(form, "answer"), intent.method.as_deref()) {
            (Some("approve"), Some(method)) => drop(house.stripe.attempt(id, method, true)),
            _ => house.stripe.answer_failed(id),
        }
    }
    bare_challenge(house, id)
}
