//! From the form of an issue to what it says, and back.
//!
//! Blocks stand in the form one after another, each begun by a field `block`. So nothing in it is numbered, and nothing has to be when one moves.

use markup::Loss;
use serde::Serialize;
use web::Fields;

use crate::paper::model::PieceId;
use crate::paper::newsletter::Block;
use crate::post::model::Composed;

/// Parts of an issue.
pub const MOST_BLOCKS: usize = 60;
/// Characters of a subject, a preheader, a heading, a headline.
const LINE: usize = 200;
/// Characters of a text.
const TEXT: usize = 20_000;

/// The form as it is shown: everything as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    pub subject: String,
    pub preheader: String,
    pub intro: String,
    pub asks_support: bool,
    pub blocks: Vec<Part>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Part {
    /// `heading`, `story` or `note`.
    pub kind: &'static str,
    /// Of a story.
    pub piece: String,
    /// Of a story, instead of its own.
    pub headline: String,
    /// The heading, a story's own words, or a note in Markdown.
    pub words: String,
}

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    Save,
    Find,
    /// A part, by its place from 0.
    Up(usize),
    Down(usize),
    Remove(usize),
    AddHeading,
    AddNote,
    AddStory(PieceId),
}

/// What does not fit. `place` is that of a part, from 1; `None` for what stands above them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    Long { field: &'static str, place: Option<usize>, most: usize },
    Lossy { field: &'static str, losses: Vec<Loss> },
    TooMany,
}

impl Sheet {
    pub fn of(composed: &Composed) -> Self {
        Self {
            subject: composed.subject.clone(),
            preheader: composed.preheader.clone(),
            intro: composed.intro.clone(),
            asks_support: composed.asks_support,
            blocks: composed.blocks.iter().map(Part::of).collect(),
        }
    }

    /// What somebody has typed, right or not.
    pub fn typed(fields: &Fields) -> Self {
        let text = |name| fields.raw(name).to_owned();
        let mut blocks: Vec<Part> = Vec::new();
        for (name, value) in fields.iter() {
            match (name, blocks.last_mut()) {
                ("block", _) => {
                    let kind = ["heading", "story", "note"].into_iter().find(|kind| *kind == value);
                    blocks.extend(kind.map(|kind| Part { kind, ..Part::default() }));
                }
                ("piece", Some(part)) => part.piece = value.to_owned(),
                ("headline", Some(part)) => part.headline = value.to_owned(),
                ("words", Some(part)) => part.words = value.to_owned(),
                _ => {}
            }
        }
        Self {
            subject: text("subject"),
            preheader: text("preheader"),
            intro: text("intro"),
            asks_support: fields.ticked("asks_support"),
            blocks,
        }
    }

    /// What it says; nothing of a text is left out unless `leave_out` says so.
    ///
    /// # Errors
    /// What does not fit, all of it.
    pub fn read(&self, leave_out: bool) -> Result<Composed, Vec<Unfit>> {
        let mut unfit = Vec::new();
        let mut line = |field, place, text: &str, most: usize| {
            let text = text.trim();
            if text.chars().count() > most {
                unfit.push(Unfit::Long { field, place, most });
            }
            text.to_owned()
        };
        let subject = one_line(&line("subject", None, &self.subject, LINE));
        let preheader = one_line(&line("preheader", None, &self.preheader, LINE));
        let intro = line("intro", None, &self.intro, TEXT);
        let mut losses = vec![("intro", markup::markdown::read(&intro).1)];
        let mut blocks = Vec::with_capacity(self.blocks.len());
        for (n, part) in self.blocks.iter().enumerate() {
            let place = Some(n + 1);
            blocks.extend(match part.kind {
                "heading" => Some(Block::Heading(one_line(&line("blocks", place, &part.words, LINE)))),
                "note" => {
                    let (body, lost) = markup::markdown::read(&line("blocks", place, &part.words, TEXT));
                    losses.push(("blocks", lost));
                    Some(Block::Note(body))
                }
                _ => part.piece.parse().ok().map(|piece| {
                    let (headline, blurb) = (line("blocks", place, &part.headline, LINE), line("blocks", place, &part.words, TEXT));
                    Block::Story { piece, headline: one_line(&headline), blurb }
                }),
            });
        }
        if !leave_out {
            unfit.extend(losses.into_iter().filter(|(_, losses)| !losses.is_empty()).map(|(field, losses)| Unfit::Lossy { field, losses }));
        }
        if blocks.len() > MOST_BLOCKS {
            unfit.push(Unfit::TooMany);
        }
        let composed = Composed { subject, preheader, intro, blocks, asks_support: self.asks_support };
        if unfit.is_empty() { Ok(composed) } else { Err(unfit) }
    }
}

impl Part {
    fn of(block: &Block) -> Self {
        match block {
            Block::Heading(text) => Self { kind: "heading", words: text.clone(), ..Self::default() },
            Block::Story { piece, headline, blurb } => {
                Self { kind: "story", piece: piece.to_string(), headline: headline.clone(), words: blurb.clone() }
            }
            Block::Note(body) => Self { kind: "note", words: markup::markdown::write(body).trim_end().to_owned(), ..Self::default() },
        }
    }
}

