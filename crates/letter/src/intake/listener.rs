//! Connections, and how many.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::crowd::Crowd;
use super::session::{Office, serve};
use super::{Arrived, Bounds, NotKept};

/// For one line to somebody who is not let in.
const WORD: Duration = Duration::from_millis(200);

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
    let (shared, crowd) = (Arc::new((name, shield, accept, handle)), Crowd::new(bounds));
    let mut dialogues = tokio::task::JoinSet::new();
    loop {
        let place = free.clone().acquire_owned().await.map_err(io::Error::other)?;
        let (mut stream, from) = match listener.accept().await {
            Ok((stream, from)) => (stream, from.ip()),
            // One client's trouble, or no file handle left: neither ends the intake.
            Err(error) if is_passing(&error) => {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
            Err(error) => return Err(error),
        };
        let _ = stream.set_nodelay(true);
        while dialogues.try_join_next().is_some() {}
        let Some(seat) = crowd.enter(from) else {
            // It comes again by itself (RFC 5321 4.5.4.1). Nobody waits long for a client to hear that.
            let _ = timeout(WORD, stream.write_all(b"421 4.7.0 Too many connections from your network\r\n")).await;
            continue;
        };
        let (shared, crowd) = (shared.clone(), crowd.clone());
        dialogues.spawn(async move {
            let (name, shield, accept, handle) = &*shared;
            serve(stream, Office { name, bounds: &bounds, crowd: &crowd, accept, handle }, shield.as_ref()).await;
            drop((seat, place));
        });
    }
}

fn is_passing(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted, OutOfMemory};
    // EMFILE, ENFILE, ENOBUFS have no kind of their own.
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted | OutOfMemory)
        || matches!(error.raw_os_error(), Some(23 | 24 | 105))
}
