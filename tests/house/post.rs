//! From the sign-up box to the confirmed reader, and out again.

use std::sync::Arc;

use axum::body::Body;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use indelible::jobs;
use indelible::post::model::{Counts, Newsletter, NewsletterId, READER, Said, Signed, Timetable};
use indelible::reading;
use kernel::{EmailAddress, Locale};
use seal::sealing::VaultKey;
use tower::ServiceExt;

use crate::harness::House;

/// A house whose newsletters take readers, and the key that opens them.
struct Open {
    house: House,
    key: Arc<VaultKey>,
    newsletter: Newsletter,
}

async fn open() -> Open {
    let house = House::open().await;
    let newsletter = add(&house, "en", "friday-lamp", "The Friday Lamp").await;
    let key = Arc::new(VaultKey::generate());
    house.app.post.put_key(key.public().clone(), house.app.clock.now()).await.expect("a key");
    Open { house, key, newsletter }
}

pub async fn add(house: &House, lang: &str, slug: &str, title: &str) -> Newsletter {
    let newsletter = Newsletter {
        id: NewsletterId::random(),
        locale: lang.parse().expect("a language"),
        slug: slug.parse().expect("a slug"),
        said: Said {
            title: title.into(),
            promise: "Every Friday: the week.".into(),
            timetable: Some(Timetable::default()),
            ..Said::default()
        },
        position: 1,
        closed_at: None,
    };
    house.app.post.put_newsletter(newsletter.clone(), house.app.clock.now()).await.expect("the post").expect("no refusal");
    jobs::settle(&house.app).await.expect("settled");
    newsletter
}

/// What a reader's browser gets from the house's own router.
async fn ask(house: &House, method: Method, path: &str, body: &str) -> (StatusCode, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .expect("a request");
    let answer = reading::routes(house.app.clone()).oneshot(request).await.expect("an answer");
    let status = answer.status();
    assert!(answer.headers().get("set-cookie").is_none());
    if status != StatusCode::NOT_FOUND {
        assert_eq!(answer.headers()["cache-control"], "no-store");
    }
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    (status, String::from_utf8(bytes.to_vec()).expect("UTF-8"))
}

/// The letters that have been sent since the last time, decoded so far that their links can be read.
async fn letters(house: &House) -> Vec<String> {
    house.app.post.mailer().run_due(&house.app).await;
    let caught = house.app.post.mailer().mail_box().expect("a mail box").empty();
    caught.into_iter().map(|letter| String::from_utf8(letter).expect("ASCII").replace("=\r\n", "").replace("=3D", "=")).collect()
}

fn link(letter: &str, kind: &str) -> String {
    let start = letter.find(&format!("/letters/{kind}/")).expect("a link");
    letter[start..].chars().take_while(|c| !c.is_whitespace() && *c != '"').collect()
}

