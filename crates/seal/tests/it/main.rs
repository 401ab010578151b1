//! The crate from outside, by topic.

mod manifest;
mod shelf;
mod signature;
mod verify;
