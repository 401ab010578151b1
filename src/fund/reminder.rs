//! A wish to be reminded: sealed to the keyholder, confirmed by a button in the first letter, and erased when the second one is written.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use kernel::{EmailAddress, Locale};
use zeroize::Zeroizing;

use super::Fund;
use super::letters::Message;
use super::model::ReminderId;
use super::store::reminders::{self, Reminder};
use crate::aside;
use crate::post::model::Token;

/// What keeps a sealed wish apart from everything else that is sealed to the same key.
pub const REMINDER: &str = "gift reminder";
/// A wish that nobody confirmed is forgotten after this.
const UNCONFIRMED: SignedDuration = SignedDuration::from_hours(8 * 24);
/// One that no keyholder has read is forgotten so long after its month began.
const STALE: SignedDuration = SignedDuration::from_hours(62 * 24);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Confirm,
    Cancel,
}

impl Fund {
    /// Keeps a wish and sends the letter that asks whether it was meant; `false` where nothing can be sealed or sent.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn remind(&self, address: &EmailAddress, month: Timestamp, locale: &Locale, now: Timestamp) -> Result<bool> {
        let Some(sealer) = self.sealer().filter(|_| self.takes_reminders()) else { return Ok(false) };
        let (id, token) = (ReminderId::random(), Token::random());
        // A version byte, the token, the language with a zero behind it, the address.
        let mut plain = Zeroizing::new(Vec::with_capacity(seal::sealing::ROOM));
        plain.push(1);
        plain.extend(token.bits());
        plain.extend(locale.as_str().as_bytes());
        plain.push(0);
        plain.extend(address.as_str().as_bytes());
        let sealed = aside::reckon(move || sealer.seal(REMINDER, &id.0.to_be_bytes(), &plain)).await??;
        let hash = token.hash();
        self.db().write(move |tx| reminders::put(tx, id, sealed.as_bytes(), hash, month, now)).await?;
        if self.letters_budget().allows_letter(address, now) {
            self.write(Message::Remind { token }, address, locale, now);
        }
        Ok(true)
    }

    /// A wish by the token in its link.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn reminder(&self, token: &Token) -> Result<Option<Reminder>> {
        let hash = token.hash();
        self.db().read(move |tx| reminders::by_token(tx, &hash)).await
    }

    /// Confirms or cancels; whether the wish is there afterwards.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn decide(&self, token: &Token, decision: Decision, now: Timestamp) -> Result<bool> {
        let hash = token.hash();
        self.db()
            .write(move |tx| {
                let Some(there) = reminders::by_token(tx, &hash)? else { return Ok(false) };
                match decision {
                    Decision::Confirm => reminders::confirm(tx, &hash, now).map(|_| true),
                    Decision::Cancel => reminders::erase(tx, there.id).map(|_| false),
                }
            })
            .await
    }

    /// Forgets wishes that were never confirmed, and those whose month is long over. For the timetable.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn clear_reminders(&self, now: Timestamp) -> Result<usize> {
        let before = move |by| now.saturating_sub(by).unwrap_or(now);
        self.db().write(move |tx| reminders::clear(tx, before(UNCONFIRMED), before(STALE))).await
    }
}
