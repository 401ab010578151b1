//! Pushes letters of one size into a server on loopback, as fast as it takes them, and says how long that took. `bench/post-smtp.sh` sets it beside `smtp-source`.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use letter::smtp::{Connection, Envelope, Outcome, Relay, Security, Tls};

#[derive(Parser)]
struct Push {
    /// The server's port on 127.0.0.1.
    #[arg(long)]
    port: u16,
    #[arg(long, default_value_t = 20)]
    connections: usize,
    #[arg(long, default_value_t = 20_000)]
    letters: usize,
    /// Bytes of a letter.
    #[arg(long, default_value_t = 30_000)]
    size: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let push = Push::parse();
    let relay = Relay {
        host: "127.0.0.1".into(),
        port: push.port,
        security: Security::Plain,
        login: None,
        hello: "mail.example".into(),
        authorities: None,
    };
    let message: Arc<[u8]> = letter(push.size).into();
    let (left, failed) = (Arc::new(AtomicUsize::new(push.letters)), Arc::new(AtomicUsize::new(0)));
    let began = Instant::now();
    let tasks: Vec<_> =
        (0..push.connections).map(|_| tokio::spawn(send(relay.clone(), message.clone(), left.clone(), failed.clone()))).collect();
    for task in tasks {
        if task.await.is_err() {
            failed.fetch_add(1, Ordering::Relaxed);
        }
    }
    let (seconds, failed) = (began.elapsed().as_secs_f64(), failed.load(Ordering::Relaxed));
    println!(
        "{} letters of {} bytes in {seconds:.3} s, {:.0} a second, {failed} failed",
        push.letters,
        push.size,
        push.letters as f64 / seconds
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn send(relay: Relay, message: Arc<[u8]>, left: Arc<AtomicUsize>, failed: Arc<AtomicUsize>) {
    let opened = match Tls::of(&relay) {
        Ok(tls) => Connection::open(&relay, &tls, Duration::from_secs(30)).await,
        Err(trouble) => Err(trouble),
    };
    let Ok(mut connection) = opened else {
        failed.fetch_add(1, Ordering::Relaxed);
        return;
    };
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
        let envelope = Envelope { from: "bounce+0123456789abcdef@news.example", to: "reader@example.org" };
        if !matches!(connection.send(&envelope, &message).await, Outcome::Accepted(_)) {
            failed.fetch_add(1, Ordering::Relaxed);
            return;
        }
    }
    connection.quit().await;
}

fn letter(size: usize) -> Vec<u8> {
    let mut message = b"From: news@example\r\nTo: reader@example.org\r\nSubject: Friday\r\n\r\n".to_vec();
    while message.len() < size {
        message.extend_from_slice(&b"The lamp is lit, and whoever walks by may read what stands on the wall.    \r\n"[..]);
    }
    message.truncate(size.saturating_sub(2));
    message.extend_from_slice(b"\r\n");
    message
}
