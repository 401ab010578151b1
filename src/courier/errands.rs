//! Letters of the fund that are due: a reminder in its month, a word about a card that fails. The server knows that they are due; where they go can be read here alone.
//!
//! Promises: a letter is begun once. It is noted here, on the disk, before it goes to a relay, and what is noted is never begun again, whatever happens to this machine
//! meanwhile and whatever the server says. So after a crash, or when a relay hangs up without a word, a letter may be missing, and none comes twice: that is the other
//! choice than an issue's, where a letter in doubt is sent again, because nobody misses a reminder that did not come as they would mind a second one. Links lead to the
//! newspaper's own address, or to a till that the keyholder has looked at.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use kernel::{EmailAddress, Locale};
use letter::bounce::status::Measure;
use seal::VaultKey;
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::Tx;

use super::folder::Courier;
use super::settings::Settings;
use super::single::Sender;
use super::store as book;
use crate::fund::checkout::GIVER;
use crate::fund::errand::{About, Due, Errand, Settled, Written};
use crate::fund::model::Interval;
use crate::fund::model::dunning::Dunning;
use crate::fund::reminder::REMINDER;
use crate::post::letters::{Frame, Letters};
use crate::post::model::Token;
use crate::sending::carrier::Sent;
use crate::words::Words;

/// How long it is remembered that a letter was begun. A server that was restored from a backup asks for old ones again.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(400 * 24);
/// Letters after which the server hears of them.
const PAUSE: usize = 50;

/// What became of letters that were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Done {
    pub due: usize,
    /// Taken by a relay.
    pub written: usize,
    /// A relay hung up without a word, or this machine was stopped meanwhile: they are left at that.
    pub unknown: usize,
    /// Their mailbox is gone.
    pub refused: usize,
    /// No relay took them now. They stay due.
    pub unsent: usize,
    /// No key of the ring opens them. They stay.
    pub shut: usize,
    /// Nothing had to be written: no address was given, a later letter says more, or it is the second wish of one reader.
    pub passed_over: usize,
    /// Reminders that the server has erased.
    pub erased: usize,
}

/// One letter, open.
struct Opened {
    /// All that is settled with it; the first is its own.
    keys: Vec<String>,
    about: About,
    address: EmailAddress,
    token: Token,
    locale: Locale,
}

#[derive(Serialize)]
struct Page {
    kind: &'static str,
    /// The page to which it leads.
    link: String,
    /// Stops a reminder.
    cancel: Option<String>,
    amount: String,
    each: String,
    receiver: String,
}

impl Courier {
    /// What is due, as the server says that contributions are at. Blocks.
    ///
    /// # Errors
    /// [`super::server::Trouble`].
    pub fn due(&self) -> Result<Due> {
        self.fund()?.get("due")
    }

    /// Whether links may lead where these letters would.
    ///
    /// # Errors
    /// The database's.
    pub fn knows_till(&self, due: &Due) -> Result<bool> {
        let pinned = self.pinned_fund()?;
        Ok(due.url == pinned.site || pinned.till.as_deref() == Some(due.url.as_str()))
    }

    /// The keyholder has looked at the address and says that it is the till.
    ///
    /// # Errors
    /// The database's.
    pub fn trust_till(&self, url: &str) -> Result<()> {
        let url = url.to_owned();
        self.db().write_now(move |tx| book::put_till(tx, &url))
    }

