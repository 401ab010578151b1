//! Newsletters, sign-ups, issues; the rules, without any input or output.

use std::fmt;

use anyhow::{Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use kernel::{EmailAddress, Locale, Slug, id};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use web::{Kind as RefusalKind, Refused};
use zeroize::Zeroizing;

use crate::paper;
use crate::paper::newsletter::Block;

id!(NewsletterId, "A newsletter.");
id!(ReaderId, "A sign-up. Nothing can be told of an address by it.");
id!(IssueId, "An issue of a newsletter.");
id!(OrderId, "What a reader has asked for who lost their link.");

/// How long a confirmation link is good. Rounded up to the hour.
pub const CONFIRM_WITHIN: SignedDuration = SignedDuration::from_hours(24);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newsletter {
    pub id: NewsletterId,
    pub locale: Locale,
    pub slug: Slug,
    pub said: Said,
    /// Smaller comes first.
    pub position: i64,
    pub closed_at: Option<Timestamp>,
}

/// What the newsroom says of a newsletter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    pub title: String,
    /// What comes and when, in one sentence.
    pub promise: String,
    /// The name beside the sender's address; the newspaper's when empty.
    pub sender: String,
    /// Where answers go; to the sender when empty.
    pub reply_to: String,
    pub timetable: Option<Timetable>,
    /// For when a draft was last begun by itself: one that was thrown away does not come back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drafted: Option<Timestamp>,
}

/// When an issue comes out, week by week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timetable {
    /// 1 for Monday, 7 for Sunday.
    pub weekday: i8,
    pub time: Time,
    /// IANA name.
    pub zone: String,
}

impl Default for Timetable {
    /// Friday, 10:00, Amsterdam.
    fn default() -> Self {
        Self { weekday: 5, time: Time::constant(10, 0, 0, 0), zone: "Europe/Amsterdam".into() }
    }
}

impl Timetable {
    /// The first time after `now`. The hour is the clock's on the wall: where it is skipped in spring the issue comes an hour later, where it comes twice in
    /// autumn at the first.
    ///
    /// # Errors
    /// A zone or a day of the week that there is none of.
    pub fn next(&self, now: Timestamp) -> Result<Timestamp> {
        let zone = TimeZone::get(&self.zone)?;
        let weekday = Weekday::from_monday_one_offset(self.weekday)?;
        let today = now.to_zoned(zone.clone()).date();
        for ahead in 0..=7 {
            let day = today.checked_add(ahead.days())?;
            if day.weekday() == weekday {
                let at = day.to_datetime(self.time).to_zoned(zone.clone())?.timestamp();
                if at > now {
                    return Ok(at);
                }
            }
        }
        // Today's has passed and the week has seven days: it is a week from today.
        Ok(today.checked_add(7.days())?.to_datetime(self.time).to_zoned(zone)?.timestamp())
    }

    /// The time a week before one of its times. Clocks are moved by two hours at most, so the search begins a little earlier.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub fn before(&self, time: Timestamp) -> Result<Timestamp> {
        self.next(time.checked_sub(SignedDuration::from_hours(7 * 24 + 3))?)
    }
}

impl Newsletter {
    pub fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    /// What readers of the paper see of it.
    pub fn shown(&self) -> paper::newsletter::Newsletter {
        paper::newsletter::Newsletter {
            locale: self.locale.clone(),
            slug: self.slug.clone(),
            title: self.said.title.clone(),
            promise: self.said.promise.clone(),
            position: self.position,
            open: self.is_open(),
        }
    }
}

/// The Monday of a week, in days since 1970-01-01 (UTC): the finest time that is kept of a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week(pub i64);

impl Week {
    pub fn of(at: Timestamp) -> Self {
        let days = at.as_second().div_euclid(86_400);
        // 1970-01-01 was a Thursday.
        Self(days - (days + 3).rem_euclid(7))
    }

