//! Bodies in a content coding (RFC 9110, 8.4.1).
//!
//! Here and not beside those who ask for it: the encoder is compiled where it is called, and this crate is optimised in every build.

use std::io;

/// `plain` in brotli (RFC 7932). `quality` is 0 to 11.
///
/// # Errors
/// Those of the encoder, of which none are known.
pub fn brotli(plain: &[u8], quality: i32) -> io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams { quality, size_hint: plain.len(), ..Default::default() };
    let mut pressed = Vec::new();
    brotli::BrotliCompress(&mut &plain[..], &mut pressed, &params)?;
    Ok(pressed)
}
