//! One room's database: SQLite in a file, or PostgreSQL by configuration, spoken to in the same SQL.
//!
//! A room sees two types. A [`Db`] is the database; a [`Tx`] is one act upon it, and everything an act did is kept together or not at all.
//! What is promised, on both databases alike:
//!
//! - **Durable**: when [`Db::write`] answers, the act is on the disk. An act that fails, panics, or goes on after a failed statement leaves no trace.
//! - **Serial**: the write acts of a room happen one after another, also between processes; what an act has read is still so when it writes.
//! - **Steady**: a read act sees one moment from its first query to its last, and waits for no writer.
//! - **Named**: every statement is declared with [`statements!`], prepared once for each connection, and named in every error. No error holds a value.
//!
//! SQL that both read: kinds of column are `INTEGER`, `TEXT`, `BLOB`, `REAL`, moments are milliseconds. A parameter that stands alone, and a `sum`, need a cast:
//! `CAST(:since AS INTEGER) IS NULL`, `CAST(sum(cents) AS INTEGER)`. Say `NULLS FIRST` or `LAST` where a column that is ordered by may be null, and
//! `ESCAPE '\'` after a `LIKE`. A truth value is compared, `hidden = 1`. No `now()`, arrays, `::` or JSON operators. [`contract::prepare_all`] finds most slips.
//!
//! - [`contract`]: fresh databases for a room's tests, and the test that every statement fits both.
//! - `db`: [`Db`], [`Place`], opening and closing.
//! - `dialect`: every word that differs between the two databases.
//! - `job`, `queue`: consequences, put down in the same transaction as their cause.
//! - `lex`: SQL cut into words, parameters and the rest.
//! - `migration`: how a database gets its tables.
//! - `row`: reading a column.
//! - `session`: one connection, to either database.
//! - `sqlite`, `postgres`, `postgres_value`: the two drivers.
//! - `statement`: named SQL.
//! - `tx`: [`Tx`].
//! - `upkeep`: backup, integrity, sweeping away what was deleted.
//! - `value`: the four kinds of column, and [`params!`].
//! - `violation`: which constraint said no.
//! - `worker`: the threads that own the connections, and the group commit.

pub mod contract;
mod db;
mod dialect;
mod job;
mod lex;
mod migration;
mod postgres;
mod postgres_value;
mod queue;
mod row;
mod session;
mod sqlite;
#[doc(hidden)]
pub mod statement;
mod tx;
mod upkeep;
mod value;
mod violation;
mod worker;

pub use db::{Db, Place};
pub use job::{Claimed, GivenUp, Job, Waiting};
pub use migration::Migration;
pub use row::{Field, Row};
pub use statement::{Schema, Statement};
pub use tx::Tx;
pub use value::{Param, Value};
pub use violation::{Kind, Violation};
