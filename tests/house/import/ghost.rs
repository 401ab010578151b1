//! Ghost. The fixtures follow the shapes of its exports: 4.x has Mobiledoc alone and one author in the row, 5.x either form, 6.x Lexical alone and no names of
//! whoever made a row.

use std::io::Write;

use serde_json::{Value, json};

use super::{bring_in, counts, folder};
use crate::harness::House;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Four,
    Five,
    Six,
}

impl Version {
    const ALL: [Self; 3] = [Self::Four, Self::Five, Self::Six];

    fn number(self) -> &'static str {
        match self {
            Self::Four => "4.48.9",
            Self::Five => "5.87.1",
            Self::Six => "6.0.3",
        }
    }

    /// What its rows have beside the columns of all versions.
    fn columns(self) -> Value {
        let by = json!({ "created_by": "u1", "updated_by": "u1", "published_by": "u1" });
        match self {
            Self::Four => merged(by, json!({ "author_id": "u1", "email_recipient_filter": "none" })),
            Self::Five => merged(
                by,
                json!({ "lexical": null, "newsletter_id": null, "show_title_and_feature_image": 1, "email_recipient_filter": "all" }),
            ),
            Self::Six => {
                json!({ "lexical": null, "newsletter_id": null, "show_title_and_feature_image": 1, "email_recipient_filter": "all", "published_by": "u1" })
            }
        }
    }

    /// A body with a link and a picture, in the form that its editor keeps.
    fn body(self) -> Value {
        if self == Self::Four { json!({ "mobiledoc": mobiledoc() }) } else { json!({ "lexical": lexical() }) }
    }

    /// An older body: 5.x still has posts that were written in 4.x; 6.x has brought them over.
    fn older_body(self) -> Value {
        if self == Self::Six { json!({ "lexical": lexical() }) } else { json!({ "mobiledoc": mobiledoc() }) }
    }
}

fn merged(mut row: Value, more: Value) -> Value {
    for (key, value) in more.as_object().expect("fields") {
        row[key] = value.clone();
    }
    row
}

fn post(version: Version, id: &str, slug: &str, more: Value) -> Value {
    let row = json!({
        "id": id, "uuid": format!("uuid-{id}"), "title": format!("The {slug}"), "slug": slug, "mobiledoc": null, "html": "<p>From HTML</p>", "comment_id": id, "plaintext": "x",
        "feature_image": null, "featured": 0, "type": "post", "status": "published", "locale": null, "visibility": "public",
        "created_at": "2021-03-04T09:00:00.000Z", "updated_at": "2021-03-05T10:00:00.000Z", "published_at": "2021-03-04T10:00:00.000Z", "custom_excerpt": null,
        "codeinjection_head": null, "codeinjection_foot": null, "custom_template": null, "canonical_url": null
    });
    merged(merged(row, version.columns()), more)
}

fn export(version: Version, posts: Vec<Value>) -> String {
    let link = |id: &str, other: &str, key: &str, order: i64| json!({"id": format!("{id}-{other}"), "post_id": id, key: other, "sort_order": order});
    json!({"db": [{
        "meta": {"exported_on": 1_700_000_000_000_i64, "version": version.number()},
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
        {"type": "paragraph", "children": [{"type": "extended-text", "text": "From the editor ", "format": 1}, {"type": "link", "url": "__GHOST_URL__/second/", "children": [{"type": "extended-text", "text": "second", "format": 0}]}]},
        {"type": "image", "src": "__GHOST_URL__/content/images/2021/03/lamp.jpg", "alt": "A lamp", "caption": "Lit by Ann"}
    ]}})
    .to_string()
}

fn mobiledoc() -> String {
    let picture = json!({"src": "__GHOST_URL__/content/images/2021/03/lamp.jpg", "alt": "A lamp", "caption": "Lit by Ann"});
    json!({
        "version": "0.3.1", "atoms": [], "cards": [["image", picture]], "markups": [["strong"], ["a", ["href", "__GHOST_URL__/second/"]]],
        "sections": [[1, "p", [[0, [0], 1, "From the editor "], [0, [1], 1, "second"]]], [10, 0]]
    })
    .to_string()
}

