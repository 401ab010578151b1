//! Ghost. The fixtures follow the shapes of its exports of 4.x (Mobiledoc), 5.x and 6.x (Lexical).

use std::io::Write;

use serde_json::{Value, json};

use super::{bring_in, counts, folder};
use crate::harness::House;

fn post(id: &str, slug: &str, more: Value) -> Value {
    let mut post = json!({
        "id": id, "uuid": format!("uuid-{id}"), "title": format!("The {slug}"), "slug": slug, "mobiledoc": null, "lexical": null, "html": "<p>From HTML</p>", "comment_id": id, "plaintext": "x",
        "feature_image": null, "featured": 0, "type": "post", "status": "published", "locale": null, "visibility": "public", "email_recipient_filter": "all",
        "created_at": "2021-03-04T09:00:00.000Z", "updated_at": "2021-03-05T10:00:00.000Z", "published_at": "2021-03-04T10:00:00.000Z", "custom_excerpt": null,
        "codeinjection_head": null, "codeinjection_foot": null, "custom_template": null, "canonical_url": null, "newsletter_id": null, "show_title_and_feature_image": 1
    });
    for (key, value) in more.as_object().expect("fields") {
        post[key] = value.clone();
    }
    post
}

fn export(version: &str, posts: Vec<Value>) -> String {
    let link = |id: &str, other: &str, key: &str, order: i64| json!({"id": format!("{id}-{other}"), "post_id": id, key: other, "sort_order": order});
    json!({"db": [{
        "meta": {"exported_on": 1_700_000_000_000_i64, "version": version},
        "data": {
            "posts": posts,
            "posts_authors": [link("1", "u2", "author_id", 0), link("1", "u1", "author_id", 1), link("2", "u1", "author_id", 0)],
            "posts_meta": [{"id": "m", "post_id": "1", "og_title": "For the networks", "feature_image_alt": "A lamp", "feature_image_caption": "<b>Lit</b>", "email_only": 0}, {"id": "n", "post_id": "5", "email_only": 1}],
            "posts_tags": [link("1", "t2", "tag_id", 1), link("1", "t1", "tag_id", 0), link("1", "t3", "tag_id", 2)],
            "tags": [
                {"id": "t1", "name": "World", "slug": "world", "description": "All of it", "visibility": "public"},
                {"id": "t2", "name": "Light", "slug": "light", "description": null, "visibility": "public"},
                {"id": "t3", "name": "#wide", "slug": "hash-wide", "description": null, "visibility": "internal"}
            ],
            "users": [{"id": "u1", "name": "Ann Orrin", "slug": "ann", "email": "ann@old.example", "password": "$2a$10$x", "bio": "Writes."}, {"id": "u2", "name": "Bo Tarn", "slug": "bo", "email": "bo@old.example"}],
            "settings": [{"id": "s", "key": "navigation", "value": "[{\"label\":\"World\",\"url\":\"/tag/world/\"}]"}, {"id": "l", "key": "locale", "value": "en"}],
            "members": [{"id": "x", "email": "reader@old.example"}],
            "custom_theme_settings": null
        }
    }]})
    .to_string()
}

fn lexical() -> String {
    json!({"root": {"type": "root", "children": [
        {"type": "paragraph", "children": [{"type": "extended-text", "text": "From Lexical ", "format": 1}, {"type": "link", "url": "__GHOST_URL__/second/", "children": [{"type": "extended-text", "text": "second", "format": 0}]}]},
        {"type": "image", "src": "__GHOST_URL__/content/images/2021/03/lamp.jpg", "alt": "A lamp", "caption": "Lit by Ann"}
    ]}})
    .to_string()
}

fn mobiledoc() -> String {
    json!({"version": "0.3.1", "atoms": [], "cards": [], "markups": [], "sections": [[1, "p", [[0, [], 0, "From Mobiledoc"]]]]}).to_string()
}

fn posts() -> Vec<Value> {
    vec![
        post(
            "1",
            "first",
            json!({"lexical": lexical(), "feature_image": "__GHOST_URL__/content/images/2021/03/lamp.jpg", "custom_excerpt": "In short", "featured": 1, "codeinjection_head": "<script>x</script>"}),
        ),
        post("2", "second", json!({"mobiledoc": mobiledoc()})),
        post("3", "third", json!({})),
        post("4", "about", json!({"type": "page"})),
        post("5", "mailed", json!({"status": "sent"})),
        post("6", "for-members", json!({"visibility": "paid"})),
        post("7", "later", json!({"status": "scheduled", "published_at": "2030-01-01T00:00:00.000Z"})),
        post("8", "draft", json!({"status": "draft", "published_at": null})),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_of_each_form_come_in_with_people_sections_and_old_addresses() {
    for version in ["4.48.9", "5.87.1", "6.0.3"] {
        let house = House::open().await;
        let dir = folder(&[("ghost.json", &export(version, posts()))]);
        let report = bring_in(&house, &dir.path().join("ghost.json")).await;
        let pieces = &report.pieces;
        assert_eq!((report.format, pieces.published, pieces.pages, pieces.scheduled, pieces.drafts), ("ghost", 3, 1, 1, 3), "{report}");
        let first = house.get("/2021/03/04/first/").await.text();
        for part in ["From Lexical", "2021/03/04/second/", "In short", "Bo Tarn", "Ann Orrin", "World", "Light"] {
            assert!(first.contains(part), "{part} is not in {first}");
        }
        assert!(!first.contains("hash-wide") && !first.contains("From HTML"));
        assert!(house.get("/2021/03/04/second/").await.text().contains("From Mobiledoc"));
        assert!(house.get("/2021/03/04/third/").await.text().contains("From HTML"));
        assert_eq!((house.get("/first/").await.status, house.get("/about/").await.status), (301, 200));
        assert_eq!(house.get("/tag/world/").await.header("location"), "/section/world/", "a tag of the menu is a section");
        for remark in ["for “paid” only", "sent by mail only", "featured", "code injected", "the internal tag “#wide”", "with --base-url"]
        {
            assert!(report.remarks.keys().any(|known| known.contains(remark)), "{remark}: {report}");
        }
        assert!(report.left_out.iter().any(|thing| thing.reason.starts_with("1 members")));
        assert_eq!(counts(&bring_in(&house, &dir.path().join("ghost.json")).await), (0, 0, 8));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_in_the_zip_become_ours_once() {
    let house = House::open().await;
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("ghost.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    let picture = include_bytes!("../../../demo/pictures/harbour-fog.jpg");
    let json = export("5.87.1", posts());
    for (name, bytes) in [
        ("old.ghost.2021.json", json.as_bytes()),
        ("content/images/2021/03/lamp.jpg", picture),
        ("content/images/2021/03/unused.jpg", picture),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a zip");
    let report = bring_in(&house, &path).await;
    assert_eq!((report.pictures.taken_in, report.pictures.elsewhere, report.pictures.refused), (1, 0, 0), "{report}");
    let first = house.get("/2021/03/04/first/").await.text();
    assert!(first.contains("media/2026/11/") && first.contains("Lit by Ann") && !first.contains("site.invalid"), "{first}");
    let again = bring_in(&house, &path).await;
    assert_eq!((counts(&again), again.pictures.taken_in, again.pictures.already_there), ((0, 0, 8), 0, 1));
}
