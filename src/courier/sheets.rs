//! The recovery shares as one page of HTML to print: a sheet for the keyholder, then one for each share.
//!
//! The sheets that are handed out name neither a newspaper nor this program: whoever finds one learns that it is a part of some key. Nothing on the page is
//! fetched from anywhere, and there is no script in it.

use std::fmt::Write;

use anyhow::{Context, Result};
use jiff::civil::Date;
use kernel::Locale;
use qrcodegen::{QrCode, QrCodeEcc};
use seal::shares::{NEEDED, SHARES, split};
use seal::{Share, VaultKey};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::templates;
use crate::words::{Words, digits};

const TEMPLATE: &str = include_str!("../../templates/courier/sheets.html");
/// Light modules around a code, as ISO/IEC 18004 asks.
const QUIET: i32 = 4;

#[derive(Serialize)]
struct Frame<'a> {
    lang: &'a str,
    dir: &'a str,
}

#[derive(Serialize)]
struct Page<'a> {
    frame: Frame<'a>,
    fingerprint: String,
    made: String,
    needed: String,
    of: String,
    shares: Vec<Sheet>,
}

#[derive(Serialize)]
struct Sheet {
    number: String,
    key: String,
    groups: Vec<Group>,
    side: i32,
    code: String,
}

#[derive(Serialize)]
struct Group {
    place: String,
    text: String,
}

/// A new printing of the shares of `key`, in one of the interface's languages. The text is secret: whoever has it has the key.
///
/// # Errors
/// When the language is not known.
pub fn page(words: &Words, language: &str, key: &VaultKey, printed: Date) -> Result<Zeroizing<String>> {
    anyhow::ensure!(words.languages().any(|known| known == language), "there are no words in “{language}”; try en, ru or fa");
    let locale: Locale = language.parse().with_context(|| format!("“{language}” is no language"))?;
    let say = |number: u8| digits(language, number);
    let page = Page {
        frame: Frame { lang: language, dir: locale.direction().as_str() },
        fingerprint: key.public().fingerprint(),
        made: words.date(&locale, printed).to_string(),
        needed: say(NEEDED),
        of: say(SHARES),
        shares: split(key).iter().map(|share| sheet(share, language)).collect::<Result<_>>()?,
    };
    let mut environment = templates::environment(words);
    environment.add_template("sheets.html", TEMPLATE)?;
    Ok(Zeroizing::new(environment.get_template("sheets.html")?.render(minijinja::Value::from(minijinja::value::Serde(page)))?))
}

fn sheet(share: &Share, language: &str) -> Result<Sheet> {
    let code = QrCode::encode_text(&share.to_text(), QrCodeEcc::Medium).context("a share does not fit into a QR code")?;
    let groups = share.groups();
    let group = |(at, text): (usize, &Zeroizing<String>)| Group { place: digits(language, at + 1), text: text.to_string() };
    Ok(Sheet {
        number: digits(language, share.number()),
        key: share.key(),
        groups: groups.iter().enumerate().map(group).collect(),
        side: code.size() + 2 * QUIET,
        code: path(&code)?,
    })
}

/// The dark modules as one path of SVG, a stroke for each run in a row.
fn path(code: &QrCode) -> Result<String> {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|&at| code.get_module(at, y)).count() as i32;
            if run > 0 {
                write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET)?;
            }
            x += run.max(1);
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use seal::shares::join;

    use super::*;

    fn printed(language: &str, key: &VaultKey) -> String {
        page(&Words::load(), language, key, date(2026, 11, 22)).expect("a page").to_string()
    }

    /// The shares as a person would copy them from the page.
    fn copied(page: &str) -> Vec<Share> {
        let sheets = page.split("<section class=\"share\"").skip(1);
        let groups = |sheet: &str| -> String {
            let cells = sheet.split("<b>").skip(1).filter_map(|cell| cell.split("</b>").next());
            cells.collect::<Vec<_>>().join(" ")
        };
        sheets.map(|sheet| groups(sheet).parse().unwrap_or_else(|trouble| panic!("{trouble}"))).collect()
    }

    #[test]
    fn any_three_sheets_make_the_key_again_in_every_language() {
        let key = VaultKey::generate();
        for language in ["en", "ru", "fa"] {
            let shares = copied(&printed(language, &key));
            assert_eq!(shares.len(), 5);
            for three in [[0, 1, 2], [4, 2, 0], [1, 3, 4]] {
                let back = join(&three.map(|at| shares[at].clone())).expect("a key");
                assert!(back.public() == key.public());
            }
        }
    }

    #[test]
    fn the_page_says_every_word_fetches_nothing_and_the_handed_out_sheets_name_nobody() {
        for language in ["en", "ru", "fa"] {
            let page = printed(language, &VaultKey::generate());
            for unsaid in [">sheet-", "{{", "{ $", "http://", "https://", "<script", "src=", "@import", "url("] {
                assert!(!page.contains(unsaid), "{language}: {unsaid}");
            }
            let handed_out = page.split_once("<section class=\"share\"").expect("sheets").1.to_lowercase();
            for name in ["indelible", "newspaper", "газет", "روزنامه"] {
                assert!(!handed_out.contains(name), "{language}: {name}");
            }
        }
        assert!(page(&Words::load(), "xx", &VaultKey::generate(), date(2026, 11, 22)).is_err());
    }

    #[test]
    fn the_code_on_a_sheet_is_the_code_of_its_groups() {
        let share = &split(&VaultKey::generate())[0];
        let code = QrCode::encode_text(&share.to_text(), QrCodeEcc::Medium).expect("a code");
        let drawn = sheet(share, "en").expect("a sheet");
        let dark: usize = drawn.code.split('h').skip(1).step_by(2).filter_map(|run| run.split('v').next()?.parse::<usize>().ok()).sum();
        let modules = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        assert_eq!(dark, modules.filter(|&(x, y)| code.get_module(x, y)).count());
    }
}
