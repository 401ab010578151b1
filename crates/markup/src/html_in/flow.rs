//! Elements to blocks and marks.

use std::collections::HashMap;

use super::containers::flatten;
use super::dom::{Dom, Node, NodeId};
use super::{figure, table};
use crate::loss::{Losses, shortened};
use crate::{Block, Href, Inline, Level, Loss};

/// The tree of the content, and its notes.
pub(super) fn read(dom: &Dom, losses: &mut Losses) -> (Vec<Block>, Vec<Vec<Inline>>) {
    let mut reader = Reader { dom, losses, names: HashMap::new(), notes: Vec::new(), depth: 0 };
    let blocks = reader.blocks(dom.top());
    (blocks, reader.notes)
}

/// Elements inside elements that are still followed; the parser's own measure can be fooled by misnested tags.
const DEEPEST: usize = 400;

pub(super) struct Reader<'a> {
    pub(super) dom: &'a Dom,
    pub(super) losses: &'a mut Losses,
    /// The index that each name of a note has.
    names: HashMap<String, usize>,
    notes: Vec<Vec<Inline>>,
    depth: usize,
}

/// Blocks that are done, and the line of text that is not.
#[derive(Default)]
pub(super) struct Flow {
    pub(super) blocks: Vec<Block>,
    line: Vec<Inline>,
    marks: Vec<Mark>,
    /// Inside a quotation, the element that says whose it is, and its words.
    attribution: Option<NodeId>,
    pub(super) cite: Vec<Inline>,
}

#[derive(Clone)]
pub(super) enum Mark {
    Strong,
    Emphasis,
    Link(Href),
    Sub,
    Sup,
    SmallCaps,
    Strike,
}

impl Flow {
    pub(super) fn within_quote(attribution: Option<NodeId>) -> Self {
        Self { attribution, ..Self::default() }
    }

    /// Ends the line: what it holds is a paragraph.
    pub(super) fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.iter().any(|inline| !matches!(inline, Inline::Break)) {
            self.blocks.push(Block::Paragraph(line));
        }
    }

    pub(super) fn push(&mut self, block: Block) {
        self.end_line();
        self.blocks.push(block);
    }

    pub(super) fn put(&mut self, leaf: Inline) {
        let marked = self.marks.iter().rev().fold(leaf, |inner, mark| match mark.clone() {
            Mark::Strong => Inline::Strong(vec![inner]),
            Mark::Emphasis => Inline::Emphasis(vec![inner]),
            Mark::Link(href) => Inline::Link { href, content: vec![inner] },
            Mark::Sub => Inline::Sub(vec![inner]),
            Mark::Sup => Inline::Sup(vec![inner]),
            Mark::SmallCaps => Inline::SmallCaps(vec![inner]),
            Mark::Strike => Inline::Strike(vec![inner]),
        });
        self.line.push(marked);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.put(Inline::Text(text.to_owned()));
    }

    /// One break is a break, two are the end of a paragraph.
    fn line_break(&mut self) {
        let is_blank = |inline: &Inline| matches!(inline, Inline::Text(text) if text.trim().is_empty());
        match self.line.iter().rfind(|inline| !is_blank(inline)) {
            Some(Inline::Break) => self.end_line(),
            _ => self.line.push(Inline::Break),
        }
    }
}

