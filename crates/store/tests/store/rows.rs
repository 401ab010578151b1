//! Reading columns, and what is said of one that cannot be read.

use anyhow::Result;
use jiff::Timestamp;
use store::contract::fresh_databases;
use store::{Row, params};

use crate::lamp::{FIND, NAME, NAMES, PUT, SCHEMA};

#[test]
fn a_column_that_cannot_be_read_is_told_by_statement_column_and_id_without_its_value() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        db.write_now(|tx| tx.execute(&PUT, &params! { id: 42, name: "secret", glass: None::<&[u8]>, height: 1.5, lit_at: i64::MAX }))?;
        let complaint =
            |read: fn(&Row<'_>) -> Result<()>| db.read_now(move |tx| tx.one(&FIND, &params! { id: 42 }, read)).unwrap_err().to_string();
        assert_eq!(
            complaint(|row| row.get::<i64>("name").map(drop)),
            "statement FIND: column name of the row with id 42 cannot be read: an integer is wanted, and it holds text"
        );
        assert_eq!(
            complaint(|row| row.get::<&[u8]>("glass").map(drop)),
            "statement FIND: column glass of the row with id 42 cannot be read: bytes is wanted, and it holds null"
        );
        assert_eq!(
            complaint(|row| row.get::<Timestamp>("lit_at").map(drop)),
            "statement FIND: column lit_at of the row with id 42 cannot be read: a moment in milliseconds is wanted, and it holds an integer"
        );
        assert_eq!(
            complaint(|row| row.get::<i64>("colour").map(drop)),
            "statement FIND: column colour of the row with id 42 cannot be read: there is no such column"
        );
        assert_eq!(
            complaint(|row| row.parse::<std::net::IpAddr>("name").map(drop)),
            "statement FIND: column name of the row with id 42 cannot be read: the value is no IpAddr"
        );
        assert_eq!(
            complaint(|row| row.json::<Vec<i64>>("name").map(drop)),
            "statement FIND: column name of the row with id 42 cannot be read: the value is no Vec<i64>"
        );
    }
    Ok(())
}

#[test]
fn a_statement_without_an_id_tells_statement_and_column() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        db.write_now(|tx| tx.execute(&NAME, &params! { id: 1, name: "secret" }))?;
        let complaint = db.read_now(|tx| tx.query(&NAMES, &[], |row| row.get::<f64>("name"))).unwrap_err();
        assert_eq!(complaint.to_string(), "statement NAMES: column name cannot be read: a real number is wanted, and it holds text");
    }
    Ok(())
}

#[test]
fn one_row_means_one() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let none = db.read_now(|tx| tx.one(&FIND, &params! { id: 1 }, |_| Ok(())));
        assert_eq!(none.unwrap_err().to_string(), "statement FIND: one row was expected, and there is none");
        assert_eq!(db.read_now(|tx| tx.optional(&FIND, &params! { id: 1 }, |_| Ok(())))?, None);
        crate::lamp::put(&db, 1)?;
        crate::lamp::put(&db, 2)?;
        let two = db.read_now(|tx| tx.optional(&NAMES, &[], |_| Ok(())));
        assert_eq!(two.unwrap_err().to_string(), "statement NAMES: one row was expected, and there are more");
    }
    Ok(())
}

#[test]
fn text_and_json_are_read_as_what_they_say() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        db.write_now(|tx| tx.execute(&NAME, &params! { id: 1, name: "[1, 2]" }))?;
        db.write_now(|tx| tx.execute(&NAME, &params! { id: 2, name: "en-GB" }))?;
        assert_eq!(db.read_now(|tx| tx.one(&FIND, &params! { id: 1 }, |row| row.json::<Vec<i64>>("name")))?, [1, 2]);
        let locale: kernel::Locale = db.read_now(|tx| tx.one(&FIND, &params! { id: 2 }, |row| row.parse("name")))?;
        assert_eq!(locale.as_str(), "en-GB");
    }
    Ok(())
}
