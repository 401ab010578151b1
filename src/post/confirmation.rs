//! A confirmation: done by a POST, as often as one likes, within a day.

use anyhow::Result;
use jiff::Timestamp;

use super::Post;
use super::model::{Confirmation, Newsletter, Week};
use super::store::{newsletters, readers};

/// What a link that confirms stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing has been confirmed yet.
    Waiting(Newsletter),
    /// It was, and letters come.
    Confirmed(Newsletter),
    /// It was, and the reader has left since.
    Left(Newsletter),
    /// The day is over, or there was no such sign-up. Which of the two, nobody is told.
    Over,
}

impl Post {
    /// Looks at a link without changing anything: what a scanner of links does too.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn look_at_confirmation(&self, link: Confirmation, now: Timestamp) -> Result<Standing> {
        self.db().read(move |tx| standing(tx, link, now)).await
    }

    /// Confirms, unless that was done before.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn confirm(&self, link: Confirmation, now: Timestamp) -> Result<Standing> {
        self.db()
            .write(move |tx| {
                if let Standing::Waiting(_) = standing(tx, link, now)?
                    && let Some(reader) = readers::by_confirmation(tx, &link.hash())?
                {
                    readers::confirm(tx, reader.id, Week::of(now))?;
                }
                standing(tx, link, now)
            })
            .await
    }
}

fn standing(tx: &mut ::store::Tx<'_>, link: Confirmation, now: Timestamp) -> Result<Standing> {
    let Some(reader) = readers::by_confirmation(tx, &link.hash())? else { return Ok(Standing::Over) };
    let Some(newsletter) = newsletters::find(tx, reader.newsletter)? else { return Ok(Standing::Over) };
    Ok(match reader {
        _ if reader.left => Standing::Left(newsletter),
        _ if reader.confirmed => Standing::Confirmed(newsletter),
        _ if link.is_over(now) => Standing::Over,
        _ => Standing::Waiting(newsletter),
    })
}
