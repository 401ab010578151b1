//! What was answered is on the disk, even if the program is killed the next moment.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result};
use store::{Db, Place, params};

use crate::lamp::{IDS, NAME, SCHEMA};

const FILE: &str = "STORE_TEST_CRASH_FILE";

/// Not a test: the program that is killed. It writes with four threads, and says each id after the answer.
#[test]
#[ignore = "started by the test below"]
fn the_one_that_is_killed() -> Result<()> {
    let Some(file) = env::var_os(FILE) else { return Ok(()) };
    let db = Db::open(Place::Sqlite(file.into()), &SCHEMA)?;
    let threads: Vec<_> = (1..=4i64)
        .map(|lane| {
            let db = db.clone();
            thread::spawn(move || -> Result<()> {
                for id in (lane..).step_by(4) {
                    db.write_now(move |tx| tx.execute(&NAME, &params! { id, name: &format!("lamp {id}") }))?;
                    let mut out = std::io::stderr().lock();
                    writeln!(out, "kept {id}")?;
                }
                Ok(())
            })
        })
        .collect();
    threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))
}

#[test]
fn every_act_that_was_answered_survives_a_kill_in_the_middle_of_writing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file: PathBuf = folder.path().join("quay.db");
    for round in 1..=3 {
        let mut child = Command::new(env::current_exe()?)
            .args(["--exact", "crash::the_one_that_is_killed", "--ignored", "--nocapture"])
            .env(FILE, &file)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let lines = BufReader::new(child.stderr.take().context("a pipe")?).lines();
        let mut kept: Vec<i64> = Vec::new();
        for line in lines {
            let Ok(line) = line else { break };
            kept.extend(line.strip_prefix("kept ").and_then(|id| id.parse::<i64>().ok()));
            if kept.len() == 300 {
                child.kill()?;
            }
        }
        child.wait()?;
        assert!(kept.len() >= 300, "round {round}: {} acts", kept.len());
        let db = Db::open(Place::Sqlite(file.clone()), &SCHEMA)?;
        assert_eq!(db.check()?, [""; 0]);
        let there = db.read_now(|tx| tx.query(&IDS, &[], |row| row.get::<i64>("id")))?;
        let lost: Vec<_> = kept.iter().filter(|id| there.binary_search(id).is_err()).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?} were answered and are lost");
        db.write_now(|tx| tx.execute(&crate::lamp::DROP_ALL, &[]))?;
        db.close();
    }
    Ok(())
}
