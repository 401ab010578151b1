//! What a publication, a correction and a withdrawal change for readers.

use indelible::paper::model::{Correction, Kind};
use indelible::paper::publication::{Publication, Refusal};

use crate::harness::{House, opening, report, report_at};

#[tokio::test(flavor = "multi_thread")]
async fn a_published_piece_is_on_its_page_the_front_its_listings_feeds_and_sitemaps_with_one_edition() {
    let house = House::open().await;
    let before = house.app.press.stand().head().expect("a head").number;
    house.publish(report("a-long-night", "A Long Night & a Short Law")).await;
    assert_eq!(house.app.press.stand().head().expect("a head").number, before + 1);
    for path in [
        "/2026/11/22/a-long-night/",
        "/",
        "/section/politics/",
        "/tag/harbour/",
        "/author/mira-tolland/",
        "/2026/11/",
        "/all/",
        "/feed.xml",
        "/atom.xml",
        "/tag/harbour/feed.xml",
        "/feeds/all.atom",
        "/news-sitemap.xml",
    ] {
        let page = house.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text().contains("A Long Night &amp; a Short Law"), "{path}");
    }
    for path in ["/feed.json", "/section/politics/feed.json"] {
        assert!(house.get(path).await.text().contains("A Long Night & a Short Law"), "{path}");
    }
    assert!(house.get("/sitemap/2026-11.xml").await.text().contains("https://lamp.example/2026/11/22/a-long-night/"));
    assert!(!house.get("/section/culture/").await.text().contains("A Long Night"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slug_that_is_changed_leaves_a_redirect_and_a_slug_that_is_taken_is_refused() {
    let house = House::open().await;
    let first = report("first-words", "First Words");
    house.publish(first.clone()).await;
    let mut moved = first.clone();
    moved.content.slug = "better-words".parse().expect("a slug");
    house.publish(moved).await;
    let old = house.get("/2026/11/22/first-words/").await;
    assert_eq!((old.status, old.header("location")), (301, "/2026/11/22/better-words/"));
    assert_eq!(house.get("/2026/11/22/better-words/").await.status, 200);

    let other = report("better-words", "Somebody Else’s Words");
    let refused = house.app.paper.publish(other).await.expect("the paper");
    assert!(matches!(refused, Err(Refusal::PathTaken { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_section_or_language_edition_is_refused_by_name() {
    let house = House::open().await;
    let mut publication = report("a", "A");
    publication.content.section = Some("gardening".parse().expect("a slug"));
    let refused = house.app.paper.publish(publication.clone()).await.expect("the paper").expect_err("refused");
    assert!(refused.to_string().contains("gardening"), "{refused}");
    publication.content.section = None;
    publication.content.bylines.clear();
    publication.content.tags.clear();
    publication.content.locale = "de".parse().expect("a locale");
    let refused = house.app.paper.publish(publication).await.expect("the paper").expect_err("refused");
    assert!(matches!(refused, Refusal::UnknownEdition { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_shown_on_the_piece_and_in_the_public_register() {
    let house = House::open().await;
    let publication = report("the-vote", "The Vote");
    house.publish(publication.clone()).await;
    house.wait(90);
    let correction = Correction { at: house.app.clock.now(), text: "An earlier version gave the wrong number of deputies.".into() };
    let corrected = Publication { updated_at: correction.at, corrections: vec![correction], ..publication };
    house.publish(corrected).await;
    for path in ["/2026/11/22/the-vote/", "/corrections/"] {
        assert!(house.get(path).await.text().contains("wrong number of deputies"), "{path}");
    }
    assert!(house.get("/2026/11/22/the-vote/").await.text().contains("CorrectionComment"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_piece_answers_410_and_is_shown_nowhere() {
    let house = House::open().await;
    let (gone, stays) = (report("gone", "Gone Tomorrow"), report_at("stays", "Still Here", 1));
    house.publish(gone.clone()).await;
    house.publish(stays).await;
    // The piece that stays shows the other as “Read more”.
    assert!(house.get("/2026/11/22/stays/").await.text().contains("Gone Tomorrow"));
    house.withdraw(gone.id).await;
    let page = house.get("/2026/11/22/gone/").await;
    assert_eq!(page.status, 410);
    for path in ["/", "/2026/11/22/stays/", "/section/politics/", "/tag/harbour/", "/feed.xml", "/all/", "/sitemap/2026-11.xml"] {
        let text = house.get(path).await.text();
        assert!(!text.contains("Gone Tomorrow") && !text.contains("/gone/"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn translations_lead_to_each_other() {
    let house = House::open().await;
    let original = report("the-lake", "The Lake");
    house.publish(original.clone()).await;
    let mut russian = report("the-lake", "Озеро");
    russian.content.locale = "ru".parse().expect("a locale");
    russian.content.translation_of = Some(original.id);
    house.publish(russian).await;
    let english = house.get("/2026/11/22/the-lake/").await.text();
    assert!(english.contains("hreflang=\"ru\" href=\"https://lamp.example/ru/2026/11/22/the-lake/\""), "the original was printed anew");
    assert!(house.get("/ru/2026/11/22/the-lake/").await.text().contains("hreflang=\"en\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_story_leaves_every_numbered_page_as_it_was() {
    let house = House::open().await;
    let many: Vec<Publication> = (0..65).map(|n| report_at(&format!("story-{n}"), &format!("Story number {n}"), n)).collect();
    for outcome in house.app.paper.publish_many(many).await.expect("the paper") {
        outcome.expect("published");
    }
    house.app.press.print().await.expect("printed");
    let mut before = Vec::new();
    for list in ["/all/", "/2026/11/page/"] {
        let (one, two) = (house.get(&format!("{list}1/")).await, house.get(&format!("{list}2/")).await);
        assert_eq!((one.status, two.status, house.get(&format!("{list}3/")).await.status), (200, 200, 404), "{list}");
        before.push((list, one, two));
    }
    house.publish(report_at("one-more", "One More", 70)).await;
    for (list, one, two) in before {
        assert_eq!(house.get(&format!("{list}1/")).await.header("etag"), one.header("etag"), "{list}");
        assert_eq!(house.get(&format!("{list}2/")).await.header("etag"), two.header("etag"), "{list}");
    }
    assert!(house.get("/all/").await.text().contains("One More"));
    let month = house.get("/2026/11/").await.text();
    assert!(month.contains("One More") && month.contains("href=\"../../2026/11/page/2/\"") && !month.contains("Story number 39<"));
    // An older story than all others moves them all on.
    let mut early = report("early", "An Early Story");
    early.first_published_at = opening() - jiff::SignedDuration::from_hours(1);
    house.publish(early).await;
    assert!(house.get("/all/1/").await.text().contains("An Early Story"));
    assert!(house.get("/all/2/").await.text().contains("Story number 19<"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_leaves_a_gap_and_moves_no_other_page() {
    let house = House::open().await;
    let many: Vec<Publication> = (0..65).map(|n| report_at(&format!("story-{n}"), &format!("Story number {n}"), n)).collect();
    let third = many[3].id;
    house.app.paper.publish_many(many).await.expect("the paper");
    house.app.press.print().await.expect("printed");
    let two = house.get("/all/2/").await;
    house.withdraw(third).await;
    assert_eq!(house.get("/all/2/").await.header("etag"), two.header("etag"));
    assert!(!house.get("/all/1/").await.text().contains("Story number 3<"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standing_page_has_no_date_and_is_named_at_the_foot_of_every_page() {
    let house = House::open().await;
    let mut about = report("about", "About This Newspaper");
    about.content.kind = Kind::Page;
    house.publish(about).await;
    assert_eq!(house.get("/about/").await.status, 200);
    assert!(house.get("/").await.text().contains("About This Newspaper"));
    assert!(!house.get("/all/").await.text().contains("<h2><a href=\"../about/\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sitemap_of_pages_follows_sections_that_fill_and_empty_and_standing_pages_that_change() {
    let house = House::open().await;
    let map = async || house.get("/sitemap/pages.xml").await.text();
    let mut story = report("a-long-night", "A Long Night");
    house.publish(story.clone()).await;
    assert!(map().await.contains("/section/politics/") && !map().await.contains("/section/culture/"));
    story.content.section = Some("culture".parse().expect("a slug"));
    house.publish(story).await;
    assert!(map().await.contains("/section/culture/") && !map().await.contains("/section/politics/"));
    let mut about = report("about", "About This Newspaper");
    about.content.kind = Kind::Page;
    house.publish(about.clone()).await;
    house.wait(60 * 24);
    about.updated_at = house.app.clock.now();
    house.publish(about).await;
    assert!(map().await.contains("2026-11-23T"), "when it was changed");
    house.app.paper.touch_what_ages().await.expect("touched");
    let number = house.app.press.print().await.expect("printed");
    house.app.paper.touch_everything().await.expect("touched");
    assert_eq!(house.app.press.print().await.expect("printed"), number, "everything anew is the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ages_is_printed_anew_and_nothing_else() {
    let house = House::open().await;
    house.publish(report("a-long-night", "A Long Night")).await;
    let number = || house.app.press.stand().head().expect("a head").number;
    let turn = async || {
        house.app.paper.touch_what_ages().await.expect("the paper");
        house.app.press.print().await.expect("printed");
    };
    let before = number();
    house.wait(30);
    turn().await;
    assert_eq!(number(), before, "half an hour later nothing is otherwise");
    house.wait(60 * 24 * 3);
    turn().await;
    assert_eq!(number(), before + 1);
    assert!(house.get("/").await.text().contains("Wednesday, 25 November 2026"));
    assert!(!house.get("/news-sitemap.xml").await.text().contains("A Long Night"), "news is what is younger than 48 hours");
}
