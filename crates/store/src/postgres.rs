//! PostgreSQL: one connection for each thread, driven by a small runtime of its own.

use std::collections::HashMap;
use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::pin;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use futures_core::Stream;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::error::Severity;
use tokio_postgres::{Client, Config, Error, NoTls};

use crate::postgres_value::{can_carry, explain};
use crate::session::Each;
use crate::{Param, Row, Statement, dialect};

/// How long an act waits for a database that is out of reach, before it fails.
const PATIENCE: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A connection that is made anew when it was found dead between two transactions.
pub(crate) struct Link {
    config: Config,
    schema: String,
    /// How its transactions begin: to write, or to read.
    begin: String,
    runtime: Runtime,
    live: Option<Live>,
}

struct Live {
    client: Client,
    prepared: HashMap<&'static str, tokio_postgres::Statement>,
}

impl Link {
    /// Connects, and makes the schema when it is to write.
    ///
    /// # Errors
    /// When the URL or the name of the schema is not one, or the server cannot be reached.
    pub(crate) fn open(url: &str, schema: &str, to_write: bool) -> Result<Self> {
        let letters = schema.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        let named =
            letters && (1..=63).contains(&schema.len()) && !schema.starts_with(|c: char| c.is_ascii_digit()) && !schema.starts_with("pg_");
        ensure!(named, "{schema:?} cannot be the name of a PostgreSQL schema: use a-z, 0-9 and _, a letter first");
        let runtime = Builder::new_current_thread().enable_all().build().context("a runtime for PostgreSQL cannot be made")?;
        let begin = if to_write { dialect::postgres_write(schema) } else { dialect::POSTGRES_READ.to_owned() };
        let mut link = Self { config: config(url, schema)?, schema: schema.to_owned(), begin, runtime, live: None };
        link.connect()?;
        if to_write {
            link.batch(&dialect::postgres_make_schema(schema))?;
        }
        Ok(link)
    }

    /// Begins a transaction, on a new connection when the old one has died since the last.
    pub(crate) fn begin(&mut self) -> Result<()> {
        let begin = self.begin.clone();
        if self.live.is_some() {
            let begun = self.batch(&begin);
            if begun.is_ok() || self.live.is_some() {
                return begun.inspect_err(|_| drop(self.batch("ROLLBACK")));
            }
        }
        self.connect_patiently()?;
        self.batch(&begin)
    }

    /// Whether the connection was alive when it was last used.
    pub(crate) fn is_live(&self) -> bool {
        self.live.is_some()
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        self.ask(async |live| live.client.batch_execute(sql).await)
    }

