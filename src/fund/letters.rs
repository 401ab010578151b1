//! Letters of the fund that are sent now: they are written from memory and leave from memory, and a crash drops them.

use anyhow::{Context, Result};
use jiff::Timestamp;
use kernel::{EmailAddress, Locale};
use letter::{HeaderText, Mailbox};
use serde::Serialize;

use super::Fund;
use super::model::AttemptId;
use super::model::attempt::Gift;
use crate::post::letters::{Frame, Missive, filled};
use crate::post::mailer::Mailer;
use crate::post::model::Token;

/// Where letters go from here.
#[derive(Clone)]
pub struct Letterbox {
    pub mailer: Mailer,
    pub from: Option<EmailAddress>,
    /// Where letters return to; empty while there is no sender.
    pub returns: String,
}

/// What is written.
#[derive(Clone, Debug)]
pub enum Message {
    Thanks {
        gift: Gift,
        token: Token,
    },
    /// Asks whether a wish to be reminded was meant.
    Remind {
        token: Token,
    },
}

#[derive(Debug, Serialize)]
struct Words {
    amount: String,
    each: String,
    link: Option<String>,
    statement: Option<String>,
    receiver: String,
}

impl Fund {
    /// Whether a letter would get anywhere.
    pub fn writes_letters(&self) -> bool {
        self.letterbox().from.is_some() && self.letterbox().mailer.is_open()
    }

    /// Writes a letter and puts it on its way. What goes wrong is logged without the address.
    pub(super) fn write(&self, message: Message, to: &EmailAddress, locale: &Locale, now: Timestamp) {
        match self.compose(&message, to, locale, now) {
            Ok(letter) => {
                self.letterbox().mailer.send_now(Missive::Ready { to: to.clone(), letter });
            }
            Err(trouble) => tracing::error!("a letter of the fund could not be written: {trouble:#}"),
        }
    }

    fn compose(&self, message: &Message, to: &EmailAddress, locale: &Locale, now: Timestamp) -> Result<Vec<u8>> {
        let terms = self.terms();
        let name = if terms.discreet { terms.name.clone() } else { self.paper().to_owned() };
        let frame = Frame::new(locale, name.clone(), if terms.discreet { terms.url.clone() } else { terms.paper_url.clone() });
        let prefix = self.prefix(locale);
        let each = |gift: &Gift| match gift.interval {
            super::model::Interval::Once => String::new(),
            super::model::Interval::Monthly => self.words().say(locale.language(), "fund-each-month").into_owned(),
            super::model::Interval::Annual => self.words().say(locale.language(), "fund-each-year").into_owned(),
        };
        let (folder, words) = match message {
            Message::Thanks { gift, token } => {
                let link = format!("{}/{prefix}contribute/mine/{}", terms.url, token.text());
                let statement = terms.statement.as_ref().map(ToString::to_string);
                let link = gift.interval.recurs().then_some(link);
                (
                    "gift-thanks",
                    Words { amount: gift.total.say(locale.language()), each: each(gift), link, statement, receiver: terms.name.clone() },
                )
            }
            Message::Remind { token } => {
                let link = format!("{}/{prefix}contribute/reminder/{}", terms.url, token.text());
                (
                    "gift-reminder",
                    Words { amount: String::new(), each: String::new(), link: Some(link), statement: None, receiver: terms.name.clone() },
                )
            }
        };
        let written = self.mail().write(folder, &frame, &words)?;
        let from = self.letterbox().from.clone().context("there is no sender: set mail.from")?;
        let letter = written.automatic(Mailbox::new(Some(HeaderText::parse(&name)?), from)?, locale, now)?;
        filled(&letter, to, self.letterbox().mailer.signer())
    }

    /// Thanks whoever gave an address, now that the money has come.
    pub(super) fn thank(&self, id: AttemptId, gift: Gift, locale: &Locale, now: Timestamp) {
        if let Some((address, token)) = self.recall(id, now) {
            self.write(Message::Thanks { gift, token }, &address, locale, now);
        }
    }
}
