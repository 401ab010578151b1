//! People as values: each has a browser with one cookie, and knows where the token of a form is.

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use indelible::jobs;
use indelible::routes;
use indelible::vault::Role;
use tower::ServiceExt;
use web::Secret;

use crate::harness::House;

/// A house whose desk is open and whose jobs run.
pub struct Newsroom {
    pub house: House,
    desk: Router,
    runner: Runner,
}

/// Somebody with a browser.
pub struct Person<'n> {
    room: &'n Newsroom,
    secret: Option<Secret>,
    pub language: &'static str,
}

pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Newsroom {
    pub async fn open() -> Self {
        Self::of(House::open().await)
    }

    pub fn of(house: House) -> Self {
        let desk = routes::desk(&house.app).expect("a desk");
        let runner = Runner(jobs::spawn(house.app.clone()));
        Self { house, desk, runner }
    }

    /// As after a crash: the jobs end where they are.
    pub async fn restart(self) -> Self {
        Self::of(self.close().reopen().await)
    }

    /// The house without its desk and without anybody who runs its jobs.
    pub fn close(self) -> House {
        let Self { house, desk, runner } = self;
        drop((desk, runner));
        house
    }

    /// Runs what is due, and waits for what the newsroom's own runner has under way.
    pub async fn finish_jobs(&self) {
        jobs::settle(&self.house.app).await.expect("jobs");
    }

    pub fn stranger(&self) -> Person<'_> {
        Person { room: self, secret: None, language: "en" }
    }

    pub async fn editor(&self) -> Person<'_> {
        self.person("Mira Tolland", Role::Editor, 2).await
    }

    pub async fn contributor(&self) -> Person<'_> {
        self.person("Nils Vale", Role::Contributor, 1).await
    }

    pub async fn person(&self, name: &str, role: Role, passkeys: usize) -> Person<'_> {
        let name = name.parse().expect("a name");
        let secret = self.house.app.vault.sign_in_for_test(name, role, passkeys).await.expect("a session");
        Person { room: self, secret: Some(secret), language: "en" }
    }
}

/// The jobs, which end with their newsroom.
struct Runner(tokio::task::JoinHandle<()>);

impl Drop for Runner {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Person<'_> {
    pub fn token(&self) -> String {
        self.secret.as_ref().map_or(String::new(), |secret| secret.token().as_str().to_owned())
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(self.request(Method::GET, path).body(Body::empty()).expect("a request")).await
    }

    /// Sends a form as its page does, with the token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token();
        let all: Vec<(&str, &str)> = fields.iter().copied().chain([("token", token.as_str())]).collect();
        self.post_bare(path, &all).await
    }

    /// Sends a form without adding anything.
    pub async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.request(Method::POST, path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(body.into()).expect("a request")).await
    }

    /// Sends a file with the words around it.
    pub async fn upload(&self, file: &[u8], fields: &[(&str, &str)]) -> Page {
        self.upload_to("/pictures", file, fields).await
    }

    pub async fn upload_to(&self, path: &str, file: &[u8], fields: &[(&str, &str)]) -> Page {
        let mut body = Vec::new();
        let token = self.token();
        for (name, value) in [("token", token.as_str())].iter().chain(fields) {
            body.extend(format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        body.extend(
            b"--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"secret-source.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n",
        );
        body.extend(file);
        body.extend(b"\r\n--edge--\r\n");
        let request = self.request(Method::POST, path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.send(request.body(body.into()).expect("a request")).await
    }

    pub fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost:8081")
            .header(header::ACCEPT_LANGUAGE, self.language);
        request = request.header(header::ORIGIN, "http://localhost:8081");
        if let Some(secret) = &self.secret {
            request = request.header(header::COOKIE, format!("desk={}", secret.reveal()));
        }
        request
    }

    pub async fn send(&self, request: Request<Body>) -> Page {
        let answer = self.room.desk.clone().oneshot(request).await.expect("an answer");
        let (head, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes().to_vec();
        Page { status: head.status, headers: head.headers, bytes }
    }

    /// Begins a piece and gives its address, `/pieces/…`.
    pub async fn begin(&self, fields: &[(&str, &str)]) -> String {
        let page = self.post("/pieces", &piece(fields)).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
        page.to().split('?').next().unwrap_or_default().to_owned()
    }

    /// What a form of a page holds under this name.
    pub async fn held(&self, path: &str, name: &str) -> String {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        page.field(name)
    }

    /// Presses “Publish” as the page shows it.
    pub async fn publish(&self, piece: &str, fields: &[(&str, &str)]) -> Page {
        let path = format!("{piece}/publication");
        let page = self.get(&path).await;
        let (revision, act) = (page.field("revision"), page.field("act"));
        let all: Vec<(&str, &str)> = fields.iter().copied().chain([("revision", revision.as_str()), ("act", act.as_str())]).collect();
        self.post(&path, &all).await
    }
}

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where it leads.
    pub fn to(&self) -> &str {
        self.header("location")
    }

    /// The value of a hidden field.
    pub fn field(&self, name: &str) -> String {
        let text = self.text();
        let start = text.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no field {name} in {text}"));
        text[start..].split('"').nth(3).unwrap_or_default().to_owned()
    }

    #[track_caller]
    pub fn says(&self, words: &str) {
        assert!(self.text().contains(words), "“{words}” is not said ({}): {}", self.status, self.text());
    }
}

/// A piece that has all it needs to go out, with some fields otherwise.
pub fn piece<'f>(fields: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut all = vec![
        ("locale", "en"),
        ("kind", "report"),
        ("headline", "The Harbour Was Sold at Night"),
        ("standfirst", "Nobody saw it go."),
        ("body", "The harbour was sold at night.\n\nNobody saw it go."),
        ("bylines", "Mira Tolland"),
        ("section", "politics"),
        ("tags", "The harbour"),
        ("base", "0"),
    ];
    for (name, value) in fields {
        all.retain(|(n, _)| n != name);
        all.push((name, value));
    }
    all
}
