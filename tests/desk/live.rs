//! Live coverage: posts go out, are changed and withdrawn; readers' pages and the fragment follow.

use http::StatusCode;

use crate::people::{Newsroom, Person};

const PATH: &str = "/2026/11/22/the-harbour-was-sold-at-night/";
const FRAGMENT: &str = "/2026/11/22/the-harbour-was-sold-at-night/live.html";

/// A piece of the kind live that readers have.
async fn coverage(editor: &Person<'_>) -> String {
    let at = editor.begin(&[("kind", "live")]).await;
    let page = editor.publish(&at, &[]).await;
    assert_eq!(page.to(), format!("{at}?said=published"), "{}", page.text());
    at
}

/// Posts as the page of the live desk does; where it leads.
async fn post(editor: &Person<'_>, at: &str, fields: &[(&str, &str)]) -> String {
    let act = editor.held(&format!("{at}/live"), "act").await;
    let all: Vec<(&str, &str)> = fields.iter().copied().chain([("act", act.as_str())]).collect();
    let page = editor.post(&format!("{at}/live/posts"), &all).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    page.to().to_owned()
}

/// The address at the desk of the post with these words, `/live/…`.
async fn address(editor: &Person<'_>, at: &str, words: &str) -> String {
    let text = editor.get(&format!("{at}/live")).await.text();
    let rest = text.split(words).nth(1).unwrap_or_else(|| panic!("“{words}” is not on the live desk: {text}"));
    let start = rest.find("href=\"/live/").expect("a link to the post") + 6;
    rest[start..].split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_on_the_page_and_in_the_fragment_when_the_answer_comes_and_before_that_the_fragment_is_a_304() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = coverage(&editor).await;
    let before = room.house.get(FRAGMENT).await;
    assert_eq!(before.status, 200);
    let known = before.header("etag").to_owned();
    let ask = async || room.house.ask(http::Method::GET, FRAGMENT, &[("accept-encoding", "gzip"), ("if-none-match", known.as_str())]).await;
    assert_eq!(ask().await.status, 304, "nothing has happened");

    room.house.wait(5);
    let to =
        post(&editor, &at, &[("body", "A tug has left the *north* quay."), ("author", "mira-tolland"), ("headline", "A tug leaves")]).await;
    assert_eq!(to, format!("{at}/live?said=posted"));
    let now = ask().await;
    assert_eq!(now.status, 200, "there is something new");
    for text in [now.text(), room.house.get(PATH).await.text()] {
        assert!(text.contains("A tug has left the <em>north</em> quay.") && text.contains("id=\"p1\"") && text.contains("10:05"), "{text}");
        assert!(text.contains("A tug leaves") && text.contains("Mira Tolland"));
    }
    let page = room.house.get(PATH).await.text();
    for said in [
        "LiveBlogPosting",
        "liveBlogUpdate",
        "coverageStartTime",
        "http-equiv=\"refresh\"",
        "data-from=\"live.html\"",
        "1 new post|2 new posts",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("coverageEndTime"));
    editor.get(&format!("{at}/live?said=posted")).await.says("Out. Readers have it.");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_post_costs_an_edition_of_the_pages_it_touches_and_no_other() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = coverage(&editor).await;
    let entries = |path: &'static str| room.house.app.press.stand().entry(path.trim_start_matches('/'));
    let others = [
        "/section/politics/",
        "/tag/harbour/",
        "/author/mira-tolland/",
        "/all/",
        "/2026/11/",
        "/feed.xml",
        "/tag/harbour/feed.xml",
        "/ru/",
    ];
    let before: Vec<_> = others.map(entries).to_vec();
    let edition = room.house.app.press.stand().head().expect("a head").number;
    room.house.wait(1);
    post(&editor, &at, &[("body", "Only this.")]).await;
    let head = room.house.app.press.stand().head().expect("a head");
    assert_eq!(head.number, edition + 1);
    assert_eq!(others.map(entries).to_vec(), before, "a post touches no list and no feed");
    let newest = indelible::paper::Paper::newest_editions(store::Place::Sqlite(room.house.dir().join("paper.db")), 1);
    let pages = newest.expect("editions").first().map(|edition| edition.pages);
    // The piece, its fragment, the front with the time, the month's sitemap, the news sitemap.
    assert_eq!(pages, Some(5));
    post(&editor, &at, &[("body", "A key moment."), ("key", "1")]).await;
    assert!(room.house.get("/feed.xml").await.text().contains("A key moment."), "feeds follow the key posts");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_posts_once() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = coverage(&editor).await;
    let act = editor.held(&format!("{at}/live"), "act").await;
    let (path, fields) = (format!("{at}/live/posts"), [("body", "Once."), ("act", act.as_str())]);
    let (one, other) = tokio::join!(editor.post(&path, &fields), editor.post(&path, &fields));
    assert_eq!((one.to(), other.to()), (format!("{at}/live?said=posted").as_str(), format!("{at}/live?said=posted").as_str()));
    let page = room.house.get(PATH).await.text();
    assert_eq!(page.matches("class=\"post\"").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_post_leaves_page_and_fragment_keeps_its_place_and_comes_back() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = coverage(&editor).await;
    post(&editor, &at, &[("body", "This names a source.")]).await;
    post(&editor, &at, &[("body", "This stays.")]).await;
    let one = address(&editor, &at, "This names a source.").await;
    assert_eq!(editor.post(&format!("{one}/withdrawal"), &[]).await.to(), format!("{at}/live?said=post-withdrawn"));
    assert_eq!(editor.post(&format!("{one}/withdrawal"), &[]).await.to(), format!("{at}/live?said=post-withdrawn"), "pressed twice");
    for path in [PATH, FRAGMENT] {
        let text = room.house.get(path).await.text();
        assert!(!text.contains("source") && text.contains("This stays.") && text.contains("id=\"p2\""), "{path}: {text}");
    }
    room.house.index().await;
    editor.get(&format!("{at}/live")).await.says("withdrawn by Mira Tolland");
    editor.post(&format!("{one}/return"), &[]).await;
    assert!(room.house.get(PATH).await.text().contains("This names a source."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_corrected_pinned_and_made_key() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = coverage(&editor).await;
    post(&editor, &at, &[("headline", "The price"), ("body", "It was sold for 411 million.")]).await;
    room.house.wait(3);
    post(&editor, &at, &[("body", "The minister is silent.")]).await;
    let one = address(&editor, &at, "It was sold for 411 million.").await;
    room.house.wait(4);
    let fields = [("base", "1"), ("headline", "The price"), ("body", "It was sold for 411 kests."), ("told", "1")];
    assert_eq!(editor.post(&one, &fields).await.to(), format!("{at}/live?said=posted"));
    assert_eq!(editor.post(&one, &fields).await.to(), format!("{at}/live?said=unchanged"));
    let page = room.house.get(PATH).await.text();
    assert!(page.contains("411 kests") && page.contains("Changed at <time datetime=\"2026-11-22T10:07:00+02:00\">10:07</time>"), "{page}");
    assert!(page.find("The minister") < page.find("411 kests"), "the newest first");

    for mark in ["pinned", "key"] {
        assert_eq!(editor.post(&format!("{one}/marks"), &[("mark", mark), ("set", "1")]).await.to(), format!("{at}/live?said=post-marked"));
    }
    let page = room.house.get(PATH).await.text();
    assert!(page.find("411 kests") < page.rfind("The minister is silent"), "a pinned post stands first: {page}");
    assert!(page.contains("<a href=\"#p1\">The price</a>"), "and a key one in the summary: {page}");
    assert_eq!(page.matches("id=\"p1\"").count(), 1, "not twice");
    editor.post(&format!("{one}/marks"), &[("mark", "pinned")]).await;
    assert!(!room.house.get(PATH).await.text().contains("class=\"mark\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_change_a_post_the_later_is_refused_and_both_texts_are_kept() {
    let room = Newsroom::open().await;
    let (editor, other) = (room.editor().await, room.person("Jonas Wehr", indelible::vault::Role::Editor, 2).await);
    let at = coverage(&editor).await;
    post(&editor, &at, &[("body", "First words.")]).await;
    let one = address(&editor, &at, "First words.").await;
    editor.post(&one, &[("base", "1"), ("body", "The faster words.")]).await;
    let page = other.post(&one, &[("base", "1"), ("body", "The thorough words.")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    for said in ["Mira Tolland saved version 2", "yours is kept as version 3", "<del>faster</del>", "The thorough words."] {
        page.says(said);
    }
    assert_eq!(page.field("base"), "2");
    assert!(room.house.get(PATH).await.text().contains("The faster words."));
    let post_page = other.get(&one).await;
    post_page.says("beside the line");
    post_page.says("The thorough words.");
    assert_eq!(other.post(&one, &[("base", "2"), ("body", "Both were right.")]).await.to(), format!("{at}/live?said=posted"));
    other.get(&format!("{at}/live")).await.says("last changed by Jonas Wehr");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contributor_keeps_drafts_and_an_editor_lets_them_out() {
    let room = Newsroom::open().await;
    let (editor, contributor) = (room.editor().await, room.contributor().await);
    let at = coverage(&editor).await;
    let page = contributor.post(&format!("{at}/live/posts"), &[("body", "Behind the editor’s back.")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(
        contributor.post(&format!("{at}/live/drafts"), &[("body", "Seen from the mole.")]).await.to(),
        format!("{at}/live?said=post-kept")
    );
    assert!(!room.house.get(PATH).await.text().contains("mole"));
    let one = address(&editor, &at, "Seen from the mole.").await;
    let saved = contributor.post(&one, &[("base", "1"), ("body", "Seen from the south mole.")]).await;
    assert_eq!(saved.to(), format!("{at}/live?said=post-kept"));
    let fields = [("base", "2"), ("body", "Seen from the south mole.")];
    assert_eq!(editor.post(&format!("{one}/publication"), &fields).await.to(), format!("{at}/live?said=posted"));
    assert_eq!(editor.post(&format!("{one}/publication"), &fields).await.to(), format!("{at}/live?said=unchanged"), "pressed twice");
    assert!(room.house.get(PATH).await.text().contains("Seen from the south mole."));
    let late = contributor.post(&one, &[("base", "2"), ("body", "No.")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_be_put_right_in_a_post_stands_in_the_way_and_nothing_typed_is_lost() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = coverage(&editor).await;
    for (fields, said) in [
        ([("body", "It cost TK kests."), ("author", "")], "settle what is marked TK"),
        ([("body", "![](picture:nowhere)"), ("author", "")], "no picture “nowhere”"),
        ([("body", ""), ("author", "")], "write the text"),
        ([("body", "By nobody."), ("author", "no-such-author")], "There is no such author"),
        ([("body", "a\n\n<script>alert(1)</script>"), ("author", "")], "Something in the text has no place here"),
    ] {
        let page = editor.post(&format!("{at}/live/posts"), &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        page.says(said);
        page.says(&fields[0].1.replace('<', "&lt;").replace('>', "&gt;"));
    }
    assert!(!room.house.get(PATH).await.text().contains("id=\"p1\""));
    let report = editor.begin(&[("slug", "a-report")]).await;
    assert_eq!(editor.get(&format!("{report}/live")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_that_has_ended_says_so_takes_no_posts_and_can_be_opened_again() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = coverage(&editor).await;
    post(&editor, &at, &[("body", "The last word.")]).await;
    assert!(room.house.get("/").await.text().contains("<b>Live</b>"), "cards mark it");
    assert!(room.house.get("/section/politics/").await.text().contains("<b>Live</b>"));
    room.house.wait(25);
    assert_eq!(editor.post(&format!("{at}/live/end"), &[]).await.to(), format!("{at}/live?said=live-ended"));
    room.finish_jobs().await;
    let page = room.house.get(PATH).await.text();
    assert!(page.contains("This coverage has ended") && page.contains("\"coverageEndTime\":\"2026-11-22T08:25:00Z\""), "{page}");
    for said in ["<script>", "http-equiv=\"refresh\"", "data-from"] {
        assert!(!page.contains(said), "{said}");
    }
    let fragment = room.house.get(FRAGMENT).await.text();
    assert!(fragment.contains("This coverage has ended") && !fragment.contains("data-open"));
    for path in ["/", "/section/politics/"] {
        assert!(!room.house.get(path).await.text().contains("<b>Live</b>"), "{path}");
    }
    let late = editor.post(&format!("{at}/live/posts"), &[("body", "One more thing.")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.says("This coverage has ended.");
    editor.post(&format!("{at}/live/reopening"), &[]).await;
    room.finish_jobs().await;
    post(&editor, &at, &[("body", "One more thing.")]).await;
    let page = room.house.get(PATH).await.text();
    assert!(page.contains("One more thing.") && page.contains("<script>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn old_posts_stand_on_numbered_pages_that_a_new_post_leaves_as_they_are() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = coverage(&editor).await;
    for n in 1..=20 {
        room.house.wait(1);
        let body = format!("Post number {n}, in words.");
        post(&editor, &at, &[("body", body.as_str()), ("key", if n == 3 { "1" } else { "" })]).await;
    }
    let own = room.house.get(PATH).await.text();
    assert!(own.contains("Post number 20,") && own.contains("Post number 11,") && !own.contains("<p>Post number 10,"), "{own}");
    assert!(own.contains("live/1/#p3"), "the summary leads to older pages: {own}");
    let older = format!("{PATH}live/1/");
    let page = room.house.get(&older).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(text.contains("Post number 10,") && text.contains("Post number 1,") && !text.contains("Post number 11,"));
    assert!(!text.contains("<script>"), "old pages ask for nothing");
    post(&editor, &at, &[("body", "Post number 21, in words.")]).await;
    assert_eq!(room.house.get(&older).await.header("etag"), page.header("etag"));

    let old = address(&editor, &at, "Post number 4, in words.").await;
    editor.post(&old, &[("base", "1"), ("body", "Post number four, corrected.")]).await;
    assert!(room.house.get(&older).await.text().contains("Post number four, corrected."));
    for n in 22..=30 {
        let body = format!("Post number {n}, in words.");
        post(&editor, &at, &[("body", body.as_str())]).await;
    }
    assert!(room.house.get(&format!("{PATH}live/2/")).await.text().contains("Post number 20,"));
    assert!(room.house.get(&older).await.text().contains("live/2/"), "the page before leads to the new one");

    // A slug that changes takes them all along, and a withdrawal too.
    let fields = crate::people::piece(&[("base", "1"), ("kind", "live"), ("slug", "the-harbour")]);
    editor.post(&at, &fields).await;
    editor.publish(&at, &[("sort", "fix")]).await;
    for (from, to) in [("live.html", "live.html"), ("live/1/", "live/1/")] {
        let moved = room.house.get(&format!("{PATH}{from}")).await;
        assert_eq!((moved.status, moved.header("location")), (301, format!("/2026/11/22/the-harbour/{to}").as_str()));
        assert_eq!(room.house.get(&format!("/2026/11/22/the-harbour/{to}")).await.status, 200);
    }
    let act = editor.held(&format!("{at}/withdrawal"), "act").await;
    editor.post(&format!("{at}/withdrawal"), &[("act", &act), ("reason", "All of it was wrong.")]).await;
    for path in ["", "live.html", "live/1/", "live/2/"] {
        assert_eq!(room.house.get(&format!("/2026/11/22/the-harbour/{path}")).await.status, 410, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_search_finds_a_post_and_the_preview_has_no_script() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = coverage(&editor).await;
    post(&editor, &at, &[("body", "A walrus was seen at the slip.")]).await;
    room.house.index().await;
    let question = indelible::paper::search::Question { words: "walrus".into(), most: 5, ..Default::default() };
    let locale = kernel::Locale::english();
    assert_eq!(room.house.app.paper.search().ask(&locale, &question).expect("the index").count, 1);
    let preview = editor.get(&format!("{at}/preview/page")).await.text();
    assert!(preview.contains("A walrus was seen") && !preview.contains("<script>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_acknowledged_by_the_desk_alone_is_printed_after_a_crash() {
    let room = Newsroom::open().await;
    let at = coverage(&room.editor().await).await;
    let house = {
        let room = room;
        let editor = room.editor().await;
        let act = editor.held(&format!("{at}/live"), "act").await;
        let app = room.house.app.clone();
        let by = app.vault.sign_in_for_test("Mira Tolland".parse().expect("a name"), indelible::vault::Role::Editor, 2).await;
        let signed = app.vault.signed(&by.expect("a session")).await.expect("the vault").expect("signed");
        let house = room.close();
        let posting = indelible::desk::live::posting::Posting {
            piece: at.rsplit('/').next().expect("an id").parse().expect("an id"),
            text: indelible::desk::live::PostText {
                headline: String::new(),
                author: None,
                body: markup::markdown::read("Said before the lights went out.").0,
            },
            pinned: false,
            key: false,
            act: act.parse().expect("a key"),
        };
        let app = house.app.clone();
        app.desk.post(&signed, posting, app.paper.catalogue(), app.clock.now()).await.expect("the desk").expect("no refusal");
        house
    };
    assert!(!house.get(PATH).await.text().contains("before the lights"), "nobody has handed it over");
    let room = Newsroom::of(house.reopen().await);
    room.finish_jobs().await;
    for path in [PATH, FRAGMENT] {
        assert!(room.house.get(path).await.text().contains("Said before the lights went out."), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_live_desk_speaks_three_languages_and_shows_no_key_of_a_word() {
    let room = Newsroom::open().await;
    let mut editor = room.editor().await;
    let at = coverage(&editor).await;
    post(&editor, &at, &[("body", "One thing."), ("key", "1"), ("pinned", "1")]).await;
    editor.post(&format!("{at}/live/drafts"), &[("body", "Another thing.")]).await;
    let (out, draft) = (address(&editor, &at, "One thing.").await, address(&editor, &at, "Another thing.").await);
    editor.post(&format!("{at}/live/end"), &[]).await;
    room.finish_jobs().await;
    for language in ["en", "ru", "fa"] {
        editor.language = language;
        for path in [format!("{at}/live"), format!("{at}/live?said=live-ended"), out.clone(), draft.clone()] {
            let text = editor.get(&path).await.text();
            assert!(text.contains(&format!("<html lang=\"{language}\"")), "{path}");
            for key in ["live-", "desk-", "field-", "said-"] {
                assert!(!text.contains(&format!(">{key}")) && !text.contains(&format!("\"{key}")), "{path} in {language} shows {key}…");
            }
        }
    }
}
