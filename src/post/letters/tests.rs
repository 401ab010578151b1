//! Letters, in every language.

use letter::{Slot, Stencil, Token};

use super::issue::{IssueWords, MOST_HTML, Part, Seen, StoryPart, Told};
use super::missive::ConfirmationWords;
use super::styled::styled;
use super::*;

fn letters() -> Letters {
    Letters::load(&Words::load()).expect("the templates")
}

fn frame_of(lang: &str) -> Frame {
    Frame::new(&lang.parse().expect("a language"), "The Harbour Lamp".into(), "https://lamp.example".into())
}

#[test]
fn a_confirmation_is_written_in_every_language() {
    for lang in ["en", "ru", "fa"] {
        let frame = frame_of(lang);
        let page = ConfirmationWords {
            title: "The Friday Lamp".into(),
            promise: "Every Friday: the week.".into(),
            link: format!("https://lamp.example/letters/confirm/{}", Slot::Confirm.marker()),
        };
        let written = letters().write("confirmation", &frame, &page).expect("written");
        assert!(written.subject.contains("The Friday Lamp"), "{}", written.subject);
        for part in [&written.text, &written.html] {
            assert!(part.contains(&page.link) && part.contains("The Harbour Lamp"), "{part}");
            assert!(!part.contains("mail-"), "a word is missing in {lang}: {part}");
        }
        assert!(written.html.contains(&format!("<html lang=\"{lang}\" dir=\"{}\"", frame.dir)));
        assert!(written.html.len() < 20_000 && Token::parse(Slot::Confirm.marker()).is_ok());
    }
}

/// An issue with one of everything.
fn sample(frame: &Frame) -> IssueWords {
    let passage = |html: &str, text: &str| Told { html: styled(html, frame), text: text.into() };
    let story = |headline: &str, picture: bool| {
        Part::Story(Box::new(StoryPart {
            headline: headline.into(),
            href: "https://lamp.example/2026/11/20/a-loaf/".into(),
            section: Some("Economy".into()),
            bylines: "Mira Tolland, Adela Quist".into(),
            paragraphs: vec!["The loaf costs 3.95 & no less.".into(), "Nobody sells it.".into()],
            picture: picture.then(|| Seen {
                src: "https://lamp.example/media/2026/11/bread-640.jpg".into(),
                width: 552,
                height: 368,
                alt: "Loaves on a shelf.".into(),
                credit: "A. Quist".into(),
            }),
            under: true,
        }))
    };
    IssueWords {
        title: "Friday’s Lamp".into(),
        number: "Letter 3".into(),
        date: "20 November 2026".into(),
        subject: "A loaf & a table".into(),
        preheader: "What bread costs.".into(),
        intro: passage("<p>Good <em>morning</em>.</p>\n", "Good morning."),
        blocks: vec![
            Part::Heading { text: "This week".into() },
            story("A Loaf in Eight Towns", true),
            story("A Third Treasurer", false),
            Part::Note(passage(
                "<p>See <a href=\"https://lamp.example/x/\">the table</a>.</p>\n",
                "See the table <https://lamp.example/x/>.",
            )),
        ],
        support: Some("https://lamp.example/support/".into()),
        privacy: Some("https://lamp.example/privacy/".into()),
        web: "https://lamp.example/newsletters/fridays-lamp/3/".into(),
        archive: "https://lamp.example/newsletters/fridays-lamp/#all".into(),
        leave: format!("https://lamp.example/letters/leave/{}", Slot::Leave.marker()),
        manage: format!("https://lamp.example/letters/manage/{}", Slot::Manage.marker()),
    }
}

/// The tags of that name, whole.
fn tags<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let open = format!("<{name} ");
    html.match_indices(&open).map(|(at, _)| html[at..].split_inclusive('>').next().unwrap_or_default()).collect()
}

