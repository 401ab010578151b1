//! Sealed sign-ups, the chain of what happened to them, and work orders.

use anyhow::Result;
use seal::Hash;
use seal::chain::Chain;
use store::{Row, Tx, params};

use crate::post::model::{Counts, Happening, NewsletterId, OrderId, ReaderId, Week};
use crate::sending::{Person, store as sending};

store::statements! {
    PUT_READER = "INSERT INTO reader (id, newsletter, sealed, confirmation, token, week)
        VALUES (:id, :newsletter, :sealed, :confirmation, :token, :week)";
    BY_CONFIRMATION = "SELECT id, newsletter, confirmed_week, left_week, suppressed FROM reader WHERE confirmation = :hash";
    BY_TOKEN = "SELECT id, newsletter, confirmed_week, left_week, suppressed FROM reader WHERE token = :hash";
    BY_ID = "SELECT id, newsletter, confirmed_week, left_week, suppressed FROM reader WHERE id = :id";
    SEALED = "SELECT sealed FROM reader WHERE id = :id";
    CONFIRM = "UPDATE reader SET confirmed_week = :week WHERE id = :id AND confirmed_week IS NULL AND left_week IS NULL";
    LEAVE = "UPDATE reader SET left_week = :week WHERE id = :id AND left_week IS NULL";
    SUPPRESS = "UPDATE reader SET suppressed = :class WHERE id = :id AND suppressed IS NULL";
    ERASE = "DELETE FROM reader WHERE id = :id";
    CLEAR_UNCONFIRMED = "DELETE FROM reader WHERE week < :before AND confirmed_week IS NULL";
    CONFIRMED = "SELECT count(*) AS n FROM reader
        WHERE newsletter = :newsletter AND confirmed_week IS NOT NULL AND left_week IS NULL AND suppressed IS NULL";
    WAITING = "SELECT count(*) AS n FROM reader WHERE newsletter = :newsletter AND confirmed_week IS NULL AND left_week IS NULL";
    LEFT = "SELECT count(*) AS n FROM reader WHERE newsletter = :newsletter AND left_week IS NOT NULL";
    SUPPRESSED = "SELECT count(*) AS n FROM reader WHERE newsletter = :newsletter AND left_week IS NULL AND suppressed IS NOT NULL";
    COUNT_LEFT = "INSERT INTO newsletter_week (newsletter, week, left_rows) VALUES (:newsletter, :week, 1)
        ON CONFLICT (newsletter, week) DO UPDATE SET left_rows = newsletter_week.left_rows + 1";
    LEFT_BETWEEN = "SELECT CAST(coalesce(sum(left_rows), 0) AS INTEGER) AS n FROM newsletter_week WHERE newsletter = :newsletter AND week >= :from AND week <= :to";
    PUT_ENTRY = "INSERT INTO entry (counter, kind, reader, content, head) VALUES (:counter, :kind, :reader, :content, :head)";
    LAST_ENTRY = "SELECT counter, head FROM entry ORDER BY counter DESC LIMIT 1";
    ENTRIES_AFTER = "SELECT e.counter AS counter, e.kind AS kind, e.reader AS reader, e.content AS content, r.newsletter AS newsletter,
        r.sealed AS sealed, r.suppressed AS suppressed
        FROM entry e LEFT JOIN reader r ON r.id = e.reader WHERE e.counter > :after ORDER BY e.counter LIMIT :most";
    PUT_ORDER = "INSERT INTO work_order (id, sealed, week) VALUES (:id, :sealed, :week)";
    ORDERS = "SELECT id, sealed FROM work_order ORDER BY id LIMIT :most";
    COUNT_ORDERS = "SELECT count(*) AS n FROM work_order";
    DROP_ORDER = "DELETE FROM work_order WHERE id = :id";
}

/// A row as the locked server knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    pub id: ReaderId,
    pub newsletter: NewsletterId,
    pub confirmed: bool,
    pub left: bool,
    pub suppressed: bool,
}

