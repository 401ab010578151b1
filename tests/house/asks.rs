//! What readers are asked, as it is printed.

use std::time::Instant;

use http::Method;
use indelible::jobs::run_due;
use indelible::paper::asks::Way;
use indelible::paper::asks::model::{Amounts, Ask, Place, Rhythm, Total, Words};
use indelible::paper::publication::Publication;
use jiff::SignedDuration;
use kernel::{Currency, Locale};

use crate::harness::{House, report, report_at};

/// A house where something can be given.
async fn giving() -> House {
    let bank = "Lamp Foundation; NL00 LAMP 0000 0000 00".to_owned();
    House::open_with(&[("fund.methods", "transfer".into()), ("fund.bank", bank), ("fund.goal", "5000 EUR".into())]).await
}

fn ask(place: Place, text: &str) -> Ask {
    let words = Words { title: "You keep us going".into(), text: text.into(), button: "Give".into() };
    Ask { name: text.into(), words: [(Locale::english(), words)].into(), ..Ask::new(place) }
}

async fn put(house: &House, ask: &Ask) {
    house.app.paper.put_ask(ask.clone(), house.app.clock.now()).await.expect("put");
    settle(house).await;
}

/// Prints what is due and what follows from it.
async fn settle(house: &House) {
    house.app.press.print().await.expect("printed");
    run_due(&house.app).await.expect("run");
}

async fn page(house: &House, path: &str) -> String {
    house.get(path).await.text()
}

const VOTE: &str = "/2026/11/22/vote/";

