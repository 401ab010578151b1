//! One request, answered from the stand: no template, no query, no cookie.

use anyhow::Result;
use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH,
    IF_RANGE, LOCATION, RANGE, VARY,
};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use seal::Hash;

use super::stand::{Coding, Stand};
use crate::paper::edition::{MediaType, PageEntry};
use crate::paper::pages::Site;

pub type Answer = Response<Full<Bytes>>;

/// Headers that every answer carries, made once.
#[derive(Clone)]
pub struct Policy {
    page: HeaderMap,
    open: HeaderMap,
    /// What addresses on this host begin with, as in [`Site::base`].
    base: String,
    /// What a page of each known type and coding carries, its ETag excepted.
    ready: Vec<(MediaType, [Ready; 3])>,
}

/// What every page of a type carries in a coding, as a table and as it is written on the line.
#[derive(Clone)]
struct Ready {
    headers: HeaderMap,
    /// The head of a 200 but for ETag, Content-Length and Date.
    whole: Vec<u8>,
    /// The head of a 304 but for ETag and Date.
    unchanged: Vec<u8>,
}

impl Ready {
    fn of(headers: HeaderMap) -> Self {
        let written = |status: &str, left_out: &[HeaderName]| {
            let mut text = format!("HTTP/1.1 {status}\r\n").into_bytes();
            for (name, value) in headers.iter().filter(|(name, _)| **name != ETAG && !left_out.contains(name)) {
                text.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
            }
            text
        };
        Self { whole: written("200 OK", &[]), unchanged: written("304 Not Modified", &UNSAID), headers }
    }
}

/// What a 304 does not repeat.
const UNSAID: [HeaderName; 2] = [CONTENT_TYPE, CONTENT_ENCODING];

impl Policy {
    pub fn of(site: &Site) -> Self {
        let csp = format!(
            "default-src 'none'; style-src 'self' '{}'; script-src '{}'; connect-src 'self'; img-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            site.theme.style_sources().join("' '"),
            site.theme.script_sources()
        );
        let mut page = HeaderMap::new();
        let mut put = |name: &'static str, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                page.insert(HeaderName::from_static(name), value);
            }
        };
        put("content-security-policy", &csp);
        put("referrer-policy", "no-referrer");
        put("x-content-type-options", "nosniff");
        put("cross-origin-opener-policy", "same-origin");
        put("cross-origin-resource-policy", "same-origin");
        put("permissions-policy", "browsing-topics=(), camera=(), geolocation=(), microphone=()");
        if site.url.starts_with("https:") {
            put("strict-transport-security", "max-age=63072000; includeSubDomains");
        }
        // Objects and heads are for mirrors and verifiers anywhere.
        let mut open = page.clone();
        open.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
        open.insert("access-control-allow-origin", HeaderValue::from_static("*"));
        let ready = MediaType::known().map(|media_type| {
            let ready = Coding::ALL.map(|coding| Ready::of(described(page.clone(), &media_type, coding)));
            (media_type, ready)
        });
        Self { ready: ready.collect(), page, open, base: site.base() }
    }

    /// The headers of an object in a coding.
    pub(super) fn headers(&self, entry: &PageEntry, coding: Coding) -> HeaderMap {
        let mut headers = match self.ready(entry, coding) {
            Some(ready) => ready.headers.clone(),
            None => described(self.page.clone(), &entry.media_type, coding),
        };
        if let Ok(etag) = HeaderValue::from_bytes(&etag(entry.hash, coding)) {
            headers.insert(ETAG, etag);
        }
        headers
    }

    fn ready(&self, entry: &PageEntry, coding: Coding) -> Option<&Ready> {
        let (_, ready) = self.ready.iter().find(|(media_type, _)| *media_type == entry.media_type)?;
        Some(&ready[coding as usize])
    }

    /// The headers of a page, for answers that are made elsewhere in the house.
    pub fn page(&self) -> &HeaderMap {
        &self.page
    }
}

/// What the stand has to say to a request.
pub enum Found {
    Answer(Answer),
    /// A page whose body has to be fetched first.
    Page(PageEntry),
    /// `o/<aa>/<hash>`.
    Object(Hash),
    /// Nothing stands at that path.
    Nothing,
}

