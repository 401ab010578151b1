//! What was typed into the contribute page, as a wish.

use kernel::money::Unfit;
use kernel::{Currency, EmailAddress, Money};
use sha2::{Digest, Sha256};
use web::Fields;

use super::Speaking;
use crate::fund::checkout::Press;
use crate::fund::model::attempt::{Gift, Unmeant};
use crate::fund::model::{Interval, Method};

/// Fields that are carried through a page between.
const CARRIED: [&str; 12] = [
    "reminder",
    "press",
    "country",
    "interval",
    "currency",
    "own",
    "method",
    "cover",
    "address",
    "amount-once",
    "amount-monthly",
    "amount-annual",
];

/// What was understood, and what was not.
#[derive(Clone, Debug)]
pub struct Typed {
    pub interval: Interval,
    pub currency: Currency,
    pub method: Option<Method>,
    pub country: String,
    pub own: String,
    pub preset: String,
    pub cover: bool,
    pub address: String,
    /// Of the reminder from whose page it comes.
    pub reminder: String,
    /// The number of the form: pressed twice with the same in it, it is one gift.
    pub press: Option<Press>,
    /// A program filled in what nobody sees.
    pub is_program: bool,
}

/// What is wrong with a field, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Wrong {
    pub field: &'static str,
    pub text: String,
}

impl Typed {
    pub fn read(fields: &Fields, says: &Speaking) -> Self {
        let terms = says.fund.terms();
        let interval = fields.get("interval").parse().ok().filter(|interval| terms.intervals().contains(interval));
        let interval = interval.or_else(|| terms.intervals().first().copied()).unwrap_or(Interval::Once);
        let currency = fields.get("currency").parse().ok().filter(|currency| terms.currencies.contains(currency));
        let method = fields.get("method").parse().ok().filter(|method| terms.methods.contains(method));
        Self {
            interval,
            currency: currency.or_else(|| terms.currencies.first().copied()).unwrap_or_else(|| fallback(terms)),
            method,
            country: fields.get("country").to_owned(),
            own: fields.get("own").to_owned(),
            preset: fields.get(&format!("amount-{interval}")).to_owned(),
            cover: fields.ticked("cover"),
            address: fields.get("address").to_owned(),
            reminder: fields.get("reminder").to_owned(),
            press: Press::parse(fields.get("press")),
            is_program: !fields.get("website").is_empty(),
        }
    }

    /// # Errors
    /// Everything that is wrong, field by field.
    pub fn gift(&self, says: &Speaking) -> Result<(Gift, Option<EmailAddress>), Vec<Wrong>> {
        let mut wrong = Vec::new();
        let mut complain = |field, text: String| wrong.push(Wrong { field, text });
        let amount = match (self.own.as_str(), self.preset.parse::<i64>()) {
            ("", Ok(minor)) => Ok(self.currency.of(minor)),
            ("", Err(_)) => Err(Unfit::Empty),
            (own, _) => Money::read(own, self.currency, says.language()),
        };
        let amount = amount.map_err(|unfit| complain("own", unread(says, unfit, self.currency))).ok();
        let address = match self.address.as_str() {
            "" => None,
            typed => EmailAddress::parse(typed).map_err(|_| complain("address", says.say("fund-wrong-address"))).ok(),
        };
        let gift = match (amount, self.method) {
            (_, None) => {
                complain("method", says.say("fund-wrong-method"));
                None
            }
            (None, _) => None,
            (Some(amount), Some(method)) => {
                Gift::new(amount, self.interval, method, self.cover).map_err(|unmeant| complain(field(unmeant), unfit(says, unmeant))).ok()
            }
        };
        match gift {
            Some(gift) if wrong.is_empty() => Ok((gift, address)),
            _ => Err(wrong),
        }
    }
}

/// Only reached while the table of currencies is not empty, which a test asserts.
fn fallback(terms: &crate::fund::terms::Terms) -> Currency {
    terms
        .goal
        .map(|goal| goal.currency)
        .or_else(|| Currency::all().next())
        .unwrap_or_else(|| unreachable!("the table of currencies has entries"))
}

fn field(unmeant: Unmeant) -> &'static str {
    if unmeant == Unmeant::Method { "method" } else { "own" }
}

fn unread(says: &Speaking, unfit: Unfit, currency: Currency) -> String {
    let key = match unfit {
        Unfit::Empty => "fund-wrong-empty",
        Unfit::Unclear => "fund-wrong-unclear",
        Unfit::TooFine => "fund-wrong-fine",
        Unfit::TooLarge => "fund-wrong-much",
        Unfit::Strange | Unfit::Mixed(..) | Unfit::Unknown => "fund-wrong-amount",
    };
    let most = says.money(currency.most());
    says.say_with(key, &[("mark", currency.mark(says.language()).to_string().into()), ("most", most.into())])
}

fn unfit(says: &Speaking, unmeant: Unmeant) -> String {
    match unmeant {
        Unmeant::Amount(unfit) => {
            unread(says, unfit, says.fund.terms().currencies.first().copied().unwrap_or_else(|| fallback(says.fund.terms())))
        }
        Unmeant::TooLittle(least) => says.say_with("fund-wrong-little", &[("least", says.money(least).into())]),
        Unmeant::TooMuch(most) => says.say_with("fund-wrong-much", &[("most", says.money(most).into())]),
        Unmeant::Method => says.say("fund-wrong-way"),
    }
}

/// What was typed, to be sent once more from a page between.
pub fn carried(fields: &Fields) -> Vec<super::saying::Hidden> {
    let kept = CARRIED.iter().filter(|name| !fields.get(name).is_empty());
    kept.map(|name| super::saying::Hidden { name: (*name).to_owned(), value: fields.get(name).to_owned() }).collect()
}

/// Of what was typed, so that a piece of work is good for that alone.
pub fn digest(fields: &Fields) -> [u8; 32] {
    let mut digest = Sha256::new();
    for name in CARRIED {
        digest.update(name.as_bytes());
        digest.update(fields.get(name).as_bytes());
        digest.update([0]);
    }
    digest.finalize().into()
}
