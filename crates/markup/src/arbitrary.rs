//! Trees for property tests: whatever the doors can make, with the characters that Markdown and HTML take for signs.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::{Block, Body, Inline, Level, Picture, Position};

const PIECES: [&str; 62] = [
    "a", "b", "word", " ", " ", " ", "  ", "\n", "*", "**", "_", "__", "`", "``", "```", "~", "~~", "[", "]", "(", ")", "!", "#", "##",
    "+", "-", "---", "=", "1.", "2)", "12", ":", ":::", "|", "\\", "<", ">", "&", "&amp;", "&#65;", "<b>", "</p>", "{wide}", "{", "}",
    "\"", "'", "—", "— ", "«", "»", "\u{a0}", "\u{200b}", "\u{200c}", "ж", "آ", "。", "é", "^", "$", "[^1]", "😀",
];

fn text() -> impl Strategy<Value = String> {
    vec(proptest::sample::select(&PIECES[..]), 0..6).prop_map(|pieces| pieces.concat())
}

fn href() -> impl Strategy<Value = String> {
    proptest::sample::select(vec![
        "https://example.org/a_b*c?d=e&amp;f=(g)#h",
        "piece:the-lamp",
        "/a/(b",
        "#part",
        "mailto:a@b.example?subject=x&copy;y",
        "../x]y[z",
        "?q=1",
        "a/b`c|d",
    ])
    .prop_map(str::to_owned)
}

fn inline() -> impl Strategy<Value = Inline> {
    let leaf = prop_oneof![
        6 => text().prop_map(Inline::Text),
        1 => text().prop_map(Inline::Code),
        1 => Just(Inline::Break),
        1 => (0usize..4).prop_map(Inline::Note),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let inner = vec(inner, 0..4);
        prop_oneof![
            inner.clone().prop_map(Inline::Strong),
            inner.clone().prop_map(Inline::Emphasis),
            (href(), inner.clone()).prop_map(|(href, content)| Inline::Link { href: href.parse().expect("a link"), content }),
            inner.clone().prop_map(Inline::Sub),
            inner.clone().prop_map(Inline::Sup),
            inner.clone().prop_map(Inline::SmallCaps),
            inner.prop_map(Inline::Strike),
        ]
    })
}

pub(crate) fn inlines() -> impl Strategy<Value = Vec<Inline>> {
    vec(inline(), 0..5)
}

fn picture() -> impl Strategy<Value = Picture> {
    let source = proptest::sample::select(vec!["picture:harbour-fog", "https://example.org/a(1).jpg?x=1&lt;=2"]);
    (source, text(), inlines(), option::of(text())).prop_map(|(source, alt, caption, credit)| Picture {
        source: source.parse().expect("a source"),
        alt,
        caption,
        credit,
    })
}

fn position() -> impl Strategy<Value = Position> {
    proptest::sample::select(vec![Position::Column, Position::Wide, Position::Full, Position::Left, Position::Right])
}

fn code() -> impl Strategy<Value = String> {
    vec(prop_oneof![text(), Just("\n".to_owned()), Just("\t".to_owned()), Just("    ".to_owned())], 0..6).prop_map(|pieces| pieces.concat())
}

fn block() -> impl Strategy<Value = Block> {
    let url = || proptest::sample::select(vec!["https://youtu.be/x_y", "https://example.org/?a=1&amp;b=2"]);
    let file = || proptest::sample::select(vec!["media:speech.mp3", "https://example.org/a.mp3"]);
    let table = (1usize..4).prop_flat_map(|columns| (vec(inlines(), 0..=columns), vec(vec(inlines(), 0..=columns), 0..3)));
    let leaf = prop_oneof![
        8 => inlines().prop_map(Block::Paragraph),
        2 => (2u8..=4, inlines()).prop_map(|(level, content)| Block::Heading { level: Level::nearest(level), content }),
        1 => (inlines(), inlines()).prop_map(|(content, cite)| Block::PullQuote { content, cite }),
        2 => (picture(), position()).prop_map(|(picture, position)| Block::Image { picture, position }),
        1 => vec(picture(), 0..3).prop_map(Block::Gallery),
        1 => (url(), text()).prop_map(|(url, title)| Block::Embed { url: url.parse().expect("an address"), title }),
        1 => (file(), text()).prop_map(|(file, title)| Block::Audio { file: file.parse().expect("a file"), title }),
        1 => (file(), text()).prop_map(|(file, title)| Block::Video { file: file.parse().expect("a file"), title }),
        1 => table.prop_map(|(head, rows)| Block::Table { head, rows }),
        1 => Just(Block::Related("the-lamp".parse().expect("a slug"))),
        1 => Just(Block::NewsletterBox),
        1 => (option::of(Just("c++".to_owned())), code()).prop_map(|(language, text)| Block::Code { language, text }),
        1 => Just(Block::Rule),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let blocks = vec(inner, 0..4);
        prop_oneof![
            (option::of(prop_oneof![Just(1u32), Just(7), Just(999_999_999)]), vec(blocks.clone(), 0..4))
                .prop_map(|(start, items)| Block::List { start, items }),
            (blocks.clone(), inlines()).prop_map(|(blocks, cite)| Block::Quote { blocks, cite }),
            (text(), blocks).prop_map(|(title, blocks)| Block::Aside { title, blocks }),
        ]
    })
}

pub(crate) fn body() -> impl Strategy<Value = Body> {
    (vec(block(), 0..5), vec(inlines(), 0..3)).prop_map(|(blocks, notes)| Body::new(blocks, notes).0)
}
