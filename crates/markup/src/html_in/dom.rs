//! A small document: nodes in a vector.

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, ParseOpts, QualName, local_name, ns, parse_fragment};

use super::builder::{Builder, Building};

/// How much is read between two looks at the size of the document.
const SLICE_BYTES: usize = 256;
/// A single tag or comment of this size is looked at more closely, …
const LARGE_TOKEN_BYTES: usize = 16 << 10;
/// … because the parser's work grows with the square of the attributes of a tag.
const MOST_ATTRIBUTES: usize = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(usize);

#[derive(Debug)]
pub(super) enum Node {
    Element {
        name: QualName,
        attributes: Vec<Attribute>,
        children: Vec<NodeId>,
    },
    Text(StrTendril),
    /// A comment, a processing instruction, or what was moved away.
    Nothing,
}

pub(super) struct Dom {
    nodes: Vec<Building>,
}

impl NodeId {
    pub(super) fn new(index: usize) -> Self {
        Self(index)
    }

    pub(super) fn index(self) -> usize {
        self.0
    }
}

impl Dom {
    pub(super) fn of(nodes: Vec<Building>) -> Self {
        Self { nodes }
    }

    pub(super) const ROOT: NodeId = NodeId(0);

    /// Reads a fragment as the content of a `<div>`. The second value is how many bytes of it can be read before it
    /// becomes too deep or too large.
    pub(super) fn read(html: &str) -> (Self, usize) {
        let div = QualName::new(None, ns!(html), local_name!("div"));
        let mut parser = parse_fragment(Builder::default(), ParseOpts::default(), div, Vec::new(), false);
        let whole = StrTendril::from(html);
        let (mut read, mut token_start, mut seen) = (0, 0, 0);
        while read < html.len() {
            let end = html.ceil_char_boundary(read + SLICE_BYTES);
            parser.process(whole.subtendril(read as u32, (end - read) as u32));
            let builder = &parser.tokenizer.sink.sink;
            if builder.is_too_much() || has_too_many_attributes(&html[token_start..end]) {
                break;
            }
            read = end;
            if builder.acts.get() != seen {
                (seen, token_start) = (builder.acts.get(), read);
            }
        }
        (parser.finish(), read)
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0].node
    }

    /// What the `<div>` of the fragment holds: the children of the one element under the document.
    pub(super) fn top(&self) -> &[NodeId] {
        let html = self.children(Self::ROOT).iter().find(|&&id| matches!(self.node(id), Node::Element { .. }));
        html.map_or(&[], |&html| self.children(html))
    }

    pub(super) fn children(&self, id: NodeId) -> &[NodeId] {
        match self.node(id) {
            Node::Element { children, .. } => children,
            _ => &[],
        }
    }

    pub(super) fn name(&self, id: NodeId) -> Option<&LocalName> {
        match self.node(id) {
            Node::Element { name, .. } => Some(&name.local),
            _ => None,
        }
    }

    /// The name, or nothing for a text.
    pub(super) fn tag(&self, id: NodeId) -> &str {
        self.name(id).map_or("", |name| name)
    }

    pub(super) fn attribute(&self, id: NodeId, wanted: &str) -> Option<&str> {
        match self.node(id) {
            Node::Element { attributes, .. } => attributes.iter().find(|a| &*a.name.local == wanted).map(|a| &*a.value),
            _ => None,
        }
    }

    pub(super) fn has_class(&self, id: NodeId, class: &str) -> bool {
        self.attribute(id, "class").is_some_and(|classes| classes.split_ascii_whitespace().any(|c| c == class))
    }

    /// The nearest element of one of these names around a node, no further out than `top`.
    pub(super) fn around(&self, id: NodeId, names: &[&str], top: NodeId) -> Option<NodeId> {
        let mut at = id;
        while at != top {
            at = self.nodes[at.0].parent?;
            if names.contains(&self.tag(at)) {
                return Some(at);
            }
        }
        None
    }

    /// The siblings before a node.
    pub(super) fn before(&self, id: NodeId) -> &[NodeId] {
        let siblings = self.nodes[id.0].parent.map_or(&[][..], |parent| self.children(parent));
        let at = siblings.iter().rposition(|&sibling| sibling == id).unwrap_or(0);
        &siblings[..at]
    }

    /// Everything under a node, the node first, in reading order.
    pub(super) fn under(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let mut open = vec![id];
        std::iter::from_fn(move || {
            let next = open.pop()?;
            open.extend(self.children(next).iter().rev());
            Some(next)
        })
    }

    /// The text under a node as it stands, with a line feed for each `<br>`.
    pub(super) fn text(&self, id: NodeId) -> String {
        let mut out = String::new();
        for id in self.under(id) {
            match self.node(id) {
                Node::Text(text) => out.push_str(text),
                Node::Element { name, .. } if name.local == local_name!("br") => out.push('\n'),
                _ => {}
            }
        }
        out
    }
}

fn has_too_many_attributes(token: &str) -> bool {
    let may_start_one = |b: &u8| matches!(b, b'/' | b'"' | b'\'' | b'=') || b.is_ascii_whitespace();
    token.len() > LARGE_TOKEN_BYTES && token.bytes().filter(|b| may_start_one(b)).count() > MOST_ATTRIBUTES
}
