//! The routes of couriers. They stand on the readers' listener, because a courier comes from anywhere.

use anyhow::Result;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Method, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::admission::{Refusal, admit, text};
use super::messages::{Announced, Armed, Brought, LINES, Listed, MOST, Order, Pairing, Results, Rotation, Status, Which};
use super::{Courier, Couriers, issues, wire};
use crate::app::App;
use crate::post::arming::model::PART;
use crate::post::arming::{self, standing, steering, upload};
use crate::post::model::IssueId;
use crate::reading::Visitor;
use crate::sending::Ledger;

/// Bytes of a request: a thousand rows of an import, or ten thousand results.
const LARGEST: usize = 4 << 20;
/// Bytes of a request to be paired: 32 vault keys and a little.
const LARGEST_PAIRING: usize = 128 << 10;

pub fn routes() -> Router<App> {
    Router::new().route("/courier/{what}", get(speak).post(speak))
}

/// How a courier comes to know the place that it speaks to, and changes what is sealed to there: in the house and at a till of its own.
pub fn pairing(couriers: &Couriers) -> Router {
    let ours = Router::new().route("/courier/key", get(key)).route("/courier/pair", post(pair)).route("/courier/rotation", post(rotate));
    ours.with_state(couriers.clone())
}

/// The key that a courier is about to pin. Pairing proves it.
async fn key(State(couriers): State<Couriers>) -> Response {
    plain(StatusCode::OK, couriers.public().to_string().into_bytes())
}

async fn pair(State(couriers): State<Couriers>, visitor: Visitor, body: Body) -> Response {
    let now = couriers.clock().now();
    if !couriers.post().budgets().allows_network(visitor.0, now) {
        return refused(&Refusal::Busy);
    }
    let asked = to_bytes(body, LARGEST_PAIRING).await.ok().and_then(|body| serde_json::from_slice::<Pairing>(&body).ok());
    let Some(asked) = asked else { return refused(&Refusal::Unfit("this is no request to be paired")) };
    let (courier, proof) = (asked.courier.clone(), asked.proof.clone());
    match couriers.post().pair(&couriers, asked, now).await {
        Ok(Ok(paired)) => match serde_json::to_vec(&paired) {
            Ok(body) => signed(&couriers, &courier, &proof, StatusCode::OK, body),
            Err(trouble) => broken(&trouble.into()),
        },
        Ok(Err(refusal)) => refused(&refusal),
        Err(trouble) => broken(&trouble),
    }
}

async fn rotate(State(couriers): State<Couriers>, request: Request) -> Response {
    let answer = async |body: &Bytes| match read::<Rotation>(body) {
        Some(Rotation { vault }) => answered(couriers.post().rotate_key(vault, couriers.clock().now()).await?),
        None => Ok(Err(Refusal::Unfit("this names no vault key"))),
    };
    heard(&couriers, request, answer).await
}

/// Everything else that a paired courier says to the post.
async fn speak(State(app): State<App>, request: Request) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let query = request.uri().query().unwrap_or_default().to_owned();
    let answer = async |courier: &Courier, body: &Bytes| match armed(&app, courier, &method, &path, &query, body).await {
        Some(said) => said,
        None => act(&app, &method, &path, &query, body).await,
    };
    listen(&app.couriers, request, answer).await
}

/// What a paired courier says to another room.
pub async fn heard(couriers: &Couriers, request: Request, answer: impl AsyncFnOnce(&Bytes) -> Said) -> Response {
    listen(couriers, request, async |_: &Courier, body: &Bytes| answer(body).await).await
}

