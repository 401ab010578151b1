//! Live coverage: the posts of a piece, pages of its older ones, and the fragment that open pages ask for.

use anyhow::Result;
use jiff::Timestamp;
use markup::text_out;
use serde::Serialize;

use super::article::shorten;
use super::frame::root_of;
use super::{Composed, Composer, others};
use crate::paper::live::{self, FRESH, KEYS, PINS, Post, fragment_path, numbered_pages, page_of, page_path};
use crate::paper::model::{Kind, PieceId, Published, TermKind};
use crate::paper::store::{live as posts, pieces};
use crate::paper::theme::View;
use crate::paper::view::{Byline, Frame, When};
use crate::words::digits;

/// Characters of a post that stand for it where it has no headline, and of its text in JSON-LD.
const TITLE: usize = 90;
const BEGINNING: usize = 240;

/// What the page of a piece shows of its coverage.
#[derive(Debug, Clone, Serialize)]
pub struct Coverage {
    /// Posts may still come.
    pub open: bool,
    /// The page asks for them: it is open, and no preview.
    pub watched: bool,
    pub ended: Option<When>,
    /// When the newest post came out.
    pub newest: Option<When>,
    pub keys: Vec<Key>,
    /// These stand above the others, and not among them.
    pub pinned: Vec<Shown>,
    /// Newest first.
    pub posts: Vec<Shown>,
    /// Path of the page with the posts before these.
    pub older: Option<String>,
    /// Name of the fragment, which lies beside the page.
    pub fragment: &'static str,
    /// “1 new post”, “2 new posts” … and what is said of more, with bars between them.
    pub news: String,
    #[serde(skip)]
    pub began_at: Timestamp,
    #[serde(skip)]
    pub changed_at: Timestamp,
    #[serde(skip)]
    pub ended_at: Option<Timestamp>,
    /// The lowest number that the page would show.
    #[serde(skip)]
    first: i64,
}

/// A post.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    pub number: i64,
    /// Differs whenever readers should see another text.
    pub version: String,
    pub at: When,
    /// Its day is shown with its time: the coverage goes over several days.
    pub dated: bool,
    pub updated: Option<When>,
    pub author: Option<Byline>,
    pub headline: String,
    /// Safe HTML from our own renderer.
    pub body: String,
    pub pinned: bool,
    pub key: bool,
    /// Its headline, or how it begins.
    pub title: String,
    pub beginning: String,
}

/// A line of the summary at the top.
#[derive(Debug, Clone, Serialize)]
pub struct Key {
    pub at: When,
    pub dated: bool,
    pub title: String,
    pub href: String,
}

/// A page of older posts.
#[derive(Debug, Clone, Serialize)]
pub struct LivePage {
    pub frame: Frame,
    pub headline: String,
    /// Path of the piece.
    pub home: String,
    pub number: String,
    pub posts: Vec<Shown>,
    /// `None` where the newer posts are those of the piece's own page.
    pub newer: Option<String>,
    pub older: Option<String>,
}

/// What an open page asks for: which posts there are now, and the text of the newest few.
#[derive(Debug, Clone, Serialize)]
pub struct LiveFragment {
    pub frame: Frame,
    pub headline: String,
    pub home: String,
    pub coverage: Coverage,
    /// `31:1f0c2a9e 30:…`: number and version of each post that the page shows.
    pub list: String,
    /// The lowest number that the page shows of those that are not pinned.
    pub first: i64,
}

/// The coverage of a piece; `None` where it is no live coverage. What its posts lead to goes into `shown`.
pub fn coverage(c: &mut Composer<'_, '_, '_>, piece: &Published, shown: &mut Vec<PieceId>) -> Result<Option<Coverage>> {
    if piece.content.kind != Kind::Live {
        return Ok(None);
    }
    let (id, locale) = (piece.id, &piece.content.locale);
    let last = posts::last(c.tx, id)?;
    let pages = numbered_pages(last);
    let first = pages * live::PAGE + 1;
    let newest_at = posts::newest_at(c.tx, id)?;
    let began_at = posts::oldest_at(c.tx, id)?.map_or(piece.first_published_at, |at| at.min(piece.first_published_at));
    let ended_at = posts::ended_at(c.tx, id)?;
    let days = Days::of(c, piece)?;
    let key_posts = posts::key(c.tx, id, KEYS)?;
    let keys = key_posts.iter().map(|post| Key {
        at: c.when(locale, post.at),
        dated: days.several,
        title: title(post),
        href: page_of(post.number, last).map_or(String::new(), |page| format!("live/{page}/")) + &format!("#p{}", post.number),
    });
    let keys = keys.collect();
    let pinned = posts::pinned(c.tx, id, PINS)?;
    let mut others = posts::between(c.tx, id, first, last)?;
    others.retain(|post| pinned.iter().all(|above| above.number != post.number));
    let root = root_of(&piece.path);
    let mut show = |c: &mut Composer<'_, '_, '_>, list: &[Post]| {
        list.iter().map(|post| show(c, piece, post, &root, days, shown)).collect::<Result<Vec<_>>>()
    };
    let (pinned, others) = (show(c, &pinned)?, show(c, &others)?);
    let mut news: Vec<String> = (1..=FRESH as u64).map(|count| c.site.words.count(locale, "live-new", count)).collect();
    news.push(c.site.words.say(locale.language(), "live-new-many").into_owned());
    Ok(Some(Coverage {
        open: ended_at.is_none(),
        watched: ended_at.is_none(),
        ended: ended_at.map(|at| c.when(locale, at)),
        newest: newest_at.map(|at| c.when(locale, at)),
        keys,
        pinned,
        posts: others,
        older: (pages > 0).then(|| page_path(&piece.path, pages)),
        fragment: "live.html",
        news: news.join("|"),
        began_at,
        changed_at: newest_at.into_iter().chain(ended_at).max().map_or(piece.updated_at, |at| at.max(piece.updated_at)),
        ended_at,
        first,
    }))
}

