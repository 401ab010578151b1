//! What has to be printed: a set of targets, each with the number of its last touch.

use anyhow::Result;
use store::{Tx, params};

use crate::paper::target::Target;

store::statements! {
    LAST_TOUCH = "SELECT max(since) AS since FROM due";
    TOUCH = "INSERT INTO due (target, since) VALUES (:target, :since) ON CONFLICT (target) DO UPDATE SET since = excluded.since";
    DUE_AFTER = "SELECT target, since FROM due WHERE since > :since ORDER BY since, target";
    SETTLE = "DELETE FROM due WHERE since <= :since";
}

/// Adds to what is due. A target that stands there already is due anew, so that a printing that is under way does not settle it.
pub fn touch(tx: &mut Tx<'_>, targets: impl IntoIterator<Item = Target>) -> Result<()> {
    let since = tx.one(&LAST_TOUCH, &[], |row| row.get::<Option<i64>>("since"))?.unwrap_or(0) + 1;
    for target in targets {
        tx.execute(&TOUCH, &params! { target: &target.to_text(), since })?;
    }
    Ok(())
}

/// What has been touched after the touch `since` (0: all that is due), and the number to [`settle`] it by. `None` when nothing was.
pub fn after(tx: &mut Tx<'_>, since: i64) -> Result<Option<(Vec<Target>, i64)>> {
    let mut last = since;
    let targets = tx.query(&DUE_AFTER, &params! { since }, |row| {
        last = row.get("since")?;
        row.decode("target", Target::from_text)
    })?;
    Ok((!targets.is_empty()).then_some((targets, last)))
}

/// Everything that was due by then has been printed.
pub fn settle(tx: &mut Tx<'_>, since: i64) -> Result<()> {
    tx.execute(&SETTLE, &params! { since })?;
    Ok(())
}
