//! The tables of `courier.db`, and the only SQL that knows them. No address is in any of them.

use anyhow::Result;
use jiff::Timestamp;
use seal::chain::Chain;
use seal::{Hash, PublicKey};
use store::{Migration, Row, Schema, Tx, params};

use crate::post::courier::messages::IssueLetter;
use crate::post::model::{IssueId, NewsletterId, ReaderId};

pub static SCHEMA: Schema = Schema {
    name: "courier",
    migrations: &[
        Migration { name: "0001-the-courier", sql: include_str!("../../migrations/courier/0001-the-courier.sql") },
        crate::sending::store::MIGRATION,
        Migration { name: "0002-errands", sql: include_str!("../../migrations/courier/0002-errands.sql") },
        Migration { name: "0011-test-letters", sql: include_str!("../../migrations/courier/0011-test-letters.sql") },
    ],
    statements: store::all![self::ALL, crate::sending::store::ALL],
};

store::statements! {
    PUT_SERVER = "INSERT INTO server (number, url, public, key, name, newspaper, site, paired_at, counter, head)
        VALUES (:number, :url, :public, :key, :name, :newspaper, :site, :now, :counter, :head)";
    SERVER = "SELECT url, public, key, name, newspaper, site, paired_at, counter, head, synced_at, till FROM server WHERE number = :number";
    MOVE_SERVER = "UPDATE server SET url = :url, site = :url WHERE number = 1";
    CHAIN_STANDS = "UPDATE server SET counter = :counter, head = :head WHERE number = 1";
    PUT_TILL = "UPDATE server SET till = :till WHERE number = 1";
    BEGIN_ERRAND = "INSERT INTO errand (key, begun_at) VALUES (:key, :now)";
    SETTLE_ERRAND = "UPDATE errand SET outcome = :outcome WHERE key = :key";
    DROP_ERRAND = "DELETE FROM errand WHERE key = :key";
    ERRAND = "SELECT outcome FROM errand WHERE key = :key";
    FORGET_ERRANDS = "DELETE FROM errand WHERE begun_at < :before";
    SYNCED = "UPDATE server SET synced_at = :now WHERE number = 1";
    PUT_TITLE = "INSERT INTO newsletter (id, locale, title) VALUES (:id, :locale, :title)
        ON CONFLICT (id) DO UPDATE SET locale = excluded.locale, title = excluded.title";
    TITLES = "SELECT id, locale, title FROM newsletter ORDER BY locale, title, id";
    PUT_ROW = "INSERT INTO sealed_row (id, newsletter, sealed, content, confirmed, asked)
        VALUES (:id, :newsletter, :sealed, :content, :counter, 0)";
    ROW_CONTENT = "SELECT content FROM sealed_row WHERE id = :id";
    ROW_LEFT = "UPDATE sealed_row SET left_at = :counter WHERE id = :id AND left_at IS NULL AND erased IS NULL";
    ROW_SUPPRESSED = "UPDATE sealed_row SET suppressed = :counter WHERE id = :id AND suppressed IS NULL AND erased IS NULL";
    ROW_ERASED = "UPDATE sealed_row SET erased = :counter, sealed = NULL WHERE id = :id AND erased IS NULL";
    ROW_ASKED = "UPDATE sealed_row SET asked = 1 WHERE id = :id";
    WAS_ASKED = "SELECT id FROM sealed_row WHERE id = :id AND asked = 1";
    ROWS_AFTER = "SELECT id, sealed, confirmed, left_at, suppressed FROM sealed_row
        WHERE newsletter = :newsletter AND id > :after AND erased IS NULL ORDER BY id LIMIT :most";
    COUNT_ROWS = "SELECT count(*) AS n FROM sealed_row WHERE newsletter = :newsletter AND erased IS NULL";
    COUNT_WITHHELD = "SELECT count(*) AS n FROM sealed_row WHERE erased IS NULL AND (sealed IS NULL OR newsletter IS NULL)";
    PUT_LETTER = "INSERT INTO issue (id, newsletter, doc, secret, begun_at) VALUES (:id, :newsletter, :doc, :secret, :now)
        ON CONFLICT (id) DO NOTHING";
    REPLACE_LETTER = "INSERT INTO issue (id, newsletter, doc, secret, begun_at) VALUES (:id, :newsletter, :doc, :secret, :now)
        ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, secret = excluded.secret, begun_at = excluded.begun_at";
    LETTER = "SELECT doc, secret, begun_at FROM issue WHERE id = :id";
    UNTOLD = "SELECT id FROM issue WHERE told_at IS NULL ORDER BY begun_at, id";
    PUT_TEST = "INSERT INTO test_letter (message_id, sent_at) VALUES (:message_id, :now)";
    CHECK_TEST = "UPDATE test_letter SET checked_at = :now, traces = :traces WHERE message_id = :message_id";
    LAST_TEST = "SELECT checked_at, traces FROM test_letter ORDER BY coalesce(checked_at, sent_at) DESC, sent_at DESC LIMIT 1";
    TOLD = "UPDATE issue SET told_at = :now WHERE id = :id AND told_at IS NULL";
}

