//! Pages, their objects, and the editions they make.

use anyhow::Result;
use jiff::Timestamp;
use seal::Hash;
use store::{Row, Tx, params};

use super::cards;
use crate::paper::edition::{Edition, PageEntry};

store::statements! {
    PUT_PAGE = "INSERT INTO page (path, hash, bytes, media_type, status, location) VALUES (:path, :hash, :bytes, :media_type, :status, :location)
        ON CONFLICT (path) DO UPDATE SET hash = excluded.hash, bytes = excluded.bytes, media_type = excluded.media_type, status = excluded.status, location = excluded.location";
    REMOVE_PAGE = "DELETE FROM page WHERE path = :path";
    ALL_PAGES = "SELECT path, hash, bytes, media_type, status, location FROM page";
    PUT_OBJECT = "INSERT INTO object (hash, body) VALUES (:hash, :body) ON CONFLICT (hash) DO NOTHING";
    FIND_OBJECT = "SELECT body FROM object WHERE hash = :hash";
    PUT_BROTLI = "INSERT INTO brotli (hash, body) SELECT o.hash, CAST(:body AS BLOB) FROM object o WHERE o.hash = :hash ON CONFLICT (hash) DO NOTHING";
    FIND_BROTLI = "SELECT body FROM brotli WHERE hash = :hash";
    WITHOUT_BROTLI = "SELECT p.hash AS hash, p.media_type AS media_type FROM page p LEFT JOIN brotli b ON b.hash = p.hash WHERE b.hash IS NULL";
    PUT_EDITION = "INSERT INTO edition (number, printed_at, act, pages, head, signature) VALUES (:number, :printed_at, :act, :pages, :head, :signature)";
    LAST_EDITION = "SELECT number, printed_at, act, pages, head, signature FROM edition ORDER BY number DESC LIMIT 1";
    NEWEST_EDITIONS = "SELECT number, printed_at, act, pages, head, signature FROM edition ORDER BY number DESC LIMIT :most";
    PUT_CHANGE = "INSERT INTO edition_change (edition, path, hash, bytes, media_type, status, location) VALUES (:edition, :path, :hash, :bytes, :media_type, :status, :location)";
    CHANGES_AFTER = "SELECT edition, path, hash, bytes, media_type, status, location FROM edition_change WHERE edition > :number ORDER BY edition DESC, path";
    OLDEST_CHANGE = "SELECT min(edition) AS edition FROM edition_change";
    LET_GO = "INSERT INTO loose (hash) SELECT DISTINCT hash FROM edition_change WHERE edition <= :number AND hash IS NOT NULL AND path NOT LIKE 'media/%'
        ON CONFLICT (hash) DO NOTHING";
    FORGET_CHANGES = "DELETE FROM edition_change WHERE edition <= :number";
    PUT_REPLACED = "INSERT INTO replaced (hash, edition) VALUES (:hash, :edition) ON CONFLICT (hash) DO UPDATE SET edition = excluded.edition";
    REMOVE_REPLACED = "DELETE FROM replaced WHERE hash = :hash";
    LET_SHARDS_GO = "INSERT INTO loose (hash) SELECT hash FROM replaced WHERE edition <= :number ON CONFLICT (hash) DO NOTHING";
    FORGET_REPLACED = "DELETE FROM replaced WHERE edition <= :number";
    PUT_LOOSE = "INSERT INTO loose (hash) VALUES (:hash) ON CONFLICT (hash) DO NOTHING";
    LOOSE = "SELECT hash FROM loose ORDER BY hash LIMIT :most";
    REMOVE_LOOSE = "DELETE FROM loose WHERE hash = :hash";
    USE_OF_OBJECT = "SELECT hash FROM page WHERE hash = :hash UNION ALL SELECT hash FROM edition_change WHERE hash = :hash LIMIT 1";
    REMOVE_OBJECT = "DELETE FROM object WHERE hash = :hash";
    REMOVE_BROTLI = "DELETE FROM brotli WHERE hash = :hash";
}

