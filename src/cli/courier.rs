//! `indelible courier`
//!
//! - `arming`: `arm` and `disarm`, and how what is armed stands.
//! - `dkim`: keys that sign newsletters.
//! - `doubts`: letters of which nobody knows whether they arrived.
//! - `due`: letters of the fund.
//! - `send`: an issue, sent from this machine.
//! - `trial`: a letter to oneself before the first campaign.

mod arming;
mod dkim;
mod doubts;
mod due;
mod send;
mod trial;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use kernel::Clock;
use seal::VaultKey;
use serde::Serialize;
use serde_json::json;

use super::ask;
use super::progress::Bar;
use crate::app;
use crate::control::Act as House;
use crate::courier::here::{self, UNPROTECTED};
use crate::courier::settings::Settings;
use crate::courier::store::Titled;
use crate::courier::sync::Synced;
use crate::courier::{self, Courier};
use crate::post::courier::messages::IssueLetter;
use crate::post::courier::pairing::Code;
use crate::settings::TABLE;

/// A keyholder's machine: fetches sealed rows, opens the list, sends issues. The server never has the key, and this machine never gives it an address.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  indelible --dir paper courier invite                         on the server: a code
  indelible courier pair https://paper.example CODE            on the keyholder's machine, once
  indelible courier                                            a page in the browser for everything else
  indelible courier sync && indelible courier send             the same in the terminal
  indelible courier arm                                        have the server send it at its time