    pub fn monday(self) -> Date {
        Date::constant(1970, 1, 1).saturating_add(self.0.days())
    }

    pub fn before(self, weeks: i64) -> Self {
        Self(self.0 - 7 * weeks)
    }
}

/// 128 random bits that open one row to whoever has them. Only its hash is stored, and it never prints itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token([u8; 16]);

impl Token {
    pub fn random() -> Self {
        let (high, low) = (kernel::id::random(), kernel::id::random());
        let mut digest = Sha256::new();
        // Ids have 63 random bits each and 128 are wanted, so a third is folded in.
        for bits in [high, low, kernel::id::random()] {
            digest.update(bits.to_be_bytes());
        }
        let mut token = [0; 16];
        token.copy_from_slice(&digest.finalize()[..16]);
        Self(token)
    }

    pub fn of_bits(bits: [u8; 16]) -> Self {
        Self(bits)
    }

    pub fn bits(&self) -> [u8; 16] {
        self.0
    }

    /// 22 letters of base64url.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// `None` for what no [`Token::text`] gives.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// What is stored.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A link that confirms: a token, and the hour at which it ends. The hour is part of what is hashed, so it cannot be moved, and it is not stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Confirmation {
    token: Token,
    /// Hours since 1970-01-01.
    until: u32,
}

impl Confirmation {
    pub fn new(now: Timestamp) -> Self {
        let until = (now.saturating_add(CONFIRM_WITHIN).unwrap_or(now).as_second() + 3_599).div_euclid(3_600);
        Self { token: Token::random(), until: u32::try_from(until).unwrap_or_default() }
    }

    /// `<22 letters>.<hour>`.
    pub fn text(&self) -> String {
        format!("{}.{:x}", self.token.text(), self.until)
    }

    pub fn parse(text: &str) -> Option<Self> {
        let (token, until) = text.split_once('.')?;
        let until = u32::from_str_radix(until, 16).ok().filter(|hour| format!("{hour:x}") == until)?;
        Some(Self { token: Token::parse(token)?, until })
    }

    pub fn hash(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update(self.token.0);
        digest.update(self.until.to_be_bytes());
        digest.finalize().into()
    }

    pub fn is_over(&self, now: Timestamp) -> bool {
        now.as_second() >= i64::from(self.until) * 3_600
    }
}

impl fmt::Debug for Confirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Confirmation(…)")
    }
}

/// What is sealed of a sign-up. Nobody who works at the server's side can read it back.
#[derive(Debug)]
pub struct Signed {
    pub address: EmailAddress,
    /// Leaves, and opens the reader's own page.
    pub token: Token,
    /// Version of the text that was agreed to.
    pub consent: String,
    pub at: Timestamp,
}

/// What keeps a sealed sign-up apart from everything else that is sealed to the same key.
pub const READER: &str = "newsletter reader";
/// The same for work orders.
pub const ORDER: &str = "work order";
/// Bytes of a version of the consent text.
pub const LONGEST_CONSENT: usize = 24;

impl Signed {
    /// What a row's seal is about: its newsletter and its id. A sealed text moved to another row does not open.
    pub fn about(newsletter: NewsletterId, reader: ReaderId) -> [u8; 16] {
        let mut about = [0; 16];
        about[..8].copy_from_slice(&newsletter.0.to_be_bytes());
        about[8..].copy_from_slice(&reader.0.to_be_bytes());
        about
    }

