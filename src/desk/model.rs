//! Pieces at the desk: types and rules, pure.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use kernel::id;
use serde::{Deserialize, Serialize};
use web::{Kind as RefusalKind, Refused};

use super::check::Finding;
use crate::paper::model::{Content, Correction, Kind, PieceId};
use crate::paper::publication as paper;
use crate::vault::{Name, Power, Signed};

id!(PublicationId, "One publication of a piece: the first, an update, a correction.");
id!(ScheduleId, "One schedule of a piece; a new one has a new id.");
id!(WithdrawalId, "One withdrawal of a piece.");

/// The number of a revision of a piece, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(pub i64);

/// Where a piece stands. It is told by its moments, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Draft,
    Ready,
    Scheduled,
    Published,
    Withdrawn,
}

/// A piece as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub id: PieceId,
    pub locale: kernel::Locale,
    pub kind: Kind,
    pub slug: kernel::Slug,
    pub headline: String,
    pub words: i64,
    pub newest: Number,
    pub changed_at: Timestamp,
    pub changed_by: String,
    pub moments: Moments,
    /// The revision that readers have.
    pub live: Option<Number>,
}

/// What a piece's state is told by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    pub ready_at: Option<Timestamp>,
    pub scheduled_at: Option<Timestamp>,
    pub first_published_at: Option<Timestamp>,
    /// Of the latest publication; `None` while readers do not have the piece.
    pub published_at: Option<Timestamp>,
    pub withdrawn_at: Option<Timestamp>,
}

/// One save.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    pub number: Number,
    /// The revision that it was made from; 0 for the first.
    pub base: Number,
    pub at: Timestamp,
    pub who: String,
    /// It came too late and stands beside the line.
    pub side: bool,
    pub restores: Option<Number>,
    pub content: Content,
}

/// What a publication says to readers about what has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    First,
    /// Nothing that a reader should know of: a comma.
    Fix,
    /// “Updated”, with the time.
    Update,
    /// “Updated”, and in the register what was wrong.
    Correction,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub id: PublicationId,
    pub revision: Number,
    pub at: Timestamp,
    pub who: String,
    pub sort: Sort,
    /// What was wrong, for a correction.
    pub correction: String,
    pub printed_at: Option<Timestamp>,
    pub refused: Option<Said>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    pub id: WithdrawalId,
    pub at: Timestamp,
    pub who: String,
    /// Kept at the desk; readers are not told.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub id: ScheduleId,
    pub revision: Number,
    pub at: Timestamp,
    pub who: String,
}

/// A message that waits in a row until somebody reads it in their own language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub key: String,
    pub args: Vec<(String, String)>,
}

/// Names one press of a button, so that the second press of it finds what the first did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActKey(String);

/// A piece that comes from elsewhere: from the demo, or from an archive.
#[derive(Clone, Debug)]
pub struct Admission {
    /// Unique key of the source, such as `ghost:63f1…`; found again by [`super::Desk::by_origin`].
    pub origin: Option<String>,
    /// Used when the origin is not known yet.
    pub id: PieceId,
    pub content: Content,
    /// First published, last updated, corrections. The paper is not told; whoever admits does that.
    pub published: Option<(Timestamp, Timestamp, Vec<Correction>)>,
    /// Comes out by itself at that moment.
    pub scheduled: Option<Timestamp>,
    pub withdrawn: bool,
    /// Who stands beside its revision: `import`.
    pub by: String,
}

/// What became of an admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admitted {
    New,
    Changed,
    /// It was admitted like this before.
    Same,
    /// Staff have changed it since it was last admitted: left as it is.
    Kept,
}

/// Why the desk does not do what it was asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    NoPiece,
    NoRevision,
    NoPicture,
    /// Somebody has saved since; what was typed is kept as this side revision.
    Stale {
        newest: Number,
        kept: Option<Number>,
    },
    /// Not before these are put right.
    Unready(Vec<Finding>),
    /// A contributor's hand ends where a piece goes out.
    NotYours,
    /// Published pieces go out again as a fix, an update or a correction, and others only as the first.
    WrongSort,
    NothingChanged,
    NoPost,
    /// Posts belong to pieces of the kind live.
    NotLive,
    /// The coverage has ended.
    Over,
    NoCorrection,
    NotPublished,
    NotScheduled,
    InThePast,
    NoReason,
    /// An archive may not bring in a second piece of the same key.
    Paper(Said),
}

impl State {
    pub const ALL: [Self; 5] = [Self::Draft, Self::Ready, Self::Scheduled, Self::Published, Self::Withdrawn];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Ready => "ready",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl Moments {
    pub fn state(&self) -> State {
        if self.published_at.is_some() {
            State::Published
        } else if self.scheduled_at.is_some() {
            State::Scheduled
        } else if self.withdrawn_at.is_some() {
            State::Withdrawn
        } else if self.ready_at.is_some() {
            State::Ready
        } else {
            State::Draft
        }
    }
}

impl Piece {
    pub fn state(&self) -> State {
        self.moments.state()
    }

    /// Whether there is anything newer than what readers have.
    pub fn is_ahead(&self) -> bool {
        self.live.is_some_and(|live| self.newest > live)
    }

