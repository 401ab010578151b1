//! Which constraint said no.

use std::fmt;

/// A constraint of the database refused a statement. It is the cause of the error that the statement gave, and the same on both databases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub kind: Kind,
    /// Empty where SQLite does not say.
    pub table: String,
    /// The columns of a unique or not-null constraint; for a check its name. Empty for a foreign key.
    pub columns: Vec<String>,
}

/// What the constraint asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Unique,
    ForeignKey,
    NotNull,
    Check,
}

impl Violation {
    /// The violation behind `error`, if that is what it is about: the one place where a taken slug becomes a word to a person.
    pub fn of(error: &anyhow::Error) -> Option<&Self> {
        error.downcast_ref()
    }

    /// Whether `error` says that a unique constraint over exactly these columns would be broken.
    pub fn taken(error: &anyhow::Error, table: &str, columns: &[&str]) -> bool {
        Self::of(error).is_some_and(|it| it.kind == Kind::Unique && it.table == table && it.columns == columns)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Unique => "a unique constraint",
            Kind::ForeignKey => "a foreign key",
            Kind::NotNull => "a not-null constraint",
            Kind::Check => "a check",
        };
        write!(f, "{kind} refused it")?;
        if !self.table.is_empty() || !self.columns.is_empty() {
            write!(f, ": {}({})", self.table, self.columns.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Violation {}
