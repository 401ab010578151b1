//! Invitations, signing in and out.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Fields, Secret};
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

use super::Answer;
use super::form::{Told, Typed};
use super::guard::cookie;
use super::visit::Visit;
use crate::app::App;
use crate::desk::look::Page;
use crate::vault::{Ceremony, Code, Power, Refusal, Role};

#[derive(Debug, Serialize)]
pub struct SignInPage {}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "sign-in.html";
}

#[derive(Debug, Serialize)]
pub struct InvitationPage {}

impl Page for InvitationPage {
    const TEMPLATE: &'static str = "invitation.html";
}

#[derive(Debug, Deserialize)]
pub struct WithCode {
    code: String,
}

/// A ceremony's second step.
#[derive(Debug, Deserialize)]
pub struct Registered {
    pub ceremony: Ceremony,
    pub credential: RegisterPublicKeyCredential,
}

#[derive(Debug, Deserialize)]
pub struct Asserted {
    ceremony: Ceremony,
    credential: PublicKeyCredential,
}

pub async fn sign_in(visit: Visit) -> Answer {
    if visit.signed.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    visit.show(&SignInPage {})
}

pub async fn invitation(visit: Visit) -> Answer {
    visit.show(&InvitationPage {})
}

pub async fn challenge(State(app): State<App>) -> Answer {
    Ok(Json(app.vault.start_signing_in()??).into_response())
}

pub async fn assertion(State(app): State<App>, Told(told): Told<Asserted>) -> Answer {
    let secret = app.vault.finish_signing_in(&told.ceremony, &told.credential).await??;
    Ok(let_in(&app, &secret, Json(json!({ "to": "/" })).into_response()))
}

pub async fn joining_challenge(State(app): State<App>, Told(told): Told<WithCode>) -> Answer {
    let code: Code = told.code.parse()?;
    Ok(Json(app.vault.start_joining(&code).await??).into_response())
}

pub async fn joining(State(app): State<App>, Told(told): Told<Registered>) -> Answer {
    let secret = app.vault.finish_joining(&told.ceremony, &told.credential).await??;
    Ok(let_in(&app, &secret, Json(json!({ "to": "/me" })).into_response()))
}

/// The roles that the demo lets people try; the first is what it takes them for when they do not say.
const TRIED: [Role; 3] = [Role::Editor, Role::Producer, Role::Treasurer];

/// The demo's own door.
pub async fn demo(State(app): State<App>, fields: Fields) -> Answer {
    if !app.demo {
        return Err(Refusal::NoDemoDoor.into());
    }
    let role = TRIED.into_iter().find(|role| role.as_str() == fields.get("role")).unwrap_or(TRIED[0]);
    let secret = app.vault.sign_in_to_demo(role).await?;
    // Who does not read what is being written begins where their work is.
    let to = if role.may(Power::Read) { "/" } else { "/money" };
    Ok(let_in(&app, &secret, Redirect::to(to).into_response()))
}

pub async fn sign_out(State(app): State<App>, visit: Visit, _: Typed) -> Answer {
    let signed = visit.signed()?;
    app.vault.end_session(signed, signed.session).await??;
    let mut answer = Redirect::to("/sign-in").into_response();
    answer.headers_mut().append(SET_COOKIE, cookie(&app).clear());
    Ok(answer)
}

fn let_in(app: &App, secret: &Secret, mut answer: Response) -> Response {
    answer.headers_mut().append(SET_COOKIE, cookie(app).set(secret));
    answer
}
