//! Lists, their pages, and `expand`.

use serde_json::{Value, json};

use super::{Books, Object, Params, Refusal};
use crate::shelf::Shelf;

/// A page of a list, newest first. `fits` says which belong to it.
pub fn list<T: Object>(books: &Books, shelf: &Shelf<T>, params: &Params, url: &str, fits: impl Fn(&T) -> bool) -> Result<Value, Refusal> {
    let created = Span::read(params)?;
    let all: Vec<&T> = shelf.iter().rev().filter(|thing| created.has(thing.created()) && fits(thing)).collect();
    page(books, all, params, url)
}

/// The page of `all` (newest first) that `limit`, `starting_after` and `ending_before` ask for.
pub fn page<T: Object>(books: &Books, all: Vec<&T>, params: &Params, url: &str) -> Result<Value, Refusal> {
    let limit = limit(params)?;
    let place = |param: &str| match params.get(param) {
        None => Ok(None),
        Some(id) => match all.iter().position(|thing| thing.id() == id) {
            Some(at) => Ok(Some(at)),
            None => Err(Refusal::no_such("object", id, param)),
        },
    };
    let (start, end, more) = match (place("starting_after")?, place("ending_before")?) {
        (Some(_), Some(_)) => return Err(Refusal::invalid("You cannot parameterize by both `starting_after` and `ending_before`.")),
        (Some(at), None) => (at + 1, (at + 1 + limit).min(all.len()), at + 1 + limit < all.len()),
        (None, Some(at)) => (at.saturating_sub(limit), at, at > limit),
        (None, None) => (0, limit.min(all.len()), limit < all.len()),
    };
    let data: Vec<Value> = all[start..end].iter().map(|thing| thing.json(books)).collect();
    Ok(listed(data, json!({ "object": "list", "data": [], "has_more": more, "url": url })))
}

/// `answer` with what is on its list; the macro would copy all of it.
fn listed(data: Vec<Value>, mut answer: Value) -> Value {
    answer["data"] = Value::Array(data);
    answer
}

fn limit(params: &Params) -> Result<usize, Refusal> {
    match params.integer("limit")? {
        None => Ok(10),
        Some(limit @ 1..=100) => Ok(limit as usize),
        Some(limit) if limit < 1 => {
            Err(Refusal::coded("parameter_invalid_integer", "This value must be greater than or equal to 1.").param("limit"))
        }
        Some(_) => Err(Refusal::coded("parameter_invalid_integer", "This value must be less than or equal to 100.").param("limit")),
    }
}

/// A page of search results: `page` is where to go on.
pub fn found<T: Object>(books: &Books, all: Vec<&T>, params: &Params, url: &str) -> Result<Value, Refusal> {
    let start = match params.get("page") {
        None => 0,
        Some(page) => page.parse::<usize>().map_err(|_| Refusal::invalid("Invalid page token.").param("page"))?.min(all.len()),
    };
    let end = (start + limit(params)?).min(all.len());
    let data: Vec<Value> = all[start..end].iter().map(|thing| thing.json(books)).collect();
    let more = end < all.len();
    let next = more.then(|| end.to_string());
    Ok(listed(data, json!({ "object": "search_result", "data": [], "has_more": more, "next_page": next, "url": url })))
}

/// `created`, exact or between bounds.
struct Span {
    from: i64,
    to: i64,
}

impl Span {
    fn read(params: &Params) -> Result<Self, Refusal> {
        let mut span = Self { from: i64::MIN, to: i64::MAX };
        if let Some(at) = params.integer("created")? {
            span = Self { from: at, to: at };
        }
        if let Some(at) = params.integer("created.gt")? {
            span.from = span.from.max(at.saturating_add(1));
        }
        if let Some(at) = params.integer("created.gte")? {
            span.from = span.from.max(at);
        }
        if let Some(at) = params.integer("created.lt")? {
            span.to = span.to.min(at.saturating_sub(1));
        }
        if let Some(at) = params.integer("created.lte")? {
            span.to = span.to.min(at);
        }
        Ok(span)
    }

    fn has(&self, moment: i64) -> bool {
        (self.from..=self.to).contains(&moment)
    }
}

/// Puts objects where their ids stand, for each path of `expand[]`.
pub fn expand(books: &Books, answer: &mut Value, params: &Params) -> Result<(), Refusal> {
    for path in params.list("expand") {
        let parts: Vec<&str> = path.split('.').collect();
        if parts.len() > 4 {
            return Err(Refusal::invalid("You cannot expand more than 4 levels of a property.").param("expand"));
        }
        walk(books, answer, &parts, path)?;
    }
    Ok(())
}

fn walk(books: &Books, value: &mut Value, parts: &[&str], path: &str) -> Result<(), Refusal> {
    if let Value::Array(items) = value {
        return items.iter_mut().try_for_each(|item| walk(books, item, parts, path));
    }
    let Some((part, rest)) = parts.split_first() else { return Ok(()) };
    let Value::Object(fields) = value else { return Ok(()) };
    if let Some(included) = included(books, fields, part) {
        fields.insert((*part).to_owned(), included);
    }
    let Some(field) = fields.get_mut(*part) else {
        let message = format!("This property cannot be expanded ({part}). You may want to try expanding '{path}' without it.");
        return Err(Refusal::invalid(message).param("expand"));
    };
    match field {
        Value::String(id) => {
            if let Some(thing) = books.any(id) {
                *field = thing;
            }
        }
        Value::Array(items) if items.iter().all(Value::is_string) => {
            for item in items {
                if let Some(thing) = item.as_str().and_then(|id| books.any(id)) {
                    *item = thing;
                }
            }
        }
        _ => {}
    }
    walk(books, field, rest, path)
}

/// Fields that are there only when asked for.
fn included(books: &Books, fields: &serde_json::Map<String, Value>, part: &str) -> Option<Value> {
    let id = fields.get("id")?.as_str()?;
    match (fields.get("object")?.as_str()?, part) {
        ("checkout.session", "line_items") => books.sessions.get(id).map(|session| session.line_items(books)),
        ("invoice", "payments") => {
            let data: Vec<Value> =
                books.invoice_payments.iter().filter(|payment| payment.invoice == id).map(|payment| payment.json(books)).collect();
            Some(json!({ "object": "list", "data": data, "has_more": false, "url": format!("/v1/invoice_payments?invoice={id}") }))
        }
        ("charge", "refunds") => {
            let data: Vec<Value> =
                books.refunds.iter().rev().filter(|refund| refund.charge == id).map(|refund| refund.json(books)).collect();
            Some(json!({ "object": "list", "data": data, "has_more": false, "url": format!("/v1/charges/{id}/refunds") }))
        }
        _ => None,
    }
}
