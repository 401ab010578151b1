//! The front of a language edition: the newest by weight, nothing twice; and the same without a picture.

use std::collections::HashSet;

use anyhow::Result;
use kernel::Locale;

use super::article::newest_of;
use super::{Composed, Composer, lists, newsletters, structured};
use crate::paper::asks::model::Occasion;
use crate::paper::listing::CollectionKind;
use crate::paper::model::{Kind, PieceId, TermKind};
use crate::paper::store::pieces;
use crate::paper::summary::Summary;
use crate::paper::theme::View;
use crate::paper::view::{FrontPage, Popular, Strip};

/// Stories that the top of a front is chosen from.
const NEWEST: i64 = 40;
const SECONDARIES: usize = 4;
const LATEST: usize = 10;
const OPINION: usize = 5;
const STRIP: usize = 4;
const GALLERIES: usize = 3;

/// Takes pieces so that none stands twice.
#[derive(Default)]
struct Taken(HashSet<PieceId>);

impl Taken {
    fn take(&mut self, from: &[Summary], most: usize, fits: impl Fn(&Summary) -> bool) -> Vec<Summary> {
        let fresh: Vec<Summary> = from.iter().filter(|s| !self.0.contains(&s.id) && fits(s)).take(most).cloned().collect();
        self.0.extend(fresh.iter().map(|s| s.id));
        fresh
    }
}

pub fn compose(c: &mut Composer<'_, '_, '_>, locale: &Locale) -> Result<Vec<Composed>> {
    let path = c.prefix(locale);
    let newest = newest_of(c, locale, CollectionKind::All, "all", NEWEST)?;
    let kind = |kind: Kind| move |s: &Summary| s.kind == kind;
    let news = |s: &Summary| !matches!(s.kind, Kind::Opinion | Kind::Gallery | Kind::Sponsored);
    let mut taken = Taken::default();

    // Coverage that goes on is as new as its last post.
    let mut top = newest.clone();
    top.sort_by_key(|s| std::cmp::Reverse(if s.live.as_ref().is_some_and(|live| !live.ended) { s.updated_at } else { s.at }));
    let breaking = taken.take(&top[..top.len().min(12)], 1, |s| s.breaking && s.lead.is_some());
    let lead = if breaking.is_empty() { taken.take(&top, 1, |s| news(s) && s.lead.is_some()) } else { breaking };
    let lead = if lead.is_empty() { taken.take(&top, 1, news) } else { lead };
    let secondaries = taken.take(&top, SECONDARIES, |s| news(s) && s.lead.is_some());
    let latest = taken.take(&newest, LATEST, news);
    let opinions = newest_of(c, locale, CollectionKind::Kind, Kind::Opinion.as_str(), OPINION as i64)?;
    let opinion = taken.take(&opinions, OPINION, kind(Kind::Opinion));
    let galleries = newest_of(c, locale, CollectionKind::Kind, Kind::Gallery.as_str(), GALLERIES as i64)?;
    let galleries = taken.take(&galleries, GALLERIES, kind(Kind::Gallery));

    let mut strips = Vec::new();
    for section in c.catalogue.sections(locale) {
        // A strip may repeat what the rail of headlines has, but not what stands at the top with its picture.
        let top: HashSet<PieceId> = lead.iter().chain(&secondaries).chain(&galleries).map(|s| s.id).collect();
        let of_section =
            newest_of(c, locale, CollectionKind::Term(TermKind::Section), section.slug.as_str(), (STRIP + SECONDARIES + 1) as i64)?;
        let chosen: Vec<Summary> = of_section
            .into_iter()
            .filter(|s| !top.contains(&s.id) && s.kind != Kind::Opinion && s.kind != Kind::Gallery)
            .take(STRIP)
            .collect();
        if chosen.len() >= 2 || (chosen.len() == 1 && newest.len() < 20) {
            strips.push(Strip { title: section.title.clone(), path: c.term_path(section), cards: c.cards(&chosen)? });
        }
    }

    let mut frame = c.frame(locale, "front", &path, "");
    frame.today = c.site.words.weekday_date(locale, c.now.to_zoned(c.site.zone.clone()).date());
    frame.alternates = c.alternates_everywhere("");
    let lead = match lead.first() {
        Some(summary) => Some(c.card(summary)?),
        None => None,
    };
    if let Some(picture) = lead.as_ref().and_then(|card| card.picture.as_ref()) {
        frame.social = c.social(&frame.paper.name, &frame.paper.description, "website", Some(picture));
    }
    frame.json_ld = Some(structured::organization(c, &frame));
    c.ask_on(&mut frame, &Occasion::front(locale))?;
    let page = FrontPage {
        lead,
        secondaries: c.cards(&secondaries)?,
        latest: c.cards(&latest)?,
        opinion: c.cards(&opinion)?,
        strips,
        most_read: most_read(c, locale)?,
        galleries: c.cards(&galleries)?,
        dossiers: lists::dossiers(c, locale, 4)?,
        letter: newsletters::on_front(c, locale)?,
        frame,
    };
    let light = light(c, locale, &page);
    Ok(vec![Composed::html(path, View::Front(Box::new(page))), light])
}

/// The same stories without a picture, for whoever pays by the megabyte.
fn light(c: &Composer<'_, '_, '_>, locale: &Locale, front: &FrontPage) -> Composed {
    let path = format!("{}light/", c.prefix(locale));
    let mut frame = c.frame(locale, "light", &path, &c.site.words.say(locale.language(), "light-title"));
    frame.alternates = c.alternates_everywhere("light/");
    frame.noindex = true;
    Composed::html(path, View::Light(Box::new(FrontPage { frame, ..front.clone() })))
}

/// What is read most, whatever else the front shows of it. A story that was withdrawn meanwhile is not named.
fn most_read(c: &mut Composer<'_, '_, '_>, locale: &Locale) -> Result<Vec<Popular>> {
    let (mut named, catalogue) = (Vec::new(), c.catalogue);
    for popular in catalogue.most_read(locale) {
        if let Some(story) = pieces::summary(c.tx, popular.piece)? {
            let over = c.site.words.count(locale, "most-read-figure", popular.over);
            named.push(Popular { card: c.card(&story)?, over });
        }
    }
    Ok(named)
}
