//! An amount as a person reads it: `€12.50` in English, `12,50 €` in Russian, `۱۲٫۵۰ €` in Persian.

use super::{Currency, Money};

/// A space at which no line is broken.
const SPACE: char = '\u{a0}';

/// How a language writes amounts.
struct Manner {
    /// Before a fraction, and between thousands.
    marks: (char, char),
    /// Whether the sign stands before the digits.
    before: bool,
    /// The zero of its digits.
    zero: char,
}

impl Manner {
    fn of(language: &str) -> Self {
        let (marks, before, zero) = match language {
            "en" | "he" | "ja" | "zh" | "ko" | "th" => (('.', ','), true, '0'),
            "fa" | "ur" | "ps" => (('\u{66b}', '\u{66c}'), false, '\u{6f0}'),
            "ar" => (('\u{66b}', '\u{66c}'), false, '\u{660}'),
            "de" | "es" | "it" | "nl" | "tr" | "pt" | "da" | "sr" | "el" | "id" => ((',', '.'), false, '0'),
            _ => ((',', SPACE), false, '0'),
        };
        Self { marks, before, zero }
    }
}

impl Money {
    /// In the manner of a language, the fraction left out where it is nothing.
    pub fn say(self, language: &str) -> String {
        let manner = Manner::of(language);
        let digits = manner.digits(self);
        let sign = self.currency.entry().sign;
        let minus = if self.minor < 0 { "\u{2212}" } else { "" };
        // A code such as KWD wants a space behind it; a sign such as $ does not.
        match manner.before && !sign.starts_with(|c: char| c.is_lowercase() || c == 'K') {
            true if sign.chars().all(char::is_alphabetic) => format!("{minus}{sign}{SPACE}{digits}"),
            true => format!("{minus}{sign}{digits}"),
            false => format!("{minus}{digits}{SPACE}{sign}"),
        }
    }

    /// The digits alone, as they stand in a form's field: `12.50` or `12,50`.
    pub fn say_plain(self, language: &str) -> String {
        Manner::of(language).digits(self)
    }
}

impl Manner {
    fn digits(&self, money: Money) -> String {
        let (minor, major) = (money.minor.unsigned_abs(), money.currency.major().unsigned_abs());
        let whole = (minor / major).to_string();
        let mut out = String::new();
        for (n, digit) in whole.chars().enumerate() {
            if n > 0 && (whole.len() - n).is_multiple_of(3) {
                out.push(self.marks.1);
            }
            out.push(self.digit(digit));
        }
        let part = minor % major;
        if part > 0 {
            out.push(self.marks.0);
            let decimals = money.currency.decimals() as usize;
            out.extend(format!("{part:0decimals$}").chars().map(|digit| self.digit(digit)));
        }
        out
    }

    fn digit(&self, digit: char) -> char {
        digit.to_digit(10).and_then(|n| char::from_u32(u32::from(self.zero) + n)).unwrap_or(digit)
    }
}

impl Currency {
    /// The mark before a fraction in that language, for the hint beside the field.
    pub fn mark(self, language: &str) -> char {
        Manner::of(language).marks.0
    }
}
