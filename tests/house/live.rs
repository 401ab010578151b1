//! Live coverage as readers get it.

use base64::Engine;
use indelible::paper::live::{Entry, Post};
use indelible::paper::model::{Kind, PieceId};
use indelible::paper::publication::Publication;
use sha2::{Digest, Sha256};

use crate::harness::{House, report};

fn coverage(slug: &str) -> Publication {
    let mut publication = report(slug, "The Quay, Live");
    publication.content.kind = Kind::Live;
    publication
}

fn post(house: &House, piece: PieceId, number: i64, words: &str) -> Entry {
    let at = house.app.clock.now();
    let body = markup::markdown::read(words).0;
    let post = Post { piece, number, at, updated_at: None, author: None, headline: String::new(), body, pinned: false, key: false };
    Entry { post, withdrawn_at: None }
}

async fn put(house: &House, entry: Entry) {
    house.app.paper.put_post(entry).await.expect("the paper");
    house.app.press.print().await.expect("printed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_the_paper_has_kept_is_due_after_a_crash() {
    let house = House::open().await;
    let piece = house.publish(coverage("the-quay")).await;
    house.app.paper.put_post(post(&house, piece.id, 1, "Kept, and not printed.")).await.expect("the paper");
    let house = house.reopen().await;
    for path in ["/2026/11/22/the-quay/", "/2026/11/22/the-quay/live.html"] {
        assert!(!house.get(path).await.text().contains("not printed"), "readers have the edition before: {path}");
    }
    house.app.press.print().await.expect("printed");
    for path in ["/2026/11/22/the-quay/", "/2026/11/22/the-quay/live.html"] {
        assert!(house.get(path).await.text().contains("not printed"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_one_script_is_allowed_by_its_hash_and_stands_on_no_other_page() {
    let house = House::open().await;
    house.publish(coverage("the-quay")).await;
    house.publish(report("a-report", "A Report")).await;
    let page = house.get("/2026/11/22/the-quay/").await;
    let text = page.text();
    let script = text.split("<script>").nth(1).and_then(|rest| rest.split("</script>").next()).expect("a script");
    let sheet = text.split("<style>").nth(2).and_then(|rest| rest.split("</style>").next()).expect("a sheet");
    let policy = page.header("content-security-policy");
    for (directive, text) in [("script-src", script), ("style-src", sheet)] {
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()));
        let allowed = policy.split(';').find(|part| part.trim().starts_with(directive)).expect("a directive");
        assert!(allowed.contains(&format!("'sha256-{hash}'")), "{directive}: {allowed}");
    }
    assert!(!policy.contains("unsafe") && policy.contains("trusted-types 'none'"), "{policy}");
    for path in ["/", "/2026/11/22/a-report/", "/2026/11/22/the-quay/live.html"] {
        assert!(!house.get(path).await.text().contains("<script>"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_that_a_post_leads_to_and_that_is_withdrawn_is_led_to_no_more_on_old_pages_either() {
    let house = House::open().await;
    let piece = house.publish(coverage("the-quay")).await;
    let gone = house.publish(report("soon-gone", "Soon Gone")).await;
    put(&house, post(&house, piece.id, 1, "As [we wrote](piece:soon-gone) before.")).await;
    for number in 2..=20 {
        put(&house, post(&house, piece.id, number, "And on.")).await;
    }
    let old = "/2026/11/22/the-quay/live/1/";
    assert!(house.get(old).await.text().contains("soon-gone/"));
    house.withdraw(gone.id).await;
    let text = house.get(old).await.text();
    assert!(text.contains("we wrote") && !text.contains("soon-gone/"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_speaks_the_language_of_its_edition() {
    let house = House::open().await;
    for (locale, live, ended) in [("ru", "Онлайн", "Трансляция завершена"), ("fa", "زنده", "این پوشش زنده پایان یافت")]
    {
        let mut publication = coverage("the-quay");
        publication.content.locale = locale.parse().expect("a locale");
        if locale == "fa" {
            // The house has no terms in Persian.
            let content = &mut publication.content;
            (content.section, content.bylines, content.tags) = (None, Vec::new(), Vec::new());
        }
        let piece = house.publish(publication).await;
        let path = format!("/{locale}/2026/11/22/the-quay/");
        put(&house, post(&house, piece.id, 1, "Слово. واژه.")).await;
        let text = house.get(&path).await.text();
        assert!(text.contains(live) && !text.contains(">live-") && !text.contains("live-new"), "{text}");
        house.app.paper.end_coverage(piece.id, Some(house.app.clock.now())).await.expect("the paper");
        house.app.press.print().await.expect("printed");
        assert!(house.get(&path).await.text().contains(ended), "{locale}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_of_everything_has_every_page_of_older_posts() {
    let house = House::open().await;
    let piece = house.publish(coverage("the-quay")).await;
    for number in 1..=31 {
        house.app.paper.put_post(post(&house, piece.id, number, "On.")).await.expect("the paper");
    }
    house.app.press.print().await.expect("printed");
    house.app.paper.touch_everything().await.expect("touched");
    house.app.press.print().await.expect("printed");
    for (path, status) in [("", 200), ("live.html", 200), ("live/1/", 200), ("live/2/", 200), ("live/3/", 404)] {
        assert_eq!(house.get(&format!("/2026/11/22/the-quay/{path}")).await.status, status, "{path}");
    }
}
