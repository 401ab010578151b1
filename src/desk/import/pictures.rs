//! Pictures of the source, taken into the library where their bytes can be had.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Result;
use markup::{Address, Block, Body, MediaKey};
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;

use super::fetch::Fetcher;
use super::item::{LeadPicture, Piece};
use super::report::Report;
use super::source::Source;
use super::text::shortened;
use crate::app::App;
use crate::desk::media::{Encoded, Said, renditions};
use crate::paper::model::Lead;

/// Fetched or decoded at the same time.
const AT_ONCE: usize = 4;

pub struct Pictures {
    source: Arc<Source>,
    /// Whether pictures may be fetched from where they were.
    fetcher: Option<Fetcher>,
    dry_run: bool,
    /// What is known of an address: the key of our picture, or why there is none.
    known: HashMap<Address, Option<MediaKey>>,
}

struct Wanted {
    address: Address,
    key: MediaKey,
    said: Said,
}

enum Had {
    Encoded(Encoded),
    /// Neither in the source nor to be fetched: it stays where it is.
    Elsewhere,
    Refused(String),
}

impl Pictures {
    pub fn new(source: Arc<Source>, may_fetch: bool, dry_run: bool) -> Self {
        Self { source, fetcher: may_fetch.then(Fetcher::default), dry_run, known: HashMap::new() }
    }

    /// Takes in what the pieces show, and puts our own pictures in the places of theirs.
    pub async fn settle(&mut self, app: &App, pieces: &mut [Piece], report: &mut Report) -> Result<()> {
        let mut wanted = HashMap::new();
        for piece in pieces.iter() {
            for want in wanted_by(piece).filter(|want| !self.known.contains_key(&want.address)) {
                wanted.entry(want.address.clone()).or_insert(want);
            }
        }
        let mut refused = HashMap::new();
        let mut wanted: Vec<Wanted> = wanted.into_values().collect();
        wanted.sort_by(|a, b| a.address.cmp(&b.address));
        self.take_in(app, wanted, &mut refused, report).await?;
        for piece in pieces {
            for picture in piece.content.body.pictures() {
                if let markup::Source::Elsewhere(address) = &picture.source {
                    if let Some(reason) = refused.get(address) {
                        piece.remarks.push(format!("a picture that could not be taken in: {reason}"));
                    }
                    report.pictures.elsewhere += u64::from(self.of(address).is_none());
                }
            }
            self.place(piece, report);
        }
        // Only what is ours need be remembered; the others are asked for again, so that the memory stays small.
        if self.known.len() > 100_000 {
            self.known.clear();
        }
        Ok(())
    }

    async fn take_in(&mut self, app: &App, wanted: Vec<Wanted>, refused: &mut HashMap<Address, String>, report: &mut Report) -> Result<()> {
        let mut under_way = JoinSet::new();
        let mut waiting = wanted.into_iter();
        let mut taken = Vec::new();
        let month = app.paper.house().month(app.clock.now()).replace('-', "/");
        loop {
            while under_way.len() < AT_ONCE
                && let Some(want) = waiting.next()
            {
                if app.paper.picture(want.key.to_string()).await?.is_some() {
                    report.pictures.already_there += 1;
                    self.known.insert(want.address, Some(want.key));
                } else if self.dry_run {
                    self.known.insert(want.address, None);
                } else {
                    let (source, fetcher) = (self.source.clone(), self.fetcher.clone());
                    under_way.spawn_blocking(move || (had(&source, fetcher.as_ref(), &want.address), want));
                }
            }
            let Some(done) = under_way.join_next().await else { break };
            let (had, want) = done?;
            let key = match had {
                Had::Encoded(encoded) => {
                    taken.push(encoded.into_picture(&app.shelf, want.key.to_string(), month.clone(), want.said)?);
                    Some(want.key)
                }
                Had::Elsewhere => None,
                Had::Refused(reason) => {
                    report.pictures.refused += 1;
                    refused.insert(want.address.clone(), reason);
                    None
                }
            };
            self.known.insert(want.address, key);
        }
        report.pictures.taken_in += taken.len() as u64;
        if !taken.is_empty() {
            app.desk.file_pictures(taken.clone(), super::BY, app.clock.now()).await?;
            app.paper.put_pictures(taken).await?;
        }
        Ok(())
    }

    fn of(&self, address: &Address) -> Option<MediaKey> {
        self.known.get(address).cloned().flatten()
    }

    fn place(&self, piece: &mut Piece, report: &mut Report) {
        piece.content.body.take_in(|address| self.of(address));
        let Some(lead) = piece.lead.take() else { return };
        if let Some(key) = self.of(&lead.address) {
            piece.content.lead = Some(Lead { picture: key.to_string(), caption: lead.caption });
            return;
        }
        let is_there =
            piece.content.body.sources().any(|source| matches!(source, markup::Source::Elsewhere(address) if *address == lead.address));
        if !is_there {
            report.pictures.elsewhere += 1;
            piece.content.body = with_picture_first(&piece.content.body, lead);
        }
    }
}

/// The head of a page shows only our own pictures; one that is elsewhere opens the text instead.
fn with_picture_first(body: &Body, lead: LeadPicture) -> Body {
    let caption = if lead.caption.is_empty() { Vec::new() } else { vec![markup::Inline::Text(lead.caption)] };
    let credit = Some(lead.credit).filter(|credit| !credit.is_empty());
    let picture = markup::Picture { source: markup::Source::Elsewhere(lead.address), alt: lead.alt, caption, credit };
    let first = Block::Image { picture, position: markup::Position::Column };
    let blocks = std::iter::once(first).chain(body.blocks().iter().cloned()).collect();
    Body::new(blocks, body.notes().to_vec()).0
}

fn wanted_by(piece: &Piece) -> impl Iterator<Item = Wanted> {
    let in_text = piece.content.body.pictures().filter_map(|picture| match &picture.source {
        markup::Source::Elsewhere(address) => {
            let caption = shortened(&markup::text_out::inline_text(&picture.caption), 1_000);
            Some((address, picture.alt.clone(), caption, picture.credit.clone().unwrap_or_default()))
        }
        markup::Source::Media(_) => None,
    });
    let lead = piece.lead.iter().map(|lead| (&lead.address, lead.alt.clone(), lead.caption.clone(), lead.credit.clone()));
    in_text.chain(lead).filter_map(|(address, alt, caption, credit)| {
        let said = Said { alt, caption, credit, licence: String::new() };
        Some(Wanted { address: address.clone(), key: key_of(address)?, said })
    })
}

/// The same picture has the same key at every run, so that it is taken in once.
fn key_of(address: &Address) -> Option<MediaKey> {
    let hash = Sha256::digest(format!("imported picture\0{address}").as_bytes());
    hash.iter().take(13).map(|byte| format!("{byte:02x}")).collect::<String>().parse().ok()
}

fn had(source: &Source, fetcher: Option<&Fetcher>, address: &Address) -> Had {
    let bytes = match (source.picture(address), fetcher) {
        (Some(bytes), _) => bytes,
        (None, None) => return Had::Elsewhere,
        (None, Some(fetcher)) => match fetcher.fetch(address.as_str()) {
            Ok(bytes) => bytes,
            Err(unfetched) => return Had::Refused(unfetched.to_string()),
        },
    };
    match renditions(&bytes) {
        Ok(encoded) => Had::Encoded(encoded),
        Err(refusal) => Had::Refused(refusal.to_string()),
    }
}
