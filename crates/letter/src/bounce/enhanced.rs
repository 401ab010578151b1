//! Enhanced mail system status codes (RFC 3463): class.subject.detail, such as 5.1.1.

use std::fmt;
use std::str::FromStr;

/// A status: what kind of success or failure, about what, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Enhanced {
    /// 2, 4 or 5.
    pub class: u8,
    /// 0 to 999.
    pub subject: u16,
    /// 0 to 999.
    pub detail: u16,
}

/// This is no status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a status is written 2, 4 or 5, then two numbers of at most three digits, with dots between")]
pub struct NoStatus;

impl FromStr for Enhanced {
    type Err = NoStatus;

    /// RFC 3463 2, strictly: no space, no sign, no leading zeros that change the length beyond three digits.
    fn from_str(text: &str) -> Result<Self, NoStatus> {
        let mut parts = text.split('.').map(|part| match part.len() {
            1..=3 if part.bytes().all(|byte| byte.is_ascii_digit()) => part.parse::<u16>().map_err(|_| NoStatus),
            _ => Err(NoStatus),
        });
        let mut part = || parts.next().unwrap_or(Err(NoStatus));
        let (class, subject, detail) = (part()?, part()?, part()?);
        match (class, parts.next()) {
            (2 | 4 | 5, None) => Ok(Self { class: class as u8, subject, detail }),
            _ => Err(NoStatus),
        }
    }
}

impl fmt::Display for Enhanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}
