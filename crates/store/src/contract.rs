//! For tests: fresh databases of both kinds, and the test that every statement fits both.
//!
//! SQLite is always there. PostgreSQL joins when [`VARIABLE`] holds the URL of a database in which schemas may be made; otherwise a line says it was left out.

use std::env;
use std::fs;
use std::ops::Deref;
use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::{Db, Place, Schema, postgres, queue, worker};

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

/// A PostgreSQL database for what names its schemas itself, such as a whole house. It is gone when this is dropped.
pub struct Own {
    server: String,
    name: String,
}

impl Own {
    /// `None`, with a line that says so, where there is no PostgreSQL that tests may use.
    ///
    /// # Errors
    /// When the user may not make databases.
    pub fn postgres() -> Result<Option<Self>> {
        let Ok(server) = env::var(VARIABLE) else {
            println!("SKIPPED: {VARIABLE} is not set");
            return Ok(None);
        };
        let name = format!("own_{:x}", kernel::id::random());
        worker::aside(|| postgres::make_database(&server, &name))?;
        Ok(Some(Self { server, name }))
    }

    pub fn url(&self) -> String {
        let (address, rest) =
            self.server.split_once('?').map_or((self.server.as_str(), String::new()), |(at, rest)| (at, format!("?{rest}")));
        let host = address.rsplit_once('/').map_or(address, |(host, _)| host);
        format!("{host}/{}{rest}", self.name)
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Err(e) = worker::aside(|| postgres::drop_database(&self.server, &self.name)) {
            eprintln!("the database {} is left behind: {e:#}", self.name);
        }
    }
}

/// An empty database of each kind, with the tables of `schema`.
///
/// # Errors
/// When one cannot be made, or a migration fails on it.
pub fn fresh_databases(schema: &'static Schema) -> Result<Vec<Fresh>> {
    let mut fresh = vec![sqlite(schema)?];
    match env::var(VARIABLE) {
        Ok(url) => fresh.push(postgres(url, schema)?),
        Err(_) => eprintln!("{}: PostgreSQL was skipped, because {VARIABLE} is not set", schema.name),
    }
    Ok(fresh)
}

fn postgres(url: String, schema: &'static Schema) -> Result<Fresh> {
    let place = Place::Postgres { url, schema: format!("{}_{:x}", schema.name, kernel::id::random()) };
    Ok(Fresh { db: Db::open(place.clone(), schema)?, place, folder: None })
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
        let all = schema.statements.iter().chain(queue::ALL).copied();
        let complaint = |statement| db.read_now(move |tx| tx.prepare(statement)).err().map(|e| format!("{e:#}"));
        let complaints: Vec<_> = all.filter_map(complaint).collect();
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
        if let Place::Postgres { url, schema } = &self.place
            && let Err(e) = worker::aside(|| postgres::drop_schema(url, schema))
        {
            eprintln!("the schema {schema} is left behind: {e:#}");
        }
    }
}
