//! A job: something to be done later, such as a mail to send, a page to print, a mirror to push to.

use std::cmp::Reverse;
use std::fmt;

use anyhow::{Result, anyhow, ensure};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Something to be done later. Stored as JSON under its name, so a change of its fields must still read what waits in the queue.
pub trait Job: Serialize + DeserializeOwned {
    /// Unique among the jobs of a room; no `|` in it.
    const NAME: &'static str;
}

/// A job that is ours until the lease ends.
#[derive(Clone)]
pub struct Claimed {
    pub id: i64,
    pub name: String,
    /// JSON.
    pub payload: String,
    /// How many times it was claimed, this one included.
    pub attempts: i64,
}

/// How many jobs are in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Could be claimed now.
    pub due: i64,
    /// Will be due later.
    pub later: i64,
    /// Are claimed.
    pub leased: i64,
    /// Were given up, and wait for a person.
    pub given_up: i64,
}

/// A job that nobody will try again unless a person says so.
#[derive(Clone, Debug)]
pub struct GivenUp {
    pub id: i64,
    pub name: String,
    pub attempts: i64,
    pub abandoned_at: Timestamp,
    pub reason: String,
}

impl Claimed {
    /// The job itself.
    ///
    /// # Errors
    /// When the payload is of another shape; the error does not show it.
    pub fn read<J: Job>(&self) -> Result<J> {
        ensure!(self.name == J::NAME, "job {} is a {}, not a {}", self.id, self.name, J::NAME);
        serde_json::from_str(&self.payload)
            .map_err(|e| anyhow!("the payload of job {} ({}) cannot be read at column {}", self.id, self.name, e.column()))
    }

    pub(crate) fn still_ours(&self, touched: usize) -> Result<()> {
        ensure!(touched == 1, "job {} ({}) is no longer ours: its lease ended and another has claimed it", self.id, self.name);
        Ok(())
    }

    /// `reason` with an ellipsis wherever it quotes a text of three letters or a number of five digits or more from the payload.
    pub(crate) fn without_payload(&self, reason: &str) -> String {
        let mut secrets = vec![self.payload.clone()];
        if let Ok(payload) = serde_json::from_str(&self.payload) {
            leaves(&payload, &mut secrets);
        }
        secrets.sort_by_key(|secret| Reverse(secret.len()));
        let told =
            secrets.iter().filter(|secret| !secret.is_empty()).fold(reason.to_owned(), |told, secret| told.replace(secret.as_str(), "…"));
        told.chars().take(300).collect()
    }
}

fn leaves(payload: &serde_json::Value, out: &mut Vec<String>) {
    match payload {
        serde_json::Value::String(text) if text.chars().count() >= 3 => out.push(text.clone()),
        serde_json::Value::Number(number) if number.to_string().len() >= 5 => out.push(number.to_string()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| leaves(item, out)),
        serde_json::Value::Object(fields) => fields.values().for_each(|field| leaves(field, out)),
        _ => {}
    }
}

impl fmt::Debug for Claimed {
    /// Without the payload, so that it can be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "job {} ({}, attempt {})", self.id, self.name, self.attempts)
    }
}
