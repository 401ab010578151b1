//! What a giver can change: the amount, a pause, the end. Opened by the link alone; there is no account.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use kernel::Money;
use serde::Serialize;
use web::Fields;

use super::Speaking;
use super::contribute::Choice;
use super::saying::{Hidden, Link, Note, NoteForm, broken};
use super::thanks::{find, quiet};
use crate::fund::model::Provider;
use crate::fund::model::attempt::{Attempt, Gift};
use crate::fund::model::standing::{Standing, State as Stands};
use crate::fund::provider::Change;

#[derive(Debug, Serialize)]
struct Mine {
    amount: String,
    each: String,
    title: String,
    state: String,
    done: Option<String>,
    since: Option<String>,
    until: Option<String>,
    until_label: String,
    can_change: bool,
    least: String,
    sign: &'static str,
    own: String,
    wrong: Option<String>,
    acts: Vec<Choice>,
    /// Where it has ended.
    again: Option<Link>,
    quiet: Option<i64>,
    home: Link,
}

const THERE: &str = "contribute/mine/-";

pub async fn show(State(says): State<Speaking>, Path(token): Path<String>) -> Response {
    match open(&says, &token).await {
        Ok(Some((attempt, standing))) => sheet(&says, &attempt, &standing, None, None),
        Ok(None) => unknown(&says),
        Err(trouble) => broken(&trouble),
    }
}

pub async fn change(State(says): State<Speaking>, Path(token): Path<String>, body: Bytes) -> Response {
    let (fields, now) = (Fields::parse(&body), says.fund.clock().now());
    let (attempt, standing) = match open(&says, &token).await {
        Ok(Some(found)) => found,
        Ok(None) => return unknown(&says),
        Err(trouble) => return broken(&trouble),
    };
    let (change, done) = match fields.get("act") {
        "amount" => match amount(&says, fields.get("own"), &attempt) {
            Ok(amount) => (Change::Amount(amount), "fund-mine-done-amount"),
            Err(wrong) => return sheet(&says, &attempt, &standing, None, Some((fields.get("own").to_owned(), wrong))),
        },
        "pause" => (Change::Pause, "fund-mine-done-pause"),
        "resume" => (Change::Resume, "fund-mine-done-resume"),
        "stay" => (Change::Stay, "fund-mine-done-stay"),
        "end" => return ask(&says, &standing),
        "end-it" => (Change::End, "fund-mine-done-end"),
        "card" => return card(&says, &attempt, &standing, &token).await,
        _ => return sheet(&says, &attempt, &standing, None, None),
    };
    if !may(&standing, attempt.provider, change) {
        return sheet(&says, &attempt, &standing, None, None);
    }
    match says.fund.change(&attempt, &standing, change, now).await {
        Ok(Ok(standing)) => sheet(&says, &attempt, &standing, Some(says.say(done)), None),
        Ok(Err(trouble)) => {
            tracing::warn!("a contribution could not be changed: {trouble}");
            let mut note = says.note("fund-mine-down");
            note.forms = vec![NoteForm { button: says.say("fund-down-again"), hidden: repeated(&fields), ..NoteForm::default() }];
            note.links = vec![says.home()];
            says.tell(StatusCode::SERVICE_UNAVAILABLE, THERE, &note)
        }
        Err(trouble) => broken(&trouble),
    }
}

fn repeated(fields: &Fields) -> Vec<Hidden> {
    ["act", "own"].iter().map(|name| Hidden { name: (*name).to_owned(), value: fields.get(name).to_owned() }).collect()
}

/// The first of two presses; the second one ends it.
fn ask(says: &Speaking, standing: &Standing) -> Response {
    // Of an amount that is owed, or of months that rested, nothing was given.
    let text = match standing.until.filter(|_| standing.state == Stands::Active) {
        Some(until) => says.say_with("fund-mine-end-text-until", &[("until", says.day(until).into())]),
        None => says.say("fund-mine-end-text"),
    };
    let note = Note {
        title: says.say("fund-mine-end"),
        text: vec![text],
        forms: vec![
            NoteForm {
                button: says.say("fund-mine-end-yes"),
                hidden: vec![Hidden { name: "act".into(), value: "end-it".into() }],
                ..NoteForm::default()
            },
            NoteForm {
                button: says.say("fund-mine-end-no"),
                quiet: true,
                hidden: vec![Hidden { name: "act".into(), value: "none".into() }],
                ..NoteForm::default()
            },
        ],
        ..Note::default()
    };
    says.tell(StatusCode::OK, THERE, &note)
}

