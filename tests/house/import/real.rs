//! Real archives: a government newsroom of fifteen years, and WordPress's own test file.

use super::{bring_in, counts, real};
use crate::harness::House;

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
