//! Properties over histories: what processors tell, shuffled, twice, and out of order.

use jiff::{SignedDuration, Timestamp};
use kernel::{Currency, Locale, Money};
use proptest::prelude::*;

use super::attempt::{Attempt, Gift, Reference, Unmeant, day, presets};
use super::dunning::{Dunning, notices};
use super::fact::*;
use super::gate::{Country, Gate, Passage};
use super::ledger::{entries, totals};
use super::standing::{Standing, State};
use super::statement::Statement;
use super::*;

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn euros(minor: i64) -> Money {
    "EUR".parse::<Currency>().expect("a currency").of(minor)
}

pub fn attempt(id: i64, interval: Interval) -> Attempt {
    let gift = Gift::new(euros(500), interval, Method::Card, false).expect("a gift");
    Attempt {
        id: AttemptId(id),
        gift,
        provider: Provider::Stripe,
        locale: Locale::english(),
        day: day(start()),
        session: None,
        closed: false,
    }
}

pub fn start() -> Timestamp {
    at("2026-11-22T08:00:00Z")
}

/// A fact of Stripe's, so many minutes after the beginning.
pub fn fact(id: &str, minutes: i64, attempt: Option<i64>, what: What) -> Fact {
    let at = start() + SignedDuration::from_mins(minutes);
    Fact { provider: Provider::Stripe, id: id.into(), at, attempt: attempt.map(AttemptId), what }
}

fn paid(payment: &str, minor: i64, minutes: i64, subscription: Option<&str>) -> What {
    let made_at = start() + SignedDuration::from_mins(minutes);
    What::Paid { payment: payment.into(), amount: euros(minor), subscription: subscription.map(str::to_owned), made_at }
}

fn subscription(state: SubscriptionState, ending: bool, paused: bool) -> What {
    What::Subscription {
        subscription: "sub_1".into(),
        customer: Some("cus_1".into()),
        state,
        amount: euros(500),
        interval: Interval::Monthly,
        until: Some(start() + SignedDuration::from_hours(24 * 30)),
        ending,
        paused,
    }
}

/// A whole history of one contribution, made from a few choices: in the order in which it happens.
pub fn history(id: i64, choices: &[u8]) -> Vec<Fact> {
    let mut all = Vec::new();
    let mut minute = id * 7;
    let mut tell = |what: What, known: bool, minute: i64| {
        let n = all.len();
        all.push(fact(&format!("evt_{id}_{n:03}"), minute, known.then_some(id), what));
    };
    let session = format!("cs_{id}");
    tell(What::Session { session: session.clone(), state: SessionState::Open }, true, minute);
    let recurs = id % 2 == 0;
    let sub = format!("sub_{id}");
    let mut count = 0;
    for choice in choices {
        minute += i64::from(choice % 5);
        count += 1;
        let payment = format!("ch_{id}_{}", count / 3);
        let made_at = start() + SignedDuration::from_mins(i64::from(count / 3) * 60 + id);
        let amount = euros(500 + id % 9);
        match choice % 12 {
            0 => tell(What::Declined { payment, customer: None }, true, minute),
            1 | 2 => tell(What::Paid { payment, amount, subscription: recurs.then(|| sub.clone()), made_at }, true, minute),
            3 => tell(
                What::Refund {
                    refund: format!("re_{id}_{}", count / 4),
                    payment,
                    amount: euros(100),
                    state: RefundState::Succeeded,
                    made_at,
                },
                false,
                minute,
            ),
            4 => tell(
                What::Refund { refund: format!("re_{id}_{}", count / 4), payment, amount: euros(100), state: RefundState::Failed, made_at },
                false,
                minute,
            ),
            5 => tell(
                What::Dispute { dispute: format!("du_{id}_{}", count / 6), payment, amount, state: DisputeState::Opened, made_at },
                false,
                minute,
            ),
            6 => tell(
                What::Dispute {
                    dispute: format!("du_{id}_{}", count / 6),
                    payment,
                    amount,
                    state: if id % 3 == 0 { DisputeState::Won } else { DisputeState::Lost },
                    made_at,
                },
                false,
                // A bank decides once.
                i64::from(count / 6) * 30 + id,
            ),
            7 => tell(What::Warning { warning: format!("issfr_{id}_{count}"), payment, made_at }, false, minute),
            8 => tell(
                What::Settled {
                    transaction: format!("txn_{id}_{}", count / 2),
                    kind: SettledKind::Payment,
                    source: Some(payment),
                    amount: if id % 5 == 0 { "GBP".parse::<Currency>().expect("a currency").of(430) } else { amount },
                    fee: 45,
                    presented: Some(amount),
                    made_at: start() + SignedDuration::from_mins(i64::from(count / 2)),
                    payout: None,
                },
                false,
                minute,
            ),
            9 if recurs => tell(
                What::Unpaid {
                    subscription: sub.clone(),
                    invoice: format!("in_{id}_{}", count / 4),
                    tries: i64::from(choice % 4),
                    action: choice % 5 == 0,
                },
                false,
                minute,
            ),
            10 if recurs => tell(
                What::Subscription {
                    subscription: sub.clone(),
                    customer: None,
                    state: [SubscriptionState::Active, SubscriptionState::PastDue, SubscriptionState::Active, SubscriptionState::Ended]
                        [usize::from(choice / 12 % 4)],
                    amount,
                    interval: Interval::Monthly,
                    until: None,
                    ending: choice % 7 == 0,
                    paused: choice % 8 == 0,
                },
                true,
                minute,
            ),
            _ => tell(
                What::Session { session: session.clone(), state: if choice % 2 == 0 { SessionState::Paid } else { SessionState::Expired } },
                true,
                minute,
            ),
        }
    }
    all
}

