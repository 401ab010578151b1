//! How a command speaks to the house that is open.
//!
//! A data directory is open in one process at a time. While it is served, a command that changes something hands it over through a socket in that directory,
//! which only its owner can open. One line of JSON goes in, one comes back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use crate::app::App;
use crate::fund::Fund;
use crate::fund::desk::{self, Answer};
use crate::fund::till::Till;
use crate::post::courier::{Courier, Couriers};
use crate::vault::Member;

/// What can be asked of an open house.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    Print { everything: bool },
    RollBack { number: u64 },
    Invite { name: String, role: String },
    Staff,
    Revoke { name: String },
    InviteCourier,
    Couriers,
    RevokeCourier { name: String },
    CheckLedger { offline: bool },
    Reconcile,
    Received { amount: String, currency: String, reference: Option<String>, day: Option<String>, coins: bool },
    PurgeDonors { country: String, dry_run: bool },
}

/// What comes back: words for a person, and the same for a script.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Done {
    pub said: String,
    pub json: serde_json::Value,
}

impl From<Answer> for Done {
    fn from(Answer { said, json }: Answer) -> Self {
        Self { said, json }
    }
}

/// Bytes of a line.
const LONGEST: u64 = 64 << 10;

fn socket(dir: &Path) -> PathBuf {
    dir.join("control")
}

/// Carries an act out: in the process that has the data directory open, or here in a house opened for it.
pub async fn carry_out(dir: &Path, act: Act, open: impl AsyncFnOnce() -> Result<App>) -> Result<Done> {
    match UnixStream::connect(socket(dir)).await {
        Ok(stream) => ask(stream, &act).await,
        Err(_) => perform(&open().await?, act).await,
    }
}

/// The same where there is nothing but contributions: in a till of its own.
pub async fn carry_out_alone(dir: &Path, act: Act, open: impl AsyncFnOnce() -> Result<Till>) -> Result<Done> {
    match UnixStream::connect(socket(dir)).await {
        Ok(stream) => ask(stream, &act).await,
        Err(_) => perform_alone(&open().await?, act).await,
    }
}

async fn ask(mut stream: UnixStream, act: &Act) -> Result<Done> {
    let mut line = serde_json::to_string(act)?;
    line.push('\n');
    stream.write_all(line.as_bytes()).await.context("the open house does not listen")?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).await?;
    serde_json::from_str::<Result<Done, String>>(&answer)
        .context("the open house did not answer; look at its log")?
        .map_err(|trouble| anyhow!(trouble))
}

/// Listens until the process ends.
pub fn listen(app: &App) -> Result<()> {
    let house = app.clone();
    listen_at(&app.dir, move |act| {
        let house = house.clone();
        async move { perform(&house, act).await }
    })
}

/// The same in a till of its own.
pub fn listen_alone(dir: &Path, till: &Till) -> Result<()> {
    let till = till.clone();
    listen_at(dir, move |act| {
        let till = till.clone();
        async move { perform_alone(&till, act).await }
    })
}

fn listen_at<Performed>(dir: &Path, perform: impl Fn(Act) -> Performed + Clone + Send + Sync + 'static) -> Result<()>
where
    Performed: Future<Output = Result<Done>> + Send + 'static,
{
    let path = socket(dir);
    // The lock of the databases says that nobody else has this directory open: what is here is left over.
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path).with_context(|| format!("cannot listen on {}", path.display()))?;
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let perform = perform.clone();
            tokio::spawn(async move {
                let _ = tokio::time::timeout(Duration::from_secs(600), answer(perform, stream)).await;
            });
        }
    });
    Ok(())
}

async fn answer<Performed>(perform: impl Fn(Act) -> Performed, stream: UnixStream) -> Result<()>
where
    Performed: Future<Output = Result<Done>>,
{
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(tokio::io::AsyncReadExt::take(read, LONGEST)).read_line(&mut line).await?;
    let done = match serde_json::from_str(&line) {
        Ok(act) => perform(act).await.map_err(|trouble| format!("{trouble:#}")),
        Err(trouble) => Err(format!("this is nothing that can be asked of an open house: {trouble}")),
    };
    let mut answer = serde_json::to_string(&done)?;
    answer.push('\n');
    write.write_all(answer.as_bytes()).await?;
    Ok(())
}

