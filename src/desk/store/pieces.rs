//! Pieces, and what the list is told of them.

use anyhow::{Context, Result};
use jiff::Timestamp;
use kernel::Locale;
use store::{Row, Tx, params};

use crate::desk::model::{Moments, Number, Piece, State};
use crate::paper::model::{Content, Kind, PieceId};

/// [`Moments::state`], in SQL.
macro_rules! state {
    () => {
        "CASE WHEN published_at IS NOT NULL THEN 'published' WHEN scheduled_at IS NOT NULL THEN 'scheduled' WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'
         WHEN ready_at IS NOT NULL THEN 'ready' ELSE 'draft' END"
    };
}

macro_rules! columns {
    () => {
        "id, locale, kind, slug, headline, words, newest, changed_at, changed_by, ready_at, scheduled_at, first_published_at, published_at, withdrawn_at, live"
    };
}

store::statements! {
    PUT_PIECE = "INSERT INTO piece (id, origin, locale, kind, slug, headline, words, search, newest, last, made_at, changed_at, changed_by)
        VALUES (:id, :origin, :locale, :kind, :slug, :headline, :words, :search, 1, 1, :at, :at, :who)";
    CHANGE_PIECE = "UPDATE piece SET locale = :locale, kind = :kind, slug = :slug, headline = :headline, words = :words, search = :search,
        newest = :newest, last = :newest, changed_at = :at, changed_by = :who WHERE id = :id";
    COUNT_SIDE = "UPDATE piece SET last = last + 1 WHERE id = :id";
    LAST_NUMBER = "SELECT last FROM piece WHERE id = :id";
    FIND_PIECE = concat!("SELECT ", columns!(), " FROM piece WHERE id = :id");
    LIST_PIECES = concat!("SELECT ", columns!(), " FROM piece WHERE (:state = '' OR ", state!(), " = :state) AND (:locale = '' OR locale = :locale)
        AND (:who = '' OR changed_by = :who) AND search LIKE :pattern ESCAPE '!' AND (changed_at < :before OR (changed_at = :before AND id < :before_id))
        ORDER BY changed_at DESC, id DESC LIMIT :most");
    COUNT_STATES = concat!("SELECT ", state!(), " AS state, count(*) AS n FROM piece GROUP BY ", state!());
    PIECES_WITH_SLUG = concat!("SELECT ", columns!(), " FROM piece WHERE slug = :slug ORDER BY locale, id LIMIT 20");
    BY_ORIGIN = "SELECT id, admitted FROM piece WHERE origin = :origin";
    NOTE_ADMITTED = "UPDATE piece SET admitted = :digest WHERE id = :id";
    SETTLE = "UPDATE piece SET ready_at = :ready_at, scheduled_at = :scheduled_at, first_published_at = :first_published_at, published_at = :published_at,
        withdrawn_at = :withdrawn_at, live = :live WHERE id = :id";
}

/// Which pieces the list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub locale: Option<Locale>,
    /// Last changed by this person.
    pub who: Option<String>,
    /// Words that must stand in headline, slug, authors or section, as they were typed.
    pub words: String,
    /// The last piece of the page before.
    pub before: Option<(Timestamp, PieceId)>,
}

/// A piece with its first revision's words; the revision itself is put beside it.
pub fn put(tx: &mut Tx<'_>, id: PieceId, origin: Option<&str>, content: &Content, at: Timestamp, who: &str) -> Result<()> {
    let (words, search) = (count(content), searched(content));
    tx.execute(
        &PUT_PIECE,
        &params! { id: id.0, origin, locale: content.locale.as_str(), kind: content.kind.as_str(), slug: content.slug.as_str(), headline: &content.headline,
        words, search: &search, at, who },
    )?;
    Ok(())
}

/// What the newest revision says.
pub fn change(tx: &mut Tx<'_>, id: PieceId, newest: Number, content: &Content, at: Timestamp, who: &str) -> Result<()> {
    let (words, search) = (count(content), searched(content));
    tx.execute(
        &CHANGE_PIECE,
        &params! { id: id.0, locale: content.locale.as_str(), kind: content.kind.as_str(), slug: content.slug.as_str(), headline: &content.headline, words,
        search: &search, newest: newest.0, at, who },
    )?;
    Ok(())
}

/// The number for a side revision, which is counted with the others.
pub fn side_number(tx: &mut Tx<'_>, id: PieceId) -> Result<Number> {
    tx.execute(&COUNT_SIDE, &params! { id: id.0 })?;
    last_number(tx, id)
}

