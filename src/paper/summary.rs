//! What other pages show of a piece: everything but the body, so that a list costs little to read.

use jiff::Timestamp;
use kernel::{Locale, Slug};
use serde::{Deserialize, Serialize};

use super::model::{Kind, Lead, PieceId, Published};

/// A piece without its body, as stored beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub id: PieceId,
    pub locale: Locale,
    pub kind: Kind,
    pub path: String,
    pub headline: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub standfirst: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Lead>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bylines: Vec<Slug>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Slug>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Slug>,
    pub at: Timestamp,
    pub updated_at: Timestamp,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub breaking: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_index: bool,
    /// Only of live coverage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<LiveMark>,
}

/// What cards say of live coverage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveMark {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
}

impl Summary {
    pub fn of(piece: &Published) -> Self {
        let content = &piece.content;
        Self {
            id: piece.id,
            locale: content.locale.clone(),
            kind: content.kind,
            path: piece.path.clone(),
            headline: content.headline.clone(),
            standfirst: content.standfirst.clone(),
            label: content.label.clone(),
            lead: content.lead.clone(),
            bylines: content.bylines.clone(),
            section: content.section.clone(),
            tags: content.tags.clone(),
            at: piece.first_published_at,
            updated_at: piece.updated_at,
            breaking: content.flags.breaking,
            no_index: content.flags.no_index,
            live: (content.kind == Kind::Live).then_some(LiveMark { ended: false }),
        }
    }
}
