//! A contribution is begun: stored first, and then a processor is asked for a page.

use anyhow::{Result, bail};
use jiff::{SignedDuration, Timestamp};
use kernel::{EmailAddress, Locale};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Fund;
use super::model::attempt::{Attempt, Gift, day};
use super::model::{AttemptId, Provider};
use super::provider::{Opened, Order, Processor};
use super::store::attempts::{self, Arrival};
use super::store::reminders;
use crate::aside;
use crate::post::model::Token;

/// How long a page of the processor is open: Stripe's least, and a minute.
const OPEN: SignedDuration = SignedDuration::from_mins(31);
/// How often one form, unchanged, may be sent anew after it came to nothing.
const PRESSES: u32 = 100;
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
    /// Of the form and of what was typed into it: the same twice is one gift.
    pub press: Press,
}

/// The number of a form, and of what was typed into it: as hard to guess as a token, because the tokens of gifts follow from it. No table holds it, so that it needs no memory to know
/// that a button was pressed twice, not even across a crash.
#[derive(Clone, Copy, Debug)]
pub struct Press(Token);

impl Press {
    pub fn random() -> Self {
        Self(Token::random())
    }

    pub fn parse(text: &str) -> Option<Self> {
        Token::parse(text).map(Self)
    }

    pub fn text(&self) -> String {
        self.0.text()
    }

    /// With what was typed: something else is another gift.
    #[must_use]
    pub fn of(&self, typed: &[u8; 32]) -> Self {
        Self(self.derive(b"typed", typed))
    }

    /// The token of the `n`th gift: a next one is begun where the one before came to nothing.
    fn token(&self, n: u32) -> Token {
        self.derive(b"token", &n.to_be_bytes())
    }

    fn derive(&self, what: &[u8], more: &[u8]) -> Token {
        let digest = Sha256::new().chain_update(what).chain_update(self.0.bits()).chain_update(more).finalize();
        let mut bits = [0; 16];
        bits.copy_from_slice(&digest[..16]);
        Token::of_bits(bits)
    }
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
    /// It has come already: the button was pressed once more.
    Given,
    /// The giver writes a transfer, or sends coins, by what our page says.
    ByHand,
    /// The processor cannot be reached. The attempt is kept, and may be tried again.
    Down,
}

impl Fund {
    /// Stores the attempt, then asks for a page. The same press again is the same attempt, while something may still come of it.
    ///
    /// # Errors
    /// When the database cannot be asked; what a processor does wrong is a [`Way`].
    pub async fn begin(&self, wish: Wish, now: Timestamp) -> Result<Option<Begun>> {
        let Some(provider) = self.terms().provider(wish.gift.method) else { return Ok(None) };
        let Wish { gift, locale, address, reminder, press } = wish;
        let mut attempt = Attempt { id: AttemptId::random(), gift, provider, locale, day: day(now), session: None, closed: false };
        for n in 0..PRESSES {
            let token = press.token(n);
            let (way, known) = match self.store(&attempt, &token, address.as_ref(), reminder.as_ref()).await? {
                Kept::New => (None, attempt),
                Kept::Known(known) => (None, known),
                Kept::Given(known) => (Some(Way::Given), known),
                // What became nothing stays what it is.
                Kept::Over => {
                    attempt.id = AttemptId::random();
                    continue;
                }
            };
            if let (Some(address), None) = (address, &way) {
                self.remember(known.id, address, token, now);
            }
            let way = match way {
                Some(way) => way,
                None => self.lead(&known, &token, now).await?,
            };
            return Ok(Some(Begun { token, attempt: known, way }));
        }
        bail!("one form was sent {PRESSES} times, and nothing came of any");
    }

    /// Stores an attempt, unless its token has one.
    async fn store(&self, attempt: &Attempt, token: &Token, address: Option<&EmailAddress>, reminder: Option<&Token>) -> Result<Kept> {
        // A gift that is over when it has come needs no address later: its letter is written from memory.
        let sealed = match address.filter(|_| attempt.gift.interval.recurs()) {
            Some(address) => self.sealed(attempt.id, token, address).await?,
            None => None,
        };
        let (fresh, hash) = (attempt.clone(), token.hash());
        let answers = reminder.map(Token::hash);
        self.db()
            .write(move |tx| {
                let Some(known) = attempts::by_token(tx, &hash)? else {
                    attempts::put(tx, &Arrival { attempt: &fresh, token: hash, sealed: sealed.as_deref() })?;
                    answers.map_or(Ok(()), |token| reminders::answers(tx, fresh.id, &token))?;
                    return Ok(Kept::New);
                };
                let standing = attempts::standing(tx, known.id)?;
                Ok(match standing.is_some_and(|standing| standing.state.supports()) {
                    true => Kept::Given(known),
                    false if known.is_over(fresh.day) => Kept::Over,
                    false => Kept::Known(known),
                })
            })
            .await
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
            Err(trouble) => {
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
        let sealed = aside::reckon(move || sealer.seal(GIVER, &id.0.to_be_bytes(), &plain)).await??;
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

/// What there is under a token.
enum Kept {
    New,
    Known(Attempt),
    Given(Attempt),
    Over,
}

/// When a page ends.
fn until(now: Timestamp) -> Timestamp {
    now.saturating_add(OPEN).unwrap_or(now)
}
