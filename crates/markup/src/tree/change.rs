//! Pictures taken in, links led elsewhere.

use super::{Address, Block, Body, Href, Inline, MediaKey, Source};

impl Body {
    /// Puts our own file in the place of each picture, sound and film elsewhere for which `ours` knows a key.
    pub fn take_in(&mut self, mut ours: impl FnMut(&Address) -> Option<MediaKey>) {
        each_block(&mut self.blocks, &mut |block| {
            let take = |source: &mut Source| {
                if let Source::Elsewhere(address) = source
                    && let Some(key) = ours(address)
                {
                    *source = Source::Media(key);
                }
            };
            match block {
                Block::Image { picture, .. } => vec![&mut picture.source].into_iter().for_each(take),
                Block::Gallery(pictures) => pictures.iter_mut().map(|picture| &mut picture.source).for_each(take),
                Block::Audio { file, .. } | Block::Video { file, .. } => vec![file].into_iter().for_each(take),
                _ => {}
            }
        });
    }

    /// Leads each link elsewhere for which `to` gives a new target.
    pub fn relink(mut self, mut to: impl FnMut(&Href) -> Option<Href>) -> Self {
        let mut change = |inline: &mut Inline| {
            if let Inline::Link { href, .. } = inline
                && let Some(new) = to(href)
            {
                *href = new;
            }
        };
        each_block(&mut self.blocks, &mut |block| contents_mut(block).into_iter().for_each(|content| each_inline(content, &mut change)));
        self.notes.iter_mut().for_each(|note| each_inline(note, &mut change));
        Self::new(self.blocks, self.notes).0
    }
}

fn each_block(blocks: &mut [Block], act: &mut impl FnMut(&mut Block)) {
    for block in blocks {
        act(block);
        match block {
            Block::Quote { blocks, .. } | Block::Aside { blocks, .. } => each_block(blocks, act),
            Block::List { items, .. } => items.iter_mut().for_each(|item| each_block(item, act)),
            _ => {}
        }
    }
}

fn each_inline(content: &mut [Inline], act: &mut impl FnMut(&mut Inline)) {
    for inline in content {
        act(inline);
        match inline {
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Link { content: inner, .. }
            | Inline::Sub(inner)
            | Inline::Sup(inner)
            | Inline::SmallCaps(inner)
            | Inline::Strike(inner) => each_inline(inner, act),
            Inline::Text(_) | Inline::Code(_) | Inline::Break | Inline::Note(_) => {}
        }
    }
}

fn contents_mut(block: &mut Block) -> Vec<&mut Vec<Inline>> {
    match block {
        Block::Paragraph(content) | Block::Heading { content, .. } => vec![content],
        Block::Quote { cite, .. } => vec![cite],
        Block::PullQuote { content, cite } => vec![content, cite],
        Block::Image { picture, .. } => vec![&mut picture.caption],
        Block::Gallery(pictures) => pictures.iter_mut().map(|picture| &mut picture.caption).collect(),
        Block::Table { head, rows } => head.iter_mut().chain(rows.iter_mut().flatten()).collect(),
        _ => Vec::new(),
    }
}
