//! The courier's folder: `vault.key`, `courier.toml`, `courier.db`, and a capsule while letters go out.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use kernel::Clock;
use seal::{VaultKey, VaultPublic, Words};
use store::{Db, Place};

use super::keys;
use super::server::{self, Server};
use super::store::{self as book, Peer, Pinned, Titled};
use crate::post::courier::messages::{Paired, Rotation, Status};
use crate::post::courier::pairing::Code;

const DATABASE: &str = "courier.db";
const UNPAIRED: &str = "this courier is not paired with a server yet; “indelible courier pair URL CODE” does it, with a code from “indelible courier invite” there";

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
        let pinned = self.db.read_now(|tx| book::server(tx, Peer::Newspaper))?;
        pinned.context(UNPAIRED)
    }

    /// The till, where one of its own is paired.
    ///
    /// # Errors
    /// The database's.
    pub fn till(&self) -> Result<Option<Pinned>> {
        self.db.read_now(|tx| book::server(tx, Peer::Till))
    }

    /// Where contributions are: a till of its own, else the newspaper.
    ///
    /// # Errors
    /// When none is paired.
    pub fn pinned_fund(&self) -> Result<Pinned> {
        self.till()?.map_or_else(|| self.pinned(), Ok)
    }

    /// The server, to speak to.
    ///
    /// # Errors
    /// When none is paired.
    pub fn server(&self) -> Result<Server> {
        Server::of(&self.pinned()?, &self.clock)
    }

    /// The server that contributions are at, to speak to.
    ///
    /// # Errors
    /// When none is paired.
    pub fn fund(&self) -> Result<Server> {
        Server::of(&self.pinned_fund()?, &self.clock)
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

    /// Pairs with the server at `url`: a newspaper's, or a till of its own; one of each. Blocks.
    ///
    /// # Errors
    /// When such a one is paired already, there is no vault key, and [`server::Trouble`].
    pub fn pair(&self, url: &str, code: &Code, name: &str, replaces: bool) -> Result<Paired> {
        let (pinned, paired) = server::pair(url, code, name, &self.publics()?, replaces, &self.clock)?;
        let peer = if paired.is_till { Peer::Till } else { Peer::Newspaper };
        let there = self.db.write_now(move |tx| match book::server(tx, peer)? {
            Some(there) => Ok(Some(there)),
            None => book::put_server(tx, peer, &pinned).map(|()| None),
        })?;
        match there {
            Some(there) => bail!("this courier is paired with {} already; another server needs another folder: --courier DIR", there.url),
            None => Ok(paired),
        }
    }

    /// Has new rows sealed to the newest key of the ring, wherever this courier is paired. Says its fingerprint. Blocks.
    ///
    /// # Errors
    /// When no server is paired, and [`server::Trouble`].
    pub fn rotate(&self) -> Result<String> {
        let rotation = Rotation { vault: self.publics()?.iter().map(ToString::to_string).collect() };
        let paired = self.db.read_now(|tx| Ok([book::server(tx, Peer::Newspaper)?, book::server(tx, Peer::Till)?]))?;
        let mut fingerprint = None;
        for pinned in paired.iter().flatten() {
            fingerprint = Some(Server::of(pinned, &self.clock)?.post("rotation", &rotation)?);
        }
        fingerprint.context(UNPAIRED)
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
