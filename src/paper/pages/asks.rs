//! The asks of a page, and the sheet that says which are in force.

use std::sync::Arc;

use anyhow::Result;
use kernel::Locale;

use super::{Composed, Composer, article};
use crate::paper::asks::model::{Amounts, Ask, Asks, Giving, Occasion, Place, Sort, Total};
use crate::paper::listing::CollectionKind;
use crate::paper::store::{asks, pieces};
use crate::paper::theme::View;
use crate::paper::view::{AskAmount, AskTicker, AskView, AsksView, Frame};
use crate::words::digits;

/// Relative to the root; every page with an ask asks for it, so that what is no longer in force is hidden before the page is printed anew.
pub const SHEET: &str = "asks.css";

pub fn sheet(c: &mut Composer<'_, '_, '_>) -> Result<Composed> {
    let sheet = c.asks()?.sheet(c.now);
    Ok(Composed::ready(SHEET, "text/css", sheet))
}

impl Composer<'_, '_, '_> {
    /// All asks, read in this act: what is due because of them is settled with them.
    fn asks(&mut self) -> Result<Arc<Asks>> {
        if let Some(known) = &self.asks {
            return Ok(known.clone());
        }
        let read = Arc::new(asks::all(self.tx)?);
        self.asks = Some(read.clone());
        Ok(read)
    }

    /// Puts the asks that stand on such a page into its frame.
    pub(super) fn ask_on(&mut self, frame: &mut Frame, of: &Occasion) -> Result<()> {
        let (Some(giving), Some(sort)) = (&self.site.giving, of.sort) else { return Ok(()) };
        let all = self.asks()?;
        let standing = all.standing(of, true, self.now);
        if !standing.is_empty() {
            frame.asks = Some(self.placed(&standing, &all, giving, &of.locale, sort));
        }
        Ok(())
    }

    fn placed(&self, standing: &[&Ask], all: &Asks, giving: &Giving, locale: &Locale, sort: Sort) -> AsksView {
        let total = all.total.filter(|_| sort != Sort::Piece);
        let at = |place: Place| standing.iter().find(|ask| ask.place == place).and_then(|ask| self.ask_view(ask, giving, locale, total));
        AsksView {
            end: at(Place::End),
            message: at(Place::Message),
            header: at(Place::Header),
            footer: at(Place::Footer),
            banner: at(Place::Banner),
            often: format!("{} {}", all.manners.views, all.manners.days),
            bare: false,
        }
    }

    fn ask_view(&self, ask: &Ask, giving: &Giving, locale: &Locale, total: Option<Total>) -> Option<AskView> {
        let words = ask.words.get(locale)?;
        let home = giving.home(&self.prefix(locale));
        Some(AskView {
            stamp: ask.stamp(),
            title: words.title.clone(),
            paragraphs: words.text.split("\n\n").map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect(),
            button: words.button.clone(),
            amounts: ask.amounts.as_ref().map_or_else(Vec::new, |amounts| self.amounts(amounts, giving, locale, &home)),
            later: format!("{home}remind/"),
            ticker: total.filter(|_| ask.ticker).map(|total| self.ticker(total, locale)),
            href: home,
        })
    }

    /// Amounts in a coin that is taken; others are left out.
    fn amounts(&self, amounts: &Amounts, giving: &Giving, locale: &Locale, home: &str) -> Vec<AskAmount> {
        let (coin, rhythm) = (amounts.currency, amounts.rhythm.as_str());
        let Some(place) = giving.currencies.iter().position(|one| *one == coin) else { return Vec::new() };
        let page = if place == 0 { home.to_owned() } else { format!("{home}{}/", coin.code().to_lowercase()) };
        let amount = |minor: &i64| AskAmount {
            label: self.words_of(locale, &format!("ask-amount-{rhythm}"), &[("amount", &coin.of(*minor).say(locale.language()))]),
            href: format!("{page}?give={rhythm}-{minor}"),
        };
        amounts.minor.iter().map(amount).collect()
    }

    fn ticker(&self, total: Total, locale: &Locale) -> AskTicker {
        let language = locale.language();
        let (came, aim) = (total.came.say(language), total.aim.say(language));
        AskTicker {
            words: self.words_of(locale, "ask-ticker", &[("came", &came), ("aim", &aim)]),
            percent: total.percent,
            shown: digits(language, total.percent),
        }
    }

    /// An ask on a page that it could stand on, as it would look; `None` where the edition has no story yet, or the ask no words.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub fn preview_ask(&mut self, ask: &Ask, locale: &Locale) -> Result<Option<View>> {
        let Some(newest) = article::newest_of(self, locale, CollectionKind::All, "all", 1)?.into_iter().next() else { return Ok(None) };
        let giving = self
            .site
            .giving
            .clone()
            .unwrap_or_else(|| Giving { url: self.site.url.clone(), currencies: ask.amounts.iter().map(|a| a.currency).collect() });
        let all = self.asks()?;
        let asked = |c: &Self, sort| AsksView { bare: true, ..c.placed(&[ask], &all, &giving, locale, sort) };
        if !ask.words.contains_key(locale) {
            return Ok(None);
        }
        if ask.place == Place::Banner {
            return super::lists::preview(self, locale).map(|view| {
                view.map(|mut page| {
                    page.frame.asks = Some(asked(self, Sort::List));
                    View::Listing(Box::new(page))
                })
            });
        }
        let Some(piece) = pieces::find(self.tx, newest.id)? else { return Ok(None) };
        let (mut view, _) = article::view(self, &piece, &[])?;
        if let View::Article(page) = &mut view {
            page.frame.asks = Some(asked(self, Sort::Piece));
        }
        Ok(Some(view))
    }
}
