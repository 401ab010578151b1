//! One's own passkeys, sessions and language.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::Answer;
use super::entrance::Registered;
use super::form::{Told, Typed};
use super::visit::{Path, Visit, When, on};
use crate::app::App;
use crate::desk::look::Page;
use crate::vault::{PasskeyId, SessionId};

#[derive(Debug, Serialize)]
pub struct OwnPage {
    pub passkeys: Vec<Passkey>,
    pub sessions: Vec<Session>,
    pub languages: Vec<Language>,
    /// One more passkey is needed before the role takes effect.
    pub lacking: bool,
}

#[derive(Debug, Serialize)]
pub struct Passkey {
    pub id: String,
    pub added: When,
    pub used: Option<When>,
    /// It is the only one, and cannot be removed.
    pub last: bool,
}

#[derive(Debug, Serialize)]
pub struct Session {
    pub id: String,
    pub began: When,
    pub seen: When,
    pub this: bool,
}

#[derive(Debug, Serialize)]
pub struct Language {
    pub tag: String,
    /// In itself.
    pub name: String,
    pub chosen: bool,
}

impl Page for OwnPage {
    const TEMPLATE: &'static str = "own.html";
}

pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let signed = visit.signed()?.clone();
    let passkeys = app.vault.passkeys(signed.id).await?;
    let last = passkeys.len() < 2;
    let passkey = |(id, added, used): (PasskeyId, _, Option<_>)| Passkey {
        id: id.to_string(),
        added: visit.when(added),
        used: used.map(|at| visit.when(at)),
        last,
    };
    let sessions = app.vault.sessions(signed.id).await?.into_iter().map(|session| Session {
        id: session.id.to_string(),
        began: visit.when(session.began_at),
        seen: visit.when(session.seen_at),
        this: session.id == signed.session,
    });
    let mut languages: Vec<Language> = app
        .words
        .languages()
        .map(|tag| Language {
            tag: tag.to_owned(),
            name: app.words.say(tag, "language-name").into_owned(),
            chosen: tag == visit.lang.language(),
        })
        .collect();
    languages.sort_by(|a, b| a.tag.cmp(&b.tag));
    let page = OwnPage {
        passkeys: passkeys.into_iter().map(passkey).collect(),
        sessions: sessions.collect(),
        languages,
        lacking: !signed.has_enough(),
    };
    visit.show(&page)
}

pub async fn challenge(State(app): State<App>, visit: Visit, Told(_): Told<serde_json::Value>) -> Answer {
    Ok(Json(app.vault.start_adding(visit.signed()?).await??).into_response())
}

pub async fn add_passkey(State(app): State<App>, visit: Visit, Told(told): Told<Registered>) -> Answer {
    app.vault.finish_adding(visit.signed()?, &told.ceremony, &told.credential).await??;
    Ok(Json(json!({ "to": "/me?said=passkey-added" })).into_response())
}

pub async fn remove_passkey(State(app): State<App>, visit: Visit, Path(id): Path<PasskeyId>, _: Typed) -> Answer {
    app.vault.remove_passkey(visit.signed()?, id).await??;
    Ok(Redirect::to("/me").into_response())
}

pub async fn end_session(State(app): State<App>, visit: Visit, Path(id): Path<SessionId>, _: Typed) -> Answer {
    app.vault.end_session(visit.signed()?, id).await??;
    Ok(on("/me", "session-ended"))
}

pub async fn speak(State(app): State<App>, visit: Visit, Typed(fields): Typed) -> Answer {
    let language = fields.get("language").to_owned();
    if app.words.languages().any(|known| known == language) {
        app.vault.speak(visit.signed()?.id, language).await?;
    }
    Ok(Redirect::to("/me").into_response())
}

/// Keeps a session alive while somebody is typing.
pub async fn pulse() -> StatusCode {
    StatusCode::NO_CONTENT
}
