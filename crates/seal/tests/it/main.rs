//! The crate from outside, by topic.

mod hostile;
mod manifest;
mod printed;
mod shelf;
mod signature;
mod verify;
