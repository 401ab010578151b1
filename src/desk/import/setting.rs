//! The house into which a source is imported.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::{Locale, Slug};
use url::Url;

#[derive(Clone, Debug)]
pub struct Setting {
    /// The language editions of the paper, the first at its root.
    pub locales: Vec<Locale>,
    /// The edition of pieces that do not say their language.
    pub locale: Locale,
    /// Whether somebody chose it, so that a source cannot.
    pub is_locale_given: bool,
    /// By which dates without a zone are read.
    pub zone: TimeZone,
    pub now: Timestamp,
    /// Where the source was on the web.
    pub base: Option<Url>,
}

impl Setting {
    /// Where a piece will stand, as [`path_of`](crate::paper::model::path_of) has it; pages have no date.
    pub fn new_path(&self, locale: &Locale, slug: &Slug, published: Option<Timestamp>) -> String {
        let prefix = if self.locales.first() == Some(locale) { String::new() } else { format!("{locale}/") };
        let Some(at) = published else { return format!("{prefix}{slug}/") };
        let day = self.zone.to_datetime(at).date();
        format!("{prefix}{:04}/{:02}/{:02}/{slug}/", day.year(), day.month(), day.day())
    }

    /// The edition that a language tag of a source names, `en-US` and `en_US` being `en` where there is no nearer one.
    pub fn edition(&self, tag: &str) -> Option<&Locale> {
        let tag = tag.trim().replace('_', "-");
        let language = tag.split('-').next().unwrap_or("").to_ascii_lowercase();
        self.locales
            .iter()
            .find(|locale| locale.as_str().eq_ignore_ascii_case(&tag))
            .or_else(|| self.locales.iter().find(|locale| locale.language() == language))
    }
}
