//! What must be put right before an issue goes out: a letter cannot be called back.

use kernel::EmailAddress;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::letters::issue::{IssueLetter, MOST_HTML};
use crate::paper::model::PieceId;
use crate::paper::newsletter::{Block, Issue};

/// Characters of a subject that lists of letters show, more or less.
const SHOWN_SUBJECT: usize = 70;

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    NoSubject,
    NoPreheader,
    NoStory,
    /// A heading, story or note that says nothing, by its place from 1.
    Empty(usize),
    /// A story that readers do not have, or no longer.
    Gone(PieceId),
    /// It leads to a piece that readers do not have, by its slug.
    Lost(String),
    /// It leads to a page of ours that is not there, by its path.
    Broken(String),
    /// The address of a link to elsewhere that cannot be right, as it is written.
    Slip(String),
    /// A link to elsewhere that is not encrypted on the way.
    Unencrypted(String),
    /// A picture that cannot be shown, by its key or address.
    Missing(String),
    /// A picture without words for who does not see it, by its file.
    NoAlt(String),
    /// A passage that is nothing but pictures: who reads the text gets nothing.
    Wordless,
    /// Kibibytes that it has, and may have.
    Heavy(usize, usize),
    /// Only the beginning of the subject is shown.
    LongSubject,
    /// There is no address that letters come from.
    NoSender,
}

impl Finding {
    /// Whether it stands in the way.
    pub fn stops(&self) -> bool {
        !matches!(self, Self::LongSubject | Self::NoSender | Self::Unencrypted(_))
    }

    /// A Fluent key.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoSubject => "letter-check-subject",
            Self::NoPreheader => "letter-check-preheader",
            Self::NoStory => "letter-check-story",
            Self::Empty(_) => "letter-check-empty",
            Self::Gone(_) => "letter-check-gone",
            Self::Lost(_) => "check-link",
            Self::Broken(_) => "letter-check-broken",
            Self::Slip(_) => "letter-check-slip",
            Self::Unencrypted(_) => "letter-check-http",
            Self::Missing(_) => "letter-check-missing",
            Self::NoAlt(_) => "check-alt",
            Self::Wordless => "letter-check-wordless",
            Self::Heavy(..) => "letter-check-heavy",
            Self::LongSubject => "letter-check-long",
            Self::NoSender => "letter-check-sender",
        }
    }

    /// What it is about; empty when it is about the whole. A story that is gone is named by who knows its headline.
    pub fn about(&self) -> String {
        match self {
            Self::Lost(about) | Self::Broken(about) | Self::Missing(about) | Self::NoAlt(about) => about.clone(),
            Self::Slip(about) | Self::Unencrypted(about) => about.clone(),
            Self::Empty(place) => place.to_string(),
            Self::Heavy(has, _) => has.to_string(),
            _ => String::new(),
        }
    }
}

/// Looks an issue and its letter over; what stands in the way comes first. `site` is the paper's address, and `is_there` knows which of its paths readers have;
/// `own` is that of the issue itself, which comes with it.
pub fn check(issue: &Issue, letter: &IssueLetter, site: &str, own: &str, is_there: impl Fn(&str) -> bool) -> Vec<Finding> {
    let mut found = Vec::new();
    if issue.subject.trim().is_empty() {
        found.push(Finding::NoSubject);
    }
    if issue.preheader.trim().is_empty() {
        found.push(Finding::NoPreheader);
    }
    if letter.stories.is_empty() {
        found.push(Finding::NoStory);
    }
    for (n, block) in issue.blocks.iter().enumerate() {
        match block {
            Block::Heading(text) if text.trim().is_empty() => found.push(Finding::Empty(n + 1)),
            Block::Note(body) if body.blocks().is_empty() => found.push(Finding::Empty(n + 1)),
            Block::Story { piece, .. } if !letter.stories.iter().any(|story| story.id == *piece) => found.push(Finding::Gone(*piece)),
            _ => {}
        }
    }
    for passage in &letter.passages {
        found.extend(passage.lost.iter().cloned().map(Finding::Lost));
        found.extend(passage.missing.iter().cloned().map(Finding::Missing));
        if passage.text.trim().is_empty() && !passage.html.trim().is_empty() {
            found.push(Finding::Wordless);
        }
    }
    let html = &letter.written.html;
    let leads = attributes(html, "href").filter_map(|href| href.strip_prefix(site)?.strip_prefix('/').map(str::to_owned));
    for path in leads.map(|path| path.split(['#', '?']).next().unwrap_or_default().to_owned()) {
        let broken = Finding::Broken(format!("/{path}"));
        if !path.starts_with("letters/") && path != own && !is_there(&path) && !found.contains(&broken) {
            found.push(broken);
        }
    }
    let is_own = |href: &str| href.strip_prefix(site).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?']));
    for finding in attributes(html, "href").filter(|href| !is_own(href)).filter_map(|href| look_at(&href)) {
        if !found.contains(&finding) {
            found.push(finding);
        }
    }
    for tag in html.match_indices("<img ").map(|(at, _)| html[at..].split_inclusive('>').next().unwrap_or_default()) {
        if attributes(tag, "alt").next().is_none_or(|alt| alt.trim().is_empty()) {
            let file = attributes(tag, "src").next().unwrap_or_default();
            found.push(Finding::NoAlt(file.rsplit('/').next().unwrap_or_default().to_owned()));
        }
    }
    if html.len() > MOST_HTML {
        found.push(Finding::Heavy(html.len().div_ceil(1 << 10), MOST_HTML >> 10));
    }
    if issue.subject.chars().count() > SHOWN_SUBJECT {
        found.push(Finding::LongSubject);
    }
    found.sort_by_key(|finding| !finding.stops());
    found
}