/// A sign-up on its way in.
pub struct Arrival<'a> {
    pub id: ReaderId,
    pub newsletter: NewsletterId,
    pub sealed: &'a [u8],
    pub confirmation: [u8; 32],
    pub token: [u8; 32],
    pub week: Week,
}

/// One link of the chain, with the row where it is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub counter: i64,
    pub kind: i64,
    pub reader: ReaderId,
    /// SHA-256 of the sealed text at that time.
    pub content: Vec<u8>,
    pub newsletter: Option<NewsletterId>,
    pub sealed: Option<Vec<u8>>,
    pub suppressed: Option<String>,
}

/// The name of the chain.
pub const CHAIN: &[u8] = b"newsletter readers";

pub fn arrive(tx: &mut Tx<'_>, arrival: &Arrival<'_>) -> Result<()> {
    let Arrival { id, newsletter, sealed, confirmation, token, week } = arrival;
    tx.execute(
        &PUT_READER,
        &params! { id: id.0, newsletter: newsletter.0, sealed: *sealed, confirmation: &confirmation[..], token: &token[..], week: week.0 },
    )?;
    Ok(())
}

pub fn by_confirmation(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Reader>> {
    tx.optional(&BY_CONFIRMATION, &params! { hash: &hash[..] }, read)
}

pub fn by_token(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Reader>> {
    tx.optional(&BY_TOKEN, &params! { hash: &hash[..] }, read)
}

pub fn find(tx: &mut Tx<'_>, id: ReaderId) -> Result<Option<Reader>> {
    tx.optional(&BY_ID, &params! { id: id.0 }, read)
}

/// Whether that changed anything.
pub fn confirm(tx: &mut Tx<'_>, id: ReaderId, week: Week) -> Result<bool> {
    linked(tx, &CONFIRM, Happening::Confirmed, id, week)
}

/// Whether that changed anything. The sealed text stays until a courier has merged it: other rows of the same address must end too.
pub fn leave(tx: &mut Tx<'_>, id: ReaderId, week: Week) -> Result<bool> {
    let left = linked(tx, &LEAVE, Happening::Left, id, week)?;
    if left && let Some(reader) = find(tx, id)? {
        tx.execute(&COUNT_LEFT, &params! { newsletter: reader.newsletter.0, week: week.0 })?;
    }
    if left {
        not_written_to(tx, id)?;
    }
    Ok(left)
}

/// In the same act: no letter that is not on its way yet goes to this row, whatever is armed.
fn not_written_to(tx: &mut Tx<'_>, id: ReaderId) -> Result<()> {
    sending::gone(tx, Person(id.0))
}

/// Rows that left in these weeks, the first and the last included.
pub fn left_between(tx: &mut Tx<'_>, newsletter: NewsletterId, from: Week, to: Week) -> Result<i64> {
    Ok(tx.optional(&LEFT_BETWEEN, &params! { newsletter: newsletter.0, from: from.0, to: to.0 }, |row| row.get("n"))?.unwrap_or_default())
}

fn linked(tx: &mut Tx<'_>, statement: &'static store::Statement, kind: Happening, id: ReaderId, week: Week) -> Result<bool> {
    let changed = tx.execute(statement, &params! { id: id.0, week: week.0 })? > 0;
    if changed {
        link(tx, kind, id)?;
    }
    Ok(changed)
}

/// Whether that changed anything. `class` is the class of the bounce, or `complaint`.
pub fn suppress(tx: &mut Tx<'_>, id: ReaderId, class: &str) -> Result<bool> {
    let changed = tx.execute(&SUPPRESS, &params! { id: id.0, class })? > 0;
    if changed {
        link(tx, Happening::Suppressed, id)?;
        not_written_to(tx, id)?;
    }
    Ok(changed)
}

/// Whether it was there.
pub fn erase(tx: &mut Tx<'_>, id: ReaderId) -> Result<bool> {
    if find(tx, id)?.is_none() {
        return Ok(false);
    }
    link(tx, Happening::Erased, id)?;
    super::returns::drop_of(tx, id)?;
    not_written_to(tx, id)?;
    Ok(tx.execute(&ERASE, &params! { id: id.0 })? > 0)
}

/// Takes away sign-ups from before that week that nobody has confirmed; they are in no chain. How many those were.
pub fn clear_unconfirmed(tx: &mut Tx<'_>, before: Week) -> Result<usize> {
    tx.execute(&CLEAR_UNCONFIRMED, &params! { before: before.0 })
}

pub fn count(tx: &mut Tx<'_>, newsletter: NewsletterId) -> Result<Counts> {
    let mut of = |statement| -> Result<i64> {
        Ok(tx.optional(statement, &params! { newsletter: newsletter.0 }, |row| row.get("n"))?.unwrap_or_default())
    };
    Ok(Counts { confirmed: of(&CONFIRMED)?, waiting: of(&WAITING)?, left: of(&LEFT)?, suppressed: of(&SUPPRESSED)? })
}

/// Where the chain stands.
pub fn chain(tx: &mut Tx<'_>) -> Result<Chain> {
    let last = tx.optional(&LAST_ENTRY, &params! {}, |row| {
        let counter: i64 = row.get("counter")?;
        let head = row.decode("head", |bytes: &[u8]| <[u8; 32]>::try_from(bytes).ok())?;
        Ok(Chain { counter: counter.unsigned_abs(), head: Hash(head) })
    })?;
    Ok(last.unwrap_or_else(|| Chain::begin(CHAIN)))
}

/// What has happened since a counter, at most so many.
pub fn entries_after(tx: &mut Tx<'_>, after: i64, most: i64) -> Result<Vec<Entry>> {
    tx.query(&ENTRIES_AFTER, &params! { after, most }, |row| {
        let newsletter: Option<i64> = row.get("newsletter")?;
        Ok(Entry {
            counter: row.get("counter")?,
            kind: row.get("kind")?,
            reader: ReaderId(row.get("reader")?),
            content: row.get("content")?,
            newsletter: newsletter.map(NewsletterId),
            sealed: row.get("sealed")?,
            suppressed: row.get("suppressed")?,
        })
    })
}

/// Adds a link: what happened, to which row, with which sealed text (its hash).
fn link(tx: &mut Tx<'_>, kind: Happening, id: ReaderId) -> Result<()> {
    let sealed: Vec<u8> = tx.optional(&SEALED, &params! { id: id.0 }, |row| row.get("sealed"))?.unwrap_or_default();
    let content = Hash::of(&sealed);
    let chain = chain(tx)?.link(kind as u8, &id.0.to_be_bytes(), &content.0);
    let counter = i64::try_from(chain.counter)?;
    tx.execute(&PUT_ENTRY, &params! { counter, kind: kind as i64, reader: id.0, content: &content.0[..], head: &chain.head.0[..] })?;
    Ok(())
}

pub fn put_order(tx: &mut Tx<'_>, id: OrderId, sealed: &[u8], week: Week) -> Result<()> {
    tx.execute(&PUT_ORDER, &params! { id: id.0, sealed, week: week.0 })?;
    Ok(())
}

pub fn orders(tx: &mut Tx<'_>, most: i64) -> Result<Vec<(OrderId, Vec<u8>)>> {
    tx.query(&ORDERS, &params! { most }, |row| Ok((OrderId(row.get("id")?), row.get("sealed")?)))
}

pub fn count_orders(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.optional(&COUNT_ORDERS, &params! {}, |row| row.get("n"))?.unwrap_or_default())
}

pub fn drop_order(tx: &mut Tx<'_>, id: OrderId) -> Result<()> {
    tx.execute(&DROP_ORDER, &params! { id: id.0 })?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Reader> {
    let (confirmed, left): (Option<i64>, Option<i64>) = (row.get("confirmed_week")?, row.get("left_week")?);
    let suppressed: Option<String> = row.get("suppressed")?;
    Ok(Reader {
        id: ReaderId(row.get("id")?),
        newsletter: NewsletterId(row.get("newsletter")?),
        confirmed: confirmed.is_some(),
        left: left.is_some(),
        suppressed: suppressed.is_some(),
    })
}
