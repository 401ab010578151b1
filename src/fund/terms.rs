//! The fund's settings, of their types.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use kernel::{Currency, Money};

use super::model::gate::{Country, Gate};
use super::model::statement::Statement;
use super::model::{Interval, Method, Provider};
use crate::paper::asks::model::Giving;

/// On which terms money is taken. Secrets are in here: it never prints itself.
#[derive(Clone)]
pub struct Terms {
    /// Who receives the money; the newspaper where nothing is said.
    pub name: String,
    /// Where the pages of contributions are, no slash at the end.
    pub url: String,
    /// Where the newspaper is.
    pub paper_url: String,
    /// Whether these pages are answered here; elsewhere the paper only links to them.
    pub is_elsewhere: bool,
    /// Never empty when a method is.
    pub currencies: Vec<Currency>,
    /// Empty closes the fund.
    pub methods: Vec<Method>,
    /// The exact words of a bank statement.
    pub statement: Option<Statement>,
    /// Whether the paper's name stays out of letters and pages of the processor.
    pub discreet: bool,
    pub gate: Gate,
    /// Where the country of an address is looked up, beside what is said of it.
    pub country_file: Option<PathBuf>,
    /// Each month, as the treasurer hopes.
    pub goal: Option<Money>,
    pub stripe: Option<Keys>,
    pub mollie: Option<Keys>,
    /// Secrets that sign Stripe's hooks; two while one replaces the other.
    pub hook_secrets: Vec<String>,
    /// Lines of a bank account of ours.
    pub bank: Vec<String>,
    pub crypto: Vec<String>,
}

/// How a processor is reached.
#[derive(Clone)]
pub struct Keys {
    pub url: String,
    pub key: String,
}

