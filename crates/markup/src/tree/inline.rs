//! The normal form of a run of inlines: taken apart into leaves that each know their marks, and put together again.

use super::tidy::{Tidy, is_hidden, is_space};
use super::{Href, Inline};

/// What stands between two leaves. It belongs to neither's marks, but to what both have in common.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Between {
    Nothing,
    Space,
    Break,
}

#[derive(Clone, PartialEq)]
enum Mark {
    Strong,
    Emphasis,
    Link(Href),
    Sub,
    Sup,
    SmallCaps,
    Strike,
}

enum Leaf {
    Text(String),
    Code(String),
    Note(usize),
}

struct Placed {
    before: Between,
    marks: Vec<Mark>,
    leaf: Leaf,
}

pub(super) fn tidied(content: Vec<Inline>, tidy: &mut Tidy) -> Vec<Inline> {
    let mut run = Run { leaves: Vec::new(), marks: Vec::new(), before: Between::Nothing };
    run.take_apart(content, tidy);
    trim(&mut run.leaves);
    put_together(run.leaves, tidy)
}

struct Run {
    leaves: Vec<Placed>,
    marks: Vec<Mark>,
    before: Between,
}

impl Run {
    fn take_apart(&mut self, content: Vec<Inline>, tidy: &mut Tidy) {
        for inline in content {
            match inline {
                Inline::Text(text) => self.text(&text, tidy),
                Inline::Code(text) => self.code(&text, tidy),
                Inline::Break => self.before = Between::Break,
                Inline::Note(old) => self.note(old, tidy),
                Inline::Strong(inner) => self.marked(Mark::Strong, inner, tidy),
                Inline::Emphasis(inner) => self.marked(Mark::Emphasis, inner, tidy),
                Inline::Link { href, content } => self.marked(Mark::Link(href), content, tidy),
                Inline::Sub(inner) => self.marked(Mark::Sub, inner, tidy),
                Inline::Sup(inner) => self.marked(Mark::Sup, inner, tidy),
                Inline::SmallCaps(inner) => self.marked(Mark::SmallCaps, inner, tidy),
                Inline::Strike(inner) => self.marked(Mark::Strike, inner, tidy),
            }
        }
    }

    fn marked(&mut self, mark: Mark, inner: Vec<Inline>, tidy: &mut Tidy) {
        let same_kind = |open: &Mark| std::mem::discriminant(open) == std::mem::discriminant(&mark);
        if self.marks.iter().any(same_kind) {
            return self.take_apart(inner, tidy);
        }
        self.marks.push(mark);
        self.take_apart(inner, tidy);
        self.marks.pop();
    }

    fn text(&mut self, text: &str, tidy: &mut Tidy) {
        let mut word = String::new();
        for c in text.chars() {
            if is_space(c) {
                self.word(std::mem::take(&mut word), tidy);
                self.before = self.before.max(Between::Space);
            } else if !is_hidden(c) {
                word.push(c);
            }
        }
        self.word(word, tidy);
    }

    /// Adds to the text before, when that has the same marks.
    fn word(&mut self, word: String, tidy: &mut Tidy) {
        if word.is_empty() {
            return;
        }
        if let Some(Placed { marks, leaf: Leaf::Text(text), .. }) = self.leaves.last_mut()
            && *marks == self.marks
            && self.before < Between::Break
        {
            if std::mem::replace(&mut self.before, Between::Nothing) == Between::Space {
                text.push(' ');
            }
            if tidy.afford_bytes(word.len() + 1) {
                text.push_str(&word);
            }
        } else {
            self.place(Leaf::Text(word), tidy);
        }
    }

    fn code(&mut self, text: &str, tidy: &mut Tidy) {
        let mut clean = String::with_capacity(text.len());
        for word in text.split(is_space).filter(|word| !word.is_empty()) {
            if !clean.is_empty() {
                clean.push(' ');
            }
            clean.extend(word.chars().filter(|&c| !is_hidden(c)));
        }
        let clean = clean.trim();
        if clean.is_empty() {
            self.before = self.before.max(Between::Space);
        } else if let Some(Placed { marks, leaf: Leaf::Code(before), .. }) = self.leaves.last_mut()
            && *marks == self.marks
            && self.before == Between::Nothing
        {
            if tidy.afford_bytes(clean.len()) {
                before.push_str(clean);
            }
        } else {
            self.place(Leaf::Code(clean.to_owned()), tidy);
        }
    }

