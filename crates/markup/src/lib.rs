//! The body of an article as a typed tree, and the ways in and out.
//!
//! A [`Body`] is right by construction: every door tidies it into one normal form, holds it within [`tree::limits`], and lets in only addresses that are
//! safe to print. What a door has to leave out it names as a [`Loss`]. The crate knows no language, no URL scheme of a site and no database: the words and
//! the addresses come from whoever prints, through [`Resolve`].
//!
//! - [`tree`]: blocks, inlines, pictures, addresses; the JSON that is stored.
//! - [`ghost`]: Ghost's two formats to a tree.
//! - [`html_in`]: any HTML, pasted or imported, to a tree.
//! - [`markdown`]: house Markdown to a tree, and back without loss.
//! - [`html_out`]: the only source of HTML: a page's or a feed's.
//! - [`text_out`]: plain text, the count of words, the first paragraph.
//! - [`loss`]: what a door left out.

#[cfg(test)]
mod arbitrary;
pub mod ghost;
pub mod html_in;
pub mod html_out;
pub mod loss;
pub mod markdown;
pub mod text_out;
pub mod tree;

pub use html_out::{Mode, Resolve};
pub use loss::Loss;
pub use tree::{Address, Block, Body, Href, Inline, Level, MediaKey, Picture, Position, Source};