/// What a plain GET says that matters here.
#[derive(Clone, Copy, Default)]
pub struct Asked<'a> {
    /// Accept-Encoding.
    pub accepts: Option<&'a str>,
    /// If-None-Match.
    pub knows: Option<&'a str>,
    /// Whether sending the page is a reading of it: not for HEAD, and not for the second look of one request.
    pub counts: bool,
}

/// How a plain GET of a page is answered.
pub enum Short {
    /// The head is written but for Date and its end.
    Ready(Bytes),
    /// The body is not in memory.
    Fetch(PageEntry, Coding),
    /// It takes more than a head and a body.
    Elsewhere,
}

/// Answers a plain GET with the head as it is written on the line, into `head`, and the body.
pub fn short(stand: &Stand, path: &str, asked: Asked<'_>, head: &mut Vec<u8>) -> Short {
    let is_short = |entry: &PageEntry| entry.status == 200 && entry.media_type.is_gzipped();
    let counts = |entry: &PageEntry| asked.counts && is_short(entry) && known(asked, entry).is_none();
    let Some(entry) = stand.entry_for_reader(path, counts).filter(is_short) else { return Short::Elsewhere };
    if let Some(coding) = known(asked, &entry) {
        let Some(ready) = stand.policy.ready(&entry, coding) else { return Short::Elsewhere };
        head.extend_from_slice(&ready.unchanged);
        head.extend_from_slice(b"etag: ");
        head.extend_from_slice(&etag(entry.hash, coding));
        head.extend_from_slice(b"\r\n");
        return Short::Ready(Bytes::new());
    }
    let mut coding = choose(asked.accepts, true);
    let mut body = stand.body_at_hand(entry.hash, coding);
    if coding == Coding::Brotli && body.as_ref().is_some_and(Bytes::is_empty) {
        coding = Coding::Gzip;
        body = stand.body_at_hand(entry.hash, coding);
    }
    let Some(body) = body else { return Short::Fetch(entry, coding) };
    let Some(ready) = stand.policy.ready(&entry, coding) else { return Short::Elsewhere };
    head.extend_from_slice(&ready.whole);
    head.extend_from_slice(b"etag: ");
    head.extend_from_slice(&etag(entry.hash, coding));
    head.extend_from_slice(b"\r\ncontent-length: ");
    head.extend_from_slice(body.len().to_string().as_bytes());
    head.extend_from_slice(b"\r\n");
    Short::Ready(body)
}

/// Looks at what is in memory, and answers from it where that is enough. `path` has no leading slash.
pub fn look<B>(stand: &Stand, request: &Request<B>, path: &str) -> Found {
    let counts = |entry: &PageEntry| request.method() == Method::GET && entry.status == 200 && known(asked(request), entry).is_none();
    if let Some(entry) = stand.entry_for_reader(path, counts) {
        if request.method() != Method::GET && request.method() != Method::HEAD {
            if request.method() == Method::POST && stand.takes_posts(path) {
                return Found::Nothing;
            }
            return Found::Answer(refuse_method(stand));
        }
        return match ready(stand, request, &entry) {
            Some(answer) => Found::Answer(answer),
            None => Found::Page(entry),
        };
    }
    if path.starts_with("edition.") || path.starts_with("o/") {
        return apart(stand, request, path);
    }
    if !path.ends_with('/') {
        let folder =
            path.strip_suffix("index.html").filter(|f| f.is_empty() || f.ends_with('/')).map_or_else(|| format!("{path}/"), str::to_owned);
        if stand.entry(&folder).is_some() {
            return Found::Answer(moved(stand, &folder));
        }
    }
    Found::Nothing
}

/// Answers with a page whose body was not at hand.
pub async fn fetch<B>(stand: &Stand, request: &Request<B>, entry: &PageEntry) -> Result<Answer> {
    for _ in 0..3 {
        if let Some(answer) = ready(stand, request, entry) {
            return Ok(answer);
        }
        let gzipped = entry.media_type.is_gzipped();
        let coding = choose(asked(request).accepts, gzipped);
        let body = stand.fetch(entry.hash, coding, gzipped).await?;
        if coding == Coding::Brotli && body.is_empty() {
            stand.fetch(entry.hash, Coding::Gzip, true).await?;
        } else if let Some(answer) = conditional(stand, request, entry).or_else(|| Some(send(stand, request, entry, coding, body))) {
            return Ok(answer);
        }
    }
    anyhow::bail!("the body of a page does not stay in memory")
}

