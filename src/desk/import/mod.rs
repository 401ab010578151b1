//! Importers: an archive of another system becomes pieces at the desk and in the paper.
//!
//! Promises: a run may be repeated, and changes only what has changed in the source; one that was cut off goes on where it stopped; what staff have changed
//! since is left as they made it; whatever of the source is not in the paper afterwards is named in the report.
//!
//! - [`source`]: which importer reads what was given: [`hugo`] (and Jekyll, and plain Markdown), [`wxr`] (WordPress), [`ghost`].
//! - [`item`]: what every source is turned into.
//! - [`pipeline`]: reading, understanding and writing at the same time.
//! - [`intake`]: to the desk and the paper, a batch at a time.
//! - [`pictures`], [`local`], [`fetch`]: pictures from the source, or from where they were.
//! - [`archive`], [`utf8`]: files that somebody sent, read within limits.
//! - [`links`], [`slugs`], [`terms`]: addresses, old and new; sections, tags, authors.
//! - [`shortcode`], [`brackets`], [`cards`], [`text`], [`losses`]: texts.
//! - [`report`], [`progress`]: what whoever imports is told.

pub mod archive;
pub mod brackets;
pub mod cards;
pub mod fetch;
pub mod ghost;
pub mod hugo;
pub mod intake;
pub mod item;
pub mod links;
pub mod local;
pub mod losses;
pub mod pictures;
pub mod pipeline;
pub mod progress;
pub mod report;
pub mod setting;
pub mod shortcode;
pub mod slugs;
pub mod source;
pub mod terms;
pub mod text;
pub mod utf8;
pub mod wxr;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use kernel::Locale;
use url::Url;

use crate::app::App;
use crate::paper::model::{Redirect, Term, TermKind};
use intake::Intake;
use item::Front;
use pictures::Pictures;
use pipeline::Pipeline;
use progress::Progress;
use report::Report;
use setting::Setting;
use source::Source;

/// Who stands beside the revisions.
pub const BY: &str = "import";

/// How often one looks how far the printing is.
const LOOK: Duration = Duration::from_millis(500);

#[derive(Clone, Debug)]
pub struct Options {
    pub source: PathBuf,
    /// Nothing is written; the report says what would be.
    pub dry_run: bool,
    /// Pictures are fetched from where they were.
    pub media: bool,
    /// The edition of pieces that do not say their language; the first when nothing is given.
    pub locale: Option<Locale>,
    /// Where the source was on the web.
    pub base: Option<Url>,
}

/// Imports. Trouble after the first batch ends in the report's `stopped`; what is in stays in.
///
/// # Errors
/// When nothing could be brought in: the source is none, or cannot be read.
pub async fn run(app: &App, options: Options, progress: &mut Progress) -> Result<Report> {
    let started = Instant::now();
    let locales = app.paper.locales().to_vec();
    let setting = Setting {
        locale: options.locale.clone().or_else(|| locales.first().cloned()).unwrap_or_else(Locale::english),
        is_locale_given: options.locale.is_some(),
        locales,
        zone: app.paper.zone().clone(),
        now: app.clock.now(),
        base: options.base.clone(),
    };
    progress.say("looking through the source");
    let path = options.source.clone();
    let (source, front) = tokio::task::spawn_blocking(move || Source::open(&path, setting)).await??;
    let source = Arc::new(source);
    let mut report =
        Report { source: options.source.display().to_string(), format: source.format(), dry_run: options.dry_run, ..Report::default() };
    progress.start(front.pieces);
    let redirects = begin(app, front, options.dry_run, &mut report).await?;
    let pictures = Pictures::new(source.clone(), options.media, options.dry_run);
    let mut intake = Intake { app, dry_run: options.dry_run, pictures, waiting: Vec::new(), waiting_bytes: 0 };
    if let Err(trouble) = bring_in(source, &mut intake, progress, &mut report).await {
        report.stopped = Some(format!("{trouble:#}"));
    }
    if !options.dry_run {
        report.redirects += redirects.len() as u64;
        // At every run: one that was cut off had not come to them, and the next may find no piece to bring in.
        if !redirects.is_empty() {
            app.paper.put_redirects(redirects).await?;
        }
        progress.say("printing");
        report.edition = Some(print(app, progress).await?);
    }
    progress.finish();
    report.seconds = (started.elapsed().as_secs_f64() * 10.0).round() / 10.0;
    Ok(report)
}

/// Puts new terms in their places, and notes what will be missing. Terms that the paper has already stay as they are.
async fn begin(app: &App, front: Front, dry_run: bool, report: &mut Report) -> Result<Vec<Redirect>> {
    front.left_out.into_iter().for_each(|thing| report.leave_out(thing));
    front.remarks.into_iter().for_each(|(remark, place)| report.remark(remark, &place));
    for term in &front.terms {
        let terms = &mut report.terms;
        *match term.kind {
            TermKind::Section => &mut terms.sections,
            TermKind::Tag => &mut terms.tags,
            TermKind::Author => &mut terms.authors,
            TermKind::Dossier => &mut terms.dossiers,
        } += 1;
    }
    let catalogue = app.paper.catalogue();
    let new: Vec<Term> = front.terms.into_iter().filter(|term| catalogue.term(&term.locale, term.kind, &term.slug).is_none()).collect();
    if !dry_run && !new.is_empty() {
        app.paper.put_terms(new).await?;
    }
    Ok(front.redirects)
}

/// Prints what has come in, and says now and then how far that is.
async fn print(app: &App, progress: &mut Progress) -> Result<u64> {
    let mut printing = std::pin::pin!(app.press.print());
    loop {
        tokio::select! {
            printed = printing.as_mut() => return printed,
            () = tokio::time::sleep(LOOK) => progress.printed(app.press.printed_so_far()),
        }
    }
}

async fn bring_in(source: Arc<Source>, intake: &mut Intake<'_>, progress: &mut Progress, report: &mut Report) -> Result<()> {
    let mut pipeline = Pipeline::start(source)?;
    while let Some((things, size)) = pipeline.next().await {
        intake.take(things, size, report);
        if intake.is_full() {
            progress.advance(intake.file(report).await?);
        }
    }
    // What was read before the trouble is whole, and comes in.
    progress.advance(intake.file(report).await?);
    pipeline.end().await
}