async fn perform(app: &App, act: Act) -> Result<Done> {
    match act {
        Act::Print { everything } => {
            if everything {
                app.paper.touch_everything().await?;
            }
            let number = app.press.print().await?;
            Ok(Done { said: format!("Edition {number} is served: {} pages.", app.press.stand().len()), json: json!({ "edition": number }) })
        }
        Act::RollBack { number } => {
            let new = app.press.roll_back(number).await?;
            Ok(Done { said: format!("Edition {new} is served, with the pages of edition {number}."), json: json!({ "edition": new }) })
        }
        Act::Invite { name, role } => {
            let code = app.vault.invite(name.parse()?, role.parse()?).await??;
            let page = format!("{}/invitation", app.settings.desk_url);
            Ok(Done {
                said: format!(
                    "{code}\n\nGive this code to {name} by a way that only {name} can read. It is good for 30 minutes and once, at\n{page}"
                ),
                json: json!({ "code": code.to_string(), "page": page, "minutes": 30 }),
            })
        }
        Act::Staff => {
            let staff = app.vault.list().await?;
            let row = |m: &Member| {
                format!(
                    "{:<24} {:<12} {} passkeys{}\n",
                    m.name.as_str(),
                    m.role.as_str(),
                    m.passkeys,
                    if m.revoked_at.is_some() { ", revoked" } else { "" }
                )
            };
            let said: String = staff.iter().map(row).collect();
            let json = |m: &Member| json!({ "name": m.name.as_str(), "role": m.role.as_str(), "passkeys": m.passkeys, "revoked": m.revoked_at.is_some() });
            Ok(Done {
                said: if said.is_empty() { "Nobody yet. `indelible staff invite NAME` prints a code.".into() } else { said },
                json: staff.iter().map(json).collect(),
            })
        }
        Act::InviteCourier | Act::Couriers | Act::RevokeCourier { .. } => perform_with_couriers(&app.couriers, act).await,
        Act::CheckLedger { .. } | Act::Reconcile | Act::Received { .. } | Act::PurgeDonors { .. } => {
            perform_with_money(&app.fund, act).await
        }
        Act::Revoke { name } => {
            app.vault.revoke(name.parse()?).await??;
            Ok(Done {
                said: format!("{name} cannot sign in any more, and every session of {name} has ended."),
                json: json!({ "revoked": name }),
            })
        }
    }
}

/// What can be done in a till of its own.
async fn perform_alone(till: &Till, act: Act) -> Result<Done> {
    match act {
        Act::InviteCourier | Act::Couriers | Act::RevokeCourier { .. } => perform_with_couriers(&till.couriers, act).await,
        act => perform_with_money(&till.fund, act).await,
    }
}

async fn perform_with_couriers(couriers: &Couriers, act: Act) -> Result<Done> {
    let (now, url) = (couriers.clock().now(), &couriers.site().url);
    match act {
        Act::InviteCourier => {
            let code = couriers.invite(now);
            let said = format!(
                "{code}\n\nOn the keyholder's machine, within 30 minutes:\nindelible courier pair {url} {code}\n\nCarry the code by a way that nobody else can read: it stands for the \
                 keys of both sides.",
            );
            Ok(Done { said, json: json!({ "code": code.to_string(), "url": url, "minutes": 30 }) })
        }
        Act::RevokeCourier { name } => {
            if !couriers.post().revoke_courier(name.clone(), now).await? {
                bail!("no courier with the name {name} is paired; `indelible keys devices` lists them");
            }
            Ok(Done { said: format!("The courier {name} is not believed any more."), json: json!({ "revoked": name }) })
        }
        _ => {
            let paired = couriers.post().couriers().await?;
            let row = |c: &Courier| {
                let state = if c.revoked_at.is_some() { ", revoked" } else { "" };
                format!("{:<24} paired {}{state}\n", c.name, c.paired_at.strftime("%Y-%m-%d"))
            };
            let said: String = paired.iter().map(row).collect();
            let json = |c: &Courier| json!({ "name": c.name, "paired_at": c.paired_at.to_string(), "revoked": c.revoked_at.is_some() });
            Ok(Done {
                said: if said.is_empty() { "No courier is paired. `indelible courier invite` prints a code.".into() } else { said },
                json: paired.iter().map(json).collect(),
            })
        }
    }
}

async fn perform_with_money(fund: &Fund, act: Act) -> Result<Done> {
    let done = match act {
        Act::CheckLedger { offline } => desk::check(fund, offline).await?,
        Act::Reconcile => desk::reconcile(fund).await?,
        Act::Received { amount, currency, reference, day, coins } => {
            desk::receive(fund, &amount, &currency, reference.as_deref(), day.as_deref(), coins).await?
        }
        Act::PurgeDonors { country, dry_run } => desk::purge(fund, &country, dry_run).await?,
        _ => bail!("this is a till: it has contributions and nothing else"),
    };
    Ok(done.into())
}
