//! Rows that anybody can seal and only the holder of the key can open.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use seal::sealing::{NoVaultKey, ROOM, ROW, Refused};
use seal::{Sealer, VaultKey, VaultPublic};
use zeroize::Zeroizing;

fn key(number: u8) -> VaultKey {
    VaultKey::from_seed(Zeroizing::new([number; 32]))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_row_has_the_same_size_and_opens_to_what_was_sealed(plain in proptest::collection::vec(any::<u8>(), 0..=ROOM), about in any::<[u8; 16]>()) {
        let key = key(1);
        let row = Sealer::new(key.public().clone()).seal("reader", &about, &plain).unwrap();
        prop_assert_eq!(row.as_bytes().len(), 1456);
        prop_assert_eq!(key.open("reader", &about, row.as_ref()).unwrap().to_vec(), plain);
    }

    #[test]
    fn a_row_with_any_one_bit_changed_does_not_open(at in 0..ROW, bit in 0..8u8) {
        let key = key(1);
        let mut row = Sealer::new(key.public().clone()).seal("reader", b"7", b"mira@lamp.example").unwrap().into_vec();
        row[at] ^= 1 << bit;
        prop_assert!(key.open("reader", b"7", &row).is_err());
    }

    #[test]
    fn whatever_comes_instead_of_a_row_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2 * ROW)) {
        prop_assert!(key(1).open("reader", b"7", &bytes).is_err());
    }

    #[test]
    fn whatever_comes_instead_of_a_public_key_is_refused(text in "(vault1:)?[A-Za-z0-9+/]{0,1700}") {
        prop_assert!(text.parse::<VaultPublic>().is_err());
    }
}

#[test]
fn a_row_opens_only_with_its_key_for_its_purpose_and_about_its_thing() {
    let (ours, theirs) = (key(1), key(2));
    let row = Sealer::new(ours.public().clone()).seal("reader", b"7", b"mira@lamp.example").unwrap();
    assert_eq!(ours.open("reader", b"7", row.as_ref()).unwrap().as_slice(), b"mira@lamp.example");
    assert_eq!(theirs.open("reader", b"7", row.as_ref()), Err(Refused::Shut));
    assert_eq!(ours.open("donor", b"7", row.as_ref()), Err(Refused::Shut));
    assert_eq!(ours.open("reader", b"8", row.as_ref()), Err(Refused::Shut));
    assert_eq!(ours.open("reader", b"7", &row.as_ref()[1..]), Err(Refused::Size { bytes: ROW - 1 }));
}

#[test]
fn the_same_text_sealed_twice_gives_rows_that_share_nothing() {
    let sealer = Sealer::new(key(1).public().clone());
    let rows = [sealer.seal("reader", b"7", b"mira").unwrap(), sealer.seal("reader", b"7", b"mira").unwrap()];
    let same = rows[0].as_ref().iter().zip(rows[1].as_ref()).filter(|(a, b)| a == b).count();
    assert!(same < 60, "{same} of {ROW} bytes agree; by chance it is about six");
}

#[test]
fn a_text_that_is_too_long_is_refused_in_words() {
    let trouble = Sealer::new(key(1).public().clone()).seal("reader", b"7", &[b'a'; ROOM + 1]).unwrap_err();
    assert_eq!(trouble.to_string(), "319 bytes are too many for a sealed row: 318 fit");
}

/// The row was sealed with npm's @hpke/core 1.9.0 and @hpke/hybridkem-x-wing 0.7.0, an implementation that shares no code with ours.
#[test]
fn a_row_that_another_program_sealed_by_the_standard_opens() {
    let row = STANDARD.decode(include_str!("row-by-hpke-js.txt").trim()).unwrap();
    let seed: Vec<u8> = (0..32).collect();
    let key = VaultKey::from_seed(Zeroizing::new(seed.try_into().unwrap()));
    assert_eq!(key.open("reader", b"row 7", &row).unwrap().as_slice(), b"mira@lamp.example");
}

#[test]
fn a_public_key_is_one_line_that_reads_back_and_shows_when_it_was_damaged() {
    let public = key(1).public().clone();
    let line = public.to_string();
    assert_eq!(line.lines().count(), 1);
    assert_eq!(format!(" {line}\n").parse::<VaultPublic>(), Ok(public.clone()));
    assert_eq!(line[..line.len() - 1].parse::<VaultPublic>(), Err(NoVaultKey::Damaged));
    assert_eq!(line.replacen(&line[900..904], "AAAA", 1).parse::<VaultPublic>(), Err(NoVaultKey::Damaged));
    assert_eq!(line[7..].parse::<VaultPublic>(), Err(NoVaultKey::Form));
    assert_eq!(format!("{public:?}"), format!("VaultPublic({})", public.fingerprint()));
}

#[test]
fn a_fingerprint_is_eight_groups_of_four_and_differs_between_keys() {
    let fingerprint = key(1).public().fingerprint();
    let groups: Vec<&str> = fingerprint.split(' ').collect();
    assert_eq!((groups.len(), groups.iter().all(|group| group.len() == 4)), (8, true));
    assert!(fingerprint.chars().all(|c| "0123456789ABCDEFGHJKMNPQRSTVWXYZ ".contains(c)), "{fingerprint}");
    assert_ne!(fingerprint, key(2).public().fingerprint());
    assert_ne!(VaultKey::generate().public(), VaultKey::generate().public());
}

#[test]
fn keys_are_shared_among_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<VaultKey>();
    shared::<Sealer>();
}
