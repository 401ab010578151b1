//! What a door left out.

use std::fmt;

/// Something of the original that has no place in a [`Body`](crate::Body). Names and addresses are shortened before they get here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// An element that was left out with its content (`script`, `form`) or whose content alone was kept (unknown elements).
    Element(String),
    /// A frame from this host, which is no known player.
    Frame(String),
    /// A link with a target that is not let in; its words were kept.
    Link(String),
    /// A picture without an address that could be fetched.
    Picture(String),
    /// A card of another editor.
    Card(String),
    /// A `:::` block of this name, which house Markdown does not have; its content was kept.
    Directive(String),
    /// A note that nothing refers to, or a reference to a note that is not there.
    Note(String),
    /// Nested deeper than [`limits::DEPTH`](crate::tree::limits::DEPTH): the content was kept, the innermost containers were not.
    TooDeep,
    /// Longer than a body may be: the rest was left out.
    TooLong,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Element(name) => write!(f, "the element <{name}>"),
            Self::Frame(host) => write!(f, "a frame from {host}"),
            Self::Link(target) => write!(f, "the target of a link: {target}"),
            Self::Picture(what) => write!(f, "a picture that cannot be fetched: {what}"),
            Self::Card(name) => write!(f, "a card of the kind “{name}”"),
            Self::Directive(name) => write!(f, "the frame of a “{name}” block"),
            Self::Note(name) => write!(f, "the note “{name}”"),
            Self::TooDeep => f.write_str("containers nested too deep"),
            Self::TooLong => f.write_str("everything beyond the longest body"),
        }
    }
}

/// Collects each loss once, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Losses(Vec<Loss>);

impl Losses {
    /// No report needs more; a hostile page could otherwise make millions.
    const MOST: usize = 100;

    pub(crate) fn add(&mut self, loss: Loss) {
        if self.0.len() < Self::MOST && !self.0.contains(&loss) {
            self.0.push(loss);
        }
    }

    pub(crate) fn add_all(&mut self, losses: Vec<Loss>) {
        losses.into_iter().for_each(|loss| self.add(loss));
    }

    pub(crate) fn into_vec(self) -> Vec<Loss> {
        self.0
    }
}

/// The first 60 characters, for a report.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}
