//! Form-encoded parameters with nested keys: `line_items[0][price_data][unit_amount]=200`.

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::refusal::Refusal;

/// Pairs of a path with points (`line_items.0.price_data.unit_amount`) and a value, in the order of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    pub fn read(encoded: &[u8]) -> Self {
        let mut params = Self::default();
        for (key, value) in form_urlencoded::parse(encoded) {
            let path = params.path(&key);
            params.0.push((path, value.into_owned()));
        }
        params
    }

    /// `a[b][]` takes the next free number; `a[][b]` the last, unless that has a `b` already.
    fn path(&self, key: &str) -> String {
        let mut path = String::new();
        let mut parts = key.split('[').map(|part| part.strip_suffix(']').unwrap_or(part)).peekable();
        while let Some(part) = parts.next() {
            if !path.is_empty() {
                path.push('.');
            }
            if !part.is_empty() || path.is_empty() {
                path.push_str(part);
                continue;
            }
            let rows = self.rows(path.trim_end_matches('.')).len();
            let open = parts.peek().is_some_and(|next| rows > 0 && self.get(&format!("{path}{}.{next}", rows - 1)).is_none());
            path.push_str(&(if open { rows - 1 } else { rows }).to_string());
        }
        path
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The value of a path, if it is there and not empty.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.raw(path).filter(|value| !value.is_empty())
    }

    /// The value of a path; an empty one asks for the field to be emptied.
    pub fn raw(&self, path: &str) -> Option<&str> {
        self.0.iter().rev().find(|(p, _)| p == path).map(|(_, value)| value.as_str())
    }

    pub fn need(&self, path: &str) -> Result<&str, Refusal> {
        self.get(path).ok_or_else(|| Refusal::missing(&bracketed(path)))
    }

    pub fn integer(&self, path: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.get(path) else { return Ok(None) };
        let wrong = || Refusal::coded("parameter_invalid_integer", format!("Invalid integer: {text}")).param(&bracketed(path));
        text.parse().map(Some).map_err(|_| wrong())
    }

    pub fn boolean(&self, path: &str) -> Result<Option<bool>, Refusal> {
        match self.get(path) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(Refusal::invalid(format!("Invalid boolean: {other}")).param(&bracketed(path))),
        }
    }

    pub fn one_of<'a>(&'a self, path: &str, choices: &[&str]) -> Result<Option<&'a str>, Refusal> {
        match self.get(path) {
            Some(value) if !choices.contains(&value) => {
                Err(Refusal::invalid(format!("Invalid {}: must be one of {}", bracketed(path), choices.join(", "))).param(&bracketed(path)))
            }
            value => Ok(value),
        }
    }

    /// Whether anything is given at or below a path.
    pub fn has(&self, path: &str) -> bool {
        self.0.iter().any(|(p, _)| p == path || below(p, path).is_some())
    }

    /// The values of a list.
    pub fn list(&self, path: &str) -> Vec<&str> {
        self.0.iter().filter(|(p, _)| below(p, path).is_some_and(|rest| !rest.contains('.'))).map(|(_, value)| value.as_str()).collect()
    }

    /// The paths of a list of things: `line_items.0`, `line_items.1`.
    pub fn rows(&self, path: &str) -> Vec<String> {
        let mut rows: Vec<String> = Vec::new();
        for (p, _) in &self.0 {
            let Some(index) = below(p, path).and_then(|rest| rest.split('.').next()) else { continue };
            let row = format!("{path}.{index}");
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        rows
    }

    /// Merges metadata into what is there: an empty value removes its key, an empty `metadata` removes all.
    pub fn metadata(&self, path: &str, present: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
        let mut merged = if self.raw(path) == Some("") { Map::new() } else { present.clone() };
        for (p, value) in &self.0 {
            let Some(key) = below(p, path) else { continue };
            if key.len() > 40 || value.len() > 500 {
                let message = format!("Metadata keys can be up to 40 characters long and values up to 500; '{key}' is longer.");
                return Err(Refusal::invalid(message).param(&bracketed(path)));
            }
            if value.is_empty() {
                merged.shift_remove(key);
            } else {
                merged.insert(key.to_owned(), Value::from(value.as_str()));
            }
        }
        if merged.len() > 50 {
            return Err(Refusal::invalid("You can have up to 50 keys of metadata.").param(&bracketed(path)));
        }
        Ok(merged)
    }

    /// Refuses the first parameter that is not among `accepted` (see [`super::accepted`]).
    pub fn only(&self, accepted: &[&str]) -> Result<(), Refusal> {
        let unknown = self.0.iter().find(|(path, value)| !accepted.iter().any(|name| fits(&pattern(path), value, name)));
        match unknown {
            None => Ok(()),
            Some((path, _)) => {
                let name = bracketed(path);
                Err(Refusal::coded("parameter_unknown", format!("Received unknown parameter: {name}")).param(&name))
            }
        }
    }
}

fn below<'a>(path: &'a str, above: &str) -> Option<&'a str> {
    path.strip_prefix(above)?.strip_prefix('.')
}

/// `line_items.0.price` is written `line_items[0][price]`.
pub fn bracketed(path: &str) -> String {
    let mut parts = path.split('.');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| format!("{name}[{part}]"))
}

/// `line_items.0.price` is an example of `line_items[][price]`.
fn pattern(path: &str) -> String {
    let mut parts = path.split('.');
    let first = parts.next().unwrap_or_default().to_owned();
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.fold(first, |name, part| if number(part) { name + "[]" } else { format!("{name}[{part}]") })
}

fn fits(pattern: &str, value: &str, name: &str) -> bool {
    match name.strip_suffix("{}") {
        Some(map) => pattern == map && value.is_empty() || pattern.strip_prefix(map).is_some_and(|rest| rest.starts_with('[')),
        None => pattern == name || value.is_empty() && name.strip_prefix(pattern).is_some_and(|rest| rest.starts_with('[')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_keys_lists_and_maps_are_read() {
        let params = Params::read(b"a[0][b]=1&a[1][b]=2&expand[]=x&expand[]=y&metadata[k.l]=v&c[][d]=1&c[][e]=2&c[][d]=3");
        assert_eq!(params.get("a.1.b"), Some("2"));
        assert_eq!(params.rows("a"), ["a.0", "a.1"]);
        assert_eq!(params.list("expand"), ["x", "y"]);
        assert_eq!(params.metadata("metadata", &Map::new()).expect("metadata").get("k.l"), Some(&Value::from("v")));
        assert_eq!((params.get("c.0.e"), params.get("c.1.d")), (Some("2"), Some("3")));
    }

    #[test]
    fn what_is_not_accepted_is_named_as_it_was_written() {
        let params = Params::read(b"line_items[0][price]=p&metadata[x]=y&line_items[0][colour]=red");
        let accepted = ["line_items[][price]", "metadata{}"];
        assert_eq!(params.only(&accepted).expect_err("unknown").param.as_deref(), Some("line_items[0][colour]"));
    }

    #[test]
    fn an_empty_value_may_empty_what_has_parts() {
        assert!(Params::read(b"pause_collection=").only(&["pause_collection[behavior]"]).is_ok());
        assert!(Params::read(b"pause_collection=x").only(&["pause_collection[behavior]"]).is_err());
    }
}
