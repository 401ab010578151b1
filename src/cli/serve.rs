//! `indelible serve`

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use kernel::Clock;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::app::{self, App};
use crate::control;
use crate::fund::till;
use crate::jobs;
use crate::post::{arming, returns};
use crate::press::listener::{self, Door, Manners};
use crate::reading;
use crate::routes;
use crate::settings::Settings;

/// Serve the newspaper to readers, and the desk to its staff on a listener of its own.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  indelible --dir paper serve\n  indelible --dir paper serve --bind :: --port 443\n  indelible --dir till serve --only till --port 8090\n\nIt stops at Ctrl+C or SIGTERM, after requests under way have been answered."
)]
pub struct Serve {
    /// Port for readers; 0 takes a free one.
    #[arg(long)]
    port: Option<u16>,
    /// IP address for readers.
    #[arg(long, value_name = "ADDR")]
    bind: Option<IpAddr>,
    /// Port of the desk; 0 takes a free one.
    #[arg(long)]
    desk_port: Option<u16>,
    /// Serve one part alone: the till takes contributions, in a data directory and on a host of its own.
    #[arg(long, value_name = "PART")]
    only: Option<Only>,
    /// A file of settings other than the data directory's.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// What can be served alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    Till,
}

pub fn run(dir: &Path, args: Serve) -> Result<ExitCode> {
    let mut values = app::settings(dir, args.config.as_deref())?;
    let given = [
        ("serve.port", args.port.map(|p| p.to_string())),
        ("serve.bind", args.bind.map(|a| a.to_string())),
        ("desk.port", args.desk_port.map(|p| p.to_string())),
    ];
    for (key, value) in given {
        if let Some(value) = value {
            values.set(key, value);
        }
    }
    let settings = values.resolve(dir)?;
    // Readers before anything else: the address is taken now, so that a taken port is told at once.
    let readers = bind(settings.bind, settings.port)?;
    let runtime = super::runtime()?;
    if args.only == Some(Only::Till) {
        runtime.block_on(serve_till(dir, &settings, readers))?;
        return Ok(ExitCode::SUCCESS);
    }
    runtime.block_on(async {
        let app = App::open(dir, settings, Clock::default(), false).await?;
        keep_open(app, readers).await
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn serve_till(dir: &Path, settings: &Settings, readers: TcpListener) -> Result<()> {
    if !dir.join(app::SETTINGS).exists() {
        anyhow::bail!("{} is no data directory: put a file {} into it", dir.display(), app::SETTINGS);
    }
    let till = till::open(dir, settings, Clock::default())?;
    control::listen_alone(dir, &till)?;
    let stopped = stopped();
    println!("till   {}/contribute/", settings.fund.url);
    tokio::select! {
        served = till::keep_open(till, readers, settings) => served,
        () = stopped => Ok(()),
    }
}

/// Takes an address to listen on.
pub fn bind(address: IpAddr, port: u16) -> Result<TcpListener> {
    let address = SocketAddr::new(address, port);
    TcpListener::bind(address).with_context(|| format!("cannot listen on {address}; is another program there? Choose another with --port"))
}

/// Serves until the process is asked to stop.
pub async fn keep_open(app: App, readers: TcpListener) -> Result<()> {
    raise_limits(app.settings.connections);
    let door = Door {
        stand: app.press.stand().clone(),
        router: reading::routes(app.clone()),
        tls: app.settings.tls.clone(),
        manners: Manners { connections: app.settings.connections, patience: app.settings.patience },
        clock: app.clock.clone(),
        proxies: app.settings.proxies.clone().into(),
    };
    let scheme = if door.tls.is_some() { "https" } else { "http" };
    let stopped = stopped();
    // Before it is said that the house is open: whoever waited for that may ask something of it at once.
    control::listen(&app)?;
    let open = listener::open(door, readers)?;
    println!("site   {scheme}://{}/", open.address);
    open_desk(&app).await?;
    let (mailer, house) = (app.post.mailer().clone(), app.clone());
    tokio::spawn(async move { mailer.run(house).await });
    returns::open(&app).await?;
    // What was due when the house closed is printed now; readers have the edition before in the meantime.
    let press = app.press.clone();
    tokio::spawn(async move {
        if press.print().await.is_err() {
            tracing::error!("the edition that was due could not be printed; readers have the one before");
        }
    });
    let jobs = jobs::spawn(app.clone());
    stopped.await;
    jobs.abort();
    arming::watch::close(&app).await;
    tokio::task::spawn_blocking(move || open.close()).await?;
    Ok(())
}

/// The desk has a listener of its own, on a runtime of its own: staff at work do not slow readers down.
async fn open_desk(app: &App) -> Result<()> {
    let address = SocketAddr::new(app.settings.desk_bind, app.settings.desk_port);
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} for the desk; choose another with --desk-port"))?;
    println!("desk   {}/", app.settings.desk_url);
    if app.demo {
        println!("mail   {}/mailbox", app.settings.desk_url);
    }
    let router = routes::desk(app)?;
    tokio::spawn(async move {
        if let Err(trouble) = axum::serve(listener, router).await {
            tracing::error!("the desk has closed: {trouble}");
        }
    });
    Ok(())
}

/// Whoever asks the process to stop is heard from the call on, and not only once this is awaited.
fn stopped() -> impl Future<Output = ()> {
    let asked = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    async move {
        let [mut interrupt, mut terminate] = asked.map(Result::ok);
        let heard = async |from: &mut Option<Signal>| match from {
            Some(from) => from.recv().await,
            None => std::future::pending().await,
        };
        tokio::select! {
            _ = heard(&mut interrupt) => {}
            _ = heard(&mut terminate) => {}
        }
    }
}

/// As many open files as the connections need, where the system allows it.
fn raise_limits(connections: usize) {
    let wanted = connections as u64 + 512;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_some_and(|soft| soft < wanted) {
        let possible = maximum.map_or(wanted, |hard| wanted.min(hard));
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(possible), maximum });
        if possible < wanted {
            tracing::warn!("the system allows {possible} open files; serve.connections is {connections}");
        }
    }
}
