//! What a keyholder's machine asks of the fund, in the house or at a till of its own; signed as everything that it says: see `post/courier`.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{get, post};

use crate::fund::Fund;
use crate::fund::errand::Written;
use crate::post::courier::Couriers;
use crate::post::courier::admission::Refusal;
use crate::post::courier::doors::{Said, heard, read, said};
use crate::post::courier::messages::MOST;

/// The fund, and who may ask it.
#[derive(Clone)]
struct Counter {
    fund: Fund,
    couriers: Couriers,
}

pub fn routes(fund: &Fund, couriers: &Couriers) -> Router {
    let counter = Counter { fund: fund.clone(), couriers: couriers.clone() };
    Router::new().route("/courier/due", get(due)).route("/courier/written", post(written)).with_state(counter)
}

async fn due(State(Counter { fund, couriers }): State<Counter>, request: Request) -> Response {
    let answer = async |_: &Bytes| -> Said { said(&fund.due(fund.clock().now()).await?) };
    heard(&couriers, request, answer).await
}

async fn written(State(Counter { fund, couriers }): State<Counter>, request: Request) -> Response {
    let answer = async |body: &Bytes| -> Said {
        match read::<Written>(body).filter(|written| written.keys.len() <= MOST) {
            Some(written) => said(&fund.written(written, fund.clock().now()).await?),
            None => Ok(Err(Refusal::Unfit("these are no letters, or more than 10,000 of them"))),
        }
    };
    heard(&couriers, request, answer).await
}