const SIGN_UP: &str = "/newsletters/friday-lamp/sign-up/";
const NADIA: &str = "address=nadia%40example.org&website=&consent=2026-11";

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_signs_up_confirms_once_and_leaves_with_one_post() {
    let Open { house, key, newsletter } = open().await;
    let count = async || house.app.post.count(newsletter.id).await.expect("a count");
    let (status, page) = ask(&house, Method::POST, SIGN_UP, NADIA).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Look into your mail box") && !page.contains("nadia"));
    let sent = letters(&house).await;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].contains("To: nadia@example.org") && sent[0].contains("Auto-Submitted: auto-generated"));
    let confirm = link(&sent[0], "confirm");
    // A program that looks at links changes nothing.
    for _ in 0..1_000 {
        assert_eq!(ask(&house, Method::GET, &confirm, "").await.0, StatusCode::OK);
    }
    assert_eq!(count().await, Counts { waiting: 1, ..Counts::default() });
    for _ in 0..2 {
        let (status, page) = ask(&house, Method::POST, &confirm, "").await;
        assert!(status == StatusCode::OK && page.contains("You are signed up"));
        assert_eq!(count().await, Counts { confirmed: 1, ..Counts::default() });
    }
    // The keyholder opens the row, and finds the token that leaves.
    let entry = house.app.post.entries_after(0, 10).await.expect("entries").remove(0);
    let about = Signed::about(newsletter.id, entry.reader);
    let row = key.open(READER, &about, entry.sealed.as_deref().expect("a sealed row")).expect("opened");
    let row = Signed::from_bytes(&row).expect("a sign-up");
    assert!(row.address == EmailAddress::parse("nadia@example.org").expect("an address") && row.consent == "2026-11");
    let leave = format!("/letters/leave/{}", row.token.text());
    for _ in 0..1_000 {
        assert_eq!(ask(&house, Method::GET, &leave, "").await.0, StatusCode::OK);
    }
    assert_eq!(count().await, Counts { confirmed: 1, ..Counts::default() });
    let manage = ask(&house, Method::GET, &format!("/letters/manage/{}", row.token.text()), "").await.1;
    assert!(manage.contains("The Friday Lamp and you") && !manage.contains("nadia"));
    let (status, page) = ask(&house, Method::POST, &leave, "List-Unsubscribe=One-Click").await;
    assert!(status == StatusCode::OK && page.contains("You have left"));
    assert_eq!(count().await, Counts { left: 1, ..Counts::default() });
    assert_eq!(ask(&house, Method::POST, &leave, "").await.0, StatusCode::OK);
    assert!(ask(&house, Method::POST, &confirm, "").await.1.contains("You have left"), "an old link does not bring anybody back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_ends_with_its_day_and_a_wrong_link_says_the_same() {
    let Open { house, newsletter, .. } = open().await;
    ask(&house, Method::POST, SIGN_UP, NADIA).await;
    let confirm = link(&letters(&house).await[0], "confirm");
    house.wait(25 * 60);
    let over = ask(&house, Method::POST, &confirm, "").await;
    assert_eq!(over.0, StatusCode::NOT_FOUND);
    for wrong in ["/letters/confirm/x", "/letters/confirm/AAAAAAAAAAAAAAAAAAAAAA.7a1f3", "/letters/confirm/%00"] {
        assert_eq!(ask(&house, Method::POST, wrong, "").await, over, "{wrong}");
    }
    assert_eq!(house.app.post.count(newsletter.id).await.expect("a count"), Counts { waiting: 1, ..Counts::default() });
    for wrong in ["/letters/leave/x", "/letters/manage/AAAAAAAAAAAAAAAAAAAAAA"] {
        let (status, page) = ask(&house, Method::GET, wrong, "").await;
        assert!(status == StatusCode::NOT_FOUND && page.contains("This link opens nothing"), "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_address_and_an_unknown_one_are_answered_with_the_same_bytes_and_one_letter_a_day() {
    let Open { house, .. } = open().await;
    ask(&house, Method::POST, SIGN_UP, NADIA).await;
    let confirm = link(&letters(&house).await[0], "confirm");
    ask(&house, Method::POST, &confirm, "").await;
    house.wait(24 * 60);
    let known = ask(&house, Method::POST, SIGN_UP, NADIA).await;
    let unknown = ask(&house, Method::POST, SIGN_UP, &NADIA.replace("nadia", "pavel")).await;
    assert_eq!(known, unknown);
    assert_eq!(letters(&house).await.len(), 2, "each had one letter");
    for address in ["nadia", "NADIA", "pavel"] {
        assert_eq!(ask(&house, Method::POST, SIGN_UP, &NADIA.replace("nadia", address)).await, known);
    }
    assert_eq!(letters(&house).await.len(), 0, "and no second one that day");
    let robot = ask(&house, Method::POST, SIGN_UP, "address=robot%40example.org&website=http%3A%2F%2Fx&consent=2026-11").await;
    assert_eq!(robot, known, "a program is told the same");
    assert_eq!(letters(&house).await.len(), 0);
}

/// Sends requests over one real connection each, as many as the house takes at a time; how often each status came.
async fn storm(address: std::net::SocketAddr, count: usize, request: fn(usize) -> String) -> std::collections::BTreeMap<String, usize> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut workers = tokio::task::JoinSet::new();
    let next = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    for _ in 0..32 {
        let next = next.clone();
        workers.spawn(async move {
            let mut statuses = Vec::new();
            loop {
                let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if n >= count {
                    return statuses;
                }
                let mut stream = tokio::net::TcpStream::connect(address).await.expect("connected");
                stream.write_all(request(n).as_bytes()).await.expect("asked");
                let mut answer = Vec::new();
                let _ = stream.read_to_end(&mut answer).await;
                statuses.push(String::from_utf8_lossy(&answer[9..12]).into_owned());
            }
        });
    }
    let mut counted = std::collections::BTreeMap::new();
    while let Some(statuses) = workers.join_next().await {
        statuses.expect("a worker").into_iter().for_each(|status| *counted.entry(status).or_default() += 1);
    }
    counted
}

/// A sign-up of one victim, written in many ways, each from a network of its own behind our proxy.
fn bomb(n: usize) -> String {
    let victim =
        ["nadia@example.org", "Nadia@Example.org", "NADIA@EXAMPLE.ORG", " nadia@example.org "][n % 4].replace('@', "%40").replace(' ', "+");
    let body = format!("address={victim}&website=&consent=2026-11");
    let from = if n.is_multiple_of(3) {
        format!("2001:db8:{:x}::1", n % 0xffff)
    } else {
        format!("{}.{}.{}.9", 11 + n % 200, n / 200 % 250, n % 250)
    };
    format!(
        "POST {SIGN_UP} HTTP/1.1\r\nHost: lamp.example\r\nX-Forwarded-For: {from}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_sign_ups_for_one_victim_give_one_letter_a_day() {
    use indelible::press::listener::{self, Door, Manners};
    let Open { house, .. } = open().await;
    let door = Door {
        stand: house.app.press.stand().clone(),
        router: reading::routes(house.app.clone()),
        tls: None,
        manners: Manners { connections: 100, patience: std::time::Duration::from_secs(20) },
        clock: house.app.clock.clone(),
        proxies: vec!["127.0.0.1".parse().expect("an address")].into(),
    };
    let open = listener::open(door, std::net::TcpListener::bind("127.0.0.1:0").expect("a port")).expect("a door");
    let statuses = storm(open.address, 10_000, bomb).await;
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [("200".to_owned(), 10_000)], "every one is answered the same");
    assert_eq!(letters(&house).await.len(), 1);
    house.wait(23 * 60);
    storm(open.address, 200, bomb).await;
    assert_eq!(letters(&house).await.len(), 0);
    house.wait(61);
    storm(open.address, 200, bomb).await;
    assert_eq!(letters(&house).await.len(), 1, "and the next day one again");
    open.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_address_is_asked_for_again_and_a_newsletter_without_a_key_takes_none() {
    let house = House::open().await;
    let newsletter = add(&house, "en", "friday-lamp", "The Friday Lamp").await;
    let (status, page) = ask(&house, Method::POST, SIGN_UP, NADIA).await;
    assert!(status == StatusCode::SERVICE_UNAVAILABLE && page.contains("Your address was not kept"));
    house.app.post.put_key(VaultKey::generate().public().clone(), house.app.clock.now()).await.expect("a key");
    for wrong in ["", "nadia", "nadia@", "a@b", "nadia%40example.org%0d%0aBcc%3A+x%40example.org", "%3Cscript%3E%40x.org"] {
        let (status, page) = ask(&house, Method::POST, SIGN_UP, &format!("address={wrong}&consent=2026-11")).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("name=\"address\"") && page.contains("2026-11"), "{wrong}");
        assert!(!page.contains("script>"), "what was typed is not repeated");
    }
    let closed = Newsletter { closed_at: Some(house.app.clock.now()), ..newsletter };
    house.app.post.put_newsletter(closed, house.app.clock.now()).await.expect("the post").expect("no refusal");
    jobs::settle(&house.app).await.expect("settled");
    assert_eq!(ask(&house, Method::POST, SIGN_UP, NADIA).await.0, StatusCode::GONE);
    assert_eq!(ask(&house, Method::POST, "/newsletters/nothing/sign-up/", NADIA).await.0, StatusCode::NOT_FOUND);
    assert!(letters(&house).await.is_empty());
    assert!(house.get("/newsletters/friday-lamp/").await.text().contains("takes no new readers"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_names_no_sentence_of_ours_is_asked_again_with_the_one_that_holds_and_nothing_is_kept() {
    let Open { house, newsletter, .. } = open().await;
    for consent in ["", "&consent=", "&consent=2019-01", "&consent=%27%3B+DROP"] {
        let (status, page) = ask(&house, Method::POST, SIGN_UP, &format!("address=nadia%40example.org{consent}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{consent}");
        assert!(
            page.contains("Nothing was kept") && page.contains("By signing up you agree that we keep your address"),
            "{consent}: {page}"
        );
        assert!(page.contains("name=\"consent\" value=\"2026-11\"") && !page.contains("nadia") && !page.contains("DROP"), "{consent}");
    }
    assert_eq!(house.app.post.count(newsletter.id).await.expect("a count"), Counts::default());
    assert!(letters(&house).await.is_empty());
    assert_eq!(ask(&house, Method::POST, SIGN_UP, NADIA).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_lost_their_link_finds_the_way_on_the_page_of_all_newsletters() {
    let Open { house, .. } = open().await;
    let page = house.get("/newsletters/").await.text();
    assert!(page.contains("<a href=\"https://lamp.example/letters/lost/\">I have lost my link, or want to be erased</a>"), "{page}");
    let (status, page) = ask(&house, Method::GET, "/letters/lost/", "").await;
    assert!(status == StatusCode::OK && page.contains("your address is erased from the list"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_and_answers_speak_the_language_of_the_newsletter() {
    let Open { house, .. } = open().await;
    add(&house, "ru", "pyatnitsa", "Пятничный фонарь").await;
    add(&house, "fa", "jome", "فانوس جمعه").await;
    for (lang, slug, dir, said) in [("ru", "pyatnitsa", "ltr", "Проверьте почту"), ("fa", "jome", "rtl", "صندوق نامه‌های خود را ببینید")]
    {
        let (status, page) =
            ask(&house, Method::POST, &format!("/{lang}/newsletters/{slug}/sign-up/"), &NADIA.replace("nadia", lang)).await;
        assert!(status == StatusCode::OK && page.contains(said) && page.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\"")));
        let letter = letters(&house).await.remove(0);
        assert!(letter.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\"")) && letter.contains(&format!("Content-Language: {lang}")));
        let (_, page) = ask(&house, Method::POST, &link(&letter, "confirm"), "").await;
        assert!(page.contains(&format!("dir=\"{dir}\"")));
    }
    let locale: Locale = "ru".parse().expect("a language");
    assert!(house.app.post.newsletter_at(locale, "pyatnitsa".parse().expect("a slug")).await.expect("the post").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_lost_their_link_leaves_a_sealed_order_and_learns_nothing() {
    let Open { house, key, .. } = open().await;
    let (status, page) = ask(&house, Method::POST, "/letters/lost/", "address=nadia%40example.org").await;
    assert!(status == StatusCode::OK && page.contains("We have noted it"));
    assert_eq!(ask(&house, Method::POST, "/letters/lost/", "address=nobody%40example.org").await.1, page);
    let orders = house.app.post.orders().await.expect("orders");
    assert_eq!(orders.len(), 2);
    let opened: Vec<Vec<u8>> = orders
        .iter()
        .map(|(id, sealed)| key.open(indelible::post::model::ORDER, &id.0.to_be_bytes(), sealed).expect("opened").to_vec())
        .collect();
    assert!(opened.contains(&b"nadia@example.org".to_vec()));
    assert!(letters(&house).await.is_empty());
}
