//! A few words to one reader, in the newspaper's own look: the answer to a form. Never printed, never cached.

use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use kernel::Locale;

use super::{Composer, Site};
use crate::paper::Paper;
use crate::paper::theme::View;
use crate::paper::view::NotePage;

/// What is said, and what can be done next.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// A path as deep as that at which the note is shown, with nothing of the reader's in it.
    pub path: String,
    pub title: String,
    /// Paragraphs.
    pub text: Vec<String>,
    pub form: Option<NoteForm>,
    /// Paths from the root, and what they are called.
    pub links: Vec<(String, String)>,
}

/// A form with one button.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct NoteForm {
    /// Path from the root; empty sends it to where the note is.
    pub action: String,
    pub button: String,
    pub hidden: Vec<(&'static str, String)>,
    /// The label of a field for an address.
    pub address: Option<String>,
    /// What is wrong with the address.
    pub wrong: Option<String>,
}

impl Paper {
    /// The note as a page.
    ///
    /// # Errors
    /// When the database cannot be asked, or the theme's template fails.
    pub async fn note(&self, site: Arc<Site>, locale: Locale, note: Note, now: Timestamp) -> Result<String> {
        let room = self.clone();
        let theme = site.theme.clone();
        let view = self
            .db()
            .read(move |tx| {
                let catalogue = room.catalogue();
                let composer = Composer::new(&site, &catalogue, tx, now);
                let mut frame = composer.frame(&locale, "note", &note.path, &note.title);
                frame.noindex = true;
                Ok(NotePage { frame, title: note.title, text: note.text, form: note.form, links: note.links })
            })
            .await?;
        theme.render_aside(View::Note(Box::new(view))).await
    }
}
