//! What the buttons of the keyholder's page do.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use axum::Form;
use axum::extract::{Multipart, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use letter::bounce::Class;
use seal::Words;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::session::{Counted, Ended, OPEN_FOR, Open, Report, Running};
use super::trouble::{Hitch, Told};
use super::{Page, csv, errands, orders};
use crate::courier::Courier;
use crate::courier::arming::moment;
use crate::courier::settings::Settings;
use crate::courier::store::Titled;
use crate::post::arming::model::fits;
use crate::post::courier::messages::Listed;
use crate::post::model::{IssueId, NewsletterId};
use crate::post::returns::COMPLAINT;
use crate::sending::{Doubts, Ending};

#[derive(Deserialize)]
pub struct Which {
    id: String,
}

/// Opens with the words: fetches what is new, opens every list, counts it.
pub async fn open(page: &Page, words: Zeroizing<String>) -> Result<()> {
    let words: Words = words.parse()?;
    let courier = page.0.courier.clone();
    let open = blocking(move || {
        let ring = Arc::new(courier.unlock(&words)?);
        look(&courier, ring)
    });
    page.0.session.put(open.await?);
    orders::begin_by_itself(page)?;
    errands::begin_by_itself(page)
}

fn look(courier: &Courier, ring: Arc<Vec<seal::VaultKey>>) -> Result<Open> {
    let synced = courier.sync()?;
    let status = courier.status()?;
    let (mut lists, mut erase) = (Vec::new(), Vec::new());
    for Titled { id, locale, title } in courier.newsletters()? {
        let list = courier.open_list(&ring, id, |_, _| {})?;
        let returns = status.newsletters.iter().find(|listed| listed.id == id).map(returns).unwrap_or_default();
        lists.push(Counted { id: id.to_string(), title, locale, readers: list.readers.len(), ended: list.ended(), returns });
        erase.extend(list.erase);
    }
    courier.erase(erase)?;
    let (issues, until) = (Arc::new(courier.issues()?), courier.clock().now().saturating_add(OPEN_FOR)?);
    // A paper whose fund cannot be asked has readers and issues all the same.
    let due = courier.due().ok().map(Arc::new);
    Ok(Open { ring, until, lists, issues, orders: synced.orders, due })
}

/// Of what the server says, the classes that there are words for.
fn returns(listed: &Listed) -> Vec<(String, i64)> {
    let known = |class: &str| class == COMPLAINT || Class::ALL.iter().any(|one| one.name() == class);
    listed.returns.iter().filter(|(class, _)| known(class)).cloned().collect()
}

impl Page {
    pub(super) fn ring(&self) -> Result<Open> {
        self.0.session.open(self.0.courier.clock().now()).context(Hitch("courier-over"))
    }
}

pub async fn lock(State(page): State<Page>) -> Response {
    page.0.session.lock();
    page.back(Ok(()))
}

pub async fn sync(State(page): State<Page>) -> Response {
    let said = anew(&page).await;
    page.back(said)
}

async fn anew(page: &Page) -> Result<()> {
    let (open, courier) = (page.ring()?, page.0.courier.clone());
    let until = open.until;
    let looked = blocking(move || look(&courier, open.ring)).await?;
    page.0.session.put(Open { until, ..looked });
    Ok(())
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
            bail!(Hitch("courier-no-test"));
        }
        Ok(())
    }
}

pub async fn send(State(page): State<Page>, Form(which): Form<Begin>) -> Response {
    let said = begin(&page, &which).await;
    page.back(said)
}

async fn begin(page: &Page, which: &Begin) -> Result<()> {
    let (open, courier) = (page.ring()?, page.0.courier.clone());
    which.is_tested(&courier)?;
    let id: IssueId = which.id.parse().context(Hitch("courier-gone"))?;
    let issue = open.issues.issues.iter().find(|issue| issue.issue == id).context(Hitch("courier-gone"))?;
    let settings = Settings::read(courier.dir())?;
    let _turn = page.0.session.turn.lock().await;
    if page.0.session.sending().is_some_and(|running| running.ended.is_none()) {
        bail!(Hitch("courier-sending"));
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
            Ok(Ending::Finished(_)) => match blocking(move || courier.report(Vec::new())).await {
                Ok(_) => Ended::Finished,
                Err(trouble) => Ended::Untold(Told::of(&trouble)),
            },
            Ok(Ending::Stopped(_)) => Ended::Stopped,
            Err(trouble) => Ended::Broken(Told::of(&trouble)),
        };
        page.0.session.ended(how);
    });
    Ok(())
}

