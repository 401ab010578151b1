//! The database of one room: opening, acting, closing.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use anyhow::{Result, anyhow, bail, ensure};
use flume::{Receiver, Sender};

use crate::session::Session;
use crate::worker::{self, Order};
use crate::{Schema, Tx, migration, sqlite};

/// How many threads read.
const READERS: usize = 2;

/// Where a room's database is.
#[derive(Clone)]
pub enum Place {
    /// A file; made when there is none. Its folder must exist.
    Sqlite(PathBuf),
    /// One schema, named for the room, in a PostgreSQL database.
    Postgres { url: String, schema: String },
}

/// The database of one room. Clones are the same database; it closes with the last of them.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    schema: &'static Schema,
    /// `None` when it was opened to read only.
    writer: Option<Sender<Order>>,
    readers: Sender<Order>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Db {
    /// Opens the database and brings its tables up to `schema`. Blocks while it does.
    ///
    /// # Errors
    /// When it is open to write elsewhere, cannot be reached, or a migration fails or is not the one that ran.
    pub fn open(place: Place, schema: &'static Schema) -> Result<Self> {
        Self::start(&place, schema, true)
    }

    /// Opens the database beside a process that may be writing to it. [`Db::write`] is an error then.
    ///
    /// # Errors
    /// When there is none, or its tables are not those of `schema`.
    pub fn open_read_only(place: Place, schema: &'static Schema) -> Result<Self> {
        Self::start(&place, schema, false)
    }

    fn start(place: &Place, schema: &'static Schema, to_write: bool) -> Result<Self> {
        let (mut writer, mut threads) = (None, Vec::new());
        if to_write {
            let mut session = session(place, schema, true)?;
            migration::bring_up(&mut session, schema)?;
            let (sender, orders) = flume::unbounded();
            threads.push(worker::writer(schema.name, session, orders)?);
            writer = Some(sender);
        }
        let (readers, orders) = flume::unbounded();
        for _ in 0..READERS {
            let mut session = session(place, schema, false)?;
            if !to_write {
                migration::is_up(&mut session, schema)?;
            }
            threads.push(worker::reader(schema.name, session, orders.clone())?);
        }
        Ok(Self(Arc::new(Inner { schema, writer, readers, threads: Mutex::new(threads) })))
    }

    /// The name of its schema.
    pub fn name(&self) -> &'static str {
        self.0.schema.name
    }

    /// Runs an act that reads, as of one moment.
    ///
    /// # Errors
    /// The error of `act`, or the database is closed or out of reach.
    pub async fn read<T: Send + 'static>(&self, act: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.answered(self.ask(&self.0.readers, act)?.recv_async().await)
    }

    /// Runs an act that may write. When this answers `Ok`, all of it is on the disk; when it answers with an error, nothing of it is.
    ///
    /// Once asked, the act runs even if the answer is no longer waited for. Acts of others are committed with it, and do not see it until then.
    ///
    /// # Errors
    /// The error of `act`, or it panicked, or the database is closed, was opened to read only, or could not commit.
    pub async fn write<T: Send + 'static>(&self, act: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.answered(self.ask(self.writer()?, act)?.recv_async().await)
    }

    /// [`Db::read`] for a thread that may wait.
    ///
    /// # Errors
    /// As [`Db::read`], and when called from within an act, where it might wait for itself.
    pub fn read_now<T: Send + 'static>(&self, act: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.answered(self.ask(&self.0.readers, act)?.recv())
    }

    /// [`Db::write`] for a thread that may wait.
    ///
    /// # Errors
    /// As [`Db::write`], and when called from within an act, where it might wait for itself.
    pub fn write_now<T: Send + 'static>(&self, act: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.answered(self.ask(self.writer()?, act)?.recv())
    }

    /// Ends the acts that wait, then closes. Afterwards every act is an error, for all clones.
    pub fn close(self) {
        self.0.stop();
    }

    fn writer(&self) -> Result<&Sender<Order>> {
        self.0.writer.as_ref().ok_or_else(|| anyhow!("the database of {} was opened to read only", self.name()))
    }

    fn ask<T: Send + 'static>(
        &self,
        to: &Sender<Order>,
        act: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<Receiver<Result<T>>> {
        ensure!(!worker::at_work(), "an act on the database of {} was asked for within another act: do one after the other", self.name());
        let (order, answer) = worker::order(act);
        to.send(order).or_else(|_| bail!("the database of {} is closed", self.name()))?;
        Ok(answer)
    }

    fn answered<T>(&self, answer: Result<Result<T>, flume::RecvError>) -> Result<T> {
        answer.map_err(|_| anyhow!("the database of {} is closed", self.name()))?
    }
}

fn session(place: &Place, schema: &Schema, to_write: bool) -> Result<Session> {
    match place {
        Place::Sqlite(path) => {
            let open = if to_write { sqlite::Link::to_write } else { sqlite::Link::to_read };
            Ok(Session::Sqlite(open(path, schema.statements.len())?))
        }
        Place::Postgres { .. } => bail!("PostgreSQL is not spoken yet"),
    }
}

impl Inner {
    fn stop(&self) {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in threads.iter() {
            let _ = self.readers.send(Order::Stop);
        }
        if let Some(writer) = &self.writer {
            let _ = writer.send(Order::Stop);
        }
        for thread in threads.drain(..) {
            // The last clone may be dropped by an act: a thread cannot wait for itself, and ends when the act has.
            if !worker::at_work() {
                let _ = thread.join();
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Db({})", self.name())
    }
}

impl fmt::Debug for Place {
    /// Without the URL, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "Sqlite({})", path.display()),
            Self::Postgres { schema, .. } => write!(f, "Postgres(schema {schema})"),
        }
    }
}