impl Terms {
    /// Reads them by `text`, which gives a setting by its key.
    ///
    /// # Errors
    /// The first value that is of the wrong kind, with what is accepted.
    pub fn resolve(text: &dyn Fn(&str) -> String, site_url: &str, site_name: &str) -> Result<Self> {
        let words =
            |key: &str| -> Vec<String> { text(key).split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect() };
        let lines = |key: &str| -> Vec<String> {
            text(key).split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let some = |key: &str| Some(text(key)).filter(|value| !value.is_empty());
        let methods = words("fund.methods")
            .iter()
            .map(|word| {
                word.parse::<Method>().map_err(|_| anyhow::anyhow!("fund.methods: there is no “{word}”: it takes {}", all(Method::ALL)))
            })
            .collect::<Result<Vec<_>>>()?;
        let currencies = words("fund.currencies")
            .iter()
            .map(|word| {
                word.parse::<Currency>().map_err(|_| {
                    anyhow::anyhow!(
                        "fund.currencies: “{word}” is not in the table of currencies: it takes {}",
                        all(&Currency::all().collect::<Vec<_>>())
                    )
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let countries = words("fund.closed_countries")
            .iter()
            .map(|word| {
                word.parse::<Country>().map_err(|_| anyhow::anyhow!("fund.closed_countries: “{word}” is no code of two letters such as RU"))
            })
            .collect::<Result<Vec<_>>>()?;
        let statement = some("fund.statement").map(|words| words.parse::<Statement>().context("fund.statement")).transpose()?;
        let goal = some("fund.goal").map(|typed| goal(&typed)).transpose()?;
        let keys = |key: &str, url: &str| some(key).map(|key| Keys { url: text(url).trim_end_matches('/').to_owned(), key });
        let till = some("fund.till_url").map(|url| url.trim_end_matches('/').to_owned());
        let terms = Self {
            name: some("fund.name").unwrap_or_else(|| site_name.to_owned()),
            url: till.clone().unwrap_or_else(|| site_url.to_owned()),
            paper_url: some("fund.paper_url").map_or_else(|| site_url.to_owned(), |url| url.trim_end_matches('/').to_owned()),
            is_elsewhere: till.is_some(),
            currencies,
            methods,
            statement,
            discreet: yes(text, "fund.discreet")?,
            gate: Gate::new(countries),
            country_file: some("fund.country_file").map(PathBuf::from),
            goal,
            stripe: keys("fund.stripe_key", "fund.stripe_url"),
            mollie: keys("fund.mollie_key", "fund.mollie_url"),
            hook_secrets: words("fund.hook_secrets"),
            bank: lines("fund.bank"),
            crypto: lines("fund.crypto"),
        };
        terms.fit()?;
        Ok(terms)
    }

    /// What does not go together.
    fn fit(&self) -> Result<()> {
        // What a till elsewhere takes is that till's business.
        if self.is_elsewhere {
            return Ok(());
        }
        if !self.methods.is_empty() && self.currencies.is_empty() {
            bail!("fund.currencies is empty: it takes at least one, such as EUR");
        }
        for method in &self.methods {
            match self.provider(*method) {
                None => bail!("fund.methods has “{method}”, and nothing to take it with: set fund.stripe_key or fund.mollie_key"),
                Some(Provider::Transfer) if self.bank.is_empty() => {
                    bail!("fund.methods has “transfer”: fund.bank takes the lines of the account")
                }
                Some(Provider::Crypto) if self.crypto.is_empty() => bail!("fund.methods has “crypto”: fund.crypto takes the addresses"),
                Some(_) => {}
            }
        }
        if self.methods.iter().any(|method| method.is_online()) && self.statement.is_none() {
            bail!("fund.statement is empty: readers must know the exact words of their bank statement, such as LAMP FOUNDATION");
        }
        if self.stripe.is_some() && self.methods.contains(&Method::Card) && self.hook_secrets.is_empty() {
            bail!("fund.hook_secrets is empty: without it no hook of Stripe can be believed");
        }
        Ok(())
    }

    /// Whether anything can be given here.
    pub fn is_open(&self) -> bool {
        !self.methods.is_empty() && !self.is_elsewhere
    }

    /// What the paper may ask readers for: where they can give, and in which coins. `None` where they cannot.
    pub fn giving(&self) -> Option<Giving> {
        let open = self.is_open() || self.is_elsewhere;
        open.then(|| Giving { url: self.url.clone(), currencies: self.currencies.clone() })
    }

    /// Who moves money that is given that way.
    pub fn provider(&self, method: Method) -> Option<Provider> {
        match method {
            Method::Transfer => Some(Provider::Transfer),
            Method::Crypto => Some(Provider::Crypto),
            Method::Card if self.stripe.is_some() => Some(Provider::Stripe),
            Method::Card | Method::Ideal | Method::Bancontact | Method::Sepa | Method::Paypal => {
                self.mollie.as_ref().map(|_| Provider::Mollie)
            }
        }
    }

    /// What a method is called: only at Stripe wallets stand for a card.
    pub fn word_of(&self, method: Method) -> String {
        match (method, self.provider(method)) {
            (Method::Card, Some(Provider::Mollie)) => "fund-method-card-only".to_owned(),
            _ => format!("fund-method-{method}"),
        }
    }

    /// Intervals that at least one method takes.
    pub fn intervals(&self) -> Vec<Interval> {
        let takes = |interval: &&Interval| {
            self.methods.iter().any(|method| self.currencies.iter().any(|currency| method.takes(**interval, *currency)))
        };
        Interval::ALL.iter().filter(takes).copied().collect()
    }

    /// Where the processor of an address tells what happened.
    pub fn hook(&self, provider: Provider) -> String {
        format!("{}/hooks/{provider}", self.url)
    }
}

impl std::fmt::Debug for Terms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Terms({:?})", self.methods)
    }
}

/// `5000 EUR`.
fn goal(typed: &str) -> Result<Money> {
    let wrong = || anyhow::anyhow!("fund.goal is “{typed}”: it takes an amount and a currency, such as 5000 EUR");
    let (amount, currency) = typed.trim().rsplit_once(' ').ok_or_else(wrong)?;
    let currency: Currency = currency.parse().map_err(|_| wrong())?;
    Money::from_decimal(amount.trim(), currency).map_err(|_| wrong())
}

fn yes(text: &dyn Fn(&str) -> String, key: &str) -> Result<bool> {
    match text(key).as_str() {
        "yes" | "true" => Ok(true),
        "no" | "false" | "" => Ok(false),
        other => bail!("{key} is “{other}”: it takes yes or no"),
    }
}

fn all<T: ToString>(words: &[T]) -> String {
    words.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(given: &[(&str, &str)]) -> Result<Terms> {
        let text = |key: &str| {
            let default = match key {
                "fund.currencies" => "EUR,USD",
                "fund.closed_countries" => "RU,BY",
                _ => "",
            };
            given.iter().find(|(name, _)| *name == key).map_or(default, |(_, value)| value).to_owned()
        };
        Terms::resolve(&text, "https://lamp.example", "The Harbour Lamp")
    }

    #[test]
    fn without_a_method_the_fund_is_closed_and_with_one_it_says_what_is_lacking() {
        assert!(!resolve(&[]).expect("terms").is_open());
        for (given, lacking) in [
            (vec![("fund.methods", "card")], "fund.stripe_key"),
            (vec![("fund.methods", "card"), ("fund.stripe_key", "sk_test_1")], "fund.statement"),
            (vec![("fund.methods", "card"), ("fund.stripe_key", "sk_test_1"), ("fund.statement", "LAMP FOUNDATION")], "fund.hook_secrets"),
            (vec![("fund.methods", "ideal"), ("fund.stripe_key", "sk_test_1")], "fund.mollie_key"),
            (vec![("fund.methods", "transfer")], "fund.bank"),
            (vec![("fund.methods", "cash")], "it takes card"),
            (vec![("fund.currencies", "XXX")], "it takes EUR"),
            (vec![("fund.statement", "Лампа")], "Latin letters"),
            (vec![("fund.goal", "many")], "5000 EUR"),
            (vec![("fund.closed_countries", "Russia")], "two letters"),
        ] {
            let told = format!("{:#}", resolve(&given).expect_err(lacking));
            assert!(told.contains(lacking), "{told}");
        }
    }

    #[test]
    fn wallets_stand_for_a_card_at_stripe_only() {
        let both = [
            ("fund.methods", "card,ideal"),
            ("fund.statement", "LAMP FOUNDATION"),
            ("fund.mollie_key", "test_1"),
            ("fund.stripe_key", "sk_test_1"),
            ("fund.hook_secrets", "whsec_1"),
        ];
        for (given, word) in [(&both[..], "fund-method-card"), (&both[..3], "fund-method-card-only")] {
            let terms = resolve(given).expect("terms");
            assert_eq!((terms.word_of(Method::Card).as_str(), terms.word_of(Method::Ideal).as_str()), (word, "fund-method-ideal"));
        }
    }

    #[test]
    fn a_till_elsewhere_leaves_nothing_to_be_answered_here() {
        let given = [("fund.methods", "transfer"), ("fund.bank", "IBAN NL00 LAMP"), ("fund.till_url", "https://gifts.example/")];
        let terms = resolve(&given).expect("terms");
        assert!(!terms.is_open());
        assert_eq!(terms.url, "https://gifts.example");
        assert_eq!(resolve(&given[..2]).expect("terms").intervals(), [Interval::Once], "nobody draws a transfer each month");
    }
}
