use anyhow::Result;
use letter::bounce::Class;
use store::contract::{self, Fresh};

use super::*;
use crate::sending::ledger::Settlement;
use crate::sending::model::{Answer, Balance, Refusal, Verdict};

fn databases() -> Result<Vec<Fresh>> {
    contract::fresh_databases(&book::ALONE)
}

async fn prepared(db: &Db, count: usize) -> Result<Ledger> {
    let folder = tempfile::tempdir()?;
    let (capsule, _) = Capsule::write(&folder.path().join("capsule"), recipients(count))?;
    Ok(Ledger::prepare(db, ISSUE, &capsule, terms(), now()).await??)
}

fn settlement(place: usize, verdict: Verdict) -> Settlement {
    Settlement { place: place as u64, person: person(place), verdict }
}

async fn lease(ledger: &Ledger, place: u64) -> Result<bool> {
    ledger.turn(None, Some(place), None).await
}

#[test]
fn every_statement_fits_both_databases() -> Result<()> {
    contract::prepare_all(&book::ALONE)
}

#[tokio::test]
async fn nothing_can_be_sent_before_all_recipients_are_counted_and_an_issue_is_sent_once() -> Result<()> {
    for db in databases()? {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("capsule");
        let twice = (0..1_500).map(|i| Ok(Recipient::new(person(i % 1_499), &address(i), "abcdefghijklmnopqrstuv")));
        let (capsule, _) = Capsule::write(&path, twice)?;
        assert_eq!(Ledger::prepare(&db, ISSUE, &capsule, terms(), now()).await?.err(), Some(Refusal::Twice));
        let begun = Ledger::unfinished(&db).await?.remove(0);
        assert!(matches!(Ledger::open(&db, begun.id).await?, Some(Err(Refusal::NotCounted))));
        let (capsule, _) = Capsule::write(&path, recipients(1_500))?;
        let ledger = Ledger::prepare(&db, ISSUE, &capsule, terms(), now()).await??;
        assert_eq!(ledger.balance().await?, Balance { candidates: 1_500, waiting: 1_500, ..Balance::default() });
        assert_eq!(Ledger::unfinished(&db).await?.len(), 1, "what was begun before is gone");
        let anew = Ledger::prepare(&db, ISSUE, &capsule, terms(), now()).await??;
        assert!(anew.id() != ledger.id() && Ledger::unfinished(&db).await?.len() == 1, "no letter has left, so it is counted anew");
        anew.recover(now()).await?;
        assert_eq!(Ledger::prepare(&db, ISSUE, &capsule, terms(), now()).await?.err(), Some(Refusal::SentBefore));
    }
    Ok(())
}

#[tokio::test]
async fn a_letter_is_leased_once_and_not_after_its_reader_left() -> Result<()> {
    for db in databases()? {
        let ledger = prepared(&db, 4).await?;
        assert!(lease(&ledger, 0).await?);
        assert!(!lease(&ledger, 0).await?, "it is leased");
        Ledger::gone(&db, person(1)).await?;
        assert!(!lease(&ledger, 1).await?, "the reader left");
        Ledger::gone(&db, person(0)).await?;
        let turn = ledger.turn(Some(settlement(0, Verdict::Accepted)), Some(2), None).await?;
        assert!(turn, "what is on the wire cannot be called back");
        assert!(!lease(&ledger, 0).await?, "it was accepted");
        let unleased = ledger.turn(Some(settlement(3, Verdict::Accepted)), Some(3), None).await;
        assert!(unleased.is_err());
        let expected = Balance { candidates: 4, waiting: 1, leased: 1, accepted: 1, gone: 1, ..Balance::default() };
        assert_eq!(ledger.balance().await?, expected, "and the turn that failed left nothing");
    }
    Ok(())
}

