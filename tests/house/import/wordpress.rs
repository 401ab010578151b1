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
    for reason in ["3 comments", "1 attachments", "1 items of the kind “product”", "1 items of the kind “post in the state “trash””"]
    {
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

fn entry(id: u32, order: u32, menu: &str, (object, of): (&str, u32), title: &str) -> String {
    let meta = |key: &str, value: &str| {
        format!("<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>")
    };
    let more = format!(
        "<wp:menu_order>{order}</wp:menu_order><category domain=\"nav_menu\" nicename=\"m\"><![CDATA[{menu}]]></category>{}{}",
        meta("_menu_item_object", object),
        meta("_menu_item_object_id", &of.to_string())
    );
    item(id, "nav_menu_item", "publish", title, &more)
}

#[tokio::test(flavor = "multi_thread")]
async fn sections_stand_in_the_order_of_the_menu_and_its_other_entries_are_named() {
    let house = House::open().await;
    let categories: String = [(21, "world", "The World"), (22, "sport", "Sport"), (23, "letters", "Letters")]
        .iter()
        .map(|(id, slug, name)| {
            format!("<wp:category><wp:term_id>{id}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename><wp:cat_name>{name}</wp:cat_name></wp:category>")
        })
        .collect();
    let filed = |slug: &str| format!("<category domain=\"category\" nicename=\"{slug}\"><![CDATA[{slug}]]></category>");
    let items = [
        item(1, "post", "publish", "One", &filed("letters")),
        item(2, "post", "publish", "Two", &filed("letters")),
        item(3, "post", "publish", "Three", &filed("world")),
        item(4, "page", "publish", "About us", ""),
        // The order is written down, and not that of the file.
        entry(11, 3, "Head", ("category", 21), ""),
        entry(12, 1, "Head", ("category", 22), ""),
        entry(13, 2, "Head", ("page", 4), ""),
        entry(14, 4, "Head", ("custom", 14), "Our shop"),
        entry(15, 1, "Foot", ("category", 23), ""),
    ];
    let dir = folder(&[("wp.xml", &export(&format!("{categories}{}", items.concat())))]);
    let report = bring_in(&house, &dir.path().join("wp.xml")).await;
    let catalogue = house.app.paper.catalogue();
    let sections: Vec<&str> = catalogue.sections(&kernel::Locale::english()).iter().map(|section| section.slug.as_str()).collect();
    let own: Vec<&str> = sections.into_iter().filter(|slug| !["politics", "culture"].contains(slug)).collect();
    assert_eq!(own, ["sport", "world", "letters"], "the menu with more sections comes first");
    let menus: Vec<_> = report.left_out.iter().filter(|thing| thing.kind == "menu").collect();
    assert_eq!(menus.len(), 1, "{report}");
    assert_eq!(menus[0].name, "Head");
    assert!(menus[0].reason.starts_with("2 of its 4 entries") && menus[0].reason.ends_with("“p4”, “Our shop”"), "{}", menus[0].reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_without_a_number_or_with_that_of_another_is_named_and_not_brought_in() {
    let house = House::open().await;
    let nameless = item(7, "post", "publish", "Nameless", "").replace("<wp:post_id>7<", "<wp:post_id>seven<");
    let items = [item(1, "post", "publish", "First", ""), nameless, item(1, "post", "publish", "Its Double", "")];
    let dir = folder(&[("wp.xml", &export(&items.concat()))]);
    let report = bring_in(&house, &dir.path().join("wp.xml")).await;
    assert_eq!((report.pieces.new, report.left_out_count), (1, 2), "{report}");
    for (name, reason) in [("Nameless", "its wp:post_id is “seven”"), ("Its Double", "an item before it has the same number, 1")] {
        assert!(report.left_out.iter().any(|thing| thing.name == name && thing.reason.starts_with(reason)), "{report}");
    }
    assert!(house.get("/2020/05/06/p1/").await.text().contains("First"));
}
