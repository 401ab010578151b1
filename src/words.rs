//! Interface words, through Fluent: `locales/<language>/*.ftl`, complete in English; a word that another language lacks falls back to English.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, RwLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use jiff::civil::{Date, Time};
use kernel::Locale;

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// The words of all languages. Clones share one.
#[derive(Clone)]
pub struct Words(Arc<Languages>);

struct Languages {
    bundles: HashMap<String, Bundle>,
}

struct Bundle {
    fluent: FluentBundle<FluentResource>,
    /// Messages without arguments, ready; they are most of what a page says.
    plain: HashMap<String, String>,
    dates: RwLock<HashMap<Date, Arc<str>>>,
}

impl Default for Words {
    fn default() -> Self {
        Self::load()
    }
}

impl Words {
    /// # Panics
    /// When a file of words that was built into the program cannot be read; a test reads them all.
    pub fn load() -> Self {
        let bundles = LOCALES.dirs().map(|dir| (name_of(dir), Bundle::of(dir))).collect();
        Self(Arc::new(Languages { bundles }))
    }

    /// The languages that there are words in.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.0.bundles.keys().map(String::as_str)
    }

    /// A message without arguments; its own key when no language has it, so that a slip is seen and nothing breaks.
    pub fn say<'w>(&'w self, language: &str, key: &'w str) -> Cow<'w, str> {
        for bundle in self.chain(language) {
            if let Some(ready) = bundle.plain.get(key) {
                return Cow::Borrowed(ready);
            }
        }
        self.say_with(language, key, &[])
    }

    /// A message with arguments: numbers choose plural forms and are shown in the digits of the language, texts are placed as they are.
    pub fn say_with<'w>(&'w self, language: &str, key: &'w str, args: &[(&str, FluentValue<'_>)]) -> Cow<'w, str> {
        let mut fluent_args = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            fluent_args.set(name.to_string(), value.clone());
        }
        for bundle in self.chain(language) {
            if let Some(pattern) = bundle.fluent.get_message(key).and_then(|message| message.value()) {
                let said = bundle.fluent.format_pattern(pattern, Some(&fluent_args), &mut Vec::new());
                return Cow::Owned(said.into_owned());
            }
        }
        Cow::Borrowed(key)
    }

    /// `22 November 2026` in the manner of the language.
    pub fn date(&self, locale: &Locale, date: Date) -> Arc<str> {
        let Some(bundle) = self.chain(locale.language()).next() else { return date.to_string().into() };
        if let Some(known) = bundle.dates.read().ok().and_then(|dates| dates.get(&date).cloned()) {
            return known;
        }
        let said: Arc<str> = self.day(locale, "date", date).into();
        if let Ok(mut dates) = bundle.dates.write() {
            dates.insert(date, said.clone());
        }
        said
    }

    /// `Sunday, 22 November 2026`.
    pub fn weekday_date(&self, locale: &Locale, date: Date) -> String {
        self.day(locale, "weekday-date", date)
    }

    /// The same inside of a sentence (“armed for …”, “until …”), where a language that declines its weekdays leaves them out.
    pub fn appointed_date(&self, locale: &Locale, date: Date) -> String {
        self.day(locale, "appointed-date", date)
    }

    fn day(&self, locale: &Locale, key: &'static str, date: Date) -> String {
        let numbers = [
            ("weekday", i64::from(date.weekday().to_monday_one_offset()).into()),
            ("day", i64::from(date.day()).into()),
            ("month", i64::from(date.month()).into()),
            ("year", i64::from(date.year()).into()),
        ];
        self.say_with(locale.language(), key, &numbers).into_owned()
    }

    /// `November 2026`.
    pub fn month(&self, locale: &Locale, year: i16, month: i8) -> String {
        self.say_with(locale.language(), "month-year", &[("month", i64::from(month).into()), ("year", i64::from(year).into())]).into_owned()
    }

    /// `09:40`, with the digits of the language.
    pub fn time(&self, locale: &Locale, time: Time) -> String {
        digits(locale.language(), format_args!("{:02}:{:02}", time.hour(), time.minute()))
    }

    /// A day and a time of that day, both in words already.
    pub fn moment(&self, locale: &Locale, date: &str, time: &str) -> String {
        self.say_with(locale.language(), "moment", &[("date", date.into()), ("time", time.into())]).into_owned()
    }

    /// A counted thing, in the plural form that `$count` chooses.
    pub fn count(&self, locale: &Locale, key: &str, count: u64) -> String {
        self.say_with(locale.language(), key, &[("count", (count as i64).into())]).into_owned()
    }

    /// `4 min read`.
    pub fn minutes(&self, locale: &Locale, minutes: u64) -> String {
        self.say_with(locale.language(), "reading-time", &[("minutes", (minutes as i64).into())]).into_owned()
    }

    /// The bundle of the language, then the English one.
    fn chain(&self, language: &str) -> impl Iterator<Item = &Bundle> {
        let language = language.split('-').next().unwrap_or("en");
        [self.0.bundles.get(language), self.0.bundles.get("en")].into_iter().flatten()
    }
}

