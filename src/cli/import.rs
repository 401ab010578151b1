//! `indelible import`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use kernel::Locale;
use url::Url;

use crate::app::App;
use crate::desk::import::progress::Progress;
use crate::desk::import::{self, Options};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  indelible --dir paper import site/ --dry-run          what a folder of Hugo or Jekyll would bring
  indelible --dir paper import site.tar.gz              the same, packed
  indelible --dir paper import wordpress.xml --media    WordPress's export, its pictures fetched
  indelible --dir paper import ghost.zip                Ghost's export with its pictures

Run it again after a change in the source: only what has changed is brought in.")]
pub struct ImportArgs {
    /// A folder, .tar.gz or .zip of Hugo, Jekyll or Markdown; WordPress's .xml; Ghost's .json or .zip.
    source: PathBuf,
    /// Write nothing; say what would be brought in.
    #[arg(long)]
    dry_run: bool,
    /// Say the report as JSON, with everything that it names.
    #[arg(long)]
    json: bool,
    /// Fetch pictures from where they were.
    #[arg(long)]
    media: bool,
    /// The language edition of pieces that do not say theirs.
    #[arg(long, value_name = "LANGUAGE")]
    locale: Option<Locale>,
    /// Where the source was on the web, such as `https://old.example/`; links to it are led to the pieces here.
    #[arg(long, value_name = "URL")]
    base_url: Option<Url>,
}

pub async fn run(app: &App, args: ImportArgs) -> Result<ExitCode> {
    if let Some(locale) = &args.locale
        && !app.paper.locales().contains(locale)
    {
        let known = app.paper.locales().iter().map(Locale::as_str).collect::<Vec<_>>().join(", ");
        bail!("there is no language edition “{locale}”; the settings have {known} (site.locales)");
    }
    if args.base_url.as_ref().is_some_and(|url| !matches!(url.scheme(), "http" | "https") || !url.has_host()) {
        bail!("--base-url takes an address such as https://old.example/");
    }
    let options = Options { source: args.source, dry_run: args.dry_run, media: args.media, locale: args.locale, base: args.base_url };
    let report = import::run(app, options, &mut Progress::to_whoever_watches()).await?;
    super::show(args.json, &report, ToString::to_string).context("cannot write the report")?;
    Ok(if report.stopped.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
