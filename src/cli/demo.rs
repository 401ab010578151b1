//! `indelible demo`

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use kernel::Clock;

use super::{progress, serve};
use crate::app::App;
use crate::demo;

/// Serve The Harbour Lamp, an invented newspaper of an invented country: 63 stories in English, 15 in Russian, 5 in Persian.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  indelible demo\n  indelible demo --port 8080 --dir /tmp/lamp     keep it, and go on with it later")]
pub struct Demo {
    /// Port for readers; a free one when left out.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Port of the desk; a free one when left out.
    #[arg(long, default_value_t = 0)]
    desk_port: u16,
}

/// `folder` keeps the demo; without one it lies in a temporary folder that is removed at the end.
pub fn run(folder: Option<PathBuf>, args: Demo) -> Result<ExitCode> {
    let temporary = match &folder {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("indelible-demo-").tempdir().context("cannot make a temporary folder")?),
    };
    let dir = folder.or_else(|| temporary.as_ref().map(|t| t.path().to_owned())).context("a folder")?;
    let readers = serve::bind(IpAddr::V4(Ipv4Addr::LOCALHOST), args.port)?;
    let address = readers.local_addr()?;
    // Passkeys and forms belong to an exact address, so the desk's is settled before anything is made.
    let desk_port = serve::bind(IpAddr::V4(Ipv4Addr::LOCALHOST), args.desk_port)?.local_addr()?.port();
    super::runtime()?.block_on(async {
        let bank = demo::bank::open().await?;
        demo::lay_out(&dir, &format!("http://{address}"), desk_port, &bank)?;
        let app = App::open(&dir, super::settings(&dir)?, Clock::default(), true).await?;
        // Pieces come last and all at once: a filling that was interrupted is done again.
        if app.paper.count().await? == 0 {
            let bar = progress::Bar::new("setting the demo", 0);
            demo::fill(&app, |done, all| bar.at(done, all)).await?;
            bar.done();
        }
        demo::bank::fill(&app, &bank).await?;
        app.press.print().await?;
        println!(
            "The Harbour Lamp, an invented newspaper, is open. Ctrl+C closes it{}.\n",
            if temporary.is_some() { " and removes it" } else { "" }
        );
        let courier = demo::keyholder::settle_in(&app).await?;
        println!(
            "Sign-ups work: the keyholder's folder lies beside the server, and its words are known to everybody.\nThat protects nobody's address; a real key is on another \
             machine. To try it:\n\n  indelible courier --courier {}\n  {}\n",
            courier.display(),
            demo::keyholder::WORDS
        );
        println!(
            "Readers can give: the bank is a pretend one, and no money moves. Its counter lets months pass, and has a dispute or a payout.\n\ngive   http://{address}/contribute/\nbank   {}/\n",
            bank.url()
        );
        let house = app.clone();
        tokio::spawn(async move {
            if let Err(trouble) = demo::keyholder::pair(&house, courier, format!("http://{address}")).await {
                tracing::warn!("the demo's keyholder could not be paired: {trouble:#}");
            }
        });
        serve::keep_open(app, readers).await
    })?;
    Ok(ExitCode::SUCCESS)
}