async fn card(says: &Speaking, attempt: &Attempt, standing: &Standing, token: &str) -> Response {
    let back = format!("{}/{}contribute/mine/{token}", says.fund.terms().url, says.prefix());
    let page = match says.fund.processor(attempt.provider) {
        Some(processor) => processor.card_page(standing, &back).await,
        None => Ok(None),
    };
    match page {
        Ok(Some(page)) => {
            let note = Note {
                title: says.say("fund-going"),
                text: vec![says.say("fund-going-text")],
                links: vec![Link { href: page, title: says.say("fund-going-button") }],
                ..Note::default()
            };
            says.tell(StatusCode::OK, THERE, &note)
        }
        Ok(None) | Err(_) => says.tell(StatusCode::SERVICE_UNAVAILABLE, THERE, &says.note("fund-mine-down")),
    }
}

fn amount(says: &Speaking, typed: &str, attempt: &Attempt) -> Result<Money, String> {
    let currency = attempt.gift.amount.currency;
    let read = Money::read(typed, currency, says.language()).map_err(|_| says.say("fund-wrong-amount"))?;
    let gift = Gift::new(read, attempt.gift.interval, attempt.gift.method, false);
    gift.map(|gift| gift.amount).map_err(|_| {
        let (least, most) = (says.money(currency.least()), says.money(currency.most()));
        says.say_with("fund-wrong-between", &[("least", least.into()), ("most", most.into())])
    })
}

/// What can be done as it stands.
fn may(standing: &Standing, provider: Provider, change: Change) -> bool {
    let goes_on = matches!(standing.state, Stands::Active | Stands::PastDue);
    match change {
        Change::Amount(_) => goes_on || standing.state == Stands::Paused,
        Change::Pause => standing.state == Stands::Active,
        Change::Resume => standing.state == Stands::Paused,
        Change::End => goes_on || standing.state == Stands::Paused,
        Change::Stay => standing.state == Stands::Ending && provider == Provider::Stripe,
    }
}

fn sheet(says: &Speaking, attempt: &Attempt, standing: &Standing, done: Option<String>, typed: Option<(String, String)>) -> Response {
    let currency = standing.amount.currency;
    let act = |value: &str, change: Change| {
        may(standing, attempt.provider, change).then(|| Choice {
            value: value.to_owned(),
            title: says.say(&format!("fund-mine-{value}")),
            ..Choice::default()
        })
    };
    let mut acts: Vec<Choice> =
        [act("pause", Change::Pause), act("resume", Change::Resume), act("stay", Change::Stay), act("end", Change::End)]
            .into_iter()
            .flatten()
            .collect();
    if standing.state == Stands::PastDue && attempt.provider == Provider::Stripe {
        acts.insert(0, Choice { value: "card".into(), title: says.say("fund-mine-card"), ..Choice::default() });
    }
    let (own, wrong) = typed.map_or_else(|| (standing.amount.say_plain(says.language()), None), |(own, wrong)| (own, Some(wrong)));
    let quiet = quiet(says, standing);
    let ends = matches!(standing.state, Stands::Ending | Stands::Ended);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Mine {
        amount: says.money(standing.amount),
        each: says.each(standing.interval),
        title: says.say("fund-mine"),
        state: says.say(&format!("fund-state-{}", standing.state)),
        done,
        since: standing.since.map(|since| says.day(since)),
        until: standing.until.filter(|_| matches!(standing.state, Stands::Active | Stands::Ending)).map(|until| says.day(until)),
        until_label: says.say(if ends { "fund-mine-until" } else { "fund-thanks-next" }),
        can_change: may(standing, attempt.provider, Change::Amount(standing.amount)),
        least: says.money(currency.least()),
        sign: currency.entry().sign,
        own,
        wrong,
        acts,
        again: (standing.state == Stands::Ended).then(|| says.give()),
        quiet,
        home: says.home_quiet(quiet),
    };
    says.page(status, "mine.html", &says.frame("mine", THERE, &page.title), &page)
}

async fn open(says: &Speaking, token: &str) -> anyhow::Result<Option<(Attempt, Standing)>> {
    let Some((_, attempt)) = find(says, token).await? else { return Ok(None) };
    let standing = says.fund.standing(attempt.id).await?;
    Ok(standing.map(|standing| (attempt, standing)))
}

fn unknown(says: &Speaking) -> Response {
    let mut note = says.note("fund-unknown");
    note.links = vec![says.give(), says.home()];
    says.tell(StatusCode::NOT_FOUND, THERE, &note)
}
