//! Witnesses that nobody here has written: `localstripe`, which keeps books of its own and signs its hooks, and the signatures of Stripe's own Python package.
//!
//! Where Python has no such module the test says so and is left out; with `INDELIBLE_TEST_WITNESSES` set it fails instead, as `.ci/run` wants it.

use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use indelible::fund::checkout::{Press, Way, Wish};
use indelible::fund::model::attempt::Gift;
use indelible::fund::model::fact::What;
use indelible::fund::model::ledger::Account;
use indelible::fund::model::standing::{Standing, State};
use indelible::fund::model::{AttemptId, Interval, Method, Provider};
use indelible::fund::provider::client::{Body, Client, Verb};
use indelible::fund::provider::stripe::facts::{of_event, of_session, of_transaction};
use indelible::fund::provider::{Change, Trouble};
use jiff::SignedDuration;
use kernel::{Clock, Currency, Locale};
use serde_json::{Value, json};

use super::{GOOD, KEPT, SECRET, Till, door};
use crate::harness::House;

fn is_there(module: &str) -> bool {
    let there = Command::new("python3").args(["-c", &format!("import {module}")]).output().is_ok_and(|output| output.status.success());
    let must = std::env::var_os("INDELIBLE_TEST_WITNESSES").is_some();
    assert!(there || !must, "INDELIBLE_TEST_WITNESSES is set, and python3 has no {module}: pip install {module}");
    if !there {
        println!("SKIPPED: python3 has no {module}; pip install {module}");
    }
    there
}

/// `localstripe` in a process of its own, spoken to by the fund's own client.
struct Neighbour {
    process: Child,
    url: String,
    client: Client,
    _folder: tempfile::TempDir,
}

impl Neighbour {
    const KEY: &str = "sk_test_12345";