/// What is wrong with the address of a link to elsewhere, as far as its form tells. It is never fetched: whoever is asked for it would learn what is about to be
/// published, and by whom.
fn look_at(href: &str) -> Option<Finding> {
    if let Some(to) = href.strip_prefix("mailto:") {
        let mut addresses = to.split('?').next().unwrap_or_default().split(',');
        let fits =
            addresses.all(|address| percent_decode_str(address).decode_utf8().is_ok_and(|address| EmailAddress::parse(&address).is_ok()));
        return (!fits).then(|| Finding::Slip(href.to_owned()));
    }
    if href.starts_with("tel:") {
        return None;
    }
    let slip = Some(Finding::Slip(href.to_owned()));
    let Ok(url) = Url::parse(href) else { return slip };
    let named = match url.host() {
        Some(Host::Domain(name)) => is_public(name),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    };
    match url.scheme() {
        "http" | "https" if !named => slip,
        // What goes through Tor is encrypted on the way.
        "http" if !href.contains(".onion") => Some(Finding::Unencrypted(href.to_owned())),
        "http" | "https" => None,
        _ => slip,
    }
}

/// Whether a name can be that of a public host: letters, digits and hyphens, with a dot.
fn is_public(name: &str) -> bool {
    let fits = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    name.contains('.') && name.split('.').all(fits)
}

