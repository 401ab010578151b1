//! Whether a request that changes something comes from our own page.
//!
//! The cookie is `SameSite=Strict` and each form has a token; this is the third lock, and the only one on forms that are filled in before anybody is signed in.

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, Method, Uri};
use url::Url;

use crate::refusal::{Kind, Refusal};

/// The addresses by which we are known.
#[derive(Clone, Debug)]
pub struct Origins {
    host: String,
    loopback: bool,
}

impl Origins {
    /// `url` is the address that people know. Where that is this machine itself, its other names are let in too.
    pub fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        let loopback = is_loopback(&host);
        Self { host, loopback }
    }

    /// # Errors
    /// When the request was sent to another host (a name that was made to lead here: DNS rebinding), or changes something and does not come from a page of ours.
    pub fn check(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let authority = text(HOST).map(str::to_ascii_lowercase).or_else(|| uri.authority().map(|a| a.as_str().to_ascii_lowercase()));
        let authority = authority.unwrap_or_default();
        if !self.knows(without_port(&authority)) {
            return Err(Refusal::new(Kind::Misdirected, "refused-host"));
        }
        if matches!(*method, Method::GET | Method::HEAD) {
            return Ok(());
        }
        let fetched = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
        let ours = text(ORIGIN).and_then(|origin| origin.split_once("://")).is_some_and(|(_, from)| from.eq_ignore_ascii_case(&authority));
        if ours && fetched.is_none_or(|site| site == "same-origin") { Ok(()) } else { Err(Refusal::new(Kind::Forbidden, "refused-origin")) }
    }

    fn knows(&self, host: &str) -> bool {
        host == self.host || (self.loopback && is_loopback(host))
    }
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "[::1]")
        || host.strip_prefix("127.").is_some_and(|rest| rest.split('.').all(|part| part.parse::<u8>().is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(known: &str, method: Method, pairs: &[(&'static str, &'static str)]) -> bool {
        let headers =
            pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), http::HeaderValue::from_static(value))).collect();
        Origins::of(&Url::parse(known).expect("a URL")).check(&method, &Uri::from_static("/"), &headers).is_ok()
    }

    #[test]
    fn only_our_own_pages_change_anything() {
        let post = |pairs| check("https://desk.example", Method::POST, pairs);
        assert!(post(&[("host", "desk.example"), ("origin", "https://desk.example")]));
        assert!(post(&[("host", "desk.example"), ("origin", "https://desk.example"), ("sec-fetch-site", "same-origin")]));
        assert!(!post(&[("host", "desk.example")]), "no origin at all");
        assert!(!post(&[("host", "desk.example"), ("origin", "null")]));
        assert!(!post(&[("host", "desk.example"), ("origin", "https://evil.example")]));
        assert!(!post(&[("host", "desk.example"), ("origin", "https://desk.example"), ("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn a_name_that_was_made_to_lead_here_is_turned_away() {
        assert!(!check("http://localhost:8081", Method::GET, &[("host", "evil.example:8081")]));
        assert!(check("http://localhost:8081", Method::GET, &[("host", "127.0.0.1:8081")]));
        assert!(check("http://localhost:8081", Method::GET, &[("host", "[::1]:9")]));
        assert!(!check("https://desk.example", Method::GET, &[("host", "localhost")]));
        assert!(!check("http://localhost:8081", Method::GET, &[("host", "127.0.0.1.evil.example")]));
    }
}
