//! The books under random histories.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::Clock;
use proptest::prelude::*;
use serde_json::Value;
use teller::House;
use teller::cards::CARDS;
use teller::clock::{DAY, HOUR};
use teller::house::Asked;

use crate::desk::{NOW, config, every, once};

const CURRENCIES: [(&str, i64); 3] = [("usd", 1), ("jpy", 1), ("kwd", 10)];

#[derive(Clone, Copy, Debug)]
enum Act {
    Pay { amount: i64, currency: usize, card: usize, monthly: bool, approve: bool },
    Refund { which: usize, part: i64 },
    Dispute { which: usize },
    Close { which: usize, won: bool },
    Swap { which: usize, card: usize },
    End { which: usize, now: bool },
    Payout { currency: usize },
    Wait { hours: i64 },
    Mollie { amount: i64, refund: bool, back: bool, settle: bool },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let card = 0..CARDS.len();
    let act = prop_oneof![
        5 => (50_i64..100_000, 0..3_usize, card.clone(), any::<bool>(), any::<bool>())
            .prop_map(|(amount, currency, card, monthly, approve)| Act::Pay { amount, currency, card, monthly, approve }),
        2 => (0..1000_usize, 1_i64..2000).prop_map(|(which, part)| Act::Refund { which, part }),
        1 => (0..1000_usize).prop_map(|which| Act::Dispute { which }),
        1 => (0..1000_usize, any::<bool>()).prop_map(|(which, won)| Act::Close { which, won }),
        1 => (0..1000_usize, card).prop_map(|(which, card)| Act::Swap { which, card }),
        1 => (0..1000_usize, any::<bool>()).prop_map(|(which, now)| Act::End { which, now }),
        1 => (0..3_usize).prop_map(|currency| Act::Payout { currency }),
        3 => (1_i64..1500).prop_map(|hours| Act::Wait { hours }),
        2 => (1_i64..100_000, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(amount, refund, back, settle)| Act::Mollie { amount, refund, back, settle }),
    ];
    prop::collection::vec(act, 1..40)
}

fn house(seed: u64) -> House {
    House::new(&config(), "http://teller.example", seed)
}

fn ask(house: &mut House, method: &str, path: &str, form: &str, key: Option<&str>) -> (u16, Vec<u8>) {
    let (query, body) = if method == "GET" { (form, "") } else { ("", form) };
    let asked = Asked {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        body: body.as_bytes().to_vec(),
        key: Some(house.stripe_key.clone()),
        idempotency_key: key.map(str::to_owned),
        version: None,
    };
    let reply = house.ask_stripe(&asked);
    (reply.status, reply.body)
}

fn all(house: &mut House, path: &str) -> Vec<Value> {
    those(house, path, "")
}

/// All pages of a list; `filter` begins with `&`.
fn those(house: &mut House, path: &str, filter: &str) -> Vec<Value> {
    let (mut things, mut after): (Vec<Value>, String) = (Vec::new(), String::new());
    loop {
        let (status, body) = ask(house, "GET", path, &format!("limit=100{filter}{after}"), None);
        let page: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(status, 200, "{page}");
        things.extend(page["data"].as_array().unwrap().iter().cloned());
        if page["has_more"] != true {
            return things;
        }
        after = format!("&starting_after={}", things.last().unwrap()["id"].as_str().unwrap());
    }
}

fn one(things: &[Value], which: usize) -> Option<&str> {
    things.get(which % things.len().max(1)).and_then(|thing| thing["id"].as_str())
}

fn perform(house: &mut House, n: usize, act: Act) {
    match act {
        Act::Pay { amount, currency, card, monthly, approve } => {
            let (currency, step) = CURRENCIES[currency];
            let amount = (amount / step * step).max(100);
            let form = if monthly { every(amount, currency, "month") } else { once(amount, currency) };
            let key = format!("key-{n}");
            let first = ask(house, "POST", "checkout/sessions", &form, Some(&key));
            assert_eq!(first.0, 200, "{}", String::from_utf8_lossy(&first.1));
            assert_eq!(first, ask(house, "POST", "checkout/sessions", &form, Some(&key)), "a replay is the same, byte for byte");
            let session: Value = serde_json::from_slice(&first.1).unwrap();
            let id = session["id"].as_str().unwrap();
            house.act(|house| {
                house.stripe.pay_session(id, &CARDS[card], None, None);
                house.stripe.answer_session(id, approve);
            });
        }
        Act::Refund { which, part } => {
            let charges = all(house, "charges");
            if let Some(id) = one(&charges, which) {
                ask(house, "POST", "refunds", &format!("charge={id}&amount={part}"), None);
            }
        }
        Act::Dispute { which } => {
            let charges = all(house, "charges");
            if let Some(id) = one(&charges, which) {
                house.act(|house| drop(house.stripe.open_dispute(id, "fraudulent")));
            }
        }
        Act::Close { which, won } => {
            let disputes = all(house, "disputes");
            if let Some(id) = one(&disputes, which) {
                house.act(|house| drop(house.stripe.close_dispute(id, won)));
            }
        }
        Act::Swap { which, card } => {
            let customers = all(house, "customers");
            if let Some(id) = one(&customers, which) {
                house.act(|house| drop(house.stripe.swap_card(id, &CARDS[card])));
            }
        }
        Act::End { which, now } => {
            let subscriptions = all(house, "subscriptions");
            if let Some(id) = one(&subscriptions, which) {
                match now {
                    true => ask(house, "DELETE", &format!("subscriptions/{id}"), "", None),
                    false => ask(house, "POST", &format!("subscriptions/{id}"), "cancel_at_period_end=true", None),
                };
            }
        }
        Act::Payout { currency } => house.act(|house| drop(house.stripe.pay_out(CURRENCIES[currency].0))),
        Act::Wait { hours } => {
            house.time.move_by(hours * HOUR);
            house.tick();
        }
        Act::Mollie { amount, refund, back, settle } => house.act(|house| mollie(house, amount, refund, back, settle)),
    }
}

