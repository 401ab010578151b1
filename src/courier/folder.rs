//! The courier's folder: `vault.key`, `courier.toml`, `courier.db`, and a capsule while letters go out.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use kernel::Clock;
use seal::{VaultKey, VaultPublic, Words};
use store::{Db, Place};

use super::keys;
use super::server::{self, Server};
use super::store::{self as book, Pinned, Titled};
use crate::post::courier::messages::{Paired, Rotation, Status};
use crate::post::courier::pairing::Code;

const DATABASE: &str = "courier.db";

/// A keyholder's folder, open. Clones share one.
#[derive(Clone)]
pub struct Courier {
    dir: PathBuf,
    db: Db,
    clock: Clock,
}

impl Courier {
    /// Opens the folder; makes it where there is none.
    ///
    /// # Errors
    /// When others can look into it, or another program has it open.
    pub fn open(dir: &Path, clock: Clock) -> Result<Self> {
        super::own_folder(dir)?;
        let db = Db::open(Place::Sqlite(dir.join(DATABASE)), &book::SCHEMA)
            .with_context(|| format!("cannot open {}; is another “indelible courier” running?", dir.join(DATABASE).display()))?;
        Ok(Self { dir: dir.to_owned(), db, clock })
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The server, and where its chain stood when it was last seen.
    ///
    /// # Errors
    /// When none is paired.
    pub fn pinned(&self) -> Result<Pinned> {
        let pinned = self.db.read_now(book::server)?;
        pinned.context("this courier is not paired with a server yet; “indelible courier pair URL CODE” does it, with a code from “indelible courier invite” there")
    }

    /// The server, to speak to.
    ///
    /// # Errors
    /// When none is paired.
    pub fn server(&self) -> Result<Server> {
        Server::of(&self.pinned()?, &self.clock)
    }

    /// Public vault keys of the ring, the newest first. Takes no words.
    ///
    /// # Errors
    /// When there is no key.
    pub fn publics(&self) -> Result<Vec<VaultPublic>> {
        Ok(keys::must_have(&self.dir)?.iter().map(|file| file.public().clone()).collect())
    }

    /// Opens the ring. Takes a second and 256 MiB for each key.
    ///
    /// # Errors
    /// When there is no key, or these are not its words.
    pub fn unlock(&self, words: &Words) -> Result<Vec<VaultKey>> {
        keys::ring(&self.dir, words)
    }

    /// Pairs with the server at `url`. Blocks.
    ///
    /// # Errors
    /// When one is paired already, there is no vault key, and [`server::Trouble`].
    pub fn pair(&self, url: &str, code: &Code, name: &str, replaces: bool) -> Result<Paired> {
        if let Some(pinned) = self.db.read_now(book::server)? {
            bail!("this courier is paired with {} already; another server needs another folder: --courier DIR", pinned.url);
        }
        let (pinned, paired) = server::pair(url, code, name, &self.publics()?, replaces, &self.clock)?;
        self.db.write_now(move |tx| book::put_server(tx, &pinned))?;
        Ok(paired)
    }

    /// Has new rows sealed to the newest key of the ring. Says its fingerprint. Blocks.
    ///
    /// # Errors
    /// [`server::Trouble`].
    pub fn rotate(&self) -> Result<String> {
        let vault = self.publics()?.iter().map(ToString::to_string).collect();
        self.server()?.post("rotation", &Rotation { vault })
    }

    /// How the server says that it stands. Blocks.
    ///
    /// # Errors
    /// [`server::Trouble`].
    pub fn status(&self) -> Result<Status> {
        self.server()?.get("status")
    }

    /// Newsletters that are known from the last synchronisation.
    ///
    /// # Errors
    /// The database's.
    pub fn newsletters(&self) -> Result<Vec<Titled>> {
        self.db.read_now(book::titles)
    }
}