/// Whoever speaks is believed first; the answer is signed, whatever it is.
async fn listen(couriers: &Couriers, request: Request, answer: impl AsyncFnOnce(&Courier, &Bytes) -> Said) -> Response {
    let (parts, body) = request.into_parts();
    let (key, nonce) = (text(&parts.headers, wire::KEY).to_owned(), text(&parts.headers, wire::NONCE).to_owned());
    let outcome = match to_bytes(body, LARGEST).await {
        Err(_) => Ok(Err(Refusal::Unfit("the request is too large, or did not come whole"))),
        Ok(body) => match admit(couriers, &parts, &body).await {
            Ok(Ok(courier)) => answer(&courier, &body).await,
            Ok(Err(refusal)) => Ok(Err(refusal)),
            Err(trouble) => Err(trouble),
        },
    };
    let (status, body) = match outcome {
        Ok(Ok(body)) => (StatusCode::OK, body),
        Ok(Err(refusal)) => (refusal.status(), refusal.to_string().into_bytes()),
        Err(trouble) => {
            tracing::error!("a courier could not be answered: {trouble:#}");
            (StatusCode::INTERNAL_SERVER_ERROR, b"the server could not do it; its log says why".to_vec())
        }
    };
    signed(couriers, &key, &nonce, status, body)
}

fn signed(couriers: &Couriers, courier: &str, nonce: &str, status: StatusCode, body: Vec<u8>) -> Response {
    let signature = wire::sign_answer(&couriers.0.key, courier, nonce, status.as_u16(), &body);
    let mut answer = plain(status, body);
    if let Ok(signature) = HeaderValue::from_str(&signature) {
        answer.headers_mut().insert(wire::SIGNATURE, signature);
    }
    answer
}

/// What is answered: bytes, a refusal, or that the house is broken.
pub type Said = Result<Result<Vec<u8>, Refusal>>;

async fn act(app: &App, method: &Method, path: &str, query: &str, body: &Bytes) -> Said {
    let now = app.clock.now();
    match (method, path.strip_prefix("/courier/").unwrap_or_default()) {
        (&Method::GET, "status") => said(&status(app).await?),
        (&Method::GET, "entries") => {
            let after = query.strip_prefix("after=").and_then(|after| after.parse::<u32>().ok());
            let Some(after) = after else { return Ok(Err(Refusal::Unfit("which entries: ?after=NUMBER"))) };
            Ok(Ok(app.post.page_after(after.into()).await?.to_bytes()))
        }
        (&Method::GET, "issues") => said(&issues::readied(app).await?),
        (&Method::GET, "orders") => {
            let order = |(id, sealed): (_, Vec<u8>)| Order { id, sealed: STANDARD.encode(sealed) };
            said(&app.post.orders().await?.into_iter().map(order).collect::<Vec<_>>())
        }
        (&Method::POST, "results") => match read::<Results>(body).filter(|results| results.len() <= MOST) {
            Some(results) => {
                let noted = app.post.note_results(results, now).await?;
                standing::refresh(app).await?;
                answered(noted)
            }
            None => Ok(Err(Refusal::Unfit("these are no results, or more than 10,000 of them"))),
        },
        (&Method::POST, "rows") => match read::<Vec<Brought>>(body).filter(|rows| rows.len() <= MOST) {
            Some(rows) => answered(app.post.bring(rows, now).await?),
            None => Ok(Err(Refusal::Unfit("these are no rows, or more than 10,000 of them"))),
        },
        _ => Ok(Err(Refusal::Absent)),
    }
}

