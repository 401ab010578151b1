//! The press: prints the touched pages, signs the edition, and serves it.
//!
//! Promises: an edition is committed whole or not at all; readers are served the last whole one; a print that was interrupted is done again at the next
//! start, from the list of what is due.
//!
//! - [`printing`]: from what is due to pages, packed.
//! - [`edition`]: the next edition, committed; the way back to an old one.
//! - [`stand`]: what is served, from memory.
//! - [`asking`]: asks that change, a stretch of pages at a time.
//! - [`answer`]: one request, answered from the stand.
//! - [`listener`]: connections, TLS, and who waits for whom.
//! - [`lane`]: the short way of a plain GET.
//! - [`finder`]: the search of copies.
//! - [`large`]: large files, read while they are sent.
//! - [`hubs`]: who is told that feeds have changed.
//! - [`reads`]: what is read most, without knowing who reads.
//! - [`social`]: cards for where an address is shared.
//! - [`brotli`]: smaller bodies, made beside everything else.
//! - [`indexing`]: the search index, a moment behind.
//! - [`export`]: an edition as plain files.

pub mod answer;
pub mod asking;
pub mod brotli;
pub mod edition;
pub mod export;
pub mod finder;
pub mod hubs;
pub mod indexing;
pub mod lane;
pub mod large;
pub mod listener;
pub mod printing;
pub mod reads;
pub mod social;
pub mod stand;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, anyhow};
use jiff::Timestamp;
use kernel::Clock;
use seal::SigningKey;
use tokio::sync::{mpsc, oneshot};

use crate::paper::Paper;
use crate::paper::pages::Site;
use crate::paper::shelf::Shelf;
use edition::Pressman;
use reads::{Reads, Views};
use stand::Stand;

/// The room. Clones share one press, which prints one edition at a time on a thread of its own.
#[derive(Clone)]
pub struct Press {
    stand: Arc<Stand>,
    site: Arc<Site>,
    reads: Arc<Reads>,
    printed: Arc<AtomicU64>,
    orders: mpsc::UnboundedSender<Order>,
}

enum Order {
    Print(oneshot::Sender<Result<u64>>),
    RollBack(u64, oneshot::Sender<Result<u64>>),
}

/// What the press needs of the house.
pub struct Supplies {
    pub paper: Paper,
    pub site: Arc<Site>,
    pub shelf: Shelf,
    pub clock: Clock,
    pub key: SigningKey,
    /// Bytes of pages that are kept in memory.
    pub memory: u64,
    /// Editions that can be rolled back to.
    pub keep: u64,
}

impl Press {
    /// Puts the last edition on the stand and starts the press.
    pub fn start(supplies: Supplies) -> Result<Self> {
        let site = supplies.site.clone();
        let stand =
            Arc::new(Stand::open(&supplies.paper, supplies.shelf.clone(), &site, supplies.key.public().to_file(), supplies.memory)?);
        let brotli = brotli::start(supplies.paper.clone(), stand.clone())?;
        let indexing = indexing::start(supplies.paper.clone())?;
        let reads = Arc::new(Reads::new(supplies.clock.now()));
        let mut pressman = Pressman::new(supplies, stand.clone(), brotli)?;
        let printed = pressman.printed.clone();
        let (orders, mut waiting) = mpsc::unbounded_channel();
        let work = move || {
            while let Some(order) = waiting.blocking_recv() {
                serve(&mut pressman, order, &mut waiting, &indexing);
            }
        };
        std::thread::Builder::new().name("press".into()).spawn(work).context("cannot start the press")?;
        Ok(Self { stand, site, reads, printed, orders })
    }

    /// Prints all that is due and returns the number of the edition that readers are served then. Orders that wait at the same time share one edition.
    pub async fn print(&self) -> Result<u64> {
        let (answer, wait) = oneshot::channel();
        self.orders.send(Order::Print(answer)).map_err(|_| anyhow!("the press has stopped"))?;
        wait.await.context("the press stopped while it was printing")?
    }

    /// How many pages of the edition in the making are printed.
    pub fn printed_so_far(&self) -> u64 {
        self.printed.load(Ordering::Relaxed)
    }

    /// Makes a new edition with the pages of an old one.
    pub async fn roll_back(&self, number: u64) -> Result<u64> {
        let (answer, wait) = oneshot::channel();
        self.orders.send(Order::RollBack(number, answer)).map_err(|_| anyhow!("the press has stopped"))?;
        wait.await.context("the press stopped while it was printing")?
    }

    /// The pages read often enough in the 24 hours up to `now`, each with its rounded figure; in no order.
    pub fn read_lately(&self, now: Timestamp) -> Vec<(String, u64)> {
        self.reads.gather(&self.stand, now);
        self.reads.lately()
    }

    /// How often the page of a newsletter's issue was read, rounded, and since when that is counted; too seldom is `None`. `path` is the issue's, relative to
    /// the root.
    pub fn views_of_issue(&self, path: &str, now: Timestamp) -> Views {
        self.reads.gather(&self.stand, now);
        self.reads.of_issue(path)
    }

    pub fn stand(&self) -> &Arc<Stand> {
        &self.stand
    }

    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }
}

/// Carries out an order together with the printing orders that wait behind it.
fn serve(pressman: &mut Pressman, order: Order, waiting: &mut mpsc::UnboundedReceiver<Order>, indexing: &std::sync::mpsc::Sender<()>) {
    let mut next = Some(order);
    while let Some(order) = next.take() {
        match order {
            Order::RollBack(number, answer) => {
                let _ = answer.send(pressman.roll_back(number));
            }
            Order::Print(answer) => {
                let mut answers = vec![answer];
                loop {
                    match waiting.try_recv() {
                        Ok(Order::Print(more)) => answers.push(more),
                        Ok(other) => {
                            next = Some(other);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                let printed = pressman.print().map_err(|e| format!("{e:#}"));
                if let Err(trouble) = &printed {
                    tracing::error!("the press could not print: {trouble}");
                }
                for answer in answers {
                    let _ = answer.send(printed.clone().map_err(|trouble| anyhow!(trouble)));
                }
                // It ends with the house alone.
                let _ = indexing.send(());
            }
        }
        if let Err(trouble) = pressman.sweep() {
            tracing::error!("what is too old to go back to could not be cleared away: {trouble:#}");
        }
    }
}
