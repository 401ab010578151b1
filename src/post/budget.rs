//! How much strangers may ask: counted in memory, by a key that is made anew at every start, and forgotten after a day.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use kernel::EmailAddress;
use sha2::{Digest, Sha256};

/// Sign-ups and requests from one network within [`HOUR`].
const PER_NETWORK: u32 = 60;
/// Letters to strangers within [`HOUR`], to all the world.
const LETTERS: u32 = 20_000;
/// Addresses and networks that are remembered; beyond that nothing more is let in until some are forgotten. 40 bytes each.
const MOST: usize = 1_000_000;
/// Test letters of one of the staff within [`HOUR`].
const TESTS: u32 = 30;
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What was asked for lately.
pub struct Budgets {
    /// Of addresses and networks only a keyed digest is held; the key never leaves this memory.
    key: [u8; 32],
    addresses: Mutex<Counted>,
    networks: Mutex<Counted>,
    letters: Mutex<Counted>,
    tests: Mutex<Counted>,
}

/// Since when something is counted, and how often it was asked for since then.
type Counted = HashMap<[u8; 16], (Timestamp, u32)>;

impl Default for Budgets {
    fn default() -> Self {
        let bits = [kernel::id::random(), kernel::id::random(), kernel::id::random(), kernel::id::random()];
        let key = Sha256::digest(bits.map(i64::to_be_bytes).concat()).into();
        Self { key, addresses: Mutex::default(), networks: Mutex::default(), letters: Mutex::default(), tests: Mutex::default() }
    }
}

impl Budgets {
    /// Whether a letter that was not asked for by somebody known may go to `address`: one a day, and so many an hour in all.
    pub fn allows_letter(&self, address: &EmailAddress, now: Timestamp) -> bool {
        let address = self.digest(address.normalised().as_bytes());
        spend(&self.addresses, address, 1, DAY, now) && spend(&self.letters, [0; 16], LETTERS, HOUR, now)
    }

    /// Whether a network may ask again: a /24 of IPv4, a /48 of IPv6.
    pub fn allows_network(&self, from: IpAddr, now: Timestamp) -> bool {
        let network = match from.to_canonical() {
            IpAddr::V4(v4) => v4.octets()[..3].to_vec(),
            IpAddr::V6(v6) => v6.octets()[..6].to_vec(),
        };
        spend(&self.networks, self.digest(&network), PER_NETWORK, HOUR, now)
    }

    /// Whether one of the staff may send one more letter to try it out.
    pub fn allows_test(&self, who: i64, now: Timestamp) -> bool {
        spend(&self.tests, self.digest(&who.to_be_bytes()), TESTS, HOUR, now)
    }

    fn digest(&self, what: &[u8]) -> [u8; 16] {
        let digest = Sha256::new_with_prefix(self.key).chain_update(what).finalize();
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        short
    }
}

/// Counts one, and says whether that is within `most` of a window that began with the first.
fn spend(counted: &Mutex<Counted>, what: [u8; 16], most: u32, window: SignedDuration, now: Timestamp) -> bool {
    let is_over = |since: Timestamp| now.duration_since(since) >= window || now < since;
    let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
    if counted.len() >= MOST && !counted.contains_key(&what) {
        counted.retain(|_, (since, _)| !is_over(*since));
        if counted.len() >= MOST {
            return false;
        }
    }
    let (since, count) = counted.entry(what).or_insert((now, 0));
    if is_over(*since) {
        (*since, *count) = (now, 0);
    }
    *count = count.saturating_add(1);
    *count <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[test]
    fn an_address_gets_one_letter_a_day_however_it_is_written() {
        let budgets = Budgets::default();
        let (now, ann) = (at("2026-11-22T10:00:00Z"), |text: &str| EmailAddress::parse(text).expect("an address"));
        let sent = (0..10_000).filter(|_| budgets.allows_letter(&ann("ann@example.org"), now)).count();
        assert_eq!(sent, 1);
        assert!(!budgets.allows_letter(&ann("ANN@Example.org"), now));
        assert!(budgets.allows_letter(&ann("ben@example.org"), now));
        assert!(!budgets.allows_letter(&ann("ann@example.org"), at("2026-11-23T09:59:59Z")));
        assert!(budgets.allows_letter(&ann("ann@example.org"), at("2026-11-23T10:00:00Z")));
    }

    #[test]
    fn a_network_may_ask_so_often_in_an_hour() {
        let budgets = Budgets::default();
        let now = at("2026-11-22T10:00:00Z");
        let ask = |from: &str| budgets.allows_network(from.parse().expect("an address"), now);
        assert_eq!((0..200).filter(|n| ask(&format!("192.0.2.{n}"))).count(), PER_NETWORK as usize);
        assert!(ask("192.0.3.1"));
        assert!(!ask("::ffff:192.0.2.9"), "an IPv4 address is the same in IPv6's clothes");
        assert_eq!((0..200).filter(|n| ask(&format!("2001:db8:1:{n}::1"))).count(), PER_NETWORK as usize);
        assert!(ask("2001:db8:2::1"));
    }
}
