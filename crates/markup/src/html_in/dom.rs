//! A small document: nodes in a vector, built by html5ever.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, ParseOpts, QualName, local_name, ns, parse_fragment};

/// Elements inside elements. Beyond it a page is hostile or broken; the parser's own work grows with the square of it.
const DEEPEST: usize = 200;
/// As many nodes as a page may have.
const MOST_NODES: usize = 400_000;
/// How much is read between two looks at the size of the document.
const SLICE_BYTES: usize = 256;
/// Bytes looked at to write the document out again: html5ever looks through the rest of a text for each `&` in it (write_escaped), so that also grows with the
/// square. This many take about half a second.
const MOST_ESCAPING: u64 = 20 << 30;
/// What a sign costs beside that, in bytes looked at: it is read by itself, twice.
const SIGN_COST: u64 = 40_000;
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

impl Dom {
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

/// The nodes while they are built.
struct Builder {
    nodes: RefCell<Vec<Building>>,
    deepest: Cell<usize>,
    /// Counts what the parser did, so that a slice in which nothing happened shows.
    acts: Cell<usize>,
    escaping: Cell<u64>,
}

struct Building {
    node: Node,
    parent: Option<NodeId>,
    depth: usize,
}

impl Default for Builder {
    fn default() -> Self {
        let name = QualName::new(None, ns!(), LocalName::from("#document"));
        let document = Building { node: Node::Element { name, attributes: Vec::new(), children: Vec::new() }, parent: None, depth: 0 };
        Self { nodes: RefCell::new(vec![document]), deepest: Cell::default(), acts: Cell::default(), escaping: Cell::default() }
    }
}

impl Builder {
    fn is_too_much(&self) -> bool {
        self.deepest.get() > DEEPEST || self.nodes.borrow().len() > MOST_NODES || self.escaping.get() > MOST_ESCAPING
    }

    /// Counts what `more` adds to the work of writing a text of this length.
    fn count_escaping(&self, more: &str, length: usize) {
        let signs = |wanted: &[u8]| more.bytes().filter(|b| wanted.contains(b)).count() as u64;
        let cost = signs(&[b'&', 0xc2]) * length as u64 + signs(b"&<>") * SIGN_COST;
        self.escaping.set(self.escaping.get() + cost);
    }

    fn add(&self, node: Node) -> NodeId {
        self.acts.set(self.acts.get() + 1);
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Building { node, parent: None, depth: 0 });
        NodeId(nodes.len() - 1)
    }

    /// Puts a node or text among the children of `parent`, before the child at `at`.
    fn put(&self, parent: NodeId, at: usize, child: NodeOrText<NodeId>) {
        self.acts.set(self.acts.get() + 1);
        let child = match child {
            NodeOrText::AppendText(text) => {
                if self.joined_text(parent, at, &text) {
                    return;
                }
                self.add(Node::Text(text))
            }
            NodeOrText::AppendNode(child) => child,
        };
        self.detach(child);
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes[parent.0].depth + 1;
        self.deepest.set(self.deepest.get().max(depth));
        nodes[child.0].parent = Some(parent);
        nodes[child.0].depth = depth;
        if let Node::Element { children, .. } = &mut nodes[parent.0].node {
            children.insert(at.min(children.len()), child);
        }
    }

    fn joined_text(&self, parent: NodeId, at: usize, more: &StrTendril) -> bool {
        let mut nodes = self.nodes.borrow_mut();
        let before = match &nodes[parent.0].node {
            Node::Element { children, .. } if at > 0 => children.get(at - 1).copied(),
            _ => None,
        };
        match before.map(|id| &mut nodes[id.0].node) {
            Some(Node::Text(text)) => {
                text.push_tendril(more);
                self.count_escaping(more, text.len());
                true
            }
            _ => false,
        }
    }

    fn detach(&self, child: NodeId) -> Option<(NodeId, usize)> {
        let mut nodes = self.nodes.borrow_mut();
        let parent = nodes[child.0].parent.take()?;
        match &mut nodes[parent.0].node {
            Node::Element { children, .. } => {
                let at = children.iter().rposition(|&id| id == child)?;
                children.remove(at);
                Some((parent, at))
            }
            _ => None,
        }
    }

    fn len(&self, parent: NodeId) -> usize {
        match &self.nodes.borrow()[parent.0].node {
            Node::Element { children, .. } => children.len(),
            _ => 0,
        }
    }
}

impl TreeSink for Builder {
    type Handle = NodeId;
    type Output = Dom;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Dom {
        Dom { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        Dom::ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| match &nodes[target.0].node {
            Node::Element { name, .. } => name,
            _ => unreachable!("the parser asks only for names of elements"),
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> NodeId {
        attributes.iter().for_each(|a| self.count_escaping(&a.value, a.value.len()));
        self.add(Node::Element { name, attributes, children: Vec::new() })
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.add(Node::Nothing)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.add(Node::Nothing)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.put(*parent, self.len(*parent), child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        if self.nodes.borrow()[element.0].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// Templates are never shown, so their content need not stand apart.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(child) = &child {
            self.detach(*child);
        }
        let nodes = self.nodes.borrow();
        let place = nodes[sibling.0].parent.and_then(|parent| match &nodes[parent.0].node {
            Node::Element { children, .. } => Some((parent, children.iter().rposition(|id| id == sibling)?)),
            _ => None,
        });
        drop(nodes);
        if let Some((parent, at)) = place {
            self.put(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, more: Vec<Attribute>) {
        if let Node::Element { attributes, .. } = &mut self.nodes.borrow_mut()[target.0].node {
            let missing: Vec<_> = more.into_iter().filter(|new| !attributes.iter().any(|old| old.name == new.name)).collect();
            attributes.extend(missing);
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let children = match &mut self.nodes.borrow_mut()[node.0].node {
            Node::Element { children, .. } => std::mem::take(children),
            _ => Vec::new(),
        };
        for child in children {
            self.nodes.borrow_mut()[child.0].parent = None;
            self.append(new_parent, NodeOrText::AppendNode(child));
        }
    }
}
