//! Pretend cards, and what the bank behind each says.

/// When a card's holder must answer the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    Never,
    /// While the payer is there; once answered for later use, no more.
    Once,
    Always,
}

/// What comes by itself after a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Nothing,
    Dispute,
    Warning,
}

#[derive(Clone, Copy, Debug)]
pub struct Card {
    pub number: &'static str,
    /// What the pay page calls it.
    pub name: &'static str,
    pub says: &'static str,
    pub asks: Asks,
    /// Code, decline code, message.
    pub decline: Option<(&'static str, Option<&'static str>, &'static str)>,
    pub then: Then,
    /// Two capitals of ISO 3166: where its bank is.
    pub country: &'static str,
    /// Shown as a choice on the pay page.
    pub offered: bool,
}

const fn pays(number: &'static str, name: &'static str, says: &'static str) -> Card {
    Card { number, name, says, asks: Asks::Never, decline: None, then: Then::Nothing, country: "US", offered: true }
}

const DECLINED: &str = "Your card was declined.";
const NO_MONEY: (&str, Option<&str>, &str) = ("card_declined", Some("insufficient_funds"), "Your card has insufficient funds.");

pub const CARDS: &[Card] = &[
    pays("4242424242424242", "The good card", "pays at once"),
    Card { asks: Asks::Once, ..pays("4000002500003155", "The careful card", "asks you first, then pays (3-D Secure)") },
    Card { asks: Asks::Always, ..pays("4000002760003184", "The very careful card", "asks you first, and again at every renewal") },
    Card {
        decline: Some(("card_declined", Some("generic_decline"), DECLINED)),
        ..pays("4000000000000002", "The stubborn card", "is declined")
    },
    Card { decline: Some(NO_MONEY), ..pays("4000000000009995", "The empty card", "has no money") },
    Card {
        asks: Asks::Once,
        decline: Some(NO_MONEY),
        offered: false,
        ..pays("4000008260003178", "The careful empty card", "asks you, then has no money")
    },
    Card { then: Then::Dispute, ..pays("4000000000000259", "The quarrelsome card", "pays, and then the holder disputes it") },
    Card { then: Then::Warning, offered: false, ..pays("4000000000005423", "The suspected card", "pays, and the bank warns of fraud") },
    Card {
        decline: Some(("card_declined", Some("generic_decline"), DECLINED)),
        offered: false,
        ..pays("4000000000000341", "The kept card", "can be kept, and is declined whenever it is charged")
    },
    Card { country: "RU", offered: false, ..pays("4000006430000009", "The foreign card", "pays; its bank is in Russia") },
    Card {
        decline: Some(("expired_card", None, "Your card has expired.")),
        offered: false,
        ..pays("4000000000000069", "The old card", "has expired")
    },
    Card {
        decline: Some(("incorrect_cvc", None, "Your card's security code is incorrect.")),
        offered: false,
        ..pays("4000000000000127", "The mistyped card", "has another code")
    },
    Card {
        decline: Some(("processing_error", None, "An error occurred while processing your card. Try again in a little bit.")),
        offered: false,
        ..pays("4000000000000119", "The unlucky card", "fails on the way")
    },
];

/// Reads a number as a person types it. `None` is a number that no pretend card has.
pub fn find(number: &str) -> Option<&'static Card> {
    let digits: String = number.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    CARDS.iter().find(|card| card.number == digits)
}

/// Stripe's names for payment methods of test cards.
pub fn by_token(token: &str) -> Option<&'static Card> {
    let number = match token {
        "pm_card_visa" | "tok_visa" => "4242424242424242",
        "pm_card_chargeDeclined" | "pm_card_visa_chargeDeclined" | "tok_chargeDeclined" => "4000000000000002",
        "pm_card_chargeDeclinedInsufficientFunds" | "pm_card_visa_chargeDeclinedInsufficientFunds" => "4000000000009995",
        "pm_card_authenticationRequiredOnSetup" => "4000002500003155",
        "pm_card_authenticationRequired" => "4000002760003184",
        "pm_card_chargeCustomerFail" | "tok_chargeCustomerFail" => "4000000000000341",
        "pm_card_createDispute" => "4000000000000259",
        _ => return None,
    };
    find(number)
}

/// By the Luhn sum: a number that is not even a card's.
pub fn could_be_a_card(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter(|c| !c.is_whitespace() && *c != '-').map_while(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().rev().enumerate().map(|(i, d)| if i % 2 == 0 { *d } else { d * 2 / 10 + d * 2 % 10 }).sum();
    (12..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pretend_card_could_be_a_card() {
        for card in CARDS {
            assert!(could_be_a_card(card.number), "{}", card.number);
            assert_eq!(find(card.number).map(|c| c.name), Some(card.name));
        }
        assert!(!could_be_a_card("4242 4242 4242 4241"));
    }
}
