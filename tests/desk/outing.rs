//! How pieces go out and come back.

use http::StatusCode;
use jiff::SignedDuration;

use crate::people::{Newsroom, Person, piece};

const PATH: &str = "/2026/11/22/the-harbour-was-sold-at-night/";

/// How often it went out, as the page of revisions says.
async fn outings(person: &Person<'_>, at: &str) -> usize {
    let text = person.get(&format!("{at}/revisions")).await.text();
    text.split("<ol class=\"line\">").nth(1).map_or(0, |rest| rest.split("</ol>").next().unwrap_or_default().matches("<li>").count())
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_answer_comes_readers_have_the_piece() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = editor.begin(&[]).await;
    assert_eq!(room.house.get(PATH).await.status, 404);
    let page = editor.publish(&at, &[]).await;
    assert_eq!(page.to(), format!("{at}?said=published"), "{}", page.text());
    let read = room.house.get(PATH).await;
    assert_eq!(read.status, 200);
    assert!(read.text().contains("Nobody saw it go."));
    editor.get(&format!("{at}?said=published")).await.says("Published. Readers have it.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_publishes_once() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = editor.begin(&[]).await;
    let page = editor.get(&format!("{at}/publication")).await;
    let (revision, act) = (page.field("revision"), page.field("act"));
    let (path, fields) = (format!("{at}/publication"), [("revision", revision.as_str()), ("act", act.as_str())]);
    let (one, other) = tokio::join!(editor.post(&path, &fields), editor.post(&path, &fields));
    assert_eq!((one.to(), other.to()), (format!("{at}?said=published").as_str(), format!("{at}?said=published").as_str()));
    assert_eq!(outings(&editor, &at).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_be_put_right_stands_in_the_way() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = editor.begin(&[("headline", ""), ("body", "He said TK.\n\n![](picture:nowhere)")]).await;
    let page = editor.publish(&at, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["give it a headline", "settle what is marked TK: “He said TK.”", "no picture “nowhere”"] {
        page.says(said);
    }
    assert_eq!(outings(&editor, &at).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_goes_out_as_a_fix_an_update_or_a_correction() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = editor.begin(&[]).await;
    editor.publish(&at, &[]).await;
    let same = editor.publish(&at, &[("sort", "fix")]).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    same.says("Readers have the newest revision already.");

    room.house.wait(10);
    editor.post(&at, &piece(&[("base", "1"), ("body", "The harbor was sold at night.")])).await;
    editor.get("/").await.says("newer than published");
    assert!(!room.house.get(PATH).await.text().contains("harbor"), "a save is not a publication");
    editor.publish(&at, &[("sort", "fix")]).await;
    let read = room.house.get(PATH).await.text();
    assert!(read.contains("harbor") && !read.contains("modified_time"), "readers are not told of a comma");

    editor.post(&at, &piece(&[("base", "2"), ("body", "The harbour was sold on Friday night.")])).await;
    let bare = editor.publish(&at, &[("sort", "correction"), ("correction", " ")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    bare.says("A correction says what was wrong.");
    room.house.wait(10);
    let page = editor.publish(&at, &[("sort", "correction"), ("correction", "It was Friday, not Thursday.")]).await;
    assert_eq!(page.to(), format!("{at}?said=published"));
    let read = room.house.get(PATH).await.text();
    assert!(read.contains("It was Friday, not Thursday.") && read.contains("modified_time"));
    assert!(room.house.get("/corrections/").await.text().contains("It was Friday, not Thursday."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_piece_is_gone_for_readers_and_can_come_back() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = editor.begin(&[]).await;
    editor.publish(&at, &[]).await;
    let path = format!("{at}/withdrawal");
    let act = editor.held(&path, "act").await;
    let bare = editor.post(&path, &[("act", &act), ("reason", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("act", act.as_str()), ("reason", "A source is in danger.")];
    assert_eq!(editor.post(&path, &fields).await.to(), format!("{at}?said=withdrawn"));
    assert_eq!(editor.post(&path, &fields).await.to(), format!("{at}?said=withdrawn"), "pressed twice");
    let gone = room.house.get(PATH).await;
    assert_eq!(gone.status, 410);
    assert!(!gone.text().contains("danger"), "the reason stays at the desk");
    editor.get(&format!("{at}/revisions")).await.says("A source is in danger.");
    assert_eq!(editor.publish(&at, &[]).await.to(), format!("{at}?said=published"));
    assert_eq!(room.house.get(PATH).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_address_is_said_and_the_piece_stays_a_draft() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let (one, other) = (editor.begin(&[]).await, editor.begin(&[("body", "Another of the same name.")]).await);
    editor.publish(&one, &[]).await;
    let page = editor.publish(&other, &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.says("Another piece stands at /2026/11/22/the-harbour-was-sold-at-night/ already.");
    editor.get("/?state=draft").await.says("The Harbour Was Sold at Night");
    editor.post(&other, &piece(&[("base", "1"), ("slug", "another"), ("body", "Another of the same name.")])).await;
    assert_eq!(editor.publish(&other, &[]).await.to(), format!("{other}?said=published"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_piece_comes_out_at_its_time_once_also_after_a_restart() {
    let room = Newsroom::open().await;
    let at = {
        let editor = room.editor().await;
        let at = editor.begin(&[]).await;
        let path = format!("{at}/schedule");
        let past = editor.post(&path, &[("revision", "1"), ("at", "2026-11-22T09:59")]).await;
        assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
        // Riga is two hours ahead: this is 08:30 UTC, half an hour from now.
        let page = editor.post(&path, &[("revision", "1"), ("at", "2026-11-22T10:30")]).await;
        assert_eq!(page.to(), format!("{at}?said=scheduled"), "{}", page.text());
        editor.get("/?state=scheduled").await.says("The Harbour Was Sold at Night");
        at
    };
    room.house.wait(29);
    room.finish_jobs().await;
    assert_eq!(room.house.get(PATH).await.status, 404);
    let room = room.restart().await;
    room.house.wait(1);
    room.finish_jobs().await;
    let read = room.house.get(PATH).await;
    assert_eq!(read.status, 200);
    assert!(read.text().contains("10:30"), "dated at its time");
    room.house.app.clock.advance(SignedDuration::from_hours(1));
    room.finish_jobs().await;
    let editor = room.editor().await;
    assert_eq!(outings(&editor, &at).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_was_taken_back_or_moved_does_not_come_at_the_old_time() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let (moved, back) = (editor.begin(&[("slug", "moved")]).await, editor.begin(&[("slug", "taken-back")]).await);
    for at in [&moved, &back] {
        editor.post(&format!("{at}/schedule"), &[("revision", "1"), ("at", "2026-11-22T10:30")]).await;
    }
    editor.post(&format!("{moved}/schedule"), &[("revision", "1"), ("at", "2026-11-22T11:00")]).await;
    assert_eq!(editor.post(&format!("{back}/schedule/end"), &[]).await.to(), format!("{back}?said=unscheduled"));
    assert_eq!(editor.post(&format!("{back}/schedule/end"), &[]).await.status, StatusCode::CONFLICT);
    room.house.wait(31);
    room.finish_jobs().await;
    assert_eq!(room.house.get("/2026/11/22/moved/").await.status, 404);
    room.house.wait(30);
    room.finish_jobs().await;
    assert_eq!(room.house.get("/2026/11/22/moved/").await.status, 200);
    assert_eq!(room.house.get("/2026/11/22/taken-back/").await.status, 404);
}
