//! The JSON as a stream of rows: `{"db": [{"meta": …, "data": {"posts": [row, row, …], …}}]}`, one row in memory at a time.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use anyhow::{Result, anyhow};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::desk::import::utf8::{Gauge, Utf8};

/// One row, which may hold a whole article three times.
const ROW_BYTES: usize = 24 << 20;
/// The whole file.
pub const FILE_BYTES: u64 = 512 << 20;

/// A row of a table.
#[derive(Debug)]
pub struct Row {
    pub table: String,
    pub value: Value,
    /// On which it ends; exports are often one line.
    pub line: u64,
    /// Why it is not whole.
    pub trouble: Option<String>,
}

impl Row {
    pub fn size(&self) -> usize {
        self.value.as_object().into_iter().flat_map(|fields| fields.values()).filter_map(Value::as_str).map(str::len).sum()
    }

    pub fn title(&self) -> String {
        self.value.get("title").and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

type Gives<'a> = &'a mut dyn FnMut(Row) -> Result<ControlFlow<()>>;

/// Gives the rows of the tables that are wanted. The value is the version of Ghost that wrote the file, and whether there was a `data` at all.
///
/// # Errors
/// With line and column: no JSON, too deep, a row or file beyond its limit.
pub fn each(file: &str, reader: impl Read, wants: &dyn Fn(&str) -> bool, gives: Gives<'_>) -> Result<(String, bool)> {
    each_within(ROW_BYTES, file, reader, wants, gives)
}

fn each_within(row_bytes: usize, file: &str, reader: impl Read, wants: &dyn Fn(&str) -> bool, gives: Gives<'_>) -> Result<(String, bool)> {
    let (reader, gauge) = Utf8::new(Capped { inner: reader, left: FILE_BYTES }, row_bytes);
    let walk = RefCell::new(Walk { wants, gives, row_bytes, gauge: gauge.clone(), stopped: None, version: String::new(), has_data: false });
    let mut json = serde_json::Deserializer::from_reader(reader);
    let read = Level::Root.with(&walk).deserialize(&mut json).and_then(|()| json.end());
    let walk = walk.into_inner();
    match (read, walk.stopped) {
        (_, Some(Ok(()))) | (Ok(()), None) => Ok((walk.version, walk.has_data)),
        (_, Some(Err(e))) => Err(e),
        (Err(e), None) => Err(anyhow!("{file}, line {}, column {}: {}", e.line(), e.column(), because(&e))),
    }
}

fn because(e: &serde_json::Error) -> String {
    let text = e.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text).to_owned();
    if e.is_eof() { "the file ends in the middle; it was cut off".into() } else { text }
}

struct Walk<'a> {
    wants: &'a dyn Fn(&str) -> bool,
    gives: Gives<'a>,
    row_bytes: usize,
    gauge: Rc<Gauge>,
    stopped: Option<Result<()>>,
    version: String,
    has_data: bool,
}

impl Walk<'_> {
    fn allow(&self) {
        self.gauge.allow(self.row_bytes);
    }
}

/// How deep the walk is in the file.
#[derive(Clone, Debug)]
enum Level {
    /// `{"db": …}`, or `{"meta": …, "data": …}` itself.
    Root,
    /// `[{…}]` behind `db`.
    Exports,
    Tables,
    Rows(String),
}

struct At<'w, 'a> {
    level: Level,
    walk: &'w RefCell<Walk<'a>>,
}

impl Level {
    fn with<'w, 'a>(self, walk: &'w RefCell<Walk<'a>>) -> At<'w, 'a> {
        At { level: self, walk }
    }
}

impl<'de> DeserializeSeed<'de> for At<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        match self.level {
            Level::Root | Level::Tables => from.deserialize_map(self),
            Level::Exports => from.deserialize_seq(self),
            // A table may be null.
            Level::Rows(_) => from.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for At<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an export of Ghost: {\"db\": [{\"data\": {…}}]}")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.walk.borrow().allow();
            match (&self.level, key.as_str()) {
                (Level::Root, "db") => map.next_value_seed(Level::Exports.with(self.walk))?,
                (Level::Root, "data") => {
                    self.walk.borrow_mut().has_data = true;
                    map.next_value_seed(Level::Tables.with(self.walk))?;
                }
                (Level::Root, "meta") => {
                    let meta: Value = map.next_value()?;
                    self.walk.borrow_mut().version =
                        meta.get("version").and_then(Value::as_str).unwrap_or_default().chars().take(20).collect();
                }
                (Level::Tables, _) => map.next_value_seed(Level::Rows(key).with(self.walk))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<(), S::Error> {
        let Level::Rows(table) = &self.level else {
            while seq.next_element_seed(Level::Root.with(self.walk))?.is_some() {}
            return Ok(());
        };
        let wanted = (self.walk.borrow().wants)(table);
        loop {
            self.walk.borrow().allow();
            if !wanted {
                if seq.next_element::<IgnoredAny>()?.is_none() {
                    return Ok(());
                }
                continue;
            }
            let Some(value) = seq.next_element::<Value>()? else { return Ok(()) };
            let mut walk = self.walk.borrow_mut();
            let trouble = walk.gauge.take_bad_line().map(|line| format!("line {line} is no UTF-8; convert the file and run again"));
            let row = Row { table: table.clone(), value, line: walk.gauge.line(), trouble };
            match (walk.gives)(row) {
                Ok(ControlFlow::Continue(())) => {}
                other => {
                    walk.stopped = Some(other.map(|_| ()));
                    return Err(S::Error::custom("stopped"));
                }
            }
        }
    }

    /// A table that is not there.
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other(format!("the file is larger than {} MiB", FILE_BYTES >> 20)))?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(json: &str) -> Result<Vec<String>> {
        let mut found = Vec::new();
        each_within(1 << 20, "x.json", json.as_bytes(), &|table| table == "posts", &mut |row| {
            found.push(format!("{} {}", row.table, row.value));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    #[test]
    fn rows_are_found_in_both_shapes_of_the_file() {
        for json in [
            r#"{"db":[{"meta":{"version":"5.9"},"data":{"users":[{"a":1}],"posts":[{"id":"1"},{"id":"2"}],"x":null}}]}"#,
            r#"{"data":{"posts":[{"id":"1"},{"id":"2"}]},"meta":{}}"#,
        ] {
            assert_eq!(rows(json).expect("rows"), ["posts {\"id\":\"1\"}", "posts {\"id\":\"2\"}"]);
        }
    }

    #[test]
    fn what_is_broken_deep_or_endless_is_named_with_its_place() {
        let error = |json: &str| rows(json).expect_err("refused").to_string();
        assert_eq!(error("{\"db\":[{\"data\":{\n\"posts\":[{\"a\":}"), "x.json, line 2, column 15: expected value");
        assert!(error("{\"db\":[{\"data\":{\"posts\":[{\"id\":\"1\"}").contains("cut off"));
        let deep = format!("{{\"data\":{{\"posts\":[{}", "[".repeat(10_000));
        assert!(error(&deep).contains("recursion limit"));
        let ignored = format!("{{\"data\":{{\"users\":[{}", "[".repeat(10_000));
        assert!(error(&ignored).contains("recursion limit") || error(&ignored).contains("cut off"));
        let long = format!("{{\"data\":{{\"posts\":[{{\"html\":\"{}", "a".repeat(2 << 20));
        assert_eq!(error(&long).split(": ").last(), Some("one entry is longer than 1 MiB"));
        assert!(error("[1]").contains("an export of Ghost"));
    }
}
