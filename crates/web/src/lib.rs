//! What every room that answers a browser needs, and nothing that knows what the rooms are about.
//!
//! - [`assets`]: files by their hash, kept by browsers for ever.
//! - [`coding`]: bodies in brotli.
//! - [`fields`]: what a person typed into a form, read into domain types or shown again with what is wrong.
//! - [`headers`]: the strict set for pages that only staff see.
//! - [`origin`]: whether a request that changes something comes from our own page.
//! - [`refusal`]: expected trouble, in the words of the room; only here it gets a status.
//! - [`session`]: the cookie that says who it is, and the token that goes with it into each form.

pub mod assets;
pub mod coding;
pub mod fields;
pub mod headers;
pub mod origin;
pub mod refusal;
pub mod session;

pub use assets::{Asset, Assets};
pub use fields::{Complaints, Fields, Filled, Form};
pub use refusal::{Arg, Kind, Refusal, Refused, Trouble};
pub use session::{Cookie, Secret, Token};
