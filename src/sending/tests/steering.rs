use anyhow::Result;

use super::*;
use crate::sending::Ending;
use crate::sending::control::Mode;
use crate::sending::model::Balance;
use crate::sending::pace::WarmUp;
use crate::sending::progress::Stall;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sending_pauses_goes_on_and_is_cancelled_and_the_cancelled_are_in_the_books() -> Result<()> {
    let (house, relay) = (House::new()?, Memory::new(Duration::from_millis(2), |_, _| Sent::Accepted));
    let engine = house.engine(5_000, &[&relay], plan()).await?;
    let (control, run) = (engine.control(), tokio::spawn(engine.run()));
    until(|| relay.letters().len() > 20).await;
    control.pause().await?;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let paused = relay.letters().len();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(relay.letters().len(), paused, "nothing begins while it is paused");
    assert!(Ledger::unfinished(&house.db).await?[0].paused_at.is_some(), "and a restart would find it paused");
    control.resume().await?;
    until(|| relay.letters().len() > paused + 20).await;
    control.cancel().await?;
    let Ending::Finished(balance) = run.await?? else { panic!("cancelled is finished") };
    assert_eq!(balance.accepted, relay.letters().len() as u64);
    assert_eq!(
        balance,
        Balance { candidates: 5_000, accepted: balance.accepted, cancelled: 5_000 - balance.accepted, ..Balance::default() }
    );
    assert_eq!(control.progress().mode, Mode::Cancelled);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_ends_in_good_order_leaves_no_doubt_and_the_next_start_sends_the_rest() -> Result<()> {
    let (house, relay) = (House::new()?, memory(|_, _| Sent::Accepted));
    let engine = house.engine(2_000, &[&relay], plan()).await?;
    let (control, run) = (engine.control(), tokio::spawn(engine.run()));
    until(|| relay.letters().len() > 100).await;
    control.stop();
    let Ending::Stopped(balance) = run.await?? else { panic!("it was stopped") };
    assert!(balance.accepted > 0 && balance.leased == 0 && balance.doubtful == 0 && balance.waiting > 0, "{balance}");
    let Ending::Finished(balance) = house.again(&[&relay], plan()).await?.run().await? else { panic!("stopped again") };
    assert_eq!(balance.accepted, 2_000);
    assert!(relay.letters().values().all(|ids| ids.len() == 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_while_the_others_are_sent_to_gets_no_letter() -> Result<()> {
    let (house, relay) = (House::new()?, Memory::new(Duration::from_millis(2), |_, _| Sent::Accepted));
    let engine = house.engine(1_000, &[&relay], plan()).await?;
    let run = tokio::spawn(engine.run());
    until(|| relay.letters().len() > 10).await;
    for i in 900..1_000 {
        Ledger::gone(&house.db, person(i)).await?;
    }
    let Ending::Finished(balance) = run.await?? else { panic!("it stopped") };
    assert_eq!(balance, Balance { candidates: 1_000, accepted: 900, gone: 100, ..Balance::default() });
    assert!((900..1_000).all(|i| relay.tried(&address(i)) == 0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_warm_up_ends_the_day_and_a_restart_does_not_begin_it_anew() -> Result<()> {
    let (house, relay) = (House::new()?, memory(|_, _| Sent::Accepted));
    // Yesterday, so that the day may change while the test runs.
    let first_day = now().as_second().div_euclid(86_400) - 1;
    let warm_up = Some(WarmUp { first_day, first: 40, growth_percent: 100, full: 1_000 });
    let engine = house.engine(200, &[&relay], Plan { warm_up, ..plan() }).await?;
    let (control, run) = (engine.control(), tokio::spawn(engine.run()));
    until(|| control.progress().stall == Some(Stall::WarmUp)).await;
    control.stop();
    run.await??;
    let sent = relay.letters().len();
    assert_eq!(sent, 41, "as many as the second day has");
    let engine = house.again(&[&relay], Plan { warm_up, ..plan() }).await?;
    let (control, run) = (engine.control(), tokio::spawn(engine.run()));
    until(|| control.progress().stall == Some(Stall::WarmUp)).await;
    control.stop();
    run.await??;
    assert_eq!(relay.letters().len(), sent);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_letters_leave_in_a_second_to_one_domain_than_the_plan_says() -> Result<()> {
    let (house, relay) = (House::new()?, memory(|_, _| Sent::Accepted));
    let begun = std::time::Instant::now();
    // Seven domains, so that each has ten letters.
    let balance = house.engine(70, &[&relay], Plan { per_domain_per_second: Some(20.0), ..plan() }).await?.run().await?;
    assert!(matches!(balance, Ending::Finished(balance) if balance.accepted == 70), "{balance:?}");
    let took = begun.elapsed();
    assert!(took > Duration::from_millis(350) && took < Duration::from_secs(3), "{took:?}: all domains at once, each in its own time");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_letters_leave_in_a_second_than_the_plan_says() -> Result<()> {
    let (house, relay) = (House::new()?, memory(|_, _| Sent::Accepted));
    let begun = std::time::Instant::now();
    house.engine(100, &[&relay], Plan { per_second: Some(200.0), ..plan() }).await?.run().await?;
    assert!(begun.elapsed() > Duration::from_millis(350), "{:?}", begun.elapsed());
    Ok(())
}
