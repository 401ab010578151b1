//! What the server says it can do, in its answer to EHLO (RFC 5321 4.1.1.1).

/// The extensions that matter to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Offer {
    /// RFC 2920: commands may be sent without waiting for each reply.
    pub pipelining: bool,
    /// RFC 1870: MAIL may tell the letter's size. The bytes of the largest letter; 0 when the server names no bound.
    pub size: Option<u64>,
    /// RFC 6152.
    pub eight_bit: bool,
    /// RFC 6531.
    pub utf8: bool,
    /// RFC 3207.
    pub start_tls: bool,
    /// RFC 4616.
    pub auth_plain: bool,
    /// Never standardised, and all that some servers have.
    pub auth_login: bool,
}

impl Offer {
    /// From the lines of the reply. The first is the server's greeting and offers nothing.
    pub fn read(reply: &[u8]) -> Self {
        let mut offer = Offer::default();
        let text = String::from_utf8_lossy(reply);
        for line in text.lines().skip(1) {
            let line = line.get(4..).unwrap_or_default().to_ascii_uppercase();
            let mut words = line.split([' ', '=', '\t', '\r']).filter(|word| !word.is_empty());
            match words.next() {
                Some("PIPELINING") => offer.pipelining = true,
                Some("SIZE") => offer.size = Some(words.next().and_then(|bytes| bytes.parse().ok()).unwrap_or(0)),
                Some("8BITMIME") => offer.eight_bit = true,
                Some("SMTPUTF8") => offer.utf8 = true,
                Some("STARTTLS") => offer.start_tls = true,
                Some("AUTH") => {
                    for mechanism in words {
                        offer.auth_plain |= mechanism == "PLAIN";
                        offer.auth_login |= mechanism == "LOGIN";
                    }
                }
                _ => (),
            }
        }
        offer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_read_whatever_their_case() {
        let offer = Offer::read(b"250-smtp.example PIPELINING\r\n250-size 35882577\r\n250-8BitMIME\r\n250-AUTH=LOGIN\r\n250-AUTH PLAIN XOAUTH2\r\n250 SMTPUTF8\r\n");
        let expected =
            Offer { size: Some(35_882_577), eight_bit: true, utf8: true, auth_plain: true, auth_login: true, ..Offer::default() };
        assert_eq!(offer, expected, "and PIPELINING in the greeting is no offer");
        assert_eq!(Offer::read(b"250-x\r\n250-SIZE\r\n250 PIPELINING\r\n"), Offer { size: Some(0), pipelining: true, ..Offer::default() });
        assert_eq!(Offer::read(b"250-x\r\n250-\xff\xff\r\n250-\r\n250\r\n"), Offer::default());
    }
}