#[test]
fn all_orders_of_the_first_four_events_end_in_one_ledger_and_one_standing() {
    let told = [
        fact("evt_1", 0, Some(1), What::Session { session: "cs_1".into(), state: SessionState::Paid }),
        fact("evt_2", 0, Some(1), paid("in_1", 500, 0, Some("sub_1"))),
        fact("evt_3", 0, Some(1), subscription(SubscriptionState::Incomplete, false, false)),
        fact("evt_4", 0, Some(1), subscription(SubscriptionState::Active, false, false)),
    ];
    let attempt = attempt(1, Interval::Monthly);
    let mut ends = Vec::new();
    for order in permutations(4) {
        let shuffled: Vec<&Fact> = order.iter().map(|&n| &told[n]).collect();
        ends.push((entries(shuffled.iter().copied()), Standing::of(&attempt, shuffled.iter().copied())));
    }
    assert_eq!(ends.len(), 24);
    assert!(ends.iter().all(|end| *end == ends[0]));
    assert_eq!(ends[0].1.state, State::Active);
    assert_eq!(ends[0].1.customer.as_deref(), Some("cus_1"));
}

fn permutations(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(n - 1);
    shorter
        .iter()
        .flat_map(|one| {
            (0..n).map(move |at| {
                let mut longer = one.clone();
                longer.insert(at, n - 1);
                longer
            })
        })
        .collect()
}

#[test]
fn a_card_that_fails_makes_nobody_a_stranger_and_is_worth_four_letters_at_most() {
    let attempt = attempt(1, Interval::Monthly);
    let mut told = vec![
        fact("a", 0, Some(1), paid("in_1", 500, 0, Some("sub_1"))),
        fact("b", 1, Some(1), subscription(SubscriptionState::Active, false, false)),
    ];
    for tries in 1..=8 {
        told.push(fact(
            &format!("u{tries}"),
            100 + tries,
            None,
            What::Unpaid { subscription: "sub_1".into(), invoice: "in_2".into(), tries, action: false },
        ));
        told.push(fact(
            &format!("x{tries}"),
            100 + tries,
            None,
            What::Unpaid { subscription: "sub_1".into(), invoice: "in_2".into(), tries, action: true },
        ));
    }
    told.push(fact("p", 200, Some(1), subscription(SubscriptionState::PastDue, false, false)));
    let standing = Standing::of(&attempt, &told);
    assert!(standing.state == State::PastDue && standing.state.supports());
    let kinds = |told: &[Fact]| notices(&Standing::of(&attempt, told), told).into_iter().map(|notice| notice.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&told), [Dunning::Action, Dunning::Third], "where the bank asks, that is the first letter");
    told.push(fact("e", 300, Some(1), subscription(SubscriptionState::Ended, false, false)));
    assert_eq!(kinds(&told), [Dunning::Action, Dunning::Third, Dunning::Lapsed]);
    told.reverse();
    assert_eq!(kinds(&told).len(), 3);
    // What came through after all is no news any more.
    told.retain(|fact| !matches!(fact.what, What::Subscription { .. }));
    told.push(fact("q", 150, Some(1), paid("in_2", 500, 150, Some("sub_1"))));
    told.push(fact("r", 151, Some(1), subscription(SubscriptionState::Active, false, false)));
    assert_eq!(kinds(&told), []);
}

