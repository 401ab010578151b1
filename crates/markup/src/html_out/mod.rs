//! Tree to HTML: the only source of HTML for what people write.
//!
//! Everything is escaped here, by hand, into one string; tags and attribute names are constants of this module and its files. The output is valid HTML5 that
//! needs no script.
//!
//! - `blocks`: paragraphs, headings, lists, quotes, tables, cards.
//! - `escape`: text made safe.
//! - `inline`: marks, links, references to notes; the notes.
//! - `picture`: figures, galleries, sounds, films.
//! - `resolve`: what the printer has to be told.

mod blocks;
pub(crate) mod escape;
mod inline;
mod picture;
mod resolve;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::HashSet;

pub use resolve::{Invitation, Rendition, Resolve, Shown, Words};

use crate::Body;

/// What the HTML is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A page with our style sheet: classes, anchors, `<picture>` with several sizes.
    Page,
    /// A feed or a foreign archive: no classes, no ids, plain `<img>`.
    Feed,
}

/// The HTML of a body.
pub fn write(body: &Body, resolve: &dyn Resolve, mode: Mode) -> String {
    write_with_ids(body, resolve, mode, "")
}

/// The same where several bodies share a page, as in live coverage: every id begins with `ids`, which should be a letter and a number.
pub fn write_with_ids(body: &Body, resolve: &dyn Resolve, mode: Mode, ids: &str) -> String {
    let mut printer = Printer {
        out: String::with_capacity(4096),
        resolve,
        mode,
        ids,
        anchors: HashSet::new(),
        references: vec![0; body.notes().len()],
        tables: 0,
        boxes: 0,
    };
    printer.blocks(body.blocks());
    printer.notes(body.notes());
    printer.out
}

pub(super) struct Printer<'a> {
    out: String,
    resolve: &'a dyn Resolve,
    mode: Mode,
    ids: &'a str,
    /// Ids that headings have taken.
    anchors: HashSet<String>,
    /// How often each note was referred to so far.
    references: Vec<usize>,
    tables: usize,
    boxes: usize,
}

impl Printer<'_> {
    fn is_page(&self) -> bool {
        self.mode == Mode::Page
    }

    fn raw(&mut self, html: &'static str) {
        self.out.push_str(html);
    }

    fn text(&mut self, text: &str) {
        escape::push_text(text, &mut self.out);
    }

    /// ` name="value"`
    fn attribute(&mut self, name: &'static str, value: &str) {
        self.out.extend([" ", name, "=\""]);
        escape::push_attribute(value, &mut self.out);
        self.out.push('"');
    }

    /// ` class="name"`, on a page.
    fn class(&mut self, name: &'static str) {
        if self.is_page() {
            self.attribute("class", name);
        }
    }

    fn number(&mut self, n: usize) {
        use std::fmt::Write;
        let _ = write!(self.out, "{n}");
    }

    /// `<tag class="…">`
    fn open(&mut self, tag: &'static str, class: &'static str) {
        self.out.extend(["<", tag]);
        self.class(class);
        self.out.push('>');
    }

    /// ` href="…"`, and for a stranger's page what keeps the reader's own from it.
    fn away(&mut self, url: &str) {
        self.attribute("href", url);
        self.raw(" rel=\"noopener noreferrer\"");
    }
}
