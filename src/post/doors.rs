//! What is answered to readers: the answers to forms. Everything else that they see of newsletters is printed.
//!
//! A GET here changes nothing, whoever sends it: programs that look at links in letters do so before their readers.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::{EmailAddress, Locale, Slug};
use web::Fields;

use super::confirmation::Standing;
use super::leaving::Subscription;
use super::model::{Confirmation, Refusal, Token};
use crate::app::App;
use crate::paper::consent::Consent;
use crate::paper::newsletter::{list_path, lost_path, newsletter_path, sign_up_path};
use crate::paper::pages::note::{Note, NoteForm};
use crate::reading::Visitor;

/// Bytes of a form of ours.
const MOST: usize = 8 << 10;

/// Routes of readers that the post answers.
pub fn routes(app: &App) -> Router<App> {
    let mut router = Router::new()
        .route("/letters/confirm/{link}", get(look_at_confirmation).post(confirm))
        .route("/letters/leave/{token}", get(ask_to_leave).post(leave))
        .route("/letters/manage/{token}", get(manage));
    for locale in app.paper.locales() {
        let prefix = app.paper.house().prefix(locale);
        let (one, other, lost) = (locale.clone(), locale.clone(), locale.clone());
        router = router
            .route(
                &format!("/{prefix}newsletters/{{slug}}/sign-up/"),
                post(move |app: State<App>, slug: Path<String>, visitor: Visitor, body: Bytes| {
                    sign_up(app, slug, visitor, body, one.clone())
                }),
            )
            .route(
                &format!("/{prefix}letters/lost/"),
                get(move |app: State<App>| ask_for_link(app, lost.clone()))
                    .post(move |app: State<App>, visitor: Visitor, body: Bytes| order_link(app, visitor, body, other.clone())),
            );
    }
    router.layer(DefaultBodyLimit::max(MOST))
}

async fn sign_up(State(app): State<App>, Path(slug): Path<String>, visitor: Visitor, body: Bytes, locale: Locale) -> Response {
    let Ok(slug) = slug.parse::<Slug>() else { return absent() };
    let said = Saying::new(&app, &locale);
    let newsletter = match app.post.newsletter_at(locale.clone(), slug).await {
        Ok(Some(newsletter)) => newsletter,
        Ok(None) => return absent(),
        Err(trouble) => return broken(&trouble),
    };
    let path = sign_up_path(&said.prefix, &newsletter.slug);
    let (now, fields) = (app.clock.now(), Fields::parse(&body));
    if !app.post.budgets().allows_network(visitor.0, now) {
        return said.tell(StatusCode::TOO_MANY_REQUESTS, said.note(&path, "post-often", &newsletter.said.title)).await;
    }
    let Some(consent) = Consent::parse(fields.get("consent")) else {
        // Another sentence was read than any of ours, or none: here is the one that holds.
        let mut note = said.note(&path, "post-consent", "");
        note.text.push(said.say("letter-consent", ""));
        note.form = Some(said.sign_up_form(Consent::NEWEST, None));
        return said.tell(StatusCode::UNPROCESSABLE_ENTITY, note).await;
    };
    let Ok(address) = EmailAddress::parse(fields.get("address")) else {
        let mut note = said.note(&path, "post-wrong", "");
        note.text.clear();
        note.form = Some(said.sign_up_form(consent, Some(said.say("post-wrong-text", ""))));
        return said.tell(StatusCode::UNPROCESSABLE_ENTITY, note).await;
    };
    // Whoever fills in a field that nobody sees is a program; it is told the same as everybody.
    if fields.get("website").is_empty() {
        match app.post.sign_up(&newsletter, address, consent, now).await {
            Ok(Ok(())) => {}
            Ok(Err(Refusal::NoKey)) => return said.tell(StatusCode::SERVICE_UNAVAILABLE, said.note(&path, "post-no-key", "")).await,
            Ok(Err(_)) => return said.tell(StatusCode::GONE, said.note(&path, "post-closed", "")).await,
            Err(trouble) => return broken(&trouble),
        }
    }
    let mut note = said.note(&path, "post-sent", "");
    note.text.push(said.say("post-sent-again", ""));
    note.links = vec![(newsletter_path(&said.prefix, &newsletter.slug), newsletter.said.title.clone()), said.home()];
    said.tell(StatusCode::OK, note).await
}

async fn look_at_confirmation(State(app): State<App>, Path(link): Path<String>) -> Response {
    let standing = match Confirmation::parse(&link) {
        Some(link) => app.post.look_at_confirmation(link, app.clock.now()).await,
        None => Ok(Standing::Over),
    };
    tell_standing(&app, standing).await
}

