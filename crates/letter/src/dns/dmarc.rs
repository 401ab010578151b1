//! What becomes of letters that claim a domain and are not its own: RFC 9989.

use super::{Resolver, Trouble, tags};

/// Labels that the walk up the tree begins with at most (RFC 9989 section 4.10).
const LABELS: usize = 8;

/// What a domain asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    None,
    Quarantine,
    Reject,
}

/// The policy that holds for a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name at which it stands: `_dmarc.` and the domain itself, or one above it.
    pub at: String,
    pub policy: Policy,
    /// It stands above, and holds for what is below.
    pub inherited: bool,
    /// `adkim=s`: the signature must be of the very domain.
    pub strict_dkim: bool,
    /// `aspf=s`: the return path must be of the very domain.
    pub strict_spf: bool,
    /// `t=y`: nobody is to act on it yet.
    pub trial: bool,
    /// Somebody gets reports (`rua`).
    pub reports: bool,
}

/// What is wrong with the records.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{0} holds several records that begin with v=DMARC1, so that none of them counts")]
    Several(String),
    #[error("the record at {0} cannot be read: it is written name=value; name=value, each name once")]
    Unreadable(String),
    #[error("the record at {0} asks for a policy that there is not: p is none, quarantine or reject")]
    Policy(String),
    #[error(transparent)]
    Dns(#[from] Trouble),
}

/// The policy for letters from `domain`: its own, or the one of the domain that it belongs to. `None` when there is none.
///
/// # Errors
/// [`Fault`].
pub async fn find(resolver: &Resolver, domain: &str) -> Result<Option<Found>, Fault> {
    let mut organisation = None;
    for name in walk(domain) {
        let Some((at, tags)) = record(resolver, &name).await? else { continue };
        let own = name == domain;
        if own {
            return found(at, &tags, false).map(Some);
        }
        let psd = tags::get(&tags, "psd").unwrap_or("u").to_ascii_lowercase();
        // The domain that says so itself is the organisation's; above a registry's own record there is none, and it serves only where nothing else does.
        if psd == "y" && organisation.is_some() {
            break;
        }
        organisation = Some((at, tags));
        if psd == "n" || psd == "y" {
            break;
        }
    }
    organisation.map(|(at, tags)| found(at, &tags, true)).transpose()
}

/// The domain, then one label less each time; a very long one goes on with its last seven.
fn walk(domain: &str) -> impl Iterator<Item = String> {
    let labels: Vec<&str> = domain.split('.').collect();
    let above = labels.len().saturating_sub(1).min(LABELS - 1);
    let names: Vec<String> =
        [domain.to_owned()].into_iter().chain((1..=above).rev().map(|count| labels[labels.len() - count..].join("."))).collect();
    names.into_iter()
}

type Tags = Vec<(String, String)>;

async fn record(resolver: &Resolver, name: &str) -> Result<Option<(String, Tags)>, Fault> {
    let at = format!("_dmarc.{name}");
    let texts = resolver.texts(&at).await?;
    let mut ours = texts.iter().filter(|text| is_dmarc(text));
    let Some(text) = ours.next() else { return Ok(None) };
    if ours.next().is_some() {
        return Err(Fault::Several(at));
    }
    let tags = tags::read(text).ok_or_else(|| Fault::Unreadable(at.clone()))?;
    Ok(Some((at, tags)))
}

/// `v=DMARC1` stands first, and is the only tag whose capitals matter.
fn is_dmarc(text: &str) -> bool {
    let first = text.split(';').next().unwrap_or_default();
    first.split_once('=').is_some_and(|(name, value)| name.trim().eq_ignore_ascii_case("v") && value.trim() == "DMARC1")
}

fn found(at: String, tags: &Tags, inherited: bool) -> Result<Found, Fault> {
    let own = tags::get(tags, "p");
    let said = if inherited { tags::get(tags, "sp").or(own) } else { own };
    let strict = |name| tags::get(tags, name).is_some_and(|value| value.eq_ignore_ascii_case("s"));
    let reports = tags::get(tags, "rua").is_some_and(|value| !value.is_empty());
    let policy = match said.map(str::to_ascii_lowercase).as_deref() {
        Some("none") => Policy::None,
        Some("quarantine") => Policy::Quarantine,
        Some("reject") => Policy::Reject,
        // Without a policy that can be read, a record that asks for reports is one of “none” (RFC 9989 section 4.7).
        _ if reports => Policy::None,
        _ => return Err(Fault::Policy(at)),
    };
    let trial = tags::get(tags, "t").is_some_and(|value| value.eq_ignore_ascii_case("y"));
    Ok(Found { at, policy, inherited, strict_dkim: strict("adkim"), strict_spf: strict("aspf"), trial, reports })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_goes_up_label_by_label_and_a_long_name_is_cut_to_seven() {
        let of = |domain| walk(domain).collect::<Vec<_>>();
        assert_eq!(of("news.lamp.example"), ["news.lamp.example", "lamp.example", "example"]);
        let long = of("a.b.c.d.e.f.g.h.i.example");
        assert_eq!((long.len(), long[1].as_str(), long[7].as_str()), (8, "d.e.f.g.h.i.example", "example"));
        assert_eq!(of("a.b.c.d.e.f.g.example").len(), 8);
    }

    #[test]
    fn a_record_is_read_by_its_tags() {
        let of = |text: &str, inherited| found("_dmarc.x".into(), &tags::read(text).expect("tags"), inherited);
        let record =
            of("v=DMARC1; p=Reject; sp=quarantine; adkim=s; aspf=r; t=y; rua=mailto:a@b.example; pct=50", false).expect("a record");
        assert_eq!(
            (record.policy, record.strict_dkim, record.strict_spf, record.trial, record.reports),
            (Policy::Reject, true, false, true, true)
        );
        assert_eq!(of("v=DMARC1; p=reject; sp=quarantine", true).expect("a record").policy, Policy::Quarantine);
        assert_eq!(of("v=DMARC1; p=reject", true).expect("a record").policy, Policy::Reject);
        assert_eq!(of("v=DMARC1; rua=mailto:a@b.example", false).expect("a record").policy, Policy::None);
        assert_eq!(of("v=DMARC1; p=bounce", false), Err(Fault::Policy("_dmarc.x".into())));
        assert!(
            is_dmarc(" V = DMARC1 ;p=none")
                && !is_dmarc("v=dmarc1; p=none")
                && !is_dmarc("v=DMARC12; p=none")
                && !is_dmarc("p=none; v=DMARC1")
        );
        assert_eq!(tags::read("v=DMARC1; p=none; p=reject"), None);
        assert_eq!(tags::read("v=DMARC1; reject"), None);
    }
}
