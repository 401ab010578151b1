//! Indelible: the publishing house of a newspaper that somebody wants erased.
//!
//! The folders are the newsroom's own rooms; `ARCHITECTURE.md` says what each promises and walks through four acts.
//!
//! - [`app`]: the one state, and how a data directory is opened.
//! - [`aside`]: work that gives way to readers.
//! - [`backup`]: a copy of a data directory, taken while it is in use.
//! - [`cli`]: the commands.
//! - [`control`]: how a command speaks to the house that is open.
//! - [`courier`]: what a keyholder's machine does.
//! - [`demo`]: the invented newspaper.
//! - [`desk`]: what is being written, and how it goes out.
//! - [`fund`]: money from readers, without a list of readers.
//! - [`jobs`]: what is done later, and the timetable.
//! - [`keys`]: the key that signs editions, and files that only their owner reads.
//! - [`mail`]: where the house's own letters go, and how they are signed.
//! - [`outside`]: the house as a client of others.
//! - [`paper`]: what is published and how it looks; which pages a change touches.
//! - [`post`]: newsletters, who reads them, and how their issues go out.
//! - [`press`]: prints, signs and serves editions.
//! - [`reading`]: the few reader's pages that are not printed: search.
//! - [`routes`]: all routes of the desk in one table.
//! - [`sending`]: an issue on its way to its readers, once each.
//! - [`settings`]: the one table of settings.
//! - [`templates`]: what all templates have in common.
//! - [`vault`]: who the staff are, how they come in, and what they may do.
//! - [`words`]: interface words in every language.

pub mod app;
pub mod aside;
pub mod backup;
pub mod cli;
pub mod control;
pub mod courier;
pub mod demo;
pub mod desk;
pub mod fund;
pub mod jobs;
pub mod keys;
pub mod mail;
pub mod outside;
pub mod paper;
pub mod post;
pub mod press;
pub mod reading;
pub mod routes;
pub mod sending;
pub mod settings;
pub mod templates;
pub mod vault;
pub mod words;
