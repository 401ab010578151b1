//! Contributions that were begun, and how they stand.

use anyhow::Result;
use jiff::Timestamp;
use kernel::Currency;
use store::{Row, Tx, params};

use crate::fund::model::attempt::{Attempt, Gift, day};
use crate::fund::model::standing::{Standing, State};
use crate::fund::model::{AttemptId, Interval, Method, Provider};

store::statements! {
    PUT_ATTEMPT = r#"INSERT INTO attempt (id, "interval", method, provider, minor, total, currency, locale, day, token, sealed)
        VALUES (:id, :interval, :method, :provider, :minor, :total, :currency, :locale, :day, :token, :sealed)"#;
    FIND_ATTEMPT = r#"SELECT id, "interval", method, provider, minor, total, currency, locale, day, session, closed_day FROM attempt WHERE id = :id"#;
    ATTEMPT_BY_TOKEN = r#"SELECT id, "interval", method, provider, minor, total, currency, locale, day, session, closed_day
        FROM attempt WHERE token = :token"#;
    ATTEMPT_BY_SESSION = r#"SELECT id, "interval", method, provider, minor, total, currency, locale, day, session, closed_day
        FROM attempt WHERE provider = :provider AND session = :session"#;
    /// Those of which the processor may know more than we do.
    OPEN_ATTEMPTS = r#"SELECT id, "interval", method, provider, minor, total, currency, locale, day, session, closed_day
        FROM attempt WHERE closed_day IS NULL AND provider = :provider AND day >= :since ORDER BY day, id LIMIT :most"#;
    PUT_SESSION = "UPDATE attempt SET session = :session WHERE id = :id AND session IS NULL";
    CLOSE_ATTEMPT = "UPDATE attempt SET closed_day = :day WHERE id = :id AND closed_day IS NULL";
    /// What nobody has ever spoken of again.
    FORGET_UNPAID = "DELETE FROM attempt WHERE day < :before AND provider <> 'transfer' AND provider <> 'crypto'
        AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.attempt = attempt.id)";
    /// Of what came to nothing, the address.
    FORGET_ADDRESSES = "UPDATE attempt SET sealed = NULL WHERE day < :before AND sealed IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM standing s WHERE s.attempt = attempt.id AND s.since_day IS NOT NULL AND s.ended_day IS NULL)";
    GOING_ON = r#"SELECT a.id AS id, a."interval" AS "interval", a.method AS method, a.provider AS provider, a.minor AS minor, a.total AS total, a.currency AS currency,
        a.locale AS locale, a.day AS day, a.session AS session, a.closed_day AS closed_day FROM attempt a JOIN standing s ON s.attempt = a.id
        WHERE s.subscription IS NOT NULL AND s.ended_day IS NULL ORDER BY a.day, a.id"#;
    OF_CUSTOMER = "SELECT attempt FROM standing WHERE customer = :customer";
    HAS_GIVEN = "SELECT count(*) AS n FROM standing WHERE customer = :customer AND since_day IS NOT NULL";
    /// The address, and the link with it.
    ERASE_ADDRESS = "UPDATE attempt SET sealed = NULL WHERE id = :id";
    SEALED_OF = "SELECT sealed FROM attempt WHERE id = :id";
    PUT_STANDING = "INSERT INTO standing (attempt, state, minor, since_day, ended_day, until_day, payments, subscription, customer, tries)
        VALUES (:attempt, :state, :minor, :since_day, :ended_day, :until_day, :payments, :subscription, :customer, :tries)
        ON CONFLICT (attempt) DO UPDATE SET state = excluded.state, minor = excluded.minor, since_day = excluded.since_day, ended_day = excluded.ended_day,
            until_day = excluded.until_day, payments = excluded.payments, subscription = excluded.subscription, customer = excluded.customer, tries = excluded.tries";
    FIND_STANDING = r#"SELECT s.state AS state, s.minor AS minor, a.currency AS currency, a."interval" AS "interval", s.since_day AS since_day,
        s.ended_day AS ended_day, s.until_day AS until_day, s.payments AS payments, s.subscription AS subscription, s.customer AS customer, s.tries AS tries
        FROM standing s JOIN attempt a ON a.id = s.attempt WHERE s.attempt = :id"#;
    /// For the treasurer: no identities.
    COUNT_STANDINGS = r#"SELECT a."interval" AS "interval", a.method AS method, a.currency AS currency, s.state AS state, count(*) AS n,
        CAST(sum(s.minor) AS INTEGER) AS minor FROM standing s JOIN attempt a ON a.id = s.attempt
        GROUP BY a."interval", a.method, a.currency, s.state ORDER BY a."interval", a.method, a.currency, s.state"#;
    GAINED = r#"SELECT a."interval" AS "interval", count(*) AS n FROM standing s JOIN attempt a ON a.id = s.attempt
        WHERE s.since_day >= :from AND s.since_day < :until GROUP BY a."interval""#;
    LOST = r#"SELECT a."interval" AS "interval", count(*) AS n FROM standing s JOIN attempt a ON a.id = s.attempt
        WHERE s.ended_day >= :from AND s.ended_day < :until AND s.since_day IS NOT NULL GROUP BY a."interval""#;
}