/// The values of an attribute, in order. The HTML is our own.
fn attributes<'h>(html: &'h str, name: &str) -> impl Iterator<Item = String> + use<'h> {
    let open = format!(" {name}=\"");
    let found: Vec<_> = html.match_indices(&open).map(|(at, open)| at + open.len()).collect();
    found.into_iter().map(|at| html[at..].split('"').next().unwrap_or_default().replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::newsletter::Story;
    use crate::paper::pages::letter::Passage;
    use crate::post::letters::Written;

    fn story(id: PieceId) -> Story {
        Story {
            id,
            headline: "The Quay".into(),
            standfirst: String::new(),
            path: "2026/11/20/quay/".into(),
            bylines: Vec::new(),
            section: None,
            picture: None,
            published_at: kernel::clock::moment(0),
        }
    }

    fn issue(subject: &str, blocks: Vec<Block>) -> Issue {
        Issue {
            newsletter: "friday".parse().expect("a slug"),
            locale: kernel::Locale::english(),
            number: 3,
            subject: subject.into(),
            preheader: "What happened.".into(),
            intro: markup::Body::default(),
            blocks,
            at: kernel::clock::moment(0),
            asks_support: false,
        }
    }

    fn letter(html: &str, stories: Vec<Story>, passage: Passage) -> IssueLetter {
        let written = Written { subject: "s".into(), text: "t".into(), html: html.into() };
        IssueLetter { written, stories, passages: vec![passage] }
    }

    fn found(issue: &Issue, letter: &IssueLetter) -> Vec<Finding> {
        check(issue, letter, "https://lamp.example", "newsletters/friday/3/", |path| ["", "2026/11/20/quay/"].contains(&path))
    }

    fn tell(piece: PieceId) -> Block {
        Block::Story { piece, headline: String::new(), blurb: String::new() }
    }

    #[test]
    fn an_issue_that_says_something_and_leads_somewhere_goes_out() {
        let html = r##"<a href="https://lamp.example/">x</a><a href="https://lamp.example/2026/11/20/quay/?a=1&amp;b=2#c">y</a>
            <a href="https://lamp.example/letters/leave/x">z</a><a href="https://lamp.example/newsletters/friday/3/">w</a>
            <a href="https://elsewhere.example/no">v</a><img src="https://lamp.example/media/a.jpg" alt="A quay.">"##;
        let whole = letter(html, vec![story(PieceId(1))], Passage::default());
        assert_eq!(found(&issue("The week", vec![tell(PieceId(1))]), &whole), []);
    }

    #[test]
    fn a_link_to_elsewhere_is_looked_at_by_its_form_alone() {
        let sound = [
            "https://elsewhere.example/a?b=1&c=2#d",
            "https://пример.рф/путь",
            "https://xn--e1afmkfd.xn--p1ai/",
            "https://203.0.113.7:8443/x",
            "http://abcdefghijklmnop.onion/",
            "mailto:ira@lamp.example",
            "mailto:ira@lamp.example,desk@lamp.example?subject=A%20letter",
            "tel:+37120000000",
        ];
        for href in sound {
            assert_eq!(look_at(href), None, "{href}");
        }
        let slips = [
            "https://elsewhere/",
            "https://https://elsewhere.example/",
            "https://elsewhere,example/",
            "https://elsewhere..example/",
            "https://www.elsewhere.11/",
            "https://",
            "htps://elsewhere.example/",
            "ftp://elsewhere.example/",
            "mailto:ira@lamp",
            "mailto:ira",
            "mailto:ira@lamp.example;desk@lamp.example",
            "mailto:?subject=x",
            "elsewhere.example",
        ];
        for href in slips {
            assert_eq!(look_at(href), Some(Finding::Slip(href.to_owned())), "{href}");
        }
        assert_eq!(look_at("http://elsewhere.example/"), Some(Finding::Unencrypted("http://elsewhere.example/".into())));
        let html = r#"<a href="http://lamp.example.org/">w</a><a href="https://lamp.example.evil.example/">x</a><a href="mailto:ira@lamp">y</a><a href="mailto:ira@lamp">z</a>"#;
        let linking = letter(html, vec![story(PieceId(1))], Passage::default());
        let told = found(&issue("The week", vec![tell(PieceId(1))]), &linking);
        assert_eq!(told, [Finding::Slip("mailto:ira@lamp".into()), Finding::Unencrypted("http://lamp.example.org/".into())]);
        assert!(told[0].stops() && !told[1].stops());
    }

    #[test]
    fn what_is_lacking_gone_broken_blind_or_heavy_is_found() {
        let empty = letter("", Vec::new(), Passage::default());
        let blank = Issue { preheader: " ".into(), ..issue("", vec![Block::Heading(" ".into()), Block::Note(markup::Body::default())]) };
        assert_eq!(
            found(&blank, &empty),
            [Finding::NoSubject, Finding::NoPreheader, Finding::NoStory, Finding::Empty(1), Finding::Empty(2)]
        );
        let html =
            r#"<a href="https://lamp.example/gone/">x</a><a href="https://lamp.example/gone/">x</a><img src="/media/fog-640.jpg" alt="">"#;
        let passage = Passage { lost: vec!["no-quay".into()], missing: vec!["fog".into()], html: "<img>".into(), ..Passage::default() };
        let sick = letter(html, vec![story(PieceId(1))], passage);
        assert_eq!(
            found(&issue(&"x".repeat(71), vec![tell(PieceId(1)), tell(PieceId(2))]), &sick),
            [
                Finding::Gone(PieceId(2)),
                Finding::Lost("no-quay".into()),
                Finding::Missing("fog".into()),
                Finding::Wordless,
                Finding::Broken("/gone/".into()),
                Finding::NoAlt("fog-640.jpg".into()),
                Finding::LongSubject,
            ]
        );
        let heavy = letter(&"x".repeat(MOST_HTML + 1), vec![story(PieceId(1))], Passage::default());
        assert_eq!(found(&issue("The week", vec![tell(PieceId(1))]), &heavy), [Finding::Heavy(91, 90)]);
        assert!(Finding::Heavy(91, 90).stops() && !Finding::LongSubject.stops());
    }
}
