//! The desk: what is being written, and how it goes out.
//!
//! - [`media`]: pictures.

pub mod media;