/// Every page that is served, in no order.
pub fn each_page(tx: &mut Tx<'_>, mut each: impl FnMut(&str, PageEntry) -> Result<()>) -> Result<()> {
    tx.for_each(&ALL_PAGES, &[], |row| each(row.get("path")?, read_page(row)?))
}

/// Every page that is served, with its path.
pub fn all_pages(tx: &mut Tx<'_>) -> Result<Vec<(String, PageEntry)>> {
    tx.query(&ALL_PAGES, &[], |row| Ok((row.get("path")?, read_page(row)?)))
}

/// Puts a page in its place and notes what stood there, for the way back.
pub fn put_page(tx: &mut Tx<'_>, edition: u64, path: &str, entry: &PageEntry, before: Option<&PageEntry>) -> Result<()> {
    note_change(tx, edition, path, before)?;
    tx.execute(
        &PUT_PAGE,
        &params! { path, hash: &entry.hash.0[..], bytes: entry.bytes as i64, media_type: entry.media_type.as_str(), status: i64::from(entry.status), location: entry.location.as_str() },
    )?;
    Ok(())
}

pub fn remove_page(tx: &mut Tx<'_>, edition: u64, path: &str, before: &PageEntry) -> Result<()> {
    note_change(tx, edition, path, Some(before))?;
    tx.execute(&REMOVE_PAGE, &params! { path })?;
    Ok(())
}

fn note_change(tx: &mut Tx<'_>, edition: u64, path: &str, before: Option<&PageEntry>) -> Result<()> {
    tx.execute(
        &PUT_CHANGE,
        &params! { edition: edition as i64, path, hash: before.map(|b| &b.hash.0[..]), bytes: before.map_or(0, |b| b.bytes as i64),
        media_type: before.map_or("", |b| b.media_type.as_str()), status: before.map_or(0, |b| i64::from(b.status)), location: before.map_or("", |b| b.location.as_str()) },
    )?;
    Ok(())
}

/// What stood at each path that was changed after an edition, as of that edition.
pub fn before_changes_since(tx: &mut Tx<'_>, number: u64) -> Result<std::collections::BTreeMap<String, Option<PageEntry>>> {
    let mut before = std::collections::BTreeMap::new();
    tx.for_each(&CHANGES_AFTER, &params! { number: number as i64 }, |row| {
        let entry = if row.get::<Option<&[u8]>>("hash")?.is_some() { Some(read_page(row)?) } else { None };
        before.insert(row.get("path")?, entry); // newest first, so the oldest change has the last word
        Ok(())
    })?;
    Ok(before)
}

/// The first edition that still has its way back; `None` before the first change.
pub fn oldest_way_back(tx: &mut Tx<'_>) -> Result<Option<u64>> {
    Ok(tx.one(&OLDEST_CHANGE, &[], |row| row.get::<Option<i64>>("edition"))?.map(|n| n as u64))
}

/// Clears away the way back to editions up to `number`. Their objects are loose from then on; [`sweep`] takes them away. Media files are the library's, which may
/// show them again: they stay.
pub fn let_go(tx: &mut Tx<'_>, number: u64) -> Result<()> {
    let number = number as i64;
    tx.execute(&LET_GO, &params! { number })?;
    tx.execute(&FORGET_CHANGES, &params! { number })?;
    tx.execute(&LET_SHARDS_GO, &params! { number })?;
    tx.execute(&FORGET_REPLACED, &params! { number })?;
    Ok(())
}

/// Says that an object may be in no use: [`sweep`] looks, some time.
pub fn loosen(tx: &mut Tx<'_>, hash: Hash) -> Result<()> {
    tx.execute(&PUT_LOOSE, &params! { hash: &hash.0[..] })?;
    Ok(())
}

