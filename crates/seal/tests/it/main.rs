//! The crate from outside, by topic.

mod capsule;
mod hostile;
mod keyfile;
mod manifest;
mod printed;
mod sealing;
mod shares;
mod shelf;
mod signature;
mod verify;
