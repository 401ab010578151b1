//! What every page has around its content.

use anyhow::Result;
use kernel::Locale;

use super::Composer;
use crate::paper::listing::CollectionKind;
use crate::paper::model::TermKind;
use crate::paper::newsletter;
use crate::paper::store::listings;
use crate::paper::view::{Alternate, Feed, Frame, Link, Masthead, Social};
use crate::words::digits;

/// How far up the root is from a path: `./` for the root itself, `../` for each folder.
pub fn root_of(path: &str) -> String {
    match path.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

/// The name of a language in itself, for the languages that there are words in; its tag otherwise.
pub fn language_name(locale: &Locale) -> &str {
    match locale.language() {
        "en" => "English",
        "ru" => "Русский",
        "fa" => "فارسی",
        "uk" => "Українська",
        "be" => "Беларуская",
        "de" => "Deutsch",
        "fr" => "Français",
        "es" => "Español",
        "ar" => "العربية",
        "tr" => "Türkçe",
        "zh" => "中文",
        _ => locale.as_str(),
    }
}

impl Composer<'_, '_, '_> {
    /// The frame of a page; what is special of a kind of page is set by the caller afterwards.
    pub(super) fn frame(&self, locale: &Locale, kind: &'static str, path: &str, title: &str) -> Frame {
        let prefix = self.prefix(locale);
        let paper = self.masthead(locale);
        let today = self.now.to_zoned(self.site.zone.clone());
        Frame {
            lang: locale.to_string(),
            dir: locale.direction().as_str(),
            root: root_of(path),
            path: path.to_owned(),
            kind,
            title: if title.is_empty() { paper.name.clone() } else { self.page_title(locale, title) },
            description: paper.description.clone(),
            canonical: self.site.absolute(path),
            noindex: false,
            alternates: Vec::new(),
            social: Social {
                title: if title.is_empty() { paper.name.clone() } else { title.to_owned() },
                description: paper.description.clone(),
                kind: "website",
                image: None,
            },
            json_ld: None,
            asks: None,
            menu: self.menu(locale, path),
            foot: self.foot(locale, path),
            editions: self.editions(locale),
            feeds: vec![self.feed(locale, "feed-all", &[("name", &paper.name)], &prefix)],
            today: String::new(),
            year: digits(locale.language(), today.year()),
            paper,
        }
    }

    /// “Title — Newspaper”.
    fn page_title(&self, locale: &Locale, title: &str) -> String {
        self.words_of(locale, "page-title", &[("title", title), ("name", &self.name(locale))])
    }

    /// The newspaper's name in a language edition.
    pub(in crate::paper) fn name(&self, locale: &Locale) -> String {
        let own = self.catalogue.masthead(locale).map(|words| words.name.clone());
        own.filter(|name| !name.is_empty()).unwrap_or_else(|| self.site.name.clone())
    }

    fn masthead(&self, locale: &Locale) -> Masthead {
        let words = self.catalogue.masthead(locale).cloned().unwrap_or_default();
        let prefix = self.prefix(locale);
        let name = self.name(locale);
        Masthead {
            motto: words.motto,
            description: if words.description.is_empty() { name.clone() } else { words.description },
            footer: words.footer,
            search: format!("{prefix}search/"),
            archive: format!("{prefix}archive/"),
            authors: format!("{prefix}authors/"),
            topics: format!("{prefix}topics/"),
            corrections: format!("{prefix}corrections/"),
            light: format!("{prefix}light/"),
            support: self.site.giving.as_ref().map(|giving| giving.home(&prefix)),
            newsletters: (!self.catalogue.newsletters(locale).is_empty()).then(|| newsletter::list_path(&prefix)),
            home: prefix,
            name,
        }
    }

    fn menu(&self, locale: &Locale, path: &str) -> Vec<Link> {
        let prefix = self.prefix(locale);
        let link = |term: &crate::paper::model::Term| {
            let to = format!("{prefix}section/{}/", term.slug);
            Link { title: term.title.clone(), current: path == to, path: to, lang: locale.to_string() }
        };
        self.catalogue.sections(locale).iter().map(|term| link(term)).collect()
    }

    fn foot(&self, locale: &Locale, path: &str) -> Vec<Link> {
        let standing = self.catalogue.standing(locale).iter();
        standing
            .map(|page| Link {
                title: page.headline.clone(),
                path: page.path.clone(),
                lang: locale.to_string(),
                current: path == page.path,
            })
            .collect()
    }

    fn editions(&self, current: &Locale) -> Vec<Link> {
        let link = |locale: &Locale| Link {
            title: language_name(locale).to_owned(),
            path: self.prefix(locale),
            lang: locale.to_string(),
            current: locale == current,
        };
        self.site.locales.iter().map(link).collect()
    }

    pub(super) fn feed(&self, locale: &Locale, key: &str, args: &[(&str, &str)], folder: &str) -> Feed {
        Feed { title: self.words_of(locale, key, args), path: format!("{folder}feed.xml"), media_type: "application/rss+xml" }
    }

    /// A message with texts as its arguments.
    pub(in crate::paper) fn words_of(&self, locale: &Locale, key: &str, args: &[(&str, &str)]) -> String {
        let args: Vec<_> = args.iter().map(|(name, value)| (*name, (*value).into())).collect();
        self.site.words.say_with(locale.language(), key, &args).into_owned()
    }

    /// The same page in the other editions, given its path in each; empty when there is no other.
    pub(super) fn alternates<'l>(&self, paths: impl IntoIterator<Item = (&'l Locale, String)>) -> Vec<Alternate> {
        let of = |(locale, path): (&Locale, String)| Alternate {
            lang: locale.to_string(),
            language: language_name(locale).to_owned(),
            href: self.site.absolute(&path),
            path,
        };
        let all: Vec<_> = paths.into_iter().map(of).collect();
        if all.len() > 1 { all } else { Vec::new() }
    }

    /// Alternates of a page that every edition has at the same place after its prefix.
    pub(super) fn alternates_everywhere(&self, rest: &str) -> Vec<Alternate> {
        self.alternates(self.site.locales.iter().map(|locale| (locale, format!("{}{rest}", self.prefix(locale)))))
    }

    /// Alternates of a term's listing: the editions where it has a page.
    pub(super) fn alternates_of_term(&mut self, kind: TermKind, slug: &kernel::Slug) -> Result<Vec<Alternate>> {
        let mut paths = Vec::new();
        for locale in self.catalogue.editions_of(kind, slug).filter(|locale| self.site.locales.contains(locale)) {
            let there = listings::find(self.tx, locale, CollectionKind::Term(kind), slug.as_str())?;
            if there.is_some_and(|found| found.count > 0 || kind == TermKind::Section) {
                paths.push((locale, format!("{}{}/{slug}/", self.prefix(locale), kind.as_str())));
            }
        }
        Ok(self.alternates(paths))
    }
}

#[cfg(test)]
mod tests {
    use super::root_of;

    #[test]
    fn the_root_is_as_far_up_as_the_path_is_deep() {
        assert_eq!(root_of(""), "./");
        assert_eq!(root_of("feed.xml"), "./");
        assert_eq!(root_of("ru/"), "../");
        assert_eq!(root_of("2026/11/22/slug/"), "../../../../");
    }
}
