//! What the treasurer sees of all this, and what fronts tell of it: from real payments, through the ledger, to the page.

use axum::body::Body;
use http::{Request, header};
use http_body_util::BodyExt;
use indelible::paper::asks::model::{Ask, Place, Words};
use indelible::vault::Role;
use indelible::{jobs, routes};
use kernel::Locale;
use tower::ServiceExt;

use super::{ANNUAL, GOOD, MONTHLY, ONCE, Till, between};

/// The page *Money*, as the treasurer has it.
async fn money(till: &Till) -> String {
    let app = &till.house.app;
    let secret = app.vault.sign_in_for_test("Vera Ledger".parse().expect("a name"), Role::Treasurer, 2).await.expect("a session");
    let request = Request::get("/money").header(header::HOST, "localhost:8081").header(header::COOKIE, format!("desk={}", secret.reveal()));
    let answer = routes::desk(app).expect("a desk").oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    String::from_utf8(answer.into_body().collect().await.expect("a body").to_bytes().to_vec()).expect("UTF-8")
}

/// Cells of the row with that head.
fn row(page: &str, head: &str) -> Vec<String> {
    let row = page.split(&format!("<tr><th scope=\"row\">{head}</th>")).nth(1).and_then(|rest| rest.split("</tr>").next());
    row.unwrap_or_else(|| panic!("no row {head} in {page}"))
        .split("<td>")
        .skip(1)
        .map(|cell| cell.trim_end_matches("</td>").to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_who_came_and_who_left_what_came_again_and_what_each_payout_is_made_of() {
    let till = Till::open().await;
    let leaves = till.get(&till.give(MONTHLY, GOOD).await.on).await;
    for form in [MONTHLY, ANNUAL, ONCE] {
        till.give(&format!("{form}&address=ann%40reader.example"), GOOD).await;
    }
    till.settle().await;
    let page = money(&till).await;
    assert_eq!(
        (row(&page, "Monthly"), row(&page, "Yearly")),
        (vec!["2".into(), "2".into(), "0".into()], vec!["1".into(), "1".into(), "0".into()])
    );
    // Twice five, and a twelfth of sixty.
    assert_eq!(between(&page, "<h2 id=\"base\">", "</p>").matches("€15").count(), 1, "{page}");
    assert!(!page.contains("ann@") && !page.contains("class=\"trouble\""));

    let mine = format!("/contribute/mine/{}", between(&leaves.text, "/contribute/mine/", "\""));
    assert_eq!(till.post(&mine, "act=end-it").await.status, 200);
    till.pass(31).await;
    till.give(MONTHLY, GOOD).await;
    till.settle().await;
    let page = money(&till).await;
    assert_eq!(row(&page, "Monthly"), ["2", "1", "1"], "one stayed, one came, one left: {page}");

    let payout = till.teller.payout("eur").expect("a payout");
    till.pass(3).await;
    let page = money(&till).await;
    let listed = page.split("<h2 id=\"payouts\">").nth(1).expect("payouts");
    assert!(listed.contains(payout["id"].as_str().expect("an id")) && listed.contains("lines, and they fit"), "{listed}");

    let (charge, _) = till.charges().pop().expect("a charge");
    till.teller.warn(&charge).expect("a warning");
    till.settle().await;
    assert!(money(&till).await.contains("Of 1 payment this month the card’s owner says that it was not theirs"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sum_on_a_front_is_what_the_ledger_had_before_today() {
    let till = Till::open().await;
    let app = &till.house.app;
    till.house.publish(crate::harness::report("vote", "The Vote")).await;
    let words = Words { title: String::new(), text: "Dear reader.".into(), button: "Give".into() };
    let ask = Ask { words: [(Locale::english(), words)].into(), ticker: true, ..Ask::new(Place::Message) };
    app.paper.put_ask(ask, app.clock.now()).await.expect("put");
    let front = async || {
        jobs::tell_total(app).await.expect("told");
        app.press.print().await.expect("printed");
        till.house.get("/").await.text()
    };
    for form in [ONCE, MONTHLY] {
        till.give(form, GOOD).await;
    }
    till.settle().await;
    let today = front().await;
    assert!(today.contains("Dear reader.") && !today.contains("this month"), "no gift can be read from it on its day");
    till.pass(1).await;
    let next = front().await;
    assert!(next.contains("€30 of €5,000 this month"), "{next}");
}
