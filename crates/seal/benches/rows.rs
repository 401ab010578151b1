//! How long one row takes to seal and to open, a record of a capsule, and a try at the words of a key. Asserts nothing about time.
//!
//! `cargo bench -p seal`

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use jiff::civil::date;
use seal::keyfile::Cost;
use seal::{Capsule, CapsuleKey, KeyFile, Sealer, VaultKey, Words};

const ROWS: u64 = 4_000;
const PLAIN: &[u8; 120] = &[b'a'; 120];

fn main() -> Result<()> {
    let key = VaultKey::generate();
    let sealer = Sealer::new(key.public().clone());
    let mut rows = Vec::new();
    tell("seal a row", ROWS, || {
        rows = (0..ROWS).map(|n| sealer.seal("reader", &n.to_be_bytes(), PLAIN)).collect::<Result<_, _>>()?;
        Ok(())
    })?;
    tell("open a row", ROWS, || {
        for (n, row) in (0..).zip(&rows) {
            black_box(key.open("reader", &u64::to_be_bytes(n), row.as_ref())?);
        }
        Ok(())
    })?;
    tell("open a row, two threads", ROWS, || {
        std::thread::scope(|scope| {
            let open = |part: u64| {
                for (n, row) in (0..).zip(&rows).skip(part as usize).step_by(2) {
                    let _ = black_box(key.open("reader", &u64::to_be_bytes(n), row.as_ref()));
                }
            };
            scope.spawn(move || open(0));
            open(1);
        });
        Ok(())
    })?;
    let mut capsule = Capsule::new(&CapsuleKey::generate(), b"bench", ROWS, 320);
    let mut records = Vec::new();
    tell("seal a record of 320 bytes", ROWS, || {
        records = (0..ROWS).map(|n| capsule.seal(n, PLAIN)).collect::<Result<_, _>>()?;
        Ok(())
    })?;
    tell("open a record of 320 bytes", ROWS, || {
        for (n, record) in (0..).zip(&records) {
            black_box(capsule.open(n, record)?);
        }
        Ok(())
    })?;
    let words = Words::draw();
    let file = KeyFile::wrap(&key, &words, Cost::default(), date(2026, 11, 22))?;
    tell("try the words of a key", 3, || {
        for _ in 0..3 {
            black_box(file.open(&words)?);
        }
        Ok(())
    })
}

fn tell(what: &str, times: u64, act: impl FnOnce() -> Result<()>) -> Result<()> {
    let since = Instant::now();
    act()?;
    println!("  {what:<28} {:>12.1} us each", since.elapsed().as_secs_f64() * 1e6 / times as f64);
    Ok(())
}
