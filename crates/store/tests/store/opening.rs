//! Opening: once to write, beside that to read.

use std::fs;

use anyhow::Result;
use store::contract::fresh_databases;
use store::{Db, Place};

use crate::lamp::{SCHEMA, count, put};

#[test]
fn the_sqlite_in_the_program_has_the_repairs_of_3_51_3() {
    assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
}

#[test]
fn a_file_is_open_to_write_once() -> Result<()> {
    let db = &fresh_databases(&SCHEMA)?[0];
    let second = Db::open(db.place(), &SCHEMA).unwrap_err().to_string();
    assert!(second.starts_with("the data directory is in use by another indelible ("), "{second}");
    (**db).clone().close();
    put(&Db::open(db.place(), &SCHEMA)?, 1)?;
    Ok(())
}

#[test]
fn a_database_can_be_read_beside_the_one_who_writes() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        put(&db, 1)?;
        let beside = Db::open_read_only(db.place(), &SCHEMA)?;
        put(&db, 2)?;
        assert_eq!(count(&beside)?, 2);
        assert_eq!(put(&beside, 3).unwrap_err().to_string(), "the database of quay was opened to read only");
        let sly = beside.read_now(|tx| tx.execute(&crate::lamp::DROP_ALL, &[]));
        assert!(sly.is_err());
        assert_eq!(count(&db)?, 2);
    }
    Ok(())
}

#[test]
fn to_read_what_is_not_there_is_an_error() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let place = Place::Sqlite(folder.path().join("quay.db"));
    assert!(Db::open_read_only(place.clone(), &SCHEMA).is_err());
    assert_eq!(fs::read_dir(folder.path())?.count(), 0);
    assert!(Db::open(Place::Sqlite(folder.path().join("nowhere/quay.db")), &SCHEMA).is_err());
    fs::write(
        folder.path().join("quay.db"),
        "this is a letter, and it is longer than the header of a database, which has one hundred bytes and no more",
    )?;
    assert!(format!("{:#}", Db::open(place, &SCHEMA).unwrap_err()).contains("cannot be used as a database"));
    Ok(())
}

#[cfg(unix)]
#[test]
fn the_files_are_for_their_owner_only() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let db = &fresh_databases(&SCHEMA)?[0];
    put(db, 1)?;
    let Place::Sqlite(path) = db.place() else { panic!("the first is SQLite") };
    let files: Vec<_> = fs::read_dir(path.parent().expect("a folder"))?.collect::<std::io::Result<_>>()?;
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        assert_eq!(file.metadata()?.permissions().mode() & 0o077, 0, "{file:?}");
    }
    Ok(())
}

#[test]
fn the_place_does_not_tell_its_password() {
    let place = Place::Postgres { url: "postgres://a:secret@localhost/x".into(), schema: "desk".into() };
    assert_eq!(format!("{place:?}"), "Postgres(schema desk)");
}
