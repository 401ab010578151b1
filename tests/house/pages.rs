//! Rules of the page that need a whole house: most read, hubs, the front without pictures, the search of copies.

use std::collections::BTreeMap;

use base64::Engine;
use http::Method;
use indelible::jobs::{run_due, see_what_is_read};
use indelible::press::finder::Ground;
use sha2::Digest;

use crate::harness::{House, report, report_at};

async fn read(house: &House, slug: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(house.get(&format!("/2026/11/22/{slug}/")).await.status, 200);
    }
}

fn edition(house: &House) -> u64 {
    house.app.press.stand().head().map_or(0, |head| head.number)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_much_is_named_on_the_front_and_what_few_read_is_not() {
    let house = House::open().await;
    for (n, slug) in ["much", "more", "most", "little"].into_iter().enumerate() {
        house.publish(report_at(slug, &format!("The {slug} of it"), n as i64)).await;
    }
    for (slug, times) in [("much", 51), ("more", 75), ("most", 220), ("little", 49)] {
        read(&house, slug, times).await;
    }
    see_what_is_read(&house.app).await.expect("seen");
    let front = house.get("/").await.text();
    let list = front.split("id=\"most-read\"").nth(1).expect("a list").split("</ol>").next().unwrap_or_default();
    let places: Vec<usize> = ["most", "more", "much"].map(|slug| list.find(&format!("/{slug}/")).expect(slug)).to_vec();
    assert!(places.is_sorted(), "{list}");
    assert!(list.contains("over 200 times") && list.contains("over 70 times") && list.contains("over 50 times"), "{list}");
    assert!(!list.contains("/little/"), "49 readings say too much of who reads");

    let number = edition(&house);
    read(&house, "much", 9).await;
    see_what_is_read(&house.app).await.expect("seen");
    assert_eq!(edition(&house), number, "the same order makes no new edition");
    read(&house, "much", 500).await;
    see_what_is_read(&house.app).await.expect("seen");
    assert_eq!(edition(&house), number + 1);
    house.wait(25 * 60);
    see_what_is_read(&house.app).await.expect("seen");
    assert!(!house.get("/").await.text().contains("id=\"most-read\""), "what was read yesterday is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_and_a_page_that_the_reader_has_already_are_no_reading() {
    let house = House::open().await;
    for slug in ["a-1", "b-1", "c-1"] {
        house.publish(report(slug, slug)).await;
    }
    for slug in ["a-1", "b-1", "c-1"] {
        let path = format!("/2026/11/22/{slug}/");
        let tag = house.get(&path).await.header("etag").to_owned();
        for _ in 0..60 {
            assert_eq!(house.ask(Method::HEAD, &path, &[]).await.status, 200);
            assert_eq!(house.ask(Method::GET, &path, &[("accept-encoding", "gzip"), ("if-none-match", &tag)]).await.status, 304);
        }
    }
    let number = edition(&house);
    see_what_is_read(&house.app).await.expect("seen");
    assert_eq!(edition(&house), number);
    assert!(house.app.press.read_lately(house.app.clock.now()).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn hubs_hear_once_of_the_feeds_that_several_editions_changed() {
    let house = House::open_with(&[("site.hub", "https://hub.example/,https://other.example/push".into())]).await;
    house.wait(1);
    run_due(&house.app).await.expect("run");
    let before = house.app.hubs.heard().len();
    house.publish(report("first", "First")).await;
    house.publish(report_at("second", "Second", 1)).await;
    run_due(&house.app).await.expect("run");
    assert_eq!(house.app.hubs.heard().len(), before, "they wait for a breath");
    house.wait(1);
    run_due(&house.app).await.expect("run");
    let heard = house.app.hubs.heard().split_off(before);
    assert_eq!(heard.iter().map(|(hub, _)| hub.as_str()).collect::<Vec<_>>(), ["https://hub.example/", "https://other.example/push"]);
    for feed in ["feed.xml", "atom.xml", "feed.json", "section%2Fpolitics%2Ffeed.xml", "feeds%2Fall.atom"] {
        assert!(heard[0].1.contains(&format!("hub.url=https%3A%2F%2Flamp.example%2F{feed}")), "{feed} in {}", heard[0].1);
    }
    assert!(!heard[0].1.contains("first"), "pages are no feeds");
    for (feed, link) in [
        ("/feed.xml", r#"<atom:link rel="hub" href="https://hub.example/"/>"#),
        ("/atom.xml", r#"<link rel="hub" href="https://hub.example/"/>"#),
        ("/feed.json", r#"{"type":"WebSub","url":"https://hub.example/"}"#),
    ] {
        let text = house.get(feed).await.text();
        assert!(text.contains(link), "{feed}: {}", &text[..600]);
    }
    // Printed anew, nothing has changed, and nobody is told.
    house.app.paper.touch_everything().await.expect("touched");
    house.app.press.print().await.expect("printed");
    house.wait(1);
    run_due(&house.app).await.expect("run");
    assert_eq!(house.app.hubs.heard().len(), before + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_without_pictures_leads_to_pages_without_pictures() {
    let house = House::open().await;
    house.publish(report("plain", "Plain Words")).await;
    let light = house.get("/light/").await.text();
    assert!(light.contains("href=\"../2026/11/22/plain/#without-pictures\"") && !light.contains("<img"), "{light}");
    let page = house.get("/2026/11/22/plain/").await.text();
    assert!(page.contains("id=\"without-pictures\"") && page.contains("href=\"../../../../light/\""), "{page}");
    assert!(house.get("/fa/light/").await.text().contains("dir=\"rtl\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_finds_what_its_edition_has_and_only_the_search_page_has_a_script() {
    let house = House::open().await;
    house.publish(report("votes", "The Long Vote")).await;
    let gone = report_at("secret", "Withdrawn Words", 2);
    house.publish(gone.clone()).await;
    house.withdraw(gone.id).await;
    let mut russian = report_at("golos", "Долгая ночь", 1);
    russian.content.locale = "ru".parse().expect("a locale");
    russian.content.body = markup::markdown::read("Депутаты голосовали за законы, и закон приняли.").0;
    house.publish(russian).await;

    let (app, out) = (&house.app, tempfile::tempdir().expect("a folder"));
    let place = indelible::app::place(house.dir(), &app.settings, "paper");
    let ground = Ground { locales: app.settings.locales.clone(), zone: app.settings.zone.clone(), words: app.words.clone() };
    indelible::press::export::export(place, app.shelf.clone(), app.public_key.clone(), ground, out.path().to_owned(), |_, _| {})
        .expect("exported");
    let index = |folder: &str| -> BTreeMap<String, String> {
        let file = |entry: std::io::Result<std::fs::DirEntry>| {
            let path = entry.expect("a file").path();
            let bytes = std::fs::read(&path).expect("read");
            let text = seal::Packer::new(1).unpack("text/html", &bytes, 1 << 20).expect("unpacked");
            (path.file_name().expect("a name").to_string_lossy().into_owned(), String::from_utf8(text).expect("text"))
        };
        std::fs::read_dir(out.path().join(folder)).expect("an index").map(file).collect()
    };
    let english = index("search/index");
    assert!(english["stories-0.bin"].contains("The Long Vote"), "{english:?}");
    assert!(english["words-0.bin"].lines().any(|line| line.starts_with("vote voting|")), "{english:?}");
    assert!(!format!("{english:?}").to_lowercase().contains("withdrawn"), "what was withdrawn is in no copy");
    let russian = index("ru/search/index");
    assert!(russian["words-0.bin"].lines().any(|line| line.starts_with("законы закон|")), "{russian:?}");

    let form = house.get("/search/").await;
    assert!(form.text().contains("<script data-root=\"../\" data-index=\"../search/index/\""), "{}", form.text());
    let script = form.text().split("<script data-root").nth(1).and_then(|rest| rest.split_once('>')).expect("a script").1.to_owned();
    let script = script.split("</script>").next().unwrap_or_default();
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(script));
    assert!(form.header("content-security-policy").contains(&format!("'sha256-{hash}'")), "the policy lets in this script by its hash");
    let page = house.get("/2026/11/22/votes/").await;
    assert!(!page.text().contains("<script data-"), "a story has none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_piece_names_its_card_at_once_and_readers_have_it_a_moment_later() {
    let house = House::open().await;
    let piece = report("carded", "A Card for Everybody");
    house.publish(piece.clone()).await;
    let card_of = |page: &str| {
        let address = page.split("property=\"og:image\" content=\"https://lamp.example").nth(1).and_then(|rest| rest.split('"').next());
        address.expect("a card").to_owned()
    };
    let card = card_of(&house.get("/2026/11/22/carded/").await.text());
    assert!(card.starts_with("/2026/11/22/carded/card-") && card.ends_with(".jpg"), "{card}");
    assert_eq!(house.get(&card).await.status, 404);
    run_due(&house.app).await.expect("run");
    assert_eq!(house.get(&card).await.status, 404, "it waits for a breath");
    house.wait(1);
    run_due(&house.app).await.expect("run");
    let drawn = house.get(&card).await;
    assert_eq!((drawn.status, drawn.header("content-type")), (200, "image/jpeg"));
    let picture = image::load_from_memory(&drawn.sent).expect("a picture");
    assert_eq!((picture.width(), picture.height()), (1200, 630));

    // Another text leaves it as it is; another headline has another card.
    let mut changed = piece.clone();
    changed.content.standfirst = "Otherwise.".into();
    house.publish(changed).await;
    assert_eq!(card_of(&house.get("/2026/11/22/carded/").await.text()), card);
    let mut changed = piece.clone();
    changed.content.headline = "Another Card".into();
    house.publish(changed).await;
    let other = card_of(&house.get("/2026/11/22/carded/").await.text());
    assert_ne!(other, card);
    house.wait(1);
    run_due(&house.app).await.expect("run");
    assert_eq!(house.get(&other).await.status, 200);
    house.withdraw(piece.id).await;
    assert_ne!(house.get(&other).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_archive_gets_no_cards() {
    let house = House::open().await;
    let many = (0..5).map(|n| report_at(&format!("old-{n}"), "Old", n)).collect();
    house.app.paper.publish_many(many).await.expect("published");
    house.app.press.print().await.expect("printed");
    assert!(!house.get("/2026/11/22/old-1/").await.text().contains("card-"));
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_told_where_sitemaps_are_what_not_to_index_who_to_write_to_and_what_the_paper_is() {
    let house = House::open_with(&[("site.contact", "mailto:desk@lamp.example".into())]).await;
    let robots = house.get("/robots.txt").await;
    assert_eq!(robots.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(
        robots.text(),
        "User-agent: *\nDisallow: /search/\nDisallow: /ru/search/\nDisallow: /fa/search/\n\nSitemap: https://lamp.example/sitemap.xml\nSitemap: https://lamp.example/news-sitemap.xml\n"
    );
    // RFC 9116. It expires with a month, so that a day more is no other text.
    let text = house.get("/.well-known/security.txt").await.text();
    assert_eq!(
        text,
        "Contact: mailto:desk@lamp.example\nExpires: 2027-09-30T21:00:00Z\nCanonical: https://lamp.example/.well-known/security.txt\n"
    );
    house.wait(26 * 60);
    house.app.paper.touch_what_ages().await.expect("touched");
    house.app.press.print().await.expect("printed");
    assert_eq!(house.get("/.well-known/security.txt").await.text(), text);
    house.wait(8 * 24 * 60);
    house.app.paper.touch_what_ages().await.expect("touched");
    house.app.press.print().await.expect("printed");
    assert!(house.get("/.well-known/security.txt").await.text().contains("Expires: 2027-10-31T22:00:00Z"));

    let manifest = house.get("/site.webmanifest").await;
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    let manifest: serde_json::Value = serde_json::from_str(&manifest.text()).expect("JSON");
    assert_eq!((&manifest["name"], &manifest["lang"], &manifest["dir"]), (&"The Harbour Lamp".into(), &"en".into(), &"ltr".into()));
    assert_eq!((&manifest["start_url"], &manifest["scope"]), (&"./".into(), &"./".into()), "it is right on a copy under any path");
    for icon in manifest["icons"].as_array().expect("icons") {
        let (path, sizes) = (icon["src"].as_str().expect("a path"), icon["sizes"].as_str().expect("a size"));
        let picture = image::load_from_memory(&house.get(&format!("/{path}")).await.sent).expect("a picture");
        assert_eq!(format!("{}x{}", picture.width(), picture.height()), sizes);
    }
}