    /// Whether somebody may save a revision: a contributor until it is scheduled or out.
    pub fn open_to(&self, who: &Signed) -> bool {
        who.may(Power::Write) && (who.may(Power::Publish) || matches!(self.state(), State::Draft | State::Ready))
    }
}

impl Sort {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Fix => "fix",
            Self::Update => "update",
            Self::Correction => "correction",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::First, Self::Fix, Self::Update, Self::Correction].into_iter().find(|sort| sort.as_str() == word)
    }

    /// Whether readers are shown a new time of the last change.
    pub fn is_told(self) -> bool {
        self != Self::Fix
    }
}

impl ActKey {
    pub fn random() -> Self {
        Self(format!("{:016x}{:016x}", kernel::id::random(), kernel::id::random()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ActKey {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let fits = s.len() == 32 && s.bytes().all(|b| b.is_ascii_hexdigit());
        if fits { Ok(Self(s.to_owned())) } else { Err(()) }
    }
}

impl FromStr for Number {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        s.parse().ok().filter(|&n| n >= 0).map(Self).ok_or(())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Admission {
    /// SHA-256 of all that was admitted, in hexadecimal: the same source gives the same.
    pub fn digest(&self) -> anyhow::Result<String> {
        let corrections = self.published.as_ref().map(|(first, updated, corrections)| (first, updated, corrections));
        let all = serde_json::to_vec(&(&self.content, corrections, self.scheduled, self.withdrawn))?;
        Ok(seal::Hash::of(&all).to_string())
    }
}

/// What the paper says when it does not take a piece.
pub(super) fn said_by_paper(refusal: &paper::Refusal) -> Said {
    let said = |key: &str, args: &[(&str, String)]| Said {
        key: key.to_owned(),
        args: args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    };
    match refusal {
        paper::Refusal::PathTaken { path } => said("refused-path", &[("path", path.clone())]),
        paper::Refusal::UnknownEdition { locale, known } => {
            said("refused-edition", &[("locale", locale.to_string()), ("known", known.clone())])
        }
        paper::Refusal::UnknownTerm { kind, slug, .. } => said("refused-term", &[("kind", (*kind).to_owned()), ("slug", slug.clone())]),
    }
}

impl Refused for Refusal {
    fn refusal(&self) -> web::Refusal {
        let (kind, key) = match self {
            Self::NoPiece => (RefusalKind::Absent, "refused-no-piece"),
            Self::NoRevision => (RefusalKind::Absent, "refused-no-revision"),
            Self::NoPicture => (RefusalKind::Absent, "refused-no-picture"),
            Self::Stale { .. } => (RefusalKind::Conflict, "refused-stale"),
            Self::Unready(_) => (RefusalKind::Unfit, "refused-unready"),
            Self::NotYours => (RefusalKind::Forbidden, "refused-not-open"),
            Self::WrongSort => (RefusalKind::Conflict, "refused-sort"),
            Self::NothingChanged => (RefusalKind::Unfit, "refused-nothing-changed"),
            Self::NoPost => (RefusalKind::Absent, "refused-no-post"),
            Self::NotLive => (RefusalKind::Unfit, "refused-not-live"),
            Self::Over => (RefusalKind::Conflict, "refused-over"),
            Self::NoCorrection => (RefusalKind::Unfit, "refused-no-correction"),
            Self::NotPublished => (RefusalKind::Conflict, "refused-not-published"),
            Self::NotScheduled => (RefusalKind::Conflict, "refused-not-scheduled"),
            Self::InThePast => (RefusalKind::Unfit, "refused-past"),
            Self::NoReason => (RefusalKind::Unfit, "refused-no-reason"),
            Self::Paper(_) => (RefusalKind::Conflict, "refused-by-paper"),
        };
        web::Refusal::new(kind, key)
    }
}

/// Whose name stands beside an act.
pub fn who(signed: &Signed) -> String {
    Name::as_str(&signed.name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::clock::moment;

    #[test]
    fn the_state_of_a_piece_is_told_by_its_moments() {
        let at = Some(moment(1));
        let state = |moments: Moments| moments.state();
        assert_eq!(state(Moments::default()), State::Draft);
        assert_eq!(state(Moments { ready_at: at, ..Moments::default() }), State::Ready);
        assert_eq!(state(Moments { ready_at: at, scheduled_at: at, ..Moments::default() }), State::Scheduled);
        assert_eq!(state(Moments { published_at: at, scheduled_at: at, ..Moments::default() }), State::Published);
        assert_eq!(state(Moments { withdrawn_at: at, first_published_at: at, ..Moments::default() }), State::Withdrawn);
        assert_eq!(state(Moments { withdrawn_at: at, scheduled_at: at, ..Moments::default() }), State::Scheduled, "on its way back");
    }

    #[test]
    fn a_key_is_thirty_two_hexadecimal_digits() {
        let key = ActKey::random();
        assert_eq!(key.as_str().parse(), Ok(key));
        assert!("".parse::<ActKey>().is_err() && "g".repeat(32).parse::<ActKey>().is_err());
    }
}