/// What has to do with armed issues, and with who sends what; `None` for everything else.
async fn armed(app: &App, courier: &Courier, method: &Method, path: &str, query: &str, body: &Bytes) -> Option<Said> {
    let what = (method, path.strip_prefix("/courier/").unwrap_or_default());
    Some(match what {
        (&Method::GET, "armed") => standing::all(app).await.and_then(|all| said(&all)),
        (&Method::GET, "deliveries") => match of_query(query) {
            Some((issue, from)) => {
                let lines = Ledger::lines(app.post.db(), crate::sending::IssueId(issue.0), from, LINES).await;
                lines.and_then(|lines| said(&lines))
            }
            None => Ok(Err(Refusal::Unfit("which deliveries: ?issue=ID&from=PLACE"))),
        },
        (&Method::GET, "begun") => match of_query(query) {
            Some((issue, _)) => steering::begun(app, issue).await.and_then(|begun| said(&begun)),
            None => Ok(Err(Refusal::Unfit("which issue: ?issue=ID&from=0"))),
        },
        (&Method::POST, "arming") => match read::<Announced>(body) {
            Some(announced) => steered(upload::announce(app, courier, announced).await),
            None => Ok(Err(Refusal::Unfit("this announces no capsule"))),
        },
        (&Method::POST, "part") => match of_query(query).filter(|_| (1..=PART).contains(&body.len())) {
            Some((issue, from)) => steered(upload::take(app, courier, issue, from, body.clone()).await),
            None => Ok(Err(Refusal::Unfit("which part: ?issue=ID&from=BYTE, and at most a mebibyte of it"))),
        },
        (&Method::POST, "armed") => match read::<Armed>(body) {
            Some(armed) => steered(upload::arm(app, courier, armed).await),
            None => Ok(Err(Refusal::Unfit("this arms nothing"))),
        },
        (&Method::POST, "disarming") => match read::<Which>(body) {
            Some(Which { issue }) => steered(steering::disarm(app, issue).await),
            None => Ok(Err(Refusal::Unfit("which issue"))),
        },
        (&Method::POST, "handover") => match read::<Which>(body) {
            Some(Which { issue }) => steered(steering::hand_over(app, courier, issue).await),
            None => Ok(Err(Refusal::Unfit("which issue"))),
        },
        _ => return None,
    })
}

/// `issue=ID&from=NUMBER`.
fn of_query(query: &str) -> Option<(IssueId, u64)> {
    let (issue, from) = query.split_once('&')?;
    Some((issue.strip_prefix("issue=")?.parse().ok()?, from.strip_prefix("from=")?.parse().ok()?))
}

fn steered(what: Result<Result<impl Serialize, arming::Refusal>>) -> Said {
    answered(what?.map_err(Refusal::from))
}

async fn status(app: &App) -> Result<Status> {
    let mut newsletters = Vec::new();
    for newsletter in app.post.newsletters().await? {
        let counts = app.post.count(newsletter.id).await?;
        newsletters.push(Listed {
            id: newsletter.id,
            locale: newsletter.locale.to_string(),
            slug: newsletter.slug.to_string(),
            open: newsletter.is_open(),
            title: newsletter.said.title,
            confirmed: counts.confirmed,
            waiting: counts.waiting,
            left: counts.left,
            suppressed: counts.suppressed,
            returns: app.post.returns(newsletter.id, app.clock.now()).await?,
        });
    }
    Ok(Status {
        newspaper: app.settings.name.clone(),
        at: app.clock.now(),
        chain: app.post.chain().await?,
        key: app.post.key().map(|key| key.to_string()),
        newsletters,
        orders: app.post.count_orders().await?,
        from: app.settings.newsletter_from.as_ref().map(|from| from.as_str().to_owned()).unwrap_or_default(),
        returns: app.settings.bounce.domain.as_ref().map(|domain| domain.as_str().to_owned()).unwrap_or_default(),
        reads: app.settings.bounce.read_at().is_some(),
    })
}

pub fn read<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_json::from_slice(body).ok()
}

/// # Errors
/// When it is no JSON.
pub fn said(what: &impl Serialize) -> Said {
    Ok(Ok(serde_json::to_vec(what)?))
}

fn answered(what: Result<impl Serialize, Refusal>) -> Said {
    match what {
        Ok(what) => said(&what),
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn refused(refusal: &Refusal) -> Response {
    plain(refusal.status(), refusal.to_string().into_bytes())
}

fn broken(trouble: &anyhow::Error) -> Response {
    tracing::error!("a courier could not be answered: {trouble:#}");
    plain(StatusCode::INTERNAL_SERVER_ERROR, b"the server could not do it; its log says why".to_vec())
}

/// Bytes that no browser shows as a page, and that nobody keeps.
fn plain(status: StatusCode, body: Vec<u8>) -> Response {
    let mut answer = (status, body).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}
