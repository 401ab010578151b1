//! Writing, saving, and the way back.

use http::StatusCode;

use crate::people::{Newsroom, piece};

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_is_written_saved_and_found() {
    let room = Newsroom::open().await;
    let contributor = room.contributor().await;
    let at = contributor.begin(&[]).await;
    let page = contributor.get(&at).await;
    page.says("The Harbour Was Sold at Night");
    assert_eq!(page.field("base"), "1");
    let saved = contributor.post(&at, &piece(&[("base", "1"), ("headline", "The Harbour Went at Night")])).await;
    assert_eq!(saved.to(), format!("{at}?said=saved"));
    assert_eq!(
        contributor.post(&at, &piece(&[("base", "2"), ("headline", "The Harbour Went at Night")])).await.to(),
        format!("{at}?said=unchanged")
    );
    contributor.get("/?q=harbour+went").await.says("The Harbour Went at Night");
    contributor.get("/?q=no+such+words").await.says("There is nothing here.");
    contributor.get("/?state=published").await.says("There is nothing here.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_begins_one_piece() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let act = editor.held("/pieces/new", "act").await;
    let one = editor.begin(&[("act", &act)]).await;
    assert_eq!(editor.begin(&[("act", &act)]).await, one);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let page = editor.post("/pieces", &piece(&[("slug", "Not A Slug"), ("tags", "Unheard of"), ("body", "Four hours of work.")])).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("Not A Slug");
    page.says("Four hours of work.");
    page.says("“Unheard of” is not known in this edition.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_that_comes_too_late_is_refused_and_both_versions_are_kept() {
    let room = Newsroom::open().await;
    let (editor, contributor) = (room.editor().await, room.contributor().await);
    let at = contributor.begin(&[]).await;
    editor.post(&at, &piece(&[("base", "1"), ("body", "The editor was faster.")])).await;
    let page = contributor.post(&at, &piece(&[("base", "1"), ("body", "The contributor was thorough.")])).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.says("Mira Tolland saved revision 2");
    page.says("The contributor was thorough.");
    page.says("<del>editor</del>");
    assert_eq!(page.field("base"), "2", "the form can be sent again, knowing what it replaces");
    editor.get(&at).await.says("The editor was faster.");
    editor.get(&format!("{at}/revisions")).await.says("beside the line");
    editor
        .get(&format!("{at}/comparison?old=2&new=3"))
        .await
        .says("The <del>editor</del><ins>contributor</ins> was <del>faster</del><ins>thorough</ins>.");
    let merged = contributor.post(&at, &piece(&[("base", "2"), ("body", "Both were right.")])).await;
    assert_eq!(merged.to(), format!("{at}?said=saved"));
    assert_eq!(editor.get(&at).await.field("base"), "4");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_revision_is_brought_back_as_a_new_one() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = editor.begin(&[("body", "As it was.")]).await;
    editor.post(&at, &piece(&[("base", "1"), ("body", "As it is.")])).await;
    editor.get(&format!("{at}/comparison?old=1&new=2")).await.says("Bring back revision 1");
    assert_eq!(editor.post(&format!("{at}/revisions/1/restoration"), &[]).await.to(), format!("{at}?said=restored"));
    let page = editor.get(&at).await;
    assert_eq!(page.field("base"), "3");
    page.says("As it was.");
    assert_eq!(editor.post(&format!("{at}/revisions/9/restoration"), &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contributor_marks_a_piece_as_ready_and_cannot_let_it_out() {
    let room = Newsroom::open().await;
    let (editor, contributor) = (room.editor().await, room.contributor().await);
    let at = contributor.begin(&[]).await;
    assert_eq!(contributor.post(&format!("{at}/readiness"), &[("ready", "1")]).await.to(), format!("{at}?said=ready"));
    editor.get("/?state=ready").await.says("The Harbour Was Sold at Night");
    assert_eq!(contributor.get(&format!("{at}/publication")).await.status, StatusCode::FORBIDDEN);
    editor.publish(&at, &[]).await;
    let late = contributor.post(&at, &piece(&[("base", "1"), ("body", "Behind the editor’s back.")])).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    late.says("not change it as it stands");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_in_the_paper_s_look_and_shows_what_is_not_saved() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let at = editor.begin(&[]).await;
    let page = editor.get(&format!("{at}/preview/page")).await;
    page.says("<article class=\"story is-report\">");
    page.says("The harbour was sold at night.");
    assert!(
        page.header("content-security-policy").contains("frame-ancestors 'self'")
            && !page.header("content-security-policy").contains("script-src")
    );
    let typed = editor.post(&format!("{at}/preview"), &piece(&[("body", "Not saved *yet*.")])).await;
    typed.says("Not saved <em>yet</em>.");
    assert_eq!(editor.get(&at).await.field("base"), "1");
}
