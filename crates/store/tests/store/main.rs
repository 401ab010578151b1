//! What the crate promises, over real databases.

mod acts;
mod lamp;
