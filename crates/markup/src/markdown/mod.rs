//! House Markdown: CommonMark with tables, footnotes and strikethrough, and `:::` blocks.
//!
//! Reading goes through HTML: the `:::` lines become elements ([`directives`]), pulldown-cmark finds the rest ([`read`](mod@read)), and
//! [`html_in`](crate::html_in) makes the tree, so inline HTML and blocks of HTML in the Markdown are held to the same rules as a page. Writing is exact:
//! reading what [`write`](mod@write) wrote gives the same tree again.
//!
//! - `directives`: `::: aside Title` and its like.
//! - `escape`: text that Markdown must not take for a sign.
//! - `inline`: inlines written.
//! - `picture`: `![alt](picture:key "caption"){wide credit="…"}`, both ways.
//! - `read`: Markdown to HTML to a tree.
//! - `write`: blocks written.

mod directives;
mod escape;
mod inline;
mod picture;
mod read;
mod write;

#[cfg(test)]
mod tests;

pub use read::read;
pub use write::write;
