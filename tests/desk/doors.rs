//! Who comes in at which door.

use http::{Method, StatusCode};
use indelible::desk::doors::guard::Who;
use indelible::routes::table;
use indelible::vault::{Power, Role};

use crate::harness::House;
use crate::people::{Newsroom, piece};

/// The address of a line of the table, with something in its braces that fits its type.
fn address(path: &str) -> String {
    path.replace("{id}", "1")
        .replace("{number}", "1")
        .replace("{key}", "fog")
        .replace("{letter}", "0123456789abcdef")
        .replace("{name}", "x.css")
        .replace("{year}", "2026")
        .replace("{month}", "11")
        .replace("{file}", "x-1.jpg")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_lets_in_the_roles_that_the_table_names_and_no_other() {
    let room = Newsroom::open().await;
    for (passkeys, whole) in [(1, false), (2, true)] {
        for role in Role::ALL {
            let person = room.person(&format!("{role} with {passkeys}"), role, passkeys).await;
            for route in table().iter().filter(|route| !matches!(route.path, "/sign-out" | "/sign-in/demo")) {
                let page = match route.method {
                    Method::GET => person.get(&address(route.path)).await,
                    _ => person.post(&address(route.path), &[]).await,
                };
                let expected = match route.who {
                    Who::Anyone => true,
                    Who::May(power) => role.may(power) && (whole || Role::Contributor.may(power)),
                };
                let turned_away = page.status == StatusCode::FORBIDDEN && page.text().contains("not open to your role");
                assert_eq!(!turned_away, expected, "{role}, {passkeys} passkeys, {} {}: {}", route.method, route.path, page.status);
                assert!(!page.status.is_server_error(), "{role} {} {}: {}", route.method, route.path, page.status);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_led_to_the_entrance_and_changes_nothing() {
    let room = Newsroom::open().await;
    let stranger = room.stranger();
    for route in table().iter().filter(|route| route.who != Who::Anyone) {
        match route.method {
            Method::GET => assert_eq!(stranger.get(&address(route.path)).await.to(), "/sign-in", "{}", route.path),
            _ => assert_eq!(stranger.post(&address(route.path), &[]).await.status, StatusCode::UNAUTHORIZED, "{}", route.path),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_changed_by_a_form_without_the_token_of_its_session() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    for route in table()
        .iter()
        .filter(|route| route.method == Method::POST && route.who != Who::Anyone && !matches!(route.path, "/pictures" | "/recordings"))
    {
        let page = editor.post_bare(&address(route.path), &[("token", "wrong")]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", route.path);
    }
    let kept = editor.post_bare("/pieces", &piece(&[("body", "Not to be lost.")])).await;
    kept.says("Not to be lost.");
    kept.says("earlier session");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_elsewhere_cannot_send_our_forms() {
    let room = Newsroom::open().await;
    let stranger = room.stranger();
    let request = stranger.request(Method::POST, "/sign-in/demo");
    let mut request = request.body(axum::body::Body::empty()).expect("a request");
    request.headers_mut().insert("origin", "https://evil.example".parse().expect("a value"));
    assert_eq!(stranger.send(request).await.status, StatusCode::FORBIDDEN);
    let mut request = stranger.request(Method::GET, "/sign-in").body(axum::body::Body::empty()).expect("a request");
    request.headers_mut().insert("host", "evil.example".parse().expect("a value"));
    assert_eq!(stranger.send(request).await.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_has_a_door_of_its_own_which_gives_an_editor_a_strict_cookie() {
    let room = Newsroom::open().await;
    let stranger = room.stranger();
    stranger.get("/sign-in").await.says("The demo’s own door");
    let page = stranger.post_bare("/sign-in/demo", &[]).await;
    assert_eq!((page.status, page.to()), (StatusCode::SEE_OTHER, "/"));
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("desk=") && cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
    for (role, to) in [("producer", "/"), ("treasurer", "/money"), ("admin", "/")] {
        assert_eq!(stranger.post_bare("/sign-in/demo", &[("role", role)]).await.to(), to, "{role}");
    }
    let people = room.house.app.vault.list().await.expect("the staff");
    assert!(people.iter().all(|member| member.role != Role::Admin), "nobody becomes an administrator there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_idle_for_half_an_hour_is_over_and_the_form_is_kept() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    room.house.wait(29);
    assert_eq!(editor.get("/").await.status, StatusCode::OK);
    room.house.wait(29);
    assert_eq!(editor.get("/").await.status, StatusCode::OK, "it was used in between");
    room.house.wait(30);
    let page = editor.post("/pieces", &piece(&[("body", "Half an hour of work.")])).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    page.says("Half an hour of work.");
    assert_eq!(editor.get("/").await.to(), "/sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_of_the_demo_its_door_is_neither_shown_nor_opened() {
    let room = Newsroom::of(House::open_sending("smtp+plain://127.0.0.1:9").await);
    let stranger = room.stranger();
    assert!(!stranger.get("/sign-in").await.text().contains("/sign-in/demo"));
    for fields in [&[][..], &[("role", "treasurer")]] {
        let page = stranger.post_bare("/sign-in/demo", fields).await;
        assert_eq!((page.status, page.header("set-cookie")), (StatusCode::FORBIDDEN, ""));
    }
    assert!(room.house.app.vault.list().await.expect("the staff").is_empty(), "nobody was let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_strict_headers() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    assert_eq!(editor.get("/pieces/none").await.status, StatusCode::NOT_FOUND);
    for path in ["/", "/sign-in", "/nowhere", "/pieces/new", "/pieces/none", "/pictures"] {
        let page = editor.get(path).await;
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("require-trusted-types-for 'script'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!((page.header("cache-control"), page.header("referrer-policy")), ("no-store", "same-origin"), "{path}");
        assert_eq!(
            (page.header("x-content-type-options"), page.header("cross-origin-opener-policy")),
            ("nosniff", "same-origin"),
            "{path}"
        );
        assert!(!page.text().contains("<script>") && !page.text().contains(" style="), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_above_contributor_waits_for_the_second_passkey_and_the_page_says_so() {
    let room = Newsroom::open().await;
    let person = room.person("Ines Aldo", Role::Editor, 1).await;
    person.get("/").await.says("takes effect with the second");
    assert_eq!(person.get("/pieces/1/publication").await.status, StatusCode::FORBIDDEN);
    assert!(Role::Editor.may(Power::Publish));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_speaks_three_languages_and_shows_no_key_of_a_word() {
    let room = Newsroom::open().await;
    let mut editor = room.editor().await;
    let at = editor.begin(&[]).await;
    let pages = ["/", "/pieces/new", "/pictures", "/pictures/new", "/me"].map(str::to_owned).into_iter();
    let own = ["", "/preview", "/revisions", "/publication", "/schedule", "/withdrawal", "/comparison?old=1&new=1"]
        .map(|way| format!("{at}{way}"));
    let pages: Vec<String> = pages.chain(own).collect();
    let admin = room.person("Ada Min", Role::Admin, 2).await;
    for language in ["en", "ru", "fa"] {
        editor.language = language;
        for path in &pages {
            let page = editor.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let text = page.text();
            assert!(text.contains(&format!("<html lang=\"{language}\"")), "{path}");
            for key in ["desk-", "field-", "state-", "check-", "said-", "sort-", "kind-of-", "role-", "outing-", "refused-"] {
                assert!(!text.contains(&format!(">{key}")) && !text.contains(&format!("\"{key}")), "{path} in {language} shows {key}…");
            }
        }
    }
    admin.get("/people").await.says("Ada Min");
}