impl Bundle {
    fn of(dir: &Dir<'_>) -> Self {
        let language = name_of(dir);
        let tag = language.parse().unwrap_or_else(|e| panic!("locales/{language} is no language: {e}"));
        let mut fluent = FluentBundle::new_concurrent(vec![tag]);
        // Marks of direction around arguments would end up inside attributes and titles; the page sets direction by elements.
        fluent.set_use_isolating(false);
        fluent.set_formatter(match zero(&language) {
            Some(PERSIAN_ZERO) => Some(numbers::<PERSIAN_ZERO, _>),
            Some(ARABIC_ZERO) => Some(numbers::<ARABIC_ZERO, _>),
            _ => None,
        });
        let mut keys = Vec::new();
        for file in dir.files().filter(|file| file.path().extension().is_some_and(|e| e == "ftl")) {
            let text = file.contents_utf8().unwrap_or_default().to_owned();
            let resource = FluentResource::try_new(text).unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", file.path().display()));
            keys.extend(resource.entries().filter_map(|entry| match entry {
                fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
                _ => None,
            }));
            fluent.add_resource(resource).unwrap_or_else(|errors| panic!("{}: {errors:?}", file.path().display()));
        }
        let plain = keys.into_iter().filter_map(|key| plain_value(&fluent, &key).map(|value| (key, value))).collect();
        Self { fluent, plain, dates: RwLock::default() }
    }
}

/// The value of a message that needs no argument.
fn plain_value(fluent: &FluentBundle<FluentResource>, key: &str) -> Option<String> {
    let pattern = fluent.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let value = fluent.format_pattern(pattern, None, &mut errors).into_owned();
    errors.is_empty().then_some(value)
}

fn name_of(dir: &Dir<'_>) -> String {
    dir.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

const PERSIAN_ZERO: char = '۰';
const ARABIC_ZERO: char = '٠';

/// The first of the digits of a language that has its own.
fn zero(language: &str) -> Option<char> {
    match language {
        "fa" | "ur" | "ps" => Some(PERSIAN_ZERO),
        "ar" | "ckb" => Some(ARABIC_ZERO),
        _ => None,
    }
}

/// A number, or whatever has some in it, with digits as the language writes them: Persian and Arabic have their own.
pub fn digits(language: &str, shown: impl fmt::Display) -> String {
    let text = shown.to_string();
    match zero(language) {
        Some(zero) => counted_from(zero, &text),
        None => text,
    }
}

fn counted_from(zero: char, text: &str) -> String {
    text.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(zero as u32 + d)).unwrap_or(c)).collect()
}

/// How a bundle shows a number; it takes a function without surroundings, so the digits are in its type.
fn numbers<const ZERO: char, M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(counted_from(ZERO, &number.as_string())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn texts(language: &str) -> impl Iterator<Item = &'static str> {
        LOCALES.get_dir(language).unwrap_or_else(|| panic!("locales/{language}")).files().filter_map(|f| f.contents_utf8())
    }

    fn keys(language: &str) -> BTreeSet<String> {
        let of = |text: &str| -> Vec<String> {
            let starts = |line: &str| {
                line.starts_with(|c: char| c.is_ascii_lowercase()).then(|| line.split(['=', ' ']).next().unwrap_or("").to_owned())
            };
            text.lines().filter_map(starts).collect()
        };
        texts(language).flat_map(of).collect()
    }

    #[test]
    fn russian_and_persian_have_every_word_that_english_has_and_no_other_than_their_own_parts() {
        let english = keys("en");
        for language in ["ru", "fa"] {
            let other = keys(language);
            assert_eq!(english.difference(&other).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in {language}");
            let part = |key: &&String| texts(language).any(|text| text.contains(&format!("{{ {key} }}")));
            assert_eq!(
                other.difference(&english).filter(|key| !part(key)).collect::<Vec<_>>(),
                Vec::<&String>::new(),
                "only in {language}"
            );
        }
    }

    #[test]
    fn a_date_is_said_in_the_manner_of_the_language() {
        let words = Words::load();
        let date = jiff::civil::date(2026, 11, 22);
        let of = |tag: &str| words.date(&tag.parse().expect("a locale"), date).to_string();
        assert_eq!(of("en"), "22 November 2026");
        assert_eq!(of("ru"), "22 ноября 2026");
        assert_eq!(of("fa"), "۲۲ نوامبر ۲۰۲۶");
    }

    #[test]
    fn a_number_in_a_sentence_has_the_digits_of_the_language_and_still_chooses_its_plural() {
        let words = Words::load();
        let of = |tag: &str, count| words.count(&tag.parse().expect("a locale"), "stories", count);
        assert_eq!([of("en", 1), of("en", 21), of("ru", 21), of("ru", 22)], ["1 story", "21 stories", "21 материал", "22 материала"]);
        assert_eq!(of("fa", 120), "۱۲۰ مطلب");
    }
}
