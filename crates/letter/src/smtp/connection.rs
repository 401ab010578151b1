//! From the first packet to a server that takes letters.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::offer::Offer;
use super::wire::{Duplex, Patience, Wire};
use super::{Relay, Reply, Security, Stage, Tls, Trouble, address, login};

/// Seconds for one address of the relay to take a connection; another may be alive.
const CONNECT: u64 = 30;
/// Seconds for a reply to QUIT, on which nothing depends.
const FAREWELL: u64 = 5;

/// A connection over which letters may go, one after another.
pub struct Connection {
    pub(super) wire: Wire,
    pub(super) offer: Offer,
    /// Off while a letter is under way, so that one abandoned half way leaves it off.
    pub(super) usable: bool,
    /// The last letter was not accepted: RSET goes ahead of the next.
    pub(super) unsettled: bool,
}

impl Connection {
    /// Connects, protects, greets and logs in.
    ///
    /// `patience` is the time for each reply, of which DATA has two fifths, a letter three fifths for each 64 KiB, and the final dot twice the whole. More than
    /// five minutes count as five minutes, which are the times of RFC 5321 4.5.3.2.
    pub async fn open(relay: &Relay, tls: &Tls, patience: Duration) -> Result<Self, Trouble> {
        if !address::is_hello(&relay.hello) {
            return Err(Trouble::Hello);
        }
        let patience = Patience::new(patience);
        let mut stream: Box<dyn Duplex> = Box::new(reach(relay, patience).await?);
        if relay.security == Security::Tls {
            stream = protect(stream, relay, tls, patience).await?;
        }
        let mut wire = Wire::new(stream, patience);
        expect(wire.hear(Stage::Connect).await?, 220)?;
        let mut offer = hello(&mut wire, &relay.hello).await?;
        if relay.security == Security::StartTls {
            if !offer.start_tls {
                return Err(Trouble::NoStartTls);
            }
            wire.say(b"STARTTLS\r\n", Stage::Tls).await?;
            expect(wire.hear(Stage::Tls).await?, 220)?;
            let stream = protect(wire.into_stream()?, relay, tls, patience).await?;
            wire = Wire::new(stream, patience);
            offer = hello(&mut wire, &relay.hello).await?;
        }
        if let Some(login) = &relay.login {
            login::log_in(&mut wire, &offer, login).await?;
        }
        Ok(Self { wire, offer, usable: true, unsettled: false })
    }

    /// Whether another letter may be given. A letter that was lost, or a server that says it closes, ends a connection.
    pub fn is_usable(&self) -> bool {
        self.usable
    }

    /// QUIT, where the server still listens, and the end of the connection.
    pub async fn quit(mut self) {
        if self.usable && self.wire.say(b"QUIT\r\n", Stage::Reset).await.is_ok() {
            let _ = self.wire.hear_within(Stage::Reset, self.wire.patience.at_most(FAREWELL)).await;
        }
        self.wire.close().await;
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("usable", &self.usable).finish_non_exhaustive()
    }
}

/// The first of the relay's addresses that takes a connection. Without TLS all of them must be loopback.
async fn reach(relay: &Relay, patience: Patience) -> Result<TcpStream, Trouble> {
    let found = timeout(patience.at_most(CONNECT), lookup_host((relay.host.as_str(), relay.port))).await;
    let addresses: Vec<SocketAddr> = found.map_err(|_| Trouble::Resolve)?.map_err(|_| Trouble::Resolve)?.collect();
    if relay.security == Security::Plain && !addresses.iter().all(|address| address.ip().is_loopback()) {
        return Err(Trouble::PlainRefused);
    }
    let mut trouble = Trouble::Resolve;
    for address in addresses {
        match timeout(patience.at_most(CONNECT), TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Small commands must not wait for the acknowledgement of the letter before them.
                stream.set_nodelay(true).map_err(|error| Trouble::Lost { stage: Stage::Connect, kind: error.kind() })?;
                return Ok(stream);
            }
            Ok(Err(error)) => trouble = Trouble::Lost { stage: Stage::Connect, kind: error.kind() },
            Err(_) => trouble = Trouble::Silent(Stage::Connect),
        }
    }
    Err(trouble)
}

async fn protect(stream: Box<dyn Duplex>, relay: &Relay, tls: &Tls, patience: Patience) -> Result<Box<dyn Duplex>, Trouble> {
    timeout(patience.reply(Stage::Tls), tls.over(stream, &relay.host)).await.map_err(|_| Trouble::Silent(Stage::Tls))?
}

/// EHLO, or HELO for a server that does not know it (RFC 5321 3.2).
async fn hello(wire: &mut Wire, name: &str) -> Result<Offer, Trouble> {
    for verb in ["EHLO", "HELO"] {
        wire.quiet(Stage::Hello).await?;
        wire.say(format!("{verb} {name}\r\n").as_bytes(), Stage::Hello).await?;
        let reply = wire.hear(Stage::Hello).await?;
        match (verb, reply.code / 100) {
            ("EHLO", 2) => return Ok(Offer::read(wire.said())),
            ("EHLO", 5) => continue,
            ("HELO", 2) => return Ok(Offer::default()),
            _ => return Err(Trouble::Answered(reply)),
        }
    }
    Err(Trouble::Garbled(Stage::Hello))
}

pub(super) fn expect(reply: Reply, code: u16) -> Result<(), Trouble> {
    if reply.code == code { Ok(()) } else { Err(Trouble::Answered(reply)) }
}
