//! A piece as readers will see it, before they can.

use anyhow::Result;

use super::check::pictures_of;
use super::{Desk, store};
use crate::app::App;
use crate::paper::model::{Content, Correction, Picture, PieceId, Published, path_of};
use crate::paper::pages::Composer;

/// The page of a piece that may not be published, in the paper's own look.
///
/// # Errors
/// When a database cannot be asked, or a template is broken.
pub async fn preview(app: &App, id: PieceId, content: Content) -> Result<String> {
    let now = app.clock.now();
    let published = app.paper.piece(id).await?;
    let first_published_at = published.as_ref().map_or(now, |piece| piece.first_published_at);
    let updated_at = published.as_ref().map_or(first_published_at, |piece| piece.updated_at);
    let corrections: Vec<Correction> = published.map_or(Vec::new(), |piece| piece.corrections);
    let path = path_of(&app.paper.house().prefix(&content.locale), &content, first_published_at, app.paper.zone());
    let pictures = app.desk.pictures_of(&content).await?;
    let piece = Published { id, content, path, first_published_at, updated_at, corrections };
    let (site, catalogue) = (app.press.site().clone(), app.paper.catalogue());
    let theme = site.theme.clone();
    let view = app
        .paper
        .db()
        .read(move |tx| {
            let mut composer = Composer::new(&site, &catalogue, tx, now);
            pictures.iter().for_each(|picture| composer.lend(picture));
            composer.preview(&piece)
        })
        .await?;
    theme.render_aside(view).await
}

impl Desk {
    /// The pictures that a piece shows, as far as the library has them.
    pub async fn pictures_of(&self, content: &Content) -> Result<Vec<Picture>> {
        let keys = pictures_of(content);
        let find = move |tx: &mut ::store::Tx<'_>| {
            let mut found = Vec::new();
            for key in keys {
                found.extend(store::pictures::find(tx, &key)?.map(|filed| filed.picture));
            }
            Ok(found)
        };
        self.0.db.read(find).await
    }
}
