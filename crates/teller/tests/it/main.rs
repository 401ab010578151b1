//! The teller from outside, by topic: over HTTP as a till and a browser would, and its books by random histories.

#![expect(clippy::unwrap_used, reason = "a test ends where its footing does")]

mod books;
mod checkout;
mod desk;
mod disputes;
mod faults;
mod hooks;
mod idempotency;
mod intents;
mod lists;
mod mollie;
mod pages;
mod subscriptions;
mod witnesses;
