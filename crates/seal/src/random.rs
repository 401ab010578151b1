//! Randomness, from the operating system only.

use zeroize::Zeroizing;

/// Fresh random bytes, wiped when dropped.
///
/// # Panics
/// When the operating system has no randomness to give; nothing safe can be done then.
pub(crate) fn random<const N: usize>() -> Zeroizing<[u8; N]> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut bytes[..]).unwrap_or_else(|e| panic!("the operating system gives no randomness: {e}"));
    bytes
}
