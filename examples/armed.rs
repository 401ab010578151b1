//! A newspaper with an issue that is ready, and a keyholder's folder beside it, for the chaos suite. The server and the courier themselves are the real program.
//!
//!     armed FOLDER make SITE_PORT DESK_PORT RELAY_PORT    writes FOLDER/paper, FOLDER/courier and FOLDER/words
//!     armed FOLDER doubted                                the addresses of whom the courier's ledger ever doubted, as JSON
//!
//! The words are no secret and the readers are invented: never point it at a real relay.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use indelible::app::{App, SETTINGS};
use indelible::courier::Courier;
use indelible::courier::keys::{self, Held};
use indelible::post::model::{Composed, Newsletter, NewsletterId, Said};
use indelible::sending::Ledger;
use indelible::settings::{Values, sample};
use indelible::{jobs, sending};
use kernel::Clock;
use seal::keyfile::Cost;
use seal::{VaultKey, Words};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = asked.iter().map(String::as_str).collect();
    match words[..] {
        [folder, "make", site, desk, relay] => make(Path::new(folder), site, desk, relay).await,
        [folder, "doubted"] => doubted(Path::new(folder)).await,
        _ => bail!("armed FOLDER make SITE_PORT DESK_PORT RELAY_PORT, or armed FOLDER doubted"),
    }
}

async fn make(folder: &Path, site: &str, desk: &str, relay: &str) -> Result<()> {
    let (dir, clock) = (folder.join("paper"), Clock::default());
    std::fs::create_dir_all(&dir)?;
    let chosen = [
        ("site.url", format!("http://127.0.0.1:{site}")),
        ("site.name", "The Harbour Lamp".into()),
        ("serve.port", site.into()),
        ("desk.port", desk.into()),
        ("desk.url", format!("http://localhost:{desk}")),
        ("mail.from", "friday@news.lamp.example".into()),
        ("mail.relays", format!("smtp+plain://127.0.0.1:{relay}")),
    ];
    std::fs::write(dir.join(SETTINGS), sample(&chosen))?;
    let settings = Values::read(&dir.join(SETTINGS), |_| None)?.resolve(&dir)?;
    let app = App::open(&dir, settings, clock.clone(), false).await?;
    let newsletter = Newsletter {
        id: NewsletterId::random(),
        locale: app.settings.locales.first().context("a language")?.clone(),
        slug: "friday-lamp".parse()?,
        said: Said { title: "The Friday Lamp".into(), promise: "Every Friday: the week.".into(), ..Said::default() },
        position: 1,
        closed_at: None,
    };
    let now = clock.now();
    app.post.put_newsletter(newsletter.clone(), now).await??;
    let composed = Composed { subject: "The first Friday".into(), intro: "The week, by *lamplight*.".into(), ..Composed::default() };
    let issue = app.post.begin_issue(newsletter.id, composed, Some(now), "chaos", now).await?.context("a draft")?;
    app.post.ready_issue(issue, 1, "chaos", now).await??;
    jobs::settle(&app).await?;
    let (words, courier) = (Words::draw(), folder.join("courier"));
    let made = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    keys::create(&courier, Held { key: VaultKey::generate(), made }, &words, Cost::new(64, 1, 1)?)?;
    std::fs::write(folder.join("words"), words.as_str())?;
    let relays = format!("hello = \"mail.lamp.example\"\n[[relay]]\nurl = \"smtp+plain://127.0.0.1:{relay}\"\n");
    std::fs::write(courier.join("courier.toml"), relays)?;
    Ok(())
}

async fn doubted(folder: &Path) -> Result<()> {
    let courier = Courier::open(&PathBuf::from(folder).join("courier"), Clock::default())?;
    let ring = courier.unlock(&std::fs::read_to_string(folder.join("words"))?.parse()?)?;
    let mut addresses = Vec::new();
    for newsletter in courier.newsletters()? {
        let list = tokio::task::block_in_place(|| courier.open_list(&ring, newsletter.id, |_, _| {}))?;
        let ids = courier.db().read(sending::store::issues).await?;
        for issue in ids {
            let report = Ledger::report(courier.db(), issue).await?.context("a report")?;
            let rows: std::collections::HashSet<i64> = report.doubted.iter().map(|person| person.0).collect();
            addresses
                .extend(list.readers.iter().filter(|reader| rows.contains(&reader.row.0)).map(|reader| reader.address.as_str().to_owned()));
        }
    }
    println!("{}", serde_json::to_string(&addresses)?);
    Ok(())
}
