//! The database of one room: opening, acting, closing.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use anyhow::{Result, anyhow, bail, ensure};
use flume::{Receiver, Sender};
use tokio::sync::Notify;

use crate::session::Session;
use crate::worker::{self, Order};
use crate::{Schema, Tx, migration, postgres, sqlite};

/// How many threads read.
const READERS: usize = 2;

/// Where a room's database is.
#[derive(Clone)]
pub enum Place {
    /// A file; made when there is none. Its folder must exist.
    Sqlite(PathBuf),
    /// One schema, named for the room, in a PostgreSQL database. Spoken to without TLS, so another host is refused unless the URL says `sslmode=disable`.
    Postgres { url: String, schema: String },
}

/// The database of one room. Clones are the same database; it closes with the last of them.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    place: Place,
    schema: &'static Schema,
    /// `None` when it was opened to read only.
    writer: Option<Sender<Order>>,
    readers: Sender<Order>,
    threads: Mutex<Threads>,
    /// Rung when a job was committed.
    bell: Arc<Notify>,
}

#[derive(Default)]
struct Threads {
    readers: Vec<JoinHandle<()>>,
    writer: Option<JoinHandle<()>>,
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
        worker::aside(|| Self::start_here(place, schema, to_write))
    }

    fn start_here(place: &Place, schema: &'static Schema, to_write: bool) -> Result<Self> {
        let (mut writer, mut threads, bell) = (None, Threads::default(), Arc::new(Notify::new()));
        if to_write {
            let mut session = place.connect(schema, true)?;
            migration::bring_up(&mut session, schema)?;
            let (sender, orders) = flume::unbounded();
            threads.writer = Some(worker::writer(schema.name, session, orders, Arc::clone(&bell))?);
            writer = Some(sender);
        }
        let (readers, orders) = flume::unbounded();
        for _ in 0..READERS {
            let mut session = place.connect(schema, false)?;
            if !to_write {
                migration::is_up(&mut session, schema)?;
            }
            threads.readers.push(worker::reader(schema.name, session, orders.clone())?);
        }
        Ok(Self(Arc::new(Inner { place: place.clone(), schema, writer, readers, threads: Mutex::new(threads), bell })))
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

    /// Lets the acts that wait be done, then closes. Afterwards every act is an error, for all clones.
    pub fn close(self) {
        self.0.stop();
    }

    /// Where it is.
    pub(crate) fn place(&self) -> &Place {
        &self.0.place
    }

    pub(crate) fn schema(&self) -> &'static Schema {
        self.0.schema
    }

    pub(crate) fn bell(&self) -> &Notify {
        &self.0.bell
    }

    pub(crate) fn writer(&self) -> Result<&Sender<Order>> {
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

    pub(crate) fn answered<T>(&self, answer: Result<Result<T>, flume::RecvError>) -> Result<T> {
        answer.map_err(|_| anyhow!("the database of {} is closed", self.name()))?
    }
}

impl Place {
    /// A new connection.
    fn connect(&self, schema: &Schema, to_write: bool) -> Result<Session> {
        match self {
            Self::Sqlite(path) => {
                let open = if to_write { sqlite::Link::to_write } else { sqlite::Link::to_read };
                Ok(Session::Sqlite(open(path, schema.statements.len())?))
            }
            Self::Postgres { url, schema } => Ok(Session::Postgres(Box::new(postgres::Link::open(url, schema, to_write)?))),
        }
    }
}

impl Inner {
    /// Lets the acts that wait be done, then ends the threads; the one that writes last, so that SQLite can put its log away.
    fn stop(&self) {
        let Threads { readers, writer } = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for _ in &readers {
            let _ = self.readers.send(Order::Stop);
        }
        readers.into_iter().for_each(end);
        if let (Some(sender), Some(thread)) = (&self.writer, writer) {
            let _ = sender.send(Order::Stop);
            end(thread);
        }
    }
}

/// Waits for a thread to end; not from within an act, since it would be waiting for itself.
fn end(thread: JoinHandle<()>) {
    if !worker::at_work() {
        let _ = thread.join();
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
