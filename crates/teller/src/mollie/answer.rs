//! Lists with `_embedded` and `_links`.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Books, Outcome, Refusal, documentation};

/// A page of things, newest first, from `from` on.
pub fn list(books: &Books, name: &str, path: &str, all: Vec<(String, Value)>, query: &HashMap<String, String>) -> Outcome {
    let limit = match query.get("limit").map(|limit| limit.parse::<usize>()) {
        None => 50,
        Some(Ok(limit @ 1..=250)) => limit,
        Some(_) => {
            return Err(Refusal { status: 400, title: "Bad Request", ..Refusal::field("limit", "The limit must be between 1 and 250") });
        }
    };
    let start = match query.get("from") {
        None => 0,
        Some(id) => all.iter().position(|(theirs, _)| theirs == id).ok_or_else(|| Refusal::no_such("item", id))?,
    };
    let end = (start + limit).min(all.len());
    let to = |at: usize| books.link(&format!("{path}?from={}&limit={limit}", all[at].0));
    let next = (end < all.len()).then(|| to(end));
    let previous = (start > 0).then(|| to(start.saturating_sub(limit)));
    let things: Vec<&Value> = all[start..end].iter().map(|(_, thing)| thing).collect();
    Ok((
        200,
        json!({
            "count": things.len(),
            "_embedded": { name: things },
            "_links": {
                "self": books.link(path),
                "previous": previous,
                "next": next,
                "documentation": documentation(&format!("list-{name}")),
            },
        }),
    ))
}
