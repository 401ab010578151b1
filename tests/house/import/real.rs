//! Real archives: a government newsroom of fifteen years, and WordPress's own test file.

use kernel::Locale;

use super::{bring_in, counts, pages, real};
use crate::harness::House;

/// Every piece that is printed can be read from the first flight, as it is counted in words on its page; how many there are.
async fn all_read_at_once(house: &House) -> usize {
    let (mut pieces, mut late) = (0, Vec::new());
    for path in pages(house).iter().filter(|path| path.ends_with('/')) {
        let page = house.get(&format!("/{path}")).await;
        let text = page.text();
        let Some((_, rest)) = text.split_once("<div class=\"body\">") else { continue };
        // An article ends in its tail, a standing page in its address.
        let body = rest.split("<footer class=\"tail\">").next().and_then(|body| body.split("<p class=\"printed\">").next());
        let words = body.map_or(0, |body| markup::text_out::words(&markup::html_in::read(body).0));
        pieces += 1;
        if let Err(why) = page.reads_at_once(words) {
            late.push(format!("{path}: {why}"));
        }
    }
    assert!(late.is_empty(), "{} of {pieces} pieces: {late:#?}", late.len());
    pieces
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_archive_of_digital_gov_comes_in_and_a_second_run_changes_nothing() {
    let Some(path) = real("digitalgov.tar.gz") else { return };
    let house = House::open().await;
    let report = bring_in(&house, &path).await;
    // 2,084 files lie under content/news: 2,083 articles, and the page of the section itself.
    let pieces = &report.pieces;
    assert_eq!((counts(&report), pieces.published, pieces.drafts), ((2083, 0, 0), 2082, 1), "{report}");
    assert_eq!((report.terms.authors, report.terms.tags, report.terms.sections), (1043, 53, 6));
    assert!(report.stopped.is_none() && report.left_out.is_empty(), "{report}");
    // Occurrences in one piece are one remark: 87 in 69 pieces.
    let count = |what: &str| report.remarks.iter().filter(|(known, _)| known.contains(what)).map(|(_, remark)| remark.count).sum::<u64>();
    assert_eq!((count("an expiry date"), count("shortcode “tmp”"), count("a draft")), (1634, 69, 1));
    let page = house.get("/2014/03/03/digitalgov-search-cache-me-if-you-can/").await;
    assert_eq!(page.status, 404, "its slug is the one that it had");
    let page = house.get("/2014/03/03/cache-me-if-you-can/").await.text();
    for part in ["DigitalGov Search: Cache Me If You Can", "Graph of app response times", "Ammie", "github.com/blog/530"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("{{") && !page.contains("legacy-img src"));
    assert_eq!(house.get("/topics/accessibility/").await.header("location"), "/tag/accessibility/");
    assert_eq!(all_read_at_once(&house).await, 2082);
    assert_eq!(counts(&bring_in(&house, &path).await), (0, 0, 2083));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_theme_unit_test_comes_in_by_kind_and_state() {
    let Some(path) = real("theme-unit-test.wxr.xml") else { return };
    let house = House::open().await;
    let report = bring_in(&house, &path).await;
    let pieces = &report.pieces;
    assert_eq!((pieces.published, pieces.pages, pieces.scheduled, pieces.drafts), (48, 21, 1, 2), "{report}");
    assert_eq!((report.terms.authors, report.terms.sections, report.terms.tags), (2, 66, 112));
    for reason in ["32 comments", "38 attachments"] {
        assert!(report.left_out.iter().any(|thing| thing.reason.starts_with(reason)), "{reason}");
    }
    // Five menus: one has three categories among its 23 entries, the others have none.
    let menus: Vec<(&str, &str)> =
        report.left_out.iter().filter(|thing| thing.kind == "menu").map(|menu| (menu.name.as_str(), menu.reason.as_str())).collect();
    assert_eq!(
        menus.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        ["All Pages", "All Pages Flat", "Short", "Social menu", "Testing Menu"]
    );
    assert!(menus[4].1.starts_with("20 of its 23 entries") && menus[4].1.contains("“Pages”, “Categories”"), "{menus:?}");
    assert!(menus[2].1.starts_with("6 of its 6 entries") && menus[2].1.contains("“about”"), "{menus:?}");
    let catalogue = house.app.paper.catalogue();
    let sections = catalogue.sections(&Locale::english()).iter().map(|section| section.slug.as_str());
    assert_eq!(
        sections.filter(|slug| !["politics", "culture"].contains(slug)).take(3).collect::<Vec<_>>(),
        ["markup", "post-formats", "unpublished"]
    );
    assert!(report.pictures.elsewhere > 30);
    let page = house.get("/2010/09/10/post-format-gallery/").await.text();
    assert!(page.contains("wpthemetestdata"), "{page}");
    assert_eq!(all_read_at_once(&house).await, 48 + 21);
    assert_eq!(counts(&bring_in(&house, &path).await), (0, 0, 72));
}
