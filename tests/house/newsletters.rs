//! What readers see of newsletters: lists, forms, issues, feeds.

use http::Method;
use indelible::paper::model::PieceId;
use indelible::paper::newsletter::{Block, Issue, Newsletter};
use indelible::press::answer::{self, Found};
use jiff::SignedDuration;
use kernel::Locale;

use crate::harness::{House, opening, report, report_at};

fn locale(tag: &str) -> Locale {
    tag.parse().expect("a locale")
}

fn newsletter(tag: &str, slug: &str, position: i64) -> Newsletter {
    Newsletter {
        locale: locale(tag),
        slug: slug.parse().expect("a slug"),
        title: "Friday’s Lamp".into(),
        promise: "Every Friday: the week in five stories.".into(),
        position,
        open: true,
    }
}

fn issue(number: i64, subject: &str, stories: &[PieceId]) -> Issue {
    let story = |piece: &PieceId| Block::Story { piece: *piece, headline: String::new(), blurb: "In our own words.\n\nAnd twice.".into() };
    Issue {
        newsletter: "fridays-lamp".parse().expect("a slug"),
        locale: Locale::english(),
        number,
        subject: subject.into(),
        preheader: format!("What came of “{subject}”."),
        intro: markup::markdown::read("Good *morning*.").0,
        blocks: [Block::Heading("This week".into())].into_iter().chain(stories.iter().map(story)).collect(),
        at: opening() + SignedDuration::from_hours(number),
        asks_support: false,
    }
}

/// A house with a story, a newsletter, and its first issue.
async fn with_a_letter() -> (House, PieceId) {
    let house = House::open().await;
    let story = report("a-long-night", "A Long Night & a Short Law");
    house.publish(story.clone()).await;
    house.app.paper.put_newsletters(vec![newsletter("en", "fridays-lamp", 0)]).await.expect("put");
    put(&house, issue(1, "The first & the shortest", &[story.id])).await;
    (house, story.id)
}

async fn put(house: &House, issue: Issue) -> String {
    let path = house.app.paper.put_issue(issue).await.expect("put");
    house.app.press.print().await.expect("printed");
    format!("/{path}")
}

async fn withdraw(house: &House, number: i64) -> bool {
    let slug = "fridays-lamp".parse().expect("a slug");
    let gone = house.app.paper.withdraw_issue(Locale::english(), slug, number, house.app.clock.now()).await.expect("the paper");
    house.app.press.print().await.expect("printed");
    gone
}

async fn text(house: &House, path: &str) -> String {
    let page = house.get(path).await;
    assert_eq!(page.status, 200, "{path}");
    page.text()
}

fn etags(house: &House) -> Vec<(String, seal::Hash)> {
    let stand = house.app.press.stand();
    let mut paths = Vec::new();
    stand.each_path(|path| paths.push(path.to_owned()));
    paths.sort();
    paths.into_iter().filter_map(|path| stand.entry(&path).map(|entry| (path, entry.hash))).collect()
}

/// The paths that differ between two moments.
fn changed(before: &[(String, seal::Hash)], after: &[(String, seal::Hash)]) -> Vec<String> {
    after.iter().filter(|page| !before.contains(page)).map(|(path, _)| path.clone()).collect()
}

