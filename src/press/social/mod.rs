//! Social cards: drawn a few seconds after a publication, on a thread that gives way, and put into the next edition.
//!
//! Promises: no publication waits for a card; publications that follow each other closely share one edition of cards; a card that cannot be drawn is drawn
//! without its picture.
//!
//! - [`lettering`]: words as outlines.
//! - [`drawing`]: the card itself.

pub mod drawing;
pub mod lettering;

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use store::Claimed;

use crate::app::App;
use crate::aside;
use crate::jobs::Run;
use crate::paper::catalogue::Catalogue;
use crate::paper::model::{Format, Picture, Published, TermKind};
use crate::paper::shelf::Shelf;
use crate::paper::social::{BREATH, Card as Wanted, DrawCards};
use crate::paper::store::{cards, due, pieces};
use crate::paper::target::Target;
use drawing::Card;
use lettering::Lettering;

/// Cards drawn in one go.
const MOST: i64 = 50;
/// Publications that never pause must not keep cards from being drawn.
const LONGEST: SignedDuration = SignedDuration::from_secs(60);
/// Behind readers and the press, as the search index.
const NICE: i32 = 10;
/// The narrowest rendition that fills its part of a card.
const ENOUGH: u32 = 960;

impl Run for DrawCards {
    async fn run(self, app: &App, job: Claimed) -> Result<()> {
        let wanted = app.paper.db().read(|tx| cards::undrawn(tx, MOST)).await?;
        if !is_quiet(&wanted, app.clock.now()) {
            // The publication that came later has a job of its own.
            return app.paper.db().finish(&job).await;
        }
        let catalogue = app.paper.catalogue();
        let mut said = Vec::new();
        for card in &wanted {
            let id = card.piece;
            let found = app.paper.db().read(move |tx| Ok(pieces::find(tx, id)?.map(|piece| with_picture(tx, piece)))).await?;
            if let Some(found) = found {
                let (piece, picture) = found?;
                let name = catalogue.masthead(&piece.content.locale).map(|words| words.name.clone()).filter(|name| !name.is_empty());
                let paper = name.unwrap_or_else(|| app.settings.name.clone());
                said.push((card.clone(), piece, picture, paper));
            }
        }
        let (answer, wait) = tokio::sync::oneshot::channel();
        let shelf = app.shelf.clone();
        aside::start("cards", NICE, move || {
            let _ = answer.send(draw_all(&shelf, &catalogue, said));
        })?;
        let drawn = wait.await.context("the thread that draws cards has stopped")??;
        let any = !drawn.is_empty();
        let more = wanted.len() as i64 == MOST;
        let now = app.clock.now();
        app.paper
            .db()
            .write(move |tx| {
                for (card, object, bytes) in &drawn {
                    cards::drawn(tx, card.piece, &card.digest, *object, *bytes)?;
                }
                due::touch(tx, drawn.iter().map(|(card, ..)| Target::Card(card.piece)))?;
                if more {
                    tx.enqueue(&Self {}, now)?;
                }
                tx.finish(&job)
            })
            .await?;
        if any { app.press.print().await.map(|_| ()) } else { Ok(()) }
    }
}

/// Whether nothing was published for a breath, or cards have waited for too long.
fn is_quiet(wanted: &[Wanted], now: Timestamp) -> bool {
    let (Some(latest), Some(oldest)) = (wanted.first(), wanted.last()) else { return true };
    now.duration_since(latest.since) >= BREATH || now.duration_since(oldest.since) >= LONGEST
}

fn with_picture(tx: &mut store::Tx<'_>, piece: Published) -> Result<(Published, Option<Picture>)> {
    let picture = match &piece.content.lead {
        Some(lead) => pieces::picture(tx, &lead.picture)?,
        None => None,
    };
    Ok((piece, picture))
}

type Drawn = (Wanted, seal::Hash, u64);

fn draw_all(shelf: &Shelf, catalogue: &Catalogue, wanted: Vec<(Wanted, Published, Option<Picture>, String)>) -> Result<Vec<Drawn>> {
    let lettering = Lettering::new()?;
    let mut drawn = Vec::with_capacity(wanted.len());
    for (want, piece, picture, paper) in wanted {
        let content = &piece.content;
        let section = content.section.as_ref().and_then(|slug| catalogue.term(&content.locale, TermKind::Section, slug));
        let mut card = Card {
            paper,
            section: section.map_or_else(String::new, |term| term.title.clone()),
            headline: content.headline.clone(),
            rtl: content.locale.direction().as_str() == "rtl",
            credit: picture.as_ref().map_or_else(String::new, |picture| picture.credit.clone()),
            picture: picture.and_then(|picture| file_of(shelf, &picture)),
        };
        let jpeg = drawing::draw(&lettering, &card).or_else(|trouble| {
            tracing::warn!("a social card is drawn without its picture: {trouble:#}");
            card.picture = None;
            drawing::draw(&lettering, &card)
        })?;
        drawn.push((want, shelf.put(&jpeg)?, jpeg.len() as u64));
    }
    Ok(drawn)
}

/// The narrowest JPEG that is wide enough, or the widest there is.
fn file_of(shelf: &Shelf, picture: &Picture) -> Option<Vec<u8>> {
    let jpeg = || picture.renditions.iter().filter(|rendition| rendition.format == Format::Jpeg);
    let enough = jpeg().filter(|rendition| rendition.width >= ENOUGH).min_by_key(|rendition| rendition.width);
    let chosen = enough.or_else(|| jpeg().max_by_key(|rendition| rendition.width))?;
    shelf.get(chosen.object).ok().flatten()
}
