use proptest::prelude::*;

use super::*;

fn currency(code: &str) -> Currency {
    code.parse().expect("a currency")
}

fn read(text: &str, code: &str, language: &str) -> Result<i64, Unfit> {
    Money::read(text, currency(code), language).map(|money| money.minor)
}

#[test]
fn an_amount_is_read_as_the_language_of_the_page_writes_it() {
    for (text, code, language, minor) in [
        ("2,00", "EUR", "de", 200),
        ("2.00", "EUR", "de", 200),
        ("2,00", "EUR", "en", 200),
        ("2.5", "USD", "ru", 250),
        ("1.500", "EUR", "de", 150_000),
        ("1,500", "USD", "en", 150_000),
        ("1.500,50", "EUR", "en", 150_050),
        ("1,500.50", "EUR", "de", 150_050),
        ("1.234.567", "EUR", "en", 123_456_700),
        ("1 500", "EUR", "ru", 150_000),
        ("1\u{a0}500,5", "EUR", "ru", 150_050),
        ("1'500.50", "CHF", "de", 150_050),
        ("€ 12.50", "EUR", "en", 1_250),
        ("12,50 €", "EUR", "fr", 1_250),
        ("25 EUR", "EUR", "en", 2_500),
        ("$10", "USD", "en", 1_000),
        ("۲۵", "EUR", "fa", 2_500),
        ("۱٬۵۰۰٫۵۰", "EUR", "fa", 150_050),
        ("٢٫٥", "USD", "ar", 250),
        ("500", "JPY", "en", 500),
        ("500.00", "JPY", "en", 500),
        ("1,500", "JPY", "en", 1_500),
        ("1.5", "KWD", "en", 1_500),
        ("1.500", "KWD", "en", 1_500),
        ("1.500", "KWD", "de", 1_500_000),
        ("007", "EUR", "en", 700),
    ] {
        assert_eq!(read(text, code, language), Ok(minor), "{text} {code} {language}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_or_is_no_amount_is_refused_with_its_reason() {
    for (text, code, language, why) in [
        ("", "EUR", "en", Unfit::Empty),
        (" € ", "EUR", "en", Unfit::Empty),
        ("1.500", "EUR", "en", Unfit::Unclear),
        ("1,500", "EUR", "de", Unfit::Unclear),
        ("1.500", "JPY", "en", Unfit::Unclear),
        ("2.005", "EUR", "en", Unfit::Unclear),
        ("2.0055", "EUR", "en", Unfit::TooFine),
        ("0.5", "JPY", "en", Unfit::TooFine),
        ("1.501", "KWD", "en", Unfit::TooFine),
        ("-5", "EUR", "en", Unfit::Strange),
        ("1e3", "EUR", "en", Unfit::Strange),
        ("ten", "EUR", "en", Unfit::Strange),
        ("5.", "EUR", "en", Unfit::Strange),
        (".5", "EUR", "en", Unfit::Strange),
        ("1,2,3", "EUR", "en", Unfit::Strange),
        ("12,34,567", "EUR", "en", Unfit::Strange),
        ("1.2,3.4", "EUR", "en", Unfit::Strange),
        ("9999999999999999", "EUR", "en", Unfit::TooLarge),
        ("$5", "EUR", "en", Unfit::Strange),
    ] {
        assert_eq!(read(text, code, language), Err(why), "{text} {code} {language}");
    }
}

#[test]
fn an_amount_is_written_in_the_manner_of_each_language() {
    let say = |minor, code: &str, language| currency(code).of(minor).say(language).replace('\u{a0}', " ");
    assert_eq!(say(1_250, "EUR", "en"), "€12.50");
    assert_eq!(say(500, "USD", "en"), "$5");
    assert_eq!(say(123_456_700, "EUR", "en"), "€1,234,567");
    assert_eq!(say(150_050, "EUR", "de"), "1.500,50 €");
    assert_eq!(say(150_050, "EUR", "ru"), "1 500,50 €");
    assert_eq!(say(150_050, "EUR", "fa"), "۱٬۵۰۰٫۵۰ €");
    assert_eq!(say(1_500, "JPY", "en"), "¥1,500");
    assert_eq!(say(1_250, "KWD", "en"), "1.250 KWD");
    assert_eq!(say(800, "PLN", "en"), "8 zł");
    assert_eq!(say(-5, "EUR", "en"), "−€0.05");
    assert_eq!(say(500, "CHF", "en"), "CHF 5");
}

#[test]
fn the_table_is_sound() {
    for currency in Currency::all() {
        let entry = currency.entry();
        for presets in [entry.once, entry.monthly, entry.annual] {
            assert!(presets.windows(2).all(|pair| pair[0] < pair[1]), "{currency}: presets ascend");
            assert!(
                presets.iter().all(|&preset| (entry.least..=entry.most).contains(&preset)),
                "{currency}: presets are within the bounds"
            );
            assert!(presets.iter().all(|&preset| preset % entry.step == 0), "{currency}: presets are whole steps");
            // Nothing but round sums is suggested, so that nobody has to read a fraction on a button.
            assert!(presets.iter().all(|&preset| preset * 2 % currency.major() == 0), "{currency}: presets are round");
        }
        assert!(entry.least % entry.step == 0 && entry.least > entry.fee, "{currency}");
        assert_eq!(currency.code().parse(), Ok(currency));
        assert_eq!(serde_json::from_str::<Currency>(&format!("\"{currency}\"")).ok(), Some(currency));
    }
    for (code, decimals) in [("EUR", 2), ("USD", 2), ("GBP", 2), ("PLN", 2), ("GEL", 2), ("KZT", 2), ("JPY", 0), ("KWD", 3)] {
        assert_eq!(currency(code).decimals(), decimals);
    }
    assert_eq!("XXX".parse::<Currency>(), Err(Unfit::Unknown));
}

#[test]
fn two_currencies_are_never_added() {
    let (euros, yen) = (currency("EUR").of(5), currency("JPY").of(5));
    assert_eq!(euros.plus(yen), Err(Unfit::Mixed(euros.currency, yen.currency)));
    assert_eq!(euros.minus(yen), Err(Unfit::Mixed(euros.currency, yen.currency)));
    assert_eq!(euros.minus(euros).map(|none| none.minor), Ok(0));
    assert_eq!(currency("EUR").of(i64::MAX).plus(euros), Err(Unfit::TooLarge));
}

fn any_currency() -> impl Strategy<Value = Currency> {
    (0..TABLE.len()).prop_map(|n| Currency(&TABLE[n]))
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_in_every_language(minor in 1..900_000_000_i64, currency in any_currency(), language in 0..8_usize) {
        let language = ["en", "ru", "fa", "de", "fr", "ar", "pl", "ja"][language];
        let money = currency.of(minor * currency.entry().step);
        prop_assert_eq!(Money::read(&money.say(language), currency, language), Ok(money));
        prop_assert_eq!(Money::read(&money.say_plain(language), currency, language), Ok(money));
        prop_assert_eq!(Money::from_decimal(&money.decimal(), currency), Ok(money));
    }

    #[test]
    fn no_text_at_all_makes_it_stumble(text in "[0-9.,' €$A-Z٫٬۰-۹]{0,20}", currency in any_currency(), language in 0..3_usize) {
        let language = ["en", "ru", "fa"][language];
        if let Ok(money) = Money::read(&text, currency, language) {
            prop_assert!(money.minor >= 0 && money.minor % currency.entry().step == 0);
            prop_assert_eq!(Money::read(&money.say(language), currency, language), Ok(money));
        }
    }

    #[test]
    fn who_covers_the_fee_leaves_the_whole_gift_and_hardly_more(minor in 1..100_000_000_i64, currency in any_currency()) {
        let gift = currency.of(minor * currency.entry().step);
        let whole = gift.with_fee().expect("an amount");
        let left = |whole: i64| whole - currency.entry().fee - (whole * FEE_BASIS_POINTS) / 10_000;
        prop_assert!(left(whole.minor) >= gift.minor);
        prop_assert!(left(whole.minor - currency.entry().step) <= gift.minor);
        prop_assert_eq!(whole.minor % currency.entry().step, 0);
    }

    #[test]
    fn sums_hold(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000, currency in any_currency()) {
        let (a, b) = (currency.of(a), currency.of(b));
        prop_assert_eq!(a.plus(b).and_then(|sum| sum.minus(b)), Ok(a));
        prop_assert_eq!(a.plus(b), b.plus(a));
    }
}
