//! The body of a letter: its text, or its text and its page as alternatives (RFC 2046 section 5.1.4), the plain one first.
//!
//! - [`quoted_printable`]: the encoding of both.

pub mod quoted_printable;

use sha2::{Digest, Sha256};

use crate::Refused;
use crate::message_id::hex;
use crate::pieces::Pieces;

const TEXT: &str = "text/plain; charset=utf-8";
const PAGE: &str = "text/html; charset=utf-8";
const ENCODING: &str = "quoted-printable";

/// A body, and the headers of the letter that describe it.
pub(crate) struct Body {
    pub content_type: String,
    pub encoding: Option<&'static str>,
    pub pieces: Pieces,
}

/// # Errors
/// [`Refused::NoText`] and [`Refused::BodyControl`].
pub(crate) fn body(text: &str, html: Option<&str>) -> Result<Body, Refused> {
    if text.trim().is_empty() {
        return Err(Refused::NoText);
    }
    let mut pieces = Pieces::default();
    let Some(html) = html else {
        // DKIM leaves empty lines at the end out of account (RFC 6376 section 3.4.4), so there are none.
        quoted_printable::encode(text.trim_end_matches(['\r', '\n']), &mut pieces)?;
        pieces.push("\r\n");
        return Ok(Body { content_type: TEXT.to_owned(), encoding: Some(ENCODING), pieces });
    };
    let boundary = boundary(text, html);
    for (kind, content) in [(TEXT, text), (PAGE, html)] {
        pieces.push(&format!("--{boundary}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {ENCODING}\r\n\r\n"));
        quoted_printable::encode(content, &mut pieces)?;
        pieces.push("\r\n");
    }
    pieces.push(&format!("--{boundary}--\r\n"));
    Ok(Body { content_type: format!("multipart/alternative;\r\n boundary=\"{boundary}\""), encoding: None, pieces })
}

/// `=_` cannot stand in quoted-printable (RFC 2045 section 6.7), so no line of a part can be taken for it. The rest comes from what the letter says: the same
/// letter has the same boundary on every machine and at any time.
fn boundary(text: &str, html: &str) -> String {
    let digest = Sha256::new().chain_update((text.len() as u64).to_be_bytes()).chain_update(text).chain_update(html).finalize();
    let mut boundary = "=_".to_owned();
    hex(&digest[..12], &mut boundary);
    boundary
}
