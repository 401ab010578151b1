//! What pieces are filed under, edition by edition: sections, tags, authors, dossiers.

use std::sync::Arc;

use axum::extract::{Query, State};
use http::StatusCode;
use kernel::{Locale, Slug};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use web::{Complaints, Fields, Form, Kind, Trouble};

use super::Answer;
use super::editing::Choice;
use super::form::{Typed, Wrong, wrong};
use super::visit::{Path, Visit, absent, on};
use crate::app::App;
use crate::desk::handing::PATIENCE;
use crate::desk::look::Page;
use crate::paper::catalogue::Catalogue;
use crate::paper::model::{Picture, Term, TermKind};
use crate::vault::Power;

/// What is asked of a list, or of an empty form; what cannot be understood counts as left empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    edition: String,
}

#[derive(Debug, Serialize)]
pub struct TermsPage {
    pub kind: &'static str,
    pub edition: String,
    pub dir: &'static str,
    pub tabs: Vec<Tab>,
    pub editions: Vec<Choice>,
    pub rows: Vec<Row>,
    /// The address of an empty form.
    pub blank: String,
}

#[derive(Debug, Serialize)]
pub struct Tab {
    pub kind: &'static str,
    pub count: String,
    pub chosen: bool,
    pub href: String,
}

#[derive(Debug, Serialize)]
pub struct Row {
    pub href: String,
    pub title: String,
    pub slug: String,
    pub role: String,
    pub protected: bool,
}

#[derive(Debug, Serialize)]
pub struct TermPage {
    pub kind: &'static str,
    pub edition: String,
    pub dir: &'static str,
    /// The edition's language in itself.
    pub language: String,
    /// `None` for a term that is about to be made.
    pub slug: Option<String>,
    /// The address of the list that it stands in.
    pub list: String,
    /// Where the form goes.
    pub action: String,
    pub sheet: Sheet,
    pub wrong: Wrong,
    /// The form can be sent.
    pub open: bool,
}

/// The form as it is shown: everything as text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sheet {
    pub title: String,
    pub slug: String,
    pub description: String,
    pub role: String,
    pub position: String,
    pub picture: String,
    pub protected: bool,
}

impl Page for TermsPage {
    const TEMPLATE: &'static str = "terms.html";
}

impl Page for TermPage {
    const TEMPLATE: &'static str = "term.html";
}

/// The parts of a term's address: kind, edition, slug.
type Named = (String, String, String);

/// Where a term stands; without a slug, where one is about to.
#[derive(Clone, Debug)]
struct Place {
    kind: TermKind,
    locale: Locale,
    slug: Option<Slug>,
}

/// What is said of a term, wherever it stands.
#[derive(Debug)]
struct Said {
    title: String,
    description: String,
    role: String,
    /// `None` when it was left empty.
    position: Option<i64>,
    picture: Option<String>,
    protected: bool,
}

impl Form for Said {
    fn read(fields: &Fields, complaints: &mut Complaints) -> Option<Self> {
        let (title, description) = (complaints.demand(fields, "title", 200), complaints.at_most(fields, "description", 2000));
        let (role, position) = (complaints.at_most(fields, "role", 200), complaints.parse_optional(fields, "position", "wrong-position"));
        let (picture, protected) = (picture_key(fields), fields.ticked("protected"));
        if picture.is_some() && protected {
            complaints.about("picture", "wrong-picture-protected");
        }
        Some(Self { title: title?, description: description?, role: role?, position, picture, protected })
    }
}

pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let place = asked_for(&app, &visit, &asked);
    let catalogue = app.paper.catalogue();
    let tab = |kind: TermKind| Tab {
        kind: kind.as_str(),
        count: visit.number(catalogue.terms(&place.locale, kind).len() as i64),
        chosen: kind == place.kind,
        href: Place { kind, ..place.clone() }.list(),
    };
    let page = TermsPage {
        kind: place.kind.as_str(),
        edition: place.locale.to_string(),
        dir: place.locale.direction().as_str(),
        tabs: TermKind::ALL.map(tab).into(),
        editions: app.paper.locales().iter().map(|locale| Choice { value: locale.to_string(), title: language(&app, locale) }).collect(),
        rows: catalogue.terms(&place.locale, place.kind).iter().map(|term| row(term)).collect(),
        blank: format!("/terms/new?kind={}&edition={}", place.kind.as_str(), place.locale),
    };
    visit.show(&page)
}

pub async fn blank(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let place = asked_for(&app, &visit, &asked);
    show_one(&app, &visit, &place, Sheet::default(), None)
}

