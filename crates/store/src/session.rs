//! One connection, to either database. The rest of the crate does not ask which.

use std::ops::ControlFlow;

use anyhow::{Context, Result};

use crate::{Param, Row, Statement, dialect, postgres, sqlite};

/// A connection and what it has prepared. Owned by one thread.
pub(crate) enum Session {
    Sqlite(sqlite::Link),
    Postgres(Box<postgres::Link>),
}

/// What a row is handed to; `Break` asks for no more of them.
pub(crate) type Each<'f> = dyn FnMut(&Row<'_>) -> ControlFlow<()> + 'f;

impl Session {
    /// Opens a transaction that alone may write.
    pub(crate) fn begin_write(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(link) => link.run(dialect::SQLITE_WRITE),
            Self::Postgres(link) => link.begin(),
        }
    }

    /// Opens a transaction that sees one moment.
    pub(crate) fn begin_read(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(link) => link.run(dialect::SQLITE_READ),
            Self::Postgres(link) => link.begin(),
        }
    }

    /// Keeps what the transaction did.
    ///
    /// # Errors
    /// When nothing of it was kept; or when the connection was lost just then, and that cannot be known.
    pub(crate) fn commit(&mut self) -> Result<()> {
        let done = self.run("COMMIT");
        match self {
            Self::Postgres(link) if !link.is_live() => {
                done.context("the connection was lost in the middle of the commit, so nobody knows whether the act was kept")
            }
            _ => done.context("the act was not kept"),
        }
    }

    /// Ends a transaction without a trace. A connection that cannot even do that is found dead at the next beginning.
    pub(crate) fn rollback(&mut self) {
        if let Err(e) = self.run("ROLLBACK") {
            tracing::debug!("a transaction could not be rolled back: {e:#}");
        }
    }

    /// Opens a transaction within the transaction; they do not nest deeper.
    pub(crate) fn begin_act(&mut self) -> Result<()> {
        self.run("SAVEPOINT act")
    }

    pub(crate) fn keep_act(&mut self) -> Result<()> {
        self.run("RELEASE act")
    }

    pub(crate) fn undo_act(&mut self) -> Result<()> {
        self.run("ROLLBACK TO act")?;
        self.run("RELEASE act")
    }

    /// Runs one fixed command without parameters.
    fn run(&mut self, command: &'static str) -> Result<()> {
        match self {
            Self::Sqlite(link) => link.run(command),
            Self::Postgres(link) => link.batch(command),
        }
    }

    /// Runs a migration, in the words of this database.
    pub(crate) fn migrate(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(link) => link.batch(sql),
            Self::Postgres(link) => link.batch(&dialect::postgres_migration(sql)),
        }
    }

    /// Runs a statement and gives the number of rows it touched.
    pub(crate) fn execute(&mut self, statement: &Statement, params: &[Param<'_>]) -> Result<usize> {
        match self {
            Self::Sqlite(link) => link.execute(statement, params),
            Self::Postgres(link) => link.execute(statement, params),
        }
    }

    /// Runs a statement and hands over its rows one by one.
    pub(crate) fn for_each(&mut self, statement: &Statement, params: &[Param<'_>], each: &mut Each<'_>) -> Result<()> {
        match self {
            Self::Sqlite(link) => link.for_each(statement, params, each),
            Self::Postgres(link) => link.for_each(statement, params, each),
        }
    }

    /// Prepares a statement, and finds out what would go wrong with its parameters and columns on this database.
    pub(crate) fn prepare(&mut self, statement: &Statement) -> Result<()> {
        match self {
            Self::Sqlite(link) => link.prepare(statement),
            Self::Postgres(link) => link.prepare(statement),
        }
    }

    /// SQLite's foreign keys do not bind while tables are rebuilt; [`Session::check_references`] makes up for it.
    pub(crate) fn bind_references(&mut self, bind: bool) -> Result<()> {
        match self {
            Self::Sqlite(link) => link.batch(if bind { "PRAGMA foreign_keys = ON" } else { "PRAGMA foreign_keys = OFF" }),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Complaints about rows that refer to nothing. PostgreSQL never lets them be.
    pub(crate) fn check_references(&mut self) -> Result<Vec<String>> {
        match self {
            Self::Sqlite(link) => link.complaints("PRAGMA foreign_key_check"),
            Self::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// See [`Db::sweep`](crate::Db::sweep).
    pub(crate) fn sweep(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(link) => link.sweep(),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Does what can wait until all that was asked for has been answered.
    pub(crate) fn settle(&mut self) {
        if let Self::Sqlite(link) = self
            && let Err(e) = link.settle()
        {
            tracing::debug!("the log of SQLite could not be brought home: {e:#}");
        }
    }

    /// Tidies up before the connection closes.
    pub(crate) fn rest(&mut self) {
        if let Self::Sqlite(link) = self
            && let Err(e) = link.batch("PRAGMA optimize")
        {
            tracing::debug!("SQLite could not be optimized: {e:#}");
        }
    }
}
