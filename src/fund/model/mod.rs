//! Contributions: the types and the rules, without any input or output.
//!
//! - [`attempt`]: a contribution that somebody has begun.
//! - [`fact`]: what a processor has said, without anything of the person.
//! - [`gate`]: who is kept from paying, for their own sake.
//! - [`ledger`]: what became of the money, in double entry.
//! - [`standing`]: how a contribution stands, by all facts about it.
//! - [`dunning`]: which letters a failing card is worth.
//! - [`statement`]: the words on a bank statement.

pub mod attempt;
pub mod dunning;
pub mod fact;
pub mod gate;
pub mod ledger;
pub mod standing;
pub mod statement;
#[cfg(test)]
pub(in crate::fund) mod tests;

use kernel::id;

id!(AttemptId, "A contribution that somebody has begun.");
id!(ReminderId, "A wish to be reminded. Nothing can be told of an address by it.");

/// An enum whose every variant has one word, which is stored and stands in forms.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$inner])* #[serde(rename = $word)] $variant),*
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),*
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::fund::model::Strange;
            fn from_str(word: &str) -> Result<Self, $crate::fund::model::Strange> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word).ok_or($crate::fund::model::Strange)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

/// A word that is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this word is not known here")]
pub struct Strange;

words! {
    /// How often somebody gives.
    Interval { Once = "once", Monthly = "monthly", Annual = "annual" }
}

words! {
    /// Who moves the money.
    Provider {
        Stripe = "stripe",
        Mollie = "mollie",
        /// A bank account of ours, and a reference to write into the transfer.
        Transfer = "transfer",
        /// An address that the treasurer looks at.
        Crypto = "crypto",
    }
}

words! {
    /// How somebody pays.
    Method {
        /// And the wallets that stand for one.
        Card = "card",
        Ideal = "ideal",
        Bancontact = "bancontact",
        Sepa = "sepa",
        Paypal = "paypal",
        Transfer = "transfer",
        Crypto = "crypto",
    }
}

impl Interval {
    pub fn recurs(self) -> bool {
        self != Self::Once
    }
}

impl Method {
    /// Whether the processor is asked at all; what is left goes from bank to bank, or from hand to hand.
    pub fn is_online(self) -> bool {
        !matches!(self, Self::Transfer | Self::Crypto)
    }

    /// Whether money can be given that way, so often, in that currency.
    pub fn takes(self, interval: Interval, currency: kernel::Currency) -> bool {
        match self {
            Self::Card => true,
            Self::Paypal => currency.decimals() == 2,
            Self::Ideal | Self::Bancontact => currency.code() == "EUR",
            Self::Sepa => currency.code() == "EUR" && !interval.recurs(),
            // Nobody can draw it for them: who gives so each month gives once each month.
            Self::Transfer | Self::Crypto => !interval.recurs(),
        }
    }
}
