//! Front matter: YAML between `---`, TOML between `+++`, or a JSON object, at the head of a file.

use serde_json::{Map, Value};

use crate::desk::import::text::plain;

/// What stands at the head of a file, its keys in lower case.
#[derive(Debug, Default)]
pub struct Front {
    values: Map<String, Value>,
}

/// A head that cannot be read, with the line of the file, from 1.
#[derive(Debug)]
pub struct Broken {
    pub line: u64,
    pub reason: String,
}

/// Heads are short; a longer one is none.
const HEAD_BYTES: usize = 256 << 10;

/// The head of a file and its body; `None` when it has no head.
pub fn split(text: &str) -> Result<Option<(Front, &str)>, Broken> {
    let text = text.trim_start_matches('\u{feff}');
    let start = text.trim_start_matches(['\n', '\r', ' ', '\t']);
    let line = 1 + newlines(&text[..text.len() - start.len()]);
    let Some(sign) = ["---", "+++"].into_iter().find(|sign| start.starts_with(sign) && start[3..].starts_with(['\n', '\r', ' ', '\t']))
    else {
        return if start.starts_with('{') { json(start, line) } else { Ok(None) };
    };
    let inner = &start[start.find('\n').map_or(start.len(), |at| at + 1)..];
    let Some((head, body)) = closed(inner, sign) else {
        return Err(Broken { line, reason: format!("the {sign} that opens its head is never closed by another") });
    };
    if head.len() > HEAD_BYTES {
        return Err(Broken { line, reason: format!("its head is longer than {} KiB", HEAD_BYTES >> 10) });
    }
    let values = if sign == "---" { yaml(head) } else { toml(head) };
    let values = values.map_err(|broken| Broken { line: line + broken.line, ..broken })?;
    Ok(Some((Front::new(values), body)))
}

/// The head before a line that is the sign alone, and what follows that line.
fn closed<'a>(inner: &'a str, sign: &str) -> Option<(&'a str, &'a str)> {
    let mut at = 0;
    for line in inner.split_inclusive('\n') {
        if line.trim_end() == sign || (sign == "---" && line.trim_end() == "...") {
            return Some((&inner[..at], &inner[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

fn json(text: &str, line: u64) -> Result<Option<(Front, &str)>, Broken> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    match values.next() {
        Some(Ok(values_read)) => Ok(Some((Front::new(values_read), &text[values.byte_offset()..]))),
        Some(Err(e)) => Err(Broken { line: line + e.line() as u64 - 1, reason: format!("its head is no JSON: {e}") }),
        None => Ok(None),
    }
}

/// A YAML mapping, read with limits on its size, depth and aliases. Lines count from 1.
pub fn yaml(text: &str) -> Result<Map<String, Value>, Broken> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 32, max_nodes: 20_000, max_aliases: 100, max_anchors: 100, max_documents: 1 },
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::LastWins,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    };
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Map::new());
    }
    match serde_saphyr::from_str_with_options::<Value>(text, options) {
        Ok(Value::Object(values)) => Ok(values),
        Ok(_) => Err(Broken { line: 1, reason: "its head is no list of keys and values".into() }),
        Err(e) => {
            let line = e.location().map_or(1, |at| at.line());
            let said = e.to_string();
            let said = said.lines().next().unwrap_or_default();
            // Its lines count from the head's own beginning; ours from the file's.
            let said = said.split_once(" at line ").map_or(said, |(said, _)| said);
            Err(Broken { line, reason: format!("its head is no YAML: {said}") })
        }
    }
}

/// A TOML document. Lines count from 1.
pub fn toml(text: &str) -> Result<Map<String, Value>, Broken> {
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| {
        let line = e.span().map_or(1, |span| 1 + newlines(&text[..span.start.min(text.len())]));
        Broken { line, reason: format!("its head is no TOML: {}", e.message()) }
    })?;
    Ok(table.into_iter().map(|(key, value)| (key, of_toml(value))).collect())
}

