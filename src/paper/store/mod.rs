//! The tables of `paper.db`, and the only SQL that knows them.
//!
//! - [`pieces`]: published pieces and their corrections, redirects and pictures.
//! - [`listings`]: collections and the order of pieces in them.
//! - [`terms`]: sections, tags, authors, dossiers, mastheads.
//! - [`due`]: what has to be printed.
//! - [`editions`]: pages, objects and editions.

pub mod due;
pub mod editions;
pub mod listings;
pub mod pieces;
pub mod terms;

use store::{Migration, Schema, Statement};

const GROUPS: [&[&Statement]; 5] = [due::ALL, editions::ALL, listings::ALL, pieces::ALL, terms::ALL];

const COUNT: usize = {
    let (mut count, mut group) = (0, 0);
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
};

static ALL: [&Statement; COUNT] = {
    let mut all = [GROUPS[0][0]; COUNT];
    let (mut at, mut group) = (0, 0);
    while group < GROUPS.len() {
        let mut inner = 0;
        while inner < GROUPS[group].len() {
            all[at] = GROUPS[group][inner];
            inner += 1;
            at += 1;
        }
        group += 1;
    }
    all
};

pub static SCHEMA: Schema = Schema {
    name: "paper",
    migrations: &[Migration { name: "0001-the-paper", sql: include_str!("../../../migrations/paper/0001-the-paper.sql") }],
    statements: &ALL,
};
