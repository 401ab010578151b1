//! The billing portal: another card, or an end.

use http::StatusCode;
use minijinja::context;

use super::{Form, Page, chosen, filled, offered};
use crate::clock::day;
use crate::currency;
use crate::house::House;
use crate::stripe::{Object, Params, subscriptions};

pub fn show(house: &House, id: &str, error: Option<&str>) -> Option<Page> {
    let books = &house.stripe;
    let portal = books.portals.get(id)?;
    let last4 = books.method_of(&portal.customer).and_then(|method| books.methods.get(&method)).map(|method| method.last4());
    let rows: Vec<_> = books
        .subscriptions
        .iter()
        .filter(|s| s.customer == portal.customer)
        .map(|s| {
            let price = books.prices.get(&s.price);
            let json = s.json(books);
            context! {
                id => s.id(),
                amount => price.map(|p| currency::shown(&p.currency, p.unit_amount * s.quantity)),
                unit => price.and_then(|p| p.recurring).map(|(unit, _)| unit.word()),
                status => s.status.word(),
                until => day(s.end).to_string(),
                ends => json["cancel_at_period_end"].as_bool(),
                alive => s.is_alive(),
            }
        })
        .collect();
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Some(Page::Shown(
        status,
        "portal.html",
        context! {
            action => format!("/portal/{id}"),
            back => portal.return_url.clone(),
            last4,
            rows,
            cards => offered(),
            error,
        },
    ))
}

pub fn change(house: &mut House, id: &str, form: &Form) -> Option<Page> {
    let customer = house.stripe.portals.get(id)?.customer.clone();
    if let Some(subscription) = filled(form, "cancel") {
        let theirs = house.stripe.subscriptions.get(subscription).is_some_and(|s| s.customer == customer && s.is_alive());
        if theirs {
            drop(subscriptions::update(&mut house.stripe, subscription, &Params::read(b"cancel_at_period_end=true")));
        }
        return Some(Page::See(format!("/portal/{id}")));
    }
    match chosen(form) {
        Err(wrong) => show(house, id, Some(wrong)),
        Ok(card) => match house.stripe.swap_card(&customer, card) {
            Ok(()) => Some(Page::See(format!("/portal/{id}"))),
            Err(refusal) => show(house, id, Some(&refusal.message)),
        },
    }
}
