//! Five sheets of paper, three of which make the vault key again.

use proptest::prelude::*;
use seal::shares::{GROUPS, NoShare, Refused, join, split};
use seal::{Share, VaultKey};
use zeroize::Zeroizing;

fn read(text: &str) -> Share {
    text.parse().expect("a share")
}

fn groups(share: &Share) -> Vec<String> {
    share.groups().iter().map(|group| group.to_string()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    #[test]
    fn any_three_shares_in_any_order_make_the_key_and_so_do_four_and_five(seed in any::<[u8; 32]>()) {
        let key = VaultKey::from_seed(Zeroizing::new(seed));
        let shares = split(&key);
        for (a, b, c) in (0..5).flat_map(|a| (0..5).flat_map(move |b| (0..5).map(move |c| (a, b, c)))) {
            let chosen = [a, b, c].map(|at: usize| read(&shares[at].to_text()));
            match join(&chosen) {
                Ok(back) => prop_assert_eq!(back.seed()[..].to_vec(), seed.to_vec()),
                Err(trouble) => {
                    let have = std::collections::BTreeSet::from([a, b, c]).len() as u8;
                    prop_assert_eq!(trouble, Refused::Missing { have, needed: 3 });
                }
            }
        }
        prop_assert!(join(&shares[..4]).ok().unwrap().public() == key.public());
        prop_assert!(join(&shares).ok().unwrap().public() == key.public());
    }

    #[test]
    fn two_shares_are_as_likely_for_one_key_as_for_any_other(seed in any::<[u8; 32]>(), other in any::<u8>(), at in 0..32usize) {
        // For every pair of shares and every other seed there is a third share that would complete it: so the pair says nothing.
        let key = VaultKey::from_seed(Zeroizing::new(seed));
        let shares = split(&key);
        let values: Vec<u8> = shares.iter().map(|share| byte(share, at)).collect();
        let third = |secret: u8| lagrange(&[(0, secret), (1, values[0]), (2, values[1])], 3);
        prop_assert_eq!(third(seed[at]), values[2]);
        prop_assert_eq!(third(other) == values[2], other == seed[at]);
    }

    #[test]
    fn one_wrong_character_is_found_and_its_group_is_named(at in 0..GROUPS, place in 0..5usize, other in "[0-9A-HJKMNP-TV-Z]") {
        let mut groups = groups(&split(&VaultKey::from_seed(Zeroizing::new([9; 32])))[1]);
        let right = groups[at].clone();
        groups[at].replace_range(place..=place, &other);
        let told = groups.join(" ").parse::<Share>();
        if groups[at] == right {
            prop_assert!(told.is_ok());
        } else {
            prop_assert_eq!(told.err(), Some(NoShare::Mistyped(vec![at + 1])));
        }
    }

    #[test]
    fn two_exchanged_characters_of_a_group_are_found(at in 0..GROUPS, one in 0..5usize, other in 0..5usize) {
        let mut groups = groups(&split(&VaultKey::from_seed(Zeroizing::new([9; 32])))[2]);
        let right = groups[at].clone();
        let mut letters: Vec<char> = right.chars().collect();
        letters.swap(one, other);
        groups[at] = letters.into_iter().collect();
        let told = groups.join("-").parse::<Share>();
        if groups[at] == right {
            prop_assert!(told.is_ok());
        } else {
            prop_assert_eq!(told.err(), Some(NoShare::Mistyped(vec![at + 1])));
        }
    }

    #[test]
    fn two_exchanged_groups_are_found_and_named(one in 0..GROUPS, other in 0..GROUPS) {
        prop_assume!(one < other);
        let mut groups = groups(&split(&VaultKey::from_seed(Zeroizing::new([9; 32])))[3]);
        groups.swap(one, other);
        prop_assert_eq!(groups.join(" ").parse::<Share>().err(), Some(NoShare::Mistyped(vec![one + 1, other + 1])));
    }

    #[test]
    fn no_text_makes_reading_a_share_panic(text in "\\PC{0,200}", letters in "[0-9A-Z]{90}") {
        let _ = text.parse::<Share>();
        prop_assert!(letters.parse::<Share>().is_err());
    }
}

/// One byte of a share's secret part, taken from its text: 4 characters of 5 bits in each group, the part from byte 8 on.
fn byte(share: &Share, at: usize) -> u8 {
    let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let values: Vec<u8> = groups(share)
        .iter()
        .flat_map(|group| group[..4].chars().map(|c| alphabet.find(c).expect("of the alphabet") as u8).collect::<Vec<_>>())
        .collect();
    (0..8).map(|bit| (8 + at) * 8 + bit).fold(0, |sum, bit| sum << 1 | values[bit / 5] >> (4 - bit % 5) & 1)
}

/// The value at `x` of the polynomial through the points; arithmetic by tables of powers of 3, which shares no line with the crate's.
fn lagrange(points: &[(u8, u8)], x: u8) -> u8 {
    let mut powers = vec![1u8];
    while powers.len() < 255 {
        let last = powers[powers.len() - 1];
        powers.push(last ^ last << 1 ^ if last & 0x80 != 0 { 0x1b } else { 0 });
    }
    let log = |value: u8| powers.iter().position(|&power| power == value).expect("not zero");
    let mul = |a: u8, b: u8| if a == 0 || b == 0 { 0 } else { powers[(log(a) + log(b)) % 255] };
    let div = |a: u8, b: u8| if a == 0 { 0 } else { powers[(log(a) + 255 - log(b)) % 255] };
    let term = |&(xi, yi): &(u8, u8)| points.iter().filter(|&&(xj, _)| xj != xi).fold(yi, |sum, &(xj, _)| mul(sum, div(x ^ xj, xi ^ xj)));
    points.iter().map(term).fold(0, |sum, value| sum ^ value)
}

#[test]
fn a_share_is_read_as_people_write_and_say_it() {
    let share = &split(&VaultKey::generate())[0];
    let text = share.to_text();
    assert_eq!((groups(share).len(), text.len()), (18, 107));
    for typed in [
        text.to_lowercase(),
        text.replace('-', ""),
        text.replace('-', ". "),
        text.replace('0', "O").replace('1', "l"),
        groups(share).chunks(6).map(|row| row.join(" ")).collect::<Vec<_>>().join("\n"),
    ] {
        assert!(read(&typed) == *share, "{typed}");
    }
    let mut short = groups(share);
    short[3].pop();
    assert_eq!(short.join(" ").parse::<Share>().err().unwrap().to_string(), "the 4th group is mistyped");
    short[16].push('7');
    assert_eq!(short.join(" ").parse::<Share>().err().unwrap().to_string(), "the 4th and 17th groups are mistyped");
    assert_eq!(
        text[..50].parse::<Share>().err().unwrap().to_string(),
        "a share has 18 groups of 5 letters and digits; here are 42 letters and digits"
    );
}

#[test]
fn shares_of_other_keys_and_other_printings_are_refused() {
    let (ours, theirs) = (VaultKey::generate(), VaultKey::generate());
    let (first, foreign) = (split(&ours), split(&theirs));
    let second = loop {
        // Two printings have the same two bytes once in 65,536 times.
        let again = split(&ours);
        if groups(&again[0])[2] != groups(&first[0])[2] {
            break again;
        }
    };
    let told = |shares: &[&Share]| join(&shares.iter().map(|share| (*share).clone()).collect::<Vec<_>>()).err().unwrap();
    assert_eq!(told(&[&first[0], &first[1], &foreign[2]]), Refused::OtherKey { number: 3 });
    assert_eq!(told(&[&first[0], &first[1], &second[2]]), Refused::OtherPrinting { number: 3 });
    assert_eq!(told(&[&first[0], &first[0]]).to_string(), "3 shares are needed and 1 are here: 2 more");
    assert_eq!(told(&[]), Refused::Missing { have: 0, needed: 3 });
    assert_eq!(join(&second[2..]).ok().unwrap().public(), ours.public());
    assert!(ours.public().fingerprint().starts_with(&first[0].key()));
}
