//! What readers asked for who lost their link, on the keyholder's page.

use anyhow::Result;
use axum::extract::State;
use axum::response::Response;

use super::Page;
use super::session::Open;
use super::trouble::Told;
use crate::courier::settings::Settings;

/// The button.
pub async fn answer(State(page): State<Page>) -> Response {
    let said = page.ring().and_then(|open| begin(&page, &open));
    page.back(said)
}

/// When the page is opened: whoever asked is answered.
pub fn begin_by_itself(page: &Page) -> Result<()> {
    begin(page, &page.ring()?)
}

fn begin(page: &Page, open: &Open) -> Result<()> {
    if open.orders == 0 {
        return Ok(());
    }
    let settings = Settings::read(page.0.courier.dir())?;
    if !page.0.session.begin_orders(usize::try_from(open.orders).unwrap_or_default()) {
        return Ok(());
    }
    let (page, ring) = (page.clone(), open.ring.clone());
    tokio::spawn(async move {
        let (telling, courier) = (page.clone(), page.0.courier.clone());
        let answered = courier.answer_orders(ring, &settings, &|done, all| telling.0.session.orders_at(done, all)).await;
        // What waits now: nothing, or what no relay took.
        let left = tokio::task::spawn_blocking(move || courier.status()).await;
        let left = left.ok().and_then(Result::ok).map(|status| status.orders);
        page.0.session.orders_ended(answered.map_err(|trouble| Told::of(&trouble)), left);
    });
    Ok(())
}
