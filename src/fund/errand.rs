//! Letters that only a keyholder can write, because only they can read where these go: a reminder in its month, a word about a card that fails.
//!
//! The keyholder's machine fetches what is due, writes each letter once, and says by its key that this is done; then a reminder is erased, and a notice is not due
//! any more. Said twice it changes nothing.

use std::collections::BTreeMap;

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use kernel::{Locale, Money};
use serde::{Deserialize, Serialize};

use super::Fund;
use super::model::dunning::Dunning;
use super::model::{Interval, ReminderId};
use super::store::reminders::DueNotice;
use super::store::{attempts, reminders};

/// Reminders, and notices, in one answer: two kilobytes each. The rest comes with the next.
const MOST: i64 = 2_000;
/// What is before the key of a reminder. No notice has it: theirs begin with what a processor calls an invoice or a subscription.
const REMINDER: &str = "reminder:";

/// What is due, and what letters say of us.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Due {
    /// Where links lead, no slash at the end.
    pub url: String,
    /// In whose name letters are written: the newspaper's, or the receiver's where that is discreet.
    pub name: String,
    /// The address beneath that name, no slash at the end.
    pub site: String,
    /// Who receives the money.
    pub receiver: String,
    /// What is before the paths of each language.
    pub prefixes: BTreeMap<String, String>,
    /// Whom letters come from; empty while that is not set.
    pub from: String,
    /// Where letters return to.
    pub returns: String,
    pub errands: Vec<Errand>,
}

/// One letter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Errand {
    /// There is one letter for it, ever.
    pub key: String,
    /// The row that the address is sealed to.
    pub of: i64,
    /// Base64; nothing where no address was given, and no letter can be written.
    pub sealed: Option<String>,
    pub about: About,
}

/// What a letter is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
pub enum About {
    /// Its month has come. Language and token are in what is sealed.
    Reminder,
    Gift {
        kind: Dunning,
        amount: Money,
        interval: Interval,
        locale: Locale,
    },
}

/// Letters that are written, by their keys.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Written {
    pub keys: Vec<String>,
}

/// What followed from it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Reminders that were erased.
    pub erased: usize,
    /// Notices that are due no more.
    pub noted: usize,
}

impl Fund {
    /// What the keyholder is to write now. Nothing in it is readable without the vault key.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn due(&self, now: Timestamp) -> Result<Due> {
        let found = self.db().read(move |tx| Ok((reminders::due(tx, now, MOST)?, reminders::notices(tx, MOST)?)));
        let (wishes, notices) = found.await?;
        let terms = self.terms();
        let of_wish = |(id, sealed): (ReminderId, Vec<u8>)| Errand {
            key: format!("{REMINDER}{id}"),
            of: id.0,
            sealed: Some(STANDARD.encode(sealed)),
            about: About::Reminder,
        };
        let of_notice = |DueNotice { notice, attempt, locale, sealed, amount, interval }: DueNotice| Errand {
            key: notice.key,
            of: attempt.0,
            sealed: sealed.map(|sealed| STANDARD.encode(sealed)),
            about: About::Gift { kind: notice.kind, amount, interval, locale },
        };
        Ok(Due {
            url: terms.url.clone(),
            name: if terms.discreet { terms.name.clone() } else { self.paper().to_owned() },
            site: if terms.discreet { terms.url.clone() } else { terms.paper_url.clone() },
            receiver: terms.name.clone(),
            prefixes: self.locales().iter().map(|locale| (locale.to_string(), self.prefix(locale))).collect(),
            from: self.letterbox().from.as_ref().map(|from| from.as_str().to_owned()).unwrap_or_default(),
            returns: self.letterbox().returns.clone(),
            errands: wishes.into_iter().map(of_wish).chain(notices.into_iter().map(of_notice)).collect(),
        })
    }

    /// Notes that letters are written: reminders are erased, and so is the address of a contribution whose last letter this was.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn written(&self, written: Written, now: Timestamp) -> Result<Settled> {
        let write = self.db().write(move |tx| {
            let mut settled = Settled::default();
            for key in written.keys {
                if let Some(id) = key.strip_prefix(REMINDER) {
                    if let Ok(id) = id.parse() {
                        settled.erased += usize::from(reminders::erase(tx, id)?);
                    }
                    continue;
                }
                let last = reminders::lapsed(tx, &key)?;
                if reminders::notice_sent(tx, &key, now)? {
                    settled.noted += 1;
                    if let Some(attempt) = last {
                        attempts::erase_address(tx, attempt)?;
                    }
                }
            }
            Ok(settled)
        });
        write.await
    }
}
