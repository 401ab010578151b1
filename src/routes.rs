//! All routes of the desk in one table, grouped by who comes to the door. Every door names what it asks for; there is none without.
//!
//! (What readers are served is printed; [`crate::press`] has it.)

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{self, MethodRouter};
use http::Method;
use web::origin::Origins;

use crate::app::App;
use crate::desk::doors::frame::frame;
use crate::desk::doors::guard::{Who, guard};
use crate::desk::doors::{
    ask_looks, ask_sheet, asks, editing, entrance, files, form, history, issue_out, issue_sending, issues, letters, list, live, mailbox,
    money, outing, own, people, pictures, recordings, terms, visit,
};
use crate::vault::Power;

/// One line of the table.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub who: Who,
    handler: MethodRouter<App>,
}

/// The desk's own listener.
///
/// # Errors
/// When `desk.url` is no address.
pub fn desk(app: &App) -> anyhow::Result<Router> {
    let origins = Origins::of(&url::Url::parse(&app.settings.desk_url)?);
    let mut router = Router::new();
    for Route { path, who, handler, .. } in table() {
        router = router.route(path, handler.route_layer(from_fn_with_state((app.clone(), who), guard)));
    }
    let router = router.fallback(async || visit::absent()).method_not_allowed_fallback(async || visit::absent());
    Ok(router.layer(from_fn_with_state((app.clone(), origins), frame)).with_state(app.clone()))
}

