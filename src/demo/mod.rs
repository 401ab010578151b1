//! The invented newspaper: demo, fixtures, screenshots.
//!
//! - `asks`: what its readers are asked.
//! - [`content`]: the files of `demo/`, read into pieces.
//! - [`fill`]: a data directory, filled with them.
//! - [`keyholder`]: the demo's keyholder, who protects nobody.
//! - [`bank`]: the demo's bank, where no money moves, and a year of gifts.

mod asks;
pub mod bank;
pub mod content;
mod filling;
pub mod keyholder;

use std::path::Path;

use anyhow::{Context, Result};
use teller::Teller;

pub use filling::{fill, fill_with};

use crate::app::SETTINGS;
use crate::settings;

/// Makes a data directory for the demo, or brings the settings of one that is there up to date.
pub fn lay_out(dir: &Path, url: &str, desk_port: u16, bank: &Teller) -> Result<()> {
    let file = dir.join(SETTINGS);
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let mut chosen = vec![
        ("site.name", "The Harbour Lamp".to_owned()),
        ("site.url", url.to_owned()),
        ("site.locales", "en,ru,fa".to_owned()),
        ("site.zone", "Europe/Riga".to_owned()),
        ("site.contact", "mailto:desk@harbour-lamp.example".to_owned()),
        ("mail.from", "letters@harbour-lamp.example".to_owned()),
        ("desk.port", desk_port.to_string()),
        // Whoever tries out how the fund treats many networks may say where they come from; only this machine can.
        ("serve.proxies", "127.0.0.1".to_owned()),
        ("desk.url", format!("http://localhost:{desk_port}")),
    ];
    chosen.extend(bank::settings(bank));
    std::fs::write(&file, settings::sample(&chosen)).with_context(|| format!("cannot write {}", file.display()))
}
