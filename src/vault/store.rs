//! The tables of `vault.db`, and the only SQL that knows them.

use anyhow::Result;
use jiff::Timestamp;
use store::{Migration, Row, Schema, Tx, params};
use webauthn_rs::prelude::Passkey;

use super::model::{ABSOLUTE, IDLE, Member, Name, PasskeyId, Role, Session, SessionId, StaffId};

pub static SCHEMA: Schema = Schema {
    name: "vault",
    migrations: &[Migration { name: "0001-the-vault", sql: include_str!("../../migrations/vault/0001-the-vault.sql") }],
    statements: ALL,
};

store::statements! {
    PUT_STAFF = "INSERT INTO staff (id, name, role, joined_at) VALUES (:id, :name, :role, :at)";
    STAFF_BY_NAME = "SELECT id, role, revoked_at FROM staff WHERE name = :name";
    RETURN_STAFF = "UPDATE staff SET role = :role, revoked_at = NULL WHERE id = :id";
    ALL_STAFF = "SELECT s.id AS id, s.name AS name, s.role AS role, s.joined_at AS joined_at, s.revoked_at AS revoked_at, count(p.id) AS passkeys
        FROM staff s LEFT JOIN passkey p ON p.staff = s.id GROUP BY s.id, s.name, s.role, s.joined_at, s.revoked_at ORDER BY s.name";
    REVOKE_STAFF = "UPDATE staff SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL";
    SPEAK = "UPDATE staff SET language = :language WHERE id = :id";
    PUT_INVITATION = "INSERT INTO invitation (hash, name, role, expires_at) VALUES (:hash, :name, :role, :expires_at)";
    FIND_INVITATION = "SELECT name, role FROM invitation WHERE hash = :hash AND used_at IS NULL AND expires_at > :now";
    USE_INVITATION = "UPDATE invitation SET used_at = :now WHERE hash = :hash AND used_at IS NULL AND expires_at > :now";
    DROP_INVITATIONS = "DELETE FROM invitation WHERE name = :name";
    CLEAR_INVITATIONS = "DELETE FROM invitation WHERE expires_at <= :now";
    PUT_PASSKEY = "INSERT INTO passkey (id, staff, credential, doc, added_at) VALUES (:id, :staff, :credential, :doc, :at)";
    PASSKEYS_OF = "SELECT id, added_at, used_at FROM passkey WHERE staff = :staff ORDER BY added_at, id";
    KEYS_OF = "SELECT id, doc FROM passkey WHERE staff = :staff";
    FIND_PASSKEY = "SELECT id, staff, doc FROM passkey WHERE credential = :credential";
    USE_PASSKEY = "UPDATE passkey SET doc = :doc, used_at = :at WHERE id = :id";
    COUNT_PASSKEYS = "SELECT count(*) AS n FROM passkey WHERE staff = :staff";
    DROP_PASSKEY = "DELETE FROM passkey WHERE id = :id AND staff = :staff";
    DROP_PASSKEYS = "DELETE FROM passkey WHERE staff = :staff";
    PUT_SESSION = "INSERT INTO session (id, hash, staff, began_at, seen_at, demo) VALUES (:id, :hash, :staff, :at, :at, :demo)";
    FIND_SESSION = "SELECT s.id AS id, s.staff AS staff, s.began_at AS began_at, s.seen_at AS seen_at, s.demo AS demo, t.name AS name, t.role AS role,
        t.language AS language, (SELECT count(*) FROM passkey p WHERE p.staff = s.staff) AS passkeys
        FROM session s JOIN staff t ON t.id = s.staff WHERE s.hash = :hash AND t.revoked_at IS NULL";
    SEE_SESSION = "UPDATE session SET seen_at = :at WHERE id = :id";
    SESSIONS_OF = "SELECT id, began_at, seen_at FROM session WHERE staff = :staff ORDER BY seen_at DESC, id";
    END_SESSION = "DELETE FROM session WHERE id = :id AND staff = :staff";
    END_OTHER_SESSIONS = "DELETE FROM session WHERE staff = :staff AND id <> :except";
    CLEAR_SESSIONS = "DELETE FROM session WHERE seen_at <= :idle OR began_at <= :absolute";
    LAST_LINE = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1";
    PUT_LINE = "INSERT INTO audit (number, at, who, act, about, hash) VALUES (:number, :at, :who, :act, :about, :hash)";
    ALL_LINES = "SELECT number, at, who, act, about, hash FROM audit ORDER BY number";
}

