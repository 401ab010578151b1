//! A piece and its “Read more”; a standing page; what is left of a piece that was withdrawn.

use anyhow::Result;
use kernel::Locale;
use markup::Mode;

use super::frame::root_of;
use super::{Composed, Composer, live, newsletters, others, structured};
use crate::paper::asks::model::Occasion;
use crate::paper::listing::CollectionKind;
use crate::paper::live::fragment_path;
use crate::paper::model::{Kind, PieceId, Published, TermKind};
use crate::paper::podcasts;
use crate::paper::store::{listings, pieces};
use crate::paper::summary::Summary;
use crate::paper::theme::View;
use crate::paper::view::{Article, ArticlePage, Correction, Feed, Link, StandingPage};

/// Stories under “Read more”.
const MORE: usize = 4;
/// How many stories of a tag are looked at for what they share.
const CANDIDATES: i64 = 30;
/// Words that are read in a minute.
const WORDS_A_MINUTE: usize = 220;

pub fn compose(c: &mut Composer<'_, '_, '_>, id: PieceId) -> Result<Vec<Composed>> {
    let Some((piece, withdrawn_at)) = pieces::find_even_withdrawn(c.tx, id)? else { return Ok(Vec::new()) };
    if withdrawn_at.is_some() {
        let mut pages = vec![others::gone(c, &piece.content.locale, &piece.path)?];
        if piece.content.kind == Kind::Live {
            pages.push(others::gone(c, &piece.content.locale, &fragment_path(&piece.path))?);
        }
        return Ok(pages);
    }
    let group = pieces::translation_group(c.tx, id, None)?;
    let translations = pieces::translations(c.tx, group)?;
    let (view, mut shown) = view(c, &piece, &translations)?;
    if let View::Article(page) = &view
        && page.live.is_some()
    {
        // What older posts lead to is no longer on this page, and must still be told of.
        shown.extend(pieces::shown_by(c.tx, id)?);
    }
    shown.sort_unstable();
    shown.dedup();
    let shows = (pieces::shown_by(c.tx, id)? != shown).then_some((id, shown));
    let mut pages = live::fragment(c, &piece, &view).into_iter().collect::<Vec<_>>();
    pages.push(Composed { shows, ..Composed::html(piece.path, view) });
    Ok(pages)
}

