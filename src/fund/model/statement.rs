//! The words on a bank statement, exactly as they will stand there.

use std::fmt;
use std::str::FromStr;

/// 5 to 22 characters that every card network prints: Latin letters, digits, spaces and a few marks, with a letter among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it takes 5 to 22 Latin letters, digits, spaces, points and hyphens, with a letter among them, and none of < > \\ ' \" *")]
pub struct Unprintable;

impl Statement {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Statement {
    type Err = Unprintable;

    fn from_str(text: &str) -> Result<Self, Unprintable> {
        let fits = (5..=22).contains(&text.len())
            && text.trim() == text
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" .-&/+".contains(&byte))
            && text.bytes().any(|byte| byte.is_ascii_alphabetic());
        // Networks print capitals, whatever they were given.
        if fits { Ok(Self(text.to_ascii_uppercase())) } else { Err(Unprintable) }
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
