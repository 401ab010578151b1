//! What letters say: `templates/mail/<letter>/` has a subject, a text and a page for each, over one base.
//!
//! - [`issue`]: an issue's letter, in content the same as its page.
//! - [`addressed`]: a letter's headers, by which a mailbox knows a newsletter and leaves it.
//! - [`missive`]: letters that are sent now, to one person.
//! - `styled`: styles where mail programs find them.

pub mod addressed;
pub mod issue;
pub mod missive;
mod styled;
#[cfg(test)]
mod tests;

use anyhow::{Context, Result};
use include_dir::{Dir, include_dir};
use jiff::Timestamp;
use kernel::{EmailAddress, Locale};
use letter::{AutoSubmitted, HeaderText, Letter, Mailbox};
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

pub use missive::{Missive, filled};

use super::model::Newsletter;
use crate::app::App;
use crate::templates;
use crate::words::Words;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/mail");

/// What every letter has around its content.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    pub lang: String,
    pub dir: &'static str,
    /// Name of the newspaper in that language.
    pub paper: String,
    /// Its address, no slash at the end.
    pub site: String,
    /// Families of faces, with those that have the letters of the language first.
    pub serif: &'static str,
    pub sans: &'static str,
    /// Where lines begin, `left` or `right`, for mail programs that know no other way to say it.
    pub start: &'static str,
}

/// A letter as it is written, before it is addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Written {
    /// As a letter that a machine writes to one person.
    ///
    /// # Errors
    /// When the subject cannot stand in a header.
    pub fn automatic(&self, from: Mailbox, locale: &Locale, date: Timestamp) -> Result<Letter<'_>> {
        Ok(Letter {
            from,
            reply_to: None,
            subject: HeaderText::parse(&self.subject)?,
            date,
            language: Some(locale.clone()),
            text: &self.text,
            html: Some(&self.html),
            list: None,
            archived_at: None,
            feedback_id: None,
            auto_submitted: Some(AutoSubmitted::Generated),
        })
    }
}

/// The templates, ready.
pub struct Letters(Environment<'static>);

impl Letters {
    /// # Errors
    /// A template that does not parse, with its name.
    pub fn load(words: &Words) -> Result<Self> {
        let mut environment = templates::environment(words);
        let folders = [&TEMPLATES].into_iter().chain(TEMPLATES.dirs());
        for file in folders.flat_map(Dir::files) {
            let name = file.path().to_string_lossy();
            let text = file.contents_utf8().with_context(|| format!("{name} is not UTF-8"))?;
            environment.add_template_owned(name.to_string(), text).with_context(|| format!("templates/mail/{name}"))?;
        }
        Ok(Self(environment))
    }

    /// Writes the letter in the folder `letter`.
    ///
    /// # Errors
    /// A template that asks for what its context does not have.
    pub fn write(&self, letter: &str, frame: &Frame, page: &impl Serialize) -> Result<Written> {
        let part = |file: &str| -> Result<String> {
            let name = format!("{letter}/{file}");
            let template = self.0.get_template(&name)?;
            template
                .render(context! { frame => Value::from(Serde(frame)), ..Value::from(Serde(page)) })
                .with_context(|| format!("templates/mail/{name}"))
        };
        // A subject is one line, whatever its template's line ends.
        let subject = part("subject.txt")?.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(Written { subject, text: part("body.txt")?.trim().to_owned() + "\n", html: part("body.html")? })
    }
}

/// Who the letters of a newsletter come from that this house sends and signs itself.
///
/// # Errors
/// When the sender's name cannot stand in a header.
pub fn sender(app: &App, newsletter: &Newsletter) -> Result<Mailbox> {
    let name = match newsletter.said.sender.as_str() {
        "" => frame(app, &newsletter.locale).paper,
        own => own.to_owned(),
    };
    let from = app.settings.from.clone().context("there is no sender: set mail.from")?;
    Ok(Mailbox::new(Some(HeaderText::parse(&name)?), from)?)
}

/// The address that issues come from.
///
/// # Errors
/// When there is none.
pub fn issues_from(app: &App) -> Result<&EmailAddress> {
    app.settings.newsletter_from.as_ref().context("letters have no sender yet: set mail.from")
}

/// What stands around a letter in that language.
pub fn frame(app: &App, locale: &Locale) -> Frame {
    let catalogue = app.paper.catalogue();
    let own = catalogue.masthead(locale).map(|words| words.name.clone()).filter(|name| !name.is_empty());
    Frame::new(locale, own.unwrap_or_else(|| app.settings.name.clone()), app.settings.url.clone())
}

impl Frame {
    pub fn new(locale: &Locale, paper: String, site: String) -> Self {
        let dir = locale.direction().as_str();
        let (serif, sans) = match dir {
            "rtl" => ("Vazirmatn,Noto Naskh Arabic,Tahoma,Arial,sans-serif", "Vazirmatn,Tahoma,Arial,sans-serif"),
            _ => ("Charter,Bitstream Charter,Georgia,Times New Roman,serif", "Helvetica Neue,Helvetica,Arial,sans-serif"),
        };
        Self { lang: locale.to_string(), dir, paper, site, serif, sans, start: if dir == "rtl" { "right" } else { "left" } }
    }
}
