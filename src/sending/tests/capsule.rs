use std::fs;

use anyhow::Result;

use super::*;

#[test]
fn every_recipient_is_read_back_from_its_place() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("capsule");
    let (capsule, key) = Capsule::write(&path, recipients(300))?;
    for place in [0, 1, 299] {
        let found = capsule.recipient(place)?;
        assert_eq!((found.person, found.address.as_str()), (person(place as usize), address(place as usize).as_str()));
    }
    assert!(capsule.recipient(300).is_err());
    assert!(Capsule::open(&path, &key)?.recipient(7).is_ok());
    assert!(Capsule::open(&path, &file::Key::generate())?.recipient(7).is_err(), "another key opens nothing");
    Ok(())
}

#[test]
fn a_capsule_that_could_not_be_written_leaves_the_one_before_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("capsule");
    let (_, key) = Capsule::write(&path, recipients(3))?;
    let long = format!("{}@host.example", "x".repeat(300));
    let broken = [
        Ok(Recipient::new(person(0), &address(0), "abcdefghijklmnopqrstuv")),
        Ok(Recipient::new(person(1), &long, "abcdefghijklmnopqrstuv")),
    ];
    assert!(Capsule::write(&path, broken.into_iter()).is_err());
    assert_eq!(Capsule::open(&path, &key)?.count(), 3);
    assert_eq!(fs::read_dir(folder.path())?.count(), 1, "nothing lies beside it");
    Ok(())
}

#[test]
fn neither_an_address_nor_its_length_nor_a_token_can_be_seen_in_the_file() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("capsule");
    Capsule::write(&path, recipients(50))?;
    let bytes = fs::read(&path)?;
    for secret in ["reader-7", "host-0.example", "abcdefghijklmnop"] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
    assert_eq!((bytes.len() - 48) % 50, 0);
    Ok(())
}

#[test]
fn a_file_that_was_cut_or_is_something_else_is_no_capsule() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("capsule");
    let (_, key) = Capsule::write(&path, recipients(10))?;
    let whole = fs::read(&path)?;
    for bytes in [&whole[..whole.len() - 1], &whole[..47], &[], b"PK\x03\x04"] {
        fs::write(&path, bytes)?;
        assert!(Capsule::open(&path, &key).is_err(), "{} bytes", bytes.len());
    }
    let mut fewer = whole[..48 + 9 * (whole.len() - 48) / 10].to_vec();
    fewer[31] = 9;
    fs::write(&path, fewer)?;
    assert!(Capsule::open(&path, &key)?.recipient(0).is_err(), "one record less, and the head says so");
    Ok(())
}

#[test]
fn what_goes_with_the_recipients_comes_back_and_is_never_read_as_one() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("capsule");
    for length in [0, 1, 283, 284, 285, 3_000] {
        let besides: Vec<u8> = (0..length).map(|at| at as u8).collect();
        let (capsule, key) = Capsule::write_with(&path, recipients(7), &besides)?;
        assert_eq!(*capsule.besides()?, besides);
        assert_eq!((capsule.count(), capsule.recipient(6)?.person), (7, person(6)));
        assert!(capsule.recipient(7).is_err(), "behind the last recipient there is none");
        let mut moved = fs::read(&path)?;
        // One recipient more and one record less behind them: the file is as long as it should be.
        if length > 0 {
            (moved[31], moved[47]) = (8, moved[47] - 1);
            fs::write(&path, moved)?;
            assert!(Capsule::open(&path, &key)?.recipient(7).is_err() && Capsule::open(&path, &key)?.recipient(0).is_err());
        }
    }
    assert!(Capsule::write_with(&path, recipients(1), &vec![0; 70_000]).is_err());
    Ok(())
}
