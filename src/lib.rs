//! Indelible: the publishing house of a newspaper that somebody wants erased.
//!
//! The folders are the newsroom's own rooms; `ARCHITECTURE.md` says what each promises and walks through four acts.
//!
//! - [`paper`]: what is published and how it looks; which pages a change touches.
//! - [`press`]: prints, signs and serves editions.
//! - [`settings`]: the one table of settings.
//! - [`words`]: interface words in every language.

pub mod paper;
pub mod press;
pub mod settings;
pub mod words;
