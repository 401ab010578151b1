//! Records of one size under a key that is used once.

use proptest::prelude::*;
use seal::capsule::{OVERHEAD, Refused};
use seal::{Capsule, CapsuleKey};

const ROOM: usize = 100;

fn capsule(id: &[u8], count: u64) -> Capsule {
    Capsule::new(&CapsuleKey::from([7; 32]), id, count, ROOM)
}

proptest! {
    #[test]
    fn any_record_opens_alone_and_only_at_its_own_place(plain in proptest::collection::vec(any::<u8>(), 0..=ROOM), index in 0..20u64, place in 0..20u64) {
        let record = capsule(b"friday", 20).seal(index, &plain).unwrap();
        prop_assert_eq!(record.len(), ROOM + OVERHEAD);
        let opened = capsule(b"friday", 20).open(place, &record);
        if place == index {
            prop_assert_eq!(opened.unwrap().to_vec(), plain);
        } else {
            prop_assert_eq!(opened, Err(Refused::Shut { index: place }));
        }
    }

    #[test]
    fn a_changed_record_does_not_open(at in 0..ROOM + OVERHEAD, bit in 0..8u8) {
        let mut record = capsule(b"friday", 3).seal(1, b"mira").unwrap();
        record[at] ^= 1 << bit;
        prop_assert_eq!(capsule(b"friday", 3).open(1, &record), Err(Refused::Shut { index: 1 }));
    }
}

#[test]
fn a_record_of_another_capsule_or_of_one_with_another_count_or_size_does_not_open() {
    let record = capsule(b"friday", 3).seal(1, b"mira").unwrap();
    let shut = Err(Refused::Shut { index: 1 });
    assert_eq!(capsule(b"monday", 3).open(1, &record), shut);
    assert_eq!(capsule(b"friday", 2).open(1, &record), shut, "a capsule cut short does not pass for a whole one");
    assert_eq!(Capsule::new(&CapsuleKey::generate(), b"friday", 3, ROOM).open(1, &record), shut);
    let wider = Capsule::new(&CapsuleKey::from([7; 32]), b"friday", 3, ROOM + 1);
    assert_eq!(wider.open(1, &record), Err(Refused::Size { bytes: ROOM + OVERHEAD, expected: ROOM + 1 + OVERHEAD }));
}

#[test]
fn no_index_is_sealed_twice_or_out_of_order_or_outside() {
    let mut capsule = capsule(b"friday", 3);
    assert!(capsule.seal(0, b"a").is_ok());
    assert_eq!(capsule.seal(0, b"b"), Err(Refused::Again { index: 0 }));
    assert!(capsule.seal(2, b"c").is_ok(), "one may be left out");
    assert_eq!(capsule.seal(1, b"b"), Err(Refused::Again { index: 1 }));
    assert_eq!(capsule.seal(3, b"d"), Err(Refused::Outside { index: 3, count: 3 }));
    assert_eq!(capsule.open(3, &[]), Err(Refused::Outside { index: 3, count: 3 }));
    assert_eq!(capsule.seal(2, &[0; ROOM + 1]), Err(Refused::Again { index: 2 }));
    assert_eq!(self::capsule(b"x", 3).seal(2, &[0; ROOM + 1]), Err(Refused::TooLong { bytes: ROOM + 1, room: ROOM }));
}

#[test]
fn a_text_that_was_refused_for_its_length_may_be_sealed_shorter() {
    let mut capsule = capsule(b"friday", 3);
    assert!(capsule.seal(0, &[0; ROOM + 1]).is_err());
    let record = capsule.seal(0, &[1; ROOM]).unwrap();
    assert_eq!(capsule.open(0, &record).unwrap().as_slice(), [1; ROOM]);
    assert_eq!((capsule.offset(2), capsule.offset(capsule.count())), (2 * record.len() as u64, 3 * record.len() as u64));
}
