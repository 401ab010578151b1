//! A contribution that somebody has begun. It is stored before a processor hears of it.

use jiff::Timestamp;
use kernel::money::Unfit;
use kernel::{Currency, Locale, Money};

use super::{AttemptId, Interval, Method, Provider};

/// What was asked for, once it has passed the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gift {
    pub interval: Interval,
    pub method: Method,
    /// What is meant for the newspaper.
    pub amount: Money,
    /// What is taken: more than `amount` when the fee is covered.
    pub total: Money,
}

/// Why no gift can be made of what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmeant {
    #[error("{0}")]
    Amount(Unfit),
    #[error("less than {0} cannot be taken")]
    TooLittle(Money),
    #[error("for more than {0} please write to us first")]
    TooMuch(Money),
    #[error("money cannot be given that way so often, or in this currency")]
    Method,
}

impl Gift {
    /// Checks a gift against the one table of currencies.
    ///
    /// # Errors
    /// What is not right with it.
    pub fn new(amount: Money, interval: Interval, method: Method, covers_fee: bool) -> Result<Self, Unmeant> {
        let (least, most) = (amount.currency.least(), amount.currency.most());
        if amount.minor < least.minor {
            return Err(Unmeant::TooLittle(least));
        }
        if amount.minor > most.minor {
            return Err(Unmeant::TooMuch(most));
        }
        if amount.minor % amount.currency.entry().step != 0 {
            return Err(Unmeant::Amount(Unfit::TooFine));
        }
        if !method.takes(interval, amount.currency) {
            return Err(Unmeant::Method);
        }
        let covers_fee = covers_fee && method.is_online();
        let total = if covers_fee { amount.with_fee().map_err(Unmeant::Amount)? } else { amount };
        Ok(Self { interval, method, amount, total })
    }
}

/// What is suggested, ascending.
pub fn presets(currency: Currency, interval: Interval) -> [Money; 4] {
    let entry = currency.entry();
    let presets = match interval {
        Interval::Once => entry.once,
        Interval::Monthly => entry.monthly,
        Interval::Annual => entry.annual,
    };
    presets.map(|minor| currency.of(minor))
}

/// A contribution that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub id: AttemptId,
    pub gift: Gift,
    pub provider: Provider,
    /// In which language the reader was spoken to.
    pub locale: Locale,
    /// The day (UTC) on which it was begun, as milliseconds at its start: no finer time is kept.
    pub day: Timestamp,
    /// What the processor calls it; `None` until it has answered.
    pub session: Option<String>,
    /// That nothing more will come of it, unless the processor says otherwise.
    pub closed: bool,
}

impl Attempt {
    /// What keeps two calls about one attempt from being two: sent along as the idempotency key. It follows from the id alone, so that a process that died between call and
    /// answer asks again with the same.
    pub fn key(&self) -> String {
        format!("indelible-attempt-{}", self.id)
    }

    /// Whether no page of it can be open any more: a processor remembers for a day what it was asked with a key, and would make a second page for the same attempt after that.
    pub fn is_over(&self, today: Timestamp) -> bool {
        self.closed || today.duration_since(self.day) > jiff::SignedDuration::from_hours(24)
    }

    /// What to write into a bank transfer: letters that are not taken for others, and a last one that catches a slip.
    pub fn reference(&self) -> String {
        Reference::of(self.id).to_string()
    }
}

/// The day of a moment, at its start in UTC.
pub fn day(at: Timestamp) -> Timestamp {
    kernel::clock::moment(at.as_millisecond().div_euclid(86_400_000) * 86_400_000)
}

/// A reference for a bank transfer, such as `GIFT-7K3M-Q2XD-5RWA-H`. The paper's name is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference(AttemptId);

/// Crockford's base 32: no I, L, O, U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 63 bits take 13 letters.
const LENGTH: usize = 13;

impl Reference {
    pub fn of(id: AttemptId) -> Self {
        Self(id)
    }

    pub fn attempt(self) -> AttemptId {
        self.0
    }

    /// Reads what a person copied: spaces, hyphens, capitals and the word before it do not matter. `None` when a letter is wrong.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_uppercase().replace("GIFT", "");
        let letters = text.bytes().filter(|byte| byte.is_ascii_alphanumeric()).map(|byte| match byte {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => other,
        });
        let values = letters.map(|letter| LETTERS.iter().position(|one| *one == letter)).collect::<Option<Vec<_>>>()?;
        let (check, values) = values.split_last()?;
        if values.len() != LENGTH || *check != sum(values) {
            return None;
        }
        let id = values.iter().try_fold(0_i64, |id, value| id.checked_mul(32)?.checked_add(i64::try_from(*value).ok()?))?;
        Some(Self(AttemptId(id)))
    }
}

/// Weights that grow catch a wrong letter and two that have changed places.
fn sum(values: &[usize]) -> usize {
    values.iter().enumerate().map(|(n, value)| (2 * n + 1) * value + n * n * value).sum::<usize>() % 31
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bits = self.0.0.unsigned_abs();
        let mut values: Vec<usize> = (0..LENGTH).rev().map(|n| usize::try_from(bits >> (5 * n) & 31).unwrap_or_default()).collect();
        values.push(sum(&values));
        f.write_str("GIFT")?;
        for (n, value) in values.iter().enumerate() {
            if n % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(LETTERS[*value]))?;
        }
        Ok(())
    }
}
