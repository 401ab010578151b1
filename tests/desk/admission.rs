//! Pieces that come from elsewhere.

use indelible::desk::{Admission, Admitted};
use indelible::paper::model::{Correction, PieceId};
use jiff::SignedDuration;

use crate::harness::{opening, report};
use crate::people::{Newsroom, piece};

fn admission(slug: &str) -> Admission {
    let first = opening() - SignedDuration::from_hours(48);
    let correction = Correction { at: first + SignedDuration::from_hours(1), text: "A name was wrong.".into() };
    Admission {
        origin: Some(format!("ghost:{slug}")),
        id: PieceId::random(),
        content: report(slug, "From the Archive").content,
        published: Some((first, correction.at, vec![correction])),
        scheduled: None,
        withdrawn: false,
        by: "import".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_comes_again_changes_only_what_has_changed() {
    let room = Newsroom::open().await;
    let desk = &room.house.app.desk;
    let all = vec![admission("one"), admission("two"), admission("three")];
    let first = desk.admit(all.clone(), opening()).await.expect("admitted");
    assert!(first.iter().all(|(_, what)| *what == Admitted::New));
    let known = desk.by_origin(&["ghost:one".into(), "ghost:four".into()]).await.expect("known");
    assert_eq!(known.len(), 1);
    assert_eq!(known["ghost:one"], (first[0].0, all[0].digest().expect("a digest")));

    let editor = room.editor().await;
    let third = format!("/pieces/{}", first[2].0);
    editor.post(&third, &piece(&[("base", "1"), ("slug", "three"), ("body", "By hand.")])).await;
    let mut again = all.clone();
    again[1].content.headline = "From the Archive, Put Right".into();
    again[2].content.headline = "From the Archive, Too Late".into();
    let second = desk.admit(again, opening()).await.expect("admitted");
    let what: Vec<Admitted> = second.iter().map(|(_, what)| *what).collect();
    assert_eq!(what, [Admitted::Same, Admitted::Changed, Admitted::Kept]);
    assert_eq!(second.iter().map(|(id, _)| *id).collect::<Vec<_>>(), first.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    editor.get("/?state=published&q=put+right").await.says("From the Archive, Put Right");
    editor.get(&third).await.says("By hand.");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admitted_piece_is_published_anew_with_its_history() {
    let room = Newsroom::open().await;
    let admitted = room.house.app.desk.admit(vec![admission("one")], opening()).await.expect("admitted");
    let editor = room.editor().await;
    let at = format!("/pieces/{}", admitted[0].0);
    editor.post(&at, &piece(&[("base", "1"), ("slug", "one"), ("body", "With a line more.")])).await;
    assert_eq!(editor.publish(&at, &[("sort", "update")]).await.to(), format!("{at}?said=published"));
    let read = room.house.get("/2026/11/20/one/").await;
    assert_eq!(read.status, 200, "it keeps its date");
    assert!(read.text().contains("A name was wrong.") && read.text().contains("With a line more."));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admitted_schedule_comes_out_by_itself() {
    let room = Newsroom::open().await;
    let scheduled = Admission { published: None, scheduled: Some(opening() + SignedDuration::from_mins(5)), ..admission("later") };
    room.house.app.desk.admit(vec![scheduled], opening()).await.expect("admitted");
    room.house.wait(6);
    room.finish_jobs().await;
    assert_eq!(room.house.get("/2026/11/22/later/").await.status, 200);
}