pub fn table() -> Vec<Route> {
    let (anyone, own_, read, write, publish, letters_, asks_, ledger, people_) = (
        Who::Anyone,
        Who::May(Power::Own),
        Who::May(Power::Read),
        Who::May(Power::Write),
        Who::May(Power::Publish),
        Who::May(Power::Letters),
        Who::May(Power::Asks),
        Who::May(Power::Ledger),
        Who::May(Power::People),
    );
    vec![
        // Strangers.
        get("/assets/{name}", anyone, files::asset),
        get("/sign-in", anyone, entrance::sign_in),
        post("/sign-in/challenge", anyone, entrance::challenge),
        post("/sign-in", anyone, entrance::assertion),
        post("/sign-in/demo", anyone, entrance::demo),
        get("/invitation", anyone, entrance::invitation),
        post("/invitation/challenge", anyone, entrance::joining_challenge),
        post("/invitation", anyone, entrance::joining),
        // Whoever tries out the demo; elsewhere there is no such page.
        get("/mailbox", anyone, mailbox::show),
        get("/mailbox/{letter}", anyone, mailbox::one),
        get("/mailbox/{letter}/page", anyone, mailbox::page),
        get("/mailbox/{letter}/raw", anyone, mailbox::raw),
        // Everybody who is signed in.
        get("/me", own_, own::show),
        get("/pulse", own_, own::pulse),
        post("/me/language", own_, own::speak),
        post("/me/passkeys/challenge", own_, own::challenge),
        post("/me/passkeys", own_, own::add_passkey),
        post("/me/passkeys/{id}/removal", own_, own::remove_passkey),
        post("/me/sessions/{id}/end", own_, own::end_session),
        post("/sign-out", own_, entrance::sign_out),
        // Who reads what is being written.
        get("/", read, list::show),
        get("/pieces/{id}", read, editing::show),
        get("/pieces/{id}/preview", read, editing::preview),
        get("/pieces/{id}/preview/page", read, editing::preview_page),
        get("/pieces/{id}/revisions", read, history::show),
        get("/pieces/{id}/comparison", read, history::compare),
        get("/pieces/{id}/live", read, live::show),
        get("/live/{id}", read, live::one),
        get("/pictures", read, pictures::show),
        get("/pictures/{key}", read, pictures::one),
        get("/media/{year}/{month}/{file}", read, files::picture),
        get("/recordings", read, recordings::show),
        get("/sound/{year}/{month}/{file}", read, recordings::file),
        get("/terms", read, terms::show),
        get("/terms/{kind}/{edition}/{slug}", read, terms::one),
        // Who writes.
        get("/pieces/new", write, editing::blank),
        post("/pieces", write, editing::begin),
        post("/pieces/{id}", write, editing::save),
        post("/pieces/{id}/preview", write, editing::preview_typed),
        post("/pieces/{id}/readiness", write, editing::mark),
        post("/pieces/{id}/revisions/{number}/restoration", write, history::restore),
        post("/pieces/{id}/live/drafts", write, live::keep),
        post("/live/{id}", write, live::save),
        get("/pictures/new", write, pictures::blank),
        upload("/pictures", write, pictures::upload),
        Route {
            method: Method::POST,
            path: "/recordings",
            who: write,
            handler: routing::post(recordings::upload).layer(DefaultBodyLimit::max(recordings::MOST)),
        },
        post("/pictures/{key}", write, pictures::describe),
        // Who decides what readers see.
        get("/pieces/{id}/publication", publish, outing::publication),
        post("/pieces/{id}/publication", publish, outing::publish),
        get("/pieces/{id}/schedule", publish, outing::schedule),
        post("/pieces/{id}/schedule", publish, outing::put_schedule),
        post("/pieces/{id}/schedule/end", publish, outing::end_schedule),
        get("/pieces/{id}/withdrawal", publish, outing::withdrawal),
        post("/pieces/{id}/withdrawal", publish, outing::withdraw),
        post("/pieces/{id}/live/posts", publish, live::post),
        post("/pieces/{id}/live/end", publish, live::end),
        post("/pieces/{id}/live/reopening", publish, live::reopen),
        post("/live/{id}/publication", publish, live::release),
        post("/live/{id}/marks", publish, live::mark),
        post("/live/{id}/withdrawal", publish, live::withdraw),
        post("/live/{id}/return", publish, live::bring_back),
        get("/terms/new", publish, terms::blank),
        post("/terms", publish, terms::make),
        post("/terms/{kind}/{edition}/{slug}", publish, terms::change),
        // Who makes newsletters.
        get("/letters", letters_, letters::show),
        get("/letters/new", letters_, letters::blank),
        post("/letters", letters_, letters::make),
        get("/letters/{id}", letters_, letters::one),
        get("/letters/{id}/about", letters_, letters::edit),
        post("/letters/{id}/about", letters_, letters::change),
        post("/letters/{id}/issues", letters_, letters::begin),
        get("/issues/{id}", letters_, issues::show),
        post("/issues/{id}", letters_, issues::save),
        post("/issues/{id}/end", letters_, issues::end),
        get("/issues/{id}/preview", letters_, issue_out::preview),
        get("/issues/{id}/page", letters_, issue_out::page),
        get("/issues/{id}/letter", letters_, issue_out::letter),
        post("/issues/{id}/test", letters_, issue_out::test),
        get("/issues/{id}/readiness", letters_, issue_out::readiness),
        post("/issues/{id}/readiness", letters_, issue_out::ready),
        get("/issues/{id}/withdrawal", letters_, issue_out::withdrawal),
        post("/issues/{id}/withdrawal", letters_, issue_out::withdraw),
        post("/issues/{id}/pause", letters_, issue_sending::pause),
        post("/issues/{id}/resumption", letters_, issue_sending::resume),
        post("/issues/{id}/release", letters_, issue_sending::release),
        get("/issues/{id}/cancellation", letters_, issue_sending::cancellation),
        post("/issues/{id}/cancellation", letters_, issue_sending::cancel),
        // Who decides what readers are asked.
        get("/asks", asks_, asks::show),
        get("/asks/new", asks_, ask_sheet::blank),
        post("/asks", asks_, ask_sheet::make),
        post("/asks/manners", asks_, asks::manners),
        get("/asks/switch", asks_, asks::switch),
        post("/asks/switch", asks_, asks::turn),
        get("/asks/why", asks_, ask_looks::why),
        get("/asks/{id}", asks_, ask_sheet::edit),
        post("/asks/{id}", asks_, ask_sheet::change),
        get("/asks/{id}/preview", asks_, ask_looks::preview),
        get("/asks/{id}/preview/page", asks_, ask_looks::preview_page),
        post("/asks/{id}/place", asks_, asks::shift),
        get("/asks/{id}/removal", asks_, asks::removal),
        post("/asks/{id}/removal", asks_, asks::remove),
        // Who looks after the money.
        get("/money", ledger, money::show),
        get("/money/ledger.csv", ledger, money::csv),
        get("/money/payouts.csv", ledger, money::payouts),
        // Who looks after people.
        get("/people", people_, people::show),
    ]
}

fn get<H: Handler<T, App>, T: 'static>(path: &'static str, who: Who, handler: H) -> Route {
    Route { method: Method::GET, path, who, handler: routing::get(handler) }
}

fn post<H: Handler<T, App>, T: 'static>(path: &'static str, who: Who, handler: H) -> Route {
    Route { method: Method::POST, path, who, handler: routing::post(handler).layer(DefaultBodyLimit::max(form::MOST)) }
}

/// A form with a file.
fn upload<H: Handler<T, App>, T: 'static>(path: &'static str, who: Who, handler: H) -> Route {
    Route { method: Method::POST, path, who, handler: routing::post(handler).layer(DefaultBodyLimit::max(pictures::MOST)) }
}
