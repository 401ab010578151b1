//! Plain text: for search, for the plain part of a letter, for counting.

use crate::html_in::provider;
use crate::html_out::Resolve;
use crate::tree::{Href, Target};
use crate::{Block, Body, Inline, Source};

/// The body as text that reads well by itself: blocks with an empty line between them, items behind `-` or a number, quotations behind `>`, notes at the end.
pub fn plain(body: &Body) -> String {
    Printer::default().whole(body)
}

/// The same for who can follow no link: behind the words of each stands where it leads, `words <https://…>` (RFC 3986 appendix C), and what the HTML invites
/// to read further is there too. A link that leads nowhere is its words.
pub fn with_addresses(body: &Body, resolve: &dyn Resolve) -> String {
    Printer { resolve: Some(resolve), ..Printer::default() }.whole(body)
}

/// The words of a run of inlines, a line feed for each break.
pub fn inline_text(content: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(content, false, None, &mut out);
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

fn push_inlines(content: &[Inline], with_notes: bool, resolve: Option<&dyn Resolve>, out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Break => out.push('\n'),
            Inline::Note(index) if with_notes => out.push_str(&format!("[{}]", index + 1)),
            Inline::Note(_) => {}
            Inline::Link { href, content } => {
                let from = out.len();
                push_inlines(content, with_notes, resolve, out);
                if let Some(address) = resolve.and_then(|resolve| address(href, resolve)).filter(|address| *address != out[from..]) {
                    out.extend([" <", &address, ">"]);
                }
            }
            _ => push_inlines(inline.content().unwrap_or_default(), with_notes, resolve, out),
        }
    }
}

/// Where a link leads; a place on the page leads nowhere in a text.
fn address(href: &Href, resolve: &dyn Resolve) -> Option<String> {
    match href.target() {
        Target::Web(_) | Target::Contact(_) => Some(href.as_str().to_owned()),
        target @ (Target::Piece(_) | Target::Path(_)) => resolve.href(target).map(Into::into),
        Target::Fragment(_) => None,
    }
}

#[derive(Default)]
struct Printer<'r> {
    /// Says where links lead; without it they are their words.
    resolve: Option<&'r dyn Resolve>,
    out: String,
    indent: String,
    /// What stands before the next line instead of the indent, when that line starts an item.
    marker: Option<String>,
    /// The indent of the paragraph before.
    before: String,
    /// Whether the next item follows another, or stands in one.
    is_next_item: bool,
}

impl Printer<'_> {
    fn whole(mut self, body: &Body) -> String {
        self.blocks(body.blocks());
        for (index, note) in body.notes().iter().enumerate() {
            let mut text = format!("[{}] ", index + 1);
            push_inlines(note, false, self.resolve, &mut text);
            self.paragraph(&text);
        }
        self.out.truncate(self.out.trim_end().len());
        self.out
    }

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
            Block::Related(slug) => {
                if let Some(invitation) = self.resolve.and_then(|resolve| resolve.related(slug.as_str())) {
                    self.paragraph(&format!("{}: {} <{}>", invitation.label, invitation.title, invitation.href));
                }
            }
            Block::NewsletterBox => {}
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
        push_inlines(content, true, self.resolve, &mut text);
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
    fn for_who_can_follow_no_link_its_address_stands_behind_it() {
        use crate::html_out::tests::house;
        let read = |source: &str| with_addresses(&markdown::read(source).0, &house());
        assert_eq!(read("See [the law](https://example.org/law), and *tell* us."), "See the law <https://example.org/law>, and tell us.");
        assert_eq!(read("<https://example.org/law>"), "https://example.org/law", "an address is not said twice");
        assert_eq!(read("[Nowhere](piece:unknown), [here](#below)"), "Nowhere, here");
        assert_eq!(plain(&markdown::read("[the law](https://example.org/law)").0), "the law");
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
