//! What is answered to givers and to processors, on the paper's own listener or on a till's.
//!
//! The contribute page is the same for everybody but for one number, by which two presses of its button are one gift: it is written once for each language and currency, and kept. A GET changes nothing. No cookie is set, and no page needs a script.
//!
//! - [`contribute`]: the page, and the form that it sends.
//! - `form`: what was typed.
//! - [`hooks`]: what processors tell.
//! - [`keyholder`]: what a keyholder's machine asks.
//! - [`mine`]: what a giver can change.
//! - [`remind`]: a wish to be reminded.
//! - [`thanks`]: where somebody comes back to.
//! - `saying`: pages in one language.

pub mod contribute;
mod form;
pub mod hooks;
pub mod keyholder;
pub mod mine;
pub mod remind;
mod saying;
pub mod thanks;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::Fund;

/// Bytes of a form of ours.
const MOST: usize = 8 << 10;
/// Bytes of a hook.
const MOST_HOOK: usize = 1 << 20;

/// All doors of the fund; none where it is closed, or answered elsewhere.
pub fn routes(fund: &Fund) -> Router {
    if !fund.terms().is_open() {
        return Router::new();
    }
    let mut router = Router::new();
    for locale in fund.locales() {
        let prefix = format!("/{}contribute", fund.prefix(locale));
        let speaks = |fund: &Fund| Speaking { fund: fund.clone(), locale: locale.clone() };
        let ours = Router::new()
            .route(&format!("{prefix}/"), get(contribute::show).post(contribute::take))
            .route(&format!("{prefix}/{{currency}}/"), get(contribute::show_in).post(contribute::take))
            .route(&format!("{prefix}/back/"), get(thanks::back))
            .route(&format!("{prefix}/thanks/{{token}}"), get(thanks::show))
            .route(&format!("{prefix}/again/{{token}}"), post(thanks::again))
            .route(&format!("{prefix}/mine/{{token}}"), get(mine::show).post(mine::change))
            .route(&format!("{prefix}/remind/"), get(remind::show).post(remind::ask))
            .route(&format!("{prefix}/reminder/{{token}}"), get(remind::look).post(remind::decide))
            .with_state(speaks(fund));
        router = router.merge(ours);
    }
    let hooks = Router::new()
        .route("/hooks/stripe", post(hooks::stripe))
        .route("/hooks/mollie", post(hooks::mollie))
        .layer(DefaultBodyLimit::max(MOST_HOOK))
        .with_state(fund.clone());
    router.layer(DefaultBodyLimit::max(MOST)).merge(hooks)
}

/// The fund in one language.
#[derive(Clone)]
pub struct Speaking {
    pub fund: Fund,
    pub locale: kernel::Locale,
}
