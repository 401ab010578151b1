//! The headers by which a mailbox knows a newsletter and leaves it: RFC 2369, 2919 and 8058.

use crate::header::behind_phrase;
use crate::{HeaderText, Link, Refused};

/// What a newsletter says of itself in every letter. The links to leave by hold [`Slot::Leave`](crate::Slot::Leave)'s marker.
#[derive(Clone, Debug)]
pub struct ListHeaders {
    pub id: ListId,
    /// Takes a POST of `List-Unsubscribe=One-Click` and needs no more than that (RFC 8058).
    pub leave: Link,
    /// For who cannot, or would not, open a web page.
    pub leave_by_mail: Option<Link>,
    pub help: Option<Link>,
    pub archive: Option<Link>,
    pub owner: Option<Link>,
}

/// `Name <friday.example.org>` (RFC 2919).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListId {
    name: Option<HeaderText>,
    id: String,
}

impl ListId {
    pub fn new(name: Option<HeaderText>, id: &str) -> Result<Self, Refused> {
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
        let fits = id.len() <= 255 && id.contains('.') && id.split('.').all(is_word);
        if fits { Ok(Self { name, id: id.to_owned() }) } else { Err(Refused::ListId) }
    }

    pub(crate) fn written(&self, column: usize) -> String {
        match &self.name {
            None => format!("<{}>", self.id),
            Some(name) => behind_phrase(name, &self.id, column),
        }
    }
}

impl ListHeaders {
    /// Names and values in the order in which they are written.
    pub(crate) fn written(&self) -> Vec<(&'static str, String)> {
        let angled = |link: &Link| format!("<{}>", link.as_str());
        let leave = match &self.leave_by_mail {
            Some(mail) => format!("{},\r\n {}", angled(&self.leave), angled(mail)),
            None => angled(&self.leave),
        };
        let mut headers = vec![
            ("List-Id", self.id.written("List-Id: ".len())),
            ("List-Unsubscribe", leave),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
            // RFC 2369 section 3.4: an announcement takes no letters.
            ("List-Post", "NO".to_owned()),
        ];
        let others = [("List-Help", &self.help), ("List-Archive", &self.archive), ("List-Owner", &self.owner)];
        headers.extend(others.into_iter().filter_map(|(name, link)| Some((name, angled(link.as_ref()?)))));
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lists_identifier_is_dotted_words() {
        for good in ["friday.example.org", "a_b.c-d.example"] {
            assert!(ListId::new(None, good).is_ok(), "{good}");
        }
        for bad in ["", "friday", "friday..org", ".org", "a b.org", "a>.org", "Ж.org", "a.\r\nX"] {
            assert_eq!(ListId::new(None, bad), Err(Refused::ListId), "{bad}");
        }
    }
}