fn posts(version: Version) -> Vec<Value> {
    let post = |id: &str, slug: &str, more: Value| post(version, id, slug, more);
    let head = json!({"feature_image": "__GHOST_URL__/content/images/2021/03/lamp.jpg", "custom_excerpt": "In short", "featured": 1, "codeinjection_head": "<script>x</script>"});
    vec![
        post("1", "first", merged(version.body(), head)),
        post("2", "second", version.older_body()),
        post("3", "third", json!({})),
        post("4", "about", json!({"type": "page"})),
        post("5", "mailed", json!({"status": if version == Version::Four { "published" } else { "sent" }})),
        post("6", "for-members", json!({"visibility": "paid"})),
        post("7", "later", json!({"status": "scheduled", "published_at": "2030-01-01T00:00:00.000Z"})),
        post("8", "draft", json!({"status": "draft", "published_at": null})),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_of_each_version_come_in_with_people_sections_and_old_addresses() {
    for version in Version::ALL {
        let house = House::open().await;
        let dir = folder(&[("ghost.json", &export(version, posts(version)))]);
        let report = bring_in(&house, &dir.path().join("ghost.json")).await;
        let pieces = &report.pieces;
        assert_eq!(
            (report.format, pieces.published, pieces.pages, pieces.scheduled, pieces.drafts),
            ("ghost", 3, 1, 1, 3),
            "{version:?}: {report}"
        );
        let first = house.get("/2021/03/04/first/").await.text();
        for part in ["<strong>From the editor", "2021/03/04/second/", "In short", "Bo Tarn", "Ann Orrin", "World", "Light"] {
            assert!(first.contains(part), "{version:?}: {part} is not in {first}");
        }
        assert!(!first.contains("hash-wide") && !first.contains("From HTML"), "{version:?}");
        let second = house.get("/2021/03/04/second/").await.text();
        assert!(second.contains("<strong>From the editor") && !second.contains("From HTML"), "{version:?}: {second}");
        assert!(house.get("/2021/03/04/third/").await.text().contains("From HTML"));
        assert_eq!((house.get("/first/").await.status, house.get("/about/").await.status), (301, 200));
        assert_eq!(house.get("/tag/world/").await.header("location"), "/section/world/", "a tag of the menu is a section");
        for remark in ["for “paid” only", "sent by mail only", "featured", "code injected", "the internal tag “#wide”", "with --base-url"]
        {
            assert!(report.remarks.keys().any(|known| known.contains(remark)), "{version:?}, {remark}: {report}");
        }
        assert!(report.left_out.iter().any(|thing| thing.reason.starts_with("1 members")));
        assert_eq!(counts(&bring_in(&house, &dir.path().join("ghost.json")).await), (0, 0, 8), "{version:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_one_author_of_a_row_stands_in_where_the_list_of_authors_is_missing() {
    let house = House::open().await;
    // The third is in no list of authors.
    let dir = folder(&[("ghost.json", &export(Version::Four, posts(Version::Four)))]);
    bring_in(&house, &dir.path().join("ghost.json")).await;
    assert!(house.get("/2021/03/04/third/").await.text().contains("Ann Orrin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_without_an_id_is_named_and_not_brought_in() {
    let house = House::open().await;
    let nameless = post(Version::Five, "9", "nameless", json!({ "id": null }));
    let dir = folder(&[("ghost.json", &export(Version::Five, vec![post(Version::Five, "1", "first", json!({})), nameless]))]);
    let report = bring_in(&house, &dir.path().join("ghost.json")).await;
    assert_eq!(report.pieces.new, 1);
    let left = report.left_out.iter().find(|thing| thing.name == "The nameless").expect("named");
    assert!(left.reason.starts_with("it has no “id”"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_in_the_zip_become_ours_once() {
    let house = House::open().await;
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("ghost.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    let picture = include_bytes!("../../../demo/pictures/harbour-fog.jpg");
    let json = export(Version::Five, posts(Version::Five));
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