#[tokio::test(flavor = "multi_thread")]
async fn the_box_stands_at_the_end_of_articles_whole_without_a_script_and_leads_to_the_contribute_page() {
    let house = giving().await;
    house.publish(report("vote", "The Vote")).await;
    assert!(!page(&house, VOTE).await.contains("data-ask"));
    let euro: Currency = "EUR".parse().expect("euro");
    let amounts = Some(Amounts { currency: euro, rhythm: Rhythm::Monthly, minor: vec![500, 1_000] });
    put(&house, &Ask { amounts, ..ask(Place::End, "Readers pay for <this>.\n\nFrom €2.") }).await;
    let text = page(&house, VOTE).await;
    let shown = text.split("<section class=\"give\"").nth(1).and_then(|rest| rest.split("</section>").next()).expect("a box");
    assert!(shown.contains("<p>Readers pay for &lt;this&gt;.</p><p>From €2.</p>"), "{shown}");
    assert!(shown.contains("href=\"https://lamp.example/contribute/?give=monthly-500\">€5 a month</a>"), "{shown}");
    assert!(shown.contains("href=\"https://lamp.example/contribute/\">Give</a>"), "{shown}");
    assert!(shown.contains("href=\"https://lamp.example/contribute/remind/\""), "{shown}");
    assert!(!shown.split('>').next().unwrap_or_default().contains("late"), "without script it is there");
    let body = text.find("<div class=\"body\">").expect("a body");
    assert!(text.find("data-ask=\"").expect("a box") > body, "after the text");
    let front = page(&house, "/").await;
    assert!(!front.contains("class=\"give\"") && !front.contains("asks.css"), "a front has no such place");
    assert!(front.contains("#quiet-"), "and keeps the day that the way back from giving names");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_readers_get_the_same_bytes_and_no_cookie_whatever_they_bring() {
    let house = giving().await;
    house.publish(report("vote", "The Vote")).await;
    put(&house, &ask(Place::End, "Readers pay.")).await;
    let of = [
        house.ask(Method::GET, VOTE, &[("accept-encoding", "gzip")]).await,
        house
            .ask(
                Method::GET,
                VOTE,
                &[("accept-encoding", "gzip"), ("cookie", "gave=1"), ("referer", "https://x.example/"), ("user-agent", "other")],
            )
            .await,
    ];
    assert_eq!(of[0].sent, of[1].sent);
    assert!(of.iter().all(|answer| answer.headers.get("set-cookie").is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_should_be_quiet_nothing_is_asked() {
    let house = giving().await;
    let quiet = |slug: &str, change: &dyn Fn(&mut Publication)| {
        let mut piece = report(slug, slug);
        change(&mut piece);
        piece
    };
    house.publish(quiet("plain", &|_| {})).await;
    house.publish(quiet("tragedy", &|piece| piece.content.flags.no_asks = true)).await;
    house.publish(quiet("exiled", &|piece| piece.content.tags = vec!["exile".parse().expect("a slug")])).await;
    house.publish(quiet("privacy", &|piece| piece.content.kind = indelible::paper::model::Kind::Page)).await;
    house.publish(quiet("paid", &|piece| piece.content.kind = indelible::paper::model::Kind::Sponsored)).await;
    house.app.paper.put_ask_manners(4, 30, vec!["exile".parse().expect("a slug")], house.app.clock.now()).await.expect("put");
    for place in [Place::End, Place::Header, Place::Footer] {
        put(&house, &ask(place, "Readers pay.")).await;
    }
    assert_eq!(page(&house, "/2026/11/22/plain/").await.matches("data-ask=\"").count(), 3);
    for path in [
        "/2026/11/22/tragedy/",
        "/2026/11/22/exiled/",
        "/privacy/",
        "/2026/11/22/paid/",
        "/corrections/",
        "/search/",
        "/light/",
        "/404.html",
        "/archive/",
    ] {
        let text = page(&house, path).await;
        assert!(!text.contains("data-ask") && !text.contains("asks.css"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_prints_the_pages_that_it_touches_and_no_others() {
    let house = giving().await;
    house.publish(report("vote", "The Vote")).await;
    let mut other = report_at("book", "The Book", 1);
    other.content.section = Some("culture".parse().expect("a slug"));
    other.content.tags.clear();
    house.publish(other).await;
    let tags = async |house: &House| {
        let mut all = std::collections::BTreeMap::new();
        let mut paths = Vec::new();
        house.app.press.stand().each_path(|path| paths.push(path.to_owned()));
        for path in paths.into_iter().filter(|path| path.ends_with('/') || path.is_empty()) {
            all.insert(path.clone(), house.get(&format!("/{path}")).await.header("etag").to_owned());
        }
        all
    };
    let before = tags(&house).await;
    let mut limited = ask(Place::End, "For politics.");
    limited.only.sections = vec!["politics".parse().expect("a slug")];
    put(&house, &limited).await;
    let after = tags(&house).await;
    let changed: Vec<&str> = before.iter().filter(|(path, tag)| after.get(*path) != Some(tag)).map(|(path, _)| path.as_str()).collect();
    assert_eq!(changed, ["2026/11/22/vote/"]);
    assert_eq!(house.app.paper.ask_rounds().await.expect("rounds"), 0);
    assert!(house.app.paper.remove_ask(limited.id, house.app.clock.now()).await.expect("removed"));
    settle(&house).await;
    assert_eq!(tags(&house).await, before, "without it everything is as it was, to the byte");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ask_begins_and_ends_at_its_moment_by_itself() {
    let house = giving().await;
    house.publish(report("vote", "The Vote")).await;
    let now = house.app.clock.now();
    let at = |minutes: i64| Some(now + SignedDuration::from_mins(minutes));
    put(&house, &Ask { from: at(10), until: at(20), ..ask(Place::End, "For ten minutes.") }).await;
    for (minutes, stands) in [(0, false), (9, false), (1, true), (9, true), (1, false), (60, false)] {
        house.wait(minutes);
        run_due(&house.app).await.expect("run");
        assert_eq!(page(&house, VOTE).await.contains("For ten minutes."), stands, "after {minutes} minutes more");
        let sheet = page(&house, "/asks.css").await;
        assert_eq!(sheet.contains(":not("), stands, "{sheet}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_that_passes_stands_and_moving_it_changes_who_that_is() {
    let house = giving().await;
    house.publish(report("vote", "The Vote")).await;
    let (first, second) = (ask(Place::End, "First words."), ask(Place::End, "Second words."));
    put(&house, &first).await;
    put(&house, &second).await;
    assert!(page(&house, VOTE).await.contains("First words."));
    assert!(house.app.paper.move_ask(second.id, Way::Up, house.app.clock.now()).await.expect("moved"));
    settle(&house).await;
    let text = page(&house, VOTE).await;
    assert!(text.contains("Second words.") && !text.contains("First words."));
    assert!(!house.app.paper.move_ask(second.id, Way::Up, house.app.clock.now()).await.expect("asked"), "it stands first already");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_switch_is_live_with_the_next_edition_on_pages_that_are_printed_later_too() {
    let house = giving().await;
    // More than one stretch, so that some pages wait for their turn.
    let archive = (0..900).map(|n| report_at(&format!("piece-{n}"), &format!("Piece {n}"), -n)).collect::<Vec<_>>();
    house.app.paper.publish_many(archive).await.expect("published");
    put(&house, &ask(Place::End, "Readers pay.")).await;
    let oldest = "/2026/11/21/piece-899/";
    assert!(page(&house, oldest).await.contains("Readers pay."));
    let sheet = page(&house, "/asks.css").await;
    assert!(sheet.starts_with("[data-ask]:not([data-ask=\""), "{sheet}");

    let began = Instant::now();
    house.app.paper.switch_asks(false, house.app.clock.now()).await.expect("switched");
    house.app.press.print().await.expect("printed");
    let took = began.elapsed();
    assert_eq!(page(&house, "/asks.css").await, "[data-ask]{display:none!important}\n");
    assert!(took.as_millis() < 1_000, "{took:?}");
    let text = page(&house, oldest).await;
    assert!(
        text.contains("Readers pay.") && text.contains("<link rel=\"stylesheet\" href=\"../../../../asks.css\">"),
        "its turn has not come, and the sheet hides it"
    );
    let asked = house.get("/asks.css").await;
    assert_eq!((asked.header("cache-control"), asked.header("content-type")), ("public, max-age=0, must-revalidate", "text/css"));
    assert!(asked.header("content-security-policy").contains("style-src 'self' 'sha256-"));

    run_due(&house.app).await.expect("run");
    assert!(!page(&house, oldest).await.contains("data-ask"));
    house.app.paper.switch_asks(true, house.app.clock.now()).await.expect("switched");
    settle(&house).await;
    assert!(page(&house, oldest).await.contains("Readers pay."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_that_was_cut_short_goes_on_after_a_restart() {
    let house = giving().await;
    let archive = (0..900).map(|n| report_at(&format!("piece-{n}"), &format!("Piece {n}"), -n)).collect::<Vec<_>>();
    house.app.paper.publish_many(archive).await.expect("published");
    house.app.press.print().await.expect("printed");
    house.app.paper.put_ask(ask(Place::End, "Readers pay."), house.app.clock.now()).await.expect("put");
    assert_eq!(house.app.paper.ask_rounds().await.expect("rounds"), 1);
    let house = house.reopen().await;
    settle(&house).await;
    assert_eq!(house.app.paper.ask_rounds().await.expect("rounds"), 0);
    for n in [0, 450, 899] {
        let day = if n < 600 { 22 } else { 21 };
        let path = format!("/2026/11/{day}/piece-{n}/");
        assert!(page(&house, &path).await.contains("Readers pay."), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_months_sum_stands_on_fronts_and_listings_only_and_is_told_once_a_day() {
    let house = giving().await;
    house.publish(report("vote", "The Vote")).await;
    put(&house, &Ask { ticker: true, ..ask(Place::Message, "Dear reader.") }).await;
    let euro: Currency = "EUR".parse().expect("euro");
    let total = |minor: i64| Some(Total::of(euro.of(minor), euro.of(500_000)));
    let hear = async |minor| house.app.paper.hear_total(total(minor), house.app.clock.now()).await.expect("heard");
    assert!(hear(123_456).await);
    settle(&house).await;
    let front = page(&house, "/").await;
    assert!(front.contains("€1,200 of €5,000 this month") && front.contains("value=\"24\""), "{front}");
    let text = page(&house, VOTE).await;
    assert!(text.contains("Dear reader.") && !text.contains("this month"), "a day's figure prints no archive");
    assert!(!hear(123_999).await, "the same two digits are no news");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ask_speaks_the_language_of_its_page_and_is_silent_in_others() {
    let house = giving().await;
    let mut russian = report("golos", "Голоса");
    russian.content.locale = "ru".parse().expect("a locale");
    house.publish(russian).await;
    house.publish(report("vote", "The Vote")).await;
    let mut both = ask(Place::End, "Readers pay.");
    let words =
        Words { title: String::new(), text: "За это платят читатели.".into(), button: "Поддержать".into() };
    both.words = [("ru".parse().expect("a locale"), words)].into();
    put(&house, &both).await;
    let text = page(&house, "/ru/2026/11/22/golos/").await;
    assert!(text.contains("За это платят читатели.") && text.contains(">Напомнить позже</a>"), "{text}");
    assert!(text.contains("href=\"https://lamp.example/ru/contribute/remind/\""));
    assert!(!page(&house, VOTE).await.contains("data-ask"), "it has no English words");
}

#[tokio::test(flavor = "multi_thread")]
async fn support_is_offered_where_something_can_be_given_and_nowhere_else() {
    let open = giving().await;
    open.publish(report("vote", "The Vote")).await;
    for path in ["/", VOTE, "/ru/"] {
        let text = page(&open, path).await;
        let prefix = if path == "/ru/" { "ru/" } else { "" };
        assert_eq!(text.matches(&format!("href=\"https://lamp.example/{prefix}contribute/\"")).count(), 2, "head and foot of {path}");
    }
    let elsewhere = House::open_with(&[("fund.till_url", "https://gifts.example".into())]).await;
    assert!(page(&elsewhere, "/").await.contains("href=\"https://gifts.example/contribute/\""), "a till of its own is linked to");
    let closed = House::open().await;
    closed.publish(report("vote", "The Vote")).await;
    put(&closed, &ask(Place::End, "Readers pay.")).await;
    let text = page(&closed, VOTE).await;
    assert!(!text.contains("contribute") && !text.contains("data-ask"), "what cannot be given is not asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_and_the_sheet_of_asks_are_let_in_by_their_hashes_and_stand_on_pages_with_an_ask_alone() {
    use base64::Engine;
    use sha2::Digest;
    let house = giving().await;
    house.publish(report("vote", "The Vote")).await;
    assert!(!page(&house, VOTE).await.contains("<script>"));
    put(&house, &ask(Place::End, "Readers pay.")).await;
    let answer = house.get(VOTE).await;
    let (text, policy) = (answer.text(), answer.header("content-security-policy"));
    let script = text.split("<script>").nth(1).and_then(|rest| rest.split("</script>").next()).expect("a script");
    let sheet = text.split("<style>").nth(2).and_then(|rest| rest.split("</style>").next()).expect("a sheet");
    for (directive, text) in [("script-src", script), ("style-src", sheet)] {
        let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text));
        let allowed = policy.split(';').find(|part| part.trim().starts_with(directive)).expect(directive);
        assert!(allowed.contains(&format!("'sha256-{hash}'")), "{directive}: {allowed}");
    }
    for sending in ["fetch(", "XMLHttpRequest", "sendBeacon", "cookie", "Image("] {
        assert!(!script.contains(sending), "the script sends nothing: {sending}");
    }
}
