//! A sign-up: sealed, kept, and one letter sent that asks whether it was meant.

use anyhow::Result;
use jiff::Timestamp;
use kernel::EmailAddress;
use zeroize::Zeroizing;

use super::Post;
use super::letters::Missive;
use super::model::{Confirmation, Newsletter, ORDER, OrderId, READER, ReaderId, Refusal, Signed, Token, Week};
use super::store::readers::{self, Arrival};
use crate::aside;
use crate::paper::consent::Consent;

impl Post {
    /// Takes a sign-up. What it does is the same for every address, known or not, so that nobody learns from the answer or its time who reads the paper; the
    /// letter alone is left out when that address had one today.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn sign_up(
        &self,
        newsletter: &Newsletter,
        address: EmailAddress,
        consent: Consent,
        now: Timestamp,
    ) -> Result<Result<(), Refusal>> {
        let Some(sealer) = self.sealer() else { return Ok(Err(Refusal::NoKey)) };
        if !newsletter.is_open() {
            return Ok(Err(Refusal::Closed));
        }
        let (id, reader, confirmation) = (newsletter.id, ReaderId::random(), Confirmation::new(now));
        let signed = Signed { address, token: Token::random(), consent: consent.as_str().to_owned(), at: now };
        let plain = signed.to_bytes();
        let sealed = aside::reckon(move || sealer.seal(READER, &Signed::about(id, reader), &plain)).await??;
        let (token, week) = (signed.token.hash(), Week::of(now));
        self.db()
            .write(move |tx| {
                let confirmation = confirmation.hash();
                readers::arrive(tx, &Arrival { id: reader, newsletter: id, sealed: sealed.as_bytes(), confirmation, token, week })
            })
            .await?;
        if self.budgets().allows_letter(&signed.address, now) {
            self.mailer().send_now(Missive::Confirmation { newsletter: newsletter.clone(), to: signed.address, confirmation });
        }
        Ok(Ok(()))
    }

    /// Takes the wish of somebody who has lost their link, or wants to be erased. It is sealed, and answered at the keyholder's next unlock.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn order(&self, address: &EmailAddress, now: Timestamp) -> Result<Result<(), Refusal>> {
        let Some(sealer) = self.sealer() else { return Ok(Err(Refusal::NoKey)) };
        let (id, text) = (OrderId::random(), Zeroizing::new(address.as_str().as_bytes().to_vec()));
        let sealed = aside::reckon(move || sealer.seal(ORDER, &id.0.to_be_bytes(), &text)).await??;
        self.db().write(move |tx| readers::put_order(tx, id, sealed.as_bytes(), Week::of(now))).await?;
        Ok(Ok(()))
    }
}
