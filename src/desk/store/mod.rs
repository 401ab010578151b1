//! The tables of `desk.db`, and the only SQL that knows them.
//!
//! - [`pieces`]: pieces, and what the list is told of them.
//! - [`revisions`]: every save, kept.
//! - [`outings`]: readiness, schedules, publications, withdrawals, and the keys of acts.
//! - [`live`]: posts of live coverage and their versions.
//! - [`pictures`]: the media library.

pub(super) mod live;
pub(super) mod outings;
pub(super) mod pictures;
pub(super) mod pieces;
pub(super) mod recordings;
pub(super) mod revisions;

use store::{Migration, Schema};

pub static SCHEMA: Schema = Schema {
    name: "desk",
    migrations: &[
        Migration { name: "0001-the-desk", sql: include_str!("../../../migrations/desk/0001-the-desk.sql") },
        Migration { name: "0002-live", sql: include_str!("../../../migrations/desk/0002-live.sql") },
        Migration { name: "0003-recordings", sql: include_str!("../../../migrations/desk/0003-recordings.sql") },
    ],
    statements: store::all![live::ALL, outings::ALL, pictures::ALL, pieces::ALL, recordings::ALL, revisions::ALL],
};