    pub(crate) fn execute(&mut self, statement: &Statement, params: &[Param<'_>]) -> Result<usize> {
        let values = statement.arrange(params)?;
        let touched = self.ask(async |live| {
            let prepared = live.prepare(statement).await?;
            live.client.execute_raw(&prepared, values).await
        })?;
        Ok(touched as usize)
    }

    pub(crate) fn for_each(&mut self, statement: &Statement, params: &[Param<'_>], each: &mut Each<'_>) -> Result<()> {
        let values = statement.arrange(params)?;
        self.ask(async |live| {
            let prepared = live.prepare(statement).await?;
            let mut rows = pin!(live.client.query_raw(&prepared, values).await?);
            while let Some(row) = poll_fn(|cx| rows.as_mut().poll_next(cx)).await {
                if each(&Row::of_postgres(statement.name, &row?)).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Prepares a statement, and makes sure that its parameters and columns are of kinds that both databases have.
    pub(crate) fn prepare(&mut self, statement: &Statement) -> Result<()> {
        let prepared = self.ask(async |live| live.prepare(statement).await)?;
        for (kind, name) in prepared.params().iter().zip(&statement.form().parameters) {
            ensure!(can_carry(kind), "PostgreSQL takes the parameter :{name} for {kind}: write CAST(:{name} AS …)");
        }
        for column in prepared.columns() {
            ensure!(can_carry(column.type_()), "the column {} is {} to PostgreSQL: write CAST(… AS …)", column.name(), column.type_());
        }
        Ok(())
    }

    /// Asks the server; a connection that turns out to be dead is put away.
    fn ask<T>(&mut self, question: impl AsyncFnOnce(&mut Live) -> Result<T, Error>) -> Result<T> {
        let live = self.live.as_mut().context("the connection to PostgreSQL was lost")?;
        let answer = self.runtime.block_on(question(live));
        if answer.as_ref().is_err_and(is_fatal) || live.client.is_closed() {
            self.live = None;
        }
        answer.map_err(explain)
    }

    /// Tries for [`PATIENCE`], with longer and longer pauses.
    fn connect_patiently(&mut self) -> Result<()> {
        let (since, mut pause) = (Instant::now(), FIRST_PAUSE);
        loop {
            match self.connect() {
                Ok(()) => return Ok(()),
                Err(e) if since.elapsed() > PATIENCE => return Err(e),
                Err(e) => tracing::warn!(schema = self.schema, "{e:#}; trying again"),
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn connect(&mut self) -> Result<()> {
        let greeting = dialect::postgres_greeting(&self.schema);
        let client = self.runtime.block_on(greet(&self.config, &greeting)).map_err(explain).context("PostgreSQL is out of reach")?;
        self.live = Some(Live { client, prepared: HashMap::new() });
        Ok(())
    }
}

/// Drops a schema with all that is in it.
pub(crate) fn drop_schema(url: &str, schema: &str) -> Result<()> {
    let mut link = Link::open(url, schema, false)?;
    link.batch(&format!("DROP SCHEMA {schema} CASCADE"))
}

/// Makes a database of its own on the server of `url`.
pub(crate) fn make_database(url: &str, name: &str) -> Result<()> {
    Link::open(url, "public", false)?.batch(&format!("CREATE DATABASE {name}"))
}

/// Drops a database, whoever is still connected to it.
pub(crate) fn drop_database(url: &str, name: &str) -> Result<()> {
    Link::open(url, "public", false)?.batch(&format!("DROP DATABASE {name} WITH (FORCE)"))
}

/// The settings in the URL. We speak without TLS, so another host is refused until the URL says that this is meant.
fn config(url: &str, schema: &str) -> Result<Config> {
    let mut config: Config =
        url.parse().map_err(|_| anyhow!("the PostgreSQL URL is not of the form postgres://user:password@host/database"))?;
    let here = |host: &Host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        _ => true,
    };
    let near = config.get_hosts().iter().all(here) && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
    ensure!(
        near || config.get_ssl_mode() == SslMode::Disable,
        "PostgreSQL on another host is spoken to without TLS: lead the connection through a tunnel, and add sslmode=disable to its URL to say so"
    );
    config.application_name(format!("indelible {schema}")).keepalives(true);
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(5));
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(30));
    }
    Ok(config)
}

/// Whether the connection is of no more use.
fn is_fatal(error: &Error) -> bool {
    let severity = error.as_db_error().and_then(|db| db.parsed_severity());
    let io = std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>());
    error.is_closed() || io || matches!(severity, Some(Severity::Fatal | Severity::Panic))
}

async fn greet(config: &Config, greeting: &str) -> Result<Client, Error> {
    let (client, connection) = config.connect(NoTls).await?;
    // It ends when the client is dropped, or with an error that the next question gets too.
    tokio::spawn(async { drop(connection.await) });
    client.batch_execute(greeting).await?;
    Ok(client)
}

impl Live {
    async fn prepare(&mut self, statement: &Statement) -> Result<tokio_postgres::Statement, Error> {
        if let Some(prepared) = self.prepared.get(statement.sql) {
            return Ok(prepared.clone());
        }
        let prepared = self.client.prepare(&statement.form().numbered).await?;
        self.prepared.insert(statement.sql, prepared.clone());
        Ok(prepared)
    }
}
