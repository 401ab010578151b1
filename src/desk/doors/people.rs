//! Who the staff are.

use axum::extract::State;
use serde::Serialize;

use super::Answer;
use super::visit::{Visit, When};
use crate::app::App;
use crate::desk::look::Page;

#[derive(Debug, Serialize)]
pub struct PeoplePage {
    pub people: Vec<Someone>,
}

#[derive(Debug, Serialize)]
pub struct Someone {
    pub name: String,
    pub role: &'static str,
    pub passkeys: String,
    pub joined: When,
    pub revoked: Option<When>,
}

impl Page for PeoplePage {
    const TEMPLATE: &'static str = "people.html";
}

pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    let people = app.vault.list().await?.into_iter().map(|member| Someone {
        name: member.name.to_string(),
        role: member.role.as_str(),
        passkeys: visit.number(member.passkeys),
        joined: visit.when(member.joined_at),
        revoked: member.revoked_at.map(|at| visit.when(at)),
    });
    visit.show(&PeoplePage { people: people.collect() })
}
