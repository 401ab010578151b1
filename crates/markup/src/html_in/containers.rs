//! Lists, quotations, boxes; and what they come to where only a line of text may stand.

use super::dom::{Node, NodeId};
use super::flow::{Flow, Mark, Reader};
use crate::{Block, Inline};

impl Reader<'_> {
    pub(super) fn list(&mut self, id: NodeId, flow: &mut Flow) {
        let dom = self.dom;
        let mut items: Vec<Vec<Block>> = Vec::new();
        for &child in dom.children(id) {
            match (dom.node(child), items.last_mut()) {
                (Node::Element { .. }, last) if dom.tag(child) == "li" || last.is_none() => {
                    let item = if dom.tag(child) == "li" { self.blocks(dom.children(child)) } else { self.blocks(&[child]) };
                    items.push(item);
                }
                (Node::Element { .. }, Some(last)) => last.extend(self.blocks(&[child])),
                (Node::Text(text), last) if !text.trim().is_empty() => {
                    let block = Block::Paragraph(vec![Inline::Text(text.to_string())]);
                    match last {
                        Some(last) => last.push(block),
                        None => items.push(vec![block]),
                    }
                }
                _ => {}
            }
        }
        let start = dom.attribute(id, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        flow.push(Block::List { start: (dom.tag(id) == "ol").then_some(start), items });
    }

    pub(super) fn definitions(&mut self, id: NodeId, flow: &mut Flow) {
        let dom = self.dom;
        flow.end_line();
        let parts: Vec<_> =
            dom.children(id).iter().flat_map(|&c| if dom.tag(c) == "div" { dom.children(c).to_vec() } else { vec![c] }).collect();
        for part in parts {
            if dom.tag(part) == "dt" {
                self.marked(Mark::Strong, dom.children(part), flow);
                flow.end_line();
            } else {
                self.follow(part, flow);
            }
        }
        flow.end_line();
    }

    pub(super) fn quote(&mut self, id: NodeId, flow: &mut Flow) {
        let mut inner = Flow::within_quote(self.attribution(id));
        self.follow_all(self.dom.children(id), &mut inner);
        inner.end_line();
        let cite = inner.cite;
        if self.dom.has_class(id, "pull-quote") {
            flow.end_line();
            flow.blocks.extend(pull_quote(inner.blocks, cite));
        } else {
            flow.push(Block::Quote { blocks: inner.blocks, cite });
        }
    }

    /// The `<cite>` or `<footer>` that ends a quotation and stands on a line of its own. Others name a work in the middle of the text.
    fn attribution(&self, quote: NodeId) -> Option<NodeId> {
        let dom = self.dom;
        let speaks = |id: NodeId| match dom.node(id) {
            Node::Text(text) => !text.trim().is_empty(),
            _ => dom.has_class(id, "note-ref"),
        };
        let is_dash = |id: NodeId| matches!(dom.node(id), Node::Text(text) if matches!(text.trim(), "—" | "–" | "-"));
        let last_words = dom.under(quote).filter(|&id| speaks(id)).last()?;
        let cite =
            dom.around(last_words, &["cite", "footer", "blockquote"], quote).filter(|&id| id != quote && dom.tag(id) != "blockquote")?;
        let before = dom.before(cite).iter().rev().take_while(|&&id| !matches!(dom.tag(id), "br" | "p" | "div"));
        let starts_line = before.into_iter().all(|&id| dom.under(id).all(|id| !speaks(id) || is_dash(id)));
        starts_line.then_some(cite)
    }

    pub(super) fn aside(&mut self, id: NodeId, flow: &mut Flow, title_mark: &str) {
        let dom = self.dom;
        let is_title = |child: &NodeId| dom.tag(*child) == title_mark || dom.has_class(*child, title_mark);
        let (titles, rest): (Vec<NodeId>, Vec<NodeId>) = dom.children(id).iter().partition(|child| is_title(child));
        let spoken = titles.first().map(|&title| dom.text(title));
        let title = dom.attribute(id, "data-title").map(str::to_owned).or(spoken).unwrap_or_default();
        let blocks = self.blocks(&rest);
        flow.push(Block::Aside { title, blocks });
    }
}

/// A pull quote, and after it what cannot stand in one.
pub(super) fn pull_quote(quoted: Vec<Block>, cite: Vec<Inline>) -> Vec<Block> {
    let (mut content, mut after) = (Vec::new(), Vec::new());
    flatten(quoted, &mut content, &mut after);
    after.insert(0, Block::PullQuote { content, cite });
    after
}

/// The text of blocks as one run with breaks between them; pictures, cards and their like go to `after`.
pub(super) fn flatten(blocks: Vec<Block>, run: &mut Vec<Inline>, after: &mut Vec<Block>) {
    for block in blocks {
        match block {
            Block::Paragraph(content) | Block::Heading { content, .. } => {
                run.push(Inline::Break);
                run.extend(content);
            }
            Block::Quote { blocks, cite } => {
                flatten(blocks, run, after);
                run.push(Inline::Break);
                run.extend(cite);
            }
            Block::Aside { blocks, .. } => flatten(blocks, run, after),
            Block::List { items, .. } => items.into_iter().for_each(|item| flatten(item, run, after)),
            Block::Code { text, .. } => run.extend([Inline::Break, Inline::Code(text)]),
            Block::Table { head, rows } => {
                for row in std::iter::once(head).chain(rows) {
                    run.push(Inline::Break);
                    row.into_iter().for_each(|cell| {
                        run.push(Inline::Text(" ".into()));
                        run.extend(cell);
                    });
                }
            }
            Block::PullQuote { content, cite } => {
                run.extend([vec![Inline::Break], content, vec![Inline::Break], cite].into_iter().flatten())
            }
            Block::Rule => run.push(Inline::Break),
            Block::Image { .. } | Block::Gallery(_) | Block::Embed { .. } | Block::Audio { .. } | Block::Video { .. } => after.push(block),
            Block::Related(_) | Block::NewsletterBox => after.push(block),
        }
    }
}
