//! Which hosts may send for a domain: RFC 7208, with its bounds of ten look-ups and two empty ones.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Kind, Record, Resolver, Trouble};

/// Look-ups that a record may cost whoever checks it (RFC 7208 section 4.6.4).
pub const LOOKUPS: u8 = 10;
/// Those of them that may find nothing.
const VOIDS: u8 = 2;
/// Hosts of a domain's mail, and names of an address, that are looked at.
const HOSTS: usize = 10;

/// What a record says of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Pass,
    /// `-`: it may not send.
    Fail,
    /// `~`: it may not, but nobody is sure.
    SoftFail,
    /// `?`, or nothing said.
    Neutral,
}

/// The outcome, and what it has cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    pub outcome: Outcome,
    pub lookups: u8,
}

/// Why nothing can be said. Hosts that check treat it as if there was an error for good.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{0} has no record that begins with v=spf1")]
    NoRecord(String),
    #[error("{0} has several records that begin with v=spf1, so that none of them counts")]
    Several(String),
    #[error("the record of {domain} has a part that cannot be read: “{part}”")]
    Part { domain: String, part: String },
    #[error("the record costs more than ten look-ups, so that it does not count; name fewer hosts with include, a, mx or exists")]
    Lookups,
    #[error("more than two of the names in the record lead to nothing, so that it does not count")]
    Voids,
    #[error(transparent)]
    Dns(#[from] Trouble),
}

/// Whether a letter with a return path at `domain` may come from `address`.
///
/// # Errors
/// [`Fault`].
pub async fn check(resolver: &Resolver, domain: &str, address: IpAddr) -> Result<Checked, Fault> {
    let mut walk = Walk { resolver, sender: domain, address: address.to_canonical(), lookups: 0, voids: 0 };
    let outcome = walk.check(domain.to_owned()).await?;
    Ok(Checked { outcome, lookups: walk.lookups })
}

struct Walk<'a> {
    resolver: &'a Resolver,
    /// The domain of the return path.
    sender: &'a str,
    address: IpAddr,
    lookups: u8,
    voids: u8,
}

