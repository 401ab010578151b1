//! The commands. Each is a file; what they do is done by the rooms.
//!
//! Exit codes: 0 done, 1 it could not be done, 2 the command was not understood, 3 something was found to be wrong (`verify`, `doctor`, `config check`).

mod ask;
mod backup;
mod config;
mod courier;
mod demo;
mod doctor;
mod edition;
mod export;
mod fund;
mod import;
mod init;
mod keys;
mod progress;
mod serve;
mod staff;
mod verify;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use kernel::Clock;
use serde::Serialize;

use crate::app::{self, App};
use crate::control::{self, Act, Done};
use crate::fund::till;
use crate::settings::Settings;

/// The publishing house of a newspaper that somebody wants erased: writes, prints, signs and serves it, in one program and one folder.
#[derive(Debug, Parser)]
#[command(name = "indelible", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Examples:
  indelible demo                       a complete invented newspaper, nothing to configure
  indelible init paper                 a new newspaper in the folder “paper”
  indelible --dir paper serve          serve it
  indelible --dir paper import posts/  bring an archive in (Hugo, Jekyll, WordPress, Ghost)")]
struct Cli {
    /// The data directory; where nothing is said, the current one.
    #[arg(long, global = true, env = "INDELIBLE_DIR", value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a data directory for a new newspaper.
    Init(init::Init),
    /// Serve the newspaper to readers, and the desk to its staff.
    Serve(serve::Serve),
    /// Serve an invented newspaper, on free ports and in a temporary folder.
    Demo(demo::Demo),
    /// Write the served edition in another form.
    #[command(subcommand, after_help = "Example:\n  indelible --dir paper export static out && python3 -m http.server -d out")]
    Export(export::Export),
    /// Bring in an archive of Hugo, Jekyll, WordPress or Ghost.
    Import(import::ImportArgs),
    /// Check every page of an edition: its hash, its place, its signature.
    Verify(verify::Verify),
    /// List editions, go back to one, or print anew.
    #[command(subcommand, after_help = edition::EXAMPLES)]
    Edition(edition::Command),
    /// Who works at the desk: invite, list, revoke.
    #[command(
        subcommand,
        after_help = "Examples:
  indelible --dir paper staff invite \"Mira Tolland\" --role editor
  indelible --dir paper staff list
  indelible --dir paper staff revoke \"Mira Tolland\""
    )]
    Staff(staff::Staff),
    /// Contributions: the ledger, processors, gifts that came by hand.
    #[command(
        subcommand,
        after_help = "Examples:
  indelible --dir paper fund ledger check
  indelible --dir paper fund reconcile
  indelible --dir paper fund received 40.00 EUR --reference GIFT-7K3M-Q2XD-5RWA-HT"
    )]
    Fund(fund::Fund),
    /// A keyholder's machine: fetch, open, send.
    Courier(courier::CourierArgs),
    /// The vault key of a keyholder: make it, show it, keep it, bring it back.
    Keys(keys::Keys),
    /// Explain and check the settings.
    #[command(subcommand, after_help = config::EXAMPLES)]
    Config(config::Config),
    /// Look whether all is well, and say what to do where it is not.
    Doctor(doctor::Doctor),
    /// Copy everything into one folder, while the newspaper goes on.
    Backup(backup::Backup),
    /// Make a data directory from a backup.
    Restore(backup::Restore),
}

/// Reads the command line and carries it out.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log();
    match run(cli) {
        Ok(code) => code,
        Err(trouble) => {
            eprintln!("indelible: {trouble:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    let given = cli.dir;
    let dir = given.clone().unwrap_or_else(|| PathBuf::from("."));
    match cli.command {
        Command::Init(args) => init::run(args),
        Command::Serve(args) => serve::run(&dir, args),
        Command::Demo(args) => demo::run(given, args),
        Command::Export(args) => export::run(&dir, args),
        Command::Import(args) => runtime()?.block_on(async { import::run(&open(&dir).await?, args).await }),
        Command::Verify(args) => verify::run(args),
        Command::Edition(args) => edition::run(&dir, args),
        Command::Staff(args) => staff::run(&dir, args),
        Command::Fund(args) => fund::run(&dir, args),
        Command::Courier(args) => courier::run(&dir, args),
        Command::Keys(args) => keys::run(&dir, args),
        Command::Config(args) => config::run(&dir, args),
        Command::Doctor(args) => doctor::run(&dir, args),
        Command::Backup(args) => backup::run(&dir, args),
        Command::Restore(args) => backup::restore(&dir, args),
    }
}

/// Warnings and errors on standard error. Nothing that is logged names a reader, an address or a token.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("INDELIBLE_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).compact().init();
}

/// A runtime for commands that wait for the rooms.
fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// The settings of a data directory.
fn settings(dir: &Path) -> Result<Settings> {
    app::settings(dir, None)?.resolve(dir)
}

/// The house, opened for a command.
async fn open(dir: &Path) -> Result<App> {
    App::open(dir, settings(dir)?, Clock::default(), false).await
}

/// What can be done in a house and in a till of its own.
async fn carry_out(dir: &Path, act: Act) -> Result<Done> {
    if app::is_till(dir) {
        control::carry_out_alone(dir, act, async || till::open(dir, &settings(dir)?, Clock::default())).await
    } else {
        control::carry_out(dir, act, async || open(dir).await).await
    }
}

/// Shows a result: as JSON for a script, or in the words of `say`.
fn show<T: Serialize>(json: bool, result: &T, say: impl FnOnce(&T) -> String) -> Result<()> {
    let text = if json { serde_json::to_string_pretty(result)? } else { say(result) };
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(e.into()),
        _ => Ok(()),
    }
}

/// Asks before what cannot be undone. Without a terminal `--yes` is demanded.
fn confirm(yes: bool, question: &str) -> Result<()> {
    if yes {
        return Ok(());
    }
    if !std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        bail!("{question} Say --yes to go on.");
    }
    eprint!("{question} Type “yes” to go on: ");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    if answer.trim() == "yes" { Ok(()) } else { bail!("nothing was done") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        super::Cli::command().debug_assert();
    }

    #[test]
    fn the_help_of_every_command_has_examples() {
        use clap::CommandFactory;
        for command in super::Cli::command().get_subcommands() {
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(after.starts_with("Example") && after.contains("\n  indelible "), "{}: {after}", command.get_name());
        }
    }
}
