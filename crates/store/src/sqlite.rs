//! SQLite: one file, in write-ahead mode, every commit synced to the disk before it is answered.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, ToSql, ffi};

use crate::session::Each;
use crate::{Kind, Param, Row, Statement, Value, Violation, dialect};

/// How long a connection waits for another process, such as a backup tool, to let go of the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// How much of a backup is copied at a time: 4 MiB.
const PAGES_A_STEP: i32 = 1024;

/// For the connection that writes. `secure_delete` overwrites what is deleted, because a seized disk is read with care. Nobody else writes, so its 16 MiB of pages
/// stay good from one act to the next, while a reader's are void after each commit. The log goes home when nobody waits ([`Link::settle`]); where acts never pause, a
/// commit takes it home after 64 MiB.
const TO_WRITE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 16777216; \
     PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 16384;";

/// Pages in the log that are worth a way home: 16 MiB, a dozen publications.
const WORTH_A_WAY: i64 = 4_096;

/// For every connection. 4 MiB of pages each, as many as a publication reads; the machine's own cache does the rest. `LIKE` minds case, as it does elsewhere.
const TO_READ: &str = "PRAGMA foreign_keys = ON; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY; PRAGMA case_sensitive_like = ON;";

/// An open connection.
pub(crate) struct Link {
    connection: Connection,
    /// Held as long as this process may write.
    _lock: Option<File>,
}

impl Link {
    /// Opens the one connection that writes, and makes the file when there is none, for nobody but its owner to read.
    ///
    /// # Errors
    /// When another process has it open to write.
    pub(crate) fn to_write(path: &Path, statements: usize) -> Result<Self> {
        let lock = lock(path)?;
        private_file(path)?;
        let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, statements)?;
        connection.execute_batch(TO_WRITE).with_context(|| format!("{} cannot be used as a database", path.display()))?;
        Ok(Self { connection, _lock: Some(lock) })
    }

    pub(crate) fn to_read(path: &Path, statements: usize) -> Result<Self> {
        Ok(Self { connection: open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, statements)?, _lock: None })
    }

    pub(crate) fn run(&self, command: &'static str) -> Result<()> {
        self.connection.prepare_cached(command).and_then(|mut prepared| prepared.raw_execute()).map_err(explain)?;
        Ok(())
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(explain)
    }

    pub(crate) fn execute(&self, statement: &Statement, params: &[Param<'_>]) -> Result<usize> {
        self.bind(statement, params)?.raw_execute().map_err(explain)
    }

    pub(crate) fn for_each(&self, statement: &Statement, params: &[Param<'_>], each: &mut Each<'_>) -> Result<()> {
        let mut prepared = self.bind(statement, params)?;
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().map_err(explain)? {
            if each(&Row::of_sqlite(statement.name, row)).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Prepares a statement, and makes sure that SQLite numbers its parameters as we do.
    pub(crate) fn prepare(&self, statement: &Statement) -> Result<()> {
        let prepared = self.connection.prepare_cached(statement.sql).map_err(explain)?;
        let theirs: Vec<_> = (1..=prepared.parameter_count()).map(|at| prepared.parameter_name(at).unwrap_or("?")).collect();
        let ours: Vec<_> = statement.form().parameters.iter().map(|name| format!(":{name}")).collect();
        ensure!(theirs == ours, "SQLite finds the parameters {theirs:?}, and {ours:?} are what we bind");
        Ok(())
    }

    fn bind(&self, statement: &Statement, params: &[Param<'_>]) -> Result<CachedStatement<'_>> {
        let mut prepared = self.connection.prepare_cached(statement.sql).map_err(explain)?;
        for (at, value) in statement.arrange(params)?.enumerate() {
            prepared.raw_bind_parameter(at + 1, value).map_err(explain)?;
        }
        Ok(prepared)
    }

    /// Brings the write-ahead log home if much is in it. Takes some 50 ms then, so it is for a moment when nobody waits.
    pub(crate) fn settle(&self) -> Result<()> {
        let mut ask = self.connection.prepare_cached("PRAGMA wal_checkpoint(NOOP)")?;
        let waiting: i64 = ask.query_row([], |row| Ok(row.get::<_, i64>("log")? - row.get::<_, i64>("checkpointed")?)).map_err(explain)?;
        if waiting < WORTH_A_WAY { Ok(()) } else { self.batch("PRAGMA wal_checkpoint(PASSIVE)") }
    }

    /// Brings the write-ahead log home and empties it.
    pub(crate) fn sweep(&self) -> Result<()> {
        let busy: i64 = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(explain)?;
        ensure!(busy == 0, "the log cannot be emptied while a long read is going on: try again later");
        Ok(())
    }

    /// Copies the whole database, as of one moment, into an empty file, and tells how many pages of how many are done. Writers do not wait for it.
    pub(crate) fn copy_to(&self, file: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
        private_file(file)?;
        let mut copy = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        self.run(dialect::SQLITE_READ)?;
        self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        let backup = Backup::new(&self.connection, &mut copy)?;
        loop {
            let step = backup.step(PAGES_A_STEP)?;
            let told = backup.progress();
            progress((told.pagecount - told.remaining) as u64, told.pagecount as u64);
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                _ => bail!("{} is in use by someone else", file.display()),
            }
        }
        drop(backup);
        copy.close().map_err(|(_, e)| e)?;
        self.run("ROLLBACK")
    }

    /// The rows of a pragma that complains, one line each.
    pub(crate) fn complaints(&self, pragma: &str) -> Result<Vec<String>> {
        let mut prepared = self.connection.prepare(pragma)?;
        let columns = prepared.column_count();
        let lines = prepared.query_map([], |row| {
            let words = (0..columns).map(|at| row.get_ref(at).map(plain));
            Ok(words.collect::<rusqlite::Result<Vec<_>>>()?.join(" "))
        })?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }
}

fn plain(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Integer(n) => n.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        _ => "-".to_owned(),
    }
}

fn open(path: &Path, how: OpenFlags, statements: usize) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, how | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .with_context(|| format!("{} cannot be opened", path.display()))?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(statements + 8);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // A plan holds for every value: else statements are prepared anew whenever a value is bound that statistics could weigh, which is nearly each time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.execute_batch(TO_READ).with_context(|| format!("{} cannot be used as a database", path.display()))?;
    Ok(connection)
}

/// Takes `NAME.lock` beside the file. The system lets go of it when the process ends, however it ends.
fn lock(path: &Path) -> Result<File> {
    let beside = PathBuf::from(format!("{}.lock", path.display()));
    let file = private_file(&beside)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("the data directory is in use by another indelible ({}): stop it first", path.display()),
        Err(TryLockError::Error(e)) => Err(e).with_context(|| format!("{} cannot be locked", beside.display())),
    }
}

fn private_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).with_context(|| format!("{} cannot be opened to write", path.display()))
}

