//! The one table of currencies. The page of contributions, the server that takes its form, and the tests read this and nothing else.
//!
//! Amounts are in minor units: cents, pence, fils; whole yen. The least is never below two euros by much, because below that a card's fee eats the gift; it is also
//! not below what the processors take.

use super::Currency;

/// What is known of a currency.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// ISO 4217.
    pub code: &'static str,
    /// What stands beside an amount; the code where there is no sign that readers know.
    pub sign: &'static str,
    /// Digits of the minor unit.
    pub decimals: u32,
    /// Amounts are whole multiples of this: card networks know no single fils.
    pub step: i64,
    /// The least that can be given at once.
    pub least: i64,
    /// The most that can be given at once without a letter to the newspaper first.
    pub most: i64,
    /// What is suggested, ascending: once, each month, each year.
    pub once: [i64; 4],
    pub monthly: [i64; 4],
    pub annual: [i64; 4],
    /// The fixed part of a card's fee, for “I cover the fee”.
    pub fee: i64,
}

/// The part of a card's fee that grows with the amount, in hundredths of a percent.
pub const FEE_BASIS_POINTS: i64 = 290;

#[rustfmt::skip]
pub(super) static TABLE: &[Entry] = &[
    Entry { code: "EUR", sign: "€",   decimals: 2, step: 1,  least: 200,   most: 1_000_000,   once: [1_000, 2_500, 5_000, 10_000],         monthly: [300, 500, 1_000, 2_500],          annual: [3_000, 5_000, 10_000, 25_000],           fee: 30 },
    Entry { code: "USD", sign: "$",   decimals: 2, step: 1,  least: 200,   most: 1_000_000,   once: [1_000, 2_500, 5_000, 10_000],         monthly: [300, 500, 1_000, 2_500],          annual: [3_000, 5_000, 10_000, 25_000],           fee: 30 },
    Entry { code: "GBP", sign: "£",   decimals: 2, step: 1,  least: 200,   most: 1_000_000,   once: [1_000, 2_000, 5_000, 10_000],         monthly: [300, 500, 1_000, 2_000],          annual: [3_000, 5_000, 10_000, 20_000],           fee: 25 },
    Entry { code: "PLN", sign: "zł",  decimals: 2, step: 1,  least: 800,   most: 4_000_000,   once: [3_000, 5_000, 10_000, 20_000],        monthly: [1_000, 2_000, 4_000, 8_000],      annual: [10_000, 20_000, 40_000, 80_000],         fee: 130 },
    Entry { code: "GEL", sign: "₾",   decimals: 2, step: 1,  least: 600,   most: 3_000_000,   once: [2_500, 5_000, 10_000, 25_000],        monthly: [1_000, 1_500, 3_000, 6_000],      annual: [10_000, 15_000, 30_000, 60_000],         fee: 90 },
    Entry { code: "KZT", sign: "₸",   decimals: 2, step: 1,  least: 100_000, most: 500_000_000, once: [500_000, 1_000_000, 2_500_000, 5_000_000], monthly: [150_000, 300_000, 500_000, 1_000_000], annual: [1_500_000, 3_000_000, 5_000_000, 10_000_000], fee: 15_000 },
    Entry { code: "JPY", sign: "¥",   decimals: 0, step: 1,  least: 300,   most: 1_500_000,   once: [1_500, 3_000, 7_500, 15_000],         monthly: [500, 1_000, 2_000, 4_000],        annual: [5_000, 10_000, 20_000, 40_000],          fee: 40 },
    Entry { code: "KWD", sign: "KWD", decimals: 3, step: 10, least: 650,   most: 3_000_000,   once: [3_000, 7_500, 15_000, 30_000],        monthly: [1_000, 1_500, 3_000, 7_500],      annual: [10_000, 15_000, 30_000, 75_000],         fee: 100 },
    Entry { code: "CHF", sign: "CHF", decimals: 2, step: 1,  least: 200,   most: 1_000_000,   once: [1_000, 2_500, 5_000, 10_000],         monthly: [300, 500, 1_000, 2_500],          annual: [3_000, 5_000, 10_000, 25_000],           fee: 30 },
    Entry { code: "SEK", sign: "kr",  decimals: 2, step: 1,  least: 2_000, most: 10_000_000,  once: [10_000, 25_000, 50_000, 100_000],     monthly: [3_000, 5_000, 10_000, 25_000],    annual: [30_000, 50_000, 100_000, 250_000],       fee: 180 },
    Entry { code: "CZK", sign: "Kč",  decimals: 2, step: 1,  least: 5_000, most: 25_000_000,  once: [25_000, 50_000, 100_000, 250_000],    monthly: [7_500, 12_500, 25_000, 50_000],   annual: [75_000, 125_000, 250_000, 500_000],      fee: 650 },
    Entry { code: "CAD", sign: "CA$", decimals: 2, step: 1,  least: 300,   most: 1_500_000,   once: [1_500, 3_500, 7_500, 15_000],         monthly: [500, 1_000, 1_500, 3_500],        annual: [5_000, 10_000, 15_000, 35_000],          fee: 30 },
];

impl Currency {
    /// All of the table, in its order.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(Self)
    }
}