#[tokio::test]
async fn what_was_leased_when_the_program_ended_is_in_doubt_and_becomes_what_was_chosen() -> Result<()> {
    for db in databases()? {
        let mut ledger = prepared(&db, 10).await?;
        for place in [2, 5, 7] {
            assert!(lease(&ledger, place).await?);
        }
        assert_eq!(Ledger::doubtful_at_rest(&db, ISSUE).await?, [2, 5, 7].map(person));
        assert_eq!(ledger.recover(now()).await?, 3);
        assert_eq!(ledger.in_doubt().await?, [2, 5, 7].map(|i| (person(i), true)));
        Ledger::gone(&db, person(5)).await?;
        assert_eq!(ledger.in_doubt().await?[1], (person(5), false), "who left is not written to again, and may have the letter");
        assert_eq!(ledger.choose(Doubts::Leave, now()).await?, 2);
        assert!(!lease(&ledger, 2).await?);
        assert_eq!(ledger.choose(Doubts::Resend, now()).await?, 3);
        assert!(lease(&ledger, 2).await?);
        assert_eq!(ledger.recover(now()).await?, 1, "and in doubt a second time");
        assert!(lease(&ledger, 1).await?);
        ledger.choose(Doubts::Leave, now()).await?;
        assert_eq!(ledger.recover(now()).await?, 1);
        assert!(ledger.in_doubt().await?.iter().all(|(_, again)| !again), "the choice holds for what is found in doubt after it");
    }
    Ok(())
}

