//! Indexes of authors, topics and months; the register of corrections; 404, 410, redirects; files.

use anyhow::Result;
use kernel::Locale;

use super::article::newest_of;
use super::frame::root_of;
use super::{Composed, Composer, Made, lists};
use crate::paper::edition::HTML;
use crate::paper::listing::CollectionKind;
use crate::paper::model::{Format, PieceId, TermKind};
use crate::paper::social;
use crate::paper::store::{listings, pieces, recordings};
use crate::paper::theme::{self, View};
use crate::paper::view::{ArchivePage, AuthorsPage, CorrectionsPage, Count, GonePage, RegisteredCorrection, TopicsPage, Year};
use crate::words::digits;

/// Corrections on the public page.
const CORRECTIONS: i64 = 500;
/// Stories that a 404 offers.
const OFFERED: i64 = 8;
/// Where the page for whatever is not there stands, after the edition's prefix; static hosts know this name.
pub const NOT_FOUND: &str = "404.html";

pub fn authors(c: &mut Composer<'_, '_, '_>, locale: &Locale) -> Result<Composed> {
    let path = format!("{}authors/", c.prefix(locale));
    let title = c.site.words.say(locale.language(), "authors-title").into_owned();
    let mut frame = c.frame(locale, "authors", &path, &title);
    frame.alternates = c.alternates_everywhere("authors/");
    let counts = listings::counts(c.tx, locale, CollectionKind::Term(TermKind::Author))?;
    let terms = c.catalogue.terms(locale, TermKind::Author).into_iter().filter(|term| counts.contains_key(term.slug.as_str()));
    let authors = terms.map(|term| c.author(&term)).collect::<Result<_>>()?;
    Ok(Composed::html(path, View::Authors(Box::new(AuthorsPage { frame, authors }))))
}

pub fn topics(c: &mut Composer<'_, '_, '_>, locale: &Locale) -> Result<Composed> {
    let path = format!("{}topics/", c.prefix(locale));
    let title = c.site.words.say(locale.language(), "topics-title").into_owned();
    let mut frame = c.frame(locale, "topics", &path, &title);
    frame.alternates = c.alternates_everywhere("topics/");
    let counts = listings::counts(c.tx, locale, CollectionKind::Term(TermKind::Tag))?;
    let tags = c.catalogue.terms(locale, TermKind::Tag).into_iter().filter_map(|term| {
        let count = counts.get(term.slug.as_str())?;
        Some(Count { title: term.title.clone(), path: c.term_path(&term), count: digits(locale.language(), count) })
    });
    let tags = tags.collect();
    let dossiers = lists::dossiers(c, locale, usize::MAX)?;
    Ok(Composed::html(path, View::Topics(Box::new(TopicsPage { frame, dossiers, tags }))))
}

pub fn archive(c: &mut Composer<'_, '_, '_>, locale: &Locale) -> Result<Composed> {
    let prefix = c.prefix(locale);
    let path = format!("{prefix}archive/");
    let title = c.site.words.say(locale.language(), "archive-title").into_owned();
    let mut frame = c.frame(locale, "archive", &path, &title);
    frame.alternates = c.alternates_everywhere("archive/");
    let mut years: Vec<Year> = Vec::new();
    for month in listings::of_kind(c.tx, locale, CollectionKind::Month)?.into_iter().rev().filter(|month| month.count > 0) {
        let (Some(about), Some(path)) = (lists::about(c, &month), month.path(&prefix)) else { continue };
        let year = digits(locale.language(), month.slug.split('-').next().unwrap_or_default());
        if years.last().is_none_or(|last| last.year != year) {
            years.push(Year { year, months: Vec::new() });
        }
        let count = digits(locale.language(), month.count);
        if let Some(last) = years.last_mut() {
            last.months.push(Count { title: about.title, path, count });
        }
    }
    Ok(Composed::html(path, View::Archive(Box::new(ArchivePage { frame, years }))))
}

pub fn corrections(c: &mut Composer<'_, '_, '_>, locale: &Locale) -> Result<Composed> {
    let path = format!("{}corrections/", c.prefix(locale));
    let title = c.site.words.say(locale.language(), "corrections-title").into_owned();
    let mut frame = c.frame(locale, "corrections", &path, &title);
    frame.alternates = c.alternates_everywhere("corrections/");
    let newest = pieces::newest_corrections(c.tx, locale, CORRECTIONS)?;
    let register = newest.into_iter().map(|(correction, piece)| RegisteredCorrection {
        when: c.when(locale, correction.at),
        text: correction.text,
        headline: piece.headline,
        path: piece.path,
    });
    let corrections = register.collect();
    Ok(Composed::html(path, View::Corrections(Box::new(CorrectionsPage { frame, corrections }))))
}

/// The page for whatever is not there. It is shown at addresses of any depth, so its links begin where the newspaper does.
pub fn not_found(c: &mut Composer<'_, '_, '_>, locale: &Locale) -> Result<Composed> {
    let path = format!("{}{NOT_FOUND}", c.prefix(locale));
    let mut view = absence(c, locale, &path, 404)?;
    view.frame.root = c.site.base();
    Ok(Composed { status: 404, ..Composed::html(path, View::Gone(Box::new(view))) })
}

/// What is left at the address of a piece that was withdrawn.
pub fn gone(c: &mut Composer<'_, '_, '_>, locale: &Locale, path: &str) -> Result<Composed> {
    let view = absence(c, locale, path, 410)?;
    Ok(Composed { status: 410, ..Composed::html(path, View::Gone(Box::new(view))) })
}

