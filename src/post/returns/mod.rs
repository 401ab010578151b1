//! What comes back: bounces, complaints, and letters that leave. They come by LMTP or SMTP, or from a maildir that a mail server fills.
//!
//! Promises: a message is read in memory, and of it only row, issue, class and week are kept; it is acknowledged, or its file removed, after that is on the disk and
//! not before; however often it comes it counts once; it is about the row that its return path names, whose HMAC only we can make; and nothing is ever answered by
//! a letter, so that no loop can begin here. A refusal that a relay gave while a letter was handed over is the same thing told earlier, whoever sent: it is added to
//! the same sum, which the server keeps, because it is there while keyholders sleep and hears of all of them (decision 0045).
//!
//! - `meaning`: what follows from a message. Pure.
//! - `whom`: which row it is about.
//! - `note`: what is written down, and when a row gets no more letters.
//! - `intake`: the listener and the maildir.

mod intake;
pub(super) mod meaning;
mod note;
mod whom;

pub use meaning::COMPLAINT;

pub use intake::{Sorter, open};
pub use meaning::table;
pub(super) use note::refused_of;
pub use note::{Came, refused};

use crate::settings::Settings;

/// Weeks after which something that came back counts no more: a mailbox that was full in three issues of five years is not dead.
pub const WEEKS: i64 = 26;

/// The local part to which letters return that are no issue's: what comes there is read by nobody. A confirmation's bounce has an address in it, and says nothing
/// that we need to know.
pub const NOWHERE: &str = "nowhere";
/// Where letters return to that are no issue's. While nothing is read that comes back it is the sender's own address, as somebody has that mailbox.
pub fn path(settings: &Settings) -> String {
    match (settings.bounce.read_at(), &settings.from) {
        (Some(domain), _) => format!("{NOWHERE}@{}", domain.as_str()),
        (None, Some(from)) => from.as_str().to_owned(),
        (None, None) => String::new(),
    }
}

/// The link by which a reader leaves with a letter; only where somebody reads it at once.
pub fn leave_link(settings: &Settings, token: &str) -> Option<String> {
    settings.bounce.read_at().map(|domain| format!("mailto:{LEAVE}@{}?subject=unsubscribe%20{token}", domain.as_str()))
}

/// The local part to which readers write to leave.
pub const LEAVE: &str = "leave";
/// The local part that providers are given for complaints.
pub const COMPLAINTS: &str = "complaints";
