//! The house as a client of others: whatever address it is given, it speaks to the public internet only.
//!
//! A name is resolved once and the connection goes to that address; only `http` and `https` on their own ports; no redirect is followed here, no proxy asked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

/// A client that resolves names by `resolver`, [`PublicOnly`] outside of tests, and gives up after `time`. It calls itself `name`.
pub fn agent(resolver: impl Resolver, name: &str, time: Duration) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(time))
        .user_agent(name)
        .max_idle_connections(8)
        .build();
    Agent::with_parts(config, DefaultConnector::default(), resolver)
}

/// Whether an address is one of the web's, on a port of the web's, without a name and password.
pub fn is_plain(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && matches!(url.port_or_known_default(), Some(80 | 443)) && url.username().is_empty()
}

#[derive(Debug, thiserror::Error)]
#[error("not a public address")]
pub struct NotPublic;

/// Resolves a name to one public address, or to nothing.
#[derive(Debug)]
pub struct PublicOnly;

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
}
