//! The queue: enqueued with its cause, claimed for a time, done, tried again, or given up.

use std::future::Future;
use std::time::Duration;

use anyhow::{Result, bail};
use jiff::{SignedDuration, Timestamp};
use kernel::clock::moment;
use serde::{Deserialize, Serialize};
use store::contract::fresh_databases;
use store::{Claimed, Db, Job, Waiting, params};

use crate::lamp::{NAME, SCHEMA, count};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Light {
    lamp: i64,
    keeper: String,
}

impl Job for Light {
    const NAME: &'static str = "light";
}

#[derive(Debug, Serialize, Deserialize)]
struct Douse;

impl Job for Douse {
    const NAME: &'static str = "douse";
}

const LEASE: SignedDuration = SignedDuration::from_secs(60);
const BOTH: &[&str] = &["light", "douse"];

fn at(second: i64) -> Timestamp {
    moment(1_700_000_000_000 + second * 1000)
}

fn light(lamp: i64) -> Light {
    Light { lamp, keeper: "oxana@quay.example".into() }
}

async fn enqueue(db: &Db, job: impl Job + Send + 'static, run_at: Timestamp) -> Result<()> {
    db.write(move |tx| tx.enqueue(&job, run_at)).await
}

async fn claim(db: &Db, now: Timestamp) -> Result<Option<Claimed>> {
    db.claim(now, LEASE, BOTH).await
}

async fn must_claim(db: &Db, now: Timestamp) -> Result<Claimed> {
    claim(db, now).await?.ok_or_else(|| anyhow::anyhow!("nothing to claim"))
}

#[tokio::test]
async fn a_job_is_there_when_its_act_was_kept_and_not_otherwise() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let failed: Result<()> = db
            .write(|tx| {
                tx.enqueue(&light(1), at(0))?;
                bail!("no oil")
            })
            .await;
        assert!(failed.is_err());
        assert!(claim(&db, at(0)).await?.is_none());
        enqueue(&db, light(2), at(0)).await?;
        let job = must_claim(&db, at(0)).await?;
        assert_eq!((job.read::<Light>()?, job.attempts), (light(2), 1));
    }
    Ok(())
}

#[tokio::test]
async fn jobs_come_when_they_are_due_in_the_order_of_their_moments_then_of_their_enqueuing() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        for (lamp, second) in [(3, 2), (4, 2), (9, 30), (1, 1), (5, 2)] {
            enqueue(&db, light(lamp), at(second)).await?;
        }
        assert_eq!(db.next_due(BOTH).await?, Some(at(1)));
        assert!(claim(&db, at(0)).await?.is_none());
        let mut order = Vec::new();
        while let Some(job) = claim(&db, at(10)).await? {
            order.push(job.read::<Light>()?.lamp);
            db.finish(&job).await?;
        }
        assert_eq!(order, [1, 3, 4, 5]);
        assert_eq!(db.waiting(at(10)).await?, Waiting { due: 0, later: 1, leased: 0, given_up: 0 });
        assert_eq!(db.next_due(BOTH).await?, Some(at(30)));
    }
    Ok(())
}

#[tokio::test]
async fn a_job_that_nobody_finished_comes_back_when_its_lease_ends_and_the_late_one_cannot_touch_it() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        enqueue(&db, light(1), at(0)).await?;
        let late = must_claim(&db, at(0)).await?;
        assert!(claim(&db, at(59)).await?.is_none());
        assert_eq!(db.next_due(BOTH).await?, Some(at(60)));
        let second = must_claim(&db, at(60)).await?;
        assert_eq!((second.id, second.attempts), (late.id, 2));
        for answer in [
            db.finish(&late).await,
            db.retry(&late, at(0), "").await,
            db.give_up(&late, at(61), "").await,
            db.renew(&late, at(61), LEASE).await,
        ] {
            assert!(answer.unwrap_err().to_string().contains("is no longer ours"));
        }
        db.renew(&second, at(119), LEASE).await?;
        assert!(claim(&db, at(150)).await?.is_none());
        db.finish(&second).await?;
        assert!(claim(&db, at(500)).await?.is_none());
    }
    Ok(())
}

