//! What a file is, by its first bytes, and how many frames it says it has; nothing is decoded here.

use image::ImageFormat;

use super::Refusal;

/// The formats that are taken in, by their magic bytes; a name or a media type that came with the file is not asked.
pub(super) fn format_of(bytes: &[u8]) -> Result<ImageFormat, Refusal> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Ok(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Ok(ImageFormat::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(ImageFormat::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(ImageFormat::WebP),
        [] => Err(Refusal::Empty),
        _ if is_svg(bytes) => Err(Refusal::Svg),
        _ => Err(Refusal::NotAPicture),
    }
}

fn is_svg(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    head.contains("<svg") || head.contains("!doctype svg")
}

/// How many frames there are: 1 for a still picture. A file cut short counts as far as it goes.
pub(super) fn frames(format: ImageFormat, bytes: &[u8]) -> usize {
    let counted = match format {
        ImageFormat::Gif => gif_frames(bytes),
        ImageFormat::Png => png_frames(bytes),
        ImageFormat::WebP => webp_frames(bytes),
        _ => None,
    };
    counted.unwrap_or(1).max(1)
}

/// Walks the blocks of a GIF (GIF89a, sections 18 to 27).
fn gif_frames(bytes: &[u8]) -> Option<usize> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let past_sub_blocks = |mut at: usize| loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut frames = 0;
    loop {
        match bytes.get(at) {
            Some(0x21) => at = past_sub_blocks(at + 2)?,
            Some(0x2C) => {
                frames += 1;
                let Some(next) = bytes.get(at + 9).and_then(|&flags| past_sub_blocks(at + 11 + table(flags))) else { return Some(frames) };
                at = next;
            }
            _ => return Some(frames),
        }
    }
}

/// The number that an animated PNG gives in `acTL`, which stands before the first `IDAT`.
fn png_frames(bytes: &[u8]) -> Option<usize> {
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        match bytes.get(at + 4..at + 8)? {
            b"acTL" => return Some(u32::from_be_bytes(bytes.get(at + 8..at + 12)?.try_into().ok()?) as usize),
            b"IDAT" | b"IEND" => return None,
            _ => at = at.checked_add(length)?.checked_add(12)?,
        }
    }
}

/// Counts the `ANMF` chunks of a WebP.
fn webp_frames(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut frames) = (12, 0);
    while let Some(head) = bytes.get(at..at + 8) {
        frames += usize::from(&head[..4] == b"ANMF");
        let length = u32::from_le_bytes(head[4..].try_into().ok()?) as usize;
        at = at.checked_add(8 + length + length % 2)?;
    }
    Some(frames)
}