/// The page of a piece, and the pieces that it shows or leads to.
pub fn view(c: &mut Composer<'_, '_, '_>, piece: &Published, translations: &[Summary]) -> Result<(View, Vec<PieceId>)> {
    let content = &piece.content;
    let locale = &content.locale;
    let links = c.links(&content.body, locale, root_of(&piece.path))?;
    let body = links.render(&content.body, Mode::Page);
    let lead = match &content.lead {
        Some(lead) => c.lead(lead)?,
        None => None,
    };
    let description = if content.standfirst.is_empty() {
        markup::text_out::first_paragraph(&content.body).unwrap_or_default()
    } else {
        content.standfirst.clone()
    };
    let description = shorten(&description, 300);
    let kind = if content.kind == Kind::Page { "page" } else { "article" };
    let mut frame = c.frame(locale, kind, &piece.path, &content.headline);
    frame.description.clone_from(&description);
    frame.noindex = content.flags.no_index;
    frame.alternates = c.alternates(translations.iter().map(|other| (&other.locale, other.path.clone())));
    let title = if content.long_headline.is_empty() { &content.headline } else { &content.long_headline };
    frame.social = c.social(title, &description, if kind == "page" { "website" } else { "article" }, lead.as_ref());
    if content.kind == Kind::Page {
        let updated = (piece.updated_at > piece.first_published_at).then(|| c.when(locale, piece.updated_at));
        let page = StandingPage { frame, headline: content.headline.clone(), standfirst: content.standfirst.clone(), body, updated };
        return Ok((View::Standing(Box::new(page)), Vec::new()));
    }
    let section = content.section.as_ref().and_then(|slug| c.term_link(locale, TermKind::Section, slug));
    let mut authors = Vec::new();
    for slug in &content.bylines {
        if let Some(term) = c.term(locale, TermKind::Author, slug) {
            authors.push(c.author(&term)?);
        }
    }
    let more = read_more(c, piece)?;
    let mut shown: Vec<PieceId> = more.iter().map(|summary| summary.id).chain(links.pieces()).collect();
    let coverage = live::coverage(c, piece, &mut shown)?;
    let updated_at = coverage.as_ref().map_or(piece.updated_at, |coverage| coverage.changed_at.max(piece.updated_at));
    let related = c.cards(&more)?;
    let correct =
        |correction: &crate::paper::model::Correction| Correction { when: c.when(locale, correction.at), text: correction.text.clone() };
    let article = Article {
        path: piece.path.clone(),
        kind: content.kind.as_str(),
        label: content.label.clone(),
        headline: content.headline.clone(),
        standfirst: content.standfirst.clone(),
        section,
        lead,
        bylines: c.bylines(locale, &content.bylines),
        reporting_by: c.bylines(locale, &content.reporting_by),
        published: c.when(locale, piece.first_published_at),
        updated: (updated_at > piece.first_published_at).then(|| c.when(locale, updated_at)),
        corrections: piece.corrections.iter().rev().map(correct).collect(),
        tags: c.term_links(locale, TermKind::Tag, &content.tags),
        dossiers: c.term_links(locale, TermKind::Dossier, &content.dossiers),
        reading_time: c.site.words.minutes(locale, markup::text_out::words(&content.body).div_ceil(WORDS_A_MINUTE).max(1) as u64),
        authors,
        body,
    };
    c.ask_on(&mut frame, &Occasion::piece(content))?;
    frame.json_ld = Some(structured::article(c, piece, &article, &frame, coverage.as_ref()));
    // Search engines have been told of the picture itself; people who share the address are shown the card.
    if let Some(image) = c.card_image(piece)? {
        frame.social.image = Some(image);
    }
    if content.kind == Kind::Podcast {
        let title = c.words_of(locale, "feed-podcast", &[("name", &c.name(locale))]);
        let path = podcasts::path(&c.prefix(locale));
        frame.feeds.push(Feed { title, path, media_type: "application/rss+xml" });
    }
    if let Some(Link { title, path, .. }) = &article.section {
        let feed = c.feed(locale, "feed-of", &[("name", &c.name(locale)), ("title", title)], path);
        frame.feeds.push(feed);
    }
    let letter = newsletters::offered(c, locale);
    Ok((View::Article(Box::new(ArticlePage { frame, article, related, letter, live: coverage })), shown))
}

/// Hand-picked first, then what shares most tags, then the newest of its section.
fn read_more(c: &mut Composer<'_, '_, '_>, piece: &Published) -> Result<Vec<Summary>> {
    let content = &piece.content;
    let mut more: Vec<Summary> = Vec::with_capacity(MORE);
    for id in content.related.iter().take(MORE) {
        more.extend(pieces::summary(c.tx, *id)?);
    }
    let mut sharing: Vec<(usize, Summary)> = Vec::new();
    for tag in &content.tags {
        for candidate in newest_of(c, &content.locale, CollectionKind::Term(TermKind::Tag), tag.as_str(), CANDIDATES)? {
            match sharing.iter_mut().find(|(_, known)| known.id == candidate.id) {
                Some((shared, _)) => *shared += 1,
                None => sharing.push((1, candidate)),
            }
        }
    }
    sharing.sort_by(|(a, x), (b, y)| (b, y.at, y.id).cmp(&(a, x.at, x.id)));
    let mut candidates: Vec<Summary> = sharing.into_iter().map(|(_, summary)| summary).collect();
    if let Some(section) = &content.section {
        candidates.extend(newest_of(c, &content.locale, CollectionKind::Term(TermKind::Section), section.as_str(), MORE as i64 * 2 + 1)?);
    }
    for candidate in candidates {
        if more.len() >= MORE {
            break;
        }
        if candidate.id != piece.id && more.iter().all(|known| known.id != candidate.id) {
            more.push(candidate);
        }
    }
    Ok(more)
}

pub fn newest_of(c: &mut Composer<'_, '_, '_>, locale: &Locale, kind: CollectionKind, slug: &str, most: i64) -> Result<Vec<Summary>> {
    match listings::find(c.tx, locale, kind, slug)? {
        Some(collection) => listings::newest(c.tx, collection.id, most),
        None => Ok(Vec::new()),
    }
}

/// At most `most` characters, cut at a word.
pub fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let at = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{}…", cut[..at].trim_end_matches([',', ';', ':', '.', ' ']))
}
