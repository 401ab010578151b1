//! The letter of an issue, as the server gives it: looked at, because the server may be in other hands.
//!
//! A letter tells nothing about who opens it. So everything that a reader's token stands in is a link that the reader presses, and nothing in the page is fetched
//! from elsewhere than the newspaper.

use letter::Slot;

use crate::post::courier::messages::IssueLetter;

/// Why a letter is not sent as the server has given it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Suspect {
    #[error("a reader's token stands somewhere else than in a link to leave or to manage: it would tell who opens the letter")]
    Token,
    #[error("the page would fetch something from elsewhere than {site}, or has a script, a form or a frame in it: “{what}”")]
    Remote { site: String, what: String },
    #[error("there is no link to leave by")]
    NoLeaving,
}

/// Tags that have no place in a letter.
const TAGS: [&str; 9] = ["<script", "<iframe", "<object", "<embed", "<form", "<link", "<base", "<svg", "<video"];
/// What makes a mail program fetch something.
const FETCHES: [&str; 7] = ["src=", "srcset=", "background=", "poster=", "url(", "data=", "@import"];

/// Looks whether the letter is fit to be sent. `site` is the newspaper's address as it was pinned.
///
/// # Errors
/// [`Suspect`].
pub fn look(letter: &IssueLetter, site: &str) -> Result<(), Suspect> {
    for slot in Slot::ALL {
        let link = match slot {
            Slot::Leave => format!("{site}/letters/leave/"),
            Slot::Manage => format!("{site}/letters/manage/"),
            Slot::Confirm => "\n".into(),
        };
        let pressed = format!("href=\"{link}");
        let stands = |text: &str, before: &str| text.match_indices(slot.marker()).all(|(at, _)| text[..at].ends_with(before));
        if !stands(&letter.text, &link) || !stands(&letter.html, &pressed) {
            return Err(Suspect::Token);
        }
    }
    if letter.list.leave != format!("{site}/letters/leave/{}", Slot::Leave.marker()) {
        return Err(Suspect::Token);
    }
    if ![&letter.text, &letter.html].iter().all(|part| part.contains(Slot::Leave.marker())) {
        return Err(Suspect::NoLeaving);
    }
    let page = letter.html.to_ascii_lowercase();
    let remote =
        |at: usize| Suspect::Remote { site: site.to_owned(), what: page[at..].chars().take(60).filter(|c| !c.is_control()).collect() };
    if let Some(at) = TAGS.iter().find_map(|tag| page.find(tag)) {
        return Err(remote(at));
    }
    let own = format!("{}/", site.to_ascii_lowercase());
    for fetch in FETCHES {
        for (at, _) in page.match_indices(fetch) {
            // As an attribute; in the query of a link it fetches nothing.
            let attribute = page[..at].ends_with(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '/'));
            if fetch.ends_with('=') && !attribute {
                continue;
            }
            let value = page[at + fetch.len()..].trim_start_matches(['"', '\'', ' ']);
            // A set names several; each is looked at.
            let all_own = value.split(['"', '\'', '>', ')']).next().unwrap_or_default().split(',').all(|one| one.trim().starts_with(&own));
            if !all_own {
                return Err(remote(at));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::post::courier::messages::ListWords;
    use crate::post::letters::addressed::stencil;
    use crate::post::model::{IssueId, NewsletterId};

    pub const SITE: &str = "https://lamp.example";

    pub fn letter() -> IssueLetter {
        let (leave, manage) = (Slot::Leave.marker(), Slot::Manage.marker());
        IssueLetter {
            issue: IssueId(1),
            newsletter: NewsletterId(2),
            number: 3,
            language: "en".into(),
            subject: "The Friday Lamp".into(),
            text: format!("The week.\n\n{SITE}/letters/leave/{leave}\n{SITE}/letters/manage/{manage}\n"),
            html: format!(
                "<html><body style=\"color:#000\"><img src=\"{SITE}/media/a.jpg\" alt=\"\"><a href=\"{SITE}/letters/leave/{leave}\">x</a> \
                 <a href=\"https://elsewhere.example/\">y</a><a href=\"https://elsewhere.example/?src=1&data=2\">w</a><a href=\"{SITE}/letters/manage/{manage}\">z</a></body></html>"
            ),
            sender: "The Harbour Lamp".into(),
            from: "letters@lamp.example".into(),
            reply_to: String::new(),
            list: ListWords { id: "friday.en.lamp.example".into(), leave: format!("{SITE}/letters/leave/{leave}"), ..ListWords::default() },
            page: format!("{SITE}/newsletters/friday/3/"),
            returns: "lamp.example".into(),
            due_at: None,
            zone: "Europe/Riga".into(),
            readied_at: None,
        }
    }

    #[test]
    fn a_plain_letter_is_fit_and_can_be_left_in_one_click() {
        assert_eq!(look(&letter(), SITE), Ok(()));
        let stencil = stencil(&letter(), "2026-11-22T08:00:00Z".parse().expect("a moment")).expect("a stencil");
        assert_eq!((stencil.places(Slot::Leave), stencil.places(Slot::Manage)), (3, 2));
    }

    #[test]
    fn a_letter_that_would_tell_who_opens_it_is_not_sent() {
        let leave = Slot::Leave.marker();
        let with = |html: &str| IssueLetter { html: letter().html.replace("</body>", &format!("{html}</body>")), ..letter() };
        for bad in [
            format!("<img src=\"{SITE}/letters/leave/{leave}\">"),
            format!("<a href=\"https://evil.example/letters/leave/{leave}\">"),
            format!("<a href=\"{SITE}/read/{leave}\">"),
            leave.to_owned(),
            Slot::Confirm.marker().to_owned(),
        ] {
            assert_eq!(look(&with(&bad), SITE), Err(Suspect::Token), "{bad}");
        }
        for bad in [
            "<img src=https://evil.example/x.gif>",
            "<IMG SRC='//evil.example/x.gif'>",
            "<img srcset=\"https://lamp.example/a.jpg 1x, https://evil.example/a.jpg 2x\">",
            "<p style=\"background:url(https://evil.example/x)\">",
            "<style>@import 'https://evil.example/x.css';</style>",
            "<script>x</script>",
            "<link rel=stylesheet href=https://evil.example>",
            "<img src=\"https://lamp.example.evil.example/x.gif\">",
        ] {
            assert!(matches!(look(&with(bad), SITE), Err(Suspect::Remote { .. })), "{bad}");
        }
        let text = IssueLetter { text: "The week.".into(), ..letter() };
        assert_eq!(look(&text, SITE), Err(Suspect::NoLeaving));
        assert_eq!(look(&letter(), "https://other.example"), Err(Suspect::Token), "links to another site than was pinned");
    }
}
