//! PostgreSQL: values in and out, and its errors in our words.

use std::error::Error as _;

use anyhow::anyhow;
use bytes::BytesMut;
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::{Kind, Value, Violation};

type Trouble = Box<dyn std::error::Error + Sync + Send>;

/// Whether a parameter or a column of this type is of one of our four kinds. Truth values pass for 0 and 1, as in SQLite.
pub(crate) fn can_carry(kind: &Type) -> bool {
    matches!(
        *kind,
        Type::INT8 | Type::INT4 | Type::INT2 | Type::BOOL | Type::FLOAT8 | Type::TEXT | Type::VARCHAR | Type::NAME | Type::BYTEA
    )
}

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Trouble> {
        match (*self, kind) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Integer(n), &Type::INT8) => n.to_sql(kind, out),
            (Self::Integer(n), &Type::INT4) => i32::try_from(n)?.to_sql(kind, out),
            (Self::Integer(n), &Type::INT2) => i16::try_from(n)?.to_sql(kind, out),
            (Self::Integer(n @ (0 | 1)), &Type::BOOL) => (n == 1).to_sql(kind, out),
            (Self::Integer(n), &Type::FLOAT8) => (n as f64).to_sql(kind, out),
            (Self::Real(x), &Type::FLOAT8) => x.to_sql(kind, out),
            (Self::Text(text), &(Type::TEXT | Type::VARCHAR | Type::NAME)) => text.to_sql(kind, out),
            (Self::Blob(bytes), &Type::BYTEA) => bytes.to_sql(kind, out),
            _ => Err(format!("PostgreSQL takes it for {kind}, and it is {}: write CAST(:name AS …)", self.kind()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'r> FromSql<'r> for Value<'r> {
    fn from_sql(kind: &Type, raw: &'r [u8]) -> Result<Self, Trouble> {
        Ok(match *kind {
            Type::INT8 => Self::Integer(i64::from_sql(kind, raw)?),
            Type::INT4 => Self::Integer(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => Self::Integer(i16::from_sql(kind, raw)?.into()),
            Type::BOOL => Self::Integer(bool::from_sql(kind, raw)?.into()),
            Type::FLOAT8 => Self::Real(f64::from_sql(kind, raw)?),
            Type::TEXT | Type::VARCHAR | Type::NAME => Self::Text(<&str>::from_sql(kind, raw)?),
            Type::BYTEA => Self::Blob(raw),
            _ => return Err(format!("PostgreSQL gives {kind}: write CAST(… AS …)").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Trouble> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The value of a column, or why there is none to be had.
pub(crate) fn value<'r>(row: &'r tokio_postgres::Row, column: &str) -> Result<Value<'r>, String> {
    let at = row.columns().iter().position(|its| its.name() == column).ok_or("there is no such column")?;
    row.try_get(at).map_err(|e| e.source().map_or_else(|| e.to_string(), ToString::to_string))
}

/// The error in our words: a [`Violation`] where a constraint spoke, else what the server says, without the details in which it shows values.
pub(crate) fn explain(error: Error) -> anyhow::Error {
    let Some(db) = error.as_db_error() else {
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        return anyhow!("{error}{cause}");
    };
    let kind = match *db.code() {
        SqlState::UNIQUE_VIOLATION => Kind::Unique,
        SqlState::FOREIGN_KEY_VIOLATION => Kind::ForeignKey,
        SqlState::NOT_NULL_VIOLATION => Kind::NotNull,
        SqlState::CHECK_VIOLATION => Kind::Check,
        // Class 22 is about data, and its messages show them.
        ref code if code.code().starts_with("22") => return anyhow!("PostgreSQL cannot take a value (SQLSTATE {})", code.code()),
        ref code => return anyhow!("{} (SQLSTATE {})", db.message(), code.code()),
    };
    anyhow!(violation(kind, db))
}

/// As much as SQLite would tell.
fn violation(kind: Kind, db: &DbError) -> Violation {
    let table = db.table().unwrap_or_default().to_owned();
    let (table, columns) = match kind {
        Kind::ForeignKey => (String::new(), Vec::new()),
        Kind::Check => (String::new(), vec![db.constraint().unwrap_or_default().to_owned()]),
        Kind::NotNull => (table, vec![db.column().unwrap_or_default().to_owned()]),
        Kind::Unique => (table, key(db.detail().unwrap_or_default())),
    };
    Violation { kind, table, columns }
}

/// The columns in `Key (slug, locale)=(lamp, en) already exists.`, whatever the language around the parentheses.
fn key(detail: &str) -> Vec<String> {
    let columns = detail.split_once(")=(").and_then(|(head, _)| head.split_once('('));
    columns.map(|(_, columns)| columns.split(", ").map(str::to_owned).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_taken_key_are_found_in_any_language() {
        assert_eq!(key("Key (slug, locale)=(lamp, en) already exists."), ["slug", "locale"]);
        assert_eq!(key("Schlüssel »(slug)=(a)=(b)« existiert bereits."), ["slug"]);
        assert_eq!(key(""), [""; 0]);
    }
}
