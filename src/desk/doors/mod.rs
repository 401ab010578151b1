//! What is answered to browsers at the desk. Handlers understand the request, ask the room, and answer.
//!
//! - [`guard`]: who may come in at which door.
//! - [`visit`]: who asks, and in which language they are answered.
//! - [`frame`]: around every answer: origin, headers, refusals as pages.
//! - [`form`]: forms with their token.
//! - [`entrance`]: invitations, signing in and out.
//! - [`own`]: one's own passkeys, sessions, language.
//! - [`people`]: who the staff are.
//! - [`list`]: the pieces, filtered and searched.
//! - [`draft`]: from the editing form to a content, and back.
//! - [`editing`]: writing and saving.
//! - [`outing`]: publishing, scheduling, withdrawing.
//! - [`history`]: revisions, comparing and restoring them.
//! - [`live`], [`live_sheet`]: live coverage, post by post.
//! - [`pictures`]: the media library.
//! - [`recordings`]: recordings, taken in and played.
//! - [`terms`]: sections, tags, authors, dossiers.
//! - [`asks`], [`ask_sheet`], [`ask_looks`]: what readers are asked, the switch, and why an ask stands where it does.
//! - [`letters`]: what newsletters promise, and when they come.
//! - [`issues`], [`issue_sheet`]: an issue, being composed.
//! - [`issue_out`]: how it looks, what is to be put right, and how it goes out.
//! - [`mailbox`]: letters that the demo has caught.
//! - [`money`]: what came and went, for the treasurer.
//! - [`files`]: assets and pictures as files.

pub mod ask_looks;
pub mod ask_sheet;
pub mod asks;
pub mod draft;
pub mod editing;
pub mod entrance;
pub mod files;
pub mod form;
pub mod frame;
pub mod guard;
pub mod history;
pub mod issue_out;
pub mod issue_sending;
pub mod issue_sheet;
pub mod issues;
pub mod letters;
pub mod list;
pub mod live;
pub mod live_sheet;
pub mod mailbox;
pub mod money;
pub mod outing;
pub mod own;
pub mod people;
pub mod pictures;
pub mod recordings;
pub mod terms;
pub mod visit;

use axum::response::Response;
use web::Trouble;

/// What a handler gives.
pub type Answer = Result<Response, Trouble>;
