//! The listener and the maildir.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use kernel::{Clock, Domain, EmailAddress};
use letter::intake::{Arrived, Bounds, NotKept, Round, listen, maildir};
use letter::{ReturnPath, Secret, bounce};
use tokio::net::TcpListener;

use super::meaning::{self, COMPLAINT, Meaning};
use super::{COMPLAINTS, LEAVE, NOWHERE, whom};
use crate::app::App;
use crate::post::Post;
use crate::post::model::Token;
use crate::press::listener::tls_acceptor;

/// Servers that a message may have come through (RFC 5321 section 6.3 has a hundred).
const HOPS: usize = 100;
/// Between two looks into the maildir.
const PAUSE: Duration = Duration::from_secs(20);
/// Files of one look.
const FILES: usize = 500;

/// Who reads what comes back. Clones share one.
#[derive(Clone)]
pub struct Sorter(Arc<Inner>);

struct Inner {
    post: Post,
    clock: Clock,
    secret: Secret,
    /// The domain of return paths.
    domain: Domain,
    /// Whom letters come from.
    senders: Vec<EmailAddress>,
}

impl Sorter {
    /// `None` while letters come from nobody.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn new(app: &App) -> Result<Option<Self>> {
        let senders: Vec<_> = [&app.settings.from, &app.settings.newsletter_from].into_iter().flatten().cloned().collect();
        let Some(domain) = app.settings.bounce.domain.clone().filter(|_| !senders.is_empty()) else { return Ok(None) };
        let secret = Secret::new(app.post.letter_secret().await?);
        Ok(Some(Self(Arc::new(Inner { post: app.post.clone(), clock: app.clock.clone(), secret, domain, senders }))))
    }

    /// Whether something for this address is looked at.
    pub fn knows(&self, recipient: &str) -> bool {
        let Some((local, domain)) = recipient.rsplit_once('@') else { return false };
        let ours = domain.eq_ignore_ascii_case(self.0.domain.as_str());
        let named = [NOWHERE, LEAVE, COMPLAINTS].iter().any(|known| local.eq_ignore_ascii_case(known));
        let is_sender = self.0.senders.iter().any(|sender| recipient.eq_ignore_ascii_case(sender.as_str()));
        ours && (named || ReturnPath::is_like(local)) || is_sender
    }

    /// Reads a message and writes down what follows from it.
    ///
    /// # Errors
    /// [`NotKept`]: it is to come again, or is no message for us.
    pub async fn take(&self, arrived: Arrived) -> Result<(), NotKept> {
        if whom::hops(&arrived.bytes) > HOPS {
            return Err(NotKept::Looping);
        }
        let local = arrived.recipient.split('@').next().unwrap_or_default();
        if local.eq_ignore_ascii_case(NOWHERE) {
            return Ok(());
        }
        // A megabyte of somebody's MIME is not read on the threads that answer.
        let bytes = arrived.bytes.clone();
        let read = tokio::task::spawn_blocking(move || meaning::of(bounce::read(&bytes))).await;
        let meaning = read.map_err(|_| NotKept::Later)?;
        let kept = self.act(meaning, &arrived).await;
        kept.unwrap_or_else(|trouble| {
            tracing::error!("a letter that came back could not be noted, and comes again: {trouble:#}");
            Err(NotKept::Later)
        })
    }

    async fn act(&self, meaning: Meaning, arrived: &Arrived) -> Result<Result<(), NotKept>> {
        let Inner { post, clock, secret, .. } = &*self.0;
        let (now, Arrived { recipient, bytes }) = (clock.now(), arrived);
        let is_return = ReturnPath::is_like(recipient.split('@').next().unwrap_or_default());
        match meaning {
            Meaning::Nothing => {}
            // What a server writes to a return path and we do not understand helps nobody, and has an address in it.
            Meaning::Other if is_return => {}
            Meaning::Other => return Ok(Err(NotKept::Unread)),
            Meaning::Leave(token) => {
                if let Some(token) = token.and_then(|token| Token::parse(token.as_str())) {
                    // One that opens nothing is of somebody who has left before.
                    post.leave(token, now).await?;
                } else if let Some(from) = ReturnPath::read(secret, &post.returning(now).await?, recipient) {
                    post.leave_row(from, now).await?;
                } else {
                    return Ok(Err(NotKept::Unread));
                }
            }
            Meaning::Came(class, measure) => {
                if let Some(from) = whom::row(secret, &post.returning(now).await?, recipient, bytes) {
                    post.came_back(from, class, measure, now).await?;
                } else if class == COMPLAINT && !post.complained(whom::tokens(bytes), now).await? {
                    tracing::warn!("a complaint came in that names no reader: nothing could be done about it");
                }
            }
        }
        Ok(Ok(()))
    }
}

/// Takes in what comes back, where the settings say so, until the runtime ends. Says where.
///
/// # Errors
/// When the address is taken, the certificate cannot be read, or the maildir is none.
pub async fn open(app: &App) -> Result<()> {
    let bounce = &app.settings.bounce;
    let Some(sorter) = Sorter::new(app).await? else { return Ok(()) };
    if let Some(address) = bounce.listen {
        let shield = app.settings.tls.as_ref().filter(|_| !address.ip().is_loopback()).map(tls_acceptor).transpose()?;
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address} for bounces; is another mail server there? Choose another bounce.port"))?;
        // On this machine all come from one network: the mail server that hands them over.
        let bounds = Bounds {
            per_network: if address.ip().is_loopback() { usize::MAX } else { Bounds::default().per_network },
            ..Bounds::default()
        };
        println!("bounces  {}  by LMTP or SMTP{}", listener.local_addr()?, if shield.is_some() { ", after STARTTLS" } else { "" });
        let (name, accepting, taking) = (sorter.0.domain.as_str().to_owned(), sorter.clone(), sorter.clone());
        tokio::spawn(async move {
            let accept = move |recipient: &str| accepting.knows(recipient);
            let take = move |arrived| {
                let sorter = taking.clone();
                async move { sorter.take(arrived).await }
            };
            if let Err(trouble) = listen(listener, name, bounds, shield, accept, take).await {
                tracing::error!("bounces are taken in no longer: {trouble}");
            }
        });
    }
    if let Some(folder) = bounce.maildir.clone() {
        anyhow::ensure!(folder.join("new").is_dir(), "bounce.maildir: {} is no maildir, as it has no folder “new”", folder.display());
        println!("bounces  {}", folder.display());
        tokio::spawn(sweep(sorter, folder));
    }
    Ok(())
}

async fn sweep(sorter: Sorter, folder: PathBuf) {
    let (mut told, mut round) = (false, Round::default());
    loop {
        let take = |arrived| sorter.take(arrived);
        let more = match maildir(&folder, FILES, &mut round, take).await {
            Ok(swept) => {
                told = false;
                // Where nothing gets on, as when the database is full, it is no use to hurry.
                swept.more && swept.kept + swept.passed > 0
            }
            Err(trouble) => {
                // Once, and not every twenty seconds.
                if !std::mem::replace(&mut told, true) {
                    tracing::warn!("the maildir of bounces cannot be read: {trouble}");
                }
                false
            }
        };
        if !more {
            tokio::time::sleep(PAUSE).await;
        }
    }
}