    /// A reference is a link of its own, and HTML has no link inside a link.
    fn note(&mut self, old: usize, tidy: &mut Tidy) {
        if let Some(new) = tidy.note(old) {
            self.place(Leaf::Note(new), tidy);
            if let Some(placed) = self.leaves.last_mut() {
                placed.marks.retain(|mark| !matches!(mark, Mark::Link(_)));
            }
        }
    }

    fn place(&mut self, leaf: Leaf, tidy: &mut Tidy) {
        let bytes = match &leaf {
            Leaf::Text(text) | Leaf::Code(text) => text.len(),
            Leaf::Note(_) => 0,
        };
        if tidy.afford(bytes) {
            let before = std::mem::replace(&mut self.before, Between::Nothing);
            self.leaves.push(Placed { before, marks: self.marks.clone(), leaf });
        }
    }
}

/// Takes away the white space at both ends, of every kind that Unicode has; inside, a space of a special width is meant.
fn trim(leaves: &mut Vec<Placed>) {
    let blank = |placed: &Placed| matches!(&placed.leaf, Leaf::Text(text) if text.trim().is_empty());
    while leaves.last().is_some_and(blank) {
        leaves.pop();
    }
    let first = leaves.iter().position(|placed| !blank(placed)).unwrap_or(leaves.len());
    leaves.drain(..first);
    if let Some(Placed { leaf: Leaf::Text(text), .. }) = leaves.last_mut() {
        text.truncate(text.trim_end().len());
    }
    if let Some(Placed { leaf: Leaf::Text(text), before, .. }) = leaves.first_mut() {
        *before = Between::Nothing;
        *text = text.trim_start().to_owned();
    } else if let Some(placed) = leaves.first_mut() {
        placed.before = Between::Nothing;
    }
}

fn put_together(leaves: Vec<Placed>, tidy: &mut Tidy) -> Vec<Inline> {
    let mut open = Open { root: Vec::new(), marks: Vec::new() };
    for Placed { before, marks, leaf } in leaves {
        let common = open.marks.iter().zip(&marks).take_while(|((a, _), b)| a == *b).count();
        open.close_to(common);
        match before {
            Between::Nothing => {}
            Between::Space => open.push_text(" "),
            Between::Break => open.content().push(Inline::Break),
        }
        for mark in marks.into_iter().skip(common) {
            tidy.afford(0);
            open.marks.push((mark, Vec::new()));
        }
        match leaf {
            Leaf::Text(text) => open.push_text(&text),
            Leaf::Code(text) => open.content().push(Inline::Code(text)),
            Leaf::Note(index) => open.content().push(Inline::Note(index)),
        }
    }
    open.close_to(0);
    open.root
}

struct Open {
    root: Vec<Inline>,
    marks: Vec<(Mark, Vec<Inline>)>,
}

impl Open {
    fn content(&mut self) -> &mut Vec<Inline> {
        self.marks.last_mut().map_or(&mut self.root, |(_, content)| content)
    }

    fn push_text(&mut self, text: &str) {
        match self.content().last_mut() {
            Some(Inline::Text(before)) => before.push_str(text),
            _ => self.content().push(Inline::Text(text.to_owned())),
        }
    }

    fn close_to(&mut self, depth: usize) {
        while self.marks.len() > depth
            && let Some((mark, content)) = self.marks.pop()
        {
            let closed = match mark {
                Mark::Strong => Inline::Strong(content),
                Mark::Emphasis => Inline::Emphasis(content),
                Mark::Link(href) => Inline::Link { href, content },
                Mark::Sub => Inline::Sub(content),
                Mark::Sup => Inline::Sup(content),
                Mark::SmallCaps => Inline::SmallCaps(content),
                Mark::Strike => Inline::Strike(content),
            };
            self.content().push(closed);
        }
    }
}
