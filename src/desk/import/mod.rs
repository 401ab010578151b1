//! Importers.
pub mod archive;
pub mod brackets;
pub mod cards;
pub mod hugo;
pub mod item;
pub mod links;
pub mod local;
pub mod losses;
pub mod progress;
pub mod report;
pub mod setting;
pub mod shortcode;
pub mod slugs;
pub mod terms;
pub mod text;
pub mod utf8;
pub mod wxr;
