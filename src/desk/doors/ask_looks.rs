//! How an ask looks, and why it stands on a page or does not.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use kernel::Locale;
use serde::{Deserialize, Serialize};
use web::headers::Policy;

use super::Answer;
use super::asks::{Row, row};
use super::editing::Choice;
use super::visit::{Path, Visit, absent};
use crate::app::App;
use crate::desk::look::Page;
use crate::paper::asks::model::{Ask, AskId, Asks, Place, Sort, Why};
use crate::paper::pages::Composer;

/// Pieces that are offered to be looked at.
const OFFERED: i64 = 12;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    edition: String,
    at: String,
}

#[derive(Debug, Serialize)]
pub struct AskPreview {
    pub ask: Row,
    pub edition: String,
    pub editions: Vec<Choice>,
}

#[derive(Debug, Serialize)]
pub struct WhyPage {
    /// What was asked for.
    pub at: String,
    pub offered: Vec<Choice>,
    pub looked: Option<LookedView>,
}

#[derive(Debug, Serialize)]
pub struct LookedView {
    /// Where readers find the page.
    pub address: String,
    pub headline: String,
    /// `front`, `list`, `piece` or `quiet`.
    pub sort: &'static str,
    pub lang: String,
    pub dir: &'static str,
    pub filed: Vec<String>,
    pub places: Vec<Verdicts>,
}

#[derive(Debug, Serialize)]
pub struct Verdicts {
    pub place: &'static str,
    pub asks: Vec<VerdictView>,
}

#[derive(Debug, Serialize)]
pub struct VerdictView {
    pub ask: Row,
    pub stands: bool,
    pub why: String,
}

impl Page for AskPreview {
    const TEMPLATE: &'static str = "ask-preview.html";
}

impl Page for WhyPage {
    const TEMPLATE: &'static str = "ask-why.html";
}

pub async fn preview(State(app): State<App>, visit: Visit, Path(id): Path<AskId>, Query(asked): Query<Asked>) -> Answer {
    let ask = app.paper.ask(id).await?.ok_or_else(absent)?;
    let edition = edition(&ask, &visit, &asked).ok_or_else(absent)?;
    let title = |locale: &Locale| app.words.say(locale.language(), "language-name").into_owned();
    let editions = ask.words.keys().map(|locale| Choice { value: locale.to_string(), title: title(locale) }).collect();
    visit.show(&AskPreview { ask: row(&app, &visit, &ask), edition: edition.to_string(), editions })
}

/// The page in the frames: a real one of the paper, with this ask and no other.
pub async fn preview_page(State(app): State<App>, visit: Visit, Path(id): Path<AskId>, Query(asked): Query<Asked>) -> Answer {
    let ask = app.paper.ask(id).await?.ok_or_else(absent)?;
    let edition = edition(&ask, &visit, &asked).ok_or_else(absent)?;
    let (site, catalogue, now) = (app.press.site().clone(), app.paper.catalogue(), app.clock.now());
    let theme = site.theme.clone();
    let view = app.paper.db().read(move |tx| Composer::new(&site, &catalogue, tx, now).preview_ask(&ask, &edition)).await?;
    let view = view.ok_or_else(absent)?;
    let html = theme.render_aside(view).await?;
    let mut answer: Response = Html(html).into_response();
    answer.extensions_mut().insert(Policy::Framed);
    Ok(answer)
}

/// The edition that was asked for, else that of the visit, else the first that the ask has words in.
fn edition(ask: &Ask, visit: &Visit, asked: &Asked) -> Option<Locale> {
    let wanted = [asked.edition.parse::<Locale>().ok(), Some(visit.lang.clone())].into_iter().flatten();
    wanted.into_iter().find(|locale| ask.words.contains_key(locale)).or_else(|| ask.words.keys().next().cloned())
}

pub async fn why(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let at = asked.at.trim();
    let offered = app.paper.newest_pieces(OFFERED).await?;
    let offered = offered.into_iter().map(|piece| Choice { value: format!("/{}", piece.path), title: piece.headline }).collect();
    let looked = if at.is_empty() { None } else { Some(looked(&app, &visit, at).await?) };
    visit.show(&WhyPage { at: at.to_owned(), offered, looked })
}

async fn looked(app: &App, visit: &Visit, at: &str) -> anyhow::Result<LookedView> {
    let path = at.strip_prefix(&app.settings.url).unwrap_or(at);
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let path = if path.is_empty() || path.ends_with('/') { path.to_owned() } else { format!("{path}/") };
    let found = app.paper.occasion(path).await?;
    let asks = app.paper.asks().await?;
    let open = app.settings.fund.giving().is_some();
    let verdicts = asks.look(&found.occasion, open, app.clock.now());
    let of = &found.occasion;
    let mut places = Vec::new();
    for place in Place::ALL {
        let here = verdicts.iter().filter(|(ask, _)| ask.place == place);
        let views = here.map(|(ask, verdict)| VerdictView {
            ask: row(app, visit, ask),
            stands: verdict.is_ok(),
            why: verdict.as_ref().map_or_else(|why| in_words(visit, &asks, why), |()| visit.say("why-stands")),
        });
        let views: Vec<VerdictView> = views.collect();
        if !views.is_empty() {
            places.push(Verdicts { place: place.as_str(), asks: views });
        }
    }
    Ok(LookedView {
        address: format!("{}/{}", app.settings.url, found.path),
        headline: found.headline,
        sort: match of.sort {
            Some(Sort::Front) => "front",
            Some(Sort::List) => "list",
            Some(Sort::Piece) => "piece",
            None => "quiet",
        },
        lang: of.locale.to_string(),
        dir: of.locale.direction().as_str(),
        filed: of.sections.iter().chain(&of.tags).map(ToString::to_string).collect(),
        places,
    })
}

fn in_words(visit: &Visit, asks: &Asks, why: &Why) -> String {
    let named = |key: &str, name: String| visit.say_with(key, &[("name", name.into())]);
    match why {
        Why::NoFund => visit.say("why-no-fund"),
        Why::Off => visit.say("why-off"),
        Why::QuietPage => visit.say("why-quiet-page"),
        Why::NoAsks => visit.say("why-no-asks"),
        Why::Sponsored => visit.say("why-sponsored"),
        Why::QuietTag(slug) => named("why-quiet-tag", slug.to_string()),
        Why::NotHere => visit.say("why-not-here"),
        Why::Aside => visit.say("why-aside"),
        Why::NotYet(at) => named("why-not-yet", visit.when(*at).text),
        Why::Over(at) => named("why-over", visit.when(*at).text),
        Why::NoWords => visit.say("why-no-words"),
        Why::NotAmong => visit.say("why-not-among"),
        Why::Never(slug) => named("why-never", slug.to_string()),
        Why::Behind(other) => {
            let name = asks.asks.iter().find(|ask| ask.id == *other).map_or_else(String::new, |ask| ask.name.clone());
            named("why-behind", name)
        }
    }
}
