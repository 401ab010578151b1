//! The queue of jobs.
//!
//! A job is a row in the database of the act that caused it, put there in the same transaction. It is claimed for a time, and comes back when that time is over
//! and nobody has said that it was done; so it may run twice, and never not at all. Jobs come in the order of their `run_at`, then of their enqueuing.

use anyhow::{Result, anyhow};
use jiff::{SignedDuration, Timestamp};

use crate::{Claimed, Db, GivenUp, Job, Migration, Row, Tx, Waiting, params};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "job",
    sql: "CREATE TABLE job (
              id INTEGER PRIMARY KEY,
              turn INTEGER NOT NULL,
              name TEXT NOT NULL,
              payload TEXT NOT NULL,
              run_at INTEGER NOT NULL,
              attempts INTEGER NOT NULL DEFAULT 0,
              leased_until INTEGER,
              last_error TEXT,
              abandoned_at INTEGER
          ) STRICT;
          CREATE INDEX job_turn ON job (turn);
          CREATE INDEX job_due ON job (run_at, turn) WHERE abandoned_at IS NULL;",
}];

crate::statements! {
    ENQUEUE = "INSERT INTO job (id, turn, name, payload, run_at)
               VALUES (:id, (SELECT COALESCE(max(turn), 0) + 1 FROM job), :name, :payload, :run_at)";
    /// `:names` is `|one||two|`; a name that can be taken out of it is one of them.
    CLAIM = "UPDATE job SET attempts = attempts + 1, leased_until = :until
             WHERE id = (SELECT id FROM job
                         WHERE abandoned_at IS NULL AND run_at <= :now AND (leased_until IS NULL OR leased_until <= :now)
                           AND replace(:names, '|' || name || '|', '') <> :names
                         ORDER BY run_at, turn LIMIT 1)
             RETURNING id, name, payload, attempts";
    RENEW = "UPDATE job SET leased_until = :until WHERE id = :id AND attempts = :attempts AND abandoned_at IS NULL";
    FREE = "UPDATE job SET leased_until = NULL WHERE leased_until IS NOT NULL AND abandoned_at IS NULL";
    FINISH = "DELETE FROM job WHERE id = :id AND attempts = :attempts";
    RETRY = "UPDATE job SET run_at = :run_at, leased_until = NULL, last_error = :reason
             WHERE id = :id AND attempts = :attempts AND abandoned_at IS NULL";
    GIVE_UP = "UPDATE job SET abandoned_at = :now, leased_until = NULL, last_error = :reason
               WHERE id = :id AND attempts = :attempts AND abandoned_at IS NULL";
    REVIVE = "UPDATE job SET abandoned_at = NULL, attempts = 0, run_at = :run_at WHERE id = :id AND abandoned_at IS NOT NULL";
    GIVEN_UP = "SELECT id, name, attempts, abandoned_at, last_error FROM job WHERE abandoned_at IS NOT NULL ORDER BY abandoned_at DESC, id LIMIT :most";
    COUNT = "SELECT count(*) AS n,
                    count(abandoned_at) AS given_up,
                    count(CASE WHEN abandoned_at IS NULL AND leased_until > :now THEN 1 END) AS leased,
                    count(CASE WHEN abandoned_at IS NULL AND run_at > :now AND (leased_until IS NULL OR leased_until <= :now) THEN 1 END) AS later
             FROM job";
    NEXT = "SELECT min(CASE WHEN leased_until > run_at THEN leased_until ELSE run_at END) AS at
            FROM job WHERE abandoned_at IS NULL AND replace(:names, '|' || name || '|', '') <> :names";
}

impl Tx<'_> {
    /// Puts a job into the queue, to be claimed from `run_at` on, if this act is kept.
    ///
    /// # Errors
    /// When the job cannot be written as JSON, or the database refuses.
    pub fn enqueue<J: Job>(&mut self, job: &J, run_at: Timestamp) -> Result<()> {
        let payload = serde_json::to_string(job).map_err(|_| anyhow!("a job {} cannot be written as JSON", J::NAME))?;
        self.execute(&ENQUEUE, &params! { id: kernel::id::random(), name: J::NAME, payload: &payload, run_at })?;
        self.enqueued = true;
        Ok(())
    }

    /// Says that a job was done, in the same act as what it did: then that is done once, however often the job runs.
    ///
    /// # Errors
    /// When the job is no longer ours, because its lease ended and another has claimed it: then this act should fail too.
    pub fn finish(&mut self, job: &Claimed) -> Result<()> {
        let done = self.execute(&FINISH, &params! { id: job.id, attempts: job.attempts })?;
        job.still_ours(done)
    }
}

