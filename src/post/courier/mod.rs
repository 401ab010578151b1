//! What the server says to couriers: the machines of keyholders, which alone can open rows.
//!
//! Promises: a courier is known by a code that somebody carried; every request is signed and believed once; every answer is signed by the key of the editions.
//! A courier gets sealed rows and gives results by row id, so no address passes here in either direction.
//!
//! - [`pairing`]: the code, and the proofs of both sides.
//! - [`wire`]: the signatures of requests and answers.
//! - [`messages`]: what is said.
//! - [`admission`]: whether a request is believed.
//! - [`acts`]: what couriers change.
//! - [`issues`]: the letters of issues that are readied.
//! - [`doors`]: the routes. Those by which a courier is paired stand at a till of its own too.

pub mod acts;
pub mod admission;
pub mod doors;
pub mod issues;
pub mod messages;
pub mod pairing;
pub mod wire;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use kernel::{Clock, id};
use seal::{PublicKey, SigningKey};

use super::Post;
use pairing::{Code, Offers};

id!(CourierId, "A keyholder's machine.");

/// A machine that was paired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Courier {
    pub id: CourierId,
    pub name: String,
    pub public: PublicKey,
    pub paired_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

/// Characters of a courier's name.
pub const LONGEST_NAME: usize = 40;

/// What a courier is told of where it has come.
#[derive(Clone, Debug)]
pub struct Site {
    pub newspaper: String,
    /// The address that readers know.
    pub url: String,
    /// A till of its own: contributions are here, and no newsletter.
    pub is_till: bool,
}

/// Where couriers come to: who is paired, and what is held in memory for them. Clones share one.
#[derive(Clone)]
pub struct Couriers(Arc<Inner>);

struct Inner {
    key: SigningKey,
    post: Post,
    site: Site,
    clock: Clock,
    began_at: Timestamp,
    offers: Mutex<Offers>,
    /// Nonces of requests that could be sent again, with their moments in milliseconds.
    seen: Mutex<HashMap<String, i64>>,
}

impl Couriers {
    /// `key` signs answers: the one of the editions, or a till's own.
    pub fn new(key: SigningKey, post: Post, site: Site, clock: Clock) -> Self {
        let began_at = clock.now();
        Self(Arc::new(Inner { key, post, site, clock, began_at, offers: Mutex::default(), seen: Mutex::default() }))
    }

    /// A code for one courier, good for half an hour. A restart forgets it.
    pub fn invite(&self, now: Timestamp) -> Code {
        self.offers().invite(now)
    }

    /// Knows who is paired, and the key that they have brought.
    pub fn post(&self) -> &Post {
        &self.0.post
    }

    pub fn site(&self) -> &Site {
        &self.0.site
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub fn public(&self) -> PublicKey {
        self.0.key.public()
    }

    fn offers(&self) -> MutexGuard<'_, Offers> {
        self.0.offers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
