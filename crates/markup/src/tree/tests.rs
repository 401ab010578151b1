use super::{Block, Body, Href, Inline, MediaKey, Source, limits};
use crate::{Loss, markdown};

fn parsed(json: &str) -> Result<Body, String> {
    serde_json::from_str(json).map_err(|e| e.to_string())
}

fn text(text: &str) -> Inline {
    Inline::Text(text.to_owned())
}

#[test]
fn a_kind_or_field_that_is_not_known_is_refused_by_name() {
    let error = |json| parsed(json).expect_err(json);
    assert!(error(r#"{"blocks":[{"script":"x"}]}"#).contains("unknown variant `script`, expected one of `paragraph`, `heading`"));
    assert!(error(r#"{"blocks":[{"paragraph":[{"blink":[]}]}]}"#).contains("unknown variant `blink`"));
    assert!(error(r#"{"blocks":[{"list":{"items":[],"style":"x"}}]}"#).contains("unknown field `style`"));
    assert!(error(r#"{"blocks":[],"extra":1}"#).contains("unknown field `extra`"));
    assert!(error(r#"{"blocks":[{"heading":{"level":1,"content":[]}}]}"#).contains("level 2, 3 or 4, not 1"));
    assert!(
        error(r#"{"blocks":[{"paragraph":[{"link":{"href":"javascript:x","content":[]}}]}]}"#)
            .contains("no address that a body may link to")
    );
}

#[test]
fn json_from_outside_is_held_to_the_normal_form_and_the_limits() {
    let body = parsed(
        r#"{"blocks":[{"paragraph":[{"text":"  a \n"},{"strong":[{"text":" b"}]},{"strong":[{"text":"c "}]},{"text":""}]},{"paragraph":[]},{"list":{"items":[[]]}}]}"#,
    );
    assert_eq!(markdown::write(&body.expect("a body")), "a **bc**\n");
    let word = "x".repeat(limits::TEXT_BYTES + 1);
    assert!(
        parsed(&format!(r#"{{"blocks":[{{"paragraph":[{{"text":"{word}"}}]}}]}}"#)).expect_err("too long").contains("this one holds more")
    );
    let many = "\"rule\",".repeat(limits::NODES + 1);
    assert!(parsed(&format!("{{\"blocks\":[{}]}}", many.trim_end_matches(','))).is_err());
    let deep = format!("{}{}", r#"{"quote":{"blocks":["#.repeat(100_000), "]}}".repeat(100_000));
    assert!(parsed(&format!("{{\"blocks\":[{deep}]}}")).is_err());
}

#[test]
fn the_deepest_tree_that_is_let_in_can_be_stored_and_read_again() {
    let marks = |inner: Inline| {
        let link = Inline::Link { href: "#x".parse().expect("a link"), content: vec![Inline::Strike(vec![inner])] };
        let small = Inline::SmallCaps(vec![Inline::Sup(vec![Inline::Sub(vec![link])])]);
        Inline::Strong(vec![Inline::Emphasis(vec![small])])
    };
    let mut block = Block::Paragraph(vec![marks(text("x"))]);
    for _ in 0..limits::DEPTH * 2 {
        block = Block::List { start: None, items: vec![vec![block]] };
    }
    let (body, losses) = Body::new(vec![block], Vec::new());
    assert_eq!(losses, [Loss::TooDeep]);
    let json = serde_json::to_string(&body).expect("JSON");
    assert_eq!(parsed(&json), Ok(body.clone()));
    assert_eq!(markdown::read(&markdown::write(&body)).0, body);
}

#[test]
fn what_is_too_long_is_cut_and_said() {
    let blocks = vec![Block::Paragraph(vec![text("word")]); limits::NODES];
    let (body, losses) = Body::new(blocks, Vec::new());
    assert_eq!(losses, [Loss::TooLong]);
    assert!(body.blocks().len() <= limits::NODES / 2);
}

#[test]
fn text_holds_nothing_hidden_and_single_spaces() {
    let (body, _) = Body::new(vec![Block::Paragraph(vec![text(" a\u{0}\u{202e}b\u{2066}\t\r\n  c\u{a0}d \u{a0}")])], Vec::new());
    assert_eq!(body.blocks(), [Block::Paragraph(vec![text("ab c\u{a0}d")])]);
}

#[test]
fn notes_are_numbered_as_they_are_met_and_none_is_left_over() {
    let content = vec![text("a"), Inline::Note(2), text("b"), Inline::Note(0), Inline::Note(2), Inline::Note(9)];
    let notes = ["zero", "one", "two"].map(|word| vec![text(word)]).to_vec();
    let (body, losses) = Body::new(vec![Block::Paragraph(content)], notes);
    assert_eq!(body.blocks(), [Block::Paragraph(vec![text("a"), Inline::Note(0), text("b"), Inline::Note(1), Inline::Note(0)])]);
    assert_eq!(body.notes(), [vec![text("two")], vec![text("zero")]]);
    assert_eq!(losses, [Loss::Note("10".into()), Loss::Note("one".into())]);
}

#[test]
fn pictures_are_taken_in_and_links_led_elsewhere() {
    let (mut body, _) =
        markdown::read("![a](https://x.example/a.jpg \"[c](/old)\")\n\n[b](/old) [d](/other)\n\n::: audio https://x.example/a.mp3\n:::\n");
    body.take_in(|address| address.as_str().ends_with("a.jpg").then(|| "key-1".parse::<MediaKey>().expect("a key")));
    let body = body.relink(|href: &Href| (href.as_str() == "/old").then(|| "piece:new".parse().expect("a link")));
    assert_eq!(
        markdown::write(&body),
        "![a](picture:key-1 \"[c](piece:new)\")\n\n[b](piece:new) [d](/other)\n\n::: audio https://x.example/a.mp3\n:::\n"
    );
    let ours = body.sources().filter(|source| matches!(source, Source::Media(_))).count();
    assert_eq!((body.pictures().count(), body.sources().count(), ours, body.links().count()), (1, 2, 1, 3));
}
