//! The words that every room shares, with no input or output of their own.
//!
//! A value of one of these types is right by construction: each has one door (`parse` or `FromStr`), and no check is written twice.
//!
//! - [`clock`]: the one clock; nothing else may ask what time it is.
//! - [`email`]: where a letter goes, and the domain behind it; neither prints itself.
//! - [`id`](mod@id): random 63-bit identities, a newtype for each thing.
//! - [`locale`]: a language edition and its direction.
//! - [`money`]: whole minor units and their currency; the one table of currencies.
//! - [`slug`]: the part of an address that names a piece, section, tag or author.
//! - [`unfit`]: why a value was not let in, in a form that a person can be told.

pub mod clock;
pub mod email;
pub mod id;
pub mod locale;
pub mod money;
pub mod slug;
pub mod unfit;

pub use clock::Clock;
pub use email::{Domain, EmailAddress};
pub use locale::{Direction, Locale};
pub use money::{Currency, Money};
pub use slug::Slug;
pub use unfit::Unfit;
