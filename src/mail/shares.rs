//! Whose turn it is among relays: smooth weighted turns. Each gains its weight at every turn; the richest is chosen, and pays the sum.

/// What each relay has gained, in the order of the relays.
#[derive(Debug, Default)]
pub struct Shares(Vec<i64>);

impl Shares {
    /// The one whose turn it is among these, each with its place and its weight; a weight of 0 counts as 1. `None` when there are none.
    pub fn deal(&mut self, free: &[(usize, u32)]) -> Option<usize> {
        let gain = |weight: u32| i64::from(weight.max(1));
        let last = free.iter().map(|&(at, _)| at).max()?;
        if self.0.len() <= last {
            self.0.resize(last + 1, 0);
        }
        for &(at, weight) in free {
            self.0[at] += gain(weight);
        }
        // The first of the richest.
        let chosen = free.iter().rev().map(|&(at, _)| at).max_by_key(|&at| self.0[at])?;
        self.0[chosen] -= free.iter().map(|&(_, weight)| gain(weight)).sum::<i64>();
        Some(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn over_a_whole_round_each_has_exactly_its_weight(weights in proptest::collection::vec(0u32..20, 1..6)) {
            let free: Vec<_> = weights.iter().copied().enumerate().collect();
            let (mut shares, mut counts) = (Shares::default(), vec![0; weights.len()]);
            for _ in 0..weights.iter().map(|weight| (*weight).max(1)).sum::<u32>() {
                counts[shares.deal(&free).expect("a turn")] += 1;
            }
            assert_eq!(counts, weights.iter().map(|weight| (*weight).max(1)).collect::<Vec<_>>());
        }
    }
}
