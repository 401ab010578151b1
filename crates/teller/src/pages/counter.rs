//! The bank's own page: the clock, what was paid, and what a bank does by itself.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use http::{Method, StatusCode};
use minijinja::context;

use super::{Form, Page, filled, shown};
use crate::Door;
use crate::clock::{DAY, stamp};
use crate::currency;
use crate::house::House;

/// How many payments are shown.
const LATEST: usize = 12;

pub async fn counter(State(door): State<Door>, method: Method, body: Bytes) -> Response {
    let form: Form = url::form_urlencoded::parse(&body).into_owned().collect();
    let page = door.house(|house| {
        house.act(|house| match method == Method::POST {
            true => act(house, &form),
            false => show(house, None),
        })
    });
    shown(page)
}

fn show(house: &House, error: Option<&str>) -> Page {
    let books = &house.stripe;
    let payments: Vec<_> = books
        .charges
        .iter()
        .rev()
        .take(LATEST)
        .map(|charge| {
            let state = match charge.paid() {
                false => "declined",
                true if charge.disputed => "disputed",
                true if charge.refunded == charge.amount => "refunded",
                true if charge.refunded > 0 => "partly refunded",
                true => "paid",
            };
            context! { id => crate::Object::id(charge), amount => currency::shown(&charge.currency, charge.amount), state, last4 => books.methods.get(&charge.method).map(|m| m.last4()) }
        })
        .collect();
    let mollie: Vec<_> = house
        .mollie
        .payments
        .iter()
        .rev()
        .take(LATEST)
        .map(|p| context! { id => p.id.clone(), amount => currency::shown(&p.currency, p.amount), state => p.status.word(), method => p.method.clone() })
        .collect();
    let balances: Vec<_> = books
        .balance()
        .iter()
        .map(|(currency, (available, pending))| {
            context! { currency, available => currency::shown(currency, *available), pending => currency::shown(currency, *pending), positive => *available > 0 }
        })
        .collect();
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Page::Shown(
        status,
        "counter.html",
        context! {
            now => stamp(house.time.now()).strftime("%A, %-d %B %Y, %H:%M UTC").to_string(),
            payments,
            mollie,
            balances,
            subscriptions => books.subscriptions.iter().filter(|s| s.is_alive()).count(),
            waiting => house.outbox.waiting().len(),
            error,
        },
    )
}

fn act(house: &mut House, form: &Form) -> Page {
    let outcome = match (filled(form, "days"), filled(form, "dispute"), filled(form, "payout")) {
        (Some(days), _, _) => {
            house.time.move_by(days.parse::<i64>().unwrap_or(0).clamp(0, 400) * DAY);
            house.tick();
            Ok(())
        }
        (_, Some(charge), _) => house.stripe.open_dispute(charge, "fraudulent").map(drop),
        (_, _, Some(currency)) => house.stripe.pay_out(currency).map(drop),
        _ => Ok(()),
    };
    match outcome {
        Ok(()) => Page::See("/".to_owned()),
        Err(refusal) => show(house, Some(&refusal.message)),
    }
}
