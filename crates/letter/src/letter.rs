//! What a letter says, before it is compiled.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::Locale;

use crate::{HeaderText, Link, ListHeaders, Mailbox};

/// A letter to any number of readers. Wherever [`Slot::marker`](crate::Slot::marker) stands in `text`, `html` or a list's link, each reader has a token of their own.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    pub from: Mailbox,
    pub reply_to: Option<Mailbox>,
    pub subject: HeaderText,
    /// Written in UTC, which tells nothing of where it was written.
    pub date: Timestamp,
    /// `Content-Language` (RFC 3282). What the page says of itself in `lang` and `dir` is its template's business.
    pub language: Option<Locale>,
    /// The whole letter in plain text. Paragraphs are single lines; the encoding breaks them and the reader's program joins them again.
    pub text: &'a str,
    /// The page, as it will be shown.
    pub html: Option<&'a str>,
    pub list: Option<ListHeaders>,
    /// The issue's own page (RFC 5064).
    pub archived_at: Option<Link>,
    /// `campaign:customer:type:sender`, by which large hosts report complaints in sum. Printable ASCII, and the same for every reader.
    pub feedback_id: Option<HeaderText>,
    pub auto_submitted: Option<AutoSubmitted>,
}

/// RFC 3834 section 5: keeps vacation notices from answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AutoSubmitted {
    /// Sent by a program because of something that happened.
    Generated,
    /// An answer to a letter.
    Replied,
}

impl AutoSubmitted {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Generated => "auto-generated",
            Self::Replied => "auto-replied",
        }
    }
}

/// RFC 5322 section 3.3. UTC is `+0000`; `-0000` would say that the zone is not known.
pub(crate) fn date(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_in_utc_and_english() {
        assert_eq!(date("2026-03-06T09:05:00+04:30".parse().expect("a moment")), "Fri, 06 Mar 2026 04:35:00 +0000");
    }
}
