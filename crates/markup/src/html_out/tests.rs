use std::borrow::Cow;

use proptest::prelude::*;

use super::{Invitation, Mode, Rendition, Resolve, Shown, Words, write, write_with_ids};
use crate::tree::{MediaKey, Target};
use crate::{Body, arbitrary, html_in, markdown};

/// A house with one picture, `harbour-fog`, and every piece.
struct House(Words);

pub(crate) fn house() -> impl Resolve {
    let word = |s: &str| s.to_owned();
    House(Words {
        notes: word("Footnotes"),
        note: word("Footnote"),
        back: word("Back to the text, footnote"),
        missing_picture: word("Picture not available here"),
        missing_file: word("Recording not available here"),
        table: word("Table"),
    })
}

impl Resolve for House {
    fn picture(&self, key: &MediaKey) -> Option<Shown<'_>> {
        let rendition = |width: u32, kind: &str| Rendition { width, url: format!("/media/fog-{width}.{kind}").into() };
        (key.as_str() == "harbour-fog").then(|| Shown {
            width: 1600,
            height: 900,
            alt: "Fog".into(),
            credit: Some("Ines Marr".into()),
            jpeg: vec![rendition(640, "jpg"), rendition(1280, "jpg")],
            webp: vec![rendition(640, "webp"), rendition(1280, "webp")],
        })
    }

    fn file<'a>(&'a self, key: &'a MediaKey) -> Option<Cow<'a, str>> {
        Some(format!("/media/{key}").into())
    }

    fn href<'a>(&'a self, target: Target<'a>) -> Option<Cow<'a, str>> {
        match target {
            Target::Piece("unknown") => None,
            Target::Piece(slug) => Some(format!("/2026/03/09/{slug}").into()),
            Target::Path(path) => Some(path.into()),
            _ => None,
        }
    }

    fn related<'a>(&'a self, slug: &'a str) -> Option<Invitation<'a>> {
        Some(Invitation { label: "Read also".into(), href: format!("/2026/03/09/{slug}").into(), title: "The Lamp".into() })
    }

    fn newsletter(&self) -> Option<Invitation<'_>> {
        Some(Invitation { label: "Each Friday.".into(), href: "/letter".into(), title: "Subscribe".into() })
    }

    fn words(&self) -> &Words {
        &self.0
    }
}

fn page(source: &str) -> String {
    let (body, losses) = markdown::read(source);
    assert_eq!(losses, [], "{source}");
    write(&body, &house(), Mode::Page)
}

/// The page of a body in that house.
pub(crate) fn page_of(body: &Body) -> String {
    write(body, &house(), Mode::Page)
}