impl Walk<'_> {
    async fn check(&mut self, domain: String) -> Result<Outcome, Fault> {
        let text = record(self.resolver, &domain).await?;
        let policy = parse(&text).map_err(|part| Fault::Part { domain: domain.clone(), part })?;
        for (outcome, mechanism) in policy.mechanisms {
            if self.matches(&domain, &mechanism).await? {
                return Ok(outcome);
            }
        }
        match policy.redirect {
            Some(other) => {
                self.spend()?;
                let other = self.expand(&other, &domain)?;
                Box::pin(self.check(other)).await
            }
            None => Ok(Outcome::Neutral),
        }
    }

    async fn matches(&mut self, domain: &str, mechanism: &Mechanism) -> Result<bool, Fault> {
        Ok(match mechanism {
            Mechanism::All => true,
            Mechanism::Net(net, bits) => within(self.address, *net, *bits),
            Mechanism::Include(other) => {
                self.spend()?;
                let other = self.expand(other, domain)?;
                Box::pin(self.check(other)).await? == Outcome::Pass
            }
            Mechanism::A(spec) => {
                self.spend()?;
                let host = self.target(spec, domain)?;
                self.lives_at(&host, spec).await?
            }
            Mechanism::Mx(spec) => {
                self.spend()?;
                let hosts = self.resolver.mail(&self.target(spec, domain)?).await?;
                self.note(hosts.is_empty())?;
                for host in hosts.iter().take(HOSTS).filter(|host| !host.is_empty()) {
                    if self.lives_at(host, spec).await? {
                        return Ok(true);
                    }
                }
                false
            }
            Mechanism::Exists(name) => {
                self.spend()?;
                let found = self.resolver.ask(&self.expand(name, domain)?, Kind::A).await?;
                self.note(found.is_empty())?;
                !found.is_empty()
            }
            Mechanism::Ptr(spec) => {
                self.spend()?;
                let end = self.target(spec, domain)?;
                self.is_named(&end).await?
            }
        })
    }

    async fn lives_at(&mut self, host: &str, spec: &Spec) -> Result<bool, Fault> {
        let found = self.resolver.ask(host, if self.address.is_ipv4() { Kind::A } else { Kind::Aaaa }).await?;
        self.note(found.is_empty())?;
        let bits = if self.address.is_ipv4() { spec.v4 } else { spec.v6 };
        Ok(found.iter().any(|record| matches!(record, Record::Address(net) if within(self.address, *net, bits))))
    }

    /// Whether one of the address's names leads back to it and ends so.
    async fn is_named(&mut self, end: &str) -> Result<bool, Fault> {
        let names = self.resolver.names(self.address).await.unwrap_or_default();
        for name in names.iter().take(HOSTS).filter(|name| *name == end || name.ends_with(&format!(".{end}"))) {
            if self.resolver.addresses(name).await.unwrap_or_default().contains(&self.address) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn spend(&mut self) -> Result<(), Fault> {
        self.lookups += 1;
        if self.lookups > LOOKUPS { Err(Fault::Lookups) } else { Ok(()) }
    }

    fn note(&mut self, is_void: bool) -> Result<(), Fault> {
        self.voids += u8::from(is_void);
        if self.voids > VOIDS { Err(Fault::Voids) } else { Ok(()) }
    }

    fn target(&self, spec: &Spec, domain: &str) -> Result<String, Fault> {
        spec.domain.as_deref().map_or_else(|| Ok(domain.to_owned()), |other| self.expand(other, domain))
    }

    /// Macros (RFC 7208 section 7), with what is known of a letter before it is sent: no reader's and no real sender's name.
    fn expand(&self, text: &str, domain: &str) -> Result<String, Fault> {
        let bad = || Fault::Part { domain: domain.to_owned(), part: text.to_owned() };
        let (mut out, mut rest) = (String::with_capacity(text.len()), text);
        while let Some((before, behind)) = rest.split_once('%') {
            out += before;
            rest = match behind.as_bytes().first() {
                Some(b'%') => {
                    out.push('%');
                    &behind[1..]
                }
                Some(b'_') => {
                    out.push(' ');
                    &behind[1..]
                }
                Some(b'-') => {
                    out += "%20";
                    &behind[1..]
                }
                Some(b'{') => {
                    let (inside, behind) = behind[1..].split_once('}').ok_or_else(bad)?;
                    out += &self.macro_value(inside, domain).ok_or_else(bad)?;
                    behind
                }
                _ => return Err(bad()),
            };
        }
        Ok((out + rest).to_ascii_lowercase())
    }

    fn macro_value(&self, inside: &str, domain: &str) -> Option<String> {
        let letter = inside.chars().next()?;
        let value = match letter.to_ascii_lowercase() {
            's' => format!("postmaster@{}", self.sender),
            'l' => "postmaster".to_owned(),
            'o' | 'h' => self.sender.to_owned(),
            'd' => domain.to_owned(),
            'p' => "unknown".to_owned(),
            'v' => if self.address.is_ipv4() { "in-addr" } else { "ip6" }.to_owned(),
            'i' => match self.address {
                IpAddr::V4(v4) => v4.to_string(),
                IpAddr::V6(v6) => {
                    let digits: Vec<_> =
                        v6.octets().iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| format!("{digit:x}")).collect();
                    digits.join(".")
                }
            },
            _ => return None,
        };
        let rest = &inside[letter.len_utf8()..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (count, rest) = rest.split_at(digits);
        let reversed = rest.starts_with(['r', 'R']);
        let marks = if reversed { &rest[1..] } else { rest };
        if !marks.chars().all(|c| ".-+,/_=".contains(c)) {
            return None;
        }
        let mut parts: Vec<&str> = value.split(|c| if marks.is_empty() { c == '.' } else { marks.contains(c) }).collect();
        if reversed {
            parts.reverse();
        }
        let keep = if count.is_empty() { parts.len() } else { count.parse::<usize>().ok().filter(|count| *count > 0)? };
        Some(parts[parts.len().saturating_sub(keep)..].join("."))
    }
}

/// The one record of a domain.
///
/// # Errors
/// [`Fault::NoRecord`], [`Fault::Several`], [`Fault::Dns`].
pub async fn record(resolver: &Resolver, domain: &str) -> Result<String, Fault> {
    let is_spf = |text: &String| {
        text.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("v=spf1")) && matches!(text.as_bytes().get(6), None | Some(b' '))
    };
    let mut found: Vec<String> = resolver.texts(domain).await?.into_iter().filter(is_spf).collect();
    match (found.pop(), found.is_empty()) {
        (None, _) => Err(Fault::NoRecord(domain.to_owned())),
        (Some(_), false) => Err(Fault::Several(domain.to_owned())),
        (Some(text), true) => Ok(text),
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Policy {
    mechanisms: Vec<(Outcome, Mechanism)>,
    redirect: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Mechanism {
    All,
    Include(String),
    A(Spec),
    Mx(Spec),
    Ptr(Spec),
    Net(IpAddr, u8),
    Exists(String),
}

/// A domain, or the record's own, and how many bits of an address count.
#[derive(Debug, PartialEq, Eq)]
struct Spec {
    domain: Option<String>,
    v4: u8,
    v6: u8,
}

/// Reads a record, or gives the part that cannot be read.
fn parse(text: &str) -> Result<Policy, String> {
    let mut policy = Policy { mechanisms: Vec::new(), redirect: None };
    for part in text.split(' ').skip(1).filter(|part| !part.is_empty()) {
        let bad = || part.to_owned();
        if let Some((name, value)) = modifier(part) {
            // Unknown ones are passed over (RFC 7208 section 6).
            if name.eq_ignore_ascii_case("redirect") && (value.is_empty() || policy.redirect.replace(value.to_owned()).is_some()) {
                return Err(bad());
            }
            continue;
        }
        let (outcome, mechanism) = match part.as_bytes()[0] {
            b'+' => (Outcome::Pass, &part[1..]),
            b'-' => (Outcome::Fail, &part[1..]),
            b'~' => (Outcome::SoftFail, &part[1..]),
            b'?' => (Outcome::Neutral, &part[1..]),
            _ => (Outcome::Pass, part),
        };
        policy.mechanisms.push((outcome, mechanism_of(mechanism).ok_or_else(bad)?));
    }
    Ok(policy)
}

/// `name=value`, where the name is none of a mechanism's, which have a colon or a slash first.
fn modifier(part: &str) -> Option<(&str, &str)> {
    let (name, value) = part.split_once('=')?;
    let fits = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    fits.then_some((name, value))
}

fn mechanism_of(text: &str) -> Option<Mechanism> {
    let end = text.find([':', '/']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let argument = rest.strip_prefix(':').filter(|argument| !argument.is_empty());
    let named = || argument.map(str::to_owned);
    Some(match name.to_ascii_lowercase().as_str() {
        "all" if rest.is_empty() => Mechanism::All,
        "include" => Mechanism::Include(named()?),
        "exists" => Mechanism::Exists(named()?),
        "a" => Mechanism::A(spec(rest)?),
        "mx" => Mechanism::Mx(spec(rest)?),
        "ptr" if !rest.contains('/') => Mechanism::Ptr(spec(rest)?),
        "ip4" => net::<Ipv4Addr>(argument?, 32)?,
        "ip6" => net::<Ipv6Addr>(argument?, 128)?,
        _ => return None,
    })
}

/// `[:domain][/bits][//bits]`.
fn spec(rest: &str) -> Option<Spec> {
    let (domain, lengths) = match rest.strip_prefix(':') {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            (Some(rest[..end].to_owned()).filter(|domain| !domain.is_empty()), &rest[end..])
        }
        None => (None, rest),
    };
    if rest.starts_with(':') && domain.is_none() {
        return None;
    }
    let (v4, v6) = match lengths.split_once("//") {
        Some((v4, v6)) => (v4, Some(v6)),
        None => (lengths, None),
    };
    let bits = |text: Option<&str>, most: u8| text.map_or(Some(most), |text| length(text, most));
    Some(Spec { domain, v4: bits(if v4.is_empty() { None } else { Some(v4.strip_prefix('/')?) }, 32)?, v6: bits(v6, 128)? })
}

fn net<A: std::str::FromStr + Into<IpAddr>>(text: &str, most: u8) -> Option<Mechanism> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, length(bits, most)?),
        None => (text, most),
    };
    Some(Mechanism::Net(address.parse::<A>().ok()?.into(), bits))
}

