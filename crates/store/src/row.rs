//! Reading a column.

use std::fmt::Display;
use std::str::FromStr;

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::Value;

/// One row of an answer.
pub struct Row<'r> {
    statement: &'r str,
    cells: Cells<'r>,
}

enum Cells<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl<'r> Row<'r> {
    pub(crate) fn of_sqlite(statement: &'r str, row: &'r rusqlite::Row<'r>) -> Self {
        Self { statement, cells: Cells::Sqlite(row) }
    }

    pub(crate) fn of_postgres(statement: &'r str, row: &'r tokio_postgres::Row) -> Self {
        Self { statement, cells: Cells::Postgres(row) }
    }

    /// The column as an `i64`, `f64`, `bool`, `String`, `Vec<u8>` or [`Timestamp`], or an `Option` of one; as a `&str` or `&[u8]` it is not copied.
    ///
    /// # Errors
    /// When there is no such column or it holds something else. The error names the statement, the column, and the row by its `id` where it has that
    /// column; it does not show the value.
    pub fn get<'s, T: Field<'s>>(&'s self, column: &str) -> Result<T> {
        let value = self.value(column).map_err(|why| self.undecodable(column, why))?;
        T::of(value).ok_or_else(|| self.undecodable(column, format!("{} is wanted, and it holds {}", T::WANTED, value.kind())))
    }

    /// A text column as what it says: `row.parse::<Slug>("slug")`.
    ///
    /// # Errors
    /// As [`Row::get`], and when the text cannot be parsed.
    pub fn parse<T: FromStr>(&self, column: &str) -> Result<T> {
        self.decode(column, |text: &str| text.parse().ok())
    }

    /// A text column that holds JSON.
    ///
    /// # Errors
    /// As [`Row::get`], and when the JSON is not of this shape.
    pub fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T> {
        self.decode(column, |text: &str| serde_json::from_str(text).ok())
    }

    /// A column through a function of the room's own; its `None` is told like any other value that cannot be decoded.
    ///
    /// # Errors
    /// As [`Row::get`], and when `decode` gives `None`.
    pub fn decode<'s, V: Field<'s>, T>(&'s self, column: &str, decode: impl FnOnce(V) -> Option<T>) -> Result<T> {
        decode(self.get(column)?).ok_or_else(|| self.undecodable(column, format!("the value is no {}", short(std::any::type_name::<T>()))))
    }

    fn value(&self, column: &str) -> Result<Value<'_>, String> {
        match &self.cells {
            Cells::Sqlite(row) => crate::sqlite::value(row, column),
            Cells::Postgres(row) => crate::postgres_value::value(row, column),
        }
    }

    fn undecodable(&self, column: &str, why: impl Display) -> anyhow::Error {
        let id = match self.value("id") {
            Ok(Value::Integer(id)) => format!(" of the row with id {id}"),
            Ok(Value::Text(id)) if id.len() <= 40 => format!(" of the row with id {id}"),
            _ => String::new(),
        };
        anyhow!("statement {}: column {column}{id} cannot be read: {why}", self.statement)
    }
}

/// `Slug` of `kernel::slug::Slug`.
fn short(type_name: &str) -> &str {
    type_name.rsplit("::").next().unwrap_or(type_name)
}

/// A type that a column can be read as.
pub trait Field<'r>: Sized {
    /// What the column should hold, for the error.
    const WANTED: &'static str;

    /// `None` when the value is not of this type.
    fn of(value: Value<'r>) -> Option<Self>;
}

macro_rules! field {
    ($($type:ty, $wanted:literal, $($pattern:pat => $out:expr),+;)*) => {
        $(impl<'r> Field<'r> for $type {
            const WANTED: &'static str = $wanted;
            fn of(value: Value<'r>) -> Option<Self> {
                match value {
                    $($pattern => $out,)+
                    _ => None,
                }
            }
        })*
    };
}

field! {
    i64, "an integer", Value::Integer(n) => Some(n);
    f64, "a real number", Value::Real(x) => Some(x);
    bool, "0 or 1", Value::Integer(0) => Some(false), Value::Integer(1) => Some(true);
    &'r str, "text", Value::Text(text) => Some(text);
    String, "text", Value::Text(text) => Some(text.to_owned());
    &'r [u8], "bytes", Value::Blob(bytes) => Some(bytes);
    Vec<u8>, "bytes", Value::Blob(bytes) => Some(bytes.to_owned());
    Timestamp, "a moment in milliseconds", Value::Integer(ms) => Timestamp::from_millisecond(ms).ok();
}

impl<'r, T: Field<'r>> Field<'r> for Option<T> {
    const WANTED: &'static str = T::WANTED;
    fn of(value: Value<'r>) -> Option<Self> {
        if value == Value::Null { Some(None) } else { T::of(value).map(Some) }
    }
}
