//! `indelible staff`

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

use crate::control::{self, Act};

#[derive(Debug, clap::Subcommand)]
pub enum Staff {
    /// Print a code with which somebody makes a passkey for the desk. It is good for 30 minutes, once.
    #[command(
        after_help = "Examples:\n  indelible --dir paper staff invite \"Mira Tolland\" --role editor\n  indelible --dir paper staff invite \"Mira Tolland\" --role editor     again, for a second passkey"
    )]
    Invite {
        name: String,
        /// contributor, editor, producer, treasurer, keyholder or admin. All but contributor need two passkeys.
        #[arg(long, default_value = "contributor")]
        role: String,
        #[arg(long)]
        json: bool,
    },
    /// Names, roles, passkeys.
    List {
        #[arg(long)]
        json: bool,
    },
    /// End somebody's sessions and passkeys, at once.
    Revoke {
        name: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
}

pub fn run(dir: &Path, args: Staff) -> Result<ExitCode> {
    let (act, json) = match args {
        Staff::Invite { name, role, json } => (Act::Invite { name, role }, json),
        Staff::List { json } => (Act::Staff, json),
        Staff::Revoke { name, yes, json } => {
            super::confirm(yes, &format!("{name} will be signed out, and can come back only by a new invitation."))?;
            (Act::Revoke { name }, json)
        }
    };
    let done = super::runtime()?.block_on(control::carry_out(dir, act, async || super::open(dir).await))?;
    super::show(json, &done.json, |_| done.said.clone())?;
    Ok(ExitCode::SUCCESS)
}
