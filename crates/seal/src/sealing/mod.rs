//! Sealed rows: what anybody can write and only the holder of the vault key can read.
//!
//! A row is HPKE (RFC 9180) in base mode, one shot: KEM X-Wing (ML-KEM-768 and X25519 together, KEM id 0x647A of draft-ietf-hpke-pq), KDF HKDF-SHA256, AEAD
//! ChaCha20-Poly1305. It promises three things: every row is [`ROW`] bytes long, however much is in it; a row opens only for the purpose and about the thing that
//! it was sealed for; and whoever copies the machine that seals can open none of them, with a quantum computer or without.
//!
//! It does not say *who* sealed a row: the public key is public.
//!
//! - `vault`: the key pair, the text of its public half, the fingerprint.

mod vault;

use hpke::aead::AeadTag;
use hpke::inout::InOutBuf;
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use zeroize::Zeroizing;

pub use vault::{NoVaultKey, VaultKey, VaultPublic};

pub(crate) type Kem = hpke::kem::XWing;
type Kdf = hpke::kdf::HkdfSha256;
type Aead = hpke::aead::ChaCha20Poly1305;

/// Bytes of every sealed row: the encapsulated key, the padded text, the tag.
pub const ROW: usize = KEY + PADDED + TAG;
/// Bytes that fit into a row.
pub const ROOM: usize = PADDED - LENGTH;

const KEY: usize = 1120;
const PADDED: usize = 320;
const TAG: usize = 16;
/// The text's own length stands before it, big-endian; zeros follow it.
const LENGTH: usize = 2;
/// Stands before the purpose in HPKE's `info`, so that no other use of the same key can be taken for a row.
const INFO: &str = "sealed row 1: ";

/// Why a row is not sealed or not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("{bytes} bytes are too many for a sealed row: {ROOM} fit")]
    TooLong { bytes: usize },
    #[error("a sealed row has {ROW} bytes, this has {bytes}")]
    Size { bytes: usize },
    #[error("it does not open: it was sealed to another key, for another purpose or about something else, or it was altered")]
    Shut,
    #[error("it was sealed by a program that fills rows in another way")]
    Padding,
}

/// A sealed row. It tells nothing, so it can be printed and stored as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Box<[u8; ROW]>);

impl Sealed {
    pub fn as_bytes(&self) -> &[u8; ROW] {
        &self.0
    }

    pub fn into_vec(self) -> Vec<u8> {
        (self.0 as Box<[u8]>).into_vec()
    }
}

impl AsRef<[u8]> for Sealed {
    fn as_ref(&self) -> &[u8] {
        &self.0[..]
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({ROW} bytes)")
    }
}

/// Seals rows to one vault key. Cheap to clone and to share among threads.
#[derive(Clone, Debug)]
pub struct Sealer(VaultPublic);

impl Sealer {
    pub fn new(to: VaultPublic) -> Self {
        Self(to)
    }

    /// Whom it seals to.
    pub fn public(&self) -> &VaultPublic {
        &self.0
    }

    /// Seals `plain`, at most [`ROOM`] bytes. `purpose` keeps kinds of rows apart; `about` ties the row to its place (its id, say). Both are needed to open it
    /// and neither is written into it.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing safe can be done then.
    pub fn seal(&self, purpose: &str, about: &[u8], plain: &[u8]) -> Result<Sealed, Refused> {
        let length = u16::try_from(plain.len()).ok().filter(|_| plain.len() <= ROOM);
        let length = length.ok_or(Refused::TooLong { bytes: plain.len() })?;
        let mut padded = Zeroizing::new([0; PADDED]);
        padded[..LENGTH].copy_from_slice(&length.to_be_bytes());
        padded[LENGTH..][..plain.len()].copy_from_slice(plain);
        let (key, tag) = hpke::single_shot_seal_inout_detached::<Aead, Kdf, Kem>(
            &OpModeS::Base,
            self.0.key(),
            &info(purpose),
            InOutBuf::from(&mut padded[..]),
            about,
        )
        .map_err(|_| Refused::Shut)?;
        let mut row = Box::new([0; ROW]);
        row[..KEY].copy_from_slice(&key.to_bytes());
        row[KEY..][..PADDED].copy_from_slice(&padded[..]);
        row[KEY + PADDED..].copy_from_slice(&tag.to_bytes());
        Ok(Sealed(row))
    }
}

impl VaultKey {
    /// What was sealed for this `purpose` and `about` this. It trusts nothing about `row`: whatever it holds, the answer is the text or a refusal.
    pub fn open(&self, purpose: &str, about: &[u8], row: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
        let row: &[u8; ROW] = row.try_into().map_err(|_| Refused::Size { bytes: row.len() })?;
        let (key, rest) = row.split_at(KEY);
        let (text, tag) = rest.split_at(PADDED);
        let key = Deserializable::from_bytes(key).map_err(|_| Refused::Shut)?;
        let tag = AeadTag::from_bytes(tag).map_err(|_| Refused::Shut)?;
        let mut padded = Zeroizing::new([0; PADDED]);
        padded.copy_from_slice(text);
        let buffer = InOutBuf::from(&mut padded[..]);
        hpke::single_shot_open_inout_detached::<Aead, Kdf, Kem>(&OpModeR::Base, self.key(), &key, &info(purpose), buffer, about, &tag)
            .map_err(|_| Refused::Shut)?;
        let length = usize::from(u16::from_be_bytes([padded[0], padded[1]]));
        let (plain, zeros) = padded[LENGTH..].split_at_checked(length).ok_or(Refused::Padding)?;
        if zeros.iter().any(|&byte| byte != 0) {
            return Err(Refused::Padding);
        }
        Ok(Zeroizing::new(plain.to_vec()))
    }
}

fn info(purpose: &str) -> Vec<u8> {
    [INFO.as_bytes(), purpose.as_bytes()].concat()
}
