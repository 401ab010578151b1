//! Stripe: Checkout for paying, its events for what happened, its balance transactions for the books.
//!
//! `receipt_email` is never set, because it makes Stripe write to people; `customer_email` neither. Metadata hold the number of our attempt and nothing else.

use jiff::{SignedDuration, Timestamp};
use kernel::Money;
use serde_json::Value;

use super::client::{Body, Client, Verb};
use super::reading::{id, is_there, list, money, text};
use super::{Asked, Change, Found, Holding, Opened, Order, Trouble, unit};
use crate::fund::model::attempt::Attempt;
use crate::fund::model::fact::{Fact, SessionState, What};
use crate::fund::model::gate::Country;
use crate::fund::model::standing::Standing;
use crate::fund::model::{Interval, Method, Provider};

#[path = "stripe_facts.rs"]
pub mod facts;

/// The shapes that are read here.
pub const VERSION: &str = "2026-10-28.endive";
/// Objects of a list that are asked for at once; Stripe gives no more.
const PAGE: usize = 100;
/// Pages of a list that are read in one go.
const PAGES: usize = 500;
/// How far back the list of events is read beside what was known: events of one second come in any order.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

#[derive(Clone, Debug)]
pub struct Stripe {
    client: Client,
    live: bool,
}

impl Stripe {
    pub fn new(base: &str, key: &str) -> Self {
        let headers = vec![("authorization", format!("Bearer {key}")), ("stripe-version", VERSION.to_owned())];
        Self { client: Client::new(base, headers), live: key.contains("_live_") }
    }

    pub fn is_live(&self) -> bool {
        self.live
    }

    pub async fn open(&self, order: &Order) -> Result<Opened, Trouble> {
        let body = Body::Form(session(order));
        let made = self.client.call(Verb::Post, "/v1/checkout/sessions", body, Some(order.attempt.key())).await?;
        let (session, page) = (text(&made, "/id"), text(&made, "/url"));
        match (session, page) {
            (Some(session), Some(page)) => Ok(Opened { session: session.to_owned(), page: page.to_owned() }),
            _ => Err(Trouble::Strange("a session without its page".into())),
        }
    }

