//! Hubs are told that feeds have changed (WebSub), so that whoever follows one hears of news within seconds.
//!
//! Promises: no publication waits for a hub; what several editions changed within a breath is told together; nobody is spoken to but the hubs of the settings, and
//! only on the public internet; a hub that does not answer is asked again for an hour, and then hears of it with the next news.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, bail};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use store::{Claimed, Job, Tx};
use ureq::Agent;
use ureq::unversioned::resolver::Resolver;

use crate::app::App;
use crate::jobs::Run;
use crate::outside::{self, PublicOnly};
use crate::paper::edition::PageEntry;
use crate::paper::feeds;
use crate::paper::pages::Site;
use crate::paper::store::changed_feeds;

/// How long the first change waits for others.
const BREATH: SignedDuration = SignedDuration::from_secs(5);
/// Feeds that one call names, and those that one job tells of; more are told by the next.
const AT_ONCE: usize = 50;
const MOST: i64 = 500;
const TIME: Duration = Duration::from_secs(10);

/// How hubs are reached.
#[derive(Clone)]
pub enum Hubs {
    Web(Agent),
    /// What would have been told is kept instead: the hub and the form that it would have got.
    Memory(Arc<Mutex<Vec<(String, String)>>>),
}

/// Tells the hubs of all feeds that have changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct TellHubs {}

impl Job for TellHubs {
    const NAME: &'static str = "tell hubs";
}

impl Run for TellHubs {
    async fn run(self, app: &App, job: Claimed) -> Result<()> {
        let changed = app.paper.db().read(|tx| changed_feeds::some(tx, MOST)).await?;
        let topics: Vec<String> = changed.iter().map(|(path, _)| app.press.site().absolute(path)).collect();
        let (hubs, addresses) = (app.hubs.clone(), app.settings.hubs.clone());
        tokio::task::spawn_blocking(move || {
            let told = addresses.iter().map(|hub| topics.chunks(AT_ONCE).try_for_each(|some| hubs.tell(hub.as_str(), some)));
            // All hear of it, whichever does not answer.
            told.collect::<Vec<_>>().into_iter().collect::<Result<()>>()
        })
        .await??;
        app.paper
            .db()
            .write(move |tx| {
                changed_feeds::settle(tx, &changed)?;
                tx.finish(&job)
            })
            .await
    }
}

/// Notes, in the act that commits an edition, which feeds it changes.
pub(super) fn note<'p>(
    tx: &mut Tx<'_>,
    site: &Site,
    edition: u64,
    now: jiff::Timestamp,
    pages: impl Iterator<Item = (&'p String, &'p Option<PageEntry>)>,
) -> Result<()> {
    if site.hubs.is_empty() {
        return Ok(());
    }
    let is_feed = |entry: &Option<PageEntry>| entry.as_ref().is_some_and(|entry| feeds::is_feed(entry.media_type.as_str()));
    let mut any = false;
    for (path, _) in pages.filter(|(_, entry)| is_feed(entry)) {
        changed_feeds::note(tx, path, edition)?;
        any = true;
    }
    if any { tx.enqueue(&TellHubs {}, now.saturating_add(BREATH)?) } else { Ok(()) }
}

impl Hubs {
    pub fn on_the_web() -> Self {
        Self::reached_by(PublicOnly)
    }

    pub fn in_memory() -> Self {
        Self::Memory(Arc::default())
    }

    fn reached_by(resolver: impl Resolver) -> Self {
        Self::Web(outside::agent(resolver, "indelible", TIME))
    }

    /// What hubs would have been told.
    pub fn heard(&self) -> Vec<(String, String)> {
        match self {
            Self::Web(_) => Vec::new(),
            Self::Memory(told) => told.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Tells one hub of a few feeds, in the manner that hubs agree on (PubSubHubbub 0.3, 7.1; WebSub leaves it open). Every 2xx is a yes.
    fn tell(&self, hub: &str, topics: &[String]) -> Result<()> {
        if topics.is_empty() {
            return Ok(());
        }
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("hub.mode", "publish");
        for topic in topics {
            form.append_pair("hub.url", topic);
        }
        let form = form.finish();
        match self {
            Self::Memory(told) => told.lock().unwrap_or_else(PoisonError::into_inner).push((hub.to_owned(), form)),
            Self::Web(agent) => {
                let answer = agent.post(hub).header("content-type", "application/x-www-form-urlencoded").send(&form)?;
                if !answer.status().is_success() {
                    bail!("the hub {hub} answered {}", answer.status().as_u16());
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::SocketAddr;

    use ureq::config::Config;
    use ureq::http::Uri;
    use ureq::unversioned::resolver::ResolvedSocketAddrs;
    use ureq::unversioned::transport::NextTimeout;

    use super::*;

    /// Resolves every name to one port of this machine.
    #[derive(Debug)]
    struct Here(SocketAddr);
    impl Resolver for Here {
        fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut addresses = self.empty();
            addresses.push(self.0);
            Ok(addresses)
        }
    }

    #[test]
    fn a_hub_gets_a_form_that_names_each_feed_and_anything_but_2xx_is_a_no() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let hubs = Hubs::reached_by(Here(listener.local_addr().expect("an address")));
        let hub = std::thread::spawn(move || {
            ["204 No Content", "301 Moved Permanently", "503 Busy"].map(|status| {
                let (mut stream, _) = listener.accept().expect("a caller");
                let mut heard = Vec::new();
                let mut part = [0; 4096];
                while !String::from_utf8_lossy(&heard).ends_with("feed.json") {
                    let count = stream.read(&mut part).expect("a request");
                    heard.extend_from_slice(&part[..count]);
                }
                let answer = format!("HTTP/1.1 {status}\r\nlocation: /\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).expect("an answer");
                String::from_utf8(heard).expect("text")
            })
        });
        let topics = ["https://a.example/feed.xml".to_owned(), "https://a.example/feed.json".to_owned()];
        hubs.tell("http://hub.example/", &topics).expect("told");
        assert!(hubs.tell("http://hub.example/", &topics).is_err(), "a redirect is not followed");
        assert!(hubs.tell("http://hub.example/", &topics).is_err());
        let [first, ..] = hub.join().expect("the hub");
        assert!(first.starts_with("POST / HTTP/1.1"), "{first}");
        assert!(
            first.ends_with("hub.mode=publish&hub.url=https%3A%2F%2Fa.example%2Ffeed.xml&hub.url=https%3A%2F%2Fa.example%2Ffeed.json"),
            "{first}"
        );
    }

    #[test]
    fn a_hub_inside_a_network_is_not_spoken_to() {
        let topics = ["https://a.example/feed.xml".to_owned()];
        for inside in ["http://127.0.0.1/", "http://localhost/", "http://169.254.169.254/", "http://[::1]/"] {
            assert!(Hubs::on_the_web().tell(inside, &topics).is_err(), "{inside}");
        }
    }
}
