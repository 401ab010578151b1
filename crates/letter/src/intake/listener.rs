//! Connections, and how many.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use super::{Arrived, Bounds, NotKept, attend};

/// Takes connections until the listener fails. Dropping the future ends it; dialogues under way are aborted with it, unacknowledged.
///
/// With a `shield` nothing is taken before STARTTLS (RFC 3207); without one the listener should be reached from this machine alone. `accept` says whether a recipient is ours. `handle` answers only after its note is durable. It may get a message twice: a client that did not hear the
/// answer sends again. Its future may be dropped half way, when a connection has had its time: then nothing is acknowledged.
pub async fn listen<A, H, F>(
    listener: TcpListener,
    name: String,
    bounds: Bounds,
    shield: Option<TlsAcceptor>,
    accept: A,
    handle: H,
) -> io::Result<()>
where
    A: Fn(&str) -> bool + Send + Sync + 'static,
    H: Fn(Arrived) -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), NotKept>> + Send,
{
    let free = Arc::new(Semaphore::new(bounds.connections));
    let shared = Arc::new((name, shield, accept, handle));
    let mut dialogues = tokio::task::JoinSet::new();
    loop {
        let place = free.clone().acquire_owned().await.map_err(io::Error::other)?;
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // One client's trouble, or no file handle left: neither ends the intake.
            Err(error) if is_passing(&error) => {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
            Err(error) => return Err(error),
        };
        let _ = stream.set_nodelay(true);
        while dialogues.try_join_next().is_some() {}
        let shared = shared.clone();
        dialogues.spawn(async move {
            let (name, shield, accept, handle) = &*shared;
            attend(stream, name, &bounds, shield.as_ref(), accept, handle).await;
            drop(place);
        });
    }
}

fn is_passing(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted, OutOfMemory};
    // EMFILE, ENFILE, ENOBUFS have no kind of their own.
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted | OutOfMemory)
        || matches!(error.raw_os_error(), Some(23 | 24 | 105))
}
