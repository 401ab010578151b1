//! Couriers, the books of issues that they have sent, and the secret behind letters' names.

use anyhow::Result;
use jiff::Timestamp;
use seal::PublicKey;
use store::{Row, Tx, params};

use crate::post::courier::messages::Books;
use crate::post::courier::{Courier, CourierId};
use crate::post::model::IssueId;

store::statements! {
    PUT_COURIER = "INSERT INTO courier (id, name, public, paired_at) VALUES (:id, :name, :public, :now)";
    ALL_COURIERS = "SELECT id, name, public, paired_at, revoked_at FROM courier ORDER BY paired_at, id";
    COURIER_BY_KEY = "SELECT id, name, public, paired_at, revoked_at FROM courier WHERE public = :public";
    NAMESAKES = "SELECT id FROM courier WHERE name = :name AND revoked_at IS NULL LIMIT 1";
    REVOKE_COURIER = "UPDATE courier SET revoked_at = :now WHERE name = :name AND revoked_at IS NULL";
    PUT_BOOKS = "INSERT INTO issue_books (issue, candidates, accepted, refused, unknown, gone, cancelled, at)
        VALUES (:issue, :candidates, :accepted, :refused, :unknown, :gone, :cancelled, :now)
        ON CONFLICT (issue) DO NOTHING";
    BOOKS_OF = "SELECT candidates, accepted, refused, unknown, gone, cancelled FROM issue_books WHERE issue = :issue";
    PUT_SECRET = "INSERT INTO secret (name, bytes) VALUES (:name, :bytes) ON CONFLICT (name) DO NOTHING";
    SECRET = "SELECT bytes FROM secret WHERE name = :name";
}

pub fn put(tx: &mut Tx<'_>, courier: &Courier) -> Result<()> {
    let public = courier.public.to_string();
    tx.execute(&PUT_COURIER, &params! { id: courier.id.0, name: &courier.name, public: &public, now: courier.paired_at })?;
    Ok(())
}

/// The longest paired first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Courier>> {
    tx.query(&ALL_COURIERS, &params! {}, read)
}

pub fn by_key(tx: &mut Tx<'_>, public: &PublicKey) -> Result<Option<Courier>> {
    let public = public.to_string();
    tx.optional(&COURIER_BY_KEY, &params! { public: &public }, read)
}

pub fn is_taken(tx: &mut Tx<'_>, name: &str) -> Result<bool> {
    Ok(tx.optional(&NAMESAKES, &params! { name }, |row| row.get::<i64>("id"))?.is_some())
}

/// Whether there was one.
pub fn revoke(tx: &mut Tx<'_>, name: &str, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(&REVOKE_COURIER, &params! { name, now })? > 0)
}

fn read(row: &Row<'_>) -> Result<Courier> {
    Ok(Courier {
        id: CourierId(row.get("id")?),
        name: row.get("name")?,
        public: row.parse("public")?,
        paired_at: row.get("paired_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}

pub fn put_books(tx: &mut Tx<'_>, issue: IssueId, books: &Books, now: Timestamp) -> Result<()> {
    let Books { candidates, accepted, refused, unknown, gone, cancelled } = *books;
    tx.execute(&PUT_BOOKS, &params! { issue: issue.0, candidates, accepted, refused, unknown, gone, cancelled, now })?;
    Ok(())
}

pub fn books(tx: &mut Tx<'_>, issue: IssueId) -> Result<Option<Books>> {
    tx.optional(&BOOKS_OF, &params! { issue: issue.0 }, |row| {
        Ok(Books {
            candidates: row.get("candidates")?,
            accepted: row.get("accepted")?,
            refused: row.get("refused")?,
            unknown: row.get("unknown")?,
            gone: row.get("gone")?,
            cancelled: row.get("cancelled")?,
        })
    })
}

/// The secret of that name; `fresh` where there was none.
pub fn secret(tx: &mut Tx<'_>, name: &str, fresh: &[u8; 32]) -> Result<[u8; 32]> {
    tx.execute(&PUT_SECRET, &params! { name, bytes: &fresh[..] })?;
    tx.one(&SECRET, &params! { name }, |row| row.decode("bytes", |bytes: &[u8]| bytes.try_into().ok()))
}
