//! Which addresses may be written on the wire: none that could end the command and begin another.

use crate::bounce::Enhanced;

use super::{Envelope, Reply, Stage};

/// Bytes of a path without its angle brackets (RFC 5321 4.5.3.1.3), of a local part and of a domain (4.5.3.1.1 and 4.5.3.1.2).
const PATH: usize = 254;
const LOCAL: usize = 64;
const DOMAIN: usize = 255;

/// Whether both addresses can be written, and need SMTPUTF8 (RFC 6531). A refusal carries the code of RFC 5321 and the status of RFC 3463 for it.
pub(super) fn check(envelope: &Envelope<'_>) -> Result<bool, Reply> {
    let refusal = |subject, detail| Reply { code: 553, enhanced: Some(Enhanced { class: 5, subject, detail }), stage: Stage::Here };
    if !envelope.from.is_empty() && !is_writable(envelope.from) {
        return Err(refusal(1, 7));
    }
    if !is_writable(envelope.to) {
        return Err(refusal(1, 3));
    }
    Ok(!envelope.from.is_ascii() || !envelope.to.is_ascii())
}

/// Quoted local parts with spaces or angle brackets are correct and are refused all the same: nobody has them, and attackers use them.
fn is_writable(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let dangerous = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '\\' | '"');
    (1..=LOCAL).contains(&local.len()) && (1..=DOMAIN).contains(&domain.len()) && address.len() <= PATH && !address.contains(dangerous)
}

/// What may be said in EHLO: a domain name of letters, digits and hyphens (RFC 5321 2.3.5) that is no address.
pub(super) fn is_hello(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let numeric = name.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    name.len() <= DOMAIN && !numeric && name.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_carry_a_second_command() {
        for bad in
            ["a@b>\r\nRCPT TO:<c@d", "a@b\n", "a b@c", "<a@b>", "a", "@b", "a@", "", "\"a b\"@c", "a\0@b", "a@b\u{85}", "a\u{2028}@b"]
        {
            assert!(check(&Envelope { from: "", to: bad }).is_err(), "{bad:?}");
            assert_eq!(check(&Envelope { from: bad, to: "a@b" }).is_err(), !bad.is_empty(), "{bad:?}");
        }
        assert_eq!(check(&Envelope { from: "", to: "a+b'c@d.example" }), Ok(false));
        assert_eq!(check(&Envelope { from: "", to: "чит@пример.example" }), Ok(true));
        let long = format!("{}@b", "a".repeat(65));
        assert!(check(&Envelope { from: "", to: &long }).is_err());
    }

    #[test]
    fn the_name_in_ehlo_is_never_an_address() {
        for good in ["mail.example.org", "relay", "x1.example", "a-b.c"] {
            assert!(is_hello(good), "{good}");
        }
        for bad in ["", "[192.0.2.1]", "192.0.2.1", "[IPv6:2001:db8::1]", "::1", "a b", "a\r\nMAIL", "a..b", "-a.b", "a_b.c", "."] {
            assert!(!is_hello(bad), "{bad}");
        }
    }
}
