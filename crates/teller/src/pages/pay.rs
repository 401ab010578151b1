//! Stripe's Checkout: pay, answer the bank, or leave.

use http::StatusCode;
use minijinja::context;

use super::{Form, Page, chosen, filled, note, offered, question};
use crate::currency;
use crate::house::House;
use crate::stripe::intents::Attempt;
use crate::stripe::sessions::{Session, Status};

pub fn show(house: &House, id: &str, error: Option<&str>) -> Option<Page> {
    let books = &house.stripe;
    let session = books.sessions.get(id)?;
    if let Some(page) = closed(session) {
        return Some(page);
    }
    let rows: Vec<_> = session
        .lines
        .iter()
        .map(|line| context! { name => session.name(line, books), amount => currency::shown(&session.currency, line.amount) })
        .collect();
    let how_often =
        session.interval(books).map(|(unit, count)| if count == 1 { format!("every {unit}") } else { format!("every {count} {unit}s") });
    let verb = match session.submit_type.as_deref() {
        Some("donate") => "Donate",
        Some("book") => "Book",
        _ if session.subscribes => "Subscribe for",
        _ => "Pay",
    };
    let status = if error.is_some() { StatusCode::PAYMENT_REQUIRED } else { StatusCode::OK };
    Some(Page::Shown(
        status,
        "pay.html",
        context! {
            action => format!("/pay/{id}"),
            leave => session.cancel_url.as_ref().map(|_| format!("/pay/{id}/leave")),
            amount => currency::shown(&session.currency, session.amount),
            rows,
            how_often,
            verb,
            message => session.message.clone(),
            asks_email => session.email.is_none() && session.customer.is_none(),
            email => session.email.clone(),
            cards => offered(),
            error,
        },
    ))
}

fn closed(session: &Session) -> Option<Page> {
    match session.status {
        Status::Open => None,
        Status::Complete => {
            let url = session.success_url();
            Some(note(StatusCode::OK, "Already paid", "This payment is complete; nothing more is asked of you.", Some((&url, "Go on"))))
        }
        Status::Expired => {
            let words = "This page has expired. Go back to where you came from and begin again.";
            let on = session.cancel_url.as_deref().map(|url| (url, "Go back"));
            Some(note(StatusCode::GONE, "Too late", words, on))
        }
    }
}

pub fn pay(house: &mut House, id: &str, form: &Form) -> Option<Page> {
    if let Some(page) = closed(house.stripe.sessions.get(id)?) {
        return Some(page);
    }
    let card = match chosen(form) {
        Ok(card) => card,
        Err(wrong) => return show(house, id, Some(wrong)),
    };
    // A real pay page always has an address from the payer; so has this one.
    let email = filled(form, "email").unwrap_or("someone@example.org");
    let attempt = house.stripe.pay_session(id, card, Some(email), filled(form, "name"))?;
    after(house, id, attempt)
}

fn after(house: &House, id: &str, attempt: Attempt) -> Option<Page> {
    match attempt {
        Attempt::Paid => Some(Page::See(house.stripe.sessions.get(id)?.success_url())),
        Attempt::Asks => Some(Page::See(format!("/pay/{id}/challenge"))),
        Attempt::Declined => {
            let intent = house.stripe.sessions.get(id)?.intent.clone()?;
            let refusal = house.stripe.decline(&intent);
            show(house, id, Some(&refusal.message))
        }
    }
}

pub fn challenge(house: &House, id: &str) -> Option<Page> {
    let session = house.stripe.sessions.get(id)?;
    if let Some(page) = closed(session) {
        return Some(page);
    }
    Some(question(&format!("/pay/{id}/challenge"), &currency::shown(&session.currency, session.amount), &name(house, session)))
}

fn name(house: &House, session: &Session) -> String {
    session.lines.first().map(|line| session.name(line, &house.stripe)).unwrap_or_default()
}

pub fn answer(house: &mut House, id: &str, form: &Form) -> Option<Page> {
    let approved = filled(form, "answer") == Some("approve");
    match house.stripe.answer_session(id, approved) {
        Some(attempt) => after(house, id, attempt),
        None => show(house, id, None),
    }
}

pub fn leave(house: &House, id: &str) -> Option<Page> {
    let session = house.stripe.sessions.get(id)?;
    Some(session.cancel_url.clone().map_or_else(|| note(StatusCode::OK, "Left", "Nothing was paid.", None), Page::See))
}
