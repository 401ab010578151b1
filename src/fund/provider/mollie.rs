//! Mollie: payments for once, a customer without name or address and a subscription for what goes on. Its classic hook says an id and nothing else, so it is believed nothing:
//! what happened is asked.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use kernel::Money;
use serde_json::{Value, json};

use super::client::{Body, Client, Verb};
use super::reading::{amount, attempt, instant, is_true, list, text};
use super::{Asked, Change, Found, Holding, Opened, Order, Trouble};
use crate::fund::model::attempt::Attempt;
use crate::fund::model::fact::{DisputeState, Fact, RefundState, SessionState, SubscriptionState, What};
use crate::fund::model::gate::Country;
use crate::fund::model::standing::{Standing, State};
use crate::fund::model::{AttemptId, Interval, Method, Provider};

/// How long a payment or a refund may take until it is done: a bank transfer two weeks.
const SETTLES: SignedDuration = SignedDuration::from_hours(16 * 24);
/// How long a bank may still change its mind.
const DISPUTED: SignedDuration = SignedDuration::from_hours(120 * 24);

#[derive(Clone, Debug)]
pub struct Mollie {
    client: Client,
    live: bool,
    /// Where it tells what happened.
    hook: String,
}

impl Mollie {
    pub fn new(base: &str, key: &str, hook: &str) -> Self {
        let headers = vec![("authorization", format!("Bearer {key}"))];
        Self { client: Client::new(base, headers), live: key.starts_with("live_"), hook: hook.to_owned() }
    }

    pub fn is_live(&self) -> bool {
        self.live
    }

    async fn post(&self, path: &str, body: Value, key: Option<String>) -> Result<Value, Trouble> {
        self.client.call(Verb::Post, path, Body::Json(body), key).await
    }

    pub async fn open(&self, order: &Order) -> Result<Opened, Trouble> {
        let Attempt { id, gift, locale, session, .. } = &order.attempt;
        // Mollie forgets a key after an hour, and would make a second payment then.
        if let Some(session) = session {
            let made = self.client.get(&format!("/v2/payments/{session}")).await?;
            return match text(&made, "/_links/checkout/href") {
                Some(page) => Ok(Opened { session: session.clone(), page: page.to_owned() }),
                None => Err(Trouble::Refused("its page is not open any more".into())),
            };
        }
        let mut body = json!({
            "amount": value(gift.total),
            "description": order.words,
            "redirectUrl": order.thanks,
            "cancelUrl": order.back,
            "metadata": { "attempt": id.to_string() },
            "locale": language(locale.language()),
        });
        // A hook can only be told to an address that the processor can reach.
        if self.hook.starts_with("https://") || !self.live {
            body["webhookUrl"] = json!(self.hook);
        }
        if let Some(method) = method(gift.method) {
            body["method"] = json!(method);
        }
        if gift.interval.recurs() {
            let customer = self
                .post(
                    "/v2/customers",
                    json!({ "metadata": { "attempt": id.to_string() } }),
                    Some(format!("{}-customer", order.attempt.key())),
                )
                .await?;
            body["customerId"] = json!(text(&customer, "/id").ok_or_else(|| Trouble::Strange("a customer without id".into()))?);
            body["sequenceType"] = json!("first");
        }
        let made = self.post("/v2/payments", body, Some(order.attempt.key())).await?;
        match (text(&made, "/id"), text(&made, "/_links/checkout/href")) {
            (Some(session), Some(page)) => Ok(Opened { session: session.to_owned(), page: page.to_owned() }),
            _ => Err(Trouble::Strange("a payment without its page".into())),
        }
    }