/// Whom a courier is paired with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    Newspaper = 1,
    /// A till of its own.
    Till = 2,
}

/// A server that is paired, and where its chain stood; a till has none.
#[derive(Clone, Debug)]
pub struct Pinned {
    pub url: String,
    pub public: PublicKey,
    /// Text of the courier's own secret key.
    pub key: zeroize::Zeroizing<String>,
    pub name: String,
    pub newspaper: String,
    /// The address that readers know; links of letters lead there. No slash at the end.
    pub site: String,
    pub paired_at: Timestamp,
    pub chain: Chain,
    pub synced_at: Option<Timestamp>,
    /// Where links of the fund's letters may lead besides `site`, though it is not paired.
    pub till: Option<String>,
}

pub fn put_server(tx: &mut Tx<'_>, peer: Peer, pinned: &Pinned) -> Result<()> {
    let (public, counter) = (pinned.public.to_string(), i64::try_from(pinned.chain.counter)?);
    tx.execute(
        &PUT_SERVER,
        &params! { number: peer as i64, url: &pinned.url, public: &public, key: pinned.key.as_str(), name: &pinned.name, newspaper: &pinned.newspaper, site: &pinned.site,
        now: pinned.paired_at, counter, head: &pinned.chain.head.0[..] },
    )?;
    Ok(())
}

pub fn server(tx: &mut Tx<'_>, peer: Peer) -> Result<Option<Pinned>> {
    tx.optional(&SERVER, &params! { number: peer as i64 }, |row| {
        Ok(Pinned {
            url: row.get("url")?,
            public: row.parse("public")?,
            key: zeroize::Zeroizing::new(row.get("key")?),
            name: row.get("name")?,
            newspaper: row.get("newspaper")?,
            site: row.get("site")?,
            paired_at: row.get("paired_at")?,
            chain: Chain { counter: row.get::<i64>("counter")?.unsigned_abs(), head: hash(row, "head")? },
            synced_at: row.get("synced_at")?,
            till: row.get("till")?,
        })
    })
}

/// The server is at another address now; who it is stays what was pinned.
pub fn move_server(tx: &mut Tx<'_>, url: &str) -> Result<()> {
    tx.execute(&MOVE_SERVER, &params! { url }).map(drop)
}

pub fn chain_stands(tx: &mut Tx<'_>, chain: &Chain) -> Result<()> {
    let counter = i64::try_from(chain.counter)?;
    tx.execute(&CHAIN_STANDS, &params! { counter, head: &chain.head.0[..] })?;
    Ok(())
}

pub fn synced(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    tx.execute(&SYNCED, &params! { now })?;
    Ok(())
}

/// A newsletter, as the courier's pages name it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Titled {
    pub id: NewsletterId,
    pub locale: String,
    pub title: String,
}

pub fn put_title(tx: &mut Tx<'_>, newsletter: &Titled) -> Result<()> {
    tx.execute(&PUT_TITLE, &params! { id: newsletter.id.0, locale: &newsletter.locale, title: &newsletter.title })?;
    Ok(())
}

pub fn titles(tx: &mut Tx<'_>) -> Result<Vec<Titled>> {
    tx.query(&TITLES, &params! {}, |row| {
        Ok(Titled { id: NewsletterId(row.get("id")?), locale: row.get("locale")?, title: row.get("title")? })
    })
}

