//! JSON, read with few words.

use jiff::Timestamp;
use kernel::{Currency, Money};
use serde_json::Value;

use crate::fund::model::AttemptId;

/// A text at a path such as `/data/object/id`.
pub fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    value.pointer(path).and_then(Value::as_str)
}

pub fn number(value: &Value, path: &str) -> Option<i64> {
    value.pointer(path).and_then(Value::as_i64)
}

pub fn is_true(value: &Value, path: &str) -> bool {
    value.pointer(path).and_then(Value::as_bool).unwrap_or_default()
}

pub fn is_there(value: &Value, path: &str) -> bool {
    value.pointer(path).is_some_and(|there| !there.is_null())
}

/// An id, whether it stands alone or the object was expanded.
pub fn id<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    let there = value.pointer(path)?;
    there.as_str().or_else(|| there.get("id").and_then(Value::as_str))
}

/// Seconds since 1970.
pub fn moment(value: &Value, path: &str) -> Option<Timestamp> {
    Timestamp::from_second(number(value, path)?).ok()
}

/// RFC 3339.
pub fn instant(value: &Value, path: &str) -> Option<Timestamp> {
    text(value, path)?.parse().ok()
}

/// Minor units at one path, their currency at another.
pub fn money(value: &Value, minor: &str, currency: &str) -> Option<Money> {
    Some(text(value, currency)?.parse::<Currency>().ok()?.of(number(value, minor)?))
}

/// `{"currency": "EUR", "value": "10.00"}`.
pub fn amount(value: &Value, path: &str) -> Option<Money> {
    let there = value.pointer(path)?;
    Money::from_decimal(text(there, "/value")?, text(there, "/currency")?.parse().ok()?).ok()
}

/// The one thing that we give along.
pub fn attempt(value: &Value, path: &str) -> Option<AttemptId> {
    text(value, path)?.parse().ok()
}

pub fn list<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    value.pointer(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
