//! The crate from outside, by topic.

mod signature;
