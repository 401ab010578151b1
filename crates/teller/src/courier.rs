//! Sends hooks.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::Door;
use crate::outbox::Posting;
use crate::stripe::signature;

/// How long a till may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often the clock is looked at when nothing else happens.
const BREATH: Duration = Duration::from_millis(200);

#[derive(Clone)]
pub struct Courier {
    door: Door,
    agent: ureq::Agent,
}

impl Courier {
    pub fn new(door: Door) -> Self {
        let config =
            ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).max_redirects(0).proxy(None).build();
        Self { door, agent: config.into() }
    }

    /// Sends what is due, for ever.
    pub async fn run(self, wake: Arc<Notify>) {
        loop {
            self.deliver().await;
            drop(tokio::time::timeout(BREATH, wake.notified()).await);
        }
    }

    /// Sends all that is due, and what falls due meanwhile. Gives how many were sent.
    pub async fn deliver(&self) -> usize {
        let mut sent = 0;
        let next = || {
            self.door.quietly(|house| {
                house.tick();
                let now = house.time.now();
                house.outbox.take_due(now)
            })
        };
        while let Some(posting) = next() {
            self.send(posting).await;
            sent += 1;
        }
        sent
    }

    /// Sends one, due or not. `None` if it is not there; otherwise whether it was taken.
    pub async fn deliver_one(&self, n: u64) -> Option<bool> {
        let posting = self.door.quietly(|house| house.outbox.take(n))?;
        Some(self.send(posting).await)
    }

    async fn send(&self, posting: Posting) -> bool {
        let signature = (!posting.secrets.is_empty()).then(|| {
            let plain = self.door.quietly(|house| house.time.plain());
            signature::header(&posting.secrets, plain, &posting.body)
        });
        let (agent, copy) = (self.agent.clone(), posting.clone());
        let taken = tokio::task::spawn_blocking(move || put(&agent, &copy, signature)).await.unwrap_or(false);
        self.door.quietly(|house| {
            let now = house.time.now();
            if taken { house.taken(&posting.about) } else { house.outbox.failed(posting, now) }
        });
        taken
    }
}

fn put(agent: &ureq::Agent, posting: &Posting, signature: Option<String>) -> bool {
    let mut request = agent.post(&posting.url).header("content-type", posting.media_type);
    request = match signature {
        Some(signature) => {
            request.header("stripe-signature", signature).header("user-agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
        }
        None => request.header("user-agent", "Mollie HTTP client/1.0"),
    };
    request.send(&posting.body[..]).is_ok_and(|answer| answer.status().is_success())
}