pub async fn make(State(app): State<App>, visit: Visit, Typed(fields): Typed) -> Answer {
    let unfit = || web::Refusal::new(Kind::Unfit, "refused-form");
    let kind = TermKind::parse(fields.get("kind")).ok_or_else(unfit)?;
    let locale = fields.get("edition").parse::<Locale>().ok().filter(|locale| app.paper.locales().contains(locale)).ok_or_else(unfit)?;
    let mut complaints = Complaints::default();
    let slug = free_slug(&fields, &app.paper.catalogue(), kind, &locale, &mut complaints);
    let said = read(&app, &fields, kind, &mut complaints).await?;
    match said.zip(slug).filter(|_| complaints.is_empty()) {
        Some((said, slug)) => put(&app, said.about(bare(kind, locale, slug), &app.paper.catalogue())).await,
        None => show_one(&app, &visit, &Place { kind, locale, slug: None }, Sheet::typed(&fields), Some(&complaints)),
    }
}

pub async fn one(State(app): State<App>, visit: Visit, Path(named): Path<Named>) -> Answer {
    let term = open(&app, &named)?;
    show_one(&app, &visit, &Place::of(&term), Sheet::of(&term), None)
}

pub async fn change(State(app): State<App>, visit: Visit, Path(named): Path<Named>, Typed(fields): Typed) -> Answer {
    let old = open(&app, &named)?;
    let mut complaints = Complaints::default();
    let said = read(&app, &fields, old.kind, &mut complaints).await?;
    match said.filter(|_| complaints.is_empty()) {
        Some(said) => put(&app, said.about((*old).clone(), &app.paper.catalogue())).await,
        None => show_one(&app, &visit, &Place::of(&old), Sheet::typed(&fields), Some(&complaints)),
    }
}

/// The list that is asked for: sections, and the edition that the desk speaks, unless others are named.
fn asked_for(app: &App, visit: &Visit, asked: &Asked) -> Place {
    let locales = app.paper.locales();
    let wanted = asked.edition.parse::<Locale>().unwrap_or_else(|_| visit.lang.clone());
    let locale = locales.iter().find(|locale| **locale == wanted).or(locales.first()).cloned().unwrap_or_else(Locale::english);
    Place { kind: TermKind::parse(&asked.kind).unwrap_or(TermKind::Section), locale, slug: None }
}

/// # Errors
/// When there is no such term.
fn open(app: &App, (kind, edition, slug): &Named) -> Result<Arc<Term>, Trouble> {
    let kind = TermKind::parse(kind).ok_or_else(absent)?;
    let locale = edition.parse::<Locale>().map_err(|_| absent())?;
    let slug = slug.parse::<Slug>().map_err(|_| absent())?;
    let catalogue = app.paper.catalogue();
    catalogue.term(&locale, kind, &slug).cloned().ok_or_else(absent)
}

fn show_one(app: &App, visit: &Visit, place: &Place, sheet: Sheet, complaints: Option<&Complaints>) -> Answer {
    let page = TermPage {
        kind: place.kind.as_str(),
        edition: place.locale.to_string(),
        dir: place.locale.direction().as_str(),
        language: language(app, &place.locale),
        slug: place.slug.as_ref().map(ToString::to_string),
        list: place.list(),
        action: place.address(),
        sheet,
        wrong: complaints.map_or_else(Wrong::new, |complaints| wrong(visit, complaints)),
        open: visit.may(Power::Publish),
    };
    visit.show_with(complaints.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY), &page)
}

/// The address that was typed, or that the title suggests, while nothing stands there.
fn free_slug(fields: &Fields, catalogue: &Catalogue, kind: TermKind, locale: &Locale, complaints: &mut Complaints) -> Option<Slug> {
    let (typed, title) = (fields.get("slug"), fields.get("title"));
    if typed.is_empty() && title.is_empty() {
        return None; // A title is demanded already, and may suggest one.
    }
    let slug = if typed.is_empty() { Slug::of_title(title) } else { typed.parse().ok() };
    let Some(slug) = slug else {
        complaints.about("slug", "wrong-slug");
        return None;
    };
    if let Some(there) = catalogue.term(locale, kind, &slug) {
        complaints.about_with("slug", "wrong-slug-taken", vec![("slug", slug.to_string().into()), ("title", there.title.clone().into())]);
        return None;
    }
    Some(slug)
}

