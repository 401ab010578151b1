//! What is in the ledger, beside what the processor holds.

use indelible::fund::model::Provider;
use indelible::fund::model::fact::{Fact, What};
use indelible::fund::model::ledger::Account;
use kernel::Currency;

use super::{GOOD, MONTHLY, ONCE, Till};

const HELD: Account = Account::Balance(Provider::Stripe);
const SAID: Account = Account::Clearing(Provider::Stripe);

/// A call to the processor's API by the treasurer, at its dashboard.
async fn call(till: &Till, path: &str, form: &str) -> String {
    let key = [("authorization", format!("Bearer {}", till.teller.stripe_key()))];
    let answer = till.post_as(&format!("{}{path}", till.teller.url()), form, &key).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.text
}

async fn is_well(till: &Till) {
    till.settle().await;
    let (well, _, said) = till.check().await;
    assert!(well, "{said}");
    assert_eq!(till.holds(HELD, "EUR").await, till.held("eur"));
    assert_eq!(till.holds(SAID, "EUR").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn refunds_in_part_and_whole_leave_what_the_processor_holds() {
    let till = Till::open().await;
    let thanks = till.give(ONCE, GOOD).await.on;
    let (charge, _) = till.charges().remove(0);
    call(&till, "/v1/refunds", &format!("charge={charge}&amount=1000")).await;
    is_well(&till).await;
    assert_eq!(till.holds(Account::Refunds, "EUR").await, 1_000);
    assert!(till.get(&thanks).await.text.contains("Thank you"), "a part that went back is no whole");
    call(&till, "/v1/refunds", &format!("charge={charge}")).await;
    is_well(&till).await;
    assert_eq!((till.holds(Account::Refunds, "EUR").await, till.holds(Account::Contributions, "EUR").await), (2_500, -2_500));
    assert!(!till.get(&thanks).await.text.contains("Thank you"));
}

#[tokio::test(flavor = "multi_thread")]
async fn disputes_are_held_back_and_won_or_lost_and_their_fee_is_a_fee() {
    let till = Till::open().await;
    for won in [true, false] {
        till.give(ONCE, GOOD).await;
        is_well(&till).await;
        let fees = till.holds(Account::Fees, "EUR").await;
        let (charge, _) = till.charges().pop().expect("a charge");
        let dispute = till.teller.dispute(&charge).expect("a dispute");
        is_well(&till).await;
        assert_eq!(till.holds(Account::Disputed, "EUR").await, 2_500);
        assert_eq!(till.holds(Account::Fees, "EUR").await - fees, 1_500, "what a dispute costs");
        till.teller.close_dispute(dispute["id"].as_str().expect("an id"), won).expect("closed");
        is_well(&till).await;
        assert_eq!(till.holds(Account::Disputed, "EUR").await, 0);
        assert_eq!(till.holds(Account::Losses, "EUR").await, if won { 0 } else { 2_500 });
    }
    let (charge, _) = {
        till.give(ONCE, GOOD).await;
        till.charges().pop().expect("a charge")
    };
    till.teller.warn(&charge).expect("a warning");
    is_well(&till).await;
    // No money has moved; it stands in the books, and the treasurer sees it.
    let sheet = exported(&till).await;
    assert_eq!(sheet.lines().filter(|line| line.contains(",warning,stripe,,,,")).count(), 1, "{sheet}");
    assert_eq!(till.fund().report(till.house.app.clock.now()).await.expect("a report").warnings, 1);
}

async fn exported(till: &Till) -> String {
    let mut sheet = Vec::new();
    till.fund().books().export(&mut sheet).await.expect("an export");
    String::from_utf8(sheet).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn money_in_a_currency_that_the_processor_does_not_name_is_a_drift_too() {
    let till = Till::open().await;
    till.give(ONCE, GOOD).await;
    is_well(&till).await;
    let (at, yen) = (till.house.app.clock.now(), "JPY".parse::<Currency>().expect("a currency").of(1_500));
    let what = What::Paid { payment: "ch_nowhere".into(), amount: yen, subscription: None, made_at: at };
    let fact = Fact { provider: Provider::Stripe, id: "evt_nowhere".into(), at, attempt: None, what };
    till.fund().take(vec![fact], at).await.expect("taken");
    till.settle().await;
    let (well, _, said) = till.check().await;
    assert!(!well && said.lines().any(|line| line.starts_with("WRONG") && line.contains("1500 JPY")), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_goes_to_the_bank_and_its_lines_come_to_its_sum() {
    let till = Till::open().await;
    for form in [ONCE, MONTHLY, ONCE] {
        till.give(form, GOOD).await;
    }
    is_well(&till).await;
    till.pass(8).await;
    let held = till.held("eur");
    assert!(held > 0);
    till.teller.payout("eur").expect("a payout");
    till.pass(3).await;
    is_well(&till).await;
    assert_eq!((till.holds(Account::Bank, "EUR").await, till.held("eur")), (held, 0));
    // One that the treasurer made by hand tells no lines, and is in the books all the same.
    till.give(ONCE, GOOD).await;
    till.pass(8).await;
    call(&till, "/v1/payouts", "amount=1000&currency=eur").await;
    till.pass(3).await;
    is_well(&till).await;
    assert_eq!(till.holds(Account::Bank, "EUR").await, held + 1_000);
    let report = till.fund().report(till.house.app.clock.now()).await.expect("a report");
    let lines: Vec<_> = report.payouts.iter().map(|payout| (payout.minor, payout.lines, payout.sum)).collect();
    assert!(lines.contains(&(held, 3, held)), "{lines:?}");
    let mut sheet = Vec::new();
    assert_eq!(till.fund().books().export_payouts(&mut sheet).await.expect("a sheet"), 2);
    let sheet = String::from_utf8(sheet).expect("text");
    let rows: Vec<Vec<&str>> = sheet.lines().map(|line| line.split(',').collect()).collect();
    let amounts = |line: &str| rows.iter().filter(|row| row[3] == line).map(|row| row[5].to_owned()).collect::<Vec<_>>();
    let all = "EUR".parse::<Currency>().expect("a currency").of(held).decimal();
    assert_eq!(amounts("paid out"), ["10.00", &all], "the newest first: {sheet}");
    assert_eq!((amounts("booked").len(), amounts("sum"), amounts("difference")), (3, vec![all], vec!["0.00".to_owned()]), "{sheet}");
    assert_eq!(amounts("lines are not told"), [""], "{sheet}");
    let ledger = exported(&till).await;
    let entries = rows.iter().map(|row| row[4]).filter(|entry| entry.len() == 12);
    assert!(entries.map(|entry| ledger.contains(entry)).eq([true; 3]), "the lines are those of the ledger: {sheet}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drift_is_named_in_words_until_it_is_healed() {
    let till = Till::open().await;
    till.give(ONCE, GOOD).await;
    is_well(&till).await;
    // Money that no reader gave: a colleague tries out the account.
    call(
        &till,
        "/v1/payment_intents",
        "amount=700&currency=eur&payment_method=pm_card_visa&confirm=true&return_url=http%3A%2F%2F127.0.0.1%2F",
    )
    .await;
    till.settle().await;
    let (well, _, said) = till.check().await;
    assert!(!well && said.contains("WRONG") && said.contains("booked without an event"), "{said}");
}
