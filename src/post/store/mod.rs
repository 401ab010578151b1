//! The tables of `post.db`, and the only SQL that knows them.
//!
//! - [`newsletters`]: newsletters, and the public halves of vault keys.
//! - [`readers`]: sealed sign-ups, the chain of what happened to them, work orders.
//! - [`issues`]: issues of newsletters.

pub(super) mod issues;
pub(super) mod newsletters;
pub(super) mod readers;

use store::{Migration, Schema};

pub static SCHEMA: Schema = Schema {
    name: "post",
    migrations: &[Migration { name: "0001-the-post", sql: include_str!("../../../migrations/post/0001-the-post.sql") }],
    statements: store::all![issues::ALL, newsletters::ALL, readers::ALL],
};
