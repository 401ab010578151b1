//! Currencies: how many decimals they have, decimal text to minor units and back, what a payment costs. Never a float.

/// Currencies of Stripe's lists of zero-decimal and three-decimal currencies; every other has two.
const NONE: &[&str] = &["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"];
const THREE: &[&str] = &["bhd", "jod", "kwd", "omr", "tnd"];
const TWO: &[&str] = &[
    "aed", "amd", "aud", "azn", "bgn", "brl", "cad", "chf", "cny", "czk", "dkk", "eur", "gbp", "gel", "hkd", "huf", "ils", "inr", "kgs",
    "kzt", "mdl", "mxn", "nok", "nzd", "pln", "ron", "rsd", "sek", "sgd", "thb", "try", "uah", "usd", "uzs", "zar",
];

/// Digits after the point, or `None` for a currency that is not known here.
pub fn decimals(currency: &str) -> Option<u32> {
    let currency = currency.to_ascii_lowercase();
    let is_in = |list: &[&str]| list.contains(&currency.as_str());
    if is_in(NONE) {
        Some(0)
    } else if is_in(THREE) {
        Some(3)
    } else if is_in(TWO) {
        Some(2)
    } else {
        None
    }
}

/// `"10.00"` of euros is 1000. Only with exactly the currency's decimals, as Mollie wants it.
pub fn parse(currency: &str, text: &str) -> Option<i64> {
    let decimals = decimals(currency)? as usize;
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if decimals > 0 => (whole, fraction),
        None if decimals == 0 => (text, ""),
        _ => return None,
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || fraction.len() != decimals || !digits(whole) || !digits(fraction) {
        return None;
    }
    format!("{whole}{fraction}").parse().ok()
}

/// 1000 of euros is `"10.00"`; of yen `"1000"`.
pub fn text(currency: &str, minor: i64) -> String {
    let decimals = decimals(currency).unwrap_or(2);
    if decimals == 0 {
        return minor.to_string();
    }
    let unit = 10_u64.pow(decimals);
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:0width$}", minor.unsigned_abs() / unit, minor.unsigned_abs() % unit, width = decimals as usize)
}

/// For people: `€10.00`, `¥1000`, `10.00 GEL`.
pub fn shown(currency: &str, minor: i64) -> String {
    let amount = text(currency, minor);
    match currency.to_ascii_lowercase().as_str() {
        "usd" => format!("${amount}"),
        "eur" => format!("€{amount}"),
        "gbp" => format!("£{amount}"),
        "jpy" => format!("¥{amount}"),
        other => format!("{amount} {}", other.to_ascii_uppercase()),
    }
}

/// What a payment costs: a part in ten thousand, rounded half up, and a fixed amount; never more than the payment.
pub fn fee(amount: i64, per_ten_thousand: i64, fixed: i64) -> i64 {
    ((amount * per_ten_thousand + 5_000) / 10_000 + fixed).min(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_amount_is_read_back_as_it_was_written() {
        for (currency, samples) in
            [("eur", ["0.01", "10.00", "999999.99"]), ("jpy", ["1", "500", "9999999"]), ("kwd", ["0.010", "2.000", "12345.670"])]
        {
            for sample in samples {
                assert_eq!(text(currency, parse(currency, sample).expect(sample)), sample);
            }
        }
    }

    #[test]
    fn an_amount_with_the_wrong_decimals_is_none() {
        for (currency, wrong) in [
            ("eur", "10"),
            ("eur", "10.0"),
            ("eur", "10.000"),
            ("eur", "-1.00"),
            ("jpy", "500.00"),
            ("kwd", "2.00"),
            ("eur", "1e2.00"),
            ("xxx", "1.00"),
        ] {
            assert_eq!(parse(currency, wrong), None, "{currency} {wrong}");
        }
    }

    #[test]
    fn a_fee_is_rounded_half_up_and_never_above_the_amount() {
        assert_eq!(fee(200, 290, 30), 36);
        assert_eq!(fee(1000, 290, 30), 59);
        assert_eq!(fee(20, 290, 30), 20);
    }
}
