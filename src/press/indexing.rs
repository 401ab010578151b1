//! The search index, brought up to date on a thread of its own: readers have a page first, and find it a moment later.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::aside;
use crate::paper::model::{PieceId, Published};
use crate::paper::store::{pieces, unindexed};
use crate::paper::{Paper, live};

/// Pieces that go into the index together.
const AT_ONCE: i64 = 500;
/// Behind readers and the press, ahead of brotli.
const NICE: i32 = 10;
/// After a print nothing is indexed for so long: another may follow, and the index costs the same for one story as for several.
const QUIET: Duration = Duration::from_secs(1);
/// Prints that follow each other without rest hold the index back no longer than this.
const PATIENCE: Duration = Duration::from_secs(10);

/// Starts the thread. It begins with whatever waits, looks again whenever it is told, and ends when the sender is dropped.
pub fn start(paper: Paper) -> Result<Sender<()>> {
    let (news, arrivals) = mpsc::channel();
    aside::start("indexing", NICE, move || work(&paper, &arrivals))?;
    Ok(news)
}

fn work(paper: &Paper, arrivals: &Receiver<()>) {
    loop {
        match step(paper) {
            Ok(true) if !matches!(arrivals.try_recv(), Err(TryRecvError::Disconnected)) => continue,
            Ok(_) => {}
            // What waits stays noted, and is tried again after the next print.
            Err(trouble) => tracing::error!("the search index could not be brought up to date: {trouble:#}"),
        }
        if arrivals.recv().is_err() || !rests(arrivals) {
            return;
        }
    }
}

/// Waits for the press to rest. False when it has gone.
fn rests(arrivals: &Receiver<()>) -> bool {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        match arrivals.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}

/// Takes in what was published and out what was withdrawn, of the next few; whether there may be more.
fn step(paper: &Paper) -> Result<bool> {
    let found: Vec<(unindexed::Waiting, Option<Published>)> = paper.db().read_now(|tx| {
        let waiting = unindexed::some(tx, AT_ONCE)?;
        let piece_of = |waiting: unindexed::Waiting| {
            let piece = pieces::find(tx, waiting.0)?.map(|piece| live::with_posts(tx, piece)).transpose()?;
            Ok((waiting, piece))
        };
        waiting.into_iter().map(piece_of).collect()
    })?;
    if found.is_empty() {
        return Ok(false);
    }
    let gone: Vec<PieceId> = found.iter().filter(|(_, piece)| piece.is_none()).map(|((id, _), _)| *id).collect();
    let done: Vec<unindexed::Waiting> = found.iter().map(|(waiting, _)| *waiting).collect();
    let published: Vec<Published> = found.into_iter().filter_map(|(_, piece)| piece).collect();
    paper.search().update(&published, &gone, &paper.catalogue())?;
    paper.db().write_now(move |tx| unindexed::settle(tx, &done))?;
    Ok(true)
}
