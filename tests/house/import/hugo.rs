//! Hugo and Jekyll.

use indelible::paper::model::TermKind;
use kernel::Locale;

use super::{bring_in, counts, folder, pages, try_in};
use crate::harness::House;

const LAMP: &str = "---
title: The lamp &amp; the harbour
slug: lamp
date: 2014-03-03 8:47:36 -0400
deck: It was lit again.
authors: [ann-orrin, Bo Tarn]
topics: [harbour-lights]
categories: [World News]
aliases: [/old/lamp/]
expirydate: 2025-01-01
weight: 3
---
It was **lit**, as [told]({{< ref \"2014-03-04-oil.md\" >}}) and [not told]({{< ref \"gone.md\" >}}).

{{< youtube id=\"abc\" title=\"The film\" >}}

{{< note >}}A *note*.{{< /note >}}

<script>alert(1)</script><p onclick=\"x()\">Cleaned</p>
";
const OIL: &str =
    "+++\ntitle = 'Oil'\ndate = 2014-03-04T10:00:00Z\nlastmod = 2014-03-05T10:00:00Z\n+++\nOf [the lamp](/2014/03/03/lamp/).\n";

fn site() -> tempfile::TempDir {
    folder(&[
        ("content/news/2014/03/2014-03-03-lamp.md", LAMP),
        ("content/news/2014/03/2014-03-04-oil.md", OIL),
        ("content/news/2014/03/2014-03-06-draft.md", "---\ntitle: Not yet\ndate: 2014-03-06\ndraft: true\n---\nSoon."),
        ("content/news/2014/03/broken.md", "---\ntitle: [\n---\nx"),
        ("content/about.md", "---\ntitle: About us\n---\nWe print.\n"),
        ("content/authors/ann-orrin/_index.md", "---\ndisplay_name: Ann Orrin\nbio: Writes of lights.\nslug: ann-orrin\n---\n"),
        ("content/topics/harbour-lights/_index.md", "---\ntitle: Lights of the harbour\n---\n"),
        ("layouts/index.html", "<html>"),
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_hugo_becomes_articles_with_their_people_and_old_addresses() {
    let house = House::open().await;
    let site = site();
    let report = bring_in(&house, site.path()).await;
    assert_eq!((report.format, counts(&report)), ("hugo", (4, 0, 0)), "{report}");
    assert_eq!((report.pieces.published, report.pieces.pages, report.pieces.drafts), (2, 1, 1));
    let lamp = house.get("/2014/03/03/lamp/").await.text();
    for part in [
        "The lamp &amp; the harbour",
        "It was lit again.",
        "<strong>lit</strong>",
        "Ann Orrin",
        "Bo Tarn",
        "not told",
        "Cleaned",
        "youtube.com/watch?v=abc",
        "2014/03/04/oil/",
    ] {
        assert!(lamp.contains(part), "{part} is not in {lamp}");
    }
    assert!(!lamp.contains("alert(1)") && !lamp.contains("onclick") && !lamp.contains("{{"));
    assert!(house.get("/2014/03/04/oil/").await.text().contains("03/03/lamp/"), "a link by the old address leads to the piece");
    assert_eq!(house.get("/old/lamp/").await.status, 301);
    assert_eq!(house.get("/topics/harbour-lights/").await.header("location"), "/tag/harbour-lights/");
    assert_eq!(house.get("/about/").await.status, 200);
    assert_eq!(house.get("/2014/03/06/draft/").await.status, 404);
    let tag = house.app.paper.catalogue();
    let tag = tag.term(&Locale::english(), TermKind::Tag, &"harbour-lights".parse().expect("a slug")).expect("the tag");
    assert_eq!(tag.title, "Lights of the harbour");
}

#[tokio::test(flavor = "multi_thread")]
async fn old_addresses_of_tags_lead_on_though_every_piece_was_in_already() {
    // As after a run that was cut off when the last piece was in and the old addresses were not.
    let house = House::open().await;
    let site = site();
    let index = site.path().join("content/topics/harbour-lights/_index.md");
    let topic = std::fs::read_to_string(&index).expect("a topic");
    std::fs::remove_file(&index).expect("removed");
    bring_in(&house, site.path()).await;
    assert_eq!(house.get("/topics/harbour-lights/").await.status, 404);
    std::fs::write(&index, topic).expect("written");
    assert_eq!(counts(&bring_in(&house, site.path()).await), (0, 0, 4));
    assert_eq!(house.get("/topics/harbour-lights/").await.header("location"), "/tag/harbour-lights/");
    let edition = house.app.press.stand().head().expect("a head").number;
    bring_in(&house, site.path()).await;
    assert_eq!(house.app.press.stand().head().expect("a head").number, edition, "a run that finds nothing new prints nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_names_every_piece_that_is_new_changed_or_kept_and_says_where_it_stands() {
    let house = House::open().await;
    let site = site();
    let report = serde_json::to_value(bring_in(&house, site.path()).await).expect("JSON");
    let keys: Vec<&str> = report.as_object().expect("an object").keys().map(String::as_str).collect();
    let all = [
        "source",
        "format",
        "dry_run",
        "pieces",
        "named",
        "terms",
        "redirects",
        "pictures",
        "left_out_count",
        "left_out",
        "remarks",
        "stopped",
        "edition",
        "seconds",
    ];
    assert_eq!(keys, all, "a script goes by these names");
    let named = |report: &serde_json::Value| {
        let of = |piece: &serde_json::Value| {
            let word = |key: &str| piece[key].as_str().unwrap_or("-").to_owned();
            (word("outcome"), word("state"), word("headline"), word("path"), piece["place"]["file"].as_str().expect("a file").to_owned())
        };
        let mut named: Vec<_> = report["named"].as_array().expect("a list").iter().map(of).collect();
        named.sort();
        named
    };
    let expected = [
        ("new", "draft", "Not yet", "-", "content/news/2014/03/2014-03-06-draft.md"),
        ("new", "page", "About us", "about/", "content/about.md"),
        ("new", "published", "Oil", "2014/03/04/oil/", "content/news/2014/03/2014-03-04-oil.md"),
        ("new", "published", "The lamp & the harbour", "2014/03/03/lamp/", "content/news/2014/03/2014-03-03-lamp.md"),
    ];
    assert_eq!(named(&report), expected.map(|(a, b, c, d, e)| (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned(), e.to_owned())));

    std::fs::write(site.path().join("content/news/2014/03/2014-03-04-oil.md"), OIL.replace("Of [", "And of [")).expect("written");
    let report = bring_in(&house, site.path()).await;
    let text = report.to_string();
    assert!(
        text.contains("\nNew and changed:\n  changed, published: “Oil” (content/news/2014/03/2014-03-04-oil.md) → /2014/03/04/oil/\n"),
        "{text}"
    );
    assert_eq!(named(&serde_json::to_value(report).expect("JSON")).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_shown_forty_pieces_and_told_of_the_others() {
    let house = House::open().await;
    let files: Vec<(String, String)> =
        (0..45).map(|n| (format!("content/news/{n}.md"), format!("---\ntitle: Story {n}\ndate: 2020-01-01\n---\nx"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let report = bring_in(&house, folder(&files).path()).await;
    let text = report.to_string();
    assert_eq!((text.matches("\n  new, published: “Story").count(), report.named.len()), (40, 45));
    assert!(text.contains("\n  … and 5 more; --json names them all\n"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_left_out_of_a_folder_is_named() {
    let house = House::open().await;
    let site = site();
    let report = bring_in(&house, site.path()).await;
    let broken = report.left_out.iter().find(|thing| thing.place.file.ends_with("broken.md")).expect("the broken file");
    assert!(broken.place.line == 2 && broken.reason.contains("no YAML"), "{broken:?}");
    assert!(report.left_out.iter().any(|thing| thing.reason == "1 files are no articles: 1 .html"), "{report}");
    for remark in [
        "an expiry date",
        "the element <script>",
        "a draft",
        "the field “weight”",
        "a reference to a file",
        "no date: it is a standing page",
    ] {
        assert!(report.remarks.keys().any(|known| known.contains(remark)), "{remark} is not in {report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_changes_nothing_and_a_changed_file_changes_one_piece() {
    let house = House::open().await;
    let site = site();
    bring_in(&house, site.path()).await;
    let before = (pages(&house), house.get("/2014/03/03/lamp/").await.text());
    house.wait(10);
    let report = bring_in(&house, site.path()).await;
    assert_eq!((counts(&report), report.redirects > 0), ((0, 0, 4), true), "{report}");
    assert_eq!(before, (pages(&house), house.get("/2014/03/03/lamp/").await.text()));
    std::fs::write(site.path().join("content/news/2014/03/2014-03-04-oil.md"), OIL.replace("Of [the", "About [the")).expect("written");
    assert_eq!(counts(&bring_in(&house, site.path()).await), (0, 1, 3));
    assert!(house.get("/2014/03/04/oil/").await.text().contains("About"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_cut_off_goes_on_where_it_stopped() {
    let articles: Vec<(String, String)> = (0..900)
        .map(|i| (format!("content/news/a-{i}.md"), format!("---\ntitle: Article {i}\ndate: 2020-01-{:02}\n---\nText {i}.", i % 28 + 1)))
        .collect();
    let site = folder(&articles.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
    let whole = House::open().await;
    assert_eq!(counts(&bring_in(&whole, site.path()).await), (900, 0, 0));
    let mut house = House::open().await;
    for ms in [150, 400] {
        let _ = tokio::time::timeout(std::time::Duration::from_millis(ms), try_in(&house, site.path())).await;
        house = house.reopen().await;
    }
    let report = bring_in(&house, site.path()).await;
    assert_eq!(report.pieces.all(), 900);
    assert_eq!(house.app.paper.count().await.expect("a count"), 900);
    assert_eq!(pages(&house), pages(&whole));
    assert_eq!(counts(&bring_in(&house, site.path()).await), (0, 0, 900));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_says_the_same_and_writes_nothing() {
    let house = House::open().await;
    let site = site();
    let options = indelible::desk::import::Options { dry_run: true, ..super::options(site.path()) };
    let dry = indelible::desk::import::run(&house.app, options, &mut indelible::desk::import::progress::Progress::Silent)
        .await
        .expect("a report");
    assert_eq!((counts(&dry), house.app.paper.count().await.expect("a count"), dry.edition), ((4, 0, 0), 0, None));
    let wet = bring_in(&house, site.path()).await;
    assert_eq!((counts(&wet), wet.left_out, wet.remarks.len()), (counts(&dry), dry.left_out, dry.remarks.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_jekyll_keeps_its_dates_languages_and_addresses() {
    let house = House::open().await;
    let site = folder(&[
        ("_config.yml", "url: https://old.example\npermalink: pretty\n"),
        (
            "_posts/2019-05-06-lamp.md",
            "---\ntitle: Lamp\ncategories: [world]\ntags: light dark\n---\nSee [it]({% post_url 2019-05-07-oil %}).\n",
        ),
        ("_posts/2019-05-07-oil.md", "---\ntitle: Oil\nauthor: Ann Orrin\n---\n{% highlight rust %}\nfn main() {}\n{% endhighlight %}\n"),
        ("_posts/2019-05-08-laterna.md", "---\ntitle: Лампа\nlang: ru\n---\nГорит.\n"),
        ("_posts/2019-05-09-lampe.md", "---\ntitle: Lampe\nlang: fr\n---\nElle brûle.\n"),
        ("_drafts/soon.md", "---\ntitle: Soon\n---\nSoon.\n"),
        ("index.html", "---\n---\n"),
    ]);
    let report = bring_in(&house, site.path()).await;
    assert_eq!((report.format, report.pieces.published, report.pieces.drafts), ("jekyll", 3, 1), "{report}");
    assert!(house.get("/2019/05/06/lamp/").await.text().contains("2019/05/07/oil/"));
    assert_eq!(house.get("/world/2019/05/06/lamp/").await.status, 301);
    assert_eq!(house.get("/ru/2019/05/08/laterna/").await.status, 200);
    assert!(report.left_out.iter().any(|thing| thing.reason.contains("its language, fr")), "{report}");
}