/// The page for whatever is not there, or a plain word when none has been printed yet.
pub async fn nothing<B>(stand: &Stand, request: &Request<B>, path: &str) -> Result<Answer> {
    match stand.absence(path) {
        Some(entry) => fetch(stand, request, &entry).await,
        None => Ok(plain(stand, StatusCode::NOT_FOUND, "There is no page at this address.\n")),
    }
}

/// An object by its hash, for mirrors.
pub async fn object(stand: &Stand, hash: Hash) -> Result<Answer> {
    Ok(match stand.object(hash).await? {
        Some(bytes) => {
            answer(&stand.policy.open, StatusCode::OK, &[(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, FOREVER)], bytes)
        }
        None => plain(stand, StatusCode::NOT_FOUND, "There is no such object.\n"),
    })
}

const FOREVER: &str = "public, max-age=31536000, immutable";
/// A page may change with the next edition; its ETag makes the question cheap.
const ASK: &str = "public, max-age=0, must-revalidate";
const A_DAY: &str = "public, max-age=86400";

/// The whole answer, when the body is in memory.
fn ready<B>(stand: &Stand, request: &Request<B>, entry: &PageEntry) -> Option<Answer> {
    if let Some(answer) = conditional(stand, request, entry) {
        return Some(answer);
    }
    let coding = choose(asked(request).accepts, entry.media_type.is_gzipped());
    let body = stand.body_at_hand(entry.hash, coding)?;
    if coding == Coding::Brotli && body.is_empty() {
        let body = stand.body_at_hand(entry.hash, Coding::Gzip)?;
        return Some(send(stand, request, entry, Coding::Gzip, body));
    }
    Some(send(stand, request, entry, coding, body))
}

/// A redirect, or 304 for what the reader has already (RFC 9110, 13.1.2).
pub(super) fn conditional<B>(stand: &Stand, request: &Request<B>, entry: &PageEntry) -> Option<Answer> {
    if entry.status == 301 {
        return Some(moved(stand, &entry.location));
    }
    let coding = known(asked(request), entry)?;
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::NOT_MODIFIED;
    *answer.headers_mut() = stand.policy.headers(entry, coding);
    for name in &UNSAID {
        answer.headers_mut().remove(name);
    }
    Some(answer)
}

/// The coding in which the reader has the page already.
fn known(asked: Asked<'_>, entry: &PageEntry) -> Option<Coding> {
    let known = asked.knows.filter(|_| entry.status == 200)?;
    let codings: &[Coding] = if entry.media_type.is_gzipped() { &Coding::ALL } else { &[Coding::Identity] };
    let is_known = |coding: &Coding| known == "*" || std::str::from_utf8(&etag(entry.hash, *coding)).is_ok_and(|etag| known.contains(etag));
    codings.iter().copied().find(is_known)
}

fn asked<B>(request: &Request<B>) -> Asked<'_> {
    let text = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    Asked { accepts: text(ACCEPT_ENCODING), knows: text(IF_NONE_MATCH), counts: false }
}

fn send<B>(stand: &Stand, request: &Request<B>, entry: &PageEntry, coding: Coding, body: Bytes) -> Answer {
    let status = StatusCode::from_u16(entry.status).unwrap_or(StatusCode::OK);
    let mut headers = stand.policy.headers(entry, coding);
    let (status, body) = if entry.media_type.is_gzipped() { (status, body) } else { ranged(request.headers(), &mut headers, status, body) };
    let mut answer = Response::new(Full::new(body));
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    answer
}

