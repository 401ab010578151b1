use std::time::Instant;

use insta::assert_snapshot;

use super::{read, read_at};
use crate::{Body, Loss, markdown};

/// What a page becomes, in house Markdown, which shows a tree best; nothing of it may be lost.
fn kept(html: &str) -> String {
    let (body, losses) = read(html);
    assert_eq!(losses, [], "{html}");
    markdown::write(&body)
}

fn lost(html: &str) -> (String, Vec<String>) {
    let (body, losses) = read(html);
    (markdown::write(&body), losses.iter().map(Loss::to_string).collect())
}

#[test]
fn headings_find_their_nearest_level() {
    assert_eq!(kept("<h1>A</h1><h2>B</h2><h3>C</h3><h6>D</h6>"), "## A\n\n## B\n\n### C\n\n#### D\n");
}

#[test]
fn a_page_of_a_word_processor_loses_its_clothes_and_keeps_its_words() {
    let google = r#"<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38"><span
        style="font-size:11pt;font-weight:700;">Bold</span><span style="font-size:11pt"> and </span><span style="font-style:italic">slanted</span></p><br
        class="Apple-interchange-newline"></b>"#;
    assert_eq!(kept(google), "**Bold** and *slanted*\n");
    let word = r#"<html xmlns:o="urn:x"><head><title>No</title><style>p { color: red }</style></head><body lang=EN><!--StartFragment--><p class=MsoNormal
        style='mso-x:1'><span lang=EN-GB>One<o:p></o:p></span></p><p class=MsoNormal><u>two</u> <small>three</small><o:p>&nbsp;</o:p></p><!--EndFragment--></body>"#;
    assert_eq!(kept(word), "One\n\ntwo three\n");
}

#[test]
fn lists_may_be_nested_rightly_or_wrongly() {
    assert_eq!(kept("<ul><li>a<ol start=3><li>b<li>c</ol><li>d</ul>"), "- a\n\n  3. b\n  4. c\n\n- d\n");
    assert_eq!(kept("<ul><li>a</li><ul><li>b</li></ul></ul>"), "- a\n  - b\n");
    assert_eq!(kept("<dl><dt>Term</dt><dd>Meaning</dd></dl>"), "**Term**\n\nMeaning\n");
}

#[test]
fn a_picture_keeps_its_caption_credit_and_place() {
    let wordpress = r#"<figure class="wp-block-image alignwide size-large"><a href="https://x.example/a.jpg"><img src="https://x.example/a-1024.jpg" alt="A &quot;B&quot;"
        srcset="https://x.example/a-300.jpg 300w"></a><figcaption class="wp-element-caption">The <em>quay</em> <span class="credit">Jo Ro</span></figcaption></figure>"#;
    assert_eq!(kept(wordpress), "![A \"B\"](https://x.example/a-1024.jpg \"The *quay*\"){wide credit=\"Jo Ro\"}\n");
    let in_text =
        r#"<p>Before <img src="//x.example/b.png" alt=""> after</p><p><img width=1 height=1 src="https://spy.example/p.gif"></p>"#;
    assert_eq!(kept(in_text), "Before\n\n![](https://x.example/b.png)\n\nafter\n");
}

#[test]
fn a_lazy_picture_is_found_behind_its_placeholder() {
    let lazy = r#"<img src="data:image/gif;base64,R0lGOD" data-src="https://x.example/a.jpg" alt="A"><noscript><img src="https://x.example/a.jpg"></noscript>"#;
    assert_eq!(kept(lazy), "![A](https://x.example/a.jpg)\n");
}

