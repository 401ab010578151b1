//! Bodies of Ghost to a tree: Mobiledoc 0.3 (Ghost 1 to 4) and Lexical (Ghost 5 and 6), both the JSON text that Ghost stores in a post.
//!
//! Text becomes HTML of our own making and goes through [`html_in`], like the HTML and Markdown that Ghost's cards hold; each card is read
//! apart, so that what one leaves open does not run into the next. Whoever imports puts the site's address in the place of `__GHOST_URL__` first.
//!
//! - `cards`: what both formats hold beside text.
//! - `lexical`: the newer format.
//! - `mobiledoc`: the older one.

mod cards;
mod lexical;
mod mobiledoc;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::html_out::escape::{push_attribute, push_text};
use crate::loss::Losses;
use crate::{Block, Body, Loss, html_in};

/// Why a text is no body of Ghost's.
#[derive(Debug, thiserror::Error)]
pub enum NotGhost {
    #[error("this is no JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("this JSON is neither Mobiledoc (it has no “sections”) nor Lexical (it has no “root”)")]
    Shape,
}

/// The body that a post's `mobiledoc` or `lexical` stands for, and what of it was left out.
pub fn read(json: &str) -> Result<(Body, Vec<Loss>), NotGhost> {
    let document: Value = serde_json::from_str(json)?;
    let mut assembly = Assembly::default();
    if let Some(root) = document.get("root") {
        lexical::read(root, &mut assembly);
    } else if document.get("sections").is_some() {
        mobiledoc::read(&document, &mut assembly);
    } else {
        return Err(NotGhost::Shape);
    }
    assembly.end_html();
    let (body, losses) = Body::new(assembly.blocks, Vec::new());
    assembly.losses.add_all(losses);
    Ok((body, assembly.losses.into_vec()))
}

/// Blocks that are done, and HTML that is not read yet.
#[derive(Default)]
struct Assembly {
    blocks: Vec<Block>,
    html: String,
    losses: Losses,
}

impl Assembly {
    /// Adds a tag; only tags that stand in this crate's source can be added.
    fn tag(&mut self, tag: &'static str) {
        self.html.push_str(tag);
    }

    fn text(&mut self, text: &str) {
        push_text(text, &mut self.html);
    }

    /// A start tag up to an attribute's value, the value, and the rest.
    fn tag_with(&mut self, before: &'static str, value: &str, after: &'static str) {
        self.html.push_str(before);
        push_attribute(value, &mut self.html);
        self.html.push_str(after);
    }

    fn end_html(&mut self) {
        let html = std::mem::take(&mut self.html);
        if !html.is_empty() {
            self.take(html_in::read(&html));
        }
    }

    fn push(&mut self, block: Block) {
        self.end_html();
        self.blocks.push(block);
    }

    /// HTML of somebody else's making.
    fn foreign_html(&mut self, html: &str) {
        self.end_html();
        self.take(html_in::read(html));
    }

    fn foreign_markdown(&mut self, markdown: &str) {
        self.end_html();
        self.take(crate::markdown::read(markdown));
    }

    fn take(&mut self, (body, losses): (Body, Vec<Loss>)) {
        self.blocks.extend(body.into_blocks());
        self.losses.add_all(losses);
    }
}

/// A text field, empty when it is absent.
fn field<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