/// What every object of a type carries in a coding.
fn described(mut headers: HeaderMap, media_type: &MediaType, coding: Coding) -> HeaderMap {
    let (gzipped, text) = (media_type.is_gzipped(), media_type.as_str());
    put(&mut headers, CONTENT_TYPE, text);
    // Its place, so that the ETag comes in without the table growing.
    put(&mut headers, ETAG, "");
    let kept = match text {
        _ if gzipped => ASK,
        "image/png" => A_DAY,
        _ => FOREVER,
    };
    put(&mut headers, CACHE_CONTROL, kept);
    if gzipped {
        put(&mut headers, VARY, "accept-encoding");
        match coding {
            Coding::Brotli => put(&mut headers, CONTENT_ENCODING, "br"),
            Coding::Gzip => put(&mut headers, CONTENT_ENCODING, "gzip"),
            Coding::Identity => {}
        }
    } else {
        put(&mut headers, ACCEPT_RANGES, "bytes");
    }
    headers
}

/// A strong ETag: each coding is another sequence of bytes (RFC 9110, 8.8.3).
fn etag(hash: Hash, coding: Coding) -> [u8; 27] {
    let mut text = [b'"'; 27];
    text[1..25].copy_from_slice(&hash.hex()[..24]);
    text[25] = match coding {
        Coding::Brotli => b'b',
        Coding::Gzip => b'g',
        Coding::Identity => b'i',
    };
    text
}

/// What is asked of a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Whole,
    /// From the first up to, and without, the last.
    Part(u64, u64),
    Impossible,
}

/// One range of bytes (RFC 9110, 14.2); anything else is answered whole. `headers` are the answer's.
pub(super) fn span(request: &HeaderMap, headers: &HeaderMap, whole: u64) -> Span {
    let Some(wanted) = request.get(RANGE).and_then(|range| range.to_str().ok()).and_then(|range| range.strip_prefix("bytes=")) else {
        return Span::Whole;
    };
    if request.get(IF_RANGE).is_some_and(|tag| headers.get(ETAG) != Some(tag)) || wanted.contains(',') {
        return Span::Whole;
    }
    let number = |text: &str| text.parse::<u64>().ok();
    let span = match wanted.split_once('-') {
        Some(("", last)) => number(last).filter(|n| *n > 0).map(|n| (whole.saturating_sub(n), whole)),
        Some((first, "")) => number(first).map(|first| (first, whole)),
        Some((first, last)) => number(first).zip(number(last)).filter(|(f, l)| f <= l).map(|(f, l)| (f, l.saturating_add(1).min(whole))),
        None => None,
    };
    match span {
        Some((first, end)) if first < end => Span::Part(first, end),
        Some(_) => Span::Impossible,
        None => Span::Whole,
    }
}

fn ranged(request: &HeaderMap, headers: &mut HeaderMap, status: StatusCode, body: Bytes) -> (StatusCode, Bytes) {
    let whole = body.len();
    match span(request, headers, whole as u64) {
        Span::Whole => (status, body),
        Span::Part(first, end) => {
            put(headers, CONTENT_RANGE, &format!("bytes {first}-{}/{whole}", end - 1));
            (StatusCode::PARTIAL_CONTENT, body.slice(first as usize..end as usize))
        }
        Span::Impossible => {
            put(headers, CONTENT_RANGE, &format!("bytes */{whole}"));
            (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new())
        }
    }
}

/// The best coding that the reader takes (RFC 9110, 12.5.3): brotli before gzip where both are as welcome.
fn choose(accepted: Option<&str>, gzipped: bool) -> Coding {
    let Some(accepted) = accepted.filter(|_| gzipped) else { return Coding::Identity };
    let weight = |name: &str| {
        let of = |part: &str| -> Option<(bool, f32)> {
            let (coding, rest) = part.split_once(';').unwrap_or((part, ""));
            let coding = coding.trim();
            let q = rest.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            (coding.eq_ignore_ascii_case(name) || coding == "*").then_some((coding != "*", q))
        };
        let named = accepted.split(',').filter_map(of);
        named
            .fold(None, |best: Option<(bool, f32)>, this| if best.is_none_or(|b| this.0 && !b.0) { Some(this) } else { best })
            .map_or(0.0, |(_, q)| q)
    };
    let (brotli, gzip) = (weight("br"), weight("gzip"));
    if brotli > 0.0 && brotli >= gzip {
        Coding::Brotli
    } else if gzip > 0.0 {
        Coding::Gzip
    } else {
        Coding::Identity
    }
}

