//! Lexical: a tree of nodes that name their `type`. Only blocks of text have `children`; everything else is a card.

use serde_json::Value;

use super::{Assembly, cards, field, items};

/// The bits of a text node's `format` (`lexical`, LexicalConstants.ts), and their tags. Underline (8) and highlight (128) are not kept.
const FORMATS: [(u64, &str, &str); 6] = [
    (1, "<strong>", "</strong>"),
    (2, "<em>", "</em>"),
    (4, "<s>", "</s>"),
    (16, "<code>", "</code>"),
    (32, "<sub>", "</sub>"),
    (64, "<sup>", "</sup>"),
];

pub(super) fn read(root: &Value, assembly: &mut Assembly) {
    items(root, "children").iter().for_each(|node| block(node, assembly));
}

fn block(node: &Value, assembly: &mut Assembly) {
    let (open, close) = match field(node, "type") {
        "paragraph" => ("<p>", "</p>"),
        "heading" | "extended-heading" => heading_tags(field(node, "tag")),
        "quote" | "extended-quote" => ("<blockquote>", "</blockquote>"),
        "aside" => ("<blockquote class=\"pull-quote\">", "</blockquote>"),
        "list" => return list(node, assembly),
        "text" | "extended-text" | "link" | "autolink" | "linebreak" | "tab" => return inline(node, assembly),
        card => return cards::read(card, node, assembly),
    };
    assembly.tag(open);
    inlines(node, assembly);
    assembly.tag(close);
}

fn heading_tags(tag: &str) -> (&'static str, &'static str) {
    match tag {
        "h1" | "h2" => ("<h2>", "</h2>"),
        "h3" => ("<h3>", "</h3>"),
        _ => ("<h4>", "</h4>"),
    }
}

/// A list inside a list stands alone in an item; it belongs to the item before.
fn list(node: &Value, assembly: &mut Assembly) {
    let is_numbered = field(node, "listType") == "number" || field(node, "tag") == "ol";
    if is_numbered {
        let start = node.get("start").and_then(Value::as_u64).unwrap_or(1);
        assembly.tag_with("<ol start=\"", &start.to_string(), "\">");
    } else {
        assembly.tag("<ul>");
    }
    for item in items(node, "children") {
        let holds_only_lists =
            !items(item, "children").is_empty() && items(item, "children").iter().all(|child| field(child, "type") == "list");
        assembly.tag(if holds_only_lists { "" } else { "<li>" });
        inlines(item, assembly);
        assembly.tag(if holds_only_lists { "" } else { "</li>" });
    }
    assembly.tag(if is_numbered { "</ol>" } else { "</ul>" });
}

fn inlines(node: &Value, assembly: &mut Assembly) {
    items(node, "children").iter().for_each(|child| inline(child, assembly));
}

fn inline(node: &Value, assembly: &mut Assembly) {
    match field(node, "type") {
        "text" | "extended-text" | "tab" => text(node, assembly),
        "linebreak" => assembly.tag("<br>"),
        "link" | "autolink" => {
            assembly.tag_with("<a href=\"", field(node, "url"), "\">");
            inlines(node, assembly);
            assembly.tag("</a>");
        }
        "zwnj" => {}
        _ if node.get("children").is_some() => block(node, assembly),
        card => cards::read(card, node, assembly),
    }
}

fn text(node: &Value, assembly: &mut Assembly) {
    let format = node.get("format").and_then(Value::as_u64).unwrap_or(0);
    let marks = || FORMATS.iter().filter(|(bit, ..)| format & bit != 0);
    marks().for_each(|(_, open, _)| assembly.tag(open));
    assembly.text(field(node, "text"));
    marks().rev().for_each(|(.., close)| assembly.tag(close));
}
