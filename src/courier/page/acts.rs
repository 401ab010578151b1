//! What the buttons of the keyholder's page do.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use axum::Form;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use jiff::tz::TimeZone;
use seal::Words;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::session::{Counted, OPEN_FOR, Open, Running};
use super::{Page, errands};
use crate::courier::Courier;
use crate::courier::arming::moment;
use crate::courier::settings::Settings;
use crate::courier::store::Titled;
use crate::post::arming::model::fits;
use crate::post::model::{IssueId, NewsletterId};
use crate::sending::{Doubts, Ending};

#[derive(Deserialize)]
pub struct Which {
    id: String,
}

/// Opens with the words: fetches what is new, opens every list, counts it.
pub async fn open(page: &Page, words: Zeroizing<String>) -> Result<String> {
    let words: Words = words.parse()?;
    let courier = page.0.courier.clone();
    let open = blocking(move || {
        let ring = Arc::new(courier.unlock(&words)?);
        look(&courier, ring)
    });
    page.0.session.put(open.await?);
    errands::begin_by_itself(page)?;
    Ok(String::new())
}

fn look(courier: &Courier, ring: Arc<Vec<seal::VaultKey>>) -> Result<Open> {
    let synced = courier.sync()?;
    let (mut lists, mut erase) = (Vec::new(), Vec::new());
    for Titled { id, locale, title } in courier.newsletters()? {
        let list = courier.open_list(&ring, id, |_, _| {})?;
        erase.extend(list.erase);
        lists.push(Counted { id: id.to_string(), title, locale, readers: list.readers.len(), ended: list.ended.len() });
    }
    courier.report(erase)?;
    let (issues, until) = (Arc::new(courier.issues()?), courier.clock().now().saturating_add(OPEN_FOR)?);
    // A paper whose fund cannot be asked has readers and issues all the same.
    let due = courier.due().ok().map(Arc::new);
    Ok(Open { ring, until, lists, issues, orders: synced.orders, due })
}

impl Page {
    pub(super) fn ring(&self) -> Result<Open> {
        self.0.session.open(self.0.courier.clock().now()).context("the quarter of an hour is over; type the words again")
    }
}

pub async fn lock(State(page): State<Page>) -> Response {
    page.0.session.lock();
    page.back(Ok(String::new()))
}

pub async fn sync(State(page): State<Page>) -> Response {
    let said = anew(&page).await;
    page.back(said)
}

async fn anew(page: &Page) -> Result<String> {
    let (open, courier) = (page.ring()?, page.0.courier.clone());
    let until = open.until;
    let looked = blocking(move || look(&courier, open.ring)).await?;
    page.0.session.put(Open { until, ..looked });
    Ok(String::new())
}

/// What is said with the buttons by which an issue goes out.
#[derive(Deserialize)]
pub struct Begin {
    id: String,
    /// When the server is to send it; empty for the issue's own time.
    #[serde(default)]
    at: String,
    /// What becomes of letters in doubt.
    doubts: Option<Doubts>,
    /// Ticked when it goes out although no test letter was found clean.
    untested: Option<String>,
}

impl Begin {
    /// # Errors
    /// Before the first campaign, unless a test letter was clean or it was said that it goes without.
    fn is_tested(&self, courier: &Courier) -> Result<()> {
        if self.untested.is_none() && courier.untested()?.is_some() {
            bail!("no test letter was found clean: send one to yourself, or tick that it goes out without");
        }
        Ok(())
    }
}

pub async fn send(State(page): State<Page>, Form(which): Form<Begin>) -> Response {
    let said = begin(&page, &which).await;
    page.back(said)
}

async fn begin(page: &Page, which: &Begin) -> Result<String> {
    let (open, courier) = (page.ring()?, page.0.courier.clone());
    which.is_tested(&courier)?;
    let id: IssueId = which.id.parse().context("no such issue")?;
    let issue = open.issues.issues.iter().find(|issue| issue.issue == id).context("no such issue")?;
    let settings = Settings::read(courier.dir())?;
    let _turn = page.0.session.turn.lock().await;
    if page.0.session.sending().is_some_and(|running| running.ended.is_none()) {
        bail!("another issue is being sent; wait for its end");
    }
    // Who has left since the page was opened gets no letter.
    let fetching = courier.clone();
    blocking(move || fetching.sync()).await?;
    let ready = courier.prepare(open.ring, issue, &open.issues.secret, &settings, which.doubts).await?;
    let started = ready.start().await?;
    page.0.session.begin(Running { title: issue.subject.clone(), control: started.control(), ended: None });
    let page = page.clone();
    tokio::spawn(async move {
        let how = match started.send().await {
            Ok(Ending::Finished(balance)) => match blocking(move || courier.report(Vec::new())).await {
                Ok(_) => format!("{balance}"),
                Err(trouble) => format!("{balance}. The server was not told: {trouble:#}"),
            },
            Ok(Ending::Stopped(balance)) => format!("{balance}"),
            Err(trouble) => format!("{trouble:#}"),
        };
        page.0.session.ended(how);
    });
    Ok(String::new())
}

