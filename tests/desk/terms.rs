//! Sections, tags, authors, dossiers.

use std::io::Cursor;

use http::StatusCode;
use image::{ImageFormat, RgbImage};

use crate::people::Newsroom;

const PATH: &str = "/2026/11/22/the-harbour-was-sold-at-night/";

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_is_filed_under_a_section_and_an_author_that_an_editor_has_made_and_readers_see_them() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let section = editor.post("/terms", &[("kind", "section"), ("edition", "en"), ("title", "The Courts")]).await;
    assert_eq!(section.to(), "/terms?kind=section&edition=en&said=saved", "{}", section.text());
    editor.get(section.to()).await.says("the-courts");
    let front = room.house.get("/").await.text();
    let place = |title: &str| front.find(title).unwrap_or_else(|| panic!("{title} is not in the menu"));
    assert!(place("The Courts") > place("Politics"), "a section that is given no place comes last");

    let (role, biography) = (("role", "Courts"), ("description", "She sits on the public side."));
    let author = editor.post("/terms", &[("kind", "author"), ("edition", "en"), ("title", "Ines Aldo"), role, biography]).await;
    assert_eq!(author.to(), "/terms?kind=author&edition=en&said=saved", "{}", author.text());
    let at = editor.begin(&[("section", "the-courts"), ("bylines", "Ines Aldo")]).await;
    assert_eq!(editor.publish(&at, &[]).await.to(), format!("{at}?said=published"));
    let read = room.house.get(PATH).await.text();
    assert!(read.contains("Ines Aldo") && read.contains("The Courts"));
    assert!(room.house.get("/section/the-courts/").await.text().contains("The Harbour Was Sold at Night"));
    assert!(room.house.get("/author/ines-aldo/").await.text().contains("She sits on the public side."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_title_reaches_the_pages_that_it_stands_on_and_the_address_stays() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = editor.begin(&[]).await;
    editor.publish(&at, &[]).await;
    let path = "/terms/section/en/politics";
    assert_eq!(editor.held(path, "title").await, "Politics");
    let fields = [("title", "Power and Its Price"), ("position", "-1"), ("slug", "power")];
    let changed = editor.post(path, &fields).await;
    assert_eq!(changed.to(), "/terms?kind=section&edition=en&said=saved", "{}", changed.text());
    for path in ["/section/politics/", PATH] {
        assert!(room.house.get(path).await.text().contains("Power and Its Price"), "{path}");
    }
    assert_eq!(room.house.get("/section/power/").await.status, 404);
    assert_eq!(editor.held(path, "position").await, "-1");
    assert!(!room.house.get("/ru/section/politics/").await.text().contains("Power and Its Price"), "another edition is left alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contributor_reads_the_lists_and_changes_nothing() {
    let room = Newsroom::open().await;
    let contributor = room.contributor().await;
    let list = contributor.get("/terms").await;
    list.says("Politics");
    assert!(!list.text().contains("/terms/new"));
    let page = contributor.get("/terms/section/en/politics").await;
    page.says("You can read this; an editor changes it.");
    assert!(!page.text().contains("<button class=\"big\">"));
    let fields = [("kind", "section"), ("edition", "en"), ("title", "Gossip")];
    for refused in [
        contributor.get("/terms/new").await,
        contributor.post("/terms", &fields).await,
        contributor.post("/terms/section/en/politics", &fields).await,
    ] {
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        refused.says("not open to your role");
    }
    assert!(!contributor.get("/terms").await.text().contains("Gossip"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_beside_its_field_and_nothing_typed_is_lost() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let long = "x".repeat(201);
    for (kind, field, typed, said) in [
        ("section", "slug", "Not A Slug", "Use 1 to 120 of a–z"),
        ("section", "slug", "politics", "“Politics” stands at “politics” already."),
        ("section", "title", "Politics", "“Politics” stands at “politics” already."),
        ("section", "title", "!!!", "Use 1 to 120 of a–z"),
        ("section", "title", " ", "This is needed."),
        ("section", "title", long.as_str(), "At most 200 characters."),
        ("section", "position", "first", "Use a whole number"),
        ("author", "picture", "nowhere", "There is no such picture in the library."),
    ] {
        let mut fields = vec![("kind", kind), ("edition", "en"), ("description", "Four hours of work."), (field, typed)];
        if field != "title" {
            fields.push(("title", "Something New"));
        }
        let page = editor.post("/terms", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {typed}");
        page.says(said);
        page.says("Four hours of work.");
        assert_eq!(page.field(field), typed);
    }
    let blank = editor.post("/terms/section/en/politics", &[("title", ""), ("description", "Four hours of work.")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    blank.says("Four hours of work.");
    editor.get("/terms").await.says("Politics");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_address_is_free_for_another_kind_and_in_another_edition() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    editor.get("/terms?edition=fa").await.says("A newspaper begins with its sections");
    for (kind, edition) in [("tag", "en"), ("section", "fa")] {
        let page = editor.post("/terms", &[("kind", kind), ("edition", edition), ("title", "Politics")]).await;
        assert_eq!(page.to(), format!("/terms?kind={kind}&edition={edition}&said=saved"));
    }
    for nothing in ["/terms/section/en/nowhere", "/terms/region/en/politics", "/terms/section/xx/politics", "/terms/section/en/No%20Slug"] {
        assert_eq!(editor.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_given_to_readers_with_its_words_and_never_of_a_protected_author() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let mut photo = Cursor::new(Vec::new());
    RgbImage::new(1000, 600).write_to(&mut photo, ImageFormat::Jpeg).expect("written");
    let page = editor.upload(photo.get_ref(), &[("alt", "")]).await;
    let text = page.text();
    let key = text.split("action=\"/pictures/").nth(1).and_then(|rest| rest.split('"').next()).expect("its own page").to_owned();
    let fields = [("title", "Mira Tolland"), ("picture", key.as_str())];
    let path = "/terms/author/en/mira-tolland";
    editor.post(path, &fields).await.says("First say in the library what is to be seen");
    editor.post(&format!("/pictures/{key}"), &[("alt", "Mira Tolland at a window"), ("credit", "A. Quist")]).await;
    let protected = editor.post(path, &[("title", "M. T."), ("picture", key.as_str()), ("protected", "1")]).await;
    assert_eq!(protected.status, StatusCode::UNPROCESSABLE_ENTITY);
    protected.says("Only the public name may be shown: leave the picture out.");

    let at = editor.begin(&[]).await;
    editor.publish(&at, &[]).await;
    let file = format!("/media/2026/11/{key}-320.jpg");
    assert_eq!(room.house.get(&file).await.status, 404);
    assert_eq!(editor.post(path, &fields).await.to(), "/terms?kind=author&edition=en&said=saved");
    assert_eq!(room.house.get(&file).await.status, 200);
    assert!(room.house.get("/author/mira-tolland/").await.text().contains(&key));
    editor.get(&format!("/pictures/{key}")).await.says("readers have it");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_pages_speak_three_languages_and_show_no_key_of_a_word() {
    let room = Newsroom::open().await;
    let mut editor = room.editor().await;
    let mut paths = vec!["/terms/author/en/mira-tolland".to_owned()];
    for kind in ["section", "tag", "author", "dossier"] {
        paths.extend(["en", "fa"].map(|edition| format!("/terms?kind={kind}&edition={edition}")));
        paths.push(format!("/terms/new?kind={kind}&edition=ru"));
    }
    for language in ["en", "ru", "fa"] {
        editor.language = language;
        for path in &paths {
            let page = editor.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            for key in ["desk-", "field-", "term-", "terms-", "wrong-"] {
                let text = page.text();
                assert!(!text.contains(&format!(">{key}")) && !text.contains(&format!("\"{key}")), "{path} in {language} shows {key}…");
            }
        }
    }
}
