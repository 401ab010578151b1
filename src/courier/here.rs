//! A keyholder on the server's own machine: for one person who makes a paper alone. The same program and the same key file, one folder apart.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::Result;

use super::folder::Courier;
use super::settings::FILE;
use crate::settings::Settings;

/// What this does not protect, for whoever chooses it.
pub const UNPROTECTED: &str = "The key and the list are on one machine now. Whoever takes this machine, or has it copied, has both: only the seven words stand between them and your \
     readers' addresses, and not even those when somebody watches you type them. A copy of the server's folder alone still cannot be read. Move the key to a machine \
     of your own as soon as you have one: docs/keyholder.md says how.";

/// Where a house that is open on this machine answers readers.
pub fn address(settings: &Settings) -> String {
    if settings.tls.is_some() {
        return settings.url.clone();
    }
    let near = match settings.bind {
        IpAddr::V4(any) if any.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(any) if any.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        one => one,
    };
    format!("http://{}", SocketAddr::new(near, settings.port))
}

/// Whether a server at this address is this machine.
pub fn is_here(url: &str) -> bool {
    let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(|host| host.trim_matches(['[', ']']).to_owned()));
    host.is_some_and(|host| host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()))
}

impl Courier {
    /// Writes `courier.toml` with the relays of a house, as its settings have them; what is there stays. Whether it was written.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn take_relays(&self, relays: &str) -> Result<bool> {
        let file = self.dir().join(FILE);
        let mut relays = relays.split([',', '\n']).map(str::trim).filter(|relay| !relay.is_empty()).peekable();
        if file.exists() || relays.peek().is_none() {
            return Ok(false);
        }
        let lines = relays.map(|relay| format!("[[relay]]\nurl = {}\n", toml::Value::from(relay))).collect::<String>();
        super::put_new(&file, &format!("# The relays of the newspaper on this machine, as they were when it was paired.\n{lines}"))?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_this_machine_is_known_by_its_address() {
        for near in ["http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost", "https://127.0.0.2/"] {
            assert!(is_here(near), "{near}");
        }
        for far in ["https://paper.example", "http://abc.onion", "http://10.0.0.1", "http://127.0.0.1.example", ""] {
            assert!(!is_here(far), "{far}");
        }
    }
}
