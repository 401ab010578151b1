//! A letter's headers, by which a mailbox knows a newsletter and leaves it (RFC 2369, 2919, 5064, 8058).

use anyhow::{Context, Result};
use jiff::Timestamp;
use kernel::EmailAddress;
use letter::list::ListId;
use letter::{HeaderText, Letter, Link, ListHeaders, Mailbox, Slot, Stencil};

use super::{Written, frame, issues_from, sender};
use crate::app::App;
use crate::paper;
use crate::paper::newsletter::{issue_path, newsletter_path};
use crate::post::courier::messages::{IssueLetter, ListWords};
use crate::post::model::Newsletter;
use crate::post::returns::leave_link;

/// Characters of a name inside of `Feedback-ID`.
const LONGEST_FEEDBACK: usize = 24;

/// The letter of an issue with all that stands at its head. It comes from the house, whose keys sign it; issues themselves may have a sender of their own.
///
/// # Errors
/// When a header cannot be written.
pub fn of_issue<'w>(
    app: &App,
    newsletter: &Newsletter,
    issue: &paper::newsletter::Issue,
    written: &'w Written,
    date: Timestamp,
) -> Result<Letter<'w>> {
    let letter = plain(app, newsletter, written, date)?;
    let from = issues_from(app)?;
    let feedback = feedback_id(newsletter, issue.number, from);
    let letter = Letter { feedback_id: Some(HeaderText::parse(&feedback)?), ..letter };
    let Some(site) = secure(app) else { return Ok(letter) };
    let prefix = app.paper.house().prefix(&newsletter.locale);
    let path = issue_path(&prefix, &newsletter.slug, issue.number);
    Ok(Letter {
        archived_at: Some(Link::https(&format!("{site}/{path}"))?),
        list: Some(list(app, site, &prefix, newsletter, from)?),
        ..letter
    })
}

/// A letter without what only newsletters have.
///
/// # Errors
/// When there is no sender, or a text cannot stand in a header.
pub fn plain<'w>(app: &App, newsletter: &Newsletter, written: &'w Written, date: Timestamp) -> Result<Letter<'w>> {
    let reply_to = Some(newsletter.said.reply_to.trim()).filter(|address| !address.is_empty());
    let reply_to = reply_to.map(EmailAddress::parse).transpose().ok().context("the address for answers is none")?;
    Ok(Letter {
        from: sender(app, newsletter)?,
        reply_to: reply_to
            .map(|address| Mailbox::new(Some(HeaderText::parse(&frame(app, &newsletter.locale).paper)?), address))
            .transpose()?,
        subject: HeaderText::parse(&written.subject)?,
        date,
        language: Some(newsletter.locale.clone()),
        text: &written.text,
        html: Some(&written.html),
        list: None,
        archived_at: None,
        feedback_id: None,
        auto_submitted: None,
    })
}

/// The letter of an issue as couriers get it, compiled and dated `date`: ready to be filled for any number of readers.
///
/// # Errors
/// When a header cannot be written, or the letter has no way to leave in it.
pub fn stencil(letter: &IssueLetter, date: Timestamp) -> Result<Stencil> {
    let name = text(&letter.sender).map(HeaderText::parse).transpose()?;
    let from = Mailbox::new(name.clone(), address(&letter.from).context("the sender's address")?)?;
    let reply_to = text(&letter.reply_to).map(address).transpose().context("the address for answers")?;
    let secure = letter.page.starts_with("https://");
    let stencil = Stencil::compile(&Letter {
        from,
        reply_to: reply_to.map(|address| Mailbox::new(name, address)).transpose()?,
        subject: HeaderText::parse(&letter.subject)?,
        date,
        language: letter.language.parse().ok(),
        text: &letter.text,
        html: Some(&letter.html),
        // What is only reached by plain HTTP, as a demo is, cannot stand in these headers.
        list: if secure { Some(list_of(letter)?) } else { None },
        archived_at: if secure { Some(Link::https(&letter.page)?) } else { None },
        feedback_id: text(&letter.list.feedback_id).map(HeaderText::parse).transpose()?,
        auto_submitted: None,
    })?;
    anyhow::ensure!(stencil.places(Slot::Leave) > 0, "the letter has no link to leave by");
    Ok(stencil)
}

fn list_of(letter: &IssueLetter) -> Result<ListHeaders> {
    let ListWords { id, leave, leave_by_mail, help, archive, owner, .. } = &letter.list;
    Ok(ListHeaders {
        id: ListId::new(Some(HeaderText::parse(&letter.sender)?), id)?,
        leave: Link::https(leave)?,
        leave_by_mail: text(leave_by_mail).map(Link::mailto).transpose()?,
        help: text(help).map(Link::parse).transpose()?,
        archive: text(archive).map(Link::parse).transpose()?,
        owner: text(owner).map(Link::parse).transpose()?,
    })
}

fn text(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn address(text: &str) -> Result<EmailAddress> {
    Ok(EmailAddress::parse(text)?)
}

fn list(app: &App, site: &str, prefix: &str, newsletter: &Newsletter, from: &EmailAddress) -> Result<ListHeaders> {
    let page = format!("{site}/{}", newsletter_path(prefix, &newsletter.slug));
    let id = format!("{}.{}.{}", newsletter.slug, newsletter.locale, from.domain()).to_ascii_lowercase();
    Ok(ListHeaders {
        id: ListId::new(Some(HeaderText::parse(&newsletter.said.title)?), &id)?,
        leave: Link::https(&format!("{site}/letters/leave/{}", Slot::Leave.marker()))?,
        leave_by_mail: leave_link(&app.settings, Slot::Leave.marker()).as_deref().map(Link::mailto).transpose()?,
        help: Some(Link::https(&page)?),
        archive: Some(Link::https(&format!("{page}#all"))?),
        owner: Some(Link::mailto(&format!("mailto:{}", from.as_str()))?),
    })
}

/// A newspaper that is only reached by plain HTTP, as the demo is, has no links that may stand in these headers.
fn secure(app: &App) -> Option<&str> {
    Some(app.settings.url.as_str()).filter(|url| url.starts_with("https://"))
}

/// The same for every reader: large hosts report complaints in sum by it.
pub fn feedback_id(newsletter: &Newsletter, number: i64, from: &EmailAddress) -> String {
    let short = |text: &str| text.chars().take(LONGEST_FEEDBACK).collect::<String>();
    format!("{number}:{}:{}:{}", short(newsletter.slug.as_str()), newsletter.locale, short(from.domain()))
}
