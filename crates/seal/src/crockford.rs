//! Douglas Crockford's base 32: ten digits and twenty-two capitals, none of which is taken for another when read aloud or written by hand.
//!
//! <https://www.crockford.com/base32.html>, without its own check symbol.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The character for the low five bits of `value`.
pub(crate) fn symbol(value: u8) -> char {
    char::from(ALPHABET[usize::from(value & 31)])
}

/// The five bits of a character. Capitals do not matter; `O` is zero, `I` and `L` are one; `U` is nothing.
pub(crate) fn value(symbol: char) -> Option<u8> {
    let symbol = match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|&known| char::from(known) == symbol).map(|at| at as u8)
}

/// Bytes as five-bit values, the first bit first; the last value is filled with zeros.
pub(crate) fn spread(bytes: &[u8]) -> impl Iterator<Item = u8> {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    (0..(bytes.len() * 8).div_ceil(5)).map(move |value| (0..5).fold(0, |sum, offset| sum << 1 | bit(value * 5 + offset)))
}

/// The bytes behind five-bit values: the inverse of [`spread`]. Bits that do not fill a byte are dropped.
pub(crate) fn gather(values: &[u8], bytes: &mut [u8]) {
    let bit = |at: usize| values.get(at / 5).map_or(0, |value| value >> (4 - at % 5) & 1);
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = (0..8).fold(0, |sum, offset| sum << 1 | bit(at * 8 + offset));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_means_itself_and_the_confusable_ones_mean_what_they_look_like() {
        for bits in 0..32 {
            assert_eq!(value(symbol(bits)), Some(bits));
            assert_eq!(value(symbol(bits).to_ascii_lowercase()), Some(bits));
        }
        assert_eq!([value('o'), value('i'), value('L'), value('u'), value('é'), value('-')], [Some(0), Some(1), Some(1), None, None, None]);
    }

    #[test]
    fn bytes_come_back_whatever_their_number() {
        for length in 0..40u8 {
            let bytes: Vec<u8> = (0..length).map(|n| n.wrapping_mul(97) ^ length).collect();
            let values: Vec<u8> = spread(&bytes).collect();
            let mut back = vec![0; bytes.len()];
            gather(&values, &mut back);
            assert_eq!(back, bytes);
        }
    }
}
