//! A letter to one person, written and handed over on this machine.

use anyhow::{Context, Result};
use jiff::Timestamp;
use kernel::{Domain, EmailAddress, Locale};
use letter::smtp::Envelope;
use letter::{HeaderText, Mailbox};
use zeroize::Zeroizing;

use super::settings::Settings;
use crate::post::letters::{Written, filled};
use crate::sending::carrier::{self, Sent};

/// Who writes, and where letters return to.
pub(super) struct Sender {
    pub name: String,
    pub from: EmailAddress,
    pub returns: EmailAddress,
}

impl Sender {
    /// # Errors
    /// When the server has no sender yet. Without a place to return to letters return to their sender.
    pub fn new(name: &str, from: &str, returns: &str) -> Result<Self> {
        let from = EmailAddress::parse(from).ok().context("letters have no sender yet: set mail.from on the server")?;
        let returns = EmailAddress::parse(returns).unwrap_or_else(|_| from.clone());
        Ok(Self { name: name.to_owned(), from, returns })
    }

    fn domain(&self) -> Result<Domain> {
        Ok(Domain::parse(self.from.domain())?)
    }

    /// The whole letter, signed where there are keys for it.
    ///
    /// # Errors
    /// When a header cannot be written.
    pub fn bytes(
        &self,
        written: &Written,
        to: &EmailAddress,
        locale: &Locale,
        date: Timestamp,
        settings: &Settings,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let from = Mailbox::new(Some(HeaderText::parse(&self.name)?), self.from.clone())?;
        let letter = written.automatic(from, locale, date)?;
        Ok(Zeroizing::new(filled(&letter, to, settings.signer().as_ref())?))
    }

    /// Hands it to one relay after another, until one has taken it, may have taken it, or has refused its reader. `None` when none of them could be reached.
    ///
    /// # Errors
    /// When the sender's domain is none.
    pub async fn hand_over(&self, to: &EmailAddress, bytes: &[u8], settings: &Settings) -> Result<Option<Sent>> {
        let envelope = Envelope { from: self.returns.as_str(), to: to.as_str() };
        Ok(hand_over(&envelope, bytes, &self.domain()?, settings).await)
    }
}

/// The same for any letter of a sender at `domain`.
pub(super) async fn hand_over(envelope: &Envelope<'_>, bytes: &[u8], domain: &Domain, settings: &Settings) -> Option<Sent> {
    let mut last = None;
    for outlet in settings.in_turn(domain) {
        let Ok(outcome) = outlet.hand(envelope, bytes).await else { continue };
        match carrier::read(outcome) {
            Sent::Unsent(_) => {}
            Sent::Deferred(answer) => last = Some(Sent::Deferred(answer)),
            settled => return Some(settled),
        }
    }
    last
}
