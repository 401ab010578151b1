//! Published pieces, their corrections, redirects and pictures.

use anyhow::Result;
use jiff::Timestamp;
use kernel::Locale;
use store::{Row, Tx, params};

use crate::paper::model::{Correction, Picture, PieceId, Published, Redirect};
use crate::paper::summary::Summary;

store::statements! {
    PUT_PIECE = "INSERT INTO piece (id, locale, kind, slug, path, translations, first_published_at, withdrawn_at, card, updated_at, no_index)
        VALUES (:id, :locale, :kind, :slug, :path, :translations, :at, NULL, :card, :updated_at, :no_index)
        ON CONFLICT (id) DO UPDATE SET locale = excluded.locale, kind = excluded.kind, slug = excluded.slug, path = excluded.path, translations = excluded.translations,
        first_published_at = excluded.first_published_at, withdrawn_at = NULL, card = excluded.card, updated_at = excluded.updated_at, no_index = excluded.no_index";
    PUT_BODY = "INSERT INTO body (piece, doc) VALUES (:piece, :doc) ON CONFLICT (piece) DO UPDATE SET doc = excluded.doc";
    PUT_CARD = "UPDATE piece SET card = :card, updated_at = :updated_at, no_index = :no_index WHERE id = :id";
    FIND_PIECE = "SELECT b.doc AS doc FROM piece p JOIN body b ON b.piece = p.id WHERE p.id = :id AND p.withdrawn_at IS NULL";
    FIND_PIECE_EVEN_WITHDRAWN = "SELECT p.id AS id, b.doc AS doc, p.withdrawn_at AS withdrawn_at FROM piece p JOIN body b ON b.piece = p.id WHERE p.id = :id";
    PIECE_AT_PATH = "SELECT id FROM piece WHERE path = :path";
    PIECES_WITH_SLUG = "SELECT id, card FROM piece WHERE slug = :slug AND withdrawn_at IS NULL ORDER BY first_published_at DESC, id LIMIT 20";
    WITHDRAW_PIECE = "UPDATE piece SET withdrawn_at = :at WHERE id = :id AND withdrawn_at IS NULL";
    CARD_OF = "SELECT id, card FROM piece WHERE id = :id AND withdrawn_at IS NULL";
    TRANSLATIONS = "SELECT id, card FROM piece WHERE translations = :translations AND withdrawn_at IS NULL ORDER BY locale";
    TRANSLATION_GROUP = "SELECT translations FROM piece WHERE id = :id";
    STANDING_PAGES = "SELECT id, card FROM piece WHERE kind = 'page' AND withdrawn_at IS NULL ORDER BY first_published_at, slug, id";
    NEWEST_EVERYWHERE = "SELECT id, card FROM piece WHERE withdrawn_at IS NULL AND kind <> 'page' ORDER BY first_published_at DESC, id DESC LIMIT :most";
    SINCE = "SELECT id, card FROM piece WHERE withdrawn_at IS NULL AND kind <> 'page' AND first_published_at >= :since ORDER BY first_published_at DESC, id DESC LIMIT :most";
    /// All of it stands in the index `piece_newest`.
    BETWEEN = "SELECT path, coalesce(updated_at, first_published_at) AS updated_at, no_index FROM piece
        WHERE withdrawn_at IS NULL AND kind <> 'page' AND first_published_at >= :since AND first_published_at < :until ORDER BY first_published_at, id";
    IDS_AFTER = "SELECT id, first_published_at FROM piece WHERE (first_published_at, id) > (:at, :id) ORDER BY first_published_at, id LIMIT :most";
    COUNT_PIECES = "SELECT count(*) AS count FROM piece WHERE withdrawn_at IS NULL";
    PUT_CORRECTION = "INSERT INTO correction (piece, at, locale, wording) VALUES (:piece, :at, :locale, :wording) ON CONFLICT (piece, at) DO UPDATE SET wording = excluded.wording";
    NEWEST_CORRECTIONS = "SELECT c.at AS at, c.wording AS wording, p.id AS id, p.card AS card FROM correction c JOIN piece p ON p.id = c.piece
        WHERE c.locale = :locale AND p.withdrawn_at IS NULL ORDER BY c.at DESC, c.piece LIMIT :most";
    PUT_SHOWN = "INSERT INTO shown (piece, shown_by) VALUES (:piece, :shown_by) ON CONFLICT (piece, shown_by) DO NOTHING";
    CLEAR_SHOWN = "DELETE FROM shown WHERE shown_by = :shown_by";
    SHOWN_BY = "SELECT piece FROM shown WHERE shown_by = :shown_by ORDER BY piece";
    WHO_SHOWS = "SELECT shown_by FROM shown WHERE piece = :piece";
    PUT_REDIRECT = "INSERT INTO redirect (source, target) VALUES (:source, :target) ON CONFLICT (source) DO UPDATE SET target = excluded.target";
    FORGET_REDIRECT = "DELETE FROM redirect WHERE source = :source";
    MOVE_REDIRECTS = "UPDATE redirect SET target = :target WHERE target = :source";
    FIND_REDIRECT = "SELECT target FROM redirect WHERE source = :source";
    ALL_REDIRECTS = "SELECT source FROM redirect ORDER BY source";
    PUT_PICTURE = "INSERT INTO picture (key, doc) VALUES (:key, :doc) ON CONFLICT (key) DO UPDATE SET doc = excluded.doc";
    FIND_PICTURE = "SELECT doc FROM picture WHERE key = :key";
    ALL_PICTURES = "SELECT key FROM picture ORDER BY key";
}

