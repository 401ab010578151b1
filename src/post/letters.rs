//! What letters say: `templates/mail/<letter>/` has a subject, a text and a page for each, over one base.

use anyhow::{Context, Result};
use include_dir::{Dir, include_dir};
use kernel::{Domain, EmailAddress, Locale};
use letter::dkim::Signed;
use letter::{AutoSubmitted, Filling, HeaderText, Letter, Mailbox, MessageId, Stencil};
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

use super::model::{Confirmation, Newsletter};
use crate::app::App;
use crate::templates;
use crate::words::Words;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/mail");

/// A letter that is sent now, to one person.
#[derive(Clone, Debug)]
pub enum Missive {
    /// Asks whether a sign-up was meant.
    Confirmation { newsletter: Newsletter, to: EmailAddress, confirmation: Confirmation },
}

/// What every letter has around its content.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    pub lang: String,
    pub dir: &'static str,
    /// Name of the newspaper in that language.
    pub paper: String,
    /// Its address, no slash at the end.
    pub site: String,
}

/// A letter as it is written, before it is addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// The templates, ready.
pub struct Letters(Environment<'static>);

#[derive(Debug, Serialize)]
struct ConfirmationWords {
    title: String,
    promise: String,
    link: String,
}

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

impl Missive {
    pub fn to(&self) -> &EmailAddress {
        match self {
            Self::Confirmation { to, .. } => to,
        }
    }

    /// The whole letter as it is sent.
    ///
    /// # Errors
    /// When a template or a header cannot be written.
    pub fn compose(&self, app: &App) -> Result<Vec<u8>> {
        let Self::Confirmation { newsletter, to, confirmation } = self;
        let frame = frame(app, &newsletter.locale);
        let page = ConfirmationWords {
            title: newsletter.said.title.clone(),
            promise: newsletter.said.promise.clone(),
            link: format!("{}/letters/confirm/{}", app.settings.url, confirmation.text()),
        };
        let written = app.post.letters().write("confirmation", &frame, &page)?;
        compose(app, newsletter, &written, to)
    }
}

fn compose(app: &App, newsletter: &Newsletter, written: &Written, to: &EmailAddress) -> Result<Vec<u8>> {
    let letter = Letter {
        from: sender(app, newsletter)?,
        reply_to: None,
        subject: HeaderText::parse(&written.subject)?,
        date: app.clock.now(),
        language: Some(newsletter.locale.clone()),
        text: &written.text,
        html: Some(&written.html),
        list: None,
        archived_at: None,
        feedback_id: None,
        auto_submitted: Some(AutoSubmitted::Generated),
    };
    let stencil = Stencil::compile(&letter)?;
    let message_id = MessageId::random(&Domain::parse(letter.from.address().domain())?);
    let mut bytes = Vec::with_capacity(stencil.most_bytes() + 2_048);
    let filling = Filling::new(to, &message_id);
    match app.post.mailer().signer() {
        Some(signer) => Signed::new(stencil, signer.clone()).fill(&filling, &mut bytes)?,
        None => stencil.fill(&filling, &mut bytes)?,
    }
    Ok(bytes)
}

/// Who a newsletter's letters come from.
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

/// What stands around a letter in that language.
pub fn frame(app: &App, locale: &Locale) -> Frame {
    let catalogue = app.paper.catalogue();
    let own = catalogue.masthead(locale).map(|words| words.name.clone()).filter(|name| !name.is_empty());
    Frame {
        lang: locale.to_string(),
        dir: locale.direction().as_str(),
        paper: own.unwrap_or_else(|| app.settings.name.clone()),
        site: app.settings.url.clone(),
    }
}

#[cfg(test)]
mod tests {
    use letter::{Slot, Token};

    use super::*;

    #[test]
    fn every_letter_is_written_in_every_language() {
        let words = Words::load();
        let letters = Letters::load(&words).expect("the templates");
        for lang in ["en", "ru", "fa"] {
            let locale: Locale = lang.parse().expect("a language");
            let (dir, paper, site) = (locale.direction().as_str(), "The Harbour Lamp".into(), "https://lamp.example".into());
            let frame = Frame { lang: lang.into(), dir, paper, site };
            let page = ConfirmationWords {
                title: "The Friday Lamp".into(),
                promise: "Every Friday: the week.".into(),
                link: format!("https://lamp.example/letters/confirm/{}", Slot::Confirm.marker()),
            };
            let written = letters.write("confirmation", &frame, &page).expect("written");
            assert!(written.subject.contains("The Friday Lamp"), "{}", written.subject);
            for part in [&written.text, &written.html] {
                assert!(part.contains(&page.link) && part.contains("The Harbour Lamp"), "{part}");
                assert!(!part.contains("mail-"), "a word is missing in {lang}: {part}");
            }
            assert!(written.html.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\"")));
            assert!(written.html.len() < 20_000 && Token::parse(Slot::Confirm.marker()).is_ok());
        }
    }
}
