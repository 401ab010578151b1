//! The tables of `post.db`, and the only SQL that knows them.
//!
//! - [`arming`]: issues that are armed, and who sends what. Their ledger is [`crate::sending`]'s own tables, in the same database.
//! - [`couriers`]: couriers, and the books of what they have sent.
//! - [`newsletters`]: newsletters, and the public halves of vault keys.
//! - [`readers`]: sealed sign-ups, the chain of what happened to them, work orders.
//! - [`issues`]: issues of newsletters.
//! - [`returns`]: what came back of them.

pub(super) mod arming;
pub(super) mod couriers;
pub(super) mod issues;
pub(super) mod newsletters;
pub(super) mod readers;
pub(super) mod returns;

use store::{Migration, Schema};

pub static SCHEMA: Schema = Schema {
    name: "post",
    migrations: &[
        Migration { name: "0001-the-post", sql: include_str!("../../../migrations/post/0001-the-post.sql") },
        Migration { name: "0002-couriers", sql: include_str!("../../../migrations/post/0002-couriers.sql") },
        Migration { name: "0003-returns", sql: include_str!("../../../migrations/post/0003-returns.sql") },
        crate::sending::store::MIGRATION,
        Migration { name: "0004-armed", sql: include_str!("../../../migrations/post/0004-armed.sql") },
        Migration { name: "0005-refused-at-once", sql: include_str!("../../../migrations/post/0005-refused-at-once.sql") },
    ],
    statements: store::all![
        arming::ALL,
        couriers::ALL,
        issues::ALL,
        newsletters::ALL,
        readers::ALL,
        returns::ALL,
        crate::sending::store::ALL
    ],
};
