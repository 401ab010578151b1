//! What the demo asks its readers: `demo/asks.toml`.

use anyhow::{Context, Result};
use jiff::Timestamp;
use kernel::{Currency, Locale, Slug};
use serde::Deserialize;

use super::content;
use crate::app::App;
use crate::paper::asks::model::{Amounts, Ask, Filing, Place, Rhythm, Words};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ask: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    place: Place,
    currency: Option<Currency>,
    #[serde(default)]
    rhythm: Rhythm,
    #[serde(default)]
    amounts: Vec<i64>,
    #[serde(default)]
    only_sections: Vec<Slug>,
    #[serde(default)]
    only_tags: Vec<Slug>,
    #[serde(default)]
    never_sections: Vec<Slug>,
    #[serde(default)]
    ticker: bool,
    en: Words,
    ru: Words,
    fa: Words,
}

/// # Errors
/// When the file cannot be read, or the database not be written.
pub async fn fill(app: &App, now: Timestamp) -> Result<()> {
    let file: File = toml::from_str(content::text("asks.toml")?).context("demo/asks.toml")?;
    for written in file.ask {
        app.paper.put_ask(written.into_ask()?, now).await?;
    }
    Ok(())
}

impl Written {
    fn into_ask(self) -> Result<Ask> {
        let words = [("en", self.en), ("ru", self.ru), ("fa", self.fa)];
        let words = words.into_iter().map(|(tag, words)| Ok((tag.parse::<Locale>()?, words))).collect::<Result<_>>()?;
        Ok(Ask {
            name: self.name,
            words,
            amounts: self.currency.map(|currency| Amounts { currency, rhythm: self.rhythm, minor: self.amounts }),
            only: Filing { sections: self.only_sections, tags: self.only_tags },
            never: Filing { sections: self.never_sections, tags: Vec::new() },
            ticker: self.ticker,
            ..Ask::new(self.place)
        })
    }
}
