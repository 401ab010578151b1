//! Reading, understanding and writing at the same time: one thread reads the source, some understand what it gave, and whoever called writes.
//!
//! What comes out stands in the order of the source, and no more than a few dozen pieces wait anywhere.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use anyhow::{Context, Result, anyhow};
use tokio::sync::mpsc as answers;

use super::item::{Incoming, LeftOut, Place};
use super::source::{Raw, Source};

const WAITING: usize = 32;

/// What one raw piece became.
struct Understood {
    number: u64,
    size: usize,
    things: Vec<Incoming>,
}

pub struct Pipeline {
    understood: answers::Receiver<Understood>,
    reader: Option<JoinHandle<Result<()>>>,
    /// What came before its turn.
    early: BTreeMap<u64, Understood>,
    next: u64,
}

impl Pipeline {
    pub fn start(source: Arc<Source>) -> Result<Self> {
        let (raw_in, raw_out) = mpsc::sync_channel::<(u64, Raw)>(WAITING);
        let (send, understood) = answers::channel(WAITING);
        let raw_out = Arc::new(Mutex::new(raw_out));
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..workers {
            let (raw_out, send, source) = (raw_out.clone(), send.clone(), source.clone());
            let work = move || {
                loop {
                    let next = raw_out.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((number, raw)) = next else { break };
                    let understood = Understood { number, size: raw.size(), things: understand(&source, &raw) };
                    if send.blocking_send(understood).is_err() {
                        break;
                    }
                }
            };
            std::thread::Builder::new().name("import".into()).spawn(work).context("cannot start a thread")?;
        }
        let read = move || {
            let mut number = 0;
            source.read(&mut |raw| {
                let sent = raw_in.send((number, raw));
                number += 1;
                Ok(if sent.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
            })
        };
        let reader = std::thread::Builder::new().name("import-reader".into()).spawn(read).context("cannot start a thread")?;
        Ok(Self { understood, reader: Some(reader), early: BTreeMap::new(), next: 0 })
    }

    /// What the next raw piece of the source became, and its size in bytes. `None` at the end.
    pub async fn next(&mut self) -> Option<(Vec<Incoming>, usize)> {
        loop {
            if let Some(ready) = self.early.remove(&self.next) {
                self.next += 1;
                return Some((ready.things, ready.size));
            }
            let one = self.understood.recv().await?;
            self.early.insert(one.number, one);
        }
    }

    /// How the reading ended.
    ///
    /// # Errors
    /// When the source could not be read to its end.
    pub async fn end(mut self) -> Result<()> {
        self.understood.close();
        let Some(reader) = self.reader.take() else { return Ok(()) };
        tokio::task::spawn_blocking(move || reader.join())
            .await?
            .map_err(|_| anyhow!("the reader of the source failed; this is a fault of this program"))?
    }
}

/// A piece at which this program fails is one piece less, not the end.
fn understand(source: &Source, raw: &Raw) -> Vec<Incoming> {
    catch_unwind(AssertUnwindSafe(|| source.parse(raw))).unwrap_or_else(|_| {
        let reason = "this program failed at it, which is a fault of the program; please tell its makers".into();
        vec![Incoming::LeftOut(LeftOut { kind: "piece", name: String::new(), place: Place::of(raw.name(), 0), reason })]
    })
}