    pub async fn shut(&self, session: &str) -> Result<(), Trouble> {
        match self.client.call(Verb::Post, &format!("/v1/checkout/sessions/{session}/expire"), Body::Form(Vec::new()), None).await {
            // It has ended meanwhile.
            Ok(_) | Err(Trouble::Refused(_)) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    pub async fn ask(&self, attempt: &Attempt, now: Timestamp) -> Result<Asked, Trouble> {
        let expand = "expand[]=payment_intent.latest_charge&expand[]=subscription.latest_invoice";
        if let Some(session) = &attempt.session {
            let session = self.client.get(&format!("/v1/checkout/sessions/{session}?{expand}")).await?;
            return Ok(Asked { session: None, facts: facts::of_session(&session, attempt.id, now) });
        }
        // The answer never reached us: what there is has our number in it.
        let since = attempt.day.as_second();
        let mut path = format!(
            "/v1/checkout/sessions?created[gte]={since}&limit={PAGE}&expand[]=data.payment_intent.latest_charge&expand[]=data.subscription.latest_invoice"
        );
        let base = path.clone();
        for _ in 0..PAGES {
            let page = self.client.get(&path).await?;
            let sessions = list(&page, "/data");
            let ours = sessions.iter().find(|one| super::reading::attempt(one, "/metadata/attempt") == Some(attempt.id));
            if let Some(session) = ours {
                return Ok(Asked { session: text(session, "/id").map(str::to_owned), facts: facts::of_session(session, attempt.id, now) });
            }
            match sessions.last().and_then(|last| text(last, "/id")) {
                Some(last) if super::reading::is_true(&page, "/has_more") => path = format!("{base}&starting_after={last}"),
                _ => break,
            }
        }
        Ok(Asked::default())
    }

    pub async fn since(&self, since: Timestamp) -> Result<Vec<Fact>, Trouble> {
        let from = since.saturating_sub(OVERLAP).unwrap_or(since).as_second().max(0);
        let mut all = Vec::new();
        for event in self.all(&format!("/v1/events?created[gte]={from}")).await? {
            all.extend(facts::of_event(&event));
        }
        for line in self.all(&format!("/v1/balance_transactions?created[gte]={from}&expand[]=data.source")).await? {
            all.extend(facts::of_transaction(&line));
        }
        Ok(all)
    }

    pub async fn lines_of(&self, payout: &str) -> Result<Vec<String>, Trouble> {
        let lines = match self.all(&format!("/v1/balance_transactions?payout={payout}")).await {
            Ok(lines) => lines,
            // Of a payout that somebody made by hand Stripe does not say what was in it.
            Err(Trouble::Refused(_)) => return Ok(Vec::new()),
            Err(trouble) => return Err(trouble),
        };
        // The payout's own line is the other side of all of them.
        Ok(lines
            .iter()
            .filter(|line| text(line, "/type") != Some("payout"))
            .filter_map(|line| text(line, "/id"))
            .map(str::to_owned)
            .collect())
    }

    pub async fn balance(&self) -> Result<Vec<Holding>, Trouble> {
        let said = self.client.get("/v1/balance").await?;
        let mut sums = std::collections::BTreeMap::new();
        for part in ["/available", "/pending"] {
            for held in list(&said, part).iter().filter_map(|held| money(held, "/amount", "/currency")) {
                *sums.entry(held.currency).or_insert(0_i64) += held.minor;
            }
        }
        Ok(sums.into_iter().map(|(currency, minor)| Holding { money: currency.of(minor), kept: 0 }).collect())
    }

    pub async fn change(&self, standing: &Standing, change: Change, key: &str, now: Timestamp) -> Result<Vec<Fact>, Trouble> {
        let Some(subscription) = &standing.subscription else { return Err(Trouble::Refused("there is nothing that goes on".into())) };
        let path = format!("/v1/subscriptions/{subscription}");
        let fields = match change {
            Change::Amount(amount) => self.new_amount(&path, standing.interval, amount).await?,
            // Nothing is drawn, and nothing owed, while it rests.
            Change::Pause => vec![("pause_collection[behavior]".into(), "void".into())],
            Change::Resume => vec![("pause_collection".into(), String::new())],
            Change::End => vec![("cancel_at_period_end".into(), "true".into()), ("expand[]".into(), "latest_invoice".into())],
            Change::Stay => vec![("cancel_at_period_end".into(), "false".into())],
        };
        let mut said = self.client.call(Verb::Post, &path, Body::Form(fields), Some(key.to_owned())).await?;
        if change == Change::End && is_owed(&said) {
            said = self.end_now(&path).await?;
        }
        Ok(facts::of_subscription(&said, &format!("asked-{:x}", kernel::id::random()), now).into_iter().collect())
    }

    /// Ends it before its period does: Stripe draws nothing more then, also not what is owed.
    async fn end_now(&self, path: &str) -> Result<Value, Trouble> {
        match self.client.call(Verb::Delete, path, Body::None, None).await {
            // It has ended meanwhile.
            Err(Trouble::Refused(_)) => self.client.get(path).await,
            ended => ended,
        }
    }

    async fn new_amount(&self, path: &str, interval: Interval, amount: Money) -> Result<Vec<(String, String)>, Trouble> {
        let now = self.client.get(path).await?;
        let strange = || Trouble::Strange("a subscription without its item".into());
        let item = text(&now, "/items/data/0/id").ok_or_else(strange)?;
        let product = id(&now, "/items/data/0/price/product").ok_or_else(strange)?;
        let part = |name: &str, value: &str| (format!("items[0]{name}"), value.to_owned());
        Ok(vec![
            part("[id]", item),
            part("[price_data][currency]", &amount.currency.code().to_lowercase()),
            part("[price_data][product]", product),
            part("[price_data][unit_amount]", &amount.minor.to_string()),
            part("[price_data][recurring][interval]", unit(interval)),
            // The new amount counts from the next time on.
            ("proration_behavior".into(), "none".into()),
        ])
    }

    /// The bank's question where there is one, and else the processor's page for cards.
    pub async fn card_page(&self, standing: &Standing, back: &str) -> Result<String, Trouble> {
        if let Some(subscription) = &standing.subscription {
            let said = self.client.get(&format!("/v1/subscriptions/{subscription}?expand[]=latest_invoice")).await?;
            let open = text(&said, "/latest_invoice/status") == Some("open");
            if let Some(page) = text(&said, "/latest_invoice/hosted_invoice_url").filter(|_| open) {
                return Ok(page.to_owned());
            }
        }
        let Some(customer) = &standing.customer else { return Err(Trouble::Refused("there is no customer".into())) };
        let fields = vec![("customer".to_owned(), customer.clone()), ("return_url".to_owned(), back.to_owned())];
        let made = self.client.call(Verb::Post, "/v1/billing_portal/sessions", Body::Form(fields), None).await?;
        text(&made, "/url").map(str::to_owned).ok_or_else(|| Trouble::Strange("a session without its page".into()))
    }

    /// Only asked for, and never kept.
    pub async fn from_country(&self, country: Country) -> Result<Vec<Found>, Trouble> {
        let charges = self.all("/v1/charges?created[gte]=0").await?;
        let is_theirs = |charge: &&Value| {
            let places =
                ["/payment_method_details/card/country", "/payment_method_details/sepa_debit/country", "/billing_details/address/country"];
            places.into_iter().any(|path| text(charge, path) == Some(country.as_str()))
        };
        let found = |charge: &Value| Found {
            attempt: super::reading::attempt(charge, "/metadata/attempt"),
            customer: id(charge, "/customer").map(str::to_owned),
        };
        Ok(charges.iter().filter(is_theirs).map(found).collect())
    }

    pub async fn forget(&self, customer: &str) -> Result<(), Trouble> {
        match self.client.call(Verb::Delete, &format!("/v1/customers/{customer}"), Body::None, None).await {
            Ok(_) | Err(Trouble::Refused(_)) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    /// A whole list, the newest first.
    async fn all(&self, path: &str) -> Result<Vec<Value>, Trouble> {
        let base = format!("{path}&limit={PAGE}");
        let (mut all, mut path) = (Vec::new(), base.clone());
        for _ in 0..PAGES {
            let page = self.client.get(&path).await?;
            all.extend(list(&page, "/data").iter().cloned());
            match all.last().and_then(|last: &Value| text(last, "/id")) {
                Some(last) if super::reading::is_true(&page, "/has_more") => path = format!("{base}&starting_after={last}"),
                _ => break,
            }
        }
        Ok(all)
    }
}

/// What a page is asked for with.
fn session(order: &Order) -> Vec<(String, String)> {
    let gift = order.attempt.gift;
    let attempt = order.attempt.id.to_string();
    let mut fields = Vec::new();
    let mut say = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
    let recurs = gift.interval.recurs();
    say("mode", if recurs { "subscription" } else { "payment" });
    if !recurs {
        say("submit_type", "donate");
    }
    say("line_items[0][quantity]", "1");
    say("line_items[0][price_data][currency]", &gift.total.currency.code().to_lowercase());
    say("line_items[0][price_data][unit_amount]", &gift.total.minor.to_string());
    say("line_items[0][price_data][product_data][name]", &order.words);
    if recurs {
        say("line_items[0][price_data][recurring][interval]", unit(gift.interval));
    }
    if gift.method == Method::Card {
        say("allowed_payment_method_types[0]", "card");
    }
    say("metadata[attempt]", &attempt);
    // It is copied to what comes of the session, so that whatever is told later can be told apart.
    say(if recurs { "subscription_data[metadata][attempt]" } else { "payment_intent_data[metadata][attempt]" }, &attempt);
    say("success_url", &order.thanks);
    say("cancel_url", &order.back);
    say("locale", language(order.attempt.locale.language()));
    fields
}

/// Languages of Stripe's page, of ours.
fn language(language: &str) -> &str {
    match language {
        "en" | "ru" | "de" | "fr" | "es" | "it" | "nl" | "pl" | "lt" | "lv" | "et" | "tr" | "ja" => language,
        _ => "auto",
    }
}

/// Whether an amount of a subscription was not drawn yet: it would be tried on its card although somebody has asked for the end.
fn is_owed(subscription: &Value) -> bool {
    matches!(text(subscription, "/status"), Some("past_due" | "unpaid"))
        || matches!(text(subscription, "/latest_invoice/status"), Some("draft" | "open"))
}

/// A session's state by its own words.
pub(super) fn session_state(session: &Value) -> SessionState {
    match (text(session, "/status"), text(session, "/payment_status")) {
        (Some("expired"), _) => SessionState::Expired,
        (_, Some("paid" | "no_payment_required")) => SessionState::Paid,
        _ => SessionState::Open,
    }
}

fn told(id: &str, at: Timestamp, attempt: Option<crate::fund::model::AttemptId>, what: What) -> Fact {
    Fact { provider: Provider::Stripe, id: id.to_owned(), at, attempt, what }
}

/// Whether there is an object, rather than nothing or only its name.
fn is_whole(value: &Value, path: &str) -> bool {
    is_there(value, &format!("{path}/id"))
}
