//! For tests: fresh databases of both kinds, and the test that every statement fits both.
//!
//! SQLite is always there. PostgreSQL joins when [`VARIABLE`] holds the URL of a database in which schemas may be made; otherwise a line says it was left out.

use std::env;
use std::fs;
use std::ops::Deref;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::{Db, Place, Schema};

/// The environment variable with the URL of the PostgreSQL that tests may use.
pub const VARIABLE: &str = "INDELIBLE_TEST_POSTGRES";

/// A database that is gone when it is dropped. Use it like the [`Db`] it is.
pub struct Fresh {
    db: Db,
    place: Place,
    folder: Option<PathBuf>,
}

impl Fresh {
    /// Where it is, to open it again.
    pub fn place(&self) -> Place {
        self.place.clone()
    }
}

/// An empty database of each kind, with the tables of `schema`.
///
/// # Errors
/// When one cannot be made, or a migration fails on it.
pub fn fresh_databases(schema: &'static Schema) -> Result<Vec<Fresh>> {
    let fresh = vec![sqlite(schema)?];
    if env::var_os(VARIABLE).is_none() {
        eprintln!("{}: PostgreSQL was skipped, because {VARIABLE} is not set", schema.name);
    }
    Ok(fresh)
}

fn sqlite(schema: &'static Schema) -> Result<Fresh> {
    let folder = env::temp_dir().join(format!("store-{:x}", kernel::id::random()));
    fs::create_dir(&folder)?;
    let place = Place::Sqlite(folder.join(format!("{}.db", schema.name)));
    Ok(Fresh { db: Db::open(place.clone(), schema)?, place, folder: Some(folder) })
}

/// Prepares every statement of `schema` on a fresh database of each kind.
///
/// # Errors
/// All complaints at once, each with the name of its statement.
pub fn prepare_all(schema: &'static Schema) -> Result<()> {
    for db in fresh_databases(schema)? {
        let complaints = db.read_now(|tx| {
            Ok(schema.statements.iter().filter_map(|statement| tx.prepare(statement).err()).map(|e| format!("{e:#}")).collect::<Vec<_>>())
        })?;
        ensure!(complaints.is_empty(), "{:?} refuses:\n{}", db.place, complaints.join("\n"));
    }
    Ok(())
}

impl Deref for Fresh {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        self.db.clone().close();
        if let Some(folder) = &self.folder {
            let _ = fs::remove_dir_all(folder);
        }
    }
}
