//! The classes of refusals as the ledger writes them: their numbers must never change.

use letter::bounce::Class;

const NUMBERS: [(Class, i64); 10] = [
    (Class::Delivered, 0),
    (Class::Temporary, 1),
    (Class::HardBounce, 2),
    (Class::Doubtful, 3),
    (Class::Full, 4),
    (Class::Expired, 5),
    (Class::Blocked, 6),
    (Class::TooBig, 7),
    (Class::Content, 8),
    (Class::ProtocolTrouble, 9),
];

pub(super) fn number(class: Class) -> i64 {
    NUMBERS.iter().find(|(known, _)| *known == class).map_or(-1, |(_, number)| *number)
}

pub(super) fn of(number: i64) -> Option<Class> {
    NUMBERS.iter().find(|(_, known)| *known == number).map(|(class, _)| *class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_its_number() {
        // A class that is new in `letter` makes this match fail to compile.
        let all = NUMBERS.map(|(class, _)| match class {
            Class::Delivered | Class::Temporary | Class::HardBounce | Class::Doubtful | Class::Full => class,
            Class::Expired | Class::Blocked | Class::TooBig | Class::Content | Class::ProtocolTrouble => class,
        });
        for class in all {
            assert_eq!(of(number(class)), Some(class));
        }
        assert_eq!(of(99), None);
    }
}