#[test]
fn a_picture_without_an_address_is_named() {
    let (text, losses) = lost(r#"<p>x</p><img src="data:image/png;base64,AAAA" alt="A cat"><img src="/wp-content/b.jpg">"#);
    assert_eq!(text, "x\n");
    assert_snapshot!(losses.join("\n"), @r"
    a picture that cannot be fetched: A cat
    a picture that cannot be fetched: /wp-content/b.jpg
    ");
    let base = "https://old.example/2020/01/x/".parse().unwrap();
    let (body, losses) = read_at(r#"<img src="/wp-content/b.jpg"><a href="../y/">y</a>"#, Some(&base));
    assert_eq!(
        (markdown::write(&body).as_str(), losses),
        ("![](https://old.example/wp-content/b.jpg)\n\n[y](https://old.example/2020/01/y/)\n", vec![])
    );
}

#[test]
fn galleries_of_wordpress_and_ghost_stay_together() {
    let block = r#"<figure class="wp-block-gallery"><figure class="wp-block-image"><img src="https://x.example/1.jpg" alt="1"><figcaption>One</figcaption></figure>
        <figure class="wp-block-image"><img src="https://x.example/2.jpg" alt="2"></figure><figcaption>All</figcaption></figure>"#;
    assert_snapshot!(kept(block), @r#"
    ::: gallery
    ![1](https://x.example/1.jpg "One")
    ![2](https://x.example/2.jpg)
    :::

    All
    "#);
}

#[test]
fn a_known_player_becomes_a_card_and_a_strange_frame_is_named() {
    let (text, losses) = lost(
        r#"<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0" title="A film"></iframe><iframe src="//player.vimeo.com/video/7"></iframe>
        <iframe src="https://ads.example/x"></iframe><iframe srcdoc="<script>1</script>"></iframe><video src="https://x.example/a.mp4" title="Own"></video>"#,
    );
    assert_snapshot!(text, @r"
    ::: embed https://www.youtube.com/watch?v=dQw4w9WgXcQ A film
    :::

    ::: embed https://vimeo.com/7
    :::

    ::: video https://x.example/a.mp4 Own
    :::
    ");
    assert_eq!(losses, ["a frame from ads.example", "a frame from no address"]);
}

#[test]
fn who_is_quoted_is_told_from_a_title_in_the_quotation() {
    assert_eq!(kept("<blockquote><p>To be.</p><cite>Hamlet</cite></blockquote>"), "> To be.\n>\n> <cite>Hamlet</cite>\n");
    assert_eq!(kept("<blockquote>To be.<br>— <cite>Hamlet</cite></blockquote>"), "> To be.\\\n> —\n>\n> <cite>Hamlet</cite>\n");
    assert_eq!(kept("<blockquote>In <cite>Hamlet</cite> he says so.</blockquote>"), "> In *Hamlet* he says so.\n");
    let pull = "<figure class=wp-block-pullquote><blockquote><p>Be glad.</p><cite>A guard</cite></blockquote></figure>";
    assert_eq!(kept(pull), "::: pull-quote\nBe glad.\n— A guard\n:::\n");
    let ours = "<figure class=quote><blockquote><p>a</p></blockquote><figcaption>B</figcaption></figure>";
    assert_eq!(kept(ours), "> a\n>\n> <cite>B</cite>\n");
}

#[test]
fn tables_code_and_boxes_are_kept() {
    let html = r#"<table><caption>Prices</caption><thead><tr><th>A<th>B</thead><tr><td colspan=2>both<tr><td>1<br>2<td><ul><li>x<li>y</ul></table>
        <pre class="wp-block-code"><code class="language-rust">fn a() {}

    b()
</code></pre><details><summary>More</summary><p>Inside</p></details><p>H<sub>2</sub>O, <kbd>Esc</kbd>, <s>no</s></p>"#;
    assert_snapshot!(kept(html), @r"
    Prices

    | A | B |
    | --- | --- |
    | both |  |
    | 1<br>2 | x<br>y |

    ```rust
    fn a() {}

        b()
    ```

    ::: aside More

    Inside

    :::

    H<sub>2</sub>O, `Esc`, ~~no~~
    ");
}

#[test]
fn two_breaks_end_a_paragraph() {
    assert_eq!(kept("one<br>two<br><br>three<br> <br>four"), "one\\\ntwo\n\nthree\n\nfour\n");
}

#[test]
fn what_could_run_is_left_out_and_named() {
    let (text, losses) = lost(
        r#"<p onclick="x()">a<script>alert(1)</script><a href="javascript:alert(1)">b</a><a href=" java&#10;script:x">c</a><a href="data:text/html,x">d</a></p>
        <form action="/x"><input name=q>e<button>f</button></form><object data=x>g</object><style>h</style><my-widget>i</my-widget>"#,
    );
    assert_eq!(text, "abcd\n\ne\n\ni\n");
    assert_snapshot!(losses.join("\n"), @r"
    the element <script>
    the target of a link: javascript:alert(1)
    the target of a link: javascript:x
    the target of a link: data:text/html,x
    the element <form>
    the element <input>
    the element <button>
    the element <object>
    the element <my-widget>
    ");
}

#[test]
fn drawings_and_formulas_hide_nothing() {
    for hostile in [
        "<svg><script>alert(1)</script><a xlink:href='javascript:x'><text>t</text></a></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "<template><script>alert(1)</script></template><textarea><script>alert(1)</script></textarea>",
        "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">",
        "<select><template><style><!--</style><a rel=\"--></style></template></select><img id=x src onerror=alert(1)>\">",
        "<!--><script>alert(1)</script>--><![CDATA[<script>alert(1)</script>]]><?php x ?>",
        "<a href=\"&#106;avascript:alert(1)\">x</a><isindex action=javascript:x><base href=//evil.example>",
        "&#0;&#x110000;&#xD800;&notanentity;&amp;lt;script&amp;gt;&lt;script&gt;",
        "<p>nul\0 in</p><di\0v>x</di\0v>\u{202e}desrever\u{2066}",
    ] {
        let (body, _) = read(hostile);
        let html = crate::html_out::tests::page_of(&body);
        crate::html_out::tests::assert_only_our_tags(&html);
        assert!(!html.contains('\0') && !html.contains('\u{202e}') && !html.contains('\u{2066}'), "{html}");
        assert_eq!(markdown::read(&markdown::write(&body)).0, body, "{hostile}");
    }
}

#[test]
fn a_hostile_page_costs_little_and_breaks_nothing() {
    let n = 100_000;
    let attributes: String = (0..n).map(|i| format!(" a{i}")).collect();
    for (name, hostile) in [
        ("div", "<div>".repeat(n) + "x"),
        ("blockquote", "<blockquote>".repeat(n) + "x"),
        ("list", "<ul><li>".repeat(n) + "x"),
        ("closed list", "<ul><li>".repeat(n) + "x" + &"</li></ul>".repeat(n)),
        ("b", "<b>".repeat(n) + "x"),
        ("misnested", "<a><div><b><p>".repeat(n / 4) + "x"),
        ("adoption", "<b><i><a href=x><p></b>".repeat(n / 8)),
        ("formatting", (0..n / 10).map(|i| format!("<b x={i}>")).collect::<String>() + &"<p>x".repeat(n / 10)),
        ("table", "<table><tr><td>".repeat(n / 4)),
        ("foster", "<table>".to_owned() + &"<b>x".repeat(n)),
        ("cite", "<blockquote>".to_owned() + &"<cite>x</cite>".repeat(n)),
        ("attributes", format!("<p{attributes}>x")),
        ("unclosed", "<p x=\"".to_owned() + &"y ".repeat(n)),
        ("svg", "<svg>".repeat(n)),
        ("template", "<template>".repeat(n)),
        ("select", "<select><option>".repeat(n)),
        ("entities", "&".repeat(n) + &"&lt".repeat(n)),
        ("comment", "<!--".to_owned() + &"<!-- -".repeat(n)),
        ("pictures", "<img src=https://x.example/a.jpg>".repeat(n)),
        ("cells", format!("<table>{}", "<tr><td colspan=1000>".repeat(n / 10))),
        ("less than", "<".repeat(if cfg!(debug_assertions) { 1 << 20 } else { 10 << 20 })),
        ("and", "&".repeat(if cfg!(debug_assertions) { 1 << 20 } else { 10 << 20 })),
        ("comments", "<!-- -->".repeat(n) + "x"),
        ("words", "word ".repeat(2 << 20)),
    ] {
        let start = Instant::now();
        let (body, _) = read(&hostile);
        let json = serde_json::to_string(&body).unwrap();
        assert_eq!(serde_json::from_str::<Body>(&json).unwrap(), body, "{name}");
        let html = crate::html_out::tests::page_of(&body);
        println!("{name}: {} ms for {} KB, {} KB out", start.elapsed().as_millis(), hostile.len() >> 10, html.len() >> 10);
        assert!(start.elapsed().as_secs() < 60, "{name} took {:?}", start.elapsed());
    }
}
