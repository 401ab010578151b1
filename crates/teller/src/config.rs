//! How a teller is set up.

use kernel::Clock;

#[derive(Clone, Debug)]
pub struct Config {
    /// On 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The till's own clock, so that signatures are as old for it as they are here.
    pub clock: Clock,
    /// How many days before the clock's present the teller begins, to be moved on from there: a history is made in order.
    pub behind_days: i64,
    /// What `livemode` says, and which key is taken. No money moves either way.
    pub livemode: bool,
    /// `None` draws one.
    pub seed: Option<u64>,
    pub post: Post,
    /// Days from a failed attempt at a renewal to the next.
    pub retry_days: Vec<i64>,
    pub after_retries: AfterRetries,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            clock: Clock::default(),
            behind_days: 0,
            livemode: false,
            seed: None,
            post: Post::ByItself,
            retry_days: vec![3, 5, 7],
            after_retries: AfterRetries::Cancel,
        }
    }
}

/// When hooks are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Post {
    /// As soon as they are due.
    ByItself,
    /// When `deliver` is called, so that a test knows when.
    ByHand,
}

/// What becomes of a subscription when the last retry has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterRetries {
    Cancel,
    Unpaid,
    PastDue,
}
