//! Seeded chance: ids that are the same for the same seed, and faults that can be drawn again.

/// SplitMix64 (Steele, Lea, Flood 2014): small, and good enough for ids and dice. Not for secrets, of which a pretend bank has none.
#[derive(Clone, Debug)]
pub struct Chance(u64);

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Less than `bound`, which is at least 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.draw() % bound.max(1)
    }

    /// `prefix` and `len` letters and digits.
    pub fn id(&mut self, prefix: &str, len: usize) -> String {
        let mut id = String::from(prefix);
        for _ in 0..len {
            id.push(LETTERS[self.below(62) as usize] as char);
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let ids = |seed| {
            let mut chance = Chance::new(seed);
            (0..50).map(|_| chance.id("ch_", 24)).collect::<Vec<_>>()
        };
        assert_eq!(ids(7), ids(7));
        assert_ne!(ids(7), ids(8));
        assert_eq!(ids(7).iter().collect::<std::collections::HashSet<_>>().len(), 50);
    }
}
