//! The tables of `fund.db`, and the only SQL that knows them.
//!
//! - [`attempts`]: contributions that were begun, and how they stand.
//! - [`facts`]: what processors have said.
//! - [`ledger`]: entries and their lines.
//! - [`reminders`]: sealed wishes to be reminded, and letters that are due.

pub(super) mod attempts;
pub(super) mod facts;
pub(super) mod ledger;
pub(super) mod reminders;
#[cfg(test)]
mod tests;

use store::{Migration, Schema};

pub static SCHEMA: Schema = Schema {
    name: "fund",
    migrations: &[
        Migration { name: "0001-the-fund", sql: include_str!("../../../migrations/fund/0001-the-fund.sql") },
        Migration { name: "0002-answered-reminders", sql: include_str!("../../../migrations/fund/0002-answered-reminders.sql") },
        Migration { name: "0013-customers", sql: include_str!("../../../migrations/fund/0013-customers.sql") },
    ],
    statements: store::all![attempts::ALL, facts::ALL, ledger::ALL, reminders::ALL],
};
