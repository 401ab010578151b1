//! Stories of the desk, in process: people at its doors, the real databases, the real press.

mod admission;
mod asks;
mod doors;
#[path = "../house/harness.rs"]
#[expect(dead_code, reason = "the readers' side of the harness is used by the house's own tests")]
mod harness;
mod letters;
mod library;
mod live;
mod outing;
mod people;
mod terms;
mod writing;
