//! Live coverage at the desk: posts of a piece of the kind *live*.
//!
//! Promises: every save of a post is kept, also one that came too late; a post goes out once however often the button is pressed; what went out, was changed
//! or withdrawn and the order to print it are one act; numbers follow the order of going out.
//!
//! - this file: posts, their versions, what a page is told of a coverage.
//! - [`posting`]: how a post goes out, is changed, marked, withdrawn; how coverage ends.
//! - [`handing`]: what readers should have is handed to the paper and printed.

pub mod handing;
pub mod posting;

use anyhow::Result;
use jiff::Timestamp;
use kernel::{Slug, id};
use markup::Body;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::Desk;
use super::model::Number;
use super::store::live;
use crate::paper::model::{Content, PieceId};
use crate::vault::{Power, Signed};

id!(PostId, "A post of live coverage.");

/// Posts that the desk's page shows.
const LISTED: i64 = 200;

/// What a writer types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostText {
    /// Empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub headline: String,
    /// Who readers are told wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Slug>,
    pub body: Body,
}

/// A post as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct LivePost {
    pub id: PostId,
    pub piece: PieceId,
    /// `None` for a draft.
    pub number: Option<i64>,
    pub made_at: Timestamp,
    pub made_by: String,
    pub newest: Number,
    /// The last version that was kept; it may stand beside the line.
    pub last: Number,
    pub changed_at: Timestamp,
    pub changed_by: String,
    pub out_at: Option<Timestamp>,
    /// The last change that readers are told of.
    pub told_at: Option<Timestamp>,
    pub withdrawn_at: Option<Timestamp>,
    pub withdrawn_by: Option<String>,
    pub pinned_at: Option<Timestamp>,
    pub key_at: Option<Timestamp>,
    pub acted_at: Option<Timestamp>,
    pub printed_at: Option<Timestamp>,
    pub text: PostText,
}

/// One save of a post.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub number: Number,
    pub base: Number,
    pub at: Timestamp,
    pub who: String,
    /// It came too late and stands beside the line.
    pub side: bool,
    pub text: PostText,
}

/// Coverage is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub at: Timestamp,
    pub who: String,
}

/// All that the desk's page shows of a coverage, as of one moment.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The newest first, withdrawn ones too.
    pub out: Vec<LivePost>,
    /// The oldest first.
    pub drafts: Vec<LivePost>,
    pub ended: Option<Ended>,
}

impl LivePost {
    pub fn is_draft(&self) -> bool {
        self.number.is_none()
    }

    /// Whether somebody may save a version: a contributor until it is out.
    pub fn open_to(&self, who: &Signed) -> bool {
        who.may(Power::Write) && (who.may(Power::Publish) || self.is_draft())
    }
}

impl PostText {
    /// The post as if it were a piece: what the checks of pieces look at.
    pub fn as_piece(&self, of: &Content) -> Content {
        Content {
            headline: if self.headline.is_empty() { "—".to_owned() } else { self.headline.clone() },
            long_headline: String::new(),
            label: String::new(),
            standfirst: "—".to_owned(),
            lead: None,
            body: self.body.clone(),
            bylines: self.author.iter().cloned().collect(),
            reporting_by: Vec::new(),
            kind: crate::paper::model::Kind::Report,
            ..of.clone()
        }
    }
}

impl Desk {
    pub async fn coverage(&self, piece: PieceId) -> Result<Coverage> {
        self.db()
            .read(move |tx| {
                Ok(Coverage {
                    out: live::out(tx, piece, LISTED)?,
                    drafts: live::drafts(tx, piece, LISTED)?,
                    ended: live::ended(tx, piece)?,
                })
            })
            .await
    }

    pub async fn live_post(&self, id: PostId) -> Result<Option<(LivePost, Vec<Version>)>> {
        self.db()
            .read(move |tx: &mut Tx<'_>| match live::find(tx, id)? {
                Some(post) => Ok(Some((post, live::versions(tx, id)?))),
                None => Ok(None),
            })
            .await
    }
}
