//! Mobiledoc 0.3: `{"version", "markups", "atoms", "cards", "sections"}`, sections being arrays that start with a number for their kind.

use serde_json::Value;

use super::{Assembly, cards, items};
use crate::Loss;
use crate::loss::shortened;

pub(super) fn read(document: &Value, assembly: &mut Assembly) {
    for section in items(document, "sections") {
        match number(section, 0) {
            Some(1) => {
                let (open, close) = block_tags(text(section, 1));
                assembly.tag(open);
                markers(document, &section[2], assembly);
                assembly.tag(close);
            }
            Some(2) => assembly.tag_with("<img src=\"", text(section, 1), "\">"),
            Some(3) => {
                let is_numbered = text(section, 1) == "ol";
                assembly.tag(if is_numbered { "<ol>" } else { "<ul>" });
                for item in array(&section[2]) {
                    assembly.tag("<li>");
                    markers(document, item, assembly);
                    assembly.tag("</li>");
                }
                assembly.tag(if is_numbered { "</ol>" } else { "</ul>" });
            }
            Some(10) => match number(section, 1).and_then(|index| items(document, "cards").get(index)) {
                Some(card) => cards::read(text(card, 0), &card[1], assembly),
                None => assembly.losses.add(Loss::Card("missing".into())),
            },
            _ => assembly.losses.add(Loss::Card(shortened(&section.to_string()))),
        }
    }
}

/// Each marker is `[kind, indices of the markups it opens, how many it closes, text or index of an atom]`.
fn markers(document: &Value, list: &Value, assembly: &mut Assembly) {
    let mut open: Vec<&'static str> = Vec::new();
    for marker in array(list) {
        for index in array(&marker[1]) {
            let markup = index.as_u64().and_then(|index| items(document, "markups").get(index as usize)).unwrap_or(&Value::Null);
            open.push(open_markup(markup, assembly));
        }
        match number(marker, 0) {
            Some(0) => assembly.text(text(marker, 3)),
            Some(1) => atom(number(marker, 3).and_then(|index| items(document, "atoms").get(index)).unwrap_or(&Value::Null), assembly),
            _ => {}
        }
        for _ in 0..number(marker, 2).unwrap_or(0).min(open.len()) {
            assembly.tag(open.pop().unwrap_or_default());
        }
    }
    while let Some(close) = open.pop() {
        assembly.tag(close);
    }
}

/// Opens a markup, `["a", ["href", "…"]]`, and gives the tag that closes it.
fn open_markup(markup: &Value, assembly: &mut Assembly) -> &'static str {
    let (open, close) = match text(markup, 0).to_ascii_lowercase().as_str() {
        "a" => {
            let pairs = array(&markup[1]);
            let href = pairs.chunks(2).find(|pair| pair[0] == "href").and_then(|pair| pair.get(1)).and_then(Value::as_str);
            assembly.tag_with("<a href=\"", href.unwrap_or_default(), "\">");
            return "</a>";
        }
        "strong" | "b" => ("<strong>", "</strong>"),
        "em" | "i" => ("<em>", "</em>"),
        "code" => ("<code>", "</code>"),
        "s" | "del" | "strike" => ("<s>", "</s>"),
        "sub" => ("<sub>", "</sub>"),
        "sup" => ("<sup>", "</sup>"),
        _ => ("", ""),
    };
    assembly.tag(open);
    close
}

/// An atom is `[name, text, payload]`; Ghost's own is the line break.
fn atom(atom: &Value, assembly: &mut Assembly) {
    match text(atom, 0) {
        "soft-return" => assembly.tag("<br>"),
        _ => assembly.text(text(atom, 1)),
    }
}

fn block_tags(name: &str) -> (&'static str, &'static str) {
    match name.to_ascii_lowercase().as_str() {
        "h1" | "h2" => ("<h2>", "</h2>"),
        "h3" => ("<h3>", "</h3>"),
        "h4" | "h5" | "h6" => ("<h4>", "</h4>"),
        "blockquote" => ("<blockquote>", "</blockquote>"),
        "pull-quote" | "aside" => ("<blockquote class=\"pull-quote\">", "</blockquote>"),
        _ => ("<p>", "</p>"),
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value, at: usize) -> Option<usize> {
    value.get(at)?.as_u64().map(|n| n as usize)
}

fn text(value: &Value, at: usize) -> &str {
    value.get(at).and_then(Value::as_str).unwrap_or_default()
}