/// A new attempt, and what is kept of its person.
pub struct Arrival<'a> {
    pub attempt: &'a Attempt,
    pub token: [u8; 32],
    pub sealed: Option<&'a [u8]>,
}

pub fn put(tx: &mut Tx<'_>, arrival: &Arrival<'_>) -> Result<()> {
    let Arrival { attempt, token, sealed } = arrival;
    let Gift { interval, method, amount, total } = attempt.gift;
    tx.execute(
        &PUT_ATTEMPT,
        &params! {
            id: attempt.id.0,
            interval: interval.as_str(),
            method: method.as_str(),
            provider: attempt.provider.as_str(),
            minor: amount.minor,
            total: total.minor,
            currency: amount.currency.code(),
            locale: attempt.locale.as_str(),
            day: attempt.day,
            token: &token[..],
            sealed: *sealed,
        },
    )?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, id: AttemptId) -> Result<Option<Attempt>> {
    tx.optional(&FIND_ATTEMPT, &params! { id: id.0 }, read)
}

pub fn by_token(tx: &mut Tx<'_>, token: &[u8; 32]) -> Result<Option<Attempt>> {
    tx.optional(&ATTEMPT_BY_TOKEN, &params! { token: &token[..] }, read)
}

pub fn by_session(tx: &mut Tx<'_>, provider: Provider, session: &str) -> Result<Option<Attempt>> {
    tx.optional(&ATTEMPT_BY_SESSION, &params! { provider: provider.as_str(), session }, read)
}

pub fn open(tx: &mut Tx<'_>, provider: Provider, since: Timestamp, most: i64) -> Result<Vec<Attempt>> {
    tx.query(&OPEN_ATTEMPTS, &params! { provider: provider.as_str(), since, most }, read)
}

/// Notes what the processor calls it; the first name stays.
pub fn put_session(tx: &mut Tx<'_>, id: AttemptId, session: &str) -> Result<()> {
    tx.execute(&PUT_SESSION, &params! { id: id.0, session })?;
    Ok(())
}

pub fn close(tx: &mut Tx<'_>, id: AttemptId, now: Timestamp) -> Result<()> {
    tx.execute(&CLOSE_ATTEMPT, &params! { id: id.0, day: day(now) })?;
    Ok(())
}

