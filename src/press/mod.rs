//! The press: prints the touched pages, signs the edition, and serves it.
//!
//! Promises: an edition is committed whole or not at all; readers are served the last whole one; a print that was interrupted is done again at the next
//! start, from the list of what is due.
//!
//! - [`printing`]: from what is due to pages, packed.
//! - [`edition`]: the next edition, committed; the way back to an old one.
//! - [`stand`]: what is served, from memory.
//! - [`answer`]: one request, answered from the stand.
//! - [`listener`]: connections, TLS, and who waits for whom.
//! - [`lane`]: the short way of a plain GET.
//! - [`brotli`]: smaller bodies, made beside everything else.
//! - [`indexing`]: the search index, a moment behind.
//! - [`export`]: an edition as plain files.
//! - [`keys`]: the key that signs editions.

pub mod answer;
pub mod brotli;
pub mod edition;
pub mod export;
pub mod indexing;
pub mod keys;
pub mod lane;
pub mod listener;
pub mod printing;
pub mod stand;

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use kernel::Clock;
use seal::SigningKey;
use tokio::sync::{mpsc, oneshot};

use crate::paper::Paper;
use crate::paper::pages::Site;
use crate::paper::shelf::Shelf;
use edition::Pressman;
use stand::Stand;

/// The room. Clones share one press, which prints one edition at a time on a thread of its own.
#[derive(Clone)]
pub struct Press {
    stand: Arc<Stand>,
    site: Arc<Site>,
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
        let mut pressman = Pressman::new(supplies, stand.clone(), brotli)?;
        let (orders, mut waiting) = mpsc::unbounded_channel();
        let work = move || {
            while let Some(order) = waiting.blocking_recv() {
                serve(&mut pressman, order, &mut waiting, &indexing);
            }
        };
        std::thread::Builder::new().name("press".into()).spawn(work).context("cannot start the press")?;
        Ok(Self { stand, site, orders })
    }

    /// Prints all that is due and returns the number of the edition that readers are served then. Orders that wait at the same time share one edition.
    pub async fn print(&self) -> Result<u64> {
        let (answer, wait) = oneshot::channel();
        self.orders.send(Order::Print(answer)).map_err(|_| anyhow!("the press has stopped"))?;
        wait.await.context("the press stopped while it was printing")?
    }

    /// Makes a new edition with the pages of an old one.
    pub async fn roll_back(&self, number: u64) -> Result<u64> {
        let (answer, wait) = oneshot::channel();
        self.orders.send(Order::RollBack(number, answer)).map_err(|_| anyhow!("the press has stopped"))?;
        wait.await.context("the press stopped while it was printing")?
    }

    pub fn stand(&self) -> &Arc<Stand> {
        &self.stand
    }

    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }
}

/// Starts a thread that gives way to others: the more, the higher `nice` is (0 to 19).
fn beside(name: &str, nice: i32, work: impl FnOnce() + Send + 'static) -> Result<()> {
    let gently = move || {
        // Where the system does not allow it, the work is done all the same.
        let _ = rustix::process::nice(nice);
        work();
    };
    std::thread::Builder::new().name(name.into()).spawn(gently).with_context(|| format!("cannot start the thread “{name}”"))?;
    Ok(())
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
    }
}
