//! `indelible keys`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use jiff::civil::Date;
use kernel::Clock;
use seal::keyfile::Cost;
use seal::shares::join;
use seal::{KeyFile, VaultKey, VaultPublic, Words};
use serde::Serialize;

use super::ask;
use crate::control;
use crate::courier::keys::{self, Held};
use crate::courier::{self, sheets};

/// The vault key: what opens the readers' addresses. It is made and kept on a keyholder's machine, and the server never has it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  indelible keys create --shares shares.html   the key, its seven words, five sheets to print
  indelible keys show                          fingerprint and public half
  indelible keys words                         other words for the same key
  indelible keys recover                       the key again, from three sheets
  indelible keys rotate --shares new.html      the next key; the old one goes on reading old rows

Handbook: docs/keyholder.md")]
pub struct Keys {
    /// The keyholder's folder; where nothing is said, .indelible-courier in the home directory.
    #[arg(long, global = true, env = "INDELIBLE_COURIER_DIR", value_name = "DIR")]
    courier: Option<PathBuf>,
    /// Say the result as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    /// Make the vault key. Its seven words are shown once.
    #[command(
        after_help = "Examples:\n  indelible keys create --shares shares.html\n  indelible keys create --yes --json    for a script: nothing is asked, the words are in the answer\n\nA key that is there is never overwritten."
    )]
    Create {
        #[command(flatten)]
        sheets: Sheets,
        /// Do not have the words typed back; say them in the result.
        #[arg(long)]
        yes: bool,
    },
    /// Fingerprints, the public half, when the keys were made. Takes no words.
    Show,
    /// Give the keys other words. The old words open nothing any more.
    #[command(
        after_help = "Example:\n  indelible keys words\n\nA copy of the old key file still opens with the old words: destroy copies."
    )]
    Words {
        #[command(flatten)]
        said: Said,
        /// Do not have the new words typed back; say them in the result.
        #[arg(long)]
        yes: bool,
    },
    /// Print recovery shares anew. They do not go together with those of an earlier printing.
    #[command(after_help = "Example:\n  indelible keys shares shares.html --language ru")]
    Shares {
        #[arg(value_name = "FILE.html")]
        file: PathBuf,
        /// The language of the sheets: en, ru or fa.
        #[arg(long, default_value = "en")]
        language: String,
        #[command(flatten)]
        said: Said,
    },
    /// Bring the key back from three recovery shares, with new words.
    #[command(
        after_help = "Examples:\n  indelible keys recover                          type three shares\n  indelible keys recover one.txt two.txt three.txt\n  indelible keys recover --earlier                a former key, to read rows from its time\n\nWhere the same key is there and its words are lost, its file is set aside and not deleted."
    )]
    Recover {
        /// Files with a share each; - is standard input. Without any, they are asked for.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// It is a former key: put it behind those that are here, under their words.
        #[arg(long)]
        earlier: bool,
        #[command(flatten)]
        said: Said,
        /// Do not ask, and do not have the words typed back; say them in the result.
        #[arg(long)]
        yes: bool,
    },
    /// On the server: list the keyholders' machines that are paired, or revoke one.
    #[command(after_help = "Examples:\n  indelible --dir paper keys devices\n  indelible --dir paper keys devices --revoke mira")]
    Devices {
        /// Believe this one no more.
        #[arg(long, value_name = "NAME")]
        revoke: Option<String>,
    },
    /// Make the next key. The present one stays in the ring, for the rows from its time.
    #[command(
        after_help = "Example:\n  indelible keys rotate --shares shares.html\n\nThe server goes on sealing to the former key until it is told of the new one."
    )]
    Rotate {
        #[command(flatten)]
        sheets: Sheets,
        #[command(flatten)]
        said: Said,
        /// Do not ask, and do not have the words typed back; say them in the result.
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, clap::Args)]
struct Sheets {
    /// Write five recovery shares as a page to print. Print it, then delete it.
    #[arg(id = "shares", long, value_name = "FILE.html")]
    file: Option<PathBuf>,
    /// The language of the sheets: en, ru or fa.
    #[arg(long, default_value = "en")]
    language: String,
}

#[derive(Debug, clap::Args)]
struct Said {
    /// A file with the present words; - is standard input. Without it they are asked for.
    #[arg(id = "words", long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Said {
    fn words(&self) -> Result<Words> {
        ask::words("The seven words: ", self.file.as_deref())
    }
}

