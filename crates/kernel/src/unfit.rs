//! Why a value was not let in.

/// A value that has no place in the newspaper, with what a person needs to put it right. The offending text is shortened before it gets here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("“{0}” cannot be part of an address: use 1 to 120 of a-z, 0-9 and single hyphens between them")]
    Slug(String),
    #[error("“{0}” is no language tag: use one like en, ru, fa or pt-BR")]
    Locale(String),
    /// What is wrong, and never the address: this text may reach a log.
    #[error("this is no e-mail address: {0}")]
    EmailAddress(&'static str),
    #[error("this is no domain name: {0}")]
    Domain(&'static str),
}
