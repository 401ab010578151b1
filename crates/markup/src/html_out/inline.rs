//! Marks, links, references to notes; the notes.

use std::borrow::Cow;

use super::Printer;
use crate::Inline;
use crate::tree::{Href, Target};

impl Printer<'_> {
    pub(super) fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Strong(inner) => self.mark("<strong>", inner, "</strong>"),
                Inline::Emphasis(inner) => self.mark("<em>", inner, "</em>"),
                Inline::Sub(inner) => self.mark("<sub>", inner, "</sub>"),
                Inline::Sup(inner) => self.mark("<sup>", inner, "</sup>"),
                Inline::Strike(inner) => self.mark("<s>", inner, "</s>"),
                Inline::SmallCaps(inner) if self.is_page() => self.mark("<span class=\"small-caps\">", inner, "</span>"),
                Inline::SmallCaps(inner) => self.inlines(inner),
                Inline::Link { href, content } => self.link(href, content),
                Inline::Code(text) => {
                    self.raw("<code>");
                    self.text(text);
                    self.raw("</code>");
                }
                Inline::Break => self.raw("<br>"),
                Inline::Note(index) => self.reference(*index),
            }
        }
    }

    fn mark(&mut self, open: &'static str, inner: &[Inline], close: &'static str) {
        self.raw(open);
        self.inlines(inner);
        self.raw(close);
    }

    fn link(&mut self, href: &Href, content: &[Inline]) {
        let target = href.target();
        let resolve = self.resolve;
        let to = match target {
            Target::Web(_) | Target::Contact(_) => Some(Cow::Borrowed(href.as_str())),
            Target::Piece(_) | Target::Path(_) => resolve.href(target),
            Target::Fragment(_) => self.is_page().then_some(Cow::Borrowed(href.as_str())),
        };
        let Some(to) = to else { return self.inlines(content) };
        self.raw("<a");
        match target {
            Target::Web(_) => self.away(&to),
            _ => self.attribute("href", &to),
        }
        self.raw(">");
        self.inlines(content);
        self.raw("</a>");
    }

    /// The first reference to a note is where its back link leads.
    fn reference(&mut self, index: usize) {
        let Some(count) = self.references.get_mut(index) else { return };
        *count += 1;
        let is_first = *count == 1;
        self.raw("<sup>");
        if self.is_page() {
            let words = self.resolve.words();
            self.raw("<a");
            self.class("note-ref");
            if is_first {
                self.note_id(" id=\"", "ref_", index);
            }
            self.note_id(" href=\"#", "note_", index);
            self.raw(" role=\"doc-noteref\"");
            self.spoken_number(&words.note, index);
            self.raw(">");
            self.number(index + 1);
            self.raw("</a>");
        } else {
            self.number(index + 1);
        }
        self.raw("</sup>");
    }

    pub(super) fn notes(&mut self, notes: &[Vec<Inline>]) {
        if notes.is_empty() {
            return;
        }
        let words = self.resolve.words();
        if self.is_page() {
            self.raw("<section class=\"notes\"");
            self.attribute("aria-label", &words.notes);
            self.raw("><ol>");
        } else {
            self.raw("<hr><ol>");
        }
        for (index, note) in notes.iter().enumerate() {
            self.raw("<li");
            if self.is_page() {
                self.note_id(" id=\"", "note_", index);
            }
            self.raw(">");
            self.inlines(note);
            if self.is_page() {
                self.raw(" <a class=\"note-back\"");
                self.note_id(" href=\"#", "ref_", index);
                self.raw(" role=\"doc-backlink\"");
                self.spoken_number(&words.back, index);
                self.raw(">↩\u{fe0e}</a>");
            }
            self.raw("</li>");
        }
        self.raw(if self.is_page() { "</ol></section>\n" } else { "</ol>\n" });
    }

    fn note_id(&mut self, before: &'static str, kind: &'static str, index: usize) {
        self.raw(before);
        let ids = self.ids;
        super::escape::push_attribute(ids, &mut self.out);
        self.raw(kind);
        self.number(index + 1);
        self.raw("\"");
    }

    fn spoken_number(&mut self, word: &str, index: usize) {
        self.raw(" aria-label=\"");
        super::escape::push_attribute(word, &mut self.out);
        self.raw(" ");
        self.number(index + 1);
        self.raw("\"");
    }
}