/// What was done.
#[derive(Serialize)]
struct Done {
    courier: PathBuf,
    fingerprint: String,
    public: String,
    /// New words, only where nobody was there to write them down.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheets: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    set_aside: Option<PathBuf>,
    #[serde(skip)]
    said: String,
}

pub fn run(house: &Path, args: Keys) -> Result<ExitCode> {
    let dir = args.courier.map_or_else(courier::usual_folder, Ok)?;
    let today = Clock::default().now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let done = match args.act {
        Act::Devices { revoke } => return devices(house, revoke, args.json),
        Act::Show => return show(&dir, args.json),
        Act::Create { sheets, yes } => create(&dir, &sheets, yes, today)?,
        Act::Words { said, yes } => words(&dir, &said, yes)?,
        Act::Shares { file, language, said } => shares(&dir, Sheets { file: Some(file), language }, &said, today)?,
        Act::Recover { files, earlier: true, said, .. } => recover_earlier(&dir, &files, &said, today)?,
        Act::Recover { said, .. } if said.file.is_some() => bail!("--words goes with --earlier: a recovered key gets new words"),
        Act::Recover { files, yes, .. } => recover(&dir, &files, yes, today)?,
        Act::Rotate { sheets, said, yes } => rotate(&dir, &sheets, &said, yes, today)?,
    };
    super::show(args.json, &done, Done::in_words)?;
    Ok(ExitCode::SUCCESS)
}

fn devices(house: &Path, revoke: Option<String>, json: bool) -> Result<ExitCode> {
    let act = revoke.map_or(control::Act::Couriers, |name| control::Act::RevokeCourier { name });
    let done = super::runtime()?.block_on(super::carry_out(house, act))?;
    super::show(json, &done.json, |_| done.said.clone())?;
    Ok(ExitCode::SUCCESS)
}

fn create(dir: &Path, sheets: &Sheets, yes: bool, today: Date) -> Result<Done> {
    if keys::wrapped(dir)?.is_some() {
        bail!(keys::Refusal::KeyThere(dir.to_owned()));
    }
    sheets.check()?;
    let key = VaultKey::generate();
    let (words, shown) = new_words(yes)?;
    keys::create(dir, Held { key: again(&key), made: today }, &words, Cost::default())?;
    let mut done = Done::of(dir, key.public(), "The vault key is made.");
    done.words = shown;
    done.sheets = sheets.write(&key, today)?;
    Ok(done)
}

fn words(dir: &Path, said: &Said, yes: bool) -> Result<Done> {
    let held = keys::held(dir, &said.words()?)?;
    let (words, shown) = new_words(yes)?;
    keys::replace(dir, &held, &words, Cost::default())?;
    let said = "The keys have new words. A copy of the old key file still opens with the old ones: destroy copies.";
    Ok(Done { words: shown, ..Done::of(dir, held[0].key.public(), said) })
}

fn shares(dir: &Path, sheets: Sheets, said: &Said, today: Date) -> Result<Done> {
    sheets.check()?;
    let held = keys::held(dir, &said.words()?)?;
    let written = sheets.write(&held[0].key, today)?;
    let said = "Five new shares. They do not go together with those of an earlier printing: collect and burn the old ones.";
    Ok(Done { sheets: written, ..Done::of(dir, held[0].key.public(), said) })
}

/// To a folder without a key, or to one whose words are lost.
fn recover(dir: &Path, files: &[PathBuf], yes: bool, today: Date) -> Result<Done> {
    let there = keys::wrapped(dir)?;
    let key = join(&ask::shares(files)?)?;
    let newest = there.as_ref().and_then(|files| files.first());
    let made = newest.map_or(today, KeyFile::made);
    if let Some(newest) = newest {
        if newest.public() != key.public() {
            bail!("another key is in {}; with --earlier the recovered one goes behind it, to read rows from its time", dir.display());
        }
        super::confirm(yes, "The shares make the key that is here. Its file is set aside, and one with new words takes its place.")?;
    }
    let (words, shown) = new_words(yes)?;
    let set_aside = newest.map(|_| keys::set_aside(dir)).transpose()?;
    keys::create(dir, Held { key: again(&key), made }, &words, Cost::default())?;
    let said = "The vault key is back. Compare the fingerprint with the one that the server shows.";
    Ok(Done { words: shown, set_aside, ..Done::of(dir, key.public(), said) })
}

fn recover_earlier(dir: &Path, files: &[PathBuf], said: &Said, today: Date) -> Result<Done> {
    keys::must_have(dir)?;
    let key = join(&ask::shares(files)?)?;
    let words = said.words()?;
    let held = keys::held(dir, &words)?;
    let public = key.public().clone();
    keys::add_earlier(dir, held, Held { key, made: today }, &words, Cost::default())?;
    Ok(Done::of(dir, &public, "The former key is in the ring, under the same words."))
}

