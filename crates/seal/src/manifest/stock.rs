//! Objects of the tree, read and written through the caller's functions.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::shape::{Entry, Link, SHARD_TYPE, decode, to_json};
use crate::fault::Finding;
use crate::{Fault, Hash, Packer};

/// How objects come in. The bytes are checked against the link here, so that a getter need not.
pub(super) type Get<'a> = dyn FnMut(Link) -> anyhow::Result<Vec<u8>> + 'a;
/// How objects go out.
pub(super) type Put<'a> = dyn FnMut(Hash, &[u8]) -> anyhow::Result<()> + 'a;

pub(super) struct Reader<'a> {
    pub get: &'a mut Get<'a>,
    pub packer: &'a mut Packer,
}

impl Reader<'_> {
    /// One object, checked and parsed. Its name is for the finding.
    pub(super) fn read<T: DeserializeOwned>(&mut self, link: Link, name: impl Display) -> Result<T, Finding> {
        let stored = (self.get)(link).map_err(|e| fault_of(&e).of(name.to_string()))?;
        decode(self.packer, link, &stored).map_err(|fault| fault.of(name.to_string()))
    }
}

fn fault_of(error: &anyhow::Error) -> Fault {
    match error.downcast_ref::<io::Error>() {
        Some(e) if e.kind() == io::ErrorKind::NotFound => Fault::Missing,
        _ => error.downcast_ref::<Fault>().cloned().unwrap_or_else(|| Fault::Unreadable(format!("{error:#}"))),
    }
}

pub(super) struct Writer<'a> {
    pub reader: Reader<'a>,
    pub put: &'a mut Put<'a>,
    pub tally: Tally,
    /// Objects that stood in the tree and were taken out of their places.
    pub taken_out: BTreeSet<Hash>,
}

impl Writer<'_> {
    pub(super) fn write<T: Serialize>(&mut self, value: &T) -> anyhow::Result<Link> {
        let packed = self.reader.packer.pack(SHARD_TYPE, &to_json(value));
        (self.put)(packed.hash, &packed.stored)?;
        Ok(Link { hash: packed.hash, bytes: packed.stored.len() as u64 })
    }

    pub(super) fn take_out(&mut self, links: impl IntoIterator<Item = Link>) {
        self.taken_out.extend(links.into_iter().map(|link| link.hash));
    }
}

/// By how much an edition differs from the one before.
#[derive(Default)]
pub(super) struct Tally {
    pub changed: u64,
    pub paths: i64,
    pub bytes: i64,
}

impl Tally {
    /// Counts a path that held `old` and now holds `new`.
    pub(super) fn count(&mut self, old: Option<&Entry>, new: Option<&Entry>) {
        let bytes = |entry: Option<&Entry>| entry.map_or(0, |entry| entry.bytes as i64);
        self.changed += u64::from(old != new);
        self.paths += i64::from(new.is_some()) - i64::from(old.is_some());
        self.bytes = self.bytes.saturating_add(bytes(new)).saturating_sub(bytes(old));
    }
}