fn of_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(yes) => yes.into(),
        toml::Value::Datetime(moment) => moment.to_string().into(),
        toml::Value::Array(values) => values.into_iter().map(of_toml).collect(),
        toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, of_toml(value))).collect()),
    }
}

fn newlines(text: &str) -> u64 {
    text.bytes().filter(|&b| b == b'\n').count() as u64
}

impl Front {
    pub fn new(values: Map<String, Value>) -> Self {
        Self { values: values.into_iter().map(|(key, value)| (key.to_lowercase(), value)).collect() }
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.iter().filter(|(_, value)| !is_empty(value)).map(|(key, _)| key.as_str())
    }

    pub fn value(&self, keys: &[&str]) -> Option<&Value> {
        keys.iter().filter_map(|key| self.values.get(*key)).find(|value| !is_empty(value))
    }

    /// The first of these keys with a text or number, as it stands.
    pub fn raw(&self, keys: &[&str]) -> String {
        self.value(keys).map(scalar).unwrap_or_default()
    }

    /// The same as one line of plain text.
    pub fn text(&self, keys: &[&str]) -> String {
        plain(&self.raw(keys))
    }

    /// The names in a list, or in one text; a name may stand in a mapping as `name`.
    pub fn names(&self, keys: &[&str]) -> Vec<String> {
        self.value(keys).map(names).unwrap_or_default()
    }

    pub fn is_set(&self, keys: &[&str]) -> bool {
        keys.iter().filter_map(|key| self.values.get(*key)).any(|value| match value {
            Value::Bool(yes) => *yes,
            Value::String(text) => matches!(text.to_lowercase().as_str(), "true" | "yes" | "on"),
            _ => false,
        })
    }

    pub fn is_denied(&self, key: &str) -> bool {
        matches!(self.values.get(key), Some(Value::Bool(false)))
    }
}

fn names(value: &Value) -> Vec<String> {
    let found = match value {
        Value::Array(values) => values.iter().flat_map(names).collect(),
        Value::Object(map) => ["name", "title", "slug", "id"].iter().filter_map(|key| map.get(*key)).map(scalar).take(1).collect(),
        other => vec![scalar(other)],
    };
    found.into_iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

pub fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        _ => String::new(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_empty),
        Value::Object(map) => map.values().all(is_empty),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Front, &str) {
        split(text).expect("a head that can be read").expect("a head")
    }

    #[test]
    fn yaml_toml_and_json_heads_are_read_alike() {
        for text in [
            "\u{feff}\n---\nTitle: A lamp\ntags: [x, y]\nslug: 0123\ndraft: true # yes\n---\nbody",
            "+++\ntitle = 'A lamp'\ntags = ['x', 'y']\nslug = '0123'\ndraft = true\n+++\nbody",
            "{\"title\": \"A lamp\", \"tags\": [\"x\", \"y\"], \"slug\": \"0123\", \"draft\": true}\nbody",
        ] {
            let (front, body) = read(text);
            assert_eq!(
                (front.text(&["title"]), front.names(&["tags"]), front.raw(&["slug"])),
                ("A lamp".into(), vec!["x".into(), "y".into()], "0123".into())
            );
            assert!(front.is_set(&["draft"]) && body.trim() == "body", "{text}");
        }
        assert!(split("no head at all").expect("fine").is_none());
    }

    #[test]
    fn a_broken_head_names_its_line() {
        assert_eq!(split("---\ntitle: a\nbad: [1, 2\n---\nx").expect_err("broken").line, 3);
        assert_eq!(split("---\ntitle: a\n").expect_err("open").line, 1);
        assert_eq!(split("+++\na = 1\nb = = 2\n+++\n").expect_err("broken").line, 3);
    }

    #[test]
    fn a_bomb_of_aliases_is_refused() {
        let mut bomb = String::from("---\na: &a [x,x,x,x,x,x,x,x,x]\n");
        for (this, last) in ('b'..='i').zip('a'..='h') {
            bomb += &format!("{this}: &{this} [*{last},*{last},*{last},*{last},*{last},*{last},*{last},*{last},*{last}]\n");
        }
        assert!(split(&(bomb + "---\nx")).is_err());
    }
}
