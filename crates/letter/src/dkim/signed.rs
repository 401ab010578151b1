//! A stencil with its signatures.
//!
//! What all letters have in common is worked out once: the relaxed form of the headers, the signature headers up to `bh=`, and the SHA-256 of the body up to its
//! first hole, from whose state every letter goes on. The stencil's body is its own relaxed form (see [`crate::mime::quoted_printable`]).

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::dkim::Signer;
use crate::dkim::signer::{relaxed, signing_order};
use crate::pieces::Pieces;
use crate::{Filling, Refused, Stencil};

const NAME: &str = "DKIM-Signature: ";
/// Letters of base64 on a line of `b=`.
const CHUNK: usize = 72;

/// A compiled letter that is signed as it is filled.
#[derive(Clone, Debug)]
pub struct Signed {
    stencil: Stencil,
    signer: Arc<Signer>,
    covered: Pieces,
    body_begun: Sha256,
    body_rest: Pieces,
    openings: Vec<Opening>,
}

/// A signature header up to `bh=`, as it is written and as it is signed.
#[derive(Clone, Debug)]
struct Opening {
    written: String,
    relaxed: String,
}

impl Signed {
    pub fn new(stencil: Stencil, signer: Arc<Signer>) -> Self {
        let headers = signing_order(&stencil.headers);
        let opening =
            |value: String| Opening { relaxed: format!("dkim-signature:{}", value.replace("\r\n", "")), written: format!("{NAME}{value}") };
        let openings = signer.openings(&headers, stencil.date).into_iter().map(opening).collect();
        let covered = relaxed(&headers);
        let (begun, body_rest) = stencil.body.split_at_first_hole();
        let body_begun = Sha256::new().chain_update(begun);
        Self { openings, covered, body_begun, body_rest, stencil, signer }
    }

    /// Appends the signed letter of one reader.
    ///
    /// # Errors
    /// As [`Stencil::fill`], and [`Refused::Signing`]; `out` then holds a part of the letter.
    pub fn fill(&self, filling: &Filling<'_>, out: &mut Vec<u8>) -> Result<(), Refused> {
        self.signatures(filling, out)?;
        self.stencil.fill(filling, out)
    }

    /// Appends the signature headers alone. What [`Stencil::fill`] writes for the same reader, put behind them, is the signed letter: so a host without the keys
    /// can send it.
    pub fn signatures(&self, filling: &Filling<'_>, out: &mut Vec<u8>) -> Result<(), Refused> {
        let body_hash = self.body_hash(filling)?;
        let mut data = Vec::with_capacity(self.covered.most() + 1_000);
        self.covered.pour(filling, |bytes| data.extend_from_slice(bytes))?;
        let covered = data.len();
        for (opening, key) in self.openings.iter().zip(self.signer.keys()) {
            data.truncate(covered);
            for part in [&opening.relaxed, &body_hash, "; b="] {
                data.extend_from_slice(part.as_bytes());
            }
            let signature = STANDARD.encode(key.sign(&data)?);
            for part in [&opening.written, &body_hash, ";\r\n b="] {
                out.extend_from_slice(part.as_bytes());
            }
            for (i, chunk) in signature.as_bytes().chunks(CHUNK).enumerate() {
                out.extend_from_slice(if i > 0 { b"\r\n " } else { b"" });
                out.extend_from_slice(chunk);
            }
            out.extend_from_slice(b"\r\n");
        }
        Ok(())
    }

    /// The letter without its signatures.
    pub fn stencil(&self) -> &Stencil {
        &self.stencil
    }

    fn body_hash(&self, filling: &Filling<'_>) -> Result<String, Refused> {
        let mut hash = self.body_begun.clone();
        self.body_rest.pour(filling, |bytes| hash.update(bytes))?;
        Ok(STANDARD.encode(hash.finalize()))
    }
}
