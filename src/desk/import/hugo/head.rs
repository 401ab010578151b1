//! What the head of a file and its name say together.

use jiff::civil::Date;
use kernel::Locale;
use serde_json::Value;

use super::dates::{self, Moment};
use super::front::{Front, scalar};
use crate::desk::import::setting::Setting;
use crate::desk::import::text::plain;
use crate::paper::model::Kind;

pub const CATEGORIES: &[&str] = &["categories", "category", "sections"];
pub const TAGS: &[&str] = &["tags", "topics", "tag", "topic", "keywords"];
pub const AUTHORS: &[&str] = &["authors", "author", "bylines", "byline"];
pub const SERIES: &[&str] = &["series"];
const DATES: &[&str] = &["publishdate", "date", "published_at", "pubdate", "published"];
const UPDATES: &[&str] = &["lastmod", "updated", "modified", "last_modified_at", "updated_at"];
const EXPIRIES: &[&str] = &["expirydate", "unpublishdate"];
const STANDFIRSTS: &[&str] = &["deck", "standfirst", "subtitle", "description", "summary", "excerpt", "lead", "dek"];
const PICTURES: &[&str] =
    &["image", "cover", "featured_image", "featuredimage", "feature_image", "thumbnail", "hero", "header", "images", "primary_image"];
/// Keys that are read elsewhere, or that only a theme needs.
const OTHERS: &[&str] = &[
    "title",
    "slug",
    "url",
    "permalink",
    "aliases",
    "redirect_from",
    "draft",
    "layout",
    "type",
    "kind",
    "kicker",
    "label",
    "lang",
    "language",
    "locale",
    "translationkey",
    "toc",
    "comments",
    "cms_date",
    "id",
];

/// The language of a file that names one in its own name or folder, or in its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tongue {
    Edition(Locale),
    /// One that the paper has no edition in.
    Foreign(String),
}

/// Languages that a file's name may end with, `about.ru.md`; other two letters are part of the name.
const TONGUES: [&str; 36] = [
    "ar", "az", "be", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hu", "hy", "id", "it", "ja", "ka",
    "kk", "ko", "lt", "lv", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "uz", "zh",
];

/// The path of the original and the language of a path inside the content: `a/b.ru.md` and `ru/a/b.md` are `a/b.md` in Russian.
pub fn tongue(path: &str, setting: &Setting) -> (String, Option<Tongue>) {
    let of = |tag: &str| match setting.edition(tag) {
        Some(locale) => Tongue::Edition(locale.clone()),
        None => Tongue::Foreign(tag.to_owned()),
    };
    let is_tag = |tag: &str| {
        TONGUES.contains(&tag.split(['-', '_']).next().unwrap_or("")) && (tag.len() == 2 || (tag.len() == 5 && tag.contains(['-', '_'])))
    };
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    if let Some((name, tag)) = stem.rsplit_once('.')
        && is_tag(tag)
    {
        return (format!("{name}.{ending}"), Some(of(tag)));
    }
    match path.split_once('/') {
        Some((tag, rest)) if is_tag(tag) => (rest.to_owned(), Some(of(tag))),
        _ => (path.to_owned(), None),
    }
}

pub struct Head<'a> {
    pub front: &'a Front,
    pub moment: Option<Moment>,
    /// Whether the head has a date that cannot be read.
    pub bad_date: Option<String>,
}

impl<'a> Head<'a> {
    /// `stem` is the name of the file without its ending.
    pub fn new(front: &'a Front, stem: &str, setting: &Setting) -> Self {
        let written = front.raw(DATES);
        let from_head = dates::parse(&written, &setting.zone);
        let from_name = dated(stem).and_then(|(day, _)| dates::parse(&day.to_string(), &setting.zone));
        let bad_date = (!written.is_empty() && from_head.is_none() && written != "true" && written != "false").then_some(written);
        Self { front, moment: from_head.or(from_name), bad_date }
    }

    pub fn updated(&self, setting: &Setting) -> Option<Moment> {
        dates::parse(&self.front.raw(UPDATES), &setting.zone)
    }

