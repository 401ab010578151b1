use std::borrow::Cow;

use super::{Invitation, Mode, Rendition, Resolve, Shown, Words, write};
use crate::tree::{MediaKey, Target};
use crate::markdown;

/// A house with one picture, `harbour-fog`, and every piece.
struct House(Words);

fn house() -> House {
    let word = |s: &str| s.to_owned();
    House(Words {
        notes: word("Footnotes"),
        note: word("Footnote"),
        back: word("Back to the text, footnote"),
        missing_picture: word("Picture not available here"),
        missing_file: word("Recording not available here"),
        table: word("Table"),
    })
}

impl Resolve for House {
    fn picture(&self, key: &MediaKey) -> Option<Shown<'_>> {
        let rendition = |width: u32, kind: &str| Rendition { width, url: format!("/media/fog-{width}.{kind}").into() };
        (key.as_str() == "harbour-fog").then(|| Shown {
            width: 1600,
            height: 900,
            alt: "Fog".into(),
            credit: Some("Ines Marr".into()),
            jpeg: vec![rendition(640, "jpg"), rendition(1280, "jpg")],
            webp: vec![rendition(640, "webp"), rendition(1280, "webp")],
        })
    }

    fn file<'a>(&'a self, key: &'a MediaKey) -> Option<Cow<'a, str>> {
        Some(format!("/media/{key}").into())
    }

    fn href<'a>(&'a self, target: Target<'a>) -> Option<Cow<'a, str>> {
        match target {
            Target::Piece("unknown") => None,
            Target::Piece(slug) => Some(format!("/2026/03/09/{slug}").into()),
            Target::Path(path) => Some(path.into()),
            _ => None,
        }
    }

    fn related<'a>(&'a self, slug: &'a str) -> Option<Invitation<'a>> {
        Some(Invitation { label: "Read also".into(), href: format!("/2026/03/09/{slug}").into(), title: "The Lamp".into() })
    }

    fn newsletter(&self) -> Option<Invitation<'_>> {
        Some(Invitation { label: "Each Friday.".into(), href: "/letter".into(), title: "Subscribe".into() })
    }

    fn words(&self) -> &Words {
        &self.0
    }
}

fn page(source: &str) -> String {
    let (body, losses) = markdown::read(source);
    assert_eq!(losses, [], "{source}");
    write(&body, &house(), Mode::Page)
}
