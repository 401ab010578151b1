//! Assets and pictures as files.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use web::headers::Policy;

use super::Answer;
use super::visit::{Path, absent};
use crate::app::App;
use crate::desk::look::ASSETS;

/// A file of the desk's own; its address changes with it.
pub async fn asset(Path(name): Path<String>) -> Answer {
    let asset = ASSETS.get(&name).ok_or_else(absent)?;
    Ok(file(asset.media_type, "public, max-age=31536000, immutable", asset.bytes.to_vec()))
}

/// A picture's file, also of one that readers do not have yet.
pub async fn picture(State(app): State<App>, Path((year, month, name)): Path<(String, String, String)>) -> Answer {
    let path = format!("media/{year}/{month}/{name}");
    let key = name.rsplit_once('-').map_or("", |(key, _)| key).to_owned();
    let picture = match app.desk.picture(key.clone()).await? {
        Some(filed) => Some(filed.picture),
        None => app.paper.picture(key).await?,
    };
    let picture = picture.ok_or_else(absent)?;
    let rendition = picture.renditions.iter().find(|rendition| picture.path_of(rendition) == path).ok_or_else(absent)?;
    let (shelf, object) = (app.shelf.clone(), rendition.object);
    let bytes = tokio::task::spawn_blocking(move || shelf.get(object)).await.map_err(anyhow::Error::from)??.ok_or_else(absent)?;
    Ok(file(rendition.format.media_type(), "private, max-age=31536000, immutable", bytes))
}

pub(super) fn file(media_type: &'static str, kept: &'static str, bytes: Vec<u8>) -> Response {
    let mut answer = bytes.into_response();
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    answer.extensions_mut().insert(Policy::File);
    answer
}