pub fn put(tx: &mut Tx<'_>, piece: &Published, translations: i64) -> Result<()> {
    let card = Summary::of(piece);
    let card_doc = serde_json::to_string(&card)?;
    tx.execute(
        &PUT_PIECE,
        &params! { id: piece.id.0, locale: piece.content.locale.as_str(), kind: piece.content.kind.as_str(), slug: piece.content.slug.as_str(), path: &piece.path, translations: translations,
        at: piece.first_published_at, card: &card_doc, updated_at: card.updated_at, no_index: card.no_index },
    )?;
    tx.execute(&PUT_BODY, &params! { piece: piece.id.0, doc: &serde_json::to_string(piece)? })?;
    for correction in &piece.corrections {
        tx.execute(
            &PUT_CORRECTION,
            &params! { piece: piece.id.0, at: correction.at, locale: piece.content.locale.as_str(), wording: &correction.text },
        )?;
    }
    Ok(())
}

/// What other pages show of a piece, where more than the piece itself decides it.
pub fn put_card(tx: &mut Tx<'_>, card: &Summary) -> Result<()> {
    let doc = serde_json::to_string(card)?;
    tx.execute(&PUT_CARD, &params! { id: card.id.0, card: &doc, updated_at: card.updated_at, no_index: card.no_index })?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: PieceId) -> Result<Option<Published>> {
    tx.optional(&FIND_PIECE, &params! { id: id.0 }, |row| row.json("doc"))
}

/// A piece that may have been withdrawn, with when it was.
pub fn find_even_withdrawn(tx: &mut Tx<'_>, id: PieceId) -> Result<Option<(Published, Option<Timestamp>)>> {
    tx.optional(&FIND_PIECE_EVEN_WITHDRAWN, &params! { id: id.0 }, |row| Ok((row.json("doc")?, row.get("withdrawn_at")?)))
}

pub fn at_path(tx: &mut Tx<'_>, path: &str) -> Result<Option<PieceId>> {
    tx.optional(&PIECE_AT_PATH, &params! { path }, |row| Ok(PieceId(row.get("id")?)))
}

/// The published piece that a link by slug means: that of the same language edition, or any.
pub fn with_slug(tx: &mut Tx<'_>, slug: &str, locale: &Locale) -> Result<Option<Summary>> {
    let mut found = tx.query(&PIECES_WITH_SLUG, &params! { slug }, read_summary)?;
    let at = found.iter().position(|piece| piece.locale == *locale).unwrap_or(0);
    Ok((at < found.len()).then(|| found.swap_remove(at)))
}

/// Whether it was there to be withdrawn.
pub fn withdraw(tx: &mut Tx<'_>, id: PieceId, at: Timestamp) -> Result<bool> {
    Ok(tx.execute(&WITHDRAW_PIECE, &params! { id: id.0, at })? > 0)
}

pub fn summary(tx: &mut Tx<'_>, id: PieceId) -> Result<Option<Summary>> {
    tx.optional(&CARD_OF, &params! { id: id.0 }, read_summary)
}

/// The number that linked translations share: that of the piece it translates, or its own.
pub fn translation_group(tx: &mut Tx<'_>, id: PieceId, translation_of: Option<PieceId>) -> Result<i64> {
    let Some(original) = translation_of else {
        return Ok(tx.optional(&TRANSLATION_GROUP, &params! { id: id.0 }, |row| row.get("translations"))?.unwrap_or(id.0));
    };
    Ok(tx.optional(&TRANSLATION_GROUP, &params! { id: original.0 }, |row| row.get("translations"))?.unwrap_or(original.0))
}

pub fn translations(tx: &mut Tx<'_>, group: i64) -> Result<Vec<Summary>> {
    tx.query(&TRANSLATIONS, &params! { translations: group }, read_summary)
}

