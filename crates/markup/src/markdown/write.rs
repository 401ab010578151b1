//! Blocks written.

use super::escape::{self, Place};
use super::{inline, picture};
use crate::{Block, Body, Inline, Picture, Position, Source};

/// House Markdown that [`read`](fn@super::read) reads back as the same body.
pub fn write(body: &Body) -> String {
    let mut writer = Writer { out: String::new(), indent: String::new(), marker: None, in_item: false };
    writer.blocks(body.blocks());
    for (index, note) in body.notes().iter().enumerate() {
        writer.blank_line();
        writer.line(&format!("[^{}]: {}", index + 1, inline::written(note, Place::Line)));
    }
    writer.out
}

struct Writer {
    out: String,
    /// What stands before each line: the signs of the quotes and lists around it.
    indent: String,
    /// What stands before the next line instead, when that is the first of a list's item.
    marker: Option<String>,
    in_item: bool,
}

impl Writer {
    fn blocks(&mut self, blocks: &[Block]) {
        let mut before: Option<&Block> = None;
        let mut is_other = false;
        for block in blocks {
            if before.is_some() {
                self.blank_line();
            }
            is_other = !is_other && before.is_some_and(|before| is_same_list(before, block));
            self.block(block, is_other);
            before = Some(block);
        }
    }

    /// `is_other` asks for a list's second kind of marker, so that it does not continue the list before it.
    fn block(&mut self, block: &Block, is_other: bool) {
        match block {
            Block::Paragraph(content) => self.inlines("", content, Place::Lines),
            Block::Heading { level, content } => self.inlines(["## ", "### ", "#### "][usize::from(level.get() - 2)], content, Place::Line),
            Block::List { start, items } => self.list(*start, items, is_other),
            Block::Quote { blocks, cite } => self.quote(blocks, cite),
            Block::PullQuote { content, cite } => {
                self.line("::: pull-quote");
                self.inlines("", content, Place::PullQuote);
                if !cite.is_empty() {
                    self.inlines("— ", cite, Place::Line);
                }
                self.line(":::");
            }
            Block::Image { picture, position } => self.picture(picture, *position),
            Block::Gallery(pictures) => {
                self.line("::: gallery");
                pictures.iter().for_each(|picture| self.picture(picture, Position::Column));
                self.line(":::");
            }
            Block::Embed { url, title } => self.directive("embed", url.as_str(), title),
            Block::Audio { file, title } => self.directive("audio", &address(file, "media"), title),
            Block::Video { file, title } => self.directive("video", &address(file, "media"), title),
            Block::Table { head, rows } => self.table(head, rows),
            Block::Aside { title, blocks } => {
                self.line(format!("::: aside {title}").trim_end());
                self.blank_line();
                self.blocks(blocks);
                self.blank_line();
                self.line(":::");
            }
            Block::Related(slug) => self.directive("related", &format!("piece:{slug}"), ""),
            Block::NewsletterBox => self.directive("newsletter", "", ""),
            Block::Code { language, text } => {
                let fence = "`".repeat((inline::longest_run(text) + 1).max(3));
                self.line(&format!("{fence}{}", language.as_deref().unwrap_or_default()));
                text.split('\n').for_each(|line| self.line(line));
                self.line(&fence);
            }
            Block::Rule => self.line(if self.in_item { "___" } else { "---" }),
        }
    }

    fn inlines(&mut self, start: &str, content: &[Inline], place: Place) {
        let text = inline::written(content, place);
        for (i, line) in text.split('\n').enumerate() {
            self.line(&if i == 0 { format!("{start}{line}") } else { line.to_owned() });
        }
    }

