//! `indelible fund`

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::app;
use crate::control::Act;
use crate::fund::Books;

/// Contributions: the ledger, the processors, gifts that came by hand.
#[derive(Debug, clap::Subcommand)]
pub enum Fund {
    /// The ledger: look at it, hand it out.
    #[command(subcommand)]
    Ledger(Ledger),
    /// Ask every processor what no hook has told; it is also done every quarter of an hour.
    #[command(after_help = "Examples:\n  indelible --dir paper fund reconcile\n  indelible --dir paper fund reconcile --json")]
    Reconcile {
        /// Say the result as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Enter a gift that came by bank transfer or in coins.
    #[command(
        after_help = "Examples:\n  indelible --dir paper fund received 40.00 EUR --reference GIFT-7K3M-Q2XD-5RWA-HT\n  indelible --dir paper fund received 100 EUR --day 2026-11-20 --coins"
    )]
    Received {
        /// With a point before the cents, as 40.00.
        amount: String,
        /// EUR, USD …
        currency: String,
        /// What the giver wrote into the transfer.
        #[arg(long)]
        reference: Option<String>,
        /// When it came; today when left out.
        #[arg(long)]
        day: Option<jiff::civil::Date>,
        /// It came in coins, at what they were worth that day.
        #[arg(long)]
        coins: bool,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
    /// What is known of givers.
    #[command(subcommand)]
    Donors(Donors),
}

#[derive(Debug, clap::Subcommand)]
pub enum Ledger {
    /// Look whether every entry sums to zero and follows from what was said, and whether the processor holds what we reckon. Exit code 3 when not.
    #[command(
        after_help = "Examples:\n  indelible --dir paper fund ledger check\n  indelible --dir paper fund ledger check --offline --json"
    )]
    Check {
        /// Do not ask processors what they hold.
        #[arg(long)]
        offline: bool,
        #[arg(long)]
        json: bool,
    },
    /// Write each payout beside its lines as CSV, with their sum and the difference.
    #[command(
        after_help = "Examples:\n  indelible --dir paper fund ledger payouts > payouts.csv\n  indelible --dir paper fund ledger payouts --to payouts.csv --json"
    )]
    Payouts(Sheet),
    /// Write the ledger as CSV: days, accounts, amounts, and nobody's identity.
    #[command(
        after_help = "Examples:\n  indelible --dir paper fund ledger export > ledger.csv\n  indelible --dir paper fund ledger export --to ledger.csv --json"
    )]
    Export(Sheet),
}

#[derive(Debug, clap::Args)]
pub struct Sheet {
    /// A new file; standard output when left out.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Say how much was written, as JSON; needs --to.
    #[arg(long, requires = "to")]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
pub enum Donors {
    /// End the contributions whose card is from a country, erase the givers' addresses, and have the processor forget them.
    #[command(
        after_help = "Examples:\n  indelible --dir paper fund donors purge --country RU --dry-run\n  indelible --dir paper fund donors purge --country RU"
    )]
    Purge {
        /// Two letters, as RU.
        #[arg(long)]
        country: String,
        /// Only say how many that would be.
        #[arg(long)]
        dry_run: bool,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
}

pub fn run(dir: &Path, args: Fund) -> Result<ExitCode> {
    let (act, json) = match args {
        Fund::Ledger(Ledger::Export(sheet)) => {
            return write(dir, sheet, "lines", async |books, out| books.export(out).await);
        }
        Fund::Ledger(Ledger::Payouts(sheet)) => {
            return write(dir, sheet, "payouts", async |books, out| books.export_payouts(out).await);
        }
        Fund::Ledger(Ledger::Check { offline, json }) => (Act::CheckLedger { offline }, json),
        Fund::Reconcile { json } => (Act::Reconcile, json),
        Fund::Received { amount, currency, reference, day, coins, yes, json } => {
            let from = reference.as_deref().map_or(String::new(), |reference| format!(" for {reference}"));
            super::confirm(yes, &format!("{amount} {currency}{from} will stand in the ledger, where nothing is taken out again."))?;
            (Act::Received { amount, currency, reference, day: day.map(|day| day.to_string()), coins }, json)
        }
        Fund::Donors(Donors::Purge { country, dry_run, yes, json }) => {
            if !dry_run {
                super::confirm(
                    yes,
                    &format!("Contributions by cards from {country} will end, and their givers be forgotten. Nobody can bring them back."),
                )?;
            }
            (Act::PurgeDonors { country, dry_run }, json)
        }
    };
    let done = super::runtime()?.block_on(super::carry_out(dir, act))?;
    super::show(json, &done.json, |_| done.said.clone())?;
    let is_unsound = done.json.get("sound") == Some(&Value::Bool(false));
    Ok(if is_unsound { ExitCode::from(3) } else { ExitCode::SUCCESS })
}

/// Beside a house that is open: the ledger is only read.
fn write(dir: &Path, sheet: Sheet, what: &str, act: impl AsyncFnOnce(&Books, Box<dyn Write>) -> Result<u64>) -> Result<ExitCode> {
    let settings = super::settings(dir)?;
    let books = Books::open_read_only(app::place(dir, &settings, "fund"))?;
    let runtime = super::runtime()?;
    match sheet.to {
        None => {
            runtime.block_on(act(&books, Box::new(BufWriter::new(std::io::stdout()))))?;
        }
        Some(file) => {
            let made = std::fs::File::create_new(&file).with_context(|| format!("cannot write {}", file.display()))?;
            let count = runtime.block_on(act(&books, Box::new(BufWriter::new(made))))?;
            super::show(sheet.json, &serde_json::json!({ "file": file, what: count }), |_| {
                format!("{count} {what} are in {}.", file.display())
            })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