/// One of the staff as they stand in their row.
pub(super) struct Known {
    pub(super) id: StaffId,
    pub(super) role: Role,
    pub(super) revoked: bool,
}

/// A passkey as its owner sees it: when it was added, and last used.
pub(super) type Kept = (PasskeyId, Timestamp, Option<Timestamp>);

/// Who a session belongs to.
pub(super) struct Found {
    pub(super) session: Session,
    pub(super) staff: StaffId,
    pub(super) name: Name,
    pub(super) role: Role,
    pub(super) language: Option<String>,
    pub(super) passkeys: i64,
    pub(super) demo: bool,
}

pub(super) fn put_staff(tx: &mut Tx<'_>, id: StaffId, name: &Name, role: Role, at: Timestamp) -> Result<()> {
    tx.execute(&PUT_STAFF, &params! { id: id.0, name: name.as_str(), role: role.as_str(), at })?;
    Ok(())
}

pub(super) fn staff_by_name(tx: &mut Tx<'_>, name: &Name) -> Result<Option<Known>> {
    tx.optional(&STAFF_BY_NAME, &params! { name: name.as_str() }, |row| {
        Ok(Known { id: StaffId(row.get("id")?), role: row.parse("role")?, revoked: row.get::<Option<Timestamp>>("revoked_at")?.is_some() })
    })
}

/// Lets somebody who was revoked come back.
pub(super) fn return_staff(tx: &mut Tx<'_>, id: StaffId, role: Role) -> Result<()> {
    tx.execute(&RETURN_STAFF, &params! { id: id.0, role: role.as_str() })?;
    Ok(())
}

pub(super) fn all_staff(tx: &mut Tx<'_>) -> Result<Vec<Member>> {
    tx.query(&ALL_STAFF, &[], |row| {
        Ok(Member {
            id: StaffId(row.get("id")?),
            name: row.parse("name")?,
            role: row.parse("role")?,
            passkeys: row.get("passkeys")?,
            joined_at: row.get("joined_at")?,
            revoked_at: row.get("revoked_at")?,
        })
    })
}

/// Ends everything that somebody could come in by. Whether they were in.
pub(super) fn revoke(tx: &mut Tx<'_>, id: StaffId, name: &Name, at: Timestamp) -> Result<bool> {
    end_other_sessions(tx, id, None)?;
    tx.execute(&DROP_PASSKEYS, &params! { staff: id.0 })?;
    tx.execute(&DROP_INVITATIONS, &params! { name: name.as_str() })?;
    Ok(tx.execute(&REVOKE_STAFF, &params! { id: id.0, at })? > 0)
}

pub(super) fn speak(tx: &mut Tx<'_>, id: StaffId, language: &str) -> Result<()> {
    tx.execute(&SPEAK, &params! { id: id.0, language })?;
    Ok(())
}

/// Puts an invitation in the place of any earlier one of that name.
pub(super) fn put_invitation(tx: &mut Tx<'_>, hash: &[u8; 32], name: &Name, role: Role, expires_at: Timestamp) -> Result<()> {
    tx.execute(&DROP_INVITATIONS, &params! { name: name.as_str() })?;
    tx.execute(&PUT_INVITATION, &params! { hash, name: name.as_str(), role: role.as_str(), expires_at })?;
    Ok(())
}