#[test]
fn where_each_amount_is_tried_once_the_first_and_the_third_in_a_row_are_worth_a_letter() {
    let attempt = Attempt { provider: Provider::Mollie, ..attempt(1, Interval::Monthly) };
    let of_mollie = |minutes, what| Fact { provider: Provider::Mollie, ..fact(&format!("tr_{minutes}"), minutes, Some(1), what) };
    let unpaid = |minutes: i64| {
        of_mollie(minutes, What::Unpaid { subscription: "sub_1".into(), invoice: format!("tr_{minutes}"), tries: 1, action: false })
    };
    let mut told = vec![of_mollie(0, paid("tr_0", 500, 0, None)), of_mollie(1, subscription(SubscriptionState::Active, false, false))];
    told.extend((10..15).map(unpaid));
    let letters = |told: &[Fact]| {
        let all = notices(&Standing::of(&attempt, told), told);
        assert!(all.iter().all(|notice| notice.kind == Dunning::Missed));
        all.into_iter().map(|notice| notice.key).collect::<Vec<_>>()
    };
    assert_eq!(letters(&told), ["tr_10:dunning-missed", "tr_12:dunning-missed"]);
    // Money came, and it is counted anew.
    told.push(of_mollie(20, paid("tr_20", 500, 20, Some("sub_1"))));
    told.extend([31, 30].map(unpaid));
    assert_eq!(letters(&told), ["tr_30:dunning-missed"]);
    told.reverse();
    assert_eq!(letters(&told), ["tr_30:dunning-missed"]);
}

#[test]
fn what_a_bank_took_back_is_lost_and_what_it_gives_again_is_there_again() {
    let dispute = |state| What::Dispute { dispute: "chb_1".into(), payment: "tr_1".into(), amount: euros(500), state, made_at: start() };
    let mut told = vec![fact("a", 0, Some(1), paid("tr_1", 500, 0, None)), fact("b", 9, None, dispute(DisputeState::Lost))];
    let sums = |told: &[Fact]| totals(entries(told).values());
    let held = |account: &str, told: &[Fact]| sums(told).iter().find(|((name, _), _)| name == account).map_or(0, |(_, minor)| *minor);
    assert_eq!((held("losses", &told), held("disputed", &told), held("clearing:stripe", &told)), (500, 0, 0));
    told.push(fact("c", 60, None, dispute(DisputeState::Reversed)));
    assert_eq!((held("losses", &told), held("disputed", &told), held("clearing:stripe", &told)), (0, 0, 500));
}

