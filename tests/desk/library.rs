//! Pictures.

use std::io::Cursor;

use http::StatusCode;
use image::{ImageFormat, Rgb, RgbImage};

use crate::people::Newsroom;

fn photo() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_fn(1000, 600, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90]))
        .write_to(&mut out, ImageFormat::Jpeg)
        .expect("written");
    out.into_inner()
}

const WORDS: [(&str, &str); 4] = [("alt", "Fog over the quay"), ("credit", "A. Quist"), ("caption", "Tuesday."), ("licence", "")];

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_taken_in_shown_and_given_to_readers_only_with_the_piece_that_shows_it() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let page = editor.upload(&photo(), &WORDS).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    let key = page.to().trim_start_matches("/pictures/").split('?').next().expect("a key").to_owned();
    assert!(!key.contains("secret"), "its name did not come over");
    editor.get("/pictures?q=fog").await.says(&key);
    let small = format!("/media/2026/11/{key}-320.jpg");
    let file = editor.get(&small).await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "image/jpeg"));
    assert!(room.stranger().get(&small).await.to() == "/sign-in");

    let at = editor.begin(&[("lead", &key)]).await;
    let preview = editor.get(&format!("{at}/preview/page")).await;
    preview.says(&format!("{key}-640"));
    let other = editor.begin(&[("slug", "other"), ("headline", "Other")]).await;
    editor.publish(&other, &[]).await;
    assert_eq!(room.house.get(&small).await.status, 404, "a print of something else does not give it away");
    editor.publish(&at, &[]).await;
    assert_eq!(room.house.get(&small).await.status, 200);
    assert!(room.house.get("/2026/11/22/the-harbour-was-sold-at-night/").await.text().contains("A. Quist"));
}

#[tokio::test(flavor = "multi_thread")]
async fn credit_and_alternative_text_are_demanded_and_the_file_is_not_lost_over_them() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let page = editor.upload(&photo(), &[("alt", "Fog"), ("credit", " ")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("The picture is kept.");
    let text = page.text();
    let key = text.split("action=\"/pictures/").nth(1).and_then(|rest| rest.split('"').next()).expect("its own page").to_owned();
    let at = editor.begin(&[("lead", &key)]).await;
    let stopped = editor.publish(&at, &[]).await;
    assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
    stopped.says(&format!("name who made the picture {key}"));
    assert_eq!(editor.post(&format!("/pictures/{key}"), &WORDS).await.to(), format!("/pictures/{key}?said=described"));
    assert_eq!(editor.publish(&at, &[]).await.to(), format!("{at}?said=published"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drawing_that_can_carry_programs_is_refused_with_a_sentence() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let page = editor.upload(b"<svg xmlns='http://www.w3.org/2000/svg'/>", &WORDS).await;
    assert_eq!(page.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    page.says("Export it as PNG.");
    page.says("Fog over the quay");
    assert_eq!(room.stranger().upload(&photo(), &WORDS).await.status, StatusCode::UNAUTHORIZED);
}

/// Two seconds of frames, with a name before and behind them.
fn tape() -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
    frame.resize(417, 0x55);
    let mut file = b"ID3\x04\0\0\0\0\x00\x0bAnna Secret".to_vec();
    file.extend(frame.repeat(80));
    file.extend(b"TAGAnna Secret");
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_cleared_of_names_and_becomes_an_episode_that_programs_can_play() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let page = editor.upload_to("/recordings", &tape(), &[("title", "The tape")]).await;
    assert_eq!(page.to(), "/recordings?said=recorded", "{}", page.text());
    let list = editor.get("/recordings").await.text();
    let key = list.split("::: audio media:").nth(1).and_then(|rest| rest.split(' ').next()).expect("a key").to_owned();
    let file = editor.get(&format!("/sound/2026/11/{key}.mp3")).await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "audio/mpeg"));
    assert!(room.stranger().get(&format!("/sound/2026/11/{key}.mp3")).await.to() == "/sign-in");

    let body = format!("::: audio media:{key} The tape\n:::\n\nWords beside it.");
    let at = editor.begin(&[("kind", "podcast"), ("body", &body)]).await;
    let other = editor.begin(&[("slug", "other"), ("headline", "Other")]).await;
    editor.publish(&other, &[]).await;
    let media = format!("/media/2026/11/{key}.mp3");
    assert_eq!(room.house.get(&media).await.status, 404, "a print of something else does not give it away");
    assert_eq!(room.house.get("/podcast.xml").await.status, 404);
    editor.publish(&at, &[]).await;
    let sound = room.house.get(&media).await;
    assert_eq!((sound.status, sound.sent.len()), (200, 80 * 417), "the frames and no name");
    let feed = room.house.get("/podcast.xml").await.text();
    let enclosure = format!("<enclosure url=\"https://lamp.example{media}\" length=\"{}\" type=\"audio/mpeg\"/>", 80 * 417);
    assert!(feed.contains(&enclosure) && feed.contains("<itunes:duration>3</itunes:duration>"), "{feed}");
    let page = room.house.get("/2026/11/22/the-harbour-was-sold-at-night/").await.text();
    assert!(page.contains(&format!("<audio src=\"../../../..{media}\"")) && page.contains("podcast.xml"), "{page}");
    assert_eq!(room.house.ask(http::Method::GET, &media, &[("range", "bytes=0-99")]).await.sent.len(), 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_recording_is_refused_in_words() {
    let room = Newsroom::open().await;
    let editor = room.editor().await;
    let page = editor.upload_to("/recordings", b"<html>", &[("title", "A page")]).await;
    assert_eq!(page.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    page.says("no MP3, M4A or Ogg");
    page.says("A page");
}
