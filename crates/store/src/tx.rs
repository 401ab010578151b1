//! One act upon the database.

use std::ops::ControlFlow;

use anyhow::{Context, Result, anyhow, bail};

use crate::session::Session;
use crate::{Param, Row, Statement};

/// One act: all of it is kept, or nothing. Handed to the closure of [`Db::read`](crate::Db::read) and [`Db::write`](crate::Db::write).
///
/// When a statement fails, the act has failed, even if the closure goes on and returns `Ok`: that is so on PostgreSQL, hence here. To let a row that exists
/// stand, write `ON CONFLICT DO NOTHING` and look at the number of rows.
pub struct Tx<'s> {
    session: &'s mut Session,
    failed: Option<&'static str>,
    /// Whether a job was put into the queue.
    pub(crate) enqueued: bool,
}

impl<'s> Tx<'s> {
    pub(crate) fn new(session: &'s mut Session) -> Self {
        Self { session, failed: None, enqueued: false }
    }

    /// The statement that failed, if one did.
    pub(crate) fn failed(&self) -> Option<&'static str> {
        self.failed
    }

    /// Runs a statement that answers with no rows, and gives the number of rows it inserted, changed or deleted.
    ///
    /// # Errors
    /// When the database refuses; a constraint that spoke is found with [`Violation::of`](crate::Violation::of).
    pub fn execute(&mut self, statement: &Statement, params: &[Param<'_>]) -> Result<usize> {
        let answer = self.session.execute(statement, params);
        self.note(statement, answer)
    }

    /// Runs a statement and hands its rows to `each`, one by one, holding one at a time (PostgreSQL: a few hundred KiB). An error of `each` ends it.
    ///
    /// # Errors
    /// When the database refuses, or the first error of `each`.
    pub fn for_each(&mut self, statement: &Statement, params: &[Param<'_>], mut each: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        let mut stopped = Ok(());
        let answer = self.session.for_each(statement, params, &mut |row| match each(row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(e) => {
                stopped = Err(e);
                ControlFlow::Break(())
            }
        });
        self.note(statement, answer)?;
        stopped
    }

    /// All rows, each through `read`.
    ///
    /// # Errors
    /// As [`Tx::for_each`].
    pub fn query<T>(&mut self, statement: &Statement, params: &[Param<'_>], mut read: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut all = Vec::new();
        self.for_each(statement, params, |row| {
            all.push(read(row)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// The only row, or `None` when there is none.
    ///
    /// # Errors
    /// As [`Tx::for_each`], and when there are two rows or more.
    pub fn optional<T>(
        &mut self,
        statement: &Statement,
        params: &[Param<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let (mut read, mut found) = (Some(read), None);
        self.for_each(statement, params, |row| {
            let Some(read) = read.take() else { bail!("statement {}: one row was expected, and there are more", statement.name) };
            found = Some(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The only row.
    ///
    /// # Errors
    /// As [`Tx::optional`], and when there is no row.
    pub fn one<T>(&mut self, statement: &Statement, params: &[Param<'_>], read: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T> {
        self.optional(statement, params, read)?
            .ok_or_else(|| anyhow!("statement {}: one row was expected, and there is none", statement.name))
    }

    /// Prepares a statement without running it.
    pub(crate) fn prepare(&mut self, statement: &Statement) -> Result<()> {
        self.session.prepare(statement).with_context(|| format!("statement {}", statement.name))
    }

    fn note<T>(&mut self, statement: &Statement, answer: Result<T>) -> Result<T> {
        if answer.is_err() {
            self.failed.get_or_insert(statement.name);
        }
        answer.with_context(|| format!("statement {}", statement.name))
    }
}
