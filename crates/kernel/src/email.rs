//! Where a letter goes: an address of RFC 5321, and the domain behind it.
//!
//! Promises: one door; what is let in can stand in a header or an SMTP command as it is, because it holds no white space, control character, quotation mark or
//! bracket; it is within the bounds of RFC 5321 section 4.5.3.1; its domain is written in lower-case A-labels (RFC 5890); and it never prints itself. There is
//! no `Display`, `Serialize` or `Ord` on purpose: a reader's address leaves only by [`EmailAddress::as_str`], which is easy to search for.
//!
//! Not let in: comments, domain literals, domains of one label, and local parts that need quotation marks. Nobody's newsletter goes there.

use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use zeroize::{Zeroize, Zeroizing};

use crate::Unfit;

/// Octets before the `@` (RFC 5321 section 4.5.3.1.1).
pub const LONGEST_LOCAL: usize = 64;
/// Octets of the whole: a path of 256 less its angle brackets (RFC 5321 section 4.5.3.1.3).
pub const LONGEST: usize = 254;

/// An address such as `nadia@example.org`. Its memory is overwritten when it is dropped.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    whole: String,
    at: usize,
}

impl EmailAddress {
    /// Reads an address that a person typed: white space around it and needless quotation marks (`"ann"@…`) do not matter.
    ///
    /// # Errors
    /// [`Unfit::EmailAddress`] says what is wrong without repeating the text.
    pub fn parse(text: &str) -> Result<Self, Unfit> {
        let text = text.trim();
        // Four octets for each of the characters that an A-label may have been folded from is far beyond any real address.
        if text.len() > 4 * LONGEST {
            return Err(Unfit::EmailAddress("it is too long"));
        }
        let (local, domain) = text.rsplit_once('@').ok_or(Unfit::EmailAddress("it has no @"))?;
        let local = bare(local);
        check_local(local)?;
        let domain = Domain::parse(domain).map_err(|_| Unfit::EmailAddress("what stands after the @ is no domain name"))?;
        if local.len() + 1 + domain.0.len() > LONGEST {
            return Err(Unfit::EmailAddress("it is longer than 254 bytes"));
        }
        let mut whole = String::with_capacity(local.len() + 1 + domain.0.len());
        whole.extend([local, "@", &domain.0]);
        Ok(Self { at: local.len(), whole })
    }

    /// The address as it goes into a header and an SMTP command.
    pub fn as_str(&self) -> &str {
        &self.whole
    }

    /// What stands before the `@`, as it was typed: only its own host may say that capitals do not matter (RFC 5321 section 2.4).
    pub fn local(&self) -> &str {
        &self.whole[..self.at]
    }

    /// The domain in lower-case A-labels.
    pub fn domain(&self) -> &str {
        &self.whole[self.at + 1..]
    }

    /// The form by which two rows are found to be of one reader: local part with ASCII in lower case and composed (NFC). Not an address to write to.
    pub fn normalised(&self) -> Zeroizing<String> {
        let mut lower = Zeroizing::new(self.whole.clone());
        lower.make_ascii_lowercase();
        if lower.is_ascii() {
            return lower;
        }
        Zeroizing::new(ComposingNormalizerBorrowed::new_nfc().normalize_iter(lower.chars()).collect())
    }

    /// Whether only a host that offers SMTPUTF8 (RFC 6531) can take it.
    pub fn needs_smtputf8(&self) -> bool {
        !self.local().is_ascii()
    }
}

impl Drop for EmailAddress {
    fn drop(&mut self) {
        self.whole.zeroize();
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

/// The inside of quotation marks that were not needed.
fn bare(local: &str) -> &str {
    local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|inside| check_local(inside).is_ok()).unwrap_or(local)
}

/// Dot-atom of RFC 5322 section 3.2.3 with the non-ASCII characters of RFC 6532, less those that are not seen or turn the line around.
fn check_local(local: &str) -> Result<(), Unfit> {
    if local.is_empty() {
        return Err(Unfit::EmailAddress("nothing stands before the @"));
    }
    if local.len() > LONGEST_LOCAL {
        return Err(Unfit::EmailAddress("what stands before the @ is longer than 64 bytes"));
    }
    if local.split('.').any(str::is_empty) {
        return Err(Unfit::EmailAddress("a dot stands at an end or beside another"));
    }
    if !local.chars().all(|c| c == '.' || is_atext(c)) {
        return Err(Unfit::EmailAddress("a character before the @ cannot stand there"));
    }
    Ok(())
}

fn is_atext(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        '\0'..='\x7f' => "!#$%&'*+-/=?^_`{|}~".contains(c),
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{ffff}' => {
            false
        }
        _ => !c.is_control() && !c.is_whitespace(),
    }
}

/// A domain name of two labels or more, in lower-case A-labels, without a dot at the end.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Domain(String);