/// What the form says; a picture that it names must be in the library, with its words.
async fn read(app: &App, fields: &Fields, kind: TermKind, complaints: &mut Complaints) -> anyhow::Result<Option<Said>> {
    let said = Said::read(fields, complaints);
    if let Some(key) = picture_key(fields).filter(|_| shows_picture(kind)) {
        match picture(app, key).await? {
            None => complaints.about("picture", "wrong-picture"),
            Some(picture) if picture.alt.is_empty() || picture.credit.is_empty() => complaints.about("picture", "wrong-picture-words"),
            Some(_) => {}
        }
    }
    Ok(said)
}

/// The key may be typed as a text names it, `picture:…`.
fn picture_key(fields: &Fields) -> Option<String> {
    let typed = fields.get("picture");
    Some(typed.strip_prefix("picture:").unwrap_or(typed).to_owned()).filter(|key| !key.is_empty())
}

async fn picture(app: &App, key: String) -> anyhow::Result<Option<Picture>> {
    match app.desk.picture(key.clone()).await? {
        Some(filed) => Ok(Some(filed.picture)),
        None => app.paper.picture(key).await,
    }
}

/// Puts a term in its place. Whatever shows it is printed, and the answer waits for that as long as a page may wait.
async fn put(app: &App, term: Term) -> Answer {
    let list = Place::of(&term).list();
    if let Some(key) = &term.picture {
        hand_picture(app, key).await?;
    }
    app.paper.put_terms(vec![term]).await?;
    let said = match timeout(PATIENCE, app.press.print()).await {
        Ok(printed) => {
            printed?;
            "saved"
        }
        Err(_) => "printing",
    };
    Ok(on(&list, said))
}

/// The paper must have a picture before it shows it.
async fn hand_picture(app: &App, key: &str) -> anyhow::Result<()> {
    if let Some(filed) = app.desk.picture(key.to_owned()).await?.filter(|filed| filed.handed_at.is_none()) {
        app.paper.put_pictures(vec![filed.picture]).await?;
        app.desk.note_handed(vec![key.to_owned()], app.clock.now()).await?;
    }
    Ok(())
}

/// A term of which nothing is said yet.
fn bare(kind: TermKind, locale: Locale, slug: Slug) -> Term {
    let (title, description, role) = (String::new(), String::new(), String::new());
    Term { kind, locale, slug, title, description, role, picture: None, protected: false, position: 0 }
}

fn row(term: &Term) -> Row {
    Row {
        href: Place::of(term).address(),
        title: term.title.clone(),
        slug: term.slug.to_string(),
        role: term.role.clone(),
        protected: term.protected,
    }
}

/// The name of an edition's language in itself.
fn language(app: &App, locale: &Locale) -> String {
    app.words.say(locale.language(), "language-name").into_owned()
}

/// Whether readers see a picture of such a term.
fn shows_picture(kind: TermKind) -> bool {
    matches!(kind, TermKind::Author | TermKind::Dossier)
}

impl Said {
    /// The term, said so; what the form of its kind does not ask for stays as it was. A section that is given no place comes last.
    fn about(self, mut term: Term, catalogue: &Catalogue) -> Term {
        term.title = self.title;
        term.description = self.description;
        match term.kind {
            TermKind::Section => {
                let next = catalogue.sections(&term.locale).last().map_or(1, |last| last.position.saturating_add(1));
                term.position = self.position.unwrap_or(next);
            }
            TermKind::Author => {
                term.role = self.role;
                term.protected = self.protected;
            }
            TermKind::Tag | TermKind::Dossier => {}
        }
        if shows_picture(term.kind) {
            term.picture = self.picture;
        }
        term
    }
}

impl Place {
    fn of(term: &Term) -> Self {
        Self { kind: term.kind, locale: term.locale.clone(), slug: Some(term.slug.clone()) }
    }

    fn list(&self) -> String {
        format!("/terms?kind={}&edition={}", self.kind.as_str(), self.locale)
    }

    /// Where its form goes.
    fn address(&self) -> String {
        match &self.slug {
            Some(slug) => format!("/terms/{}/{}/{slug}", self.kind.as_str(), self.locale),
            None => "/terms".to_owned(),
        }
    }
}

impl Sheet {
    fn of(term: &Term) -> Self {
        Self {
            title: term.title.clone(),
            slug: term.slug.to_string(),
            description: term.description.clone(),
            role: term.role.clone(),
            position: term.position.to_string(),
            picture: term.picture.clone().unwrap_or_default(),
            protected: term.protected,
        }
    }

    /// What somebody has typed, right or not.
    fn typed(fields: &Fields) -> Self {
        let text = |name| fields.raw(name).to_owned();
        Self {
            title: text("title"),
            slug: text("slug"),
            description: text("description"),
            role: text("role"),
            position: text("position"),
            picture: text("picture"),
            protected: fields.ticked("protected"),
        }
    }
}
