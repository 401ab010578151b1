//! The house, called in process: a real SQLite, a clock that is moved by hand, people as values.

mod alone;
mod arming;
mod asks;
mod courier;
mod demo;
mod discretion;
mod doctor;
mod door;
mod errands;
mod harness;
mod import;
mod judges;
mod keys;
mod live;
mod newsletters;
mod pages;
mod post;
mod press;
mod publication;
mod reading;
mod returns;
mod scan;
mod statements;
mod till;
