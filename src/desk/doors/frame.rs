//! Around every answer of the desk: the origin of what comes, the headers of what goes, and refusals as pages.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};
use serde::Serialize;
use serde_json::json;
use web::Trouble;
use web::headers::{self, Policy};
use web::origin::Origins;
use web::refusal::Unsaid;

use super::form::Kept;
use super::visit::Visit;
use crate::app::App;
use crate::desk::look::Page;
use crate::vault::Signed;

/// What was refused, or that something is broken.
#[derive(Debug, Serialize)]
pub struct RefusalPage {
    pub status: u16,
    /// The refusal in words.
    pub text: String,
    /// Nobody is signed in, and that is what is lacking.
    pub stranger: bool,
    /// What was typed, to be sent again.
    pub kept: Option<Kept>,
}

impl Page for RefusalPage {
    const TEMPLATE: &'static str = "refusal.html";
}

pub async fn frame(State((app, origins)): State<(App, Origins)>, request: Request, next: Next) -> Response {
    let asked = request.headers().clone();
    let mut answer = match origins.check(request.method(), request.uri(), &asked) {
        Ok(()) => next.run(request).await,
        Err(refusal) => Trouble::Refused(refusal).into_response(),
    };
    if let Some(unsaid) = answer.extensions_mut().remove::<Unsaid>() {
        answer = said(&app, &asked, unsaid, answer);
    }
    let policy = answer.extensions().get::<Policy>().copied().unwrap_or(Policy::Page);
    headers::put(answer.headers_mut(), policy, app.settings.desk_url.starts_with("https:"));
    answer
}

/// The refusal as a page, or as a line for a script.
fn said(app: &App, asked: &HeaderMap, Unsaid(refusal): Unsaid, mut answer: Response) -> Response {
    let status = answer.status();
    let visit = Visit::of(app, asked, answer.extensions_mut().remove::<Signed>());
    let (key, args) = refusal.map_or(("refused-broken", Vec::new()), |refusal| (refusal.key, refusal.args));
    let text = visit.say_with(key, &args);
    let is_for_script = asked.get(header::ACCEPT).is_some_and(|accept| accept == "application/json");
    if is_for_script {
        return (status, axum::Json(json!({ "said": text }))).into_response();
    }
    let kept = answer.extensions_mut().remove::<Kept>();
    let page = RefusalPage { status: status.as_u16(), text, stranger: status == http::StatusCode::UNAUTHORIZED, kept };
    visit.show_with(status, &page).unwrap_or_else(|_| status.into_response())
}
