//! Pictures fetched from where they were.
//!
//! An archive names any address it likes, so nothing is fetched that a stranger could not see: only `http` and `https`, only their own ports, only public
//! addresses. A name is resolved once and the connection goes to that address; a redirect is looked at as if it were the first.

use std::time::Duration;

use ureq::Agent;
use ureq::unversioned::resolver::Resolver;
use url::Url;

use crate::outside::{self, NotPublic, PublicOnly};

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
        Self(outside::agent(resolver, "indelible-import", TIME))
    }

    /// The bytes at an address.
    pub fn fetch(&self, address: &str) -> Result<Vec<u8>, Unfetched> {
        let mut url = Url::parse(address).map_err(|_| Unfetched::Address)?;
        for _ in 0..=REDIRECTS {
            if !outside::is_plain(&url) {
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

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use ureq::config::Config;
    use ureq::http::Uri;
    use ureq::unversioned::resolver::ResolvedSocketAddrs;
    use ureq::unversioned::transport::NextTimeout;

    use super::*;

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
