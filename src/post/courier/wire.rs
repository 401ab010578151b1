//! How a courier's request and the server's answer are signed; both sides use this file.
//!
//! Promises: a signature is for one method, path, body, moment and server, and an answer for one request; neither can be taken for the signature of an edition
//! or for one of the other kind.
//!
//! Signatures are those of [`seal::signature`], in base64 because a header is one line.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use seal::{Hash, PublicKey, SigningKey};

/// The courier's public key, as minisign writes it in one line.
pub const KEY: &str = "courier-key";
/// Milliseconds since 1970-01-01T00:00Z.
pub const AT: &str = "courier-at";
/// 32 hex digits that no other request has.
pub const NONCE: &str = "courier-nonce";
/// Over all of these and the body; in an answer, by the key that signs editions.
pub const SIGNATURE: &str = "courier-signature";

/// Everything of a request but its body.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    pub method: &'a str,
    /// With the query.
    pub path: &'a str,
    pub at: Timestamp,
    pub nonce: &'a str,
}

/// 128 random bits as hex.
pub fn nonce() -> String {
    // Ids have 63 bits each; a third fills up what two lack.
    let bits = [kernel::id::random(), kernel::id::random(), kernel::id::random()];
    Hash::of(&bits.map(i64::to_be_bytes).concat()).to_string().split_off(32)
}

pub fn is_nonce(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The value of [`SIGNATURE`] for a request to `server`.
pub fn sign_request(key: &SigningKey, server: &PublicKey, head: Head<'_>, body: &[u8]) -> String {
    STANDARD.encode(key.sign(&request(server, head, body), ""))
}

/// Whether `courier` has signed this request to `server`.
pub fn holds_request(courier: &PublicKey, server: &PublicKey, head: Head<'_>, body: &[u8], signature: &str) -> bool {
    holds(courier, &request(server, head, body), signature)
}

/// The value of [`SIGNATURE`] for an answer. `courier` is as the request named it.
pub fn sign_answer(key: &SigningKey, courier: &str, nonce: &str, status: u16, body: &[u8]) -> String {
    STANDARD.encode(key.sign(&answer(courier, nonce, status, body), ""))
}

/// Whether `server` has given this answer to the request with that nonce.
pub fn holds_answer(server: &PublicKey, courier: &str, nonce: &str, status: u16, body: &[u8], signature: &str) -> bool {
    holds(server, &answer(courier, nonce, status, body), signature)
}

fn request(server: &PublicKey, Head { method, path, at, nonce }: Head<'_>, body: &[u8]) -> Vec<u8> {
    // No part can hold a line break, so none can be moved into another.
    let clean = |text: &str| text.replace(['\n', '\r'], " ");
    let (method, path, nonce, at, hash) = (clean(method), clean(path), clean(nonce), at.as_millisecond(), Hash::of(body));
    format!("indelible courier request 1\n{server}\n{method} {path}\n{at}\n{nonce}\n{hash}\n").into_bytes()
}

fn answer(courier: &str, nonce: &str, status: u16, body: &[u8]) -> Vec<u8> {
    let clean = |text: &str| text.replace(['\n', '\r'], " ");
    let (courier, nonce, hash) = (clean(courier), clean(nonce), Hash::of(body));
    format!("indelible courier answer 1\n{courier}\n{nonce}\n{status}\n{hash}\n").into_bytes()
}

fn holds(key: &PublicKey, text: &[u8], signature: &str) -> bool {
    let minisig = STANDARD.decode(signature).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    minisig.is_some_and(|minisig| key.verify(text, &minisig).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_for_one_request_to_one_server_and_for_nothing_else() {
        let (courier, server, other) = (SigningKey::generate(), SigningKey::generate(), SigningKey::generate());
        let at = "2026-11-22T08:00:00Z".parse().expect("a moment");
        let (one, two) = (nonce(), nonce());
        assert!(is_nonce(&one) && one != two && !is_nonce("x") && !is_nonce(&one.to_uppercase().replace(char::is_numeric, "A")));
        let head = Head { method: "POST", path: "/courier/results?x=1", at, nonce: &one };
        let signature = sign_request(&courier, &server.public(), head, b"body");
        let holds =
            |key: &SigningKey, to: &SigningKey, head, body: &[u8]| holds_request(&key.public(), &to.public(), head, body, &signature);
        assert!(holds(&courier, &server, head, b"body"));
        assert!(
            !holds(&courier, &server, head, b"other") && !holds(&courier, &other, head, b"body") && !holds(&other, &server, head, b"body")
        );
        for head in [
            Head { method: "GET", ..head },
            Head { path: "/courier/results", ..head },
            Head { at: at + jiff::SignedDuration::from_millis(1), ..head },
            Head { nonce: &two, ..head },
        ] {
            assert!(!holds(&courier, &server, head, b"body"), "{head:?}");
        }
        let name = courier.public().to_string();
        let answered = sign_answer(&server, &name, &one, 200, b"body");
        assert!(holds_answer(&server.public(), &name, &one, 200, b"body", &answered));
        assert!(!holds_answer(&server.public(), &name, &two, 200, b"body", &answered), "of another request");
        assert!(!holds_answer(&server.public(), &name, &one, 401, b"body", &answered));
        assert!(!holds_answer(&server.public(), &other.public().to_string(), &one, 200, b"body", &answered), "to another courier");
        for rubbish in ["", "x", "AAAA", &signature] {
            assert!(!holds_answer(&server.public(), &name, &one, 200, b"body", rubbish));
        }
    }
}
