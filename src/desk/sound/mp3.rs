//! MP3 (ISO/IEC 11172-3 and 13818-3, layer III): only frames of sound go over, so nothing is left of ID3, APE or Lyrics3 tags wherever they stand.

use super::Refusal;

/// Bits of a frame's header that are the same in all frames of a file: version, layer, sampling rate.
const SAME: u32 = 0xfffe_0c00;
/// Frames that must follow each other before bytes are believed to be sound.
const BELIEVED: usize = 3;

#[derive(Clone, Copy)]
struct Frame {
    header: u32,
    bytes: usize,
    samples: u64,
    rate: u64,
}

/// The length in milliseconds, and the frames.
pub fn clear(bytes: &[u8]) -> Result<(u64, Vec<u8>), Refusal> {
    let mut at = after_id3(bytes);
    let mut out = Vec::with_capacity(bytes.len());
    let (mut samples, mut rate, mut kind) = (0, 0, None);
    while at + 4 <= bytes.len() {
        match frame(bytes, at)
            .filter(|frame| kind.is_none_or(|kind| frame.header & SAME == kind) && (kind.is_some() || is_sound(bytes, at)))
        {
            Some(frame) => {
                kind = Some(frame.header & SAME);
                rate = frame.rate;
                samples += frame.samples;
                out.extend_from_slice(&bytes[at..at + frame.bytes]);
                at += frame.bytes;
            }
            // Between frames stands what is no sound.
            None => at += 1,
        }
    }
    if out.is_empty() {
        return Err(Refusal::NotSound);
    }
    Ok((samples * 1_000 / rate, out))
}

/// Where an ID3v2 tag ends (its size is in seven bits of four bytes).
fn after_id3(bytes: &[u8]) -> usize {
    match bytes {
        [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] => {
            let size = [a, b, c, d].iter().fold(0_usize, |sum, byte| sum << 7 | usize::from(*byte & 0x7f));
            (10 + size + if flags & 0x10 == 0 { 0 } else { 10 }).min(bytes.len())
        }
        _ => 0,
    }
}

fn is_sound(bytes: &[u8], mut at: usize) -> bool {
    let mut kind = None;
    for _ in 0..BELIEVED {
        let Some(frame) = frame(bytes, at).filter(|frame| kind.is_none_or(|kind| frame.header & SAME == kind)) else { return false };
        kind = Some(frame.header & SAME);
        at += frame.bytes;
    }
    true
}

/// A whole frame at `at`.
fn frame(bytes: &[u8], at: usize) -> Option<Frame> {
    const V1: [u64; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const V2: [u64; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let header = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
    let (version, layer) = (header >> 19 & 3, header >> 17 & 3);
    if header >> 21 != 0x7ff || layer != 1 || version == 1 {
        return None;
    }
    let (kilobits, rate) = (header >> 12 & 15, header >> 10 & 3);
    let rate = [44_100_u64, 48_000, 32_000].get(rate as usize)? / [4, 1, 2, 1][version as usize];
    let is_v1 = version == 3;
    let table = if is_v1 { V1 } else { V2 };
    let kilobits = table.get(kilobits as usize).copied().filter(|kilobits| *kilobits > 0)?;
    let samples = if is_v1 { 1_152 } else { 576 };
    let length = (samples / 8 * kilobits * 1_000 / rate + u64::from(header >> 9 & 1)) as usize;
    (at + length <= bytes.len()).then_some(Frame { header, bytes: length, samples, rate })
}