#[test]
fn an_issue_is_the_same_in_every_language_loads_nothing_of_strangers_and_reads_with_pictures_off() {
    for lang in ["en", "ru", "fa"] {
        let frame = frame_of(lang);
        let written = letters().write("issue", &frame, &sample(&frame)).expect("written");
        assert_eq!(written.subject, "A loaf & a table");
        let (html, text) = (&written.html, &written.text);
        for part in [html, text] {
            assert!(!part.contains("mail-issue") && !part.contains("letter-"), "a word is missing in {lang}: {part}");
            for words in
                ["A Loaf in Eight Towns", "A Third Treasurer", "This week", "What bread costs.", "https://lamp.example/2026/11/20/a-loaf/"]
            {
                assert!(part.contains(words), "{words} in {lang}");
            }
        }
        assert!(html.len() < MOST_HTML && html.contains(&format!("lang=\"{lang}\" dir=\"{}\"", frame.dir)));
        assert!(!html.contains("<script") && !html.contains("<link") && !html.contains("url(") && !html.contains("@import"));
        let foreign = |tag: &&&str| !tag.contains("\"https://lamp.example/");
        assert_eq!(tags(html, "a").iter().filter(foreign).collect::<Vec<_>>(), Vec::<&&str>::new());
        let pictures = tags(html, "img");
        assert_eq!(pictures.len(), 1, "one picture, beside the first story");
        for tag in &pictures {
            assert!(tag.contains("src=\"https://lamp.example/") && tag.contains("alt=\"Loaves"), "{tag}");
            assert!(tag.contains("width=\"552\" height=\"368\""), "{tag}");
        }
        assert!(tags(html, "table").iter().all(|tag| tag.contains("role=\"presentation\"")));
        let (from, to) = (Mailbox::new(None, "letters@lamp.example".parse_address()), "nadia@example.org".parse_address());
        let letter = letter::Letter {
            from: from.expect("a sender"),
            reply_to: None,
            subject: HeaderText::parse(&written.subject).expect("a subject"),
            date: "2026-11-20T09:00:00Z".parse().expect("a moment"),
            language: None,
            text,
            html: Some(html),
            list: None,
            archived_at: None,
            feedback_id: None,
            auto_submitted: None,
        };
        let stencil = Stencil::compile(&letter).expect("a stencil");
        assert_eq!((stencil.places(Slot::Leave), stencil.places(Slot::Manage), stencil.places(Slot::Confirm)), (2, 2, 0));
        let id = letter::MessageId::random(&kernel::Domain::parse("lamp.example").expect("a domain"));
        assert!(stencil.fill(&letter::Filling::new(&to, &id), &mut Vec::new()).is_err(), "it goes to nobody without their token");
    }
}

trait Address {
    fn parse_address(&self) -> kernel::EmailAddress;
}

impl Address for str {
    fn parse_address(&self) -> kernel::EmailAddress {
        kernel::EmailAddress::parse(self).expect("an address")
    }
}

#[test]
fn the_text_of_an_issue_is_the_whole_issue() {
    let frame = frame_of("en");
    let english = letters().write("issue", &frame, &sample(&frame)).expect("written");
    insta::assert_snapshot!(english.text, @r"
    The Harbour Lamp · Friday’s Lamp
    Letter 3 · 20 November 2026

    A loaf & a table

    What bread costs.

    Good morning.

    * * *

    This week

    Economy: A Loaf in Eight Towns

    The loaf costs 3.95 & no less.

    Nobody sells it.

    Mira Tolland, Adela Quist
    https://lamp.example/2026/11/20/a-loaf/

    Economy: A Third Treasurer

    The loaf costs 3.95 & no less.

    Nobody sells it.

    Mira Tolland, Adela Quist
    https://lamp.example/2026/11/20/a-loaf/

    See the table <https://lamp.example/x/>.

    * * *

    The Harbour Lamp lives on what its readers give.
    https://lamp.example/support/

    * * *

    You get this letter because you signed up for Friday’s Lamp of The Harbour Lamp. We do not see whether you open it, nor what you press.

    Leave with one click:
    https://lamp.example/letters/leave/_-_slot-for-leaving-_-

    Your own page:
    https://lamp.example/letters/manage/_-_slot-for-manage_-_-

    Read it on the web:
    https://lamp.example/newsletters/fridays-lamp/3/

    All letters:
    https://lamp.example/newsletters/fridays-lamp/#all
    ");
    for (lang, says) in [("ru", "Отписаться одним нажатием"), ("fa", "با یک کلیک لغو کنید")] {
        let frame = frame_of(lang);
        let text = letters().write("issue", &frame, &sample(&frame)).expect("written").text;
        assert!(text.contains(says) && text.lines().count() == english.text.lines().count(), "{text}");
    }
}