    /// A version byte, the token, the moment in ms, then consent and address, each with its length before it.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(seal::sealing::ROOM));
        bytes.push(1);
        bytes.extend(self.token.0);
        bytes.extend(self.at.as_millisecond().to_be_bytes());
        for text in [self.consent.as_str(), self.address.as_str()] {
            // Both are bounded far below 256 bytes by their own doors.
            bytes.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
            bytes.extend(text.as_bytes());
        }
        bytes
    }

    /// # Errors
    /// When the bytes are no sign-up of this version; the error shows nothing of them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let strange = || anyhow::anyhow!("a sealed sign-up has a form that this version does not know");
        let (version, rest) = bytes.split_first().ok_or_else(strange)?;
        ensure!(*version == 1, "a sealed sign-up has the form {version}: a newer version of the program made it");
        let (token, rest) = rest.split_first_chunk::<16>().ok_or_else(strange)?;
        let (at, rest) = rest.split_first_chunk::<8>().ok_or_else(strange)?;
        let text = |rest: &[u8]| -> Option<(String, usize)> {
            let (length, rest) = rest.split_first()?;
            let text = rest.get(..usize::from(*length))?;
            Some((String::from_utf8(text.to_vec()).ok()?, 1 + usize::from(*length)))
        };
        let (consent, taken) = text(rest).ok_or_else(strange)?;
        let (address, _) = text(&rest[taken..]).ok_or_else(strange)?;
        Ok(Self {
            address: EmailAddress::parse(&address).map_err(|_| strange())?,
            token: Token(*token),
            consent,
            at: Timestamp::from_millisecond(i64::from_be_bytes(*at))?,
        })
    }
}

/// How a reader's row came to be as it is. The number is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    Confirmed = 1,
    Left = 2,
    Suppressed = 3,
    Erased = 4,
}

/// What an issue says, while it is being composed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Composed {
    pub subject: String,
    pub preheader: String,
    /// Markdown.
    pub intro: String,
    pub blocks: Vec<Block>,
    pub asks_support: bool,
}

/// An issue at the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    pub id: IssueId,
    pub newsletter: NewsletterId,
    /// Given when it is readied.
    pub number: Option<i64>,
    /// Grows with every save; a save that began from an older one is refused.
    pub revision: i64,
    pub composed: Composed,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
    pub changed_by: String,
    pub due_at: Option<Timestamp>,
    pub readied_at: Option<Timestamp>,
    pub printed_at: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
}

/// How many readers a newsletter has, as far as the locked server can tell: two sign-ups of one address count twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub confirmed: i64,
    pub waiting: i64,
    pub left: i64,
    pub suppressed: i64,
}

/// Why something is not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the newsletter takes no readers yet: no courier has given it a key")]
    NoKey,
    #[error("the newsletter takes no new readers")]
    Closed,
    #[error("a newsletter already stands at {0}; choose another slug")]
    SlugTaken(Slug),
    #[error("somebody saved this issue meanwhile")]
    Stale,
    #[error("the issue is on its way and cannot be changed")]
    Readied,
    #[error("there is no such thing any more")]
    Absent,
}

