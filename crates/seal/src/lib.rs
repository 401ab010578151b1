//! The edition: what a newspaper prints, as a tree of hashed objects under one signature that anybody can check.
//!
//! This crate cannot name a newspaper and touches no network, so that a mirror can be run with it alone. It promises three things: the same pages give the
//! same bytes; a publication costs what it touches and not what the archive holds; and nothing that a hostile host serves can panic it, fill the memory or
//! climb out of a folder.
//!
//! - [`fault`]: what can be wrong with a file, in words.
//! - [`hash`]: SHA-256, written as hex.
//! - [`path`]: the address of a page inside the edition, and the month that it belongs to.
//! - [`object`]: the stored form of a page or picture.
//! - [`manifest`]: the tree from `edition.json` down to the objects, and the next edition of it.
//! - [`signature`]: Ed25519 in minisign's legacy framing.
//! - [`verify`](mod@verify): whether a folder or a host holds an edition, whole and unaltered.

pub mod fault;
pub mod hash;
pub mod manifest;
pub mod object;
pub mod path;
pub mod signature;
pub mod verify;

pub use fault::Fault;
pub use hash::Hash;
pub use manifest::{Change, Edition, Entry, Link, Manifest, Root};
pub use object::{Packed, Packer};
pub use path::{Shelf, SitePath, shelf_of};
pub use signature::{PublicKey, SigningKey};
pub use verify::{Demand, Fetch, Folder, Report, Source, verify};
