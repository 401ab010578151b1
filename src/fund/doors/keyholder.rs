//! What a keyholder's machine asks of the fund, signed as everything that it says: see `post/courier`.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{get, post};

use crate::app::App;
use crate::fund::errand::Written;
use crate::post::courier::admission::Refusal;
use crate::post::courier::doors::{Said, heard, read, said};
use crate::post::courier::messages::MOST;
use crate::post::returns;

pub fn routes() -> Router<App> {
    Router::new().route("/courier/due", get(due)).route("/courier/written", post(written))
}

async fn due(State(app): State<App>, request: Request) -> Response {
    let answer = async |app: &App, _: &Bytes| -> Said { said(&app.fund.due(returns::path(&app.settings), app.clock.now()).await?) };
    heard(&app, request, answer).await
}

async fn written(State(app): State<App>, request: Request) -> Response {
    let answer = async |app: &App, body: &Bytes| -> Said {
        match read::<Written>(body).filter(|written| written.keys.len() <= MOST) {
            Some(written) => said(&app.fund.written(written, app.clock.now()).await?),
            None => Ok(Err(Refusal::Unfit("these are no letters, or more than 10,000 of them"))),
        }
    };
    heard(&app, request, answer).await
}
