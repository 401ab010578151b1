//! The desk decides what readers are asked.

use http::StatusCode;
use indelible::vault::Role;

use crate::harness::{House, report};
use crate::people::Newsroom;

async fn giving() -> Newsroom {
    let bank = "Lamp Foundation; NL00 LAMP 0000 0000 00".to_owned();
    Newsroom::of(House::open_with(&[("fund.methods", "transfer".into()), ("fund.bank", bank)]).await)
}

fn sheet<'f>(own: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut all = vec![
        ("name", "November"),
        ("place", "end"),
        ("title-en", "You keep us going"),
        ("text-en", "Readers pay for this."),
        ("button-en", "Give"),
    ];
    for (name, value) in own {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    all
}

const VOTE: &str = "/2026/11/22/vote/";

/// The address of the ask of that name, from the list.
async fn find(producer: &crate::people::Person<'_>, name: &str) -> String {
    let list = producer.get("/asks").await.text();
    let at = list.find(&format!("<bdi>{name}</bdi>")).unwrap_or_else(|| panic!("no ask {name} in {list}"));
    let start = list[..at].rfind("href=\"").expect("a link") + 6;
    list[start..].split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_producer_writes_an_ask_and_readers_have_it_and_the_trail_knows_who() {
    let room = giving().await;
    let producer = room.person("Ines Aldo", Role::Producer, 2).await;
    room.house.publish(report("vote", "The Vote")).await;
    producer.get("/asks").await.says("Asks are on.");
    let made = producer.post("/asks", &sheet(&[("currency", "EUR"), ("rhythm", "monthly"), ("amount", "5")])).await;
    assert_eq!(made.to(), "/asks?said=saved", "{}", made.text());
    room.finish_jobs().await;
    let text = room.house.get(VOTE).await.text();
    assert!(text.contains("Readers pay for this.") && text.contains("contribute/?give=monthly-500"));
    let at = find(&producer, "November").await;
    assert_eq!(producer.held(&at, "title-en").await, "You keep us going");
    let changed = producer.post(&at, &sheet(&[("text-en", "Other words.")])).await;
    assert_eq!(changed.to(), "/asks?said=saved");
    room.finish_jobs().await;
    assert!(room.house.get(VOTE).await.text().contains("Other words."));
    let removed = producer.post(&format!("{at}/removal"), &[]).await;
    assert_eq!(removed.to(), "/asks?said=ask-gone");
    room.finish_jobs().await;
    assert!(!room.house.get(VOTE).await.text().contains("Other words."));
    assert_eq!(producer.get(&at).await.status, StatusCode::NOT_FOUND);
    let lines = room.house.app.vault.trail().await.expect("a trail");
    for act in ["ask-made", "ask-changed", "ask-removed"] {
        assert!(lines.iter().any(|(who, what)| who == "Ines Aldo" && what == act), "{act} in {lines:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_does_not_fit_says_why_and_keeps_what_was_typed() {
    let room = giving().await;
    let producer = room.person("Ines Aldo", Role::Producer, 2).await;
    for (own, said) in [
        (vec![("name", "")], "This is needed."),
        (vec![("text-en", "")], "it needs both a text and a button"),
        (vec![("title-en", ""), ("text-en", ""), ("button-en", "")], "in one language at least"),
        (vec![("from", "2026-12-02T10:00"), ("until", "2026-12-01T10:00")], "before it begins"),
        (vec![("currency", "EUR"), ("amount", "1")], "Write amounts with digits, from €2"),
        (vec![("currency", "EUR"), ("amount", "much")], "Write amounts with digits"),
        (vec![("never_tags", "no-such-tag")], "There is no tag “no-such-tag”."),
    ] {
        let page = producer.post("/asks", &sheet(&own)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{own:?}");
        page.says(said);
        assert!(page.text().contains("November") || own[0].0 == "name");
    }
    producer.get("/asks").await.says("Nothing is asked here.");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_switch_asks_once_more_and_ends_every_ask_at_once() {
    let room = giving().await;
    let producer = room.person("Ines Aldo", Role::Producer, 2).await;
    room.house.publish(report("vote", "The Vote")).await;
    producer.post("/asks", &sheet(&[])).await;
    room.finish_jobs().await;
    producer.get("/asks/switch").await.says("End all asks now");
    assert!(room.house.get(VOTE).await.text().contains("Readers pay for this."), "looking ends nothing");
    assert_eq!(producer.post("/asks/switch", &[("to", "off")]).await.to(), "/asks?said=asks-off");
    assert_eq!(room.house.get("/asks.css").await.text(), "[data-ask]{display:none!important}\n");
    producer.get("/asks").await.says("All asks are off.");
    room.finish_jobs().await;
    assert!(!room.house.get(VOTE).await.text().contains("data-ask"));
    assert_eq!(producer.post("/asks/switch", &[("to", "on")]).await.to(), "/asks?said=asks-on");
    room.finish_jobs().await;
    assert!(room.house.get(VOTE).await.text().contains("Readers pay for this."));
    let lines = room.house.app.vault.trail().await.expect("a trail");
    assert!(lines.iter().any(|(_, act)| act == "asks-off") && lines.iter().any(|(_, act)| act == "asks-on"), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn why_an_ask_stands_on_a_page_or_does_not_is_said_rule_by_rule() {
    let room = giving().await;
    let producer = room.person("Ines Aldo", Role::Producer, 2).await;
    room.house.publish(report("vote", "The Vote")).await;
    let mut quiet = report("tragedy", "Eleven Dead");
    quiet.content.flags.no_asks = true;
    room.house.publish(quiet).await;
    for (name, own) in [
        ("Culture alone", vec![("only_section", "culture")]),
        ("Not the harbour", vec![("never_tags", "harbour")]),
        ("Later", vec![("from", "2026-12-01T10:00")]),
        ("Everywhere", vec![]),
        ("Last", vec![]),
    ] {
        let fields = [own, vec![("name", name)]].concat();
        assert_eq!(producer.post("/asks", &sheet(&fields)).await.to(), "/asks?said=saved", "{name}");
    }
    let page = producer.get(&format!("/asks/why?at=https%3A%2F%2Flamp.example{}", VOTE.replace('/', "%2F"))).await;
    let text = page.text();
    for (name, why) in [
        ("Culture alone", "only for other sections or tags"),
        ("Not the harbour", "never for harbour"),
        ("Later", "It begins 1 December 2026, 10:00."),
        ("Everywhere", "Stands here."),
        ("Last", "“Everywhere” passed before it."),
    ] {
        let after = text.split(&format!("<bdi>{name}</bdi>")).nth(1).unwrap_or_else(|| panic!("{name} in {text}"));
        let said = after.split("<p>").nth(1).and_then(|rest| rest.split("</p>").next()).unwrap_or_default();
        assert!(said.contains(why), "{name}: {said}");
    }
    producer.get("/asks/why?at=/2026/11/22/tragedy/").await.says("The piece is marked");
    producer.get("/asks/why?at=/corrections/").await.says("Here nothing is ever asked");
    producer.get("/asks/why?at=/section/politics/").await.says("Its place is not on such a page.");
    producer.get("/asks/why").await.says("The Vote");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ask_is_looked_at_on_a_real_page_before_readers_have_it() {
    let room = giving().await;
    let producer = room.person("Ines Aldo", Role::Producer, 2).await;
    room.house.publish(report("vote", "The Vote")).await;
    for place in ["end", "message", "header", "footer", "banner"] {
        let fields = sheet(&[("name", place), ("place", place), ("from", "2027-01-01T10:00")]);
        assert_eq!(producer.post("/asks", &fields).await.to(), "/asks?said=saved", "{place}");
        let at = find(&producer, place).await;
        producer.get(&format!("{at}/preview")).await.says("<iframe");
        let framed = producer.get(&format!("{at}/preview/page?edition=en")).await;
        assert_eq!(framed.status, StatusCode::OK, "{place}");
        let text = framed.text();
        assert!(text.contains("Readers pay for this.") && text.contains("id=\"ask\"") && !text.contains("<script>"), "{place}: {text}");
        assert!(framed.header("content-security-policy").contains("frame-ancestors 'self'"));
    }
    assert!(!room.house.get(VOTE).await.text().contains("data-ask"));
}

#[tokio::test(flavor = "multi_thread")]
async fn how_often_is_asked_and_beside_what_never_is_kept_and_printed() {
    let room = giving().await;
    let producer = room.person("Ines Aldo", Role::Producer, 2).await;
    room.house.publish(report("vote", "The Vote")).await;
    producer.post("/asks", &sheet(&[])).await;
    for (views, days) in [("0", "30"), ("4", "0"), ("4", "many"), ("51", "30")] {
        let page = producer.post("/asks/manners", &[("views", views), ("days", days), ("quiet", "")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{views} {days}");
    }
    assert_eq!(producer.post("/asks/manners", &[("views", "2"), ("days", "60"), ("quiet", "exile")]).await.to(), "/asks?said=saved");
    room.finish_jobs().await;
    assert!(room.house.get(VOTE).await.text().contains("data-often=\"2 60\""));
    assert_eq!(producer.held("/asks", "quiet").await, "exile");
    producer.post("/asks/manners", &[("views", "2"), ("days", "60"), ("quiet", "harbour, exile")]).await;
    room.finish_jobs().await;
    assert!(!room.house.get(VOTE).await.text().contains("data-ask"), "it is filed under the harbour");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_asks_speak_three_languages() {
    let room = giving().await;
    let mut producer = room.person("Ines Aldo", Role::Producer, 2).await;
    room.house.publish(report("vote", "The Vote")).await;
    producer.post("/asks", &sheet(&[])).await;
    let at = find(&producer, "November").await;
    for language in ["en", "ru", "fa"] {
        producer.language = language;
        for path in ["/asks", "/asks/new", "/asks/switch", "/asks/why?at=/", &at, &format!("{at}/preview"), &format!("{at}/removal")] {
            let page = producer.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let text = page.text();
            assert!(text.contains(&format!("<html lang=\"{language}\"")), "{path}");
            for key in ["ask-", "asks-", "why-", "desk-", "letter-"] {
                assert!(!text.contains(&format!(">{key}")), "{path} in {language} shows {key}…");
            }
        }
    }
}
