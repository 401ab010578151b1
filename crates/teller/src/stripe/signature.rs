//! `Stripe-Signature: t=…,v1=…`: HMAC-SHA256 over the moment, a point and the raw bytes.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The header for `body`, with one `v1` for each secret (two while one replaces the other).
pub fn header(secrets: &[String], second: i64, body: &[u8]) -> String {
    let mut header = format!("t={second}");
    for secret in secrets {
        header.push_str(",v1=");
        header.push_str(&sign(secret, second, body));
    }
    header
}

fn sign(secret: &str, second: i64, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(second.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_openssl() {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_one
        let header = header(&["whsec_one".to_owned()], 1_700_000_000, br#"{"a":1}"#);
        assert_eq!(header, "t=1700000000,v1=3c2a43f6f69d57ddfe8e506b006b338393c7a8c400e77c5f191ba17e15763c74");
    }
}
