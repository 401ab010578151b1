//! Asks: types and rules, pure.
//!
//! [`Asks::look`] is the one rule of what stands where; the press prints by it, and the desk explains by it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::{Currency, Locale, Money, Slug, id};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::paper::listing::{Collection, CollectionKind};
use crate::paper::model::{Content, Kind, TermKind};

id!(AskId, "An ask.");

/// The most amounts that an ask suggests.
pub const AMOUNTS: usize = 3;

/// Where an ask stands on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The calm box at the end of an article; the only one that is there without script.
    End,
    /// A letter to readers: at the end of articles in the place of the box, and on fronts.
    Message,
    /// One line above the nameplate.
    Header,
    /// A bar at the foot of the window.
    Footer,
    /// Between the head and the stories of a section.
    Banner,
}

/// What sort of page asks may stand on; on no other does any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Front,
    /// The newest page of a listing; older ones are left as they were printed.
    List,
    Piece,
}

/// What is said to readers, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Plain text, an empty line between paragraphs.
    pub text: String,
    pub button: String,
}

/// How often a suggested amount would be given; the fund knows the same words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rhythm {
    Once,
    #[default]
    Monthly,
    Annual,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    pub currency: Currency,
    pub rhythm: Rhythm,
    /// Minor units, up to [`AMOUNTS`].
    pub minor: Vec<i64>,
}

/// Sections and tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filing {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Slug>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Slug>,
}

/// What readers are asked, where and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    pub id: AskId,
    pub place: Place,
    /// Among those of its place smaller comes first.
    pub position: i64,
    /// What the desk calls it.
    pub name: String,
    /// In an edition without words it does not stand.
    pub words: BTreeMap<Locale, Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amounts: Option<Amounts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// From this moment on no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Only on what is filed under one of these; empty means everywhere.
    #[serde(default)]
    pub only: Filing,
    #[serde(default)]
    pub never: Filing,
    /// Whether the month's sum stands beside it, on fronts and in listings.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ticker: bool,
    /// Since when it was put aside by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside_since: Option<Timestamp>,
}

/// What holds for all asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manners {
    /// In one browser asks are shown at most so often …
    pub views: u32,
    /// … in so many days.
    pub days: u32,
    /// Nothing is asked beside what has one of these tags: deaths, disasters.
    pub quiet: Vec<Slug>,
    /// Since when all asks are off by the switch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off_since: Option<Timestamp>,
}

impl Default for Manners {
    fn default() -> Self {
        Self { views: 4, days: 30, quiet: Vec::new(), off_since: None }
    }
}

/// This month's sum and the goal, as they may be told: rounded down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    pub came: Money,
    pub aim: Money,
    /// Hundredths of the goal, from 0 to 100.
    pub percent: i64,
}

/// What the fund says of itself: where to give, and in which coins. Where nothing can be given nothing is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Giving {
    /// Absolute, no slash at the end.
    pub url: String,
    /// The first has the contribute page itself.
    pub currencies: Vec<Currency>,
}

/// A page, as far as asks look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    pub locale: Locale,
    /// `None` for pages that never ask: privacy, corrections, newsletters, search.
    pub sort: Option<Sort>,
    pub sections: Vec<Slug>,
    pub tags: Vec<Slug>,
    /// The piece's own “no asks”.
    pub no_asks: bool,
    pub sponsored: bool,
}

/// Why an ask does not stand on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nothing can be given anywhere.
    NoFund,
    Off,
    QuietPage,
    NoAsks,
    Sponsored,
    QuietTag(Slug),
    /// Its place is not on such a page.
    NotHere,
    Aside,
    NotYet(Timestamp),
    Over(Timestamp),
    NoWords,
    /// It is only for other sections or tags.
    NotAmong,
    Never(Slug),
    /// Another passed before it.
    Behind(AskId),
}

/// All asks, in their order, and what holds for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asks {
    pub asks: Vec<Ask>,
    pub manners: Manners,
    pub total: Option<Total>,
}

impl Giving {
    /// The contribute page of a language edition, given its prefix.
    pub fn home(&self, prefix: &str) -> String {
        format!("{}/{prefix}contribute/", self.url)
    }

