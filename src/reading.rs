//! The few reader's pages that are not printed: search on the server, and the answers to forms.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};

use axum::Router;
use axum::extract::{FromRequestParts, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use kernel::Locale;
use serde::Deserialize;

use crate::app::App;
use crate::paper::pages::Asked;
use crate::paper::search::Question;

/// Stories on a page of answers.
pub const PAGE: usize = 20;
/// Pages of answers that can be leafed through.
const PAGES: usize = 50;
/// Characters of a query.
const LONGEST: usize = 200;

/// Routes of readers that no printed page stands at.
pub fn routes(app: App) -> Router {
    let mut router = Router::new();
    for locale in app.paper.locales() {
        let path = format!("/{}search/", app.paper.house().prefix(locale));
        let locale = locale.clone();
        router = router.route(&path, get(move |app: State<App>, form: Query<Form>| search(app, form, locale.clone())));
    }
    let (fund, couriers) = (app.fund.clone(), app.couriers.clone());
    router
        .merge(crate::post::doors::routes(&app))
        .merge(crate::post::courier::doors::routes())
        .with_state(app)
        .merge(crate::post::courier::doors::pairing(&couriers))
        .merge(crate::fund::doors::keyholder::routes(&fund, &couriers))
        .merge(crate::fund::doors::routes(&fund))
}

/// Who asks, as far as it is known: never kept, never logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor(pub IpAddr);

impl Visitor {
    /// Who stands behind `peer`: the last that a proxy of ours has written down, since everything before it may be made up.
    pub fn behind(self, proxies: &[IpAddr], headers: &HeaderMap) -> Self {
        if !proxies.contains(&self.0.to_canonical()) {
            return self;
        }
        let told = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
        let last = told.and_then(|told| told.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
        last.map_or(self, Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    /// Whom the readers' door took the connection from; nobody in particular where there is none, as in tests.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().copied().unwrap_or(Self(IpAddr::V6(Ipv6Addr::UNSPECIFIED))))
    }
}

/// The form as it comes; what cannot be understood counts as left empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Form {
    q: String,
    section: String,
    author: String,
    from: String,
    to: String,
    page: String,
}

async fn search(State(app): State<App>, Query(form): Query<Form>, locale: Locale) -> Response {
    let page = form.page.parse::<usize>().unwrap_or(1).clamp(1, PAGES);
    let asked = Asked {
        words: form.q.chars().take(LONGEST).collect(),
        section: slug(&form.section),
        author: slug(&form.author),
        from: form.from.parse().ok(),
        to: form.to.parse().ok(),
        page,
    };
    match app.paper.answer_search(app.press.site().clone(), locale, asked, app.clock.now()).await {
        Ok(html) => {
            let mut answer = (StatusCode::OK, html).into_response();
            let headers = answer.headers_mut();
            headers.extend(app.press.stand().headers().clone());
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            // What somebody looked for is nobody else's business, a cache's neither.
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            answer
        }
        Err(trouble) => {
            tracing::error!("the search could not be answered: {trouble:#}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn slug(text: &str) -> String {
    text.parse::<kernel::Slug>().map(String::from).unwrap_or_default()
}

/// From the form to the index: whole days of the newspaper's own zone.
pub fn question(asked: &Asked, zone: &jiff::tz::TimeZone) -> Question {
    let start = |day: Date| day.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp());
    let after = |day: Date| day.checked_add(Span::new().days(1)).ok().and_then(start);
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let until: Option<Timestamp> = asked.to.and_then(after);
    Question {
        words: asked.words.clone(),
        section: some(&asked.section),
        author: some(&asked.author),
        from: asked.from.and_then(start),
        until,
        skip: (asked.page - 1) * PAGE,
        most: PAGE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forwarded_address_counts_only_from_a_proxy_of_ours_and_only_the_last() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("203.0.113.9, 198.51.100.7"));
        let proxies = [ip("192.0.2.1")];
        assert_eq!(Visitor(ip("192.0.2.1")).behind(&proxies, &headers), Visitor(ip("198.51.100.7")));
        assert_eq!(Visitor(ip("::ffff:192.0.2.1")).behind(&proxies, &headers), Visitor(ip("198.51.100.7")));
        assert_eq!(Visitor(ip("192.0.2.2")).behind(&proxies, &headers), Visitor(ip("192.0.2.2")));
        headers.insert("x-forwarded-for", HeaderValue::from_static("nonsense"));
        assert_eq!(Visitor(ip("192.0.2.1")).behind(&proxies, &headers), Visitor(ip("192.0.2.1")));
    }
}
