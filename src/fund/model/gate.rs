//! The country gate: where giving is a crime, nobody is led to a processor.

use std::fmt;
use std::str::FromStr;

use super::Strange;

/// Two capitals of ISO 3166.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// The countries that are gated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate(Vec<Country>);

/// The word in a form for a country that is not in the list.
pub const ELSEWHERE: &str = "elsewhere";

/// Whether somebody may be led on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    Open,
    Closed(Country),
    /// Nothing was said of a country.
    Unasked,
}

impl Gate {
    pub fn new(mut closed: Vec<Country>) -> Self {
        closed.dedup();
        Self(closed)
    }

    pub fn countries(&self) -> &[Country] {
        &self.0
    }

    pub fn is_closed_to(&self, country: Country) -> bool {
        self.0.contains(&country)
    }

    /// What follows from what was said, and from where somebody seems to be. Either is enough to stop.
    pub fn look(&self, said: &str, seen: Option<Country>) -> Passage {
        if let Some(country) = seen.filter(|country| self.is_closed_to(*country)) {
            return Passage::Closed(country);
        }
        match said {
            "" if !self.0.is_empty() => Passage::Unasked,
            "" | ELSEWHERE => Passage::Open,
            said => match said.parse() {
                Ok(country) if self.is_closed_to(country) => Passage::Closed(country),
                Ok(_) => Passage::Open,
                Err(Strange) => Passage::Unasked,
            },
        }
    }
}

impl Country {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl FromStr for Country {
    type Err = Strange;

    fn from_str(text: &str) -> Result<Self, Strange> {
        match text.trim().as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()])),
            _ => Err(Strange),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
