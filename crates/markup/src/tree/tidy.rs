//! The normal form of a tree.
//!
//! - Text holds no control characters and none that turn its direction; white space is single spaces, never at the edge of a block or a mark.
//! - A mark never stands inside its own kind nor beside its equal; a note stands outside of links. So there is one tree for one appearance.
//! - Nothing is empty: no paragraph, item, list, quote or table without content.
//! - Notes are numbered by their first reference; a note without one is left out, and notes do not refer to notes.
//! - Nothing is deeper or larger than [`limits`] says.

use super::{Block, Inline, Picture, inline, limits};
use crate::Loss;
use crate::loss::{Losses, shortened};

type Notes = Vec<Vec<Inline>>;

pub(super) fn tidy(blocks: Vec<Block>, notes: Notes) -> (Vec<Block>, Notes, Vec<Loss>) {
    let mut tidy =
        Tidy { nodes: limits::NODES, bytes: limits::TEXT_BYTES, notes: Vec::new(), order: Vec::new(), losses: Losses::default() };
    let notes: Notes = notes.into_iter().map(|note| tidy.inlines(note)).collect();
    tidy.notes = notes.iter().map(|note| if note.is_empty() { Noted::Absent } else { Noted::Waiting }).collect();
    let blocks = tidy.blocks(blocks, 0);
    (blocks, tidy.in_order(notes), tidy.losses.into_vec())
}

/// What is left of the limits, and what is known of the notes.
pub(super) struct Tidy {
    nodes: usize,
    bytes: usize,
    notes: Vec<Noted>,
    /// Old indices in the order of their first reference.
    order: Vec<usize>,
    pub(super) losses: Losses,
}

#[derive(Clone, Copy)]
enum Noted {
    Absent,
    Waiting,
    At(usize),
}

impl Tidy {
    fn blocks(&mut self, blocks: Vec<Block>, depth: usize) -> Vec<Block> {
        let mut out = Vec::with_capacity(blocks.len());
        for block in blocks {
            if self.nodes == 0 {
                self.losses.add(Loss::TooLong);
                break;
            }
            if depth >= limits::DEPTH && is_container(&block) {
                self.losses.add(Loss::TooDeep);
                out.extend(self.unwrapped(block, depth));
            } else if let Some(block) = self.block(block, depth)
                && self.afford(0)
            {
                out.push(block);
            }
        }
        out
    }

    fn unwrapped(&mut self, block: Block, depth: usize) -> Vec<Block> {
        match block {
            Block::List { items, .. } => items.into_iter().flat_map(|item| self.blocks(item, depth)).collect(),
            Block::Quote { blocks, .. } | Block::Aside { blocks, .. } => self.blocks(blocks, depth),
            other => vec![other],
        }
    }

    fn block(&mut self, block: Block, depth: usize) -> Option<Block> {
        Some(match block {
            Block::Paragraph(content) => Block::Paragraph(self.some_inlines(content)?),
            Block::Heading { level, content } => Block::Heading { level, content: self.some_inlines(content)? },
            Block::List { start, items } => {
                let items = items.into_iter().map(|item| self.blocks(item, depth + 1));
                let items: Vec<_> = items.filter(|item| !item.is_empty()).collect();
                let start = start.map(|n| n.min(limits::LIST_START));
                (!items.is_empty()).then_some(Block::List { start, items })?
            }
            Block::Quote { blocks, cite } => match (self.blocks(blocks, depth + 1), self.inlines(cite)) {
                (blocks, cite) if !blocks.is_empty() => Block::Quote { blocks, cite },
                (_, cite) => (!cite.is_empty()).then_some(Block::Paragraph(cite))?,
            },
            Block::PullQuote { content, cite } => Block::PullQuote { content: self.some_inlines(content)?, cite: self.inlines(cite) },
            Block::Image { picture, position } => Block::Image { picture: self.picture(picture), position },
            Block::Gallery(pictures) if pictures.is_empty() => return None,
            Block::Gallery(pictures) => Block::Gallery(pictures.into_iter().map(|p| self.picture(p)).collect()),
            Block::Embed { url, title } => Block::Embed { url, title: self.title(&title) },
            Block::Audio { file, title } => Block::Audio { file, title: self.title(&title) },
            Block::Video { file, title } => Block::Video { file, title: self.title(&title) },
            Block::Table { head, rows } => self.table(head, rows)?,
            Block::Aside { title, blocks } => {
                let (title, blocks) = (self.title(&title), self.blocks(blocks, depth + 1));
                (!title.is_empty() || !blocks.is_empty()).then_some(Block::Aside { title, blocks })?
            }
            Block::Code { language, text } => {
                let text = code(&text);
                let language = language.filter(|l| is_language(l));
                (!text.trim().is_empty() && self.afford(text.len())).then_some(Block::Code { language, text })?
            }
            Block::Related(_) | Block::NewsletterBox | Block::Rule => block,
        })
    }