    pub async fn shut(&self, session: &str) -> Result<(), Trouble> {
        match self.client.call(Verb::Delete, &format!("/v2/payments/{session}"), Body::None, None).await {
            Ok(_) | Err(Trouble::Refused(_)) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    pub async fn ask(&self, attempt: &Attempt, now: Timestamp) -> Result<Asked, Trouble> {
        if let Some(session) = &attempt.session {
            return Ok(Asked { session: None, facts: self.payment(session, Some(attempt), now).await? });
        }
        // The answer never reached us: what there is has our number in it.
        let mut path = "/v2/payments?limit=250".to_owned();
        for _ in 0..20 {
            let page = self.client.get(&path).await?;
            let payments = list(&page, "/_embedded/payments");
            if let Some(found) = payments.iter().find(|one| super::reading::attempt(one, "/metadata/attempt") == Some(attempt.id)) {
                let session = text(found, "/id").unwrap_or_default().to_owned();
                let facts = self.payment(&session, Some(attempt), now).await?;
                return Ok(Asked { session: Some(session), facts });
            }
            let too_old = payments.last().and_then(|last| instant(last, "/createdAt")).is_some_and(|made| made < attempt.day);
            match onward(&page) {
                Some(next) if !too_old => path = next,
                _ => break,
            }
        }
        Ok(Asked::default())
    }

    /// All that is to be said of a payment, and of the subscription that it begins or belongs to. A first payment that was paid begins its subscription here, once.
    pub async fn payment(&self, id: &str, of: Option<&Attempt>, now: Timestamp) -> Result<Vec<Fact>, Trouble> {
        let payment = self.client.get(&format!("/v2/payments/{id}")).await?;
        let ours = attempt(&payment, "/metadata/attempt");
        let mut all: Vec<Fact> = of_payment(&payment).into_iter().collect();
        if amount(&payment, "/amountRefunded").is_some_and(|back| back.minor > 0) {
            let refunds = self.client.get(&format!("/v2/payments/{id}/refunds")).await?;
            all.extend(list(&refunds, "/_embedded/refunds").iter().filter_map(|refund| of_refund(refund, id)));
        }
        if amount(&payment, "/amountChargedBack").is_some_and(|back| back.minor > 0) {
            let back = self.client.get(&format!("/v2/payments/{id}/chargebacks")).await?;
            all.extend(list(&back, "/_embedded/chargebacks").iter().flat_map(|back| of_chargeback(back, id)));
        }
        let is_paid = text(&payment, "/status") == Some("paid");
        let customer = text(&payment, "/customerId").map(str::to_owned);
        let known = text(&payment, "/subscriptionId").map(str::to_owned);
        match (customer, known, text(&payment, "/sequenceType"), of) {
            (Some(customer), Some(subscription), ..) => {
                let said = self.client.get(&format!("/v2/customers/{customer}/subscriptions/{subscription}")).await?;
                all.extend(of_subscription(&said, &customer, ours, now));
            }
            (Some(customer), None, Some("first"), Some(of)) if is_paid => {
                let said = self.begin(&customer, of, now).await?;
                all.extend(of_subscription(&said, &customer, Some(of.id), now));
            }
            _ => {}
        }
        Ok(all)
    }

    async fn begin(&self, customer: &str, of: &Attempt, now: Timestamp) -> Result<Value, Trouble> {
        let body = json!({
            "amount": value(of.gift.total),
            "interval": interval(of.gift.interval),
            "startDate": next(today(now), of.gift.interval).to_string(),
            "description": of.reference(),
            "webhookUrl": self.hook,
            "metadata": { "attempt": of.id.to_string() },
        });
        let is_there = |one: &Value| attempt(one, "/metadata/attempt") == Some(of.id);
        self.subscribe(customer, is_there, body, format!("{}-subscription", of.key())).await
    }

    /// The subscription of a customer that is there already, or a new one.
    async fn subscribe(&self, customer: &str, is_there: impl Fn(&Value) -> bool, body: Value, key: String) -> Result<Value, Trouble> {
        let path = format!("/v2/customers/{customer}/subscriptions");
        let all = self.client.get(&path).await?;
        match list(&all, "/_embedded/subscriptions").iter().find(|one| is_there(one)) {
            Some(there) => Ok(there.clone()),
            None => self.post(&path, body, Some(key)).await,
        }
    }

    /// Mollie knows no pause: the subscription is cancelled, with the day of its next payment written on it first.
    async fn pause(&self, path: &str, key: &str) -> Result<Value, Trouble> {
        let said = self.client.get(path).await?;
        let mut about = said.pointer("/metadata").filter(|about| about.is_object()).cloned().unwrap_or_else(|| json!({}));
        about["rests"] = said.pointer("/nextPaymentDate").cloned().unwrap_or_default();
        self.client.call(Verb::Patch, path, Body::Json(json!({ "metadata": about })), Some(format!("{key}-rests"))).await?;
        self.cancel(path, key).await
    }

    /// A new subscription in the place of one that rests, from the next day on which that one would have drawn. Pressed twice it is one: no customer has two with one description.
    async fn resume(&self, standing: &Standing, customer: &str, path: &str, key: &str, now: Timestamp) -> Result<Value, Trouble> {
        let rests = self.client.get(path).await?;
        let due = day(&rests, "/metadata/rests").unwrap_or_else(|| today(now));
        let mut about = rests.pointer("/metadata").cloned().unwrap_or_default();
        about.as_object_mut().and_then(|about| about.remove("rests"));
        let body = json!({
            "amount": value(standing.amount),
            "interval": interval(standing.interval),
            "startDate": after(due, standing.interval, today(now)).to_string(),
            "description": rests.pointer("/description"),
            "webhookUrl": self.hook,
            "metadata": about,
        });
        let is_on = |one: &Value| text(one, "/status") == Some("active") && one.pointer("/description") == rests.pointer("/description");
        self.subscribe(customer, is_on, body, key.to_owned()).await
    }

    /// It draws nothing more, also not what is being drawn while the bank still lets it.
    async fn cancel(&self, path: &str, key: &str) -> Result<Value, Trouble> {
        self.call_back(path).await?;
        self.client.call(Verb::Delete, path, Body::None, Some(key.to_owned())).await
    }

    /// What hooks should have told, by the lists: payments of ours, what went back of them, how subscriptions stand, and what went to the bank.
    pub async fn since(&self, since: Timestamp, now: Timestamp) -> Result<Vec<Fact>, Trouble> {
        let before = |by| since.saturating_sub(by).unwrap_or(since);
        let payments = self.newest("payments", before(SETTLES)).await?;
        let ours = payments.iter().filter(|payment| attempt(payment, "/metadata/attempt").is_some());
        let mut all: Vec<Fact> = ours.clone().filter(|payment| text(payment, "/status") != Some("open")).filter_map(of_payment).collect();
        let mut known: HashMap<String, bool> =
            payments.iter().filter_map(|one| Some((text(one, "/id")?.to_owned(), attempt(one, "/metadata/attempt").is_some()))).collect();
        for refund in self.newest("refunds", before(SETTLES)).await? {
            if let Some(payment) = text(&refund, "/paymentId")
                && self.is_ours(payment, &mut known).await?
            {
                all.extend(of_refund(&refund, payment));
            }
        }
        for back in self.newest("chargebacks", before(DISPUTED)).await? {
            if let Some(payment) = text(&back, "/paymentId")
                && self.is_ours(payment, &mut known).await?
            {
                all.extend(of_chargeback(&back, payment));
            }
        }
        for said in self.newest("subscriptions", Timestamp::MIN).await? {
            if let (Some(attempt), Some(customer)) = (attempt(&said, "/metadata/attempt"), text(&said, "/customerId")) {
                all.extend(of_subscription(&said, customer, Some(attempt), now));
            }
        }
        // A key of a profile may not read settlements; the token of an organization may.
        match self.newest("settlements", before(DISPUTED)).await {
            Ok(settlements) => all.extend(settlements.iter().filter_map(of_settlement)),
            Err(Trouble::Refused(_)) => {}
            Err(trouble) => return Err(trouble),
        }
        Ok(all)
    }

    /// A list from its newest on, until what was made before `since`.
    async fn newest(&self, name: &str, since: Timestamp) -> Result<Vec<Value>, Trouble> {
        let (mut all, mut path) = (Vec::new(), format!("/v2/{name}?limit=250"));
        for _ in 0..400 {
            let page = self.client.get(&path).await?;
            let some = list(&page, &format!("/_embedded/{name}"));
            let is_of_then = |one: &&Value| instant(one, "/createdAt").is_none_or(|made| made >= since);
            let fresh = some.iter().filter(is_of_then).count();
            all.extend(some.iter().filter(is_of_then).cloned());
            match onward(&page) {
                Some(next) if fresh == some.len() => path = next,
                _ => break,
            }
        }
        Ok(all)
    }

    /// Whether a payment was begun here: an account may serve others too.
    async fn is_ours(&self, payment: &str, known: &mut HashMap<String, bool>) -> Result<bool, Trouble> {
        if let Some(ours) = known.get(payment) {
            return Ok(*ours);
        }
        let said = self.client.get(&format!("/v2/payments/{payment}")).await?;
        let ours = attempt(&said, "/metadata/attempt").is_some();
        known.insert(payment.to_owned(), ours);
        Ok(ours)
    }

    /// What it holds by currency; `None` where the key may not see that, as one of a profile may not.
    pub async fn balance(&self) -> Result<Option<Vec<Holding>>, Trouble> {
        let balances = match self.newest("balances", Timestamp::MIN).await {
            Ok(balances) => balances,
            Err(Trouble::Refused(_)) => return Ok(None),
            Err(trouble) => return Err(trouble),
        };
        let mut all = Vec::new();
        for balance in &balances {
            if let (Some(id), Some(available), Some(pending)) =
                (text(balance, "/id"), amount(balance, "/availableAmount"), amount(balance, "/pendingAmount"))
            {
                let money = available.currency.of(available.minor + pending.minor);
                all.push(Holding { money, kept: self.kept(id).await? });
            }
        }
        Ok(Some(all))
    }

    /// Fees that were kept back since money last went to the bank: the next settlement tells them.
    async fn kept(&self, balance: &str) -> Result<i64, Trouble> {
        let (mut kept, mut path) = (0, format!("/v2/balances/{balance}/transactions?limit=250"));
        for _ in 0..400 {
            let page = self.client.get(&path).await?;
            for line in list(&page, "/_embedded/balance_transactions") {
                if text(line, "/type") == Some("outgoing-transfer") {
                    return Ok(kept);
                }
                kept -= amount(line, "/deductions").map_or(0, |deducted| deducted.minor);
            }
            match onward(&page) {
                Some(next) => path = next,
                None => break,
            }
        }
        Ok(kept)
    }

    /// Only asked for, and never kept.
    pub async fn from_country(&self, country: Country) -> Result<Vec<Found>, Trouble> {
        let (mut all, mut path) = (Vec::new(), "/v2/payments?limit=250".to_owned());
        for _ in 0..400 {
            let page = self.client.get(&path).await?;
            let theirs = list(&page, "/_embedded/payments").iter().filter(|payment| {
                ["/details/cardCountryCode", "/countryCode"].into_iter().any(|path| text(payment, path) == Some(country.as_str()))
            });
            all.extend(theirs.map(|payment| Found {
                attempt: attempt(payment, "/metadata/attempt"),
                customer: text(payment, "/customerId").map(str::to_owned),
            }));
            match onward(&page) {
                Some(next) => path = next,
                None => break,
            }
        }
        Ok(all)
    }

    pub async fn forget(&self, customer: &str) -> Result<(), Trouble> {
        match self.client.call(Verb::Delete, &format!("/v2/customers/{customer}"), Body::None, None).await {
            Ok(_) | Err(Trouble::Refused(_)) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    pub async fn change(&self, standing: &Standing, change: Change, key: &str, now: Timestamp) -> Result<Vec<Fact>, Trouble> {
        let (Some(subscription), Some(customer)) = (&standing.subscription, &standing.customer) else {
            return Err(Trouble::Refused("there is nothing that goes on".into()));
        };
        let path = format!("/v2/customers/{customer}/subscriptions/{subscription}");
        let said = match change {
            // Mollie has nothing then that could be changed: it counts when the gift goes on, or never does.
            Change::Amount(_) | Change::End if standing.state == State::Paused => {
                return Ok(vec![of_resting(standing, subscription, change, now)]);
            }
            Change::Amount(amount) => {
                self.client.call(Verb::Patch, &path, Body::Json(json!({ "amount": value(amount) })), Some(key.to_owned())).await?
            }
            Change::Pause => self.pause(&path, key).await?,
            Change::Resume => self.resume(standing, customer, &path, key, now).await?,
            // What was paid for was paid before.
            Change::End => self.cancel(&path, key).await?,
            Change::Stay => return Err(Trouble::Refused("what has ended at this processor is over".into())),
        };
        let said = if said.is_null() { self.client.get(&path).await? } else { said };
        let mut told = of_subscription(&said, customer, attempt(&said, "/metadata/attempt"), now);
        if let Some(Fact { at, what: What::Subscription { paused: true, .. }, .. }) = &mut told {
            *at = now.max(*at);
        }
        Ok(told.into_iter().collect())
    }

    /// Cancels what is being drawn for the subscription at a path, as a direct debit is for days, while the bank still lets it.
    async fn call_back(&self, path: &str) -> Result<(), Trouble> {
        let payments = self.client.get(&format!("{path}/payments?limit=50")).await?;
        for payment in list(&payments, "/_embedded/payments").iter().filter(|payment| is_true(payment, "/isCancelable")) {
            self.shut(text(payment, "/id").unwrap_or_default()).await?;
        }
        Ok(())
    }
}

fn told(id: String, at: Timestamp, attempt: Option<AttemptId>, what: What) -> Fact {
    Fact { provider: Provider::Mollie, id, at, attempt, what }
}

/// A payment in its present state. The fact has the name of that state, so that it is kept once.
fn of_payment(payment: &Value) -> Option<Fact> {
    let (id, status) = (text(payment, "/id")?, text(payment, "/status")?);
    let made = instant(payment, "/createdAt")?;
    let at = ["/paidAt", "/failedAt", "/expiredAt", "/canceledAt"].into_iter().find_map(|path| instant(payment, path)).unwrap_or(made);
    let recurring = text(payment, "/subscriptionId").map(str::to_owned);
    let session = |state| What::Session { session: id.to_owned(), state };
    let what = match (status, recurring) {
        ("paid", subscription) => What::Paid { payment: id.to_owned(), amount: amount(payment, "/amount")?, subscription, made_at: at },
        ("failed" | "expired" | "canceled", Some(subscription)) => {
            What::Unpaid { subscription, invoice: id.to_owned(), tries: 1, action: false }
        }
        ("failed", None) => session(SessionState::Failed),
        ("expired", None) => session(SessionState::Expired),
        ("canceled", None) => session(SessionState::Failed),
        _ => session(SessionState::Open),
    };
    Some(told(format!("{id}:{status}"), at, attempt(payment, "/metadata/attempt"), what))
}

fn of_refund(refund: &Value, payment: &str) -> Option<Fact> {
    let (id, status) = (text(refund, "/id")?, text(refund, "/status")?);
    let made_at = instant(refund, "/createdAt")?;
    let state = match status {
        "refunded" => RefundState::Succeeded,
        "failed" | "canceled" => RefundState::Failed,
        _ => RefundState::Pending,
    };
    let what = What::Refund { refund: id.to_owned(), payment: payment.to_owned(), amount: amount(refund, "/amount")?, state, made_at };
    Some(told(format!("{id}:{status}"), made_at, None, what))
}

/// A bank has taken money back: nobody is asked, and it is lost, unless the bank gives it again. One fact for each.
fn of_chargeback(back: &Value, payment: &str) -> Vec<Fact> {
    let (Some(id), Some(amount), Some(made_at)) = (text(back, "/id"), amount(back, "/amount"), instant(back, "/createdAt")) else {
        return Vec::new();
    };
    let dispute = |state| What::Dispute { dispute: id.to_owned(), payment: payment.to_owned(), amount, state, made_at };
    let mut all = vec![told(format!("{id}:lost"), made_at, None, dispute(DisputeState::Lost))];
    if let Some(at) = instant(back, "/reversedAt") {
        all.push(told(format!("{id}:reversed"), at, None, dispute(DisputeState::Reversed)));
    }
    all
}

fn of_subscription(said: &Value, customer: &str, attempt: Option<AttemptId>, now: Timestamp) -> Option<Fact> {
    let id = text(said, "/id")?;
    let status = text(said, "/status")?;
    // A subscription that was cancelled here in order to rest.
    let rests = (status == "canceled").then(|| day(said, "/metadata/rests")).flatten();
    let state = match status {
        _ if rests.is_some() => SubscriptionState::Active,
        "active" => SubscriptionState::Active,
        "pending" => SubscriptionState::Incomplete,
        "suspended" => SubscriptionState::PastDue,
        _ => SubscriptionState::Ended,
    };
    let what = What::Subscription {
        subscription: id.to_owned(),
        customer: Some(customer.to_owned()),
        state,
        amount: amount(said, "/amount")?,
        interval: if text(said, "/interval").is_some_and(|interval| interval.starts_with("12")) {
            Interval::Annual
        } else {
            Interval::Monthly
        },
        until: rests.or_else(|| day(said, "/nextPaymentDate")).and_then(midnight),
        // Mollie cancels nothing by itself.
        ending: status == "canceled" && rests.is_none(),
        paused: rests.is_some(),
    };
    let at = instant(said, "/canceledAt").unwrap_or(now);
    // One that rests says so for ever, also when another has taken its place: that is one fact.
    let name = if rests.is_some() { format!("{id}:rests") } else { format!("{id}:{status}:{:x}", kernel::id::random()) };
    Some(told(name, at, attempt, what))
}

/// What a giver changes of a gift that rests.
fn of_resting(standing: &Standing, subscription: &str, change: Change, now: Timestamp) -> Fact {
    let (state, ends) = if change == Change::End { (SubscriptionState::Ended, true) } else { (SubscriptionState::Active, false) };
    let what = What::Subscription {
        subscription: subscription.to_owned(),
        customer: standing.customer.clone(),
        state,
        amount: if let Change::Amount(amount) = change { amount } else { standing.amount },
        interval: standing.interval,
        until: standing.until,
        ending: ends,
        paused: !ends,
    };
    told(format!("{subscription}:rests:{:x}", kernel::id::random()), now, None, what)
}

fn of_settlement(settlement: &Value) -> Option<Fact> {
    let id = text(settlement, "/id")?;
    if text(settlement, "/status") != Some("paidout") {
        return None;
    }
    let at = instant(settlement, "/settledAt").or_else(|| instant(settlement, "/createdAt"))?;
    let came = amount(settlement, "/amount")?;
    let mut kept = 0_i64;
    for year in settlement.pointer("/periods").and_then(Value::as_object).into_iter().flat_map(|years| years.values()) {
        for period in year.as_object().into_iter().flat_map(|months| months.values()) {
            kept += list(period, "/costs").iter().filter_map(|cost| amount(cost, "/amountGross")).map(|cost| cost.minor).sum::<i64>();
        }
    }
    let what = What::Settlement { settlement: id.to_owned(), amount: came, costs: came.currency.of(kept), made_at: at };
    Some(told(id.to_owned(), at, None, what))
}

fn value(money: Money) -> Value {
    json!({ "currency": money.currency.code(), "value": money.decimal() })
}

fn interval(interval: Interval) -> &'static str {
    if interval == Interval::Annual { "12 months" } else { "1 month" }
}

/// Where a list goes on.
fn onward(page: &Value) -> Option<String> {
    text(page, "/_links/next/href").and_then(|next| next.find("/v2/").map(|at| next[at..].to_owned()))
}

fn day(said: &Value, path: &str) -> Option<Date> {
    text(said, path).and_then(|day| day.parse().ok())
}

fn midnight(day: Date) -> Option<Timestamp> {
    day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

fn today(now: Timestamp) -> Date {
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// The day of the next payment.
fn next(today: Date, interval: Interval) -> Date {
    today.saturating_add(months(interval, 1))
}

/// The first day after `today` of those on which something is due: `due`, and each interval from there.
fn after(due: Date, interval: Interval, today: Date) -> Date {
    (0..).map(|nth| due.saturating_add(months(interval, nth))).find(|day| *day > today || *day == Date::MAX).unwrap_or(due)
}

fn months(interval: Interval, times: i64) -> jiff::Span {
    (times * if interval == Interval::Annual { 12 } else { 1 }).months()
}

/// How Mollie calls it.
fn method(method: Method) -> Option<&'static str> {
    Some(match method {
        Method::Card => "creditcard",
        Method::Ideal => "ideal",
        Method::Bancontact => "bancontact",
        Method::Paypal => "paypal",
        Method::Sepa => "banktransfer",
        Method::Transfer | Method::Crypto => return None,
    })
}

/// Languages of Mollie's page, of ours.
fn language(language: &str) -> &'static str {
    match language {
        "nl" => "nl_NL",
        "de" => "de_DE",
        "fr" => "fr_FR",
        "es" => "es_ES",
        "it" => "it_IT",
        "pl" => "pl_PL",
        "lt" => "lt_LT",
        "lv" => "lv_LV",
        _ => "en_US",
    }
}
