//! A hash chain over rows that somebody else keeps.
//!
//! Whoever remembers the last counter and head can tell, when the rows come back, whether one was withheld, changed, put in or told twice: the same rows in the
//! same order give the same head, and no others do.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Hash;

/// Where a chain stands: how many rows it has, and the hash over all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    pub counter: u64,
    pub head: Hash,
}

impl Chain {
    /// An empty chain. Chains with different names never agree, so rows cannot be passed from one list to another.
    pub fn begin(name: &[u8]) -> Self {
        Self { counter: 0, head: Hash(Sha256::new_with_prefix(b"chain 1 begin").chain_update(name).finalize().into()) }
    }

    /// The chain with one row more. Lengths stand before the parts, so that a byte cannot move from one to the next.
    #[must_use]
    pub fn link(self, kind: u8, id: &[u8], content: &[u8]) -> Self {
        let counter = self.counter.saturating_add(1);
        let mut hash = Sha256::new_with_prefix(b"chain 1 link");
        hash.update(counter.to_be_bytes());
        hash.update(self.head.0);
        hash.update([kind]);
        for part in [id, content] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self { counter, head: Hash(hash.finalize().into()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Row = (u8, Vec<u8>, Vec<u8>);

    fn over(rows: &[Row]) -> Chain {
        rows.iter().fold(Chain::begin(b"readers"), |chain, (kind, id, content)| chain.link(*kind, id, content))
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        proptest::collection::vec((0..3u8, proptest::collection::vec(0..4u8, 0..3), proptest::collection::vec(0..4u8, 0..3)), 0..6)
    }

    proptest! {
        #[test]
        fn two_chains_agree_only_over_the_same_rows_in_the_same_order(one in rows(), other in rows()) {
            prop_assert_eq!(over(&one) == over(&other), one == other);
        }

        #[test]
        fn a_chain_that_goes_on_from_what_was_remembered_is_the_chain_from_the_start(before in rows(), after in rows()) {
            let remembered = over(&before);
            let told: String = serde_json::to_string(&remembered).unwrap();
            let back: Chain = serde_json::from_str(&told).unwrap();
            let on = after.iter().fold(back, |chain, (kind, id, content)| chain.link(*kind, id, content));
            prop_assert_eq!(on, over(&[before.clone(), after.clone()].concat()));
            prop_assert_eq!(on.counter, (before.len() + after.len()) as u64);
        }
    }

    #[test]
    fn a_row_that_was_withheld_changed_moved_or_repeated_shows() {
        let honest: Vec<Row> = (0..4u8).map(|n| (1, vec![n], vec![n, n])).collect();
        let mut withheld = honest.clone();
        withheld.remove(1);
        let mut changed = honest.clone();
        changed[2].2[0] ^= 1;
        let mut moved = honest.clone();
        moved.swap(0, 1);
        let mut repeated = honest.clone();
        repeated.push(honest[3].clone());
        for told in [withheld, changed, moved, repeated] {
            assert_ne!(over(&told), over(&honest));
        }
        assert_ne!(Chain::begin(b"readers"), Chain::begin(b"donors"));
    }
}