    fn table(&mut self, head: Notes, rows: Vec<Notes>) -> Option<Block> {
        let mut row = |cells: Notes| -> Notes { cells.into_iter().take(limits::COLUMNS).map(|cell| self.inlines(cell)).collect() };
        let mut head = row(head);
        let mut rows: Vec<_> = rows.into_iter().map(row).collect();
        let is_bare = |row: &Notes| row.iter().all(Vec::is_empty);
        rows.retain(|row| !is_bare(row));
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0).max(head.len());
        if is_bare(&head) {
            head.clear();
        } else {
            head.resize(columns, Vec::new());
        }
        rows.iter_mut().for_each(|row| row.resize(columns, Vec::new()));
        let cells = columns * (rows.len() + 1);
        (cells <= self.nodes && !(head.is_empty() && rows.is_empty())).then(|| {
            self.nodes -= cells;
            Block::Table { head, rows }
        })
    }

    fn picture(&mut self, picture: Picture) -> Picture {
        let credit = picture.credit.map(|credit| self.title(&credit)).filter(|credit| !credit.is_empty());
        self.afford(0);
        Picture { alt: self.title(&picture.alt), caption: self.inlines(picture.caption), credit, source: picture.source }
    }

    fn title(&mut self, text: &str) -> String {
        let text = title(text);
        if self.afford(text.len()) { text } else { String::new() }
    }

    fn inlines(&mut self, content: Vec<Inline>) -> Vec<Inline> {
        inline::tidied(content, self)
    }

    fn some_inlines(&mut self, content: Vec<Inline>) -> Option<Vec<Inline>> {
        Some(self.inlines(content)).filter(|content| !content.is_empty())
    }

    /// Takes one node and these bytes from what is left, or says that the body is full.
    pub(super) fn afford(&mut self, bytes: usize) -> bool {
        if self.nodes == 0 || self.bytes < bytes {
            self.nodes = 0;
            self.losses.add(Loss::TooLong);
            return false;
        }
        self.nodes -= 1;
        self.bytes -= bytes;
        true
    }

    /// The same for text that joins a node already paid for.
    pub(super) fn afford_bytes(&mut self, bytes: usize) -> bool {
        self.afford(bytes) && {
            self.nodes += 1;
            true
        }
    }

    /// The new number of a note, given at its first reference; `None` when there is no such note.
    pub(super) fn note(&mut self, old: usize) -> Option<usize> {
        match self.notes.get(old).copied() {
            Some(Noted::At(new)) => Some(new),
            Some(Noted::Waiting) => {
                let new = self.order.len();
                self.order.push(old);
                self.notes[old] = Noted::At(new);
                Some(new)
            }
            Some(Noted::Absent) | None => {
                self.losses.add(Loss::Note((old + 1).to_string()));
                None
            }
        }
    }

    fn in_order(&mut self, mut notes: Notes) -> Notes {
        for (note, noted) in notes.iter().zip(&self.notes) {
            if matches!(noted, Noted::Waiting) {
                self.losses.add(Loss::Note(shortened(&crate::text_out::inline_text(note))));
            }
        }
        self.order.iter().map(|&old| std::mem::take(&mut notes[old])).collect()
    }
}

fn is_container(block: &Block) -> bool {
    matches!(block, Block::List { .. } | Block::Quote { .. } | Block::Aside { .. })
}

/// White space that is one space in a text: what HTML collapses, and the separators of lines and paragraphs.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Control characters, and those that turn the direction of the text around them (Unicode's "Trojan source").
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// One line of plain text.
fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().take(limits::TITLE_CHARS * 2) {
        if is_space(c) {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_hidden(c) {
            out.push(c);
        }
    }
    let end = out.char_indices().nth(limits::TITLE_CHARS).map_or(out.len(), |(at, _)| at);
    out[..end].trim().to_owned()
}

/// Lines of code: line feeds and tabs kept, no empty line at the end.
fn code(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut text: String = text.chars().filter(|&c| matches!(c, '\n' | '\t') || !(is_hidden(c) || is_space(c) && c != ' ')).collect();
    text.truncate(text.trim_end_matches('\n').len());
    text
}

fn is_language(name: &str) -> bool {
    (1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'#' | b'.' | b'_' | b'-'))
}