pub async fn arm(State(page): State<Page>, Form(which): Form<Begin>) -> Response {
    let said = begin_arming(&page, &which).await;
    page.back(said)
}

/// Opening a large list and giving it to the server takes a while: the page shows how far it is.
async fn begin_arming(page: &Page, which: &Begin) -> Result<String> {
    let (open, courier, doubts) = (page.ring()?, page.0.courier.clone(), which.doubts);
    which.is_tested(&courier)?;
    let id: IssueId = which.id.parse().context("no such issue")?;
    let issue = open.issues.issues.iter().find(|issue| issue.issue == id).context("no such issue")?.clone();
    let now = courier.clock().now();
    let at = match which.at.trim() {
        "" => issue.due_at.context("this issue has no time of its own; say one")?,
        typed => moment(typed, now, &TimeZone::system())?,
    };
    fits(at, now)?;
    let settings = Settings::read(courier.dir())?;
    if !page.0.session.begin_arming(issue.subject.clone()) {
        bail!("another issue is being armed; wait for its end");
    }
    let page = page.clone();
    tokio::spawn(async move {
        let telling = page.clone();
        let armed = blocking(move || {
            // Who has left since the page was opened gets no letter.
            courier.sync()?;
            courier.arm(&open.ring, &issue, at, &settings, doubts, &|step| telling.0.session.arming_at(step))
        });
        page.0.session.arming_ended(armed.await.err().map(|trouble| format!("{trouble:#}")));
    });
    Ok(String::new())
}

pub async fn disarm(State(page): State<Page>, Form(which): Form<Which>) -> Response {
    let said = take_back(&page, &which).await;
    page.back(said)
}

async fn take_back(page: &Page, which: &Which) -> Result<String> {
    let (_, courier) = (page.ring()?, page.0.courier.clone());
    let id: IssueId = which.id.parse().context("no such issue")?;
    blocking(move || courier.disarm(id)).await?;
    page.0.session.arming_ended(None);
    Ok(String::new())
}

pub async fn pause(State(page): State<Page>) -> Response {
    let said = steer(&page, async |control| control.pause().await).await;
    page.back(said)
}

pub async fn resume(State(page): State<Page>) -> Response {
    let said = steer(&page, async |control| control.resume().await).await;
    page.back(said)
}

pub async fn cancel(State(page): State<Page>) -> Response {
    let said = steer(&page, async |control| control.cancel().await).await;
    page.back(said)
}

async fn steer(page: &Page, act: impl AsyncFnOnce(crate::sending::Control) -> Result<()>) -> Result<String> {
    let running = page.0.session.sending().context("nothing is being sent")?;
    act(running.control).await?;
    Ok(String::new())
}

pub async fn orders(State(page): State<Page>) -> Response {
    let said = answer(&page).await;
    page.back(said)
}

async fn answer(page: &Page) -> Result<String> {
    let (open, courier) = (page.ring()?, page.0.courier.clone());
    let answered = courier.answer_orders(open.ring, &Settings::read(courier.dir())?).await?;
    anew(page).await?;
    Ok(format!("{} / {}", answered.letters, answered.orders))
}

/// The list goes to the browser, which writes it where its user says.
pub async fn export(State(page): State<Page>, Form(which): Form<Which>) -> Response {
    match written(&page, &which).await {
        Ok(csv) => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
                (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"readers.csv\"")),
            ];
            (headers, csv).into_response()
        }
        Err(trouble) => page.back(Err(trouble)),
    }
}

async fn written(page: &Page, which: &Which) -> Result<Vec<u8>> {
    let (open, courier, newsletter) = (page.ring()?, page.0.courier.clone(), newsletter(page, &which.id)?);
    blocking(move || {
        let mut csv = Vec::new();
        courier.write_list(&open.ring, &newsletter, &mut csv)?;
        Ok(csv)
    })
    .await
}

pub async fn import(State(page): State<Page>, form: Multipart) -> Response {
    let said = bring(&page, form).await;
    page.back(said)
}

async fn bring(page: &Page, mut form: Multipart) -> Result<String> {
    let (open, courier) = (page.ring()?, page.0.courier.clone());
    let (mut id, mut file) = (String::new(), None);
    while let Some(field) = form.next_field().await? {
        match field.name() {
            Some("id") => id = field.text().await?,
            Some("file") => file = Some(field.bytes().await?),
            _ => {}
        }
    }
    let (newsletter, file) = (newsletter(page, &id)?, file.context("there is no file")?);
    let imported = blocking(move || {
        courier.sync()?;
        courier.import(&open.ring, newsletter.id, &file[..], |_, _| {})
    })
    .await?;
    anew(page).await?;
    let mut said = format!("+{}\n", imported.taken);
    for refused in imported.refused.iter().take(1_000) {
        said += &format!("{}: {}\n", refused.row, refused.why);
    }
    Ok(said)
}

fn newsletter(page: &Page, id: &str) -> Result<Titled> {
    let id: NewsletterId = id.parse().context("no such newsletter")?;
    page.0.courier.newsletters()?.into_iter().find(|one| one.id == id).context("no such newsletter")
}

async fn blocking<T: Send + 'static>(act: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(act).await?
}