/// Every `<` in the output starts a tag that this crate's source holds, with attributes that it holds.
pub(crate) fn assert_only_our_tags(html: &str) {
    const TAGS: [&str; 40] = [
        "a",
        "aside",
        "audio",
        "blockquote",
        "br",
        "code",
        "div",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "hr",
        "img",
        "li",
        "ol",
        "p",
        "picture",
        "pre",
        "s",
        "section",
        "source",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "video",
        "",
        "",
        "",
        "",
        "",
    ];
    const ATTRIBUTES: [&str; 23] = [
        "alt",
        "aria-label",
        "aria-labelledby",
        "class",
        "controls",
        "decoding",
        "height",
        "href",
        "id",
        "loading",
        "preload",
        "rel",
        "role",
        "scope",
        "sizes",
        "src",
        "srcset",
        "start",
        "tabindex",
        "type",
        "width",
        "",
        "",
    ];
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or_else(|| panic!("a tag without an end: {part}"));
        assert!(!text.contains('>'), "a bare > in {text}");
        let (name, attributes) = tag.trim_start_matches('/').split_once(' ').unwrap_or((tag.trim_start_matches('/'), ""));
        assert!(!name.is_empty() && TAGS.contains(&name), "a strange tag <{tag}>");
        let outside: String = attributes.split('"').step_by(2).collect();
        for attribute in outside.split([' ', '=']) {
            assert!(ATTRIBUTES.contains(&attribute), "a strange attribute {attribute} in <{tag}>");
        }
        for (name, value) in attributes.split("=\"").zip(attributes.split("=\"").skip(1)) {
            if name.ends_with("href") || name.ends_with("src") {
                assert!(!value.to_ascii_lowercase().starts_with("javascript"), "{tag}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_page_holds_no_tag_that_is_not_ours(body in arbitrary::body()) {
        assert_only_our_tags(&page_of(&body));
        assert_only_our_tags(&write(&body, &house(), Mode::Feed));
    }

    #[test]
    fn a_tree_survives_its_json(body in arbitrary::body()) {
        let json = serde_json::to_string(&body).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Body>(&json).expect("a body"), body);
    }

    #[test]
    fn a_tidy_tree_stays_as_it_is(body in arbitrary::body()) {
        let (again, losses) = Body::new(body.blocks().to_vec(), body.notes().to_vec());
        prop_assert_eq!(again, body);
        prop_assert!(losses.is_empty());
    }

    #[test]
    fn no_text_breaks_a_door(text in "(<[a-z]{1,3}>|</[a-z]{1,3}>|[-*_>#|`:!\\[\\](){}&;<\n ]|\\PC){0,80}") {
        assert_only_our_tags(&page_of(&html_in::read(&text).0));
        let (body, _) = markdown::read(&text);
        assert_only_our_tags(&page_of(&body));
        prop_assert_eq!(markdown::read(&markdown::write(&body)).0, body);
    }
}

#[test]
fn a_page_of_everything() {
    insta::assert_snapshot!(page(include_str!("everything.md")), @r##"
    <p>One <strong>two</strong> <em>three</em> <s>four</s> H<sub>2</sub>O x<sup>2</sup> <span class="small-caps">nato</span> <code>a &lt; b</code> &amp; "c"<sup><a class="note-ref" id="ref_1" href="#note_1" role="doc-noteref" aria-label="Footnote 1">1</a></sup>, <a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">out</a>, <a href="/2026/03/09/lamp">in</a>, <a href="mailto:desk@example.org">mail</a>.<br>Next line.</p>
    <h2 id="what-the-law-says">What the <em>law</em> says</h2>
    <figure class="picture wide"><picture><source type="image/webp" srcset="/media/fog-640.webp 640w, /media/fog-1280.webp 1280w" sizes="(min-width: 70em) 66em, 100vw"><img src="/media/fog-1280.jpg" srcset="/media/fog-640.jpg 640w, /media/fog-1280.jpg 1280w" sizes="(min-width: 70em) 66em, 100vw" alt="Fog, not much else" width="1600" height="900" loading="lazy" decoding="async"></picture><figcaption>The <em>quay</em> <span class="credit">Ines Marr</span></figcaption></figure>
    <figure class="picture left"><picture><source type="image/webp" srcset="/media/fog-640.webp 640w, /media/fog-1280.webp 1280w" sizes="(min-width: 44em) 20em, 100vw"><img src="/media/fog-1280.jpg" srcset="/media/fog-640.jpg 640w, /media/fog-1280.jpg 1280w" sizes="(min-width: 44em) 20em, 100vw" alt="Fog" width="1600" height="900" loading="lazy" decoding="async"></picture><figcaption><span class="credit">A reader</span></figcaption></figure>
    <p class="missing-picture"><a href="https://elsewhere.example/cat.jpg" rel="noopener noreferrer">Picture not available here</a>: A cat<br>Asleep</p>
    <ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>
    <ol start="3"><li>three</li></ol>
    <figure class="quote"><blockquote><p>A quotation.</p>
    </blockquote><figcaption>Somebody</figcaption></figure>
    <figure class="pull-quote"><blockquote><p>We were told to sign.</p></blockquote><figcaption>Former port engineer</figcaption></figure>
    <aside class="aside" aria-labelledby="box_1"><p class="aside-title" id="box_1">In short</p>
    <ul><li>x</li></ul>
    </aside>
    <div class="gallery"><figure class="picture"><picture><source type="image/webp" srcset="/media/fog-640.webp 640w, /media/fog-1280.webp 1280w" sizes="(min-width: 44em) 42em, 100vw"><img src="/media/fog-1280.jpg" srcset="/media/fog-640.jpg 640w, /media/fog-1280.jpg 1280w" sizes="(min-width: 44em) 42em, 100vw" alt="Fog" width="1600" height="900" loading="lazy" decoding="async"></picture><figcaption>One <span class="credit">Ines Marr</span></figcaption></figure><p class="missing-picture">Picture not available here: Gone<br>Two</p></div>
    <p class="related"><span class="label">Read also</span> <a href="/2026/03/09/the-lamp">The Lamp</a></p>
    <p class="newsletter-box"><span class="label">Each Friday.</span> <a href="/letter">Subscribe</a></p>
    <p class="embed-card"><a href="https://www.youtube.com/watch?v=x" rel="noopener noreferrer"><span class="provider">YouTube</span> A film</a></p>
    <figure class="audio"><audio src="/media/speech.mp3" controls preload="none"></audio><figcaption>A speech</figcaption></figure>
    <section class="table" tabindex="0" aria-label="Table 1"><table><thead><tr><th scope="col">Year</th><th scope="col">Kests</th></tr></thead><tbody><tr><td>2026</td><td>12</td></tr></tbody></table></section>
    <pre><code class="language-rust">if a &lt; b {}</code></pre>
    <hr>
    <p>Again<sup><a class="note-ref" href="#note_1" role="doc-noteref" aria-label="Footnote 1">1</a></sup>.</p>
    <section class="notes" aria-label="Footnotes"><ol><li id="note_1">A note with <a href="/about">a link</a>. <a class="note-back" href="#ref_1" role="doc-backlink" aria-label="Back to the text, footnote 1">↩︎</a></li></ol></section>
    "##);
}

#[test]
fn a_feed_has_no_classes_no_ids_and_one_size_of_each_picture() {
    let (body, _) = markdown::read(include_str!("everything.md"));
    insta::assert_snapshot!(write(&body, &house(), Mode::Feed), @r#"
    <p>One <strong>two</strong> <em>three</em> <s>four</s> H<sub>2</sub>O x<sup>2</sup> nato <code>a &lt; b</code> &amp; "c"<sup>1</sup>, <a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">out</a>, <a href="/2026/03/09/lamp">in</a>, <a href="mailto:desk@example.org">mail</a>.<br>Next line.</p>
    <h2>What the <em>law</em> says</h2>
    <figure><img src="/media/fog-1280.jpg" alt="Fog, not much else" width="1600" height="900"><figcaption>The <em>quay</em> <span>Ines Marr</span></figcaption></figure>
    <figure><img src="/media/fog-1280.jpg" alt="Fog" width="1600" height="900"><figcaption><span>A reader</span></figcaption></figure>
    <p><a href="https://elsewhere.example/cat.jpg" rel="noopener noreferrer">Picture not available here</a>: A cat<br>Asleep</p>
    <ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>
    <ol start="3"><li>three</li></ol>
    <figure><blockquote><p>A quotation.</p>
    </blockquote><figcaption>Somebody</figcaption></figure>
    <figure><blockquote><p>We were told to sign.</p></blockquote><figcaption>Former port engineer</figcaption></figure>
    <div><p><strong>In short</strong></p><ul><li>x</li></ul>
    </div>
    <div><figure><img src="/media/fog-1280.jpg" alt="Fog" width="1600" height="900"><figcaption>One <span>Ines Marr</span></figcaption></figure><p>Picture not available here: Gone<br>Two</p></div>
    <p><span>Read also</span> <a href="/2026/03/09/the-lamp">The Lamp</a></p>
    <p><span>Each Friday.</span> <a href="/letter">Subscribe</a></p>
    <p><a href="https://www.youtube.com/watch?v=x" rel="noopener noreferrer"><span>YouTube</span> A film</a></p>
    <figure><audio src="/media/speech.mp3" controls preload="none"></audio><figcaption>A speech</figcaption></figure>
    <table><thead><tr><th scope="col">Year</th><th scope="col">Kests</th></tr></thead><tbody><tr><td>2026</td><td>12</td></tr></tbody></table>
    <pre><code>if a &lt; b {}</code></pre>
    <hr>
    <p>Again<sup>1</sup>.</p>
    <hr><ol><li>A note with <a href="/about">a link</a>.</li></ol>
    "#);
}

#[test]
fn two_bodies_on_one_page_share_no_id() {
    let (body, _) = markdown::read("## Now\n\nx[^1]\n\n[^1]: y\n\n::: aside T\nz\n:::\n");
    let html = [write_with_ids(&body, &house(), Mode::Page, "p1-"), write_with_ids(&body, &house(), Mode::Page, "p2-")].concat();
    let mut ids: Vec<_> = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((count, ids.len()), (8, 8));
}

#[test]
fn headings_of_the_same_words_get_anchors_of_their_own() {
    assert_eq!(
        page("## Now\n\n## Now\n\n### Теперь\n\n## !\n"),
        "<h2 id=\"now\">Now</h2>\n<h2 id=\"now-2\">Now</h2>\n<h3 id=\"teper\">Теперь</h3>\n<h2 id=\"part\">!</h2>\n"
    );
}

#[test]
fn a_link_to_a_piece_that_is_not_there_leaves_its_words() {
    assert_eq!(page("[a](piece:lamp) [b](piece:unknown)"), "<p><a href=\"/2026/03/09/lamp\">a</a> b</p>\n");
}
