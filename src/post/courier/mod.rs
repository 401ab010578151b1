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
//! - [`doors`]: the routes.

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
use kernel::id;
use seal::{PublicKey, SigningKey};

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

/// What is held in memory for couriers. Clones share one.
#[derive(Clone)]
pub struct Couriers(Arc<Inner>);

struct Inner {
    key: SigningKey,
    began_at: Timestamp,
    offers: Mutex<Offers>,
    /// Nonces of requests that could be sent again, with their moments in milliseconds.
    seen: Mutex<HashMap<String, i64>>,
}

impl Couriers {
    /// `key` signs answers: the one of the editions.
    pub fn new(key: SigningKey, now: Timestamp) -> Self {
        Self(Arc::new(Inner { key, began_at: now, offers: Mutex::default(), seen: Mutex::default() }))
    }

    /// A code for one courier, good for half an hour. A restart forgets it.
    pub fn invite(&self, now: Timestamp) -> Code {
        self.offers().invite(now)
    }

    pub fn public(&self) -> PublicKey {
        self.0.key.public()
    }

    fn offers(&self) -> MutexGuard<'_, Offers> {
        self.0.offers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
