//! Mollie's checkout: choose how to pay, and what is to come of it.

use http::StatusCode;
use minijinja::context;

use super::{Form, Page, filled, note};
use crate::currency;
use crate::house::House;
use crate::mollie::payments::{METHODS, Status};

pub fn show(house: &House, id: &str) -> Option<Page> {
    let payment = house.mollie.payments.get(id)?;
    if payment.status != Status::Open {
        let on = payment.redirect_url.as_deref().map(|url| (url, "Go on"));
        return Some(note(StatusCode::OK, "Done", &format!("This payment is {}.", payment.status.word()), on));
    }
    let suits = |name: &str| match payment.sequence {
        _ if name == "directdebit" => false,
        "first" => name != "banktransfer",
        _ => true,
    };
    let euros = payment.currency == "eur";
    let methods: Vec<_> = METHODS
        .iter()
        .filter(|(name, _)| {
            payment.method.as_deref().is_none_or(|m| m == *name) && suits(name) && (euros || matches!(*name, "creditcard" | "paypal"))
        })
        .map(|(id, name)| context! { id => *id, name => *name })
        .collect();
    Some(Page::Shown(
        StatusCode::OK,
        "checkout.html",
        context! {
            action => format!("/checkout/{id}"),
            amount => currency::shown(&payment.currency, payment.amount),
            description => payment.description.clone(),
            first => payment.sequence == "first",
            methods,
        },
    ))
}

pub fn choose(house: &mut House, id: &str, form: &Form) -> Option<Page> {
    let payment = house.mollie.payments.get(id)?.clone();
    if payment.status != Status::Open {
        return show(house, id);
    }
    let known = |method: &&str| METHODS.iter().any(|(name, _)| name == method);
    let method = payment
        .method
        .clone()
        .or_else(|| filled(form, "method").filter(known).map(str::to_owned))
        .unwrap_or_else(|| "creditcard".to_owned());
    if let Some(payment) = house.mollie.payments.get_mut(id) {
        payment.method = Some(method);
    }
    let status = filled(form, "status").and_then(Status::read).unwrap_or(Status::Paid);
    if status != Status::Open {
        house.mollie.payment_becomes(id, status);
    }
    let canceled = (status == Status::Canceled).then_some(payment.cancel_url).flatten();
    canceled.or(payment.redirect_url).map(Page::See).or_else(|| show(house, id))
}
