//! A data directory, filled with the demo.

use std::collections::HashMap;

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use kernel::{Locale, Slug};
use seal::sealing::VaultKey;

use super::asks;
use super::content::{self, Letter, LetterBlock, Piece};
use crate::app::App;
use crate::desk::Admission;
use crate::desk::live::PostText;
use crate::desk::live::posting::Admitted;
use crate::desk::media::{self, Encoded};
use crate::desk::sound;
use crate::jobs;
use crate::paper::model::PieceId;
use crate::paper::newsletter::Block;
use crate::paper::publication::Publication;
use crate::post::model::Composed;
use crate::post::weekly;

/// Who stands beside the revisions.
const BY: &str = "demo";
/// Of how many stories the demo has social cards.
const CARDS: i64 = 40;

/// Publishes the whole demo. `progress` is given what is done and of how much.
pub async fn fill(app: &App, progress: impl Fn(u64, u64)) -> Result<()> {
    fill_with(app, media::renditions, progress).await?;
    // They are drawn when the house is open already.
    app.paper.want_cards(CARDS, app.clock.now()).await?;
    app.press.print().await.map(|_| ())
}

/// The same with pictures made by `encode`, for those who cannot wait for real ones.
pub async fn fill_with(app: &App, encode: fn(&[u8]) -> Result<Encoded, media::Refusal>, progress: impl Fn(u64, u64)) -> Result<()> {
    let (mastheads, terms) = content::paper()?;
    for (locale, words) in mastheads {
        app.paper.put_masthead(locale, words).await?;
    }
    app.paper.put_terms(terms).await?;
    let now = app.clock.now();
    let month = app.paper.house().month(now).replace('-', "/");
    let pictures = content::pictures()?;
    let all = pictures.len() as u64;
    let mut filed = Vec::new();
    let mut pictures = pictures.into_iter();
    let mut under_way = tokio::task::JoinSet::new();
    loop {
        while under_way.len() < workers()
            && let Some(picture) = pictures.next()
        {
            under_way.spawn_blocking(move || (encode(picture.bytes), picture));
        }
        let Some(encoded) = under_way.join_next().await else { break };
        let (encoded, picture) = encoded?;
        let encoded = encoded.with_context(|| format!("the demo's picture {}", picture.key))?;
        filed.push(encoded.into_picture(&app.shelf, picture.key, month.clone(), picture.said)?);
        progress(filed.len() as u64, all);
    }
    app.desk.file_pictures(filed.clone(), BY, now).await?;
    app.paper.put_pictures(filed).await?;
    for (key, bytes) in content::sounds() {
        let recording = sound::library::make(&app.shelf, key.clone(), month.clone(), bytes.to_vec())?;
        let recording = recording.with_context(|| format!("the demo's recording {key}"))?;
        app.desk.file_recording(recording.clone(), key, BY, now).await?;
        app.paper.put_recordings(vec![recording]).await?;
    }
    let publications = publications(content::pieces()?, now);
    let unpublished = content::unpublished()?.into_iter().map(|piece| unpublished(piece, now));
    app.desk.admit(publications.iter().map(admission).chain(unpublished).collect(), now).await?;
    for (outcome, publication) in app.paper.publish_many(publications.clone()).await?.into_iter().zip(&publications) {
        outcome.with_context(|| format!("the demo's piece {}", publication.content.slug))?;
    }
    fill_coverage(app, &publications, now).await?;
    asks::fill(app, now).await?;
    fill_letters(app, &publications, now).await
}

/// Live coverage: its posts at the desk and in the paper, as if they had gone out one by one.
async fn fill_coverage(app: &App, publications: &[Publication], now: Timestamp) -> Result<()> {
    for of in content::coverage()? {
        let piece = publications.iter().find(|piece| piece.content.slug == of.slug && piece.content.locale == of.locale);
        let piece = piece.with_context(|| format!("the demo's coverage {} is of no piece", of.slug))?;
        let after = |minutes: i64| piece.first_published_at.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(now).min(now);
        let ago = |minutes: i64| now.saturating_sub(SignedDuration::from_mins(minutes)).unwrap_or(now);
        let posts = of.posts.into_iter().map(|post| Admitted {
            at: post.minutes_ago.map_or_else(|| after(post.after), ago),
            text: PostText { headline: post.headline, author: Some(post.author), body: post.body },
            pinned: post.pinned,
            key: post.key,
        });
        let entries = app.desk.admit_posts(piece.id, posts.collect(), of.ended_after.map(after), BY).await?;
        app.paper.put_posts(entries).await?;
        app.paper.end_coverage(piece.id, of.ended_after.map(after)).await?;
    }
    Ok(())
}

/// Newsletters with the issues that went out, and the draft of the next. What the post has ordered is printed before this returns.
async fn fill_letters(app: &App, publications: &[Publication], now: Timestamp) -> Result<()> {
    // Nobody will open the rows: the demo's readers are those who try it out, and its key is thrown away.
    app.post.put_key(VaultKey::generate().public().clone(), now).await?;
    let newsletters = content::newsletters(app.paper.zone().iana_name().unwrap_or("UTC"))?;
    for newsletter in &newsletters {
        app.post.put_newsletter(newsletter.clone(), now).await??;
    }
    for letter in content::letters()? {
        let (number, at) = (letter.number, friday(letter.weeks_ago, now));
        let of = newsletters.iter().find(|of| of.slug == letter.newsletter && of.locale == letter.locale);
        let of = of.with_context(|| format!("the demo's letter {number} is of no newsletter"))?;
        let composed = composed(letter, publications).with_context(|| format!("the demo's letter {number}"))?;
        let issue = app.post.begin_issue(of.id, composed, None, BY, at).await?.context("a draft")?;
        app.post.ready_issue(issue, 1, BY, at).await??;
    }
    for newsletter in &newsletters {
        if let Some(timetable) = &newsletter.said.timetable {
            weekly::begin(app, newsletter, timetable.next(now)?, now).await?;
        }
    }
    jobs::run_due(app).await.map(|_| ())
}