impl Press {
    pub fn of(fields: &Fields) -> Self {
        let (act, what) = fields.get("do").split_once('.').unwrap_or((fields.get("do"), ""));
        let place = what.parse::<usize>().ok();
        match (act, place) {
            ("up", Some(place)) => Self::Up(place),
            ("down", Some(place)) => Self::Down(place),
            ("remove", Some(place)) => Self::Remove(place),
            ("heading", _) => Self::AddHeading,
            ("note", _) => Self::AddNote,
            ("add", _) => what.parse().map_or(Self::Save, Self::AddStory),
            ("find", _) => Self::Find,
            // The key Enter presses the first button, also in the field of the search.
            _ if !fields.get("q").is_empty() && act.is_empty() => Self::Find,
            _ => Self::Save,
        }
    }

    /// Does it, and tells the place of the part that it was about.
    pub fn apply(self, blocks: &mut Vec<Block>) -> Option<usize> {
        match self {
            Self::Save | Self::Find => None,
            Self::Up(place) if place > 0 && place < blocks.len() => {
                blocks.swap(place, place - 1);
                Some(place - 1)
            }
            Self::Down(place) if place + 1 < blocks.len() => {
                blocks.swap(place, place + 1);
                Some(place + 1)
            }
            Self::Up(place) | Self::Down(place) => Some(place),
            Self::Remove(place) => {
                if place < blocks.len() {
                    blocks.remove(place);
                }
                blocks.len().checked_sub(1).map(|last| place.min(last))
            }
            Self::AddHeading | Self::AddNote | Self::AddStory(_) if blocks.len() >= MOST_BLOCKS => None,
            Self::AddHeading => added(blocks, Block::Heading(String::new())),
            Self::AddNote => added(blocks, Block::Note(markup::Body::default())),
            Self::AddStory(piece) => added(blocks, Block::Story { piece, headline: String::new(), blurb: String::new() }),
        }
    }
}

fn added(blocks: &mut Vec<Block>, block: Block) -> Option<usize> {
    blocks.push(block);
    Some(blocks.len() - 1)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let mut fields = Fields::default();
        pairs.iter().for_each(|(name, value)| fields.push(*name, value));
        fields
    }

    fn composed() -> Composed {
        Composed {
            subject: "The week".into(),
            preheader: "What happened.".into(),
            intro: "Good *morning*.".into(),
            asks_support: true,
            blocks: vec![
                Block::Heading("This week".into()),
                Block::Story { piece: PieceId(7), headline: "Own".into(), blurb: "One.\n\nTwo.".into() },
                Block::Note(markup::markdown::read("See [it](piece:quay).").0),
            ],
        }
    }

    /// The fields as a browser sends the form.
    fn sent(sheet: &Sheet) -> Fields {
        let mut fields = fields(&[("subject", &sheet.subject), ("preheader", &sheet.preheader), ("intro", &sheet.intro)]);
        if sheet.asks_support {
            fields.push("asks_support", "1");
        }
        for part in &sheet.blocks {
            for (name, value) in [("block", part.kind), ("piece", &part.piece), ("headline", &part.headline), ("words", &part.words)] {
                fields.push(name, value);
            }
        }
        fields
    }

    #[test]
    fn what_goes_through_the_form_comes_back_as_it_was() {
        let sheet = Sheet::of(&composed());
        assert_eq!(Sheet::typed(&sent(&sheet)), sheet);
        assert_eq!(sheet.read(false), Ok(composed()));
    }

    #[test]
    fn parts_move_are_added_and_go_and_none_is_lost_by_a_press_that_fits_nothing() {
        let blocks = |press: Press| {
            let mut blocks = composed().blocks;
            let place = press.apply(&mut blocks);
            (Sheet::of(&Composed { blocks, ..Composed::default() }).blocks.iter().map(|part| part.kind).collect::<Vec<_>>(), place)
        };
        assert_eq!(blocks(Press::Up(1)), (vec!["story", "heading", "note"], Some(0)));
        assert_eq!(blocks(Press::Down(1)), (vec!["heading", "note", "story"], Some(2)));
        assert_eq!(blocks(Press::Remove(2)), (vec!["heading", "story"], Some(1)));
        assert_eq!(blocks(Press::AddNote), (vec!["heading", "story", "note", "note"], Some(3)));
        for nothing in [Press::Up(0), Press::Down(2), Press::Up(99), Press::Down(usize::MAX - 1), Press::Remove(99), Press::Save] {
            assert_eq!(blocks(nothing).0.len(), 3, "{nothing:?}");
        }
    }

    #[test]
    fn what_is_too_long_or_would_lose_something_is_told() {
        let long = Sheet { subject: "x".repeat(201), ..Sheet::default() };
        assert_eq!(long.read(false), Err(vec![Unfit::Long { field: "subject", place: None, most: 200 }]));
        let lossy = Sheet { intro: "<script>x</script>".into(), ..Sheet::default() };
        assert!(matches!(lossy.read(false), Err(unfit) if matches!(unfit[..], [Unfit::Lossy { field: "intro", .. }])));
        assert!(lossy.read(true).is_ok());
        let part = Part { kind: "heading", words: "x".repeat(201), ..Part::default() };
        let long = Sheet { blocks: vec![part], ..Sheet::default() };
        assert_eq!(long.read(false), Err(vec![Unfit::Long { field: "blocks", place: Some(1), most: 200 }]));
        let many = Sheet { blocks: vec![Part { kind: "note", ..Part::default() }; MOST_BLOCKS + 1], ..Sheet::default() };
        assert_eq!(many.read(false), Err(vec![Unfit::TooMany]));
    }
}
