//! Pictures fetched from where they were.
//!
//! An archive names any address it likes, so nothing is fetched that a stranger could not see: only `http` and `https`, only their own ports, only public
//! addresses. A name is resolved once and the connection goes to that address; a redirect is looked at as if it were the first.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

const BYTES: u64 = 10 << 20;
const REDIRECTS: usize = 3;
const TIME: Duration = Duration::from_secs(10);

/// Why something was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum Unfetched {
    #[error("its address is none of the web's, or names a port of its own")]
    Address,
    #[error("its address is not public")]
    NotPublic,
    #[error("the server answered {0}")]
    Status(u16),
    #[error("it was sent on more than {REDIRECTS} times")]
    Redirects,
    #[error("it is larger than {} MB", BYTES >> 20)]
    TooLarge,
    #[error("it could not be reached: {0}")]
    Unreachable(String),
}

#[derive(Clone, Debug)]
pub struct Fetcher(Agent);

impl Default for Fetcher {
    fn default() -> Self {
        Self::with(PublicOnly)
    }
}

impl Fetcher {
    fn with(resolver: impl Resolver) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(TIME))
            .user_agent("indelible-import")
            .max_idle_connections(8)
            .build();
        Self(Agent::with_parts(config, DefaultConnector::default(), resolver))
    }

    /// The bytes at an address.
    pub fn fetch(&self, address: &str) -> Result<Vec<u8>, Unfetched> {
        let mut url = Url::parse(address).map_err(|_| Unfetched::Address)?;
        for _ in 0..=REDIRECTS {
            let plain = matches!(url.scheme(), "http" | "https")
                && matches!(url.port_or_known_default(), Some(80 | 443))
                && url.username().is_empty();
            if !plain {
                return Err(Unfetched::Address);
            }
            let mut answer = self.0.get(url.as_str()).call().map_err(|e| because(&e))?;
            let status = answer.status().as_u16();
            match status {
                200 => {
                    let read = answer.body_mut().with_config().limit(BYTES).read_to_vec();
                    return read.map_err(|e| because(&e));
                }
                301 | 302 | 303 | 307 | 308 => {
                    let to = answer.headers().get("location").and_then(|to| to.to_str().ok()).ok_or(Unfetched::Status(status))?;
                    url = url.join(to).map_err(|_| Unfetched::Address)?;
                }
                other => return Err(Unfetched::Status(other)),
            }
        }
        Err(Unfetched::Redirects)
    }
}

fn because(e: &ureq::Error) -> Unfetched {
    match e {
        ureq::Error::BodyExceedsLimit(_) => Unfetched::TooLarge,
        ureq::Error::Other(e) if e.is::<NotPublic>() => Unfetched::NotPublic,
        other => Unfetched::Unreachable(other.to_string()),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("not a public address")]
struct NotPublic;

/// Resolves a name to one public address, or to nothing.
#[derive(Debug)]
struct PublicOnly;

impl Resolver for PublicOnly {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().ok_or(ureq::Error::HostNotFound)?.trim_matches(['[', ']']);
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
        let found: Vec<SocketAddr> = (host, port).to_socket_addrs().map_err(|_| ureq::Error::HostNotFound)?.collect();
        // A name that has any address inside a network is not one to be trusted with the others.
        if found.iter().any(|address| !is_public(address.ip())) {
            return Err(ureq::Error::Other(Box::new(NotPublic)));
        }
        let first = found.first().ok_or(ureq::Error::HostNotFound)?;
        let mut addresses = self.empty();
        addresses.push(*first);
        Ok(addresses)
    }
}

/// Whether an address belongs to the public internet (the special-purpose registries of RFC 6890, as they are in 2026).
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let global = parts[0] & 0xe000 == 0x2000;
    // 2001::/23 holds Teredo, documentation and benchmarks; 2001:db8::/32 and 3fff::/20 are documentation; 2002::/16 carries an IPv4 address inside.
    let special =
        (parts[0] == 0x2001 && (parts[1] < 0x200 || parts[1] == 0xdb8)) || parts[0] == 0x2002 || (parts[0] == 0x3fff && parts[1] < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_public() {
        for public in ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::200e"] {
            assert!(is_public(public.parse().expect("an address")), "{public}");
        }
        for inside in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(inside.parse().expect("an address")), "{inside}");
        }
    }

    #[test]
    fn an_address_inside_a_network_is_not_fetched() {
        let fetcher = Fetcher::default();
        for address in [
            "http://127.0.0.1/a.jpg",
            "http://localhost/a.jpg",
            "http://[::1]/a.jpg",
            "http://169.254.169.254/latest/",
            "http://0x7f000001/",
        ] {
            assert!(matches!(fetcher.fetch(address), Err(Unfetched::NotPublic)), "{address}: {:?}", fetcher.fetch(address));
        }
        for address in ["ftp://example.org/a", "file:///etc/passwd", "http://example.org:8080/a", "http://user@example.org/a", "nonsense"] {
            assert!(matches!(fetcher.fetch(address), Err(Unfetched::Address)), "{address}");
        }
    }

    /// Resolves every name to one port of this machine, so that the rest can be tried without a network.
    #[derive(Debug)]
    struct Here(SocketAddr);
    impl Resolver for Here {
        fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut addresses = self.empty();
            addresses.push(self.0);
            Ok(addresses)
        }
    }

    fn serve(answers: Vec<Vec<u8>>) -> Fetcher {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let here = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            use std::io::{Read, Write};
            for answer in answers {
                let Ok((mut stream, _)) = listener.accept() else { return };
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(&answer);
            }
        });
        Fetcher::with(Here(here))
    }

    #[test]
    fn a_redirect_is_looked_at_again_and_followed_only_so_far() {
        let sent_on =
            |to: &str| format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").into_bytes();
        let found = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi".to_vec();
        assert_eq!(serve(vec![sent_on("/b"), found]).fetch("http://a.example/").expect("fetched"), b"hi");
        assert!(matches!(serve(vec![sent_on("http://a.example:22/")]).fetch("http://a.example/"), Err(Unfetched::Address)));
        assert!(matches!(serve(vec![sent_on("/"); 5]).fetch("http://a.example/"), Err(Unfetched::Redirects)));
        assert!(matches!(
            serve(vec![b"HTTP/1.1 404 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec()]).fetch("http://a.example/"),
            Err(Unfetched::Status(404))
        ));
    }

    #[test]
    fn more_than_ten_megabytes_are_not_taken() {
        let mut large = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
        large.resize((11 << 20) + large.len(), b'a');
        assert!(matches!(serve(vec![large]).fetch("http://a.example/"), Err(Unfetched::TooLarge)));
    }
}
