//! Which row a message is about.

use letter::verp::Returned;
use letter::{ReturnPath, Secret};
use memchr::memmem;

use crate::post::model::Token;

/// Return paths and links inside a message that are tried. A report names one; whoever writes thousands wants us to work.
const TRIES: usize = 16;
/// What stands before a reader's token in every link to leave.
const LINK: &[u8] = b"/letters/leave/";
/// Letters of a token.
const TOKEN: usize = 22;

/// By the return path that it came to, or else by one that stands in it: complaints come to an address of their own, and some servers bounce to whom they like. Only
/// what bears our HMAC is believed, wherever it stands.
pub fn row(secret: &Secret, issues: &[i64], recipient: &str, bytes: &[u8]) -> Option<Returned> {
    let inside = || ReturnPath::find(bytes).take(TRIES).find_map(|local| ReturnPath::read(secret, issues, local));
    ReturnPath::read(secret, issues, recipient).or_else(inside)
}

/// Readers' tokens in links to leave. Providers that send our letter back with a complaint leave its header as it was.
pub fn tokens(bytes: &[u8]) -> Vec<Token> {
    let after = |at: usize| std::str::from_utf8(bytes.get(at + LINK.len()..at + LINK.len() + TOKEN)?).ok().and_then(Token::parse);
    memmem::find_iter(bytes, LINK).take(TRIES).filter_map(after).collect()
}

/// How many servers it has come through, counted no further than needed. Loops are told by that (RFC 5321 section 6.3).
pub fn hops(bytes: &[u8]) -> usize {
    let header = memmem::find(bytes, b"\r\n\r\n").or_else(|| memmem::find(bytes, b"\n\n")).unwrap_or(bytes.len());
    let is_hop = |line: &[u8]| line.get(..9).is_some_and(|name| name.eq_ignore_ascii_case(b"received:"));
    bytes[..header].split(|byte| *byte == b'\n').filter(|line| is_hop(line)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_hops_are_found_in_any_bytes() {
        let token = Token::random();
        let message = format!("List-Unsubscribe: <https://lamp.example/letters/leave/{}>\n\n/letters/leave/x", token.text());
        assert_eq!(tokens(message.as_bytes()), [token]);
        assert_eq!(tokens(&message.as_bytes()[..60]), []);
        assert!(tokens(&"/letters/leave/AAAAAAAAAAAAAAAAAAAAAA".repeat(9_999).into_bytes()).len() <= TRIES);
        assert_eq!(hops(b"Received: a\r\nreceived: b\r\n\treceived: c\r\nSubject: x\r\n\r\nReceived: d\r\n"), 2);
        assert_eq!(hops(&b"Received:x\n".repeat(100)), 100);
        assert_eq!(hops(b""), 0);
    }
}
