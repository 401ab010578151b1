//! The first reading: what will be left out.

use super::dom::{Dom, NodeId};
use crate::Loss;
use crate::loss::{Losses, shortened};

/// Elements that are left out, with or without their content, and whose absence somebody should hear of.
const LOST: [&str; 21] = [
    "applet", "button", "canvas", "datalist", "dialog", "embed", "form", "frame", "frameset", "input", "map", "marquee", "math", "meter",
    "object", "progress", "script", "select", "svg", "template", "textarea",
];

/// Elements that are read, or that nobody misses.
#[rustfmt::skip]
const KNOWN: [&str; 106] = [
    "", "#document", "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "base", "bdi", "bdo", "big", "blockquote", "body", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "dir", "div", "dl", "dt", "em", "fieldset", "figcaption", "figure", "font",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "img", "ins", "kbd", "label", "legend", "li",
    "link", "main", "mark", "menu", "meta", "nav", "nobr", "noembed", "noframes", "noscript", "ol", "optgroup", "option", "p", "param", "picture", "pre", "q", "rp",
    "rt", "ruby", "s", "samp", "search", "section", "small", "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "wbr",
];

pub(super) fn look(dom: &Dom, losses: &mut Losses) {
    let mut open: Vec<NodeId> = dom.top().iter().rev().copied().collect();
    while let Some(id) = open.pop() {
        let tag = dom.tag(id);
        if LOST.contains(&tag) {
            losses.add(Loss::Element(tag.to_owned()));
            continue_into(dom, id, tag, &mut open);
            continue;
        }
        if tag.contains(':') {
            // Word's `o:p` and its like are noise.
        } else if KNOWN.binary_search(&tag).is_err() && tag != "video" {
            losses.add(Loss::Element(shortened(tag)));
        }
        if tag == "a"
            && let Some(href) = dom.attribute(id, "href")
            && href.parse::<crate::Href>().is_err()
        {
            losses.add(Loss::Link(shortened(href.trim())));
        }
        open.extend(dom.children(id).iter().rev());
    }
}

/// A form's text is kept; what a drawing or a script holds is not.
fn continue_into(dom: &Dom, id: NodeId, tag: &str, open: &mut Vec<NodeId>) {
    if matches!(tag, "form" | "dialog" | "map" | "marquee" | "meter" | "progress") {
        open.extend(dom.children(id).iter().rev());
    }
}