#[test]
fn whoever_ends_it_themselves_gets_no_letter_about_it() {
    let told = [
        fact("a", 0, Some(1), paid("in_1", 500, 0, Some("sub_1"))),
        fact("b", 1, Some(1), subscription(SubscriptionState::Active, true, false)),
        fact("c", 2, Some(1), subscription(SubscriptionState::Ended, false, false)),
    ];
    let standing = Standing::of(&attempt(1, Interval::Monthly), &told);
    assert_eq!((standing.state, standing.ended), (State::Ended, Some(told[2].at)));
    assert_eq!(notices(&standing, &told), []);
    let before = Standing::of(&attempt(1, Interval::Monthly), &told[..2]);
    assert_eq!(before.state, State::Ending);
    // Also while an amount was still due, and whatever a hook that comes late says.
    let unpaid = What::Unpaid { subscription: "sub_1".into(), invoice: "in_2".into(), tries: 1, action: false };
    let mut told = vec![
        fact("a", 0, Some(1), paid("in_1", 500, 0, Some("sub_1"))),
        fact("u", 10, None, unpaid),
        fact("b", 11, Some(1), subscription(SubscriptionState::PastDue, false, false)),
        fact("e", 12, Some(1), subscription(SubscriptionState::Ended, true, false)),
    ];
    let letters = |told: &[Fact]| notices(&Standing::of(&attempt(1, Interval::Monthly), told), told);
    assert_eq!(letters(&told), []);
    told.reverse();
    assert_eq!(letters(&told), []);
    told.retain(|fact| fact.id != "e");
    assert_eq!(letters(&told).len(), 1);
}

#[test]
fn an_amount_that_was_paid_in_the_end_is_no_longer_due() {
    let told = [
        fact("a", 0, Some(1), paid("in_1", 500, 0, Some("sub_1"))),
        fact("u", 10, None, What::Unpaid { subscription: "sub_1".into(), invoice: "in_2".into(), tries: 1, action: false }),
        fact("p", 20, Some(1), paid("in_2", 500, 20, Some("sub_1"))),
        fact("b", 21, Some(1), subscription(SubscriptionState::Active, false, false)),
    ];
    let standing = Standing::of(&attempt(1, Interval::Monthly), &told);
    assert_eq!((standing.state, standing.tries, standing.payments), (State::Active, 0, 2));
}

#[test]
fn a_gift_is_held_to_the_table_and_the_fee_is_added_on_top() {
    let new = |minor, interval, method, covers| Gift::new(euros(minor), interval, method, covers);
    assert_eq!(new(199, Interval::Once, Method::Card, false), Err(Unmeant::TooLittle(euros(200))));
    assert_eq!(new(1_000_001, Interval::Once, Method::Card, false), Err(Unmeant::TooMuch(euros(1_000_000))));
    assert_eq!(new(500, Interval::Monthly, Method::Transfer, false), Err(Unmeant::Method));
    let dinars = "KWD".parse::<Currency>().expect("a currency");
    assert!(matches!(Gift::new(dinars.of(1_005), Interval::Once, Method::Card, false), Err(Unmeant::Amount(_))));
    assert_eq!(Gift::new(dinars.of(1_500), Interval::Once, Method::Ideal, false), Err(Unmeant::Method));
    let covered = new(1_000, Interval::Once, Method::Card, true).expect("a gift");
    assert_eq!((covered.amount, covered.total), (euros(1_000), euros(1_061)));
    assert_eq!(new(1_000, Interval::Once, Method::Transfer, true).expect("a gift").total, euros(1_000));
    for currency in Currency::all() {
        for interval in Interval::ALL {
            for preset in presets(currency, *interval) {
                assert!(Gift::new(preset, *interval, Method::Card, true).is_ok(), "{preset}");
            }
        }
    }
}

#[test]
fn the_gate_stops_who_says_so_and_who_seems_to_be_there() {
    let country = |code: &str| code.parse::<Country>().expect("a country");
    let gate = Gate::new(vec![country("RU"), country("BY")]);
    assert_eq!(gate.look("RU", None), Passage::Closed(country("RU")));
    assert_eq!(gate.look("by", None), Passage::Closed(country("BY")));
    assert_eq!(gate.look("elsewhere", Some(country("RU"))), Passage::Closed(country("RU")));
    assert_eq!(gate.look("elsewhere", Some(country("LV"))), Passage::Open);
    assert_eq!(gate.look("LV", None), Passage::Open);
    for unsaid in ["", "Russia", "1", "R"] {
        assert_eq!(gate.look(unsaid, None), Passage::Unasked);
    }
    assert_eq!(Gate::new(Vec::new()).look("", None), Passage::Open);
}

