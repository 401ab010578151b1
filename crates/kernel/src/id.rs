//! Random identities.
//!
//! Every id is a newtype made by [`id!`](crate::id!), so that an article's cannot be handed where an author's is due. They are random, because a counter
//! would tell how many there are and in which order they came.

/// 63 random bits: positive as a signed 64-bit integer, which is what both databases store.
///
/// # Panics
/// When the operating system has no randomness to give; nothing safe can be done then.
pub fn random() -> i64 {
    let bits = getrandom::u64().unwrap_or_else(|e| panic!("the operating system gives no randomness: {e}"));
    (bits >> 1) as i64
}

/// Declares id newtypes: `id!(PieceId, "A piece at the desk.")`.
#[macro_export]
macro_rules! id {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// A new random one.
            pub fn random() -> Self {
                Self($crate::id::random())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    };
}
