//! Where somebody comes back to from the processor's page.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use serde::Serialize;

use super::Speaking;
use super::contribute::{gated, lead};
use super::saying::{Link, broken, day_number};
use crate::fund::checkout::Begun;
use crate::fund::model::attempt::{Attempt, day};
use crate::fund::model::standing::{Standing, State as Stands};
use crate::post::model::Token;
use crate::reading::Visitor;

#[derive(Debug, Serialize)]
struct Thanks {
    amount: String,
    each: String,
    next: Option<String>,
    /// The giver's own page.
    mine: Option<String>,
    mailed: bool,
    quiet: Option<i64>,
    home: Link,
}

/// Days without asks after a single gift, and after one that comes again.
const QUIET: [i64; 2] = [30, 365];

/// The place of a token in the paths that pages are framed by, so that it stands in none.
pub(super) const THERE: &str = "contribute/thanks/-";

/// Somebody has left the processor's page.
pub async fn back(State(says): State<Speaking>) -> Response {
    says.declined(THERE)
}

pub async fn show(State(says): State<Speaking>, Path(token): Path<String>) -> Response {
    let now = says.fund.clock().now();
    let found = match find(&says, &token).await {
        Ok(Some(found)) => found,
        Ok(None) => return says.declined(THERE),
        Err(trouble) => return broken(&trouble),
    };
    let (token, attempt) = found;
    // Hooks come when they come; whoever waits before this page asks for theirs.
    let standing = match says.fund.look_after(&attempt, now).await {
        Ok(standing) => standing,
        Err(trouble) => return broken(&trouble),
    };
    match standing {
        Some(standing) if standing.state.supports() => thank(&says, &token, &attempt, &standing),
        Some(standing) if standing.state != Stands::Begun => says.declined(THERE),
        _ => {
            let mut note = says.note("fund-waiting");
            note.refresh = Some(5);
            note.links = vec![says.home()];
            says.tell(StatusCode::OK, THERE, &note)
        }
    }
}

fn thank(says: &Speaking, token: &Token, attempt: &Attempt, standing: &Standing) -> Response {
    let (recurs, quiet) = (attempt.gift.interval.recurs(), quiet(says, standing));
    let mine = format!("{}/{}contribute/mine/{}", says.fund.terms().url, says.prefix(), token.text());
    let page = Thanks {
        amount: says.money(standing.amount),
        each: says.each(attempt.gift.interval),
        next: standing.until.filter(|_| recurs).map(|until| says.day(until)),
        mine: recurs.then_some(mine),
        mailed: says.fund.has_written(attempt.id),
        quiet,
        home: says.home_quiet(quiet),
    };
    says.page(StatusCode::OK, "thanks.html", &says.frame("thanks", THERE, &says.say("fund-thanks")), &page)
}

/// Until which day, by [`day_number`], nothing is asked in the browser of somebody whose gift stands so. When it has ended that day has come: asks return.
pub(super) fn quiet(says: &Speaking, standing: &Standing) -> Option<i64> {
    let today = day_number(says.fund.clock().now());
    match standing.state {
        Stands::Ended => Some(today),
        Stands::Ending => standing.until.map(day_number),
        state if state.supports() => Some(today + QUIET[usize::from(standing.interval.recurs())]),
        _ => None,
    }
}

/// Asks the processor once more for the page of the same attempt.
pub async fn again(State(says): State<Speaking>, visitor: Visitor, Path(token): Path<String>) -> Response {
    let now = says.fund.clock().now();
    if says.fund.country_of(visitor.0).is_some_and(|country| says.fund.terms().gate.is_closed_to(country)) {
        return gated(&says, THERE);
    }
    let (token, attempt) = match find(&says, &token).await {
        Ok(Some(found)) => found,
        Ok(None) => return says.declined(THERE),
        Err(trouble) => return broken(&trouble),
    };
    if attempt.is_over(day(now)) || says.fund.guard().is_paused(now).is_some() {
        return says.declined(THERE);
    }
    match says.fund.lead(&attempt, &token, now).await {
        Ok(way) => lead(&says, &Begun { token, attempt, way }, THERE),
        Err(trouble) => broken(&trouble),
    }
}

pub(super) async fn find(says: &Speaking, token: &str) -> anyhow::Result<Option<(Token, Attempt)>> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    Ok(says.fund.attempt(&token).await?.map(|attempt| (token, attempt)))
}
