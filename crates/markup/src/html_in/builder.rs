//! The document while html5ever builds it, and how large it may grow.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, ns};

use super::dom::{Dom, Node, NodeId};

/// Elements inside elements. Beyond it a page is hostile or broken; the parser's own work grows with the square of it.
const DEEPEST: usize = 200;
/// As many nodes as a page may have.
const MOST_NODES: usize = 400_000;
/// Bytes looked at to write the document out again: html5ever looks through the rest of a text for each `&` in it (write_escaped), so that also grows with the
/// square. This many take about half a second.
const MOST_ESCAPING: u64 = 20 << 30;
/// What a sign costs beside that, in bytes looked at: it is read by itself, twice.
const SIGN_COST: u64 = 40_000;

/// The nodes while they are built.
pub(super) struct Builder {
    nodes: RefCell<Vec<Building>>,
    deepest: Cell<usize>,
    /// Counts what the parser did, so that a slice in which nothing happened shows.
    pub(super) acts: Cell<usize>,
    escaping: Cell<u64>,
}

pub(super) struct Building {
    pub(super) node: Node,
    pub(super) parent: Option<NodeId>,
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
    pub(super) fn is_too_much(&self) -> bool {
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
        NodeId::new(nodes.len() - 1)
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
        let depth = nodes[parent.index()].depth + 1;
        self.deepest.set(self.deepest.get().max(depth));
        nodes[child.index()].parent = Some(parent);
        nodes[child.index()].depth = depth;
        if let Node::Element { children, .. } = &mut nodes[parent.index()].node {
            children.insert(at.min(children.len()), child);
        }
    }

    fn joined_text(&self, parent: NodeId, at: usize, more: &StrTendril) -> bool {
        let mut nodes = self.nodes.borrow_mut();
        let before = match &nodes[parent.index()].node {
            Node::Element { children, .. } if at > 0 => children.get(at - 1).copied(),
            _ => None,
        };
        match before.map(|id| &mut nodes[id.index()].node) {
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
        let parent = nodes[child.index()].parent.take()?;
        match &mut nodes[parent.index()].node {
            Node::Element { children, .. } => {
                let at = children.iter().rposition(|&id| id == child)?;
                children.remove(at);
                Some((parent, at))
            }
            _ => None,
        }
    }

    fn len(&self, parent: NodeId) -> usize {
        match &self.nodes.borrow()[parent.index()].node {
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
        Dom::of(self.nodes.into_inner())
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        Dom::ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| match &nodes[target.index()].node {
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
        if self.nodes.borrow()[element.index()].parent.is_some() {
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
        let place = nodes[sibling.index()].parent.and_then(|parent| match &nodes[parent.index()].node {
            Node::Element { children, .. } => Some((parent, children.iter().rposition(|id| id == sibling)?)),
            _ => None,
        });
        drop(nodes);
        if let Some((parent, at)) = place {
            self.put(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, more: Vec<Attribute>) {
        if let Node::Element { attributes, .. } = &mut self.nodes.borrow_mut()[target.index()].node {
            let missing: Vec<_> = more.into_iter().filter(|new| !attributes.iter().any(|old| old.name == new.name)).collect();
            attributes.extend(missing);
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let children = match &mut self.nodes.borrow_mut()[node.index()].node {
            Node::Element { children, .. } => std::mem::take(children),
            _ => Vec::new(),
        };
        for child in children {
            self.nodes.borrow_mut()[child.index()].parent = None;
            self.append(new_parent, NodeOrText::AppendNode(child));
        }
    }
}