    async fn open() -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new("python3");
        command.args(["-B", "-m", "localstripe", "--from-scratch", "--port", &address.port().to_string()]);
        command.current_dir(folder.path()).env("TMPDIR", folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().expect("a neighbour");
        let url = format!("http://{address}");
        let client = Client::new(&url, vec![("authorization", format!("Bearer {}", Self::KEY))]);
        let neighbour = Self { process, url, client, _folder: folder };
        for _ in 0..200 {
            if TcpStream::connect(address).is_ok() {
                return neighbour;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("localstripe does not open");
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Value, Trouble> {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.client.call(Verb::Post, path, Body::Form(fields), None).await
    }

    async fn get(&self, path: &str) -> Value {
        self.client.get(path).await.expect("an answer")
    }

    /// A customer with a card: their ids.
    async fn customer(&self, number: &str) -> (String, String) {
        let customer = id(self.post("/v1/customers", &[("email", "ada@example.org")]).await);
        let card =
            [("type", "card"), ("card[number]", number), ("card[exp_month]", "12"), ("card[exp_year]", "2040"), ("card[cvc]", "123")];
        let method = id(self.post("/v1/payment_methods", &card).await);
        self.post(&format!("/v1/payment_methods/{method}/attach"), &[("customer", &customer)]).await.expect("attached");
        let chosen = [("invoice_settings[default_payment_method]", method.as_str())];
        self.post(&format!("/v1/customers/{customer}"), &chosen).await.expect("chosen");
        (customer, method)
    }

    /// A PaymentIntent that is confirmed.
    async fn pay(&self, minor: i64, currency: &str, number: &str, attempt: AttemptId) -> Result<Value, Trouble> {
        let (customer, method) = self.customer(number).await;
        let (minor, attempt) = (minor.to_string(), attempt.to_string());
        let fields = [("amount", &minor), ("customer", &customer), ("payment_method", &method), ("metadata[attempt]", &attempt)]
            .map(|(n, v)| (n, v.as_str()));
        let made = id(self.post("/v1/payment_intents", &[&fields[..], &[("currency", currency)]].concat()).await);
        self.post(&format!("/v1/payment_intents/{made}/confirm"), &[]).await
    }

    /// A subscription, whose first payment may fail.
    async fn subscribe(&self, minor: &str, currency: &str, number: &str) -> String {
        let (customer, _) = self.customer(number).await;
        let product = id(self.post("/v1/products", &[("name", "A gift"), ("type", "service")]).await);
        let plan = [("amount", minor), ("currency", currency), ("interval", "month"), ("product", &product)];
        let plan = id(self.post("/v1/plans", &plan).await);
        id(self.post("/v1/subscriptions", &[("customer", &customer), ("items[0][plan]", &plan)]).await)
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn id(made: Result<Value, Trouble>) -> String {
    made.expect("made")["id"].as_str().expect("an id").to_owned()
}

/// A house that believes the neighbour to be Stripe, by the clock on the wall: so its hooks are signed.
async fn open(neighbour: &Neighbour) -> (House, indelible::press::listener::Open) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let own = [
        ("site.url", url.as_str()),
        ("fund.methods", "card"),
        ("fund.currencies", "EUR,JPY"),
        ("fund.statement", "LAMP FOUNDATION"),
        ("fund.stripe_key", Neighbour::KEY),
        ("fund.stripe_url", &neighbour.url),
        ("fund.hook_secrets", SECRET),
    ];
    let house = House::open_by(Clock::default(), &own.map(|(key, value)| (key, value.to_owned()))).await;
    let open = door(&house, listener);
    let hook = [("url", format!("{url}/hooks/stripe")), ("secret", SECRET.to_owned())];
    neighbour.post("/_config/webhooks/till", &hook.each_ref().map(|(name, value)| (*name, value.as_str()))).await.expect("a hook");
    (house, open)
}

#[tokio::test(flavor = "multi_thread")]
async fn localstripes_payments_refunds_and_hooks_come_into_the_books_with_nothing_of_ours_between() {
    if !is_there("localstripe") {
        return;
    }
    let neighbour = Neighbour::open().await;
    let (house, _door) = open(&neighbour).await;
    let (fund, now) = (&house.app.fund, house.app.clock.now());
    let (mut told, mut attempts) = (Vec::new(), Vec::new());
    for (minor, currency) in [(1_200, "EUR"), (1_500, "JPY")] {
        let amount = currency.parse::<Currency>().expect("a currency").of(minor);
        let gift = Gift::new(amount, Interval::Once, Method::Card, false).expect("a gift");
        let wish = Wish { gift, locale: Locale::english(), address: None, reminder: None, press: Press::random() };
        let begun = fund.begin(wish, now).await.expect("kept").expect("a method");
        assert_eq!(begun.way, Way::Down, "it has no Checkout");
        let attempt = begun.attempt.id;
        let refused = neighbour.pay(minor, &currency.to_lowercase(), KEPT, attempt).await;
        assert!(matches!(&refused, Err(Trouble::Refused(why)) if why.starts_with("402")), "{refused:?}");
        let intent = neighbour.pay(minor, &currency.to_lowercase(), GOOD, attempt).await.expect("paid");
        // The session that Checkout would have put around it.
        let session = json!({ "id": format!("cs_{attempt}"), "status": "complete", "payment_status": "paid", "payment_intent": intent });
        told.extend(of_session(&session, attempt, now));
        attempts.push((attempt, intent["latest_charge"]["id"].as_str().expect("a charge").to_owned()));
    }
    let refund = neighbour.post("/v1/refunds", &[("charge", &attempts[0].1), ("amount", "500")]).await.expect("a refund");
    let event = json!({ "id": "evt_refund", "type": "refund.created", "created": now.as_second(), "data": { "object": refund } });
    told.extend(of_event(&event));
    neighbour.post("/v1/payouts", &[("amount", "300"), ("currency", "eur")]).await.expect("a payout");
    let events = neighbour.get("/v1/events?limit=100").await["data"].as_array().expect("events").clone();
    let payouts =
        events.iter().filter_map(of_event).filter(|fact| matches!(&fact.what, What::Payout { amount, .. } if amount.minor == 300));
    assert!(payouts.count() > 0, "{events:?}");
    // All of them come by themselves, signed, a second later.
    for _ in 0..200 {
        if fund.books().check().await.expect("books").facts >= events.len() as u64 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(fund.books().check().await.expect("books").facts, events.len() as u64, "every hook was believed and kept once");
    let lines = neighbour.get("/v1/balance_transactions?limit=100").await;
    told.extend(lines["data"].as_array().expect("lines").iter().filter_map(of_transaction));
    fund.take(told, now).await.expect("taken");
    fund.settle_due(now).await.expect("settled");
    let books = fund.books().check().await.expect("books");
    assert!(books.is_sound(), "{books:?}");
    let holds = |account: Account, currency: &str| {
        let name = account.to_string();
        books.totals.iter().find(|total| total.account == name && total.currency == currency).map_or(0, |total| total.minor)
    };
    for (currency, given, back) in [("EUR", 1_200, 500), ("JPY", 1_500, 0)] {
        assert_eq!((holds(Account::Contributions, currency), holds(Account::Refunds, currency)), (-given, back), "{currency}");
        assert_eq!(holds(Account::Balance(Provider::Stripe), currency), given - back, "{currency}");
        assert_eq!(holds(Account::Clearing(Provider::Stripe), currency), 0, "{currency}");
    }
    for (attempt, _) in attempts {
        assert_eq!(fund.standing(attempt).await.expect("asked").map(|standing| standing.state), Some(State::Given));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn localstripes_subscriptions_end_with_their_period_and_at_once_where_an_amount_is_owed() {
    if !is_there("localstripe") {
        return;
    }
    let neighbour = Neighbour::open().await;
    let (house, _door) = open(&neighbour).await;
    let now = house.app.clock.now();
    for (currency, card, ends) in [("eur", GOOD, "active"), ("jpy", GOOD, "active"), ("eur", KEPT, "canceled"), ("jpy", KEPT, "canceled")] {
        let subscription = neighbour.subscribe("700", currency, card).await;
        let standing = Standing {
            state: State::Active,
            amount: currency.parse::<Currency>().expect("a currency").of(700),
            interval: Interval::Monthly,
            since: None,
            ended: None,
            until: None,
            payments: 0,
            subscription: Some(subscription.clone()),
            customer: None,
            tries: 0,
        };
        house.app.fund.processors()[0].change(&standing, Change::End, &subscription, now).await.expect("ended");
        let after = neighbour.get(&format!("/v1/subscriptions/{subscription}")).await;
        assert_eq!((after["status"].as_str(), &after["cancel_at_period_end"]), (Some(ends), &json!(true)), "{currency} {card}");
    }
}

/// What Stripe's own package signs for a webhook.
fn signed(body: &str, secret: &str, second: i64) -> String {
    let script =
        "import sys, stripe; print(stripe.WebhookSignature.generate_signature_header(sys.stdin.read(), sys.argv[1], int(sys.argv[2])))";
    let mut command = Command::new("python3");
    command.args(["-B", "-c", script, secret, &second.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("python3");
    child.stdin.take().expect("a pipe").write_all(body.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("a signature");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_of_stripes_own_package_is_believed_and_forged_old_and_altered_ones_are_not() {
    if !is_there("stripe") {
        return;
    }
    let till = Till::open().await;
    let second = till.house.app.clock.now().as_second();
    let body = json!({ "id": "evt_theirs", "type": "charge.failed", "created": second, "livemode": false, "data": { "object": { "id": "ch_é" } } })
        .to_string();
    let send = async |body: &str, signature: String| till.post_as("/hooks/stripe", body, &[("stripe-signature", signature)]).await.status;
    let good = signed(&body, SECRET, second);
    assert_eq!(send(&body, signed(&body, "whsec_other", second)).await, 400, "forged");
    assert_eq!(send(&body.replace("ch_é", "ch_e"), good.clone()).await, 400, "altered");
    assert_eq!(send(&body, good.replace(&second.to_string(), &(second + 1).to_string())).await, 400, "of another moment");
    assert_eq!(send(&body, good.replace("v1=", "v0=")).await, 400, "of another kind");
    for off in [-301, 301] {
        assert_eq!(send(&body, signed(&body, SECRET, second + off)).await, 400, "{off} s away");
    }
    assert_eq!(till.fund().books().check().await.expect("books").facts, 0);
    for (secret, off) in [(SECRET, 0), ("whsec_old", -300)] {
        assert_eq!(send(&body, signed(&body, secret, second + off)).await, 200, "{secret}");
    }
    assert_eq!(till.fund().books().check().await.expect("books").facts, 1, "told twice, kept once");
    // What was good grows old.
    till.house.app.clock.advance(SignedDuration::from_secs(301));
    assert_eq!(send(&body, good).await, 400, "old");
}
