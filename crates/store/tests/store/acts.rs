//! Acts: what is kept, what is undone, what is seen.

use anyhow::{Result, bail};
use jiff::Timestamp;
use store::contract::{fresh_databases, prepare_all};
use store::{Kind, Violation, params};

use crate::lamp::{self, FIND, NAME, PUT, PUT_OR_NOT, SCHEMA, TAKE, count};

#[test]
fn every_statement_fits_both_databases() -> Result<()> {
    prepare_all(&SCHEMA)
}

#[test]
fn what_was_written_is_read_back_as_it_was() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let at = Timestamp::from_millisecond(1_700_000_000_123)?;
        let name = String::from("Sable Quay, “north” — نور\u{1f4a1}");
        let written = name.clone();
        db.write_now(move |tx| {
            let glass: &[u8] = &[0, 255, 0];
            let done = tx.execute(&PUT, &params! { id: i64::MAX, name: &written, glass, height: 1.1, lit_at: at })?;
            tx.execute(&PUT, &params! { id: 2, name: "dark", glass: None::<&[u8]>, height: None::<f64>, lit_at: None::<Timestamp> })?;
            assert_eq!(done, 1);
            Ok(())
        })?;
        db.read_now(move |tx| {
            tx.one(&FIND, &params! { id: i64::MAX }, |row| {
                assert_eq!(row.get::<&str>("name")?, name);
                assert_eq!(row.get::<Vec<u8>>("glass")?, [0, 255, 0]);
                assert_eq!(row.get::<f64>("height")?.to_bits(), 1.1f64.to_bits());
                assert_eq!(row.get::<Timestamp>("lit_at")?, at);
                assert!(row.get::<bool>("lit")?);
                Ok(())
            })?;
            tx.one(&FIND, &params! { id: 2 }, |row| {
                assert_eq!(row.get::<Option<&[u8]>>("glass")?, None);
                assert_eq!(row.get::<Option<f64>>("height")?, None);
                assert_eq!(row.get::<Option<Timestamp>>("lit_at")?, None);
                assert_eq!(row.get::<Option<bool>>("lit")?, None);
                Ok(())
            })
        })?;
    }
    Ok(())
}

#[test]
fn an_act_that_fails_leaves_nothing_behind() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let refused: Result<()> = db.write_now(|tx| {
            tx.execute(&NAME, &params! { id: 1, name: "a" })?;
            bail!("the ladder is gone")
        });
        assert_eq!(refused.unwrap_err().to_string(), "the ladder is gone");
        assert_eq!(count(&db)?, 0);
    }
    Ok(())
}

#[test]
fn an_act_that_panics_is_undone_alone_and_the_next_goes_on() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let panicked: Result<()> = db.write_now(|tx| {
            tx.execute(&NAME, &params! { id: 1, name: "a" })?;
            panic!("on purpose, in a test")
        });
        assert_eq!(panicked.unwrap_err().to_string(), "the act panicked and was undone");
        db.write_now(|tx| tx.execute(&NAME, &params! { id: 2, name: "b" }))?;
        assert_eq!(count(&db)?, 1);
        let panicked: Result<()> = db.read_now(|_| panic!("on purpose, in a test"));
        assert!(panicked.is_err());
        assert_eq!(count(&db)?, 1);
    }
    Ok(())
}

#[test]
fn an_act_that_goes_on_after_a_failed_statement_is_undone_all_the_same() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let late = db.write_now(|tx| {
            tx.execute(&NAME, &params! { id: 1, name: "a" })?;
            let _ = tx.execute(&NAME, &params! { id: 1, name: "b" });
            Ok(())
        });
        assert_eq!(late.unwrap_err().to_string(), "the act went on after statement NAME had failed, and was undone");
        assert_eq!(count(&db)?, 0);
    }
    Ok(())
}

#[test]
fn a_row_that_exists_can_be_let_stand() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let put = |id: i64| db.write_now(move |tx| tx.execute(&PUT_OR_NOT, &params! { id, name: "a" }));
        assert_eq!((put(1)?, put(2)?), (1, 0));
        assert_eq!(count(&db)?, 1);
    }
    Ok(())
}

#[test]
fn a_taken_name_is_told_by_table_and_column() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let put = |id: i64| db.write_now(move |tx| tx.execute(&NAME, &params! { id, name: "secret lamp" }));
        put(1)?;
        let taken = put(2).unwrap_err();
        assert!(Violation::taken(&taken, "lamp", &["name"]), "{taken:#}");
        assert!(Violation::taken(&put(1).unwrap_err(), "lamp", &["id"]) || Violation::taken(&put(1).unwrap_err(), "lamp", &["name"]));
        assert!(!format!("{taken:?}").contains("secret"), "{taken:?}");
        let kind = |error: anyhow::Error| Violation::of(&error).map(|violation| violation.kind);
        let moth = db.write_now(|tx| tx.execute(&lamp::PUT_MOTH, &params! { lamp: 77, kind: "hawk" }));
        assert_eq!(kind(moth.unwrap_err()), Some(Kind::ForeignKey));
        let long = db.write_now(|tx| tx.execute(&NAME, &params! { id: 3, name: &"x".repeat(100) }));
        assert_eq!(kind(long.unwrap_err()), Some(Kind::Check));
        let nameless = db.write_now(|tx| tx.execute(&NAME, &params! { id: 3, name: None::<&str> }));
        assert_eq!(kind(nameless.unwrap_err()), Some(Kind::NotNull));
    }
    Ok(())
}

#[test]
fn a_row_that_is_deleted_can_be_handed_back() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let name = db.write_now(|tx| {
            tx.execute(&NAME, &params! { id: 1, name: "a" })?;
            tx.optional(&TAKE, &params! { id: 1 }, |row| row.get::<String>("name"))
        })?;
        assert_eq!(name.as_deref(), Some("a"));
        assert_eq!(count(&db)?, 0);
    }
    Ok(())
}

#[test]
fn an_act_within_an_act_is_refused_instead_of_waiting_for_itself() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let same = db.clone();
        let nested = db.write_now(move |_| count(&same));
        assert!(nested.unwrap_err().to_string().contains("within another act"));
    }
    Ok(())
}

#[test]
fn after_closing_every_act_is_an_error() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        db.clone().close();
        assert_eq!(count(&db).unwrap_err().to_string(), "the database of quay is closed");
    }
    Ok(())
}