    pub fn expiry(&self, setting: &Setting) -> Option<Moment> {
        dates::parse(&self.front.raw(EXPIRIES), &setting.zone)
    }

    pub fn is_draft(&self) -> bool {
        self.front.is_set(&["draft"]) || self.front.is_denied("published")
    }

    /// The first of the short texts, and the key that gave it.
    pub fn standfirst(&self) -> String {
        self.front.text(STANDFIRSTS)
    }

    pub fn kind(&self) -> Kind {
        if self.front.is_set(&["sponsored"]) {
            return Kind::Sponsored;
        }
        let words = ["kind", "type", "layout"].map(|key| self.front.raw(&[key]).to_lowercase());
        let known =
            words.iter().find_map(|word| Kind::parse(word).or(matches!(word.as_str(), "op-ed" | "column").then_some(Kind::Opinion)));
        if self.moment.is_none() {
            Kind::Page
        } else {
            known.filter(|kind| *kind != Kind::Page && *kind != Kind::Live).unwrap_or(Kind::Report)
        }
    }

    /// The address and words of the picture at the head; an address without a path is the name of something else.
    pub fn picture(&self) -> Option<Picture> {
        let value = PICTURES.iter().filter_map(|key| self.front.value(&[key])).find_map(picture)?;
        Some(value)
    }

    /// Keys with something in them that has no place in a piece.
    pub fn unplaced(&self) -> impl Iterator<Item = &str> {
        let groups = [CATEGORIES, TAGS, AUTHORS, SERIES, DATES, UPDATES, EXPIRIES, STANDFIRSTS, PICTURES, OTHERS];
        self.front.keys().filter(move |key| !groups.iter().any(|group| group.contains(key)))
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Picture {
    pub src: String,
    pub alt: String,
    pub caption: String,
    pub credit: String,
}

fn picture(value: &Value) -> Option<Picture> {
    match value {
        Value::Array(values) => values.iter().find_map(picture),
        Value::Object(map) => {
            let of =
                |keys: &[&str]| keys.iter().filter_map(|key| map.get(*key)).map(scalar).find(|text| !text.is_empty()).unwrap_or_default();
            let src = of(&["src", "url", "path", "image", "file", "overlay_image", "teaser", "uid"]);
            (!src.is_empty()).then(|| Picture {
                src,
                alt: plain(&of(&["alt"])),
                caption: plain(&of(&["caption", "title"])),
                credit: plain(&of(&["credit", "attribution", "credits"])),
            })
        }
        other => Some(scalar(other)).filter(|src| !src.is_empty()).map(|src| Picture { src, ..Picture::default() }),
    }
}

/// The day and the rest of a name like `2014-03-03-lamp`.
pub fn dated(stem: &str) -> Option<(Date, &str)> {
    let day = stem.get(..10)?.parse().ok()?;
    Some((day, stem[10..].trim_start_matches(['-', '_'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_its_language_by_its_name_or_folder() {
        let locales: Vec<Locale> = ["en", "ru"].iter().map(|tag| tag.parse().expect("a locale")).collect();
        let setting = Setting {
            locale: locales[0].clone(),
            is_locale_given: false,
            locales,
            zone: jiff::tz::TimeZone::UTC,
            now: jiff::Timestamp::UNIX_EPOCH,
            base: None,
        };
        let ru = Some(Tongue::Edition("ru".parse().expect("a locale")));
        assert_eq!(tongue("news/a.ru.md", &setting), ("news/a.md".into(), ru.clone()));
        assert_eq!(tongue("ru/news/a.md", &setting), ("news/a.md".into(), ru));
        assert_eq!(tongue("news/a.js.md", &setting), ("news/a.js.md".into(), None));
        assert_eq!(tongue("news/a.fr.md", &setting).1, Some(Tongue::Foreign("fr".into())));
        assert_eq!(dated("2014-03-03-lamp").map(|(_, rest)| rest), Some("lamp"));
        assert_eq!(dated("a-lamp-is-lit"), None);
    }
}
