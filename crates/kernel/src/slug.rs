//! The part of an address that names a thing.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Unfit;

/// 1 to 120 characters of `a-z`, `0-9` and single inner hyphens.
///
/// ASCII only, so that the same file name works on every file system, mirror and messenger; titles in other scripts are transliterated by [`Slug::of_title`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The longest slug, in bytes.
pub const LONGEST: usize = 120;

impl Slug {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The slug that a title suggests: transliterated, lower case, words joined by hyphens, cut at a word. `None` when nothing of the title can be kept.
    pub fn of_title(title: &str) -> Option<Self> {
        let mut out = String::new();
        for c in title.chars().flat_map(char::to_lowercase) {
            match c {
                'a'..='z' | '0'..='9' => out.push(c),
                '\'' | '’' | 'ʼ' | 'ь' | 'ъ' | '\u{200c}' => {}
                _ => match latin(c) {
                    Some(letters) => out.push_str(letters),
                    None if out.is_empty() || out.ends_with('-') => {}
                    None => out.push('-'),
                },
            }
        }
        if out.len() > LONGEST {
            let cut = out[..LONGEST].rfind('-').filter(|&at| at > LONGEST / 2).unwrap_or(LONGEST);
            out.truncate(cut);
        }
        out.trim_matches('-').parse().ok()
    }

    /// The same slug with a number behind it, for when the first is taken: `lamp` -> `lamp-2`.
    pub fn numbered(&self, n: u32) -> Self {
        let tail = format!("-{n}");
        let head = &self.0[..self.0.len().min(LONGEST - tail.len())];
        Self(format!("{}{tail}", head.trim_end_matches('-')))
    }
}

/// Latin letters for one letter of another script; a plain table for Cyrillic, Persian and Arabic, and accented Latin.
#[rustfmt::skip]
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'а' => "a", 'б' => "b", 'в' => "v", 'г' | 'ґ' => "g", 'д' => "d", 'е' | 'э' => "e", 'ё' => "yo", 'є' => "ye", 'ж' => "zh", 'з' => "z",
        'и' | 'і' => "i", 'ї' => "yi", 'й' => "y", 'к' => "k", 'л' => "l", 'м' => "m", 'н' => "n", 'о' => "o", 'п' => "p", 'р' => "r", 'с' => "s",
        'т' => "t", 'у' | 'ў' => "u", 'ф' => "f", 'х' => "kh", 'ц' => "ts", 'ч' => "ch", 'ш' => "sh", 'щ' => "shch", 'ы' => "y", 'ю' => "yu", 'я' => "ya",
        'ا' | 'آ' | 'أ' | 'ع' => "a", 'ب' => "b", 'پ' => "p", 'ت' | 'ط' => "t", 'ث' | 'س' | 'ص' => "s", 'ج' => "j", 'چ' => "ch", 'ح' | 'ه' => "h",
        'خ' => "kh", 'د' => "d", 'ذ' | 'ز' | 'ض' | 'ظ' => "z", 'ر' => "r", 'ژ' => "zh", 'ش' => "sh", 'غ' | 'ق' => "gh", 'ف' => "f", 'ک' | 'ك' => "k",
        'گ' => "g", 'ل' => "l", 'م' => "m", 'ن' => "n", 'و' => "v", 'ی' | 'ي' | 'ئ' => "i",
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a", 'ä' | 'æ' => "ae", 'ç' | 'ć' | 'č' => "c", 'ď' | 'đ' | 'ð' => "d", 'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g", 'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i", 'ł' | 'ľ' => "l", 'ñ' | 'ń' | 'ň' => "n", 'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o", 'ö' | 'œ' => "oe",
        'ř' => "r", 'ś' | 'š' | 'ş' | 'ș' => "s", 'ß' => "ss", 'ť' | 'ţ' | 'ț' => "t", 'þ' => "th", 'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' => "u", 'ü' => "ue",
        'ý' | 'ÿ' => "y", 'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

impl FromStr for Slug {
    type Err = Unfit;

    fn from_str(s: &str) -> Result<Self, Unfit> {
        let letters = s.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        let fits = letters && (1..=LONGEST).contains(&s.len()) && !s.starts_with('-') && !s.ends_with('-') && !s.contains("--");
        if fits { Ok(Self(s.to_owned())) } else { Err(Unfit::Slug(s.chars().take(40).collect())) }
    }
}

impl TryFrom<String> for Slug {
    type Error = Unfit;
    fn try_from(s: String) -> Result<Self, Unfit> {
        s.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_in_any_script_of_the_paper_gives_a_readable_slug() {
        let of = |title: &str| Slug::of_title(title).map(String::from).unwrap_or_default();
        assert_eq!(of("The Editor’s Lamp, 1994–2026"), "the-editors-lamp-1994-2026");
        assert_eq!(of("Щука и объявление"), "shchuka-i-obyavlenie");
        assert_eq!(of("دریاچهٔ اورین"), "driachh-avrin");
        assert_eq!(of("Über Łódź"), "ueber-lodz");
        assert_eq!(of("!!!"), "");
    }

    #[test]
    fn a_long_title_is_cut_at_a_word() {
        let slug = Slug::of_title(&"word ".repeat(60)).expect("a slug");
        assert!(slug.as_str().len() <= LONGEST && slug.as_str().ends_with("word"));
        assert!(slug.numbered(12).as_str().parse::<Slug>().is_ok());
    }

    #[test]
    fn what_could_climb_out_of_a_folder_is_no_slug() {
        for bad in ["", "..", "a/b", "A", "a--b", "-a", "a-", "a.b", "é"] {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
    }
}