/// Looks at `most` loose objects and removes those in no use. Returns their hashes, for the files among them.
pub fn sweep(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Hash>> {
    let mut unused = Vec::new();
    for hash in tx.query(&LOOSE, &params! { most }, |row| row.decode("hash", hash))? {
        tx.execute(&REMOVE_LOOSE, &params! { hash: &hash.0[..] })?;
        if tx.optional(&USE_OF_OBJECT, &params! { hash: &hash.0[..] }, |_| Ok(()))?.is_none() {
            tx.execute(&REMOVE_OBJECT, &params! { hash: &hash.0[..] })?;
            tx.execute(&REMOVE_BROTLI, &params! { hash: &hash.0[..] })?;
            cards::lost(tx, hash)?;
            unused.push(hash);
        }
    }
    Ok(unused)
}

pub fn put_object(tx: &mut Tx<'_>, hash: Hash, body: &[u8]) -> Result<()> {
    tx.execute(&PUT_OBJECT, &params! { hash: &hash.0[..], body })?;
    Ok(())
}

/// Puts an object of the manifest, which nothing but the manifest names: it stays until an edition replaces it.
pub fn put_shard(tx: &mut Tx<'_>, hash: Hash, body: &[u8]) -> Result<()> {
    put_object(tx, hash, body)?;
    tx.execute(&REMOVE_REPLACED, &params! { hash: &hash.0[..] })?;
    tx.execute(&REMOVE_LOOSE, &params! { hash: &hash.0[..] })?;
    Ok(())
}

/// Notes an object of the manifest that `edition` has no more.
pub fn replace_shard(tx: &mut Tx<'_>, edition: u64, hash: Hash) -> Result<()> {
    tx.execute(&PUT_REPLACED, &params! { hash: &hash.0[..], edition: edition as i64 })?;
    Ok(())
}

pub fn object(tx: &mut Tx<'_>, hash: Hash) -> Result<Option<Vec<u8>>> {
    tx.optional(&FIND_OBJECT, &params! { hash: &hash.0[..] }, |row| row.get("body"))
}

pub fn put_brotli(tx: &mut Tx<'_>, hash: Hash, body: &[u8]) -> Result<()> {
    tx.execute(&PUT_BROTLI, &params! { hash: &hash.0[..], body })?;
    Ok(())
}

pub fn brotli(tx: &mut Tx<'_>, hash: Hash) -> Result<Option<Vec<u8>>> {
    tx.optional(&FIND_BROTLI, &params! { hash: &hash.0[..] }, |row| row.get("body"))
}

/// The objects of pages that could have a brotli body and have none yet.
pub fn without_brotli(tx: &mut Tx<'_>) -> Result<Vec<Hash>> {
    let mut found = Vec::new();
    tx.for_each(&WITHOUT_BROTLI, &[], |row| {
        if seal::object::is_gzipped(row.get("media_type")?) {
            found.push(row.decode("hash", hash)?);
        }
        Ok(())
    })?;
    Ok(found)
}

pub fn put(tx: &mut Tx<'_>, edition: &Edition) -> Result<()> {
    tx.execute(
        &PUT_EDITION,
        &params! { number: edition.number as i64, printed_at: edition.printed_at, act: &edition.act, pages: edition.pages as i64, head: &edition.head[..], signature: &edition.signature },
    )?;
    Ok(())
}

pub fn last(tx: &mut Tx<'_>) -> Result<Option<Edition>> {
    tx.optional(&LAST_EDITION, &[], read_edition)
}

pub fn newest(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Edition>> {
    tx.query(&NEWEST_EDITIONS, &params! { most }, read_edition)
}

fn read_edition(row: &Row<'_>) -> Result<Edition> {
    Ok(Edition {
        number: row.get::<i64>("number")? as u64,
        printed_at: row.get::<Timestamp>("printed_at")?,
        act: row.get("act")?,
        pages: row.get::<i64>("pages")? as u64,
        head: row.get("head")?,
        signature: row.get("signature")?,
    })
}

fn read_page(row: &Row<'_>) -> Result<PageEntry> {
    Ok(PageEntry {
        hash: row.decode("hash", hash)?,
        bytes: row.get::<i64>("bytes")? as u64,
        media_type: row.get::<&str>("media_type")?.into(),
        status: row.get::<i64>("status")? as u16,
        location: row.get("location")?,
    })
}

fn hash(bytes: &[u8]) -> Option<Hash> {
    bytes.try_into().ok().map(Hash)
}
