//! Letters that are sent now, to one person.

use std::sync::Arc;

use anyhow::Result;
use kernel::{Domain, EmailAddress};
use letter::dkim::{Signed, Signer};
use letter::{AutoSubmitted, Filling, Letter, MessageId, Stencil};
use serde::Serialize;

use super::{Written, addressed, frame};
use crate::app::App;
use crate::paper;
use crate::post::model::{Confirmation, Newsletter, Token};

/// A letter that is sent now, to one person.
#[derive(Clone, Debug)]
pub enum Missive {
    /// Asks whether a sign-up was meant.
    Confirmation { newsletter: Newsletter, to: EmailAddress, confirmation: Confirmation },
    /// An issue as its readers will have it, to one of the newsroom. Its own links of leaving open nothing.
    Test { newsletter: Newsletter, to: EmailAddress, issue: Arc<paper::newsletter::Issue>, written: Arc<Written> },
    /// Written by another room, and signed.
    Ready { to: EmailAddress, letter: Vec<u8> },
}

#[derive(Debug, Serialize)]
pub(super) struct ConfirmationWords {
    pub title: String,
    pub promise: String,
    pub link: String,
}

impl Missive {
    pub fn to(&self) -> &EmailAddress {
        match self {
            Self::Confirmation { to, .. } | Self::Test { to, .. } | Self::Ready { to, .. } => to,
        }
    }

    /// The whole letter as it is sent.
    ///
    /// # Errors
    /// When a template or a header cannot be written.
    pub fn compose(&self, app: &App) -> Result<Vec<u8>> {
        match self {
            Self::Confirmation { newsletter, to, confirmation } => {
                let frame = frame(app, &newsletter.locale);
                let page = ConfirmationWords {
                    title: newsletter.said.title.clone(),
                    promise: newsletter.said.promise.clone(),
                    link: format!("{}/letters/confirm/{}", app.settings.url, confirmation.text()),
                };
                let written = app.post.letters().write("confirmation", &frame, &page)?;
                let mut letter = addressed::plain(app, newsletter, &written, app.clock.now())?;
                letter.auto_submitted = Some(AutoSubmitted::Generated);
                filled(&letter, to, app.post.mailer().signer())
            }
            Self::Ready { letter, .. } => Ok(letter.clone()),
            Self::Test { newsletter, to, issue, written } => {
                let letter = addressed::of_issue(app, newsletter, issue, written, app.clock.now())?;
                filled(&letter, to, app.post.mailer().signer())
            }
        }
    }
}

/// The bytes of a letter to one person, signed where there are keys for it.
///
/// # Errors
/// When a header cannot be written.
pub fn filled(letter: &Letter<'_>, to: &EmailAddress, signer: Option<&Arc<Signer>>) -> Result<Vec<u8>> {
    let stencil = Stencil::compile(letter)?;
    let message_id = MessageId::random(&Domain::parse(letter.from.address().domain())?);
    // Where a letter has a place for a token and no reader, one that is in no row: it opens nothing.
    let nobody = Some(letter::Token::of_bits(Token::random().bits()));
    let filling = Filling { leave: nobody, manage: nobody, ..Filling::new(to, &message_id) };
    let mut bytes = Vec::with_capacity(stencil.most_bytes() + 2_048);
    match signer {
        Some(signer) => Signed::new(stencil, signer.clone()).fill(&filling, &mut bytes)?,
        None => stencil.fill(&filling, &mut bytes)?,
    }
    Ok(bytes)
}