#[tokio::test]
async fn what_a_job_does_together_with_its_finishing_is_done_once() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        enqueue(&db, light(1), at(0)).await?;
        let late = must_claim(&db, at(0)).await?;
        let second = must_claim(&db, at(60)).await?;
        let work = |job: Claimed, id: i64| {
            db.write(move |tx| {
                tx.execute(&NAME, &params! { id, name: &format!("lamp {id}") })?;
                tx.finish(&job)
            })
        };
        work(second, 1).await?;
        assert!(work(late, 2).await.is_err());
        assert_eq!(count(&db)?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn a_job_is_tried_again_then_given_up_and_kept_to_be_seen_and_revived() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        enqueue(&db, light(1), at(0)).await?;
        let job = must_claim(&db, at(0)).await?;
        db.retry(&job, at(100), "the wind").await?;
        assert_eq!(db.waiting(at(1)).await?, Waiting { due: 0, later: 1, leased: 0, given_up: 0 });
        let job = must_claim(&db, at(100)).await?;
        assert_eq!(db.waiting(at(101)).await?, Waiting { due: 0, later: 0, leased: 1, given_up: 0 });
        db.give_up(&job, at(101), "the wind, again").await?;
        assert!(claim(&db, at(10_000)).await?.is_none());
        assert_eq!(db.waiting(at(10_000)).await?, Waiting { due: 0, later: 0, leased: 0, given_up: 1 });
        assert_eq!(db.next_due(BOTH).await?, None);
        let given_up = db.given_up(10).await?;
        assert_eq!(given_up.len(), 1);
        let it = &given_up[0];
        assert_eq!(
            (it.id, it.name.as_str(), it.attempts, it.abandoned_at, it.reason.as_str()),
            (job.id, "light", 2, at(101), "the wind, again")
        );
        assert!(db.revive(job.id, at(200)).await?);
        assert!(!db.revive(job.id, at(200)).await?);
        assert_eq!(must_claim(&db, at(200)).await?.attempts, 1);
    }
    Ok(())
}

#[tokio::test]
async fn the_reason_that_is_kept_never_quotes_the_payload() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        enqueue(&db, light(123_456), at(0)).await?;
        let job = must_claim(&db, at(0)).await?;
        let reason = format!("550 oxana@quay.example unknown, lamp 123456: {} {}", job.payload, "x".repeat(1000));
        db.give_up(&job, at(1), &reason).await?;
        let kept = db.given_up(1).await?[0].reason.clone();
        assert!(kept.starts_with("550 … unknown, lamp …: … xxx") && kept.chars().count() == 300, "{kept}");
        assert!(!format!("{job:?}").contains("oxana"));
    }
    Ok(())
}

#[tokio::test]
async fn a_payload_of_another_shape_is_an_error_that_does_not_show_it() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        #[derive(Serialize, Deserialize)]
        struct Other(String);
        impl Job for Other {
            const NAME: &'static str = "light";
        }
        enqueue(&db, Other("oxana".into()), at(0)).await?;
        let job = must_claim(&db, at(0)).await?;
        let complaint = job.read::<Light>().unwrap_err().to_string();
        assert!(complaint.contains("cannot be read at column") && !complaint.contains("oxana"), "{complaint}");
        assert!(job.read::<Douse>().unwrap_err().to_string().ends_with("is a light, not a douse"));
    }
    Ok(())
}

#[tokio::test]
async fn only_the_jobs_that_are_asked_for_are_claimed() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        enqueue(&db, light(1), at(0)).await?;
        enqueue(&db, Douse, at(0)).await?;
        assert!(db.claim(at(0), LEASE, &[]).await?.is_none());
        assert!(db.claim(at(0), LEASE, &["ligh", "use|l", "%"]).await?.is_none());
        assert_eq!(db.claim(at(0), LEASE, &["none", "douse"]).await?.map(|job| job.name).as_deref(), Some("douse"));
        assert_eq!(db.next_due(&["douse"]).await?, Some(at(60)));
    }
    Ok(())
}

#[tokio::test]
async fn the_runner_is_woken_when_a_job_was_committed_and_not_by_an_act_that_failed() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let failed: Result<()> = db
            .write(|tx| {
                tx.enqueue(&Douse, at(0))?;
                bail!("no")
            })
            .await;
        assert!(failed.is_err());
        db.write(|_| Ok(())).await?;
        assert!(!rings(db.job_enqueued()).await);
        enqueue(&db, Douse, at(0)).await?;
        assert!(rings(db.job_enqueued()).await);
        assert!(!rings(db.job_enqueued()).await);
    }
    Ok(())
}

async fn rings(bell: impl Future<Output = ()>) -> bool {
    tokio::time::timeout(Duration::from_millis(50), bell).await.is_ok()
}

#[tokio::test]
async fn two_runners_never_claim_the_same_job() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        db.write(|tx| (0..60).try_for_each(|lamp| tx.enqueue(&light(lamp), at(0)))).await?;
        let runners: Vec<_> = (0..4)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    while let Some(job) = claim(&db, at(0)).await? {
                        mine.push(job.read::<Light>()?.lamp);
                    }
                    anyhow::Ok(mine)
                })
            })
            .collect();
        let mut all = Vec::new();
        for runner in runners {
            all.extend(runner.await??);
        }
        all.sort_unstable();
        assert_eq!(all, (0..60).collect::<Vec<_>>());
    }
    Ok(())
}
