//! A relay in memory. In tests it remembers what it took and answers as it is told to; in the demo it hands every letter on to the mail box.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use letter::smtp::Trouble;

use super::carrier::Sent;
use super::composer::Addressed;

/// What to answer to the letter for this address, of which so many came before (this relay's memory of it included).
pub type Answers = dyn Fn(&str, usize) -> Sent + Send + Sync;

/// Clones are the same relay.
#[derive(Clone)]
pub struct Memory(Arc<Inner>);

/// Who is given the letters that were taken.
type Keep = dyn Fn(&[u8]) + Send + Sync;

struct Inner {
    keep: Option<Box<Keep>>,
    answers: Box<Answers>,
    delay: Duration,
    taken: Mutex<Taken>,
    down: Mutex<Option<Trouble>>,
    lines: AtomicUsize,
}

/// How often each address was tried, and the letters that were taken, by their Message-IDs.
#[derive(Default)]
struct Taken {
    tried: HashMap<String, usize>,
    letters: HashMap<String, Vec<String>>,
    at_once: HashMap<String, usize>,
    most_at_once: HashMap<String, usize>,
}

impl Memory {
    pub fn new(delay: Duration, answers: impl Fn(&str, usize) -> Sent + Send + Sync + 'static) -> Self {
        let (taken, down, lines) = Default::default();
        Self(Arc::new(Inner { keep: None, answers: Box::new(answers), delay, taken, down, lines }))
    }

    /// Takes every letter, gives it to `keep`, and remembers nothing of it.
    pub fn into(keep: impl Fn(&[u8]) + Send + Sync + 'static) -> Self {
        let (taken, down, lines) = Default::default();
        Self(Arc::new(Inner {
            keep: Some(Box::new(keep)),
            answers: Box::new(|_, _| Sent::Accepted),
            delay: Duration::ZERO,
            taken,
            down,
            lines,
        }))
    }

    /// From now on nobody can connect and no letter goes through, until `None`.
    pub fn fail(&self, trouble: Option<Trouble>) {
        *self.0.down.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// Address -> Message-IDs of the letters it took for it.
    pub fn letters(&self) -> HashMap<String, Vec<String>> {
        self.taken().letters.clone()
    }

    /// How often an address was tried.
    pub fn tried(&self, address: &str) -> usize {
        self.taken().tried.get(address).copied().unwrap_or(0)
    }

    /// The most letters to one domain that were under way at the same time.
    pub fn most_at_once(&self, domain: &str) -> usize {
        self.taken().most_at_once.get(domain).copied().unwrap_or(0)
    }

    /// How many connections were opened.
    pub fn lines(&self) -> usize {
        self.0.lines.load(Ordering::SeqCst)
    }

    pub(super) fn open(&self) -> Result<Self, Trouble> {
        self.down().map_or(Ok(()), Err)?;
        self.0.lines.fetch_add(1, Ordering::SeqCst);
        Ok(self.clone())
    }

    pub(super) async fn send(&self, addressed: &Addressed, letter: &[u8]) -> Sent {
        if let Some(keep) = &self.0.keep {
            keep(letter);
            return Sent::Accepted;
        }
        let (to, domain) = (addressed.to.as_str(), addressed.to.domain());
        let earlier = {
            let mut taken = self.taken();
            let now = taken.at_once.entry(domain.to_owned()).or_default();
            *now += 1;
            let now = *now;
            let most = taken.most_at_once.entry(domain.to_owned()).or_default();
            *most = now.max(*most);
            let tried = taken.tried.entry(to.to_owned()).or_default();
            *tried += 1;
            *tried - 1
        };
        tokio::time::sleep(self.0.delay).await;
        let sent = self.down().map_or_else(|| (self.0.answers)(to, earlier), Sent::Unsent);
        let mut taken = self.taken();
        if let Some(now) = taken.at_once.get_mut(domain) {
            *now -= 1;
        }
        if matches!(sent, Sent::Accepted | Sent::Unknown) {
            taken.letters.entry(to.to_owned()).or_default().push(message_id(letter));
        }
        sent
    }

    fn down(&self) -> Option<Trouble> {
        *self.0.down.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn taken(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn message_id(letter: &[u8]) -> String {
    let text = String::from_utf8_lossy(letter);
    text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default().to_owned()
}