/// The sign-up form of a page.
fn form(text: &str) -> &str {
    let from = text.find("<form method=\"post\"").expect("a form");
    &text[from..from + text[from..].find("</form>").expect("its end")]
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_newsletter_there_is_no_box_no_link_and_no_page() {
    let house = House::open().await;
    house.publish(report("a-long-night", "A Long Night")).await;
    for path in ["/", "/2026/11/22/a-long-night/", "/ru/"] {
        let text = text(&house, path).await;
        assert!(!text.contains("method=\"post\"") && !text.contains("newsletters/"), "{path}");
    }
    for path in ["/newsletters/", "/newsletters/fridays-lamp/", "/newsletters/fridays-lamp/sign-up/", "/newsletters/fridays-lamp/1/"] {
        assert_eq!(house.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newsletter_has_its_page_its_form_its_archive_and_its_feed_and_every_page_leads_to_the_list() {
    let (house, _) = with_a_letter().await;
    let list = text(&house, "/newsletters/").await;
    for wanted in [
        "Every Friday: the week in five stories.",
        "href=\"../newsletters/fridays-lamp/\"",
        "href=\"../newsletters/fridays-lamp/1/\"",
        "The first &amp; the shortest",
    ] {
        assert!(list.contains(wanted), "{wanted}");
    }
    let own = text(&house, "/newsletters/fridays-lamp/").await;
    for wanted in [
        "application/atom+xml\" title=\"The Harbour Lamp: Friday’s Lamp\" href=\"../../newsletters/fridays-lamp/feed.xml\"",
        "Who subscribed before a seizure cannot be read from our server, by anyone, including us without the keyholders.",
        "Good <em>morning</em>.",
        "A Long Night &amp; a Short Law",
        "href=\"../../newsletters/fridays-lamp/1/\"",
    ] {
        assert!(own.contains(wanted), "{wanted}");
    }
    for path in ["/", "/section/politics/", "/2026/11/22/a-long-night/", "/newsletters/fridays-lamp/1/"] {
        assert!(text(&house, path).await.contains("newsletters/\">Newsletters</a>"), "{path}");
    }
    // The Russian edition has none.
    assert!(!text(&house, "/ru/").await.contains("newsletters/"));
    assert_eq!(house.get("/ru/newsletters/").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_on_the_web_says_what_the_letter_says_and_ends_with_the_form() {
    let (house, _) = with_a_letter().await;
    let page = text(&house, "/newsletters/fridays-lamp/1/").await;
    for wanted in [
        "<h1>The first &amp; the shortest</h1>",
        "<link rel=\"canonical\" href=\"https://lamp.example/newsletters/fridays-lamp/1/\">",
        "Good <em>morning</em>.",
        "<h2 class=\"h\">This week</h2>",
        "<h3><a href=\"../../../2026/11/22/a-long-night/\">A Long Night &amp; a Short Law</a></h3>",
        "<p>In our own words.</p><p>And twice.</p>",
        "\"@type\":\"Article\"",
        "\"isPartOf\"",
        "22 November 2026",
    ] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(form(&page).contains("action=\"../../../newsletters/fridays-lamp/sign-up/\""));
    let sitemap = text(&house, "/sitemap/pages.xml").await;
    for path in ["newsletters/", "newsletters/fridays-lamp/", "newsletters/fridays-lamp/1/"] {
        assert!(sitemap.contains(&format!("<loc>https://lamp.example/{path}</loc>")), "{path}");
    }
    assert!(!sitemap.contains("sign-up"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_xml_with_the_whole_letter_in_it() {
    let (house, _) = with_a_letter().await;
    let answer = house.get("/newsletters/fridays-lamp/feed.xml").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/atom+xml"));
    let feed = answer.text();
    let mut reader = quick_xml::Reader::from_str(&feed);
    let (mut entries, mut html) = (0, String::new());
    loop {
        match reader.read_event().expect("well-formed") {
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "entry" => entries += 1,
            quick_xml::events::Event::CData(text) => html.push_str(&text),
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(entries, 1);
    for wanted in ["Good <em>morning</em>.", "This week", "href=\"https://lamp.example/2026/11/22/a-long-night/\"", "In our own words."] {
        assert!(html.contains(wanted), "{wanted} in {html}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_issue_touches_its_page_the_newsletters_pages_the_front_and_the_sitemap_and_no_article() {
    let (house, story) = with_a_letter().await;
    house.publish(report_at("another", "Another", 5)).await;
    let before = etags(&house);
    put(&house, issue(2, "The second", &[story])).await;
    let expected = [
        "",
        "newsletters/",
        "newsletters/fridays-lamp/",
        "newsletters/fridays-lamp/2/",
        "newsletters/fridays-lamp/feed.xml",
        "newsletters/fridays-lamp/sign-up/",
        "sitemap/pages.xml",
    ];
    assert_eq!(changed(&before, &etags(&house)), expected);
    // The same issue again changes nothing.
    let before = etags(&house);
    put(&house, issue(2, "The second", &[story])).await;
    assert_eq!(changed(&before, &etags(&house)), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_issue_answers_410_and_the_one_before_is_the_newest_again() {
    let (house, story) = with_a_letter().await;
    put(&house, issue(2, "The second", &[story])).await;
    assert!(text(&house, "/").await.contains("The second"));
    assert!(withdraw(&house, 2).await);
    assert!(!withdraw(&house, 2).await, "it is withdrawn once");
    assert_eq!(house.get("/newsletters/fridays-lamp/2/").await.status, 410);
    for path in ["/", "/newsletters/", "/newsletters/fridays-lamp/", "/newsletters/fridays-lamp/feed.xml"] {
        let text = text(&house, path).await;
        assert!(!text.contains("The second") && text.contains("The first"), "{path}");
    }
    assert!(!text(&house, "/sitemap/pages.xml").await.contains("fridays-lamp/2/"));
    // When the last has gone there is nothing to look at beforehand, anywhere.
    let article = "/2026/11/22/a-long-night/";
    assert!(text(&house, article).await.contains("#newest"));
    assert!(withdraw(&house, 1).await);
    assert!(!text(&house, article).await.contains("#newest"));
    assert!(text(&house, "/newsletters/fridays-lamp/").await.contains("has not gone out yet"));
    // And it may come back.
    put(&house, issue(1, "The first & the shortest", &[story])).await;
    assert!(text(&house, article).await.contains("#newest"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_is_withdrawn_goes_from_the_letters_that_told_it() {
    let (house, story) = with_a_letter().await;
    let mut pointing = issue(2, "The second", &[]);
    pointing.intro = markup::markdown::read("See [the other](piece:a-long-night).").0;
    put(&house, pointing).await;
    assert!(text(&house, "/newsletters/fridays-lamp/2/").await.contains("2026/11/22/a-long-night/"));
    house.withdraw(story).await;
    for path in
        ["/newsletters/fridays-lamp/1/", "/newsletters/fridays-lamp/2/", "/newsletters/fridays-lamp/", "/newsletters/fridays-lamp/feed.xml"]
    {
        let text = text(&house, path).await;
        assert!(!text.contains("a-long-night") && !text.contains("A Long Night"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_with_a_new_headline_has_it_in_the_letter_too_unless_the_letter_has_its_own() {
    let (house, story) = with_a_letter().await;
    let mut own = issue(2, "The second", &[story]);
    own.blocks = vec![Block::Story { piece: story, headline: "Our Own Headline".into(), blurb: String::new() }];
    put(&house, own).await;
    let mut renamed = report("a-long-night", "A Longer Night");
    renamed.id = story;
    house.publish(renamed).await;
    assert!(text(&house, "/newsletters/fridays-lamp/1/").await.contains("A Longer Night"));
    let second = text(&house, "/newsletters/fridays-lamp/2/").await;
    assert!(second.contains("Our Own Headline") && !second.contains("A Longer Night"));
    assert!(second.contains("What the ministry said"), "without own words the standfirst stands");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_works_without_script_and_is_the_same_on_every_article_for_every_reader() {
    let (house, _) = with_a_letter().await;
    house.publish(report("another", "Another")).await;
    let first = text(&house, "/2026/11/22/a-long-night/").await;
    let other = text(&house, "/2026/11/22/another/").await;
    assert_eq!(form(&first), form(&other));
    for wanted in [
        "action=\"../../../../newsletters/fridays-lamp/sign-up/\"",
        "<input type=\"email\" name=\"address\" autocomplete=\"email\" maxlength=\"254\" dir=\"ltr\" required>",
        "<p class=\"far\" aria-hidden=\"true\">",
        "<input type=\"text\" name=\"website\" tabindex=\"-1\" autocomplete=\"off\">",
        "<input type=\"hidden\" name=\"consent\" value=\"2026-11\">",
        "<button type=\"submit\">",
    ] {
        assert!(form(&first).contains(wanted), "{wanted}");
    }
    let one = house.ask(Method::GET, "/2026/11/22/another/", &[("cookie", "a=b"), ("accept-encoding", "gzip"), ("user-agent", "x")]).await;
    assert_eq!(one.sent, house.get("/2026/11/22/another/").await.sent);
    assert_eq!(one.header("set-cookie"), "");
    assert!(one.header("content-security-policy").contains("form-action 'self'"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_has_a_page_at_its_own_address_where_a_post_passes_and_nowhere_else() {
    let (house, _) = with_a_letter().await;
    let page = text(&house, "/newsletters/fridays-lamp/sign-up/").await;
    assert!(page.contains("noindex") && page.contains("href=\"https://lamp.example/newsletters/fridays-lamp/sign-up/\""));
    assert!(form(&page).contains("action=\"../../../newsletters/fridays-lamp/sign-up/\""));
    let passes = |method: Method, path: &str| {
        let request = http::Request::builder().method(method).uri(format!("/{path}")).body(()).expect("a request");
        matches!(answer::look(house.app.press.stand(), &request, path), Found::Nothing)
    };
    assert!(passes(Method::POST, "newsletters/fridays-lamp/sign-up/"));
    for path in ["", "newsletters/", "newsletters/fridays-lamp/", "newsletters/fridays-lamp/1/", "2026/11/22/a-long-night/"] {
        assert!(!passes(Method::POST, path), "{path}");
        assert_eq!(house.ask(Method::POST, &format!("/{path}"), &[]).await.status, 405, "{path}");
    }
    for method in [Method::PUT, Method::DELETE] {
        assert!(!passes(method, "newsletters/fridays-lamp/sign-up/"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_open_newsletter_by_position_is_offered_and_a_closed_one_keeps_its_letters() {
    let (house, _) = with_a_letter().await;
    house.app.paper.put_newsletters(vec![newsletter("en", "courts", 5)]).await.expect("put");
    house.app.press.print().await.expect("printed");
    let article = "/2026/11/22/a-long-night/";
    assert!(form(&text(&house, article).await).contains("newsletters/fridays-lamp/sign-up/"));
    let slug = || "fridays-lamp".parse().expect("a slug");
    assert!(house.app.paper.close_newsletter(Locale::english(), slug()).await.expect("closed"));
    assert!(!house.app.paper.close_newsletter(Locale::english(), slug()).await.expect("the paper"), "it is closed once");
    house.app.press.print().await.expect("printed");
    assert!(form(&text(&house, article).await).contains("newsletters/courts/sign-up/"));
    assert!(text(&house, "/newsletters/fridays-lamp/").await.contains("takes no new readers"));
    assert_eq!(house.get("/newsletters/fridays-lamp/1/").await.status, 200);
    assert_eq!(house.get("/newsletters/fridays-lamp/sign-up/").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn putting_the_same_newsletters_again_prints_nothing_and_printing_everything_changes_nothing() {
    let (house, story) = with_a_letter().await;
    put(&house, issue(2, "The second", &[story])).await;
    put(&house, issue(3, "The third", &[story])).await;
    withdraw(&house, 2).await;
    let number = || house.app.press.stand().head().expect("a head").number;
    let before = number();
    house.app.paper.put_newsletters(vec![newsletter("en", "fridays-lamp", 0)]).await.expect("put");
    house.app.press.print().await.expect("printed");
    assert_eq!(number(), before);
    house.app.paper.touch_everything().await.expect("touched");
    house.app.press.print().await.expect("printed");
    assert_eq!(number(), before, "issue by issue or all at once makes the same pages");
    let house = house.reopen().await;
    assert!(text(&house, "/2026/11/22/a-long-night/").await.contains("newsletters/fridays-lamp/sign-up/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persian_letter_runs_from_right_to_left_with_an_address_that_does_not() {
    let house = House::open().await;
    house.app.paper.put_newsletters(vec![newsletter("fa", "fridays-lamp", 0)]).await.expect("put");
    put(&house, Issue { locale: locale("fa"), ..issue(12, "نامهٔ جمعه", &[]) }).await;
    for path in ["/fa/newsletters/", "/fa/newsletters/fridays-lamp/", "/fa/newsletters/fridays-lamp/12/"] {
        let text = text(&house, path).await;
        assert!(text.contains("<html lang=\"fa\" dir=\"rtl\"") && text.contains("نامهٔ جمعه"), "{path}");
        assert!(form(&text).contains("name=\"address\" autocomplete=\"email\" maxlength=\"254\" dir=\"ltr\""), "{path}");
    }
    assert!(text(&house, "/fa/newsletters/fridays-lamp/12/").await.contains("نامهٔ ۱۲"));
    assert!(house.app.paper.put_newsletters(vec![newsletter("de", "a", 0)]).await.is_err(), "there is no such edition");
    assert!(house.app.paper.put_issue(issue(1, "A", &[])).await.is_err(), "the English edition has no newsletter");
    assert!(house.app.paper.put_issue(Issue { locale: locale("fa"), ..issue(0, "A", &[]) }).await.is_err(), "from 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_drafted_from_what_came_out_in_its_week_in_its_language() {
    let house = House::open().await;
    let (early, late) = (report("early", "Early"), report_at("late", "Late", 60));
    let mut russian = report("other", "Other");
    russian.content.locale = locale("ru");
    let mut last_week = report("old", "Old");
    last_week.first_published_at = opening() - SignedDuration::from_hours(24 * 8);
    last_week.updated_at = opening();
    for publication in [&early, &late, &russian, &last_week] {
        house.publish(publication.clone()).await;
    }
    let since = opening() - SignedDuration::from_hours(24 * 7);
    let week = house.app.paper.week(Locale::english(), since, opening() + SignedDuration::from_hours(2)).await.expect("the week");
    assert_eq!(week.iter().map(|story| story.headline.as_str()).collect::<Vec<_>>(), ["Late", "Early"]);
    assert_eq!((week[1].path.as_str(), week[1].section.as_deref()), ("2026/11/22/early/", Some("Politics")));
    assert_eq!(week[1].bylines, ["Mira Tolland"]);
    // Until is not within.
    let until_late = house.app.paper.week(Locale::english(), since, late.first_published_at).await.expect("the week");
    assert_eq!(until_late.len(), 1);
    house.withdraw(late.id).await;
    let asked = [russian.id, late.id, PieceId(1), early.id];
    let stories = house.app.paper.stories(&asked).await.expect("stories");
    assert_eq!(
        stories.iter().map(|story| story.id).collect::<Vec<_>>(),
        [russian.id, early.id],
        "in the order asked, without what is not there"
    );
}
