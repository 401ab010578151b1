//! Letters of the fund on the keyholder's page.

use anyhow::{Context, Result, bail};
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::Page;
use super::session::Open;
use super::trouble::{Hitch, Told};
use crate::courier::settings::Settings;

#[derive(Deserialize)]
pub struct Till {
    /// The address that stood on the page, where it was not known.
    #[serde(default)]
    till: String,
}

/// The button.
pub async fn write(State(page): State<Page>, Form(Till { till }): Form<Till>) -> Response {
    let said = press(&page, &till);
    page.back(said)
}

fn press(page: &Page, till: &str) -> Result<()> {
    let (open, courier) = (page.ring()?, &page.0.courier);
    let due = open.due.as_ref().context(Hitch("courier-errands-none"))?;
    if !courier.knows_till(due)? {
        // What is pressed is what was read.
        if till != due.url {
            bail!(Hitch("courier-errands-elsewhere"));
        }
        courier.trust_till(till)?;
    }
    begin(page, &open)
}

/// When the page is opened: whatever can be written is.
pub fn begin_by_itself(page: &Page) -> Result<()> {
    let open = page.ring()?;
    match &open.due {
        Some(due) if !due.errands.is_empty() && page.0.courier.knows_till(due)? => begin(page, &open),
        _ => Ok(()),
    }
}

fn begin(page: &Page, open: &Open) -> Result<()> {
    let Some(due) = open.due.as_ref().filter(|due| !due.errands.is_empty()) else { return Ok(()) };
    let settings = Settings::read(page.0.courier.dir())?;
    if !page.0.session.begin_errands(due.errands.len()) {
        return Ok(());
    }
    let (page, ring, due) = (page.clone(), open.ring.clone(), due.as_ref().clone());
    tokio::spawn(async move {
        let (telling, courier) = (page.clone(), page.0.courier.clone());
        let done = courier.run_errands(ring, due, &settings, &|done, all| telling.0.session.errands_at(done, all)).await;
        // What is due now: nothing, or what no relay took.
        let left = tokio::task::spawn_blocking(move || courier.due()).await;
        page.0.session.errands_ended(done.map_err(|trouble| Told::of(&trouble)), left.ok().and_then(Result::ok));
    });
    Ok(())
}
