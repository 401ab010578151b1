//! The client against a server that misbehaves in every way that a test can think of, and against Postfix's `smtp-sink`.

#![expect(clippy::unwrap_used, reason = "a test ends where its footing does")]

mod hostile;
mod letters;
mod security;
mod server;
mod sink;

use std::time::Duration;

use letter::smtp::{Connection, Envelope, Relay, Security, Tls, Trouble};
use server::Server;

const LETTER: &[u8] = b"Subject: Friday\r\n\r\nThe lamp is lit.\r\n";
const ENVELOPE: Envelope<'_> = Envelope { from: "bounce@news.example", to: "reader@example.org" };
const SOON: Duration = Duration::from_millis(400);

async fn open(relay: &Relay) -> Result<Connection, Trouble> {
    Connection::open(relay, &Tls::of(relay).unwrap(), SOON).await
}

async fn plain(server: &Server) -> Connection {
    open(&server.relay(Security::Plain)).await.unwrap()
}
