//! Sitemaps: an index, one for each month, one for what has no date, and the news of the last 48 hours.

use anyhow::Result;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::listing::CollectionKind;
use super::newsletter;
use super::pages::{Composed, Composer};
use super::store::{listings, newsletters, pieces};
use super::xml::{document, leaf};

const XML: &str = "application/xml";
const SPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
const NEWS_SPACE: (&str, &str) = ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");
/// Google takes this many in a news sitemap.
const NEWS_AT_MOST: i64 = 1_000;

/// A month, `2026-11`.
pub fn month(c: &mut Composer<'_, '_, '_>, month: &str) -> Result<Composed> {
    let (since, until) = span(c, month)?;
    let stories = pieces::between(c.tx, since, until)?;
    let urls = stories.iter().filter(|story| !story.no_index).map(|story| (story.path.clone(), Some(story.updated_at)));
    Ok(Composed::ready(format!("sitemap/{month}.xml"), XML, url_set(c, urls)?))
}

/// The index, and the sitemap of what has no date.
pub fn index(c: &mut Composer<'_, '_, '_>) -> Result<Vec<Composed>> {
    let mut months = std::collections::BTreeSet::new();
    let mut undated = Vec::new();
    let mut letters = Vec::new();
    for locale in &c.site.locales {
        let prefix = c.prefix(locale);
        undated.push((prefix.clone(), None));
        undated.extend(["archive/", "authors/", "topics/", "corrections/"].map(|path| (format!("{prefix}{path}"), None)));
        undated.extend(c.catalogue.standing(locale).iter().map(|page| (page.path.clone(), Some(page.updated_at))));
        for kind in super::model::TermKind::ALL.map(CollectionKind::Term) {
            let listed = listings::of_kind(c.tx, locale, kind)?;
            undated.extend(listed.into_iter().filter(|found| found.count > 0).filter_map(|found| Some((found.path(&prefix)?, None))));
        }
        let offered = c.catalogue.newsletters(locale);
        undated.extend((!offered.is_empty()).then(|| (newsletter::list_path(&prefix), None)));
        for offered in offered {
            let slug = &offered.newsletter.slug;
            letters.push((newsletter::newsletter_path(&prefix, slug), None));
            let issues = newsletters::cards(c.tx, locale, slug, i64::MAX)?.into_iter();
            letters.extend(issues.map(|issue| (newsletter::issue_path(&prefix, slug, issue.number), Some(issue.at))));
        }
        months.extend(listings::of_kind(c.tx, locale, CollectionKind::Month)?.into_iter().map(|month| month.slug));
    }
    let mut xml = document()?;
    xml.create_element("sitemapindex").with_attribute(SPACE).write_inner_content(|xml| {
        for name in months.iter().rev().map(String::as_str).chain(["pages"]) {
            let address = c.site.absolute(&format!("sitemap/{name}.xml"));
            xml.create_element("sitemap").write_inner_content(|xml| leaf(xml, "loc", &address))?;
        }
        Ok(())
    })?;
    undated.append(&mut letters);
    // The protocol's limit for one file.
    undated.truncate(50_000);
    let pages = Composed::ready("sitemap/pages.xml", XML, url_set(c, undated.into_iter())?);
    Ok(vec![Composed::ready("sitemap.xml", XML, xml.into_inner()), pages])
}

/// The news of the last 48 hours.
pub fn news(c: &mut Composer<'_, '_, '_>) -> Result<Composed> {
    let since = c.now.saturating_sub(SignedDuration::from_hours(48)).unwrap_or(c.now);
    let stories = pieces::since(c.tx, since, NEWS_AT_MOST)?;
    let mut xml = document()?;
    xml.create_element("urlset").with_attributes([SPACE, NEWS_SPACE]).write_inner_content(|xml| {
        for story in stories.iter().filter(|story| !story.no_index) {
            xml.create_element("url").write_inner_content(|xml| {
                leaf(xml, "loc", &c.site.absolute(&story.path))?;
                if story.live.is_some() {
                    leaf(xml, "lastmod", &story.updated_at.to_string())?;
                }
                xml.create_element("news:news").write_inner_content(|xml| {
                    xml.create_element("news:publication").write_inner_content(|xml| {
                        leaf(xml, "news:name", &c.name(&story.locale))?;
                        leaf(xml, "news:language", story.locale.language())
                    })?;
                    leaf(xml, "news:publication_date", &story.at.to_string())?;
                    leaf(xml, "news:title", &story.headline)
                })?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(Composed::ready("news-sitemap.xml", XML, xml.into_inner()))
}

fn url_set(c: &Composer<'_, '_, '_>, urls: impl Iterator<Item = (String, Option<Timestamp>)>) -> Result<Vec<u8>> {
    let mut xml = document()?;
    xml.create_element("urlset").with_attribute(SPACE).write_inner_content(|xml| {
        for (path, changed) in urls {
            xml.create_element("url").write_inner_content(|xml| {
                leaf(xml, "loc", &c.site.absolute(&path))?;
                changed.map_or(Ok(()), |at| leaf(xml, "lastmod", &at.to_string()))
            })?;
        }
        Ok(())
    })?;
    Ok(xml.into_inner())
}

/// A month of the newspaper's own zone, from its first moment to the first of the next.
fn span(c: &Composer<'_, '_, '_>, month: &str) -> Result<(Timestamp, Timestamp)> {
    let first: Date = format!("{month}-01").parse()?;
    let next = first.saturating_add(jiff::Span::new().months(1));
    Ok((first.to_zoned(c.site.zone.clone())?.timestamp(), next.to_zoned(c.site.zone.clone())?.timestamp()))
}
