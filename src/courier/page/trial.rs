//! A test letter from the keyholder's page, and what its head tells of this machine.

use anyhow::{Context, Result};
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use kernel::EmailAddress;
use serde::Deserialize;

use super::Page;
use super::trouble::Hitch;
use crate::courier::settings::Settings;
use crate::courier::traces::Machine;
use crate::post::model::IssueId;

#[derive(Deserialize)]
pub struct To {
    id: String,
    address: String,
}

#[derive(Deserialize)]
pub struct Came {
    source: String,
}

pub async fn send(State(page): State<Page>, Form(to): Form<To>) -> Response {
    let said = try_out(&page, &to).await;
    page.back(said)
}

async fn try_out(page: &Page, to: &To) -> Result<()> {
    let (open, courier) = (page.ring()?, &page.0.courier);
    let id: IssueId = to.id.parse().context(Hitch("courier-gone"))?;
    let issue = open.issues.issues.iter().find(|issue| issue.issue == id).context(Hitch("courier-gone"))?;
    let address = EmailAddress::parse(to.address.trim())?;
    courier.try_out(issue, &open.issues.secret, &address, &Settings::read(courier.dir())?).await?;
    page.0.session.put_look(None);
    Ok(())
}

pub async fn check(State(page): State<Page>, Form(came): Form<Came>) -> Response {
    let said = look(&page, &came.source);
    page.back(said)
}

fn look(page: &Page, source: &str) -> Result<()> {
    page.ring()?;
    let look = page.0.courier.check_trial(source, &Machine::here())?;
    page.0.session.put_look(Some(look));
    Ok(())
}
