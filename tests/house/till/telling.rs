//! Hooks that come late, twice, in another order, or not at all; and those that are not the processor's.

use indelible::fund::model::ledger::Account;
use indelible::fund::{Fund, Supplies, doors, letters::Letterbox};
use indelible::post::mailer::{Carrier, Mailer};
use jiff::SignedDuration;
use store::Place;
use teller::{Config, Fault, Kind, Post, Teller};
use tower::ServiceExt;

use super::{GOOD, MONTHLY, ONCE, SECRET, Till};

/// All four first events of a contribution that goes on, and one that comes once.
async fn gave(till: &Till) {
    for form in [ONCE, MONTHLY] {
        assert_eq!(till.give(form, GOOD).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hooks_that_come_twice_late_reordered_or_never_end_in_the_same_ledger() {
    let mut hashes = Vec::new();
    let fates = [None, Some(Kind::Duplicate { copies: 3 }), Some(Kind::Delay { seconds: 7_200 }), Some(Kind::Reorder), Some(Kind::Drop)];
    for fate in fates {
        let till = Till::open().await;
        if let Some(kind) = fate {
            till.teller.fault(Fault::new(kind).times(1_000));
        }
        gave(&till).await;
        till.settle().await;
        // What was delayed comes two hours later, what was dropped is found by asking.
        till.house.app.clock.advance(SignedDuration::from_hours(3));
        till.teller.tick();
        till.settle().await;
        let (well, hash, said) = till.check().await;
        assert!(well, "{fate:?}: {said}");
        assert_eq!(till.holds(Account::Contributions, "EUR").await, -3_000, "{fate:?}");
        hashes.push(hash);
    }
    hashes.dedup();
    assert_eq!(hashes.len(), 1, "{hashes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_orders_of_the_four_first_events_end_in_one_ledger_and_one_standing() {
    let till = Till::open().await;
    let paid = till.give(MONTHLY, GOOD).await;
    let told = ["charge.succeeded", "invoice.paid", "customer.subscription.created", "checkout.session.completed"];
    let waiting = till.teller.waiting();
    let bodies = told.map(|kind| waiting.iter().find(|post| post.kind == kind).unwrap_or_else(|| panic!("no {kind}")).body.clone());
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |n: usize| folder.path().join(format!("fund-{n}.db"));
    let token = paid.on.rsplit('/').next().and_then(indelible::post::model::Token::parse).expect("a token");
    let id = till.fund().attempt(&token).await.expect("asked").expect("an attempt").id;
    let mut ends = Vec::new();
    for (n, order) in orders().into_iter().enumerate() {
        till.fund().backup_to(&copy(n)).expect("a copy");
        let fund = beside(&till, Place::Sqlite(copy(n)));
        for at in order {
            let signature = till.teller.signed(SECRET, &bodies[at]);
            let hook = http::Request::post("/hooks/stripe").header("stripe-signature", signature);
            let hook = hook.body(axum::body::Body::from(bodies[at].clone())).expect("a hook");
            assert_eq!(doors::routes(&fund).oneshot(hook).await.expect("an answer").status(), 200);
            fund.settle_due(till.house.app.clock.now()).await.expect("settled");
        }
        let books = fund.books().check().await.expect("books");
        assert!(books.is_sound() && books.entries == 1, "{books:?}");
        ends.push((books.hash, fund.standing(id).await.expect("asked").expect("a standing")));
    }
    assert_eq!(ends.len(), 24);
    ends.dedup();
    assert_eq!(ends.len(), 1, "{ends:?}");
}

/// A fund of its own on a copy of the database.
pub(super) fn beside(till: &Till, place: Place) -> Fund {
    let app = &till.house.app;
    Fund::open(Supplies {
        place,
        clock: app.clock.clone(),
        words: app.words.clone(),
        terms: app.settings.fund.clone(),
        paper: app.settings.name.clone(),
        locales: app.settings.locales.clone(),
        letterbox: Letterbox { mailer: Mailer::new(Carrier::None), from: None, returns: String::new() },
        post: app.post.clone(),
    })
    .expect("a fund")
}

fn orders() -> Vec<[usize; 4]> {
    let mut all = Vec::new();
    for a in 0..4 {
        for b in (0..4).filter(|b| *b != a) {
            for c in (0..4).filter(|c| *c != a && *c != b) {
                all.push([a, b, c, 6 - a - b - c]);
            }
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_old_and_altered_hooks_are_refused_and_either_secret_is_good() {
    let till = Till::open().await;
    gave(&till).await;
    let waiting = till.teller.waiting();
    let post = waiting.iter().find(|post| post.kind == "charge.succeeded").expect("a charge");
    let body = String::from_utf8(post.body.clone()).expect("text");
    let send = async |body: &str, signature: String| till.post_as("/hooks/stripe", body, &[("stripe-signature", signature)]).await.status;
    assert_eq!(send(&body, till.teller.signed("whsec_other", body.as_bytes())).await, 400, "forged");
    assert_eq!(send(&body, String::new()).await, 400, "unsigned");
    let good = till.teller.signed(SECRET, body.as_bytes());
    assert_eq!(send(&body.replace("2500", "9500"), good.clone()).await, 400, "altered");
    till.house.app.clock.advance(SignedDuration::from_secs(301));
    assert_eq!(send(&body, good).await, 400, "old");
    assert_eq!(till.fund().books().check().await.expect("books").facts, 0, "nothing of it was kept");
    for secret in ["whsec_old", SECRET] {
        assert_eq!(send(&body, till.teller.signed(secret, body.as_bytes())).await, 200, "{secret}");
    }
    assert_eq!(till.fund().books().check().await.expect("books").facts, 1);
    // While a secret is replaced, the processor signs with both.
    let endpoint = till.teller.look(|house| house.stripe.endpoints.iter().next().map(|one| teller::Object::id(one).to_owned()));
    till.teller.second_secret(&endpoint.expect("an endpoint"), "whsec_newest");
    assert_eq!(till.give(ONCE, GOOD).await.status, 303);
    till.settle().await;
    assert!(till.teller.waiting().is_empty(), "all were taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_may_be_as_large_as_a_megabyte_and_no_larger() {
    let till = Till::open().await;
    let second = till.house.app.clock.now().as_second();
    let hook = |size: usize| {
        let body = |padding: &str| {
            format!(
                r#"{{"id":"evt_{size}","type":"moon.rose","created":{second},"livemode":false,"data":{{"object":{{"x":"{padding}"}}}}}}"#
            )
        };
        body(&"x".repeat(size - body("").len()))
    };
    for (size, status) in [(1 << 20, 200), ((1 << 20) + 1, 413)] {
        let body = hook(size);
        assert_eq!(body.len(), size);
        let signature = till.teller.signed(SECRET, body.as_bytes());
        assert_eq!(till.post_as("/hooks/stripe", &body, &[("stripe-signature", signature)]).await.status, status, "{size}");
    }
    assert_eq!(till.fund().books().check().await.expect("books").facts, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_of_real_money_is_refused_by_a_till_of_pretended_money() {
    let till = Till::open().await;
    let live = Teller::start(Config { clock: till.house.app.clock.clone(), livemode: true, post: Post::ByHand, ..Config::default() });
    let live = live.await.expect("a teller");
    live.hook(&format!("{}/hooks/stripe", till.url), SECRET);
    assert!(live.stripe_key().contains("_live_"));
    // Something happens there that is told: a customer is made.
    let made = till
        .post_as(&format!("{}/v1/customers", live.url()), "description=x", &[("authorization", format!("Bearer {}", live.stripe_key()))])
        .await;
    assert_eq!(made.status, 200, "{}", made.text);
    let post = live.waiting().pop().expect("a hook");
    assert_eq!(live.deliver_one(post.n).await, Some(false), "it was not taken");
    assert_eq!(till.fund().books().check().await.expect("books").facts, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_that_could_not_keep_a_hook_is_told_again() {
    let till = Till::open().await;
    gave(&till).await;
    // The door is shut while hooks come: nobody listens at that port.
    let post = till.teller.waiting();
    let endpoint = till.teller.look(|house| house.stripe.endpoints.iter().next().map(|one| teller::Object::id(one).to_owned()));
    let endpoint = endpoint.expect("an endpoint");
    let call = |url: String| {
        let form = format!("url={}", url.replace(':', "%3A").replace('/', "%2F"));
        let key = vec![("authorization", format!("Bearer {}", till.teller.stripe_key()))];
        (format!("{}/v1/webhook_endpoints/{endpoint}", till.teller.url()), form, key)
    };
    let (path, form, key) = call("http://127.0.0.1:1/hooks/stripe".into());
    assert_eq!(till.post_as(&path, &form, &key).await.status, 200);
    assert_eq!(till.give(ONCE, GOOD).await.status, 303);
    till.teller.deliver().await;
    let (path, form, key) = call(format!("{}/hooks/stripe", till.url));
    assert_eq!(till.post_as(&path, &form, &key).await.status, 200);
    assert!(!post.is_empty());
    till.pass(1).await;
    let (well, _, said) = till.check().await;
    assert!(well, "{said}");
    assert_eq!(till.holds(Account::Contributions, "EUR").await, -5_500);
}