async fn confirm(State(app): State<App>, Path(link): Path<String>) -> Response {
    let standing = match Confirmation::parse(&link) {
        Some(link) => app.post.confirm(link, app.clock.now()).await,
        None => Ok(Standing::Over),
    };
    tell_standing(&app, standing).await
}

async fn tell_standing(app: &App, standing: anyhow::Result<Standing>) -> Response {
    let path = "letters/confirm/-";
    match standing {
        Ok(Standing::Waiting(newsletter)) => {
            let said = Saying::new(app, &newsletter.locale);
            let mut note = said.note(path, "post-confirm", &newsletter.said.title);
            note.form = Some(NoteForm { button: said.say("post-confirm-button", ""), ..NoteForm::default() });
            said.tell(StatusCode::OK, note).await
        }
        Ok(Standing::Confirmed(newsletter)) => {
            let said = Saying::new(app, &newsletter.locale);
            let mut note = said.note(path, "post-confirmed", &newsletter.said.title);
            note.links = vec![(newsletter_path(&said.prefix, &newsletter.slug), newsletter.said.title.clone()), said.home()];
            said.tell(StatusCode::OK, note).await
        }
        Ok(Standing::Left(newsletter)) => {
            let said = Saying::new(app, &newsletter.locale);
            said.tell(StatusCode::OK, said.note(path, "post-left", &newsletter.said.title)).await
        }
        Ok(Standing::Over) => {
            let said = Saying::first(app);
            let mut note = said.note(path, "post-over", "");
            note.links = vec![said.newsletters(), said.home()];
            said.tell(StatusCode::NOT_FOUND, note).await
        }
        Err(trouble) => broken(&trouble),
    }
}

async fn ask_to_leave(State(app): State<App>, Path(token): Path<String>) -> Response {
    let path = "letters/leave/-";
    let (said, found) = match find(&app, &token).await {
        Ok(Some(found)) => (Saying::new(&app, &found.newsletter.locale), found),
        Ok(None) => return unknown(&app, path).await,
        Err(trouble) => return broken(&trouble),
    };
    if found.left {
        return said.tell(StatusCode::OK, said.note(path, "post-left", &found.newsletter.said.title)).await;
    }
    let mut note = said.note(path, "post-leave", &found.newsletter.said.title);
    note.form = Some(said.leave_form(""));
    said.tell(StatusCode::OK, note).await
}

/// Leaves: pressed by a reader on the page above, or by their mail program (RFC 8058), which sends neither cookie nor anything else.
async fn leave(State(app): State<App>, Path(token): Path<String>) -> Response {
    let path = "letters/leave/-";
    let left = match Token::parse(&token) {
        Some(token) => app.post.leave(token, app.clock.now()).await,
        None => Ok(None),
    };
    match left {
        Ok(Some(found)) => {
            let said = Saying::new(&app, &found.newsletter.locale);
            let mut note = said.note(path, "post-left", &found.newsletter.said.title);
            note.links = vec![said.home()];
            said.tell(StatusCode::OK, note).await
        }
        Ok(None) => unknown(&app, path).await,
        Err(trouble) => broken(&trouble),
    }
}

async fn manage(State(app): State<App>, Path(token): Path<String>) -> Response {
    let path = "letters/manage/-";
    let found = match find(&app, &token).await {
        Ok(Some(found)) => found,
        Ok(None) => return unknown(&app, path).await,
        Err(trouble) => return broken(&trouble),
    };
    let said = Saying::new(&app, &found.newsletter.locale);
    let title = &found.newsletter.said.title;
    let key = match &found {
        _ if found.left => "post-left",
        _ if found.suppressed => "post-manage-stopped",
        _ => "post-manage-comes",
    };
    let mut note = Note { path: path.into(), title: said.say("post-manage-title", title), ..Note::default() };
    note.text.push(if found.left { said.say("post-left-text", title) } else { said.say(key, title) });
    if !found.left {
        note.text.push(said.say("post-manage-change", title));
        note.form = Some(said.leave_form(&format!("letters/leave/{token}")));
    }
    note.links = vec![said.newsletters(), said.home()];
    said.tell(StatusCode::OK, note).await
}

async fn ask_for_link(State(app): State<App>, locale: Locale) -> Response {
    let said = Saying::new(&app, &locale);
    let mut note = said.note(&said.lost(), "post-lost", "");
    note.form = Some(said.address_form("post-lost-button", None));
    said.tell(StatusCode::OK, note).await
}