#[test]
fn a_statement_is_what_a_bank_will_print() {
    assert_eq!("Lamp Foundation".parse::<Statement>().expect("words").as_str(), "LAMP FOUNDATION");
    for wrong in ["Lamp", "12345", "", " Lamp Foundation", "Лампа фонд", "LAMP*GIFT", "LAMP <X>", "A name that is far too long"] {
        assert!(wrong.parse::<Statement>().is_err(), "{wrong}");
    }
}

fn any_history() -> impl Strategy<Value = Vec<Fact>> {
    prop::collection::vec((1..40_i64, prop::collection::vec(any::<u8>(), 0..25)), 1..9).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .flat_map(|(n, (id, choices))| history(id + 40 * i64::try_from(n).unwrap_or_default(), &choices))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_order_with_every_repetition_ends_in_the_same_ledger(told in any_history(), seed in any::<u64>(), twice in 0..4_usize) {
        let straight = entries(&told);
        let mut shuffled: Vec<&Fact> = told.iter().cycle().take(told.len() * (1 + twice)).collect();
        shuffle(&mut shuffled, seed);
        prop_assert_eq!(&entries(shuffled.iter().copied()), &straight);
        // And as it comes in pieces: what was written with less known is what is written with all known.
        for known in [shuffled.len() / 3, shuffled.len() / 2] {
            for (key, entry) in entries(shuffled[..known].iter().copied()) {
                prop_assert_eq!(Some(&entry), straight.get(&key));
            }
        }
    }

    #[test]
    fn a_standing_and_its_letters_know_no_order(choices in prop::collection::vec(any::<u8>(), 0..60), id in 1..40_i64, seed in any::<u64>()) {
        let told = history(id, &choices);
        let attempt = attempt(id, if id % 2 == 0 { Interval::Monthly } else { Interval::Once });
        let straight = Standing::of(&attempt, &told);
        let mut shuffled: Vec<&Fact> = told.iter().cycle().take(told.len() * 2).collect();
        shuffle(&mut shuffled, seed);
        let standing = Standing::of(&attempt, shuffled.iter().copied());
        prop_assert_eq!(&standing, &straight);
        prop_assert_eq!(notices(&standing, shuffled.iter().copied()), notices(&straight, &told));
    }

    #[test]
    fn every_entry_sums_to_zero_in_every_currency(told in any_history()) {
        let all = entries(&told);
        for entry in all.values() {
            let mut sums = std::collections::BTreeMap::new();
            for posting in entry.postings() {
                *sums.entry(posting.money.currency).or_insert(0) += posting.money.minor;
            }
            prop_assert!(sums.values().all(|sum| *sum == 0), "{entry:?}");
        }
        let mut whole = std::collections::BTreeMap::new();
        for ((_, currency), minor) in totals(all.values()) {
            *whole.entry(currency).or_insert(0) += minor;
        }
        prop_assert!(whole.values().all(|sum| *sum == 0));
    }

    #[test]
    fn a_reference_is_read_however_it_was_copied_and_a_slip_is_seen(id in 0..i64::MAX, at in 0..14_usize, other in 1..31_usize) {
        let reference = Reference::of(AttemptId(id));
        let text = reference.to_string();
        prop_assert_eq!(Reference::parse(&text), Some(reference));
        prop_assert_eq!(Reference::parse(&text.to_lowercase().replace('-', " ")), Some(reference));
        let letters: Vec<usize> = text.char_indices().skip(4).filter(|(_, c)| *c != '-').map(|(n, _)| n).collect();
        let mut wrong = text.clone().into_bytes();
        let there = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".iter().position(|one| *one == wrong[letters[at]]).expect("a letter");
        wrong[letters[at]] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(there + other) % 32];
        let wrong = String::from_utf8(wrong).expect("letters");
        if let Some(read) = Reference::parse(&wrong) {
            prop_assert_ne!(read, reference);
        }
    }
}

fn shuffle(all: &mut [&Fact], seed: u64) {
    let mut state = seed | 1;
    for n in (1..all.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        all.swap(n, usize::try_from(state >> 33).unwrap_or_default() % (n + 1));
    }
}
