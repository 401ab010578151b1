//! M4A (ISO/IEC 14496-12 and -14): boxes that sound does not need become empty ones of the same size, so that no offset in the file changes; dates become noughts.

use super::Refusal;

/// Boxes that hold others.
const HOLDERS: [&[u8; 4]; 6] = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf"];
/// Boxes without which there is no sound. `hdlr` says what a track is, and may end in a name.
const NEEDED: [&[u8; 4]; 20] = [
    b"ftyp", b"mdat", b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"smhd", b"nmhd", b"dref", b"url ", b"stsd", b"stts", b"stsc", b"stsz", b"stz2",
    b"stco", b"co64", b"sgpd", b"sbgp", b"iods",
];
/// How deep boxes may stand in each other.
const DEEPEST: usize = 8;

#[derive(Default)]
struct Seen {
    milliseconds: u64,
    sounds: usize,
    films: usize,
    data: bool,
}

/// The length in milliseconds, and the file without what was written into it.
pub fn clear(mut bytes: Vec<u8>) -> Result<(u64, Vec<u8>), Refusal> {
    let mut seen = Seen::default();
    walk(&mut bytes, 0, &mut seen)?;
    if seen.films > 0 {
        return Err(Refusal::Film);
    }
    if seen.sounds == 0 || !seen.data { Err(Refusal::NotSound) } else { Ok((seen.milliseconds, bytes)) }
}

fn walk(mut bytes: &mut [u8], depth: usize, seen: &mut Seen) -> Result<(), Refusal> {
    while !bytes.is_empty() {
        let (head, whole) = measure(bytes)?;
        let (this, rest) = std::mem::take(&mut bytes).split_at_mut(whole);
        let kind: [u8; 4] = this[4..8].try_into().map_err(|_| Refusal::Damaged)?;
        let inside = &mut this[head..];
        if HOLDERS.contains(&&kind) {
            if depth >= DEEPEST {
                return Err(Refusal::Damaged);
            }
            walk(inside, depth + 1, seen)?;
        } else if NEEDED.contains(&&kind) {
            look(&kind, inside, seen)?;
        } else {
            // Tags, pictures, chapters, and room that somebody left.
            this[4..8].copy_from_slice(b"free");
            this[head..].fill(0);
        }
        bytes = rest;
    }
    Ok(())
}

/// Bytes of a box's head, and of the whole. A size of 1 is followed by eight bytes of it; one of 0 reaches to the end.
fn measure(bytes: &[u8]) -> Result<(usize, usize), Refusal> {
    let number =
        |from: usize, to: usize| -> Option<u64> { Some(bytes.get(from..to)?.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))) };
    let (head, whole) = match number(0, 4).ok_or(Refusal::Damaged)? {
        0 => (8, bytes.len() as u64),
        1 => (16, number(8, 16).ok_or(Refusal::Damaged)?),
        size => (8, size),
    };
    if whole < head as u64 || whole > bytes.len() as u64 { Err(Refusal::Damaged) } else { Ok((head, whole as usize)) }
}

fn look(kind: &[u8; 4], inside: &mut [u8], seen: &mut Seen) -> Result<(), Refusal> {
    match kind {
        b"mdat" => seen.data |= !inside.is_empty(),
        b"hdlr" => {
            let of = inside.get(8..12).ok_or(Refusal::Damaged)?;
            seen.sounds += usize::from(of == b"soun");
            seen.films += usize::from(of == b"vide");
            if let Some(name) = inside.get_mut(24..) {
                name.fill(0);
            }
        }
        b"mvhd" | b"mdhd" | b"tkhd" => {
            let is_long = *inside.first().ok_or(Refusal::Damaged)? == 1;
            // Made and changed: two moments after the version and its flags.
            inside.get_mut(4..if is_long { 20 } else { 12 }).ok_or(Refusal::Damaged)?.fill(0);
            if kind == b"mvhd" {
                let at = if is_long { 20 } else { 12 };
                let number = |from: usize, to: usize| -> Option<u64> {
                    Some(inside.get(from..to)?.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
                };
                let scale = number(at, at + 4).filter(|scale| *scale > 0).ok_or(Refusal::Damaged)?;
                let length = number(at + 4, at + if is_long { 12 } else { 8 }).ok_or(Refusal::Damaged)?;
                seen.milliseconds = length.saturating_mul(1_000) / scale;
            }
        }
        _ => {}
    }
    Ok(())
}