fn length(text: &str, most: u8) -> Option<u8> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|bits| is_plain && *bits <= most)
}

/// Whether the first `bits` of two addresses of one kind are the same.
fn within(address: IpAddr, net: IpAddr, bits: u8) -> bool {
    let same = |one: u128, other: u128, all: u8| bits == 0 || (one ^ other) >> (all - bits.min(all)) == 0;
    match (address, net) {
        (IpAddr::V4(one), IpAddr::V4(other)) => same(u32::from(one).into(), u32::from(other).into(), 32),
        (IpAddr::V6(one), IpAddr::V6(other)) => same(one.into(), other.into(), 128),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_record_is_read_part_by_part_and_the_first_part_that_is_wrong_is_told() {
        let policy = parse("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx:mx.example/28//64 -include:_spf.example ?exists:%{i}.x exp=e.example ~all redirect=r.example").expect("a record");
        let whole = |domain: Option<&str>| Spec { domain: domain.map(str::to_owned), v4: 32, v6: 128 };
        assert_eq!(
            policy.mechanisms,
            [
                (Outcome::Pass, Mechanism::Net(IpAddr::from([192, 0, 2, 0]), 24)),
                (Outcome::Pass, Mechanism::Net("2001:db8::".parse().expect("an address"), 32)),
                (Outcome::Pass, Mechanism::A(whole(None))),
                (Outcome::Pass, Mechanism::Mx(Spec { v4: 28, v6: 64, ..whole(Some("mx.example")) })),
                (Outcome::Fail, Mechanism::Include("_spf.example".into())),
                (Outcome::Neutral, Mechanism::Exists("%{i}.x".into())),
                (Outcome::SoftFail, Mechanism::All),
            ]
        );
        assert_eq!(policy.redirect.as_deref(), Some("r.example"));
        for bad in [
            "ip4:192.0.2.0/33",
            "ip4:192.0.2",
            "ip4",
            "ip6:192.0.2.1",
            "a:",
            "a/",
            "a/33",
            "mx//129",
            "include",
            "include:",
            "all:x",
            "ptr/8",
            "ipv4:192.0.2.1",
            "+",
            "a/08",
        ] {
            assert_eq!(parse(&format!("v=spf1 {bad} -all")), Err(bad.to_owned()));
        }
    }

    #[test]
    fn an_address_is_within_a_net_by_its_first_bits() {
        let of = |address: &str, net: &str, bits| within(address.parse().expect("an address"), net.parse().expect("a net"), bits);
        assert!(
            of("192.0.2.77", "192.0.2.0", 24)
                && !of("192.0.3.77", "192.0.2.0", 24)
                && of("192.0.2.1", "192.0.2.1", 32)
                && of("1.2.3.4", "5.6.7.8", 0)
        );
        assert!(of("2001:db8::1", "2001:db8::", 32) && !of("2001:db9::1", "2001:db8::", 32) && !of("192.0.2.1", "::", 0));
    }

    /// The examples of RFC 7208 section 7.4.
    #[test]
    fn macros_are_written_out() {
        let resolver = Resolver::new(Vec::new(), Duration::ZERO);
        let mut walk =
            Walk { resolver: &resolver, sender: "email.example.com", address: IpAddr::from([192, 0, 2, 3]), lookups: 0, voids: 0 };
        let expand = |walk: &Walk<'_>, text: &str| walk.expand(text, "email.example.com");
        for (text, expected) in [
            ("%{s}", "postmaster@email.example.com"),
            ("%{d}", "email.example.com"),
            ("%{d4}", "email.example.com"),
            ("%{d2}", "example.com"),
            ("%{dr}", "com.example.email"),
            ("%{d2r}", "example.email"),
            ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
            ("%{lr-}.lp._spf.%{d2}", "postmaster.lp._spf.example.com"),
            ("a%%b%_c", "a%b c"),
        ] {
            assert_eq!(expand(&walk, text).as_deref(), Ok(expected), "{text}");
        }
        walk.address = "2001:db8::cb01".parse().expect("an address");
        assert_eq!(expand(&walk, "%{ir}.%{v}").as_deref(), Ok("1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6"));
        for bad in ["%", "%x", "%{", "%{}", "%{z}", "%{d0}", "%{d!}"] {
            assert!(expand(&walk, bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_can_panic_the_reader(text in "(v=spf1 )?[ -~]{0,40}", wild in "\\PC{0,20}") {
            let _ = parse(&text);
            let _ = parse(&wild);
            let resolver = Resolver::new(Vec::new(), Duration::ZERO);
            let walk = Walk { resolver: &resolver, sender: "a.example", address: IpAddr::from([192, 0, 2, 3]), lookups: 0, voids: 0 };
            let _ = walk.expand(&wild, "b.example");
            let _ = walk.expand(&format!("%{{{wild}}}"), "b.example");
        }
    }
}