pub async fn arm(State(page): State<Page>, Form(which): Form<Begin>) -> Response {
    let said = begin_arming(&page, &which).await;
    page.back(said)
}

/// Opening a large list and giving it to the server takes a while: the page shows how far it is.
async fn begin_arming(page: &Page, which: &Begin) -> Result<()> {
    let (open, courier, doubts) = (page.ring()?, page.0.courier.clone(), which.doubts);
    which.is_tested(&courier)?;
    let id: IssueId = which.id.parse().context(Hitch("courier-gone"))?;
    let issue = open.issues.issues.iter().find(|issue| issue.issue == id).context(Hitch("courier-gone"))?.clone();
    let now = courier.clock().now();
    let at = match which.at.trim() {
        "" => issue.due_at.context(Hitch("courier-no-time"))?,
        typed => moment(typed, now, &TimeZone::system())?,
    };
    fits(at, now)?;
    let settings = Settings::read(courier.dir())?;
    if !page.0.session.begin_arming(issue.subject.clone()) {
        bail!(Hitch("courier-arming"));
    }
    let page = page.clone();
    tokio::spawn(async move {
        let telling = page.clone();
        let armed = blocking(move || {
            // Who has left since the page was opened gets no letter.
            courier.sync()?;
            courier.arm(&open.ring, &issue, at, &settings, doubts, &|step| telling.0.session.arming_at(step))
        });
        page.0.session.arming_ended(armed.await.err().map(|trouble| Told::of(&trouble)));
    });
    Ok(())
}

pub async fn disarm(State(page): State<Page>, Form(which): Form<Which>) -> Response {
    let said = take_back(&page, &which).await;
    page.back(said)
}

async fn take_back(page: &Page, which: &Which) -> Result<()> {
    let (_, courier) = (page.ring()?, page.0.courier.clone());
    let id: IssueId = which.id.parse().context(Hitch("courier-gone"))?;
    blocking(move || courier.disarm(id)).await?;
    page.0.session.arming_ended(None);
    Ok(())
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

async fn steer(page: &Page, act: impl AsyncFnOnce(crate::sending::Control) -> Result<()>) -> Result<()> {
    let running = page.0.session.sending().context(Hitch("courier-no-sending"))?;
    act(running.control).await?;
    Ok(())
}

pub async fn export(State(page): State<Page>, Form(which): Form<Which>) -> Response {
    csv(&page, "readers.csv", written(&page, &which).await)
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

async fn bring(page: &Page, mut form: Multipart) -> Result<()> {
    let (open, courier) = (page.ring()?, page.0.courier.clone());
    let (mut id, mut file) = (String::new(), None);
    while let Some(field) = form.next_field().await? {
        match field.name() {
            Some("id") => id = field.text().await?,
            Some("file") => file = Some(field.bytes().await?),
            _ => {}
        }
    }
    let (newsletter, file) = (newsletter(page, &id)?, file.context(Hitch("courier-no-file"))?);
    let imported = blocking(move || {
        courier.sync()?;
        courier.import(&open.ring, newsletter.id, &file[..], |_, _| {})
    })
    .await?;
    let refused = imported.refused.iter().map(|refused| (refused.row, refused.why)).collect();
    page.0.session.put_imported(Report { taken: imported.taken, refused });
    anew(page).await
}

fn newsletter(page: &Page, id: &str) -> Result<Titled> {
    let id: NewsletterId = id.parse().context(Hitch("courier-no-newsletter"))?;
    page.0.courier.newsletters()?.into_iter().find(|one| one.id == id).context(Hitch("courier-no-newsletter"))
}

async fn blocking<T: Send + 'static>(act: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(act).await?
}