impl Domain {
    /// Reads a name in any script (UTS 46, not transitional; letters, digits and hyphens; the lengths of RFC 1035).
    pub fn parse(text: &str) -> Result<Self, Unfit> {
        // Longer texts are not worth the work of mapping them.
        if text.len() > 4 * LONGEST {
            return Err(Unfit::Domain("it is too long"));
        }
        let ascii = Uts46::new()
            .to_ascii(text.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
            .map_err(|_| Unfit::Domain("it has a character or a length that no domain name has"))?;
        let (_, top) = ascii.rsplit_once('.').ok_or(Unfit::Domain("it has no dot"))?;
        // A number at the end makes it an IPv4 address in most eyes.
        if top.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Unfit::Domain("it ends in a number"));
        }
        Ok(Self(ascii.into_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A reader's domain can be the reader: it prints no more than the address does.
impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Domain(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        EmailAddress::parse(text).expect("an address").as_str().to_owned()
    }

    #[test]
    fn an_address_is_read_as_a_person_types_it() {
        assert_eq!(read("  Ann.O'Hara+news@Example.ORG\n"), "Ann.O'Hara+news@example.org");
        assert_eq!(read("\"ann\"@example.org"), "ann@example.org", "quotation marks that are not needed");
        assert_eq!(read("ann@bücher.example"), "ann@xn--bcher-kva.example");
        assert_eq!(read("ann@почта.рф"), "ann@xn--80a1acny.xn--p1ai");
        assert_eq!(read("ann@ＥＸＡＭＰＬＥ。org"), "ann@example.org", "full-width letters and the ideographic full stop");
    }

    #[test]
    fn what_could_open_a_second_header_or_command_is_no_address() {
        for bad in [
            "",
            "@",
            "ann",
            "ann@",
            "@example.org",
            "ann@example",
            "ann@10.0.0.1",
            "ann@[10.0.0.1]",
            "ann@example.org.",
            "ann@-a.org",
            "a..b@example.org",
            ".a@example.org",
            "a.@example.org",
            "a b@example.org",
            "a\r\nBcc: c@example.org",
            "a\0@example.org",
            "a\u{85}b@example.org",
            "a\u{2028}b@example.org",
            "a\u{202e}b@example.org",
            "a@b@example.org",
            "\"a b\"@example.org",
            "a(comment)@example.org",
            "<a@example.org>",
            "a,b@example.org",
            "a@exa mple.org",
            "a@example.org\r\nDATA",
            "a@exam_ple.org",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn lengths_are_those_of_rfc_5321() {
        let local = |n: usize| format!("{}@example.org", "a".repeat(n));
        assert!(EmailAddress::parse(&local(64)).is_ok());
        assert!(EmailAddress::parse(&local(65)).is_err());
        let label = "b".repeat(60);
        let whole = |n: usize| format!("{}@{label}.{label}.{label}.org", "a".repeat(n));
        assert!(EmailAddress::parse(&whole(64)).is_ok_and(|found| found.as_str().len() == 251));
        assert!(EmailAddress::parse(&format!("{}@{label}.{label}.{label}.horse", "a".repeat(64))).is_ok());
        assert!(EmailAddress::parse(&format!("{}@{label}.{label}.{label}.horses.org", "a".repeat(64))).is_err());
        assert!(EmailAddress::parse(&format!("a@{}.org", "b".repeat(64))).is_err());
        assert!(EmailAddress::parse(&"a".repeat(1 << 20)).is_err());
    }

    #[test]
    fn two_spellings_of_one_reader_are_merged_and_the_typed_one_is_kept() {
        let (one, other) = (EmailAddress::parse("Ann@example.org"), EmailAddress::parse("ann@EXAMPLE.org"));
        let (one, other) = (one.expect("an address"), other.expect("an address"));
        assert_eq!(one.normalised(), other.normalised());
        assert_eq!(one.local(), "Ann");
        assert_eq!(one.domain(), "example.org");
        assert!(!one.needs_smtputf8());
        let composed = EmailAddress::parse("jos\u{e9}@example.org").expect("an address");
        let decomposed = EmailAddress::parse("jose\u{301}@example.org").expect("an address");
        assert_ne!(composed, decomposed);
        assert_eq!(composed.normalised(), decomposed.normalised());
        assert!(composed.needs_smtputf8());
    }

    #[test]
    fn neither_a_value_nor_a_refusal_prints_the_address() {
        let address = EmailAddress::parse("canary@example.org").expect("an address");
        let domain = Domain::parse("canary.example").expect("a domain");
        let refused = EmailAddress::parse("canary @example.org").expect_err("a space");
        for printed in [format!("{address:?}"), format!("{domain:?}"), format!("{refused:?}"), refused.to_string()] {
            assert!(!printed.contains("canary"), "{printed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_let_in_fits_a_header_and_is_read_again_as_itself(text in "\\PC{0,12}[\\x00-\\x7f]{0,8}@\\PC{0,12}\\.[a-z]{2,6}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                let again = EmailAddress::parse(address.as_str());
                prop_assert_eq!(again.as_ref(), Ok(&address));
                prop_assert!(!address.as_str().chars().any(|c| c.is_control() || c.is_whitespace() || "<>\"(),:;\\[]".contains(c)));
                prop_assert!(address.as_str().len() <= LONGEST && address.local().len() <= LONGEST_LOCAL);
                prop_assert!(address.domain().is_ascii());
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = EmailAddress::parse(&text);
            let _ = Domain::parse(&text);
        }
    }
}
