//! Smaller bodies for readers who take brotli, made on a thread that gives way to everything else.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};

use anyhow::{Context, Result};
use seal::{Hash, Packer};

use super::stand::Stand;
use crate::paper::Paper;
use crate::paper::edition::HTML;
use crate::paper::store::editions;

/// RFC 7932 quality: 11 takes too long for a whole archive, 9 is within a few per cent of it.
const QUALITY: i32 = 9;
/// The largest page that is pressed again, in bytes before pressing.
const LIMIT: u64 = 32 << 20;
/// The lowest priority that the system has.
const NICE: i32 = 19;

/// Starts the thread, with all pages that have no brotli body yet. It is told of new ones through the sender, and ends when that is dropped.
pub fn start(paper: Paper, stand: Arc<Stand>) -> Result<Sender<Vec<Hash>>> {
    let (news, arrivals) = mpsc::channel();
    let work = move || {
        // Where the system does not allow it, the work is done all the same.
        let _ = rustix::process::nice(NICE);
        if let Err(trouble) = (Presser { paper, stand }).work(&arrivals) {
            tracing::warn!("no more brotli bodies are made; gzip is served: {trouble:#}");
        }
    };
    std::thread::Builder::new().name("brotli".into()).spawn(work).context("cannot start the thread for brotli bodies")?;
    Ok(news)
}

struct Presser {
    paper: Paper,
    stand: Arc<Stand>,
}

impl Presser {
    fn work(self, arrivals: &Receiver<Vec<Hash>>) -> Result<()> {
        let mut todo = self.paper.db().read_now(editions::without_brotli)?;
        loop {
            // What was printed last is read most, so it comes first.
            match arrivals.try_recv() {
                Ok(new) => todo.extend(new),
                Err(TryRecvError::Disconnected) => return Ok(()),
                Err(TryRecvError::Empty) => match todo.pop() {
                    Some(hash) => self.press(hash)?,
                    None => match arrivals.recv() {
                        Ok(new) => todo = new,
                        Err(_) => return Ok(()),
                    },
                },
            }
        }
    }

    fn press(&self, hash: Hash) -> Result<()> {
        let stored = self.paper.db().read_now(move |tx| {
            let is_done = editions::brotli(tx, hash)?.is_some();
            if is_done { Ok(None) } else { editions::object(tx, hash) }
        })?;
        // Swept away meanwhile, or done already.
        let Some(stored) = stored else { return Ok(()) };
        let plain = Packer::new(1).unpack(HTML, &stored, LIMIT)?;
        let params = brotli::enc::BrotliEncoderParams { quality: QUALITY, size_hint: plain.len(), ..Default::default() };
        let mut pressed = Vec::new();
        brotli::BrotliCompress(&mut &plain[..], &mut pressed, &params)?;
        // Where brotli gains nothing an empty body says so, and gzip is served.
        if pressed.len() >= stored.len() {
            pressed.clear();
        }
        let body = pressed.clone();
        self.paper.db().write_now(move |tx| editions::put_brotli(tx, hash, &body))?;
        self.stand.offer_brotli(hash, pressed);
        Ok(())
    }
}
