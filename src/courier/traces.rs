//! What a letter that has arrived tells of the machine from which it was sent. Pure, but for [`Machine::here`].

use std::net::{IpAddr, Ipv6Addr, UdpSocket};
use std::process::Command;

use serde::Serialize;

/// Names that many machines and people have, and that tell nothing.
const COMMON: [&str; 8] = ["localhost", "localdomain", "mail", "root", "user", "home", "admin", "computer"];
/// Shorter names stand in too many words.
const SHORTEST: usize = 3;
/// Headers by which a program tells what it is, or a relay from where it was reached.
const CLIENT: [&str; 7] =
    ["user-agent", "x-mailer", "x-newsreader", "x-originating-ip", "x-originating-client", "x-php-originating-script", "x-source-dir"];
/// What the newsroom has written itself: names in it are not the machine's.
const WRITTEN: [&str; 6] = ["from", "reply-to", "to", "subject", "archived-at", "feedback-id"];
/// Characters of a line that are shown.
const SHOWN: usize = 160;

/// What would give a machine away.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    /// Of its interfaces, without loopback.
    pub addresses: Vec<IpAddr>,
    /// In small letters.
    pub hosts: Vec<String>,
    /// In small letters.
    pub users: Vec<String>,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    Address,
    Host,
    User,
    /// The date is not in UTC.
    Zone,
    /// A header that tells of a program, or of where a letter was handed in.
    Client,
}

/// A place in the head of a letter that tells of the machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trace {
    pub what: What,
    /// Name of the header.
    pub header: String,
    pub line: String,
}

/// What there is to see in the head of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Look {
    pub traces: Vec<Trace>,
    /// The lowest `Received`: from whom the first server had the letter. A public address of a home line stands there and is not known here, so a person has to look.
    pub first_hop: Option<String>,
}

impl Machine {
    /// This one, as far as it can be asked. Sends nothing.
    pub fn here() -> Self {
        let mut addresses = interfaces();
        for (own, other) in [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")] {
            // Of a datagram's socket this asks for a route, and no more.
            let towards = UdpSocket::bind(own).and_then(|socket| socket.connect(other).and_then(|()| socket.local_addr()));
            addresses.extend(towards.map(|address| address.ip()));
        }
        addresses.retain(|address| !address.is_loopback() && !address.is_unspecified());
        addresses.sort();
        addresses.dedup();
        let host = host_name();
        let first = host.split('.').next().unwrap_or_default().to_owned();
        let users = ["USER", "LOGNAME", "USERNAME"].iter().filter_map(|name| std::env::var(name).ok());
        Self { addresses, hosts: telling([host, first]), users: telling(users) }
    }
}

/// Linux says it in two files; elsewhere only the addresses of routes are known.
fn interfaces() -> Vec<IpAddr> {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let (four, six) = (read("/proc/net/fib_trie"), read("/proc/net/if_inet6"));
    let local = four.lines().zip(four.lines().skip(1)).filter(|(_, kind)| kind.trim() == "/32 host LOCAL");
    let local = local.filter_map(|(address, _)| address.trim().strip_prefix("|-- ")?.parse().ok());
    let six = six.lines().filter_map(|line| u128::from_str_radix(line.get(..32)?, 16).ok());
    local.chain(six.map(|bits| IpAddr::V6(Ipv6Addr::from(bits)))).collect()
}

fn host_name() -> String {
    let kernel = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let asked = || Some(String::from_utf8_lossy(&Command::new("hostname").output().ok()?.stdout).into_owned());
    kernel.or_else(asked).unwrap_or_default().trim().to_owned()
}

fn telling(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<_> = names.into_iter().map(|name| name.to_lowercase()).collect();
    names.retain(|name| name.len() >= SHORTEST && !COMMON.contains(&name.as_str()));
    names.sort();
    names.dedup();
    names
}

/// The value of the first header of that name.
pub fn header(source: &str, name: &str) -> Option<String> {
    headers(source).into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Looks through the head of a letter, as it arrived.
pub fn look(source: &str, machine: &Machine) -> Look {
    let to = header(source, "To").unwrap_or_default().to_lowercase();
    let to = to.rsplit('<').next().unwrap_or_default().trim_end_matches('>').trim().to_owned();
    let mut found = Look::default();
    for (name, value) in headers(source) {
        let lower = name.to_lowercase();
        if lower == "received" {
            found.first_hop = Some(shown(&value));
        }
        // The reader's own address may have the user's name in it, and every server writes it down.
        let text = if to.is_empty() { value.to_lowercase() } else { value.to_lowercase().replace(&to, "") };
        let written = WRITTEN.contains(&lower.as_str()) || lower.starts_with("list-");
        let names = |names: &[String]| !written && names.iter().any(|name| has_word(&text, name));
        let checks = [
            (What::Address, addresses(&text).any(|address| machine.addresses.contains(&address))),
            (What::Host, names(&machine.hosts)),
            (What::User, names(&machine.users)),
            (What::Zone, lower == "date" && !is_utc(&value)),
            (What::Client, CLIENT.contains(&lower.as_str())),
        ];
        let there = checks.into_iter().filter(|(_, there)| *there);
        found.traces.extend(there.map(|(what, _)| Trace { what, header: name.clone(), line: shown(&value) }));
    }
    found
}

/// Names and values in their order, unfolded.
fn headers(source: &str) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in source.trim_start().lines().take_while(|line| !line.trim().is_empty()) {
        match headers.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
            Some((_, value)) => *value = format!("{value} {}", line.trim()),
            None => headers.extend(line.split_once(':').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))),
        }
    }
    headers
}

