//! Newsletters, and the public halves of vault keys.

use anyhow::Result;
use jiff::Timestamp;
use kernel::{Locale, Slug};
use seal::sealing::VaultPublic;
use store::{Row, Tx, params};

use crate::post::model::{Newsletter, NewsletterId, Said};

store::statements! {
    PUT_NEWSLETTER = "INSERT INTO newsletter (id, locale, slug, position, doc, made_at, closed_at)
        VALUES (:id, :locale, :slug, :position, :doc, :now, :closed_at)
        ON CONFLICT (id) DO UPDATE SET position = excluded.position, doc = excluded.doc, closed_at = excluded.closed_at";
    FIND_NEWSLETTER = "SELECT id, locale, slug, position, doc, closed_at FROM newsletter WHERE id = :id";
    NEWSLETTER_AT = "SELECT id, locale, slug, position, doc, closed_at FROM newsletter WHERE locale = :locale AND slug = :slug";
    ALL_NEWSLETTERS = "SELECT id, locale, slug, position, doc, closed_at FROM newsletter ORDER BY locale, position, slug";
    PUT_KEY = "INSERT INTO vault_key (number, public, at) VALUES (:number, :public, :now)";
    NEWEST_KEY = "SELECT number, public FROM vault_key ORDER BY number DESC LIMIT 1";
}

/// Puts a newsletter into its place; slug and language stay what they were.
pub fn put(tx: &mut Tx<'_>, newsletter: &Newsletter, now: Timestamp) -> Result<()> {
    let Newsletter { id, locale, slug, said, position, closed_at } = newsletter;
    let doc = serde_json::to_string(said)?;
    tx.execute(
        &PUT_NEWSLETTER,
        &params! { id: id.0, locale: locale.as_str(), slug: slug.as_str(), position: *position, doc: &doc, now, closed_at: *closed_at },
    )?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: NewsletterId) -> Result<Option<Newsletter>> {
    tx.optional(&FIND_NEWSLETTER, &params! { id: id.0 }, read)
}

pub fn at(tx: &mut Tx<'_>, locale: &Locale, slug: &Slug) -> Result<Option<Newsletter>> {
    tx.optional(&NEWSLETTER_AT, &params! { locale: locale.as_str(), slug: slug.as_str() }, read)
}

/// By language, then in their order.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Newsletter>> {
    tx.query(&ALL_NEWSLETTERS, &params! {}, read)
}

fn read(row: &Row<'_>) -> Result<Newsletter> {
    Ok(Newsletter {
        id: NewsletterId(row.get("id")?),
        locale: row.parse("locale")?,
        slug: row.parse("slug")?,
        said: row.json::<Said>("doc")?,
        position: row.get("position")?,
        closed_at: row.get("closed_at")?,
    })
}

/// From here on rows are sealed to this key.
pub fn put_key(tx: &mut Tx<'_>, key: &VaultPublic, now: Timestamp) -> Result<()> {
    let newest: Option<i64> = tx.optional(&NEWEST_KEY, &params! {}, |row| row.get("number"))?;
    tx.execute(&PUT_KEY, &params! { number: newest.unwrap_or(0) + 1, public: &key.to_string(), now })?;
    Ok(())
}

/// Whom rows are sealed to.
pub fn key(tx: &mut Tx<'_>) -> Result<Option<VaultPublic>> {
    tx.optional(&NEWEST_KEY, &params! {}, |row| row.parse("public"))
}
