//! Who may come in at which door. The table of routes names it for each, and nothing is open by default.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::Method;
use web::{Cookie, Trouble};

use super::form::{Kept, is_form};
use crate::app::App;
use crate::vault::{Power, Refusal};

/// Who may come in at a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Anyone,
    May(Power),
}

/// How the session cookie of this house goes over the wire.
pub fn cookie(app: &App) -> Cookie {
    Cookie { https: app.settings.desk_url.starts_with("https:") }
}

/// Lets a request through to its handler, with [`crate::vault::Signed`] in its extensions and in those of the answer.
pub async fn guard(State((app, who)): State<(App, Who)>, mut request: Request, next: Next) -> Response {
    let secret = cookie(&app).read(request.headers());
    let signed = match &secret {
        Some(secret) => match app.vault.signed(secret).await {
            Ok(signed) => signed,
            Err(broken) => return Trouble::Broken(broken).into_response(),
        },
        None => None,
    };
    if let Who::May(power) = who {
        let Some(signed) = &signed else { return turn_away(request).await };
        if !signed.may(power) {
            let mut answer = Trouble::from(Refusal::MayNot(signed.role)).into_response();
            answer.extensions_mut().insert(signed.clone());
            return answer;
        }
    }
    if let Some(signed) = &signed {
        request.extensions_mut().insert(signed.clone());
    }
    let mut answer = next.run(request).await;
    if let Some(signed) = signed {
        answer.extensions_mut().insert(signed);
    }
    answer
}

/// A stranger is led to the entrance; one whose session ended over a form is given it back.
async fn turn_away(request: Request) -> Response {
    if request.method() == Method::GET {
        return Redirect::to("/sign-in").into_response();
    }
    let kept = if is_form(request.headers()) { Kept::of(request).await } else { None };
    let mut answer = Trouble::from(Refusal::Stranger).into_response();
    if let Some(kept) = kept {
        answer.extensions_mut().insert(kept);
    }
    answer
}