Handbook: docs/keyholder.md")]
pub struct CourierArgs {
    /// The keyholder's folder; where nothing is said, .indelible-courier in the home directory.
    #[arg(long, global = true, env = "INDELIBLE_COURIER_DIR", value_name = "DIR")]
    courier: Option<PathBuf>,
    /// A file with the seven words; - is standard input. Without it they are asked for.
    #[arg(long = "words", global = true, value_name = "FILE")]
    words: Option<PathBuf>,
    /// Say the result as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    /// On the server: print a code with which one keyholder's machine is paired. It is good for 30 minutes, once.
    Invite,
    /// Pair this machine with the server, by a code from there; and with a till of its own, where there is one.
    #[command(after_help = "Examples:
  indelible courier pair https://paper.example abcd-efgh-jkmn-pqrs
  indelible courier pair https://gifts.example vwxy-z123-4567-89ab
  indelible --dir paper courier pair --here        one person, one machine: the newspaper is open in another terminal")]
    Pair {
        /// Address of the server; with --here it is found in the newspaper's settings.
        #[arg(required_unless_present = "here")]
        url: Option<String>,
        /// 16 letters and digits in fours.
        #[arg(required_unless_present = "here", conflicts_with = "here")]
        code: Option<String>,
        /// The server is on this machine: pair with it without a code, and send by its relays. It says what that does not protect.
        #[arg(long)]
        here: bool,
        /// What the server calls this machine.
        #[arg(long, default_value = "courier")]
        name: String,
        /// Have new rows sealed to this machine's key, though the server has another one now.
        #[arg(long)]
        replace_key: bool,
    },
    /// Have new rows sealed to the newest key of the ring, after “indelible keys rotate”.
    Rotate,
    /// Fetch what is new, and check that the server has kept nothing back. Takes no words.
    Sync,
    /// Open the lists, and say how many readers each newsletter has.
    Readers,
    /// Show the issues that are readied and not sent, and what is armed.
    #[command(visible_alias = "issue")]
    Issues,
    /// Send an issue now, from this machine. After a crash the same command goes on.
    #[command(
        after_help = "Examples:\n  indelible courier send\n  indelible courier send --issue 41 --yes --words words.txt\n  indelible courier send --doubts leave"
    )]
    Send {
        /// Number of the issue, where several wait.
        #[arg(long, value_name = "NUMBER")]
        issue: Option<i64>,
        /// What becomes of letters that were on the wire when it was cut off; “doubts” lists them. They are sent again unless it is said.
        #[arg(long, value_enum, value_name = "WHAT")]
        doubts: Option<doubts::Choice>,
        /// The first time: go on although no test letter was found clean.
        #[arg(long)]
        untested: bool,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Arm an issue: the server sends it at its time, while this machine sleeps. It holds the key for twelve hours at most, in memory only.
    #[command(after_help = "Examples:
  indelible courier arm                          the one issue that waits, for its own time
  indelible courier arm 41 --at 10:00            for the next 10:00 by this machine's clock
  indelible courier arm 41 --at 2026-11-27T10:00[Europe/Amsterdam]
  indelible courier arm 41 --at now --yes --words words.txt

A server that is started anew has no key and sends nothing more. “indelible courier issues” says so; arm it again, or “indelible courier send”.")]
    Arm {
        /// Number of the issue, where several wait.
        issue: Option<i64>,
        /// When it goes out: now, 10:00, 2026-11-27T10:00:00Z, or with a zone in brackets. The issue's own time when left out.
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// What becomes of letters that were on the wire when the server was cut off. They are sent again unless it is said.
        #[arg(long, value_enum, value_name = "WHAT")]
        doubts: Option<doubts::Choice>,
        /// The first time: go on although no test letter was found clean.
        #[arg(long)]
        untested: bool,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Take an arming back: key and capsule are destroyed on the server. What has left has left.
    #[command(after_help = "Examples:\n  indelible courier disarm\n  indelible courier disarm 41 --json")]
    Disarm {
        /// Number of the issue, where several are armed.
        issue: Option<i64>,
    },
    /// List letters of which it is not known whether they arrived: by row, never by address.
    Doubts,
    /// Make the keys with which this machine signs newsletters, and print what DNS has to hold. Keys that are there are not made again.
    #[command(
        after_help = "Examples:\n  indelible courier dkim\n  indelible courier dkim news.paper.example --selector n2      a second machine"
    )]
    Dkim {
        /// Domain that newsletters come from; asked of the server when left out.
        domain: Option<String>,
        /// Name of the keys in DNS; -rsa and -ed stand behind it.
        #[arg(long, default_value = crate::courier::dkim::SELECTOR)]
        selector: String,
    },
    /// Send one letter to yourself by your relay, and look at what has come: whether it tells of this machine.
    #[command(
        after_help = "Examples:\n  indelible courier test mira@mailbox.example\n  indelible courier test --check letter.eml     its source, as the mailbox shows it"
    )]
    Test {
        /// An address of your own.
        #[arg(required_unless_present = "check", conflicts_with = "check")]
        address: Option<String>,
        /// The source of the letter that has come; - is standard input.
        #[arg(long, value_name = "FILE")]
        check: Option<PathBuf>,
        /// Number of the issue, where several wait.
        #[arg(long, value_name = "NUMBER")]
        issue: Option<i64>,
    },
    /// Bring in a list: CSV of Ghost, Substack, Mailchimp or listmonk.
    #[command(after_help = "Example:\n  indelible courier import members.csv --newsletter \"The Friday Lamp\"")]
    Import {
        file: PathBuf,
        #[command(flatten)]
        which: Which,
        /// Show refused rows as they stand in the file. For your own terminal.
        #[arg(long)]
        show: bool,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Write a list as CSV, readable to whoever has the file.
    Export {
        file: PathBuf,
        #[command(flatten)]
        which: Which,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Answer readers who have lost their link, or want to be erased. Opening the page does it by itself.
    Orders,
    /// Write the letters about contributions that are due: reminders that readers asked for, and words about cards that fail. Each is written once, ever.
    #[command(after_help = "Examples:\n  indelible courier due\n  indelible courier due --yes --words words.txt --json")]
    Due {
        /// Do not ask, not even whether the address of a till is the right one.
        #[arg(long)]
        yes: bool,
    },
    /// How this machine and the server stand.
    Status,
}

#[derive(Debug, clap::Args)]
struct Which {
    /// Title or number of the newsletter, where there are several.
    #[arg(long, value_name = "NEWSLETTER")]
    newsletter: Option<String>,
}

/// A command, with what it needs.
struct Bench {
    courier: Courier,
    words: Option<PathBuf>,
    json: bool,
}

pub fn run(dir: &Path, args: CourierArgs) -> Result<ExitCode> {
    let CourierArgs { courier: folder, words, json, act } = args;
    if let Some(Act::Invite) = act {
        let done = super::runtime()?.block_on(super::carry_out(dir, House::InviteCourier))?;
        super::show(json, &done.json, |_| done.said.clone())?;
        return Ok(ExitCode::SUCCESS);
    }
    let folder = folder.map_or_else(courier::usual_folder, Ok)?;
    let bench = Bench { courier: Courier::open(&folder, Clock::default())?, words, json };
    match act {
        None => super::runtime()?.block_on(courier::page::serve(bench.courier))?,
        Some(Act::Invite) => {}
        Some(Act::Pair { url, here: true, name, replace_key, .. }) => bench.pair_here(dir, url, &name, replace_key)?,
        Some(Act::Pair { url, code, name, replace_key, .. }) => {
            bench.pair(&url.unwrap_or_default(), &code.unwrap_or_default(), &name, replace_key)?;
        }
        Some(Act::Rotate) => {
            let fingerprint = bench.courier.rotate()?;
            super::show(json, &json!({ "fingerprint": fingerprint }), |_| format!("New rows are sealed to the key {fingerprint}."))?;
        }
        Some(Act::Sync) => {
            let synced = bench.courier.sync()?;
            super::show(json, &synced, in_words)?;
        }
        Some(Act::Readers) => bench.readers()?,
        Some(Act::Issues) => bench.issues()?,
        Some(Act::Arm { issue, at, doubts, untested, yes }) => {
            trial::ask(&bench.courier, yes || untested)?;
            bench.arm(issue, at.as_deref(), doubts.map(Into::into), yes)?;
        }
        Some(Act::Disarm { issue }) => bench.disarm(issue)?,
        Some(Act::Send { issue, doubts, untested, yes }) => {
            trial::ask(&bench.courier, yes || untested)?;
            super::runtime()?.block_on(bench.send(issue, doubts.map(Into::into), yes))?;
        }
        Some(Act::Doubts) => super::runtime()?.block_on(bench.doubts())?,
        Some(Act::Dkim { domain, selector }) => bench.dkim(domain.as_deref(), &selector)?,
        Some(Act::Test { check: Some(file), .. }) => bench.check(&file)?,
        Some(Act::Test { address, issue, .. }) => super::runtime()?.block_on(bench.test(issue, &address.unwrap_or_default()))?,
        Some(Act::Import { file, which, show, yes }) => bench.import(&file, &which, show, yes)?,
        Some(Act::Export { file, which, yes }) => bench.export(&file, &which, yes)?,
        Some(Act::Orders) => bench.orders()?,
        Some(Act::Due { yes }) => super::runtime()?.block_on(bench.due(yes))?,
        Some(Act::Status) => bench.status()?,
    }
    Ok(ExitCode::SUCCESS)
}

impl Bench {
    fn ring(&self) -> Result<Vec<VaultKey>> {
        self.courier.unlock(&ask::words("The seven words: ", self.words.as_deref())?)
    }

    fn pair(&self, url: &str, code: &str, name: &str, replaces: bool) -> Result<()> {
        let paired = self.courier.pair(url, &code.parse()?, name, replaces)?;
        let said = json!({ "newspaper": paired.newspaper, "site": paired.site, "fingerprint": paired.fingerprint, "till": paired.is_till });
        super::show(self.json, &said, |_| {
            let (what, next) = if paired.is_till { ("the till of ", "due") } else { ("", "sync") };
            format!(
                "This machine is paired with {what}{}. New rows are sealed to the key\n{}\n\nNext: indelible courier {next}",
                paired.newspaper, paired.fingerprint
            )
        })
    }

    /// Pairs with the house that is open on this machine, and takes its relays.
    fn pair_here(&self, dir: &Path, url: Option<String>, name: &str, replaces: bool) -> Result<()> {
        let values = app::settings(dir, None)?;
        let url = url.map_or_else(|| values.resolve(dir).map(|settings| here::address(&settings)), Ok)?;
        self.courier.publics()?;
        let closed = async || {
            bail!("the newspaper is not open: type “indelible --dir {} serve” in another terminal, then this again", dir.display())
        };
        let invited = super::runtime()?.block_on(crate::control::carry_out(dir, House::InviteCourier, closed))?;
        let code: Code = invited.json["code"].as_str().context("the house gave no code")?.parse()?;
        let paired = self.courier.pair(&url, &code, name, replaces)?;
        let relays = TABLE.iter().find(|setting| setting.key == "mail.relays").map(|setting| values.of(setting).0).unwrap_or_default();
        let sends = self.courier.take_relays(&relays)?;
        let said = json!({ "newspaper": paired.newspaper, "site": paired.site, "fingerprint": paired.fingerprint, "relays": sends, "unprotected": UNPROTECTED });
        super::show(self.json, &said, |_| {
            let relays = if sends { "Letters leave by the newspaper's relays.\n" } else { "" };
            format!(
                "This folder is paired with {}. New rows are sealed to the key\n{}\n{relays}\n{UNPROTECTED}\n\nNext: indelible courier",
                paired.newspaper, paired.fingerprint
            )
        })
    }

    fn readers(&self) -> Result<()> {
        #[derive(Serialize)]
        struct Row {
            newsletter: String,
            language: String,
            readers: usize,
            ended: usize,
            rows: usize,
        }
        let synced = self.courier.sync()?;
        let ring = self.ring()?;
        let mut rows = Vec::new();
        let mut erase = Vec::new();
        for Titled { id, locale, title } in self.courier.newsletters()? {
            let bar = Bar::new("opening", 0);
            let list = self.courier.open_list(&ring, id, |done, all| bar.at(done as u64, all as u64))?;
            bar.done();
            rows.push(Row { newsletter: title, language: locale, readers: list.readers.len(), ended: list.ended(), rows: list.rows });
            erase.extend(list.erase);
        }
        let noted = self.courier.erase(erase)?;
        super::show(self.json, &rows, |rows| {
            let mut said = in_words(&synced) + "\n\n";
            for Row { newsletter, language, readers, ended, .. } in rows {
                said += &format!("{newsletter} ({language}): {readers} readers, {ended} have left or bounced\n");
            }
            said + &format!("{} rows that nobody needs any more were erased on the server.", noted.erased)
        })
    }

    fn issues(&self) -> Result<()> {
        let (issues, armed) = (self.courier.issues()?.issues, self.courier.armed()?);
        let said = json!({ "issues": issues, "armed": armed });
        super::show(self.json, &said, |_| {
            let site = self.courier.pinned().map(|pinned| pinned.site).unwrap_or_default();
            let one = |issue: &IssueLetter| {
                let verdict = courier::letter::look(issue, &site)
                    .map_or_else(|suspect| format!("NOT FIT TO SEND: {suspect}"), |()| "fit to send".into());
                let armed =
                    armed.iter().find(|one| one.issue == issue.issue).map(|one| format!("{}\n", arming::stands(one))).unwrap_or_default();
                format!(
                    "Issue {} · {} · {verdict}\n{armed}From: {} <{}>\n{}\n\n{}\n",
                    issue.number,
                    issue.subject,
                    issue.sender,
                    issue.from,
                    issue.page,
                    shown(&issue.text)
                )
            };
            if issues.is_empty() {
                "No issue waits to be sent. One is readied at the desk.".into()
            } else {
                issues.iter().map(one).collect()
            }
        })
    }

    fn import(&self, file: &Path, which: &Which, show: bool, yes: bool) -> Result<()> {
        let text = std::fs::File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
        self.courier.sync()?;
        let newsletter = which.of(self.courier.newsletters()?)?;
        super::confirm(
            yes,
            &format!("The readers in {} are put on the list of “{}”. They get no letter that asks them.", file.display(), newsletter.title),
        )?;
        let bar = Bar::new("sealing", 0);
        let imported = self.courier.import(&self.ring()?, newsletter.id, text, |done, all| bar.at(done as u64, all as u64))?;
        bar.done();
        self.courier.sync()?;
        super::show(self.json, &imported, |imported| {
            let mut said = format!("{} readers are on the list; {} rows were refused.\n", imported.taken, imported.refused.len());
            for refused in &imported.refused {
                let text = if show { format!(" — {}", &*refused.text) } else { String::new() };
                said += &format!("row {}: {}{text}\n", refused.row, refused.why);
            }
            if !show && !imported.refused.is_empty() {
                said += "--show says what stands in those rows.\n";
            }
            said + &format!("Now destroy {}: it is readable to whoever has it.", file.display())
        })
    }

    fn export(&self, file: &Path, which: &Which, yes: bool) -> Result<()> {
        ensure!(!file.exists(), "{} is there already; name a file that is not", file.display());
        self.courier.sync()?;
        let newsletter = which.of(self.courier.newsletters()?)?;
        let question = format!("Every address of “{}” will be readable in {}.", newsletter.title, file.display());
        super::confirm(yes, &question)?;
        let count = self.courier.export(&self.ring()?, &newsletter, file)?;
        let said = json!({ "readers": count, "file": file });
        super::show(self.json, &said, |_| format!("{count} readers are in {}. Destroy it as soon as you can.", file.display()))
    }

    fn orders(&self) -> Result<()> {
        let settings = Settings::read(self.courier.dir())?;
        self.courier.sync()?;
        let ring = Arc::new(self.ring()?);
        let bar = Bar::new("answering", 0);
        let tell = |done, all| bar.at(done as u64, all as u64);
        let answered = super::runtime()?.block_on(self.courier.answer_orders(ring, &settings, &tell))?;
        bar.done();
        super::show(self.json, &answered, |answered| {
            format!(
                "{} orders: {} letters were sent; the others are on no list. {} do not open, {} were not taken by the relay and stay.",
                answered.orders, answered.letters, answered.shut, answered.unsent
            )
        })
    }

    fn status(&self) -> Result<()> {
        let (pinned, till) = (self.courier.pinned()?, self.courier.till()?);
        let ours = self.courier.publics()?;
        let (status, armed) = (self.courier.status()?, self.courier.armed()?);
        let known = status.key.as_ref().is_some_and(|key| ours.iter().any(|own| own.to_string() == *key));
        let mut whole = serde_json::to_value(&status)?;
        whole["armed"] = serde_json::to_value(&armed)?;
        whole["till"] = till.as_ref().map(|till| till.url.clone()).into();
        super::show(self.json, &whole, |_| {
            let mut said = format!("{} at {}\n", status.newspaper, pinned.url);
            said += &format!("Server's key      {}\n", pinned.public.fingerprint());
            if let Some(till) = &till {
                said += &format!("Till              {}, its key {}\n", till.url, till.public.fingerprint());
            }
            said += &format!("Links of the list {} (seen here: {})\n", status.chain.counter, pinned.chain.counter);
            said += if known {
                "Rows are sealed to a key of this ring.\n"
            } else {
                "WRONG: rows are sealed to a key that is NOT in this ring. Do not send; ask who changed it.\n"
            };
            for of in &status.newsletters {
                said += &format!(
                    "{} ({}): {} confirmed rows, {} wait, {} left, {} bounced\n",
                    of.title, of.locale, of.confirmed, of.waiting, of.left, of.suppressed
                );
            }
            said += &format!("{} work orders wait.\n", status.orders);
            for one in armed.iter().filter(|one| one.alarms || one.state.is_live()) {
                said += &format!("{}\n", arming::stands(one));
            }
            said
        })
    }
}

fn chosen(issues: Vec<IssueLetter>, number: Option<i64>) -> Result<IssueLetter> {
    let mut issues: Vec<_> = issues.into_iter().filter(|issue| number.is_none_or(|number| issue.number == number)).collect();
    match issues.len() {
        0 => bail!("no issue waits to be sent; one is readied at the desk"),
        1 => Ok(issues.remove(0)),
        _ => {
            let list: Vec<_> = issues.iter().map(|issue| format!("{} “{}”", issue.number, issue.subject)).collect();
            bail!("several issues wait: {}; choose one with --issue NUMBER", list.join(", "))
        }
    }
}

impl Which {
    fn of(&self, newsletters: Vec<Titled>) -> Result<Titled> {
        let wanted = |one: &Titled| self.newsletter.as_ref().is_none_or(|name| one.title == *name || one.id.to_string() == *name);
        let mut fit: Vec<_> = newsletters.into_iter().filter(wanted).collect();
        match fit.len() {
            1 => Ok(fit.remove(0)),
            0 => bail!("there is no such newsletter; “indelible courier status” lists them"),
            _ => {
                let list: Vec<_> = fit.iter().map(|one| format!("{} “{}” ({})", one.id, one.title, one.locale)).collect();
                bail!("several newsletters fit: {}; choose one with --newsletter", list.join(", "))
            }
        }
    }
}

fn in_words(synced: &Synced) -> String {
    let Synced { confirmed, left, suppressed, erased, erased_by_others, orders } = synced;
    let mut said = format!("New: {confirmed} confirmed, {left} left, {suppressed} bounced, {erased} erased; {orders} work orders wait.");
    if *erased_by_others > 0 {
        said +=
            &format!("\n{erased_by_others} rows were erased that this machine did not ask for. If no other courier did it, somebody has.");
    }
    said
}

/// What a server says may not steer the terminal.
fn shown(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

async fn blocking<T: Send + 'static>(act: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(act).await?
}
