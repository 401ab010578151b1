//! Smaller bodies for readers who take brotli, made on a thread that gives way to everything else.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use anyhow::Result;
use seal::{Hash, Packer};

use super::stand::Stand;
use crate::aside;
use crate::paper::Paper;
use crate::paper::edition::HTML;
use crate::paper::store::editions;

/// RFC 7932 quality. Of our pages 9 makes a thousandth less in nine times the time, 11 a tenth less in forty times.
const QUALITY: i32 = 7;
/// The largest page that is pressed again, in bytes before pressing.
const LIMIT: u64 = 32 << 20;
/// Pages pressed between two writes, and two looks for news.
const AT_ONCE: usize = 8;
/// After a print nothing is pressed for so long: another may follow, and its writes should not wait behind ours.
const QUIET: Duration = Duration::from_secs(1);
/// The lowest priority that the system has.
const NICE: i32 = 19;

/// Starts the thread, with all pages that have no brotli body yet. It is told of new ones through the sender, and ends when that is dropped.
pub fn start(paper: Paper, stand: Arc<Stand>) -> Result<Sender<Vec<Hash>>> {
    let (news, arrivals) = mpsc::channel();
    aside::start("brotli", NICE, move || {
        if let Err(trouble) = (Presser { paper, stand }).work(&arrivals) {
            tracing::warn!("no more brotli bodies are made; gzip is served: {trouble:#}");
        }
    })?;
    Ok(news)
}

struct Presser {
    paper: Paper,
    stand: Arc<Stand>,
}

impl Presser {
    fn work(self, arrivals: &Receiver<Vec<Hash>>) -> Result<()> {
        let mut todo = self.paper.db().read_now(editions::without_brotli)?;
        let mut quiet = Duration::ZERO;
        loop {
            match arrivals.recv_timeout(if todo.is_empty() { Duration::MAX } else { quiet }) {
                Ok(new) => {
                    todo.extend(new);
                    quiet = QUIET;
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => {
                    quiet = Duration::ZERO;
                    // What was printed last is read most, so it comes first.
                    let some = todo.split_off(todo.len().saturating_sub(AT_ONCE));
                    self.press(&some)?;
                }
            }
        }
    }

    fn press(&self, hashes: &[Hash]) -> Result<()> {
        let pressed = hashes
            .iter()
            .filter_map(|hash| self.pressed(*hash).map(|body| Some((*hash, body?))).transpose())
            .collect::<Result<Vec<_>>>()?;
        let bodies = pressed.clone();
        self.paper.db().write_now(move |tx| bodies.iter().try_for_each(|(hash, body)| editions::put_brotli(tx, *hash, body)))?;
        pressed.into_iter().for_each(|(hash, body)| self.stand.offer_brotli(hash, body));
        Ok(())
    }

    /// The body in brotli, empty where that gains nothing; `None` when it is there already, or the page was swept away meanwhile.
    fn pressed(&self, hash: Hash) -> Result<Option<Vec<u8>>> {
        let stored = self.paper.db().read_now(move |tx| {
            let is_done = editions::brotli(tx, hash)?.is_some();
            if is_done { Ok(None) } else { editions::object(tx, hash) }
        })?;
        let Some(stored) = stored else { return Ok(None) };
        let plain = Packer::new(1).unpack(HTML, &stored, LIMIT)?;
        let mut pressed = web::coding::brotli(&plain, QUALITY)?;
        // An empty body says that gzip is to be served.
        if pressed.len() >= stored.len() {
            pressed.clear();
        }
        Ok(Some(pressed))
    }
}