/// A row's confirmation. `sealed` is missing where the row was erased since.
pub fn put_row(
    tx: &mut Tx<'_>,
    id: ReaderId,
    newsletter: Option<NewsletterId>,
    sealed: Option<&[u8]>,
    content: &[u8],
    counter: i64,
) -> Result<()> {
    tx.execute(&PUT_ROW, &params! { id: id.0, newsletter: newsletter.map(|id| id.0), sealed, content, counter })?;
    Ok(())
}

/// The hash of a row's sealed text; `None` for a row that was never confirmed.
pub fn content(tx: &mut Tx<'_>, id: ReaderId) -> Result<Option<Hash>> {
    tx.optional(&ROW_CONTENT, &params! { id: id.0 }, |row| hash(row, "content"))
}

pub fn left(tx: &mut Tx<'_>, id: ReaderId, counter: i64) -> Result<()> {
    tx.execute(&ROW_LEFT, &params! { id: id.0, counter }).map(drop)
}

pub fn suppressed(tx: &mut Tx<'_>, id: ReaderId, counter: i64) -> Result<()> {
    tx.execute(&ROW_SUPPRESSED, &params! { id: id.0, counter }).map(drop)
}

/// Whether this courier had asked for it.
pub fn erased(tx: &mut Tx<'_>, id: ReaderId, counter: i64) -> Result<bool> {
    tx.execute(&ROW_ERASED, &params! { id: id.0, counter })?;
    Ok(tx.optional(&WAS_ASKED, &params! { id: id.0 }, |row| row.get::<i64>("id"))?.is_some())
}

pub fn asked(tx: &mut Tx<'_>, id: ReaderId) -> Result<()> {
    tx.execute(&ROW_ASKED, &params! { id: id.0 }).map(drop)
}

/// A row to be opened.
pub struct Shut {
    pub id: ReaderId,
    pub sealed: Vec<u8>,
    /// Counters of the chain.
    pub confirmed: i64,
    pub left: Option<i64>,
    pub suppressed: Option<i64>,
}

/// Rows of a newsletter behind `after`, by id.
pub fn rows_after(tx: &mut Tx<'_>, newsletter: NewsletterId, after: Option<ReaderId>, most: i64) -> Result<Vec<Shut>> {
    let after = after.map_or(i64::MIN, |id| id.0);
    tx.query(&ROWS_AFTER, &params! { newsletter: newsletter.0, after, most }, |row| {
        Ok(Shut {
            id: ReaderId(row.get("id")?),
            sealed: row.get("sealed")?,
            confirmed: row.get("confirmed")?,
            left: row.get("left_at")?,
            suppressed: row.get("suppressed")?,
        })
    })
}

pub fn count_rows(tx: &mut Tx<'_>, newsletter: NewsletterId) -> Result<usize> {
    let count: i64 = tx.one(&COUNT_ROWS, &params! { newsletter: newsletter.0 }, |row| row.get("n"))?;
    Ok(usize::try_from(count)?)
}

/// Rows that are said to be there and were not given.
pub fn count_withheld(tx: &mut Tx<'_>) -> Result<i64> {
    tx.one(&COUNT_WITHHELD, &params! {}, |row| row.get("n"))
}

/// An issue whose sending has begun, as it was then.
#[derive(Clone)]
pub struct Begun {
    pub letter: IssueLetter,
    pub secret: [u8; 32],
    /// Also the letter's date, so that a letter that is sent twice is one letter.
    pub begun_at: Timestamp,
}

/// Keeps the letter with which the sending of an issue begins.
pub fn put_letter(tx: &mut Tx<'_>, letter: &IssueLetter, secret: &[u8; 32], now: Timestamp) -> Result<()> {
    let doc = serde_json::to_string(letter)?;
    tx.execute(&PUT_LETTER, &params! { id: letter.issue.0, newsletter: letter.newsletter.0, doc: &doc, secret: &secret[..], now })?;
    Ok(())
}

