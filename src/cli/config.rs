//! `indelible config`

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use crate::app;
use crate::settings::{Origin, Shape, TABLE, variable};

pub const EXAMPLES: &str = "Examples:
  indelible --dir paper config explain
  indelible --dir paper config explain serve. --json
  indelible --dir paper config check";

#[derive(Debug, clap::Subcommand)]
pub enum Config {
    /// Every setting: what it is for, its value, and where that comes from. Secrets are not shown.
    #[command(after_help = "Examples:\n  indelible --dir paper config explain\n  indelible --dir paper config explain serve. --json")]
    Explain {
        /// Only settings whose name begins so.
        prefix: Option<String>,
        #[arg(long)]
        json: bool,
    },
    /// Whether the settings can be used; exit code 3 when not.
    #[command(after_help = "Examples:\n  indelible --dir paper config check\n  indelible --dir paper config check --json")]
    Check {
        /// Say the result as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// What `check` found.
#[derive(Serialize)]
struct Verdict {
    right: bool,
    trouble: Option<String>,
}

#[derive(Serialize)]
struct Line {
    key: &'static str,
    value: String,
    from: &'static str,
    default: &'static str,
    environment: String,
    doc: &'static str,
}

pub fn run(dir: &Path, args: Config) -> Result<ExitCode> {
    let values = app::settings(dir, None);
    match args {
        Config::Check { json } => {
            let trouble = values.and_then(|values| values.resolve(dir)).err().map(|trouble| format!("{trouble:#}"));
            let verdict = Verdict { right: trouble.is_none(), trouble };
            super::show(json, &verdict, |verdict| verdict.trouble.clone().unwrap_or_else(|| "The settings are right.".into()))?;
            if !verdict.right {
                return Ok(ExitCode::from(3));
            }
        }
        Config::Explain { prefix, json } => {
            let values = values?;
            let line = |setting: &crate::settings::Setting| {
                let (value, origin) = values.of(setting);
                let hidden = setting.shape == Shape::Secret && !value.is_empty();
                let from = match origin {
                    Origin::Default => "default",
                    Origin::File => "file",
                    Origin::Environment => "environment",
                };
                Line {
                    key: setting.key,
                    value: if hidden { "(set, not shown)".into() } else { value },
                    from,
                    default: setting.default,
                    environment: variable(setting.key),
                    doc: setting.doc,
                }
            };
            let wanted = |setting: &&crate::settings::Setting| prefix.as_ref().is_none_or(|p| setting.key.starts_with(p.as_str()));
            let lines: Vec<Line> = TABLE.iter().filter(wanted).map(line).collect();
            super::show(json, &lines, |lines| {
                let said = |l: &Line| {
                    format!(
                        "{} = {}   ({})\n    {}\n    {}\n\n",
                        l.key,
                        if l.value.is_empty() { "“”" } else { &l.value },
                        l.from,
                        l.doc,
                        l.environment
                    )
                };
                lines.iter().map(said).collect()
            })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
