//! A backup that is taken while the newspaper goes on, and what comes back of it.

use std::collections::BTreeSet;
use std::path::Path;

use indelible::backup::{copy, put_back};
use indelible::press::finder::Ground;
use seal::verify::{Demand, Folder, verify};

use crate::harness::{House, report, report_at};

fn paths(house: &House) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    house.app.press.stand().each_path(|path| {
        paths.insert(path.to_owned());
    });
    paths
}

/// A folder put back from a backup, and the house in it.
async fn restored(from: &Path, like: &House) -> House {
    let dir = tempfile::tempdir().expect("a folder");
    put_back(from, dir.path()).expect("put back");
    House::found_in(dir, like.app.clock.clone()).await
}

fn names(dir: &Path) -> BTreeSet<String> {
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("a file").file_name().to_string_lossy().into_owned();
    std::fs::read_dir(dir).expect("a folder").map(name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_has_the_same_pages_and_edition_and_goes_on_from_there() {
    let house = House::open().await;
    house.publish(report("kept", "Kept for Later")).await;
    let gone = report_at("gone", "Gone Tomorrow", 1);
    house.publish(gone.clone()).await;
    house.withdraw(gone.id).await;
    let place = tempfile::tempdir().expect("a folder");
    let to = place.path().join("copy");
    let copied = copy(house.dir(), &house.app.settings, &to, |_, _| {}).expect("a copy");
    let found = names(&to);
    for name in ["paper.db", "desk.db", "post.db", "fund.db", "vault.db", "indelible.toml", "keys", "look"] {
        assert!(found.contains(name), "{name} is not in {found:?}");
    }
    let beside = |name: &String| name.ends_with("-wal") || name.ends_with("-shm") || name.ends_with(".lock");
    assert!(!found.iter().any(|name| beside(name) || name == "search" || name == "control"), "{found:?}");
    assert!(copied.files > 8 && copied.bytes > 100_000, "{copied:?}");

    let back = restored(&to, &house).await;
    assert_eq!((back.edition(), paths(&back)), (house.edition(), paths(&house)));
    for path in paths(&house).iter().map(String::as_str).chain(["edition.json", "edition.json.minisig", "edition.pub"]) {
        let (here, there) = (house.get(&format!("/{path}")).await, back.get(&format!("/{path}")).await);
        assert_eq!((here.status, here.sent), (there.status, there.sent), "{path}");
    }
    back.publish(report_at("after", "And Afterwards", 2)).await;
    assert_eq!(back.edition(), house.edition() + 1);
    back.index().await;
    let found = back.app.paper.search().ask(&"en".parse().expect("a locale"), &asked("kept")).expect("an answer");
    assert_eq!(found.count, 1, "the search is made anew");
}

fn asked(words: &str) -> indelible::paper::search::Question {
    indelible::paper::search::Question { words: words.into(), most: 10, ..Default::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_taken_in_the_middle_of_publications_is_one_whole_edition() {
    let house = House::open().await;
    let place = tempfile::tempdir().expect("a folder");
    let to = place.path().join("copy");
    let before = house.edition();
    let (app, target) = (house.app.clone(), to.clone());
    let copying = tokio::task::spawn_blocking(move || copy(&app.dir, &app.settings, &target, |_, _| {}));
    let mut number = 0;
    while !copying.is_finished() || number < 3 {
        house.publish(report_at(&format!("story-{number}"), &format!("Story {number}"), number)).await;
        number += 1;
    }
    copying.await.expect("joined").expect("a copy");

    let back = restored(&to, &house).await;
    assert!((before..=house.edition()).contains(&back.edition()));
    let out = tempfile::tempdir().expect("a folder");
    let app = &back.app;
    let ground = Ground { locales: app.settings.locales.clone(), zone: app.settings.zone.clone(), words: app.words.clone() };
    let place = indelible::app::place(back.dir(), &app.settings, "paper");
    indelible::press::export::export(place, app.shelf.clone(), app.public_key.clone(), ground, out.path().to_owned(), |_, _| {})
        .expect("exported");
    let key = house.app.public_key.parse().expect("a key");
    let found = verify(&mut Folder::at(out.path()), &Demand { key: Some(&key), at_least: Some(before) }, &mut |_| {});
    assert!(found.is_sound(), "{found}");
    // What was due in it is printed, and then every story that it has stands on its front or behind it.
    back.app.press.print().await.expect("printed");
    let stories = back.app.paper.count().await.expect("a count");
    let all = back.get("/all/").await.text();
    for n in 0..stories {
        assert_eq!(back.get(&format!("/2026/11/22/story-{n}/")).await.status, 200);
        assert!(stories > 20 || all.contains(&format!("Story {n}<")), "{n}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_over_by_a_backup_or_by_what_comes_back() {
    let house = House::open().await;
    let place = tempfile::tempdir().expect("a folder");
    let refused = copy(house.dir(), &house.app.settings, place.path(), |_, _| {}).expect_err("a refusal");
    assert!(refused.to_string().contains("is there already; name a folder that is not"), "{refused}");

    let to = place.path().join("copy");
    copy(house.dir(), &house.app.settings, &to, |_, _| {}).expect("a copy");
    let full = tempfile::tempdir().expect("a folder");
    std::fs::write(full.path().join("letters.txt"), "mine").expect("written");
    let refused = put_back(&to, full.path()).expect_err("a refusal");
    assert!(refused.to_string().contains("holds something already; name a folder that is empty"), "{refused}");
    assert_eq!(names(full.path()), BTreeSet::from(["letters.txt".to_owned()]));
    let refused = put_back(&place.path().join("absent"), &place.path().join("new")).expect_err("a refusal");
    assert!(format!("{refused:#}").contains("cannot read"), "{refused:#}");
}
