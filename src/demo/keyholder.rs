//! The demo's keyholder: on the same machine as the server, with words that everybody knows. That protects nobody, and the demo says so.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use jiff::tz::TimeZone;
use seal::keyfile::Cost;
use seal::{VaultKey, Words};

use crate::app::App;
use crate::courier::keys::{self, Held};
use crate::courier::{Courier, store};

/// The words of every demo's key.
pub const WORDS: &str = "harbor lamp light letter paper print story";
/// The name that the server knows it by.
const NAME: &str = "demo";

/// Makes the folder `courier` and its key, unless they are there, and has the post seal to it: sign-ups work from the first moment.
///
/// # Errors
/// When the folder cannot be written.
pub async fn settle_in(app: &App) -> Result<PathBuf> {
    let dir = app.dir.join("courier");
    let known = match keys::wrapped(&dir)? {
        Some(known) => known,
        None => {
            let (words, made) = (words()?, app.clock.now().to_zoned(TimeZone::UTC).date());
            // The words are in this file, so that making them costly would keep nobody out.
            keys::create(&dir, Held { key: VaultKey::generate(), made }, &words, Cost::new(1 << 10, 1, 1)?)?;
            keys::must_have(&dir)?
        }
    };
    let newest = known.first().context("a ring has a key")?.public().clone();
    app.post.put_key(newest, app.clock.now()).await?;
    Ok(dir)
}

/// Pairs the folder with the house, as soon as readers are served.
///
/// # Errors
/// When the house does not answer within ten seconds.
pub async fn pair(app: &App, dir: PathBuf, url: String) -> Result<()> {
    let (courier, code) = (Courier::open(&dir, app.clock.clone())?, app.couriers.invite(app.clock.now()));
    let pair = move || -> Result<()> {
        if courier.pinned().is_ok() {
            // A demo that is gone on with has another port.
            return courier.db().write_now(move |tx| store::move_server(tx, &url));
        }
        let mut outcome = Ok(());
        for _ in 0..50 {
            outcome = courier.pair(&url, &code, NAME, false).map(drop);
            if outcome.is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        outcome
    };
    tokio::task::spawn_blocking(pair).await?
}

fn words() -> Result<Words> {
    Ok(WORDS.parse()?)
}
