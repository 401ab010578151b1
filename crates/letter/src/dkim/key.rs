//! The two kinds of key.
//!
//! `aws-lc-rs` makes and uses both: of what is sound it is the fastest, and signing by RSA is most of the work of a sending.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256};
use pem_rfc7468::LineEnding;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Refused;

/// The size of a new key: what RFC 8301 asks for, and what fits the DNS of every provider.
const SIZE: KeySize = KeySize::Rsa2048;
/// Bytes of the longest modulus.
const LONGEST: usize = 512;
/// What stands at the head of a key's file (RFC 7468, 10).
const LABEL: &str = "PRIVATE KEY";

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
            Self::Ed25519(key) => ("ed25519", key.pair.public_key().as_ref().to_vec()),
        }
    }

    /// The signature over `data`. RSA is PKCS #1 v1.5 with SHA-256; Ed25519 signs the SHA-256 of it (RFC 8463 section 3). Both give the same bytes each time.
    pub(crate) fn sign(&self, data: &[u8]) -> Result<Vec<u8>, Refused> {
        match self {
            Self::Rsa(key) => key.sign(data),
            Self::Ed25519(key) => Ok(key.pair.sign(&Sha256::digest(data)).as_ref().to_vec()),
        }
    }
}

/// An RSA key of 2048 to 4096 bits.
pub struct RsaKey {
    pair: RsaKeyPair,
    public: Vec<u8>,
}

impl RsaKey {
    /// A new key of 2048 bits; takes a tenth of a second to several.
    pub fn generate() -> Result<Self, Refused> {
        Self::new(RsaKeyPair::generate(SIZE).map_err(|_| Refused::Generation)?)
    }

    /// Reads PKCS#8 PEM (`BEGIN PRIVATE KEY`).
    pub fn from_pem(text: &str) -> Result<Self, Refused> {
        let (label, private) = pem_rfc7468::decode_vec(text.trim().as_bytes()).map_err(|_| Refused::RsaKey)?;
        let private = Zeroizing::new(private);
        if label != LABEL {
            return Err(Refused::RsaKey);
        }
        // Shorter ones than 2048 bits are refused there.
        Self::new(RsaKeyPair::from_pkcs8(&private).map_err(|_| Refused::RsaKey)?)
    }

    /// The key as PKCS#8 PEM.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, Refused> {
        let private: Pkcs8V1Der<'_> = self.pair.as_der().map_err(|_| Refused::RsaKey)?;
        pem_rfc7468::encode_string(LABEL, LineEnding::LF, private.as_ref()).map(Zeroizing::new).map_err(|_| Refused::RsaKey)
    }

    fn new(pair: RsaKeyPair) -> Result<Self, Refused> {
        if pair.public_modulus_len() > LONGEST {
            return Err(Refused::RsaKey);
        }
        let public: PublicKeyX509Der<'_> = pair.public_key().as_der().map_err(|_| Refused::RsaKey)?;
        let public = public.as_ref().to_vec();
        Ok(Self { pair, public })
    }

    fn sign(&self, data: &[u8]) -> Result<Vec<u8>, Refused> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), data, &mut signature);
        signed.map(|()| signature).map_err(|_| Refused::Signing)
    }
}

impl fmt::Debug for RsaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaKey(…)")
    }
}

/// An Ed25519 key.
pub struct Ed25519Key {
    pair: Ed25519KeyPair,
    seed: Zeroizing<[u8; 32]>,
}

impl Ed25519Key {
    pub fn generate() -> Result<Self, Refused> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut seed[..]).map_err(|_| Refused::Generation)?;
        Ok(Self::from_seed(&seed))
    }

    /// The key of 32 secret bytes (RFC 8032 section 5.1.5).
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("any 32 bytes are a seed");
        Self { pair, seed: Zeroizing::new(*seed) }
    }

    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        self.seed.clone()
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
        for bad in [include_str!("short.pem"), "", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            assert_eq!(RsaKey::from_pem(bad).err(), Some(Refused::RsaKey));
        }
    }

    #[test]
    fn a_key_prints_nothing_of_itself() {
        assert_eq!(format!("{:?}", SigningKey::from(Ed25519Key::from_seed(&[7; 32]))), "Ed25519(Ed25519Key(…))");
    }
}
