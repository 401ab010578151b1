//! Ogg with Opus or Vorbis (RFC 3533, RFC 7845): the second packet, which holds the tags, is overwritten in its place with none, and the sums of its pages are made
//! anew.

use super::Refusal;

/// Bytes of a page's head before its table.
const HEAD: usize = 27;
/// The most bytes of tags that are looked through: covers are kept in them.
const TAGS: usize = 16 << 20;

/// A page: where it stands, where its body begins, where it ends.
struct Page {
    start: usize,
    body: usize,
    end: usize,
}

/// The length in milliseconds, and the file without tags.
pub fn clear(mut bytes: Vec<u8>) -> Result<(u64, Vec<u8>), Refusal> {
    let first = page(&bytes, 0)?;
    let head = bytes.get(first.body..first.end).ok_or(Refusal::Damaged)?;
    let (rate, skipped, mark): (u64, u64, &[u8]) = if head.starts_with(b"OpusHead") {
        let skipped = head.get(10..12).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes).ok_or(Refusal::Damaged)?;
        (48_000, skipped.into(), &b"OpusTags"[..])
    } else if head.starts_with(b"\x01vorbis") {
        let rate = head.get(12..16).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes).filter(|rate| *rate > 0);
        (rate.ok_or(Refusal::Damaged)?.into(), 0, &b"\x03vorbis"[..])
    } else {
        return Err(Refusal::NotSound);
    };
    let serial = bytes[first.start + 14..first.start + 18].to_vec();
    blank(&mut bytes, first.end, mark)?;
    let (mut at, mut last) = (0, 0);
    while at < bytes.len() {
        let page = page(&bytes, at)?;
        if bytes[at + 14..at + 18] != serial[..] {
            return Err(Refusal::NotSound); // a second stream: a film, or two recordings in one
        }
        let position = bytes[at + 6..at + 14].try_into().map(i64::from_le_bytes).map_err(|_| Refusal::Damaged)?;
        last = last.max(position);
        at = page.end;
    }
    Ok(((last.max(0) as u64).saturating_sub(skipped).saturating_mul(1_000) / rate, bytes))
}

fn page(bytes: &[u8], start: usize) -> Result<Page, Refusal> {
    let head = bytes.get(start..start + HEAD).filter(|head| head.starts_with(b"OggS\0")).ok_or(Refusal::Damaged)?;
    let body = start + HEAD + usize::from(head[26]);
    let table = bytes.get(start + HEAD..body).ok_or(Refusal::Damaged)?;
    let end = body + table.iter().map(|size| usize::from(*size)).sum::<usize>();
    if end > bytes.len() { Err(Refusal::Damaged) } else { Ok(Page { start, body, end }) }
}

/// Overwrites the packet that begins on the page at `start`: its mark, a name of the program as long as what was there and all spaces, and no tags.
fn blank(bytes: &mut [u8], start: usize, mark: &[u8]) -> Result<(), Refusal> {
    let mut places = Vec::new();
    let mut pages = Vec::new();
    let mut at = start;
    'packet: loop {
        let this = page(bytes, at)?;
        let mut from = this.body;
        let table = bytes[this.start + HEAD..this.body].to_vec();
        pages.push((this.start, this.end));
        for size in table {
            places.extend(from..from + usize::from(size));
            from += usize::from(size);
            if size < 255 {
                break 'packet;
            }
        }
        at = this.end;
        if places.len() > TAGS {
            return Err(Refusal::Damaged);
        }
    }
    // Mark, length of the name, name, count of tags, and in Vorbis a last bit that is set.
    let least = mark.len() + 9;
    let is_tags = places.len() >= least && places.iter().zip(mark).all(|(place, byte)| bytes[*place] == *byte);
    if !is_tags {
        return Err(Refusal::Damaged);
    }
    let name = places.len() - least;
    let mut new = mark.to_vec();
    new.extend((name as u32).to_le_bytes());
    new.resize(new.len() + name, b' ');
    new.extend([0, 0, 0, 0, 1]);
    for (place, byte) in places.into_iter().zip(new) {
        bytes[place] = byte;
    }
    for (start, end) in pages {
        bytes[start + 22..start + 26].fill(0);
        let sum = checksum(&bytes[start..end]);
        bytes[start + 22..start + 26].copy_from_slice(&sum.to_le_bytes());
    }
    Ok(())
}

/// The sum of a page (RFC 3533, 6): CRC-32 with the polynomial 0x04c11db7, neither turned nor inverted.
pub(super) fn checksum(page: &[u8]) -> u32 {
    page.iter().fold(0, |sum: u32, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| if sum & 0x8000_0000 == 0 { sum << 1 } else { sum << 1 ^ 0x04c1_1db7 })
    })
}
