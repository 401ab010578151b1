//! An amount as a person types it: `25`, `2,00`, `2.00`, `1 500`, `€ 12.50`, `۲۵`.
//!
//! A mark with three digits behind it is a thousand or a fraction, by the language of the page; where the language says neither, the amount is refused rather than guessed.

use super::{Currency, Money, Unfit};

/// Characters of an amount.
const LONGEST: usize = 40;
/// Digits of an amount.
const MOST_DIGITS: usize = 15;

impl Money {
    /// Reads an amount as it is written in `language`, with the digits of any of our languages. The sign or the code of the currency may stand beside it.
    ///
    /// # Errors
    /// Why it is no amount. That it may be too little is asked elsewhere.
    pub fn read(text: &str, currency: Currency, language: &str) -> Result<Self, Unfit> {
        let typed = plain(text, currency)?;
        let (whole, part) = split(&typed, currency, language)?;
        let minor = minor(&whole, &part, currency)?;
        if minor % currency.entry().step != 0 {
            return Err(Unfit::TooFine);
        }
        Ok(currency.of(minor))
    }
}

/// Whole units and a fraction, both digits only, as minor units.
pub(super) fn minor(whole: &str, part: &str, currency: Currency) -> Result<i64, Unfit> {
    let decimals = currency.decimals() as usize;
    let kept = part.trim_end_matches('0');
    if kept.len() > decimals {
        return Err(Unfit::TooFine);
    }
    if whole.trim_start_matches('0').len() + decimals > MOST_DIGITS {
        return Err(Unfit::TooLarge);
    }
    format!("{whole}{kept:0<decimals$}").parse().map_err(|_| Unfit::TooLarge)
}

/// Digits of ASCII and marks alone: `.` `,`, `'` for whatever only ever parts thousands, `_` for what only ever parts a fraction.
fn plain(text: &str, currency: Currency) -> Result<String, Unfit> {
    let mut text = text.trim();
    if text.is_empty() {
        return Err(Unfit::Empty);
    }
    if text.chars().count() > LONGEST {
        return Err(Unfit::TooLarge);
    }
    for beside in [currency.entry().sign, currency.code()] {
        let shorter = text.strip_prefix(beside).or_else(|| text.strip_suffix(beside));
        text = shorter.unwrap_or(text).trim();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        out.push(match c {
            '0'..='9' | '.' | ',' => c,
            '\u{660}'..='\u{669}' => digit(c, 0x660),
            '\u{6f0}'..='\u{6f9}' => digit(c, 0x6f0),
            '\u{66b}' => '_',
            '\u{66c}' | '\'' | '’' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' => '\'',
            // Which way the text runs says nothing of the amount.
            '\u{200e}' | '\u{200f}' | '\u{61c}' => continue,
            _ => return Err(Unfit::Strange),
        });
    }
    if out.is_empty() { Err(Unfit::Empty) } else { Ok(out) }
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(u32::from(c) - zero, 10).unwrap_or('0')
}

fn split(typed: &str, currency: Currency, language: &str) -> Result<(String, String), Unfit> {
    let fraction = fraction_mark(typed, currency, language)?;
    let (whole, part) = match fraction {
        Some(at) => (&typed[..at], &typed[at + 1..]),
        None => (typed, ""),
    };
    if whole.is_empty() || (fraction.is_some() && part.is_empty()) || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Unfit::Strange);
    }
    Ok((joined(whole)?, part.to_owned()))
}

/// Where the fraction begins, if there is one.
fn fraction_mark(typed: &str, currency: Currency, language: &str) -> Result<Option<usize>, Unfit> {
    if let Some(at) = typed.find('_') {
        return Ok(Some(at));
    }
    let count = |mark: char| typed.matches(mark).count();
    let (points, commas) = (count('.'), count(','));
    let last = match (points, commas) {
        (0, 0) => return Ok(None),
        // Several of one kind part thousands, and nothing else.
        (0, 2..) | (2.., 0) => return Ok(None),
        (_, 0) => typed.rfind('.'),
        (0, _) => typed.rfind(','),
        _ => typed.rfind(['.', ',']),
    };
    let Some(at) = last else { return Ok(None) };
    // A second kind of mark, or a space between thousands, leaves no doubt about the last one.
    if (points > 0 && commas > 0) || typed[..at].contains('\'') {
        return Ok(Some(at));
    }
    let (mark, behind) = (&typed[at..=at], typed.len() - at - 1);
    match behind {
        3 if parts_thousands(mark, language) => Ok(None),
        3 if currency.decimals() == 3 => Ok(Some(at)),
        3 => Err(Unfit::Unclear),
        _ => Ok(Some(at)),
    }
}

/// Whether `mark` stands between thousands in that language, rather than before a fraction.
fn parts_thousands(mark: &str, language: &str) -> bool {
    match language {
        "en" | "he" | "ja" | "zh" | "ko" | "th" => mark == ",",
        // Arabic script has marks of its own; of ours, the comma looks like the one between thousands.
        "fa" | "ar" | "ur" | "ps" => mark == ",",
        _ => mark == ".",
    }
}

/// The digits without the marks between thousands, which must stand where they belong.
fn joined(whole: &str) -> Result<String, Unfit> {
    let mut groups = whole.split(['.', ',', '\'']).collect::<Vec<_>>();
    let marks: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    if marks.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(Unfit::Strange);
    }
    let first = groups.remove(0);
    let fits = !first.is_empty() && (groups.is_empty() || first.len() <= 3) && groups.iter().all(|group| group.len() == 3);
    if fits { Ok(format!("{first}{}", groups.concat())) } else { Err(Unfit::Strange) }
}
