//! Plain text: for search, for the plain part of a letter, for counting.

use crate::html_in::provider;
use crate::{Block, Body, Inline, Source};

/// The body as text that reads well by itself: blocks with an empty line between them, items behind `-` or a number, quotations behind `>`, notes at the end.
pub fn plain(body: &Body) -> String {
    let mut printer = Printer::default();
    printer.blocks(body.blocks());
    for (index, note) in body.notes().iter().enumerate() {
        printer.paragraph(&format!("[{}] {}", index + 1, inline_text(note)));
    }
    printer.out.truncate(printer.out.trim_end().len());
    printer.out
}

/// The words of a run of inlines, a line feed for each break.
pub fn inline_text(content: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(content, false, &mut out);
    out
}

/// How many words the body has, captions, titles of cards and code left aside. What has no letter or digit is no word.
pub fn words(body: &Body) -> usize {
    let of = |content: &[Inline]| inline_text(content).split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let in_block = |block: &Block| match block {
        Block::Paragraph(content) | Block::Heading { content, .. } | Block::PullQuote { content, .. } => of(content),
        Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).map(|cell| of(cell)).sum(),
        _ => 0,
    };
    body.all_blocks().map(in_block).sum::<usize>() + body.notes().iter().map(|note| of(note)).sum::<usize>()
}

/// The words of the first paragraph outside of quotations and boxes: what stands in for a missing description.
pub fn first_paragraph(body: &Body) -> Option<String> {
    body.blocks().iter().find_map(|block| match block {
        Block::Paragraph(content) => Some(inline_text(content)).filter(|text| text.contains(char::is_alphanumeric)),
        _ => None,
    })
}

fn push_inlines(content: &[Inline], with_notes: bool, out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Break => out.push('\n'),
            Inline::Note(index) if with_notes => out.push_str(&format!("[{}]", index + 1)),
            Inline::Note(_) => {}
            _ => push_inlines(inline.content().unwrap_or_default(), with_notes, out),
        }
    }
}

#[derive(Default)]
struct Printer {
    out: String,
    indent: String,
    /// What stands before the next line instead of the indent, when that line starts an item.
    marker: Option<String>,
    /// The indent of the paragraph before.
    before: String,
    /// Whether the next item follows another, or stands in one.
    is_next_item: bool,
}

impl Printer {
    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(content) | Block::Heading { content, .. } => self.run(content),
            Block::List { start, items } => self.list(*start, items),
            Block::Quote { blocks, cite } => {
                let outer = self.indent.len();
                self.indent.push_str("> ");
                self.blocks(blocks);
                self.cite(cite);
                self.indent.truncate(outer);
            }
            Block::PullQuote { content, cite } => {
                self.run(content);
                self.cite(cite);
            }
            Block::Image { picture, .. } => self.run(&picture.caption),
            Block::Gallery(pictures) => pictures.iter().for_each(|picture| self.run(&picture.caption)),
            Block::Embed { url, title } => self.paragraph(&format!("{}: {title} {url}", provider(url)).replace(":  ", ": ")),
            Block::Audio { file, title } | Block::Video { file, title } => match file {
                Source::Elsewhere(url) => self.paragraph(format!("{title} {url}").trim_start()),
                Source::Media(_) => self.paragraph(title),
            },
            Block::Table { head, rows } => {
                let line =
                    |row: &Vec<Vec<Inline>>| row.iter().map(|cell| inline_text(cell).replace('\n', " ")).collect::<Vec<_>>().join(" | ");
                let lines: Vec<_> = Some(head).into_iter().filter(|head| !head.is_empty()).chain(rows).map(line).collect();
                self.paragraph(&lines.join("\n"));
            }
            Block::Aside { title, blocks } => {
                self.paragraph(title);
                self.blocks(blocks);
            }
            Block::Related(_) | Block::NewsletterBox => {}
            Block::Code { text, .. } => self.paragraph(text),
            Block::Rule => self.paragraph("* * *"),
        }
    }

    fn list(&mut self, start: Option<u32>, items: &[Vec<Block>]) {
        for (i, item) in items.iter().enumerate() {
            let marker = start.map_or_else(|| "- ".to_owned(), |start| format!("{}. ", u64::from(start) + i as u64));
            let outer = self.indent.len();
            self.is_next_item = i > 0 || self.indent.ends_with("  ");
            self.marker = Some(format!("{}{marker}", self.marker.take().as_deref().unwrap_or(&self.indent)));
            self.indent.push_str(&" ".repeat(marker.len()));
            self.blocks(item);
            self.indent.truncate(outer);
            self.marker = None;
        }
    }

    fn cite(&mut self, cite: &[Inline]) {
        if !cite.is_empty() {
            self.paragraph(&format!("— {}", inline_text(cite)));
        }
    }

    fn run(&mut self, content: &[Inline]) {
        let mut text = String::new();
        push_inlines(content, true, &mut text);
        self.paragraph(&text);
    }

    /// Lines behind what stands before them. An empty line comes first, behind the signs of the quotes that go on.
    fn paragraph(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let follows_item = self.marker.is_some() && self.is_next_item;
        if !self.out.is_empty() && !follows_item {
            let common = self.before.bytes().zip(self.indent.bytes()).take_while(|(a, b)| a == b).count();
            self.out.push_str(self.indent[..common].trim_end());
            self.out.push('\n');
        }
        self.before.clone_from(&self.indent);
        for line in text.split('\n') {
            match self.marker.take() {
                Some(marker) => self.out.push_str(&marker),
                None => self.out.push_str(&self.indent),
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    #[test]
    fn plain_text_reads_well_by_itself() {
        let (body, _) = markdown::read(include_str!("html_out/everything.md"));
        insta::assert_snapshot!(plain(&body), @r#"
        One two three four H2O x2 nato a < b & "c"[1], out, in, mail.
        Next line.

        What the law says

        The quay

        Asleep

        - a
        - b
          1. c
          2. d

        3. three

        > A quotation.
        >
        > — Somebody

        We were told to sign.

        — Former port engineer

        In short

        - x

        One

        Two

        YouTube: A film https://www.youtube.com/watch?v=x

        A speech

        Year | Kests
        2026 | 12

        if a < b {}

        * * *

        Again[1].

        [1] A note with a link.
        "#);
    }

    #[test]
    fn words_are_what_has_a_letter_or_a_digit() {
        let count = |source: &str| words(&markdown::read(source).0);
        assert_eq!(count("One — two **th**ree, 4.[^1]\n\n> five\n\n[^1]: six"), 6);
        assert_eq!(count("Щука и «объявление»"), 3);
        assert_eq!(count("![alt](picture:x \"Not counted\")\n\n```\nnot counted\n```"), 0);
    }

    #[test]
    fn the_first_paragraph_is_the_first_of_the_text_itself() {
        let first = |source: &str| first_paragraph(&markdown::read(source).0);
        assert_eq!(first("## Head\n\n> Quoted\n\n* * *\n\nThe *first*[^1].\n\n[^1]: x").as_deref(), Some("The first."));
        assert_eq!(first("## Head"), None);
    }
}
