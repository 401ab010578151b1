//! Work that gives way: whoever waits for a page comes first.

use std::io;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use tokio::runtime::{Builder, Runtime};

/// How much work gives way that somebody waits for: behind pages, ahead of what nobody waits for.
pub const ASIDE: i32 = 10;

/// One thread for each core: more would be no sooner, and take more of the cores from those who serve pages.
static THREADS: LazyLock<io::Result<Runtime>> =
    LazyLock::new(|| Builder::new_multi_thread().thread_name("aside").on_thread_start(|| give_way(ASIDE)).build());

/// Lets this thread give way to others: the more, the higher `nice` is (0 to 19). Where the system does not allow it, the work is done all the same.
pub fn give_way(nice: i32) {
    let _ = rustix::process::nice(nice);
}

/// Starts a thread that gives way to others, as [`give_way`] says.
///
/// # Errors
/// When the system has no more threads.
pub fn start(name: &str, nice: i32, work: impl FnOnce() + Send + 'static) -> Result<()> {
    let gently = move || {
        give_way(nice);
        work();
    };
    std::thread::Builder::new().name(name.into()).spawn(gently).with_context(|| format!("cannot start the thread “{name}”"))?;
    Ok(())
}

/// Does a short piece of reckoning, as the sealing of a row is, aside from the thread that asks. It must not wait for anything.
///
/// # Errors
/// When the system has no more threads, or `work` panicked.
pub async fn reckon<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let threads = THREADS.as_ref().map_err(|trouble| anyhow!("no threads for work aside: {trouble}"))?;
    let gently = async move {
        let done = work();
        // Whoever waits for this core comes before the next piece; the system would give the thread some milliseconds first.
        std::thread::yield_now();
        done
    };
    Ok(threads.spawn(gently).await?)
}