/// What an issue says, its stories found by their slugs.
fn composed(letter: Letter, publications: &[Publication]) -> Result<Composed> {
    let Letter { locale, subject, preheader, asks_support, intro, blocks, .. } = letter;
    let find = |slug: &Slug| {
        let of = publications.iter().find(|publication| publication.content.slug == *slug && publication.content.locale == locale);
        of.map(|publication| publication.id).with_context(|| format!("no story “{slug}” in the {locale} edition"))
    };
    let block = |block| {
        Ok(match block {
            LetterBlock::Heading { heading } => Block::Heading(heading),
            LetterBlock::Story { story, headline, blurb } => {
                Block::Story { piece: find(&story)?, headline, blurb: blurb.trim().to_owned() }
            }
            LetterBlock::Note { note } => Block::Note(content::body(&note)?),
        })
    };
    let blocks = blocks.into_iter().map(block).collect::<Result<Vec<_>>>()?;
    Ok(Composed { subject, preheader, intro, blocks, asks_support })
}

/// When a letter went out: on a Friday at 10:00 UTC, and never after now.
fn friday(weeks_ago: i64, now: Timestamp) -> Timestamp {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let since_friday = (i64::from(today.weekday().to_monday_one_offset()) + 2) % 7;
    let day = today.saturating_sub(jiff::Span::new().days(since_friday + 7 * weeks_ago));
    let at = day.to_datetime(jiff::civil::time(10, 0, 0, 0)).to_zoned(jiff::tz::TimeZone::UTC).map_or(now, |zoned| zoned.timestamp());
    at.min(now)
}

/// The piece as the desk has it.
fn admission(publication: &Publication) -> Admission {
    let Publication { id, content, first_published_at, updated_at, corrections, .. } = publication.clone();
    Admission {
        origin: None,
        id,
        content,
        published: Some((first_published_at, updated_at, corrections)),
        scheduled: None,
        withdrawn: false,
        by: BY.into(),
    }
}

/// A piece that only the desk has.
fn unpublished(piece: Piece, now: Timestamp) -> Admission {
    let scheduled = (piece.days_ago < 0).then(|| time_of(&piece, now));
    Admission { origin: None, id: PieceId::random(), content: piece.content, published: None, scheduled, withdrawn: false, by: BY.into() }
}

fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn publications(pieces: Vec<Piece>, now: Timestamp) -> Vec<Publication> {
    let ids: HashMap<(Locale, String), PieceId> =
        pieces.iter().map(|p| ((p.content.locale.clone(), p.content.slug.to_string()), PieceId::random())).collect();
    let publication = |piece: Piece| {
        let (first_published_at, corrections) = (moment(&piece, now), piece.corrections(now));
        let mut content = piece.content;
        let find = |locale: &Locale, slug: &String| ids.get(&(locale.clone(), slug.clone())).copied();
        let id = find(&content.locale, &content.slug.to_string()).unwrap_or_else(PieceId::random);
        content.related =
            piece.related.iter().filter_map(|slug| find(&content.locale, slug).or_else(|| find(&Locale::english(), slug))).collect();
        content.translation_of = match piece.translation_of {
            Some(slug) => find(&Locale::english(), &slug),
            // Standing pages are one page in three languages.
            None if content.kind == crate::paper::model::Kind::Page => {
                find(&Locale::english(), &content.slug.to_string()).filter(|original| *original != id)
            }
            None => None,
        };
        let updated_at = corrections.iter().map(|c| c.at).max().unwrap_or(first_published_at).max(first_published_at);
        Publication { id, content, first_published_at, updated_at, corrections, old_paths: Vec::new() }
    };
    let mut all: Vec<Publication> = pieces.into_iter().map(publication).collect();
    // Originals first, so that a translation finds what it translates.
    all.sort_by_key(|publication| (publication.content.translation_of.is_some(), publication.first_published_at));
    all
}

/// When a piece came out: some minutes ago, or some days ago at its time of day, and never after now.
fn moment(piece: &Piece, now: Timestamp) -> Timestamp {
    if let Some(minutes) = piece.minutes_ago {
        return now.saturating_sub(SignedDuration::from_mins(minutes)).unwrap_or(now);
    }
    let at = time_of(piece, now);
    // Before the time of day has come, today's pieces came out in the small hours, in their order.
    if at < now { at } else { now.saturating_sub(SignedDuration::from_secs(600 + at.duration_since(now).as_secs() / 20)).unwrap_or(now) }
}

fn time_of(piece: &Piece, now: Timestamp) -> Timestamp {
    let day = now.to_zoned(jiff::tz::TimeZone::UTC).date().saturating_sub(jiff::Span::new().days(piece.days_ago));
    day.to_datetime(piece.time).to_zoned(jiff::tz::TimeZone::UTC).map_or(now, |zoned| zoned.timestamp())
}
