//! Money: whole minor units and their currency.
//!
//! Promises: nothing here ever passes through a floating-point number; two currencies are never added; what overflows is refused.
//!
//! - [`currencies`]: the one table.
//! - `reading`: an amount as a person types it.
//! - `saying`: an amount as a person reads it.

#![deny(clippy::float_arithmetic)]

pub mod currencies;
mod reading;
mod saying;
#[cfg(test)]
mod tests;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use currencies::{Entry, FEE_BASIS_POINTS, TABLE};

/// A currency of the table.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Currency(&'static Entry);

/// An amount of one currency: positive, negative or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

/// Why an amount was not let in, or not reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("there is no amount")]
    Empty,
    #[error("this is no amount: write it with digits, such as 25")]
    Strange,
    /// `1.500` is one and a half to one reader and fifteen hundred to another.
    #[error("this can be read in two ways: write it without the mark between the digits")]
    Unclear,
    #[error("the currency has no such small coins")]
    TooFine,
    #[error("the amount is too large")]
    TooLarge,
    #[error("{0} and {1} cannot be added")]
    Mixed(Currency, Currency),
    #[error("this currency is not in the table")]
    Unknown,
}

impl Currency {
    /// What the table says of it.
    pub fn entry(self) -> &'static Entry {
        self.0
    }

    pub fn code(self) -> &'static str {
        self.0.code
    }

    pub fn decimals(self) -> u32 {
        self.0.decimals
    }

    pub fn of(self, minor: i64) -> Money {
        Money { minor, currency: self }
    }

    /// Minor units of one major.
    pub fn major(self) -> i64 {
        10_i64.pow(self.0.decimals)
    }

    /// The least that can be given at once.
    pub fn least(self) -> Money {
        self.of(self.0.least)
    }

    pub fn most(self) -> Money {
        self.of(self.0.most)
    }
}

impl Money {
    /// # Errors
    /// When the currencies differ, or the sum is too large.
    pub fn plus(self, other: Self) -> Result<Self, Unfit> {
        if self.currency != other.currency {
            return Err(Unfit::Mixed(self.currency, other.currency));
        }
        Ok(self.currency.of(self.minor.checked_add(other.minor).ok_or(Unfit::TooLarge)?))
    }

    /// # Errors
    /// As [`Self::plus`].
    pub fn minus(self, other: Self) -> Result<Self, Unfit> {
        self.plus(other.currency.of(other.minor.checked_neg().ok_or(Unfit::TooLarge)?))
    }

    /// The least amount of which this much is left when a card's usual fee has been taken.
    ///
    /// # Errors
    /// When it is too large.
    pub fn with_fee(self) -> Result<Self, Unfit> {
        let whole = self.minor.checked_add(self.currency.0.fee).and_then(|sum| sum.checked_mul(10_000)).ok_or(Unfit::TooLarge)?;
        let part = 10_000 - FEE_BASIS_POINTS;
        let up = whole.checked_add(part - 1).ok_or(Unfit::TooLarge)?.div_euclid(part);
        let step = self.currency.0.step;
        Ok(self.currency.of(up.checked_add(step - 1).ok_or(Unfit::TooLarge)?.div_euclid(step) * step))
    }

    /// With a point and all decimals, as programs write it to each other: `12.50`, `500`, `1.250`.
    pub fn decimal(self) -> String {
        let (sign, minor, major) = (if self.minor < 0 { "-" } else { "" }, self.minor.unsigned_abs(), self.currency.major().unsigned_abs());
        match self.currency.decimals() as usize {
            0 => format!("{sign}{minor}"),
            decimals => format!("{sign}{}.{:0decimals$}", minor / major, minor % major),
        }
    }

    /// Reads what [`Self::decimal`] writes; fewer decimals are let in, more are not.
    ///
    /// # Errors
    /// Why it is no amount of the currency.
    pub fn from_decimal(text: &str, currency: Currency) -> Result<Self, Unfit> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(part) || digits.ends_with('.') {
            return Err(Unfit::Strange);
        }
        Ok(currency.of(sign * reading::minor(whole, part, currency)?))
    }
}

impl FromStr for Currency {
    type Err = Unfit;

    /// By its code, in capitals or not.
    fn from_str(code: &str) -> Result<Self, Unfit> {
        TABLE.iter().find(|entry| entry.code.eq_ignore_ascii_case(code)).map(Self).ok_or(Unfit::Unknown)
    }
}

impl TryFrom<String> for Currency {
    type Error = Unfit;
    fn try_from(code: String) -> Result<Self, Unfit> {
        code.parse()
    }
}

impl From<Currency> for &'static str {
    fn from(currency: Currency) -> Self {
        currency.code()
    }
}

impl Hash for Currency {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code().hash(state);
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Money {
    /// `12.50 EUR`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}
