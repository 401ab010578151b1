//! A pretend payment processor: no money moves.
//!
//! What stands so far are the parts that both of its APIs need; README.md says what they will be.

pub mod cards;
pub mod chance;
pub mod clock;
pub mod config;
pub mod currency;
pub mod faults;
pub mod outbox;
pub mod shelf;

pub use config::{AfterRetries, Config, Post};
pub use faults::{Fault, Kind};