/// Forgets what nobody has paid, and the addresses of what came to nothing or has ended; how many attempts went.
pub fn forget_unpaid(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize> {
    tx.execute(&FORGET_ADDRESSES, &params! { before })?;
    tx.execute(&FORGET_UNPAID, &params! { before })
}

pub fn sealed(tx: &mut Tx<'_>, id: AttemptId) -> Result<Option<Vec<u8>>> {
    Ok(tx.optional(&SEALED_OF, &params! { id: id.0 }, |row| row.get::<Option<Vec<u8>>>("sealed"))?.flatten())
}

/// Contributions that go on, the oldest first, and how they stand.
pub fn going_on(tx: &mut Tx<'_>) -> Result<Vec<(Attempt, Standing)>> {
    let mut all = Vec::new();
    for attempt in tx.query(&GOING_ON, &params! {}, read)? {
        if let Some(standing) = standing(tx, attempt.id)? {
            all.push((attempt, standing));
        }
    }
    Ok(all)
}

/// Contributions that are drawn from customers of a processor.
pub fn of_customers(tx: &mut Tx<'_>, customers: &[String]) -> Result<Vec<AttemptId>> {
    let mut all = Vec::new();
    for customer in customers {
        all.extend(tx.query(&OF_CUSTOMER, &params! { customer }, |row| Ok(AttemptId(row.get("attempt")?)))?);
    }
    Ok(all)
}

/// Whether money has come from a customer of a processor.
pub fn has_given(tx: &mut Tx<'_>, customer: &str) -> Result<bool> {
    Ok(tx.one(&HAS_GIVEN, &params! { customer }, |row| row.get::<i64>("n"))? > 0)
}

pub fn erase_address(tx: &mut Tx<'_>, id: AttemptId) -> Result<()> {
    tx.execute(&ERASE_ADDRESS, &params! { id: id.0 })?;
    Ok(())
}

pub fn put_standing(tx: &mut Tx<'_>, id: AttemptId, standing: &Standing) -> Result<()> {
    let Standing { state, amount, since, ended, until, payments, subscription, customer, tries, .. } = standing;
    tx.execute(
        &PUT_STANDING,
        &params! {
            attempt: id.0,
            state: state.as_str(),
            minor: amount.minor,
            since_day: since.map(day),
            ended_day: ended.map(day),
            until_day: until.map(day),
            payments: *payments,
            subscription: subscription,
            customer: customer,
            tries: *tries,
        },
    )?;
    Ok(())
}

/// How it stands; moments are days.
pub fn standing(tx: &mut Tx<'_>, id: AttemptId) -> Result<Option<Standing>> {
    tx.optional(&FIND_STANDING, &params! { id: id.0 }, |row| {
        let payments: i64 = row.get("payments")?;
        Ok(Standing {
            state: row.parse("state")?,
            amount: row.parse::<Currency>("currency")?.of(row.get("minor")?),
            interval: row.parse("interval")?,
            since: row.get("since_day")?,
            ended: row.get("ended_day")?,
            until: row.get("until_day")?,
            payments: u32::try_from(payments).unwrap_or(u32::MAX),
            subscription: row.get("subscription")?,
            customer: row.get("customer")?,
            tries: row.get("tries")?,
        })
    })
}

/// Contributions alike, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub interval: Interval,
    pub method: Method,
    pub currency: Currency,
    pub state: State,
    pub count: i64,
    /// Of all of them, each time.
    pub minor: i64,
}

pub fn groups(tx: &mut Tx<'_>) -> Result<Vec<Group>> {
    tx.query(&COUNT_STANDINGS, &params! {}, |row| {
        Ok(Group {
            interval: row.parse("interval")?,
            method: row.parse("method")?,
            currency: row.parse("currency")?,
            state: row.parse("state")?,
            count: row.get("n")?,
            minor: row.get("minor")?,
        })
    })
}

/// Whose first payment came within that time, by interval.
pub fn gained(tx: &mut Tx<'_>, from: Timestamp, until: Timestamp) -> Result<Vec<(Interval, i64)>> {
    tx.query(&GAINED, &params! { from, until }, |row| Ok((row.parse("interval")?, row.get("n")?)))
}

pub fn lost(tx: &mut Tx<'_>, from: Timestamp, until: Timestamp) -> Result<Vec<(Interval, i64)>> {
    tx.query(&LOST, &params! { from, until }, |row| Ok((row.parse("interval")?, row.get("n")?)))
}

fn read(row: &Row<'_>) -> Result<Attempt> {
    let currency: Currency = row.parse("currency")?;
    let closed: Option<Timestamp> = row.get("closed_day")?;
    Ok(Attempt {
        id: AttemptId(row.get("id")?),
        gift: Gift {
            interval: row.parse("interval")?,
            method: row.parse("method")?,
            amount: currency.of(row.get("minor")?),
            total: currency.of(row.get("total")?),
        },
        provider: row.parse("provider")?,
        locale: row.parse("locale")?,
        day: row.get("day")?,
        session: row.get("session")?,
        closed: closed.is_some(),
    })
}
