//! Whether a courier's request is believed: signed by a key that is paired, for this server, lately, and once.

use std::sync::PoisonError;

use anyhow::Result;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use seal::PublicKey;

use super::wire::{self, Head};
use super::{Courier, Couriers};
use crate::post::arming;
use crate::post::store::couriers;

/// How far a courier's clock may be off, either way.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(5);
/// Requests within the window of which it is remembered that they came.
const SEEN: usize = 100_000;

/// Why a request is not carried out, in words for the keyholder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this is no request of a courier: it is not signed, or not whole")]
    Unsigned,
    #[error("this courier is not known here, or was revoked; pair it with a new code from “indelible courier invite”")]
    Unknown,
    #[error("the signature does not fit the request")]
    Signature,
    #[error("the courier's clock and the server's are {0} minutes apart; set the courier's clock and try again")]
    Clock(i64),
    #[error("the server was started anew after this request was made; try again")]
    BeforeStart,
    #[error("this request came once before; it is not carried out twice")]
    Replayed,
    #[error("too many requests within five minutes; wait a little")]
    Busy,
    #[error("the code is wrong, used or over; have a new one made with “indelible courier invite”")]
    Code,
    #[error("{0}")]
    Unfit(&'static str),
    #[error("a courier with the name {0} is paired; revoke it with “indelible keys devices --revoke {0}”, or choose another with --name")]
    Name(String),
    #[error(
        "the server seals rows to the vault key {0}, which is not in this courier's ring; bring it back with “indelible keys recover --earlier”, or pair with \
         --replace-key to have new rows sealed to this courier's key"
    )]
    OtherKey(String),
    #[error("there is no such thing here")]
    Absent,
    #[error(transparent)]
    Arming(#[from] arming::Refusal),
}

impl Refusal {
    pub fn status(&self) -> StatusCode {
        match self {
            // Not 404: that is answered with the newspaper's own page.
            Self::Unsigned | Self::Unfit(_) | Self::Absent => StatusCode::BAD_REQUEST,
            Self::Unknown | Self::Signature | Self::Clock(_) | Self::Code => StatusCode::UNAUTHORIZED,
            Self::BeforeStart | Self::Replayed | Self::Name(_) | Self::OtherKey(_) | Self::Arming(_) => StatusCode::CONFLICT,
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// A header's text; empty where there is none.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Who asks, if the request is believed.
///
/// # Errors
/// When the database cannot be asked.
pub async fn admit(house: &Couriers, parts: &Parts, body: &[u8]) -> Result<Result<Courier, Refusal>> {
    let of = |name| text(&parts.headers, name);
    let (Ok(public), Ok(at)) = (of(wire::KEY).parse::<PublicKey>(), of(wire::AT).parse::<i64>()) else { return Ok(Err(Refusal::Unsigned)) };
    let (at, nonce, signature) = (kernel::clock::moment(at), of(wire::NONCE), of(wire::SIGNATURE));
    if !wire::is_nonce(nonce) {
        return Ok(Err(Refusal::Unsigned));
    }
    let known = house.post().db().read(move |tx| couriers::by_key(tx, &public)).await?;
    let Some(courier) = known.filter(|courier| courier.revoked_at.is_none()) else { return Ok(Err(Refusal::Unknown)) };
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let head = Head { method: parts.method.as_str(), path, at, nonce };
    if !wire::holds_request(&courier.public, &house.public(), head, body, signature) {
        return Ok(Err(Refusal::Signature));
    }
    Ok(house.believe(at, nonce, house.clock().now()).map(|()| courier))
}

impl Couriers {
    /// Notes a request that is signed. One from before the start is refused, because nobody remembers whether it came.
    fn believe(&self, at: Timestamp, nonce: &str, now: Timestamp) -> Result<(), Refusal> {
        let apart = now.duration_since(at);
        if apart.abs() > WINDOW {
            return Err(Refusal::Clock(apart.abs().as_mins()));
        }
        if at < self.0.began_at {
            return Err(Refusal::BeforeStart);
        }
        let mut seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = now.as_millisecond() - WINDOW.as_millis() as i64;
        if seen.len() >= SEEN {
            seen.retain(|_, at| *at >= oldest);
        }
        if seen.len() >= SEEN {
            return Err(Refusal::Busy);
        }
        match seen.insert(nonce.to_owned(), at.as_millisecond()) {
            None => Ok(()),
            Some(_) => Err(Refusal::Replayed),
        }
    }
}
