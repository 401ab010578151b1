//! Inlines written.
//!
//! A mark is spelled with signs where CommonMark is sure to read them back (the rules of left- and right-flanking, section 6.2), else as an element.

use super::escape::{self, Place};
use crate::Inline;

/// The Markdown of a run of inlines.
pub(super) fn written(content: &[Inline], place: Place) -> String {
    let mut writer = Writer { out: String::new(), place };
    writer.run(content, ' ');
    writer.out
}

struct Writer {
    out: String,
    place: Place,
}

/// A mark's signs, the same where those would run into others, and its element.
struct Spelling {
    signs: &'static str,
    other_signs: Option<&'static str>,
    open: &'static str,
    close: &'static str,
}

const STRONG: Spelling = Spelling { signs: "**", other_signs: Some("__"), open: "<strong>", close: "</strong>" };
const EMPHASIS: Spelling = Spelling { signs: "*", other_signs: Some("_"), open: "<em>", close: "</em>" };
const STRIKE: Spelling = Spelling { signs: "~~", other_signs: None, open: "<s>", close: "</s>" };

impl Writer {
    /// `next` is what will follow the run.
    fn run(&mut self, content: &[Inline], next: char) {
        for (i, inline) in content.iter().enumerate() {
            let next = content.get(i + 1).map_or(next, first_sign);
            match inline {
                Inline::Text(text) => escape::push(text, self.place, &mut self.out),
                Inline::Strong(inner) => self.mark(&STRONG, inner, next),
                Inline::Emphasis(inner) => self.mark(&EMPHASIS, inner, next),
                Inline::Strike(inner) => self.mark(&STRIKE, inner, next),
                Inline::Sub(inner) => self.element("<sub>", inner, "</sub>"),
                Inline::Sup(inner) => self.element("<sup>", inner, "</sup>"),
                Inline::SmallCaps(inner) => self.element("<span class=\"small-caps\">", inner, "</span>"),
                Inline::Link { href, content } => {
                    self.out.push('[');
                    self.run(content, ']');
                    self.out.push_str("](");
                    escape::push_address(href.as_str(), &mut self.out);
                    self.out.push(')');
                }
                Inline::Code(text) => self.code(text),
                Inline::Break if self.place.has_lines() => self.out.push_str("\\\n"),
                Inline::Break => self.out.push_str("<br>"),
                // Before a bracket of ours pulldown-cmark takes a reference for the first half of a link.
                Inline::Note(index) if self.place == Place::Caption || matches!(next, '[' | ']' | '(' | ':') => {
                    self.out.push_str(&format!("<sup class=note-ref data-note={}></sup>", index + 1));
                }
                Inline::Note(index) => self.out.push_str(&format!("[^{}]", index + 1)),
            }
        }
    }

    fn element(&mut self, open: &str, inner: &[Inline], close: &str) {
        self.out.push_str(open);
        self.run(inner, '<');
        self.out.push_str(close);
    }

    fn mark(&mut self, spelling: &Spelling, inner: &[Inline], next: char) {
        let before = if escape::is_line_start(&self.out) { ' ' } else { self.out.chars().next_back().unwrap_or(' ') };
        let (first, last) = (inner.first().map_or(' ', first_sign), inner.last().map_or(' ', last_sign));
        let opens = (is_word(first) && is_edge(before)) || (is_solid(first) && is_blank(before));
        let closes = (is_word(last) && is_edge(next)) || (is_solid(last) && is_blank(next));
        let fits = |signs: &&str| opens && closes && [before, first, last, next].iter().all(|&c| !signs.starts_with(c));
        match std::iter::once(spelling.signs).chain(spelling.other_signs).find(fits) {
            Some(signs) => {
                self.out.push_str(signs);
                self.run(inner, signs.chars().next().unwrap_or(' '));
                self.out.push_str(signs);
            }
            None => self.element(spelling.open, inner, spelling.close),
        }
    }

    /// Between more backticks than it holds. Even there a `|` would end the cell of a table, and a `]:` make a definition of a link.
    fn code(&mut self, text: &str) {
        if self.out.ends_with('`') || text.contains("]:") || (self.place == Place::Cell && text.contains('|')) {
            self.out.push_str("<code>");
            escape::push(text, self.place, &mut self.out);
            self.out.push_str("</code>");
            return;
        }
        let fence = "`".repeat(longest_run(text) + 1);
        let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
        self.out.extend([&fence, pad, text, pad, &fence]);
    }
}

/// The longest run of backticks.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// What an inline's Markdown starts with, as far as it matters beside a sign.
fn first_sign(inline: &Inline) -> char {
    match inline {
        Inline::Text(text) => text.chars().next().unwrap_or(' '),
        Inline::Break => ' ',
        other => sign(other),
    }
}

fn last_sign(inline: &Inline) -> char {
    match inline {
        Inline::Text(text) => text.chars().next_back().unwrap_or(' '),
        Inline::Break => ' ',
        other => sign(other),
    }
}

fn sign(inline: &Inline) -> char {
    match inline {
        Inline::Strong(_) | Inline::Emphasis(_) => '*',
        Inline::Strike(_) => '~',
        Inline::Code(_) => '`',
        Inline::Link { .. } | Inline::Note(_) => ']',
        _ => '>',
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\n')
}

/// What ends a word by any reading of the rules.
fn is_edge(c: char) -> bool {
    is_blank(c) || c.is_ascii_punctuation()
}

fn is_solid(c: char) -> bool {
    is_word(c) || c.is_ascii_punctuation() || "«»“”„‘’—–…".contains(c)
}