fn rotate(dir: &Path, sheets: &Sheets, said: &Said, yes: bool, today: Date) -> Result<Done> {
    keys::must_have(dir)?;
    sheets.check()?;
    super::confirm(yes, "A new key is made. Shares that were printed before will not make it, and all keys get new words.")?;
    let held = keys::held(dir, &said.words()?)?;
    let key = VaultKey::generate();
    let (words, shown) = new_words(yes)?;
    keys::rotate(dir, held, Held { key: again(&key), made: today }, &words, Cost::default())?;
    let said = "The next key is made; the former ones stay in the ring. The server goes on sealing to the former key until it is told of this one. Keep the \
                shares of the former key as long as rows from its time matter.";
    let mut done = Done::of(dir, key.public(), said);
    done.words = shown;
    done.sheets = sheets.write(&key, today)?;
    Ok(done)
}

/// New words: on paper, or for the result of a script.
fn new_words(yes: bool) -> Result<(Words, Option<String>)> {
    let words = Words::draw();
    if yes {
        let shown = words.as_str().to_owned();
        return Ok((words, Some(shown)));
    }
    ask::written_down(&words)?;
    Ok((words, None))
}

fn again(key: &VaultKey) -> VaultKey {
    VaultKey::from_seed(key.seed().clone())
}

impl Sheets {
    /// Before anything is made: that the page can be written where it is wanted.
    fn check(&self) -> Result<()> {
        match &self.file {
            Some(file) if file.exists() => bail!("{} is there already; name another file for the shares", file.display()),
            Some(file) if file.parent().is_some_and(|folder| folder != Path::new("") && !folder.is_dir()) => {
                bail!("there is no folder for {}", file.display())
            }
            Some(_) if !crate::words::Words::load().languages().any(|known| known == self.language) => {
                bail!("there are no words in “{}”; try en, ru or fa", self.language)
            }
            _ => Ok(()),
        }
    }

    fn write(&self, key: &VaultKey, today: Date) -> Result<Option<PathBuf>> {
        let Some(file) = &self.file else { return Ok(None) };
        courier::put_new(file, &sheets::page(&crate::words::Words::load(), &self.language, key, today)?)?;
        Ok(Some(file.clone()))
    }
}

impl Done {
    fn of(dir: &Path, public: &VaultPublic, said: &str) -> Self {
        let (fingerprint, public) = (public.fingerprint(), public.to_string());
        Self { courier: dir.to_owned(), fingerprint, public, words: None, sheets: None, set_aside: None, said: said.to_owned() }
    }

    fn in_words(&self) -> String {
        let mut lines = vec![self.said.clone(), String::new(), format!("Fingerprint   {}", self.fingerprint)];
        lines.push(format!("Folder        {}", self.courier.display()));
        lines.extend(self.words.iter().map(|words| format!("Words         {words}")));
        lines.extend(self.set_aside.iter().map(|file| format!("Set aside     {}", file.display())));
        match &self.sheets {
            Some(file) => lines
                .push(format!("Shares        {0}\n\nPrint {0} now, then delete it: whoever has that file has the key.", file.display())),
            None => {
                lines.push("\nHave five shares printed? Without them, lost words are a lost list: indelible keys shares FILE.html".into())
            }
        }
        lines.join("\n")
    }
}

#[derive(Serialize)]
struct Shown {
    courier: PathBuf,
    keys: Vec<Known>,
}

#[derive(Serialize)]
struct Known {
    newest: bool,
    made: String,
    fingerprint: String,
    public: String,
}

fn show(dir: &Path, json: bool) -> Result<ExitCode> {
    let known = |(at, file): (usize, KeyFile)| Known {
        newest: at == 0,
        made: file.made().to_string(),
        fingerprint: file.public().fingerprint(),
        public: file.public().to_string(),
    };
    let shown = Shown { courier: dir.to_owned(), keys: keys::must_have(dir)?.into_iter().enumerate().map(known).collect() };
    super::show(json, &shown, |shown| {
        let mut lines = Vec::new();
        for key in &shown.keys {
            lines.push(format!("{}   made {}   {}", key.fingerprint, key.made, if key.newest { "in use" } else { "former" }));
        }
        lines.extend(shown.keys.first().map(|newest| format!("\nThe public half, for the server:\n{}", newest.public)));
        lines.join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}
