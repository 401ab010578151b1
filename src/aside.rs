//! Work that gives way: whoever waits for a printed page comes first.
//!
//! What is answered to one reader alone is worked out here, and so is all that takes a core for more than a moment.

use std::io;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use tokio::runtime::{Builder, Runtime};

/// How much work gives way that somebody waits for: behind pages, ahead of what nobody waits for.
pub const ASIDE: i32 = 10;

/// One thread for each core: more would be no sooner, and take more of the cores from those who serve pages.
static THREADS: LazyLock<io::Result<Runtime>> =
    LazyLock::new(|| Builder::new_multi_thread().enable_all().thread_name("aside").on_thread_start(|| give_way(ASIDE)).build());

fn threads() -> Result<&'static Runtime> {
    THREADS.as_ref().map_err(|trouble| anyhow!("no threads for work aside: {trouble}"))
}

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

/// Works out an answer aside from the thread that asks for it. It is worked out to its end, even when nobody waits for it any more.
///
/// # Errors
/// When the system has no more threads, or `work` panicked.
pub async fn run<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T> {
    Ok(threads()?.spawn(work).await?)
}

/// Does a short piece of reckoning, as the sealing of a row is. It must not wait for anything.
///
/// # Errors
/// Those of [`run`].
pub async fn reckon<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    run(async move {
        let done = work();
        // Whoever waits for this core comes before the next piece; the system would give the thread some milliseconds first.
        std::thread::yield_now();
        done
    })
    .await
}