fn addresses(text: &str) -> impl Iterator<Item = IpAddr> {
    let text = text.replace("ipv6:", " ");
    let words: Vec<_> =
        text.split(|c: char| !c.is_ascii_hexdigit() && !matches!(c, '.' | ':')).map(|word| word.trim_end_matches('.').to_owned()).collect();
    words.into_iter().filter_map(|word| word.parse::<IpAddr>().ok()).map(|address| address.to_canonical())
}

fn has_word(text: &str, word: &str) -> bool {
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(is_inside) && !text[at + word.len()..].starts_with(is_inside))
}

fn is_utc(date: &str) -> bool {
    let zone = date.split_whitespace().rfind(|word| !word.starts_with('(')).unwrap_or_default();
    matches!(zone, "+0000" | "-0000" | "GMT" | "UTC" | "UT" | "Z")
}

/// Of what somebody else has written: short, and without what would steer a terminal.
fn shown(line: &str) -> String {
    line.chars().filter(|c| !c.is_control()).take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine() -> Machine {
        let addresses = ["203.0.113.77", "2001:db8::77", "192.168.1.20"].map(|address| address.parse().expect("an address")).to_vec();
        Machine { addresses, hosts: telling(["Mira-Laptop.lan".into(), "mira-laptop".into()]), users: telling(["mira".into()]) }
    }

    const HEAD: &str = "Delivered-To: mira@mailbox.example\r\n\
        Received: by mx.mailbox.example with SMTP id 7; Sun, 22 Nov 2026 11:00:05 +0300\r\n\
        Received: from mail.relay.example (mail.relay.example [198.51.100.9])\r\n\tby mx.mailbox.example for <Mira@mailbox.example>; Sun, 22 Nov 2026 08:00:05 +0000\r\n";
    const LETTER: &str = "From: Mira Tolland <friday@news.lamp.example>\r\nTo: mira@mailbox.example\r\nSubject: mira on 203.0.113.7\r\n\
        Date: Sun, 22 Nov 2026 08:00:00 +0000\r\nMessage-ID: <1@news.lamp.example>\r\n\r\nFrom mira-laptop 203.0.113.77\r\n";

    #[test]
    fn a_letter_that_tells_nothing_is_clean_and_the_first_hop_is_shown() {
        let look = look(&format!("{HEAD}{LETTER}"), &machine());
        assert_eq!(look.traces, []);
        assert!(look.first_hop.is_some_and(|hop| hop.starts_with("from mail.relay.example (mail.relay.example [198.51.100.9]) by")));
    }

    #[test]
    fn whatever_tells_of_the_machine_is_found_with_its_place() {
        let cases = [
            ("Received: from mira-laptop ([203.0.113.77]) by relay", vec![What::Address, What::Host]),
            ("Received: from [192.168.1.20] by relay.example", vec![What::Address]),
            ("Received: from x (unknown [IPv6:2001:DB8:0:0::77]) by relay.example", vec![What::Address]),
            ("Received: from x (unknown [IPv6:::ffff:203.0.113.77])", vec![What::Address]),
            ("Received: from MIRA-LAPTOP.LAN (line.isp.example [198.51.100.4])", vec![What::Host]),
            ("X-Authenticated-User: mira", vec![What::User]),
            ("Received: (from mira@relay)", vec![What::User]),
            ("X-Mailer: Something 7.1", vec![What::Client]),
            ("X-Originating-IP: [203.0.113.77]", vec![What::Address, What::Client]),
            ("Received: from admirable.example (203.0.113.7) by relay", vec![]),
        ];
        for (line, expected) in cases {
            let look = look(&format!("{HEAD}{line}\r\n{LETTER}"), &machine());
            let found: Vec<_> = look.traces.iter().map(|trace| trace.what).collect();
            assert_eq!(found, expected, "{line}");
            assert!(look.traces.iter().all(|trace| line.starts_with(&trace.header) && line.ends_with(&trace.line)), "{:?}", look.traces);
        }
    }

    #[test]
    fn a_date_that_is_not_in_utc_tells_the_zone() {
        for (date, clean) in [
            ("Sun, 22 Nov 2026 08:00:00 +0000", true),
            ("Sun, 22 Nov 2026 08:00:00 -0000 (UTC)", true),
            ("Sun, 22 Nov 2026 08:00:00 GMT", true),
            ("Sun, 22 Nov 2026 11:00:00 +0300 (MSK)", false),
            ("Sun, 22 Nov 2026 11:00:00", false),
        ] {
            let letter = LETTER.replace("Sun, 22 Nov 2026 08:00:00 +0000", date);
            assert_eq!(look(&letter, &machine()).traces.is_empty(), clean, "{date}");
        }
    }

    #[test]
    fn this_machine_knows_addresses_of_its_own_and_never_loopback() {
        let here = Machine::here();
        assert!(here.addresses.iter().all(|address| !address.is_loopback()), "{here:?}");
        assert!(here.hosts.iter().chain(&here.users).all(|name| !COMMON.contains(&name.as_str())));
    }
}
