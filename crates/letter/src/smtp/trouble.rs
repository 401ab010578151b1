//! What goes wrong with a connection. No variant holds an address, a host name or a server's words.

use std::io;

use super::{Reply, Stage};

/// Why there is no connection, or no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("the name to say in EHLO must be a domain name such as “mail.example.org”, not an address or empty")]
    Hello,
    #[error("a connection without TLS is only made to a loopback address")]
    PlainRefused,
    #[error("the file with the relay's authorities cannot be read as PEM certificates")]
    Authorities,
    #[error("the relay's name cannot be resolved")]
    Resolve,
    #[error("{stage}: the connection failed ({kind})")]
    Lost { stage: Stage, kind: io::ErrorKind },
    #[error("{0}: the server said nothing in time")]
    Silent(Stage),
    #[error("{0}: what came back is no SMTP reply")]
    Garbled(Stage),
    /// Something was said before it was asked for. Where it was said before TLS, somebody may have put it there (the class of CVE-2011-0411).
    #[error("{0}: the server spoke before it was asked")]
    Early(Stage),
    #[error("the server does not offer STARTTLS, or somebody has removed the offer: nothing was sent")]
    NoStartTls,
    #[error("the server's certificate is not valid for this host")]
    Certificate,
    #[error("the TLS handshake failed")]
    Handshake,
    #[error("the server offers neither AUTH PLAIN nor AUTH LOGIN")]
    NoLogin,
    /// The server refused the connection, the greeting, STARTTLS or the login; or RSET.
    #[error("{}: the server answered {}", .0.stage, .0.code)]
    Answered(Reply),
    #[error("the connection was given up before, or an earlier letter was abandoned half way")]
    Unusable,
}

impl Trouble {
    /// Whether a later connection may fare better. What only a person can put right is not worth a try.
    pub fn may_pass(&self) -> bool {
        match self {
            Trouble::Hello | Trouble::PlainRefused | Trouble::Authorities | Trouble::NoLogin => false,
            Trouble::Answered(reply) => !reply.is_permanent(),
            _ => true,
        }
    }
}