#[tokio::test]
async fn a_sending_is_not_finished_before_its_books_balance() -> Result<()> {
    for db in databases()? {
        let ledger = prepared(&db, 4).await?;
        for place in 0..3 {
            assert!(lease(&ledger, place).await?);
        }
        let answer = Answer { code: 550, status: "5.1.1".parse().ok() };
        let later = Verdict::Deferred { answer: Answer { code: 451, status: None }, due_at: now() };
        for (place, verdict) in [(0, Verdict::Accepted), (1, Verdict::Refused { answer, class: Class::HardBounce }), (2, later)] {
            ledger.turn(Some(settlement(place, verdict)), None, None).await?;
        }
        let uneven = Balance { candidates: 4, waiting: 1, accepted: 1, refused: 1, deferred: 1, ..Balance::default() };
        let Err(refusal) = ledger.finish(now()).await? else { panic!("finished with two readers waiting") };
        assert_eq!(refusal, Refusal::Uneven(uneven));
        assert!(refusal.to_string().contains("4 candidates: 1 accepted, 1 refused"), "{refusal}");
        assert!(lease(&ledger, 2).await?);
        ledger.turn(Some(settlement(2, Verdict::Unknown { due_at: None })), Some(3), None).await?;
        ledger.turn(Some(settlement(3, Verdict::Accepted)), None, None).await?;
        let even = Balance { candidates: 4, accepted: 2, refused: 1, unknown: 1, ..Balance::default() };
        assert_eq!(ledger.finish(now()).await?, Ok(even));
        assert!(matches!(Ledger::open(&db, ledger.id()).await?, Some(Err(Refusal::Finished))));
        assert!(Ledger::unfinished(&db).await?.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn what_may_have_arrived_is_never_said_to_be_cancelled_or_expired() -> Result<()> {
    for db in databases()? {
        let ledger = prepared(&db, 3).await?;
        assert!(lease(&ledger, 0).await? && lease(&ledger, 1).await?);
        ledger.recover(now()).await?;
        // The second try certainly never left; the first still may have.
        assert!(lease(&ledger, 1).await?);
        ledger.turn(Some(settlement(1, Verdict::Unsent)), None, None).await?;
        ledger.cancel(now()).await?;
        assert_eq!(ledger.finish(now()).await?, Ok(Balance { candidates: 3, unknown: 2, cancelled: 1, ..Balance::default() }));
    }
    Ok(())
}

#[tokio::test]
async fn who_was_not_reached_in_time_is_refused_as_expired_and_the_keeper_of_the_list_hears_of_it() -> Result<()> {
    for db in databases()? {
        let ledger = prepared(&db, 4).await?;
        assert!(lease(&ledger, 3).await?);
        let answer = Answer { code: 550, status: "5.1.1".parse().ok() };
        ledger.turn(Some(settlement(3, Verdict::Refused { answer, class: Class::HardBounce })), Some(1), None).await?;
        ledger.turn(Some(settlement(1, Verdict::Accepted)), None, None).await?;
        let balance = ledger.finish(ledger.entry().ends_at).await??;
        assert_eq!(balance, Balance { candidates: 4, accepted: 1, refused: 3, ..Balance::default() });
        let all: Vec<_> = Ledger::results_since(&db, 0, 10).await?.into_iter().map(|it| (it.number, it.person, it.class)).collect();
        assert_eq!(all, [(1, person(3), Class::HardBounce), (2, person(0), Class::Expired), (3, person(2), Class::Expired)]);
        assert_eq!(Ledger::results_since(&db, 2, 10).await?.len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn a_lost_key_is_replaced_by_a_capsule_with_the_same_rows_in_the_same_places() -> Result<()> {
    for db in databases()? {
        let ledger = prepared(&db, 2_500).await?;
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("capsule");
        let from = ledger.clone();
        let left = person(1_200);
        let supply = move || {
            from.resupply(&path, |who| {
                let i = (who.0 - 10_000) as usize;
                (who != left).then(|| Recipient::new(who, &address(i), "abcdefghijklmnopqrstuv"))
            })
        };
        let (capsule, _) = tokio::task::spawn_blocking(supply).await??;
        assert_eq!(capsule.count(), 2_500);
        for place in [0, 999, 1_000, 1_200, 2_499] {
            assert_eq!(capsule.recipient(place)?.person, person(place as usize));
        }
        assert_eq!(ledger.balance().await?.gone, 1, "who is no longer on the list is gone");
    }
    Ok(())
}

#[tokio::test]
async fn a_ledger_that_is_taken_over_has_every_line_as_it_was_and_what_was_on_the_wire_is_in_doubt() -> Result<()> {
    for (db, other) in databases()?.into_iter().zip(databases()?) {
        let ledger = prepared(&db, 6).await?;
        ledger.recover(now()).await?;
        let refused = Verdict::Refused { answer: Answer { code: 550, status: "5.1.1".parse().ok() }, class: Class::HardBounce };
        for (place, verdict) in
            [(0, Verdict::Accepted), (1, refused), (2, Verdict::Unknown { due_at: Some(now()) }), (3, Verdict::Unknown { due_at: None })]
        {
            assert!(lease(&ledger, place).await?);
            ledger.turn(Some(settlement(place as usize, verdict)), None, None).await?;
        }
        assert!(lease(&ledger, 4).await?);
        let mut lines = Ledger::lines(&db, ISSUE, 0, 4).await?;
        lines.extend(Ledger::lines(&db, ISSUE, 4, 4).await?);
        let adopt = |lines: Vec<crate::sending::store::Line>| {
            other.write(move |tx| crate::sending::ledger::adopt(tx, ISSUE, terms(), &lines, false, now()))
        };
        adopt(lines.clone()).await??;
        let report = Ledger::report(&other, ISSUE).await?.expect("a report");
        let expected = Balance { candidates: 6, waiting: 1, accepted: 1, refused: 1, doubtful: 2, unknown: 1, ..Balance::default() };
        assert_eq!((report.balance, report.doubted), (expected, vec![person(2), person(3), person(4)]));
        let results = Ledger::results_since(&other, 0, 10).await?;
        assert_eq!(results.iter().map(|one| (one.person, one.class)).collect::<Vec<_>>(), [(person(1), Class::HardBounce)]);
        assert_eq!(adopt(lines).await?.err(), Some(Refusal::SentBefore), "from here on it is sent from here");
    }
    Ok(())
}
