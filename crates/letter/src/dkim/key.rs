//! The two kinds of key.
//!
//! `ring` signs by RSA, because nothing sound is faster here; it cannot make keys, so `rsa` does that once and reads and writes their files.

use std::fmt;

use getrandom::SysRng;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::rand_core::UnwrapErr;
use rsa::traits::PublicKeyParts;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Refused;

/// Bits of a new key: what RFC 8301 asks for, and what fits the DNS of every provider.
const BITS: usize = 2048;

/// A key of either kind.
#[derive(Debug)]
pub enum SigningKey {
    Rsa(Box<RsaKey>),
    Ed25519(Box<Ed25519Key>),
}

impl From<RsaKey> for SigningKey {
    fn from(key: RsaKey) -> Self {
        Self::Rsa(Box::new(key))
    }
}

impl From<Ed25519Key> for SigningKey {
    fn from(key: Ed25519Key) -> Self {
        Self::Ed25519(Box::new(key))
    }
}

impl SigningKey {
    /// The value of `a=`.
    pub(crate) fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa-sha256",
            Self::Ed25519(_) => "ed25519-sha256",
        }
    }

    /// The values of `k=` and, before base64, `p=` in DNS.
    pub(crate) fn public(&self) -> (&'static str, Vec<u8>) {
        match self {
            Self::Rsa(key) => ("rsa", key.public.clone()),
            Self::Ed25519(key) => ("ed25519", key.0.verifying_key().as_bytes().to_vec()),
        }
    }

    /// The signature over `data`. RSA is PKCS #1 v1.5 with SHA-256; Ed25519 signs the SHA-256 of it (RFC 8463 section 3). Both give the same bytes each time.
    pub(crate) fn sign(&self, data: &[u8]) -> Result<Vec<u8>, Refused> {
        match self {
            Self::Rsa(key) => key.sign(data),
            Self::Ed25519(key) => Ok(ed25519_dalek::Signer::sign(&key.0, &Sha256::digest(data)).to_bytes().to_vec()),
        }
    }
}

/// An RSA key of 2048 to 4096 bits.
pub struct RsaKey {
    pair: ring::signature::RsaKeyPair,
    private: Zeroizing<Vec<u8>>,
    public: Vec<u8>,
    randomness: ring::rand::SystemRandom,
}

impl RsaKey {
    /// A new key of 2048 bits; takes a tenth of a second to several.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing safe can be done then.
    pub fn generate() -> Result<Self, Refused> {
        let key = rsa::RsaPrivateKey::new(&mut UnwrapErr(SysRng), BITS).map_err(|_| Refused::Generation)?;
        Self::new(&key)
    }

    /// Reads PKCS#8 PEM (`BEGIN PRIVATE KEY`).
    pub fn from_pem(text: &str) -> Result<Self, Refused> {
        let key = rsa::RsaPrivateKey::from_pkcs8_pem(text.trim()).map_err(|_| Refused::RsaKey)?;
        Self::new(&key)
    }

    /// The key as PKCS#8 PEM.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, Refused> {
        let key = rsa::RsaPrivateKey::from_pkcs8_der(&self.private).map_err(|_| Refused::RsaKey)?;
        key.to_pkcs8_pem(LineEnding::LF).map_err(|_| Refused::RsaKey)
    }

    fn new(key: &rsa::RsaPrivateKey) -> Result<Self, Refused> {
        if !(BITS..=2 * BITS).contains(&(key.n().bits() as usize)) {
            return Err(Refused::RsaKey);
        }
        let private = key.to_pkcs8_der().map_err(|_| Refused::RsaKey)?.to_bytes();
        let public = key.to_public_key().to_public_key_der().map_err(|_| Refused::RsaKey)?.into_vec();
        let pair = ring::signature::RsaKeyPair::from_pkcs8(&private).map_err(|_| Refused::RsaKey)?;
        Ok(Self { pair, private, public, randomness: ring::rand::SystemRandom::new() })
    }

    fn sign(&self, data: &[u8]) -> Result<Vec<u8>, Refused> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        let signed = self.pair.sign(&ring::signature::RSA_PKCS1_SHA256, &self.randomness, data, &mut signature);
        signed.map(|()| signature).map_err(|_| Refused::Signing)
    }
}

impl fmt::Debug for RsaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaKey(…)")
    }
}

/// An Ed25519 key.
pub struct Ed25519Key(ed25519_dalek::SigningKey);

impl Ed25519Key {
    pub fn generate() -> Result<Self, Refused> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut seed[..]).map_err(|_| Refused::Generation)?;
        Ok(Self::from_seed(&seed))
    }

    /// The key of 32 secret bytes (RFC 8032 section 5.1.5).
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }
}

impl fmt::Debug for Ed25519Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ed25519Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_again_from_what_was_kept_and_signs_alike() {
        let rsa = RsaKey::generate().expect("a key");
        let again = RsaKey::from_pem(&rsa.to_pem().expect("a file")).expect("the same key");
        assert_eq!(rsa.sign(b"lamp"), again.sign(b"lamp"));
        assert_eq!(rsa.public, again.public);
        let ed = Ed25519Key::generate().expect("a key");
        let again = SigningKey::from(Ed25519Key::from_seed(&ed.seed()));
        assert_eq!(SigningKey::from(ed).sign(b"lamp"), again.sign(b"lamp"));
    }

    #[test]
    fn a_key_that_is_short_or_no_key_is_refused() {
        let short = rsa::RsaPrivateKey::new(&mut UnwrapErr(SysRng), 1024).expect("a key");
        let pem = short.to_pkcs8_pem(LineEnding::LF).expect("a file");
        for bad in [pem.as_str(), "", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            assert_eq!(RsaKey::from_pem(bad).err(), Some(Refused::RsaKey));
        }
    }

    #[test]
    fn a_key_prints_nothing_of_itself() {
        assert_eq!(format!("{:?}", SigningKey::from(Ed25519Key::from_seed(&[7; 32]))), "Ed25519(Ed25519Key(…))");
    }
}
