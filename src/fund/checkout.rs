//! A contribution is begun: stored first, and then a processor is asked for a page.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use kernel::{EmailAddress, Locale};
use zeroize::Zeroizing;

use super::Fund;
use super::model::attempt::{Attempt, Gift, day};
use super::model::{AttemptId, Provider};
use super::provider::{Opened, Order, Processor, Trouble};
use super::store::attempts::{self, Arrival};
use super::store::reminders;
use crate::post::model::Token;

/// How long a page of the processor is open: Stripe's least, and a minute.
const OPEN: SignedDuration = SignedDuration::from_mins(31);
/// What keeps a giver's address apart from everything else that is sealed to the same key.
pub const GIVER: &str = "giver";

/// What somebody wants, once it has passed the door.
#[derive(Clone, Debug)]
pub struct Wish {
    pub gift: Gift,
    pub locale: Locale,
    /// Given freely, for a letter; it is sealed.
    pub address: Option<EmailAddress>,
    /// The reminder from whose page it comes: with the money it is erased.
    pub reminder: Option<Token>,
}

/// A contribution that was begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Opens its page.
    pub token: Token,
    pub attempt: Attempt,
    pub way: Way,
}

/// How it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// The processor's page.
    Page(String),
    /// The giver writes a transfer, or sends coins, by what our page says.
    ByHand,
    /// The processor cannot be reached. The attempt is kept, and may be tried again.
    Down,
}

impl Fund {
    /// Stores the attempt, then asks for a page.
    ///
    /// # Errors
    /// When the database cannot be asked; what a processor does wrong is a [`Way`].
    pub async fn begin(&self, wish: Wish, now: Timestamp) -> Result<Option<Begun>> {
        let Some(provider) = self.terms().provider(wish.gift.method) else { return Ok(None) };
        let token = Token::random();
        let attempt = Attempt {
            id: AttemptId::random(),
            gift: wish.gift,
            provider,
            locale: wish.locale,
            day: day(now),
            session: None,
            closed: false,
        };
        // A gift that is over when it has come needs no address later: its letter is written from memory.
        let sealed = match wish.address.as_ref().filter(|_| wish.gift.interval.recurs()) {
            Some(address) => self.sealed(attempt.id, &token, address).await?,
            None => None,
        };
        let kept = attempt.clone();
        let hash = token.hash();
        let answers = wish.reminder.map(|token| token.hash());
        let put = self.db().write(move |tx| {
            attempts::put(tx, &Arrival { attempt: &kept, token: hash, sealed: sealed.as_deref() })?;
            answers.map_or(Ok(()), |token| reminders::answers(tx, kept.id, &token))
        });
        put.await?;
        if let Some(address) = wish.address {
            self.remember(attempt.id, address, token, now);
        }
        let way = self.lead(&attempt, &token, now).await?;
        Ok(Some(Begun { token, attempt, way }))
    }

    /// Asks for the page of an attempt, as often as one likes: the processor knows it by its key.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn lead(&self, attempt: &Attempt, token: &Token, now: Timestamp) -> Result<Way> {
        let Some(processor) = self.processor(attempt.provider) else { return Ok(Way::ByHand) };
        let order = self.order(processor, attempt, token, until(now));
        match processor.open(&order).await {
            Ok(Opened { session, page }) => {
                let id = attempt.id;
                self.guard().opened(id, order.until);
                self.db().write(move |tx| attempts::put_session(tx, id, &session)).await?;
                Ok(Way::Page(page))
            }
            Err(trouble @ (Trouble::Down(_) | Trouble::Refused(_) | Trouble::Strange(_))) => {
                tracing::warn!("{} gave no page: {trouble}", attempt.provider);
                Ok(Way::Down)
            }
        }
    }

    fn order(&self, processor: &Processor, attempt: &Attempt, token: &Token, until: Timestamp) -> Order {
        let (url, provider) = (&self.terms().url, processor.provider());
        let prefix = self.prefix(&attempt.locale);
        Order {
            attempt: attempt.clone(),
            words: self.words().say(attempt.locale.language(), "fund-line").into_owned(),
            thanks: format!("{url}/{prefix}contribute/thanks/{}", token.text()),
            back: format!("{url}/{prefix}contribute/back/"),
            hook: self.terms().hook(provider),
            until,
        }
    }

    /// A giver's address and token, sealed to the keyholder; `None` while there is no key to seal to.
    async fn sealed(&self, id: AttemptId, token: &Token, address: &EmailAddress) -> Result<Option<Vec<u8>>> {
        let Some(sealer) = self.sealer() else { return Ok(None) };
        let mut plain = Zeroizing::new(Vec::with_capacity(seal::sealing::ROOM));
        plain.push(1);
        plain.extend(token.bits());
        plain.extend(address.as_str().as_bytes());
        let sealed = tokio::task::spawn_blocking(move || sealer.seal(GIVER, &id.0.to_be_bytes(), &plain)).await??;
        Ok(Some(sealed.into_vec()))
    }

    /// An attempt by the token in its link.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn attempt(&self, token: &Token) -> Result<Option<Attempt>> {
        let hash = token.hash();
        self.db().read(move |tx| attempts::by_token(tx, &hash)).await
    }

    /// Forgets what nobody has paid for a month, and the address with it. For the timetable.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn forget_unpaid(&self, now: Timestamp) -> Result<usize> {
        let before = now.saturating_sub(SignedDuration::from_hours(31 * 24)).unwrap_or(now);
        self.db().write(move |tx| attempts::forget_unpaid(tx, before)).await
    }

    /// Whether a method is one that a processor takes here.
    pub(super) fn processor(&self, provider: Provider) -> Option<&Processor> {
        self.processors().iter().find(|processor| processor.provider() == provider)
    }
}

/// When a page ends.
fn until(now: Timestamp) -> Timestamp {
    now.saturating_add(OPEN).unwrap_or(now)
}
