//! Whether letters of ours will be believed: what DNS holds for the sender, and how the relays take us. It only looks, and says what to put right.

use std::net::{IpAddr, Ipv4Addr};

use kernel::Domain;
use letter::dkim::Record;
use letter::dns::dkim::Published;
use letter::dns::dmarc::{self, Policy};
use letter::dns::spf::{self, Outcome};
use letter::dns::{Resolver, Trouble, dkim};
use serde::Serialize;

use super::Outlet;

/// An address that nobody sends from (RFC 5737): a record that lets it pass lets everybody pass.
const NOBODY: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
/// Addresses of one host that are looked at.
const ADDRESSES: usize = 4;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `spf`, `dkim`, `dmarc`, `mx`, `ptr`, `tls`, `bounces`, `dns` or `settings`.
    pub about: &'static str,
    pub grade: Grade,
    pub what: String,
    /// A line for the zone that puts it right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    Well,
    /// It works, and could be better; or it is another's to put right.
    Note,
    Wrong,
}

/// Who sends, and how.
pub struct Sender {
    /// Of the sender's address.
    pub domain: Domain,
    /// Where letters return to.
    pub returns: Domain,
    /// What comes back is read.
    pub reads: bool,
    /// Our public keys, as they should stand in DNS.
    pub keys: Vec<Record>,
    pub outlets: Vec<Outlet>,
    /// The host of the newspaper's own address: this machine, when letters leave from here.
    pub host: String,
}

/// Looks at everything.
pub async fn examine(sender: &Sender, resolver: &Resolver) -> Vec<Finding> {
    let mut book = Book(Vec::new());
    match resolver.texts(sender.domain.as_str()).await {
        // Without this every question would wait in vain.
        Err(trouble @ (Trouble::Silent | Trouble::Unreachable(_))) => {
            let servers: Vec<_> = resolver.servers().iter().map(ToString::to_string).collect();
            book.wrong("dns", format!("{trouble} ({}): name another with --dns", servers.join(", ")), None);
        }
        _ => {
            let stations = stations(sender, resolver, &mut book).await;
            spf(sender, resolver, &stations, &mut book).await;
            keys(sender, resolver, &mut book).await;
            policy(sender, resolver, &mut book).await;
            mail(sender, resolver, &mut book).await;
            names(&stations, resolver, &mut book).await;
        }
    }
    if !sender.reads {
        book.note(
            "bounces",
            "nothing reads what comes back: set bounce.port or bounce.maildir, or mailboxes that are gone are written to for ever",
        );
    }
    relays(sender, &mut book).await;
    book.0
}

struct Book(Vec<Finding>);

impl Book {
    fn put(&mut self, about: &'static str, grade: Grade, what: impl Into<String>, dns: Option<String>) {
        self.0.push(Finding { about, grade, what: what.into(), dns });
    }

    fn well(&mut self, about: &'static str, what: impl Into<String>) {
        self.put(about, Grade::Well, what, None);
    }

    fn note(&mut self, about: &'static str, what: impl Into<String>) {
        self.put(about, Grade::Note, what, None);
    }

    fn wrong(&mut self, about: &'static str, what: impl Into<String>, dns: Option<String>) {
        self.put(about, Grade::Wrong, what, dns);
    }
}

/// An address that letters leave from, as far as can be told from here.
struct Station {
    address: IpAddr,
    /// What it is called in a sentence.
    name: String,
    /// It is this machine's, and its name ours to set.
    ours: bool,
}

