//! Real archives: a government newsroom of fifteen years, and WordPress's own test file.

use super::{bring_in, counts, real};
use crate::harness::House;

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
    for reason in ["32 comments", "70 items of menus", "38 attachments"] {
        assert!(report.left_out.iter().any(|thing| thing.reason.starts_with(reason)), "{reason}");
    }
    assert!(report.pictures.elsewhere > 30);
    let page = house.get("/2010/09/10/post-format-gallery/").await.text();
    assert!(page.contains("wpthemetestdata"), "{page}");
    assert_eq!(counts(&bring_in(&house, &path).await), (0, 0, 72));
}
