//! The tables of `paper.db`, and the only SQL that knows them.
//!
//! - [`pieces`]: published pieces and their corrections, redirects and pictures.
//! - [`listings`]: collections and the order of pieces in them.
//! - [`live`]: posts of live coverage.
//! - [`newsletters`]: newsletters and their issues.
//! - [`recordings`]: recordings that pieces play.
//! - [`terms`]: sections, tags, authors, dossiers, mastheads.
//! - [`asks`]: asks, and the rounds that print them.
//! - [`cards`]: social cards, drawn and still to be drawn.
//! - [`changed_feeds`]: feeds that hubs have yet to be told of.
//! - [`due`]: what has to be printed.
//! - [`unindexed`]: what the search index has to look at again.
//! - [`editions`]: pages, objects and editions.

pub mod asks;
pub mod cards;
pub mod changed_feeds;
pub mod due;
pub mod editions;
pub mod listings;
pub mod live;
pub mod newsletters;
pub mod pieces;
pub mod recordings;
pub mod terms;
pub mod unindexed;

use store::{Migration, Schema};

pub static SCHEMA: Schema = Schema {
    name: "paper",
    migrations: &[
        Migration { name: "0001-the-paper", sql: include_str!("../../../migrations/paper/0001-the-paper.sql") },
        Migration { name: "0002-search-apart", sql: include_str!("../../../migrations/paper/0002-search-apart.sql") },
        Migration { name: "0003-standing-pages", sql: include_str!("../../../migrations/paper/0003-standing-pages.sql") },
        Migration { name: "0004-newsletters", sql: include_str!("../../../migrations/paper/0004-newsletters.sql") },
        Migration { name: "0005-live", sql: include_str!("../../../migrations/paper/0005-live.sql") },
        Migration { name: "0006-changed-feeds", sql: include_str!("../../../migrations/paper/0006-changed-feeds.sql") },
        Migration { name: "0007-cards", sql: include_str!("../../../migrations/paper/0007-cards.sql") },
        Migration { name: "0008-recordings", sql: include_str!("../../../migrations/paper/0008-recordings.sql") },
        Migration { name: "0009-text-apart", sql: include_str!("../../../migrations/paper/0009-text-apart.sql") },
        Migration { name: "0010-asks", sql: include_str!("../../../migrations/paper/0010-asks.sql") },
        Migration { name: "0011-loose-objects", sql: include_str!("../../../migrations/paper/0011-loose-objects.sql") },
        Migration { name: "0012-replaced-shards", sql: include_str!("../../../migrations/paper/0012-replaced-shards.sql") },
    ],
    statements: store::all![
        asks::ALL,
        cards::ALL,
        changed_feeds::ALL,
        due::ALL,
        editions::ALL,
        listings::ALL,
        live::ALL,
        newsletters::ALL,
        pieces::ALL,
        recordings::ALL,
        terms::ALL,
        unindexed::ALL
    ],
};
