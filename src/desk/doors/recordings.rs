//! Recordings: taken in, played, and named in the text that plays them.

use axum::extract::{Multipart, State};
use axum::response::Response;
use http::StatusCode;
use serde::Serialize;

use super::Answer;
use super::pictures::read_upload;
use super::visit::{Path, Visit, When, absent, on};
use crate::app::App;
use crate::desk::look::Page;
use crate::desk::model::who;
use crate::desk::sound::library::{Filed, take_in};
use crate::desk::sound::{self, MOST_BYTES};

/// The most bytes of an upload: a recording, and its title.
pub const MOST: usize = MOST_BYTES + (1 << 20);
/// Recordings on the page.
const SHOWN: i64 = 100;

#[derive(Debug, Serialize)]
pub struct RecordingsPage {
    pub recordings: Vec<Line>,
    pub title: String,
    pub trouble: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Line {
    pub key: String,
    pub title: String,
    pub src: String,
    pub media_type: &'static str,
    /// “12:04”.
    pub length: String,
    pub megabytes: String,
    pub at: When,
    pub by: String,
}

impl Page for RecordingsPage {
    const TEMPLATE: &'static str = "recordings.html";
}

pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    page(&app, &visit, StatusCode::OK, String::new(), None).await
}

pub async fn upload(State(app): State<App>, visit: Visit, multipart: Multipart) -> Answer {
    let (fields, file) = read_upload(&visit, multipart, || sound::Refusal::TooHeavy.into()).await?;
    let title: String = fields.get("title").trim().chars().take(200).collect();
    match take_in(&app, file, title.clone(), &who(visit.signed()?), app.clock.now()).await? {
        Ok(_) => Ok(on("/recordings", "recorded")),
        Err(refusal) => {
            let refusal = web::Refused::refusal(&refusal);
            let trouble = visit.say_with(refusal.key, &refusal.args);
            page(&app, &visit, refusal.kind.status(), title, Some(trouble)).await
        }
    }
}

/// The file, also of a recording that readers do not have yet.
pub async fn file(State(app): State<App>, Path((year, month, name)): Path<(String, String, String)>) -> Answer {
    let key = name.split('.').next().unwrap_or_default().to_owned();
    let filed = app.desk.recording(key).await?.ok_or_else(absent)?;
    if filed.recording.path() != format!("media/{year}/{month}/{name}") {
        return Err(absent());
    }
    let (shelf, object) = (app.shelf.clone(), filed.recording.object);
    let bytes = tokio::task::spawn_blocking(move || shelf.get(object)).await.map_err(anyhow::Error::from)??.ok_or_else(absent)?;
    let answer: Response = super::files::file(filed.recording.format.media_type(), "private, max-age=31536000, immutable", bytes);
    Ok(answer)
}

async fn page(app: &App, visit: &Visit, status: StatusCode, title: String, trouble: Option<String>) -> Answer {
    let recordings = app.desk.recordings(SHOWN).await?.iter().map(|filed| line(visit, filed)).collect();
    visit.show_with(status, &RecordingsPage { recordings, title, trouble })
}

fn line(visit: &Visit, filed: &Filed) -> Line {
    let recording = &filed.recording;
    Line {
        key: recording.key.clone(),
        title: filed.title.clone(),
        src: format!("/sound/{}", recording.path().trim_start_matches("media/")),
        media_type: recording.format.media_type(),
        length: recording.length(),
        megabytes: format!("{}.{}", recording.bytes / 1_000_000, recording.bytes / 100_000 % 10),
        at: visit.when(filed.at),
        by: filed.who.clone(),
    }
}
