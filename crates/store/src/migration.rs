//! How a database gets its tables.
//!
//! Every migration runs once, in the order it is listed, in one transaction with its line in the table `migration`. The line keeps the SQL, so that one that
//! was changed after it ran is noticed, and a file that a newer program has written is not opened by an older one.

use anyhow::{Context, Result, bail, ensure};

use crate::session::Session;
use crate::{Schema, Statement, Tx, params, queue};

/// A step in the making of a database: `CREATE TABLE piece (id INTEGER PRIMARY KEY, …) STRICT;` and the like, several statements if need be.
///
/// Written once, in SQLite's words; `INTEGER`, `BLOB`, `REAL`, `TEXT`, `STRICT` and `WITHOUT ROWID` are translated for PostgreSQL.
#[derive(Debug)]
pub struct Migration {
    pub name: &'static str,
    pub sql: &'static str,
}

/// The book of the tables that every database has.
const OURS: &str = "store";

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (book TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, sql TEXT NOT NULL, PRIMARY KEY (book, number)) STRICT";

static DONE: Statement = Statement::new("DONE", "SELECT book, number, name, sql FROM migration ORDER BY book, number");
static NOTE: Statement = Statement::new("NOTE", "INSERT INTO migration (book, number, name, sql) VALUES (:book, :number, :name, :sql)");

/// Brings the database up to `schema`.
///
/// # Errors
/// When a migration fails (nothing of it is left), or what was done to this database is not what this program would have done.
pub(crate) fn bring_up(session: &mut Session, schema: &Schema) -> Result<()> {
    ensure!(schema.name != OURS, "no room may be called {OURS}");
    session.bind_references(false)?;
    session.begin_write()?;
    session.migrate(TABLE).and_then(|()| session.commit()).inspect_err(|_| session.rollback())?;
    while step(session, schema)? {}
    session.bind_references(true)
}

/// Whether the database is up to `schema`, changing nothing.
///
/// # Errors
/// When it is not.
pub(crate) fn is_up(session: &mut Session, schema: &Schema) -> Result<()> {
    session.begin_read()?;
    let missing = missing_from(&mut Tx::new(session), schema);
    session.rollback();
    match missing? {
        None => Ok(()),
        Some(name) => bail!("the database of {} waits for migration {name}: open it to write first", schema.name),
    }
}

/// The name of the first migration that was not yet applied.
///
/// # Errors
/// When what was applied is not what this program would have applied.
pub(crate) fn missing_from(tx: &mut Tx<'_>, schema: &Schema) -> Result<Option<&'static str>> {
    Ok(missing(tx, schema)?.map(|(_, _, migration)| migration.name))
}

/// Applies the first migration that is missing; false when none is. Each looks again, because another process may be at it too.
fn step(session: &mut Session, schema: &Schema) -> Result<bool> {
    session.begin_write()?;
    let applied = missing(&mut Tx::new(session), schema).and_then(|missing| {
        let Some((book, number, migration)) = missing else { return Ok(false) };
        apply(session, book, number, migration).with_context(|| format!("migration {} of {book}", migration.name))?;
        Ok(true)
    });
    match applied {
        Ok(true) => session.commit()?,
        _ => session.rollback(),
    }
    applied
}

fn apply(session: &mut Session, book: &str, number: usize, migration: &Migration) -> Result<()> {
    session.migrate(migration.sql)?;
    let complaints = session.check_references()?;
    ensure!(complaints.is_empty(), "it leaves references to nothing: {}", complaints.join("; "));
    Tx::new(session).execute(&NOTE, &params! { book, number: number as i64, name: migration.name, sql: migration.sql })?;
    Ok(())
}

type Missing = Option<(&'static str, usize, &'static Migration)>;

/// The first migration that was not yet applied.
fn missing(tx: &mut Tx<'_>, schema: &Schema) -> Result<Missing> {
    let books = [(OURS, queue::MIGRATIONS), (schema.name, schema.migrations)];
    let mut next = books.map(|_| 0);
    tx.for_each(&DONE, &[], |row| {
        let (book, number, name) = (row.get::<&str>("book")?, row.get::<i64>("number")? as usize, row.get::<&str>("name")?);
        let Some(at) = books.iter().position(|(title, _)| *title == book) else {
            bail!("this is the database of {book}, not of {}", schema.name);
        };
        let Some(migration) = books[at].1.get(number) else {
            bail!("the database of {book} has had migration {name}, which this program does not know: a newer one has written it");
        };
        ensure!(
            migration.name == name && migration.sql == row.get::<&str>("sql")?,
            "migration {name} of {book} is not what it was when it ran: add a new one instead of changing it"
        );
        next[at] = number + 1;
        Ok(())
    })?;
    let missing = books.iter().zip(next).find_map(|(&(book, migrations), number)| Some((book, number, migrations.get(number)?)));
    Ok(missing)
}