fn mollie(house: &mut House, amount: i64, refund: bool, back: bool, settle: bool) {
    use teller::mollie::{money, payments, refunds};
    let body = serde_json::json!({ "amount": money("eur", amount), "description": "A gift", "redirectUrl": "http://till.example/" });
    let (_, made) = payments::create(&mut house.mollie, &body, None).unwrap();
    let id = made["id"].as_str().unwrap();
    house.mollie.payment_becomes(id, payments::Status::Paid);
    if refund {
        drop(refunds::create(&mut house.mollie, id, &serde_json::json!({ "amount": money("eur", (amount / 2).max(1)) })));
    }
    if back {
        drop(house.mollie.charge_back(id));
    }
    if settle {
        house.mollie.settle();
    }
}

/// What must be true of the books at any moment.
fn audit(house: &mut House) {
    let transactions = all(house, "balance_transactions");
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for transaction in &transactions {
        let number = |field: &str| transaction[field].as_i64().unwrap();
        assert_eq!(number("net"), number("amount") - number("fee"));
        *sums.entry(transaction["currency"].as_str().unwrap().to_owned()).or_default() += number("net");
    }
    let balance: BTreeMap<String, i64> =
        house.stripe.balance().into_iter().map(|(currency, (available, pending))| (currency, available + pending)).collect();
    assert_eq!(balance, sums, "the balance is the sum of its transactions");
    for charge in all(house, "charges") {
        let number = |field: &str| charge[field].as_i64().unwrap();
        assert!((0..=number("amount")).contains(&number("amount_refunded")));
        assert_eq!(charge["status"] == "succeeded", charge["balance_transaction"].is_string());
    }
    for refund in all(house, "refunds") {
        let theirs = transactions.iter().find(|t| t["id"] == refund["balance_transaction"]).unwrap();
        assert_eq!(theirs["amount"].as_i64().unwrap(), -refund["amount"].as_i64().unwrap());
    }
    for payout in all(house, "payouts") {
        let inside = those(house, "balance_transactions", &format!("&payout={}", payout["id"].as_str().unwrap()));
        assert_eq!(inside.iter().map(|t| t["net"].as_i64().unwrap()).sum::<i64>(), 0);
    }
    for invoice in all(house, "invoices") {
        let paid = invoice["status"] == "paid";
        assert_eq!(invoice["amount_paid"].as_i64().unwrap(), if paid { invoice["total"].as_i64().unwrap() } else { 0 });
        let payments = those(house, "invoice_payments", &format!("&status=paid&invoice={}", invoice["id"].as_str().unwrap()));
        assert_eq!(payments.len(), usize::from(paid), "an invoice is paid once");
    }
    let mut mollies: BTreeMap<String, i64> = BTreeMap::new();
    house.mollie.transactions.iter().for_each(|t| *mollies.entry(t.currency.clone()).or_default() += t.net());
    assert_eq!(house.mollie.balance(), mollies);
    for payment in house.mollie.payments.iter() {
        assert!(payment.refunded + payment.charged_back <= payment.amount);
    }
}

/// All that can be read of the books, in one text.
fn whole(house: &mut House) -> String {
    let lists = ["events", "balance_transactions", "subscriptions", "invoices", "charges"];
    lists.iter().map(|list| serde_json::to_string(&all(house, list)).unwrap()).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_books_add_up_after_any_history(acts in acts()) {
        let mut house = house(1);
        for (n, act) in acts.into_iter().enumerate() {
            perform(&mut house, n, act);
        }
        audit(&mut house);
        house.time.move_by(90 * DAY);
        audit(&mut house);
    }

    #[test]
    fn the_same_seed_and_history_give_the_same_books(acts in acts(), seed in any::<u64>()) {
        let whole_of = |seed| {
            let mut house = house(seed);
            for (n, act) in acts.iter().enumerate() {
                perform(&mut house, n, *act);
            }
            whole(&mut house)
        };
        prop_assert_eq!(whole_of(seed), whole_of(seed));
    }

    /// Time is not a sum of looks: who asks seldom finds what he would have found by asking often.
    #[test]
    fn it_does_not_matter_how_often_the_clock_is_looked_at(acts in acts(), steps in 2_i64..60) {
        let run = |steps: i64| {
            let mut house = house(3);
            for (n, act) in acts.iter().enumerate() {
                perform(&mut house, n, *act);
            }
            let wait = 120 * DAY / steps * steps;
            for _ in 0..steps {
                house.time.move_by(120 * DAY / steps);
                house.tick();
            }
            house.time.move_by(120 * DAY - wait);
            house.tick();
            whole(&mut house)
        };
        prop_assert_eq!(run(1), run(steps));
    }
}

#[test]
fn a_clock_moved_by_its_owner_fires_what_is_due() {
    let clock = Clock::standing_at(Timestamp::from_second(NOW).unwrap());
    let mut house = House::new(&teller::Config { clock: clock.clone(), ..config() }, "http://teller.example", 1);
    perform(&mut house, 0, Act::Pay { amount: 500, currency: 0, card: 0, monthly: true, approve: true });
    clock.advance(jiff::SignedDuration::from_hours(24 * 29));
    house.tick();
    assert_eq!(all(&mut house, "invoices").len(), 2);
}
