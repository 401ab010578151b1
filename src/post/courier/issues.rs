//! The letters of issues that are readied and not sent, as couriers get them: with the markers of tokens in them, and no reader.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use letter::Slot;

use super::messages::{IssueLetter, Issues, ListWords};
use crate::app::App;
use crate::paper::newsletter::{issue_path, newsletter_path};
use crate::post::letters::{self, Written, addressed, frame};
use crate::post::model::{Issue, Newsletter};
use crate::post::returns::leave_link;
use crate::post::store::issues;

/// Issues of all newsletters that may wait to be sent.
const MOST: i64 = 20;

/// # Errors
/// When the databases cannot be asked, or a letter cannot be written.
pub async fn readied(app: &App) -> Result<Issues> {
    let secret = STANDARD.encode(app.post.letter_secret().await?);
    let waiting = app.post.db().read(|tx| issues::unsent(tx, MOST)).await?;
    let mut all = Vec::with_capacity(waiting.len());
    for issue in waiting {
        if let Some(newsletter) = app.post.newsletter(issue.newsletter).await? {
            all.push(letter(app, &newsletter, &issue).await?);
        }
    }
    Ok(Issues { secret, issues: all })
}

/// The letter of one issue; `None` when it is not readied, or withdrawn.
///
/// # Errors
/// When the databases cannot be asked, or the letter cannot be written.
pub async fn of(app: &App, issue: &Issue) -> Result<Option<IssueLetter>> {
    let Some(number) = issue.number.filter(|_| issue.readied_at.is_some()) else { return Ok(None) };
    let Some(newsletter) = app.post.newsletter(issue.newsletter).await? else { return Ok(None) };
    let (locale, slug) = (newsletter.locale.clone(), newsletter.slug.clone());
    if app.paper.issue_withdrawn_at(locale, slug, number).await?.is_some() {
        return Ok(None);
    }
    letter(app, &newsletter, issue).await.map(Some)
}

async fn letter(app: &App, newsletter: &Newsletter, issue: &Issue) -> Result<IssueLetter> {
    let number = issue.number.context("an issue that is readied has a number")?;
    let from = letters::issues_from(app)?;
    let (site, prefix) = (&app.settings.url, app.paper.house().prefix(&newsletter.locale));
    let page = format!("{site}/{}", issue_path(&prefix, &newsletter.slug, number));
    let archive = format!("{site}/{}", newsletter_path(&prefix, &newsletter.slug));
    let shown = issue.shown(newsletter).context("an issue that is readied can be shown")?;
    let Written { subject, text, html } = letters::issue::write(app, newsletter, &shown).await?.written;
    let sender = match newsletter.said.sender.as_str() {
        "" => frame(app, &newsletter.locale).paper,
        own => own.to_owned(),
    };
    Ok(IssueLetter {
        issue: issue.id,
        newsletter: newsletter.id,
        number,
        language: newsletter.locale.to_string(),
        subject,
        text,
        html,
        sender,
        from: from.as_str().to_owned(),
        reply_to: newsletter.said.reply_to.trim().to_owned(),
        list: ListWords {
            id: format!("{}.{}.{}", newsletter.slug, newsletter.locale, from.domain()).to_ascii_lowercase(),
            leave: format!("{site}/letters/leave/{}", Slot::Leave.marker()),
            leave_by_mail: leave_link(&app.settings, Slot::Leave.marker()).unwrap_or_default(),
            help: archive.clone(),
            archive: format!("{archive}#all"),
            owner: format!("mailto:{}", from.as_str()),
            feedback_id: addressed::feedback_id(newsletter, number, from),
        },
        page,
        returns: app.settings.bounce.domain.as_ref().map_or(from.domain(), |domain| domain.as_str()).to_owned(),
        due_at: issue.due_at,
        zone: newsletter
            .said
            .timetable
            .as_ref()
            .map_or_else(|| app.settings.zone.iana_name().unwrap_or("UTC").to_owned(), |own| own.zone.clone()),
        readied_at: issue.readied_at,
    })
}
