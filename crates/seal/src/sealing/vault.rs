//! The vault key: 32 secret bytes, and the public half that is made from them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hpke::{Deserializable, Kem as _, Serializable};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Kem;
use crate::crockford;
use crate::random::random;

type Private = <Kem as hpke::Kem>::PrivateKey;
type Public = <Kem as hpke::Kem>::PublicKey;

/// Bytes of a public key: ML-KEM-768's 1,184 and X25519's 32.
const PUBLIC: usize = 1216;
const FORM: &str = "vault1:";
/// Bytes of SHA-256 behind the key in its text, by which a text that lost something on the way is told from a key.
const CHECK: usize = 4;

/// Why a text is no public vault key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoVaultKey {
    #[error("a public vault key is one line that begins with “{FORM}”")]
    Form,
    #[error("this public vault key was damaged on its way; copy the whole line again")]
    Damaged,
}

/// The private half. It is wiped from memory when dropped, and has no way of being printed.
///
/// The 32 bytes are X-Wing's own private key, from which everything else is made (draft-connolly-cfrg-xwing-kem, section 5.2).
pub struct VaultKey {
    seed: Zeroizing<[u8; 32]>,
    key: Private,
    public: VaultPublic,
}

impl VaultKey {
    /// A new key.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing safe can be done then.
    pub fn generate() -> Self {
        Self::from_seed(random())
    }

    /// The key that these 32 bytes are.
    pub fn from_seed(seed: Zeroizing<[u8; 32]>) -> Self {
        let key = Private::from_bytes(&seed[..]).unwrap_or_else(|e| panic!("32 bytes are always a private key of X-Wing: {e}"));
        let public = VaultPublic::of(Kem::sk_to_pk(&key));
        Self { seed, key, public }
    }

    /// The secret itself, for a file that is wrapped and for shares.
    pub fn seed(&self) -> &Zeroizing<[u8; 32]> {
        &self.seed
    }

    pub fn public(&self) -> &VaultPublic {
        &self.public
    }

    pub(super) fn key(&self) -> &Private {
        &self.key
    }
}

/// The public half. Its `Display` is one line of text, which [`FromStr`] reads back.
#[derive(Clone)]
pub struct VaultPublic(Arc<Halves>);

struct Halves {
    bytes: [u8; PUBLIC],
    key: Public,
}

impl VaultPublic {
    fn of(key: Public) -> Self {
        Self(Arc::new(Halves { bytes: key.to_bytes().into(), key }))
    }

    pub fn as_bytes(&self) -> &[u8; PUBLIC] {
        &self.0.bytes
    }

    /// 160 bits of the key's SHA-256 in eight groups of four, to be read over the telephone or printed on paper. Nobody can make a second key with the same.
    pub fn fingerprint(&self) -> String {
        let digest = self.digest();
        let symbols: Vec<_> = crockford::spread(&digest[..20]).map(crockford::symbol).collect();
        let groups: Vec<String> = symbols.chunks(4).map(|group| group.iter().collect()).collect();
        groups.join(" ")
    }

    /// The first bytes of what the fingerprint shows.
    pub(crate) fn prefix(&self) -> [u8; 4] {
        let digest = self.digest();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    pub(super) fn key(&self) -> &Public {
        &self.0.key
    }

    fn digest(&self) -> [u8; 32] {
        Sha256::new_with_prefix(FORM).chain_update(self.0.bytes).finalize().into()
    }
}

impl FromStr for VaultPublic {
    type Err = NoVaultKey;

    /// Space around the line does not matter.
    fn from_str(text: &str) -> Result<Self, NoVaultKey> {
        let coded = text.trim().strip_prefix(FORM).ok_or(NoVaultKey::Form)?;
        let raw = STANDARD_NO_PAD.decode(coded).map_err(|_| NoVaultKey::Damaged)?;
        let (bytes, check) = raw.split_at_checked(PUBLIC).ok_or(NoVaultKey::Damaged)?;
        // ML-KEM's own check that the key is well-formed (FIPS 203, section 7.2) is in here.
        let key = Self::of(Public::from_bytes(bytes).map_err(|_| NoVaultKey::Damaged)?);
        if key.digest()[..CHECK] == *check { Ok(key) } else { Err(NoVaultKey::Damaged) }
    }
}

impl fmt::Display for VaultPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let checked = [&self.0.bytes[..], &self.digest()[..CHECK]].concat();
        write!(f, "{FORM}{}", STANDARD_NO_PAD.encode(checked))
    }
}

impl fmt::Debug for VaultPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultPublic({})", self.fingerprint())
    }
}

impl PartialEq for VaultPublic {
    fn eq(&self, other: &Self) -> bool {
        self.0.bytes == other.0.bytes
    }
}

impl Eq for VaultPublic {}
