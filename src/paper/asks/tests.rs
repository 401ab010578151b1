use jiff::{SignedDuration, Timestamp};
use kernel::{Currency, Locale, Slug};

use super::model::*;

fn slug(text: &str) -> Slug {
    text.parse().expect("a slug")
}

fn now() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().expect("a moment")
}

fn ask(id: i64, place: Place) -> Ask {
    let words = Words { text: "Readers pay for this.".into(), button: "Give".into(), ..Words::default() };
    Ask { id: AskId(id), position: id, name: format!("ask {id}"), words: [(Locale::english(), words)].into(), ..Ask::new(place) }
}

fn piece(sections: &[&str], tags: &[&str]) -> Occasion {
    let all = |of: &[&str]| of.iter().map(|text| slug(text)).collect();
    Occasion { sort: Some(Sort::Piece), sections: all(sections), tags: all(tags), ..Occasion::quiet(&Locale::english()) }
}

fn verdict(asks: &Asks, id: i64, of: &Occasion) -> Result<(), Why> {
    let all = asks.look(of, true, now());
    all.into_iter().find(|(ask, _)| ask.id == AskId(id)).map(|(_, verdict)| verdict).expect("the ask is looked at")
}

fn one(ask: Ask) -> Asks {
    Asks { asks: vec![ask], ..Asks::default() }
}

#[test]
fn of_the_asks_of_a_place_the_first_that_passes_stands_and_the_others_say_what_is_before_them() {
    let mut courts = ask(1, Place::End);
    courts.only.sections = vec![slug("courts")];
    let asks = Asks { asks: vec![ask(2, Place::End), courts, ask(3, Place::End)], ..Asks::default() };
    let standing = |of: &Occasion| asks.standing(of, true, now()).iter().map(|ask| ask.id.0).collect::<Vec<_>>();
    assert_eq!(standing(&piece(&["courts"], &[])), [1]);
    assert_eq!(standing(&piece(&["culture"], &[])), [2]);
    assert_eq!(verdict(&asks, 1, &piece(&["culture"], &[])), Err(Why::NotAmong));
    assert_eq!(verdict(&asks, 3, &piece(&["culture"], &[])), Err(Why::Behind(AskId(2))));
}

#[test]
fn a_letter_to_readers_takes_the_place_of_the_box_on_a_piece_and_stands_on_fronts_by_itself() {
    let asks = Asks { asks: vec![ask(1, Place::End), ask(2, Place::Message)], ..Asks::default() };
    assert_eq!(verdict(&asks, 1, &piece(&[], &[])), Err(Why::Behind(AskId(2))));
    assert_eq!(verdict(&asks, 2, &piece(&[], &[])), Ok(()));
    let front = Occasion::front(&Locale::english());
    assert_eq!((verdict(&asks, 1, &front), verdict(&asks, 2, &front)), (Err(Why::NotHere), Ok(())));
}

#[test]
fn each_rule_refuses_in_its_own_name() {
    let hour = SignedDuration::from_hours(1);
    let of = piece(&["courts"], &["ferry"]);
    let with = |change: &dyn Fn(&mut Ask)| {
        let mut changed = ask(1, Place::End);
        change(&mut changed);
        verdict(&one(changed), 1, &of)
    };
    assert_eq!(with(&|_| {}), Ok(()));
    assert_eq!(with(&|ask| ask.from = Some(now() + hour)), Err(Why::NotYet(now() + hour)));
    assert_eq!(with(&|ask| ask.from = Some(now())), Ok(()), "it begins at its moment");
    assert_eq!(with(&|ask| ask.until = Some(now())), Err(Why::Over(now())), "it ends at its moment");
    assert_eq!(with(&|ask| ask.aside_since = Some(now())), Err(Why::Aside));
    assert_eq!(with(&|ask| ask.words.clear()), Err(Why::NoWords));
    assert_eq!(with(&|ask| ask.never.tags = vec![slug("ferry")]), Err(Why::Never(slug("ferry"))));
    assert_eq!(with(&|ask| ask.never.sections = vec![slug("courts")]), Err(Why::Never(slug("courts"))));
    assert_eq!(with(&|ask| ask.only.tags = vec![slug("ferry")]), Ok(()));
    assert_eq!(with(&|ask| ask.only.tags = vec![slug("harbour")]), Err(Why::NotAmong));
    assert_eq!(with(&|ask| ask.place = Place::Banner), Err(Why::NotHere));
}

#[test]
fn where_it_should_be_quiet_no_ask_stands() {
    let mut asks = one(ask(1, Place::End));
    let of = piece(&[], &["ferry"]);
    assert_eq!(verdict(&asks, 1, &Occasion { no_asks: true, ..of.clone() }), Err(Why::NoAsks));
    assert_eq!(verdict(&asks, 1, &Occasion { sponsored: true, ..of.clone() }), Err(Why::Sponsored));
    assert_eq!(verdict(&asks, 1, &Occasion::quiet(&Locale::english())), Err(Why::QuietPage));
    assert!(asks.look(&of, false, now()).iter().all(|(_, verdict)| *verdict == Err(Why::NoFund)));
    asks.manners.quiet = vec![slug("ferry")];
    assert_eq!(verdict(&asks, 1, &of), Err(Why::QuietTag(slug("ferry"))));
    asks.manners = Manners { off_since: Some(now()), ..Manners::default() };
    assert_eq!(verdict(&asks, 1, &of), Err(Why::Off));
}

#[test]
fn the_sheet_lets_only_what_is_in_force_be_seen_and_off_nothing() {
    let (first, second) = (ask(1, Place::End), Ask { until: Some(now()), ..ask(2, Place::Header) });
    let mut asks = Asks { asks: vec![first.clone(), second.clone()], ..Asks::default() };
    let sheet = asks.sheet(now());
    assert!(sheet.contains(&first.stamp()) && !sheet.contains(&second.stamp()), "{sheet}");
    assert!(asks.sheet(now() - SignedDuration::from_secs(1)).contains(&second.stamp()));
    asks.manners.off_since = Some(now());
    assert_eq!(asks.sheet(now()), "[data-ask]{display:none!important}\n");
}

#[test]
fn a_stamp_changes_with_what_readers_see_and_with_the_rules_but_not_with_the_order() {
    let plain = ask(1, Place::End);
    assert_eq!(Ask { position: 9, name: "other".into(), ..plain.clone() }.stamp(), plain.stamp());
    let mut other = plain.clone();
    other.never.tags = vec![slug("ferry")];
    assert_ne!(other.stamp(), plain.stamp());
    assert_ne!(Ask { until: Some(now()), ..plain.clone() }.stamp(), plain.stamp());
}

#[test]
fn a_total_is_told_in_two_digits_and_never_above_what_came() {
    let euro: Currency = "EUR".parse().expect("euro");
    for (came, told, percent) in
        [(0, 0, 0), (199, 100, 0), (9_999, 9_900, 1), (123_456, 120_000, 24), (499_999, 490_000, 98), (512_345, 510_000, 100)]
    {
        let total = Total::of(euro.of(came), euro.of(500_000));
        assert_eq!((total.came.minor, total.percent), (told, percent), "{came}");
    }
    let yen: Currency = "JPY".parse().expect("yen");
    assert_eq!(Total::of(yen.of(123_456), yen.of(500_000)).came, yen.of(120_000));
    assert_eq!(Total::of(euro.of(-500), euro.of(500_000)).came, euro.of(0), "what went back is not told");
}
