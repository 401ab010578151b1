//! Backup, integrity, and sweeping away what was deleted.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::worker::Order;
use crate::{Db, Place, migration, sqlite};

impl Db {
    /// Copies the database, as of one moment, into the new file `to`, while others go on reading and writing. Blocks; `progress` is told how many pages of how
    /// many are done, every 4 MiB. The file is whole or not there: it bears the name `….part` until then.
    ///
    /// # Errors
    /// When `to` exists or cannot be written. On PostgreSQL always: that is what `pg_dump` is for.
    pub fn backup_to(&self, to: &Path, mut progress: impl FnMut(u64, u64)) -> Result<()> {
        let from = match self.place() {
            Place::Sqlite(path) => path,
            Place::Postgres { schema, .. } => {
                bail!("the database of {} is in PostgreSQL: back it up with pg_dump --schema={schema}", self.name())
            }
        };
        ensure!(!to.exists(), "{} exists already: a backup never overwrites", to.display());
        let part = PathBuf::from(format!("{}.part", to.display()));
        if part.exists() {
            fs::remove_file(&part)
                .with_context(|| format!("{} is left from a backup that failed, and cannot be removed", part.display()))?;
        }
        sqlite::Link::to_read(from, 0)?.copy_to(&part, &mut progress).with_context(|| format!("{} cannot be backed up", self.name()))?;
        File::open(&part)?.sync_all()?;
        fs::rename(&part, to).with_context(|| format!("{} cannot be written", to.display()))?;
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(File::open(folder)?.sync_all()?)
    }

    /// What is wrong with the database, a line each; nothing when it is whole. Blocks, and reads all of it: about a second for every few hundred MiB.
    ///
    /// PostgreSQL looks after its own pages; there it is only the migrations that are compared.
    ///
    /// # Errors
    /// When it cannot be opened or read at all.
    pub fn check(&self) -> Result<Vec<String>> {
        let mut complaints = Vec::new();
        if let Place::Sqlite(path) = self.place() {
            let link = sqlite::Link::to_read(path, 0)?;
            complaints.extend(link.complaints("PRAGMA integrity_check")?.into_iter().filter(|line| line != "ok"));
            let strays = link.complaints("PRAGMA foreign_key_check")?;
            complaints.extend(strays.into_iter().map(|line| format!("refers to nothing: {line} (table, row, table referred to, key)")));
        }
        let schema = self.schema();
        let up = self.read_now(move |tx| migration::missing_from(tx, schema))?;
        complaints.extend(up.map(|name| format!("waits for migration {name}")));
        Ok(complaints)
    }

    /// Sees to it that nothing of what was deleted is left in the files of SQLite. It is overwritten in the database at once, but stands in the write-ahead log
    /// until this, or for an indefinite time. A deletion that was promised to somebody ends with this. On PostgreSQL it does nothing: there deleted rows stay
    /// until `VACUUM`, and in its own log for longer.
    ///
    /// # Errors
    /// When a read act that began before goes on for longer than 5 seconds: then call it again later.
    pub async fn sweep(&self) -> Result<()> {
        let answer = self.ask_to_sweep()?;
        self.answered(answer.recv_async().await)
    }

    /// The same where blocking is allowed.
    ///
    /// # Errors
    /// As [`Self::sweep`].
    pub fn sweep_now(&self) -> Result<()> {
        let answer = self.ask_to_sweep()?;
        self.answered(answer.recv())
    }

    fn ask_to_sweep(&self) -> Result<flume::Receiver<Result<()>>> {
        let (reply, answer) = flume::bounded(1);
        self.writer()?.send(Order::Sweep(reply)).map_err(|_| anyhow!("the database of {} is closed", self.name()))?;
        Ok(answer)
    }
}
