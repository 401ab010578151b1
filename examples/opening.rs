//! How long opening a list takes, and how much memory: seals invented readers into a courier's folder, then opens and merges them.
//!
//!     opening [ROWS]        100,000 where nothing is said
//!
//! One address in ten signs up twice, and one in twenty has left. A line of JSON says how it went.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use indelible::courier::Courier;
use indelible::courier::store as book;
use indelible::post::model::{NewsletterId, READER, ReaderId, Signed, Token};
use kernel::{Clock, EmailAddress};
use seal::{Hash, Sealer, VaultKey};

/// Rows that are written in one act.
const BATCH: i64 = 1_000;

fn main() -> Result<()> {
    let rows: i64 = std::env::args().nth(1).map_or(Ok(100_000), |rows| rows.parse()).context("the number of rows")?;
    let (dir, clock, key) = (tempfile::tempdir()?, Clock::default(), VaultKey::generate());
    let courier = Courier::open(&dir.path().join("courier"), clock.clone())?;
    let (newsletter, sealer) = (NewsletterId(7), Sealer::new(key.public().clone()));
    let began = Instant::now();
    for from in (0..rows).step_by(BATCH as usize) {
        let (sealer, now) = (sealer.clone(), clock.now());
        courier.db().write_now(move |tx| {
            for n in from..(from + BATCH).min(rows) {
                // Every tenth is the one before it once more.
                let who = if n % 10 == 9 { n - 1 } else { n };
                let address = EmailAddress::parse(&format!("reader-{who}@host-{}.example", who % 200))?;
                let signed = Signed { address, token: Token::random(), consent: "2026-11".into(), at: now };
                let sealed = sealer.seal(READER, &Signed::about(newsletter, ReaderId(n)), &signed.to_bytes())?;
                let content = Hash::of(sealed.as_bytes());
                book::put_row(tx, ReaderId(n), Some(newsletter), Some(sealed.as_bytes()), &content.0, n + 1)?;
                if n % 20 == 3 {
                    book::left(tx, ReaderId(n), rows + n)?;
                }
            }
            Ok(())
        })?;
    }
    let (sealed_s, before, began) = (began.elapsed().as_secs_f64(), peak_mib()?, Instant::now());
    let list = courier.open_list(&[key], newsletter, |_, _| {})?;
    let opened_s = began.elapsed().as_secs_f64();
    ensure!(list.rows as i64 == rows && list.readers.len() as i64 == rows - rows / 10 - rows / 20, "{} readers", list.readers.len());
    println!(
        "{{\"rows\":{rows},\"readers\":{},\"sealed_s\":{sealed_s:.1},\"opened_s\":{opened_s:.1},\"peak_before_mib\":{before},\"peak_mib\":{}}}",
        list.readers.len(),
        peak_mib()?
    );
    Ok(())
}

/// The most memory that this process has had, in MiB.
fn peak_mib() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? / 1024)
}
