//! A compiled letter, signed as it is filled where there is somebody to sign.

use std::sync::Arc;

use crate::dkim::{Signed, Signer};
use crate::{Filling, Refused, Stencil};

#[derive(Clone, Debug)]
pub enum Draft {
    Unsigned(Stencil),
    Signed(Box<Signed>),
}

impl Draft {
    pub fn new(stencil: Stencil, signer: Option<Arc<Signer>>) -> Self {
        match signer {
            Some(signer) => Self::Signed(Box::new(Signed::new(stencil, signer))),
            None => Self::Unsigned(stencil),
        }
    }

    /// Appends the letter of one reader.
    ///
    /// # Errors
    /// As [`Stencil::fill`] and [`Signed::fill`]; `out` then holds a part of the letter.
    pub fn fill(&self, filling: &Filling<'_>, out: &mut Vec<u8>) -> Result<(), Refused> {
        match self {
            Self::Unsigned(stencil) => stencil.fill(filling, out),
            Self::Signed(signed) => signed.fill(filling, out),
        }
    }

    pub fn is_signed(&self) -> bool {
        matches!(self, Self::Signed(_))
    }
}
