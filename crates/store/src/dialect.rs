//! Every word that differs between the two databases.

use crate::lex::{Token, tokens};

/// How SQLite begins a transaction that alone may write, and one that sees one moment.
pub(crate) const SQLITE_WRITE: &str = "BEGIN IMMEDIATE";
pub(crate) const SQLITE_READ: &str = "BEGIN";

/// The same for PostgreSQL. Its write acts wait for each other at a lock that is named for the schema, so that they are serial there too, and each of their
/// statements sees all that was committed before the lock was had.
pub(crate) fn postgres_write(schema: &str) -> String {
    format!("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {}", postgres_lock(schema))
}
pub(crate) const POSTGRES_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Takes the advisory lock of a schema until the transaction ends. The key is FNV-1a (64 bits) of the name: the same in every process and version.
fn postgres_lock(schema: &str) -> String {
    let key = format!("indelible:{schema}")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("SELECT pg_advisory_xact_lock({})", key as i64)
}

/// Makes the schema when there is none, whoever else may be making it now.
pub(crate) fn postgres_make_schema(schema: &str) -> String {
    format!("BEGIN; {}; CREATE SCHEMA IF NOT EXISTS {schema}; COMMIT", postgres_lock(schema))
}

/// What a connection to PostgreSQL is told first. A commit is on the disk when it is answered, whatever the server's settings; who waits for a lock longer
/// than 10 seconds gives up, and a writer that hangs between two statements for a minute is cut off.
pub(crate) fn postgres_greeting(schema: &str) -> String {
    format!(
        "SET search_path TO {schema}; SET synchronous_commit = on; SET lock_timeout = '10s'; SET client_min_messages = warning;
         SET standard_conforming_strings = on; SET idle_in_transaction_session_timeout = '60s'"
    )
}

/// The name of a kind of column, where PostgreSQL has another: in migrations, and in the casts of statements.
pub(crate) fn postgres_kind(word: &str) -> Option<&'static str> {
    let kinds = [("INTEGER", "BIGINT"), ("BLOB", "BYTEA"), ("REAL", "DOUBLE PRECISION")];
    kinds.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, theirs)| *theirs)
}

/// A migration in PostgreSQL's words.
///
/// `INTEGER` becomes `BIGINT`, `BLOB` `BYTEA`, `REAL` `DOUBLE PRECISION`; `TEXT` as the type of a column is compared byte by byte, as SQLite does;
/// `STRICT` and `WITHOUT ROWID` go. Literals, quoted names and comments stay as they are.
pub(crate) fn postgres_migration(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + sql.len() / 4);
    let mut before = "";
    for token in tokens(sql) {
        let word = match token {
            Token::Word(word) => word,
            Token::Param(name) => {
                out.extend([":", name]);
                continue;
            }
            Token::Other(other) => {
                out.push_str(other);
                continue;
            }
        };
        match word.to_ascii_uppercase().as_str() {
            "TEXT" if !before.eq_ignore_ascii_case("AS") => out.push_str("TEXT COLLATE \"C\""),
            "STRICT" => drop_comma(&mut out),
            "ROWID" if before.eq_ignore_ascii_case("WITHOUT") => {
                let without = out.rfind(before).unwrap_or(out.len());
                out.truncate(without);
                drop_comma(&mut out);
            }
            _ => out.push_str(postgres_kind(word).unwrap_or(word)),
        }
        before = word;
    }
    out
}

/// Takes away the comma that stood before a word that went: `) STRICT, WITHOUT ROWID`.
fn drop_comma(out: &mut String) {
    if out.trim_end().ends_with(',') {
        out.truncate(out.trim_end().len() - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_translated_word_by_word_and_its_literals_are_left_alone() {
        let sql = "CREATE TABLE t (id INTEGER PRIMARY KEY, \"REAL\" real, body BLOB, name TEXT DEFAULT 'INTEGER') STRICT, WITHOUT ROWID; -- BLOB STRICT\n
                   INSERT INTO t SELECT CAST(id AS TEXT) FROM u;";
        let expected = "CREATE TABLE t (id BIGINT PRIMARY KEY, \"REAL\" DOUBLE PRECISION, body BYTEA, name TEXT COLLATE \"C\" DEFAULT 'INTEGER') ; -- BLOB STRICT\n
                   INSERT INTO t SELECT CAST(id AS TEXT) FROM u;";
        assert_eq!(postgres_migration(sql), expected);
        assert_eq!(postgres_migration("CREATE TABLE t (a integer) WITHOUT ROWID, STRICT"), "CREATE TABLE t (a BIGINT) ");
        assert_eq!(postgres_migration("CREATE TABLE t (a REAL);"), "CREATE TABLE t (a DOUBLE PRECISION);");
    }

    #[test]
    fn two_schemas_have_two_locks() {
        assert_ne!(postgres_lock("desk"), postgres_lock("post"));
    }
}
