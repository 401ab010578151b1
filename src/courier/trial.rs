//! A letter to the keyholder's own address before the first campaign: what a relay writes into its head is looked at as it arrives.

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::EmailAddress;
use letter::MessageId;
use letter::smtp::Envelope;

use super::dispatch::composer;
use super::folder::Courier;
use super::letter::look;
use super::settings::Settings;
use super::single::hand_over;
use super::store::{self as book, Begun};
use super::traces::{self, Look, Machine};
use crate::post::courier::messages::IssueLetter;
use crate::post::model::Token;
use crate::sending::carrier::Sent;
use crate::sending::{self, Person, Recipient};

/// What is known of this machine's letters before its first campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// None was sent.
    Never,
    /// One was sent, and not looked at.
    Sent,
    /// The last one that was looked at told of this machine, in so many places.
    Traced(u32),
    Clean,
}

impl Trial {
    /// As it stands in the keys of its words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Sent => "sent",
            Self::Traced(_) => "traced",
            Self::Clean => "clean",
        }
    }
}

impl Courier {
    /// Sends the letter of an issue to one address, by the same relays and from the same stencil as to readers. Its links open nothing.
    ///
    /// # Errors
    /// [`super::letter::Suspect`], what the settings lack, and when no relay took it.
    pub async fn try_out(&self, letter: &IssueLetter, secret: &str, to: &EmailAddress, settings: &Settings) -> Result<()> {
        look(letter, &self.pinned()?.site)?;
        let secret =
            STANDARD.decode(secret).ok().and_then(|secret| secret.try_into().ok()).context("the server gave no secret for letters")?;
        let now = self.clock().now();
        let composer = composer(&Begun { letter: letter.clone(), secret, begun_at: now }, settings)?;
        // No row has this number or this token.
        let recipient = Recipient::new(Person::random(), to.as_str(), &Token::random().text());
        let mut bytes = Vec::new();
        let addressed = composer.compose(&recipient, &mut bytes)?;
        let envelope = Envelope { from: addressed.from.as_str(), to: to.as_str() };
        match hand_over(&envelope, &bytes, &composer.domain, settings).await {
            Some(Sent::Accepted | Sent::Unknown) => {}
            Some(Sent::Refused(answer, _)) => bail!("the relay does not take a letter to this address (it answered {})", answer.code),
            _ => bail!("no relay took the letter; “indelible doctor mail --courier {}” says more", self.dir().display()),
        }
        let message_id = MessageId::of(&composer.secret, composer.issue.0, recipient.person.0, &composer.domain).as_str().to_owned();
        self.db().write(move |tx| book::put_test(tx, &message_id, now)).await
    }

    /// Looks through the source of a test letter as it arrived, for what tells of `machine`, and remembers how many places those were.
    ///
    /// # Errors
    /// When it is not a test letter of this machine.
    pub fn check_trial(&self, source: &str, machine: &Machine) -> Result<Look> {
        let message_id = traces::header(source, "Message-ID")
            .context("this is no letter's source: it begins with the headers, Received and Message-ID among them")?;
        let (found, now) = (traces::look(source, machine), self.clock().now());
        let traces = u32::try_from(found.traces.len()).unwrap_or(u32::MAX);
        if !self.db().write_now(move |tx| book::check_test(tx, &message_id, traces, now))? {
            bail!("this is not a test letter of this machine: none has its Message-ID. Give the whole source of the newest one");
        }
        Ok(found)
    }

    /// Whether the first campaign of this folder is still to come, and what is known of its letters. `None` when one has left from here, or the last look was clean.
    ///
    /// # Errors
    /// The database's.
    pub fn untested(&self) -> Result<Option<Trial>> {
        let trial = self.trial()?;
        let has_sent = self.db().read_now(|tx| {
            for issue in sending::store::issues(tx)? {
                if sending::store::find_issue(tx, issue)?.is_some_and(|entry| entry.started_at.is_some()) {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        Ok(Some(trial).filter(|trial| !has_sent && *trial != Trial::Clean))
    }

    /// # Errors
    /// The database's.
    pub fn trial(&self) -> Result<Trial> {
        Ok(match self.db().read_now(book::last_test)? {
            None => Trial::Never,
            Some((None, _)) => Trial::Sent,
            Some((Some(_), Some(0) | None)) => Trial::Clean,
            Some((Some(_), Some(traces))) => Trial::Traced(traces),
        })
    }
}
