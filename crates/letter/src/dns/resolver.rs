//! Asking, over UDP and TCP.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use super::packet::{self, Reply};
use super::{Kind, Record};

const PORT: u16 = 53;
/// How often each server is asked before it counts as silent: a packet may be lost.
const TRIES: usize = 2;
/// Servers of the system that are asked; more are not looked at by anybody.
const SERVERS: usize = 3;

/// Servers that answer questions.
#[derive(Clone, Debug)]
pub struct Resolver {
    servers: Vec<SocketAddr>,
    patience: Duration,
}

/// Why there is no answer, which is not the same as the answer that there is nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("this can be no name in DNS")]
    Name,
    #[error("no DNS server has answered")]
    Silent,
    #[error("the DNS server could not be reached ({0})")]
    Unreachable(ErrorKind),
    /// With the code of RFC 1035 4.1.1: 2 is a failure, often of DNSSEC; 5 is a refusal.
    #[error("the DNS server answered that it cannot tell (code {0})")]
    Failed(u8),
    #[error("what the DNS server sent is no answer")]
    Garbled,
}

impl Resolver {
    /// Asks these servers, one after another; each has `patience` for an answer, twice.
    pub fn new(servers: Vec<SocketAddr>, patience: Duration) -> Self {
        Self { servers, patience }
    }

    /// Asks the servers that `/etc/resolv.conf` names, or else the one on this machine (as resolv.conf(5) has it).
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn of_system(patience: Duration) -> io::Result<Self> {
        let text = match std::fs::read_to_string("/etc/resolv.conf") {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        Ok(Self::new(servers(&text), patience))
    }

    pub fn servers(&self) -> &[SocketAddr] {
        &self.servers
    }

    /// What there is of a kind at a name; nothing when there is none, or no such name.
    ///
    /// # Errors
    /// [`Trouble`], of the last server that was asked.
    pub async fn ask(&self, name: &str, kind: Kind) -> Result<Vec<Record>, Trouble> {
        let name = name.strip_suffix('.').unwrap_or(name);
        let mut trouble = Trouble::Silent;
        for server in &self.servers {
            match self.ask_one(*server, name, kind).await {
                Ok(Reply { code: 0 | 3, records, .. }) => return Ok(records),
                Ok(reply) => trouble = Trouble::Failed(reply.code),
                Err(Trouble::Name) => return Err(Trouble::Name),
                Err(other) => trouble = other,
            }
        }
        Err(trouble)
    }

    async fn ask_one(&self, server: SocketAddr, name: &str, kind: Kind) -> Result<Reply, Trouble> {
        let mut trouble = Trouble::Silent;
        for _ in 0..TRIES {
            // Each packet has a number and a port of its own: whoever cannot see it has to guess both.
            let number = random()?;
            let question = packet::question(number, name, kind).ok_or(Trouble::Name)?;
            let read = |answer: &[u8]| packet::read(answer, number, name, kind);
            let answered = match timeout(self.patience, over_udp(server, &question, read)).await {
                Ok(Ok(reply)) if reply.truncated => timeout(self.patience, over_tcp(server, &question, read)).await,
                other => other,
            };
            match answered {
                Ok(Ok(reply)) => return Ok(reply),
                Ok(Err(error)) if error.kind() == ErrorKind::InvalidData => trouble = Trouble::Garbled,
                Ok(Err(error)) => trouble = Trouble::Unreachable(error.kind()),
                Err(_) => trouble = Trouble::Silent,
            }
        }
        Err(trouble)
    }
}

async fn over_udp(server: SocketAddr, question: &[u8], read: impl Fn(&[u8]) -> Option<Reply>) -> io::Result<Reply> {
    let any: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0)).await?;
    // The kernel drops what comes from elsewhere.
    socket.connect(server).await?;
    socket.send(question).await?;
    let mut answer = vec![0; 4096];
    loop {
        let length = socket.recv(&mut answer).await?;
        // What is no answer to this question may be somebody's guess: the real one may still come.
        if let Some(reply) = read(&answer[..length]) {
            return Ok(reply);
        }
    }
}

async fn over_tcp(server: SocketAddr, question: &[u8], read: impl Fn(&[u8]) -> Option<Reply>) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(server).await?;
    let length = u16::try_from(question.len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), question].concat()).await?;
    let mut answer = vec![0; usize::from(stream.read_u16().await?)];
    stream.read_exact(&mut answer).await?;
    read(&answer).ok_or_else(|| ErrorKind::InvalidData.into())
}

fn random() -> Result<u16, Trouble> {
    let mut bytes = [0; 2];
    getrandom::fill(&mut bytes).map_err(|_| Trouble::Unreachable(ErrorKind::Other))?;
    Ok(u16::from_be_bytes(bytes))
}

/// The lines `nameserver ADDRESS`. A zone behind the address (`fe80::1%eth0`) is not understood and passed over.
fn servers(text: &str) -> Vec<SocketAddr> {
    let address = |line: &str| line.trim().strip_prefix("nameserver")?.split_whitespace().next()?.parse::<IpAddr>().ok();
    let named: Vec<_> = text.lines().filter_map(address).take(SERVERS).map(|address| SocketAddr::new(address, PORT)).collect();
    if named.is_empty() { vec![SocketAddr::from((Ipv4Addr::LOCALHOST, PORT))] } else { named }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_servers_are_read() {
        let text = "# a comment\nsearch lamp.example\nnameserver 192.0.2.1\n nameserver\t2001:db8::1 # here\nnameserver fe80::1%eth0\nnameserver x\n";
        assert_eq!(servers(text), ["192.0.2.1:53".parse().expect("v4"), "[2001:db8::1]:53".parse().expect("v6")]);
        assert_eq!(servers(""), ["127.0.0.1:53".parse().expect("here")]);
    }
}