/// The head of the edition and its signature, and objects by their hash.
fn apart<B>(stand: &Stand, request: &Request<B>, path: &str) -> Found {
    const TEXT: &str = "text/plain; charset=utf-8";
    let whole = |media_type: &str, name: &str, body: Bytes| {
        let known = request.headers().get(IF_NONE_MATCH).and_then(|known| known.to_str().ok());
        let (status, body) =
            if known.is_some_and(|known| known.contains(name)) { (StatusCode::NOT_MODIFIED, Bytes::new()) } else { (StatusCode::OK, body) };
        Found::Answer(answer(&stand.policy.open, status, &[(CONTENT_TYPE, media_type), (ETAG, name), (CACHE_CONTROL, ASK)], body))
    };
    match (path, stand.head()) {
        ("edition.json", Some(head)) => whole("application/json", &format!("\"edition-{}\"", head.number), head.json),
        ("edition.json.minisig", Some(head)) => whole(TEXT, &format!("\"signature-{}\"", head.number), head.signature),
        ("edition.pub", _) => whole(TEXT, "\"edition-key\"", stand.public_key.clone()),
        _ => match path
            .strip_prefix("o/")
            .and_then(|rest| rest.split_once('/'))
            .and_then(|(aa, hex)| Some((aa, hex.parse::<Hash>().ok()?, hex)))
        {
            Some((aa, hash, hex)) if hex.starts_with(aa) && aa.len() == 2 => Found::Object(hash),
            _ => Found::Nothing,
        },
    }
}

/// 301 to a path of this newspaper. Relative to the host, so that it is right under any name.
fn moved(stand: &Stand, location: &str) -> Answer {
    let location = format!("{}{location}", stand.policy.base);
    answer(&stand.policy.page, StatusCode::MOVED_PERMANENTLY, &[(LOCATION, &location), (CACHE_CONTROL, A_DAY)], Bytes::new())
}

fn refuse_method(stand: &Stand) -> Answer {
    let mut refusal = plain(stand, StatusCode::METHOD_NOT_ALLOWED, "This page can only be read.\n");
    put(refusal.headers_mut(), ALLOW, "GET, HEAD");
    refusal
}

/// A few words as plain text.
pub fn plain(stand: &Stand, status: StatusCode, text: &'static str) -> Answer {
    answer(
        &stand.policy.page,
        status,
        &[(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")],
        Bytes::from_static(text.as_bytes()),
    )
}

fn answer(policy: &HeaderMap, status: StatusCode, own: &[(HeaderName, &str)], body: Bytes) -> Answer {
    let mut headers = policy.clone();
    for (name, value) in own {
        put(&mut headers, name.clone(), value);
    }
    let mut answer = Response::new(Full::new(body));
    *answer.status_mut() = status;
    *answer.headers_mut() = headers;
    answer
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(accepted: &str) -> Coding {
        choose(Some(accepted), true)
    }

    #[test]
    fn the_coding_is_what_the_reader_takes_best() {
        assert_eq!(chosen("gzip, deflate, br, zstd"), Coding::Brotli);
        assert_eq!(chosen("gzip"), Coding::Gzip);
        assert_eq!(chosen("br;q=0.5, gzip;q=0.8"), Coding::Gzip);
        assert_eq!(chosen("br;q=0, *"), Coding::Gzip);
        assert_eq!(chosen("identity"), Coding::Identity);
        assert_eq!(chosen("gzip;q=0"), Coding::Identity);
        assert_eq!(choose(None, true), Coding::Identity);
    }

    #[test]
    fn one_range_is_sent_and_an_impossible_one_is_refused() {
        let of = |range: &str| {
            let mut request = HeaderMap::new();
            put(&mut request, RANGE, range);
            let mut headers = HeaderMap::new();
            let (status, body) = ranged(&request, &mut headers, StatusCode::OK, Bytes::from_static(b"0123456789"));
            (status.as_u16(), body)
        };
        assert_eq!(of("bytes=2-4"), (206, Bytes::from_static(b"234")));
        assert_eq!(of("bytes=-3"), (206, Bytes::from_static(b"789")));
        assert_eq!(of("bytes=8-"), (206, Bytes::from_static(b"89")));
        assert_eq!(of("bytes=12-"), (416, Bytes::new()));
        assert_eq!(of("bytes=1-2,4-5").0, 200);
        assert_eq!(of("lines=1-2").0, 200);
    }
}