impl Db {
    /// Claims the job among `names` that has been due longest, until `lease` from `now`. `None` when none is due.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn claim(&self, now: Timestamp, lease: SignedDuration, names: &[&str]) -> Result<Option<Claimed>> {
        let names = filter(names);
        let until = now.saturating_add(lease)?;
        self.write(move |tx| tx.optional(&CLAIM, &params! { now, until, names: &names }, claimed)).await
    }

    /// Ends all leases, so that what a process had claimed before it died is due at once. Only for whoever has just opened the database and runs nothing yet: a job that is under way would
    /// be run beside itself.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub fn free_leases_now(&self) -> Result<()> {
        self.write_now(|tx| tx.execute(&FREE, &params! {}).map(drop))
    }

    /// Holds a job until `lease` from `now`, for one whose work takes long.
    ///
    /// # Errors
    /// When the job is no longer ours, as in [`Tx::finish`].
    pub async fn renew(&self, job: &Claimed, now: Timestamp, lease: SignedDuration) -> Result<()> {
        let (job, until) = (job.clone(), now.saturating_add(lease)?);
        self.write(move |tx| job.still_ours(tx.execute(&RENEW, &params! { id: job.id, attempts: job.attempts, until })?)).await
    }

    /// Says that a job was done.
    ///
    /// # Errors
    /// As [`Tx::finish`].
    pub async fn finish(&self, job: &Claimed) -> Result<()> {
        let job = job.clone();
        self.write(move |tx| tx.finish(&job)).await
    }

    /// Puts a job back, to be tried again from `run_at` on. Of `reason` is kept what does not quote the payload, at most 300 characters.
    ///
    /// # Errors
    /// As [`Tx::finish`].
    pub async fn retry(&self, job: &Claimed, run_at: Timestamp, reason: &str) -> Result<()> {
        let (job, reason) = (job.clone(), job.without_payload(reason));
        self.write(move |tx| job.still_ours(tx.execute(&RETRY, &params! { id: job.id, attempts: job.attempts, run_at, reason: &reason })?))
            .await
    }

    /// Tries a job no more; it is kept for a person to see. `reason` as in [`Db::retry`].
    ///
    /// # Errors
    /// As [`Tx::finish`].
    pub async fn give_up(&self, job: &Claimed, now: Timestamp, reason: &str) -> Result<()> {
        let (job, reason) = (job.clone(), job.without_payload(reason));
        self.write(move |tx| job.still_ours(tx.execute(&GIVE_UP, &params! { id: job.id, attempts: job.attempts, now, reason: &reason })?))
            .await
    }

    /// The jobs that were given up, the latest first, at most `most`.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn given_up(&self, most: u32) -> Result<Vec<GivenUp>> {
        self.read(move |tx| tx.query(&GIVEN_UP, &params! { most }, given_up)).await
    }

    /// Has a job that was given up tried again from `run_at` on, counting its attempts anew; false when there is none such.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn revive(&self, id: i64, run_at: Timestamp) -> Result<bool> {
        self.write(move |tx| {
            tx.enqueued = true;
            Ok(tx.execute(&REVIVE, &params! { id, run_at })? == 1)
        })
        .await
    }

    /// How many jobs are in the queue.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn waiting(&self, now: Timestamp) -> Result<Waiting> {
        self.read(move |tx| tx.one(&COUNT, &params! { now }, waiting)).await
    }

    /// The moment from which the next job among `names` can be claimed; `None` when there is none.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn next_due(&self, names: &[&str]) -> Result<Option<Timestamp>> {
        let names = filter(names);
        self.read(move |tx| tx.one(&NEXT, &params! { names: &names }, |row| row.get("at"))).await
    }

    /// Returns when a job was enqueued or revived through this `Db` or a clone, since it last returned; at once when that has happened already. For the one
    /// runner of this database: claim until there is none, then wait for this or for [`Db::next_due`], whichever is first. Other processes do not ring here.
    pub async fn job_enqueued(&self) {
        self.bell().notified().await;
    }
}

fn filter(names: &[&str]) -> String {
    names.iter().map(|name| format!("|{name}|")).collect()
}

fn claimed(row: &Row<'_>) -> Result<Claimed> {
    Ok(Claimed { id: row.get("id")?, name: row.get("name")?, payload: row.get("payload")?, attempts: row.get("attempts")? })
}

fn given_up(row: &Row<'_>) -> Result<GivenUp> {
    Ok(GivenUp {
        id: row.get("id")?,
        name: row.get("name")?,
        attempts: row.get("attempts")?,
        abandoned_at: row.get("abandoned_at")?,
        reason: row.get::<Option<String>>("last_error")?.unwrap_or_default(),
    })
}

fn waiting(row: &Row<'_>) -> Result<Waiting> {
    let (given_up, leased, later) = (row.get("given_up")?, row.get("leased")?, row.get("later")?);
    Ok(Waiting { due: row.get::<i64>("n")? - given_up - leased - later, later, leased, given_up })
}
