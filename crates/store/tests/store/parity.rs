//! The same SQL means the same on both databases.

use std::fs;

use anyhow::Result;
use store::contract::fresh_databases;
use store::{Row, params};

use crate::lamp::{LIKE, LIT_SINCE, MANY, NAME, NAMES, PUT, SCHEMA, SUM};

fn id(row: &Row<'_>) -> Result<i64> {
    row.get("id")
}

#[test]
fn text_is_ordered_byte_by_byte() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let names = db.write_now(|tx| {
            for (id, name) in ["b", "a", "B", "é", "_", "Я"].into_iter().enumerate() {
                tx.execute(&NAME, &params! { id: id as i64 + 1, name })?;
            }
            tx.query(&NAMES, &[], |row| row.get::<String>("name"))
        })?;
        assert_eq!(names, ["B", "_", "a", "b", "é", "Я"]);
    }
    Ok(())
}

#[test]
fn like_minds_case() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let found = db.write_now(|tx| {
            tx.execute(&NAME, &params! { id: 1, name: "Lamp" })?;
            tx.execute(&NAME, &params! { id: 2, name: "lamp" })?;
            tx.query(&LIKE, &params! { pattern: "lam%" }, id)
        })?;
        assert_eq!(found, [2]);
    }
    Ok(())
}

#[test]
fn a_parameter_that_may_be_null_and_a_sum_work_with_their_casts() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        db.write_now(|tx| {
            for (id, lit_at) in [(1, Some(10)), (2, Some(20)), (3, None)] {
                let (glass, height) = (None::<&[u8]>, 2);
                tx.execute(&PUT, &params! { id, name: &id.to_string(), glass, height, lit_at })?;
            }
            assert_eq!(tx.query(&LIT_SINCE, &params! { since: None::<i64> }, id)?, [1, 2, 3]);
            assert_eq!(tx.query(&LIT_SINCE, &params! { since: 15 }, id)?, [2]);
            assert_eq!(tx.one(&SUM, &[], |row| row.get::<i64>("n"))?, 6);
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn a_long_answer_is_read_in_little_memory() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let before = resident_kib();
        let (rows, bytes, most) = db.read_now(|tx| {
            let (mut rows, mut bytes, mut most) = (0, 0, 0);
            tx.for_each(&MANY, &params! { most: 100_000, filling: &"lamp".repeat(128) }, |row| {
                rows += 1;
                bytes += row.get::<&str>("text")?.len();
                if rows % 10_000 == 0 {
                    most = most.max(resident_kib());
                }
                Ok(())
            })?;
            Ok((rows, bytes, most))
        })?;
        assert_eq!(rows, 100_000);
        assert!(bytes > 100_000_000);
        assert!(most.saturating_sub(before) < 60_000, "{} KiB", most - before);
    }
    Ok(())
}

/// The memory this process has now, in KiB; 0 where the system does not tell.
fn resident_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.trim().parse().ok()).unwrap_or(0)
}
