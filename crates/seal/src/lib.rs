//! What a newspaper proves and what it hides: the edition, as a tree of hashed objects under one signature that anybody can check; and sealed rows, which anybody
//! can write and only the holder of a key can read.
//!
//! This crate cannot name a newspaper and touches no network, so that a mirror or a keyholder's machine can be run with it alone. Of the edition it promises three
//! things: the same pages give the same bytes; a publication costs what it touches and not what the archive holds; and nothing that a hostile host serves can panic
//! it, fill the memory or climb out of a folder. Of secrets: none is printed or logged by it, each is wiped from memory when dropped, and no text or file from a
//! stranger makes it panic or take much memory.
//!
//! The edition:
//! - [`fault`]: what can be wrong with a file, in words.
//! - [`hash`]: SHA-256, written as hex.
//! - [`path`]: the address of a page inside the edition, and the month that it belongs to.
//! - [`object`]: the stored form of a page or picture.
//! - [`manifest`]: the tree from `edition.json` down to the objects, and the next edition of it.
//! - [`signature`]: Ed25519 in minisign's legacy framing.
//! - [`verify`](mod@verify): whether a folder or a host holds an edition, whole and unaltered.
//!
//! Secrets:
//! - [`sealing`]: the vault key and rows sealed to it.
//! - [`keyfile`]: the vault key wrapped by seven words.
//! - [`shares`]: five sheets of paper, three of which make the vault key again.
//! - [`chain`]: a hash chain that shows withheld, changed and replayed rows.
//! - [`capsule`]: records of one size under a key that is used once.

pub mod capsule;
pub mod chain;
mod crockford;
pub mod fault;
pub mod hash;
pub mod keyfile;
pub mod manifest;
mod nth;
pub mod object;
pub mod path;
mod random;
pub mod sealing;
pub mod shares;
pub mod signature;
pub mod verify;

pub use capsule::{Capsule, CapsuleKey};
pub use chain::Chain;
pub use fault::Fault;
pub use hash::Hash;
pub use keyfile::{KeyFile, Words};
pub use manifest::{Change, Edition, Entry, Link, Manifest, Root};
pub use object::{Packed, Packer};
pub use path::{Shelf, SitePath, shelf_of};
pub use sealing::{Sealed, Sealer, VaultKey, VaultPublic};
pub use shares::Share;
pub use signature::{PublicKey, SigningKey};
pub use verify::{Demand, Fetch, Folder, Report, Source, verify};
