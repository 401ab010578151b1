//! Leaving: by one POST, at once, with no question asked and the vault locked.

use anyhow::Result;
use jiff::Timestamp;

use super::Post;
use super::model::{Newsletter, Token, Week};
use super::store::{newsletters, readers};

/// What a reader's own link stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub newsletter: Newsletter,
    pub left: bool,
    /// Letters came back, so none are sent any more.
    pub suppressed: bool,
}

impl Post {
    /// What a token opens; `None` when it opens nothing.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn subscription(&self, token: Token) -> Result<Option<Subscription>> {
        self.db().read(move |tx| subscription(tx, token)).await
    }

    /// Leaves; leaving twice is as good as once. `None` when the token opens nothing.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn leave(&self, token: Token, now: Timestamp) -> Result<Option<Subscription>> {
        self.db()
            .write(move |tx| {
                if let Some(reader) = readers::by_token(tx, &token.hash())? {
                    readers::leave(tx, reader.id, Week::of(now))?;
                }
                subscription(tx, token)
            })
            .await
    }
}

fn subscription(tx: &mut ::store::Tx<'_>, token: Token) -> Result<Option<Subscription>> {
    let Some(reader) = readers::by_token(tx, &token.hash())? else { return Ok(None) };
    let newsletter = newsletters::find(tx, reader.newsletter)?;
    Ok(newsletter.map(|newsletter| Subscription { newsletter, left: reader.left, suppressed: reader.suppressed }))
}
