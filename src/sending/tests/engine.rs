use std::collections::HashSet;

use anyhow::Result;
use letter::bounce::Class;
use letter::smtp::Trouble;

use super::*;
use crate::sending::Ending;
use crate::sending::model::{Answer, Balance};

fn finished(ending: Ending) -> Balance {
    match ending {
        Ending::Finished(balance) => balance,
        Ending::Stopped(balance) => panic!("it stopped: {balance}"),
    }
}

fn answer(code: u16, status: &str) -> Answer {
    Answer { code, status: status.parse().ok() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_one_letter_and_the_books_are_closed() -> Result<()> {
    let (house, relay) = (House::new()?, memory(|_, _| Sent::Accepted));
    let engine = house.engine(3_000, &[&relay], plan()).await?;
    let control = engine.control();
    let balance = finished(engine.run().await?);
    assert_eq!(balance, Balance { candidates: 3_000, accepted: 3_000, ..Balance::default() });
    let letters = relay.letters();
    assert_eq!(letters.len(), 3_000);
    assert!(letters.values().all(|ids| ids.len() == 1));
    let ids: HashSet<_> = letters.values().flatten().collect();
    assert_eq!(ids.len(), 3_000, "every letter has a Message-ID of its own");
    assert_eq!(control.progress().balance, balance);
    assert!(!house.capsule().exists(), "the capsule is gone");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn later_is_tried_again_no_is_no_and_a_doubt_is_sent_again_once_with_the_same_name() -> Result<()> {
    let relay = memory(|to, earlier| {
        let number: usize = to["reader-".len()..to.find('@').expect("an address")].parse().expect("a number");
        match (number % 10, earlier) {
            (0, 0 | 1) => Sent::Deferred(answer(451, "4.2.0")),
            (1, _) => Sent::Refused(answer(550, "5.1.1"), Class::HardBounce),
            (2, 0) => Sent::Unknown,
            (3, _) => Sent::Unknown,
            _ => Sent::Accepted,
        }
    });
    let house = House::new()?;
    let balance = finished(house.engine(500, &[&relay], plan()).await?.run().await?);
    assert_eq!(balance, Balance { candidates: 500, accepted: 400, refused: 50, unknown: 50, ..Balance::default() });
    for i in 0..500 {
        let expected = [3, 1, 2, 2, 1, 1, 1, 1, 1, 1][i % 10];
        assert_eq!(relay.tried(&address(i)), expected, "reader {i}");
    }
    assert!(relay.letters().values().all(|ids| ids.iter().all(|id| *id == ids[0])), "a letter that is sent twice is one letter");
    let results = Ledger::results_since(&house.db, 0, 1_000).await?;
    assert_eq!(results.len(), 50);
    assert!(results.iter().all(|it| it.class == Class::HardBounce && it.person.0 % 10 == 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain_that_says_later_slows_nobody_else() -> Result<()> {
    let relay = memory(
        |to, earlier| {
            if to.ends_with("@host-3.example") && earlier == 0 { Sent::Deferred(answer(421, "4.7.0")) } else { Sent::Accepted }
        },
    );
    let slow = Backoff { first_ms: 400, longest_ms: 400 };
    let house = House::new()?;
    let engine = house.engine(70, &[&relay], Plan { backoff: slow, per_domain: 2, ..plan() }).await?;
    let control = engine.control();
    let run = tokio::spawn(engine.run());
    until(|| relay.letters().len() == 60).await;
    assert!(control.progress().balance.accepted <= 60);
    assert!(relay.tried(&address(3)) + relay.tried(&address(10)) <= 2 && relay.most_at_once("host-3.example") <= 2);
    control.cancel().await?;
    let balance = finished(run.await??);
    assert_eq!((balance.accepted + balance.cancelled, balance.left()), (70, 0));
    assert!(balance.cancelled >= 6, "the ten of one domain had hardly begun: {balance}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_domain_gets_more_at_once_than_it_may() -> Result<()> {
    let (house, relay) = (House::new()?, Memory::new(Duration::from_millis(1), |_, _| Sent::Accepted));
    let balance = finished(house.engine(700, &[&relay], Plan { connections: 16, per_domain: 2, ..plan() }).await?.run().await?);
    assert_eq!(balance.accepted, 700);
    let most: Vec<_> = (0..7).map(|i| relay.most_at_once(&format!("host-{i}.example"))).collect();
    assert!(most.iter().all(|&most| most <= 2) && most.contains(&2), "{most:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_with_one_domain_and_a_narrow_door_is_sent_whole() -> Result<()> {
    let house = House::new()?;
    let relay = memory(|_, _| Sent::Accepted);
    let everybody = (0..6_000).map(|i| Ok(Recipient::new(person(i), &format!("reader-{i}@one.example"), "abcdefghijklmnopqrstuv")));
    let (capsule, _) = Capsule::write(&house.capsule(), everybody)?;
    let ledger = Ledger::prepare(&house.db, ISSUE, &capsule, terms(), now()).await??;
    let plan = Plan { per_domain: 3, ..plan() };
    let engine = Engine::new(ledger, capsule, composer()?, relays(&[&relay])?, plan, Clock::default()).await?;
    assert_eq!(finished(engine.run().await?).accepted, 6_000, "more than fit into the window, and most were passed over");
    assert!(relay.most_at_once("one.example") <= 3);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_a_relay_fails_the_other_takes_over_and_no_letter_is_lost_or_doubled() -> Result<()> {
    let (first, second) = (memory(|_, _| Sent::Accepted), memory(|_, _| Sent::Accepted));
    let house = House::new()?;
    let engine = house.engine(2_000, &[&first, &second], plan()).await?;
    let (control, run) = (engine.control(), tokio::spawn(engine.run()));
    until(|| !first.letters().is_empty() && !second.letters().is_empty()).await;
    first.fail(Some(Trouble::Resolve));
    until(|| control.progress().relays.first().is_some_and(|relay| relay.failures > 0)).await;
    second.fail(Some(Trouble::Resolve));
    until(|| control.progress().stall.is_some()).await;
    let taken = first.letters().len() + second.letters().len();
    assert!(taken < 2_000 && !run.is_finished(), "it waits");
    first.fail(None);
    let balance = finished(run.await??);
    assert_eq!(balance, Balance { candidates: 2_000, accepted: 2_000, ..Balance::default() });
    let (a, b) = (first.letters(), second.letters());
    assert_eq!(a.len() + b.len(), 2_000);
    assert!(a.keys().all(|to| !b.contains_key(to)));
    Ok(())
}
