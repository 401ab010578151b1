//! The letters of issues that are readied and not sent, as couriers get them: with the markers of tokens in them, and no reader.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use letter::Slot;

use super::messages::{IssueLetter, Issues, ListWords};
use crate::app::App;
use crate::paper::newsletter::{Block, issue_path, newsletter_path};
use crate::post::letters::{Written, frame};
use crate::post::model::{Issue, Newsletter};
use crate::post::store::issues;

/// Issues of all newsletters that may wait to be sent.
const MOST: i64 = 20;

/// # Errors
/// When the databases cannot be asked, or a letter cannot be written.
pub async fn readied(app: &App) -> Result<Issues> {
    let secret = STANDARD.encode(app.post.letter_secret().await?);
    let waiting = app.post.db().read(|tx| issues::unsent(tx, MOST)).await?;
    let mut letters = Vec::with_capacity(waiting.len());
    for issue in waiting {
        if let Some(newsletter) = app.post.newsletter(issue.newsletter).await? {
            letters.push(letter(app, &newsletter, &issue).await?);
        }
    }
    Ok(Issues { secret, issues: letters })
}

async fn letter(app: &App, newsletter: &Newsletter, issue: &Issue) -> Result<IssueLetter> {
    let number = issue.number.context("an issue that is readied has a number")?;
    let from = app.settings.from.as_ref().context("letters have no sender yet: set mail.from")?;
    let (site, prefix) = (&app.settings.url, app.paper.house().prefix(&newsletter.locale));
    let page = format!("{site}/{}", issue_path(&prefix, &newsletter.slug, number));
    let archive = format!("{site}/{}", newsletter_path(&prefix, &newsletter.slug));
    let Written { subject, text, html } = written(app, newsletter, issue, &page).await?;
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
            leave_by_mail: format!("mailto:{}?subject=unsubscribe%20{}", from.as_str(), Slot::Leave.marker()),
            help: archive.clone(),
            archive: format!("{archive}#all"),
            owner: format!("mailto:{}", from.as_str()),
        },
        page,
        returns: from.domain().to_owned(),
        due_at: issue.due_at,
        readied_at: issue.readied_at,
    })
}

/// The letter in plain words, from what was composed.
async fn written(app: &App, newsletter: &Newsletter, issue: &Issue, page: &str) -> Result<Written> {
    let (site, say) = (&app.settings.url, |key: &str| app.words.say(newsletter.locale.language(), key).into_owned());
    let shown = issue.shown(newsletter).context("an issue that is readied can be shown")?;
    let ids: Vec<_> = shown.blocks.iter().filter_map(|block| match block { Block::Story { piece, .. } => Some(*piece), _ => None }).collect();
    let stories = app.paper.stories(&ids).await?;
    let mut paragraphs = vec![(markup::text_out::plain(&shown.intro), None)];
    for block in &shown.blocks {
        match block {
            Block::Heading(text) => paragraphs.push((text.clone(), None)),
            Block::Note(body) => paragraphs.push((markup::text_out::plain(body), None)),
            Block::Story { piece, headline, blurb } => {
                let Some(story) = stories.iter().find(|story| story.id == *piece) else { continue };
                let or = |own: &String, other: &String| if own.is_empty() { other.clone() } else { own.clone() };
                let link = format!("{site}/{}", story.path);
                paragraphs.push((or(headline, &story.headline), Some(link)));
                paragraphs.push((or(blurb, &story.standfirst), None));
            }
        }
    }
    paragraphs.push((say("courier-letter-page"), Some(page.to_owned())));
    paragraphs.push((say("courier-letter-manage"), Some(format!("{site}/letters/manage/{}", Slot::Manage.marker()))));
    paragraphs.push((say("courier-letter-leave"), Some(format!("{site}/letters/leave/{}", Slot::Leave.marker()))));
    paragraphs.retain(|(text, _)| !text.trim().is_empty());
    let (lang, dir) = (&newsletter.locale, newsletter.locale.direction().as_str());
    let mut html = format!("<!DOCTYPE html>\n<html lang=\"{lang}\" dir=\"{dir}\"><head><meta charset=\"utf-8\"><title>{}</title></head><body>\n", escaped(&shown.subject));
    let mut text = String::new();
    for (said, link) in &paragraphs {
        match link {
            Some(link) => {
                html += &format!("<p><a href=\"{link}\">{}</a></p>\n", escaped(said));
                text += &format!("{}\n{link}\n\n", said.trim());
            }
            None => {
                html += &format!("<p>{}</p>\n", escaped(said.trim()).replace("\n\n", "</p>\n<p>").replace('\n', "<br>"));
                text += &format!("{}\n\n", said.trim());
            }
        }
    }
    html += "</body></html>\n";
    Ok(Written { subject: shown.subject, text: text.trim_end().to_owned() + "\n", html })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
