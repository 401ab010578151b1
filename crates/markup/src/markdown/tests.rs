use proptest::prelude::*;

use super::{read, write};
use crate::{Loss, arbitrary};

fn json(body: &crate::Body) -> String {
    serde_json::to_string(body).expect("JSON")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back_as_the_same_tree(body in arbitrary::body()) {
        let written = write(&body);
        let (again, losses) = read(&written);
        prop_assert!(again == body && losses.is_empty(), "{written}\nmeant: {}\nread:  {}\n{losses:?}", json(&body), json(&again));
    }
}

/// The tree, written again; nothing of the source may be lost.
fn again(source: &str) -> String {
    let (body, losses) = read(source);
    assert_eq!(losses, [], "{source}");
    write(&body)
}

#[test]
fn house_markdown_stays_as_it_is_written() {
    let everything = include_str!("../html_out/everything.md");
    let once = again(everything);
    assert_eq!(again(&once), once);
    for exact in [
        "A *b* **c** ~~d~~ `e` snake_case 3 * 4 [f](piece:lamp)\\\ng\n",
        "- Said.\n\n  > Quoted\n  >\n  > - deep\n\n- b\n",
        "::: aside What the law says\n\nA\n\n::: gallery\n![a](picture:a)\n:::\n\n:::\n",
        "> ::: newsletter\n> :::\n",
        "```md\n::: aside\n```\n",
        "1. a\n2. b\n\n1) c\n",
    ] {
        assert_eq!(again(exact), exact.replace("3 * 4", "3 \\* 4"));
    }
}

#[test]
fn a_block_of_a_strange_name_gives_its_content_and_is_named() {
    let (body, losses) = read("::: poem\nRoses\n:::\n\nend\n:::\n");
    assert_eq!(write(&body), "Roses\n\nend\n");
    assert_eq!(losses, [Loss::Directive("poem".into())]);
}

#[test]
fn a_block_that_is_never_closed_ends_with_the_text() {
    assert_eq!(again("::: aside T\na\n\n::: gallery\n![b](picture:b)\n"), "::: aside T\n\na\n\n::: gallery\n![b](picture:b)\n:::\n\n:::\n");
}

#[test]
fn a_dash_in_a_pull_quote_names_the_speaker_only_at_its_end() {
    assert_eq!(again("::: pull-quote\n— Who?\n— We.\n— A guard\n:::\n"), "::: pull-quote\n&mdash; Who? — We.\n— A guard\n:::\n");
}

#[test]
fn html_in_markdown_is_held_to_the_rules_of_a_page() {
    let (body, losses) = read(
        "a <script>x</script><u>b</u> <a href='javascript:x'>c</a>\n\n<div onclick=x>\n\n*d*\n\n</div>\n\n<iframe src='//ads.example/'></iframe>\n",
    );
    assert_eq!(write(&body), "a b c\n\n*d*\n");
    assert_eq!(losses.len(), 3, "{losses:?}");
}

#[test]
fn a_note_may_stand_in_a_caption_a_table_or_a_heading() {
    let source = "## a[^1]\n\n![b](picture:c \"d<sup class=note-ref data-note=2></sup>\")\n\n| e[^3] |\n| --- |\n| f |\n\n[^1]: x\n\n[^2]: y\n\n[^3]: z\n";
    assert_eq!(again(source), source);
}

#[test]
fn hostile_markdown_costs_little() {
    let n = 50_000;
    for (name, hostile) in [
        ("quotes", ">".repeat(n) + "x"),
        ("lists", "- ".repeat(n) + "x"),
        ("brackets", "[".repeat(n)),
        ("links", "[a](".repeat(n)),
        ("stars", "*a **b ".repeat(n)),
        ("backticks", (1..300).map(|i| "`".repeat(i) + " ").collect()),
        ("directives", "::: aside x\n".repeat(n)),
        ("closings", ":::\n".repeat(n)),
        ("notes", (0..5_000).map(|i| format!("[^{i}]\n\n[^{i}]: x[^{i}]\n\n")).collect()),
        ("table", "|".repeat(n) + "\n" + &"|-".repeat(n) + "\n"),
        ("pictures", "![".repeat(n) + &"](a \"b\")".repeat(n)),
        ("html", "<b>".repeat(n)),
    ] {
        let start = std::time::Instant::now();
        let (body, _) = read(&hostile);
        let written = write(&body);
        println!("{name}: {} ms for {} KB, {} KB out", start.elapsed().as_millis(), hostile.len() >> 10, written.len() >> 10);
        assert!(start.elapsed().as_secs() < 60, "{name}");
    }
}