pub fn last_number(tx: &mut Tx<'_>, id: PieceId) -> Result<Number> {
    tx.one(&LAST_NUMBER, &params! { id: id.0 }, |row| row.get("last").map(Number))
}

pub fn find(tx: &mut Tx<'_>, id: PieceId) -> Result<Option<Piece>> {
    tx.optional(&FIND_PIECE, &params! { id: id.0 }, piece)
}

pub fn list(tx: &mut Tx<'_>, filter: &Filter, most: i64) -> Result<Vec<Piece>> {
    let pattern = pattern(&filter.words);
    let (before, before_id) = filter.before.map_or((i64::MAX, i64::MAX), |(at, id)| (at.as_millisecond(), id.0));
    tx.query(
        &LIST_PIECES,
        &params! { state: filter.state.map_or("", State::as_str), locale: filter.locale.as_ref().map_or("", Locale::as_str),
        who: filter.who.as_deref().unwrap_or(""), pattern: &pattern, before, before_id, most },
        piece,
    )
}

/// How many pieces there are in each state that has any.
pub fn count_states(tx: &mut Tx<'_>) -> Result<Vec<(State, i64)>> {
    tx.query(&COUNT_STATES, &[], |row| Ok((row.decode("state", State::parse)?, row.get("n")?)))
}

pub fn with_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Vec<Piece>> {
    tx.query(&PIECES_WITH_SLUG, &params! { slug }, piece)
}

/// The piece of an origin, and the digest of what was last admitted from there.
pub fn by_origin(tx: &mut Tx<'_>, origin: &str) -> Result<Option<(PieceId, String)>> {
    tx.optional(&BY_ORIGIN, &params! { origin }, |row| {
        Ok((PieceId(row.get("id")?), row.get::<Option<String>>("admitted")?.unwrap_or_default()))
    })
}

pub fn note_admitted(tx: &mut Tx<'_>, id: PieceId, digest: &str) -> Result<()> {
    tx.execute(&NOTE_ADMITTED, &params! { id: id.0, digest })?;
    Ok(())
}

pub fn settle(tx: &mut Tx<'_>, id: PieceId, moments: &Moments, live: Option<Number>) -> Result<()> {
    let Moments { ready_at, scheduled_at, first_published_at, published_at, withdrawn_at } = *moments;
    tx.execute(
        &SETTLE,
        &params! { id: id.0, ready_at, scheduled_at, first_published_at, published_at, withdrawn_at, live: live.map(|number| number.0) },
    )?;
    Ok(())
}

fn piece(row: &Row<'_>) -> Result<Piece> {
    Ok(Piece {
        id: PieceId(row.get("id")?),
        locale: row.parse("locale")?,
        kind: row.decode("kind", Kind::parse)?,
        slug: row.parse("slug")?,
        headline: row.get("headline")?,
        words: row.get("words")?,
        newest: Number(row.get("newest")?),
        changed_at: row.get("changed_at")?,
        changed_by: row.get("changed_by")?,
        moments: Moments {
            ready_at: row.get("ready_at")?,
            scheduled_at: row.get("scheduled_at")?,
            first_published_at: row.get("first_published_at")?,
            published_at: row.get("published_at")?,
            withdrawn_at: row.get("withdrawn_at")?,
        },
        live: row.get::<Option<i64>>("live")?.map(Number),
    })
}

fn count(content: &Content) -> i64 {
    markup::text_out::words(&content.body) as i64
}

fn searched(content: &Content) -> String {
    let slugs = content.bylines.iter().chain(&content.reporting_by).chain(&content.section).chain([&content.slug]);
    let words = slugs.fold(content.headline.to_lowercase(), |words, slug| words + " " + slug.as_str());
    format!("{words} {}", content.label.to_lowercase())
}

/// Finds the words in their order, whatever stands between them.
pub(super) fn pattern(words: &str) -> String {
    let escaped = words.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let words: Vec<&str> = escaped.split_whitespace().take(10).collect();
    if words.is_empty() { "%".to_owned() } else { format!("%{}%", words.join("%")) }
}

/// # Errors
/// When there is no such piece, which the caller had reason to believe in.
pub fn must_find(tx: &mut Tx<'_>, id: PieceId) -> Result<Piece> {
    find(tx, id)?.with_context(|| format!("piece {id} is not in desk.piece"))
}
