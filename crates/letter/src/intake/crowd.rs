//! Who is here: how many places each network has, and whether places run short.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::Bounds;

/// Times of [`Bounds::hurried`] that a message, or a connection without one, may take while places run short.
const WHOLE: u32 = 6;

/// Everybody who is connected. Clones share one.
#[derive(Clone)]
pub(super) struct Crowd(Arc<Inner>);

struct Inner {
    bounds: Bounds,
    /// By a digest under a key of this process: an address is not held.
    networks: Mutex<HashMap<u64, usize>>,
    key: RandomState,
}

/// A place, as long as it is held.
pub(super) struct Place {
    crowd: Crowd,
    network: u64,
}

/// What is waited for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    Command,
    Message,
}

impl Crowd {
    pub fn new(bounds: Bounds) -> Self {
        Self(Arc::new(Inner { bounds, networks: Mutex::default(), key: RandomState::new() }))
    }

    /// A place for a client; `None` when its network has its share.
    pub fn enter(&self, from: IpAddr) -> Option<Place> {
        let network = self.0.key.hash_one(network(from));
        let mut networks = self.networks();
        let held = networks.entry(network).or_default();
        if *held >= self.0.bounds.per_network {
            return None;
        }
        *held += 1;
        Some(Place { crowd: self.clone(), network })
    }

    fn networks(&self) -> MutexGuard<'_, HashMap<u64, usize>> {
        self.0.networks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_short(&self) -> bool {
        self.networks().values().sum::<usize>() * 2 >= self.0.bounds.connections
    }

    /// Waits for something a client is to bring; `None` when it has not come in its time. That is shorter while places run short, and whoever waits is asked
    /// again and again whether they do.
    pub async fn wait<T>(&self, awaited: Awaited, coming: impl Future<Output = T>) -> Option<T> {
        let (bounds, began) = (&self.0.bounds, Instant::now());
        let hurried = if awaited == Awaited::Message { bounds.hurried * WHOLE } else { bounds.hurried };
        let mut coming = std::pin::pin!(coming);
        loop {
            let waited = began.elapsed();
            if waited >= bounds.patience || waited >= hurried && self.is_short() {
                return None;
            }
            let left = if waited < hurried { hurried - waited } else { bounds.hurried };
            if let Ok(came) = timeout(left.min(bounds.patience - waited), &mut coming).await {
                return Some(came);
            }
        }
    }

    /// Whether a client that came then, and has brought nothing, must go.
    pub fn is_tired_of(&self, since: Instant) -> bool {
        since.elapsed() >= self.0.bounds.hurried * WHOLE && self.is_short()
    }

    pub fn patience(&self) -> Duration {
        self.0.bounds.patience
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut networks = self.crowd.networks();
        if let Some(held) = networks.get_mut(&self.network) {
            *held -= 1;
            if *held == 0 {
                networks.remove(&self.network);
            }
        }
    }
}

/// A /24 of IPv4, a /48 of IPv6.
fn network(from: IpAddr) -> [u8; 7] {
    let mut network = [0; 7];
    match from.to_canonical() {
        IpAddr::V4(v4) => network[1..4].copy_from_slice(&v4.octets()[..3]),
        IpAddr::V6(v6) => {
            network[0] = 6;
            network[1..].copy_from_slice(&v6.octets()[..6]);
        }
    }
    network
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_its_share_however_its_addresses_are_written_and_gives_it_back() {
        let crowd = Crowd::new(Bounds { per_network: 2, ..Bounds::default() });
        let enter = |from: &str| crowd.enter(from.parse().expect("an address"));
        let held = [enter("192.0.2.1"), enter("::ffff:192.0.2.200")];
        assert!(held.iter().all(Option::is_some) && enter("192.0.2.3").is_none());
        assert!(enter("192.0.3.1").is_some() && enter("2001:db8:1::1").is_some());
        drop(held);
        assert!(enter("192.0.2.3").is_some());
        assert!(crowd.networks().is_empty(), "of who has left nothing is held");
    }
}
