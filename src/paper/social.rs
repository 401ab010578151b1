//! The card that stands for a piece where its address is shared: which pieces have one, and where it lies. The press draws it.
//!
//! A piece that is published by itself gets one; a whole archive does not, because tens of thousands of pictures that nobody shares would have to be drawn and
//! kept. Such a piece is shown by its lead picture, and gets its card when it is published anew.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use seal::Hash;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Job, Tx};

use super::model::{Kind, PieceId, Published};
use super::pages::Composer;
use super::store::{cards, pieces};
use super::view::SocialImage;

/// Pixels of a card: what Open Graph and others ask for.
pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 630;
/// How long a card waits after its publication, so that it is in nobody's way.
pub const BREATH: SignedDuration = SignedDuration::from_secs(3);

/// A card as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub piece: PieceId,
    /// Of what it says.
    pub digest: String,
    /// Since when it is wanted.
    pub since: Timestamp,
    /// `None` until it is drawn.
    pub object: Option<Hash>,
    pub bytes: u64,
}

/// Draws the cards that are wanted.
#[derive(Debug, Serialize, Deserialize)]
pub struct DrawCards {}

impl Job for DrawCards {
    const NAME: &'static str = "draw cards";
}

impl Card {
    /// Where it lies: the path changes with what the card says, so that nobody keeps an old one.
    pub fn path(&self, piece: &str) -> String {
        format!("{piece}card-{}.jpg", self.digest)
    }
}

/// What is drawn on a card, in few letters: headline, section, lead picture, language.
fn digest(piece: &Published) -> String {
    let content = &piece.content;
    let section = content.section.as_ref().map_or("", |slug| slug.as_str());
    let lead = content.lead.as_ref().map_or("", |lead| lead.picture.as_str());
    let said = [content.headline.as_str(), section, lead, content.locale.as_str()].join("\n");
    Sha256::digest(said).iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

/// A piece that was published by itself is to have a card.
pub(super) fn want(tx: &mut Tx<'_>, piece: &Published) -> Result<()> {
    if piece.content.kind == Kind::Page {
        return Ok(());
    }
    cards::want(tx, piece.id, &digest(piece), piece.updated_at)?;
    tx.enqueue(&DrawCards {}, piece.updated_at.saturating_add(BREATH)?)
}

/// The newest pieces are to have cards, as if each had been published by itself; returns them.
pub(super) fn want_newest(tx: &mut Tx<'_>, most: i64, now: Timestamp) -> Result<Vec<PieceId>> {
    let mut wanted = Vec::new();
    for story in pieces::newest_everywhere(tx, most)? {
        if let Some(piece) = pieces::find(tx, story.id)? {
            cards::want(tx, piece.id, &digest(&piece), piece.updated_at)?;
            wanted.push(piece.id);
        }
    }
    tx.enqueue(&DrawCards {}, now.saturating_add(BREATH)?)?;
    Ok(wanted)
}

/// One that was published with many others keeps its card true, if it has one.
pub(super) fn follow(tx: &mut Tx<'_>, piece: &Published) -> Result<()> {
    if cards::change(tx, piece.id, &digest(piece), piece.updated_at)? {
        tx.enqueue(&DrawCards {}, piece.updated_at.saturating_add(BREATH)?)?;
    }
    Ok(())
}

impl Composer<'_, '_, '_> {
    /// The card of a piece, drawn already or in a moment; `None` for a piece that has none.
    pub(super) fn card_image(&mut self, piece: &Published) -> Result<Option<SocialImage>> {
        let card = cards::find(self.tx, piece.id)?;
        Ok(card.map(|card| SocialImage {
            href: self.site.absolute(&card.path(&piece.path)),
            width: WIDTH,
            height: HEIGHT,
            alt: piece.content.headline.clone(),
        }))
    }
}

/// A card's path, and the object that is to stand there with its size; `None` for one that goes.
pub(super) type Place = (String, Option<(Hash, u64)>);

/// Where a piece's card stands or stood; `None` where there is none, or none yet.
pub(super) fn place(tx: &mut Tx<'_>, id: PieceId) -> Result<Option<Place>> {
    let (Some(card), Some((piece, withdrawn_at))) = (cards::find(tx, id)?, pieces::find_even_withdrawn(tx, id)?) else { return Ok(None) };
    let path = card.path(&piece.path);
    Ok(match card.object {
        _ if withdrawn_at.is_some() => Some((path, None)),
        Some(object) => Some((path, Some((object, card.bytes)))),
        None => None,
    })
}
