//! Where to, how safely, and as whom.

use std::fmt;
use std::path::PathBuf;

/// A server that takes letters from us.
#[derive(Clone, Debug)]
pub struct Relay {
    /// A name or an IP address. The server's certificate must be for exactly this.
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub login: Option<Login>,
    /// What we call ourselves in EHLO: a domain name that says nothing about this machine. Address literals (RFC 5321 4.1.3) are refused.
    pub hello: String,
    /// A PEM file with the authorities that may vouch for this relay, *instead of* the public ones: who runs an own authority wants no other believed.
    pub authorities: Option<PathBuf>,
}

/// How a connection is protected. There is no "if the server can".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314 3.3; usually port 465).
    Tls,
    /// TLS after STARTTLS (RFC 3207; usually port 587 or 25). A server that does not offer it gets nothing.
    StartTls,
    /// None. Refused unless the host is a loopback address.
    Plain,
}

/// Name and password of a submission account.
#[derive(Clone)]
pub struct Login {
    pub user: String,
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(…)")
    }
}

/// Who the letter is from and for, as the servers are told (not as the reader sees it).
#[derive(Clone, Copy)]
pub struct Envelope<'a> {
    /// The return path. Empty is the null return path `<>`, to which nothing bounces.
    pub from: &'a str,
    pub to: &'a str,
}

impl fmt::Debug for Envelope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Envelope(…)")
    }
}
