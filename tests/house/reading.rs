//! What a reader's program is told: codings, tags, ranges, headers, search.

use http::Method;
use indelible::paper::model::{Term, TermKind};
use indelible::paper::pages::Asked;
use indelible::paper::publication::Publication;
use jiff::civil::{Date, date};
use kernel::Locale;

use crate::harness::{House, report, report_at};

/// The page of answers that a reader gets.
async fn answers(house: &House, locale: &str, asked: Asked) -> String {
    let site = house.app.press.site().clone();
    let asked = Asked { page: 1, ..asked };
    house.app.paper.answer_search(site, locale.parse().expect("a locale"), asked, house.app.clock.now()).await.expect("an answer")
}

fn words(words: &str) -> Asked {
    Asked { words: words.into(), ..Asked::default() }
}

fn author(locale: &str, name: &str) -> Term {
    Term {
        kind: TermKind::Author,
        locale: locale.parse().expect("a locale"),
        slug: "mira-tolland".parse().expect("a slug"),
        title: name.into(),
        description: String::new(),
        role: String::new(),
        picture: None,
        protected: false,
        position: 0,
    }
}

/// A report by Mira Tolland in another language edition, in no section.
fn report_in(locale: &str, slug: &str, headline: &str, minutes: i64) -> Publication {
    let mut report = report_at(slug, headline, minutes);
    report.content.locale = locale.parse().expect("a locale");
    report.content.section = None;
    report.content.tags.clear();
    report
}

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

    let ask = async |locale: &str, asked: &str| answers(&house, locale, words(asked)).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_byline_is_found_as_it_is_printed_in_any_script_and_by_its_new_name_after_a_change() {
    let house = House::open().await;
    house.app.paper.put_terms(vec![author("ru", "Мира Толланд"), author("fa", "میرا تولاند")]).await.expect("terms");
    house.publish(report("night", "The Night")).await;
    house.publish(report_in("ru", "noch", "Ночь", 1)).await;
    let mut persian = report_in("fa", "shab", "شب", 2);
    // Who helped with a report is found too.
    persian.content.reporting_by = std::mem::take(&mut persian.content.bylines);
    house.publish(persian).await;
    house.index().await;
    for (locale, name, headline) in [("en", "mira tolland", "The Night"), ("ru", "Миры Толланд", "Ночь"), ("fa", "میرا تولاند", "شب")]
    {
        let page = answers(&house, locale, words(name)).await;
        assert!(page.contains(&format!(">{headline}</a></h3>")), "{name}: {page}");
    }

    house.app.paper.put_terms(vec![author("ru", "Мирослава Берг")]).await.expect("terms");
    house.app.press.print().await.expect("printed");
    house.index().await;
    assert!(answers(&house, "ru", words("Берг")).await.contains(">Ночь</a></h3>"));
    assert!(!answers(&house, "ru", words("Толланд")).await.contains(">Ночь</a></h3>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn section_author_and_days_limit_what_is_found_and_alone_list_the_newest() {
    let house = House::open().await;
    const DAY: i64 = 24 * 60;
    for (locale, headlines) in [("en", ["Lamp one", "Lamp two", "Lamp three"]), ("ru", ["Лампа раз", "Лампа два", "Лампа три"])]
    {
        for (n, headline) in headlines.into_iter().enumerate() {
            let mut report = report_at(&format!("lamp-{n}"), headline, n as i64 * DAY);
            report.content.locale = locale.parse().expect("a locale");
            if n == 1 {
                report.content.section = Some("culture".parse().expect("a slug"));
                report.content.bylines.clear();
            }
            house.publish(report).await;
        }
    }
    house.index().await;
    for (locale, lamp, [one, two, three]) in
        [("en", "lamps", ["Lamp one", "Lamp two", "Lamp three"]), ("ru", "лампы", ["Лампа раз", "Лампа два", "Лампа три"])]
    {
        let limited = |words: &str, section: &str, author: &str, from: Option<Date>, to: Option<Date>| Asked {
            words: words.into(),
            section: section.into(),
            author: author.into(),
            from,
            to,
            page: 1,
        };
        let (first, second) = (date(2026, 11, 22), date(2026, 11, 23));
        for (asked, found) in [
            (limited(lamp, "", "", None, None), vec![one, two, three]),
            (limited(lamp, "culture", "", None, None), vec![two]),
            (limited(lamp, "", "mira-tolland", None, None), vec![one, three]),
            (limited(lamp, "", "", Some(second), None), vec![two, three]),
            (limited(lamp, "", "", None, Some(first)), vec![one]),
            (limited("harbour-master", "culture", "", None, None), vec![]),
            (limited("", "politics", "", None, None), vec![three, one]),
            (limited("", "", "mira-tolland", Some(second), None), vec![three]),
            (limited("", "", "", Some(first), Some(second)), vec![two, one]),
            (limited("", "", "", Some(first), None), vec![three, two, one]),
        ] {
            let page = answers(&house, locale, asked.clone()).await;
            let hits: Vec<&str> =
                page.split("</a></h3>").filter_map(|before| before.rsplit_once('>')).map(|(_, headline)| headline).collect();
            let mut hits: Vec<&str> = hits.into_iter().filter(|hit| [one, two, three].contains(hit)).collect();
            if !asked.words.is_empty() {
                // How well a word fits is the index's own business.
                hits.sort_by_key(|hit| [one, two, three].iter().position(|known| known == hit));
            }
            assert_eq!(hits, found, "{asked:?}");
        }
        let nothing = answers(&house, locale, Asked::default()).await;
        assert!(!nothing.contains(one), "whoever asks for nothing gets the form");
    }
}
