//! The key file: a vault key wrapped by seven words, as a few lines of text.
//!
//! The words go through Argon2id (RFC 9106), whose cost stands in the file; the seed is sealed with XChaCha20-Poly1305, and every line above it is associated
//! data. Whoever has the file without the words has nothing but guesses, each of which costs what [`Cost`] says. A file from a stranger cannot make this program
//! take more than [`MEMORY_MOST`].
//!
//! ```text
//! vault-key-file 1
//! fingerprint K7QF 2M4X …
//! made 2026-11-22
//! public vault1:…
//! argon2id m=262144 t=3 p=1 salt=…
//! xchacha20poly1305 nonce=… sealed=…
//! ```
//!
//! - `words`: the seven words.
//! - `text`: the lines.

mod text;
mod words;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{Key, KeyInit, Tag, XChaCha20Poly1305};
use jiff::civil::Date;
use zeroize::{Zeroize, Zeroizing};

use crate::random::random;
use crate::sealing::{VaultKey, VaultPublic};

pub use words::{NotWords, WORDS, Words};

/// KiB that a key file may ask for.
pub const MEMORY_MOST: u32 = 1 << 20;
/// Passes that a key file may ask for.
pub const PASSES_MOST: u32 = 16;
/// Lanes that a key file may ask for.
const LANES_MOST: u32 = 16;

/// Why a key file is not made, read or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("these are not the words of this key")]
    OtherWords,
    #[error("this is no vault key file, or it was altered: look at the line “{0}”")]
    Form(&'static str),
    #[error("this key file is of a later form; it takes a newer program")]
    Newer,
    #[error(
        "a key file may ask for {MEMORY_MOST} KiB of memory, {PASSES_MOST} passes and {LANES_MOST} lanes at most, and 8 KiB for each lane at least"
    )]
    Cost,
    #[error("the {0} KiB of memory that opening the key takes are not to be had now; close other programs")]
    Memory(u32),
}

/// What one try at the words costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost(Params);

impl Cost {
    /// Memory in KiB, passes over it, and lanes. Anything but the default is for tests.
    pub fn new(memory: u32, passes: u32, lanes: u32) -> Result<Self, Refused> {
        if memory > MEMORY_MOST || passes > PASSES_MOST || lanes > LANES_MOST {
            return Err(Refused::Cost);
        }
        Params::new(memory, passes, lanes, Some(32)).map(Self).map_err(|_| Refused::Cost)
    }
}

impl Default for Cost {
    /// 256 MiB, 3 passes, 1 lane: about a second of one core.
    fn default() -> Self {
        Self::new(256 << 10, 3, 1).unwrap_or_else(|e| panic!("the default is within the bounds: {e}"))
    }
}

/// A wrapped key. It tells nothing secret; the caller still writes it with mode 0600.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    public: VaultPublic,
    made: Date,
    cost: Cost,
    salt: [u8; 16],
    nonce: [u8; 24],
    sealed: [u8; SEALED],
}

/// The seed and its tag.
const SEALED: usize = 32 + 16;

impl KeyFile {
    /// Wraps `key` in `words`. `made` is the day that the *key* was made on, which new words do not change.
    pub fn wrap(key: &VaultKey, words: &Words, cost: Cost, made: Date) -> Result<Self, Refused> {
        let mut file = Self { public: key.public().clone(), made, cost, salt: *random(), nonce: *random(), sealed: [0; SEALED] };
        let cipher = file.cipher(words)?;
        let (seed, tag) = file.sealed.split_at_mut(32);
        seed.copy_from_slice(&key.seed()[..]);
        match cipher.encrypt_inout_detached(
            &file.nonce.into(),
            text::head(&file.public, made, &file.cost, &file.salt).as_bytes(),
            seed.into(),
        ) {
            Ok(made) => tag.copy_from_slice(&made),
            Err(_) => {
                seed.zeroize();
                return Err(Refused::OtherWords);
            }
        }
        Ok(file)
    }

    /// The key, if these are its words. Takes what [`Cost`] says in time and memory.
    pub fn open(&self, words: &Words) -> Result<VaultKey, Refused> {
        let cipher = self.cipher(words)?;
        let (sealed, tag) = self.sealed.split_at(32);
        let mut seed = Zeroizing::new([0; 32]);
        seed.copy_from_slice(sealed);
        let tag = Tag::try_from(tag).map_err(|_| Refused::OtherWords)?;
        cipher
            .decrypt_inout_detached(&self.nonce.into(), self.head().as_bytes(), seed.as_mut_slice().into(), &tag)
            .map_err(|_| Refused::OtherWords)?;
        let key = VaultKey::from_seed(seed);
        if key.public() == &self.public { Ok(key) } else { Err(Refused::Form("public")) }
    }

    /// The public half. Nobody has vouched for it until the file was opened.
    pub fn public(&self) -> &VaultPublic {
        &self.public
    }

    /// The day that the key was made on.
    pub fn made(&self) -> Date {
        self.made
    }

    fn head(&self) -> String {
        text::head(&self.public, self.made, &self.cost, &self.salt)
    }

    fn cipher(&self, words: &Words) -> Result<XChaCha20Poly1305, Refused> {
        let count = self.cost.0.block_count();
        let mut blocks: Vec<Block> = Vec::new();
        blocks.try_reserve_exact(count).map_err(|_| Refused::Memory(self.cost.0.m_cost()))?;
        blocks.resize(count, Block::new());
        let mut key = Zeroizing::new([0; 32]);
        let hashed = Argon2::new(Algorithm::Argon2id, Version::V0x13, self.cost.0.clone()).hash_password_into_with_memory(
            words.as_str().as_bytes(),
            &self.salt,
            &mut key[..],
            &mut blocks,
        );
        blocks.zeroize();
        hashed.map_err(|_| Refused::Cost)?;
        let mut key = Key::from(*key);
        let cipher = XChaCha20Poly1305::new(&key);
        key.zeroize();
        Ok(cipher)
    }
}
