//! Any HTML to a tree.
//!
//! Two readings. The first only looks: it finds where a hostile page becomes too deep or too large, and names what will be left out. What it let through
//! passes `ammonia`; the second reading makes the tree, from elements that it knows and nothing else. A whole page and a fragment are both read as the content
//! of a `<div>`. Meant for real paste and real archives: Google Docs' spans, Word's comments, figures of WordPress and Ghost.
//!
//! - `builder`: the document while it is built, and how large it may grow.
//! - `clean`: what is taken out before the tree.
//! - `containers`: lists, quotations, boxes.
//! - `dom`: the document.
//! - `flow`: elements to blocks and marks.
//! - `figure`: pictures, galleries, films, sounds and frames.
//! - `frames`: the players that are known, and what their frames lead to.
//! - `look`: the first reading.
//! - `table`: tables.

mod builder;
mod clean;
mod containers;
mod dom;
mod figure;
mod flow;
mod frames;
mod look;
mod table;
#[cfg(test)]
mod tests;

pub use frames::{embed_of_frame, provider};

use url::Url;

use crate::loss::Losses;
use crate::{Body, Loss};

/// The longest page that is read, in bytes, pictures inlined as `data:` not counted. The rest is left out.
pub const PAGE_BYTES: usize = 4 << 20;

/// The body of a page or fragment, and what of it was left out.
pub fn read(html: &str) -> (Body, Vec<Loss>) {
    read_at(html, None)
}

/// The same for a page that was found at `base`: relative addresses of its pictures and links are completed.
pub fn read_at(html: &str, base: Option<&Url>) -> (Body, Vec<Loss>) {
    let mut losses = Losses::default();
    let safe = safe_html(html, base, &mut losses);
    let (dom, _) = dom::Dom::read(&safe);
    let (blocks, notes) = flow::read(&dom, &mut losses);
    let (body, more) = Body::new(blocks, notes);
    losses.add_all(more);
    (body, losses.into_vec())
}

/// A fragment with every element closed and nothing in it that the tree would not take, to be put inside other HTML that is read here.
pub(crate) fn balanced(html: &str) -> (String, Vec<Loss>) {
    let mut losses = Losses::default();
    let safe = safe_html(html, None, &mut losses);
    (safe, losses.into_vec())
}

/// The first reading, and `ammonia`.
fn safe_html(html: &str, base: Option<&Url>, losses: &mut Losses) -> String {
    let html = clean::without_ballast(clean::clipboard_fragment(html));
    let page = &html[..html.floor_char_boundary(PAGE_BYTES)];
    let (seen, read) = dom::Dom::read(page);
    if read < html.len() {
        losses.add(Loss::TooLong);
    }
    look::look(&seen, losses);
    clean::clean(&page[..read], base)
}
