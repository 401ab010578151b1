//! Every block, inline, picture and link, in reading order.

use std::slice;

use super::{Block, Body, Href, Inline, Picture, Source};

impl Body {
    /// Every block, each container before what it holds.
    pub fn all_blocks(&self) -> impl Iterator<Item = &Block> {
        Deep { open: vec![self.blocks.iter()], inner: block_children }
    }

    /// Every inline of text, captions, tables and notes, each mark before what it marks.
    pub fn all_inlines(&self) -> impl Iterator<Item = &Inline> {
        let contents = self.all_blocks().flat_map(contents).chain(self.notes.iter().map(Vec::as_slice));
        contents.flat_map(|content| Deep { open: vec![content.iter()], inner: |inline| inline.content().into_iter().collect() })
    }

    /// Every picture, whether it stands alone or in a gallery.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.all_blocks().flat_map(pictures)
    }

    /// Where the pictures, sounds and films are.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.all_blocks().flat_map(|block| {
            let file = match block {
                Block::Audio { file, .. } | Block::Video { file, .. } => Some(file),
                _ => None,
            };
            file.into_iter().chain(pictures(block).iter().map(|picture| &picture.source))
        })
    }

    /// Every target of a link.
    pub fn links(&self) -> impl Iterator<Item = &Href> {
        self.all_inlines().filter_map(|inline| match inline {
            Inline::Link { href, .. } => Some(href),
            _ => None,
        })
    }
}

impl Inline {
    /// What a mark marks; `None` for what is no mark.
    pub fn content(&self) -> Option<&[Inline]> {
        match self {
            Self::Strong(content)
            | Self::Emphasis(content)
            | Self::Link { content, .. }
            | Self::Sub(content)
            | Self::Sup(content)
            | Self::SmallCaps(content)
            | Self::Strike(content) => Some(content),
            Self::Text(_) | Self::Code(_) | Self::Break | Self::Note(_) => None,
        }
    }
}

/// Depth first, with its own stack.
struct Deep<'a, T> {
    open: Vec<slice::Iter<'a, T>>,
    inner: fn(&'a T) -> Vec<&'a [T]>,
}

impl<'a, T> Iterator for Deep<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        loop {
            let Some(next) = self.open.last_mut()?.next() else {
                self.open.pop();
                continue;
            };
            self.open.extend((self.inner)(next).into_iter().rev().map(<[T]>::iter));
            return Some(next);
        }
    }
}

fn block_children(block: &Block) -> Vec<&[Block]> {
    match block {
        Block::Quote { blocks, .. } | Block::Aside { blocks, .. } => vec![blocks],
        Block::List { items, .. } => items.iter().map(Vec::as_slice).collect(),
        _ => Vec::new(),
    }
}

fn contents(block: &Block) -> Vec<&[Inline]> {
    match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => vec![content],
        Block::Quote { cite, .. } => vec![cite],
        Block::PullQuote { content, cite } => vec![content, cite],
        Block::Image { .. } | Block::Gallery(_) => pictures(block).iter().map(|picture| picture.caption.as_slice()).collect(),
        Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).map(Vec::as_slice).collect(),
        _ => Vec::new(),
    }
}

fn pictures(block: &Block) -> &[Picture] {
    match block {
        Block::Image { picture, .. } => slice::from_ref(picture),
        Block::Gallery(pictures) => pictures,
        _ => &[],
    }
}