/// A relay on this machine sends from the newspaper's own address; another is taken to send from where it takes letters.
async fn stations(sender: &Sender, resolver: &Resolver, book: &mut Book) -> Vec<Station> {
    let mut stations: Vec<Station> = Vec::new();
    for outlet in &sender.outlets {
        let ours = is_here(&outlet.relay.host);
        let host = if ours { &sender.host } else { &outlet.relay.host };
        let found = match host.parse::<IpAddr>() {
            Ok(address) => vec![address],
            Err(_) => match resolver.addresses(host).await {
                Ok(found) => found,
                Err(trouble) => {
                    book.wrong("dns", format!("{host}: {trouble}"), None);
                    continue;
                }
            },
        };
        if found.is_empty() {
            book.wrong("dns", format!("{host} has no address in DNS"), None);
        }
        for address in found.into_iter().filter(|address| !address.is_loopback()).take(ADDRESSES) {
            if !stations.iter().any(|known| known.address == address) {
                let name = if ours { format!("this machine ({address})") } else { format!("the relay {host} ({address})") };
                stations.push(Station { address, name, ours });
            }
        }
    }
    stations
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

async fn spf(sender: &Sender, resolver: &Resolver, stations: &[Station], book: &mut Book) {
    let domain = sender.returns.as_str();
    let hosts: String = stations.iter().filter(|station| station.ours).map(|station| format!("{} ", net(station.address))).collect();
    let hosts = if hosts.is_empty() { "include:THE-NAME-THAT-YOUR-RELAY-GIVES ".to_owned() } else { hosts };
    let line = Some(format!("{domain}. IN TXT \"v=spf1 {hosts}-all\""));
    let others = match spf::check(resolver, domain, NOBODY).await {
        Ok(others) => others,
        Err(fault) => return book.wrong("spf", fault.to_string(), line),
    };
    match others.outcome {
        Outcome::Pass => return book.wrong("spf", format!("the record of {domain} lets everybody send: it has to end in -all"), line),
        Outcome::Neutral => {
            book.note("spf", format!("the record of {domain} says nothing of hosts that it does not name: end it with -all"))
        }
        Outcome::Fail | Outcome::SoftFail => {
            book.well("spf", format!("{domain} says which hosts may send, for {} of {} look-ups", others.lookups, spf::LOOKUPS));
        }
    }
    for station in stations {
        match spf::check(resolver, domain, station.address).await {
            Ok(checked) if checked.outcome == Outcome::Pass => book.well("spf", format!("{} may send", station.name)),
            Ok(_) if station.ours => {
                book.wrong("spf", format!("{} may not send by the record of {domain}: put {} into it", station.name, net(station.address)), None);
            }
            Ok(_) => book.note(
                "spf",
                format!(
                    "{} may not send by the record of {domain}. If it passes letters on from other addresses that is as it should be; if not, put {} into the record",
                    station.name,
                    net(station.address)
                ),
            ),
            Err(fault) => book.wrong("spf", fault.to_string(), None),
        }
    }
}

fn net(address: IpAddr) -> String {
    format!("{}:{address}", if address.is_ipv4() { "ip4" } else { "ip6" })
}

async fn keys(sender: &Sender, resolver: &Resolver, book: &mut Book) {
    if sender.keys.is_empty() {
        book.wrong("dkim", "letters are not signed: there is no key", None);
    }
    for ours in &sender.keys {
        let at = &ours.name;
        let published = match dkim::look(resolver, ours).await {
            Ok(published) => published,
            Err(trouble) => {
                book.wrong("dkim", format!("{at}: {trouble}"), None);
                continue;
            }
        };
        let what = match published {
            Published::Ours => {
                book.well("dkim", format!("{at} holds the key that we sign with"));
                continue;
            }
            Published::Nothing => format!("{at} holds nothing: whoever gets our letters cannot check the signature"),
            Published::NoKey => format!("{at} holds a text that is no key"),
            Published::Another => format!("{at} holds a key that is not ours: our signatures are void"),
            Published::Revoked => format!("{at} holds an empty key, which revokes it: our signatures are void"),
            Published::Several => format!("{at} holds several keys: leave one, ours"),
            Published::Trial => format!("{at} holds our key as a trial (t=y), which some do not count"),
        };
        book.wrong("dkim", what, Some(ours.to_string()));
    }
}

async fn policy(sender: &Sender, resolver: &Resolver, book: &mut Book) {
    let domain = sender.domain.as_str();
    let line = Some(format!("_dmarc.{domain}. IN TXT \"v=DMARC1; p=reject; adkim=s; aspf=r\""));
    let found = match dmarc::find(resolver, domain).await {
        Ok(Some(found)) => found,
        Ok(None) => {
            return book.wrong(
                "dmarc",
                format!("{domain} does not say what becomes of letters that are not its own: anybody can write in your name"),
                line,
            );
        }
        Err(fault) => return book.wrong("dmarc", fault.to_string(), line),
    };
    let at = &found.at;
    match found.policy {
        Policy::None => book.put(
            "dmarc",
            Grade::Note,
            format!("{at} says p=none, so that letters in your name which are not yours are let through: make it quarantine, then reject"),
            line,
        ),
        Policy::Quarantine => book.well("dmarc", format!("{at} has letters that are not yours put aside")),
        Policy::Reject => book.well("dmarc", format!("{at} has letters that are not yours refused")),
    }
    if found.trial {
        book.note("dmarc", format!("{at} is marked as a trial (t=y): take that out when all is well"));
    }
    if found.inherited {
        book.note("dmarc", format!("{domain} has no record of its own; the one at {at} holds for it"));
    }
    if found.strict_spf && sender.returns != sender.domain {
        let returns = sender.returns.as_str();
        book.note(
            "dmarc",
            format!(
                "{at} says aspf=s, and letters return to {returns}: SPF does not count there, only the signature; aspf=r makes both count"
            ),
        );
    }
}

async fn mail(sender: &Sender, resolver: &Resolver, book: &mut Book) {
    let mut domains = vec![(&sender.returns, "what cannot be delivered comes back to nobody")];
    if sender.domain != sender.returns {
        domains.push((&sender.domain, "answers to letters reach nobody"));
    }
    for (domain, without) in domains {
        let domain = domain.as_str();
        let line = || Some(format!("{domain}. IN MX 10 {}.", sender.host));
        match resolver.mail(domain).await {
            Err(trouble) => book.wrong("mx", format!("{domain}: {trouble}"), None),
            Ok(hosts) if hosts.is_empty() => book.wrong("mx", format!("{domain} has no MX: {without}"), line()),
            Ok(hosts) if hosts.iter().all(String::is_empty) => {
                book.wrong(
                    "mx",
                    format!("{domain} says that it takes no mail (a null MX): {without}, and some refuse letters from such a domain"),
                    line(),
                );
            }
            Ok(hosts) => {
                for host in hosts.iter().filter(|host| !host.is_empty()) {
                    match resolver.addresses(host).await {
                        Ok(found) if found.is_empty() => {
                            book.wrong("mx", format!("mail for {domain} goes to {host}, which has no address"), None)
                        }
                        Ok(_) => book.well("mx", format!("mail for {domain} goes to {host}")),
                        Err(trouble) => book.wrong("mx", format!("{host}: {trouble}"), None),
                    }
                }
            }
        }
    }
}

/// Many take no letter from an address without a name that leads back to it.
async fn names(stations: &[Station], resolver: &Resolver, book: &mut Book) {
    for Station { address, name, ours } in stations {
        let told = match resolver.names(*address).await {
            Ok(told) => told,
            Err(trouble) => {
                book.wrong("ptr", format!("{address}: {trouble}"), None);
                continue;
            }
        };
        let mut back = None;
        for told in told.iter().take(ADDRESSES) {
            if resolver.addresses(told).await.unwrap_or_default().contains(address) {
                back = Some(told);
                break;
            }
        }
        match (back, told.first()) {
            (Some(back), _) => book.well("ptr", format!("{name} is called {back}, and {back} leads back to it")),
            (None, first) => {
                let what = match first {
                    Some(first) => format!("{name} is called {first}, which does not lead back to it"),
                    None => format!("{name} has no name (PTR)"),
                };
                if *ours {
                    book.wrong(
                        "ptr",
                        format!("{what}: whoever rents you the address sets its name, and many take no letters before"),
                        None,
                    );
                } else {
                    book.note("ptr", format!("{what}. If letters leave there, its keeper has to put that right"));
                }
            }
        }
    }
}

async fn relays(sender: &Sender, book: &mut Book) {
    for (n, outlet) in sender.outlets.iter().enumerate() {
        let name = format!("relay {}, {}:{}", n + 1, outlet.relay.host, outlet.relay.port);
        match outlet.knock().await {
            Ok(()) if is_here(&outlet.relay.host) => book.well("tls", format!("{name}, lets us in")),
            Ok(()) => book.well("tls", format!("{name}, lets us in, over TLS with a certificate for its name")),
            Err(trouble) => book.wrong("tls", format!("{name}: {trouble}"), None),
        }
    }
}