impl Refused for Refusal {
    fn refusal(&self) -> web::Refusal {
        let (kind, key) = match self {
            Self::NoKey => (RefusalKind::Conflict, "refused-no-key"),
            Self::Closed => (RefusalKind::Conflict, "refused-closed"),
            Self::SlugTaken(slug) => {
                return web::Refusal::new(RefusalKind::Conflict, "refused-newsletter-slug").with("slug", slug.to_string());
            }
            Self::Stale => (RefusalKind::Conflict, "refused-stale-issue"),
            Self::Readied => (RefusalKind::Conflict, "refused-readied"),
            Self::Absent => (RefusalKind::Absent, "refused-no-letter"),
        };
        web::Refusal::new(kind, key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[test]
    fn friday_at_ten_is_ten_by_the_clock_on_the_wall_in_summer_and_in_winter() {
        let timetable = Timetable::default();
        let next = |now: &str| timetable.next(at(now)).expect("a moment").to_string();
        assert_eq!(next("2026-03-24T12:00:00Z"), "2026-03-27T09:00:00Z", "the clocks go forward on the 29th");
        assert_eq!(next("2026-03-27T09:00:00Z"), "2026-04-03T08:00:00Z", "at the moment itself the next one is a week off");
        assert_eq!(next("2026-10-23T07:59:59Z"), "2026-10-23T08:00:00Z");
        assert_eq!(next("2026-10-23T08:00:00Z"), "2026-10-30T09:00:00Z");
        let night = Timetable { weekday: 7, time: Time::constant(2, 30, 0, 0), zone: "Europe/Amsterdam".into() };
        assert_eq!(
            night.next(at("2026-03-28T12:00:00Z")).expect("a moment").to_string(),
            "2026-03-29T01:30:00Z",
            "02:30 is skipped: 03:30"
        );
        assert_eq!(
            night.next(at("2026-10-24T12:00:00Z")).expect("a moment").to_string(),
            "2026-10-25T00:30:00Z",
            "02:30 comes twice: the first"
        );
        for (time, before) in [
            ("2026-03-27T09:00:00Z", "2026-03-20T09:00:00Z"),
            ("2026-04-03T08:00:00Z", "2026-03-27T09:00:00Z"),
            ("2026-10-30T09:00:00Z", "2026-10-23T08:00:00Z"),
        ] {
            assert_eq!(timetable.before(at(time)).expect("a moment").to_string(), before);
        }
        assert!(Timetable { zone: "Europe/Nowhere".into(), ..Timetable::default() }.next(at("2026-10-24T12:00:00Z")).is_err());
        assert!(Timetable { weekday: 9, ..Timetable::default() }.next(at("2026-10-24T12:00:00Z")).is_err());
    }

    #[test]
    fn a_week_begins_on_monday() {
        for day in 1..=7 {
            let week = Week::of(at(&format!("2026-11-{:02}T23:59:59Z", 15 + day)));
            assert_eq!(week.monday().to_string(), "2026-11-16");
        }
        assert_eq!(Week::of(at("2026-11-23T00:00:00Z")).before(1).monday().to_string(), "2026-11-16");
        assert_eq!(Week::of(at("1969-12-31T00:00:00Z")).monday().to_string(), "1969-12-29");
    }

    #[test]
    fn a_confirmation_ends_within_a_day_and_an_hour_and_its_hour_cannot_be_moved() {
        let now = at("2026-11-22T10:20:00Z");
        let confirmation = Confirmation::new(now);
        assert!(!confirmation.is_over(now + SignedDuration::from_hours(24)));
        assert!(confirmation.is_over(now + SignedDuration::from_hours(25)));
        assert_eq!(Confirmation::parse(&confirmation.text()).map(|read| read.hash()), Some(confirmation.hash()));
        let moved = Confirmation { until: confirmation.until + 1, ..confirmation };
        assert_ne!(moved.hash(), confirmation.hash());
        for bad in ["", ".", "abc", "abc.1", &confirmation.text().replace('.', ".0"), &confirmation.text().to_uppercase()] {
            assert!(Confirmation::parse(bad).is_none_or(|read| read.hash() != confirmation.hash()), "{bad}");
        }
        assert_eq!(format!("{confirmation:?} {:?}", Token::random()), "Confirmation(…) Token(…)");
    }

    #[test]
    fn the_longest_address_fits_a_sealed_row_and_comes_back() {
        let address = format!("{}@{}.{}.{}.example", "a".repeat(64), "b".repeat(60), "c".repeat(60), "d".repeat(58));
        let address = EmailAddress::parse(&address).expect("an address");
        assert!(address.as_str().len() > 250);
        let signed = Signed {
            address: address.clone(),
            token: Token::random(),
            consent: "c".repeat(LONGEST_CONSENT),
            at: at("2026-11-22T10:20:00.5Z"),
        };
        let bytes = signed.to_bytes();
        assert!(bytes.len() <= seal::sealing::ROOM);
        let read = Signed::from_bytes(&bytes).expect("a sign-up");
        assert!(read.address == address && read.token == signed.token && read.consent == signed.consent && read.at == signed.at);
        for cut in 0..bytes.len() {
            assert!(Signed::from_bytes(&bytes[..cut]).is_err());
        }
    }
}
