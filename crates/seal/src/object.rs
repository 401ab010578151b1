//! Objects: the stored form of every page, picture and shard, at `o/<aa>/<sha256>`.
//!
//! Text is stored as gzip, because that is how it travels; pictures, sound, film, PDF and archives are stored as they are, so that byte ranges work and a
//! plain S3 bucket can serve them. Which of the two follows from the media type alone, and the media type comes from the manifest, never from a host.
//! The hash is over the stored bytes: a mirror checks an object without unpacking it.

use libdeflater::{CompressionLvl, Compressor, Decompressor};

use crate::{Fault, Hash};

/// An object ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    pub hash: Hash,
    pub stored: Vec<u8>,
}

/// Packs and unpacks objects. It keeps the compressor's tables (about 1 MB), so each thread should hold one and use it for many objects.
pub struct Packer {
    level: CompressionLvl,
    compressor: Option<Compressor>,
    decompressor: Decompressor,
}

/// What the `gzip` header, an empty stream and the trailer take.
const GZIP_LEAST: usize = 18;
/// DEFLATE cannot swell by more than this, so a small object never asks for much memory whatever its trailer claims.
const DEFLATE_MOST: u64 = 1032;

impl Packer {
    /// Level 1 (fast) to 12 (small); other numbers are held at the nearer end. The same level gives the same bytes on every machine.
    pub fn new(level: u8) -> Self {
        let level = CompressionLvl::new(i32::from(level.clamp(1, 12))).unwrap_or_default();
        Self { level, compressor: None, decompressor: Decompressor::new() }
    }

    /// The stored form of `bytes`, and its hash.
    pub fn pack(&mut self, media_type: &str, bytes: &[u8]) -> Packed {
        let stored = if is_gzipped(media_type) { self.gzip(bytes) } else { bytes.to_vec() };
        Packed { hash: Hash::of(&stored), stored }
    }

    /// The bytes behind a stored form; at most `limit` of them, whatever the object claims to hold.
    pub fn unpack(&mut self, media_type: &str, stored: &[u8], limit: u64) -> Result<Vec<u8>, Fault> {
        if is_gzipped(media_type) {
            self.gunzip(stored, limit)
        } else if stored.len() as u64 > limit {
            Err(Fault::TooLong { limit })
        } else {
            Ok(stored.to_vec())
        }
    }

    /// libdeflate writes no name, mtime 0 and OS 255 ("unknown"), which is what makes the bytes the same everywhere.
    fn gzip(&mut self, bytes: &[u8]) -> Vec<u8> {
        let level = self.level;
        let compressor = self.compressor.get_or_insert_with(|| Compressor::new(level));
        let mut out = vec![0; compressor.gzip_compress_bound(bytes.len())];
        let written = compressor.gzip_compress(bytes, &mut out);
        out.truncate(written.unwrap_or_else(|e| panic!("gzip outgrew libdeflate's own bound: {e}")));
        out.shrink_to_fit();
        out
    }

    /// The last eight bytes must be the CRC and length of what came out: libdeflate stops at the first stream's end and would let a second one pass unseen,
    /// while browsers read it or stumble.
    fn gunzip(&mut self, stored: &[u8], limit: u64) -> Result<Vec<u8>, Fault> {
        if stored.len() < GZIP_LEAST {
            return Err(Fault::NotGzip);
        }
        let trailer = u64::from_le_bytes(stored[stored.len() - 8..].try_into().map_err(|_| Fault::NotGzip)?);
        let (crc, length) = (trailer as u32, trailer >> 32);
        if length > limit {
            return Err(Fault::TooLong { limit });
        }
        if length > stored.len() as u64 * DEFLATE_MOST {
            return Err(Fault::NotGzip);
        }
        let mut out = vec![0; length as usize];
        match self.decompressor.gzip_decompress(stored, &mut out) {
            Ok(written) if written as u64 == length && libdeflater::crc32(&out) == crc => Ok(out),
            _ => Err(Fault::NotGzip),
        }
    }
}

impl std::fmt::Debug for Packer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packer").field("level", &self.level).finish_non_exhaustive()
    }
}

/// Whether objects of this media type are stored as gzip. Parameters (`; charset=utf-8`) and case do not matter.
pub fn is_gzipped(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.starts_with("text/")
        || essence.ends_with("+json")
        || essence.ends_with("+xml")
        || matches!(
            essence.as_str(),
            "application/json"
                | "application/javascript"
                | "application/ecmascript"
                | "application/xml"
                | "application/x-ndjson"
                | "application/jsonl"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_stored_as_gzip_without_time_or_machine_and_pictures_as_they_are() {
        let mut packer = Packer::new(9);
        let page = "<p>The lamp is lit.</p>".repeat(50);
        let packed = packer.pack("text/html; charset=utf-8", page.as_bytes());
        assert_eq!(packed.stored[..2], [0x1f, 0x8b]);
        assert_eq!(packed.stored[3..8], [0, 0, 0, 0, 0], "no flags, no time");
        assert_eq!(packed.stored[9], 255, "no machine");
        assert_eq!(packed, Packer::new(9).pack("TEXT/HTML", page.as_bytes()), "the same bytes from a packer that was never used");
        assert_eq!(packer.unpack("text/html", &packed.stored, 10_000), Ok(page.into_bytes()));
        let picture = packer.pack("image/webp", b"RIFF");
        assert_eq!(picture.stored, b"RIFF");
        assert_eq!(packer.unpack("image/webp", b"RIFF", 3), Err(Fault::TooLong { limit: 3 }));
    }

    #[test]
    fn which_types_are_text() {
        for text in
            ["text/css", "application/json", "application/feed+json", "application/atom+xml", "image/svg+xml", "application/javascript"]
        {
            assert!(is_gzipped(text), "{text}");
        }
        for binary in
            ["image/webp", "audio/mpeg", "video/mp4", "application/pdf", "application/zip", "application/epub+zip", "font/woff2", ""]
        {
            assert!(!is_gzipped(binary), "{binary}");
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_swells() {
        let mut packer = Packer::new(12);
        let bomb = packer.pack("text/plain", &vec![0; 10 << 20]).stored;
        assert_eq!(packer.unpack("text/plain", &bomb, 1 << 20), Err(Fault::TooLong { limit: 1 << 20 }));
        let mut lying = bomb;
        let at = lying.len() - 4;
        lying[at..].copy_from_slice(&100u32.to_le_bytes());
        assert_eq!(packer.unpack("text/plain", &lying, 1 << 20), Err(Fault::NotGzip));
        lying[at..].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(packer.unpack("text/plain", &lying, u64::MAX), Err(Fault::NotGzip), "claims more than it could hold");
    }

    #[test]
    fn a_second_stream_behind_the_first_is_refused() {
        let mut packer = Packer::new(6);
        let mut stored = packer.pack("text/plain", b"printed").stored;
        stored.extend(packer.pack("text/plain", b"pressed").stored);
        assert_eq!(packer.unpack("text/plain", &stored, 1_000), Err(Fault::NotGzip));
    }

    #[test]
    fn an_empty_page_survives_the_journey() {
        let mut packer = Packer::new(6);
        let stored = packer.pack("text/plain", b"").stored;
        assert_eq!(packer.unpack("text/plain", &stored, 0), Ok(Vec::new()));
    }
}