async fn order_link(State(app): State<App>, visitor: Visitor, body: Bytes, locale: Locale) -> Response {
    let said = Saying::new(&app, &locale);
    let now = app.clock.now();
    if !app.post.budgets().allows_network(visitor.0, now) {
        return said.tell(StatusCode::TOO_MANY_REQUESTS, said.note(&said.lost(), "post-often", "")).await;
    }
    let Ok(address) = EmailAddress::parse(Fields::parse(&body).get("address")) else {
        let mut note = said.note(&said.lost(), "post-wrong", "");
        note.text.clear();
        note.form = Some(said.address_form("post-lost-button", Some(said.say("post-wrong-text", ""))));
        return said.tell(StatusCode::UNPROCESSABLE_ENTITY, note).await;
    };
    match app.post.order(&address, now).await {
        Ok(Ok(())) => said.tell(StatusCode::OK, said.note(&said.lost(), "post-lost-taken", "")).await,
        Ok(Err(_)) => said.tell(StatusCode::SERVICE_UNAVAILABLE, said.note(&said.lost(), "post-no-key", "")).await,
        Err(trouble) => broken(&trouble),
    }
}

async fn find(app: &App, token: &str) -> anyhow::Result<Option<Subscription>> {
    match Token::parse(token) {
        Some(token) => app.post.subscription(token).await,
        None => Ok(None),
    }
}

async fn unknown(app: &App, path: &str) -> Response {
    let said = Saying::first(app);
    let mut note = said.note(path, "post-unknown", "");
    note.links = vec![(said.lost(), said.say("post-lost-link", "")), said.home()];
    said.tell(StatusCode::NOT_FOUND, note).await
}

/// Says things in one language.
struct Saying<'a> {
    app: &'a App,
    locale: Locale,
    prefix: String,
}

impl<'a> Saying<'a> {
    fn new(app: &'a App, locale: &Locale) -> Self {
        Self { app, locale: locale.clone(), prefix: app.paper.house().prefix(locale) }
    }

    /// In the language of the first edition, where nothing tells the reader's.
    fn first(app: &'a App) -> Self {
        Self::new(app, &app.paper.locales().first().cloned().unwrap_or_else(Locale::english))
    }

    fn say(&self, key: &str, title: &str) -> String {
        self.app.words.say_with(self.locale.language(), key, &[("title", title.into())]).into_owned()
    }

    /// `<key>-title` over `<key>-text`.
    fn note(&self, path: &str, key: &str, title: &str) -> Note {
        let part = |part: &str| self.say(&format!("{key}-{part}"), title);
        Note { path: path.to_owned(), title: part("title"), text: vec![part("text")], ..Note::default() }
    }

    /// `action` is empty on the page that asks.
    fn leave_form(&self, action: &str) -> NoteForm {
        let hidden = vec![("List-Unsubscribe", "One-Click".to_owned())];
        NoteForm { action: action.to_owned(), button: self.say("post-leave-button", ""), hidden, ..NoteForm::default() }
    }

    fn sign_up_form(&self, consent: Consent, wrong: Option<String>) -> NoteForm {
        NoteForm { hidden: vec![("consent", consent.as_str().to_owned())], ..self.address_form("post-sign-up", wrong) }
    }

    fn address_form(&self, button: &str, wrong: Option<String>) -> NoteForm {
        NoteForm { button: self.say(button, ""), address: Some(self.say("post-address", "")), wrong, ..NoteForm::default() }
    }

    fn lost(&self) -> String {
        lost_path(&self.prefix)
    }

    fn home(&self) -> (String, String) {
        (self.prefix.clone(), self.say("post-home", ""))
    }

    fn newsletters(&self) -> (String, String) {
        (list_path(&self.prefix), self.say("post-newsletters", ""))
    }

    async fn tell(&self, status: StatusCode, note: Note) -> Response {
        let page = self.app.paper.note(self.app.press.site().clone(), self.locale.clone(), note, self.app.clock.now()).await;
        match page {
            Ok(html) => {
                let mut answer = (status, html).into_response();
                keep_private(answer.headers_mut(), self.app.press.stand().headers());
                answer
            }
            Err(trouble) => broken(&trouble),
        }
    }
}

/// The newspaper's own headers, and no copy anywhere.
fn keep_private(headers: &mut HeaderMap, page: &HeaderMap) {
    headers.extend(page.clone());
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// What is not there is answered by the stand, with the printed page for it.
fn absent() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

fn broken(trouble: &anyhow::Error) -> Response {
    tracing::error!("the post could not answer: {trouble:#}");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
