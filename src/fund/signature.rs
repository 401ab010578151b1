//! Whether a hook comes from the processor: HMAC-SHA256 over the raw bytes and the time, as Stripe signs.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

/// Seconds by which a signature may be older or younger than now.
pub const TOLERANCE: i64 = 300;

/// Why a hook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unbelieved {
    #[error("it is not signed")]
    Unsigned,
    #[error("its signature is none of ours")]
    Forged,
    #[error("its signature is too old, or from the future")]
    Old,
}

/// Checks `Stripe-Signature: t=…,v1=…[,v1=…]` against each secret; two are good while one replaces the other.
///
/// # Errors
/// Why it is not believed.
pub fn check(header: &str, body: &[u8], secrets: &[String], now: Timestamp) -> Result<(), Unbelieved> {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let time = parts().find(|(name, _)| *name == "t").map(|(_, time)| time).ok_or(Unbelieved::Unsigned)?;
    let seconds: i64 = time.parse().map_err(|_| Unbelieved::Unsigned)?;
    let given: Vec<Vec<u8>> = parts().filter(|(name, _)| *name == "v1").filter_map(|(_, hex)| bytes(hex)).collect();
    if given.is_empty() {
        return Err(Unbelieved::Unsigned);
    }
    let fits = secrets.iter().filter(|secret| !secret.is_empty()).any(|secret| {
        given.iter().any(|signature| {
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
            mac.update(time.as_bytes());
            mac.update(b".");
            mac.update(body);
            // In the same time for every wrong signature.
            mac.verify_slice(signature).is_ok()
        })
    });
    match fits {
        false => Err(Unbelieved::Forged),
        true if seconds.abs_diff(now.as_second()) > TOLERANCE.unsigned_abs() => Err(Unbelieved::Old),
        true => Ok(()),
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) || hex.len() > 128 {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1","type":"ping"}"#;

    fn signed(secret: &str, time: i64, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
        mac.update(format!("{time}.").as_bytes());
        mac.update(body);
        let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("t={time},v1={hex},v0=00")
    }

    #[test]
    fn a_hook_is_believed_by_either_secret_within_five_minutes() {
        let (now, secrets) = (kernel::clock::moment(1_800_000_000_000), ["whsec_old".to_owned(), "whsec_new".to_owned()]);
        let time = now.as_second();
        for secret in &secrets {
            for off in [-300, 0, 300] {
                assert_eq!(check(&signed(secret, time + off, BODY), BODY, &secrets, now), Ok(()));
            }
            for off in [-301, 301] {
                assert_eq!(check(&signed(secret, time + off, BODY), BODY, &secrets, now), Err(Unbelieved::Old));
            }
        }
    }

    #[test]
    fn what_is_forged_altered_or_unsigned_is_not_believed() {
        let (now, secrets) = (kernel::clock::moment(1_800_000_000_000), ["whsec_new".to_owned(), String::new()]);
        let good = signed("whsec_new", now.as_second(), BODY);
        assert_eq!(check(&signed("whsec_other", now.as_second(), BODY), BODY, &secrets, now), Err(Unbelieved::Forged));
        assert_eq!(check(&signed("", now.as_second(), BODY), BODY, &secrets, now), Err(Unbelieved::Forged), "an empty secret is none");
        for at in 0..BODY.len() {
            let mut altered = BODY.to_vec();
            altered[at] ^= 1;
            assert_eq!(check(&good, &altered, &secrets, now), Err(Unbelieved::Forged));
        }
        let moved = good.replace("t=1800000000", "t=1800000001");
        assert_eq!(check(&moved, BODY, &secrets, now), Err(Unbelieved::Forged), "the time is signed too");
        for unsigned in ["", "t=1800000000", "v1=aa", "t=x,v1=aa", "t=1800000000,v1=a", "t=1800000000,v1=яя"] {
            assert_eq!(check(unsigned, BODY, &secrets, now), Err(Unbelieved::Unsigned), "{unsigned}");
        }
    }
}
