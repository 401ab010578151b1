//! A place in memory where objects lie, and the words to fill it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use jiff::Timestamp;
use seal::{Change, Entry, Fault, Hash, Link, Manifest, Packer, Root};

/// Objects by hash, and how many were read and written since the last look.
#[derive(Default)]
pub(crate) struct Memory {
    pub objects: RefCell<BTreeMap<Hash, Vec<u8>>>,
    pub reads: Cell<u32>,
    pub writes: Cell<u32>,
}

impl Memory {
    pub(crate) fn get(&self, link: Link) -> anyhow::Result<Vec<u8>> {
        self.reads.set(self.reads.get() + 1);
        Ok(self.objects.borrow().get(&link.hash).cloned().ok_or(Fault::Missing)?)
    }

    fn put(&self, hash: Hash, stored: &[u8]) -> anyhow::Result<()> {
        self.writes.set(self.writes.get() + 1);
        self.objects.borrow_mut().insert(hash, stored.to_vec());
        Ok(())
    }

    pub(crate) fn apply(&self, manifest: &mut Manifest, changes: &[Change]) -> Root {
        let now = Timestamp::from_second(1_795_000_000).expect("a moment");
        manifest.apply(changes, now, |link| self.get(link), |hash, stored| self.put(hash, stored)).expect("memory does not fail")
    }

    /// Throws away what an edition has replaced.
    pub(crate) fn forget(&self, root: &Root) {
        for hash in &root.replaced {
            self.objects.borrow_mut().remove(hash).expect("it was there");
        }
    }

    /// Reads and writes since this was last asked.
    pub(crate) fn traffic(&self) -> (u32, u32) {
        (self.reads.take(), self.writes.take())
    }
}

/// A page with this text at this path.
pub(crate) fn page(path: &str, text: &str) -> Change {
    let entry = Entry::of(&Packer::new(1).pack("text/html", text.as_bytes()), "text/html");
    Change { path: path.parse().expect("a path"), entry: Some(entry) }
}

/// Nothing at this path.
pub(crate) fn gone(path: &str) -> Change {
    Change { path: path.parse().expect("a path"), entry: None }
}
