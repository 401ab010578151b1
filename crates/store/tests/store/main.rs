//! What the crate promises, over real databases.

mod acts;
mod crash;
mod jobs;
mod lamp;
mod migrations;
mod opening;
mod parity;
mod postgres;
mod rows;
mod together;
mod upkeep;
