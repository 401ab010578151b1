//! What the treasurer asks for, by a command: answers in words, and the same for a script. No identities in any of them.

use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::{Currency, Money};
use serde_json::json;

use super::Fund;
use super::model::attempt::Reference;
use super::model::fact::{Fact, What};
use super::model::gate::Country;
use super::model::{AttemptId, Provider};
use super::reconcile::{Compared, Held};
use super::store::attempts;

/// What comes back: words for a person, and the same for a script.
#[derive(Clone, Debug)]
pub struct Answer {
    pub said: String,
    pub json: serde_json::Value,
}

/// Whether the ledger is sound, and whether processors hold what we reckon; they are asked first what no hook has told.
///
/// # Errors
/// When the database cannot be asked, or a processor not be reached.
pub async fn check(fund: &Fund, offline: bool) -> Result<Answer> {
    if !offline {
        fund.reconcile(fund.clock().now()).await?;
        fund.settle_due(fund.clock().now()).await?;
    }
    let checked = fund.books().check().await?;
    let Compared { held, untold } = if offline { Compared::default() } else { fund.compare().await? };
    let agrees = held.iter().all(|held| held.ours == held.theirs && held.clearing == 0);
    let mut said = format!("{} entries follow from {} facts; their hash is {}.\n", checked.entries, checked.facts, checked.hash);
    for total in &checked.totals {
        said += &format!("{:>16} {}  {}\n", total.amount, total.currency, total.account);
    }
    for (list, what) in [(&checked.unbalanced, "does not sum to zero"), (&checked.missing, "is missing")] {
        said.extend(list.iter().map(|key| format!("WRONG  {key} {what}\n")));
    }
    if checked.unfounded != 0 {
        said += &format!("WRONG  {} entries follow from nothing that was said\n", checked.unfounded);
    }
    said.extend(held.iter().map(explain));
    said.extend(untold.iter().map(|provider| {
        format!("untold {provider} does not tell this key what it holds; clearing:{provider} is what it should hold, before its fees\n")
    }));
    if checked.is_sound() && agrees {
        said += match (offline, held.is_empty(), untold.is_empty()) {
            (true, ..) => "All is well; the processors were not asked.\n",
            (false, false, true) => "All is well, and the processors hold what we reckon.\n",
            (false, true, true) => "All is well, and no processor holds anything.\n",
            _ => "All is well, as far as was told.\n",
        };
    }
    let json = json!({ "sound": checked.is_sound() && agrees, "ledger": checked, "held": held, "untold": untold });
    Ok(Answer { said, json })
}

/// A difference in words.
fn explain(held: &Held) -> String {
    let Held { provider, currency, ours, theirs, clearing } = held;
    let amount = |minor: i64| currency.parse::<Currency>().map_or_else(|_| minor.to_string(), |currency| currency.of(minor).decimal());
    match (theirs - ours, *clearing) {
        (0, 0) => format!("well   {provider} holds {} {currency}\n", amount(*theirs)),
        (0, clearing) => format!(
            "WRONG  {provider}: {} {currency} were told by events and not booked, or booked without an event; “fund reconcile” asks for what is missing\n",
            amount(clearing)
        ),
        (off, clearing) => format!(
            "WRONG  {provider} holds {} {currency}, and we reckon {}: {} {}; {} stand between. “fund reconcile” asks for the lines that are missing\n",
            amount(*theirs),
            amount(*ours),
            amount(off.abs()),
            if off > 0 { "more" } else { "less" },
            amount(clearing)
        ),
    }
}

/// Asks the processors now.
///
/// # Errors
/// When the database cannot be asked, or a processor not be reached.
pub async fn reconcile(fund: &Fund) -> Result<Answer> {
    let brought = fund.reconcile(fund.clock().now()).await?;
    fund.settle_due(fund.clock().now()).await?;
    let said: String = brought
        .iter()
        .map(|one| {
            format!(
                "{}: {} things that no hook had told, {} attempts found again, {} lines of payouts.\n",
                one.provider, one.facts, one.attempts, one.lines
            )
        })
        .collect();
    let said = if said.is_empty() { "There is no processor to ask: set fund.stripe_key or fund.mollie_key.".into() } else { said };
    Ok(Answer { said, json: json!(brought) })
}

/// Enters a gift that came by hand.
///
/// # Errors
/// What is not right with it, or the database cannot be asked.
pub async fn receive(fund: &Fund, amount: &str, currency: &str, reference: Option<&str>, day: Option<&str>, coins: bool) -> Result<Answer> {
    let currency: Currency = currency.parse().with_context(|| format!("“{currency}”"))?;
    let amount = Money::from_decimal(amount, currency).with_context(|| format!("“{amount}”"))?;
    if amount.minor <= 0 {
        bail!("a gift is more than nothing");
    }
    let attempt = reference
        .map(|typed| {
            Reference::parse(typed).map(Reference::attempt).with_context(|| format!("“{typed}” is no reference of ours: a letter is wrong"))
        })
        .transpose()?;
    if let Some(id) = attempt
        && fund.db().read(move |tx| attempts::find(tx, id)).await?.is_none()
    {
        bail!("nobody has begun a gift with that reference; enter it without one");
    }
    let now = fund.clock().now();
    let at = match day {
        Some(day) => {
            day.parse::<Date>().with_context(|| format!("“{day}” is no day such as 2026-11-22"))?.to_zoned(TimeZone::UTC)?.timestamp()
        }
        None => now,
    };
    if at > now {
        bail!("that day has not come yet");
    }
    let entry = entry_name(attempt, at, amount);
    let provider = if coins { Provider::Crypto } else { Provider::Transfer };
    let what = What::Received { entry: entry.clone(), amount, made_at: at };
    let new = fund.take(vec![Fact { provider, id: entry, at, attempt, what }], now).await?;
    if new == 0 {
        bail!("a gift of that amount, with that reference and of that day, stands in the ledger already");
    }
    Ok(Answer { said: format!("{amount} stand in the ledger."), json: json!({ "amount": amount.decimal(), "currency": currency.code() }) })
}

/// With a reference an amount is entered once a day; without one every entry is its own.
fn entry_name(attempt: Option<AttemptId>, at: jiff::Timestamp, amount: Money) -> String {
    match attempt {
        Some(id) => format!("{}-{}-{}", Reference::of(id), at.as_second().div_euclid(86_400), amount.minor),
        None => format!("by-hand-{:x}", kernel::id::random()),
    }
}

/// Ends and forgets what was given by cards from a country.
///
/// # Errors
/// When that is no country, the database cannot be asked, or a processor not be reached.
pub async fn purge(fund: &Fund, country: &str, dry_run: bool) -> Result<Answer> {
    let country: Country = country.parse().map_err(|_| anyhow::anyhow!("“{country}” is no country of two letters such as RU"))?;
    let purged = fund.purge(country, dry_run, fund.clock().now()).await?;
    let verb = if dry_run { "would be" } else { "were" };
    let said = format!(
        "{} payments by cards from {country} were found. {} contributions {verb} ended, {} customers {verb} forgotten by the processor, {} addresses {verb} erased here.",
        purged.payments, purged.ended, purged.customers, purged.erased
    );
    Ok(Answer { said, json: json!({ "country": country.to_string(), "dry_run": dry_run, "purged": purged }) })
}
