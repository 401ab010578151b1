use std::collections::HashSet;

use anyhow::Result;
use jiff::SignedDuration;
use letter::bounce::Class;

use super::*;
use crate::sending::Ending;
use crate::sending::control::Mode;
use crate::sending::model::{Answer, Balance, Refusal};
use crate::sending::progress::Stall;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_any_number_of_crashes_nobody_is_lost_and_only_those_in_doubt_have_it_twice() -> Result<()> {
    let (house, relay) = (House::new()?, memory(|_, _| Sent::Accepted));
    let plan = Plan { connections: 4, ..plan() };
    let mut engine = house.engine(600, &[&relay], plan).await?;
    let mut doubted = HashSet::new();
    for crash in 1..=8 {
        let run = tokio::spawn(engine.run());
        until(|| relay.letters().len() > 60 * crash).await;
        // The tasks die where they stand, as in a crash; what the database's thread has begun, it ends.
        run.abort();
        let _ = run.await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        engine = house.again(&[&relay], plan).await?;
        let entry = Ledger::unfinished(&house.db).await?.remove(0);
        let in_doubt = Ledger::open(&house.db, entry.id).await?.expect("a sending")?.in_doubt().await?;
        doubted.extend(in_doubt.into_iter().map(|(who, _)| who));
        assert!(doubted.len() <= 4 * crash, "a crash leaves as many in doubt as there are connections, at most");
    }
    let Ending::Finished(balance) = engine.run().await? else { panic!("it stopped") };
    assert_eq!(balance, Balance { candidates: 600, accepted: 600, ..Balance::default() });
    let letters = relay.letters();
    assert_eq!(letters.len(), 600, "nobody is lost");
    for i in 0..600 {
        let ids = &letters[&address(i)];
        assert!(ids.len() == 1 || doubted.contains(&person(i)), "reader {i} has it {} times and was never in doubt", ids.len());
        assert!(ids.iter().all(|id| *id == ids[0]), "a letter that is sent again has the same name");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sending_whose_every_letter_is_refused_for_our_sake_pauses_itself() -> Result<()> {
    let answer = Answer { code: 550, status: "5.7.26".parse().ok() };
    let (house, relay) = (House::new()?, memory(move |_, _| Sent::Refused(answer, Class::Blocked)));
    let engine = house.engine(1_000, &[&relay], Plan { halt_after: 20, ..plan() }).await?;
    let (control, run) = (engine.control(), tokio::spawn(engine.run()));
    until(|| control.progress().mode == Mode::Paused && control.progress().stall.is_some()).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let progress = control.progress();
    assert_eq!(progress.stall, Some(Stall::Refused { in_a_row: 20 }));
    assert!((20..60).contains(&progress.balance.refused), "{}", progress.balance);
    assert!(progress.balance.waiting > 900, "the list is not spent");
    control.stop();
    run.await??;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_address_is_refused_without_asking_anybody() -> Result<()> {
    let (house, relay) = (House::new()?, memory(|_, _| Sent::Accepted));
    let odd = (0..10)
        .map(|i| Ok(Recipient::new(person(i), if i == 4 { "not an address" } else { "reader@host.example" }, "abcdefghijklmnopqrstuv")));
    let (capsule, _) = Capsule::write(&house.capsule(), odd)?;
    let ledger = Ledger::prepare(&house.db, ISSUE, &capsule, terms(), now()).await??;
    let engine = Engine::new(ledger, capsule, composer()?, relays(&[&relay])?, plan(), Clock::default()).await?;
    let Ending::Finished(balance) = engine.run().await? else { panic!("it stopped") };
    assert_eq!(balance, Balance { candidates: 10, accepted: 9, refused: 1, ..Balance::default() });
    assert_eq!(Ledger::results_since(&house.db, 0, 10).await?[0].person, person(4));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_capsule_of_another_sending_sends_nothing() -> Result<()> {
    let (house, relay) = (House::new()?, memory(|_, _| Sent::Accepted));
    let (ledger, _) = house.prepare(20).await?;
    let others = (0..20).map(|i| Ok(Recipient::new(person(i + 1), &address(i), "abcdefghijklmnopqrstuv")));
    let (capsule, _) = Capsule::write(&house.capsule(), others)?;
    let engine = Engine::new(ledger.clone(), capsule, composer()?, relays(&[&relay])?, plan(), Clock::default()).await?;
    let error = engine.run().await.expect_err("another capsule");
    assert_eq!(error.downcast_ref(), Some(&Refusal::OtherCapsule { place: 0 }));
    let (capsule, _) = Capsule::write(&house.capsule(), recipients(19))?;
    assert!(Engine::new(ledger, capsule, composer()?, relays(&[&relay])?, plan(), Clock::default()).await.is_err());
    assert!(relay.letters().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_time_is_up_the_rest_is_expired_and_the_books_are_closed() -> Result<()> {
    let later = Answer { code: 451, status: None };
    let house = House::new()?;
    let relay = memory(move |to, _| if to.starts_with("reader-1") { Sent::Deferred(later) } else { Sent::Accepted });
    let (capsule, _) = Capsule::write(&house.capsule(), recipients(50))?;
    let terms = Terms { ends_at: now() + SignedDuration::from_millis(600), ..terms() };
    let ledger = Ledger::prepare(&house.db, ISSUE, &capsule, terms, now()).await??;
    let engine = Engine::new(ledger, capsule, composer()?, relays(&[&relay])?, plan(), Clock::default()).await?;
    let Ending::Finished(balance) = engine.run().await? else { panic!("it stopped") };
    assert_eq!((balance.accepted, balance.refused), (39, 11), "{balance}");
    assert!(Ledger::results_since(&house.db, 0, 100).await?.iter().all(|it| it.class == Class::Expired));
    Ok(())
}

/// Found by killing an armed sending: when nothing else was left to do, such a letter stayed in doubt and the books did not balance.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_that_comes_into_doubt_last_of_all_is_sent_again_before_the_books_are_closed() -> Result<()> {
    for last in 0..12 {
        let (house, relay) = (
            House::new()?,
            memory(move |reader, earlier| if earlier == 0 && reader == address(last) { Sent::Unknown } else { Sent::Accepted }),
        );
        let engine = house.engine(12, &[&relay], plan()).await?;
        let Ending::Finished(balance) = engine.run().await? else { panic!("it stopped") };
        assert_eq!(balance, Balance { candidates: 12, accepted: 12, ..Balance::default() });
        assert_eq!(relay.tried(&address(last)), 2);
    }
    Ok(())
}