    /// Changes when every page that leads there must be printed anew.
    pub fn look(&self) -> String {
        let coins: Vec<&str> = self.currencies.iter().map(|currency| currency.code()).collect();
        format!("{} {}", self.url, coins.join(","))
    }
}

impl Place {
    pub const ALL: [Self; 5] = [Self::End, Self::Message, Self::Header, Self::Footer, Self::Banner];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::End => "end",
            Self::Message => "message",
            Self::Header => "header",
            Self::Footer => "footer",
            Self::Banner => "banner",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.as_str() == word)
    }

    /// Whether it is on such pages.
    pub fn is_on(self, sort: Sort) -> bool {
        match self {
            Self::End => sort == Sort::Piece,
            Self::Message => sort != Sort::List,
            Self::Header | Self::Footer => true,
            Self::Banner => sort == Sort::List,
        }
    }

    /// What shares one spot on a piece: a letter takes that of the box.
    fn spot(self, sort: Sort) -> Self {
        if self == Self::Message && sort == Sort::Piece { Self::End } else { self }
    }
}

impl Rhythm {
    pub const ALL: [Self; 3] = [Self::Once, Self::Monthly, Self::Annual];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Monthly => "monthly",
            Self::Annual => "annual",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rhythm| rhythm.as_str() == word)
    }
}

impl Filing {
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty() && self.tags.is_empty()
    }

    /// What of it the page is filed under.
    fn shared(&self, of: &Occasion) -> Option<&Slug> {
        let section = self.sections.iter().find(|slug| of.sections.contains(slug));
        section.or_else(|| self.tags.iter().find(|slug| of.tags.contains(slug)))
    }
}

impl Ask {
    /// One that says nothing yet, for everywhere and at any time.
    pub fn new(place: Place) -> Self {
        Self {
            id: AskId::random(),
            place,
            position: 0,
            name: String::new(),
            words: BTreeMap::new(),
            amounts: None,
            from: None,
            until: None,
            only: Filing::default(),
            never: Filing::default(),
            ticker: false,
            aside_since: None,
        }
    }

    /// What changes whenever anything about it does, in a few letters: a page names it, and the sheet of asks that are in force does.
    pub fn stamp(&self) -> String {
        let doc = serde_json::to_string(&Self { position: 0, name: String::new(), ..self.clone() }).unwrap_or_default();
        Sha256::digest(doc).iter().take(3).map(|byte| format!("{byte:02x}")).collect()
    }

    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.standing(now).is_none()
    }

    /// Why it stands nowhere at `now`.
    fn standing(&self, now: Timestamp) -> Option<Why> {
        match (self.from, self.until) {
            _ if self.aside_since.is_some() => Some(Why::Aside),
            (Some(from), _) if now < from => Some(Why::NotYet(from)),
            (_, Some(until)) if now >= until => Some(Why::Over(until)),
            _ => None,
        }
    }

    fn refuses(&self, of: &Occasion, sort: Sort, now: Timestamp) -> Option<Why> {
        if !self.place.is_on(sort) {
            return Some(Why::NotHere);
        }
        if let Some(why) = self.standing(now) {
            return Some(why);
        }
        if !self.words.contains_key(&of.locale) {
            return Some(Why::NoWords);
        }
        if let Some(slug) = self.never.shared(of) {
            return Some(Why::Never(slug.clone()));
        }
        (!self.only.is_empty() && self.only.shared(of).is_none()).then_some(Why::NotAmong)
    }
}

impl Occasion {
    pub fn quiet(locale: &Locale) -> Self {
        let (sections, tags) = (Vec::new(), Vec::new());
        Self { locale: locale.clone(), sort: None, sections, tags, no_asks: false, sponsored: false }
    }

    pub fn front(locale: &Locale) -> Self {
        Self { sort: Some(Sort::Front), ..Self::quiet(locale) }
    }

    /// A standing page never asks.
    pub fn piece(content: &Content) -> Self {
        Self {
            sort: (content.kind != Kind::Page).then_some(Sort::Piece),
            sections: content.section.iter().chain(&content.also).cloned().collect(),
            tags: content.tags.clone(),
            no_asks: content.flags.no_asks,
            sponsored: content.kind == Kind::Sponsored,
            ..Self::quiet(&content.locale)
        }
    }