impl Reader<'_> {
    pub(super) fn blocks(&mut self, ids: &[NodeId]) -> Vec<Block> {
        let mut flow = Flow::default();
        self.follow_all(ids, &mut flow);
        flow.end_line();
        flow.blocks
    }

    /// The content as one run of inlines; what cannot stand in one (a picture in a heading) comes after it.
    pub(super) fn inlines(&mut self, ids: &[NodeId]) -> (Vec<Inline>, Vec<Block>) {
        let (mut run, mut after) = (Vec::new(), Vec::new());
        flatten(self.blocks(ids), &mut run, &mut after);
        (run, after)
    }

    pub(super) fn follow_all(&mut self, ids: &[NodeId], flow: &mut Flow) {
        ids.iter().for_each(|&id| self.follow(id, flow));
    }

    pub(super) fn follow(&mut self, id: NodeId, flow: &mut Flow) {
        match self.dom.node(id) {
            Node::Text(text) => flow.text(text),
            Node::Element { .. } if self.depth >= DEEPEST => self.losses.add(Loss::TooDeep),
            Node::Element { .. } => {
                self.depth += 1;
                self.element(id, flow);
                self.depth -= 1;
            }
            Node::Nothing => {}
        }
    }

    fn element(&mut self, id: NodeId, flow: &mut Flow) {
        let dom = self.dom;
        let children = dom.children(id);
        match dom.tag(id) {
            "br" => flow.line_break(),
            "b" | "strong" if !self.style(id, &["font-weight:normal", "font-weight:400"]) => self.marked(Mark::Strong, children, flow),
            "i" | "em" | "dfn" | "var" if !self.style(id, &["font-style:normal"]) => self.marked(Mark::Emphasis, children, flow),
            "sub" => self.marked(Mark::Sub, children, flow),
            "sup" if dom.has_class(id, "note-ref") => self.note_reference(id, flow),
            "sup" => self.marked(Mark::Sup, children, flow),
            "s" | "del" | "strike" => self.marked(Mark::Strike, children, flow),
            "code" | "kbd" | "samp" | "tt" => flow.put(Inline::Code(dom.text(id))),
            "q" => {
                flow.text("“");
                self.follow_all(children, flow);
                flow.text("”");
            }
            "a" => self.link(id, flow),
            "span" | "font" => self.span(id, flow),
            "cite" | "footer" if flow.attribution == Some(id) => {
                let (run, after) = self.inlines(children);
                flow.end_line();
                flow.cite = run;
                flow.blocks.extend(after);
            }
            "cite" => self.marked(Mark::Emphasis, children, flow),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(id, flow),
            "ul" | "ol" | "menu" | "dir" => self.list(id, flow),
            "dl" => self.definitions(id, flow),
            "blockquote" => self.quote(id, flow),
            "pre" => flow.push(self.code(id)),
            "hr" => flow.push(Block::Rule),
            "table" => table::read(self, id, flow),
            "details" => self.aside(id, flow, "summary"),
            "aside" => self.aside(id, flow, "aside-title"),
            "img" | "figure" | "video" | "audio" | "iframe" => figure::read(self, id, flow),
            "div" if figure::read_card(self, id, flow) => {}
            "div" if dom.has_class(id, "note") => self.note(id),
            "div" | "p" | "section" | "article" | "main" | "header" | "footer" | "nav" | "address" | "center" | "hgroup" | "figcaption"
            | "summary" | "form" | "fieldset" | "legend" | "dialog" | "li" | "dt" | "dd" | "tr" | "caption" => {
                flow.end_line();
                self.follow_all(children, flow);
                flow.end_line();
            }
            _ => self.follow_all(children, flow),
        }
    }

    pub(super) fn marked(&mut self, mark: Mark, children: &[NodeId], flow: &mut Flow) {
        flow.marks.push(mark);
        self.follow_all(children, flow);
        flow.marks.pop();
    }

    fn link(&mut self, id: NodeId, flow: &mut Flow) {
        let href = self.dom.attribute(id, "href").and_then(|href| href.parse().ok());
        match href {
            Some(href) => self.marked(Mark::Link(href), self.dom.children(id), flow),
            None => self.follow_all(self.dom.children(id), flow),
        }
    }

    fn span(&mut self, id: NodeId, flow: &mut Flow) {
        let marks = [
            (Mark::Strong, self.style(id, &["font-weight:bold", "font-weight:600", "font-weight:700", "font-weight:800"])),
            (Mark::Emphasis, self.style(id, &["font-style:italic"])),
            (Mark::Strike, self.style(id, &["text-decoration:line-through"])),
            (Mark::Sub, self.style(id, &["vertical-align:sub"])),
            (Mark::Sup, self.style(id, &["vertical-align:super"])),
            (Mark::SmallCaps, self.dom.has_class(id, "small-caps") || self.style(id, &["font-variant:small-caps"])),
        ];
        let before = flow.marks.len();
        flow.marks.extend(marks.into_iter().filter(|(_, is_set)| *is_set).map(|(mark, _)| mark));
        self.follow_all(self.dom.children(id), flow);
        flow.marks.truncate(before);
    }

    fn style(&self, id: NodeId, wanted: &[&str]) -> bool {
        self.dom.attribute(id, "style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            wanted.iter().any(|w| style.split(';').any(|s| s == *w))
        })
    }

    fn heading(&mut self, id: NodeId, flow: &mut Flow) {
        let level = self.dom.tag(id).as_bytes()[1] - b'0';
        let (content, after) = self.inlines(self.dom.children(id));
        flow.push(Block::Heading { level: Level::nearest(level), content });
        flow.blocks.extend(after);
    }

    fn code(&self, id: NodeId) -> Block {
        let inner = self.dom.children(id).iter().copied().find(|&child| self.dom.tag(child) == "code");
        let classes = [Some(id), inner].into_iter().flatten().filter_map(|id| self.dom.attribute(id, "class"));
        let language =
            classes.flat_map(str::split_ascii_whitespace).find_map(|class| class.strip_prefix("language-").or(class.strip_prefix("lang-")));
        Block::Code { language: language.map(str::to_owned), text: self.dom.text(id) }
    }

    fn note_reference(&mut self, id: NodeId, flow: &mut Flow) {
        if let Some(name) = self.dom.attribute(id, "data-note") {
            let index = self.note_index(name);
            flow.put(Inline::Note(index));
        }
    }

    fn note(&mut self, id: NodeId) {
        let Some(name) = self.dom.attribute(id, "data-note") else { return };
        let index = self.note_index(name);
        let (content, after) = self.inlines(self.dom.children(id));
        if !after.is_empty() {
            self.losses.add(Loss::Note(shortened(name)));
        }
        self.notes[index] = content;
    }

    fn note_index(&mut self, name: &str) -> usize {
        if let Some(&index) = self.names.get(name) {
            return index;
        }
        self.names.insert(name.to_owned(), self.notes.len());
        self.notes.push(Vec::new());
        self.notes.len() - 1
    }
}