/// The fragment of a piece whose page was just composed.
pub fn fragment(c: &Composer<'_, '_, '_>, piece: &Published, view: &View) -> Option<Composed> {
    let View::Article(page) = view else { return None };
    let mut coverage = page.live.clone()?;
    let listed = coverage.pinned.iter().chain(&coverage.posts).map(|post| format!("{}:{}", post.number, post.version));
    let (list, first) = (listed.collect::<Vec<_>>().join(" "), coverage.first);
    coverage.posts.truncate(FRESH);
    let path = fragment_path(&piece.path);
    let headline = piece.content.headline.clone();
    let mut frame = c.frame(&piece.content.locale, "live", &path, &headline);
    frame.canonical.clone_from(&page.frame.canonical);
    let fragment = LiveFragment { frame, headline, home: piece.path.clone(), coverage, list, first };
    Some(Composed::html(path, View::LiveFragment(Box::new(fragment))))
}

/// A numbered page of older posts, 1 for the oldest.
pub fn older(c: &mut Composer<'_, '_, '_>, id: PieceId, page: i64) -> Result<Vec<Composed>> {
    let Some((piece, withdrawn_at)) = pieces::find_even_withdrawn(c.tx, id)? else { return Ok(Vec::new()) };
    let (path, locale) = (page_path(&piece.path, page), &piece.content.locale);
    if withdrawn_at.is_some() {
        return Ok(vec![others::gone(c, locale, &path)?]);
    }
    let pages = numbered_pages(posts::last(c.tx, id)?);
    if piece.content.kind != Kind::Live || page > pages {
        return Ok(vec![Composed::nothing(path)]);
    }
    let number = digits(locale.language(), page);
    let title = c.words_of(locale, "live-page-title", &[("title", &piece.content.headline), ("number", &number)]);
    let mut frame = c.frame(locale, "live", &path, &title);
    frame.description = shorten(&piece.content.standfirst, 300);
    frame.noindex = piece.content.flags.no_index;
    let days = Days::of(c, &piece)?;
    let root = root_of(&path);
    let mut shown = pieces::shown_by(c.tx, id)?;
    let before = shown.len();
    let stand = posts::between(c.tx, id, (page - 1) * live::PAGE + 1, page * live::PAGE)?;
    let stand = stand.iter().map(|post| show(c, &piece, post, &root, days, &mut shown)).collect::<Result<Vec<_>>>()?;
    shown.sort_unstable();
    shown.dedup();
    let shows = (shown.len() > before).then_some((id, shown));
    let view = LivePage {
        frame,
        headline: piece.content.headline.clone(),
        home: piece.path.clone(),
        number,
        posts: stand,
        newer: (page < pages).then(|| page_path(&piece.path, page + 1)),
        older: (page > 1).then(|| page_path(&piece.path, page - 1)),
    };
    Ok(vec![Composed { shows, ..Composed::html(path, View::LivePage(Box::new(view))) }])
}

/// Whether a coverage goes over several days, by the newspaper's own clock.
#[derive(Clone, Copy)]
struct Days {
    several: bool,
}

impl Days {
    fn of(c: &mut Composer<'_, '_, '_>, piece: &Published) -> Result<Self> {
        let (oldest, newest) = (posts::oldest_at(c.tx, piece.id)?, posts::newest_at(c.tx, piece.id)?);
        let day = |at: Option<Timestamp>| at.map(|at| at.to_zoned(c.site.zone.clone()).date());
        Ok(Self { several: day(oldest) != day(newest) })
    }
}

fn show(c: &mut Composer<'_, '_, '_>, piece: &Published, post: &Post, root: &str, days: Days, shown: &mut Vec<PieceId>) -> Result<Shown> {
    let locale = &piece.content.locale;
    let links = c.links(&post.body, locale, root.to_owned())?;
    shown.extend(links.pieces());
    let author = post.author.as_ref().and_then(|slug| c.term_link(locale, TermKind::Author, slug));
    Ok(Shown {
        number: post.number,
        version: post.version()?,
        at: c.when(locale, post.at),
        dated: days.several,
        updated: post.updated_at.map(|at| c.when(locale, at)),
        author: author.map(|link| Byline { name: link.title, path: Some(link.path) }),
        headline: post.headline.clone(),
        body: links.render_among(&post.body, &format!("p{}-", post.number)),
        pinned: post.pinned,
        key: post.key,
        title: title(post),
        beginning: shorten(text_out::plain(&post.body).trim(), BEGINNING),
    })
}

/// What stands for a post where it is named.
fn title(post: &Post) -> String {
    if !post.headline.is_empty() {
        return post.headline.clone();
    }
    let begins = text_out::first_paragraph(&post.body).unwrap_or_else(|| text_out::plain(&post.body));
    shorten(begins.trim(), TITLE)
}