pub(super) fn find_invitation(tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> Result<Option<(Name, Role)>> {
    tx.optional(&FIND_INVITATION, &params! { hash, now }, |row| Ok((row.parse("name")?, row.parse("role")?)))
}

/// Whether it was good, which it is no longer.
pub(super) fn use_invitation(tx: &mut Tx<'_>, hash: &[u8; 32], now: Timestamp) -> Result<bool> {
    Ok(tx.execute(&USE_INVITATION, &params! { hash, now })? > 0)
}

pub(super) fn put_passkey(tx: &mut Tx<'_>, staff: StaffId, key: &Passkey, at: Timestamp) -> Result<()> {
    let credential: &[u8] = key.cred_id().as_ref();
    let doc = serde_json::to_string(key)?;
    tx.execute(&PUT_PASSKEY, &params! { id: PasskeyId::random().0, staff: staff.0, credential, doc: &doc, at })?;
    Ok(())
}

pub(super) fn passkeys_of(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<Kept>> {
    tx.query(&PASSKEYS_OF, &params! { staff: staff.0 }, |row| Ok((PasskeyId(row.get("id")?), row.get("added_at")?, row.get("used_at")?)))
}

pub(super) fn keys_of(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<Passkey>> {
    tx.query(&KEYS_OF, &params! { staff: staff.0 }, |row| row.json("doc"))
}

/// A row in the place of a passkey, which opens nothing: for tests of what lies behind the door.
pub(super) fn put_stand_in(tx: &mut Tx<'_>, staff: StaffId, at: Timestamp) -> Result<()> {
    let id = PasskeyId::random().0;
    tx.execute(&PUT_PASSKEY, &params! { id, staff: staff.0, credential: &id.to_be_bytes(), doc: "null", at })?;
    Ok(())
}

pub(super) fn find_passkey(tx: &mut Tx<'_>, credential: &[u8]) -> Result<Option<(PasskeyId, StaffId, Passkey)>> {
    tx.optional(&FIND_PASSKEY, &params! { credential }, |row| Ok((PasskeyId(row.get("id")?), StaffId(row.get("staff")?), row.json("doc")?)))
}

pub(super) fn use_passkey(tx: &mut Tx<'_>, id: PasskeyId, key: &Passkey, at: Timestamp) -> Result<()> {
    let doc = serde_json::to_string(key)?;
    tx.execute(&USE_PASSKEY, &params! { id: id.0, doc: &doc, at })?;
    Ok(())
}

pub(super) fn count_passkeys(tx: &mut Tx<'_>, staff: StaffId) -> Result<i64> {
    tx.one(&COUNT_PASSKEYS, &params! { staff: staff.0 }, |row| row.get("n"))
}

pub(super) fn drop_passkey(tx: &mut Tx<'_>, id: PasskeyId, staff: StaffId) -> Result<bool> {
    Ok(tx.execute(&DROP_PASSKEY, &params! { id: id.0, staff: staff.0 })? > 0)
}

pub(super) fn put_session(tx: &mut Tx<'_>, hash: &[u8; 32], staff: StaffId, demo: bool, at: Timestamp) -> Result<SessionId> {
    let id = SessionId::random();
    tx.execute(&PUT_SESSION, &params! { id: id.0, hash, staff: staff.0, demo, at })?;
    Ok(id)
}

pub(super) fn find_session(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Found>> {
    tx.optional(&FIND_SESSION, &params! { hash }, |row| {
        Ok(Found {
            session: session(row)?,
            staff: StaffId(row.get("staff")?),
            name: row.parse("name")?,
            role: row.parse("role")?,
            language: row.get("language")?,
            passkeys: row.get("passkeys")?,
            demo: row.get("demo")?,
        })
    })
}

pub(super) fn see_session(tx: &mut Tx<'_>, id: SessionId, at: Timestamp) -> Result<()> {
    tx.execute(&SEE_SESSION, &params! { id: id.0, at })?;
    Ok(())
}

pub(super) fn sessions_of(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<Session>> {
    tx.query(&SESSIONS_OF, &params! { staff: staff.0 }, session)
}

pub(super) fn end_session(tx: &mut Tx<'_>, id: SessionId, staff: StaffId) -> Result<bool> {
    Ok(tx.execute(&END_SESSION, &params! { id: id.0, staff: staff.0 })? > 0)
}

pub(super) fn end_other_sessions(tx: &mut Tx<'_>, staff: StaffId, except: Option<SessionId>) -> Result<()> {
    tx.execute(&END_OTHER_SESSIONS, &params! { staff: staff.0, except: except.map_or(-1, |id| id.0) })?;
    Ok(())
}

pub(super) fn clear(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    let before = |age| now.saturating_sub(age);
    tx.execute(&CLEAR_SESSIONS, &params! { idle: before(IDLE)?, absolute: before(ABSOLUTE)? })?;
    tx.execute(&CLEAR_INVITATIONS, &params! { now })?;
    Ok(())
}

fn session(row: &Row<'_>) -> Result<Session> {
    Ok(Session { id: SessionId(row.get("id")?), began_at: row.get("began_at")?, seen_at: row.get("seen_at")? })
}