    fn list(&mut self, start: Option<u32>, items: &[Vec<Block>], is_other: bool) {
        let is_tight = items.iter().all(|item| is_tight(item));
        for (i, item) in items.iter().enumerate() {
            if i > 0 && !is_tight {
                self.blank_line();
            }
            let marker = match (start, is_other) {
                (None, false) => "- ".to_owned(),
                (None, true) => "* ".to_owned(),
                (Some(start), _) => {
                    let number = start.saturating_add(i as u32).min(crate::tree::limits::LIST_START);
                    format!("{number}{} ", if is_other { ')' } else { '.' })
                }
            };
            self.within(&" ".repeat(marker.len()), Some(marker), true, |writer| match item.as_slice() {
                [Block::Paragraph(content), list @ Block::List { .. }] if is_tight => {
                    writer.inlines("", content, Place::Lines);
                    writer.block(list, false);
                }
                blocks => writer.blocks(blocks),
            });
        }
    }

    fn quote(&mut self, blocks: &[Block], cite: &[Inline]) {
        let marker = Some("> ".to_owned());
        self.within("> ", marker, self.in_item, |writer| {
            writer.blocks(blocks);
            if !cite.is_empty() {
                writer.blank_line();
                writer.line(&format!("<cite>{}</cite>", inline::written(cite, Place::Line)));
            }
        });
    }

    fn within(&mut self, indent: &str, marker: Option<String>, in_item: bool, write: impl FnOnce(&mut Self)) {
        let (outer_length, outer_item) = (self.indent.len(), self.in_item);
        let marker = marker.map(|marker| format!("{}{marker}", self.marker.take().as_deref().unwrap_or(&self.indent)));
        self.marker = marker;
        self.in_item = in_item;
        self.indent.push_str(indent);
        write(self);
        self.indent.truncate(outer_length);
        self.in_item = outer_item;
    }

    fn table(&mut self, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        let columns = rows.first().map_or(head.len(), Vec::len);
        let cells =
            |row: &[Vec<Inline>]| -> String { row.iter().map(|cell| format!(" {} |", inline::written(cell, Place::Cell))).collect() };
        let empty = vec![Vec::new(); columns];
        self.line(&format!("|{}", cells(if head.is_empty() { &empty } else { head })));
        self.line(&format!("|{}", " --- |".repeat(columns)));
        rows.iter().for_each(|row| self.line(&format!("|{}", cells(row))));
    }

    fn picture(&mut self, picture: &Picture, position: Position) {
        let mut line = "![".to_owned();
        escape::push(&picture.alt, Place::Line, &mut line);
        line.push_str("](");
        escape::push_address(&address(&picture.source, "picture"), &mut line);
        if !picture.caption.is_empty() {
            line.push_str(" \"");
            escape::push_title(&inline::written(&picture.caption, Place::Caption), &mut line);
            line.push('"');
        }
        line.push(')');
        let attributes = picture::written(position, picture.credit.as_deref());
        if let Some(rest) = attributes.strip_prefix('{') {
            line.push('{');
            escape::push(rest, Place::Line, &mut line);
        }
        self.line(&line);
    }

    fn directive(&mut self, name: &str, argument: &str, title: &str) {
        self.line(format!("::: {name} {argument} {title}").trim_end());
        self.line(":::");
    }

    fn line(&mut self, text: &str) {
        match self.marker.take() {
            Some(marker) => self.out.push_str(&marker),
            None => self.out.push_str(&self.indent),
        }
        self.out.push_str(text);
        if text.is_empty() {
            self.out.truncate(self.out.trim_end_matches(' ').len());
        }
        self.out.push('\n');
    }

    fn blank_line(&mut self) {
        if self.marker.is_none() && !self.out.is_empty() {
            self.line("");
        }
    }
}

fn address(source: &Source, scheme: &str) -> String {
    match source {
        Source::Media(key) => format!("{scheme}:{key}"),
        Source::Elsewhere(address) => address.to_string(),
    }
}

fn is_same_list(a: &Block, b: &Block) -> bool {
    matches!((a, b), (Block::List { start: a, .. }, Block::List { start: b, .. }) if a.is_some() == b.is_some())
}

/// Whether an item can be written without blank lines. Only a list that starts with 1 may follow a line of text (CommonMark, section 5.3).
fn is_tight(item: &[Block]) -> bool {
    match item {
        [Block::Paragraph(_)] => true,
        [Block::Paragraph(_), Block::List { start: None | Some(1), items }] => items.iter().all(|item| is_tight(item)),
        _ => false,
    }
}
