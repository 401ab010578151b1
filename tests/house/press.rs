//! Editions: whole or not at all, signed, and with a way back.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use indelible::desk::media::{Said, library};
use indelible::jobs::run_due;
use indelible::paper::Paper;
use indelible::paper::model::Lead;
use indelible::press::export::Exported;
use indelible::press::finder::Ground;
use seal::Edition;
use seal::verify::{Demand, Folder, verify};

use crate::harness::{House, report, report_at};
use crate::import::pages;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_due_when_the_house_fell_is_printed_when_it_opens_again() {
    let house = House::open().await;
    let published = house.app.paper.publish(report("kept", "Kept")).await.expect("the paper").expect("no refusal");
    // The house falls between the act and the print.
    let house = house.reopen().await;
    assert_eq!(house.get(&format!("/{}", published.path)).await.status, 404, "readers have the edition before");
    house.app.press.print().await.expect("printed");
    assert_eq!(house.get(&format!("/{}", published.path)).await.status, 200);
    assert!(house.get("/").await.text().contains("Kept"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_that_opens_again_serves_the_same_bytes() {
    let house = House::open().await;
    house.publish(report("same", "The Same")).await;
    let (page, head) = (house.get("/2026/11/22/same/").await.sent, house.get("/edition.json").await.sent);
    let house = house.reopen().await;
    assert_eq!(house.get("/2026/11/22/same/").await.sent, page);
    assert_eq!(house.get("/edition.json").await.sent, head);
}

#[tokio::test(flavor = "multi_thread")]
async fn printing_everything_anew_changes_nothing_when_nothing_has_changed() {
    let house = House::open().await;
    for n in 0..30 {
        house.app.paper.publish(report_at(&format!("s-{n}"), &format!("S {n}"), n)).await.expect("the paper").expect("no refusal");
    }
    let number = house.app.press.print().await.expect("printed");
    house.app.paper.touch_everything().await.expect("touched");
    assert_eq!(house.app.press.print().await.expect("printed"), number, "piece by piece or all at once makes the same pages");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_the_folder_of_the_theme_prints_everything_anew_at_the_next_start() {
    let house = House::open().await;
    house.publish(report("themed", "In Other Clothes")).await;
    let (number, path) = (house.edition(), "/2026/11/22/themed/");
    let (front, page) = (house.get("/").await, house.get(path).await);
    let theme = house.dir().join("theme");
    for folder in ["templates", "css"] {
        std::fs::create_dir_all(theme.join(folder)).expect("a folder");
    }
    let template = include_str!("../../templates/article.html").replace("<article class=\"story", "<article class=\"ours story");
    std::fs::write(theme.join("templates/article.html"), template).expect("written");
    std::fs::write(theme.join("css/99-own.css"), ".ours{color:teal}").expect("written");

    let house = house.reopen().await;
    assert_eq!((house.edition(), house.get(path).await.sent), (number, page.sent.clone()), "readers have the edition before");
    house.app.press.print().await.expect("printed");
    assert_eq!(house.edition(), number + 1);
    let (dressed, dressed_front) = (house.get(path).await, house.get("/").await);
    assert!(dressed.text().contains("<article class=\"ours story") && dressed.text().contains(".ours{color:teal}"));
    assert!(dressed_front.text().contains(".ours{color:teal}"), "what the file is no part of is printed anew too");
    let newest = Paper::newest_editions(indelible::app::place(house.dir(), &house.app.settings, "paper"), 1).expect("a list");
    let html = pages(&house).iter().filter(|path| path.ends_with('/') || path.is_empty()).count() as u64;
    assert!(newest[0].number == number + 1 && newest[0].pages >= html, "{:?} of {html}", newest[0].pages);

    std::fs::remove_dir_all(theme).expect("removed");
    let house = house.reopen().await;
    house.app.press.print().await.expect("printed");
    assert_eq!((house.get(path).await.sent, house.get("/").await.sent), (page.sent, front.sent), "and back again");
    std::fs::create_dir_all(house.dir().join("theme/templates")).expect("a folder");
    std::fs::write(house.dir().join("theme/templates/article.html"), "{% if %}").expect("written");
    let trouble = house.try_reopen().await.err().expect("a refusal");
    assert!(trouble.contains("the template article.html"), "{trouble}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_edition_comes_back_with_a_new_number() {
    let house = House::open().await;
    house.publish(report("first", "First")).await;
    let old = house.app.press.stand().head().expect("a head").number;
    let front = house.get("/").await.sent;
    house.publish(report_at("second", "Second", 5)).await;
    let new = house.app.press.roll_back(old).await.expect("rolled back");
    assert_eq!(new, old + 2);
    assert_eq!(house.get("/").await.sent, front);
    assert_eq!(house.get("/2026/11/22/second/").await.status, 404);
    assert!(house.app.press.roll_back(new).await.is_err(), "the served edition is no old one");
    assert!(house.app.press.roll_back(0).await.is_err());
    // And back again.
    house.app.press.roll_back(old + 1).await.expect("rolled back");
    assert_eq!(house.get("/2026/11/22/second/").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_list_leads_to_a_story_that_comes_with_the_next_edition() {
    let house = House::open().await;
    let (stand, done) = (house.app.press.stand().clone(), AtomicBool::new(false));
    let reader = async {
        let mut read = 0;
        while !done.load(Ordering::Relaxed) {
            let feed = house.get("/feed.json").await;
            let feed: serde_json::Value = serde_json::from_str(&feed.text()).unwrap_or_default();
            for item in feed["items"].as_array().into_iter().flatten() {
                let path = item["url"].as_str().and_then(|url| url.strip_prefix("https://lamp.example/")).expect("an address");
                assert!(stand.entry(path).is_some(), "{path} is in the feed");
                read += 1;
            }
            tokio::task::yield_now().await;
        }
        read
    };
    // Two editors, so that one publishes while what the other published is printed.
    let editor = async |name: &str| {
        for n in 0..60 {
            house.publish(report_at(&format!("{name}-{n}"), &format!("{name} {n}"), n)).await;
        }
    };
    let editors = async {
        tokio::join!(editor("one"), editor("two"));
        done.store(true, Ordering::Relaxed);
    };
    let ((), read) = tokio::join!(editors, reader);
    assert!(read > 0, "somebody read");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_editions_had_that_are_too_old_to_go_back_to_is_cleared_away_and_comes_back_with_its_piece() {
    let house = House::open_with(&[("edition.keep", "2".to_owned())]).await;
    let sent = {
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_fn(400, 300, |x, y| image::Rgb([x as u8, y as u8, 90]))
            .write_to(&mut png, image::ImageFormat::Png)
            .expect("written");
        png.into_inner()
    };
    let said = Said { alt: "Fog over the quay".into(), credit: "A. Quist".into(), ..Said::default() };
    let picture = library::take_in(&house.app, sent, said, "", house.app.clock.now()).await.expect("the library").expect("no refusal");
    house.app.paper.put_pictures(vec![picture.clone()]).await.expect("put");
    let mut story = report("kept", "Kept in the Library");
    story.content.lead = Some(Lead { picture: picture.key.clone(), caption: String::new() });
    house.publish(story.clone()).await;
    house.wait(1);
    run_due(&house.app).await.expect("its card is drawn");
    let (path, shown) = ("2026/11/22/kept/", format!("/{}", picture.path_of(&picture.renditions[0])));
    let drawn = pages(&house).into_iter().find(|path| path.contains("kept/card-")).expect("a card");
    let object = |path: &str| {
        let hex = house.app.press.stand().entry(path).expect("a page").hash.to_string();
        format!("/o/{}/{hex}", &hex[..2])
    };
    let (page, card) = (object(path), object(&drawn));
    let old = house.edition();

    house.withdraw(story.id).await;
    assert_eq!((house.get(&page).await.status, house.get(&card).await.status), (200, 200), "there is a way back to it");
    for n in 0..2 {
        house.publish(report_at(&format!("later-{n}"), "Later", n)).await;
    }
    // What the stand has in its memory goes with it.
    let house = house.reopen().await;
    assert_eq!((house.get(&page).await.status, house.get(&card).await.status), (404, 404));
    let refused = house.app.press.roll_back(old).await.expect_err("a refusal").to_string();
    assert!(refused.contains("has been cleared away") && refused.contains(&format!("back to is {}", old + 1)), "{refused}");

    story.updated_at = house.app.clock.now();
    house.publish(story).await;
    house.wait(1);
    run_due(&house.app).await.expect("its card is drawn again");
    for path in [format!("/{path}"), format!("/{drawn}"), shown] {
        assert_eq!(house.get(&path).await.status, 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_of_an_edition_that_is_too_old_to_go_back_to_is_cleared_away_and_what_was_written_again_stays() {
    let house = House::open_with(&[("edition.keep", "2".to_owned())]).await;
    house.publish(report("first", "First")).await;
    let head = Edition::parse(&house.app.press.stand().head().expect("an edition").json).expect("whole");
    let shards: Vec<_> = head.undated.iter().chain(head.years.values()).map(|link| link.hash.to_string()).collect();
    assert_eq!(shards.len(), 2, "a segment and a year");
    let path = |hash: &String| format!("/o/{}/{hash}", &hash[..2]);
    for n in 0..2 {
        for hash in &shards {
            assert_eq!(house.get(&path(hash)).await.status, 200, "there is a way back to it");
        }
        house.publish(report_at(&format!("later-{n}"), "Later", n)).await;
    }
    house.publish(report_at("last", "Last", 2)).await;
    // What the stand has in its memory goes with it.
    let house = house.reopen().await;
    for hash in &shards {
        assert_eq!(house.get(&path(hash)).await.status, 404);
    }

    // What the last edition replaced is written again, and stays while nothing touches its month.
    house.app.press.roll_back(house.edition() - 1).await.expect("rolled back");
    for n in 0..3 {
        house.publish(report_at(&format!("next-year-{n}"), "Next Year", 60 * 24 * 60 + n)).await;
    }
    let out = tempfile::tempdir().expect("a folder");
    export(&house, out.path());
    let found = verify(&mut Folder::at(out.path()), &Demand::default(), &mut |_| {});
    assert!(found.is_sound(), "{found}");
}

/// The edition as plain files.
fn export(house: &House, out: &Path) -> Exported {
    let app = &house.app;
    let place = indelible::app::place(house.dir(), &app.settings, "paper");
    let ground = Ground { locales: app.settings.locales.clone(), zone: app.settings.zone.clone(), words: app.words.clone() };
    indelible::press::export::export(place, app.shelf.clone(), app.public_key.clone(), ground, out.to_owned(), |_, _| {}).expect("exported")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_edition_is_sound_and_an_altered_page_is_named() {
    let house = House::open().await;
    house.publish(report("exported", "Exported")).await;
    let out = tempfile::tempdir().expect("a folder");
    let app = &house.app;
    let first = export(&house, out.path());
    let key = app.public_key.parse().expect("a key");
    let demand = Demand { key: Some(&key), at_least: Some(first.edition) };
    let report_of = || verify(&mut Folder::at(out.path()), &demand, &mut |_| {});
    let found = report_of();
    assert!(found.is_sound(), "{found}");
    let is_index = |name: &String| name.contains("search/index/");
    assert!(found.extra.first.iter().all(is_index), "nobody signed the index, and nothing else: {found}");
    assert!(out.path().join("2026/11/22/exported/index.html").exists());

    std::fs::write(out.path().join("2026/11/22/exported/index.html"), "altered").expect("written");
    let found = report_of();
    assert!(!found.is_sound() && found.to_string().contains("2026/11/22/exported"), "{found}");
    // The next export mends it.
    let again = export(&house, out.path());
    assert_eq!(again.files, 1);
    assert!(report_of().is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_signing_key_is_told_and_never_replaced() {
    let house = House::open().await;
    std::fs::remove_file(house.dir().join("keys/edition.sec")).expect("removed");
    let trouble = house.try_reopen().await.err().expect("a refusal");
    assert!(trouble.contains("put it back from a backup"), "{trouble}");
}
