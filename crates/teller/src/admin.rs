//! What a bank does by itself, and faults, over HTTP: `/teller/…`. There is no key, as it listens on loopback only.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Door;
use crate::courier::Courier;
use crate::faults::Fault;
use crate::house::House;
use crate::{cards, stripe};

pub async fn answer(State(door): State<Door>, method: Method, Path(path): Path<String>, body: Bytes) -> Response {
    let parts: Vec<&str> = path.split('/').collect();
    let body = if body.is_empty() { Ok(json!({})) } else { serde_json::from_slice(&body) };
    let Ok(body) = body else { return wrong("the body is no JSON") };
    if (method.as_str(), parts.as_slice()) == ("POST", ["posts", "deliver"].as_slice()) {
        return Json(json!({ "sent": Courier::new(door).deliver().await })).into_response();
    }
    match door.house(|house| house.act(|house| act(house, method.as_str(), &parts, &body))) {
        None => (StatusCode::NOT_FOUND, Json(json!({ "error": "there is nothing here; the README lists what there is" }))).into_response(),
        Some(Ok(json)) => Json(json).into_response(),
        Some(Err(message)) => wrong(&message),
    }
}

fn wrong(message: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": message }))).into_response()
}

fn act(house: &mut House, method: &str, parts: &[&str], body: &Value) -> Option<Result<Value, String>> {
    let text = |field: &str| body.get(field).and_then(Value::as_str).ok_or_else(|| format!("“{field}” is missing"));
    Some(match (method, parts) {
        ("GET", ["requests"]) => Ok(json!(house.log)),
        ("DELETE", ["requests"]) => {
            house.log.clear();
            Ok(json!({}))
        }
        ("GET", ["posts"]) => Ok(json!(house.outbox.waiting())),
        ("GET", ["clock"]) => Ok(json!({ "now": house.time.now() })),
        ("POST", ["clock"]) => {
            let number = |field: &str| body.get(field).and_then(Value::as_i64).unwrap_or(0);
            house.time.move_by(number("days") * crate::clock::DAY + number("seconds"));
            house.tick();
            Ok(json!({ "now": house.time.now() }))
        }
        ("POST", ["hooks"]) => text("url").and_then(|url| {
            let id = house.stripe.add_endpoint(url, text("secret")?, vec!["*".to_owned()]);
            Ok(json!({ "id": id }))
        }),
        ("GET", ["faults"]) => Ok(json!(house.faults.list())),
        ("POST", ["faults"]) => add_fault(house, body),
        ("DELETE", ["faults"]) => {
            house.faults.clear();
            Ok(json!({}))
        }
        ("GET", ["parameters"]) => {
            Ok(json!(stripe::accepted::ACCEPTED.iter().map(|(endpoint, names)| json!([endpoint, names])).collect::<Vec<_>>()))
        }
        ("POST", ["disputes"]) => text("charge").and_then(|charge| {
            let reason = text("reason").unwrap_or("fraudulent");
            house.stripe.open_dispute(charge, reason).map_err(|refusal| refusal.message)
        }),
        ("POST", ["disputes", id]) => {
            let won = body.get("won").and_then(Value::as_bool).unwrap_or(false);
            house.stripe.close_dispute(id, won).map_err(|refusal| refusal.message)
        }
        ("POST", ["warnings"]) => text("charge").and_then(|charge| house.stripe.warn_of_fraud(charge).map_err(|refusal| refusal.message)),
        ("POST", ["payouts"]) => text("currency").and_then(|currency| house.stripe.pay_out(currency).map_err(|refusal| refusal.message)),
        ("POST", ["cards"]) => swap_card(house, body),
        ("POST", ["mollie", "chargebacks"]) => {
            text("payment").and_then(|payment| house.mollie.charge_back(payment).map(|(_, json)| json).map_err(|refusal| refusal.detail))
        }
        ("POST", ["mollie", "mandates"]) => text("customer").map(|customer| {
            house.mollie.spoil(customer);
            json!({})
        }),
        ("POST", ["mollie", "settlements"]) => Ok(json!(house.mollie.settle())),
        _ => return None,
    })
}

#[derive(Deserialize)]
struct Random {
    seed: u64,
    per_mille: u64,
}

fn add_fault(house: &mut House, body: &Value) -> Result<Value, String> {
    if let Some(random) = body.get("random") {
        let Random { seed, per_mille } = serde_json::from_value(random.clone()).map_err(|e| e.to_string())?;
        house.faults.roll(seed, per_mille);
    } else {
        let fault: Fault = serde_json::from_value(body.clone()).map_err(|e| e.to_string())?;
        house.faults.add(fault);
    }
    Ok(json!({}))
}

fn swap_card(house: &mut House, body: &Value) -> Result<Value, String> {
    let text = |field: &str| body.get(field).and_then(Value::as_str).ok_or_else(|| format!("“{field}” is missing"));
    let number = text("number")?;
    let card = cards::find(number).ok_or_else(|| format!("{number} is no pretend card"))?;
    house.stripe.swap_card(text("customer")?, card).map_err(|refusal| refusal.message)?;
    Ok(json!({}))
}
