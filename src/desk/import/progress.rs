//! How far it has come: a bar on a terminal, else a line every few seconds. Both on standard error, so that a report on standard output stays whole.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

const EVERY: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub enum Progress {
    Bar(ProgressBar),
    Lines { total: u64, done: u64, said: Instant },
    Silent,
}

impl Progress {
    pub fn to_whoever_watches() -> Self {
        if std::io::stderr().is_terminal() {
            Self::Bar(ProgressBar::new(0))
        } else {
            Self::Lines { total: 0, done: 0, said: Instant::now() }
        }
    }

    pub fn start(&mut self, pieces: u64) {
        match self {
            Self::Bar(bar) => {
                bar.set_length(pieces);
                if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {human_pos}/{human_len} {per_sec}, {eta} left") {
                    bar.set_style(style);
                }
                bar.set_message("importing");
            }
            Self::Lines { total, .. } => *total = pieces,
            Self::Silent => {}
        }
    }

    pub fn advance(&mut self, by: u64) {
        match self {
            Self::Bar(bar) => bar.inc(by),
            Self::Lines { total, done, said } => {
                *done += by;
                if said.elapsed() >= EVERY {
                    *said = Instant::now();
                    eprintln!("import: {done} of {total} pieces");
                }
            }
            Self::Silent => {}
        }
    }

    pub fn say(&mut self, what: &'static str) {
        match self {
            Self::Bar(bar) => bar.set_message(what),
            Self::Lines { .. } => eprintln!("import: {what}"),
            Self::Silent => {}
        }
    }

    /// How many pages are printed.
    pub fn printed(&mut self, pages: u64) {
        match self {
            Self::Bar(bar) => bar.set_message(format!("printing, {pages} pages")),
            Self::Lines { said, .. } if said.elapsed() >= EVERY => {
                *said = Instant::now();
                eprintln!("import: printing, {pages} pages");
            }
            Self::Lines { .. } | Self::Silent => {}
        }
    }

    pub fn finish(&mut self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
