//! The invented newspaper: demo, fixtures, screenshots.
//!
//! - `asks`: what its readers are asked.
//! - [`content`]: the files of `demo/`, read into pieces.
//! - [`fill`]: a data directory, filled with them.
//! - [`keyholder`]: the demo's keyholder, who protects nobody.

mod asks;
pub mod content;
mod filling;
pub mod keyholder;

use std::path::Path;

use anyhow::{Context, Result};

pub use filling::{fill, fill_with};

use crate::app::SETTINGS;
use crate::settings;

/// Makes a data directory for the demo, or brings the settings of one that is there up to date.
pub fn lay_out(dir: &Path, url: &str, desk_port: u16) -> Result<()> {
    let file = dir.join(SETTINGS);
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let chosen = [
        ("site.name", "The Harbour Lamp".to_owned()),
        ("site.url", url.to_owned()),
        ("site.locales", "en,ru,fa".to_owned()),
        ("site.zone", "Europe/Riga".to_owned()),
        ("site.contact", "mailto:desk@harbour-lamp.example".to_owned()),
        ("mail.from", "letters@harbour-lamp.example".to_owned()),
        ("fund.methods", "transfer".to_owned()),
        ("fund.name", "Lamp Foundation".to_owned()),
        ("fund.bank", "Lamp Foundation; NL00 LAMP 0000 0000 00; BIC LAMPNL2A".to_owned()),
        ("fund.goal", "5000 EUR".to_owned()),
        ("desk.port", desk_port.to_string()),
        ("desk.url", format!("http://localhost:{desk_port}")),
    ];
    std::fs::write(&file, settings::sample(&chosen)).with_context(|| format!("cannot write {}", file.display()))
}