fn absence(c: &mut Composer<'_, '_, '_>, locale: &Locale, path: &str, status: u16) -> Result<GonePage> {
    let key = if status == 410 { "gone-title" } else { "not-found-title" };
    let title = c.site.words.say(locale.language(), key).into_owned();
    let mut frame = c.frame(locale, "gone", path, &title);
    frame.noindex = true;
    let newest = newest_of(c, locale, CollectionKind::All, "all", OFFERED)?;
    Ok(GonePage { latest: c.cards(&newest)?, frame, status })
}

/// An old address: the stand answers 301, a static host this page.
pub fn redirect(c: &mut Composer<'_, '_, '_>, source: &str) -> Result<Composed> {
    let Some(target) = pieces::find_redirect(c.tx, source)? else { return Ok(Composed::nothing(source)) };
    let to = format!("{}{target}", root_of(source));
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{target}</title>\n<link rel=\"canonical\" href=\"{}\">\n<meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url={to}\">\n</head>\n<body>\n<p><a href=\"{to}\">{target}</a></p>\n</body>\n</html>\n",
        c.site.absolute(&target)
    );
    Ok(Composed {
        path: source.to_owned(),
        status: 301,
        location: target,
        media_type: HTML,
        content: Made::Ready(html.into_bytes()),
        shows: None,
    })
}

/// The files of a picture, which lie on the shelf already.
pub fn picture(c: &mut Composer<'_, '_, '_>, key: &str) -> Result<Vec<Composed>> {
    let Some(picture) = pieces::picture(c.tx, key)? else { return Ok(Vec::new()) };
    let file = |rendition: &crate::paper::model::Rendition| Composed {
        path: picture.path_of(rendition),
        status: 200,
        location: String::new(),
        media_type: rendition.format.media_type(),
        content: Made::Shelved(rendition.object, rendition.bytes),
        shows: None,
    };
    Ok(picture.renditions.iter().map(file).collect())
}

/// The file of a recording, which lies on the shelf already.
pub fn recording(c: &mut Composer<'_, '_, '_>, key: &str) -> Result<Vec<Composed>> {
    let Some(recording) = recordings::find(c.tx, key)? else { return Ok(Vec::new()) };
    Ok(vec![shelved(recording.path(), recording.format.media_type(), recording.object, recording.bytes)])
}

fn shelved(path: String, media_type: &'static str, object: seal::Hash, bytes: u64) -> Composed {
    Composed { path, status: 200, location: String::new(), media_type, content: Made::Shelved(object, bytes), shows: None }
}

/// A piece's social card, which lies on the shelf already.
pub fn card(c: &mut Composer<'_, '_, '_>, id: PieceId) -> Result<Vec<Composed>> {
    let Some((path, object)) = social::place(c.tx, id)? else { return Ok(Vec::new()) };
    Ok(vec![match object {
        Some((object, bytes)) => shelved(path, Format::Jpeg.media_type(), object, bytes),
        None => Composed::nothing(path),
    }])
}

/// Icons, web manifest, robots.txt, security.txt.
pub fn fixtures(c: &mut Composer<'_, '_, '_>) -> Vec<Composed> {
    let mut all: Vec<Composed> = theme::icons().map(|(path, media_type, bytes)| Composed::ready(path, media_type, bytes)).collect();
    // Some programs ask for it by this name alone.
    all.push(Composed::ready("favicon.ico", "image/x-icon", theme::favicon()));
    let first = c.site.locales.first().cloned().unwrap_or_else(Locale::english);
    let name = c.name(&first);
    let icon =
        |size: u32| serde_json::json!({ "src": format!("assets/icon-{size}.png"), "sizes": format!("{size}x{size}"), "type": "image/png" });
    let manifest = serde_json::json!({
        "name": name, "short_name": name, "lang": first.as_str(), "dir": first.direction().as_str(), "start_url": "./", "scope": "./", "display": "browser",
        "background_color": "#fbf8f1", "theme_color": "#fbf8f1", "icons": [icon(192), icon(512)],
    });
    all.push(Composed::ready("site.webmanifest", "application/manifest+json", manifest.to_string()));
    let search: String = c.site.locales.iter().map(|locale| format!("Disallow: /{}search/\n", c.prefix(locale))).collect();
    let sitemaps = ["sitemap.xml", "news-sitemap.xml"].map(|path| format!("Sitemap: {}\n", c.site.absolute(path))).concat();
    all.push(Composed::ready("robots.txt", "text/plain; charset=utf-8", format!("User-agent: *\n{search}\n{sitemaps}")));
    if let Some(contact) = &c.site.contact {
        // RFC 9116: an expiry is demanded, and should be less than a year ahead. It moves with the month, so that a day's printing does not change it.
        let first = c.now.to_zoned(c.site.zone.clone()).date().first_of_month();
        let expires = first.saturating_add(jiff::Span::new().months(11)).to_zoned(c.site.zone.clone()).map_or(c.now, |at| at.timestamp());
        let text = format!("Contact: {contact}\nExpires: {expires:.0}\nCanonical: {}\n", c.site.absolute(".well-known/security.txt"));
        all.push(Composed::ready(".well-known/security.txt", "text/plain; charset=utf-8", text));
    }
    all
}
