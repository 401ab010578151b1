//! WordPress.

use super::{bring_in, counts, folder};
use crate::harness::House;

fn item(id: u32, kind: &str, status: &str, title: &str, more: &str) -> String {
    format!(
        "<item><title>{title}</title><link>https://old.example/2020/05/p{id}/</link><dc:creator><![CDATA[ann]]></dc:creator>\
         <wp:post_id>{id}</wp:post_id><wp:post_date>2020-05-06 10:00:00</wp:post_date><wp:post_date_gmt>2020-05-06 08:00:00</wp:post_date_gmt>\
         <wp:post_name>p{id}</wp:post_name><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>\n"
    )
}

fn export(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:wp=\"w\" xmlns:dc=\"d\" xmlns:content=\"c\" xmlns:excerpt=\"e\"><channel>\
         <title>Old</title><link>https://old.example</link><language>en-US</language><wp:base_blog_url>https://old.example</wp:base_blog_url>\n\
         <wp:author><wp:author_login>ann</wp:author_login><wp:author_email>ann@old.example</wp:author_email><wp:author_display_name><![CDATA[Ann Orrin]]></wp:author_display_name></wp:author>\n\
         <wp:category><wp:category_nicename>world</wp:category_nicename><wp:cat_name><![CDATA[The World]]></wp:cat_name></wp:category>\n{items}</channel></rss>"
    )
}

fn everything() -> String {
    let body = "<content:encoded><![CDATA[One\ntwo &amp; three\n\n[caption align=\"alignright\"]<img src=\"https://old.example/a.jpg\" alt=\"A\"> The caption[/caption]\n\nhttps://www.youtube.com/watch?v=abc\n\n[gallery ids=\"9\"] <a href=\"https://old.example/2020/05/p2/\">the other</a> <script>bad()</script>]]></content:encoded>";
    let filed = "<category domain=\"category\" nicename=\"world\"><![CDATA[The World]]></category><category domain=\"post_tag\" nicename=\"light\"><![CDATA[Light &amp; dark]]></category>";
    let comments = "<wp:comment><wp:comment_author_email>reader@old.example</wp:comment_author_email></wp:comment>".repeat(3);
    let items = [
        item(1, "post", "publish", "First &#8217; &amp; best", &format!("{body}{filed}{comments}")),
        item(
            2,
            "post",
            "publish",
            "",
            "<content:encoded><![CDATA[Words of one without a title]]></content:encoded><wp:is_sticky>1</wp:is_sticky>",
        ),
        item(3, "post", "draft", "Draft", ""),
        item(4, "post", "private", "Private", ""),
        item(5, "post", "publish", "Locked", "<wp:post_password>x</wp:post_password>"),
        item(6, "post", "future", "Later", "").replace("2020-05-06", "2030-05-06"),
        item(
            7,
            "page",
            "publish",
            "About",
            "<content:encoded><![CDATA[<!-- wp:paragraph --><p>We</p><!-- /wp:paragraph --><!-- wp:calendar /-->]]></content:encoded>",
        ),
        item(8, "nav_menu_item", "publish", "Menu", ""),
        item(
            9,
            "attachment",
            "inherit",
            "a",
            "<wp:attachment_url>https://old.example/g.jpg</wp:attachment_url><wp:post_parent>1</wp:post_parent>",
        ),
        item(10, "post", "trash", "Gone", ""),
        item(11, "product", "publish", "A mug", ""),
    ];
    export(&items.concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_and_pages_come_in_by_their_states_and_the_rest_is_named() {
    let house = House::open().await;
    let dir = folder(&[("wp.xml", &everything())]);
    let report = bring_in(&house, &dir.path().join("wp.xml")).await;
    let pieces = &report.pieces;
    assert_eq!((report.format, pieces.published, pieces.pages, pieces.scheduled, pieces.drafts), ("wordpress", 2, 1, 1, 3), "{report}");
    for reason in [
        "3 comments",
        "1 items of menus",
        "1 attachments",
        "1 items of the kind “product”",
        "1 items of the kind “post in the state “trash””",
    ] {
        assert!(report.left_out.iter().any(|thing| thing.reason.starts_with(reason)), "{reason}: {report}");
    }
    for remark in ["private", "behind a password", "sticky", "no title", "the block “calendar”", "the element <script>"] {
        assert!(report.remarks.keys().any(|known| known.contains(remark)), "{remark}: {report}");
    }
    let first = house.get("/2020/05/06/p1/").await.text();
    for part in [
        "First ’ &amp; best",
        "two &amp; three",
        "The caption",
        "youtube.com/watch?v=abc",
        "2020/05/06/p2/",
        "Ann Orrin",
        "The World",
        "Light &amp; dark",
    ] {
        assert!(first.contains(part), "{part} is not in {first}");
    }
    assert!(!first.contains("bad()"));
    assert_eq!(house.get("/2020/05/p1/").await.status, 301);
    assert_eq!(house.get("/category/world/").await.header("location"), "/section/world/");
    assert_eq!(house.get("/p7/").await.status, 200);
    assert_eq!(counts(&bring_in(&house, &dir.path().join("wp.xml")).await), (0, 0, 7));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_readers_address_is_kept() {
    let house = House::open().await;
    let dir = folder(&[("wp.xml", &everything())]);
    bring_in(&house, &dir.path().join("wp.xml")).await;
    for file in ["desk.db", "desk.db-wal", "paper.db", "paper.db-wal"] {
        let bytes = std::fs::read(house.dir().join(file)).unwrap_or_default();
        for address in [&b"reader@old.example"[..], b"ann@old.example"] {
            assert!(!bytes.windows(address.len()).any(|window| window == address), "{file}");
        }
    }
}
