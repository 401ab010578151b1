//! What DNS says about a sender: who may send for a domain (SPF), which keys sign (DKIM), what becomes of the rest (DMARC), and where mail goes (MX, PTR).
//!
//! A resolver asks one of the system's servers, which does the work; this is no recursive resolver and no cache. It promises that a question costs bounded time,
//! that an answer is believed only if it has the question's random number, name and kind, and that no bytes of an answer can make the reader loop or panic.
//!
//! - `packet`: questions and answers as they go over the wire (RFC 1035, 6891).
//! - `resolver`: asking, over UDP and TCP.
//! - [`spf`]: RFC 7208.
//! - [`dmarc`]: RFC 9989.
//! - [`dkim`]: the key under a selector (RFC 6376).
//! - `tags`: `name=value; name=value`.

pub mod dkim;
pub mod dmarc;
mod packet;
mod resolver;
pub mod spf;
mod tags;

use std::net::IpAddr;

pub use resolver::{Resolver, Trouble};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Kind {
    A = 1,
    Ptr = 12,
    Mx = 15,
    Txt = 16,
    Aaaa = 28,
}

/// One answer. Names are in lower case and without a dot at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    Address(IpAddr),
    /// The name of an address.
    Name(String),
    /// Where mail for a domain goes. An empty host says that it takes none (RFC 7505).
    Mail {
        preference: u16,
        host: String,
    },
    /// The strings of a record put together. Bytes that are no UTF-8 are replaced.
    Text(String),
}

impl Resolver {
    /// All texts at a name.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, Trouble> {
        let text = |record| if let Record::Text(text) = record { Some(text) } else { None };
        Ok(self.ask(name, Kind::Txt).await?.into_iter().filter_map(text).collect())
    }

    /// The addresses of a host, of both kinds.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Trouble> {
        let mut found = self.addresses_of(name, Kind::A).await?;
        found.extend(self.addresses_of(name, Kind::Aaaa).await?);
        Ok(found)
    }

    async fn addresses_of(&self, name: &str, kind: Kind) -> Result<Vec<IpAddr>, Trouble> {
        let address = |record| if let Record::Address(address) = record { Some(address) } else { None };
        Ok(self.ask(name, kind).await?.into_iter().filter_map(address).collect())
    }

    /// Where mail for a domain goes, the first to be tried first.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn mail(&self, domain: &str) -> Result<Vec<String>, Trouble> {
        let host = |record| if let Record::Mail { preference, host } = record { Some((preference, host)) } else { None };
        let mut found: Vec<_> = self.ask(domain, Kind::Mx).await?.into_iter().filter_map(host).collect();
        found.sort();
        Ok(found.into_iter().map(|(_, host)| host).collect())
    }

    /// The names of an address.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn names(&self, address: IpAddr) -> Result<Vec<String>, Trouble> {
        let name = |record| if let Record::Name(name) = record { Some(name) } else { None };
        Ok(self.ask(&reverse(address), Kind::Ptr).await?.into_iter().filter_map(name).collect())
    }
}

/// The name under which an address has its names (RFC 1035 3.5, RFC 3596 2.5).
fn reverse(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, d] = v4.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(v6) => {
            let mut name = String::with_capacity(72);
            for byte in v6.octets().iter().rev() {
                name += &format!("{:x}.{:x}.", byte & 15, byte >> 4);
            }
            name + "ip6.arpa"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_turned_round() {
        assert_eq!(reverse(IpAddr::from([192, 0, 2, 25])), "25.2.0.192.in-addr.arpa");
        let six = reverse("2001:db8::567:89ab".parse().expect("an address"));
        assert_eq!(six, "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    }
}