pub fn standing_pages(tx: &mut Tx<'_>) -> Result<Vec<Summary>> {
    tx.query(&STANDING_PAGES, &[], read_summary)
}

pub fn newest_everywhere(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Summary>> {
    tx.query(&NEWEST_EVERYWHERE, &params! { most }, read_summary)
}

pub fn since(tx: &mut Tx<'_>, since: Timestamp, most: i64) -> Result<Vec<Summary>> {
    tx.query(&SINCE, &params! { since, most }, read_summary)
}

/// Where pieces stand, for sitemaps: a month has hundreds, and nothing else of them is asked.
#[derive(Debug)]
pub struct Standing {
    pub path: String,
    pub updated_at: Timestamp,
    pub no_index: bool,
}

pub fn between(tx: &mut Tx<'_>, since: Timestamp, until: Timestamp) -> Result<Vec<Standing>> {
    tx.query(&BETWEEN, &params! { since, until }, |row| {
        Ok(Standing { path: row.get("path")?, updated_at: row.get("updated_at")?, no_index: row.get("no_index")? })
    })
}

/// Ids in the order of first publication, withdrawn ones too, each with that moment in milliseconds.
pub fn ids_after(tx: &mut Tx<'_>, (at, id): (i64, PieceId), most: i64) -> Result<Vec<(i64, PieceId)>> {
    tx.query(&IDS_AFTER, &params! { at, id: id.0, most }, |row| Ok((row.get("first_published_at")?, PieceId(row.get("id")?))))
}

pub fn count(tx: &mut Tx<'_>) -> Result<i64> {
    tx.one(&COUNT_PIECES, &[], |row| row.get("count"))
}

pub fn newest_corrections(tx: &mut Tx<'_>, locale: &Locale, most: i64) -> Result<Vec<(Correction, Summary)>> {
    tx.query(&NEWEST_CORRECTIONS, &params! { locale: locale.as_str(), most }, |row| {
        Ok((Correction { at: row.get("at")?, text: row.get("wording")? }, read_summary(row)?))
    })
}

/// Notes which pieces a printed page shows as “Read more”.
pub fn show(tx: &mut Tx<'_>, shown_by: PieceId, pieces: &[PieceId]) -> Result<()> {
    tx.execute(&CLEAR_SHOWN, &params! { shown_by: shown_by.0 })?;
    for piece in pieces {
        tx.execute(&PUT_SHOWN, &params! { piece: piece.0, shown_by: shown_by.0 })?;
    }
    Ok(())
}

pub fn shown_by(tx: &mut Tx<'_>, shown_by: PieceId) -> Result<Vec<PieceId>> {
    tx.query(&SHOWN_BY, &params! { shown_by: shown_by.0 }, |row| Ok(PieceId(row.get("piece")?)))
}

pub fn who_shows(tx: &mut Tx<'_>, piece: PieceId) -> Result<Vec<PieceId>> {
    tx.query(&WHO_SHOWS, &params! { piece: piece.0 }, |row| Ok(PieceId(row.get("shown_by")?)))
}

/// Keeps a redirect, and leads everything that led to its source on to its target, so that no reader goes round two corners.
pub fn redirect(tx: &mut Tx<'_>, redirect: &Redirect) -> Result<()> {
    tx.execute(&MOVE_REDIRECTS, &params! { source: &redirect.from, target: &redirect.to })?;
    tx.execute(&PUT_REDIRECT, &params! { source: &redirect.from, target: &redirect.to })?;
    Ok(())
}

/// A path that a piece has taken is a redirect no longer.
pub fn forget_redirect(tx: &mut Tx<'_>, source: &str) -> Result<()> {
    tx.execute(&FORGET_REDIRECT, &params! { source })?;
    Ok(())
}

pub fn find_redirect(tx: &mut Tx<'_>, source: &str) -> Result<Option<String>> {
    tx.optional(&FIND_REDIRECT, &params! { source }, |row| row.get("target"))
}

pub fn redirect_sources(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.query(&ALL_REDIRECTS, &[], |row| row.get("source"))
}

pub fn put_picture(tx: &mut Tx<'_>, picture: &Picture) -> Result<()> {
    let doc = serde_json::to_string(picture)?;
    tx.execute(&PUT_PICTURE, &params! { key: &picture.key, doc: &doc })?;
    Ok(())
}

pub fn picture(tx: &mut Tx<'_>, key: &str) -> Result<Option<Picture>> {
    tx.optional(&FIND_PICTURE, &params! { key }, |row| row.json("doc"))
}

pub fn picture_keys(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.query(&ALL_PICTURES, &[], |row| row.get("key"))
}

pub(super) fn read_summary(row: &Row<'_>) -> Result<Summary> {
    row.json("card")
}
