//! The contract of the store, on both databases.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::contract::{fresh_databases, prepare_all};

use super::*;
use crate::fund::model::fact::Fact;
use crate::fund::model::tests::{attempt, history, start};
use crate::fund::model::{AttemptId, Interval, Provider};
use crate::fund::settle::{settle, take};

#[test]
fn every_statement_is_understood_by_both_databases() {
    prepare_all(&SCHEMA).unwrap_or_else(|trouble| panic!("{trouble:#}"));
}

/// Gives facts one by one, settles each as its job would, and says what the books are then: every line, and how each contribution stands.
fn play(db: &::store::Db, told: Vec<Fact>, ids: Vec<i64>) -> String {
    db.write_now(move |tx| {
        for id in &ids {
            let attempt = attempt(*id, if id % 2 == 0 { Interval::Monthly } else { Interval::Once });
            let mut token = [0; 32];
            token[..8].copy_from_slice(&id.to_be_bytes());
            attempts::put(tx, &attempts::Arrival { attempt: &attempt, token, sealed: None })?;
        }
        for fact in &told {
            take(tx, std::slice::from_ref(fact), start())?;
            settle(tx, fact.provider, &fact.id, start())?;
        }
        let lines = ledger::lines_after(tx, kernel::clock::moment(i64::MIN), "", 100_000)?;
        let mut books: String = lines.iter().map(|line| format!("{line:?}\n")).collect();
        for id in ids {
            let standing = attempts::standing(tx, AttemptId(id))?;
            books += &format!("{id} {standing:?}\n");
        }
        books += &format!("{:?}\n", reminders::notices(tx, 10_000)?);
        anyhow::ensure!(ledger::unbalanced(tx)?.is_empty(), "an entry does not sum to zero");
        Ok(books)
    })
    .unwrap_or_else(|trouble| panic!("{trouble:#}"))
}

/// 200 events of several givers; the same in order, and shuffled with a third told twice.
#[test]
fn the_books_are_the_same_byte_for_byte_whatever_the_order_of_events() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..12 {
        let choices = prop::collection::vec(prop::collection::vec(any::<u8>(), 24), 8).new_tree(&mut runner).expect("choices").current();
        let ids: Vec<i64> = (1..=8).collect();
        let told: Vec<Fact> = ids.iter().zip(&choices).flat_map(|(id, choices)| history(*id, choices)).collect();
        let seed = any::<u64>().new_tree(&mut runner).expect("a seed").current();
        let mut shuffled: Vec<Fact> = told.iter().chain(told.iter().step_by(3)).cloned().collect();
        let mut state = seed | 1;
        for n in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(n, usize::try_from(state >> 33).unwrap_or_default() % (n + 1));
        }
        for (one, other) in fresh_databases(&SCHEMA).expect("databases").iter().zip(fresh_databases(&SCHEMA).expect("databases").iter()) {
            let straight = play(one, told.clone(), ids.clone());
            assert!(straight.contains("contributions"), "{straight}");
            assert_eq!(play(other, shuffled.clone(), ids.clone()), straight);
        }
    }
}

#[test]
fn an_attempt_is_found_by_its_token_and_by_nothing_else_and_keeps_its_first_session() {
    for db in fresh_databases(&SCHEMA).expect("databases") {
        db.write_now(|tx| {
            let one = attempt(7, Interval::Monthly);
            attempts::put(tx, &attempts::Arrival { attempt: &one, token: [7; 32], sealed: Some(&[1, 2, 3]) })?;
            assert_eq!(attempts::find(tx, one.id)?.as_ref(), Some(&one));
            assert_eq!(attempts::by_token(tx, &[7; 32])?, Some(one.clone()));
            assert_eq!(attempts::by_token(tx, &[8; 32])?, None);
            assert_eq!(attempts::sealed(tx, one.id)?, Some(vec![1, 2, 3]));
            attempts::put_session(tx, one.id, "cs_1")?;
            attempts::put_session(tx, one.id, "cs_2")?;
            assert_eq!(attempts::by_session(tx, Provider::Stripe, "cs_1")?.map(|found| found.id), Some(one.id));
            assert_eq!(attempts::by_session(tx, Provider::Mollie, "cs_1")?, None);
            assert_eq!(attempts::open(tx, Provider::Stripe, start() - jiff::SignedDuration::from_hours(48), 10)?.len(), 1);
            assert_eq!(attempts::forget_unpaid(tx, start() + jiff::SignedDuration::from_hours(48))?, 1);
            Ok(())
        })
        .unwrap_or_else(|trouble| panic!("{trouble:#}"));
    }
}

#[test]
fn a_reminder_is_due_in_its_month_once_it_is_confirmed_and_gone_when_it_is_erased() {
    let month = |text: &str| crate::fund::model::tests::at(text);
    for db in fresh_databases(&SCHEMA).expect("databases") {
        db.write_now(move |tx| {
            let id = crate::fund::model::ReminderId(3);
            reminders::put(tx, id, &[9; 10], [3; 32], month("2027-02-01T00:00:00Z"), start())?;
            assert!(reminders::due(tx, month("2027-02-03T00:00:00Z"), 10)?.is_empty(), "nobody has confirmed it");
            assert!(reminders::confirm(tx, &[3; 32], start())? && !reminders::confirm(tx, &[3; 32], start())?);
            assert!(reminders::due(tx, month("2027-01-31T23:59:59Z"), 10)?.is_empty(), "its month has not come");
            assert_eq!(reminders::due(tx, month("2027-02-01T00:00:00Z"), 10)?, [(id, vec![9; 10])]);
            assert!(reminders::erase(tx, id)? && !reminders::erase(tx, id)?);
            assert_eq!(reminders::by_token(tx, &[3; 32])?, None);
            Ok(())
        })
        .unwrap_or_else(|trouble| panic!("{trouble:#}"));
    }
}