    /// The newest page of a listing.
    pub fn list(collection: &Collection) -> Self {
        let filed = |kind| {
            let ours = collection.kind == CollectionKind::Term(kind);
            collection.slug.parse::<Slug>().ok().filter(|_| ours).into_iter().collect()
        };
        Self { sort: Some(Sort::List), sections: filed(TermKind::Section), tags: filed(TermKind::Tag), ..Self::quiet(&collection.locale) }
    }
}

impl Asks {
    /// Why no ask at all stands on such a page.
    fn hushed(&self, of: &Occasion, open: bool) -> Result<Sort, Why> {
        if !open {
            return Err(Why::NoFund);
        }
        if self.manners.off_since.is_some() {
            return Err(Why::Off);
        }
        let sort = of.sort.ok_or(Why::QuietPage)?;
        if of.no_asks {
            return Err(Why::NoAsks);
        }
        if of.sponsored {
            return Err(Why::Sponsored);
        }
        match self.manners.quiet.iter().find(|slug| of.tags.contains(slug)) {
            Some(slug) => Err(Why::QuietTag(slug.clone())),
            None => Ok(sort),
        }
    }

    /// Each ask in its order, and whether it stands on the page: of those that share a spot the first that passes. `open` says whether anything can be given.
    pub fn look<'a>(&'a self, of: &Occasion, open: bool, now: Timestamp) -> Vec<(&'a Ask, Result<(), Why>)> {
        let sort = self.hushed(of, open);
        let mut taken: BTreeMap<Place, AskId> = BTreeMap::new();
        let mut seen: Vec<(&Ask, Result<(), Why>)> = Vec::with_capacity(self.asks.len());
        // A letter to readers comes before the box that it takes the place of.
        let mut order: Vec<&Ask> = self.asks.iter().collect();
        order.sort_by_key(|ask| (ask.place != Place::Message, ask.place, ask.position, ask.id));
        for ask in order {
            let verdict = match &sort {
                Err(why) => Err(why.clone()),
                Ok(sort) => match ask.refuses(of, *sort, now) {
                    Some(why) => Err(why),
                    None => match taken.get(&ask.place.spot(*sort)) {
                        Some(other) => Err(Why::Behind(*other)),
                        None => Ok(()),
                    },
                },
            };
            if let (Ok(sort), Ok(())) = (&sort, &verdict) {
                taken.insert(ask.place.spot(*sort), ask.id);
            }
            seen.push((ask, verdict));
        }
        seen
    }

    /// The asks that stand on a page.
    pub fn standing<'a>(&'a self, of: &Occasion, open: bool, now: Timestamp) -> Vec<&'a Ask> {
        self.look(of, open, now).into_iter().filter(|(_, verdict)| verdict.is_ok()).map(|(ask, _)| ask).collect()
    }

    /// The sheet that hides every ask but those that are in force: also where a page still has one that no longer is.
    pub fn sheet(&self, now: Timestamp) -> String {
        let in_force = self.asks.iter().filter(|ask| self.manners.off_since.is_none() && ask.is_in_force(now));
        let mut stamps: Vec<String> = in_force.map(|ask| format!("[data-ask=\"{}\"]", ask.stamp())).collect();
        stamps.sort();
        if stamps.is_empty() {
            return "[data-ask]{display:none!important}\n".to_owned();
        }
        format!("[data-ask]:not({}){{display:none!important}}\n", stamps.join(","))
    }
}

impl Total {
    /// Rounded down to two digits, so that no single gift can be read from it.
    pub fn of(came: Money, aim: Money) -> Self {
        let mut unit = came.currency.major();
        while came.minor / unit >= 100 {
            unit *= 10;
        }
        let rounded = (came.minor.max(0) / unit) * unit;
        let percent = if aim.minor > 0 { (rounded.saturating_mul(100) / aim.minor).min(100) } else { 100 };
        Self { came: came.currency.of(rounded), aim, percent }
    }
}
