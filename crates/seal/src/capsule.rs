//! A capsule: records of one size under a key that is used once.
//!
//! The file of records lies with whoever carries it; the key travels another way and is destroyed after use. Each record is ChaCha20-Poly1305 (RFC 8439) with its
//! index as the nonce, and the capsule's id, the number of records and their size as associated data. So any record can be opened alone, none can be moved to
//! another place or another capsule, and a capsule with fewer records than it says does not pass for a whole one.

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Nonce, Tag};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::random::random;

const TAG: usize = 16;
/// The text's own length stands before it, big-endian; zeros follow it.
const LENGTH: usize = 4;
/// What a record takes beyond the text that fits into it.
pub const OVERHEAD: usize = LENGTH + TAG;
/// The most that one record may hold, in bytes.
const MOST: usize = 1 << 20;

/// 256 bits that open one capsule. Wiped from memory when dropped, with no way of being printed.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct CapsuleKey([u8; 32]);

impl CapsuleKey {
    /// A new key.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing safe can be done then.
    pub fn generate() -> Self {
        Self(*random())
    }

    /// The secret itself, to be carried to where the capsule is opened. Keep it in memory only.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for CapsuleKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// Why a record is not sealed or not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("{bytes} bytes are too many for a record of this capsule: {room} fit")]
    TooLong { bytes: usize, room: usize },
    #[error("there is no record {index} in a capsule of {count}")]
    Outside { index: u64, count: u64 },
    #[error("record {index} comes after a later one: each is sealed once, in order, or the key gives itself away")]
    Again { index: u64 },
    #[error("a record of this capsule has {expected} bytes, this has {bytes}")]
    Size { bytes: usize, expected: usize },
    #[error("record {index} does not open: it is of another place or another capsule, or it was altered")]
    Shut { index: u64 },
}

/// One capsule: seals its records, or opens them.
pub struct Capsule {
    cipher: ChaCha20Poly1305,
    head: Vec<u8>,
    count: u64,
    room: usize,
    /// The lowest index that may still be sealed.
    next: u64,
}

impl Capsule {
    /// The capsule named `id`, with `count` records of at most `room` bytes each (a mebibyte is the most). Every value must be the same for opening.
    ///
    /// Seal under a key from [`CapsuleKey::generate`] and for one capsule only: two texts under one key and index give both away.
    pub fn new(key: &CapsuleKey, id: &[u8], count: u64, room: usize) -> Self {
        let room = room.min(MOST);
        let mut head = b"capsule 1\0".to_vec();
        head.extend_from_slice(&count.to_be_bytes());
        head.extend_from_slice(&(room as u64).to_be_bytes());
        head.extend_from_slice(id);
        Self { cipher: ChaCha20Poly1305::new((&key.0).into()), head, count, room, next: 0 }
    }

    /// Bytes of every sealed record.
    pub fn record(&self) -> usize {
        self.room + OVERHEAD
    }

    /// How many records there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Where a record begins in a file of them all; of `count`, how long the file is.
    pub fn offset(&self, index: u64) -> u64 {
        index.saturating_mul(self.record() as u64)
    }

    /// The record `index`, counted from 0. An index may be left out, but none may come twice or after a later one.
    pub fn seal(&mut self, index: u64, plain: &[u8]) -> Result<Vec<u8>, Refused> {
        self.holds(index)?;
        if index < self.next {
            return Err(Refused::Again { index });
        }
        let room = self.room;
        let length = u32::try_from(plain.len()).ok().filter(|_| plain.len() <= room);
        let length = length.ok_or(Refused::TooLong { bytes: plain.len(), room })?;
        let mut record = Vec::with_capacity(self.record());
        record.extend_from_slice(&length.to_be_bytes());
        record.extend_from_slice(plain);
        record.resize(LENGTH + room, 0);
        let sealed = self.cipher.encrypt_inout_detached(&nonce(index), &self.head, record.as_mut_slice().into());
        let Ok(tag) = sealed else {
            record.zeroize();
            return Err(Refused::Shut { index });
        };
        record.extend_from_slice(&tag);
        self.next = index + 1;
        Ok(record)
    }

    /// What record `index` holds.
    pub fn open(&self, index: u64, record: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
        self.holds(index)?;
        if record.len() != self.record() {
            return Err(Refused::Size { bytes: record.len(), expected: self.record() });
        }
        let (text, tag) = record.split_at(LENGTH + self.room);
        let tag = Tag::try_from(tag).map_err(|_| Refused::Shut { index })?;
        let mut plain = Zeroizing::new(text.to_vec());
        self.cipher
            .decrypt_inout_detached(&nonce(index), &self.head, plain.as_mut_slice().into(), &tag)
            .map_err(|_| Refused::Shut { index })?;
        let length = u32::from_be_bytes([plain[0], plain[1], plain[2], plain[3]]) as usize;
        let text = plain[LENGTH..].get(..length).ok_or(Refused::Shut { index })?;
        Ok(Zeroizing::new(text.to_vec()))
    }

    fn holds(&self, index: u64) -> Result<(), Refused> {
        if index < self.count { Ok(()) } else { Err(Refused::Outside { index, count: self.count }) }
    }
}

fn nonce(index: u64) -> Nonce {
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&index.to_be_bytes());
    nonce.into()
}