    /// Writes what is due; `tell` is given how many are done, and of how many.
    ///
    /// # Errors
    /// When links would lead elsewhere, a letter cannot be written, [`super::server::Trouble`], and the database's. What was written until then is noted.
    pub async fn run_errands(
        &self,
        ring: Arc<Vec<VaultKey>>,
        due: Due,
        settings: &Settings,
        tell: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Done> {
        anyhow::ensure!(self.knows_till(&due)?, "these letters would lead to {}, which this machine does not know as your till", due.url);
        let (now, mut done) = (self.clock().now(), Done { due: due.errands.len(), ..Done::default() });
        self.db().write(move |tx| book::forget_errands(tx, now.saturating_sub(REMEMBERED)?)).await?;
        let errands = due.errands.clone();
        let (opened, mut settled) = tokio::task::spawn_blocking(move || open_all(&ring, errands)).await?;
        done.shut = opened.shut;
        done.passed_over = settled.len() + opened.letters.iter().map(|one| one.keys.len() - 1).sum::<usize>();
        let (sender, words) = (Sender::new(&due.name, &due.from, &due.returns), Words::load());
        let (letters, all) = (Letters::load(&words)?, opened.letters.len());
        for (at, one) in opened.letters.into_iter().enumerate() {
            tell(at, all);
            let sender = sender.as_ref().map_err(|trouble| anyhow::anyhow!("{trouble:#}"))?;
            let bytes = written(&letters, &words, &due, &one).and_then(|it| sender.bytes(&it, &one.address, &one.locale, now, settings))?;
            if self.write_once(&one, sender, &bytes, settings, &mut done).await? {
                settled.extend(one.keys);
            }
            if settled.len() >= PAUSE {
                done.erased += self.tell_written(std::mem::take(&mut settled)).await?.erased;
            }
        }
        done.erased += self.tell_written(settled).await?.erased;
        tell(all, all);
        Ok(done)
    }

    /// Whether it is over with this letter: it left, it may have left, or it never can.
    async fn write_once(&self, one: &Opened, sender: &Sender, bytes: &[u8], settings: &Settings, done: &mut Done) -> Result<bool> {
        // All wishes of one reader are one letter; of notices, an earlier one that was begun does not stand for this.
        let own = if one.about == About::Reminder { one.keys.len() } else { 1 };
        let (keys, now): (Vec<_>, _) = (one.keys.iter().take(own).map(|key| hash(key)).collect(), self.clock().now());
        let begin = {
            let keys = keys.clone();
            self.db().write(move |tx| begin(tx, &keys, now))
        };
        match begin.await? {
            None => {}
            // Begun before. Whether it left is known or not; either way there is no second one.
            Some(Before { known }) => {
                *(if known { &mut done.passed_over } else { &mut done.unknown }) += 1;
                return Ok(true);
            }
        }
        let sent = sender.hand_over(&one.address, bytes, settings).await;
        let (outcome, count) = match &sent {
            Ok(Some(Sent::Accepted)) => (Some("written"), &mut done.written),
            Ok(Some(Sent::Unknown)) => (Some("unknown"), &mut done.unknown),
            Ok(Some(Sent::Refused(_, class))) if matches!(class.measure(), Measure::Suppress | Measure::SuppressAfter(_)) => {
                (Some("refused"), &mut done.refused)
            }
            // It certainly never left, or it was refused for our sake.
            _ => (None, &mut done.unsent),
        };
        *count += 1;
        let settle = self.db().write(move |tx| {
            keys.iter().try_for_each(|key| match outcome {
                Some(outcome) => book::settle_errand(tx, key, outcome),
                None => book::drop_errand(tx, key),
            })
        });
        settle.await?;
        sent.map(|_| outcome.is_some())
    }

    async fn tell_written(&self, keys: Vec<String>) -> Result<Settled> {
        if keys.is_empty() {
            return Ok(Settled::default());
        }
        let courier = self.clone();
        tokio::task::spawn_blocking(move || courier.fund()?.post("written", &Written { keys })).await?
    }
}

/// A letter that was begun before.
struct Before {
    known: bool,
}

/// Notes that a letter is about to go out, in one act, unless it was begun before.
fn begin(tx: &mut Tx<'_>, keys: &[[u8; 32]], now: Timestamp) -> Result<Option<Before>> {
    for key in keys {
        if book::has_errand(tx, key)? {
            return Ok(Some(Before { known: book::errand(tx, key)?.is_some() }));
        }
    }
    keys.iter().try_for_each(|key| book::begin_errand(tx, key, now))?;
    Ok(None)
}

/// Errands that were opened.
struct All {
    letters: Vec<Opened>,
    shut: usize,
}

/// Opens the addresses, and says which letters they make: of several notices about one contribution the gravest, of several wishes of one reader one. Also the keys for
/// which nothing can be written.
fn open_all(ring: &[VaultKey], errands: Vec<Errand>) -> (All, Vec<String>) {
    let (mut all, mut silent) = (All { letters: Vec::new(), shut: 0 }, Vec::new());
    let mut gifts: BTreeMap<i64, Opened> = BTreeMap::new();
    let mut wishes: HashMap<[u8; 32], usize> = HashMap::new();
    for errand in errands {
        let Some(sealed) = &errand.sealed else {
            silent.push(errand.key);
            continue;
        };
        let Some(mut one) = open(ring, &errand, sealed) else {
            all.shut += 1;
            continue;
        };
        match &one.about {
            About::Gift { kind, .. } => {
                if let Some(other) = gifts.remove(&errand.of) {
                    let graver = matches!(&other.about, About::Gift { kind: there, .. } if there > kind);
                    let (mut first, second) = if graver { (other, one) } else { (one, other) };
                    first.keys.extend(second.keys);
                    one = first;
                }
                gifts.insert(errand.of, one);
            }
            About::Reminder => {
                let at = *wishes.entry(hash(&one.address.normalised())).or_insert(all.letters.len());
                match all.letters.get_mut(at) {
                    Some(other) => other.keys.extend(one.keys),
                    None => all.letters.push(one),
                }
            }
        }
    }
    all.letters.extend(gifts.into_values());
    (all, silent)
}

/// A version byte, the token, for a wish the language with a zero behind it, the address.
fn open(ring: &[VaultKey], errand: &Errand, sealed: &str) -> Option<Opened> {
    let sealed = STANDARD.decode(sealed).ok()?;
    let purpose = if errand.about == About::Reminder { REMINDER } else { GIVER };
    let plain = ring.iter().find_map(|key| key.open(purpose, &errand.of.to_be_bytes(), &sealed).ok())?;
    let (token, rest) = plain.strip_prefix(&[1])?.split_first_chunk::<16>()?;
    let rest = std::str::from_utf8(rest).ok()?;
    let (locale, address) = match &errand.about {
        About::Reminder => {
            let (locale, address) = rest.split_once('\0')?;
            (locale.parse().ok()?, address)
        }
        About::Gift { locale, .. } => (locale.clone(), rest),
    };
    let address = EmailAddress::parse(address).ok()?;
    Some(Opened { keys: vec![errand.key.clone()], about: errand.about.clone(), address, token: Token::of_bits(*token), locale })
}

fn written(letters: &Letters, words: &Words, due: &Due, one: &Opened) -> Result<crate::post::letters::Written> {
    let prefix = due.prefixes.get(one.locale.as_str()).map_or("", String::as_str);
    let to = |path: &str| format!("{}/{prefix}contribute/{path}", due.url);
    let (token, language) = (one.token.text(), one.locale.language());
    let (folder, kind, link, cancel, amount, each) = match &one.about {
        About::Reminder => ("gift-due", "reminder", to(""), Some(to(&format!("reminder/{token}"))), String::new(), String::new()),
        About::Gift { kind, amount, interval, .. } => {
            let each = match interval {
                Interval::Once => String::new(),
                Interval::Monthly => words.say(language, "fund-each-month").into_owned(),
                Interval::Annual => words.say(language, "fund-each-year").into_owned(),
            };
            let (folder, kind) = match kind {
                Dunning::First => ("gift-failed", "first"),
                Dunning::Third => ("gift-failed", "third"),
                Dunning::Action => ("gift-failed", "action"),
                Dunning::Missed => ("gift-failed", "missed"),
                // There it can be begun again, and whoever opens it is asked again too.
                Dunning::Lapsed => ("gift-lapsed", "lapsed"),
            };
            (folder, kind, to(&format!("mine/{token}")), None, amount.say(language), each)
        }
    };
    let frame = Frame::new(&one.locale, due.name.clone(), due.site.clone());
    let page = Page { kind, link, cancel, amount, each, receiver: due.receiver.clone() };
    letters.write(folder, &frame, &page).context("a letter of the fund cannot be written")
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due() -> Due {
        Due {
            url: "https://lamp.example".into(),
            name: "The Harbour Lamp".into(),
            site: "https://lamp.example".into(),
            receiver: "Lamp Foundation".into(),
            prefixes: [("en", ""), ("ru", "ru/"), ("fa", "fa/")].map(|(lang, prefix)| (lang.to_owned(), prefix.to_owned())).into(),
            from: "letters@lamp.example".into(),
            returns: String::new(),
            errands: Vec::new(),
        }
    }

    #[test]
    fn every_letter_is_written_in_every_language_and_leads_to_one_page() {
        let words = Words::load();
        let letters = Letters::load(&words).expect("the templates");
        let mut subjects = std::collections::BTreeSet::new();
        for lang in ["en", "ru", "fa"] {
            let locale: Locale = lang.parse().expect("a language");
            let gift = |kind| About::Gift {
                kind,
                amount: "EUR".parse::<kernel::Currency>().expect("a currency").of(500),
                interval: Interval::Monthly,
                locale: locale.clone(),
            };
            for about in Dunning::ALL.iter().map(|kind| gift(*kind)).chain([About::Reminder]) {
                let address = EmailAddress::parse("ann@reader.example").expect("an address");
                let one = Opened { keys: vec!["x".into()], about: about.clone(), address, token: Token::random(), locale: locale.clone() };
                let it = written(&letters, &words, &due(), &one).expect("written");
                subjects.insert(it.subject.clone());
                for part in [&it.subject, &it.text, &it.html] {
                    assert!(!part.contains("mail-") && !part.contains("fund-"), "a word is lacking in {lang}: {part}");
                }
                let prefix = if lang == "en" { String::new() } else { format!("{lang}/") };
                let token = one.token.text();
                let link = match about {
                    About::Gift { .. } => format!("https://lamp.example/{prefix}contribute/mine/{token}"),
                    About::Reminder => format!("https://lamp.example/{prefix}contribute/"),
                };
                assert!(it.text.contains(&link) && it.html.contains(&format!("href=\"{link}\"")), "{about:?} in {lang}: {}", it.text);
                assert!(it.text.contains(&token), "of the gift, or of the wish that it cancels");
                assert!(it.html.contains(&format!("<html lang=\"{lang}\"")) && it.text.contains("Lamp Foundation"));
            }
        }
        assert_eq!(subjects.len(), 4 * 3, "a reminder, a failure, a question of the bank, the end");
    }
}