/// The same, whatever was kept: no letter has left from here yet.
pub fn replace_letter(tx: &mut Tx<'_>, letter: &IssueLetter, secret: &[u8; 32], date: Timestamp) -> Result<()> {
    let doc = serde_json::to_string(letter)?;
    tx.execute(
        &REPLACE_LETTER,
        &params! { id: letter.issue.0, newsletter: letter.newsletter.0, doc: &doc, secret: &secret[..], now: date },
    )?;
    Ok(())
}

pub fn letter(tx: &mut Tx<'_>, issue: IssueId) -> Result<Option<Begun>> {
    tx.optional(&LETTER, &params! { id: issue.0 }, |row| {
        let secret = row.decode("secret", |bytes: &[u8]| bytes.try_into().ok())?;
        Ok(Begun { letter: row.json("doc")?, secret, begun_at: row.get("begun_at")? })
    })
}

/// Issues whose outcome the server has not been told.
pub fn untold(tx: &mut Tx<'_>) -> Result<Vec<IssueId>> {
    tx.query(&UNTOLD, &params! {}, |row| Ok(IssueId(row.get("id")?)))
}

pub fn told(tx: &mut Tx<'_>, issue: IssueId, now: Timestamp) -> Result<()> {
    tx.execute(&TOLD, &params! { id: issue.0, now }).map(drop)
}

/// Links of the fund's letters may lead there.
pub fn put_till(tx: &mut Tx<'_>, till: &str) -> Result<()> {
    tx.execute(&PUT_TILL, &params! { till }).map(drop)
}

/// Notes that a letter of the fund is about to go out.
pub fn begin_errand(tx: &mut Tx<'_>, key: &[u8; 32], now: Timestamp) -> Result<()> {
    tx.execute(&BEGIN_ERRAND, &params! { key: &key[..], now }).map(drop)
}

/// Whether it was begun.
pub fn has_errand(tx: &mut Tx<'_>, key: &[u8; 32]) -> Result<bool> {
    Ok(tx.optional(&ERRAND, &params! { key: &key[..] }, |row| row.get::<Option<String>>("outcome"))?.is_some())
}

/// What became of one; `None` within when nobody knows, or there is none.
pub fn errand(tx: &mut Tx<'_>, key: &[u8; 32]) -> Result<Option<String>> {
    Ok(tx.optional(&ERRAND, &params! { key: &key[..] }, |row| row.get::<Option<String>>("outcome"))?.flatten())
}

pub fn settle_errand(tx: &mut Tx<'_>, key: &[u8; 32], outcome: &str) -> Result<()> {
    tx.execute(&SETTLE_ERRAND, &params! { key: &key[..], outcome }).map(drop)
}

/// It certainly never left.
pub fn drop_errand(tx: &mut Tx<'_>, key: &[u8; 32]) -> Result<()> {
    tx.execute(&DROP_ERRAND, &params! { key: &key[..] }).map(drop)
}

pub fn forget_errands(tx: &mut Tx<'_>, before: Timestamp) -> Result<()> {
    tx.execute(&FORGET_ERRANDS, &params! { before }).map(drop)
}

/// A letter to the keyholder's own address has left.
pub fn put_test(tx: &mut Tx<'_>, message_id: &str, now: Timestamp) -> Result<()> {
    tx.execute(&PUT_TEST, &params! { message_id, now }).map(drop)
}

/// It was looked at, and told of this machine in so many places. False when there is none of that name.
pub fn check_test(tx: &mut Tx<'_>, message_id: &str, traces: u32, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(&CHECK_TEST, &params! { message_id, traces: i64::from(traces), now })? == 1)
}

/// When the last one was looked at, and in how many places it told of this machine.
pub fn last_test(tx: &mut Tx<'_>) -> Result<Option<(Option<Timestamp>, Option<u32>)>> {
    tx.optional(&LAST_TEST, &params! {}, |row| {
        Ok((row.get("checked_at")?, row.get::<Option<i64>>("traces")?.map(|traces| u32::try_from(traces).unwrap_or(u32::MAX))))
    })
}

fn hash(row: &Row<'_>, column: &str) -> Result<Hash> {
    row.decode(column, |bytes: &[u8]| bytes.try_into().ok().map(Hash))
}