/// The value of a column, or why there is none to be had.
pub(crate) fn value<'r>(row: &'r rusqlite::Row<'_>, column: &str) -> Result<Value<'r>, String> {
    Ok(match row.get_ref(column).map_err(|_| "there is no such column")? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Integer(n),
        ValueRef::Real(x) => Value::Real(x),
        ValueRef::Text(text) => Value::Text(str::from_utf8(text).map_err(|_| "the text is not UTF-8")?),
        ValueRef::Blob(bytes) => Value::Blob(bytes),
    })
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Integer(n) => ValueRef::Integer(n),
            Self::Real(x) => ValueRef::Real(x),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// The error in our words: a [`Violation`] where a constraint spoke, else what SQLite says, which never shows a value.
fn explain(error: rusqlite::Error) -> anyhow::Error {
    let rusqlite::Error::SqliteFailure(ffi::Error { extended_code, .. }, Some(message)) = &error else {
        return error.into();
    };
    let kind = match *extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => Kind::Unique,
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Kind::ForeignKey,
        ffi::SQLITE_CONSTRAINT_NOTNULL => Kind::NotNull,
        ffi::SQLITE_CONSTRAINT_CHECK => Kind::Check,
        _ => return error.into(),
    };
    anyhow!(violation(kind, message))
}

/// Reads `UNIQUE constraint failed: piece.slug, piece.locale`.
fn violation(kind: Kind, message: &str) -> Violation {
    let what = message.split_once(": ").map_or("", |(_, what)| what);
    let (mut table, mut columns) = (String::new(), Vec::new());
    match kind {
        Kind::ForeignKey => {}
        Kind::Check => columns.push(what.to_owned()),
        Kind::Unique | Kind::NotNull => {
            for part in what.split(", ") {
                let (of, column) = part.split_once('.').unwrap_or(("", part));
                of.clone_into(&mut table);
                columns.push(column.to_owned());
            }
        }
    }
    Violation { kind, table, columns }
}
