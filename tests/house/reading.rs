//! What a reader's program is told: codings, tags, ranges, headers, search.

use http::Method;
use indelible::paper::pages::Asked;
use kernel::Locale;

use crate::harness::{House, report, report_at};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_comes_in_the_coding_that_the_reader_takes_and_says_so() {
    let house = House::open().await;
    house.publish(report("coded", "Coded")).await;
    let path = "/2026/11/22/coded/";
    let gzip = house.get(path).await;
    assert_eq!((gzip.header("content-encoding"), gzip.header("vary")), ("gzip", "accept-encoding"));
    let plain = house.ask(Method::GET, path, &[]).await;
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(plain.text(), gzip.text());
    assert_ne!(plain.header("etag"), gzip.header("etag"), "another sequence of bytes has another tag");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_has_the_page_already_is_told_so() {
    let house = House::open().await;
    house.publish(report("known", "Known")).await;
    let tag = house.get("/2026/11/22/known/").await.header("etag").to_owned();
    let again = house.ask(Method::GET, "/2026/11/22/known/", &[("if-none-match", &tag), ("accept-encoding", "gzip")]).await;
    assert_eq!((again.status, again.sent.len()), (304, 0));
    assert_eq!(again.header("etag"), tag);
    let changed = house.ask(Method::GET, "/2026/11/22/known/", &[("if-none-match", "\"something-else\"")]).await;
    assert_eq!(changed.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_carries_the_strict_headers_and_no_cookie() {
    let house = House::open().await;
    house.publish(report("strict", "Strict")).await;
    for path in ["/", "/2026/11/22/strict/", "/feed.xml", "/nowhere/", "/edition.json", "/robots.txt"] {
        let page = house.get(path).await;
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert!(page.header("strict-transport-security").starts_with("max-age="), "{path}");
        assert!(page.headers.get("set-cookie").is_none(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_404_in_the_language_of_its_edition_and_a_missing_slash_is_mended() {
    let house = House::open().await;
    house.publish(report("here", "Here")).await;
    let english = house.get("/nowhere/at/all/").await;
    assert_eq!(english.status, 404);
    assert!(english.text().contains("lang=\"en\""));
    assert!(house.get("/ru/nowhere/").await.text().contains("lang=\"ru\""));
    let slash = house.get("/2026/11/22/here").await;
    assert_eq!((slash.status, slash.header("location")), (301, "/2026/11/22/here/"));
    assert_eq!(house.get("/2026/11/22/here/index.html").await.header("location"), "/2026/11/22/here/");
    assert_eq!(house.ask(Method::POST, "/2026/11/22/here/", &[]).await.status, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_other_forms_of_a_word_in_english_and_russian_and_marks_them() {
    let house = House::open().await;
    house.publish(report("votes", "The Long Vote")).await;
    let mut russian = report_at("golos", "Долгая ночь", 1);
    russian.content.locale = "ru".parse().expect("a locale");
    russian.content.body = markup::markdown::read("Депутаты голосовали за законы до рассвета.").0;
    house.publish(russian).await;
    let gone = report_at("secret", "Withdrawn Words", 2);
    house.publish(gone.clone()).await;
    house.withdraw(gone.id).await;
    house.index().await;

    let ask = async |locale: &str, words: &str| {
        let asked = Asked { words: words.into(), page: 1, ..Asked::default() };
        let site = house.app.press.site().clone();
        house.app.paper.answer_search(site, locale.parse().expect("a locale"), asked, house.app.clock.now()).await.expect("an answer")
    };
    let english = ask("en", "minister voted").await;
    assert!(english.contains("The Long Vote") && english.contains("<mark>voting</mark>"), "{english}");
    let russian = ask("ru", "закон").await;
    assert!(russian.contains("Долгая ночь") && russian.contains("<mark>законы</mark>"), "{russian}");
    assert!(!ask("en", "withdrawn").await.contains("Withdrawn Words"));
    assert!(!ask("en", "\"<script>alert(1)</script>").await.contains("<script>alert"));
    let form = house.get("/ru/search/").await;
    assert!(form.status == 200 && form.text().contains("https://lamp.example/ru/search/"), "a copy says where one can search");
    assert_eq!(house.app.paper.search().ask(&Locale::english(), &Default::default()).expect("an answer").count, 0);
}
